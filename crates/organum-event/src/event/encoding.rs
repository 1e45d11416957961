//! Events as bytes: JSON, which people and other programs can read.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use organum_store::{
    StoreError, StoreErrorKind,
    json::{JsonError, problem},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{
    Event, EventTable, Head, Payload,
    envelope::{Chain, Deliveries},
};
use crate::panics;

/// The version of the envelope format that this program writes.
pub const FORMAT: u32 = 1;

/// The largest length of a payload as JSON: 1 000 000 bytes.
pub const PAYLOAD_LIMIT: usize = 1_000_000;

/// The error of an event that cannot be encoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The payload is longer than [`PAYLOAD_LIMIT`].
    #[error(
        "the payload of event `{event}` is longer than 1000000 bytes: store large data elsewhere, and put a reference to it into the event"
    )]
    TooLong {
        /// The event's name.
        event: &'static str,
    },
    /// The `Serialize` of the payload panicked.
    #[error("the payload of event `{event}` cannot be written, as its `Serialize` panicked")]
    Panicked {
        /// The event's name.
        event: &'static str,
    },
    /// The `Serialize` of the payload returned an error.
    #[error("the payload of event `{event}` cannot be written, as its `Serialize` failed: {error}")]
    Failed {
        /// The event's name.
        event: &'static str,
        /// The text of the error.
        error: String,
    },
    /// The payload has no form in JSON.
    #[error(
        "the payload of event `{event}` has no form in JSON: maps need keys that are strings or numbers"
    )]
    NotJson {
        /// The event's name.
        event: &'static str,
    },
    /// The payload has a float that is NaN or infinite.
    #[error(
        "the payload of event `{event}` has a float that is NaN or infinite, which JSON cannot hold: send a finite one, or an `Option`"
    )]
    NotFinite {
        /// The event's name.
        event: &'static str,
    },
    /// The payload has a `Some` that is serialised as `null`.
    #[error(
        "the payload of event `{event}` has a `Some` whose value is written as null, which is read as `None`: use an enum with a variant for each case"
    )]
    NullInSome {
        /// The event's name.
        event: &'static str,
    },
    /// The `Deserialize` of the payload cannot read the output of its `Serialize`, or reads another value.
    /// Checked in builds with debug assertions.
    #[error(
        "the payload of event `{event}` is not read back as it was written: look for `skip`, `untagged` and `with` of serde in its type"
    )]
    NotReadBack {
        /// The event's name.
        event: &'static str,
    },
}

impl EncodeError {
    /// Returns the error of the store named `store`, whose `operation` needed the encoded event. Its source
    /// is this error.
    pub fn in_store(self, store: &'static str, operation: &'static str) -> StoreError {
        let kind = match self {
            Self::TooLong { .. } => StoreErrorKind::TooLarge,
            _ => StoreErrorKind::Refused,
        };
        StoreError::new(kind, store, operation).with_source(self)
    }
}

/// The error of bytes that cannot be decoded to an event of a spine.
///
/// The text names the event and the position, and contains nothing of the payload.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The bytes are not an envelope.
    #[error("not the envelope of an event: {problem} at line {line}, column {column}")]
    Envelope {
        /// The problem.
        problem: &'static str,
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// The bytes are an envelope of a later format.
    #[error(
        "the envelope of the event has format {found}, and this program reads up to {FORMAT}: deploy the newer program first"
    )]
    Format {
        /// The format of the bytes.
        found: u32,
    },
    /// The name is blank.
    #[error("the name of the event is blank: every event has a name")]
    Blank,
    /// No organ, entry or terminal of the spine names such an event.
    #[error(
        "spine `{spine}` knows no event `{event}`: list it in `entry(…)`, or deploy an organ that handles it first"
    )]
    Unknown {
        /// The event's name.
        event: String,
        /// The spine.
        spine: &'static str,
    },
    /// The event was written by a later version of the type.
    #[error(
        "event `{event}` has version {found}, and this program knows version {known}: deploy the newer program first"
    )]
    Version {
        /// The event's name.
        event: &'static str,
        /// The version in the bytes.
        found: u32,
        /// The version of the type in this program.
        known: u32,
    },
    /// The `Deserialize` of the payload's type panicked.
    #[error("the payload of event `{event}` cannot be read, as its `Deserialize` panicked")]
    Panicked {
        /// The event's name.
        event: &'static str,
    },
    /// The payload has a field, or a variant, that the type does not have: a later version wrote it.
    #[error(
        "the payload of event `{event}` has a field or a variant that this program does not know, at line {line}, column {column}: deploy the newer program first"
    )]
    UnknownField {
        /// The event's name.
        event: &'static str,
        /// The line in the payload, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// The payload does not fit the event's type.
    #[error(
        "the payload of event `{event}` does not fit its type: {problem} at line {line}, column {column}"
    )]
    Payload {
        /// The event's name.
        event: &'static str,
        /// The problem.
        problem: &'static str,
        /// The line in the payload, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
}

