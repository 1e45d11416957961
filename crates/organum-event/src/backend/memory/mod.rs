//! A backend in memory.

mod state;
#[cfg(test)]
mod tests;

use std::{
    future::ready,
    num::NonZeroUsize,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::future::select;
use organum_store::{Renewal, StoreError, StoreErrorKind, StoreFuture, lease_length};
use tokio::{sync::Notify, time::Instant};
use uuid::Uuid;

pub(crate) use self::state::State;
use super::{Backend, Delivery, Message, Metrics, QueuedMessage, Receipt, Settlement};

const NAME: &str = "in memory";

/// A backend in memory, which keeps events without encoding them until the process ends. Clones share its
/// messages.
///
/// By default publishers wait while there are [100 000](Self::MESSAGES) messages that are not done. Nothing is
/// dropped.
///
/// The order is first in, first out. A message with a key is not delivered before the earlier messages with
/// that key are acknowledged. The backend remembers the ids of the last 100 000 completed messages and the
/// settlements of the last 100 000 deliveries.
///
/// ```
/// use organum::event::backend::{Backend, MemoryBackend};
/// use std::{num::NonZeroUsize, time::Duration};
///
/// let backend = MemoryBackend::bounded(NonZeroUsize::new(1000).unwrap()).with_lease(Duration::from_secs(5));
/// assert_eq!(backend.lease(), Duration::from_secs(5));
/// assert!(!backend.is_durable());
/// ```
#[derive(Clone)]
pub struct MemoryBackend {
    shared: Arc<Shared>,
    lease: Duration,
}

struct Shared {
    state: Mutex<State>,
    /// The number of messages at which publishers wait.
    capacity: Option<NonZeroUsize>,
    /// Notified when a message can be pulled, or earlier than was known.
    work: Notify,
    /// Notified when there is room.
    room: Notify,
}

impl Default for MemoryBackend {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryBackend {
    /// The number of messages at which publishers to a backend made by [`new`](Self::new) wait.
    pub const MESSAGES: NonZeroUsize = NonZeroUsize::new(100_000).expect("not zero");

    /// The default duration of a lease: 30 s.
    pub const LEASE: Duration = Duration::from_secs(30);

    /// Returns a backend that is [bounded](Self::bounded) to [`MESSAGES`](Self::MESSAGES) messages.
    pub fn new() -> Self {
        Self::bounded(Self::MESSAGES)
    }

    /// Creates a backend in which publishers never wait, and which grows until memory is exhausted.
    pub fn unbounded() -> Self {
        Self::with_capacity(None)
    }

    /// Returns a backend in which publishers wait while this many messages are not acknowledged.
    ///
    /// Events that handlers emit are always taken: a handler that waits for room would wait for its own end,
    /// which is what makes room.
    pub fn bounded(messages: NonZeroUsize) -> Self {
        Self::with_capacity(Some(messages))
    }

    fn with_capacity(capacity: Option<NonZeroUsize>) -> Self {
        let shared = Shared {
            state: Mutex::new(State::default()),
            capacity,
            work: Notify::new(),
            room: Notify::new(),
        };
        Self {
            shared: Arc::new(shared),
            lease: Self::LEASE,
        }
    }

    /// Sets the duration of leases for consumers that pull through this clone: at least 10 ms, at most a year.
    /// The default is [`LEASE`](Self::LEASE).
    #[must_use]
    pub fn with_lease(self, lease: Duration) -> Self {
        let lease = lease_length(lease);
        Self { lease, ..self }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        let state = self.shared.state.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }

    /// Expires a lease early, as if its holder had died.
    #[cfg(any(test, feature = "conformance"))]
    pub(crate) fn lapse(&self, receipt: &Receipt) {
        if self.state().lapse(receipt) {
            self.shared.work.notify_waiters();
        }
    }

    /// Takes messages, each as soon as there is room for it.
    async fn enqueue_all(&self, messages: &[Message]) {
        for message in messages {
            let mut room = pin!(self.shared.room.notified());
            loop {
                // From here on, no notification is missed.
                room.as_mut().enable();
                {
                    let mut state = self.state();
                    if self.has_room(&state) || state.knows(message.id()) {
                        state.insert(message.clone());
                        self.notify_room(&state);
                        break;
                    }
                }
                room.as_mut().await;
                room.set(self.shared.room.notified());
            }
            self.shared.work.notify_waiters();
        }
    }

    fn has_room(&self, state: &State) -> bool {
        let capacity = self.shared.capacity.map_or(usize::MAX, NonZeroUsize::get);
        state.len() < capacity
    }

    /// Notifies one waiting publisher if there is room; that one notifies the next if there is more.
    fn notify_room(&self, state: &State) {
        if self.shared.capacity.is_some() && self.has_room(state) {
            self.shared.room.notify_one();
        }
    }

    fn each(
        &self,
        receipts: &[Receipt],
        renew: impl Fn(&mut State, &Receipt, Instant) -> bool,
    ) -> Vec<Renewal> {
        let (mut state, now) = (self.state(), Instant::now());
        let renewed = receipts.iter().map(|receipt| {
            if renew(&mut state, receipt, now) {
                Renewal::Renewed
            } else {
                Renewal::Lost
            }
        });
        renewed.collect()
    }

    async fn pull_some(&self, limit: usize, wait: Duration) -> Vec<Delivery> {
        let end = Instant::now().checked_add(wait);
        let mut work = pin!(self.shared.work.notified());
        loop {
            work.as_mut().enable();
            let next = {
                let mut state = self.state();
                let now = Instant::now();
                state.wake(now);
                let before = state.next_deadline();
                let pulled = state.pull(limit.max(1), now, self.lease);
                let next = state.next_deadline();
                drop(state);
                if !pulled.is_empty() {
                    // The waiting consumers have to wake earlier than they planned.
                    if next != before {
                        self.shared.work.notify_waiters();
                    }
                    return pulled;
                }
                if end.is_some_and(|end| end <= now) {
                    return Vec::new();
                }
                next
            };
            match next.into_iter().chain(end).min() {
                None => work.as_mut().await,
                Some(deadline) => {
                    let clock = pin!(tokio::time::sleep_until(deadline));
                    select(work.as_mut(), clock).await;
                }
            }
            work.set(self.shared.work.notified());
        }
    }
}

impl Backend for MemoryBackend {
    fn name(&self) -> &'static str {
        NAME
    }

    fn lease(&self) -> Duration {
        self.lease
    }

    fn is_durable(&self) -> bool {
        false
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.enqueue_all(messages).await;
            Ok(())
        })
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let mut state = self.state();
            for message in messages {
                state.insert(message.clone());
            }
            drop(state);
            self.shared.work.notify_waiters();
            Ok(())
        })
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        Box::pin(async move { Ok(self.pull_some(limit, wait).await) })
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let mut state = self.state();
            let settled = state.settle(receipt, settlement, Instant::now());
            self.notify_room(&state);
            drop(state);
            if !settled {
                let lost = StoreError::new(StoreErrorKind::LeaseLost, NAME, "settle a delivery");
                return Err(lost);
            }
            self.shared.work.notify_waiters();
            Ok(())
        })
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move {
            Ok(self.each(receipts, |state, receipt, now| {
                state.begin(receipt, now, self.lease)
            }))
        })
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move {
            Ok(self.each(receipts, |state, receipt, now| {
                state.extend(receipt, now, self.lease)
            }))
        })
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        Box::pin(ready(Ok(())))
    }

    fn list(&self, limit: usize) -> StoreFuture<'_, Vec<QueuedMessage>> {
        Box::pin(async move { Ok(self.state().list(limit)) })
    }

    fn skip(&self, id: Uuid) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let mut state = self.state();
            state.skip(id);
            self.notify_room(&state);
            drop(state);
            self.shared.work.notify_waiters();
            Ok(())
        })
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let mut state = self.state();
            state.clear();
            self.notify_room(&state);
            Ok(())
        })
    }

    fn is_sole_owner(&self) -> bool {
        Arc::strong_count(&self.shared) == 1
    }

    fn take_unreachable(&self) -> Vec<Message> {
        if !self.is_sole_owner() {
            return Vec::new();
        }
        self.state().take_all()
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        Box::pin(async move {
            let mut state = self.state();
            state.wake(Instant::now());
            Ok(state.metrics())
        })
    }
}
