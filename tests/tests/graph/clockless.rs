//! A tokio runtime that was built without a clock.
#![allow(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "nodes are test code too, and what fails here fails the test"
)]

use organum::prelude::*;
use organum_tests::Log;

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
