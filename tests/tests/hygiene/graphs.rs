//! `#[node]`, `#[graph]`, `compose!`.

use std::sync::Arc;

use organum::prelude::*;
use organum_tests::block_on;

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;

#[derive(Debug)]
struct Wrapped(GraphError);

impl From<GraphError> for Wrapped {
    fn from(error: GraphError) -> Self {
        Self(error)
    }
}

fn is_transient(_: &Failed) -> bool {
    true
}

/// A node and a graph with each part as a fragment of its own kind.
mod fragments {
    use super::*;

    macro_rules! node_fn {
        (
            $vis:vis $name:ident($param:ident: $need:ty) -> $out:ty = $body:expr;
            close = $close:path, timeout = $timeout:literal
        ) => {
            #[node(close = $close, timeout = $timeout)]
            $vis async fn $name($param: $need) -> $out {
                $body
            }
        };
    }
    struct Seed(u32);
    struct Conn(u32);
    impl Conn {
        #[expect(clippy::needless_pass_by_ref_mut, reason = "closing takes a value")]
        async fn close(&mut self) {}
    }
    node_fn! { conn(seed: &Seed) -> Conn = Conn(seed.0); close = Conn::close, timeout = "5s" }

    macro_rules! resource {
        ($ty:ident, $node:ident, $close:ident) => {
            struct $ty(u8);
            impl $ty {
                async fn $close(&mut self) -> Result<(), Failed> {
                    Ok(())
                }
            }
            #[node(close = $ty::$close)]
            fn $node() -> $ty {
                $ty(1)
            }
        };
    }
    resource!(Lock, lock, release);

    macro_rules! fallible {
        ($node:ident, $out:ty, $error:ty, $body:block, $retry_if:path, $($retry:tt)*) => {
            #[node(retry($($retry)*), retry_if = $retry_if, concurrency = 2)]
            async fn $node(conn: &Conn, lock: &Lock) -> Result<$out, $error> $body
        };
    }
    struct Row(u32);
    fallible!(
        row,
        Row,
        Failed,
        { Ok(Row(1)) },
        is_transient,
        attempts = 2,
        backoff = fixed("1ms")
    );

    macro_rules! whole_signature {
        ($item:item) => {
            #[node(spawn)]
            $item
        };
    }
    struct Spawned;
    whole_signature! { async fn spawned(row: &Row) -> Spawned { Spawned } }

    macro_rules! by_tokens {
        ($($item:tt)*) => {
            #[node(blocking)]
            $($item)*
        };
    }
    struct Blocked;
    by_tokens! { fn blocked(_: &Spawned) -> Blocked { Blocked } }

    macro_rules! graph {
        ($vis:vis $name:ident, $out:ty, $error:ty, $field:ident: $input:ty, $timeout:literal) => {
            #[graph(output = $out, error = $error, run_timeout = $timeout)]
            $vis struct $name {
                $field: $input,
            }
        };
    }
    graph!(Whole, Blocked, Wrapped, seed: Seed, "30s");

    #[tokio::test]
    async fn run() {
        let runner = Whole::runner();
        assert!(runner.run(Seed(1)).await.is_ok());
    }
}

/// Forms of dependencies, and patterns of parameters.
mod forms {
    use super::*;

    struct A(u32);
    #[derive(Clone)]
    struct B(u32);
    struct Sum(u32);

    macro_rules! tolerant {
        ($a:ty, $b:ty, $sum:ty, $pattern:pat, $x:ident, $y:ident) => {
            #[node]
            fn a() -> Result<$a, Failed> {
                Err(Failed)
            }
            #[node]
            fn b() -> $b {
                B(2)
            }
            #[node]
            fn sum($x: Option<&$a>, $y: Result<&$b, &NodeError>, run: &Run) -> $sum {
                let $pattern = $x;
                Sum($x.map_or(0, |a| a.0) + $y.map_or(0, |b| b.0))
            }
        };
    }
    tolerant!(A, B, Sum, _, x, y);

    struct Only(u32);
    macro_rules! cloned {
        ($need:ty, $node:ident, $param:ident) => {
            #[node]
            fn $node($param: $need, sum: &Sum) -> Only {
                Only($param.0 + sum.0)
            }
        };
    }
    cloned!(B, only, value);

