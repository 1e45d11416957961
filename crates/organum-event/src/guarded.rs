//! Backends, archives and caches behind a circuit breaker and a time limit.

use std::{sync::Arc, time::Duration};

use organum_store::{
    CallKind::{Essential, Ordinary, Waiting, WaitingUpTo},
    Guarded, Renewal, StoreFuture,
};
use uuid::Uuid;

use super::{
    archive::{Archive, Block, TraceId},
    backend::{Backend, Delivery, Message, Metrics, QueuedMessage, Receipt, Settlement},
    cached::EmissionCache,
};
use crate::key::Key;

/// The time for which an archive may wait for room, or write the blocks that it was given before.
const ARCHIVE: Duration = Duration::from_secs(30);

impl<B: Backend + ?Sized> Backend for Guarded<Arc<B>> {
    fn name(&self) -> &'static str {
        self.inner().name()
    }

    fn lease(&self) -> Duration {
        self.inner().lease()
    }

    fn is_durable(&self) -> bool {
        self.inner().is_durable()
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        let call = move || self.inner().enqueue(messages);
        Box::pin(self.call(Waiting, "enqueue messages", call))
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        let call = move || self.inner().enqueue_unbounded(messages);
        Box::pin(self.call(Ordinary, "enqueue messages", call))
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        let call = move || self.inner().pull(limit, wait);
        Box::pin(self.call(WaitingUpTo(wait), "pull messages", call))
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        let call = move || self.inner().begin(receipts);
        Box::pin(self.call(Essential, "begin with deliveries", call))
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        let call = move || self.inner().settle(receipt, settlement);
        Box::pin(self.call(Essential, "settle a delivery", call))
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        let call = move || self.inner().extend(receipts);
        Box::pin(self.call(Essential, "extend leases", call))
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        let call = move || self.inner().health();
        Box::pin(self.call(Ordinary, "answer a health check", call))
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        let call = move || self.inner().metrics();
        Box::pin(self.call(Ordinary, "read its metrics", call))
    }

    fn list(&self, limit: usize) -> StoreFuture<'_, Vec<QueuedMessage>> {
        let call = move || self.inner().list(limit);
        Box::pin(self.call(Ordinary, "list its messages", call))
    }

    fn skip(&self, id: Uuid) -> StoreFuture<'_, ()> {
        let call = move || self.inner().skip(id);
        Box::pin(self.call(Ordinary, "skip a message", call))
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        let call = move || self.inner().clear();
        Box::pin(self.call(Ordinary, "clear its queue", call))
    }
}

impl<A: Archive + ?Sized> Archive for Guarded<Arc<A>> {
    fn name(&self) -> &'static str {
        self.inner().name()
    }

    fn begin(&self) -> StoreFuture<'_, TraceId> {
        let call = move || self.inner().begin();
        Box::pin(self.call(Ordinary, "begin a trace", call))
    }

    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()> {
        let call = move || self.inner().append(trace, block);
        Box::pin(self.call(WaitingUpTo(ARCHIVE), "append a block", call))
    }

    fn flush(&self) -> StoreFuture<'_, ()> {
        let call = move || self.inner().flush();
        Box::pin(self.call(WaitingUpTo(ARCHIVE), "flush", call))
    }

    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>> {
        let call = move || self.inner().traces();
        Box::pin(self.call(Ordinary, "list its traces", call))
    }

    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>> {
        let call = move || self.inner().read(trace, from);
        Box::pin(self.call(Ordinary, "read a trace", call))
    }
}

impl<C: EmissionCache + ?Sized> EmissionCache for Guarded<Arc<C>> {
    fn name(&self) -> &'static str {
        self.inner().name()
    }

    fn get(&self, key: Key) -> StoreFuture<'_, Option<Arc<[u8]>>> {
        let call = move || self.inner().get(key);
        Box::pin(self.call(Ordinary, "get emissions", call))
    }

    fn put(&self, key: Key, emitted: Arc<[u8]>) -> StoreFuture<'_, ()> {
        let call = move || self.inner().put(key, Arc::clone(&emitted));
        Box::pin(self.call(Ordinary, "put emissions", call))
    }
}
