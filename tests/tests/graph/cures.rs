//! The cures that compile errors name, applied: each of these compiles.

#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    clippy::ptr_arg,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use organum::{compose, prelude::*};
use organum_tests::block_on;

// `dependency cycle: Order -> Profile -> Loyalty -> Order: … take its value from outside: a field of the
// graph, in a type of its own such as `struct Previous(Order)``
mod cycle {
    use super::*;

    struct Order(u32);
    struct Profile(u32);
    struct Loyalty(u32);
    struct Previous(Order);

    #[node]
    fn order(profile: &Profile) -> Order {
        Order(profile.0)
    }

    #[node]
    fn profile(loyalty: &Loyalty) -> Profile {
        Profile(loyalty.0)
    }

    #[node]
    fn loyalty(order: &Previous) -> Loyalty {
        Loyalty(order.0.0 + 1)
    }

    #[graph(output = Order)]
    struct Checkout {
        previous: Previous,
    }

    #[test]
    fn a_value_from_outside() {
        let previous = Previous(Order(1));
        assert_eq!(block_on(Checkout { previous }.run()).unwrap().0, 2);
    }
}

// `node … returns …, an alias of `Result`: write it as `Result<…>``
mod alias {
    use super::*;

    type Checked<T> = Result<T, std::fmt::Error>;
    struct Value(u32);

    async fn checked() -> Checked<Value> {
        Ok(Value(1))
    }

    #[node]
    async fn value() -> Result<Value, std::fmt::Error> {
        checked().await
    }

    #[graph(output = Value)]
    struct Values {}

    #[test]
    fn written_as_a_result() {
        assert_eq!(block_on(Values {}.run()).unwrap().0, 1);
    }
}

// `node … provides …, a future that nothing awaits: write an `async fn` that awaits it and returns its
// result`
mod future {
    use super::*;

    fn later() -> std::future::Ready<u32> {
        std::future::ready(3)
    }

    struct Value(u32);

    #[node]
    async fn value() -> Value {
        Value(later().await)
    }

    #[graph(output = Value)]
    struct Values {}

    #[test]
    fn awaited_by_the_node() {
        assert_eq!(block_on(Values {}.run()).unwrap().0, 3);
    }
}

// `parameters … are of one type, `…`, and a value is found by its type: wrap one of them in a type of its own`
mod one_type {
    use super::*;

    struct Price(u32);
    struct Discounted(Price);
    struct Saved(u32);

    #[node]
    fn saved(full: &Price, discounted: &Discounted) -> Saved {
        Saved(full.0 - discounted.0.0)
    }

    #[graph(output = Saved)]
    struct Savings {
        full: Price,
        discounted: Discounted,
    }

    #[test]
    fn wrapped() {
        let (full, discounted) = (Price(5), Discounted(Price(3)));
        assert_eq!(block_on(Savings { full, discounted }.run()).unwrap().0, 2);
    }
}

// `node … provides …, a type of another crate …: wrap it in a type of your own, or write
// `#[node(explicit)]` and name the node in each graph that uses it`
mod foreign {
    use super::*;

    struct Name(String);

    #[node]
    fn name() -> Name {
        Name("Ada".to_owned())
    }

    #[node(explicit)]
    fn greeting(name: &Name) -> String {
        format!("Hello, {}", name.0)
    }

    struct Page(usize);

    #[node]
    fn page(greeting: &String) -> Page {
        Page(greeting.len())
    }

    #[graph(output = Page, nodes(greeting))]
    struct Pages {}

    #[test]
    fn wrapped_or_named() {
        assert_eq!(block_on(Pages {}.run()).unwrap().0, 10);
    }
}

// `the nodes of graph … take no defaults from a builder: write `defaults(configurable)``
mod defaults {
    use super::*;
    use organum::policy::Policy;

    struct Price(u32);

    #[node]
    async fn price() -> Price {
        Price(1)
    }

