//! Panics of user code: each is contained, and the graph and the process stay usable.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::trivially_copy_pass_by_ref,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{error::Error, panic::panic_any};

use organum::{
    NodeErrorKind, NodePanic,
    observe::{GraphEvent, NodeEvent, NodeInfo, Observer, RunInfo},
    prelude::*,
    test::Replace,
};
use organum_tests::{Log, Tracked, block_on, yield_once};

/// The node that is to panic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Bad {
    None,
    Sync,
    Async,
    AfterAwait,
    Spawned,
    Blocking,
    Clone,
    Text,
    NoText,
}

fn panic_if(bad: Bad, of: Bad) {
    assert!(bad != of, "payload {}", 4711);
}

struct Kept(#[expect(dead_code, reason = "held for its drop")] Tracked);
struct Sync_;
struct Async;
struct AfterAwait;
struct Spawned;
struct Blocking;
struct Texts;
struct All;

struct Cloned(Bad);

impl Clone for Cloned {
    fn clone(&self) -> Self {
        panic_if(self.0, Bad::Clone);
        Self(self.0)
    }
}

struct ByValue;

#[node]
fn kept(log: &Log) -> Kept {
    Kept(log.tracked("kept"))
}

#[node]
fn sync_(bad: &Bad, _: &Kept) -> Sync_ {
    panic_if(*bad, Bad::Sync);
    Sync_
}

#[node]
async fn asynchronous(bad: &Bad, _: &Kept) -> Async {
    panic_if(*bad, Bad::Async);
    Async
}

#[node]
async fn after_await(bad: &Bad, log: &Log) -> AfterAwait {
    let _held = log.tracked("local");
    yield_once().await;
    panic_if(*bad, Bad::AfterAwait);
    yield_once().await;
    AfterAwait
}

#[node(spawn)]
async fn spawned(bad: &Bad, log: &Log) -> Spawned {
    let _held = log.tracked("local of a spawned node");
    tokio::task::yield_now().await;
    panic_if(*bad, Bad::Spawned);
    Spawned
}

#[node(blocking)]
fn blocking(bad: &Bad) -> Blocking {
    panic_if(*bad, Bad::Blocking);
    Blocking
}

#[node]
fn cloned(bad: &Bad) -> Cloned {
    Cloned(*bad)
}

#[node]
async fn by_value(cloned: Cloned, _: &Kept) -> ByValue {
    yield_once().await;
    assert_ne!(cloned.0, Bad::Clone);
    ByValue
}

#[node]
fn texts(bad: &Bad) -> Texts {
    match bad {
        Bad::Text => panic!("static text"),
        Bad::NoText => panic_any(42),
        _ => Texts,
    }
}

#[node]
async fn all(
    _: &Sync_,
    _: &Async,
    _: &AfterAwait,
    _: &Spawned,
    _: &Blocking,
    _: &ByValue,
    _: &Texts,
) -> All {
    All
}

#[graph(output = All)]
struct Everything {
    bad: Bad,
    #[inject]
    log: Log,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_of_any_node_is_a_failure_like_others() {
    let log = Log::new();
    let runner = Everything::runner(log.clone());
    let cases = [
        (Bad::Sync, "Sync_", "payload 4711"),
        (Bad::Async, "Async", "payload 4711"),
        (Bad::AfterAwait, "AfterAwait", "payload 4711"),
        (Bad::Spawned, "Spawned", "payload 4711"),
        (Bad::Blocking, "Blocking", "payload 4711"),
        (Bad::Clone, "ByValue", "payload 4711"),
        (Bad::Text, "Texts", "static text"),
        (Bad::NoText, "Texts", "the panic has no message"),
    ];
    for _ in 0..20 {
        for (bad, node, text) in cases {
            let error = runner.run(bad).await.err().unwrap();
            let failed = error.node_error().unwrap();
            assert_eq!(
                (failed.node(), failed.kind()),
                (node, NodeErrorKind::Panicked)
            );
            assert_eq!(error.downcast_ref::<NodePanic>().unwrap().to_string(), text);
            assert_eq!(error.source().unwrap().to_string(), text);
            let shown = error.to_string();
            assert!(
                shown.contains("panicked") && !shown.contains("4711"),
                "{shown}"
            );
            assert!(runner.run(Bad::None).await.is_ok(), "after {bad:?}");
        }
    }
    runner.handle().shutdown().await;
    log.assert_balanced();
}

/// Panics when it is dropped, if so configured.
struct Bomb(
    bool,
    #[expect(dead_code, reason = "held for its drop")] Tracked,
);

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(!self.0, "dropped");
    }
}

