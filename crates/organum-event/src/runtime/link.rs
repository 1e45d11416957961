//! A backend as a runtime speaks to it: with patience, and behind a breaker.

use std::{sync::Arc, time::Duration};

use organum_store::{StoreError, StoreErrorKind, StoreFuture};

use super::{
    super::backend::{Backend, Delivery, Message, Metrics, Receipt, Settlement},
    SpineError,
    in_flight::Hold,
    settings::{OnBackendFailure, Settings},
};
use crate::policy::{self, Breaker, BreakerState, Retry};

/// A backend with what is done when it fails.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) backend: Arc<dyn Backend>,
    breaker: Arc<Breaker>,
    on_failure: OnBackendFailure,
    spine: &'static str,
}

impl Link {
    pub(super) fn of(settings: &Settings, spine: &'static str) -> Self {
        Self {
            backend: Arc::clone(&settings.backend),
            breaker: Arc::clone(&settings.breaker),
            on_failure: settings.on_backend_failure,
            spine,
        }
    }

    /// Are there other ends than an error?
    pub(super) fn stores(&self) -> bool {
        matches!(self.on_failure, OnBackendFailure::Store(_))
    }

    fn retry(&self) -> Option<Retry> {
        match self.on_failure {
            OnBackendFailure::Fail => None,
            OnBackendFailure::Retry(retry) | OnBackendFailure::Store(retry) => Some(retry),
        }
    }

    pub(super) fn failed(&self, error: StoreError) -> SpineError {
        SpineError::Backend {
            spine: self.spine,
            error,
        }
    }

    /// Asks until there is an answer, or no more patience.
    async fn ask<'a, T>(
        &self,
        doing: &'static str,
        question: impl Fn() -> StoreFuture<'a, T>,
    ) -> Result<T, StoreError> {
        let mut attempts = 0;
        loop {
            let pass = match self.retry() {
                Some(_) => self.breaker.wait().await,
                None => self.breaker.pass().map_err(|refused| {
                    let kind = StoreErrorKind::Unavailable;
                    StoreError::new(kind, self.backend.name(), doing).with_source(refused)
                })?,
            };
            let error = match question().await {
                Err(error) if error.is_transient() => {
                    pass.failed();
                    error
                }
                answer => {
                    pass.succeeded();
                    return answer;
                }
            };
            attempts += 1;
            match self.retry() {
                Some(retry) if attempts < retry.attempts().get() => {
                    policy::wait(retry.delay_with(attempts, &mut fastrand::Rng::new())).await;
                }
                _ => return Err(error),
            }
        }
    }

    pub(super) async fn enqueue(&self, messages: &[Message]) -> Result<(), StoreError> {
        self.ask("enqueue messages", || self.backend.enqueue(messages))
            .await
    }

    pub(super) async fn metrics(&self) -> Result<Metrics, SpineError> {
        let metrics = self
            .ask("read its metrics", || self.backend.metrics())
            .await;
        metrics.map_err(|error| self.failed(error))
    }

    /// Settles, and says whether the delivery was still ours.
    pub(super) async fn settle(
        &self,
        receipt: &Receipt,
        settlement: Settlement<'_>,
    ) -> Result<Hold, SpineError> {
        let settled = self.ask("settle a delivery", || {
            self.backend.settle(receipt, settlement)
        });
        match settled.await {
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

    /// Waits for messages for the time of `wait`, however often the backend fails for a while.
    pub(super) async fn pull(
        &self,
        limit: usize,
        wait: Duration,
    ) -> Result<Vec<Delivery>, SpineError> {
        let mut failures = 0;
        loop {
            // A pull may wait for long, so it is not what finds out whether the backend is back.
            let pulled = match self.breaker.state() {
                BreakerState::Closed => self.backend.pull(limit, wait).await,
                _ => match self
                    .ask("answer a health check", || self.backend.health())
                    .await
                {
                    Ok(()) => continue,
                    Err(error) => Err(error),
                },
            };
            let error = match pulled {
                Ok(pulled) => {
                    if let Ok(pass) = self.breaker.pass() {
                        pass.succeeded();
                    }
                    return Ok(pulled);
                }
                Err(error) => error,
            };
            let Some(retry) = self.retry().filter(|_| error.is_transient()) else {
                return Err(self.failed(error));
            };
            if let Ok(pass) = self.breaker.pass() {
                pass.failed();
            }
            failures += 1;
            tracing::warn!(spine = self.spine, failures, "{error}");
            policy::wait(retry.delay_with(failures, &mut fastrand::Rng::new())).await;
        }
    }
}
