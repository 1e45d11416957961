//! The access of a runtime to its backend: with retries, and behind a circuit breaker.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum_store::{CallKind, Guarded, Renewal, StoreError, StoreErrorKind, StorePolicy};
use tokio::time::{Instant, sleep};

use super::{
    super::backend::{Backend, Delivery, Message, Metrics, Receipt, Settlement},
    SpineError,
    control::Control,
    error::Problem,
    in_flight::Hold,
    settings::{OnBackendFailure, Settings},
};
use crate::{
    panics,
    policy::{BreakerState, Retry},
};

/// The longest pause before a call is repeated that returned nothing, or nothing usable.
pub(super) const MOMENT: Duration = Duration::from_millis(50);

/// The deliveries of one pull.
pub(super) struct Pulled {
    pub(super) deliveries: Vec<Delivery>,
    /// The time at which the call was sent: leases are counted from it.
    pub(super) sent: Instant,
}

/// A backend, and the reaction to its failures.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) backend: Arc<dyn Backend>,
    /// The backend with the retries of the runtime's settings.
    guarded: Guarded<Arc<dyn Backend>>,
    /// The backend with one attempt for each call.
    once: Guarded<Arc<dyn Backend>>,
    control: Arc<Control>,
    on_failure: OnBackendFailure,
    spine: &'static str,
    lease: Duration,
    is_durable: bool,
    /// True if a pull failed, which may have leased messages nevertheless.
    has_lost_pull: Arc<AtomicBool>,
}

impl Link {
    pub(super) fn of(settings: &Settings, spine: &'static str, control: &Arc<Control>) -> Self {
        let policy = StorePolicy::default();
        let once = policy.retry(Retry::ONCE);
        let policy = match settings.on_backend_failure {
            OnBackendFailure::Fail => policy.retry(Retry::ONCE),
            OnBackendFailure::Retry(retry) | OnBackendFailure::Store(retry) => {
                policy.waits_for_breaker().retry(retry)
            }
        };
        let (backend, breaker) = (&settings.backend, Arc::clone(&settings.breaker));
        let guarded = |policy| {
            let (backend, breaker) = (Arc::clone(backend), Arc::clone(&breaker));
            Guarded::behind(backend.name(), backend, policy, breaker)
        };
        Self {
            backend: Arc::clone(backend),
            guarded: guarded(policy),
            once: guarded(once),
            control: Arc::clone(control),
            on_failure: settings.on_backend_failure,
            spine,
            lease: backend.lease(),
            is_durable: backend.is_durable(),
            has_lost_pull: Arc::default(),
        }
    }

    /// Returns true if a pull has failed since the last call of this function. It may have leased messages.
    pub(super) fn has_lost_pull(&self) -> bool {
        self.has_lost_pull.swap(false, Ordering::Relaxed)
    }

    /// Returns true if a failure of the backend does not become an error.
    pub(super) fn stores(&self) -> bool {
        matches!(self.on_failure, OnBackendFailure::Store(_))
    }

    pub(super) fn lease(&self) -> Duration {
        self.lease
    }

    pub(super) fn is_durable(&self) -> bool {
        self.is_durable
    }

    /// Returns true if the messages are lost with this runtime.
    pub(super) fn is_sole_owner(&self) -> bool {
        // The user's own value is asked, since the runtime has several references to it.
        panics::caught(|| (*self.backend).is_sole_owner()).unwrap_or(false)
    }

    /// Removes and returns the messages that are lost with this runtime.
    ///
    /// # Errors
    /// The code of the backend panicked.
    pub(super) fn take_unreachable(&self) -> Result<Vec<Message>, SpineError> {
        let taken = panics::as_error(|| Ok((*self.backend).take_unreachable()));
        taken.map_err(|cause| {
            let operation = "take the messages that are lost with it";
            let kind = StoreErrorKind::Unavailable;
            let error = StoreError::new(kind, self.backend.name(), operation);
            self.failed(error.with_source(cause))
        })
    }

    pub(super) fn failed(&self, error: StoreError) -> SpineError {
        let spine = self.spine;
        Problem::Backend { spine, error }.into()
    }

    /// Returns the backend with the retries of the runtime's settings.
    pub(super) fn guarded(&self) -> &Guarded<Arc<dyn Backend>> {
        &self.guarded
    }

