//! A backend in memory of which a test changes some calls.

use std::time::Duration;

use organum::{
    event::backend::{Backend, Delivery, MemoryBackend, Message, Metrics, Receipt, Settlement},
    store::{Renewal, StoreFuture},
};

/// The changes of a test to a backend in memory.
pub trait Change: Send + Sync + 'static {
    /// Returns the backend, which gets all calls that the change passes on.
    fn inner(&self) -> &MemoryBackend;

    /// Returns true if the backend claims to outlive the process.
    fn is_durable(&self) -> bool {
        false
    }

    /// Changes any call: `call` is the name of the function, and `answer` passes it on.
    fn around<'a, T: Send + 'a>(
        &'a self,
        call: &'static str,
        answer: impl FnOnce() -> StoreFuture<'a, T> + Send + 'a,
    ) -> StoreFuture<'a, T> {
        let _ = call;
        answer()
    }

    /// Changes both functions that enqueue messages.
    fn enqueue<'a>(&'a self, messages: &'a [Message], waits: bool) -> StoreFuture<'a, ()> {
        if waits {
            self.inner().enqueue(messages)
        } else {
            self.inner().enqueue_unbounded(messages)
        }
    }

    /// Changes pulls.
    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        self.inner().pull(limit, wait)
    }
}

/// A backend in memory with changes.
#[derive(Clone)]
pub struct Changed<C>(pub C);

impl<C: Change> Backend for Changed<C> {
    fn name(&self) -> &'static str {
        "changed"
    }

    fn lease(&self) -> Duration {
        self.0.inner().lease()
    }

    fn is_durable(&self) -> bool {
        self.0.is_durable()
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        let answer = move || self.0.enqueue(messages, true);
        self.0.around("enqueue", answer)
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        let answer = move || self.0.enqueue(messages, false);
        self.0.around("enqueue_unbounded", answer)
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        let answer = move || self.0.pull(limit, wait);
        self.0.around("pull", answer)
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        let answer = move || self.0.inner().begin(receipts);
        self.0.around("begin", answer)
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        let answer = move || self.0.inner().settle(receipt, settlement);
        self.0.around("settle", answer)
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        let answer = move || self.0.inner().extend(receipts);
        self.0.around("extend", answer)
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        let answer = move || self.0.inner().health();
        self.0.around("health", answer)
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        let answer = move || self.0.inner().metrics();
        self.0.around("metrics", answer)
    }
}
