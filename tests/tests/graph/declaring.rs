//! Every form in which nodes are declared.
#![allow(clippy::unused_async, reason = "async nodes are what is tested")]

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use organum::prelude::*;
use organum_tests::block_on;

/// An input whose values count how often they were cloned.
#[derive(Default)]
struct Clones(Arc<AtomicUsize>);

struct Cart {
    items: Vec<u32>,
    clones: Arc<AtomicUsize>,
}

impl Clone for Cart {
    fn clone(&self) -> Self {
        self.clones.fetch_add(1, Ordering::SeqCst);
        Self {
            items: self.items.clone(),
            clones: Arc::clone(&self.clones),
        }
    }
}

struct Borrowed(usize, usize);
struct Cloned(Vec<u32>, usize);

mod references_and_clones {
    use super::*;

    struct Both(Borrowed, usize, Cloned);

    #[node]
    fn cart(clones: &Clones) -> Cart {
        Cart {
            items: vec![1, 2, 3],
            clones: Arc::clone(&clones.0),
        }
    }

    struct First(usize);

    #[node]
    async fn first(cart: &Cart) -> First {
        First(std::ptr::from_ref(cart).addr())
    }

    #[node]
    async fn borrowed(cart: &Cart, first: &First) -> Borrowed {
        Borrowed(std::ptr::from_ref(cart).addr(), first.0)
    }

    #[node]
    async fn cloned(mut cart: Cart) -> Cloned {
        cart.items.push(4);
        let address = cart.items.as_ptr().addr();
        Cloned(cart.items, address)
    }

    #[node]
    fn both(cart: &Cart, borrowed: &Borrowed, cloned: &Cloned) -> Both {
        assert_eq!(cart.items, [1, 2, 3], "a clone belongs to the node");
        Both(
            Borrowed(borrowed.0, borrowed.1),
            cart.items.as_ptr().addr(),
            Cloned(cloned.0.clone(), cloned.1),
        )
    }

    #[graph(output = Both)]
    struct Shop {
        clones: Clones,
    }

    #[test]
    fn a_reference_borrows_from_the_run_and_a_value_is_a_clone() {
        let clones = Clones::default();
        let counted = Arc::clone(&clones.0);
        let both = block_on(Shop { clones }.run()).unwrap();
        assert_eq!(both.0.0, both.0.1, "every node borrows the same value");
        assert_eq!(both.2.0, [1, 2, 3, 4]);
        assert_ne!(both.1, both.2.1);
        assert_eq!(counted.load(Ordering::SeqCst), 1);
    }
}

mod results {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("odd")]
    struct Odd;

    mod domain {
        pub(super) type Result<T> = std::result::Result<T, super::Odd>;
    }

    struct Number(u32);
    struct Half(u32);
    struct Quarter(u32);
    struct Text(String);
    struct All(u32, u32, String);

    #[node]
    fn half(number: &Number) -> Result<Half, Odd> {
        number
            .0
            .is_multiple_of(2)
            .then_some(Half(number.0 / 2))
            .ok_or(Odd)
    }

    #[node]
    async fn quarter(half: &Half) -> domain::Result<Quarter> {
        if half.0.is_multiple_of(2) {
            Ok(Quarter(half.0 / 2))
        } else {
            Err(Odd)
        }
    }

    #[node]
    async fn text(quarter: &Quarter) -> std::result::Result<Text, std::fmt::Error> {
        use std::fmt::Write as _;
        let mut text = String::new();
        write!(text, "{}", quarter.0)?;
        Ok(Text(text))
    }

    #[node]
    fn all(half: &Half, quarter: &Quarter, text: &Text) -> All {
        All(half.0, quarter.0, text.0.clone())
    }

    #[graph(output = All)]
    struct Halves {
        number: Number,
    }

    #[test]
    fn a_return_type_named_result_is_fallible_and_provides_its_first_argument() {
        let all = block_on(Halves { number: Number(12) }.run()).unwrap();
        assert_eq!((all.0, all.1, all.2.as_str()), (6, 3, "3"));
        for odd in [3, 6] {
            let error = block_on(
                Halves {
                    number: Number(odd),
                }
                .run(),
            )
            .err()
            .unwrap();
            assert!(error.downcast_ref::<Odd>().is_some());
        }
    }
}

mod structs {
    use super::*;

    #[derive(Clone)]
    struct Host(&'static str);
    #[derive(Clone)]
    struct Port(u16);

    #[node]
    #[derive(Clone)]
    struct Address {
        host: Host,
        port: Port,
    }

    #[node]
    #[derive(Clone)]
    struct Unit;

    #[node]
    struct Pair(Address, Unit);

    #[node]
    struct Both<T: Clone + Send + Sync + 'static, const N: usize> {
        one: T,
        two: Address,
    }