impl DecodeError {
    pub(super) fn payload(event: &'static str, error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        if is_unknown_name(error) {
            return Self::UnknownField {
                event,
                line,
                column,
            };
        }
        Self::Payload {
            event,
            problem: problem(error),
            line: error.line(),
            column: error.column(),
        }
    }
}

/// Returns true if the payload has a field or a variant that its type does not have. Serde reports this by
/// the text of its error only.
fn is_unknown_name(error: &serde_json::Error) -> bool {
    let text = error.to_string();
    text.starts_with("unknown field") || text.starts_with("unknown variant")
}

impl DecodeError {
    /// Returns true if a newer program may know the event: its format, name, version or a field is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(
            self,
            Self::Unknown { .. }
                | Self::Version { .. }
                | Self::Format { .. }
                | Self::UnknownField { .. }
        )
    }
}

/// A writer that fails after a number of bytes.
struct Limited<W> {
    to: W,
    left: usize,
    is_over: bool,
}

impl<W: Write> Write for Limited<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(bytes.len()) {
            Some(left) => {
                self.left = left;
                self.to.write_all(bytes)?;
                Ok(bytes.len())
            }
            None => {
                self.is_over = true;
                Err(io::Error::other("too long"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn write(
    event: &'static str,
    payload: &dyn Payload,
    to: impl Write,
    limit: usize,
) -> Result<(), EncodeError> {
    let mut limited = Limited {
        to,
        left: limit,
        is_over: false,
    };
    // The `Serialize` of the payload is the user's code, and may panic.
    match panics::caught(|| payload.write_json(&mut limited)) {
        Some(Ok(())) => Ok(()),
        Some(Err(_)) if limited.is_over => Err(EncodeError::TooLong { event }),
        Some(Err(error)) => Err(match error {
            JsonError::NotFinite => EncodeError::NotFinite { event },
            JsonError::NullInSome => EncodeError::NullInSome { event },
            JsonError::NotReadBack => EncodeError::NotReadBack { event },
            JsonError::Json(error) if error.is_data() => {
                let error = error.to_string();
                EncodeError::Failed { event, error }
            }
            _ => EncodeError::NotJson { event },
        }),
        None => Err(EncodeError::Panicked { event }),
    }
}

pub(super) fn payload(
    event: &'static str,
    payload: &dyn Payload,
    limit: usize,
) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::with_capacity(128);
    write(event, payload, &mut bytes, limit)?;
    Ok(bytes)
}

pub(super) fn check(event: &'static str, payload: &dyn Payload) -> Result<(), EncodeError> {
    write(event, payload, io::sink(), PAYLOAD_LIMIT)
}

/// An envelope as it is written. The names of the fields are those in logs.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<'a> {
    format: u32,
    id: Uuid,
    time: u64,
    event: Cow<'a, str>,
    version: u32,
    correlation: Uuid,
    causation: Uuid,
    hops: u32,
    attempt: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    chain: Vec<Cow<'a, str>>,
    payload: Box<RawValue>,
}

/// The part of an envelope that every format has.
#[derive(Deserialize)]
struct Formatted {
    format: u32,
}

impl<'a> Written<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        serde_json::from_slice(bytes).map_err(|error| {
            // A later format may have other fields.
            match serde_json::from_slice(bytes) {
                Ok(Formatted { format }) if format > FORMAT => {
                    DecodeError::Format { found: format }
                }
                _ => DecodeError::Envelope {
                    problem: problem(&error),
                    line: error.line(),
                    column: error.column(),
                },
            }
        })
    }
}

