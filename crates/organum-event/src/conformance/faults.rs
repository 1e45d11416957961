//! The traits of this crate, implemented for stores with a fault.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use organum_store::{
    Guarded, Renewal, StoreFuture, StorePolicy,
    conformance::{Fault, Faulty},
};
use uuid::Uuid;

use super::super::{
    archive::{Archive, Block, TraceId},
    backend::{Backend, Delivery, Message, Metrics, QueuedMessage, Receipt, Settlement},
    cached::EmissionCache,
};
use crate::{
    key::Key,
    policy::{Backoff, Retry},
};

impl<B: Backend + ?Sized> Backend for Faulty<Arc<B>> {
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
        self.call("enqueue messages", move || self.inner().enqueue(messages))
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        self.call("enqueue messages", move || {
            self.inner().enqueue_unbounded(messages)
        })
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        self.call("pull messages", move || self.inner().pull(limit, wait))
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        self.call("begin with deliveries", move || {
            self.inner().begin(receipts)
        })
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        self.call("settle a delivery", move || {
            self.inner().settle(receipt, settlement)
        })
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        self.call("extend leases", move || self.inner().extend(receipts))
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        self.call("answer a health check", move || self.inner().health())
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        self.call("read its metrics", move || self.inner().metrics())
    }

    fn list(&self, limit: usize) -> StoreFuture<'_, Vec<QueuedMessage>> {
        self.call("list its messages", move || self.inner().list(limit))
    }

    fn skip(&self, id: Uuid) -> StoreFuture<'_, ()> {
        self.call("skip a message", move || self.inner().skip(id))
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        self.call("clear its queue", move || self.inner().clear())
    }
}

impl<A: Archive + ?Sized> Archive for Faulty<Arc<A>> {
    fn name(&self) -> &'static str {
        self.inner().name()
    }

    fn begin(&self) -> StoreFuture<'_, TraceId> {
        self.call("begin a trace", move || self.inner().begin())
    }

    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()> {
        self.call("append a block", move || self.inner().append(trace, block))
    }

    fn flush(&self) -> StoreFuture<'_, ()> {
        self.call("flush", move || self.inner().flush())
    }

    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>> {
        self.call("list its traces", move || self.inner().traces())
    }

    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>> {
        self.call("read a trace", move || self.inner().read(trace, from))
    }
}

impl<C: EmissionCache + ?Sized> EmissionCache for Faulty<Arc<C>> {
    fn name(&self) -> &'static str {
        self.inner().name()
    }

    fn get(&self, key: Key) -> StoreFuture<'_, Option<Arc<[u8]>>> {
        self.call("get emissions", move || self.inner().get(key))
    }

    fn put(&self, key: Key, emitted: Arc<[u8]>) -> StoreFuture<'_, ()> {
        self.call("put emissions", move || {
            self.inner().put(key, Arc::clone(&emitted))
        })
    }
}

/// Returns a store with a fault, behind retries without a delay.
pub(super) fn guarded<S>(store: S, fault: Fault) -> Guarded<Arc<Faulty<S>>> {
    const MANY: NonZeroU32 = NonZeroU32::new(1_000).expect("not zero");
    let policy = StorePolicy::default()
        .retry(Retry::new(MANY))
        .breaker(NonZeroU32::MAX, Backoff::None)
        .timeout(Duration::from_mins(1));
    Guarded::with("guarded", Arc::new(Faulty::new(store, fault)), policy)
}
