//! A backend as a runtime speaks to it: with retries, and behind a breaker.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use organum_store::{CallKind, Guarded, StoreError, StorePolicy};

use super::{
    super::backend::{Backend, Delivery, Message, Metrics, Receipt, Settlement},
    SpineError,
    in_flight::Hold,
    settings::{OnBackendFailure, Settings},
};
use crate::policy::{BreakerState, Retry};

/// A backend with what is done when it fails.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) backend: Arc<dyn Backend>,
    /// The backend, with the retries that the runtime was given.
    guarded: Guarded<Arc<dyn Backend>>,
    /// The same, tried for as long as it takes.
    patient: Guarded<Arc<dyn Backend>>,
    on_failure: OnBackendFailure,
    spine: &'static str,
}

impl Link {
    pub(super) fn of(settings: &Settings, spine: &'static str) -> Self {
        let policy = StorePolicy::default();
        let (once, patiently) = match settings.on_backend_failure {
            OnBackendFailure::Fail => {
                let policy = policy.retry(Retry::ONCE);
                (policy, policy)
            }
            OnBackendFailure::Retry(retry) | OnBackendFailure::Store(retry) => {
                let policy = policy.waits_for_breaker();
                let endless = retry.with_attempts(NonZeroU32::MAX);
                (policy.retry(retry), policy.retry(endless))
            }
        };
        let backend = &settings.backend;
        let guarded = |policy| {
            let (name, backend) = (backend.name(), Arc::clone(backend));
            Guarded::behind(name, backend, policy, Arc::clone(&settings.breaker))
        };
        Self {
            backend: Arc::clone(backend),
            guarded: guarded(once),
            patient: guarded(patiently),
            on_failure: settings.on_backend_failure,
            spine,
        }
    }

    /// Are there other ends than an error?
    pub(super) fn stores(&self) -> bool {
        matches!(self.on_failure, OnBackendFailure::Store(_))
    }

    pub(super) fn failed(&self, error: StoreError) -> SpineError {
        SpineError::Backend {
            spine: self.spine,
            error,
        }
    }

    pub(super) async fn enqueue(&self, messages: &[Message]) -> Result<(), StoreError> {
        self.guarded.enqueue(messages).await
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
    pub(super) async fn pull(
        &self,
        limit: usize,
        wait: Duration,
    ) -> Result<Vec<Delivery>, SpineError> {
        let attempt = || {
            // The call that finds out whether the backend is back waits for no message: others wait
            // for its end.
            let wait = match self.patient.breaker() {
                BreakerState::Closed => wait,
                _ => Duration::ZERO,
            };
            let pulled = self.backend.pull(limit, wait);
            Box::pin(async {
                pulled.await.inspect_err(|error| {
                    tracing::warn!(spine = self.spine, "{error}");
                })
            }) as _
        };
        let pulled = self
            .patient
            .call(CallKind::Waiting, "pull messages", attempt);
        pulled.await.map_err(|error| self.failed(error))
    }
}
