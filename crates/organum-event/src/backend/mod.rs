//! Where events wait to be handled, if that is not the queue of one run: in memory, in a database, at
//! a broker.
//!
//! - [`Backend`]: the one trait. `conformance` is the suite that each passes.
//! - [`Message`], [`Delivery`]: an event on its way in, and on its way out.
//! - [`Settlement`]: what was done about a delivery, as one step.
//! - [`MemoryBackend`]: as long as the process lives, bounded or not.
//!
//! # What is promised
//!
//! Delivery is **at least once**: a message is delivered again when its lease lapses, or when it is
//! given back. What is done once is the *record*: a handler is recorded as done with a message once,
//! and what it emitted then is enqueued once. A handler may be called again if its process dies after
//! the call and before the record; an effect outside, such as a mail, is then repeated, unless the
//! handler asks by the [event's id](Event::id) whether it was done.

mod memory;
mod message;

use std::{future::ready, sync::Arc, time::Duration};

use organum_store::{Renewal, StoreError, StoreErrorKind, StoreFuture};
use uuid::Uuid;

#[cfg(test)]
pub(crate) use self::memory::State;
pub use self::{
    memory::MemoryBackend,
    message::{
        Carried, Delivery, Message, Metrics, QueueStatus, QueuedMessage, Receipt, Settlement, Then,
    },
};
#[cfg(doc)]
use super::Event;

