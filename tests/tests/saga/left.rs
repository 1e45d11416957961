//! Runs that were left, and the outcomes of runs that are over.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    dead_letter::MemoryDeadLetters,
    prelude::*,
    saga::{RefusalKind, SagaErrorKind, SagaId, SagaRunner, SagaStatus, StepRef},
    store::{ClaimId, Journal, JournalClaim, MemoryJournal, StoreError, StoreErrorKind},
};
use organum_tests::{
    Log,
    journal::{Around, Asked, Surrounded, statuses},
    saga::No,
};
use tokio::time::sleep;
use uuid::Uuid;

/// A journal that is unavailable while the flag is set.
#[derive(Clone, Default)]
struct Away(Arc<AtomicBool>);

impl Around for Away {
    async fn before(&self, _: Asked<'_>) -> Result<(), StoreError> {
        if self.0.load(Ordering::Relaxed) {
            let kind = StoreErrorKind::Unavailable;
            return Err(StoreError::new(kind, "away", "answer"));
        }
        Ok(())
    }
}

organum_tests::values!(First Second Inner);

#[derive(Clone, Default)]
struct World {
    diary: Log,
    /// The number of undos of the first step that fail.
    undo_fails: Arc<AtomicU32>,
}

#[saga]
struct Pair {
    fails: bool,
    #[inject]
    world: World,
}

#[saga(error = No, output = Second, version = 1)]
impl Pair {
    #[step(undo = undo_first, undo_retry(attempts = 1))]
    async fn first(&self) -> First {
        sleep(Duration::from_secs(1)).await;
        self.world.diary.say("first");
        First(1)
    }

    async fn undo_first(&self, _: &First) -> Result<(), No> {
        let less = |left: u32| left.checked_sub(1);
        let fails = &self.world.undo_fails;
        if fails
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .is_ok()
        {
            return Err(No::Own);
        }
        self.world.diary.say("undo first");
        Ok(())
    }

    #[step(irrevocable)]
    async fn second(&self, first: &First) -> Result<Second, No> {
        self.world.diary.say("second");
        if self.fails {
            Err(No::Own)
        } else {
            Ok(Second(first.0 + 1))
        }
    }
}

const LEASE: Duration = Duration::from_secs(3);

fn names(steps: &[StepRef]) -> Vec<&'static str> {
    steps.iter().map(|step| step.name).collect()
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_left_is_resumed_by_its_runner() {
    let (world, away, journal) = (World::default(), Away::default(), MemoryJournal::new());
    let runner = Pair::builder(world.clone())
        .journal(Surrounded::new(&journal, away.clone()))
        .lease(LEASE)
        .build();
    let run = tokio::spawn(runner.run(PairInput { fails: false }).report());
    sleep(Duration::from_millis(500)).await;
    away.0.store(true, Ordering::Relaxed);
    assert_eq!(run.await.unwrap().status(), SagaStatus::Left);
    away.0.store(false, Ordering::Relaxed);
    sleep(5 * LEASE).await;
    assert_eq!(statuses(&journal).await[0].1, SagaStatus::Completed);
    assert_eq!(world.diary.lines(), ["first", "first", "second"]);
}

/// The runner begins to recover with its first run, and skips records that it cannot read.
#[tokio::test(start_paused = true)]
async fn a_runner_resumes_runs_that_other_processes_left() {
    let (world, journal) = (World::default(), MemoryJournal::new());
    let mut ids = Vec::new();
    for _ in 0..3 {
        let died = Pair::builder(world.clone())
            .journal(journal.clone())
            .lease(LEASE)
            .build();
        let id = SagaId(Uuid::now_v7());
        let run = tokio::spawn(died.run(PairInput { fails: false }).id(id).report());
        sleep(Duration::from_millis(500)).await;
        died.handle().abort();
        assert_eq!(run.await.unwrap().status(), SagaStatus::Left);
        ids.push(id);
    }
    // The record of the first run is damaged.
    let claim = journal.claim(ids[0].0, ClaimId::new(), LEASE).await;
    let Ok(JournalClaim::Granted(lease)) = claim else {
        panic!("{claim:?}");
    };
    let number = journal.load(ids[0].0).await.unwrap().unwrap().next_number();
    let status = organum::store::JournalStatus::Running;
    let damage: [&[u8]; 1] = [b"{}"];
    journal
        .append(&lease, number, &damage, status)
        .await
        .unwrap();
    let runner = Pair::builder(world.clone())
        .journal(journal.clone())
        .lease(LEASE)
        .build();
    runner.run(PairInput { fails: false }).await.unwrap();
    sleep(5 * LEASE).await;
    for (id, status) in statuses(&journal).await {
        let expected = if id == ids[0] {
            SagaStatus::Running
        } else {
            SagaStatus::Completed
        };
        assert_eq!(status, expected);
    }
    let recovery = runner.recover().await.unwrap();
    assert_eq!((recovery.refused, recovery.found()), (1, 1));
    assert_eq!(recovery.refusals[0].kind(), RefusalKind::Record);
}

#[tokio::test(start_paused = true)]
async fn a_runner_that_is_shut_down_resumes_no_run() {
    let (world, journal) = (World::default(), MemoryJournal::new());
    let build = || {
        let builder = Pair::builder(world.clone()).journal(journal.clone());
        builder.lease(LEASE).build()
    };
    let died = build();
    let run = tokio::spawn(died.run(PairInput { fails: false }).report());
    sleep(Duration::from_millis(500)).await;
    died.handle().abort();
    run.await.unwrap();
    let runner = build();
    runner.handle().shutdown().await;
    assert_eq!(runner.recover().await.unwrap().found(), 0);
    sleep(5 * LEASE).await;
    assert_eq!(statuses(&journal).await[0].1, SagaStatus::Running);
    assert_eq!(build().recover().await.unwrap().completed, 1);
}

