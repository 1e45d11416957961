//! The envelope of an event: the user's payload, and the properties that the runtime adds.

use std::{
    any::{Any, TypeId},
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};

use organum_base::{observe::EventRef, trace_context::TraceContext};
use organum_store::json::{self, JsonError};
use serde::{Serialize, de::DeserializeOwned, ser::Error as _};
use uuid::Uuid;

use super::{
    EventTable,
    encoding::{self, EncodeError},
};
use crate::{
    key::{KeyError, KeyParts},
    panics,
};

/// The type of an event: serialisable and immutable. Implemented by `#[event]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "put `#[event]` on `{Self}`; a handler of events of several types takes `&Event`, by this name"
)]
pub trait EventType: Any + Send + Sync + Serialize + DeserializeOwned {
    /// The static table of the type.
    const TABLE: &'static EventTable;

    /// Returns the ordering key: where events are handled in parallel, those with equal keys are handled
    /// in order. It is the value of the field that `#[event(key = …)]` names.
    fn key(&self) -> Option<Box<str>> {
        None
    }
}

/// The payload of an event, behind a trait object.
pub trait Payload: Any + Send + Sync {
    /// Writes the payload as JSON.
    ///
    /// # Errors
    /// [`JsonError`] if the payload has no form in JSON that it can be read back from.
    fn write_json(&self, to: &mut dyn std::io::Write) -> Result<(), JsonError>;

    /// Adds the payload to a key.
    ///
    /// # Errors
    /// [`KeyError`] if the payload cannot be serialised.
    fn add_to_key(&self, key: &mut KeyParts) -> Result<(), KeyError>;
}

/// A payload of the user's. A panic of its drop is contained.
pub(crate) struct Held<T>(Option<T>);

impl<T> Held<T> {
    fn get(&self) -> &T {
        self.0
            .as_ref()
            .expect("a payload is there until it is dropped")
    }
}

impl<T: EventType> Payload for Held<T> {
    fn write_json(&self, to: &mut dyn std::io::Write) -> Result<(), JsonError> {
        json::to_writer(to, self.get())
    }

    fn add_to_key(&self, key: &mut KeyParts) -> Result<(), KeyError> {
        key.add(self.get())
    }
}

impl<T> Drop for Held<T> {
    fn drop(&mut self) {
        if std::mem::needs_drop::<T>() {
            panics::contain("the drop of an event", || drop(self.0.take()));
        }
    }
}

/// The number of previous events whose names are kept in an event's chain.
const CHAIN: usize = 8;

/// The last events of the chain that led to an event.
#[derive(Clone, Copy, Default)]
pub(crate) struct Chain {
    tables: [Option<&'static EventTable>; CHAIN],
    /// The position of the next event, which replaces the oldest.
    next: u8,
}

impl Chain {
    #[inline]
    pub(crate) fn push(&mut self, table: &'static EventTable) {
        let next = usize::from(self.next) % CHAIN;
        self.tables[next] = Some(table);
        self.next = self.next.wrapping_add(1);
    }

    /// Returns the names of the events, the oldest first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        let (newer, older) = self.tables.split_at(usize::from(self.next) % CHAIN);
        let tables = older.iter().chain(newer).flatten();
        tables.map(|table| table.name)
    }
}

/// The number of deliveries of an event. It is atomic because each delivery sets it, also on a shared event.
pub(crate) struct Deliveries(AtomicU32);

impl Deliveries {
    #[inline]
    pub(crate) const fn new(count: u32) -> Self {
        Self(AtomicU32::new(count))
    }

    #[inline]
    pub(crate) fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, count: u32) {
        self.0.store(count, Ordering::Relaxed);
    }
}

impl Clone for Deliveries {
    fn clone(&self) -> Self {
        Self::new(self.get())
    }
}

/// The properties that the runtime adds to a payload.
#[derive(Clone)]
pub struct Head {
    pub(crate) id: u128,
    pub(crate) correlation: u128,
    pub(crate) causation: u128,
    /// Nanoseconds since 1970.
    pub(crate) time: u64,
    pub(crate) hops: u32,
    pub(crate) attempt: Deliveries,
    pub(crate) key: Option<Box<str>>,
    pub(crate) trace: Option<Box<TraceContext>>,
    pub(crate) chain: Chain,
}

/// A payload and the properties that the runtime adds to it.
///
/// A handler receives it as [`Event`], with a payload of any type, and matches on that payload.
pub struct Envelope<P: ?Sized = dyn Payload> {
    pub(crate) head: Head,
    pub(crate) table: &'static EventTable,
    payload: P,
}

/// An event as handlers receive it: a `match` on it can name any of the event types.
pub type Event = Envelope<dyn Payload>;

impl<P: EventType> Envelope<Held<P>> {
    /// Returns an event of a known type.
    #[inline(always)]
    pub(crate) fn boxed(head: impl FnOnce() -> Head, payload: P) -> Box<Event> {
        // A head is large: it is written directly to its final place.
        let envelope = Box::<Self>::new_uninit();
        let written = Self {
            head: head(),
            table: P::TABLE,
            payload: Held(Some(payload)),
        };
        let envelope: Box<Self> = Box::write(envelope, written);
        envelope
    }

