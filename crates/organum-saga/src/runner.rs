//! A saga that is run many times.

use std::{sync::Arc, time::Duration};

use super::{
    Saga, SagaId,
    definition::{Journalled, Restore},
    execution::Execution,
    journal::{Journal, JournalError, Status, Summary},
    offline,
    parking::{self, Letter},
    recover::{self, Recovery, Refused},
    redriver::Redriver,
    registry::SagaView,
    report::Ended,
    settings::Settings,
    steps::Steps,
    undo::{self, UndoFailure},
};
use crate::{
    dead_letter::{DeadLetter, DeadLetterId, DeadLetters, StoreError, remove_if},
    graph,
    observe::{Both, Observer},
    policy::tries,
};
use organum_base::clock::Clock;

/// Runs saga `S`: with a journal, a store of dead letters, observers.
///
/// Cheap to clone, and safe to share. `#[saga]` writes a function `runner` that makes one.
pub struct Runner<S: Saga> {
    settings: Arc<Settings>,
    /// Keeps the memory of runs that ended for the next ones.
    graph: graph::Runner<Steps<S>>,
}

impl<S: Saga> Default for Runner<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Saga> Clone for Runner<S> {
    fn clone(&self) -> Self {
        Self {
            settings: Arc::clone(&self.settings),
            graph: self.graph.clone(),
        }
    }
}

impl<S: Saga> std::fmt::Debug for Runner<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Runner<{}>", S::TABLE.name)
    }
}

impl<S: Saga> Runner<S> {
    /// A runner without a journal, that keeps dead letters in memory.
    pub fn new() -> Self {
        Self {
            settings: Arc::new(Settings::new()),
            graph: graph::Runner::new(()),
        }
    }

    fn set(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        set(Arc::make_mut(&mut self.settings));
        self
    }

    /// Keeps what fails for good in this store: a clone of a [`dead_letter::InMemory`], or another one.
    ///
    /// [`dead_letter::InMemory`]: crate::dead_letter::InMemory
    #[must_use = "the runner it is called on is not changed"]
    pub fn dead_letters(self, store: impl DeadLetters) -> Self {
        self.set(|settings| settings.letters = Arc::new(store))
    }

    /// An observer for all runs from now on. Each of several is told everything.
    #[must_use = "the runner it is called on is not changed"]
    pub fn observed_by(self, observer: impl Observer) -> Self {
        self.set(|settings| {
            settings.observer = Some(match settings.observer.take() {
                Some(earlier) => Arc::new(Both(earlier, observer)),
                None => Arc::new(observer),
            });
        })
    }

    /// Where the times in journal and dead letters come from: the clock of the system if nothing is said.
    #[must_use = "the runner it is called on is not changed"]
    pub fn clock(self, clock: Clock) -> Self {
        self.set(|settings| settings.clock = clock)
    }

    /// Records every run in this journal.
    #[must_use = "the runner it is called on is not changed"]
    pub fn journal(self, journal: impl Journal) -> Self
    where
        S: Journalled,
    {
        self.set(|settings| settings.journal = Some(Arc::new(journal)))
    }

    /// A run.
    pub fn run(&self, saga: S) -> Execution<S> {
        Execution::with(saga, Arc::clone(&self.settings), Some(self.graph.clone()))
    }

    /// The runs that are not over.
    pub fn running(&self) -> Vec<SagaView> {
        let registry = self.settings.registry.as_ref();
        registry.map(|runs| runs.running()).unwrap_or_default()
    }

    /// The last 256 runs that are over, the oldest first. A journal remembers more: see
    /// [`journalled`](Self::journalled).
    pub fn finished(&self) -> Vec<SagaView> {
        let registry = self.settings.registry.as_ref();
        registry.map(|runs| runs.finished()).unwrap_or_default()
    }

    /// One of the runs, running or finished.
    pub fn inspect(&self, id: SagaId) -> Option<SagaView> {
        // One that was stalled ended twice.
        let finished = self.finished().into_iter().rev();
        let mut views = self.running().into_iter().chain(finished);
        views.find(|view| view.id == id)
    }

    /// Tries once more what was parked by this runner without a journal: undone, it is no dead letter
    /// any more. With a journal, any process can: see [`redrive_with`](Self::redrive_with).
    ///
    /// # Errors
    /// It failed again, and is a dead letter still; or it is not there.
    pub async fn redrive(&self, letter: DeadLetterId) -> Result<(), RedriveError> {
        redrive_here(&self.settings, letter)
            .await?
            .ok_or(RedriveError::NotHere { letter })
    }