    #[graph(output = Price, defaults(configurable))]
    struct Quote {}

    #[test]
    fn configurable() {
        let quote = Quote::builder().defaults(Policy::new()).build();
        assert_eq!(block_on(quote.run(())).unwrap().0, 1);
    }
}

// Attributes that do not change a field or a parameter may be conditional.
mod conditional {
    use super::*;

    #[derive(Clone)]
    struct Cart(u32);
    struct Total(u32);

    #[node]
    #[derive(Clone)]
    struct Service {
        #[cfg_attr(all(), doc = "The cart.", allow(dead_code))]
        cart: Cart,
    }

    #[node]
    fn total(#[cfg_attr(all(), allow(unused_variables))] service: &Service) -> Total {
        Total(service.cart.0)
    }

    #[graph(output = Total)]
    struct Sum {
        #[cfg_attr(all(), doc = "The cart.")]
        cart: Cart,
    }

    #[test]
    fn documentation_and_levels() {
        assert_eq!(block_on(Sum { cart: Cart(2) }.run()).unwrap().0, 2);
    }
}

// `node `Order` needs a `Tier`, but nothing in graph … provides it: return it from a `#[node]`, or add a field of type
// `Tier` …`; a node of another crate's type is named by the graph
mod missing {
    use super::*;

    struct Tier(u32);
    struct Label(usize);

    #[node]
    fn tier() -> Tier {
        Tier(3)
    }

    #[node(explicit)]
    fn title() -> String {
        "Organum".to_owned()
    }

    #[node]
    fn label(title: &String, tier: &Tier) -> Label {
        Label(title.len() + tier.0 as usize)
    }

    #[graph(output = Label, nodes(title))]
    struct Named {}

    #[graph(output = Label)]
    struct Given {
        title: String,
    }

    #[test]
    fn returned_by_a_node_given_and_named() {
        assert_eq!(block_on(Named {}.run()).unwrap().0, 10);
        let title = "x".to_owned();
        assert_eq!(block_on(Given { title }.run()).unwrap().0, 4);
    }
}

// `node … takes 35 values by its 5 parameters`, `graph … has 9 outputs`: `join some of them in a struct that is a node`
mod too_many {
    use super::*;

    #[derive(Clone)]
    struct Width(u32);
    #[derive(Clone)]
    struct Height(u32);

    #[node]
    fn width() -> Width {
        Width(2)
    }

    #[node]
    fn height() -> Height {
        Height(3)
    }

    #[node]
    struct Size {
        width: Width,
        height: Height,
    }

    #[graph(output = Size)]
    struct Sizes {}

    #[test]
    fn joined_in_a_struct() {
        let size = block_on(Sizes {}.run()).unwrap();
        assert_eq!((size.width.0, size.height.0), (2, 3));
    }
}

// `parameter … is `First<(&Cart, &Basket)>` …: write `FirstOk<…>` … where it is one of these`, and of `&'static str`,
// `take `&String`, or a type of your own that contains it`
mod forms {
    use organum::OneOf2;

    use super::*;

    struct Cart(u32);
    struct Basket(u32);
    struct Order(u32);
    struct Title(&'static str);
    struct Page(usize);

    #[node]
    fn order(either: FirstOk<(&Cart, &Basket)>) -> Order {
        match either.get() {
            OneOf2::First(cart) => Order(cart.0),
            OneOf2::Second(basket) => Order(basket.0),
        }
    }

    #[node]
    fn page(title: &Title, order: &Order) -> Page {
        Page(title.0.len() + order.0 as usize)
    }

    #[graph(output = Page)]
    struct Shop {
        cart: Cart,
        basket: Basket,
        title: Title,
    }

    #[test]
    fn under_their_own_names() {
        let (cart, basket, title) = (Cart(1), Basket(2), Title("shop"));
        let page = block_on(
            Shop {
                cart,
                basket,
                title,
            }
            .run(),
        );
        assert_eq!(page.unwrap().0, 5);
    }
}

// `the graph of `compose!` is an item of its own, where there is no `Self`: write the name of the type`
mod composed {
    use super::*;

