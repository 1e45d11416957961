//! The messages of a backend: events to be enqueued, and deliveries.

use std::{fmt, sync::Arc, time::Duration};

use uuid::Uuid;

use organum_base::derive::derive;

use super::super::{EncodeError, Event};

/// An event to be enqueued in a backend. Its payload is at most
/// [`PAYLOAD_LIMIT`](super::super::encoding::PAYLOAD_LIMIT) bytes long: [`new`](Self::new) checks that.
#[derive(Clone)]
pub struct Message {
    id: Uuid,
    event: Arc<Event>,
    only: Option<Box<str>>,
    handlers: Option<Arc<[Box<str>]>>,
}

impl Message {
    /// Returns a message with the event, for all handlers.
    ///
    /// # Errors
    /// [`EncodeError`] if the payload is longer than
    /// [`PAYLOAD_LIMIT`](super::super::encoding::PAYLOAD_LIMIT), or has no form in JSON.
    pub fn new(event: impl Into<Arc<Event>>) -> Result<Self, EncodeError> {
        let event = event.into();
        event.check_payload()?;
        Ok(Self {
            id: event.id(),
            event,
            only: None,
            handlers: None,
        })
    }

    /// Returns a message with an event whose payload has been checked.
    pub(crate) fn checked(event: Box<Event>) -> Self {
        Self {
            id: event.id(),
            event: event.into(),
            only: None,
            handlers: None,
        }
    }

    /// Restricts the message to these handlers, each named as `fulfilment.handle`.
    #[must_use]
    pub fn for_handlers(self, handlers: impl Into<Arc<[Box<str>]>>) -> Self {
        let handlers = Some(handlers.into());
        Self { handlers, ..self }
    }

    /// Returns another message with an event that is handled again, by one handler or by all. Equal
    /// arguments give the same message id; `salt` distinguishes repetitions.
    pub(crate) fn again(
        event: Box<Event>,
        only: Option<&str>,
        salt: u64,
    ) -> Result<Self, EncodeError> {
        let handler = organum_base::text::key(only.unwrap_or("again"));
        let id = derive(event.head.id, !handler ^ salt, u32::MAX);
        let message = Self::new(event)?;
        Ok(Self {
            id: Uuid::from_u128(id),
            only: only.map(Into::into),
            ..message
        })
    }

    /// Returns the message of a stored event.
    #[cfg(test)]
    pub(crate) fn stored(id: Uuid, event: Arc<Event>, only: Option<&str>) -> Self {
        let only = only.map(Into::into);
        Self {
            id,
            event,
            only,
            handlers: None,
        }
    }

    /// Returns the id of the message: the event's id, unless the event is handled again.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Returns the event.
    pub fn event(&self) -> &Arc<Event> {
        &self.event
    }

    /// Returns the only handler that the message is for, as `fulfilment.handle`; none if it is for several.
    pub fn only(&self) -> Option<&str> {
        self.only.as_deref()
    }

    /// Returns the handlers that the message is for, as `fulfilment.handle`: those of the program that
    /// published or emitted it. If absent, the message is for all handlers of the program that pulls it.
    ///
    /// A program acknowledges a message when these handlers have completed, and gives it back as long as one
    /// of them that the program does not have has not completed.
    pub fn handlers(&self) -> Option<&Arc<[Box<str>]>> {
        self.handlers.as_ref()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("event", &self.event.name())
            .field("only", &self.only)
            .finish_non_exhaustive()
    }
}

/// An event as a backend stores it.
// Exhaustive: a backend has to handle each variant.
#[derive(Clone)]
pub enum Carried {
    /// The event itself, which never left the process.
    Event(Arc<Event>),
    /// The bytes that [`Event::encode`] returned.
    Bytes(Vec<u8>),
}

/// Shows the name of the event, or the number of bytes.
impl fmt::Debug for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => write!(f, "Event({})", event.name()),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
        }
    }
}

/// The bytes that identify one delivery of one message. Only the backend that made a receipt reads it, so
/// it can hold a broker's own handle.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Receipt(Box<[u8]>);

