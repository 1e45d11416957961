//! An event on its way in, and on its way out.

use std::{fmt, sync::Arc, time::Duration};

use uuid::Uuid;

use organum_base::derive::derive;

use super::super::{EncodeError, Event};

/// An event on its way into a backend. Its payload is short enough for any: that is checked when a
/// message is made.
#[derive(Clone)]
pub struct Message {
    id: Uuid,
    event: Arc<Event>,
    only: Option<Box<str>>,
    handlers: Option<Arc<[Box<str>]>>,
}

impl Message {
    /// The event, for all its handlers.
    ///
    /// # Errors
    /// Its payload is longer than [`PAYLOAD_LIMIT`](super::super::encoding::PAYLOAD_LIMIT), or has no
    /// form in JSON.
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

    /// An event whose payload was checked.
    pub(crate) fn checked(event: Box<Event>) -> Self {
        Self {
            id: event.id(),
            event: event.into(),
            only: None,
            handlers: None,
        }
    }

    /// The message, for these handlers, as `fulfilment.handle`.
    #[must_use]
    pub fn for_handlers(self, handlers: impl Into<Arc<[Box<str>]>>) -> Self {
        let handlers = Some(handlers.into());
        Self { handlers, ..self }
    }

    /// The event once more, for one handler or all: it is another message, and the same one for equal
    /// arguments.
    pub(crate) fn again(
        event: Box<Event>,
        only: Option<&str>,
        turn: u64,
    ) -> Result<Self, EncodeError> {
        let salt = organum_base::text::key(only.unwrap_or("again"));
        let id = derive(event.head.id, !salt ^ turn, u32::MAX);
        let message = Self::new(event)?;
        Ok(Self {
            id: Uuid::from_u128(id),
            only: only.map(Into::into),
            ..message
        })
    }

    /// The message of an event as it was stored.
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

    /// Which message it is: the event's id, unless the event was there before and is to be handled
    /// once more.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The event.
    pub fn event(&self) -> &Arc<Event> {
        &self.event
    }

    /// The one handler that is to have it, as `fulfilment.handle`; all if there is none.
    pub fn only(&self) -> Option<&str> {
        self.only.as_deref()
    }

    /// Returns the handlers that it is for, as `fulfilment.handle`: those of the program that published or
    /// emitted it. None if that did not say: then it is for all that whoever pulls it has.
    ///
    /// A program acknowledges a message when these are done with it, and leaves it to others as long as some
    /// are not that it does not have.
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

/// An event as a backend has it.
// Exhaustive: a backend has to treat each.
#[derive(Clone)]
pub enum Carried {
    /// The event itself, which never left the process.
    Event(Arc<Event>),
    /// What [`Event::encode`] wrote.
    Bytes(Vec<u8>),
}

/// The name, or the length.
impl fmt::Debug for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => write!(f, "Event({})", event.name()),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
        }
    }
}

/// Bytes that tell one delivery of one message from all others. Only the backend that made a receipt
/// reads it, so a broker's own handle fits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Receipt(Box<[u8]>);

impl Receipt {
    /// The receipt of these bytes.
    pub fn new(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// Returns the bytes that it was made of.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The bytes, in hexadecimal digits.
impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt(")?;
        for byte in &self.0 {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

/// An event on its way out of a backend.
// Public fields: backends make it.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// What settles it.
    pub receipt: Receipt,
    /// The [id of the message](Message::id).
    pub id: Uuid,
    /// The event.
    pub carried: Carried,
    /// How often handlers [began](super::Backend::begin) with the message, this time included, but for
    /// deliveries that were [released](Then::Release).
    pub deliveries: u32,
    /// The handlers that are done with it, as `fulfilment.handle`.
    pub done: Vec<Box<str>>,
    /// The one handler that is to have it; all if there is none.
    pub only: Option<Box<str>>,
    /// The [handlers that it is for](Message::handlers).
    pub handlers: Option<Arc<[Box<str>]>>,
}

/// What becomes of a message.
// Exhaustive: a backend has to treat each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Then {
    /// It stays leased: more of its handlers are at work.
    Keep,
    /// It is done.
    Ack,
    /// It is delivered again.
    Nack {
        /// Not before so long.
        delay: Duration,
    },
    /// It is delivered again, and this delivery does not count as one.
    Release {
        /// Not before so long.
        delay: Duration,
    },
}

/// What was done about a delivery.
// Public fields: backends read it and suites make it.
#[derive(Clone, Copy, Debug)]
pub struct Settlement<'a> {
    /// Handlers that are done with it now, as `fulfilment.handle`.
    pub done: &'a [&'a str],
    /// What they emitted.
    pub emitted: &'a [Message],
    /// What becomes of it.
    pub then: Then,
}

impl<'a> Settlement<'a> {
    /// No handler is done, and this becomes of the message.
    pub fn then(then: Then) -> Self {
        Self {
            done: &[],
            emitted: &[],
            then,
        }
    }

    /// These handlers are done.
    #[must_use]
    pub fn done(self, done: &'a [&'a str]) -> Self {
        Self { done, ..self }
    }

    /// This was emitted.
    #[must_use]
    pub fn emitted(self, emitted: &'a [Message]) -> Self {
        Self { emitted, ..self }
    }

    /// Returns a digest that equal settlements share. A backend keeps that of the settlement that ended
    /// a delivery, to answer a repeated call as it answered the first one.
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
/// Its `Debug` leaves the key out: keys are made from payloads.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueuedMessage {
    /// The [id of the message](Message::id).
    pub id: Uuid,
    /// The name of the event.
    pub event: String,
    /// The key of the event.
    pub key: Option<String>,
    /// How often handlers began with it.
    pub deliveries: u32,
    /// The one handler that is to have it; all if there is none.
    pub only: Option<String>,
    /// What becomes of it now.
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
    /// A message of this id and event, which waits: for backends, which set the other fields.
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
    /// It waits to be pulled, perhaps behind others of its key.
    Waiting,
    /// It was given back, and waits for its delay to be over.
    Delayed,
    /// It is leased.
    Leased,
}

/// How much is in a backend, and what it has done.
// Public fields: backends make it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Messages that wait to be pulled.
    pub waiting: u64,
    /// Messages that are not to be delivered yet.
    pub delayed: u64,
    /// Messages that are leased.
    pub leased: u64,
    /// Messages that it took, through this connection.
    pub enqueued: u64,
    /// Messages that it did not take, as it had had them, through this connection.
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
    /// Messages that are not done.
    pub fn pending(&self) -> u64 {
        self.waiting + self.delayed + self.leased
    }
}
