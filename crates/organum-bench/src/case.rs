//! The measured cases: every graph with its contenders.

use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use tokio::runtime::{Builder, Runtime};

use crate::contender::{Contender, Kind};
use crate::shapes::{
    chain_10, chain_10_yield, diamond_10x4, diamond_10x4_yield, fan_1_10_1, fan_1_10_1_yield,
    random_100, random_100_yield, uneven,
};

/// One graph and its contenders.
#[derive(Debug)]
pub struct Case {
    /// The name in reports and files.
    pub key: &'static str,
    /// The title of the column in a table.
    pub title: &'static str,
    /// The number of nodes.
    pub nodes: usize,
    /// The contenders that run the graph.
    pub contenders: Vec<Contender>,
}

/// The number of threads of the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threads {
    /// A current-thread runtime; the future passed to `block_on` runs the graph.
    One,
    /// A multi-thread runtime of two workers; a spawned task runs the graph.
    Two,
}

/// A contender that runs `$execution` repeatedly inside one `block_on`, or, on two threads, inside one
/// spawned task. `$shared`, an `Arc`, is shared by all its runs.
macro_rules! contender {
    (@timed $executions:ident, $number:ident, $execution:expr) => {
        async {
            let start = Instant::now();
            for number in 0..$executions {
                let $number = black_box(number);
                let _ = black_box($execution);
            }
            start.elapsed()
        }
    };
    ($runtime:expr, $kind:ident, $(sharing $shared:ident,)? |$number:ident| $execution:expr) => {{
        let runtime = Rc::clone(&$runtime);
        Contender::new(Kind::$kind, move |executions| {
            runtime.block_on(contender!(@timed executions, $number, $execution))
        })
    }};
    (spawned $runtime:expr, $kind:ident, $(sharing $shared:ident,)? |$number:ident| $execution:expr) => {{
        let runtime = Rc::clone(&$runtime);
        Contender::new(Kind::$kind, move |executions| {
            $(let $shared = Arc::clone(&$shared);)?
            let timed = async move { contender!(@timed executions, $number, $execution).await };
            runtime
                .block_on(async { tokio::spawn(timed).await })
                .expect("a measured graph does not panic")
        })
    }};
}

/// Every contender on a graph whose nodes are ready at their first poll.
macro_rules! ready {
    ($key:literal, $title:literal, $shape:ident, $graph:ident) => {{
        let runtime = Rc::new(runtime(Threads::One));
        let mut systems = $shape::bevy::Systems::default();
        let mut contenders = vec![
            contender!(runtime, Join, |n| $shape::join_by_layer($shape::Input(n))
                .await),
            contender!(runtime, TryJoin, |n| {
                $shape::try_join_by_layer($shape::Input(n)).await
            }),
            contender!(runtime, AsyncDag, |n| {
                $shape::async_dag::run($shape::Input(n)).await
            }),
            contender!(runtime, OpereseDagx, |n| {
                $shape::operese::run($shape::Input(n)).await
            }),
            contender!(runtime, Dagx, |n| $shape::dagx::run($shape::Input(n)).await),
            contender!(runtime, BevyEcs, |n| systems.run($shape::Input(n))),
        ];
        contenders.extend(organum!(runtime, $shape, $graph));
        Case {
            key: $key,
            title: $title,
            nodes: $shape::NODES,
            contenders,
        }
    }};
}

/// The hand-written contenders, and Organum, on a graph whose nodes yield.
macro_rules! yielding {
    ($threads:ident, $key:literal, $title:literal, $shape:ident, $graph:ident) => {{
        let runtime = Rc::new(runtime($threads));
        let mut contenders = match $threads {
            Threads::One => vec![
                contender!(runtime, Join, |n| $shape::join_by_layer($shape::Input(n)).await),
                contender!(runtime, TryJoin, |n| {
                    $shape::try_join_by_layer($shape::Input(n)).await
                }),
            ],
            Threads::Two => vec![
                contender!(spawned runtime, Join, |n| {
                    $shape::join_by_layer($shape::Input(n)).await
                }),
                contender!(spawned runtime, TryJoin, |n| {
                    $shape::try_join_by_layer($shape::Input(n)).await
                }),
            ],
        };
        match $threads {
            Threads::One => contenders.extend(organum!(runtime, $shape, $graph)),
            Threads::Two => contenders.extend(organum!(spawned runtime, $shape, $graph)),
        }
        Case {
            key: $key,
            title: $title,
            nodes: $shape::NODES,
            contenders,
        }
    }};
}

