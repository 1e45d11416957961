//! An archive in memory.

use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Archive, ArchiveError, ArchiveFuture, Block, TraceId};

/// Keeps traces as long as the process lives. Clones share them.
#[derive(Clone, Default)]
pub struct InMemory(Arc<Mutex<Traces>>);

#[derive(Default)]
struct Traces {
    last: u64,
    blocks: BTreeMap<TraceId, Vec<Block>>,
}

impl InMemory {
    /// An empty archive.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Traces> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Archive for InMemory {
    fn begin(&self) -> TraceId {
        let mut traces = self.lock();
        traces.last += 1;
        TraceId(traces.last)
    }

    fn append(&self, trace: TraceId, block: Block) -> Result<(), ArchiveError> {
        self.lock().blocks.entry(trace).or_default().push(block);
        Ok(())
    }

    fn room(&self) -> ArchiveFuture<'_, ()> {
        Box::pin(ready(Ok(())))
    }

    fn flush(&self) -> ArchiveFuture<'_, ()> {
        Box::pin(ready(Ok(())))
    }

    fn traces(&self) -> ArchiveFuture<'_, Vec<TraceId>> {
        let traces = self.lock().blocks.keys().copied().collect();
        Box::pin(ready(Ok(traces)))
    }

    fn read(&self, trace: TraceId, from: u64) -> ArchiveFuture<'_, Option<Block>> {
        let traces = self.lock();
        let found = match traces.blocks.get(&trace) {
            Some(blocks) => {
                let at =
                    blocks.partition_point(|block| block.first + u64::from(block.entries) <= from);
                Ok(blocks.get(at).cloned())
            }
            None => Err(ArchiveError::NoSuchTrace(trace)),
        };
        Box::pin(ready(found))
    }
}