    struct Text(String);

    #[node]
    fn text(pair: &Pair, host: &Both<Host, 1>, port: &Both<Port, 2>) -> Text {
        let Pair(
            Address {
                host: Host(name),
                port: Port(number),
            },
            Unit,
        ) = pair;
        Text(format!(
            "{name}:{number} {} {} {}",
            host.one.0, port.one.0, port.two.port.0
        ))
    }

    #[graph(output = Text)]
    struct Addresses {
        host: Host,
        port: Port,
    }

    #[test]
    fn a_struct_is_built_from_its_fields() {
        let run = Addresses {
            host: Host("local"),
            port: Port(80),
        }
        .run();
        assert_eq!(block_on(run).unwrap().0, "local:80 local 80 80");
    }
}

mod steps {
    use super::*;

    struct Factor(u32);
    struct Product(u32);
    struct Sum(u32);

    struct Multiply;

    #[node]
    impl Multiply {
        const TWICE: u32 = 2;

        async fn compose(factor: &Factor) -> Result<Product, std::fmt::Error> {
            organum_tests::yield_once().await;
            Ok(Product(Self::doubled(factor.0)))
        }

        fn doubled(factor: u32) -> u32 {
            factor * Self::TWICE
        }
    }

    /// A step with configuration; two configurations are two types.
    struct Sender<Kind>(&'static str, std::marker::PhantomData<Kind>);
    struct Mail;
    struct Push;
    struct Sent<Kind>(String, std::marker::PhantomData<Kind>);

    #[node]
    impl<Kind: Send + Sync + 'static> Sender<Kind> {
        async fn compose(&self, product: &Product) -> Sent<Kind> {
            Sent(format!("{}{}", self.0, product.0), self.1)
        }
    }

    struct Add(u32);

    #[node]
    impl Add {
        fn compose(&self, product: &Product) -> Sum {
            Sum(self.0 + product.0)
        }
    }

    #[graph(output = (Sum, Sent<Mail>, Sent<Push>))]
    struct Steps {
        factor: Factor,
        #[inject]
        add: Add,
        #[inject]
        mail: Sender<Mail>,
        #[inject]
        push: Sender<Push>,
    }

    #[test]
    fn compose_provides_with_and_without_self() {
        let runner = Steps::runner(
            Add(100),
            Sender("mail ", std::marker::PhantomData),
            Sender("push ", std::marker::PhantomData),
        );
        for factor in 1..4 {
            let (sum, mail, push) = block_on(runner.run(Factor(factor))).unwrap();
            assert_eq!(sum.0, 100 + 2 * factor);
            assert_eq!(mail.0, format!("mail {}", 2 * factor));
            assert_eq!(push.0, format!("push {}", 2 * factor));
        }
    }
}

mod generics {
    use super::*;

    struct Calls(Arc<AtomicUsize>);
    struct Cache<T>(Vec<T>);
    struct Sized<const N: usize>([u8; N]);
    struct Counts(usize, usize, usize);
    struct Largest(usize);

    #[node]
    async fn cache<T>(calls: &Calls) -> Cache<T>
    where
        T: Default + Send + Sync + 'static,
    {
        calls.0.fetch_add(1, Ordering::SeqCst);
        Cache(vec![T::default()])
    }

    #[node]
    fn sized<const N: usize>(_: &Calls) -> Sized<N> {
        Sized([0; N])
    }

    #[node]
    fn largest(one: &Sized<1>, nine: &Sized<9>) -> Largest {
        Largest(one.0.len().max(nine.0.len()))
    }

    #[node]
    fn counts(a: &Cache<u8>, b: &Cache<String>, largest: &Largest) -> Counts {
        Counts(a.0.len(), b.0.len(), largest.0)
    }

    struct Again(usize);

    #[node]
    fn again(a: &Cache<u8>, counts: &Counts) -> Again {
        Again(a.0.len() + counts.0 + counts.1 + counts.2)
    }

    #[graph(output = Again)]
    struct Generic {
        calls: Calls,
    }

    #[test]
    fn a_generic_node_is_one_node_for_each_type() {
        let calls = Arc::new(AtomicUsize::new(0));
        let run = Generic {
            calls: Calls(Arc::clone(&calls)),
        }
        .run();
        assert_eq!(block_on(run).unwrap().0, 1 + 1 + 1 + 9);
        assert_eq!(
            calls.load(Ordering::SeqCst),
            2,
            "`Cache<u8>` and `Cache<String>`"
        );
    }
}
