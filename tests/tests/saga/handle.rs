//! The handle of a runner: cancelling one run, and aborting all.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::time::Duration;

use organum::{
    dead_letter::MemoryDeadLetters,
    prelude::*,
    saga::{SagaErrorKind, SagaRunner, SagaStatus, UNDO_TIMEOUT},
    store::MemoryJournal,
};
use organum_tests::{Log, journal::first_status};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

#[derive(Serialize, Deserialize)]
struct Hold;
#[derive(Debug, Serialize, Deserialize)]
struct Paid;

#[saga]
struct Buy {
    number: u32,
    #[inject]
    diary: Log,
}

#[saga(output = Paid, version = 1)]
impl Buy {
    #[step(undo = release)]
    async fn hold(&self) -> Hold {
        Hold
    }

    async fn release(&self, _: &Hold) {
        self.diary.say(format!("release {}", self.number));
    }

    #[step(irrevocable)]
    async fn pay(&self, _: &Hold) -> Paid {
        sleep(Duration::from_mins(1)).await;
        Paid
    }
}

#[tokio::test(start_paused = true)]
async fn one_run_is_cancelled_by_its_id_and_rolled_back() {
    let diary = Log::default();
    let runner = Buy::builder(diary.clone()).build();
    let handle = runner.handle();
    let [one, other] = [1, 2].map(|number| {
        let run = runner.run(BuyInput { number }).report();
        tokio::spawn(run)
    });
    sleep(Duration::from_secs(1)).await;
    assert_eq!(handle.list().len(), 2);
    let id = handle.running()[0].id;
    assert!(handle.cancel(id));
    let cancelled = one.await.unwrap();
    assert_eq!(cancelled.id(), id);
    assert_eq!(cancelled.status(), SagaStatus::RolledBack);
    let kind = cancelled.error().unwrap().kind();
    assert_eq!(kind, SagaErrorKind::Cancelled);
    assert_eq!(other.await.unwrap().status(), SagaStatus::Completed);
    assert_eq!(diary.lines(), ["release 1"]);
    assert_eq!(handle.inspect(id).unwrap().status, SagaStatus::RolledBack);
    assert!(!handle.cancel(id), "it is over");
}

