//! Entries on their way into an archive.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use futures_util::FutureExt as _;
use organum_store::{Guarded, StoreError};

use crate::archive::{Archive, Block, Entry, FORMAT, TraceId};

/// A block of so many bytes is handed over: a little less than a power of two, as databases keep large
/// values in pages of that size.
const BLOCK: usize = 30 * 1024;

/// So is one that has waited for so long, in nanoseconds.
const AGE: u64 = 10_000_000;

/// Gathers entries in blocks.
pub(super) struct Writer {
    sink: Arc<Sink>,
    /// Has what was gathered waited for long?
    is_old: AtomicBool,
    /// When a block was handed over last.
    since: AtomicU64,
}

/// The archive, with what it does not have yet.
struct Sink {
    spine: &'static str,
    archive: Guarded<Arc<dyn Archive>>,
    trace: OnceLock<TraceId>,
    gathered: Mutex<Gathered>,
    /// Is there something to settle?
    is_due: AtomicBool,
    /// One at a time appends, so that blocks come in order.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Gathered {
    /// The block that entries are added to.
    block: Block,
    /// Those before, which are not in the archive yet.
    full: VecDeque<Arc<Block>>,
    /// Why the archive takes nothing any more.
    failed: Option<StoreError>,
}

impl Gathered {
    /// Nothing more is added to the block.
    fn seal(&mut self) {
        if self.block.entries > 0 {
            let next = Block {
                first: self.block.end(),
                ..Block::default()
            };
            let block = std::mem::replace(&mut self.block, next);
            self.full.push_back(Arc::new(block));
        }
    }
}

impl Sink {
    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seal(&self) {
        self.lock().seal();
    }

    /// Hands over all blocks that are full. A block stays here until the archive has it: when this is
    /// dropped, the next one begins with that block, which the archive then may have already.
    async fn send(&self) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        loop {
            let block = {
                let gathered = self.lock();
                if let Some(error) = &gathered.failed {
                    return Err(error.clone());
                }
                let Some(block) = gathered.full.front() else {
                    self.is_due.store(false, Ordering::Relaxed);
                    return Ok(());
                };
                Arc::clone(block)
            };
            let appended = self.append(&block).await;
            let mut gathered = self.lock();
            match appended {
                Ok(()) => {
                    gathered.full.pop_front();
                }
                Err(error) => {
                    // Every run is told, before it handles anything.
                    self.is_due.store(true, Ordering::Relaxed);
                    gathered.failed = Some(error);
                    gathered.full.clear();
                }
            }
        }
    }

    async fn append(&self, block: &Block) -> Result<(), StoreError> {
        let trace = match self.trace.get() {
            Some(trace) => *trace,
            None => {
                let begun = self.archive.begin().await?;
                *self.trace.get_or_init(|| begun)
            }
        };
        self.archive.append(trace, block).await
    }
}

impl Writer {
    pub(super) fn new(spine: &'static str, archive: Arc<dyn Archive>) -> Self {
        let sink = Sink {
            spine,
            archive: Guarded::new(archive.name(), archive),
            trace: OnceLock::new(),
            gathered: Mutex::default(),
            is_due: AtomicBool::new(false),
            turn: tokio::sync::Mutex::new(()),
        };
        Self {
            sink: Arc::new(sink),
            is_old: AtomicBool::new(false),
            since: AtomicU64::new(0),
        }
    }

    /// The number of the trace, once the archive gave it one.
    pub(super) fn trace(&self) -> Option<TraceId> {
        self.sink.trace.get().copied()
    }

    pub(super) fn write(&self, entry: &Entry<'_>) {
        let gathered = &mut *self.sink.lock();
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
                spine: self.sink.spine.into(),
            };
            began.write(&mut block.bytes);
            block.entries += 1;
        }
        entry.write(&mut block.bytes);
        block.entries += 1;
        if block.bytes.len() >= BLOCK {
            gathered.seal();
            self.sink.is_due.store(true, Ordering::Relaxed);
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
                self.sink.is_due.store(true, Ordering::Relaxed);
            }
        }
    }

    #[inline]
    pub(super) fn is_due(&self) -> bool {
        self.sink.is_due.load(Ordering::Relaxed)
    }

    pub(super) async fn hand_over(&self) -> Result<(), StoreError> {
        self.sink.seal();
        self.sink.send().await
    }

    pub(super) async fn settle(&self) -> Result<(), StoreError> {
        if self.is_old.swap(false, Ordering::Relaxed) {
            self.sink.seal();
        }
        self.sink.send().await
    }

    pub(super) async fn flush(&self) -> Result<(), StoreError> {
        self.hand_over().await?;
        self.sink.archive.flush().await
    }
}

/// What was gathered is handed over, also when a run was dropped. An archive that has no room takes it
/// in a task of its own.
impl Drop for Writer {
    fn drop(&mut self) {
        self.sink.seal();
        if self.sink.lock().full.is_empty() {
            return;
        }
        let sink = Arc::clone(&self.sink);
        let mut rest = Box::pin(async move {
            if let Err(error) = sink.send().await {
                tracing::error!(spine = sink.spine, "the end of a trace is lost: {error}");
            }
        });
        if rest.as_mut().now_or_never().is_some() {
            return;
        }
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(rest)),
            Err(_) => tracing::error!(
                spine = self.sink.spine,
                "the end of a trace is lost, as its archive has no room"
            ),
        }
    }
}
