//! Sagas on a tokio runtime that was built without a clock.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use organum::{
    dead_letter::MemoryDeadLetters,
    prelude::*,
    saga::{SagaErrorKind, SagaRedriveErrorKind, SagaStatus},
    store::{MemoryJournal, StoreErrorKind},
};
use organum_tests::{
    Log,
    journal::{first_status, statuses},
};

#[derive(Debug, thiserror::Error)]
enum No {
    #[error("no")]
    Own,
    #[error("the part")]
    Part(#[from] SagaError<std::convert::Infallible>),
}

organum_tests::values!(First Second Third Whole);

fn without_a_clock<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

fn with_a_clock<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build();
    runtime.unwrap().block_on(future)
}

/// Declares a saga of two steps, of which the second has these options and fails, and the whole these.
macro_rules! saga {
    ($Saga:ident, ($($step:tt)*), ($($whole:tt)*)) => {
        struct $Saga(Log);

        #[saga(error = No, output = Second $($whole)*)]
        impl $Saga {
            #[step(undo = undo_first)]
            async fn first(&self) -> First {
                self.0.say("first");
                First(1)
            }

            async fn undo_first(&self, _: &First) -> Result<(), No> {
                tokio::task::yield_now().await;
                self.0.say("undo first");
                Ok(())
            }

            #[step(irrevocable $($step)*)]
            async fn second(&self, _: &First) -> Result<Second, No> {
                tokio::task::yield_now().await;
                Err(No::Own)
            }
        }
    };
}

saga!(Plain, (), ());
saga!(Retried, (, retry(attempts = 2, backoff = none)), ());
saga!(Limited, (, timeout = "1s"), ());
saga!(Delayed, (, retry(attempts = 2, backoff = fixed("1s"))), ());
saga!(LimitedRun, (), (, run_timeout = "1s"));

struct Part(Log);

#[saga(error = std::convert::Infallible, output = Third)]
impl Part {
    #[step(irrevocable, timeout = "1s")]
    async fn third(&self) -> Third {
        self.0.say("third");
        Third(1)
    }
}

struct Nesting(Log);

#[saga(error = No, output = Whole)]
impl Nesting {
    #[step(saga)]
    fn part(&self) -> Part {
        Part(self.0.clone())
    }

    #[step(irrevocable)]
    async fn whole(&self, _: &Third) -> Whole {
        Whole(1)
    }
}

/// Runs a saga without a clock, which fails in its second step.
macro_rules! rolls_back {
    ($Saga:ident) => {{
        let log = Log::default();
        let report = without_a_clock($Saga(log.clone()).run().report());
        assert_eq!(report.status(), SagaStatus::RolledBack);
        assert_eq!(report.error().unwrap().kind(), SagaErrorKind::Failed);
        assert_eq!(log.lines(), ["first", "undo first"]);
    }};
}

#[test]
fn a_saga_without_timeouts_and_delays_needs_no_clock() {
    rolls_back!(Plain);
    rolls_back!(Retried);
}

/// Runs a saga without a clock, which it needs.
macro_rules! is_refused {
    ($Saga:ident) => {{
        let log = Log::default();
        let report = without_a_clock($Saga(log.clone()).run().report());
        let error = report.error().unwrap();
        assert_eq!(error.kind(), SagaErrorKind::NoClock);
        assert_eq!(error.status(), SagaStatus::NotBegun);
        assert!(error.to_string().contains("enable_time"), "{error}");
        assert!(log.lines().is_empty(), "no step is called");
    }};
}

#[test]
fn a_saga_that_needs_a_clock_does_not_start_without_one() {
    is_refused!(Limited);
    is_refused!(Delayed);
    is_refused!(LimitedRun);
    is_refused!(Nesting);
}

#[test]
fn a_runner_that_sets_a_timeout_needs_a_clock() {
    let log = Log::default();
    let policy = organum::policy::Policy::new().timeout(std::time::Duration::from_secs(1));
    let runner = organum::saga::SagaRunner::<Plain>::builder()
        .defaults(policy)
        .build();
    let report = without_a_clock(runner.run(Plain(log.clone())).report());
    assert_eq!(report.error().unwrap().kind(), SagaErrorKind::NoClock);
    assert!(log.lines().is_empty());
}

#[saga]
struct Sale {
    #[inject]
    fails: Arc<AtomicBool>,
}

#[saga(error = No, output = Second, version = 1)]
impl Sale {
    #[step(pivot)]
    async fn first(&self) -> First {
        First(1)
    }

    #[step(retry(attempts = 1))]
    async fn second(&self, _: &First) -> Result<Second, No> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(No::Own);
        }
        Ok(Second(1))
    }
}

#[test]
fn a_saga_with_a_journal_needs_a_clock_and_nothing_is_lost_without_one() {
    let (journal, letters) = (MemoryJournal::new(), MemoryDeadLetters::new());
    let fails = Arc::new(AtomicBool::new(true));
    let runner = Sale::builder(Arc::clone(&fails))
        .journal(journal.clone())
        .dead_letters(letters.clone())
        .build();
    without_a_clock(async {
        let error = runner.run(SaleInput {}).await.unwrap_err();
        assert_eq!(error.kind(), SagaErrorKind::NoClock);
        assert_eq!(error.status(), SagaStatus::NotBegun);
        let error = runner.recover().await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Unavailable);
        assert!(error.to_string().contains("enable_time"), "{error}");
        assert!(statuses(&journal).await.is_empty());
    });
    let id = with_a_clock(async {
        let report = runner.run(SaleInput {}).report().await;
        assert_eq!(report.status(), SagaStatus::Stalled);
        report.id()
    });
    fails.store(false, Ordering::Relaxed);
    without_a_clock(async {
        let error = runner.handle().resume(id).await.unwrap_err();
        assert_eq!(error.kind(), SagaRedriveErrorKind::Store);
        let letter = letters.letters()[0].id;
        let error = runner.redrive(letter).await.unwrap_err();
        assert_eq!(error.kind(), SagaRedriveErrorKind::Store);
        assert!(runner.handle().shutdown().await.is_empty());
    });
    with_a_clock(async {
        runner.handle().resume(id).await.unwrap();
        assert_eq!(first_status(&journal).await, SagaStatus::Completed);
        assert!(letters.is_empty());
    });
}