    macro_rules! first_of {
        ($node:ident, $a:ty, $b:ty, $out:ident, $param:ident) => {
            struct $out;
            #[node]
            fn $node($param: FirstOk<(&$a, &$b)>) -> $out {
                let _ = $param;
                $out
            }
        };
    }
    first_of!(first, A, Sum, First, of);

    #[graph(output = (Only, First))]
    struct Forms {}

    #[test]
    fn run() {
        assert_eq!(block_on(Forms {}.run()).unwrap().0.0, 4);
    }
}

/// Structs, `impl` blocks, generic nodes, explicit nodes, shared values.
mod shapes {
    use super::*;

    #[derive(Clone)]
    struct Pool(u32);

    macro_rules! structure {
        ($name:ident { $($field:ident: $ty:ty),* }) => {
            #[node]
            #[derive(Clone)]
            struct $name {
                $($field: $ty,)*
            }
        };
    }
    structure!(Service { pool: Pool });

    macro_rules! compose_fn {
        ($name:ident, $need:ty, $param:ident, $body:expr) => {
            struct $name(u32);
            #[node]
            impl $name {
                async fn compose($param: &$need) -> Self {
                    $body
                }
            }
        };
    }
    compose_fn!(Built, Service, service, Built(service.pool.0));

    macro_rules! generic {
        ($name:ident<$T:ident: $bound:path>, $node:ident) => {
            struct $name<$T>($T);
            #[node]
            fn $node<$T: $bound + Send + Sync + 'static>(built: &Built) -> $name<$T> {
                $name($T::default())
            }
        };
    }
    generic!(Cache<T: Default>, cache);

    macro_rules! explicit {
        ($node:ident, $ty:ty, $need:ty, $value:expr) => {
            #[node(explicit)]
            fn $node(built: &Built, cache: &$need) -> $ty {
                $value
            }
        };
    }
    explicit!(greeting, String, Cache<u8>, "hello".to_owned());

    macro_rules! shared {
        ($node:ident, $ty:ident, $scope:literal) => {
            struct $ty(u32);
            #[node(scope = $scope)]
            fn $node(pool: &Pool) -> $ty {
                $ty(pool.0)
            }
        };
    }
    shared!(wire, Wire, "runner");

    struct Page(String);
    #[node]
    fn page(greeting: &String, wire: &Wire, gateway: &dyn Gateway) -> Page {
        Page(format!("{greeting} {}", wire.0 + gateway.fee()))
    }

    struct Text(String);
    #[node]
    fn text(greeting: &String, gateway: &dyn Gateway) -> Text {
        Text(format!("{greeting} {}", gateway.fee()))
    }

    trait Gateway: Send + Sync {
        fn fee(&self) -> u32;
    }
    struct Bank;
    impl Gateway for Bank {
        fn fee(&self) -> u32 {
            1
        }
    }

    macro_rules! graph {
        ($name:ident, ($($out:ty),*), $nodes:path, $($field:ident: $ty:ty),*; $inject:ident: $injected:ty) => {
            #[graph(output = ($($out),*), nodes($nodes), defaults(retry(attempts = 2), configurable))]
            struct $name {
                $($field: $ty,)*
                #[inject]
                $inject: $injected,
            }
        };
    }
    graph!(Pages, (Page, Built), greeting, gateway: Arc<dyn Gateway>; pool: Pool);

    #[test]
    fn run() {
        let runner = Pages::runner(Pool(1));
        let (page, built) = block_on(runner.run(Arc::new(Bank))).unwrap();
        assert_eq!((page.0.as_str(), built.0), ("hello 2", 1));
    }

    macro_rules! composed {
        ($out:ty, $name:ident: $ty:ty = $value:expr, $nodes:path) => {
            compose!($out, nodes($nodes); $name: $ty = $value, gateway: Arc<dyn Gateway> = Arc::new(Bank))
        };
    }

    #[test]
    fn compose() {
        let page = block_on(composed!(Text, pool: Pool = Pool(3), greeting)).unwrap();
        assert_eq!(page.0, "hello 1");
    }
}
