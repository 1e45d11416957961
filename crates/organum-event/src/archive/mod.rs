//! Archives: where the traces of spines are kept, to be looked at and replayed.
//!
//! A runtime that is [recorded](super::SpineBuilder::archive) writes all that happens in it, in order,
//! as [`Entry`]s: a *trace*. The same events with the same ids, by the same clock, give the same
//! trace, byte for byte.
//!
//! - [`Archive`]: what keeps traces. [`MemoryArchive`] does so as long as the process lives; the crate
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
//! [`shutdown`] do that. So a crash loses the last entries, those since the last block that was made
//! durable, and none before.
//!
//! A spine does not go on unrecorded: once its archive fails, its runs fail.
//!
//! [`Runtime::stop`]: super::Runtime::stop
//! [`shutdown`]: super::Runtime::shutdown

mod damage;
mod entry;
mod memory;
mod trace;

use std::{fmt, sync::Arc};

use organum_store::StoreFuture;

pub use self::{
    damage::{Damaged, NoSuchTrace},
    entry::{Entry, FORMAT},
    memory::MemoryArchive,
    trace::{Recorded, Trace},
};

/// A trace in an archive: a number that the archive gives it, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraceId(pub u64);

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Some entries of a trace that follow one another.
// Public fields: archives make it, and whoever reads a trace takes it apart.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// How many entries of the trace come before.
    pub first: u64,
    /// How many it holds.
    pub entries: u32,
    /// The entries: each as the number of its bytes, in four bytes, the lowest first, and so many
    /// bytes of `MessagePack`.
    pub bytes: Vec<u8>,
}

/// Without the bytes, which hold payloads.
impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, entries) = (self.first, self.entries);
        write!(f, "Block({entries} entries from {first} on)")
    }
}

impl Block {
    /// Returns the number of the entry after its last one.
    pub const fn end(&self) -> u64 {
        self.first + self.entries as u64
    }
}

/// Keeps traces.
///
/// Whoever implements it says when what was [appended](Self::append) is durable; it is once
/// [`flush`](Self::flush) has returned.
///
/// # Repeated calls
/// Every call can be repeated with equal arguments, as answers may be lost. A block that was appended
/// before is there once, and a number that [`begin`](Self::begin) gave and nobody heard of is never
/// given again.
///
/// # Cancel safety
/// A future that is dropped has done what was asked, or nothing of it.
pub trait Archive: Send + Sync + 'static {
    /// The name in errors and logs, such as `in memory`. No address, no password.
    fn name(&self) -> &'static str;

    /// Returns a number for a new trace, which no other one has or had. The trace is there from its
    /// first block on.
    ///
    /// # Errors
    /// The archive failed.
    fn begin(&self) -> StoreFuture<'_, TraceId>;

    /// Takes a block, as soon as there is room for it: who records is not to be faster for long than
    /// what writes. Blocks of one trace come in order; entries may be missing between them.
    ///
    /// # Errors
    /// [`Conflict`](organum_store::StoreErrorKind::Conflict) if the trace has one of the entries
    /// already, in another block; or the archive failed.
    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()>;

    /// Waits until all that was appended is durable. When it is dropped, that becomes durable all the
    /// same.
    ///
    /// # Errors
    /// The archive failed: some of what was appended may be lost.
    fn flush(&self) -> StoreFuture<'_, ()>;

    /// Returns the traces, the oldest first.
    ///
    /// # Errors
    /// The archive failed.
    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>>;

    /// Returns the first block of the trace in which there is the entry `from` or a later one; nothing
    /// if there is none. What was appended before is found, durable or not.
    ///
    /// # Errors
    /// An error whose source is [`NoSuchTrace`] if there is no such trace; one whose source is
    /// [`Damaged`] for a block that cannot be read, which says where reading can go on; or the archive
    /// failed.
    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>>;
}

impl<T: Archive + ?Sized> Archive for Arc<T> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn begin(&self) -> StoreFuture<'_, TraceId> {
        (**self).begin()
    }

    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()> {
        (**self).append(trace, block)
    }

    fn flush(&self) -> StoreFuture<'_, ()> {
        (**self).flush()
    }

    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>> {
        (**self).traces()
    }

    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>> {
        (**self).read(trace, from)
    }
}
