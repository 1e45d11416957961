//! The writer of entries into an archive.

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

/// The size at which a block is appended: a little less than a power of two, since databases store large
/// values in pages of that size.
const BLOCK: usize = 30 * 1024;

/// The age at which a block is appended, in nanoseconds.
const AGE: u64 = 10_000_000;

/// A writer that collects entries in blocks.
pub(super) struct Writer {
    sink: Arc<Sink>,
    /// True if the oldest entry of the block has reached the age.
    is_old: AtomicBool,
    /// The time at which the age was last reached.
    since: AtomicU64,
}

/// The archive, and the entries that are not yet appended.
struct Sink {
    spine: &'static str,
    archive: Guarded<Arc<dyn Archive>>,
    trace: OnceLock<TraceId>,
    gathered: Mutex<Gathered>,
    /// True if a block has to be appended, or the archive has failed.
    is_due: AtomicBool,
    /// Held during an append, so that blocks are appended in order.
    appending: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Gathered {
    /// The current block.
    block: Block,
    /// The full blocks that are not yet in the archive.
    full: VecDeque<Arc<Block>>,
    /// The error after which nothing is appended.
    failed: Option<StoreError>,
}

impl Gathered {
    /// Ends the current block.
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

    /// Appends all full blocks. A block is kept until the archive has taken it: if the future is dropped, the
    /// next call appends the block again, and the archive drops the duplicate.
    async fn send(&self) -> Result<(), StoreError> {
        let _appending = self.appending.lock().await;
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
                    // Every later run fails before it handles an event.
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
            appending: tokio::sync::Mutex::new(()),
        };
        Self {
            sink: Arc::new(sink),
            is_old: AtomicBool::new(false),
            since: AtomicU64::new(0),
        }
    }

    /// Returns the number of the trace, after the archive has assigned it.
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

    /// Notes a reading of the clock.
    pub(super) fn passed(&self, now: u64) {
        let since = self.since.load(Ordering::Relaxed);
        if now.saturating_sub(since) >= AGE {
            self.since.store(now, Ordering::Relaxed);
            // The first reading has no predecessor.
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

    pub(super) async fn append_all(&self) -> Result<(), StoreError> {
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
        self.append_all().await?;
        self.sink.archive.flush().await
    }
}

/// Appends the remaining entries, also after a dropped run. If the archive has no room, a separate task waits
/// for it.
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