struct Armed(bool);
struct Before(#[expect(dead_code, reason = "held for its drop")] Tracked);
struct After(#[expect(dead_code, reason = "held for its drop")] Tracked);
struct Fine(u32);
struct Failing;

#[node]
fn before(log: &Log) -> Before {
    Before(log.tracked("before"))
}

#[node]
fn bomb(armed: &Armed, log: &Log, _: &Before) -> Bomb {
    Bomb(armed.0, log.tracked("bomb"))
}

#[node]
fn after(_: &Bomb, log: &Log) -> After {
    After(log.tracked("after"))
}

#[node]
async fn fine(_: &After) -> Fine {
    yield_once().await;
    Fine(1)
}

#[node]
async fn failing(_: &After) -> Result<Failing, String> {
    Err("as told".to_owned())
}

#[graph(output = (Fine, Failing))]
struct Bombs {
    armed: Armed,
    #[inject]
    log: Log,
}

#[test]
fn a_panic_in_the_drop_of_a_value_changes_no_result_and_keeps_no_other_value() {
    let log = Log::new();
    let runner = Bombs::runner(log.clone());
    for round in 1..4 {
        let fine = block_on(runner.run(Armed(true)).only::<Fine>()).unwrap();
        assert_eq!(fine.0, 1);
        let error = block_on(runner.run(Armed(true))).err().unwrap();
        assert_eq!(error.node_error().unwrap().node(), "Failing");
        let mut cancelled = Box::pin(runner.run(Armed(true)).only::<Fine>());
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(cancelled.as_mut().poll(&mut cx).is_pending());
        drop(cancelled);
        assert_eq!(log.count("drop before"), 3 * round);
        log.assert_balanced();
    }
}

struct Held;
struct Stopped;

#[node]
async fn held(armed: &Armed, log: &Log) -> Held {
    let _bomb = Bomb(armed.0, log.tracked("bomb"));
    let _outer = log.tracked("outer");
    std::future::pending().await
}

#[node]
async fn stopped(_: &Held, _: &Failing) -> Stopped {
    Stopped
}

#[graph(output = Stopped)]
struct Stops {
    armed: Armed,
    log: Log,
}

#[test]
fn a_panic_while_a_node_is_cancelled_is_contained() {
    let log = Log::new();
    // `Failing` needs an `After`, and so a `Bomb`: three values that panic when dropped.
    let error = block_on(
        Stops {
            armed: Armed(true),
            log: log.clone(),
        }
        .run(),
    )
    .err()
    .unwrap();
    assert_eq!(error.source().unwrap().to_string(), "as told");
    assert_eq!(log.count("made bomb"), 2);
    log.assert_balanced();
}

struct Angry;

impl Observer for Angry {
    fn graph(&self, run: &RunInfo, _event: &GraphEvent) {
        panic!("angry at {}", run.graph());
    }

    fn node(&self, node: &NodeInfo<'_>, _event: &NodeEvent) {
        panic!("angry at {}", node.name());
    }

    fn enter(&self, node: &NodeInfo<'_>) {
        panic!("angry at the poll of {}", node.name());
    }

    fn exit(&self, node: &NodeInfo<'_>) {
        panic!("angry after the poll of {}", node.name());
    }

    fn wants_polls(&self) -> bool {
        true
    }
}

#[test]
fn a_panic_of_an_observer_is_contained() {
    let log = Log::new();
    let runner = Bombs::runner(log.clone());
    let run = runner.run(Armed(false)).only::<Fine>().observe(Angry);
    assert_eq!(block_on(run).unwrap().0, 1);
    let error = block_on(runner.run(Armed(false)).observe(Angry))
        .err()
        .unwrap();
    assert_eq!(error.node_error().unwrap().node(), "Failing");
    log.assert_balanced();
}

#[test]
fn a_panic_of_a_replacement_is_a_failure_of_its_node() {
    let log = Log::new();
    let runner = Bombs::runner(log.clone());
    let run = runner.run(Armed(false)).only::<Fine>();
    let run = run.replace_with::<After, _, _>(async || panic!("replaced"));
    let error = block_on(run).err().unwrap();
    let failed = error.node_error().unwrap();
    assert_eq!(
        (failed.node(), failed.kind()),
        ("After", NodeErrorKind::Panicked)
    );
    assert_eq!(
        block_on(runner.run(Armed(false)).only::<Fine>()).unwrap().0,
        1
    );
}
