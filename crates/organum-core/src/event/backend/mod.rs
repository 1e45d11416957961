//! Where events wait to be handled, if that is not the queue of one run: in memory, in a database, at
//! a broker.
//!
//! - [`Backend`]: the one trait. [`conformance`](super::conformance) is the suite that each passes.
//! - [`Message`], [`Delivery`]: an event on its way in, and on its way out.
//! - [`Settlement`]: what was done about a delivery, as one step.
//! - [`InMemory`]: as long as the process lives, bounded or not.
//!
//! # What is promised
//!
//! Delivery is **at least once**: a message is delivered again when its lease lapses, or when it is
//! given back. What is done once is the *record*: a handler is recorded as done with a message once,
//! and what it emitted then is enqueued once. A handler may be called again if its process dies after
//! the call and before the record; an effect outside, such as a mail, is then repeated, unless the
//! handler asks by the [event's id](Event::id) whether it was done.

mod error;
mod memory;
mod message;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

pub use self::{
    error::BackendError,
    memory::InMemory,
    message::{Carried, Delivery, Message, Metrics, Receipt, Settlement, Then},
};
#[cfg(doc)]
use super::Event;

/// A future of a backend.
pub type BackendFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BackendError>> + Send + 'a>>;

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
/// # Cancel safety
/// A future that is dropped has done what was asked, or nothing of it, and all calls can be repeated.
/// What a [`pull`](Self::pull) had taken when it was dropped is delivered again, at the latest once
/// its lease has lapsed.
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
    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> BackendFuture<'a, ()>;

    /// Waits until there is a message, and leases up to `limit` of them; at least one, whatever the
    /// limit.
    ///
    /// # Errors
    /// The backend failed.
    fn pull(&self, limit: usize) -> BackendFuture<'_, Vec<Delivery>>;

    /// Records what was done about a delivery, and takes what was emitted: all of it in one step.
    ///
    /// A backend that cannot do it in one step enqueues first and records then. A crash in between
    /// repeats the handler, which emits events with the same ids, and these are dropped.
    ///
    /// There is always room for what was emitted: a handler that waited for room would wait for
    /// handlers to make some, and so for itself.
    ///
    /// # Errors
    /// [`BackendError::Lapsed`] if the lease has lapsed, and nothing was done; or the backend failed.
    fn settle<'a>(&'a self, receipt: Receipt, settlement: Settlement<'a>) -> BackendFuture<'a, ()>;

    /// Leases messages for another [`lease`](Self::lease), counted from now. Those whose lease has
    /// lapsed are passed over: their settlement says so.
    ///
    /// # Errors
    /// The backend failed.
    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> BackendFuture<'a, ()>;

    /// Can it be reached, and does it work?
    ///
    /// # Errors
    /// It does not, and why.
    fn health(&self) -> BackendFuture<'_, ()>;

    /// How much is in it, and what it has done.
    ///
    /// # Errors
    /// The backend failed.
    fn metrics(&self) -> BackendFuture<'_, Metrics>;

    /// All of a message is done.
    ///
    /// # Errors
    /// Those of [`settle`](Self::settle).
    fn ack(&self, receipt: Receipt) -> BackendFuture<'_, ()> {
        self.settle(receipt, Settlement::then(Then::Ack))
    }

    /// A message is given back, to be delivered again after a delay to those handlers that are not
    /// done with it. It goes behind those that wait, but for those with the same key.
    ///
    /// # Errors
    /// Those of [`settle`](Self::settle).
    fn nack(&self, receipt: Receipt, delay: Duration) -> BackendFuture<'_, ()> {
        self.settle(receipt, Settlement::then(Then::Nack { delay }))
    }
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

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> BackendFuture<'a, ()> {
        (**self).enqueue(messages)
    }

    fn pull(&self, limit: usize) -> BackendFuture<'_, Vec<Delivery>> {
        (**self).pull(limit)
    }

    fn settle<'a>(&'a self, receipt: Receipt, settlement: Settlement<'a>) -> BackendFuture<'a, ()> {
        (**self).settle(receipt, settlement)
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> BackendFuture<'a, ()> {
        (**self).extend(receipts)
    }

    fn health(&self) -> BackendFuture<'_, ()> {
        (**self).health()
    }

    fn metrics(&self) -> BackendFuture<'_, Metrics> {
        (**self).metrics()
    }
}
