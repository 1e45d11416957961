//! Journals: the events of an execution, each recorded before the next thing happens.
//!
//! - [`Journal`]: numbered entries under a head, written by whoever holds the lease. [`MemoryJournal`]
//!   is one as long as the process lives; [`JournalState`] has the rules.
//! - [`JournalHead`], [`JournalStatus`], [`JournalRecord`], [`JournalSummary`]: what is in a journal.
//! - [`Runnable`]: what a process can go on with. [`JournalFilter`]: which records are listed.
//!
//! A journal knows nothing of what the entries say: they are bytes.

mod index;
mod memory;
mod record;
mod select;
mod state;
mod stored;

use std::time::Duration;

use uuid::Uuid;

pub use self::{
    memory::MemoryJournal,
    record::{JournalHead, JournalRecord, JournalStatus, JournalSummary},
    select::{JournalFilter, Runnable},
    state::JournalState,
};
use crate::{ClaimId, Lease, Leases, StoreFuture};

/// The answer of [`Journal::begin`].
// Exhaustive: whoever begins a record has to treat each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalBegin {
    /// The record is there, leased to this claim.
    Granted(Lease),
    /// There is a record with this id, which another claim began, or which is finished.
    Exists,
}

/// The answer of [`Journal::claim`].
// Exhaustive: whoever claims a record has to treat each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalClaim {
    /// The record is leased to this claim.
    Granted(Lease),
    /// Another claim has it.
    Running {
        /// The time until its lease ends, unless it is renewed.
        left: Duration,
    },
    /// The record is finished.
    Finished,
    /// There is no record with this id.
    Absent,
}

/// The answer of [`Journal::append_offline`].
// Exhaustive: whoever appends has to treat each answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OfflineAppend {
    /// The entries are recorded.
    Appended,
    /// The record is neither finished nor stalled, or is leased: whoever drives it is to record this.
    Driven,
    /// There is no record with this id.
    Absent,
}

/// Numbered entries under a [head](JournalHead), such as what happened in a saga.
///
/// A record is driven by whoever has its [`Lease`]. A lease ends when it was not renewed for as long as
/// it was given, by the clock of the journal; then another driver may claim the record, and what comes
/// with the older epoch is refused with [`LeaseLost`](crate::StoreErrorKind::LeaseLost). A holder whose
/// lease has ended while nobody else was granted one may be refused or not. Appending may renew the
/// lease; nobody relies on that.
///
/// An epoch is `max(previous + 1, the clock of the store in microseconds)`, so that epochs do not start
/// again after a record was removed, or a store was restored.
///
/// **Every call may be repeated with equal arguments and answers the same**, since the answer of the
/// first one may have been lost.
///
/// # Cancellation safety
/// A call whose future was dropped may have taken effect, or may do so later, but before any later
/// call for the same record. It is done as a whole or not at all.
///
/// # Errors
/// Those that each method names. Besides them, a store that failed answers
/// [`Unavailable`](crate::StoreErrorKind::Unavailable) or [`Timeout`](crate::StoreErrorKind::Timeout),
/// one with a bound [`Full`](crate::StoreErrorKind::Full) or
/// [`TooLarge`](crate::StoreErrorKind::TooLarge), and one that cannot read a record
/// [`Corrupt`](crate::StoreErrorKind::Corrupt) or [`TooNew`](crate::StoreErrorKind::TooNew).
pub trait Journal: Leases {
    /// Records a new execution, leased for `length` to `claim`. It has no entries, and is
    /// [running](JournalStatus::Running).
    ///
    /// Repeated by the claim that has the lease: the same lease again, for `length` from now on.
    fn begin<'a>(
        &'a self,
        head: &'a JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'a, JournalBegin>;

    /// Records `entries`, the first of which has this `number`: the number of the entries before it, so
    /// the first entry of a record has number 0. The record has `status` from now on. All is recorded
    /// in one step, or nothing.
    ///
    /// Entries that are there already with equal content are left as they are, and so is the status if
    /// all are: the call was a repetition. With a [finished](JournalStatus::Finished) status the lease
    /// ends; repeated with the same lease, the call succeeds all the same.
    ///
    /// # Errors
    /// - [`LeaseLost`](crate::StoreErrorKind::LeaseLost): the lease was given back or ended with the
    ///   record, the record is gone, or another owner has been granted a lease.
    /// - [`Conflict`](crate::StoreErrorKind::Conflict): an entry with this number has another content,
    ///   or the last ones are there with another status.
    /// - [`Refused`](crate::StoreErrorKind::Refused): `number` is greater than that of the next entry,
    ///   or there is no entry in `entries`.
    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, ()>;

    /// Leases one record for `length`, if it is not finished and nobody has it.
    ///
    /// Repeated by the claim that has the lease: the same lease again, for `length` from now on.
    fn claim(&self, id: Uuid, claim: ClaimId, length: Duration) -> StoreFuture<'_, JournalClaim>;

    /// Leases for `length` at most `limit` records that this process [can run](Runnable), in the order of
    /// their ids, and after the id `after`: those that are neither finished nor stalled, that nobody has,
    /// and that have no [parent](JournalHead::parent), whose driver goes on with them. A record that is
    /// locked by somebody's transaction may be passed over.
    ///
    /// Repeated by a claim that has leases of records: these leases again, for `length` from now on, and
    /// no others.
    fn claim_next<'a>(
        &'a self,
        runnable: &'a [Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
    ) -> StoreFuture<'a, Vec<Lease>>;

    /// Records `entries` of an execution that nobody drives: that something was done later which could
    /// not be done then. It is finished, or stalled and not leased. Else this is [`append`](Self::append)
    /// without a lease.
    ///
    /// # Errors
    /// - [`Conflict`](crate::StoreErrorKind::Conflict): an entry with this number has another content,
    ///   or the last ones are there with another status.
    /// - [`Refused`](crate::StoreErrorKind::Refused): `number` is greater than that of the next entry,
    ///   there is no entry in `entries`, or a finished record would be unfinished.
    fn append_offline<'a>(
        &'a self,
        id: Uuid,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, OfflineAppend>;

    /// Returns a record with all its entries. None if there is none with this id.
    fn load(&self, id: Uuid) -> StoreFuture<'_, Option<JournalRecord>>;

    /// Returns the records that fit, at most `limit`, in the order of their ids, and after the id
    /// `after`.
    fn list<'a>(
        &'a self,
        filter: &'a JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<JournalSummary>>;

    /// Removes a finished record. True if there is none with this id from now on, and false if it is not
    /// finished, and stays.
    fn remove(&self, id: Uuid) -> StoreFuture<'_, bool>;
}
