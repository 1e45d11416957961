//! The policies of steps that have none of their own.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{num::NonZeroU32, time::Duration};

use organum::{
    policy::{Policy, Retry},
    prelude::*,
    saga::SagaErrorKind,
};
use organum_tests::Log;
use tokio::time::{Instant, sleep};

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

struct Silent;
struct Own;
#[derive(Debug)]
struct Items;

#[derive(Clone)]
struct Trip {
    diary: Log,
    /// True if the first step aborts.
    aborts: bool,
    /// The time that the first step takes.
    takes: Duration,
    items: Vec<u32>,
}

fn trip(diary: &Log) -> Trip {
    Trip {
        diary: diary.clone(),
        aborts: false,
        takes: Duration::ZERO,
        items: vec![7],
    }
}

impl Trip {
    /// Fails in the first `times` calls.
    fn fails(&self, line: &str, times: usize) -> Result<(), No> {
        self.diary.say(line);
        let lines = self.diary.lines();
        let calls = lines.iter().filter(|found| *found == line).count();
        if calls > times { Ok(()) } else { Err(No) }
    }
}

#[saga(error = No, output = Items)]
impl Trip {
    #[step(irrevocable)]
    async fn silent(&self) -> Result<Silent, Attempt<No>> {
        sleep(self.takes).await;
        if self.aborts {
            self.diary.say("silent");
            return Err(Attempt::Abort(No));
        }
        self.fails("silent", 2)?;
        Ok(Silent)
    }

    #[step(irrevocable, retry(attempts = 2))]
    async fn own(&self, _: &Silent) -> Result<Own, No> {
        self.fails("own", 1)?;
        Ok(Own)
    }

    #[step(irrevocable, each = items)]
    async fn of_items(&self, item: &u32, _: &Own) -> Result<u32, No> {
        self.fails("item", 2)?;
        Ok(*item)
    }

    #[step(irrevocable)]
    async fn last(&self, _: &[u32]) -> Items {
        Items
    }
}

fn thrice() -> Policy {
    Policy::new().retry(Retry::new(NonZeroU32::new(3).unwrap()))
}

#[tokio::test(start_paused = true)]
async fn a_step_without_retries_of_its_own_has_those_of_the_runner() {
    let diary = Log::default();
    let runner = saga_runner(thrice());
    runner.run(trip(&diary)).await.unwrap();
    let expected = [
        "silent", "silent", "silent", "own", "own", "item", "item", "item",
    ];
    assert_eq!(diary.lines(), expected);
}

fn saga_runner(policy: Policy) -> organum::saga::SagaRunner<Trip> {
    let builder = organum::saga::SagaRunner::<Trip>::builder();
    builder.defaults(policy).build()
}

#[tokio::test(start_paused = true)]
async fn without_defaults_each_step_is_called_once() {
    let diary = Log::default();
    let error = Trip::runner().run(trip(&diary)).await.unwrap_err();
    assert_eq!((error.attempts(), diary.lines().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_error_that_aborts_is_not_retried() {
    let diary = Log::default();
    let saga = Trip {
        aborts: true,
        ..trip(&diary)
    };
    let error = saga_runner(thrice()).run(saga).await.unwrap_err();
    assert_eq!(diary.lines(), ["silent"]);
    assert!(error.failed().is_some());
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_the_timeout_of_the_runner() {
    let diary = Log::default();
    let saga = Trip {
        takes: Duration::from_mins(1),
        ..trip(&diary)
    };
    let policy = thrice().timeout(Duration::from_secs(5));
    let began = Instant::now();
    let error = saga_runner(policy).run(saga).await.unwrap_err();
    assert_eq!(error.kind(), SagaErrorKind::TimedOut);
    assert_eq!(error.attempts(), 3);
    assert_eq!(began.elapsed(), Duration::from_secs(15));
}

/// Steps that are exempt from the policies of the runner.
mod none {
    use super::*;

    struct Slow;

    struct Plain {
        diary: Log,
    }

    #[saga(error = No, output = Items)]
    impl Plain {
        #[step(irrevocable, timeout = none)]
        async fn slow(&self) -> Slow {
            sleep(Duration::from_mins(1)).await;
            Slow
        }

        #[step(irrevocable, retry = none, timeout = none)]
        async fn once(&self, _: &Slow) -> Result<Items, No> {
            self.diary.say("once");
            Err(No)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn are_called_once_and_have_no_timeout() {
        let diary = Log::default();
        let builder = organum::saga::SagaRunner::<Plain>::builder();
        let policy = thrice().timeout(Duration::from_secs(1));
        let runner = builder.defaults(policy).build();
        let plain = Plain {
            diary: diary.clone(),
        };
        let error = runner.run(plain).await.unwrap_err();
        assert_eq!(error.step().map(|step| step.name), Some("once"));
        assert_eq!((error.attempts(), diary.lines().len()), (1, 1));
    }
}

struct Constants {
    diary: Log,
}

const ATTEMPTS: u32 = 2;
const LIMIT: Duration = Duration::from_secs(1);

#[saga(error = No, output = Items, run_timeout = Duration::from_secs(20))]
impl Constants {
    #[step(undo = undo, undo_retry(attempts = ATTEMPTS), undo_timeout = LIMIT)]
    async fn first(&self) -> Silent {
        Silent
    }

    async fn undo(&self, _: &Silent) {
        self.diary.say("undo");
        sleep(2 * LIMIT).await;
    }

    #[step(irrevocable, retry(attempts = ATTEMPTS + 1), timeout = LIMIT)]
    async fn last(&self, _: &Silent) -> Result<Items, No> {
        self.diary.say("last");
        Err(No)
    }
}

#[tokio::test(start_paused = true)]
async fn policies_may_be_constants() {
    let diary = Log::default();
    let constants = Constants {
        diary: diary.clone(),
    };
    let begin = Instant::now();
    let report = constants.run().report().await;
    assert_eq!(report.parked().len(), 1);
    assert_eq!(diary.lines(), ["last", "last", "last", "undo", "undo"]);
    assert_eq!(begin.elapsed(), ATTEMPTS * LIMIT);
}
