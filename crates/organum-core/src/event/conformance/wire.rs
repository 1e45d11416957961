//! A backend that carries bytes, as one outside the process does.

use std::time::Duration;

use super::super::backend::{
    Backend, BackendFuture, Carried, Delivery, InMemory, Message, Metrics, Receipt, Settlement,
};

/// In memory, but events leave as bytes, and some are spoilt on the way.
pub(crate) struct Wire {
    pub(crate) inner: InMemory,
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

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> BackendFuture<'a, ()> {
        self.inner.enqueue(messages)
    }

    fn pull(&self, limit: usize) -> BackendFuture<'_, Vec<Delivery>> {
        Box::pin(async move {
            let mut pulled = self.inner.pull(limit).await?;
            for delivery in &mut pulled {
                if let Carried::Event(event) = &delivery.carried {
                    let mut bytes = event.encode()?;
                    (self.spoil)(&mut bytes);
                    delivery.carried = Carried::Bytes(bytes);
                }
            }
            Ok(pulled)
        })
    }

    fn settle<'a>(&'a self, receipt: Receipt, settlement: Settlement<'a>) -> BackendFuture<'a, ()> {
        self.inner.settle(receipt, settlement)
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> BackendFuture<'a, ()> {
        self.inner.extend(receipts)
    }

    fn health(&self) -> BackendFuture<'_, ()> {
        self.inner.health()
    }

    fn metrics(&self) -> BackendFuture<'_, Metrics> {
        self.inner.metrics()
    }
}