/// A cached event, without its head, which depends on the parent event.
#[derive(Serialize, Deserialize)]
pub(crate) struct Emitted<'a> {
    pub(crate) event: Cow<'a, str>,
    pub(crate) version: u32,
    pub(crate) key: Option<Cow<'a, str>>,
    pub(crate) payload: Cow<'a, str>,
}

impl Emitted<'_> {
    /// Returns the cached form of an event that was encoded with its head.
    pub(crate) fn of_written(json: &str) -> Option<Emitted<'static>> {
        let written: Written<'_> = serde_json::from_str(json).ok()?;
        Some(Emitted {
            event: written.event.into_owned().into(),
            version: written.version,
            key: written.key.map(|key| String::from(key).into()),
            payload: String::from(Box::<str>::from(written.payload)).into(),
        })
    }
}

impl Event {
    /// Returns the event as JSON, with head and payload, for a backend or an archive.
    ///
    /// # Errors
    /// [`EncodeError`] if the payload is too long, or has no form in JSON.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        self.encode_up_to(PAYLOAD_LIMIT)
    }

    /// Returns the same JSON without a limit on its length: events in memory have none.
    pub(crate) fn encode_whole(&self) -> Result<Vec<u8>, EncodeError> {
        self.encode_up_to(usize::MAX)
    }

    fn encode_up_to(&self, limit: usize) -> Result<Vec<u8>, EncodeError> {
        let not_json = || EncodeError::NotJson { event: self.name() };
        let payload = String::from_utf8(self.payload_up_to(limit)?).map_err(|_| not_json())?;
        let head = &self.head;
        let written = Written {
            format: FORMAT,
            id: self.id(),
            time: head.time,
            event: self.name().into(),
            version: self.version(),
            correlation: self.correlation(),
            causation: self.causation(),
            hops: head.hops,
            attempt: head.attempt.get(),
            key: head.key.clone(),
            trace: head.trace.as_ref().map(ToString::to_string),
            chain: head.chain.names().map(Into::into).collect(),
            payload: RawValue::from_string(payload).map_err(|_| not_json())?,
        };
        serde_json::to_vec(&written).map_err(|_| not_json())
    }
}

/// Decodes an event of a spine, whose types `known` finds by their names.
pub(crate) fn decode(
    bytes: &[u8],
    spine: &'static str,
    known: impl Fn(&str) -> Option<&'static EventTable>,
) -> Result<Box<Event>, DecodeError> {
    let written = Written::read(bytes)?;
    if written.format > FORMAT {
        return Err(DecodeError::Format {
            found: written.format,
        });
    }
    if written.event.trim().is_empty() {
        return Err(DecodeError::Blank);
    }
    let table = known(&written.event).ok_or_else(|| DecodeError::Unknown {
        event: written.event.clone().into_owned(),
        spine,
    })?;
    if written.version > table.version {
        return Err(DecodeError::Version {
            event: table.name,
            found: written.version,
            known: table.version,
        });
    }
    let mut chain = Chain::default();
    let before = written.chain.iter().filter_map(|name| known(name));
    before.for_each(|table| chain.push(table));
    let head = Head {
        id: written.id.as_u128(),
        correlation: written.correlation.as_u128(),
        causation: written.causation.as_u128(),
        time: written.time,
        hops: written.hops,
        attempt: Deliveries::new(written.attempt),
        key: written.key,
        trace: written
            .trace
            .and_then(|trace| trace.parse().ok())
            .map(Box::new),
        chain,
    };
    (table.decode)(head, written.payload.get().as_bytes())
}
