//! The limits of a run: its `run_timeout`, its token, and the abort of its runner.
#![allow(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "nodes are test code too, and what fails here fails the test"
)]

use std::{pin::Pin, sync::Arc, task::Waker, time::Duration};

use organum::{
    GraphErrorKind,
    observe::{NodeEvent, NodeInfo, Observer},
    prelude::*,
};
use organum_tests::{Gate, Log, eventually};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn poll_once<F: Future + Unpin>(future: &mut F) {
    let mut cx = std::task::Context::from_waker(Waker::noop());
    assert!(Pin::new(future).poll(&mut cx).is_pending());
}

struct Opened;
#[derive(Debug)]
struct Charged;

#[node]
async fn opened(gate: &Arc<Gate>) -> Opened {
    gate.wait().await;
    Opened
}

#[node(retry(attempts = 2))]
async fn charged(_: &Opened, log: &Log) -> Result<Charged, std::fmt::Error> {
    log.say("charged");
    Ok(Charged)
}

#[graph(output = Charged, run_timeout = "100ms")]
struct Limited {
    gate: Arc<Gate>,
    #[inject]
    log: Log,
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_polled_after_its_time_limit_starts_no_node() {
    let (gate, log) = (Arc::new(Gate::default()), Log::new());
    let runner = Limited::runner(log.clone());
    let mut run = runner.run(Arc::clone(&gate));
    poll_once(&mut run);
    sleep(ms(300)).await;
    gate.open();
    assert_eq!(run.await.unwrap_err().kind(), GraphErrorKind::TimedOut);
    assert!(log.lines().is_empty(), "{:?}", log.lines());
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_token_is_cancelled_starts_no_node() {
    let (gate, log) = (Arc::new(Gate::default()), Log::new());
    let token = CancellationToken::new();
    let runner = Limited::runner(log.clone());
    let mut run = runner.run(Arc::clone(&gate)).cancel_on(token.clone());
    poll_once(&mut run);
    token.cancel();
    gate.open();
    assert_eq!(run.await.unwrap_err().kind(), GraphErrorKind::Cancelled);
    assert!(log.lines().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_aborted_starts_no_node() {
    let (gate, log) = (Arc::new(Gate::default()), Log::new());
    let runner = Limited::runner(log.clone());
    let mut run = runner.run(Arc::clone(&gate));
    poll_once(&mut run);
    runner.handle().abort();
    gate.open();
    assert_eq!(run.await.unwrap_err().kind(), GraphErrorKind::Cancelled);
    assert!(log.lines().is_empty());
}

struct Exclusive;

#[node(concurrency = 1)]
async fn exclusive(log: &Log) -> Exclusive {
    log.say("attempt");
    sleep(Duration::from_secs(20)).await;
    Exclusive
}

#[graph(output = Exclusive, run_timeout = "3s")]
struct Queue {
    #[inject]
    log: Log,
}

#[tokio::test(start_paused = true)]
async fn a_permit_is_not_used_by_a_run_that_has_exceeded_its_time_limit() {
    let log = Log::new();
    let runner = Queue::runner(log.clone());
    let runs: Vec<_> = (0..5).map(|_| tokio::spawn(runner.run(()))).collect();
    for run in runs {
        assert!(run.await.unwrap().is_err());
    }
    assert_eq!(log.lines(), ["attempt"]);
}

struct Computed;
#[derive(Debug)]
struct Shown;

#[node]
fn computed(_: &Log) -> Computed {
    std::thread::sleep(ms(60));
    Computed
}

#[node]
async fn shown(_: &Computed) -> Shown {
    Shown
}

#[graph(output = Shown, run_timeout = "20ms")]
struct Computes {
    log: Log,
}

#[tokio::test]
async fn a_run_that_completes_after_its_time_limit_fails() {
    let run = Computes { log: Log::new() }.run();
    assert_eq!(run.await.unwrap_err().kind(), GraphErrorKind::TimedOut);
}

struct Stopped;
#[derive(Debug)]
struct After;

#[node]
fn stopped(token: &CancellationToken) -> Stopped {
    token.cancel();
    Stopped
}

#[node]
async fn after(_: &Stopped) -> After {
    After
}

#[graph(output = After)]
struct StopsItself {
    token: CancellationToken,
}

#[tokio::test]
async fn a_run_that_completes_after_its_token_was_cancelled_fails() {
    let token = CancellationToken::new();
    let run = StopsItself {
        token: token.clone(),
    }
    .run()
    .cancel_on(token);
    assert_eq!(run.await.unwrap_err().kind(), GraphErrorKind::Cancelled);
}

/// Records the attempts of each node that ended.
#[derive(Clone, Default)]
struct Attempts(Log);

impl Observer for Attempts {
    fn node(&self, _: &NodeInfo<'_>, event: &NodeEvent) {
        if let NodeEvent::Ended {
            attempts, outcome, ..
        } = event
        {
            self.0.say(format!("{outcome} {attempts}"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_waits_for_its_permit_does_not_count() {
    let runner = Queue::runner(Log::new());
    let attempts = Attempts::default();
    let first = tokio::spawn(runner.run(()));
    tokio::task::yield_now().await;
    let second = runner.run(()).observe(attempts.clone());
    assert!(second.await.is_err());
    assert!(first.await.unwrap().is_err());
    assert_eq!(attempts.0.lines(), ["cancelled 0"]);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_was_cancelled_counts() {
    let attempts = Attempts::default();
    let queue = Queue::runner(Log::new());
    let run = queue.run(()).observe(attempts.clone());
    assert!(run.await.is_err());
    assert_eq!(attempts.0.lines(), ["cancelled 1"]);
}

struct Blocking;

#[node(blocking, concurrency = 1)]
fn blocking(log: &Log) -> Blocking {
    log.say("began");
    eventually("it may end", || log.count("may end") == 1);
    Blocking
}

#[graph(output = Blocking)]
struct Blocks {
    #[inject]
    log: Log,
}

#[tokio::test]
async fn a_blocking_node_that_waits_for_its_permit_has_made_no_attempt() {
    let log = Log::new();
    let runner = Blocks::runner(log.clone());
    let [first, second, third] = std::array::from_fn(|_| Attempts::default());
    let run = tokio::spawn(runner.run(()).observe(first.clone()));
    while log.lines().is_empty() {
        sleep(ms(1)).await;
    }
    let waits = runner.run(()).observe(second.clone());
    assert!(tokio::time::timeout(ms(20), waits).await.is_err());
    run.abort();
    assert!(run.await.is_err());
    log.say("may end");
    runner.run(()).observe(third.clone()).await.unwrap();
    assert_eq!(first.0.lines(), ["cancelled 1"]);
    assert_eq!(second.0.lines(), ["cancelled 0"]);
    assert_eq!(third.0.lines(), ["ok 1"]);
}

struct Refused;

#[node(retry(attempts = 5, backoff = fixed("10s")))]
async fn refused(log: &Log) -> Result<Refused, std::fmt::Error> {
    log.say("attempt");
    Err(std::fmt::Error)
}

#[graph(output = Refused, run_timeout = "15s")]
struct Retries {
    log: Log,
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_waits_for_its_delay_does_not_count() {
    let (log, attempts) = (Log::new(), Attempts::default());
    let run = Retries { log: log.clone() }.run().observe(attempts.clone());
    assert_eq!(run.await.err().unwrap().kind(), GraphErrorKind::TimedOut);
    assert_eq!(log.lines(), ["attempt", "attempt"]);
    assert_eq!(attempts.0.lines(), ["cancelled 2"]);
}
