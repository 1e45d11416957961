//! The user's own items have the names that generated code uses.
#![allow(dead_code, non_camel_case_types, non_upper_case_globals, clippy::all)]

mod shadows {
    use organum::{compose, graph, node};

    macro_rules! types {
        ($($name:ident)*) => { $(#[derive(Clone)] pub struct $name(pub u8);)* };
    }
    types!(
        Option Box Send Sync Sized Future Graph Node Ok Err Vec Clone_ From Into Iterator Fn Drop
        Provider Provides Table Target Dep Run Runner Execution Input Output By G T
        Call Deps Return Out Place PhantomData Marker Wired Shareable Args Given Injected Default AnyGraph
    );

    pub struct String(pub u8);

    // Names of values in patterns and paths of generated code.
    pub const args: u8 = 0;
    pub static returned: u8 = 0;
    pub const value: u8 = 0;

    pub mod core {}
    pub mod std {}
    pub mod organum_ {}
    pub mod option {}

    // Traits with the methods that generated code calls.
    pub trait Runs {
        fn run(&self) {}
        fn clone(&self) {}
        fn type_asked(&self) {}
        fn is_fine(&self) {}
        fn map_err(&self) {}
        fn into(&self) {}
    }
    impl<U> Runs for U {}

    #[node]
    pub async fn send(option: &Option, boxed: Box, by: &By, _g: &G, t: &T) -> Send {
        Send(option.0 + boxed.0 + by.0 + t.0)
    }

    #[node]
    pub fn future(
        send: &Send,
        _text: &Provider,
    ) -> ::core::result::Result<Future, ::std::fmt::Error> {
        ::core::result::Result::Ok(Future(send.0))
    }

    #[node]
    pub struct Held {
        pub graph: Graph,
        pub node: Node,
    }

    pub struct Step(pub u8);

    #[node]
    impl Step {
        pub async fn compose(&self, ok: &Ok, held: &Held, future: &Future) -> Err {
            Err(self.0 + ok.0 + held.graph.0 + held.node.0 + future.0)
        }
    }

    pub struct Cell<U>(pub ::std::marker::PhantomData<U>);

    #[node]
    pub fn cell<U>(_: &Table, _: &AnyGraph) -> Cell<U> {
        Cell(::std::marker::PhantomData)
    }

    #[node(explicit)]
    pub fn explicit(_: &Err, _: &Cell<u8>) -> ::std::string::String {
        ::std::string::ToString::to_string(&1)
    }

    #[graph(output = (Err, ::std::string::String), nodes(explicit))]
    pub struct Wiring {
        #[inject]
        pub option: Option,
        #[inject]
        pub boxed: Box,
        pub by: By,
        pub g: G,
        pub t: T,
        pub ok: Ok,
        pub step: Step,
        pub provider: Provider,
        pub graph: Graph,
        pub node: Node,
        pub table: Table,
        pub any: AnyGraph,
    }

    pub async fn composed() -> u8 {
        let text = Provider(1);
        let send = compose!(
            Send;
            option: Option = Option(1), boxed: Box = Box(1), by: By = By(1), g: G = G(0), t: T = T(1)
        );
        let ::core::result::Result::Ok(send) = send.await else {
            return 0;
        };
        send.0 + text.0
    }
}

/// Without any name of the prelude.
mod bare {
    #![no_implicit_prelude]

    pub struct Cart(pub u8);
    #[derive(::core::clone::Clone)]
    pub struct Rate(pub u8);
    pub struct Total(pub u8);
    pub struct Kept<T>(pub ::std::vec::Vec<T>);

    #[::organum::node]
    pub async fn total(
        cart: &Cart,
        rate: Rate,
        _kept: &Kept<u8>,
    ) -> ::core::result::Result<Total, ::std::fmt::Error> {
        ::core::result::Result::Ok(Total(cart.0 + rate.0))
    }

    #[::organum::node]
    pub fn kept<T: ::core::clone::Clone>() -> Kept<T> {
        Kept(::std::vec::Vec::new())
    }

    #[::organum::node(explicit)]
    pub fn text(total: &Total) -> ::std::string::String {
        ::std::string::ToString::to_string(&total.0)
    }

    #[::organum::graph(output = (Total, ::std::string::String), nodes(text))]
    pub struct Shop {
        pub cart: Cart,
        #[inject]
        pub rate: Rate,
    }

    pub async fn composed() -> u8 {
        let text = ::organum::compose!(
            ::std::string::String, nodes(text);
            cart: Cart = Cart(1), rate: Rate = Rate(3)
        );
        match text.await {
            ::core::result::Result::Ok(text) => text.len() as u8,
            ::core::result::Result::Err(_) => 0,
        }
    }
}

#[tokio::test]
async fn shadowed_names_change_nothing() {
    use shadows::*;
    let runner = Wiring::runner(shadows::Option(1), shadows::Box(1));
    let given = (
        By(1),
        G(1),
        T(1),
        shadows::Ok(1),
        Step(1),
        Provider(1),
        Graph(1),
        Node(1),
        Table(1),
        AnyGraph(1),
    );
    let (sum, text) = runner.run(given).await.unwrap_or_else(|_| panic!());
    assert_eq!((sum.0, text.as_str()), (8, "1"));
    assert_eq!(composed().await, 5);
    assert_eq!(bare::composed().await, 1);
    let shop = bare::Shop {
        cart: bare::Cart(1),
        rate: bare::Rate(2),
    };
    let (total, text) = shop.run().await.unwrap_or_else(|_| panic!());
    assert_eq!((total.0, text.as_str()), (3, "3"));
}