#[tokio::test(start_paused = true)]
async fn an_abort_undoes_runs_without_a_journal() {
    let diary = Log::default();
    let runner = Buy::builder(diary.clone()).build();
    let run = tokio::spawn(runner.run(BuyInput { number: 1 }).report());
    sleep(Duration::from_secs(1)).await;
    runner.handle().abort();
    assert_eq!(run.await.unwrap().status(), SagaStatus::RolledBack);
    assert_eq!(diary.lines(), ["release 1"]);
    assert!(runner.run(BuyInput { number: 2 }).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn an_abort_leaves_runs_with_a_journal_to_recovery() {
    let (diary, journal) = (Log::default(), MemoryJournal::new());
    let runner = || -> SagaRunner<Buy, Log> {
        let runner = Buy::builder(diary.clone());
        runner.journal(journal.clone()).build()
    };
    let first = runner();
    let run = tokio::spawn(first.run(BuyInput { number: 1 }).report());
    sleep(Duration::from_secs(1)).await;
    first.handle().abort();
    let report = run.await.unwrap();
    assert_eq!(report.status(), SagaStatus::Left);
    assert_eq!(first_status(&journal).await, SagaStatus::Running);
    // The lease was released.
    let recovery = runner().recover().await.unwrap();
    assert_eq!((recovery.completed, recovery.found()), (1, 1));
    assert!(diary.lines().is_empty());
}

struct First;
struct Second;
#[derive(Debug)]
struct Third;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

/// A saga whose second step has an undo that never ends.
struct Stuck {
    diary: Log,
}

#[saga(error = No, output = Third)]
impl Stuck {
    #[step(undo = undo_first)]
    async fn first(&self) -> First {
        First
    }

    async fn undo_first(&self, _: &First) {
        self.diary.say("undo first");
    }

    #[step(undo = undo_second, undo_timeout = "24h")]
    async fn second(&self, _: &First) -> Second {
        Second
    }

    async fn undo_second(&self, _: &Second) {
        self.diary.say("undo second");
        std::future::pending::<()>().await;
    }

    #[step(irrevocable)]
    async fn third(&self, _: &Second) -> Result<Third, No> {
        Err(No)
    }
}

#[tokio::test(start_paused = true)]
async fn an_undo_that_never_ends_is_parked_by_hand() {
    let (diary, letters) = (Log::default(), MemoryDeadLetters::new());
    let builder = SagaRunner::<Stuck>::builder();
    let runner = builder.dead_letters(letters.clone()).build();
    let handle = runner.handle();
    let saga = Stuck {
        diary: diary.clone(),
    };
    let run = tokio::spawn(runner.run(saga).report());
    sleep(Duration::from_mins(1)).await;
    let view = handle.running().remove(0);
    assert_eq!(view.status, SagaStatus::RollingBack);
    assert!(handle.park(view.id));
    let report = run.await.unwrap();
    assert_eq!(report.status(), SagaStatus::Parked);
    assert_eq!(report.parked()[0].step.name, "second");
    assert_eq!(diary.lines(), ["undo second", "undo first"]);
    assert_eq!(letters.letters()[0].reason.kind, "parked");
    assert!(!handle.park(view.id), "it is over");
}

#[tokio::test(start_paused = true)]
async fn an_undo_is_skipped_by_hand_while_it_is_running_and_before() {
    for (step, lines) in [
        ("second", &["undo second", "undo first"][..]),
        ("first", &["undo second"]),
    ] {
        let diary = Log::default();
        let runner = Stuck::runner();
        let handle = runner.handle();
        let saga = Stuck {
            diary: diary.clone(),
        };
        let run = tokio::spawn(runner.run(saga).report());
        sleep(Duration::from_mins(1)).await;
        let id = handle.running()[0].id;
        assert!(!handle.skip(id, "no such step"));
        assert!(handle.skip(id, step));
        assert!(handle.skip(id, "second"));
        let report = run.await.unwrap();
        assert_eq!(report.status(), SagaStatus::RolledBack);
        assert_eq!(report.undone().len(), 2);
        assert_eq!(diary.lines(), lines);
    }
}

/// A saga with an undo that never ends and has no timeout of its own.
struct Hanging;

#[saga(error = No, output = Third)]
impl Hanging {
    #[step(undo = undo_first, undo_retry(attempts = 2))]
    async fn first(&self) -> First {
        First
    }

    async fn undo_first(&self, _: &First) {
        std::future::pending::<()>().await;
    }

    #[step(irrevocable)]
    async fn third(&self, _: &First) -> Result<Third, No> {
        Err(No)
    }
}

#[tokio::test(start_paused = true)]
async fn an_undo_has_thirty_seconds_by_default() {
    let began = tokio::time::Instant::now();
    let report = Hanging.run().report().await;
    assert_eq!(report.status(), SagaStatus::Parked);
    assert_eq!(report.parked()[0].reason.kind, "timed out");
    let took = began.elapsed();
    assert!(took >= 2 * UNDO_TIMEOUT, "{took:?}");
    assert!(
        took < 2 * UNDO_TIMEOUT + Duration::from_secs(10),
        "{took:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn leases_that_are_too_short_or_too_long_are_clamped() {
    for length in [Duration::ZERO, Duration::MAX] {
        let diary = Log::default();
        let journal = MemoryJournal::new();
        let runner = Buy::builder(diary).journal(journal.clone()).lease(length);
        let report = runner.build().run(BuyInput { number: 1 }).report().await;
        assert_eq!(report.status(), SagaStatus::Completed, "{length:?}");
        assert_eq!(first_status(&journal).await, SagaStatus::Completed);
    }
}
