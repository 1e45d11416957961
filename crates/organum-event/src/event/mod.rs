//! What travels: an event, what its type says of itself, and how it is written.
//!
//! The three know one another: a table makes an event from its written form, and an event has its table.
//!
//! - `table`: what an event type says of itself.
//! - `envelope`: a payload with what the runtime knows of it.
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
