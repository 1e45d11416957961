//! The handle of a runner while runs are in flight: shutdown within a time limit, and abort.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{sync::Arc, time::Duration};

use organum::{GraphErrorKind, prelude::*};
use organum_tests::{Gate, Log, Tracked, block_on};
use tokio::time::{Instant, sleep};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

struct Slow(#[expect(dead_code, reason = "held for its drop")] Tracked);

#[node]
async fn slow(log: &Log, wait: &Duration) -> Slow {
    let value = Slow(log.tracked("slow"));
    sleep(*wait).await;
    log.say("slow is done");
    value
}

#[graph(output = Slow)]
struct Slowly {
    #[inject]
    log: Log,
    wait: Duration,
}

#[tokio::test(start_paused = true)]
async fn shutdown_finishes_the_runs_in_flight() {
    let log = Log::new();
    let runner = Slowly::runner(log.clone());
    let runs = [5, 20].map(|wait| tokio::spawn(runner.run(seconds(wait))));
    tokio::task::yield_now().await;
    let begin = Instant::now();
    assert_eq!(runner.handle().shutdown().await, 0);
    assert_eq!(begin.elapsed(), seconds(20));
    for run in runs {
        assert!(run.await.unwrap().is_ok());
    }
    assert_eq!(log.count("slow is done"), 2);
}

#[tokio::test(start_paused = true)]
async fn shutdown_leaves_runs_that_take_longer_and_returns_their_number() {
    let log = Log::new();
    let runner = Slowly::runner(log.clone());
    let handle = runner.handle();
    let runs = [5, 40, 50].map(|wait| tokio::spawn(runner.run(seconds(wait))));
    tokio::task::yield_now().await;
    let begin = Instant::now();
    assert_eq!(handle.shutdown().await, 2);
    assert_eq!(begin.elapsed(), seconds(30));
    assert_eq!(handle.clone().shutdown().within(seconds(15)).await, 1);
    assert_eq!(begin.elapsed(), seconds(45));
    // The remaining runs continue.
    for run in runs {
        assert!(run.await.unwrap().is_ok());
    }
    assert_eq!(handle.shutdown().await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_was_not_polled_is_not_in_flight() {
    let runner = Slowly::runner(Log::new());
    let prepared = runner.run(seconds(1));
    assert_eq!(runner.handle().shutdown().await, 0);
    let error = prepared.await.err().unwrap();
    assert_eq!(error.kind(), GraphErrorKind::ShutDown);
}

#[tokio::test(start_paused = true)]
async fn abort_cancels_the_runs_in_flight_at_once() {
    let log = Log::new();
    let runner = Slowly::runner(log.clone());
    let handle = runner.handle();
    let runs = [5, 50].map(|wait| tokio::spawn(runner.run(seconds(wait))));
    tokio::task::yield_now().await;
    let begin = Instant::now();
    handle.abort();
    for run in runs {
        let error = run.await.unwrap().err().unwrap();
        assert_eq!(error.kind(), GraphErrorKind::Cancelled);
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!(log.count("slow is done"), 0);
    log.assert_balanced();
    let error = runner.run(seconds(1)).await.err().unwrap();
    assert_eq!(error.kind(), GraphErrorKind::ShutDown);
    assert_eq!(handle.shutdown().await, 0);
}

/// Runs inside one task share its waker; an abort reaches each of them.
#[tokio::test(start_paused = true)]
async fn abort_reaches_runs_that_moved_between_tasks() {
    let runner = Slowly::runner(Log::new());
    let handle = runner.handle();
    let mut moved = runner.run(seconds(50));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(std::pin::Pin::new(&mut moved).poll(&mut cx).is_pending());
    let (a, b, c, ()) = tokio::join!(
        runner.run(seconds(60)),
        moved,
        runner.run(seconds(70)),
        async {
            sleep(seconds(1)).await;
            handle.abort();
        }
    );
    for result in [a, b, c] {
        assert_eq!(result.err().unwrap().kind(), GraphErrorKind::Cancelled);
    }
}

/// A later run reuses the position of an ended one; an abort wakes the run that waits there.
#[tokio::test(start_paused = true)]
async fn abort_after_many_runs_reaches_those_that_are_left() {
    let runner = Slowly::runner(Log::new());
    for round in 0..10 {
        let short = (0..5).map(|_| tokio::spawn(runner.run(seconds(1))));
        let short: Vec<_> = short.collect();
        let dropped = tokio::spawn(runner.run(seconds(100)));
        tokio::task::yield_now().await;
        dropped.abort();
        for run in short {
            assert!(run.await.unwrap().is_ok(), "round {round}");
        }
    }
    let left = tokio::spawn(runner.run(seconds(100)));
    tokio::task::yield_now().await;
    runner.handle().abort();
    let error = left.await.unwrap().err().unwrap();
    assert_eq!(error.kind(), GraphErrorKind::Cancelled);
}

struct Detached;

#[node(spawn)]
async fn detached(gate: &Arc<Gate>) -> Detached {
    gate.wait().await;
    Detached
}

#[graph(output = Detached)]
struct Detaches {
    gate: Arc<Gate>,
}

#[tokio::test]
async fn abort_stops_spawned_nodes_too() {
    let gate = Arc::new(Gate::default());
    let runner = Detaches::runner();
    let run = tokio::spawn(runner.run(Arc::clone(&gate)));
    while gate.polls() == 0 {
        tokio::task::yield_now().await;
    }
    runner.handle().abort();
    let error = run.await.unwrap().err().unwrap();
    assert_eq!(error.kind(), GraphErrorKind::Cancelled);
    assert_eq!(runner.handle().shutdown().await, 0);
    assert_eq!(Arc::strong_count(&gate), 1, "the node is gone");
}

/// Runs that begin while another thread shuts the runner down are finished or refused.
#[test]
fn a_shutdown_concurrent_with_starting_runs_waits_for_each_or_refuses_it() {
    struct Quick;
    #[node]
    async fn quick(log: &Log) -> Quick {
        log.say("began");
        tokio::task::yield_now().await;
        log.say("ended");
        Quick
    }
    #[graph(output = Quick)]
    struct Quickly {
        #[inject]
        log: Log,
    }
    for _ in 0..200 {
        let log = Log::new();
        let runner = Quickly::runner(log.clone());
        let runs = std::thread::scope(|scope| {
            let runs = [(); 2].map(|()| scope.spawn(|| block_on(runner.run(())).is_ok()));
            assert_eq!(block_on(runner.handle().shutdown().into_future()), 0);
            let lines = log.lines();
            let count = |line: &str| lines.iter().filter(|other| *other == line).count();
            assert_eq!(count("began"), count("ended"), "{lines:?}");
            runs.map(|run| run.join().unwrap())
        });
        let ended = runs.into_iter().filter(|ok| *ok).count();
        assert_eq!(log.count("ended"), ended);
    }
}
