//! Leased records: each value is computed by one owner at a time, and recorded once.
//!
//! - [`Store`]: records under [keys](crate::key::Key), each claimed under a lease and finished with a value
//!   or a failure. [`MemoryStore`]: a store that lasts as long as the process; [`StoreState`]: the rules
//!   of a store.
//! - [`ClaimRequest`], [`FinishRequest`], [`PutRequest`]: the requests. [`RecordClaim`],
//!   [`RecordLookup`]: the answers.
//! - [`StoreRecord`], [`RecordSummary`], [`RecordFilter`]: records, and those that are listed.
//! - [`Unit`]: a transaction of the user, in which a store can record results.
//! - [`Batched`]: combines concurrent calls to a store into few. [`SingleFlight`]: combines claims of one
//!   key.

mod batch;
mod content;
mod filter;
mod flight;
mod memory;
mod request;
mod state;
mod stored;

use std::{any::Any, future::ready, time::Duration};

pub use self::{
    batch::{BatchBounds, Batched},
    content::{
        RecordFailure, RecordLabels, RecordLookup, RecordOutcome, RecordSeen, RecordStatus,
        RecordSummary, RecordValue, StoreRecord,
    },
    filter::RecordFilter,
    flight::SingleFlight,
    memory::MemoryStore,
    request::{ClaimRequest, FinishRequest, OnLapsed, OnRunning, PutRequest},
    state::StoreState,
};
use crate::{ClaimId, Lease, Leases, StoreError, StoreErrorKind, StoreFuture, key::Key};

/// A transaction of the user in which a store can record results, together with the user's own rows. It
/// is the transaction type of a database, such as `organum::sql::Tx`; a store finds its own type by
/// downcasting to it.
pub trait Unit: Any + Send {}

/// The answers to the items of one call, in their order. An item that is refused does not affect the
/// others.
pub type StoreAnswers<T> = Vec<Result<T, StoreError>>;

/// The answer of [`Store::claim`] for one record.
// Exhaustive: the caller has to handle each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordClaim {
    /// The record is leased to this claim.
    Granted {
        /// The lease. Its [epoch](Lease::epoch) is the fencing token.
        lease: Lease<Key>,
        /// The number of earlier leases of the record that ended without a result and were not released.
        lapses: u32,
    },
    /// The record has this value.
    Done(RecordValue),
    /// The record has this failure.
    Failed(RecordFailure),
    /// Another claim has the record.
    Running {
        /// The other claim.
        owner: ClaimId,
        /// The state of the record: [`Store::changed`] waits for another one.
        seen: RecordSeen,
        /// The time until the lease ends, unless it is renewed.
        left: Duration,
    },
    /// The record belongs to other inputs: its fingerprint differs.
    Mismatch,
    /// The lease of another claim has ended without a result: its work may have had effects. Only claims
    /// with [`OnLapsed::Tell`] get this answer.
    Unknown {
        /// The number of leases that ended without a result, including the last one.
        lapses: u32,
    },
}

/// A store of leased records: persisted results, shared caches, locks of executions.
///
/// A record is absent until it is claimed or put. While it is running it belongs to the holder of its
/// [`Lease`]. A lease ends when it has not been renewed for its length, by the clock of the store; then
/// another claim may get the record, and a call with the older epoch is refused with
/// [`LeaseLost`](crate::StoreErrorKind::LeaseLost). A holder whose lease has ended may or may not be
/// refused, as long as no other claim was granted one. A record that has expired counts as absent.
///
/// An epoch is `max(previous + 1, the clock of the store in microseconds)`. Neither epochs nor generations
/// start again after a record was removed, purged or has expired.
///
/// Calls take many items. The items of a call take effect in their order, and **each has its own answer**:
/// a bad item fails alone. The call fails as a whole only if the store did not process it.
///
/// **Every call may be repeated with equal arguments and gives the same answer**, since the first answer
/// may have been lost.
///
/// # Cancel safety
/// A call whose future was dropped may have taken effect, or may take effect later, but before any later
/// call for the same key. A claim whose future was dropped is given up: its lease may be released. Each
/// item takes effect completely or not at all.
///
/// # Errors
/// Each method names its errors. In addition, a store that failed answers
/// [`Unavailable`](crate::StoreErrorKind::Unavailable) or [`Timeout`](crate::StoreErrorKind::Timeout), a
/// store with a bound [`Full`](crate::StoreErrorKind::Full) or
/// [`TooLarge`](crate::StoreErrorKind::TooLarge), a store that cannot read a record
/// [`Corrupt`](crate::StoreErrorKind::Corrupt) or [`TooNew`](crate::StoreErrorKind::TooNew), and a store
/// that cannot write an item, such as a text with a NUL character,
/// [`Refused`](crate::StoreErrorKind::Refused).
pub trait Store: Leases<Lease<Key>> {
    /// Claims records. A record is leased to the claim if it is absent or released, or if its lease has
    /// ended or is taken over, as the [request](ClaimRequest) says. Nothing is written for other answers.
    ///
    /// A repeated request by the claim that has the lease returns the same lease, for `length` from now
    /// on.
    ///
    /// # Errors
    /// [`Refused`](crate::StoreErrorKind::Refused), for one item: the lease has no length.
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>>;

