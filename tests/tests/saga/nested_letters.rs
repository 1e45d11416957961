//! Parked steps of nested sagas: their errors in reports, and their redrives through the runner of the outer saga.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum::{
    dead_letter::{MemoryDeadLetters, Redriver},
    prelude::*,
    saga::{SagaId, SagaRedriveErrorKind, SagaRunner, SagaStatus},
    store::{Journal, MemoryJournal},
};
use organum_tests::{Log, journal::statuses};
use tokio::time::sleep;

organum_tests::values!(Start Inner Middle Last);

#[derive(Debug, thiserror::Error)]
#[error("stubborn")]
struct Stubborn;

#[derive(Debug, thiserror::Error)]
enum No {
    #[error("no")]
    Own,
    #[error("core")]
    Core(#[from] SagaError<Stubborn>),
    #[error("part")]
    Part(#[from] Box<SagaError<No>>),
}

impl From<SagaError<No>> for No {
    fn from(error: SagaError<No>) -> Self {
        Self::Part(Box::new(error))
    }
}

#[derive(Clone, Default)]
struct World {
    diary: Log,
    undos_work: Arc<AtomicBool>,
}

impl World {
    fn undo(&self, what: &str, value: u32) -> Result<(), Stubborn> {
        if !self.undos_work.load(Ordering::Relaxed) {
            return Err(Stubborn);
        }
        self.diary.say(format!("undo {what} {value}"));
        Ok(())
    }
}

/// The innermost saga.
#[saga]
struct Core {
    number: u32,
    #[inject]
    world: World,
}

#[saga(error = Stubborn, output = Inner, version = 1)]
impl Core {
    #[step(undo = undo_inner, undo_retry(attempts = 2))]
    async fn inner(&self) -> Inner {
        Inner(self.number + 1)
    }

    async fn undo_inner(&self, inner: &Inner) -> Result<(), Stubborn> {
        assert_eq!(inner.0, self.number + 1);
        self.world.undo("inner", inner.0)
    }

    /// A step whose outcome is unknown when it takes too long.
    #[step(undo = undo_slow, undo_retry(attempts = 1), timeout = "1s")]
    async fn slow(&self, inner: &Inner) -> u32 {
        if self.world.undos_work.load(Ordering::Relaxed) {
            return inner.0 + 7;
        }
        std::future::pending().await
    }

    async fn undo_slow(&self, slow: &u32) -> Result<(), Stubborn> {
        self.world.undo("slow", *slow)
    }
}

#[saga]
struct Part {
    number: u32,
    #[inject]
    world: World,
}

#[saga(error = No, output = Middle, version = 1)]
impl Part {
    #[step(undo = undo_middle, undo_retry(attempts = 2))]
    async fn middle(&self) -> Middle {
        Middle(self.number + 1)
    }

    async fn undo_middle(&self, middle: &Middle) -> Result<(), Stubborn> {
        self.world.undo("middle", middle.0)
    }

    #[step(saga)]
    fn core(&self, middle: &Middle) -> Core {
        Core {
            number: middle.0 + 10,
            world: self.world.clone(),
        }
    }
}

#[saga]
struct Whole {
    #[inject]
    world: World,
}

#[saga(error = No, output = Last, version = 1)]
impl Whole {
    #[step(undo = undo_start, undo_retry(attempts = 2))]
    async fn start(&self) -> Start {
        Start(100)
    }

    async fn undo_start(&self, start: &Start) -> Result<(), Stubborn> {
        self.world.undo("start", start.0)
    }

    #[step(saga)]
    fn part(&self, start: &Start) -> Part {
        Part {
            number: start.0,
            world: self.world.clone(),
        }
    }

    #[step(irrevocable)]
    async fn last(&self, _: &Middle) -> Result<Last, No> {
        Err(No::Own)
    }
}

struct Parked {
    world: World,
    journal: MemoryJournal,
    letters: MemoryDeadLetters,
    runner: SagaRunner<Whole, World>,
    id: SagaId,
}

/// Runs the saga, all of whose undos fail.
async fn parked(is_journalled: bool) -> Parked {
    let world = World::default();
    let (journal, letters) = (MemoryJournal::new(), MemoryDeadLetters::new());
    let builder = Whole::builder(world.clone()).dead_letters(letters.clone());
    let runner = if is_journalled {
        builder.journal(journal.clone()).build()
    } else {
        builder.build()
    };
    let report = runner.run(WholeInput {}).report().await;
    assert_eq!(report.status(), SagaStatus::Parked);
    let mut found = Vec::new();
    for parked in report.parked() {
        found.push((parked.saga, parked.step.name));
        if parked.step.name != "slow" {
            let error = parked.error.as_ref().unwrap();
            assert!(error.downcast_ref::<Stubborn>().is_some(), "{error}");
            assert_eq!(parked.attempts, 2);
        }
    }
    found.sort_unstable();
    let mut expected = vec![
        ("Core", "inner"),
        ("Core", "slow"),
        ("Part", "middle"),
        ("Whole", "start"),
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
    Parked {
        id: report.id(),
        world,
        journal,
        letters,
        runner,
    }
}

impl Parked {
    fn view(&self) -> SagaStatus {
        self.runner.handle().inspect(self.id).unwrap().status
    }
}

#[tokio::test(start_paused = true)]
async fn letters_of_nested_sagas_are_redriven_through_the_outer_saga() {
    let parked = parked(true).await;
    let letters = parked.letters.letters();
    for letter in &letters {
        let failed = parked.runner.redrive(letter.id).await.unwrap_err();
        assert_eq!(failed.kind(), SagaRedriveErrorKind::Failed, "{failed:?}");
        let after = parked.letters.letters();
        let after = after.iter().find(|other| other.id == letter.id).unwrap();
        assert!(after.attempts > letter.attempts);
    }
    parked.world.undos_work.store(true, Ordering::Relaxed);
    for letter in &letters {
        assert_eq!(parked.view(), SagaStatus::Parked);
        // Any process that runs the outer saga can do so, and it knows by the name of the saga.
        let redriver = parked.runner.redriver();
        assert!(redriver.redrives(&letter.origin), "{}", letter.origin);
        parked.runner.redrive(letter.id).await.unwrap();
    }
    assert!(parked.letters.is_empty());
    assert_eq!(parked.view(), SagaStatus::RolledBack);
    for (_, status) in statuses(&parked.journal).await {
        assert_eq!(status, SagaStatus::RolledBack);
    }
    let mut undone = parked.world.diary.lines();
    undone.sort_unstable();
    let expected = [
        "undo inner 112",
        "undo middle 101",
        "undo slow 119",
        "undo start 100",
    ];
    assert_eq!(undone, expected);
}

#[tokio::test(start_paused = true)]
async fn without_a_journal_the_view_of_the_outer_saga_is_rolled_back_with_the_last_letter() {
    let parked = parked(false).await;
    parked.world.undos_work.store(true, Ordering::Relaxed);
    let (mut redriven, all) = (0, parked.letters.letters());
    for letter in &all {
        assert_eq!(parked.view(), SagaStatus::Parked);
        if letter.subject == "slow" {
            // Nobody has the value of this step any more.
            let error = parked.runner.redrive_here(letter.id).await.unwrap_err();
            assert_eq!(error.kind(), SagaRedriveErrorKind::NoValue);
        } else {
            parked.runner.redrive_here(letter.id).await.unwrap();
            redriven += 1;
        }
    }
    assert_eq!((redriven, parked.letters.letters().len()), (3, 1));
    // The step of unknown outcome is still parked.
    assert_eq!(parked.view(), SagaStatus::Parked);
}

#[tokio::test(start_paused = true)]
async fn the_runner_of_another_saga_names_the_saga_of_the_letter() {
    let parked = parked(true).await;
    let core = Core::builder(parked.world.clone())
        .journal(parked.journal.clone())
        .dead_letters(parked.letters.clone())
        .build();
    let letters = parked.letters.letters();
    let letter = letters.iter().find(|letter| letter.origin == "Part");
    let letter = letter.unwrap().id;
    let error = core.redrive(letter).await.unwrap_err();
    assert_eq!(error.kind(), SagaRedriveErrorKind::NotHere);
    let text = format!(
        "dead letter {letter} belongs to `Part`: redrive it with the runner of `Part`, or of a saga that contains it"
    );
    assert_eq!(error.to_string(), text);
    assert!(!core.redriver().redrives("Part"));
    // The record of the outer saga, whose values are needed, was removed.
    parked.journal.remove(parked.id.0).await.unwrap();
    let error = parked.runner.redrive(letter).await.unwrap_err();
    assert_eq!(error.to_string(), text);
    sleep(Duration::from_mins(1)).await;
    parked.world.undos_work.store(true, Ordering::Relaxed);
    let part = Part::builder(parked.world.clone())
        .journal(parked.journal.clone())
        .dead_letters(parked.letters.clone())
        .build();
    part.redrive(letter).await.unwrap();
}
