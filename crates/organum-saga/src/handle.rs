//! The handle of a runner.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use organum_base::observe::SagaStatus;
use organum_store::{JournalFilter, JournalSummary, StoreError};

use super::{
    SagaId, entry::KIND, record::SagaView, redrive::SagaRedriveError, resumer::BackgroundResumer,
    runtime::has_clock, settings::Settings,
};

/// The longest wait of a shutdown by default.
const WAIT: Duration = Duration::from_secs(30);

/// A handle that lists, inspects, cancels and resumes the runs of a [`SagaRunner`](super::SagaRunner).
///
/// The handle is cheap to clone, and usable while sagas run.
#[derive(Clone)]
pub struct SagaHandle {
    saga: &'static str,
    settings: Arc<Settings>,
    resumer: Option<Arc<BackgroundResumer>>,
}

impl SagaHandle {
    pub(crate) fn new(
        saga: &'static str,
        settings: &Arc<Settings>,
        resumer: Option<&Arc<BackgroundResumer>>,
    ) -> Self {
        Self {
            resumer: resumer.cloned(),
            saga,
            settings: Arc::clone(settings),
        }
    }

    /// Returns the runs that are not over, then the last 256 that are, the oldest first.
    pub fn list(&self) -> Vec<SagaView> {
        let mut all = self.running();
        all.extend(self.finished());
        all
    }

    /// Returns the runs that are not over.
    pub fn running(&self) -> Vec<SagaView> {
        let registry = self.settings.registry.as_ref();
        registry.map(|runs| runs.running()).unwrap_or_default()
    }

    /// Returns the last 256 runs that are over, the oldest first. A journal remembers more: see
    /// [`journalled`](Self::journalled).
    pub fn finished(&self) -> Vec<SagaView> {
        let registry = self.settings.registry.as_ref();
        registry.map(|runs| runs.finished()).unwrap_or_default()
    }

    /// Returns the run with this id, if it is among those of [`list`](Self::list).
    pub fn inspect(&self, id: SagaId) -> Option<SagaView> {
        self.list().into_iter().find(|view| view.id == id)
    }

    /// Returns the sagas of this name in the journal that follow `after`, in the order of their ids, at most `limit`.
    /// Returns none if the runner has no journal.
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
        let filter = JournalFilter::all().kind(KIND).name(self.saga);
        let after = after.map(|after| after.0);
        journal.list(&filter, after, limit).await
    }

    /// Cancels a run: it is rolled back, unless it has passed its pivot, and otherwise completed. Returns false if no
    /// run with this id is running in this process.
    pub fn cancel(&self, id: SagaId) -> bool {
        let registry = self.settings.registry.as_ref();
        let run = registry.and_then(|runs| runs.find_running(id));
        if let Some(run) = &run {
            run.cancel(&self.settings.abort);
        }
        run.is_some()
    }

    /// Stops the undo that a run is calling, parks its step as a dead letter, and continues the rollback. Returns false
    /// if no run with this id is running in this process, or it is calling no undo.
    pub fn park(&self, id: SagaId) -> bool {
        let registry = self.settings.registry.as_ref();
        let run = registry.and_then(|runs| runs.find_running(id));
        run.is_some_and(|run| run.park())
    }

    /// Counts a step as undone that somebody has undone by hand. A running call of its undo is stopped, and a later one
    /// does not take place. The name of a step with items stands for all of them, and `reserve[2]` for one. Returns
    /// false if no run with this id is running in this process, the saga has no such step, or the item has not begun.
    pub fn skip(&self, id: SagaId, step: &str) -> bool {
        let registry = self.settings.registry.as_ref();
        let run = registry.and_then(|runs| runs.find_running(id));
        run.is_some_and(|run| run.skip(step))
    }

    /// Resumes a saga in the journal that is stalled, as a redrive of its letter does; also if the letter was
    /// discarded. Returns the saga's status then: completed; or rolled back or parked, if the outcome of its pivot
    /// was not known and the pivot fails now; or left, if the journal failed, so that recovery resumes the saga.
    ///
    /// # Errors
    /// The step failed again, and the saga is still stalled. If the saga is not stalled, or there is no journal, the
    /// kind is [`NotHere`](super::SagaRedriveErrorKind::NotHere).
    ///
    /// # Cancel safety
    /// Dropping the future does not stop a saga that was resumed.
    pub async fn resume(&self, id: SagaId) -> Result<SagaStatus, SagaRedriveError> {
        match &self.resumer {
            Some(resumer) => resumer.resume(&self.settings, id).await,
            None => Err(SagaRedriveError::not_stalled(id)),
        }
    }

    /// Refuses new runs, and waits for those that are not over, including their rollbacks: for 30 s, or as long as
    /// [`within`](SagaShutdown::within) sets. A run that was polled once and is then held without being polled keeps
    /// the shutdown waiting.
    ///
    /// # Cancel safety
    /// Dropping the future ends the wait. The runner remains shut down.
    pub fn shutdown(&self) -> SagaShutdown {
        SagaShutdown {
            handle: self.clone(),
            within: WAIT,
        }
    }

    /// Refuses new runs, and ends the others without waiting: journalled runs are left to recovery, and the others are
    /// rolled back.
    pub fn abort(&self) {
        self.close();
        if let Some(runs) = &self.settings.registry {
            runs.abort();
        }
        self.settings.abort.cancel();
    }

    fn close(&self) {
        self.settings.tracker.close();
        self.settings.closed.cancel();
        if let Some(runs) = &self.settings.registry {
            runs.close();
        }
    }

    async fn until_idle(&self) {
        if let Some(runs) = &self.settings.registry {
            runs.until_idle().await;
        }
        self.settings.tracker.wait().await;
    }
}

impl std::fmt::Debug for SagaHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SagaHandle({})", self.saga)
    }
}

/// The shutdown of a runner: see [`SagaHandle::shutdown`]. Awaiting it returns the runs that are not over.
#[must_use = "nothing is shut down until it is awaited"]
#[derive(Debug)]
pub struct SagaShutdown {
    handle: SagaHandle,
    within: Duration,
}

impl SagaShutdown {
    /// Sets the longest wait. Runs that are not over by then continue.
    pub fn within(mut self, time: Duration) -> Self {
        self.within = time;
        self
    }
}

impl IntoFuture for SagaShutdown {
    type Output = Vec<SagaView>;
    type IntoFuture = Pin<Box<dyn Future<Output = Vec<SagaView>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.handle.close();
            if has_clock() {
                // The runs that are not over are returned.
                let _ = tokio::time::timeout(self.within, self.handle.until_idle()).await;
            } else {
                self.handle.until_idle().await;
            }
            self.handle.running()
        })
    }
}