    /// Records the results of leased records. Their leases end.
    ///
    /// A repeated request with the same lease succeeds and changes nothing, until the record expires.
    ///
    /// # Errors
    /// For one item:
    /// - [`LeaseLost`](crate::StoreErrorKind::LeaseLost): the lease was released, the record was
    ///   invalidated or removed, a value was put, or another claim was granted a lease.
    /// - [`Refused`](crate::StoreErrorKind::Refused): the time to live is zero.
    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>>;

    /// Waits until the record differs from `seen`, and returns its state. Returns at once if the record
    /// differs already, and `seen` itself when `timeout` has passed, when the lease of the record has
    /// ended, or when the record has expired.
    fn changed(&self, key: Key, seen: RecordSeen, timeout: Duration)
    -> StoreFuture<'_, RecordSeen>;

    /// Returns records with their values, and the generations of their keys.
    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>>;

    /// Records values without leases. The records are done from now on, whatever they were before; a
    /// lease of theirs is lost. A request [for one generation](PutRequest::if_generation) is refused if
    /// the key has another one.
    ///
    /// # Errors
    /// For one item:
    /// - [`Conflict`](crate::StoreErrorKind::Conflict): the key has another generation.
    /// - [`Refused`](crate::StoreErrorKind::Refused): the time to live is zero.
    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>>;

    /// Removes records and gives their keys new generations, so that values that were computed before are
    /// refused: a lease of theirs is lost. The keys need no records.
    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()>;

    /// Removes records. A lease of theirs is lost; the generations of their keys stay.
    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()>;

    /// Returns the matching records, at most `limit`, in the order of their keys, after the key `after`.
    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>>;

    /// Deletes at most `limit` records that have expired, and returns the number of those that this call
    /// has deleted. Stores purge by themselves, too.
    fn purge(&self, limit: usize) -> StoreFuture<'_, usize>;

    /// Records results as [`finish`](Self::finish) does, in a transaction of the user: the results are
    /// recorded if the transaction commits, and otherwise the records stay leased. Rows are locked until
    /// the transaction ends, so this call belongs to its end.
    ///
    /// # Errors
    /// As [`finish`](Self::finish), and [`Unsupported`](crate::StoreErrorKind::Unsupported): the store has
    /// no transactions, or the transaction belongs to another database.
    fn finish_in<'a>(
        &'a self,
        unit: &'a mut dyn Unit,
        requests: &'a [FinishRequest],
    ) -> StoreFuture<'a, StoreAnswers<()>> {
        let _ = (unit, requests);
        unsupported("finish records in a transaction")
    }

    /// Records values as [`put`](Self::put) does, in a transaction of the user: the values are recorded if
    /// the transaction commits. Rows are locked until the transaction ends, so this call belongs to its
    /// end.
    ///
    /// # Errors
    /// As [`put`](Self::put), and [`Unsupported`](crate::StoreErrorKind::Unsupported): the store has no
    /// transactions, or the transaction belongs to another database.
    fn put_in<'a>(
        &'a self,
        unit: &'a mut dyn Unit,
        requests: &'a [PutRequest],
    ) -> StoreFuture<'a, StoreAnswers<()>> {
        let _ = (unit, requests);
        unsupported("put records in a transaction")
    }
}

fn unsupported<'a, T: Send + 'a>(operation: &'static str) -> StoreFuture<'a, T> {
    let error = StoreError::new(StoreErrorKind::Unsupported, "this store", operation);
    let error = error.with_detail("use the store of the database to which the transaction belongs");
    Box::pin(ready(Err(error)))
}
