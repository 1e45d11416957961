//! The suite that every [`Backend`] has to pass.
//!
//! A backend may fail for a while, and deliver again what it need not: the cases ask again, and look at
//! what was recorded. So they also hold for [`Hostile`](super::Hostile), which does both as often as it
//! can.

mod calls;
mod cases;
mod queue;
mod trial;

use std::{future::Future, num::NonZeroUsize, pin::Pin, sync::Arc};

use organum_store::conformance::{Fault, Subject};

pub use self::{calls::*, cases::*, queue::*};
use super::{super::backend::Backend, faults::guarded};

/// A backend that is tested. Its leases are short: some cases wait until one has lapsed.
pub trait BackendSubject: Subject<dyn Backend> {
    /// Makes an empty backend in which publishers wait while there are so many messages, if there is such
    /// a thing.
    fn bounded(
        &self,
        messages: NonZeroUsize,
    ) -> impl Future<Output = Option<Arc<dyn Backend>>> + Send {
        let _ = messages;
        async { None }
    }

    /// True if it delivers again what is leased, on purpose.
    fn redelivers(&self) -> bool {
        false
    }
}

/// A backend that is made for a case.
pub type Made<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A [`BackendSubject`], as the cases take it: every one is.
pub trait AnyBackend: Sync {
    /// Makes an empty backend.
    fn make(&self) -> Made<'_, Arc<dyn Backend>>;

    /// Opens what was made last once more, if that can be.
    fn make_again(&self) -> Made<'_, Option<Arc<dyn Backend>>>;

    /// Makes an empty backend with bounds, if there is such a thing.
    fn make_bounded(&self, messages: NonZeroUsize) -> Made<'_, Option<Arc<dyn Backend>>>;

    /// True if a message is never delivered again while it is leased, and so can be counted.
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

/// A subject behind a fault.
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

    /// What was pulled and not heard of is delivered again.
    fn is_exact(&self) -> bool {
        false
    }
}

/// Runs the whole suite: each case as it is, and behind each fault.
///
/// # Panics
/// If the backend breaks a promise.
pub async fn all(subject: &dyn AnyBackend) {
    once(subject).await;
    for fault in [Fault::LosesAnswers, Fault::DropsFutures, Fault::Fails] {
        once(&Behind { subject, fault }).await;
    }
}

/// Runs each case once, with nothing that goes wrong in between.
///
/// # Panics
/// If the backend breaks a promise.
pub async fn once(subject: &dyn AnyBackend) {
    what_goes_in_comes_out(subject).await;
    an_event_is_taken_once(subject).await;
    what_is_acked_is_gone(subject).await;
    what_is_nacked_comes_again_after_its_delay(subject).await;
    done_handlers_are_remembered(subject).await;
    what_was_emitted_is_delivered_once(subject).await;
    what_was_emitted_keeps_its_order(subject).await;
    a_lease_lapses_and_its_late_settlement_is_refused(subject).await;
    an_extended_lease_does_not_lapse(subject).await;
    each_receipt_is_extended(subject).await;
    a_delivery_is_settled_once(subject).await;
    a_repeated_settlement_changes_nothing(subject).await;
    the_order_of_a_key_is_kept(subject).await;
    a_pull_waits_and_keeps_to_its_limit(subject).await;
    a_pull_that_finds_nothing_is_empty(subject).await;
    a_dropped_pull_loses_nothing(subject).await;
    a_payload_may_have_a_million_bytes(subject).await;
    consumers_share(subject).await;
    publishers_and_consumers_are_many_at_once(subject).await;
    publishers_wait_while_it_is_full_and_handlers_do_not(subject).await;
    whoever_makes_room_does_not_wait_for_it(subject).await;
    what_has_begun_is_counted(subject).await;
    it_is_healthy_and_counts(subject).await;
    what_is_skipped_is_gone(subject).await;
    what_is_in_it_outlives_the_handle(subject).await;
}
