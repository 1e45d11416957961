//! Stores of Organum: the contracts of stores whose content outlives one run, and stores in memory. Users
//! depend on the `organum` crate, which re-exports the public items.
//!
//! - [`StoreError`]: the error of every store.
//! - [`Lease`], [`Leases`]: the exclusive right of one owner to work on one record. [`LeaseKeeper`]
//!   renews leases.
//! - [`Guarded`]: adds retries, a circuit breaker, a timeout and counters to a store.
//! - [`Journal`]: the progress of an execution, each step recorded before the next one starts. In memory:
//!   [`MemoryJournal`].
//! - [`Store`]: leased records, each computed by one owner at a time and recorded once. In memory:
//!   [`MemoryStore`]. In front of stores: [`Batched`], [`SingleFlight`].
//! - [`DeadLetters`]: events and steps that failed permanently. In memory: [`MemoryDeadLetters`].
//! - [`JournalState`], [`StoreState`], [`DeadLetterState`]: the rules of these stores, for stores in
//!   memory or in one file.
//! - `conformance`: suites that test that a store keeps its promises (a feature).
//! - [`json`]: JSON that can be read back.
//! - [`Content`]: bytes that a store does not read.

mod bounds;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod content;
mod dead_letter;
mod error;
mod guarded;
mod journal;
pub mod json;
pub mod key;
mod lease;
mod record;
mod time;

use std::{future::Future, pin::Pin};

pub use self::{
    bounds::MemoryBounds,
    content::Content,
    dead_letter::{
        ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor, DeadLetterFilter,
        DeadLetterId, DeadLetterReason, DeadLetterState, DeadLetters, MemoryDeadLetters,
        RedriveError, RedriveFuture, Redriver, WhenFull, record_failure, remove_if,
    },
    error::{StoreError, StoreErrorKind},
    guarded::{CallKind, CallStats, Guarded, StorePolicy},
    journal::{
        Journal, JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord,
        JournalState, JournalStatus, JournalSummary, MemoryJournal, OfflineAppend, Runnable,
    },
    json::JsonError,
    lease::{ClaimId, Lease, LeaseGuard, LeaseKeeper, Leases, Renewable, Renewal, lease_length},
    record::{
        BatchBounds, Batched, ClaimRequest, FinishRequest, MemoryStore, OnLapsed, OnRunning,
        PutRequest, RecordClaim, RecordFailure, RecordFilter, RecordLabels, RecordLookup,
        RecordOutcome, RecordSeen, RecordStatus, RecordSummary, RecordValue, SingleFlight, Store,
        StoreAnswers, StoreRecord, StoreState, Unit,
    },
};

/// The future of a call to a store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;
