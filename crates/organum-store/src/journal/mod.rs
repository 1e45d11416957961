//! Journals: the progress of an execution, each step recorded before the next one starts.
//!
//! - [`Journal`]: numbered entries under a head, written by the holder of the lease. [`MemoryJournal`]: a
//!   journal that lasts as long as the process; [`JournalState`]: the rules of a journal.
//! - [`JournalHead`], [`JournalStatus`], [`JournalRecord`], [`JournalSummary`]: the content of a journal.
//! - [`Runnable`]: the executions that a process can resume. [`JournalFilter`]: the records that are listed.
//!
//! A journal does not interpret the entries: they are bytes.

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
// Exhaustive: the caller has to handle each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalBegin {
    /// The record exists and is leased to this claim.
    Granted(Lease),
    /// There is a record with this id that another claim began, or that is finished.
    Exists,
}

/// The answer of [`Journal::claim`].
// Exhaustive: the caller has to handle each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalClaim {
    /// The record is leased to this claim.
    Granted(Lease),
    /// Another claim has the record.
    Running {
        /// The time until that lease ends, unless it is renewed.
        left: Duration,
    },
    /// The record is finished.
    Finished,
    /// There is no record with this id.
    Absent,
}

/// The answer of [`Journal::append_offline`].
// Exhaustive: the caller has to handle each answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OfflineAppend {
    /// The entries are recorded.
    Appended,
    /// The record is neither finished nor stalled, or it is leased: its driver has to record the entries.
    Driven,
    /// There is no record with this id.
    Absent,
}

/// Numbered entries under a [head](JournalHead), such as the progress of a saga.
///
/// A record is driven by the holder of its [`Lease`]. A lease ends when it has not been renewed for its
/// length, by the clock of the journal; then another driver may claim the record, and a call with the
/// older epoch is refused with [`LeaseLost`](crate::StoreErrorKind::LeaseLost). A holder whose lease has
/// ended may or may not be refused, as long as no other claim was granted one. Appending may renew the
/// lease; callers must not rely on that.
///
/// An epoch is `max(previous + 1, the clock of the store in microseconds)`, so that epochs do not start
/// again after a record was removed or a store was restored.
///
/// **Every call may be repeated with equal arguments and gives the same answer**, since the first answer
/// may have been lost.
///
/// # Cancel safety
/// A call whose future was dropped may have taken effect, or may take effect later, but before any later
/// call for the same record. The call takes effect completely or not at all.
///
/// # Errors
/// Each method names its errors. In addition, a store that failed answers
/// [`Unavailable`](crate::StoreErrorKind::Unavailable) or [`Timeout`](crate::StoreErrorKind::Timeout), a
/// store with a bound [`Full`](crate::StoreErrorKind::Full) or
/// [`TooLarge`](crate::StoreErrorKind::TooLarge), and a store that cannot read a record
/// [`Corrupt`](crate::StoreErrorKind::Corrupt) or [`TooNew`](crate::StoreErrorKind::TooNew).
pub trait Journal: Leases {
    /// Records a new execution, leased for `length` to `claim`. The record has no entries, and its status
    /// is [running](JournalStatus::Running).
    ///
    /// A repeated call by the claim that has the lease returns the same lease, for `length` from now on.
    fn begin<'a>(
        &'a self,
        head: &'a JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'a, JournalBegin>;

    /// Records `entries`, the first of which has this `number`: the number of the entries before it, so
    /// the first entry of a record has number 0. The record has `status` from now on. The call is atomic.
    ///
    /// Entries that exist with equal content stay unchanged, and the status stays unchanged if all of
    /// them exist: the call is a repetition. With a [finished](JournalStatus::Finished) status the lease
    /// ends; a repetition with the same lease still succeeds.
    ///
    /// # Errors
    /// - [`LeaseLost`](crate::StoreErrorKind::LeaseLost): the lease was released or ended with the
    ///   record, the record was removed, or another owner has been granted a lease.
    /// - [`Conflict`](crate::StoreErrorKind::Conflict): an entry with this number has other content, or
    ///   the last entries exist with another status.
    /// - [`Refused`](crate::StoreErrorKind::Refused): `number` is greater than that of the next entry, or
    ///   `entries` is empty.
    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, ()>;

    /// Leases one record for `length`, if it is neither finished nor leased.
    ///
    /// A repeated call by the claim that has the lease returns the same lease, for `length` from now on.
    fn claim(&self, id: Uuid, claim: ClaimId, length: Duration) -> StoreFuture<'_, JournalClaim>;

    /// Leases for `length` at most `limit` records that this process [can run](Runnable), in the order of
    /// their ids, after the id `after`: records that are neither finished nor stalled, are not leased,
    /// and have no [parent](JournalHead::parent), since the driver of the parent resumes them. A record
    /// that is locked by another transaction may be skipped.
    ///
    /// A repeated call by a claim that has leases of records returns these leases, for `length` from now
    /// on, and no others.
    fn claim_next<'a>(
        &'a self,
        runnable: &'a [Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
    ) -> StoreFuture<'a, Vec<Lease>>;

    /// Records `entries` of an execution without a driver: work that could not be done during the
    /// execution was done later. The record has to be finished, or stalled and not leased. Otherwise the
    /// call works like [`append`](Self::append) without a lease.
    ///
    /// # Errors
    /// - [`Conflict`](crate::StoreErrorKind::Conflict): an entry with this number has other content, or
    ///   the last entries exist with another status.
    /// - [`Refused`](crate::StoreErrorKind::Refused): `number` is greater than that of the next entry,
    ///   `entries` is empty, or a finished record would become unfinished.
    fn append_offline<'a>(
        &'a self,
        id: Uuid,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, OfflineAppend>;

    /// Returns a record with all its entries; `None` if there is no record with this id.
    fn load(&self, id: Uuid) -> StoreFuture<'_, Option<JournalRecord>>;

    /// Returns the matching records, at most `limit`, in the order of their ids, after the id `after`.
    fn list<'a>(
        &'a self,
        filter: &'a JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<JournalSummary>>;

    /// Removes a finished record. Returns true if there is no record with this id from now on, and false
    /// if the record is not finished and stays.
    fn remove(&self, id: Uuid) -> StoreFuture<'_, bool>;
}