    /// Decodes an event from its payload as JSON.
    ///
    /// # Errors
    /// [`DecodeError`](encoding::DecodeError) if the payload does not fit the type.
    pub(crate) fn decoded(head: Head, json: &[u8]) -> Result<Box<Event>, encoding::DecodeError> {
        let event = P::TABLE.name;
        match panics::caught(|| serde_json::from_slice(json)) {
            Some(Ok(payload)) => Ok(Self::boxed(|| head, payload)),
            Some(Err(error)) => Err(encoding::DecodeError::payload(event, &error)),
            None => Err(encoding::DecodeError::Panicked { event }),
        }
    }
}

/// Decodes an event: the function that `#[event]` writes into [`EventTable::decode`].
///
/// # Errors
/// [`DecodeError`](encoding::DecodeError) if the payload does not fit the type.
pub fn decode<P: EventType>(head: Head, json: &[u8]) -> Result<Box<Event>, encoding::DecodeError> {
    Envelope::<Held<P>>::decoded(head, json)
}

impl Event {
    /// Returns the payload if it is a `T`.
    #[inline]
    pub fn get<T: 'static>(&self) -> Option<&T> {
        if self.table.type_id == TypeId::of::<T>() {
            let payload: &dyn Any = &self.payload;
            payload.downcast_ref::<Held<T>>()?.0.as_ref()
        } else {
            None
        }
    }

    /// Returns the id, a UUID v7. The id of an event from outside is new. The id of any other event is
    /// derived from its parent event, the handler that emitted it and its position among the emitted events,
    /// so a redelivery emits the same ids.
    pub fn id(&self) -> Uuid {
        Uuid::from_u128(self.head.id)
    }

    /// Returns the id of the event from outside that this event follows from, or its own id.
    pub fn correlation(&self) -> Uuid {
        Uuid::from_u128(self.head.correlation)
    }

    /// Returns the id of the event that this event directly follows from, or its own id.
    pub fn causation(&self) -> Uuid {
        Uuid::from_u128(self.head.causation)
    }

    /// Returns the time at which the event was emitted, by the runtime's clock, which is read every 64 events
    /// and after every wait.
    pub fn time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_nanos(self.head.time)
    }

    /// Returns the stable name of the event's type.
    pub fn name(&self) -> &'static str {
        self.table.name
    }

    /// Returns the version of the event's schema.
    pub fn version(&self) -> u32 {
        self.table.version
    }

    /// Returns the number of events between this event and the one from outside; 0 for that one.
    pub fn hops(&self) -> u32 {
        self.head.hops
    }

    /// Returns the number of deliveries, counted from 1. Retries of a handler within one delivery do not
    /// count.
    pub fn attempt(&self) -> u32 {
        self.head.attempt.get()
    }

    /// Returns the [ordering key](EventType::key).
    pub fn key(&self) -> Option<&str> {
        self.head.key.as_deref()
    }

    /// Returns the trace that the event is a part of, by W3C Trace Context.
    pub fn trace(&self) -> Option<&TraceContext> {
        self.head.trace.as_deref()
    }

    /// Returns the names of the events that led to this one, the oldest first, itself last: at most eight
    /// previous events.
    pub fn chain(&self) -> impl Iterator<Item = &'static str> {
        self.head.chain.names().chain([self.table.name])
    }

    /// Returns the event without its payload, as observers receive it.
    pub fn to_ref(&self) -> EventRef<'_> {
        EventRef {
            id: self.id(),
            name: self.name(),
            version: self.version(),
            correlation: self.correlation(),
            causation: self.causation(),
            time: self.time(),
            hops: self.hops(),
            attempt: self.attempt(),
            key: self.key(),
            trace: self.trace().copied(),
        }
    }

    /// Returns the payload as JSON.
    ///
    /// # Errors
    /// [`EncodeError`] if the payload has no form in JSON, or one longer than [`encoding::PAYLOAD_LIMIT`].
    pub fn payload_json(&self) -> Result<Vec<u8>, EncodeError> {
        self.payload_up_to(encoding::PAYLOAD_LIMIT)
    }

    pub(super) fn payload_up_to(&self, limit: usize) -> Result<Vec<u8>, EncodeError> {
        encoding::payload(self.table.name, &self.payload, limit)
    }

    /// Adds the payload to a key.
    ///
    /// # Errors
    /// [`KeyError`] if the payload cannot be serialised, or its `Serialize` panicked.
    pub fn add_payload(&self, key: &mut KeyParts) -> Result<(), KeyError> {
        catch_unwind(AssertUnwindSafe(|| self.payload.add_to_key(key)))
            .unwrap_or_else(|payload| Err(KeyError::custom(panics::message(payload))))
    }

    /// Checks that the payload can be encoded for a backend.
    ///
    /// # Errors
    /// [`EncodeError`] if the payload has no form in JSON, or one longer than [`encoding::PAYLOAD_LIMIT`].
    pub fn check_payload(&self) -> Result<(), EncodeError> {
        encoding::check(self.table.name, &self.payload)
    }
}

/// Shows the name, the id and the hops, but not the payload, which is the user's.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("name", &self.name())
            .field("id", &self.id())
            .field("hops", &self.hops())
            .finish_non_exhaustive()
    }
}