/// Keeps events until they are handled.
///
/// A message that is pulled is *leased* to whoever pulled it: for the time of the
/// [`lease`](Self::lease), nobody else gets it. Whoever works longer [extends](Self::extend) it. A
/// lease that lapses makes the message available again, and its [`Receipt`] worthless.
///
/// # Order
/// Messages with one [key](Event::key) are first delivered in the order in which they were enqueued.
/// Other messages come in that order if nothing speaks against it.
///
/// # Repeated calls
/// Every call can be repeated with equal arguments, as answers may be lost: it changes nothing that the
/// first one did not, and answers the same. So [`enqueue`](Self::enqueue) takes a message once, and
/// [`settle`](Self::settle) answers an equal settlement of the same delivery as it answered the first
/// one. What a [`pull`](Self::pull) took whose answer was lost is delivered again once its lease has
/// lapsed. Each backend says how long it remembers, at least the length of a lease.
///
/// # Cancel safety
/// A future that is dropped has done what was asked, or nothing of it. What a [`pull`](Self::pull) had
/// taken when it was dropped is delivered again, at the latest once its lease has lapsed.
///
/// # Errors
/// A [`StoreError`]. One that is
/// [transient](organum_store::StoreError::is_transient) is worth a repeated call, and counts for the
/// breaker of a runtime.
pub trait Backend: Send + Sync + 'static {
    /// What it is called in errors and logs, such as `in memory`. No address, no password.
    fn name(&self) -> &'static str;

    /// How long a message is leased.
    fn lease(&self) -> Duration;

    /// Does what is in it outlive the process? Then a spine that shuts down leaves the rest where it
    /// is; else it works the rest off first.
    fn is_durable(&self) -> bool;

    /// Takes messages, in their order. It may wait until there is room.
    ///
    /// A message with the [id](Message::id) of one that is there is dropped, and so is one that was
    /// there lately: each backend says how long it remembers.
    ///
    /// # Errors
    /// The backend failed. Some of the messages may have been taken; to repeat the call is harmless.
    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()>;

    /// Takes messages as [`enqueue`](Self::enqueue) does, and does not wait for room: what hooks emit, what
    /// is redriven, and what handlers publish. They are called by whoever makes room, which would wait for
    /// itself.
    ///
    /// # Errors
    /// Those of [`enqueue`](Self::enqueue).
    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()>;

    /// Leases up to `limit` messages, as soon as there is one; at least one, whatever the limit. It
    /// returns none if there is none for the time of `wait`, and the caller asks again: nothing is
    /// there that the caller may have.
    ///
    /// # Errors
    /// The backend failed.
    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>>;

    /// Says that handlers begin with these deliveries. Each is leased for another [`lease`](Self::lease),
    /// counted from now, and is counted: a delivery that was pulled and never begun is no
    /// [delivery](Delivery::deliveries) of its message. The answers are in the order of the receipts, one for
    /// each. A delivery can begin more than once, and is counted once.
    ///
    /// # Errors
    /// The backend failed.
    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>>;

    /// Records what was done about a delivery, and takes what was emitted: all of it in one step.
    ///
    /// A backend that cannot do it in one step enqueues first and records then. A crash in between
    /// repeats the handler, which emits events with the same ids, and these are dropped.
    ///
    /// There is always room for what was emitted: a handler that waited for room would wait for
    /// handlers to make some, and so for itself.
    ///
    /// # Errors
    /// [`LeaseLost`](organum_store::StoreErrorKind::LeaseLost) if somebody else has the message or the
    /// delivery was settled otherwise, and nothing was done; or the backend failed. Once the lease has lapsed,
    /// a backend may refuse a settlement, or accept it until somebody else has the message.
    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()>;

    /// Leases messages for another [`lease`](Self::lease), counted from now. The answers are in the
    /// order of the receipts, one for each.
    ///
    /// # Errors
    /// The backend failed.
    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>>;

    /// Can it be reached, and does it work?
    ///
    /// # Errors
    /// It does not, and why.
    fn health(&self) -> StoreFuture<'_, ()>;

    /// How much is in it, and what it has done.
    ///
    /// # Errors
    /// The backend failed.
    fn metrics(&self) -> StoreFuture<'_, Metrics>;

    /// Lists the first messages in the queue, at most so many, in the order in which they are delivered if
    /// nothing speaks against it.
    ///
    /// # Errors
    /// [`Unsupported`](StoreErrorKind::Unsupported) if the backend cannot list, skip and clear; or it failed.
    fn list(&self, limit: usize) -> StoreFuture<'_, Vec<QueuedMessage>> {
        let _ = limit;
        unsupported(self.name(), "list its messages")
    }

    /// Removes a message, also one that is leased, whose settlement is refused then. One that is not there
    /// is no error.
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    fn skip(&self, id: Uuid) -> StoreFuture<'_, ()> {
        let _ = id;
        unsupported(self.name(), "skip a message")
    }

    /// Removes all messages, as [`skip`](Self::skip) removes one.
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    fn clear(&self) -> StoreFuture<'_, ()> {
        unsupported(self.name(), "clear its queue")
    }

    /// All of a message is done.
    ///
    /// # Errors
    /// Those of [`settle`](Self::settle).
    fn ack<'a>(&'a self, receipt: &'a Receipt) -> StoreFuture<'a, ()> {
        self.settle(receipt, Settlement::then(Then::Ack))
    }

    /// A message is given back, to be delivered again after a delay to those handlers that are not
    /// done with it. It goes behind those that wait, but for those with the same key.
    ///
    /// # Errors
    /// Those of [`settle`](Self::settle).
    fn nack<'a>(&'a self, receipt: &'a Receipt, delay: Duration) -> StoreFuture<'a, ()> {
        self.settle(receipt, Settlement::then(Then::Nack { delay }))
    }
}

fn unsupported<T: Send + 'static>(
    name: &'static str,
    operation: &'static str,
) -> StoreFuture<'static, T> {
    let error = StoreError::new(StoreErrorKind::Unsupported, name, operation);
    Box::pin(ready(Err(error)))
}

impl<B: Backend + ?Sized> Backend for Arc<B> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn lease(&self) -> Duration {
        (**self).lease()
    }

    fn is_durable(&self) -> bool {
        (**self).is_durable()
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        (**self).enqueue(messages)
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        (**self).enqueue_unbounded(messages)
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        (**self).pull(limit, wait)
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        (**self).begin(receipts)
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        (**self).settle(receipt, settlement)
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        (**self).extend(receipts)
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        (**self).health()
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        (**self).metrics()
    }

    fn list(&self, limit: usize) -> StoreFuture<'_, Vec<QueuedMessage>> {
        (**self).list(limit)
    }

    fn skip(&self, id: Uuid) -> StoreFuture<'_, ()> {
        (**self).skip(id)
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        (**self).clear()
    }
}
