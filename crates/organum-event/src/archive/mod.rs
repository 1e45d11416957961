//! Archives of the traces of spines, to be inspected and replayed.
//!
//! A [recorded](super::SpineBuilder::archive) runtime writes everything that happens in it, in order, as
//! [`Entry`]s: a *trace*. The same events with the same ids, and the same clock, give the same trace,
//! byte for byte.
//!
//! - [`Archive`]: the trait of archives. [`MemoryArchive`] keeps traces until the process ends; the crate
//!   `organum-archive` keeps them in a file.
//! - [`Trace`]: a trace read from an archive, in whole or in part.
//!
//! A trace holds the payloads of all events, so protect it as you protect them.
//!
//! # Durability
//!
//! Entries are collected in blocks. A block is appended to the archive when it is about 30 KiB long, when
//! 10 ms have passed by the runtime's clock, and whenever a run ends. Appended blocks are guaranteed to be
//! durable only after [`Archive::flush`] has returned: [`Runtime::stop`] and [`shutdown`] call it. So a
//! crash loses the entries since the last durable block, and none before.
//!
//! If the archive fails, the runs of the spine fail: a spine does not continue unrecorded.
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

/// The number of a trace in an archive, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraceId(pub u64);

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A sequence of entries of a trace.
// Public fields: archives construct it, and readers of a trace destructure it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// The number of entries of the trace before the block.
    pub first: u64,
    /// The number of entries in the block.
    pub entries: u32,
    /// The entries: each as the number of its bytes, in four bytes, little-endian, then these bytes, in
    /// `MessagePack`.
    pub bytes: Vec<u8>,
}

/// Omits the bytes, which hold payloads.
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

/// A store of traces.
///
/// Each implementation documents when [appended](Self::append) blocks become durable: at the latest
/// before [`flush`](Self::flush) returns.
///
/// # Repeated calls
/// Every call can be repeated with equal arguments, as responses may be lost. A block that is appended
/// twice is stored once. A number that [`begin`](Self::begin) assigned is not assigned again, even if its
/// response was lost.
///
/// # Cancel safety
/// A dropped future has done all of its work or none of it.
pub trait Archive: Send + Sync + 'static {
    /// Returns the name of the archive in errors and logs, such as `in memory`. It contains no address and no
    /// password.
    fn name(&self) -> &'static str;

    /// Returns a number for a new trace, which no other trace has or had. The trace exists from its first
    /// block on.
    ///
    /// # Errors
    /// The archive failed.
    fn begin(&self) -> StoreFuture<'_, TraceId>;

    /// Appends a block. The call waits while there is no room for it, so that a recorder cannot outrun the
    /// archive. Blocks of one trace are appended in order; entries may be missing between them.
    ///
    /// # Errors
    /// [`Conflict`](organum_store::StoreErrorKind::Conflict) if the trace already has one of the entries in
    /// another block; or the archive failed.
    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()>;

    /// Waits until all appended blocks are durable. A dropped call does not stop the blocks from becoming
    /// durable.
    ///
    /// # Errors
    /// The archive failed: some of the appended blocks may be lost.
    fn flush(&self) -> StoreFuture<'_, ()>;

    /// Returns the traces, the oldest first.
    ///
    /// # Errors
    /// The archive failed.
    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>>;

    /// Returns the first block of the trace that ends after the entry `from`; none if there is no such block.
    /// Appended blocks are found whether they are durable or not.
    ///
    /// # Errors
    /// An error whose source is [`NoSuchTrace`] if the trace does not exist; an error whose source is
    /// [`Damaged`] for a block that cannot be read, with the entry at which reading can continue; or the
    /// archive failed.
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
