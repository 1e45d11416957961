//! Stores of Organum: the contracts of whatever outlives one run, and stores in memory. Users name the
//! `organum` crate, which re-exports what is theirs.
//!
//! - [`StoreError`]: the error of every store.
//! - [`Lease`], [`Leases`]: the right of one owner to work on one record. [`LeaseKeeper`] renews them.
//! - [`Guarded`]: a store with retries, a breaker, a timeout and counters in front of it.
//! - [`Journal`]: what happened in an execution, recorded before the next thing happens. In memory:
//!   [`MemoryJournal`].
//! - [`DeadLetters`]: what failed for good. In memory: [`MemoryDeadLetters`].
//! - [`JournalState`], [`DeadLetterState`]: their rules, for stores in one piece of memory or one file.
//! - `conformance`: suites that tell whether a store keeps its promises (a feature).
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
    lease::{ClaimId, Lease, LeaseGuard, LeaseKeeper, Leases, Renewable, Renewal},
};

/// A future of a store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;
