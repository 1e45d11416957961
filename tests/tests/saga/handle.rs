//! The hand on runs: one is cancelled, all are aborted.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::time::Duration;

use organum::{
    prelude::*,
    saga::{SagaErrorKind, SagaRunner, SagaStatus},
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
async fn one_run_is_cancelled_by_its_id_and_undone() {
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
    // The lease was given back.
    let recovery = runner().recover().await.unwrap();
    assert_eq!((recovery.completed, recovery.found()), (1, 1));
    assert!(diary.lines().is_empty());
}
