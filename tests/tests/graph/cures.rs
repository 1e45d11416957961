//! The cures that compile errors name, applied: each of these compiles.

#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    clippy::ptr_arg,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use organum::prelude::*;
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

// `parameters … are of one type, and a value is found by its type: wrap one of them in a type of its own`
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