    struct Cart(u32);
    struct Order(u32);

    #[node]
    fn order(cart: &Cart) -> Order {
        Order(cart.0)
    }

    impl Cart {
        fn order(self) -> u32 {
            block_on(compose!(Order; cart: Cart = self)).unwrap().0
        }
    }

    #[test]
    fn with_the_name_of_the_type() {
        assert_eq!(Cart(4).order(), 4);
    }
}

// A method of a trait closes a value, and decides about retries, by its whole path.
mod qualified {
    use super::*;

    trait Closes {
        async fn shut(&mut self);
    }

    trait Judges {
        fn is_transient(&self) -> bool;
    }

    struct Pool(u32);

    impl Closes for Pool {
        async fn shut(&mut self) {}
    }

    impl Judges for std::io::Error {
        fn is_transient(&self) -> bool {
            false
        }
    }

    #[node(close = <Pool as Closes>::shut, retry(attempts = 2), retry_if = <std::io::Error as Judges>::is_transient)]
    async fn pool() -> Result<Pool, std::io::Error> {
        Ok(Pool(1))
    }

    struct Size(u32);

    #[node]
    fn size(pool: &Pool) -> Size {
        Size(pool.0)
    }

    #[graph(output = Size)]
    struct Sizes {}

    #[tokio::test]
    async fn by_a_path_with_a_trait() {
        assert_eq!(Sizes {}.run().await.unwrap().0, 1);
    }
}

// `node … needs a `Pool`, but field `pool` of graph … is `Arc<Pool>`: write `pool: Pool`, or take `&Arc<Pool>``, and of a
// `Box<dyn Gateway>`, `write `gateway: Arc<dyn Gateway>``
// `parameter … is `Option<Coupon>` …: write `Option<&Coupon>` …, or `&Option<Coupon>` for an input`
// `parameter … is `Result<Discount, …>` …: write `Result<&Discount, &NodeError>``
mod almost {
    use std::sync::Arc;

    use super::*;

    trait Gateway: Send + Sync {
        fn fee(&self) -> u32;
    }

    impl Gateway for u32 {
        fn fee(&self) -> u32 {
            *self
        }
    }

    struct Pool(u32);
    struct Coupon(u32);
    struct Discount(u32);
    struct Order(u32);

    #[node]
    fn coupon() -> Result<Coupon, std::fmt::Error> {
        Err(std::fmt::Error)
    }

    #[node]
    fn discount() -> Result<Discount, std::fmt::Error> {
        Ok(Discount(5))
    }

    #[node]
    #[expect(
        clippy::ref_option,
        reason = "the cure of a compile error names this type"
    )]
    fn order(
        pool: &Pool,
        shared: &Arc<u8>,
        gateway: &dyn Gateway,
        coupon: Option<&Coupon>,
        discount: Result<&Discount, &NodeError>,
        note: &Option<String>,
    ) -> Order {
        let coupon = coupon.map_or(100, |coupon| coupon.0);
        let discount = discount.map_or(0, |discount| discount.0);
        let note = u32::from(note.is_some());
        Order(pool.0 + u32::from(**shared) + gateway.fee() + coupon + discount + note)
    }

    #[graph(output = Order)]
    struct Checkout {
        note: Option<String>,
        #[inject]
        pool: Pool,
        #[inject]
        shared: Arc<u8>,
        #[inject]
        gateway: Arc<dyn Gateway>,
    }

    #[test]
    fn the_whole_type() {
        let checkout = Checkout {
            note: None,
            pool: Pool(1),
            shared: Arc::new(2),
            gateway: Arc::new(3_u32),
        };
        assert_eq!(block_on(checkout.run()).unwrap().0, 111);
    }
}
