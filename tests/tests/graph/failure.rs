//! The information that a caller receives about a failure, and its delay.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use organum::{NodeErrorKind, prelude::*};
use organum_tests::{Log, block_on, yield_once};
use tokio::time::{Instant, sleep};

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("card 4711 of Ada was declined")]
struct Declined(u32);

mod siblings {
    use super::*;

    pub(super) struct Config(pub(super) Duration);
    pub(super) struct Fails;
    pub(super) struct Sibling;
    pub(super) struct Order;

    #[node]
    async fn fails(config: &Config) -> Result<Fails, Declined> {
        sleep(config.0).await;
        Err(Declined(7))
    }

    #[node]
    async fn sibling(log: &Log) -> Sibling {
        let _held = log.tracked("sibling");
        sleep(Duration::from_secs(10)).await;
        Sibling
    }

    #[node]
    fn order(_: &Sibling, _: &Fails) -> Order {
        Order
    }

    #[graph(output = Order)]
    pub(super) struct Siblings {
        pub(super) config: Config,
        #[inject]
        pub(super) log: Log,
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_returns_at_once_with_its_root_cause_200_of_200() {
    let log = Log::new();
    let runner = siblings::Siblings::runner(log.clone());
    for run in 0..200 {
        let start = Instant::now();
        let given = siblings::Config(Duration::from_millis(10));
        let error = runner.run(given).await.err().unwrap();
        assert_eq!(start.elapsed(), Duration::from_millis(10));
        assert_eq!(error.downcast_ref(), Some(&Declined(7)));
        assert_eq!(log.count("made sibling"), run + 1);
        assert_eq!(log.count("drop sibling"), run + 1, "before the return");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_failure_returns_at_once_with_its_root_cause_on_real_threads() {
    let log = Log::new();
    let runner = siblings::Siblings::runner(log.clone());
    let runs: Vec<_> = (0..200_u64)
        .map(|number| {
            let runner = runner.clone();
            tokio::spawn(async move {
                let start = Instant::now();
                let given = siblings::Config(Duration::from_micros(100 * (number % 20)));
                let error = runner.run(given).await.err().unwrap();
                assert!(start.elapsed() < Duration::from_secs(5));
                assert_eq!(error.downcast_ref(), Some(&Declined(7)));
            })
        })
        .collect();
    for run in runs {
        run.await.unwrap();
    }
    assert_eq!(log.count("made sibling"), 200);
    log.assert_balanced();
}

mod detached {
    use super::*;

    pub(super) struct Fails;
    pub(super) struct Sibling;
    pub(super) struct Order;

    #[node(spawn)]
    async fn fails() -> Result<Fails, Declined> {
        sleep(Duration::from_micros(200)).await;
        Err(Declined(8))
    }

    #[node(spawn)]
    async fn sibling(log: &Log) -> Sibling {
        let _held = log.tracked("sibling");
        sleep(Duration::from_secs(10)).await;
        Sibling
    }

    #[node(blocking)]
    fn order(_: &Sibling, _: &Fails) -> Order {
        Order
    }

    #[graph(output = Order)]
    pub(super) struct Detached {
        #[inject]
        pub(super) log: Log,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_failure_stops_spawned_nodes_at_their_await() {
    let log = Log::new();
    let runner = detached::Detached::runner(log.clone());
    let start = Instant::now();
    for _ in 0..200 {
        let error = runner.run(()).await.err().unwrap();
        assert_eq!(error.downcast_ref(), Some(&Declined(8)));
    }
    runner.handle().shutdown().await;
    assert!(start.elapsed() < Duration::from_secs(9));
    log.assert_balanced();
}

mod deep {
    use super::*;

    pub(super) struct Number(pub(super) u32);
    pub(super) struct Low;
    pub(super) struct Middle;
    pub(super) struct Detour;
    pub(super) struct High;
    pub(super) struct Other;

    #[node]
    fn low(number: &Number) -> Result<Low, Declined> {
        if number.0 == 0 {
            Ok(Low)
        } else {
            Err(Declined(number.0))
        }
    }

    #[node]
    fn middle(_: &Low) -> Middle {
        Middle
    }

    #[node]
    async fn detour(_: &Middle) -> Detour {
        Detour
    }

    #[node]
    fn high(_: &Detour, _: &Middle) -> High {
        High
    }

    #[node]
    fn other(_: &Number) -> Result<Other, String> {
        Err("a payload".to_owned())
    }

    #[graph(output = (High, Other))]
    pub(super) struct Deep {
        pub(super) number: Number,
    }
}

#[test]
fn an_error_names_graph_node_kind_attempts_and_the_shortest_path() {
    let runner = deep::Deep::runner();
    let error = block_on(runner.run(deep::Number(3)).only::<deep::High>())
        .err()
        .unwrap();
    let node = error.node_error().unwrap();
    assert_eq!((node.graph(), node.node()), ("Deep", "Low"));
    assert_eq!(node.path(), ["High", "Middle", "Low"]);
    assert_eq!((node.kind(), node.attempts()), (NodeErrorKind::Failed, 1));
    assert_eq!(
        error.to_string(),
        "node `Low` of graph `Deep` failed (needed by High -> Middle -> Low)"
    );
}

#[test]
fn the_text_has_names_only_and_the_users_own_text_stays_in_the_source() {
    let error = block_on(
        deep::Deep {
            number: deep::Number(3),
        }
        .run(),
    )
    .err()
    .unwrap();
    let source = error.source().unwrap();
    assert_eq!(source.to_string(), "card 4711 of Ada was declined");
    assert_eq!(source.downcast_ref(), Some(&Declined(3)));
    let node = error.node_error().unwrap();
    assert_eq!(node.source().unwrap().to_string(), source.to_string());
    for text in [format!("{error}"), format!("{error:#}"), format!("{node}")] {
        assert!(!text.contains("4711") && text.contains("Low"), "{text}");
    }
    // The whole chain is available on request.
    let chain = format!("{error}: card 4711 of Ada was declined");
    for text in [
        format!("{error:?}"),
        format!("{error:#?}"),
        format!("{node:?}"),
    ] {
        assert_eq!(text, chain);
    }
}

#[test]
fn an_error_that_is_text_is_a_source_too() {
    let run = deep::Deep {
        number: deep::Number(0),
    }
    .run();
    let error = block_on(run.only::<deep::Other>()).err().unwrap();
    assert_eq!(error.source().unwrap().to_string(), "a payload");
    assert_eq!(error.to_string(), "node `Other` of graph `Deep` failed");
    assert_eq!(error.downcast_ref::<Declined>(), None);
}

#[test]
fn a_run_fails_only_for_nodes_that_its_outputs_need() {
    let runner = deep::Deep::runner();
    assert!(block_on(runner.run(deep::Number(0)).only::<deep::High>()).is_ok());
    let error = block_on(runner.run(deep::Number(0))).err().unwrap();
    assert_eq!(error.node_error().unwrap().node(), "Other");
}

#[test]
fn errors_are_cheap_to_clone_and_outlive_the_run() {
    let error = block_on(
        deep::Deep {
            number: deep::Number(9),
        }
        .run(),
    )
    .err()
    .unwrap();
    let node: NodeError = error.node_error().unwrap().clone();
    let (one, two) = (node.clone(), error.clone());
    drop(error);
    let address = std::ptr::from_ref(node.downcast_ref::<Declined>().unwrap());
    assert!(std::ptr::eq(
        address,
        one.downcast_ref::<Declined>().unwrap()
    ));
    let in_thread = std::thread::spawn(move || two.downcast_ref::<Declined>().unwrap().0);
    assert_eq!(in_thread.join().unwrap(), 9);
}

mod counted {
    use super::*;

    #[derive(Default)]
    pub(super) struct Calls(pub(super) Arc<AtomicUsize>);
    pub(super) struct First;
    pub(super) struct Poisoned;
    pub(super) struct AfterAwait;
    pub(super) struct End;

    #[node]
    async fn first() -> Result<First, Box<dyn Error + Send + Sync>> {
        yield_once().await;
        Err(Declined(1).into())
    }

    #[node]
    fn poisoned(_: &First, calls: &Calls) -> Poisoned {
        calls.0.fetch_add(1, Ordering::SeqCst);
        Poisoned
    }

    #[node]
    async fn after_await(calls: &Calls) -> AfterAwait {
        for _ in 0..5 {
            yield_once().await;
        }
        calls.0.fetch_add(1, Ordering::SeqCst);
        AfterAwait
    }

    #[node]
    fn end(_: &Poisoned, _: &AfterAwait) -> End {
        End
    }

    #[graph(output = End)]
    pub(super) struct Counted {
        pub(super) calls: Calls,
    }
}

#[test]
fn a_failure_fails_the_dependent_nodes_and_cancels_the_others() {
    let calls = counted::Calls::default();
    let counter = Arc::clone(&calls.0);
    let error = block_on(counted::Counted { calls }.run()).err().unwrap();
    assert_eq!(
        error.downcast_ref(),
        Some(&Declined(1)),
        "out of a boxed error"
    );
    assert_eq!(counter.load(Ordering::SeqCst), 0);
}
