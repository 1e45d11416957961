//! What an operator does about a step that cannot be redriven, and the letters of many items.
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
    saga::{
        SagaAnswer, SagaOperator, SagaOperatorErrorKind, SagaRedriveErrorKind, SagaRunner,
        SagaStatus,
    },
    store::{
        Guarded, Journal, MemoryJournal,
        conformance::{Fault, Faulty},
    },
};
use organum_tests::{
    Log,
    journal::{first_status, recorded},
};

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

organum_tests::values!(First Charged End Kept);

#[saga]
struct Pay {
    #[inject]
    diary: Log,
}

#[saga(error = No, output = End, version = 1)]
impl Pay {
    #[step(undo = undo_first)]
    async fn first(&self) -> First {
        First(1)
    }

    async fn undo_first(&self, _: &First) {
        self.diary.say("undo first");
    }

    #[step(undo = refund, timeout = "1s")]
    async fn charge(&self, _: &First) -> Charged {
        self.diary.say("charge");
        std::future::pending::<()>().await;
        Charged(1)
    }

    async fn refund(&self, _: &Charged) {
        self.diary.say("refund");
    }

    #[step(irrevocable)]
    async fn end(&self, _: &Charged) -> End {
        End(1)
    }
}

fn payer(
    journal: &MemoryJournal,
    letters: &MemoryDeadLetters,
    diary: &Log,
) -> SagaRunner<Pay, Log> {
    let builder = Pay::builder(diary.clone()).dead_letters(letters.clone());
    builder.journal(journal.clone()).build()
}

#[tokio::test(start_paused = true)]
async fn a_step_without_a_value_is_skipped_and_not_redriven() {
    let (journal, letters) = (MemoryJournal::new(), MemoryDeadLetters::new());
    let diary = Log::default();
    let runner = payer(&journal, &letters, &diary);
    let report = runner.run(PayInput {}).report().await;
    assert_eq!(report.status(), SagaStatus::Parked);
    assert_eq!(report.parked()[0].reason.kind, "unknown outcome");
    let letter = report.parked()[0].letter.unwrap();
    for _ in 0..2 {
        // Nothing is gained by further attempts, and the letter is free at once.
        let began = tokio::time::Instant::now();
        let error = runner.redrive(letter).await.unwrap_err();
        assert_eq!(error.kind(), SagaRedriveErrorKind::NoValue);
        assert!(error.to_string().contains("skip it in its saga"), "{error}");
        assert_eq!(began.elapsed(), Duration::ZERO);
    }
    assert_eq!(letters.letters().len(), 1);
    let answer = SagaOperator::skip(&runner, report.id(), "charge").await;
    assert_eq!(answer.unwrap(), SagaAnswer::Ended(SagaStatus::RolledBack));
    assert!(letters.is_empty());
    assert_eq!(first_status(&journal).await, SagaStatus::RolledBack);
    assert_eq!(diary.lines(), ["charge", "charge", "undo first"]);
    let view = runner.handle().inspect(report.id()).unwrap();
    assert_eq!(view.status, SagaStatus::RolledBack);
    let again = SagaOperator::skip(&runner, report.id(), "charge").await;
    assert_eq!(again.unwrap_err().kind(), SagaOperatorErrorKind::NotHere);
}

#[saga]
struct Keep {
    items: Vec<u32>,
    note: String,
    #[inject]
    works: Arc<AtomicBool>,
    #[inject]
    undone: Arc<AtomicU32>,
}

#[saga(error = No, output = End, version = 1)]
impl Keep {
    #[step(each = items, undo = release, undo_retry(attempts = 1), concurrency = 64)]
    async fn keep(&self, item: &u32) -> Kept {
        Kept(*item)
    }