impl Receipt {
    /// Returns a receipt of these bytes.
    pub fn new(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// Returns the bytes of the receipt.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Shows the bytes in hexadecimal digits.
impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt(")?;
        for byte in &self.0 {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

/// A message that a backend has leased to a consumer.
// Public fields: backends make it.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The receipt that settles the delivery.
    pub receipt: Receipt,
    /// The [id of the message](Message::id).
    pub id: Uuid,
    /// The event.
    pub carried: Carried,
    /// The number of deliveries with which handlers [began](super::Backend::begin), including this one, but
    /// not those that were [released](Then::Release).
    pub deliveries: u32,
    /// The handlers that have completed, as `fulfilment.handle`.
    pub done: Vec<Box<str>>,
    /// The only handler that the message is for; none if it is for several.
    pub only: Option<Box<str>>,
    /// The [handlers that the message is for](Message::handlers).
    pub handlers: Option<Arc<[Box<str>]>>,
}

/// The new state of a settled message.
// Exhaustive: a backend has to handle each variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Then {
    /// The message stays leased: other handlers of it are still running.
    Keep,
    /// The message is acknowledged.
    Ack,
    /// The message is redelivered.
    Nack {
        /// The time before which it is not redelivered.
        delay: Duration,
    },
    /// The message is redelivered, and this delivery is not counted.
    Release {
        /// The time before which it is not redelivered.
        delay: Duration,
    },
}

/// The result of a delivery, recorded in one step.
// Public fields: backends read it and suites make it.
#[derive(Clone, Copy, Debug)]
pub struct Settlement<'a> {
    /// The handlers that have completed since the last settlement, as `fulfilment.handle`.
    pub done: &'a [&'a str],
    /// The events that these handlers emitted.
    pub emitted: &'a [Message],
    /// The new state of the message.
    pub then: Then,
}

impl<'a> Settlement<'a> {
    /// Returns a settlement without completed handlers.
    pub fn then(then: Then) -> Self {
        Self {
            done: &[],
            emitted: &[],
            then,
        }
    }

    /// Sets the handlers that have completed.
    #[must_use]
    pub fn done(self, done: &'a [&'a str]) -> Self {
        Self { done, ..self }
    }

    /// Sets the events that were emitted.
    #[must_use]
    pub fn emitted(self, emitted: &'a [Message]) -> Self {
        Self { emitted, ..self }
    }

    /// Returns a digest that is the same for equal settlements. A backend keeps the digest of the settlement
    /// that ended a delivery, and answers a repeated call as it answered the first one.
    pub fn digest(&self) -> u128 {
        let mut digest = xxhash_rust::xxh3::Xxh3::new();
        let (then, delay) = match self.then {
            Then::Keep => (0_u8, Duration::ZERO),
            Then::Ack => (1, Duration::ZERO),
            Then::Nack { delay } => (2, delay),
            Then::Release { delay } => (3, delay),
        };
        digest.update(&[then]);
        digest.update(&delay.as_nanos().to_le_bytes());
        digest.update(&(self.done.len() as u64).to_le_bytes());
        for place in self.done {
            digest.update(&(place.len() as u64).to_le_bytes());
            digest.update(place.as_bytes());
        }
        for message in self.emitted {
            digest.update(message.id().as_bytes());
        }
        digest.digest128()
    }
}

/// A message in the queue of a backend, as it is [listed](super::Backend::list).
///
/// The `Debug` output omits the key, since keys are made from payloads.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueuedMessage {
    /// The [id of the message](Message::id).
    pub id: Uuid,
    /// The name of the event.
    pub event: String,
    /// The key of the event.
    pub key: Option<String>,
    /// The number of deliveries with which handlers began.
    pub deliveries: u32,
    /// The only handler that the message is for; none if it is for several.
    pub only: Option<String>,
    /// The status of the message.
    pub status: QueueStatus,
}

impl fmt::Debug for QueuedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueuedMessage")
            .field("id", &self.id)
            .field("event", &self.event)
            .field("deliveries", &self.deliveries)
            .field("only", &self.only)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl QueuedMessage {
    /// Returns a waiting message with this id and event. Backends set the other fields.
    pub fn new(id: Uuid, event: impl Into<String>) -> Self {
        Self {
            id,
            event: event.into(),
            key: None,
            deliveries: 0,
            only: None,
            status: QueueStatus::Waiting,
        }
    }
}

/// The status of a message in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueueStatus {
    /// The message waits to be pulled, possibly behind others with its key.
    Waiting,
    /// The message was given back, and its delay has not passed.
    Delayed,
    /// The message is leased.
    Leased,
}

/// The content of a backend, and its counters.
// Public fields: backends make it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Messages that wait to be pulled.
    pub waiting: u64,
    /// Messages that were given back, and whose delay has not passed.
    pub delayed: u64,
    /// Messages that are leased.
    pub leased: u64,
    /// Messages that were enqueued through this connection.
    pub enqueued: u64,
    /// Messages that were dropped as duplicates, through this connection.
    pub duplicates: u64,
    /// Deliveries, through this connection.
    pub delivered: u64,
    /// Deliveries that were not the first of their message, through this connection.
    pub redelivered: u64,
    /// Messages that were acknowledged, through this connection.
    pub acked: u64,
    /// Messages that were given back, through this connection.
    pub nacked: u64,
}

impl Metrics {
    /// Returns the number of messages that are not acknowledged.
    pub fn pending(&self) -> u64 {
        self.waiting + self.delayed + self.leased
    }
}
