//! Journals: what happened in a saga, recorded before the next thing happens.
//!
//! - [`Journal`] is what a store does. [`InMemory`] keeps it as long as the process lives.
//! - [`Entry`]: what is recorded. [`Head`], [`Saved`], [`Summary`]: sagas as they are in a journal.
//! - [`conformance`]: the suite that every journal has to pass.

pub mod conformance;
mod entry;
mod memory;

use std::{future::Future, pin::Pin, time::Duration};

use uuid::Uuid;

pub use self::{
    entry::{End, Entry, Head, Saved, Status, StepName, Summary},
    memory::InMemory,
};
use super::SagaId;
use crate::graph::Cause;

/// A future of a journal.
pub type JournalFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, JournalError>> + Send + 'a>>;

/// A journal did not do what was asked of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// Another driver has taken over the saga, since the lease was not renewed in time: this one has
    /// to stop.
    #[error("saga {saga} is driven by another process now")]
    LeaseLost {
        /// The saga.
        saga: SagaId,
    },
    /// The store failed.
    #[error("the journal failed to {doing}")]
    Failed {
        /// What was asked of it.
        doing: &'static str,
        /// Why.
        #[source]
        cause: Cause,
    },
}

/// The right to drive one saga, until it is not renewed in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The saga.
    pub saga: SagaId,
    /// Who has it.
    pub owner: Uuid,
    /// How many times the saga was leased before: what comes with an older one is refused.
    pub epoch: u64,
    /// How long it lasts when it is not renewed.
    pub time: Duration,
}

/// Where sagas record what happens in them.
///
/// A saga is driven by whoever has its [`Lease`]. A lease ends when it was not renewed for as long as
/// it was given, by the clock of the journal; then another driver may claim the saga, and what comes
/// with the old lease is refused with [`JournalError::LeaseLost`]. Recording renews the lease.
///
/// # Cancel safety
/// A future that is dropped has done what was asked, or nothing of it. So has one that failed.
pub trait Journal: Send + Sync + 'static {
    /// Records a new saga, leased to `owner` for `time`. None if there is one with this id.
    fn begin(&self, head: Head, owner: Uuid, time: Duration) -> JournalFuture<'_, Option<Lease>>;

    /// Records what happened. With [`Entry::Finished`] the lease ends as well.
    fn append<'a>(&'a self, lease: &'a Lease, entry: Entry) -> JournalFuture<'a, ()>;

    /// Keeps a lease for [its time](Lease::time) from now on.
    fn renew<'a>(&'a self, lease: &'a Lease) -> JournalFuture<'a, ()>;

    /// Gives a saga up, so that the next one who asks gets it. Nothing happens if the lease is lost.
    fn release<'a>(&'a self, lease: &'a Lease) -> JournalFuture<'a, ()>;

    /// Leases one saga, for `time`. None if it is finished, leased by another, or not there.
    fn claim(&self, saga: SagaId, owner: Uuid, time: Duration) -> JournalFuture<'_, Option<Lease>>;

    /// Leases the first saga of this name, by id and after `after`, that is neither finished nor
    /// [stalled](Status::Stalled), not leased by anybody, and no step of another one.
    fn claim_next<'a>(
        &'a self,
        name: &'a str,
        after: Option<SagaId>,
        owner: Uuid,
        time: Duration,
    ) -> JournalFuture<'a, Option<Lease>>;

    /// Records what became of a saga after its end: that something which was parked is undone, or that
    /// all of it is. No lease is needed. Nothing is recorded, and the answer is no, if the saga is not
    /// finished, or not there.
    fn amend(&self, saga: SagaId, entry: Entry) -> JournalFuture<'_, bool>;

    /// All that is known of a saga.
    fn load(&self, saga: SagaId) -> JournalFuture<'_, Option<Saved>>;

    /// The sagas of this name, or all of them, by id and after `after`, at most `limit`.
    fn list<'a>(
        &'a self,
        name: Option<&'a str>,
        after: Option<SagaId>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<Summary>>;

    /// Removes a saga that is finished, and says whether there was one.
    fn remove(&self, saga: SagaId) -> JournalFuture<'_, bool>;
}
