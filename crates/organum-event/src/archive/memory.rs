//! An archive in memory.

use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use organum_store::{MemoryBounds, StoreError, StoreErrorKind, StoreFuture};

use super::{Archive, Block, NoSuchTrace, TraceId};

const NAME: &str = "in memory";

/// An archive in memory, which keeps traces until the process ends. Clones share them.
///
/// By default the archive holds at most 10 000 traces and 256 MiB, and drops the oldest traces for newer blocks.
/// The drops are counted, and the first, the second, the fourth and so on are logged as warnings. A trace that was
/// dropped while it was recorded, or that is too long by itself, takes no more blocks: its run fails.
///
/// ```
/// use organum::{event::archive::MemoryArchive, store::MemoryBounds};
///
/// assert_eq!(MemoryArchive::new().dropped(), 0);
/// // Never drops a trace:
/// MemoryArchive::bounded(MemoryBounds::UNBOUNDED);
/// ```
#[derive(Clone)]
pub struct MemoryArchive(Arc<Mutex<Traces>>);

/// The bounds of [`MemoryArchive::new`].
const BOUNDS: MemoryBounds = MemoryBounds::UNBOUNDED.records(10_000).bytes(256 << 20);

struct Traces {
    bounds: MemoryBounds,
    last: u64,
    by_id: BTreeMap<TraceId, Recorded>,
    /// The bytes of all blocks.
    bytes: usize,
    dropped: u64,
    /// The newest trace that was dropped: an older one that is not there was dropped too.
    newest_dropped: Option<TraceId>,
}

/// The blocks of one trace.
#[derive(Default)]
struct Recorded {
    blocks: Vec<Block>,
    /// The bytes of these blocks.
    bytes: usize,
}

impl Default for MemoryArchive {
    fn default() -> Self {
        Self::new()
    }
}

impl Traces {
    fn append(&mut self, trace: TraceId, block: &Block) -> Result<(), StoreError> {
        self.last = self.last.max(trace.0);
        if self.newest_dropped >= Some(trace) && !self.by_id.contains_key(&trace) {
            return Err(NoSuchTrace(trace).in_store(NAME));
        }
        let recorded = self.by_id.get(&trace);
        let (blocks, bytes) = recorded.map_or((&[][..], 0), |trace| (&trace.blocks, trace.bytes));
        let at = blocks.partition_point(|before| before.first < block.first);
        if blocks.get(at) == Some(block) {
            return Ok(());
        }
        let begins_late = at > 0 && block.first < blocks[at - 1].end();
        let ends_late = blocks.get(at).is_some_and(|next| next.first < block.end());
        if begins_late || ends_late {
            return Err(StoreError::new(
                StoreErrorKind::Conflict,
                NAME,
                "append a block",
            ));
        }
        let length = block.bytes.len();
        if bytes + length > self.bounds.max_bytes() {
            let error = StoreError::new(StoreErrorKind::TooLarge, NAME, "append a block");
            return Err(error.with_detail(format!("trace {trace}")));
        }
        let recorded = self.by_id.entry(trace).or_default();
        recorded.blocks.insert(at, block.clone());
        recorded.bytes += length;
        self.bytes += length;
        self.drop_oldest(trace);
        Ok(())
    }

    /// Drops the oldest traces while the bounds are exceeded, but not the trace that is being recorded.
    fn drop_oldest(&mut self, recorded: TraceId) {
        while !self.bounds.are_kept_by(self.by_id.len(), self.bytes) {
            let mut others = self.by_id.keys().filter(|id| **id != recorded);
            let Some(oldest) = others.next().copied() else {
                break;
            };
            self.drop_trace(oldest);
        }
    }

    fn drop_trace(&mut self, id: TraceId) {
        let trace = self.by_id.remove(&id).unwrap_or_default();
        self.bytes -= trace.bytes;
        self.newest_dropped = self.newest_dropped.max(Some(id));
        self.dropped += 1;
        if self.dropped.is_power_of_two() {
            tracing::warn!(
                trace = %id,
                dropped = self.dropped,
                "the archive in memory is full: the oldest traces are dropped"
            );
        }
    }

    fn read(&self, trace: TraceId, from: u64) -> Result<Option<Block>, StoreError> {
        let recorded = self.by_id.get(&trace);
        let blocks = &recorded
            .ok_or_else(|| NoSuchTrace(trace).in_store(NAME))?
            .blocks;
        let at = blocks.partition_point(|block| block.end() <= from);
        Ok(blocks.get(at).cloned())
    }
}

impl MemoryArchive {
    /// Returns an empty archive of at most 10 000 traces and 256 MiB, which drops the oldest traces for newer
    /// blocks.
    pub fn new() -> Self {
        Self::bounded(BOUNDS)
    }

    /// Creates an empty archive with these bounds: a record is a trace.
    pub fn bounded(bounds: MemoryBounds) -> Self {
        Self(Arc::new(Mutex::new(Traces {
            bounds,
            last: 0,
            by_id: BTreeMap::new(),
            bytes: 0,
            dropped: 0,
            newest_dropped: None,
        })))
    }

    /// Returns the number of traces that were dropped because the archive was full.
    pub fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    fn lock(&self) -> MutexGuard<'_, Traces> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Archive for MemoryArchive {
    fn name(&self) -> &'static str {
        NAME
    }

    fn begin(&self) -> StoreFuture<'_, TraceId> {
        Box::pin(async {
            let mut traces = self.lock();
            traces.last += 1;
            Ok(TraceId(traces.last))
        })
    }

    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.lock().append(trace, block) })
    }

    fn flush(&self) -> StoreFuture<'_, ()> {
        Box::pin(ready(Ok(())))
    }

    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>> {
        Box::pin(async { Ok(self.lock().by_id.keys().copied().collect()) })
    }

    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>> {
        Box::pin(async move { self.lock().read(trace, from) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(first: u64, bytes: usize) -> Block {
        Block {
            first,
            entries: 1,
            bytes: vec![0; bytes],
        }
    }

    #[tokio::test]
    async fn the_oldest_traces_are_dropped_and_counted() {
        let archive = MemoryArchive::bounded(BOUNDS.records(2));
        for number in 1..=4 {
            let trace = archive.begin().await.expect("a number");
            assert_eq!(trace, TraceId(number));
            archive.append(trace, &block(0, 10)).await.expect("room");
        }
        let traces = archive.traces().await.expect("a list");
        assert_eq!(traces, [TraceId(3), TraceId(4)]);
        assert_eq!(archive.dropped(), 2);
        let gone = archive.read(TraceId(1), 0).await;
        assert!(gone.is_err(), "it was dropped");
        let refused = archive.append(TraceId(2), &block(1, 10)).await;
        assert!(refused.is_err(), "a trace without its beginning is none");
    }

    #[tokio::test]
    async fn bytes_are_bounded_also_those_of_one_trace() {
        let archive = MemoryArchive::bounded(BOUNDS.bytes(100));
        for (trace, first, bytes) in [(1, 0, 60), (2, 0, 30), (2, 1, 30)] {
            let appended = archive.append(TraceId(trace), &block(first, bytes)).await;
            appended.expect("another trace is dropped");
        }
        assert_eq!(archive.traces().await.expect("a list"), [TraceId(2)]);
        let refused = archive.append(TraceId(2), &block(2, 60)).await;
        let refused = refused.expect_err("it is too long");
        assert_eq!(refused.kind(), StoreErrorKind::TooLarge);
        assert_eq!(archive.dropped(), 1);
    }
}
