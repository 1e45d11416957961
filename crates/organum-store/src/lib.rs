//! What Organum keeps outside of one run, and the contracts of whatever keeps it. Users name the
//! `organum` crate, which re-exports what is theirs.
//!
//! - [`StoreError`]: the error of every store.
//! - [`Lease`], [`Leases`]: the right of one owner to work on one record. [`LeaseKeeper`] renews them.
//! - [`Guarded`]: a store with retries, a breaker, a timeout and counters in front of it.
//! - [`Journal`]: what happened in an execution, recorded before the next thing happens.
//! - [`DeadLetters`]: what failed for good.
//! - [`conformance`]: suites that tell whether a store keeps its promises.
//! - [`Content`]: bytes that a store does not read.

mod bounds;
pub mod conformance;
mod content;
mod dead_letter;
mod error;
mod guarded;
mod journal;
pub mod key;
mod lease;
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
    lease::{ClaimId, Lease, LeaseGuard, LeaseKeeper, Leases, Renewal},
};

/// A future of a store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;
