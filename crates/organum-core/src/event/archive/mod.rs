//! Archives: where the traces of spines are kept, to be looked at and replayed.
//!
//! A runtime that is [recorded](super::Runtime::recorded_to) writes all that happens in it, in order,
//! as [`Entry`]s: a *trace*. The same events with the same ids, by the same clock, give the same
//! trace, byte for byte.
//!
//! - [`Archive`]: what keeps traces. [`InMemory`] does so as long as the process lives; the crate
//!   `organum-archive` keeps them in a file.
//! - [`Trace`]: one that is read, whole or in part, entry by entry.
//!
//! A trace holds the payloads of all events: it is as private as they are.
//!
//! # What is durable when
//!
//! Entries are gathered in blocks, which are handed to the archive when they are about 30 KiB long,
//! when 10 ms have passed by the runtime's clock, and whenever a run ends. When the archive has made
//! them durable is its own matter, until [`Archive::flush`] returns: [`Runtime::stop`] and
//! [`finish`] do that. So a crash loses the last entries, those since the last block that was made
//! durable, and none before.
//!
//! A spine does not go on unrecorded: once its archive fails, its runs fail.
//!
//! [`Runtime::stop`]: super::Runtime::stop
//! [`finish`]: super::Runtime::finish

mod entry;
mod memory;
mod trace;

use std::{fmt, future::Future, pin::Pin, sync::Arc};

pub use self::{
    entry::{Entry, FORMAT},
    memory::InMemory,
    trace::{Recorded, Trace},
};

/// A future of an archive.
pub type ArchiveFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, ArchiveError>> + Send + 'a>>;

/// A trace in an archive: a number that the archive gives it, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraceId(pub u64);

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Some entries of a trace that follow one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// How many entries of the trace come before.
    pub first: u64,
    /// How many it holds.
    pub entries: u32,
    /// The entries: each as the number of its bytes, in four bytes, the lowest first, and so many
    /// bytes of `MessagePack`.
    pub bytes: Vec<u8>,
}

/// What went wrong with an archive.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The storage failed.
    #[error("the archive failed to {doing}")]
    Failed {
        /// What was asked of it.
        doing: &'static str,
        /// Why.
        #[source]
        cause: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// There is no such trace.
    #[error("the archive holds no trace {0}: list its traces to see which there are")]
    NoSuchTrace(TraceId),
    /// A part of a trace cannot be read.
    #[error("trace {trace} cannot be read from entry {entry} on: {problem}{}", goes_on(*next))]
    Damaged {
        /// The trace.
        trace: TraceId,
        /// The first entry that cannot be read.
        entry: u64,
        /// The next one that can, if there is any.
        next: Option<u64>,
        /// What is wrong.
        problem: &'static str,
    },
    /// A trace was written in a later form.
    #[error(
        "trace {trace} has format {found}, and this program reads up to {FORMAT}: read it with the newer program"
    )]
    TooNew {
        /// The trace.
        trace: TraceId,
        /// Its format.
        found: u32,
    },
}

fn goes_on(next: Option<u64>) -> String {
    match next {
        Some(next) => format!("; entries from {next} on can be read"),
        None => "; nothing after it can be read".to_owned(),
    }
}

/// Keeps traces.
///
/// Whoever implements it says when what was [appended](Self::append) is durable; it is once
/// [`flush`](Self::flush) has returned.
pub trait Archive: Send + Sync + 'static {
    /// A number for a new trace, which no other one has. The trace is there from its first block on.
    fn begin(&self) -> TraceId;

    /// Takes a block over, without waiting. Blocks of one trace come in order.
    ///
    /// # Errors
    /// The archive has failed before, and takes nothing any more.
    fn append(&self, trace: TraceId, block: Block) -> Result<(), ArchiveError>;

    /// Waits while there is too much that was appended and not yet written.
    ///
    /// # Cancel safety
    /// Nothing is lost.
    fn room(&self) -> ArchiveFuture<'_, ()>;

    /// Waits until all that was appended is durable.
    ///
    /// # Cancel safety
    /// Nothing is lost: it becomes durable all the same.
    fn flush(&self) -> ArchiveFuture<'_, ()>;

    /// The traces, the oldest first.
    fn traces(&self) -> ArchiveFuture<'_, Vec<TraceId>>;

    /// The first block of the trace in which there is the entry `from` or a later one; nothing if
    /// there is none.
    ///
    /// # Errors
    /// Besides others, [`ArchiveError::Damaged`] for a block that cannot be read: it says where
    /// reading can go on.
    fn read(&self, trace: TraceId, from: u64) -> ArchiveFuture<'_, Option<Block>>;
}

impl<T: Archive + ?Sized> Archive for Arc<T> {
    fn begin(&self) -> TraceId {
        (**self).begin()
    }

    fn append(&self, trace: TraceId, block: Block) -> Result<(), ArchiveError> {
        (**self).append(trace, block)
    }

    fn room(&self) -> ArchiveFuture<'_, ()> {
        (**self).room()
    }

    fn flush(&self) -> ArchiveFuture<'_, ()> {
        (**self).flush()
    }

    fn traces(&self) -> ArchiveFuture<'_, Vec<TraceId>> {
        (**self).traces()
    }

    fn read(&self, trace: TraceId, from: u64) -> ArchiveFuture<'_, Option<Block>> {
        (**self).read(trace, from)
    }
}
