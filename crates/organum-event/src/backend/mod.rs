//! Queues of events outside of a run: in memory, in a database, at a broker.
//!
//! - [`Backend`]: the trait of backends. `conformance` is the suite that each has to pass.
//! - [`Message`], [`Delivery`]: an event to be enqueued, and a message leased to a consumer.
//! - [`Settlement`]: the result of a delivery, recorded in one step.
//! - [`MemoryBackend`]: a backend in memory, bounded or not.
//!
//! # Guarantees
//!
//! Delivery is **at least once**: a message is redelivered when its lease expires, or when it is given
//! back. The *record* is made once: a handler is recorded once as completed for a message, and the
//! events that it emitted are enqueued once. A handler may be called again if its process dies after
//! the call and before the record; its external effects, such as a mail, are then repeated, unless the
//! handler uses the [event's id](Event::id) as an idempotency key.

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

/// A queue that keeps events until they are handled.
///
/// A pulled message is *leased* to the consumer that pulled it: until the [`lease`](Self::lease)
/// expires, no other consumer gets it. A consumer that works longer [extends](Self::extend) the lease. When
/// a lease expires, the message becomes available again, and its [`Receipt`] invalid.
///
/// # Order
/// Messages with one [key](Event::key) are first delivered in the order in which they were enqueued.
/// Other messages are usually delivered in that order, without a guarantee.
///
/// # Repeated calls
/// Every call can be repeated with equal arguments, as responses may be lost: the repeated call changes
/// nothing, and answers as the first one did. So [`enqueue`](Self::enqueue) takes a message once, and
/// [`settle`](Self::settle) answers an equal settlement of the same delivery as it answered the first
/// one. Messages of a [`pull`](Self::pull) whose response was lost are redelivered after their leases
/// have expired. Each backend documents how long it remembers a call: at least the length of a lease.
///
/// # Cancel safety
/// A dropped future has done all of its work or none of it. Messages that a dropped [`pull`](Self::pull)
/// had leased are redelivered, at the latest after their leases have expired.
///
/// # Errors
/// A [`StoreError`]. A [transient](organum_store::StoreError::is_transient) error means that the call can
/// be repeated, and counts for the circuit breaker of a runtime.
pub trait Backend: Send + Sync + 'static {
    /// Returns the name of the backend in errors and logs, such as `in memory`. It contains no address and no
    /// password.
    fn name(&self) -> &'static str;

    /// Returns the duration of a lease. A runtime asks once, when it is built.
    fn lease(&self) -> Duration;

    /// Returns true if the messages outlive the process. A spine that shuts down then leaves the remaining
    /// messages in the backend; otherwise it handles them first. A runtime asks once, when it is built.
    fn is_durable(&self) -> bool;

    /// Takes messages, in their order. The call may wait for room.
    ///
    /// A message with the [id](Message::id) of a queued or recently completed message is dropped. Each backend
    /// documents how long it remembers ids.
    ///
    /// # Errors
    /// The backend failed. Some of the messages may have been taken; the call can be repeated.
    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()>;

    /// Takes messages as [`enqueue`](Self::enqueue) does, but does not wait for room. It is used for the events
    /// of hooks, for redriven events, and for events published by handlers: their callers make room
    /// themselves, so waiting would be a deadlock.
    ///
    /// # Errors
    /// Those of [`enqueue`](Self::enqueue).
    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()>;

    /// Leases up to `limit` messages, at least one, as soon as a message is available. Returns an empty list
    /// if none becomes available within `wait`.
    ///
    /// # Errors
    /// The backend failed.
    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>>;

    /// Marks deliveries as begun by handlers. Each gets a new [`lease`](Self::lease), counted from now, and
    /// its message counts a [delivery](Delivery::deliveries): a delivery that was pulled but never begun is
    /// not counted. The results are in the order of the receipts. A delivery can begin more than once, and is
    /// counted once.
    ///
    /// # Errors
    /// The backend failed.
    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>>;

    /// Records the result of a delivery, and enqueues the emitted events, in one step.
    ///
    /// A backend that cannot do both in one step enqueues first, then records. After a crash in between the
    /// handler is called again, and emits events with the same ids, which are dropped.
    ///
    /// Emitted events never wait for room: a handler that waits for room would wait for its own end, which is
    /// what makes room.
    ///
    /// # Errors
    /// [`LeaseLost`](organum_store::StoreErrorKind::LeaseLost) if another consumer has the message or the
    /// delivery was settled differently, and nothing was changed; or the backend failed. After the lease has
    /// expired, a backend may refuse a settlement, or accept it until another consumer has the message.
    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()>;

    /// Renews leases: each lasts for another [`lease`](Self::lease), counted from now. The results are in the
    /// order of the receipts.
    ///
    /// # Errors
    /// The backend failed.
    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>>;

    /// Checks that the backend can be reached and works.
    ///
    /// # Errors
    /// The reason why it does not.
    fn health(&self) -> StoreFuture<'_, ()>;

    /// Returns the number of messages by status, and the counters of the backend.
    ///
    /// # Errors
    /// The backend failed.
    fn metrics(&self) -> StoreFuture<'_, Metrics>;

    /// Lists the first `limit` messages of the queue, in the order in which they are usually delivered.
    ///
    /// # Errors
    /// [`Unsupported`](StoreErrorKind::Unsupported) if the backend cannot list, skip and clear; or it failed.
    fn list(&self, limit: usize) -> StoreFuture<'_, Vec<QueuedMessage>> {
        let _ = limit;
        unsupported(self.name(), "list its messages")
    }

    /// Removes a message. A leased message is removed too, and its settlement is then refused. An unknown id
    /// is not an error.
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    fn skip(&self, id: Uuid) -> StoreFuture<'_, ()> {
        let _ = id;
        unsupported(self.name(), "skip a message")
    }

    /// Removes all messages, each as [`skip`](Self::skip) does.
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    fn clear(&self) -> StoreFuture<'_, ()> {
        unsupported(self.name(), "clear its queue")
    }

    /// Returns true if the messages are lost once this value is dropped. A shutdown then handles them first, including
    /// those that wait for a retry. By default these are the messages of every backend that is not
    /// [durable](Self::is_durable); the backend in memory returns false while another clone of it exists.
    fn is_sole_owner(&self) -> bool {
        !self.is_durable()
    }

    /// Removes and returns the messages that are lost once this value is dropped, each for its remaining
    /// [handlers](Message::handlers): none unless this value is their [sole owner](Self::is_sole_owner). A runtime
    /// that is shut down stores them as dead letters. A backend that keeps its messages uses this default, which
    /// returns none.
    fn take_unreachable(&self) -> Vec<Message> {
        Vec::new()
    }

    /// Acknowledges a message.
    ///
    /// # Errors
    /// Those of [`settle`](Self::settle).
    fn ack<'a>(&'a self, receipt: &'a Receipt) -> StoreFuture<'a, ()> {
        self.settle(receipt, Settlement::then(Then::Ack))
    }

    /// Gives a message back, to be redelivered after a delay to the handlers that have not completed. It is
    /// queued behind the waiting messages, except those with the same key.
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

    fn is_sole_owner(&self) -> bool {
        Self::strong_count(self) == 1 && (**self).is_sole_owner()
    }

    fn take_unreachable(&self) -> Vec<Message> {
        if Self::strong_count(self) > 1 {
            return Vec::new();
        }
        (**self).take_unreachable()
    }
}
