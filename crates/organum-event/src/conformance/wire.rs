//! A backend that delivers bytes, like one outside of the process.

use std::time::Duration;

use organum_store::{Renewal, StoreFuture};

use super::super::EncodeError;
use super::super::backend::{
    Backend, Carried, Delivery, MemoryBackend, Message, Metrics, Receipt, Settlement,
};

/// A backend in memory that delivers events as bytes, some of which are changed.
pub(crate) struct Wire {
    pub(crate) inner: MemoryBackend,
    pub(crate) spoil: fn(&mut Vec<u8>),
}

impl Backend for Wire {
    fn name(&self) -> &'static str {
        "wire"
    }

    fn lease(&self) -> Duration {
        self.inner.lease()
    }

    fn is_durable(&self) -> bool {
        true
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        self.inner.enqueue(messages)
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        self.inner.enqueue_unbounded(messages)
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        self.inner.begin(receipts)
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        Box::pin(async move {
            let mut pulled = self.inner.pull(limit, wait).await?;
            for delivery in &mut pulled {
                if let Carried::Event(event) = &delivery.carried {
                    let encoded = event.encode();
                    let in_store = |error: EncodeError| error.in_store("wire", "pull messages");
                    let mut bytes = encoded.map_err(in_store)?;
                    (self.spoil)(&mut bytes);
                    delivery.carried = Carried::Bytes(bytes);
                }
            }
            Ok(pulled)
        })
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        self.inner.settle(receipt, settlement)
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        self.inner.extend(receipts)
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        self.inner.health()
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        self.inner.metrics()
    }
}
