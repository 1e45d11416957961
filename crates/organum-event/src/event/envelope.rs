//! What travels: a payload of the user's with what the runtime knows of it.

use std::{
    any::{Any, TypeId},
    fmt,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};

use organum_base::{observe::EventRef, trace_context::TraceContext};
use organum_store::json::{self, JsonError};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{
    EventTable,
    encoding::{self, EncodeError},
};
use crate::{
    key::{KeyError, KeyParts},
    panics,
};

/// A type that can travel through a spine: typed, serialisable, immutable. Implemented by
/// `#[event]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "put `#[event]` on `{Self}`; what takes events of several types writes `&Event`, by this name"
)]
pub trait EventType: Any + Send + Sync + Serialize + DeserializeOwned {
    /// What it says of itself.
    const TABLE: &'static EventTable;

    /// The key whose order is kept where events are handled side by side: the field that
    /// `#[event(key = …)]` names.
    fn key(&self) -> Option<Box<str>> {
        None
    }
}

/// A payload whose type is not known here.
pub trait Payload: Any + Send + Sync {
    /// It as JSON.
    ///
    /// # Errors
    /// It has no form in JSON that it could be read from.
    fn write_json(&self, to: &mut dyn std::io::Write) -> Result<(), JsonError>;

    /// It as a part of a key.
    ///
    /// # Errors
    /// It cannot be written.
    fn add_to_key(&self, key: &mut KeyParts) -> Result<(), KeyError>;
}

/// A user's payload. That it panics when it is dropped ends with it.
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

/// How many of the events that led to one are kept with it.
const CHAIN: usize = 8;

/// The last events that led to this one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Chain {
    tables: [Option<&'static EventTable>; CHAIN],
    /// Where the next one goes, in the place of the oldest.
    next: u8,
}

impl Chain {
    #[inline]
    pub(crate) fn push(&mut self, table: &'static EventTable) {
        let next = usize::from(self.next) % CHAIN;
        self.tables[next] = Some(table);
        self.next = self.next.wrapping_add(1);
    }

    /// The oldest first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        let (newer, older) = self.tables.split_at(usize::from(self.next) % CHAIN);
        let tables = older.iter().chain(newer).flatten();
        tables.map(|table| table.name)
    }
}

/// How often an event was delivered. Each delivery says so, also one of an event that is shared.
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

/// What the runtime knows of an event, whatever its payload.
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

/// A payload and what the runtime knows of it.
///
/// A handler receives it as [`Event`], with a payload of any type, and matches on it.
pub struct Envelope<P: ?Sized = dyn Payload> {
    pub(crate) head: Head,
    pub(crate) table: &'static EventTable,
    payload: P,
}

/// An event as handlers receive it: match on it as if it were any of the types that it may be.
pub type Event = Envelope<dyn Payload>;

impl<P: EventType> Envelope<Held<P>> {
    /// An event of a known type.
    #[inline(always)]
    pub(crate) fn boxed(head: impl FnOnce() -> Head, payload: P) -> Box<Event> {
        // A head is long, and is written where it stays.
        let envelope = Box::<Self>::new_uninit();
        let written = Self {
            head: head(),
            table: P::TABLE,
            payload: Held(Some(payload)),
        };
        let envelope: Box<Self> = Box::write(envelope, written);
        envelope
    }

    /// From JSON.
    ///
    /// # Errors
    /// The payload is not one of this type.
    pub(crate) fn decoded(head: Head, json: &[u8]) -> Result<Box<Event>, encoding::DecodeError> {
        let event = P::TABLE.name;
        match panics::caught(|| serde_json::from_slice(json)) {
            Some(Ok(payload)) => Ok(Self::boxed(|| head, payload)),
            Some(Err(error)) => Err(encoding::DecodeError::payload(event, &error)),
            None => Err(encoding::DecodeError::Panicked { event }),
        }
    }
}

/// What `#[event]` writes into [`EventTable::decode`].
///
/// # Errors
/// The payload is not one of this type.
pub fn decode<P: EventType>(head: Head, json: &[u8]) -> Result<Box<Event>, encoding::DecodeError> {
    Envelope::<Held<P>>::decoded(head, json)
}

impl Event {
    /// The payload, if it is a `T`.
    #[inline]
    pub fn get<T: 'static>(&self) -> Option<&T> {
        if self.table.type_id == TypeId::of::<T>() {
            let payload: &dyn Any = &self.payload;
            payload.downcast_ref::<Held<T>>()?.0.as_ref()
        } else {
            None
        }
    }

    /// Its id: a UUID v7. That of an event that came from outside is new, every other one is a
    /// function of the event it follows from, the handler that emitted it and its place among what
    /// that handler emitted, so that a second delivery gives the same ids.
    pub fn id(&self) -> Uuid {
        Uuid::from_u128(self.head.id)
    }

    /// The id of the event from outside that it follows from, or its own.
    pub fn correlation(&self) -> Uuid {
        Uuid::from_u128(self.head.correlation)
    }

    /// The id of the event that it directly follows from, or its own.
    pub fn causation(&self) -> Uuid {
        Uuid::from_u128(self.head.causation)
    }

    /// When it was emitted, to the reading of the runtime's clock, which is read every 64 events and
    /// after every wait.
    pub fn time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_nanos(self.head.time)
    }

    /// The stable name of its type.
    pub fn name(&self) -> &'static str {
        self.table.name
    }

    /// The version of its schema.
    pub fn version(&self) -> u32 {
        self.table.version
    }

    /// How many events lie between it and the one from outside: 0 for that one.
    pub fn hops(&self) -> u32 {
        self.head.hops
    }

    /// How often it was delivered, counted from 1. Tries of a handler within one delivery do not
    /// count.
    pub fn attempt(&self) -> u32 {
        self.head.attempt.get()
    }

    /// The key whose order is kept.
    pub fn key(&self) -> Option<&str> {
        self.head.key.as_deref()
    }

    /// The trace that it is a part of, by W3C Trace Context.
    pub fn trace(&self) -> Option<&TraceContext> {
        self.head.trace.as_deref()
    }

    /// The names of the events that led to it, the oldest first, itself last: at most the last eight
    /// before it.
    pub fn chain(&self) -> impl Iterator<Item = &'static str> {
        self.head.chain.names().chain([self.table.name])
    }

    /// All but its payload, as observers see it.
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

    /// The payload as JSON.
    ///
    /// # Errors
    /// It has no form in JSON, or one that is longer than [`encoding::PAYLOAD_LIMIT`].
    pub fn payload_json(&self) -> Result<Vec<u8>, EncodeError> {
        self.payload_up_to(encoding::PAYLOAD_LIMIT)
    }

    pub(super) fn payload_up_to(&self, limit: usize) -> Result<Vec<u8>, EncodeError> {
        encoding::payload(self.table.name, &self.payload, limit)
    }

    /// Makes the payload a part of a key.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn add_payload(&self, key: &mut KeyParts) -> Result<(), KeyError> {
        self.payload.add_to_key(key)
    }

    /// That the payload is not too long for any backend.
    ///
    /// # Errors
    /// It is too long, or has no form in JSON.
    pub fn check_payload(&self) -> Result<(), EncodeError> {
        encoding::check(self.table.name, &self.payload)
    }
}

/// Names and ids only: a payload is the user's.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("name", &self.name())
            .field("id", &self.id())
            .field("hops", &self.hops())
            .finish_non_exhaustive()
    }
}