    /// Refuses new runs, then waits for those that are not over, and for what is undone after those that
    /// failed or were dropped. So do not hold a run, begun and not polled, while you wait here.
    ///
    /// # Cancel safety
    /// Dropping the future stops the waiting. The runner stays shut down.
    pub async fn shutdown(&self) {
        self.settings.tracker.close();
        if let Some(runs) = &self.settings.registry {
            runs.close();
            runs.until_idle().await;
        }
        self.settings.tracker.wait().await;
    }
}

impl<S: Journalled + Restore> Runner<S> {
    /// How long a saga is left to a driver that does not say that it is there; thirty seconds if
    /// nothing is said. A driver says so each third of that, and whenever it records something.
    #[must_use = "the runner it is called on is not changed"]
    pub fn lease(self, time: Duration) -> Self {
        self.set(|settings| settings.lease = time)
    }

    /// Goes on with every saga in the journal that is not finished and that nobody drives: forward
    /// where none of its steps had failed, back where one had. `injected` are the fields that are
    /// marked `#[inject]`.
    ///
    /// It streams: at most sixteen sagas are in memory at once. Several processes may recover at once;
    /// each saga is driven by one of them. Call it when a process starts, and now and then, for sagas of
    /// processes that died.
    ///
    /// # Errors
    /// The journal failed.
    ///
    /// # Cancel safety
    /// Sagas that are being driven go on; no other one is begun.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub async fn recover(&self, injected: S::Injected) -> Result<Recovery, JournalError> {
        recover::recover::<S>(&self.settings, Arc::new(injected)).await
    }

    /// The sagas of this name in the journal, by id and after `after`, at most `limit`.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn journalled(
        &self,
        after: Option<SagaId>,
        limit: usize,
    ) -> Result<Vec<Summary>, JournalError> {
        match &self.settings.journal {
            Some(journal) => journal.list(Some(S::TABLE.name), after, limit).await,
            None => Ok(Vec::new()),
        }
    }

    /// Tries once more what is parked as this letter, with the values and inputs in it: an undo is
    /// called again; a saga that was stuck after its pivot goes on. What succeeds is no dead letter any
    /// more, and a saga of which nothing is parked any more is rolled back, in the journal as well.
    ///
    /// # Errors
    /// It failed again, and is a dead letter still, with more attempts; or it cannot be tried.
    pub async fn redrive_with(
        &self,
        letter: DeadLetterId,
        injected: S::Injected,
    ) -> Result<(), RedriveError> {
        if let Some(()) = redrive_here(&self.settings, letter).await? {
            return Ok(());
        }
        let settings = &self.settings;
        let found = settings.letters.get(letter).await?;
        let found = found.ok_or(RedriveError::NotHere { letter })?;
        let content = found.content.as_ref();
        let content = content.ok_or(RedriveError::NoContent { letter })?;
        let parked: Letter =
            serde_json::from_slice(&content.0).map_err(|_| RedriveError::NoContent { letter })?;
        if parked.forward {
            return self.go_on(found, parked.saga, injected).await;
        }
        let refused = |refused| RedriveError::Refused { refused };
        let (run, at, done) =
            parking::unpack::<S>(settings, &parked, &injected).map_err(refused)?;
        let journal = settings.journal.as_ref();
        if let Some(journal) = journal
            && offline::is_driven(&**journal, parked.saga).await?
        {
            return Err(RedriveError::Busy { saga: parked.saga });
        }
        match undo::call(&run, at, done.as_ref()).await {
            Ok(attempts) => {
                let mut rolled_back = Vec::new();
                if let Some(journal) = journal {
                    let step = S::TABLE.steps[at.step].name;
                    rolled_back = offline::undone(&**journal, parked.saga, step, at.item).await?;
                }
                run.undone_at_last(at, attempts, false);
                if let Some(registry) = &settings.registry {
                    for id in rolled_back {
                        registry.rolled_back(id);
                    }
                }
                remove_if(&*settings.letters, letter, |_| true).await?;
                Ok(())
            }
            Err(failure) => again(settings, found, failure).await,
        }
    }

    /// This runner for the commands that work on a store of dead letters, with what is injected.
    pub fn redriver(&self, injected: S::Injected) -> Redriver<S> {
        Redriver {
            runner: self.clone(),
            injected,
        }
    }

    /// A saga that is stuck after its pivot goes on.
    async fn go_on(
        &self,
        letter: DeadLetter,
        saga: SagaId,
        injected: S::Injected,
    ) -> Result<(), RedriveError> {
        let settings = &self.settings;
        let not_here = RedriveError::NotHere { letter: letter.id };
        let Some(journal) = &settings.journal else {
            return Err(not_here);
        };
        let Some(saved) = journal.load(saga).await? else {
            return Err(not_here);
        };
        if matches!(saved.status(), Status::Finished(_)) {
            // It went on by itself.
            remove_if(&*settings.letters, letter.id, |_| true).await?;
            return Ok(());
        }
        let lease = journal.claim(saga, settings.owner, settings.lease).await?;
        let lease = lease.ok_or(RedriveError::Busy { saga })?;
        let driven = tokio::spawn(recover::drive::<S>(
            Arc::clone(settings),
            Arc::clone(journal),
            lease,
            Arc::new(injected),
            true,
        ));
        let report = match driven.await {
            Ok(driven) => driven?.map_err(|refused| RedriveError::Refused { refused })?,
            Err(_) => return Err(RedriveError::Busy { saga }),
        };
        if report.ended() == Ended::Completed {
            remove_if(&*settings.letters, letter.id, |_| true).await?;
            return Ok(());
        }
        Err(RedriveError::Failed {
            letter: letter.id,
            attempts: report.error().map_or(0, super::SagaError::attempts),
        })
    }
}

