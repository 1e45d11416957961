//! The treatment of a step that cannot be redriven, and the letters of many items.
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
    #[inject]
    answers: Arc<AtomicBool>,
}

#[saga(error = No, output = End, version = 1)]
impl Pay {
    #[step(undo = undo_first)]
    async fn first(&self) -> First {
        First(7)
    }

    async fn undo_first(&self, _: &First) {
        self.diary.say("undo first");
    }

    #[step(undo = refund, timeout = "1s")]
    async fn charge(&self, first: &First) -> Charged {
        self.diary.say("charge");
        if !self.answers.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        Charged(first.0)
    }

    async fn refund(&self, charged: &Charged) {
        self.diary.say(format!("refund {}", charged.0));
    }

    #[step(irrevocable)]
    async fn end(&self, _: &Charged) -> End {
        End(1)
    }
}

/// A saga of which a step is parked, since its outcome is unknown.
struct Unknown {
    journal: MemoryJournal,
    letters: MemoryDeadLetters,
    diary: Log,
    answers: Arc<AtomicBool>,
    runner: SagaRunner<Pay, (Log, Arc<AtomicBool>)>,
    report: organum::saga::SagaReport<End, No>,
}

impl Unknown {
    async fn parked() -> Self {
        let (journal, letters) = (MemoryJournal::new(), MemoryDeadLetters::new());
        let (diary, answers) = (Log::default(), Arc::<AtomicBool>::default());
        let runner = Pay::builder(diary.clone(), Arc::clone(&answers))
            .journal(journal.clone())
            .dead_letters(letters.clone())
            .build();
        let report = runner.run(PayInput {}).report().await;
        assert_eq!(report.status(), SagaStatus::Parked);
        assert_eq!(report.parked()[0].reason.kind, "unknown outcome");
        assert_eq!(diary.lines(), ["charge", "charge", "undo first"]);
        Self {
            journal,
            letters,
            diary,
            answers,
            runner,
            report,
        }
    }

    async fn redrive(&self) -> Result<(), SagaRedriveErrorKind> {
        let letter = self.report.parked()[0].letter.unwrap();
        let redriven = self.runner.redrive(letter).await;
        redriven.map_err(|error| error.kind())
    }
}

#[tokio::test(start_paused = true)]
async fn a_redrive_calls_a_step_of_unknown_outcome_again_and_undoes_it() {
    let unknown = Unknown::parked().await;
    let before = unknown.letters.letters()[0].attempts;
    assert_eq!(unknown.redrive().await, Err(SagaRedriveErrorKind::Failed));
    assert_eq!(unknown.letters.letters()[0].attempts, before + 1);
    unknown.answers.store(true, Ordering::Relaxed);
    assert_eq!(unknown.redrive().await, Ok(()));
    let expected = [
        "charge",
        "charge",
        "undo first",
        "charge",
        "charge",
        "refund 7",
    ];
    assert_eq!(unknown.diary.lines(), expected);
    assert!(unknown.letters.is_empty());
    assert_eq!(first_status(&unknown.journal).await, SagaStatus::RolledBack);
}

#[tokio::test(start_paused = true)]
async fn a_step_of_unknown_outcome_is_skipped() {
    let Unknown {
        journal,
        letters,
        diary,
        runner,
        report,
        ..
    } = Unknown::parked().await;
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

/// Without the record there are no values to call the step with. The letter is free at once.
#[tokio::test(start_paused = true)]
async fn a_step_of_unknown_outcome_without_a_record_is_undone_by_hand() {
    let unknown = Unknown::parked().await;
    assert!(unknown.journal.remove(unknown.report.id().0).await.unwrap());
    for _ in 0..2 {
        assert_eq!(unknown.redrive().await, Err(SagaRedriveErrorKind::NoValue));
    }
    assert_eq!(unknown.letters.letters().len(), 1);
}

/// A saga that cancels itself in its first step.
struct Ending {
    diary: Log,
    ends: Arc<dyn Fn() + Send + Sync>,
}

#[saga(error = No, output = End)]
impl Ending {
    #[step(undo = undo_one)]
    async fn one(&self) -> First {
        self.diary.say("one");
        (self.ends)();
        First(1)
    }

    #[step(irrevocable)]
    async fn two(&self, _: &First) -> End {
        self.diary.say("two");
        End(1)
    }

    async fn undo_one(&self, _: &First) {
        self.diary.say("undo one");
    }
}

/// Steps that do not wait begin in one poll of the run.
#[tokio::test]
async fn no_step_begins_after_an_accepted_cancellation() {
    for how in ["cancel", "token", "abort"] {
        let diary = Log::default();
        let runner = SagaRunner::<Ending>::new();
        let id = organum::saga::SagaId::new();
        let token = tokio_util::sync::CancellationToken::new();
        let (handle, cancels) = (runner.handle(), token.clone());
        let ends = Arc::new(move || match how {
            "cancel" => assert!(handle.cancel(id)),
            "token" => cancels.cancel(),
            _ => handle.abort(),
        });
        let saga = Ending {
            diary: diary.clone(),
            ends,
        };
        let run = runner.run(saga).id(id).cancel_on(token).report();
        let report = tokio::time::timeout(Duration::from_secs(10), run).await;
        assert_eq!(report.unwrap().status(), SagaStatus::RolledBack, "{how}");
        assert_eq!(diary.lines(), ["one", "undo one"], "{how}");
    }
}

/// Steps parked without a journal are kept as long as their runner.
#[tokio::test(start_paused = true)]
async fn a_runner_that_is_dropped_releases_what_it_parked() {
    struct Kept(Arc<()>);

    #[saga(error = No, output = End)]
    impl Kept {
        #[step(undo = undo_one, undo_retry(attempts = 1))]
        async fn one(&self) -> First {
            let _ = &self.0;
            First(1)
        }

        async fn undo_one(&self, _: &First) -> Result<(), No> {
            Err(No)
        }

        #[step(irrevocable)]
        async fn two(&self, _: &First) -> Result<End, No> {
            Err(No)
        }
    }

    let kept = Arc::new(());
    let letters = MemoryDeadLetters::new();
    let runner = SagaRunner::<Kept>::builder()
        .dead_letters(letters.clone())
        .build();
    for _ in 0..300 {
        let report = runner.run(Kept(Arc::clone(&kept))).report().await;
        let letter = report.parked()[0].letter.unwrap();
        assert!(
            organum::dead_letter::remove_if(&letters, letter, |_| true)
                .await
                .unwrap()
        );
    }
    let held = Arc::strong_count(&kept);
    assert!(held < 200, "{held} inputs of discarded letters are kept");
    drop(runner);
    assert_eq!(Arc::strong_count(&kept), 1);
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
