//! The answers to an operator who resumes a stalled saga.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::sync::{Arc, Mutex};

use organum::{
    dead_letter::MemoryDeadLetters,
    prelude::*,
    saga::{
        SagaAnswer, SagaEntry, SagaId, SagaOperator, SagaOperatorErrorKind, SagaRedriveErrorKind,
        SagaRunner, SagaStatus,
    },
    store::{MemoryJournal, StoreError, StoreErrorKind},
};
use organum_tests::journal::{Around, Asked, Surrounded, first_status};

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

organum_tests::values!(Held Paid Sent);

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Call {
    #[default]
    Works,
    Fails,
    Hangs,
}

impl Call {
    async fn happens(self) -> Result<(), No> {
        match self {
            Self::Works => Ok(()),
            Self::Fails => Err(No),
            Self::Hangs => std::future::pending().await,
        }
    }
}

/// The behaviour of the services.
#[derive(Clone, Copy, Default)]
struct Services {
    release: Call,
    pay: Call,
    send: Call,
}

#[derive(Clone, Default)]
struct World(Arc<Mutex<Services>>);

impl World {
    fn get(&self) -> Services {
        *self.0.lock().unwrap()
    }

    fn set(&self, services: Services) {
        *self.0.lock().unwrap() = services;
    }
}

#[saga]
struct Sale {
    #[inject]
    world: World,
}

#[saga(error = No, output = Sent, version = 1)]
impl Sale {
    #[step(undo = release, undo_retry(attempts = 1))]
    async fn hold(&self) -> Held {
        Held(1)
    }

    async fn release(&self, _: &Held) -> Result<(), No> {
        self.world.get().release.happens().await
    }

    #[step(pivot, timeout = "1s")]
    async fn pay(&self, _: &Held) -> Result<Paid, No> {
        self.world.get().pay.happens().await?;
        Ok(Paid(1))
    }

    #[step(retry(attempts = 1))]
    async fn send(&self, _: &Paid) -> Result<Sent, No> {
        self.world.get().send.happens().await?;
        Ok(Sent(1))
    }
}

/// The append before which the journal fails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Failing {
    Resumed,
    Done,
}

/// A journal that refuses one append of each saga.
#[derive(Clone, Default)]
struct Refuses(Arc<Mutex<Option<Failing>>>);

impl Around for Refuses {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        let failing = *self.0.lock().unwrap();
        let Asked::Append(entries) = asked else {
            return Ok(());
        };
        let is_it = entries.iter().any(|entry| match entry {
            SagaEntry::Resumed => failing == Some(Failing::Resumed),
            SagaEntry::Done { .. } => failing == Some(Failing::Done),
            _ => false,
        });
        if is_it {
            let kind = StoreErrorKind::Refused;
            return Err(StoreError::new(kind, "test", "append"));
        }
        Ok(())
    }
}

/// A saga that is stalled, since the outcome of its pivot is unknown.
struct Stalled {
    world: World,
    journal: MemoryJournal,
    letters: MemoryDeadLetters,
    refuses: Refuses,
    runner: SagaRunner<Sale, World>,
    id: SagaId,
}

impl Stalled {
    async fn new() -> Self {
        let (world, journal) = (World::default(), MemoryJournal::new());
        let (letters, refuses) = (MemoryDeadLetters::new(), Refuses::default());
        let runner = Sale::builder(world.clone())
            .journal(Surrounded::new(&journal, refuses.clone()))
            .dead_letters(letters.clone())
            .build();
        world.set(Services {
            pay: Call::Hangs,
            ..Services::default()
        });
        let report = runner.run(SaleInput {}).report().await;
        assert_eq!(report.status(), SagaStatus::Stalled);
        Self {
            world,
            journal,
            letters,
            refuses,
            runner,
            id: report.id(),
        }
    }

