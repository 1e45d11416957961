//! Entries on their way into an archive.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use crate::event::archive::{Archive, ArchiveError, Block, Entry, FORMAT, TraceId};

/// A block of so many bytes is handed over: a little less than a power of two, as databases keep large
/// values in pages of that size.
const BLOCK: usize = 30 * 1024;

/// So is one that has waited for so long, in nanoseconds.
const AGE: u64 = 10_000_000;

/// Gathers entries in blocks.
pub(super) struct Writer {
    spine: &'static str,
    archive: Arc<dyn Archive>,
    trace: TraceId,
    gathered: Mutex<Gathered>,
    /// Is there something to settle?
    is_due: AtomicBool,
    /// Has what was gathered waited for long?
    is_old: AtomicBool,
    /// When a block was handed over last.
    since: AtomicU64,
}

struct Gathered {
    block: Block,
    /// Why the archive takes nothing any more.
    failed: Option<ArchiveError>,
}

impl Writer {
    pub(super) fn new(spine: &'static str, archive: Arc<dyn Archive>) -> Self {
        Self {
            spine,
            trace: archive.begin(),
            archive,
            gathered: Mutex::new(Gathered {
                block: Block::default(),
                failed: None,
            }),
            is_due: AtomicBool::new(false),
            is_old: AtomicBool::new(false),
            since: AtomicU64::new(0),
        }
    }

    pub(super) fn trace(&self) -> TraceId {
        self.trace
    }

    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self, entry: &Entry<'_>) {
        let gathered = &mut *self.lock();
        if gathered.failed.is_some() {
            return;
        }
        let block = &mut gathered.block;
        if block.bytes.is_empty() {
            block.bytes.reserve(BLOCK + 2 * 1024);
        }
        if block.first == 0 && block.entries == 0 {
            let began = Entry::Began {
                format: FORMAT,
                spine: self.spine.into(),
            };
            began.write(&mut block.bytes);
            block.entries += 1;
        }
        entry.write(&mut block.bytes);
        block.entries += 1;
        if block.bytes.len() >= BLOCK {
            self.is_due.store(true, Ordering::Relaxed);
            // A failure is told to the run, which settles soon or ends.
            let _ = self.append(gathered);
        }
    }

    /// The clock was read.
    pub(super) fn passed(&self, now: u64) {
        let since = self.since.load(Ordering::Relaxed);
        if now.saturating_sub(since) >= AGE {
            self.since.store(now, Ordering::Relaxed);
            // The first reading is no wait.
            if since != 0 {
                self.is_old.store(true, Ordering::Relaxed);
                self.is_due.store(true, Ordering::Relaxed);
            }
        }
    }

    #[inline]
    pub(super) fn is_due(&self) -> bool {
        self.is_due.load(Ordering::Relaxed)
    }

    pub(super) fn hand_over(&self) -> Result<(), ArchiveError> {
        self.is_due.store(false, Ordering::Relaxed);
        self.append(&mut self.lock())
    }

    fn append(&self, gathered: &mut Gathered) -> Result<(), ArchiveError> {
        if let Some(error) = &gathered.failed {
            self.is_due.store(true, Ordering::Relaxed);
            return Err(error.clone());
        }
        if gathered.block.entries == 0 {
            return Ok(());
        }
        let next = Block {
            first: gathered.block.first + u64::from(gathered.block.entries),
            ..Block::default()
        };
        let block = std::mem::replace(&mut gathered.block, next);
        self.archive.append(self.trace, block).inspect_err(|error| {
            gathered.failed = Some(error.clone());
            // Every run is told, before it handles anything.
            self.is_due.store(true, Ordering::Relaxed);
        })
    }

    pub(super) async fn settle(&self) -> Result<(), ArchiveError> {
        self.is_due.store(false, Ordering::Relaxed);
        if self.is_old.swap(false, Ordering::Relaxed) {
            self.append(&mut self.lock())?;
        } else if let Some(error) = &self.lock().failed {
            self.is_due.store(true, Ordering::Relaxed);
            return Err(error.clone());
        }
        self.archive.room().await
    }

    pub(super) async fn flush(&self) -> Result<(), ArchiveError> {
        self.hand_over()?;
        self.archive.flush().await
    }
}

/// What was gathered is handed over, also when a run was dropped.
impl Drop for Writer {
    fn drop(&mut self) {
        if let Err(error) = self.hand_over() {
            tracing::error!(trace = self.trace.0, "the end of a trace is lost: {error}");
        }
    }
}