    pub(super) async fn enqueue(&self, messages: &[Message]) -> Result<(), StoreError> {
        self.guarded.enqueue(messages).await
    }

    /// Enqueues messages of a caller who makes room, and so must not wait for it.
    pub(super) async fn enqueue_unbounded(&self, messages: &[Message]) -> Result<(), StoreError> {
        self.guarded.enqueue_unbounded(messages).await
    }

    /// Begins a delivery. Returns the time before the call was sent, from which the lease is counted; nothing if
    /// another consumer has the message.
    pub(super) async fn begin(&self, receipt: &Receipt) -> Result<Option<Instant>, SpineError> {
        let (receipts, lease) = (std::slice::from_ref(receipt), self.lease);
        let first = Instant::now();
        loop {
            let sent = Instant::now();
            match self.guarded.begin(receipts).await.as_deref() {
                Ok([Renewal::Renewed]) => return Ok(Some(sent)),
                // A concurrent transaction has locked the message.
                Ok([Renewal::Skipped]) if first.elapsed() < lease => {
                    sleep((lease / 100).min(MOMENT)).await;
                }
                Ok(_) => return Ok(None),
                Err(error) if error.is_lease_lost() => return Ok(None),
                Err(error) if error.is_transient() && self.stores() => {
                    tracing::error!(
                        spine = self.spine,
                        "the backend failed, so an event will be redelivered: {error}"
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

    /// Settles a delivery, and returns whether its lease was still held.
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
                    "the backend failed, so an event will be redelivered: {error}"
                );
                Ok(Hold::Lost)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Gives a delivery back, if possible: otherwise its lease expires. A backend that did not answer is not
    /// called for the next deliveries, so that one timeout is the longest wait for all of them.
    pub(super) async fn give_back(
        &self,
        receipt: &Receipt,
        settlement: Settlement<'_>,
        answers: &mut bool,
    ) {
        if !*answers {
            return;
        }
        if let Err(error) = self.once.settle(receipt, settlement).await
            && !error.is_lease_lost()
        {
            *answers = !error.is_transient();
            tracing::warn!(
                "an event could not be given back, and is redelivered after its lease has expired: {error}"
            );
        }
    }

    /// Waits for messages for the time of `wait`, and retries transient failures. The result may be empty
    /// before that time.
    ///
    /// # Errors
    /// The backend failed permanently, or after a stop.
    pub(super) async fn pull(&self, limit: usize, wait: Duration) -> Result<Pulled, SpineError> {
        // The lease is counted from when the call was sent, and must not expire while the call waits.
        let wait = wait.min(self.lease / 3);
        let attempt = || {
            // The call that probes a backend behind an open breaker does not wait for messages, since
            // other calls wait for its result.
            let wait = match self.guarded.breaker() {
                BreakerState::Closed => wait,
                _ => Duration::ZERO,
            };
            let sent = Instant::now();
            let pulled = self.backend.pull(limit, wait);
            let unanswered = Unanswered(Some(&self.has_lost_pull));
            Box::pin(async move {
                match pulled.await {
                    Ok(deliveries) => {
                        unanswered.answered();
                        let left = wait.saturating_sub(sent.elapsed());
                        if deliveries.is_empty() && !left.is_zero() {
                            // A backend that does not wait is not called again at once.
                            sleep(left.min(MOMENT)).await;
                        }
                        Ok(Pulled { deliveries, sent })
                    }
                    Err(error) => {
                        tracing::warn!(spine = self.spine, "{error}");
                        Err(error)
                    }
                }
            }) as _
        };
        loop {
            let pulled = self
                .guarded
                .call(CallKind::WaitingUpTo(wait), "pull messages", attempt);
            match pulled.await {
                Err(error)
                    if error.is_transient()
                        && self.on_failure != OnBackendFailure::Fail
                        && !self.control.is_stop_requested() => {}
                pulled => return pulled.map_err(|error| self.failed(error)),
            }
        }
    }
}

/// A pull without an answer: when it is dropped, it may have leased messages.
struct Unanswered<'a>(Option<&'a AtomicBool>);

impl Unanswered<'_> {
    fn answered(mut self) {
        self.0 = None;
    }
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        if let Some(has_lost_pull) = self.0 {
            has_lost_pull.store(true, Ordering::Relaxed);
        }
    }
}