    /// Resumes the saga with services that behave in this way.
    async fn resumed(&self, services: Services) -> Result<SagaAnswer, SagaOperatorErrorKind> {
        self.world.set(services);
        let answer = SagaOperator::resume(&self.runner, self.id).await;
        answer.map_err(|error| error.kind())
    }

    async fn status(&self) -> SagaStatus {
        first_status(&self.journal).await
    }
}

#[tokio::test(start_paused = true)]
async fn the_answer_is_the_end_of_the_saga() {
    let (works, fails) = (Services::default(), Call::Fails);
    let pay_fails = Services {
        pay: fails,
        ..works
    };
    let both_fail = Services {
        pay: fails,
        release: fails,
        ..works
    };
    for (services, end) in [
        (works, SagaStatus::Completed),
        (pay_fails, SagaStatus::RolledBack),
        (both_fail, SagaStatus::Parked),
    ] {
        let stalled = Stalled::new().await;
        let answer = stalled.resumed(services).await;
        assert_eq!(answer, Ok(SagaAnswer::Ended(end)));
        assert_eq!(stalled.status().await, end);
        let letters = usize::from(end == SagaStatus::Parked);
        assert_eq!(stalled.letters.letters().len(), letters);
        let over = stalled.resumed(works).await;
        assert_eq!(over, Err(SagaOperatorErrorKind::NotHere));
    }
}

#[tokio::test(start_paused = true)]
async fn a_saga_that_fails_again_is_stalled() {
    let stalled = Stalled::new().await;
    for services in [
        Services {
            pay: Call::Hangs,
            ..Services::default()
        },
        Services {
            send: Call::Fails,
            ..Services::default()
        },
    ] {
        let answer = stalled.resumed(services).await;
        assert_eq!(answer, Err(SagaOperatorErrorKind::Failed));
        assert_eq!(stalled.status().await, SagaStatus::Stalled);
    }
    let answer = stalled.resumed(Services::default()).await;
    assert_eq!(answer, Ok(SagaAnswer::Ended(SagaStatus::Completed)));
}

#[tokio::test(start_paused = true)]
async fn a_saga_whose_journal_fails_is_left_to_recovery() {
    let stalled = Stalled::new().await;
    *stalled.refuses.0.lock().unwrap() = Some(Failing::Done);
    let answer = stalled.resumed(Services::default()).await;
    assert_eq!(answer, Ok(SagaAnswer::Ended(SagaStatus::Left)));
    assert_eq!(stalled.status().await, SagaStatus::Running);
    *stalled.refuses.0.lock().unwrap() = None;
    assert_eq!(stalled.runner.recover().await.unwrap().completed, 1);
    // A redrive of the letter that was not removed finds that out.
    let letter = stalled.letters.letters()[0].id;
    stalled.runner.redrive(letter).await.unwrap();
    assert!(stalled.letters.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_redrive_of_a_saga_that_is_left_is_no_success() {
    let stalled = Stalled::new().await;
    stalled.world.set(Services::default());
    *stalled.refuses.0.lock().unwrap() = Some(Failing::Done);
    let letter = stalled.letters.letters()[0].id;
    let error = stalled.runner.redrive(letter).await.unwrap_err();
    assert_eq!(error.kind(), SagaRedriveErrorKind::Store);
    assert!(format!("{error:?}").contains("recovery resumes it"));
    assert_eq!(stalled.letters.letters().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_saga_that_could_not_be_resumed_is_stalled() {
    let stalled = Stalled::new().await;
    *stalled.refuses.0.lock().unwrap() = Some(Failing::Resumed);
    let answer = stalled.resumed(Services::default()).await;
    assert_eq!(answer, Err(SagaOperatorErrorKind::Store));
    assert_eq!(stalled.status().await, SagaStatus::Stalled);
    *stalled.refuses.0.lock().unwrap() = None;
    let answer = stalled.resumed(Services::default()).await;
    assert_eq!(answer, Ok(SagaAnswer::Ended(SagaStatus::Completed)));
}
