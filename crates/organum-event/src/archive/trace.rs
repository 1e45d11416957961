//! A trace read from an archive.

use std::{fmt, ops::Range};

use organum_store::{CallKind, Guarded, StoreError, StoreErrorKind, StorePolicy};

use super::{Archive, Block, Damaged, Entry, FORMAT, TraceId};
use crate::policy::Retry;

/// A trace, as far as it can be read.
///
/// ```
/// use organum::event::archive::{MemoryArchive, NoSuchTrace, Trace, TraceId};
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() {
///     let archive = MemoryArchive::new();
///     let error = Trace::read(&archive, TraceId(7)).await.expect_err("the archive is empty");
///     assert_eq!(NoSuchTrace::of(&error), Some(&NoSuchTrace(TraceId(7))));
/// }
/// ```
#[derive(Clone)]
pub struct Trace {
    id: TraceId,
    entries: Vec<Recorded>,
    bytes: Vec<u8>,
    damage: Vec<Damaged>,
}

/// An entry of a [`Trace`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The number of entries of the trace before this one.
    pub position: u64,
    /// The entry.
    pub entry: Entry<'static>,
    /// The position of the entry's bytes in those of the trace.
    pub(crate) span: Range<usize>,
}

impl Trace {
    /// Reads a trace. Entries that cannot be read are left out, and reported by [`damage`](Self::damage).
    ///
    /// # Errors
    /// The trace does not exist, the archive cannot be read at all, or the trace has a later
    /// [format](FORMAT).
    ///
    /// # Cancel safety
    /// Nothing is changed, and the call can be repeated.
    pub async fn read(archive: &(impl Archive + ?Sized), id: TraceId) -> Result<Self, StoreError> {
        let mut trace = Self {
            id,
            entries: Vec::new(),
            bytes: Vec::new(),
            damage: Vec::new(),
        };
        let once = StorePolicy::default().retry(Retry::ONCE);
        // Contains panics of the archive.
        let guarded = Guarded::with(archive.name(), archive, once);
        let mut from = 0;
        loop {
            let read = guarded.call(CallKind::Ordinary, "read a trace", || {
                guarded.inner().read(id, from)
            });
            match read.await {
                Ok(Some(block)) => {
                    if block.first > from {
                        trace.miss(from, Some(block.first), "entries are missing");
                    }
                    from = block.end();
                    trace.take(&block, archive.name())?;
                }
                Ok(None) => return Ok(trace),
                Err(error) => {
                    let Some(damage) = Damaged::of(&error) else {
                        return Err(error);
                    };
                    let next = damage.next_entry();
                    trace.damage.push(damage.clone());
                    match next {
                        Some(next) if next > from => from = next,
                        _ => return Ok(trace),
                    }
                }
            }
        }
    }

    fn miss(&mut self, entry: u64, next: Option<u64>, problem: &'static str) {
        let damage = Damaged::new(self.id, entry, next, problem);
        self.damage.push(damage);
    }

    fn take(&mut self, block: &Block, archive: &'static str) -> Result<(), StoreError> {
        let mut position = block.first;
        let end = block.end();
        let mut rest = &block.bytes[..];
        while position < end {
            let Some((frame, after)) = framed(rest) else {
                self.miss(position, Some(end), "the block is too short");
                return Ok(());
            };
            let entry = rmp_serde::from_slice::<Entry<'static>>(&frame[4..]);
            match entry {
                Ok(Entry::Began { format, .. }) if format > FORMAT => {
                    let error = StoreError::new(StoreErrorKind::TooNew, archive, "read a trace");
                    return Err(error.with_detail(format!(
                        "trace {} has format {format}, and this program reads up to {FORMAT}: \
                         read it with the newer program",
                        self.id
                    )));
                }
                Ok(entry) => {
                    let start = self.bytes.len();
                    self.bytes.extend_from_slice(frame);
                    self.entries.push(Recorded {
                        position,
                        entry,
                        span: start..self.bytes.len(),
                    });
                }
                Err(_) => self.miss(
                    position,
                    Some(position + 1),
                    "the entry is not one that this program knows",
                ),
            }
            rest = after;
            position += 1;
        }
        Ok(())
    }

    /// Returns the number of the trace in its archive.
    pub fn id(&self) -> TraceId {
        self.id
    }

    /// Returns the name of the spine, if the first entry can be read.
    pub fn spine(&self) -> Option<&str> {
        match self.entries.first().map(|first| &first.entry) {
            Some(Entry::Began { spine, .. }) => Some(spine),
            _ => None,
        }
    }

    /// Returns the entries that can be read, in order.
    pub fn entries(&self) -> &[Recorded] {
        &self.entries
    }

    /// Returns the bytes of those entries: two traces are equal if their bytes are.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the parts that cannot be read, in order; empty for an undamaged trace.
    pub fn damage(&self) -> &[Damaged] {
        &self.damage
    }

    /// Returns the number of entries before the first that cannot be read.
    pub(crate) fn whole(&self) -> usize {
        let is_there = |(at, entry): &(usize, &Recorded)| entry.position == *at as u64;
        let whole = self.entries.iter().enumerate().take_while(is_there);
        whole.count()
    }
}

/// Omits the bytes, which hold payloads.
impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace")
            .field("id", &self.id)
            .field("entries", &self.entries)
            .field("damage", &self.damage)
            .finish_non_exhaustive()
    }
}

/// Returns the first entry with its frame, and the bytes after it.
fn framed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_le_bytes(*bytes.first_chunk()?);
    bytes.split_at_checked(usize::try_from(length).ok()?.checked_add(4)?)
}
