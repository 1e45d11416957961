//! A saga that is run many times.

use std::{
    any::Any,
    sync::{Arc, Mutex},
};

use organum_store::{DeadLetterId, StoreError};

use super::{
    Saga,
    definition::{Journalled, Restore, SagaInput},
    execution::SagaExecution,
    handle::SagaHandle,
    recover::{self, Recovery},
    redrive::{self, SagaRedriveError},
    revive::{Revive, Reviver},
    settings::Settings,
    steps::Steps,
    try_again::ParkedHere,
};
use crate::graph;

/// Runs saga `S` with what is injected, `I`.
///
/// Cheap to clone, and safe to share. A [`SagaRunnerBuilder`](super::SagaRunnerBuilder) makes one with a journal and the like;
/// `#[saga]` writes a function `runner` that makes one without.
pub struct SagaRunner<S: Saga, I = ()> {
    pub(crate) settings: Arc<Settings>,
    pub(crate) injected: Arc<I>,
    /// Goes on with runs in the journal, if there is one.
    reviver: Option<Arc<Reviver>>,
    /// What is parked of runs that are in no journal.
    parked: Arc<Mutex<ParkedHere>>,
    /// Keeps the memory of runs that ended for the next ones.
    graph: graph::Runner<Steps<S>>,
}

impl<S: Saga> SagaRunner<S> {
    /// A runner without a journal, that keeps dead letters in memory; `#[saga]` writes a function that calls
    /// this.
    pub fn new() -> Self {
        Self::with(Settings::new(), Arc::new(()), None)
    }
}

impl<S: Saga> Default for SagaRunner<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Saga, I> Clone for SagaRunner<S, I> {
    fn clone(&self) -> Self {
        Self {
            settings: Arc::clone(&self.settings),
            injected: Arc::clone(&self.injected),
            reviver: self.reviver.clone(),
            parked: Arc::clone(&self.parked),
            graph: self.graph.clone(),
        }
    }
}

impl<S: Saga, I> std::fmt::Debug for SagaRunner<S, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SagaRunner<{}>", S::TABLE.name)
    }
}

impl<S: Saga, I: Any + Send + Sync> SagaRunner<S, I> {
    pub(crate) fn with(
        mut settings: Settings,
        injected: Arc<I>,
        revive: Option<Arc<dyn Revive>>,
    ) -> Self {
        let parked = Arc::default();
        settings.parked = Arc::downgrade(&parked);
        Self {
            parked,
            settings: Arc::new(settings),
            injected,
            reviver: revive.map(|revive| Arc::new(Reviver::new(revive))),
            graph: graph::Runner::new(()),
        }
    }

    /// A run with these inputs: the struct that `#[saga]` writes, with the fields that are not injected;
    /// or the saga itself.
    pub fn run(&self, input: impl SagaInput<S, I>) -> SagaExecution<S> {
        self.recover_by_itself();
        let saga = input.into_saga(&self.injected);
        let settings = Arc::clone(&self.settings);
        SagaExecution::with(saga, settings, Some(self.graph.clone()))
    }

    fn recover_by_itself(&self) {
        if let Some(reviver) = &self.reviver {
            reviver.begin(&self.settings);
        }
    }

    /// Returns the hand on the runs: to look at them, to cancel one, to shut down.
    pub fn handle(&self) -> SagaHandle {
        SagaHandle::new(S::TABLE.name, &self.settings, self.reviver.as_ref())
    }

    /// Tries once more what was parked by this runner without a journal: undone, it is no dead letter
    /// any more. With a journal, any process can: see [`redrive`](Self::redrive).
    ///
    /// # Errors
    /// The undo failed again, and is a dead letter still; or it is not there.
    pub async fn redrive_here(&self, letter: DeadLetterId) -> Result<(), SagaRedriveError> {
        let redriven = redrive::here(&self.settings, letter).await?;
        redriven.ok_or_else(|| SagaRedriveError::not_here(letter))
    }
}

impl<S: Journalled + Restore> SagaRunner<S, S::Injected> {
    /// Goes on with every saga in the journal that is not finished and that nobody drives: forward
    /// where none of its steps had failed, back where one had.
    ///
    /// Streams: at most sixteen sagas are in memory at once. Several processes may recover at once;
    /// each saga is driven by one of them. A runner does this by itself too, as long as a lease after its first run and
    /// from then on. Once the runner is shut down, no other saga is gone on with.
    ///
    /// # Errors
    /// The journal failed.
    ///
    /// # Cancel safety
    /// Sagas that are being driven go on; no other one is begun.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub async fn recover(&self) -> Result<Recovery, StoreError> {
        self.recover_by_itself();
        recover::recover::<S>(&self.settings, &self.injected).await
    }

    /// Tries once more what is parked as this letter, with the values and inputs in it: an undo is
    /// called again; a saga that was stuck after its pivot goes on. What succeeds is no dead letter any
    /// more, and a saga of which nothing is parked any more is rolled back, in the journal as well.
    /// Nobody else redrives or discards the letter meanwhile.
    ///
    /// # Errors
    /// The undo or the saga failed again, and is a dead letter still, with more attempts; or it cannot be
    /// tried.
    ///
    /// # Cancel safety
    /// Dropping the future stops an undo, and frees the letter after a while. A saga that goes on goes on.
    pub async fn redrive(&self, letter: DeadLetterId) -> Result<(), SagaRedriveError> {
        redrive::with::<S>(&self.settings, letter, &self.injected).await
    }
}
