//! The conformance suite of [`Backend`].
//!
//! A backend may fail temporarily, and redeliver messages unnecessarily: the cases repeat calls, and check the
//! recorded state. So they also hold for [`Hostile`](super::Hostile), which does both frequently.

mod calls;
mod cases;
mod queue;
mod trial;

use std::{future::Future, num::NonZeroUsize, pin::Pin, sync::Arc};

use organum_store::conformance::{Fault, Subject};

pub use self::{calls::*, cases::*, queue::*};
use super::{super::backend::Backend, faults::guarded};

/// A tested backend. Its leases are short, since some cases wait until one has expired.
pub trait BackendSubject: Subject<dyn Backend> {
    /// Returns an empty backend in which publishers wait while there are this many messages, if bounds are
    /// supported.
    fn bounded(
        &self,
        messages: NonZeroUsize,
    ) -> impl Future<Output = Option<Arc<dyn Backend>>> + Send {
        let _ = messages;
        async { None }
    }

    /// Returns true if the backend redelivers leased messages on purpose.
    fn redelivers(&self) -> bool {
        false
    }
}

/// The future of a backend that is made for a case.
pub type Made<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The object-safe form of [`BackendSubject`], which the cases take.
pub trait AnyBackend: Sync {
    /// Returns an empty backend.
    fn make(&self) -> Made<'_, Arc<dyn Backend>>;

    /// Reopens the last backend, if it can be reopened.
    fn make_again(&self) -> Made<'_, Option<Arc<dyn Backend>>>;

    /// Returns an empty backend with a bound, if bounds are supported.
    fn make_bounded(&self, messages: NonZeroUsize) -> Made<'_, Option<Arc<dyn Backend>>>;

    /// Returns true if a leased message is never redelivered, so that deliveries can be counted.
    fn is_exact(&self) -> bool;
}

impl<T: BackendSubject> AnyBackend for T {
    fn make(&self) -> Made<'_, Arc<dyn Backend>> {
        Box::pin(self.fresh())
    }

    fn make_again(&self) -> Made<'_, Option<Arc<dyn Backend>>> {
        Box::pin(self.reopen())
    }

    fn make_bounded(&self, messages: NonZeroUsize) -> Made<'_, Option<Arc<dyn Backend>>> {
        Box::pin(self.bounded(messages))
    }

    fn is_exact(&self) -> bool {
        !self.redelivers()
    }
}

/// A subject with a fault.
struct Behind<'a> {
    subject: &'a dyn AnyBackend,
    fault: Fault,
}

impl Behind<'_> {
    fn around(&self, backend: Arc<dyn Backend>) -> Arc<dyn Backend> {
        Arc::new(guarded(backend, self.fault))
    }
}

impl AnyBackend for Behind<'_> {
    fn make(&self) -> Made<'_, Arc<dyn Backend>> {
        Box::pin(async { self.around(self.subject.make().await) })
    }

    fn make_again(&self) -> Made<'_, Option<Arc<dyn Backend>>> {
        Box::pin(async {
            let made = self.subject.make_again().await;
            made.map(|backend| self.around(backend))
        })
    }

    fn make_bounded(&self, messages: NonZeroUsize) -> Made<'_, Option<Arc<dyn Backend>>> {
        Box::pin(async move {
            let made = self.subject.make_bounded(messages).await;
            made.map(|backend| self.around(backend))
        })
    }

    /// Returns false: the messages of a pull whose response was lost are redelivered.
    fn is_exact(&self) -> bool {
        false
    }
}

/// Runs the whole suite: each case without a fault, and with each fault.
///
/// # Panics
/// Panics if the backend breaks a guarantee.
pub async fn all(subject: &dyn AnyBackend) {
    once(subject).await;
    for fault in [Fault::LosesAnswers, Fault::DropsFutures, Fault::Fails] {
        once(&Behind { subject, fault }).await;
    }
}

/// Runs each case once, without a fault.
///
/// # Panics
/// Panics if the backend breaks a guarantee.
pub async fn once(subject: &dyn AnyBackend) {
    a_message_is_delivered_unchanged(subject).await;
    a_message_is_enqueued_once(subject).await;
    an_acknowledged_message_is_not_redelivered(subject).await;
    a_message_given_back_is_redelivered_after_its_delay(subject).await;
    completed_handlers_are_recorded(subject).await;
    emitted_events_are_enqueued_once(subject).await;
    emitted_events_keep_their_order(subject).await;
    a_late_settlement_is_refused(subject).await;
    an_extended_lease_does_not_expire(subject).await;
    each_receipt_is_extended(subject).await;
    a_delivery_is_settled_once(subject).await;
    a_repeated_settlement_changes_nothing(subject).await;
    the_order_of_a_key_is_kept(subject).await;
    a_pull_waits_and_keeps_to_its_limit(subject).await;
    a_pull_without_a_message_is_empty(subject).await;
    a_dropped_pull_loses_nothing(subject).await;
    a_payload_may_have_a_million_bytes(subject).await;
    consumers_share(subject).await;
    many_publishers_and_consumers_run_at_once(subject).await;
    publishers_wait_for_room_and_handlers_do_not(subject).await;
    an_unbounded_enqueue_does_not_wait(subject).await;
    begun_deliveries_are_counted(subject).await;
    health_and_metrics_are_reported(subject).await;
    skipped_messages_are_removed(subject).await;
    messages_outlive_the_handle(subject).await;
}
