//! An archive in memory.

use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use organum_store::{StoreError, StoreErrorKind, StoreFuture};

use super::{Archive, Block, NoSuchTrace, TraceId};

const NAME: &str = "in memory";

/// An archive in memory, which keeps traces until the process ends. Clones share them.
#[derive(Clone, Default)]
pub struct MemoryArchive(Arc<Mutex<Traces>>);

#[derive(Default)]
struct Traces {
    last: u64,
    blocks: BTreeMap<TraceId, Vec<Block>>,
}

impl Traces {
    fn append(&mut self, trace: TraceId, block: &Block) -> Result<(), StoreError> {
        self.last = self.last.max(trace.0);
        let blocks = self.blocks.entry(trace).or_default();
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
        blocks.insert(at, block.clone());
        Ok(())
    }

    fn read(&self, trace: TraceId, from: u64) -> Result<Option<Block>, StoreError> {
        let blocks = self.blocks.get(&trace);
        let blocks = blocks.ok_or_else(|| NoSuchTrace(trace).in_store(NAME))?;
        let at = blocks.partition_point(|block| block.end() <= from);
        Ok(blocks.get(at).cloned())
    }
}

impl MemoryArchive {
    /// Returns an empty archive.
    pub fn new() -> Self {
        Self::default()
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
        Box::pin(async { Ok(self.lock().blocks.keys().copied().collect()) })
    }

    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>> {
        Box::pin(async move { self.lock().read(trace, from) })
    }
}