    async fn release(&self, item: &u32, kept: &Kept) -> Result<(), No> {
        assert_eq!(*item, kept.0);
        assert_eq!(self.note, "note");
        if !self.works.load(Ordering::Relaxed) {
            return Err(No);
        }
        self.undone.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    #[step(irrevocable)]
    async fn end(&self, _: &[Kept]) -> Result<End, No> {
        Err(No)
    }
}

/// Items that are parked, with the stores that have them.
struct Items {
    journal: MemoryJournal,
    letters: MemoryDeadLetters,
    works: Arc<AtomicBool>,
    undone: Arc<AtomicU32>,
    report: organum::saga::SagaReport<End, No>,
}

impl Items {
    async fn parked(count: u32) -> Self {
        let (journal, letters) = (MemoryJournal::new(), MemoryDeadLetters::new());
        let (works, undone) = (Arc::<AtomicBool>::default(), Arc::<AtomicU32>::default());
        let runner = Keep::builder(Arc::clone(&works), Arc::clone(&undone))
            .journal(journal.clone())
            .dead_letters(letters.clone())
            .build();
        let items = (0..count).collect();
        let note = "note".to_owned();
        let report = runner.run(KeepInput { items, note }).report().await;
        assert_eq!(report.status(), SagaStatus::Parked);
        assert_eq!(letters.letters().len(), count as usize);
        Self {
            journal,
            letters,
            works,
            undone,
            report,
        }
    }

    fn runner(&self) -> SagaRunner<Keep, (Arc<AtomicBool>, Arc<AtomicU32>)> {
        Keep::builder(Arc::clone(&self.works), Arc::clone(&self.undone))
            .journal(self.journal.clone())
            .dead_letters(self.letters.clone())
            .build()
    }

    fn bytes(&self) -> usize {
        let letters = self.letters.letters().into_iter();
        let contents = letters.map(|letter| letter.content.unwrap().0.len());
        contents.sum()
    }
}

#[tokio::test(start_paused = true)]
async fn the_letters_of_items_grow_with_their_number() {
    let few = Items::parked(50).await.bytes();
    let many = Items::parked(400).await.bytes();
    assert!(many < 9 * few, "{few} bytes of 50, {many} of 400 letters");
}

#[tokio::test(start_paused = true)]
async fn an_item_is_redriven_with_the_inputs_in_the_record() {
    let items = Items::parked(3).await;
    items.works.store(true, Ordering::Relaxed);
    let runner = items.runner();
    for letter in items.letters.letters() {
        runner.redrive(letter.id).await.unwrap();
    }
    assert_eq!(items.undone.load(Ordering::Relaxed), 3);
    let saved = recorded(&items.journal, items.report.id()).await;
    assert_eq!(saved.status(), SagaStatus::RolledBack);
}

#[tokio::test(start_paused = true)]
async fn all_items_of_a_step_are_skipped_together() {
    let items = Items::parked(3).await;
    let answer = SagaOperator::skip(&items.runner(), items.report.id(), "keep").await;
    assert_eq!(answer.unwrap(), SagaAnswer::Ended(SagaStatus::RolledBack));
    assert!(items.letters.is_empty());
    assert_eq!(items.undone.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn an_item_whose_record_was_removed_is_not_redriven() {
    let items = Items::parked(1).await;
    items.works.store(true, Ordering::Relaxed);
    assert!(items.journal.remove(items.report.id().0).await.unwrap());
    let letter = items.letters.letters()[0].id;
    let error = items.runner().redrive(letter).await.unwrap_err();
    assert_eq!(error.kind(), SagaRedriveErrorKind::NoRecord);
    assert_eq!(items.letters.letters().len(), 1);
}

/// The journal fails after the undo was called: the letter can be redriven again at once.
#[tokio::test(start_paused = true)]
async fn a_letter_whose_undo_could_not_be_recorded_is_free() {
    let items = Items::parked(1).await;
    items.works.store(true, Ordering::Relaxed);
    let letter = items.letters.letters()[0].id;
    // The first call loads the record.
    let faulty = Faulty::new(Arc::new(items.journal.clone()), Fault::RefusesFrom(1));
    let runner = Keep::builder(Arc::clone(&items.works), Arc::clone(&items.undone))
        .journal(Guarded::new("journal", Arc::new(faulty)))
        .dead_letters(items.letters.clone())
        .build();
    let error = runner.redrive(letter).await.unwrap_err();
    assert_eq!(error.kind(), SagaRedriveErrorKind::Store);
    assert_eq!(items.undone.load(Ordering::Relaxed), 1);
    items.runner().redrive(letter).await.unwrap();
    assert!(items.letters.is_empty());
    let saved = recorded(&items.journal, items.report.id()).await;
    assert_eq!(saved.status(), SagaStatus::RolledBack);
}
