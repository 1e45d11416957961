//! Events, the tables of their types, and their encoding.
//!
//! The three modules depend on one another: a table decodes an event, and an event has its table.
//!
//! - `table`: the static table of an event type.
//! - `envelope`: a payload with the properties that the runtime adds.
//! - [`encoding`]: events as JSON.

pub mod encoding;
mod envelope;
mod table;

pub(crate) use self::envelope::{Chain, Deliveries};
pub use self::{
    encoding::{DecodeError, EncodeError},
    envelope::{Envelope, Event, EventType, Head, Payload, decode},
    table::{EventTable, table_of},
};
