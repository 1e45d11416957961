//! A trace that was read from an archive.

use std::ops::Range;

use super::{Archive, ArchiveError, Block, Entry, FORMAT, TraceId};

/// A trace, as far as it can be read.
///
/// ```
/// use organum::event::archive::{Archive, InMemory, Trace, TraceId};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let archive = InMemory::new();
/// let error = Trace::read(&archive, TraceId(7)).await.expect_err("there is none");
/// assert!(error.to_string().starts_with("the archive holds no trace 7"));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Trace {
    id: TraceId,
    entries: Vec<Recorded>,
    bytes: Vec<u8>,
    damage: Vec<ArchiveError>,
}

/// An entry of a [`Trace`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// How many entries of the trace come before.
    pub position: u64,
    /// The entry.
    pub entry: Entry<'static>,
    /// Where its bytes are.
    pub(crate) span: Range<usize>,
}

impl Trace {
    /// Reads a trace. What of it cannot be read is left out, and told by [`damage`](Self::damage).
    ///
    /// # Errors
    /// There is no such trace, the archive cannot be read at all, or the trace has a later
    /// [format](FORMAT).
    pub async fn read(
        archive: &(impl Archive + ?Sized),
        id: TraceId,
    ) -> Result<Self, ArchiveError> {
        let mut trace = Self {
            id,
            entries: Vec::new(),
            bytes: Vec::new(),
            damage: Vec::new(),
        };
        let mut from = 0;
        loop {
            match archive.read(id, from).await {
                Ok(Some(block)) => {
                    if block.first > from {
                        trace.miss(from, Some(block.first), "entries are missing");
                    }
                    from = block.first + u64::from(block.entries);
                    trace.take(&block)?;
                }
                Ok(None) => return Ok(trace),
                Err(ArchiveError::Damaged {
                    entry,
                    next,
                    problem,
                    ..
                }) => {
                    trace.miss(entry, next, problem);
                    match next {
                        Some(next) if next > from => from = next,
                        _ => return Ok(trace),
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn miss(&mut self, entry: u64, next: Option<u64>, problem: &'static str) {
        self.damage.push(ArchiveError::Damaged {
            trace: self.id,
            entry,
            next,
            problem,
        });
    }

    fn take(&mut self, block: &Block) -> Result<(), ArchiveError> {
        let mut position = block.first;
        let end = block.first + u64::from(block.entries);
        let mut rest = &block.bytes[..];
        while position < end {
            let Some((frame, after)) = framed(rest) else {
                self.miss(position, Some(end), "its block is too short");
                return Ok(());
            };
            let entry = rmp_serde::from_slice::<Entry<'static>>(&frame[4..]);
            match entry {
                Ok(Entry::Began { format, .. }) if format > FORMAT => {
                    return Err(ArchiveError::TooNew {
                        trace: self.id,
                        found: format,
                    });
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
                    "it is no entry that this program knows",
                ),
            }
            rest = after;
            position += 1;
        }
        Ok(())
    }

    /// Its number in its archive.
    pub fn id(&self) -> TraceId {
        self.id
    }

    /// The spine, if the beginning can be read.
    pub fn spine(&self) -> Option<&str> {
        match self.entries.first().map(|first| &first.entry) {
            Some(Entry::Began { spine, .. }) => Some(spine),
            _ => None,
        }
    }

    /// The entries that can be read, in order.
    pub fn entries(&self) -> &[Recorded] {
        &self.entries
    }

    /// The bytes of those entries: two traces are the same if these are.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What cannot be read, in order; empty for a trace that is whole.
    pub fn damage(&self) -> &[ArchiveError] {
        &self.damage
    }

    /// How many entries there are before the first that cannot be read.
    pub(crate) fn whole(&self) -> usize {
        let is_there = |(at, entry): &(usize, &Recorded)| entry.position == *at as u64;
        let whole = self.entries.iter().enumerate().take_while(is_there);
        whole.count()
    }
}

/// The first entry with its frame, and what comes after.
fn framed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_le_bytes(*bytes.first_chunk()?);
    bytes.split_at_checked(usize::try_from(length).ok()?.checked_add(4)?)
}