#[tokio::test(start_paused = true)]
async fn a_second_run_with_the_id_of_a_failed_one_reports_the_same() {
    let (world, journal) = (World::default(), MemoryJournal::new());
    let letters = MemoryDeadLetters::new();
    let runner = Pair::builder(world.clone())
        .journal(journal.clone())
        .dead_letters(letters.clone())
        .build();
    for parks in [false, true] {
        world.undo_fails.store(u32::from(parks), Ordering::Relaxed);
        let id = SagaId(Uuid::now_v7());
        let run = || runner.run(PairInput { fails: true }).id(id).report();
        let (first, again) = (run().await, run().await);
        assert_eq!(again.error().unwrap().kind(), SagaErrorKind::FailedBefore);
        assert_eq!(again.status(), first.status());
        assert_eq!(again.done(), first.done());
        assert_eq!(names(again.done()), ["first"]);
        assert_eq!(again.undone(), first.undone());
        let step = |report: &organum::saga::SagaReport<Second, No>| {
            report.error().unwrap().step().map(|step| step.name)
        };
        assert_eq!(step(&again), Some("second"));
        assert_eq!(again.parked().len(), usize::from(parks));
        let letter = |report: &organum::saga::SagaReport<Second, No>| {
            report.parked().first().and_then(|parked| parked.letter)
        };
        assert_eq!(letter(&again), letter(&first));
    }
}

/// A driver that refuses a run releases its lease.
#[tokio::test(start_paused = true)]
async fn a_refused_run_can_be_claimed() {
    let (world, journal) = (World::default(), MemoryJournal::new());
    let build = || {
        Pair::builder(world.clone())
            .journal(journal.clone())
            .build()
    };
    let id = SagaId(Uuid::now_v7());
    let died = build();
    let run = tokio::spawn(died.run(PairInput { fails: false }).id(id).report());
    sleep(Duration::from_millis(500)).await;
    died.handle().abort();
    run.await.unwrap();
    let refused = build().run(PairInput { fails: true }).id(id).report().await;
    assert_eq!(refused.error().unwrap().kind(), SagaErrorKind::Refused);
    let claim = journal.claim(id.0, ClaimId::new(), LEASE).await.unwrap();
    assert!(matches!(claim, JournalClaim::Granted(_)), "{claim:?}");
}

#[saga]
struct Part {
    #[inject]
    diary: Log,
}

#[derive(Debug, thiserror::Error)]
#[error("stubborn")]
struct Stubborn;

#[saga(error = std::convert::Infallible, output = Inner, version = 1)]
impl Part {
    #[step(undo = undo_inner, undo_retry(attempts = 1))]
    async fn inner(&self) -> Inner {
        self.diary.say("inner");
        Inner(1)
    }

    async fn undo_inner(&self, _: &Inner) -> Result<(), Stubborn> {
        Err(Stubborn)
    }
}

#[saga]
struct Whole {
    #[inject]
    diary: Log,
}

#[saga(error = No, output = Second, version = 1)]
impl Whole {
    #[step(saga)]
    fn part(&self) -> Part {
        Part {
            diary: self.diary.clone(),
        }
    }

    #[step(irrevocable)]
    async fn second(&self, _: &Inner) -> Result<Second, No> {
        Err(No::Own)
    }
}

#[tokio::test(start_paused = true)]
async fn a_parked_step_of_a_nested_saga_is_in_the_report() {
    for journal in [None, Some(MemoryJournal::new())] {
        let builder = Whole::builder(Log::default());
        let runner = match journal {
            Some(journal) => builder.journal(journal).build(),
            None => builder.build(),
        };
        let report = runner.run(WholeInput {}).report().await;
        assert_eq!(report.status(), SagaStatus::Parked);
        let parked = report.parked();
        assert_eq!(parked.len(), 1);
        assert_eq!((parked[0].saga, parked[0].step.name), ("Part", "inner"));
        assert_eq!(parked[0].reason.messages, ["stubborn"]);
        assert!(parked[0].letter.is_some());
    }
}

struct Stuck(Arc<AtomicU32>);

#[saga(error = No, output = Second)]
impl Stuck {
    #[step(pivot)]
    async fn first(&self) -> First {
        First(1)
    }

    #[step(retry(attempts = 1))]
    async fn second(&self, _: &First) -> Result<Second, No> {
        let less = |left: u32| left.checked_sub(1);
        if self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .is_ok()
        {
            return Err(No::Own);
        }
        Ok(Second(1))
    }
}

/// Without a journal, two runs may have the same id.
#[tokio::test(start_paused = true)]
async fn runs_that_share_an_id_have_letters_of_their_own() {
    let letters = MemoryDeadLetters::new();
    let runner = SagaRunner::<Stuck>::builder()
        .dead_letters(letters.clone())
        .build();
    let id = SagaId(Uuid::now_v7());
    let fails = Arc::new(AtomicU32::new(2));
    for _ in 0..2 {
        let report = runner.run(Stuck(Arc::clone(&fails))).id(id).report().await;
        assert_eq!(report.status(), SagaStatus::Stalled);
    }
    let all = letters.letters();
    assert_eq!(all.len(), 2);
    for letter in all {
        runner.redrive_here(letter.id).await.unwrap();
    }
    assert!(letters.is_empty());
}
