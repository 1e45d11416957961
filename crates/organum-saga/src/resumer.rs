//! Resuming of sagas whose types are erased: by the handle of a runner, and in the background.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use organum_base::observe::SagaStatus;
use organum_store::StoreError;
use tokio::{runtime::Handle, task::AbortHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    SagaId,
    definition::{Journalled, Restore},
    recover::{self, Recovery},
    redrive::{self, SagaRedriveError},
    runtime::has_clock,
    settings::Settings,
};

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A resumer of the sagas of one type.
pub(crate) trait Resumer: Send + Sync {
    /// Resumes a stalled saga.
    fn resume<'a>(
        &'a self,
        settings: &'a Arc<Settings>,
        id: SagaId,
    ) -> Boxed<'a, Result<SagaStatus, SagaRedriveError>>;

    /// Drives every saga that no process drives.
    fn recover<'a>(
        &'a self,
        settings: &'a Arc<Settings>,
    ) -> Boxed<'a, Result<Recovery, StoreError>>;
}

/// A resumer of sagas `S`, with their injected values.
struct TypedResumer<S: Restore> {
    injected: Arc<S::Injected>,
    saga: PhantomData<fn() -> S>,
}

/// Returns a resumer of sagas `S`, with their injected values.
pub(crate) fn resumer<S: Journalled + Restore>(injected: &Arc<S::Injected>) -> Arc<dyn Resumer> {
    Arc::new(TypedResumer::<S> {
        injected: Arc::clone(injected),
        saga: PhantomData,
    })
}

impl<S: Journalled + Restore> Resumer for TypedResumer<S> {
    fn resume<'a>(
        &'a self,
        settings: &'a Arc<Settings>,
        id: SagaId,
    ) -> Boxed<'a, Result<SagaStatus, SagaRedriveError>> {
        Box::pin(redrive::resume::<S>(settings, id, &self.injected))
    }

    fn recover<'a>(
        &'a self,
        settings: &'a Arc<Settings>,
    ) -> Boxed<'a, Result<Recovery, StoreError>> {
        Box::pin(recover::recover::<S>(settings, &self.injected))
    }
}

/// A resumer of the sagas in a journal, also in the background.
pub(crate) struct BackgroundResumer {
    resumer: Arc<dyn Resumer>,
    /// The background task.
    task: Mutex<Option<AbortHandle>>,
}

impl BackgroundResumer {
    pub(crate) fn new(resumer: Arc<dyn Resumer>) -> Self {
        Self {
            resumer,
            task: Mutex::default(),
        }
    }

    /// Resumes a stalled saga.
    pub(crate) async fn resume(
        &self,
        settings: &Arc<Settings>,
        id: SagaId,
    ) -> Result<SagaStatus, SagaRedriveError> {
        self.resumer.resume(settings, id).await
    }

    /// Starts the background task, unless it runs: once for each length of a lease, it drives every saga that no process
    /// drives. The task ends when the runner is shut down or dropped, or with its runtime.
    pub(crate) fn begin(&self, settings: &Arc<Settings>) {
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if settings.is_closed() || !task.as_ref().is_none_or(AbortHandle::is_finished) {
            return;
        }
        // Without a clock there are no leases: see `needs_clock`.
        if let Some(runtime) = Handle::try_current().ok().filter(|_| has_clock()) {
            let resumer = Arc::clone(&self.resumer);
            let closed = settings.closed.token();
            let recovering = keep_recovering(resumer, Arc::downgrade(settings), closed);
            *task = Some(runtime.spawn(recovering).abort_handle());
        }
    }
}

async fn keep_recovering(
    resumer: Arc<dyn Resumer>,
    settings: Weak<Settings>,
    closed: CancellationToken,
) {
    while let Some(period) = settings.upgrade().map(|settings| settings.lease) {
        if timeout(period, closed.cancelled()).await.is_ok() {
            return;
        }
        let Some(settings) = settings.upgrade() else {
            return;
        };
        // The recovery itself logs the sagas that it refuses.
        if let Err(error) = resumer.recover(&settings).await {
            tracing::warn!(%error, "the recovery of sagas failed");
        }
    }
}
