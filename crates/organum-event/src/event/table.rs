//! What an event type says of itself.

use std::any::TypeId;

use super::{DecodeError, Event, EventType, Head};
use crate::policy::Retry;

/// An event type.
// Public fields: the macros write it as a constant.
pub struct EventTable {
    /// Its stable name, which it has in logs, archives and brokers.
    pub name: &'static str,
    /// The version of its schema.
    pub version: u32,
    /// Where it is declared, for people.
    pub path: &'static str,
    /// Tells one event type from another in a `const fn`, where types cannot be compared.
    pub key: u64,
    /// The type, asserted when a dispatch table is first used.
    pub type_id: TypeId,
    /// Is it an enum? An arm that names one of its variants then leaves others.
    pub is_enum: bool,
    /// What is done about handlers of it that fail, if they have no policy of their own.
    pub retry: Option<Retry>,
    /// Makes an event of this type from its head and its payload as JSON.
    pub decode: fn(Head, &[u8]) -> Result<Box<Event>, DecodeError>,
}

/// The event type that the patterns of an arm are about: rustc infers it from the pattern in the
/// closure, so that it is never resolved by its text.
pub const fn table_of<T: EventType>(_: fn(&T) -> bool) -> &'static EventTable {
    T::TABLE
}
