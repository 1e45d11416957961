//! Details of the errors of archives.

use std::error::Error as _;

use organum_store::{StoreError, StoreErrorKind};

use super::TraceId;

/// A part of a trace that cannot be read: the source of a [`StoreError`] of the kind
/// [`Corrupt`](StoreErrorKind::Corrupt).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("trace {trace} cannot be read from entry {entry} on: {problem}{}", rest(*.next))]
pub struct Damaged {
    trace: TraceId,
    entry: u64,
    next: Option<u64>,
    problem: &'static str,
}

impl Damaged {
    /// Returns the damage of a trace that cannot be read from this entry on. `next` is the next entry that
    /// can be read, if there is one.
    pub const fn new(trace: TraceId, entry: u64, next: Option<u64>, problem: &'static str) -> Self {
        Self {
            trace,
            entry,
            next,
            problem,
        }
    }

    /// Returns the damage that an archive's error reports, if it is the error's source.
    pub fn of(error: &StoreError) -> Option<&Self> {
        error.source()?.downcast_ref()
    }

    /// Returns the error of the store named `store`, with this damage as its source.
    pub fn in_store(self, store: &'static str) -> StoreError {
        StoreError::new(StoreErrorKind::Corrupt, store, "read a trace").with_source(self)
    }

    /// Returns the trace.
    pub const fn trace(&self) -> TraceId {
        self.trace
    }

    /// Returns the first entry that cannot be read.
    pub const fn entry(&self) -> u64 {
        self.entry
    }

    /// Returns the next entry that can be read: reading can continue there.
    pub const fn next_entry(&self) -> Option<u64> {
        self.next
    }

    /// Returns the problem, in a few words.
    pub const fn problem(&self) -> &'static str {
        self.problem
    }
}

fn rest(next: Option<u64>) -> String {
    match next {
        Some(next) => format!("; entries from {next} on can be read"),
        None => "; nothing after it can be read".to_owned(),
    }
}

/// A trace that an archive does not hold: the source of a [`StoreError`] of the kind
/// [`Refused`](StoreErrorKind::Refused).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the archive holds no trace {0}: list its traces to see which there are")]
pub struct NoSuchTrace(pub TraceId);

impl NoSuchTrace {
    /// Returns the missing trace that an archive's error reports, if it is the error's source.
    pub fn of(error: &StoreError) -> Option<&Self> {
        error.source()?.downcast_ref()
    }

    /// Returns the error of the store named `store`, with this as its source.
    pub fn in_store(self, store: &'static str) -> StoreError {
        StoreError::new(StoreErrorKind::Refused, store, "read a trace").with_source(self)
    }
}
