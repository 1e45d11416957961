//! What Organum keeps outside of one run, and the contracts of whatever keeps it. Users name the
//! `organum` crate, which re-exports what is theirs.
//!
//! - [`StoreError`]: the error of every store.
//! - [`Lease`], [`Leases`]: the right of one owner to work on one record.
//! - [`Journal`]: what happened in an execution, recorded before the next thing happens.
//! - [`Content`]: bytes that a store does not read.

mod content;
mod error;
mod journal;
mod lease;

use std::{future::Future, pin::Pin};

pub use self::{
    content::Content,
    error::{StoreError, StoreErrorKind},
    journal::{
        Journal, JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord,
        JournalStatus, JournalSummary, OfflineAppend, Runnable,
    },
    lease::{ClaimId, Lease, Leases, Renewal},
};

/// A future of a store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;
