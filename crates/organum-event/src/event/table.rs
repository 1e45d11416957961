//! The static table of an event type.

use std::any::TypeId;

use super::{DecodeError, Event, EventType, Head};
use crate::policy::Retry;

/// An event type.
// Public fields: the macros write it as a constant.
pub struct EventTable {
    /// The stable name of the type in logs, archives and brokers.
    pub name: &'static str,
    /// The version of the schema.
    pub version: u32,
    /// The place of the declaration, for people.
    pub path: &'static str,
    /// The key of the type, a hash: constants can compare keys, but not types.
    pub key: u64,
    /// The type. A dispatch table asserts, when it is first used, that equal keys have equal types.
    pub type_id: TypeId,
    /// True if the type is an enum: an arm that names one of its variants then leaves others.
    pub is_enum: bool,
    /// The retries of handlers that fail at such an event, unless a handler has its own policy.
    pub retry: Option<Retry>,
    /// The function that decodes an event of this type from its head and its payload as JSON.
    pub decode: fn(Head, &[u8]) -> Result<Box<Event>, DecodeError>,
}

/// Returns the table of the event type that the patterns of an arm name. Rustc infers the type from the
/// pattern in the closure, so the macro does not have to resolve it from its text.
pub const fn table_of<T: EventType>(_: fn(&T) -> bool) -> &'static EventTable {
    T::TABLE
}
