//! A saga that is run many times.

use std::{sync::Arc, time::Duration};

use organum_base::clock::Clock;
use organum_store::{
    DeadLetterId, DeadLetters, Journal, JournalFilter, JournalSummary, StoreError,
};

use super::{
    Saga, SagaId,
    definition::{Journalled, Restore},
    entry::KIND,
    execution::Execution,
    recover::{self, Recovery},
    redrive::{self, SagaRedriveError},
    redriver::Redriver,
    registry::SagaView,
    settings::Settings,
    steps::Steps,
};
use crate::{
    graph,
    observe::{Both, Observer},
};

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

    /// Keeps what fails for good in this store: a clone of a [`MemoryDeadLetters`], or another one.
    ///
    /// [`MemoryDeadLetters`]: organum_store::MemoryDeadLetters
    #[must_use = "the runner it is called on is not changed"]
    pub fn dead_letters(self, store: impl DeadLetters) -> Self {
        self.set(|settings| settings.set_dead_letters(store))
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
        self.set(|settings| settings.set_journal(journal))
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
    pub async fn redrive(&self, letter: DeadLetterId) -> Result<(), SagaRedriveError> {
        redrive::here(&self.settings, letter)
            .await?
            .ok_or_else(|| SagaRedriveError::not_here(letter))
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
    pub async fn recover(&self, injected: S::Injected) -> Result<Recovery, StoreError> {
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
    ) -> Result<Vec<JournalSummary>, StoreError> {
        let Some(journal) = self.settings.journal() else {
            return Ok(Vec::new());
        };
        let filter = JournalFilter::all().kind(KIND).name(S::TABLE.name);
        let after = after.map(|after| after.0);
        journal.list(&filter, after, limit).await
    }

    /// Tries once more what is parked as this letter, with the values and inputs in it: an undo is
    /// called again; a saga that was stuck after its pivot goes on. What succeeds is no dead letter any
    /// more, and a saga of which nothing is parked any more is rolled back, in the journal as well.
    /// Nobody else redrives or discards the letter meanwhile.
    ///
    /// # Errors
    /// It failed again, and is a dead letter still, with more attempts; or it cannot be tried.
    ///
    /// # Cancel safety
    /// Dropping the future stops an undo, and frees the letter after a while. A saga that goes on goes on.
    pub async fn redrive_with(
        &self,
        letter: DeadLetterId,
        injected: S::Injected,
    ) -> Result<(), SagaRedriveError> {
        redrive::with::<S>(&self.settings, letter, injected).await
    }

    /// This runner for the commands that work on a store of dead letters, with what is injected.
    pub fn redriver(&self, injected: S::Injected) -> Redriver<S> {
        Redriver {
            runner: self.clone(),
            injected,
        }
    }
}