/// Tries once more what this process parked without a journal. None if it did not.
async fn redrive_here(
    settings: &Settings,
    letter: DeadLetterId,
) -> Result<Option<()>, RedriveError> {
    let parked = settings.parked_here().get(&letter).cloned();
    let Some(parked) = parked else {
        return Ok(None);
    };
    match parked.try_again().await {
        Ok(()) => {
            // What lies there is dropped when nothing is locked.
            let _gone = settings.parked_here().remove(&letter);
            remove_if(&*settings.letters, letter, |_| true).await?;
            Ok(Some(()))
        }
        Err(failure) => match settings.letters.get(letter).await? {
            Some(found) => again(settings, found, failure).await.map(Some),
            None => Err(RedriveError::Failed {
                letter,
                attempts: failure.attempts,
            }),
        },
    }
}

/// Tries once more what was parked by a run without a runner.
///
/// # Errors
/// As [`Runner::redrive`].
pub async fn redrive(letter: DeadLetterId) -> Result<(), RedriveError> {
    redrive_here(&Settings::alone(), letter)
        .await?
        .ok_or(RedriveError::NotHere { letter })
}

/// It failed again.
async fn again(
    settings: &Settings,
    letter: DeadLetter,
    failure: UndoFailure,
) -> Result<(), RedriveError> {
    let (id, attempts) = (letter.id, failure.attempts);
    let letter = DeadLetter {
        attempts,
        reason: failure.reason,
        ..letter
    };
    parking::keep(settings, letter).await?;
    Err(RedriveError::Failed {
        letter: id,
        attempts,
    })
}

/// A dead letter of a saga could not be redriven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RedriveError {
    /// There is no such letter, or this process cannot know what it is about.
    #[error("there is no dead letter {letter} that this runner can try again")]
    NotHere {
        /// The letter.
        letter: DeadLetterId,
    },
    /// It does not hold what is needed: the saga is not journalled, and another process parked it.
    #[error(
        "dead letter {letter} does not hold the value of its step: only the process that parked it can try again, unless the saga has a version"
    )]
    NoContent {
        /// The letter.
        letter: DeadLetterId,
    },
    /// It failed again.
    #[error(
        "it failed again, after {attempts} more {}, and stays dead letter {letter}",
        tries(*attempts)
    )]
    Failed {
        /// The letter.
        letter: DeadLetterId,
        /// How often it was tried now.
        attempts: u32,
    },
    /// Another process drives the saga.
    #[error("saga {saga} is driven by another process: try again later")]
    Busy {
        /// The saga.
        saga: SagaId,
    },
    /// It was parked by another version of the saga.
    #[error(transparent)]
    Refused {
        /// Why.
        refused: Refused,
    },
    /// The store of dead letters failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
}
