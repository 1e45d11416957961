//! Panics in the drop of values that a run holds in addition to the values of its nodes.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{env, process::Command};

use organum::{observe::Observer, prelude::*, test::Replace};
use organum_tests::{Events, Log, Tracked, block_on};

/// Panics when it is dropped.
struct Bomb(#[expect(dead_code, reason = "held for its drop")] Tracked);

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

struct First(#[expect(dead_code, reason = "held for its drop")] Bomb);
struct Second(#[expect(dead_code, reason = "held for its drop")] Bomb);
struct Third(#[expect(dead_code, reason = "held for its drop")] Tracked);
struct Sum(u32);

#[node]
fn sum(_: &First, _: &Second, _: &Third) -> Sum {
    Sum(3)
}

#[graph(output = Sum)]
struct Given {
    first: First,
    second: Second,
    third: Third,
}

#[graph(output = Sum)]
struct Injected {
    #[inject]
    first: First,
    #[inject]
    second: Second,
    third: Third,
}

fn bomb(log: &Log) -> Bomb {
    Bomb(log.tracked("bomb"))
}

fn given(log: &Log) -> Given {
    Given {
        first: First(bomb(log)),
        second: Second(bomb(log)),
        third: Third(log.tracked("third")),
    }
}

/// Runs a test in a process of its own, since a second panic during unwinding aborts the process.
fn in_a_process_of_its_own(test: &str, body: impl FnOnce()) {
    if env::var_os("ORGANUM_INNER").is_some() {
        return body();
    }
    let output = Command::new(env::current_exe().expect("the path of this test"))
        .args(["--exact", &format!("drop_panics::{test}"), "--nocapture"])
        .env("ORGANUM_INNER", "1")
        .output()
        .expect("the process starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{stderr}", output.status);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("1 passed"), "{test}: {stdout}");
}

#[test]
fn two_inputs_that_panic_when_dropped_do_not_abort_the_process() {
    in_a_process_of_its_own(
        "two_inputs_that_panic_when_dropped_do_not_abort_the_process",
        || {
            let log = Log::new();
            assert_eq!(block_on(given(&log).run()).unwrap().0, 3);
            log.assert_balanced();
        },
    );
}

#[test]
fn two_injected_values_that_panic_when_dropped_do_not_abort_the_process() {
    in_a_process_of_its_own(
        "two_injected_values_that_panic_when_dropped_do_not_abort_the_process",
        || {
            let log = Log::new();
            let Given {
                first,
                second,
                third,
            } = given(&log);
            let run = Injected {
                first,
                second,
                third,
            }
            .run();
            assert_eq!(block_on(run).unwrap().0, 3);
            log.assert_balanced();
        },
    );
}

struct OneBomb(#[expect(dead_code, reason = "held for its drop")] Bomb);
struct Number(u32);

#[node]
fn number(_: &OneBomb) -> Number {
    Number(1)
}

#[graph(output = Number)]
struct Numbers {
    #[inject]
    bomb: OneBomb,
}

#[test]
fn the_last_run_of_a_runner_returns_although_an_injected_value_panics_when_dropped() {
    let log = Log::new();
    let runner = Numbers::runner(OneBomb(bomb(&log)));
    let run = runner.run(());
    drop(runner);
    assert_eq!(block_on(run).unwrap().0, 1);
    log.assert_balanced();
}

#[derive(Debug, thiserror::Error)]
#[error("plain")]
struct Plain;

/// An error that panics when it is dropped.
struct Explosive(#[expect(dead_code, reason = "held for its drop")] Bomb);

impl std::fmt::Debug for Explosive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Explosive")
    }
}

impl std::fmt::Display for Explosive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("explosive")
    }
}

impl std::error::Error for Explosive {}

struct FailsFirst;
struct FailsToo;
struct AfterBoth;

#[node(spawn)]
async fn fails_first() -> Result<FailsFirst, Plain> {
    Err(Plain)
}

#[node(spawn)]
async fn fails_too(log: &Log) -> Result<FailsToo, Explosive> {
    Err(Explosive(bomb(log)))
}

#[node]
fn after_both(_: &FailsFirst, _: &FailsToo) -> AfterBoth {
    AfterBoth
}

#[graph(output = AfterBoth)]
struct Failures {
    log: Log,
}

#[tokio::test]
async fn an_error_that_is_not_returned_may_panic_when_dropped() {
    // On one thread both nodes have failed before the run polls them again.
    let log = Log::new();
    let error = Failures { log: log.clone() }.run().await.err().unwrap();
    assert!(error.downcast_ref::<Plain>().is_some());
    log.assert_balanced();
}

struct Refused;
struct Late(#[expect(dead_code, reason = "held for its drop")] Bomb);
struct Outcome;

#[node]
fn refused() -> Result<Refused, Plain> {
    Err(Plain)
}

#[node]
fn late(log: &Log, _: &Refused) -> Late {
    Late(bomb(log))
}

#[node]
fn outcome(_: &Refused, _: &Late) -> Outcome {
    Outcome
}

#[graph(output = Outcome)]
struct Outcomes {
    log: Log,
}

#[test]
fn a_replacement_that_was_never_needed_may_panic_when_dropped() {
    let log = Log::new();
    let run = Outcomes { log: log.clone() }.run();
    let error = block_on(run.replace(Late(bomb(&log)))).err().unwrap();
    assert!(error.downcast_ref::<Plain>().is_some());
    log.assert_balanced();
}

struct Watcher(#[expect(dead_code, reason = "held for its drop")] Bomb);

impl Observer for Watcher {}

#[test]
fn an_observer_may_panic_when_dropped() {
    let log = Log::new();
    let run = compose!(Refused).observe(Watcher(bomb(&log)));
    let error = block_on(run).err().unwrap();
    assert!(error.downcast_ref::<Plain>().is_some());
    log.assert_balanced();
}

struct Converted;

impl From<GraphError> for Converted {
    fn from(_: GraphError) -> Self {
        panic!("the user's conversion")
    }
}

#[graph(output = Refused, error = Converted)]
struct Converts;

#[test]
fn the_end_of_a_run_is_reported_although_the_users_conversion_panics() {
    let events = Events::new();
    let run = Converts.run().observe(events.clone());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| block_on(run)));
    assert!(panicked.is_err(), "this panic reaches the caller");
    events.assert_paired();
}
