//! The runner of a saga.

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
    resumer::{BackgroundResumer, Resumer},
    settings::Settings,
    steps::Steps,
    try_again::ParkedHere,
};
use crate::graph;

/// A runner of saga `S` with the injected values `I`.
///
/// A runner is cheap to clone, and clones share all state. A [`SagaRunnerBuilder`](super::SagaRunnerBuilder) makes
/// one with a journal and other settings; `#[saga]` writes a function `runner` that makes one with the default
/// settings.
pub struct SagaRunner<S: Saga, I = ()> {
    pub(crate) settings: Arc<Settings>,
    pub(crate) injected: Arc<I>,
    /// Resumes the runs in the journal, if there is one.
    resumer: Option<Arc<BackgroundResumer>>,
    /// The parked steps of runs that are in no journal.
    parked: Arc<Mutex<ParkedHere>>,
    /// The runner of the graph, which reuses the memory of runs that ended.
    graph: graph::Runner<Steps<S>>,
}

impl<S: Saga> SagaRunner<S> {
    /// Makes a runner without a journal, which keeps dead letters in memory. `#[saga]` writes a function that calls
    /// this one.
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
            resumer: self.resumer.clone(),
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
        resumer: Option<Arc<dyn Resumer>>,
    ) -> Self {
        let parked = Arc::default();
        settings.parked = Arc::downgrade(&parked);
        Self {
            parked,
            settings: Arc::new(settings),
            injected,
            resumer: resumer.map(|resumer| Arc::new(BackgroundResumer::new(resumer))),
            graph: graph::Runner::new(()),
        }
    }

    /// Makes a run with these inputs: the struct that `#[saga]` generates with the fields that are not injected, or the
    /// saga itself. The run begins when the future is first polled.
    pub fn run(&self, input: impl SagaInput<S, I>) -> SagaExecution<S> {
        self.recover_by_itself();
        let saga = input.into_saga(&self.injected);
        let settings = Arc::clone(&self.settings);
        SagaExecution::with(saga, settings, Some(self.graph.clone()))
    }

    fn recover_by_itself(&self) {
        if let Some(resumer) = &self.resumer {
            resumer.begin(&self.settings);
        }
    }

    /// Returns the handle, which lists, inspects and cancels runs, and shuts the runner down.
    pub fn handle(&self) -> SagaHandle {
        SagaHandle::new(S::TABLE.name, &self.settings, self.resumer.as_ref())
    }

    /// Redrives a step that this runner has parked without a journal: calls its undo again, and removes the letter if
    /// the undo succeeds. With a journal, any process can do this: see [`redrive`](Self::redrive).
    ///
    /// # Errors
    /// The undo failed again, and remains a dead letter; or this runner has parked no step with this letter.
    pub async fn redrive_here(&self, letter: DeadLetterId) -> Result<(), SagaRedriveError> {
        let redriven = redrive::here(&self.settings, letter).await?;
        redriven.ok_or_else(|| SagaRedriveError::not_here(letter))
    }
}

impl<S: Journalled + Restore> SagaRunner<S, S::Injected> {
    /// Resumes every saga in the journal that is not finished and that no process drives: forward, or back if its
    /// rollback had begun.
    ///
    /// At most sixteen sagas are in memory at once. Several processes may recover at the same time, and each saga is
    /// driven by one of them. From the first run on, a runner also recovers in the background, once for each length of a
    /// lease. After its shutdown, it resumes no further saga.
    ///
    /// # Errors
    /// The journal failed.
    ///
    /// # Cancel safety
    /// Dropping the future does not stop the sagas that are being driven. No further one is resumed.
    ///
    /// # Panics
    /// If the method is called outside of a tokio runtime.
    pub async fn recover(&self) -> Result<Recovery, StoreError> {
        self.recover_by_itself();
        recover::recover::<S>(&self.settings, &self.injected).await
    }

    /// Redrives a dead letter, with the values and inputs in it: calls the undo again, or resumes the saga that is
    /// stalled after its pivot. If this succeeds, the letter is removed, and a saga without any other parked step is
    /// rolled back, in the journal as well. No other process redrives or discards the letter meanwhile.
    ///
    /// A letter of a nested saga is redriven too: the nested saga is made again from the recorded values of this one.
    ///
    /// # Errors
    /// The undo or the saga failed again, and remains a dead letter with more attempts; or the letter cannot be redriven.
    ///
    /// # Cancel safety
    /// Dropping the future stops an undo, and the letter can be claimed again when the claim has expired. A saga that was
    /// resumed is not stopped.
    pub async fn redrive(&self, letter: DeadLetterId) -> Result<(), SagaRedriveError> {
        redrive::with::<S>(&self.settings, letter, &self.injected).await
    }
}
