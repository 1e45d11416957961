//! A queue in a file, so that one process can handle the events of another one that was killed.

use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};

use organum::{
    event::backend::{Backend, Carried, Delivery, Message, Metrics, Receipt, Settlement, Then},
    store::{Renewal, StoreError, StoreErrorKind, StoreFuture},
};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;
use uuid::Uuid;

use super::file::JsonFile;

/// A backend in a file of JSON, which is read and written as a whole. It keeps the order of enqueueing, and no
/// order of keys.
pub struct FileBackend {
    file: JsonFile,
    lease: Duration,
}

/// The content of the file.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Queue {
    /// The number of the last delivery.
    last: u64,
    /// The ids of all messages that were enqueued.
    known: Vec<Uuid>,
    messages: Vec<Stored>,
}

/// A message that is not done.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Stored {
    id: Uuid,
    event: String,
    only: Option<Box<str>>,
    handlers: Option<Vec<Box<str>>>,
    /// The number of deliveries that handlers began with.
    deliveries: u32,
    done: Vec<Box<str>>,
    /// The number of the last delivery, until it is settled.
    delivery: u64,
    has_begun: bool,
    /// The time from which the message can be delivered, since 1970.
    due: Duration,
}

fn number(receipt: &Receipt) -> u64 {
    let bytes = receipt.as_bytes().try_into();
    bytes.map_or(0, u64::from_le_bytes)
}

fn now() -> Duration {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.unwrap_or_default()
}

impl Queue {
    fn insert(&mut self, message: &Message, event: String) {
        if self.known.contains(&message.id()) {
            return;
        }
        self.known.push(message.id());
        self.messages.push(Stored {
            id: message.id(),
            event,
            only: message.only().map(Into::into),
            handlers: message.handlers().map(|handlers| handlers.to_vec()),
            deliveries: 0,
            done: Vec::new(),
            delivery: 0,
            has_begun: false,
            due: Duration::ZERO,
        });
    }

    fn pull(&mut self, limit: usize, lease: Duration) -> Vec<Delivery> {
        let now = now();
        let due = self.messages.iter_mut().filter(|stored| stored.due <= now);
        let pulled = due.take(limit.max(1)).map(|stored| {
            self.last += 1;
            (stored.delivery, stored.has_begun, stored.due) = (self.last, false, now + lease);
            Delivery {
                receipt: Receipt::new(self.last.to_le_bytes()),
                id: stored.id,
                carried: Carried::Bytes(stored.event.clone().into_bytes()),
                deliveries: stored.deliveries + 1,
                done: stored.done.clone(),
                only: stored.only.clone(),
                handlers: stored.handlers.clone().map(Into::into),
            }
        });
        pulled.collect()
    }

    fn leased(&mut self, receipt: &Receipt) -> Option<&mut Stored> {
        let number = number(receipt);
        self.messages
            .iter_mut()
            .find(|stored| stored.delivery == number)
    }

    fn extend(&mut self, receipt: &Receipt, lease: Duration, begins: bool) -> Renewal {
        let Some(stored) = self.leased(receipt) else {
            return Renewal::Lost;
        };
        stored.due = now() + lease;
        if begins && !std::mem::replace(&mut stored.has_begun, true) {
            stored.deliveries += 1;
        }
        Renewal::Renewed
    }

    fn settle(&mut self, receipt: &Receipt, done: &[&str], then: Then) -> bool {
        let Some(stored) = self.leased(receipt) else {
            return false;
        };
        stored.done.extend(done.iter().map(|place| (*place).into()));
        match then {
            Then::Keep => {}
            Then::Ack => {
                let id = stored.id;
                self.messages.retain(|other| other.id != id);
            }
            Then::Nack { delay } | Then::Release { delay } => {
                let is_released = matches!(then, Then::Release { .. });
                stored.deliveries -= u32::from(is_released && stored.has_begun);
                (stored.delivery, stored.due) = (0, now() + delay);
            }
        }
        true
    }
}

impl FileBackend {
    /// Opens the queue in this file, which is empty if the file does not exist.
    pub fn at(path: impl Into<PathBuf>, lease: Duration) -> Self {
        let file = JsonFile::at(path);
        Self { file, lease }
    }

    fn with<T: Send + 'static>(
        &self,
        operation: &'static str,
        change: impl FnOnce(&mut Queue) -> T,
    ) -> Result<T, StoreError> {
        self.file.with(change).map_err(|cause| {
            StoreError::new(StoreErrorKind::Corrupt, "file", operation).with_source(cause)
        })
    }

    fn insert(&self, messages: &[Message]) -> Result<(), StoreError> {
        let events = texts(messages)?;
        self.with("enqueue messages", |queue| {
            for (message, event) in messages.iter().zip(events) {
                queue.insert(message, event);
            }
        })
    }

    fn renew(&self, receipts: &[Receipt], begins: bool) -> Result<Vec<Renewal>, StoreError> {
        self.with("extend leases", |queue| {
            let renewed = receipts.iter();
            let renewed = renewed.map(|receipt| queue.extend(receipt, self.lease, begins));
            renewed.collect()
        })
    }
}

/// The events of messages, as JSON.
fn texts(messages: &[Message]) -> Result<Vec<String>, StoreError> {
    let wrong = || StoreError::new(StoreErrorKind::Refused, "file", "enqueue messages");
    let text = |message: &Message| {
        let bytes = message.event().encode();
        let bytes = bytes.map_err(|cause| wrong().with_source(cause))?;
        String::from_utf8(bytes).map_err(|cause| wrong().with_source(cause))
    };
    messages.iter().map(text).collect()
}

impl Backend for FileBackend {
    fn name(&self) -> &'static str {
        "file"
    }

    fn lease(&self) -> Duration {
        self.lease
    }

    fn is_durable(&self) -> bool {
        true
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.insert(messages) })
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.insert(messages) })
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        Box::pin(async move {
            let end = now() + wait;
            loop {
                let pulled = self.with("pull messages", |queue| queue.pull(limit, self.lease))?;
                if !pulled.is_empty() || now() >= end {
                    return Ok(pulled);
                }
                sleep(Duration::from_millis(10)).await;
            }
        })
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move { self.renew(receipts, true) })
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move { self.renew(receipts, false) })
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let events = texts(settlement.emitted)?;
            let settled = self.with("settle a delivery", |queue| {
                let settled = queue.settle(receipt, settlement.done, settlement.then);
                if settled {
                    for (message, event) in settlement.emitted.iter().zip(events) {
                        queue.insert(message, event);
                    }
                }
                settled
            })?;
            if settled {
                return Ok(());
            }
            let lost = StoreErrorKind::LeaseLost;
            Err(StoreError::new(lost, "file", "settle a delivery"))
        })
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move { self.with("answer a health check", |_| ()) })
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        Box::pin(async move {
            let now = now();
            self.with("read its metrics", |queue| {
                let due = queue.messages.iter().filter(|stored| stored.due <= now);
                let waiting = due.count() as u64;
                let is_delayed = |stored: &&Stored| stored.due > now && stored.delivery == 0;
                let delayed = queue.messages.iter().filter(is_delayed).count() as u64;
                Metrics {
                    waiting,
                    delayed,
                    leased: queue.messages.len() as u64 - waiting - delayed,
                    ..Metrics::default()
                }
            })
        })
    }
}
