//! What every backend promises, as tests that any backend can be put to.
//!
//! ```
//! use std::{sync::Arc, time::Duration};
//! use organum::event::{backend::MemoryBackend, conformance::{self, Fresh, Subject}};
//!
//! struct Memory;
//!
//! impl Subject for Memory {
//!     fn fresh(&self) -> Fresh<'_> {
//!         let backend = MemoryBackend::new().with_lease(Duration::from_millis(200));
//!         Box::pin(async { Arc::new(backend) as _ })
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! # tokio::time::pause();
//! conformance::all(&Memory).await;
//! # }
//! ```
//!
//! Each case takes an empty backend, and panics where a promise is broken. Whoever wants one test for
//! each case calls the functions in [`cases`] one by one.
//!
//! A backend may fail for a while, and deliver again what it need not: the cases ask again, and look
//! at what was recorded. So they also hold for [`Hostile`], which does both as often as it can.

pub mod cases;
mod hostile;
mod parcel;
#[cfg(test)]
mod tests;
mod trial;
#[cfg(test)]
mod wire;

use std::{future::Future, num::NonZeroUsize, pin::Pin, sync::Arc};

pub use self::hostile::{Hostile, Hostility};
#[cfg(test)]
pub(crate) use self::{
    parcel::{Parcel, messages, parcel},
    wire::Wire,
};
use super::backend::Backend;

/// A backend that is made for a case.
pub type Fresh<'a> = Pin<Box<dyn Future<Output = Arc<dyn Backend>> + Send + 'a>>;

/// Makes backends of the kind that is tested.
pub trait Subject: Sync {
    /// An empty backend. Its leases are short: some cases wait until one has lapsed.
    fn fresh(&self) -> Fresh<'_>;

    /// An empty backend in which publishers wait while there are so many messages, if there is such a
    /// thing.
    fn bounded(&self, messages: NonZeroUsize) -> Option<Fresh<'_>> {
        let _ = messages;
        None
    }

    /// Does it deliver again what is leased, on purpose?
    fn is_hostile(&self) -> bool {
        false
    }
}

/// All cases, one after the other.
///
/// # Panics
/// A promise is broken.
pub async fn all(subject: &dyn Subject) {
    cases::what_goes_in_comes_out(subject).await;
    cases::an_event_is_taken_once(subject).await;
    cases::what_is_acked_is_gone(subject).await;
    cases::what_is_nacked_comes_again_after_its_delay(subject).await;
    cases::done_handlers_are_remembered(subject).await;
    cases::what_was_emitted_is_delivered_once(subject).await;
    cases::a_lease_lapses_and_its_late_settlement_is_refused(subject).await;
    cases::an_extended_lease_does_not_lapse(subject).await;
    cases::a_delivery_is_settled_once(subject).await;
    cases::the_order_of_a_key_is_kept(subject).await;
    cases::a_pull_waits_and_keeps_to_its_limit(subject).await;
    cases::a_dropped_pull_loses_nothing(subject).await;
    cases::a_payload_may_have_a_million_bytes(subject).await;
    cases::consumers_share(subject).await;
    cases::publishers_wait_while_it_is_full_and_handlers_do_not(subject).await;
    cases::it_is_healthy_and_counts(subject).await;
}
