//! A backend as a runtime speaks to it: with retries, and behind a breaker.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum_store::{CallKind, Guarded, Renewal, StoreError, StorePolicy};
use tokio::time::{Instant, sleep};

use super::{
    super::backend::{Backend, Delivery, Message, Metrics, Receipt, Settlement},
    SpineError,
    error::Problem,
    in_flight::Hold,
    settings::{OnBackendFailure, Settings},
};
use crate::policy::{BreakerState, Retry};

/// How long is waited at most before a call is made again that found nothing, or nothing that it could use.
pub(super) const MOMENT: Duration = Duration::from_millis(50);

/// What was pulled by one request.
pub(super) struct Pulled {
    pub(super) deliveries: Vec<Delivery>,
    /// When the request was sent: leases are counted from then.
    pub(super) sent: Instant,
}

/// A backend with what is done when it fails.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) backend: Arc<dyn Backend>,
    /// The backend, with the retries that the runtime was given.
    guarded: Guarded<Arc<dyn Backend>>,
    on_failure: OnBackendFailure,
    spine: &'static str,
    /// Did a pull fail, which may have taken something all the same?
    has_lost_pull: Arc<AtomicBool>,
}

impl Link {
    pub(super) fn of(settings: &Settings, spine: &'static str) -> Self {
        let policy = StorePolicy::default();
        let policy = match settings.on_backend_failure {
            OnBackendFailure::Fail => policy.retry(Retry::ONCE),
            OnBackendFailure::Retry(retry) | OnBackendFailure::Store(retry) => {
                policy.waits_for_breaker().retry(retry)
            }
        };
        let (backend, breaker) = (&settings.backend, Arc::clone(&settings.breaker));
        Self {
            backend: Arc::clone(backend),
            guarded: Guarded::behind(backend.name(), Arc::clone(backend), policy, breaker),
            on_failure: settings.on_backend_failure,
            spine,
            has_lost_pull: Arc::default(),
        }
    }

    /// Has a pull failed since this was asked last? It may have taken something all the same.
    pub(super) fn has_lost_pull(&self) -> bool {
        self.has_lost_pull.swap(false, Ordering::Relaxed)
    }

    /// Are there other ends than an error?
    pub(super) fn stores(&self) -> bool {
        matches!(self.on_failure, OnBackendFailure::Store(_))
    }

    pub(super) fn failed(&self, error: StoreError) -> SpineError {
        let spine = self.spine;
        Problem::Backend { spine, error }.into()
    }

    /// The backend, with the retries that the runtime was given.
    pub(super) fn guarded(&self) -> &impl Backend {
        &self.guarded
    }

    pub(super) async fn enqueue(&self, messages: &[Message]) -> Result<(), StoreError> {
        self.guarded.enqueue(messages).await
    }

    /// Enqueues what comes from whoever makes room, and so does not wait for any.
    pub(super) async fn enqueue_unbounded(&self, messages: &[Message]) -> Result<(), StoreError> {
        self.guarded.enqueue_unbounded(messages).await
    }

    /// Begins with a delivery, and says whether it is still ours: until when, counted from before the request
    /// was sent.
    pub(super) async fn begin(&self, receipt: &Receipt) -> Result<Option<Instant>, SpineError> {
        let (receipts, lease) = (std::slice::from_ref(receipt), self.backend.lease());
        let first = Instant::now();
        loop {
            let sent = Instant::now();
            match self.guarded.begin(receipts).await.as_deref() {
                Ok([Renewal::Renewed]) => return Ok(Some(sent)),
                // Somebody's transaction has locked it.
                Ok([Renewal::Skipped]) if first.elapsed() < lease => {
                    sleep((lease / 100).min(MOMENT)).await;
                }
                Ok(_) => return Ok(None),
                Err(error) if error.is_lease_lost() => return Ok(None),
                Err(error) if error.is_transient() && self.stores() => {
                    tracing::error!(
                        spine = self.spine,
                        "an event is left to be delivered again, as the backend failed: {error}"
                    );
                    return Ok(None);
                }
                Err(error) => return Err(self.failed(error.clone())),
            }
        }
    }

    pub(super) async fn metrics(&self) -> Result<Metrics, SpineError> {
        let metrics = self.guarded.metrics().await;
        metrics.map_err(|error| self.failed(error))
    }

    /// Settles, and says whether the delivery was still ours.
    pub(super) async fn settle(
        &self,
        receipt: &Receipt,
        settlement: Settlement<'_>,
    ) -> Result<Hold, SpineError> {
        match self.guarded.settle(receipt, settlement).await {
            Ok(()) => Ok(Hold::Ours),
            Err(error) if error.is_lease_lost() => Ok(Hold::Lost),
            Err(error) if error.is_transient() && self.stores() => {
                tracing::error!(
                    spine = self.spine,
                    "an event is left to be delivered again, as the backend failed: {error}"
                );
                Ok(Hold::Lost)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Gives a delivery back as well as that can be done: one that is not lapses.
    pub(super) async fn give_back(&self, receipt: &Receipt, settlement: Settlement<'_>) {
        if let Err(error) = self.backend.settle(receipt, settlement).await
            && !error.is_lease_lost()
        {
            tracing::warn!("an event could not be given back before its lease lapses: {error}");
        }
    }

    /// Waits for messages for the time of `wait`, however often the backend fails for a while. It may
    /// come back empty earlier.
    pub(super) async fn pull(&self, limit: usize, wait: Duration) -> Result<Pulled, SpineError> {
        // A lease is counted from when the request was sent, and is not to end while that waits.
        let wait = wait.min(self.backend.lease() / 3);
        let attempt = || {
            // The call that finds out whether the backend is back waits for no message: others wait
            // for its end.
            let wait = match self.guarded.breaker() {
                BreakerState::Closed => wait,
                _ => Duration::ZERO,
            };
            let sent = Instant::now();
            let pulled = self.backend.pull(limit, wait);
            Box::pin(async move {
                match pulled.await {
                    Ok(deliveries) => {
                        let left = wait.saturating_sub(sent.elapsed());
                        if deliveries.is_empty() && !left.is_zero() {
                            // A backend that does not wait is not asked again at once.
                            sleep(left.min(MOMENT)).await;
                        }
                        Ok(Pulled { deliveries, sent })
                    }
                    Err(error) => {
                        self.has_lost_pull.store(true, Ordering::Relaxed);
                        tracing::warn!(spine = self.spine, "{error}");
                        Err(error)
                    }
                }
            }) as _
        };
        loop {
            let pulled = self
                .guarded
                .call(CallKind::Waiting, "pull messages", attempt);
            match pulled.await {
                Err(error) if error.is_transient() && self.on_failure != OnBackendFailure::Fail => {
                }
                pulled => return pulled.map_err(|error| self.failed(error)),
            }
        }
    }
}
