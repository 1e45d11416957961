//! A tokio runtime that was built without a clock.
#![allow(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "nodes are test code too, and what fails here fails the test"
)]

use organum::{GraphErrorKind, NodeErrorKind, prelude::*};
use organum_tests::{Log, block_on};

struct Conn(Log);

impl Conn {
    async fn close(&mut self) {
        tokio::task::yield_now().await;
        self.0.say("closed");
    }
}

struct Out;

#[node(close = Conn::close)]
fn conn(log: &Log) -> Conn {
    Conn(log.clone())
}

#[node]
fn out(_: &Conn) -> Out {
    Out
}

#[graph(output = Out)]
struct Clockless {
    log: Log,
}

struct Wire(Log);

impl Wire {
    async fn close(&mut self) {
        self.0.say("closed");
    }
}

struct Used;

#[node(scope = "runner", close = Wire::close)]
fn wire(log: &Log) -> Wire {
    Wire(log.clone())
}

#[node]
fn used(_: &Wire) -> Used {
    Used
}

#[graph(output = Used)]
struct Shares {
    #[inject]
    log: Log,
}

fn without_a_clock<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

#[test]
fn values_are_closed_without_a_time_limit() {
    let log = Log::new();
    let run = Clockless { log: log.clone() }.run();
    assert!(without_a_clock(run).is_ok());
    assert_eq!(log.lines(), ["closed"]);
}

#[test]
fn shared_values_are_closed_without_a_time_limit() {
    let log = Log::new();
    let runner = Shares::runner(log.clone());
    let left = without_a_clock(async {
        runner.run(()).await.unwrap();
        runner.handle().shutdown().await
    });
    assert_eq!(left, 0);
    assert_eq!(log.lines(), ["closed"]);
}

struct Slow;

#[node(timeout = "1s")]
async fn slow() -> Slow {
    tokio::task::yield_now().await;
    Slow
}

#[graph(output = Slow)]
struct Limits {}

struct Refused;

#[node(retry(attempts = 3, backoff = fixed("1s")))]
async fn refused() -> Result<Refused, std::fmt::Error> {
    Err(std::fmt::Error)
}

#[graph(output = Refused)]
struct Retries {}

#[graph(output = Slow, run_timeout = "1s")]
struct LimitsRuns {}

/// Returns the kinds of the failure, and the number of attempts of the node that failed.
fn kinds<T>(result: Result<T, GraphError>) -> (GraphErrorKind, Option<(NodeErrorKind, u32)>) {
    let error = result.err().unwrap();
    let node = error.node_error();
    (
        error.kind(),
        node.map(|node| (node.kind(), node.attempts())),
    )
}

#[test]
fn a_node_with_a_time_limit_fails_where_it_waits() {
    let failed = (GraphErrorKind::Node, Some((NodeErrorKind::NoClock, 1)));
    assert_eq!(kinds(without_a_clock(Limits {}.run())), failed);
    assert_eq!(kinds(block_on(Limits {}.run())), failed);
}

#[test]
fn a_node_fails_where_its_next_attempt_has_to_wait() {
    let failed = (GraphErrorKind::Node, Some((NodeErrorKind::NoClock, 1)));
    assert_eq!(kinds(without_a_clock(Retries {}.run())), failed);
}

#[test]
fn a_run_with_a_time_limit_does_not_start() {
    let failed = (GraphErrorKind::NoClock, None);
    assert_eq!(kinds(without_a_clock(LimitsRuns {}.run())), failed);
}

struct Still;

impl Still {
    async fn close(&mut self) {}
}

#[node(close = Still::close)]
fn still() -> Still {
    Still
}

#[node]
fn quiet(_: &Still) -> Quiet {
    Quiet
}

struct Quiet;

#[graph(output = Quiet)]
struct Quietly {}

#[test]
fn a_close_that_does_not_wait_needs_no_clock() {
    let this = std::thread::current().id();
    let before = std::panic::take_hook();
    let panics = Log::new();
    let record = panics.clone();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == this {
            record.say(info.to_string());
        } else {
            before(info);
        }
    }));
    let run = Quietly {}.run();
    assert!(without_a_clock(run).is_ok());
    assert!(panics.lines().is_empty(), "{:?}", panics.lines());
}