/// The two ways in which Organum runs a graph.
macro_rules! organum {
    ($($how:ident)+, $shape:ident, $graph:ident) => {{
        let runner = Arc::new($shape::$graph::runner());
        [
            contender!($($how)+, OrganumFresh, |n| {
                $shape::$graph { input: $shape::Input(n) }.run().await
            }),
            contender!($($how)+, OrganumReused, sharing runner, |n| {
                runner.run($shape::Input(n)).await
            }),
        ]
    }};
}

/// The four graphs whose nodes are ready at their first poll, run on one thread.
pub fn ready() -> Vec<Case> {
    vec![
        ready!("chain_10", "chain of 10", chain_10, Chain10),
        ready!("fan_1_10_1", "1-10-1", fan_1_10_1, Fan1101),
        ready!("diamond_10x4", "diamond 10x4", diamond_10x4, Diamond10x4),
        ready!("random_100", "random, 100 nodes", random_100, Random100),
    ]
}

/// The same four graphs with nodes that each yield once.
pub fn yielding(threads: Threads) -> Vec<Case> {
    vec![
        yielding!(
            threads,
            "chain_10_yield",
            "chain of 10",
            chain_10_yield,
            Chain10Yield
        ),
        yielding!(
            threads,
            "fan_1_10_1_yield",
            "1-10-1",
            fan_1_10_1_yield,
            Fan1101Yield
        ),
        yielding!(
            threads,
            "diamond_10x4_yield",
            "diamond 10x4",
            diamond_10x4_yield,
            Diamond10x4Yield
        ),
        yielding!(
            threads,
            "random_100_yield",
            "random, 100 nodes",
            random_100_yield,
            Random100Yield
        ),
    ]
}

/// The random graph of 1 000 nodes, which only Organum runs.
pub fn large() -> Case {
    use crate::shapes::random_1000;

    let runtime = Rc::new(runtime(Threads::One));
    Case {
        key: "random_1000",
        title: "random, 1 000 nodes",
        nodes: random_1000::NODES,
        contenders: organum!(runtime, random_1000, Random1000).into(),
    }
}

/// Two chains whose slow nodes are in different layers.
///
/// # Panics
///
/// If the runtime cannot be built.
pub fn uneven() -> Case {
    let runtime = Rc::new(
        Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime can be built"),
    );
    let mut contenders = vec![
        contender!(runtime, Chains, |n| concurrent_chains(uneven::Input(n))
            .await),
        contender!(runtime, TryJoin, |n| {
            uneven::try_join_by_layer(uneven::Input(n)).await
        }),
        contender!(runtime, AsyncDag, |n| {
            uneven::async_dag::run(uneven::Input(n)).await
        }),
        contender!(runtime, OpereseDagx, |n| {
            uneven::operese::run(uneven::Input(n)).await
        }),
        contender!(runtime, Dagx, |n| uneven::dagx::run(uneven::Input(n)).await),
    ];
    contenders.extend(organum!(runtime, uneven, Uneven));
    Case {
        key: "uneven",
        title: "uneven branches",
        nodes: uneven::NODES,
        contenders,
    }
}

/// The code that a programmer would write after seeing that the two chains are independent.
///
/// # Errors
///
/// A node fails.
pub async fn concurrent_chains(input: uneven::Input) -> Result<uneven::N4, crate::BenchError> {
    use uneven::fallible::{n0, n1, n2, n3, n4};

    let (left, right) = tokio::try_join!(async { n1(&n0(&input).await?).await }, async {
        n3(&n2(&input).await?).await
    },)?;
    n4(&left, &right).await
}

/// A runtime without timers or sockets: only tasks are polled when one yields.
fn runtime(threads: Threads) -> Runtime {
    match threads {
        Threads::One => Builder::new_current_thread().build(),
        Threads::Two => Builder::new_multi_thread().worker_threads(2).build(),
    }
    .expect("a runtime can be built")
}
