//! The entries of a trace.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The format of traces that this program writes.
pub const FORMAT: u32 = 1;

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(attempts: &u32) -> bool {
    *attempts == 0
}

/// An entry of a trace: one thing that happened in a spine.
///
/// Times are readings of the runtime's clock, in nanoseconds since 1970. Places are the organ's field and
/// its handler or hook, as `fulfilment.handle`. Events are JSON, as
/// [`Event::encode`](crate::Event::encode) returns them; neither `Display` nor `Debug` shows them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Entry<'a> {
    /// The trace began.
    #[non_exhaustive]
    Began {
        /// The [format](FORMAT) of the trace.
        format: u32,
        /// The name of the spine.
        spine: Cow<'a, str>,
    },
    /// An event came from outside, or a dead letter was redriven.
    #[non_exhaustive]
    Entered {
        /// The id of the event.
        id: Uuid,
        /// The event as JSON; absent if it cannot be encoded.
        event: Option<Cow<'a, str>>,
        /// The only handler that the event is for, if it was redriven.
        only: Option<Cow<'a, str>>,
        /// The number of attempts that its dead letter counted, if it was redriven.
        #[serde(default, skip_serializing_if = "is_zero")]
        attempts: u32,
        /// The time.
        now: u64,
    },
    /// A run without an event from outside began, to continue an earlier run.
    #[non_exhaustive]
    EmptyRun {
        /// The id of the run.
        run: Uuid,
        /// The time.
        now: u64,
    },
    /// The start hooks were called.
    Started,
    /// An event was received from the queue or the backend.
    #[non_exhaustive]
    Received {
        /// The id of the event.
        id: Uuid,
        /// The name of the event.
        name: Cow<'a, str>,
        /// The number of deliveries of the event, including this one.
        attempt: u32,
        /// The event as JSON; absent if it cannot be encoded, or is in an [`Entered`](Self::Entered) entry.
        event: Option<Cow<'a, str>>,
        /// The time.
        now: u64,
    },
    /// None of the handler's arms can match the event.
    #[non_exhaustive]
    Undelivered {
        /// The id of the event.
        id: Uuid,
        /// The place of the handler.
        place: Cow<'a, str>,
    },
    /// A handler has completed an event, or has failed after its last attempt.
    #[non_exhaustive]
    Handled {
        /// The id of the event.
        id: Uuid,
        /// The place of the handler.
        place: Cow<'a, str>,
        /// The outcome: `ok`, `failed`, `panicked` or `timed_out`.
        outcome: Cow<'a, str>,
        /// True if guards refused the event, and no later arm matched.
        unhandled: bool,
        /// The number of attempts.
        attempts: u32,
        /// The ids of the emitted events.
        emitted: Vec<Uuid>,
        /// The time.
        now: u64,
    },
    /// An event became a dead letter.
    #[non_exhaustive]
    DeadLettered {
        /// The id of the event.
        id: Uuid,
        /// The place of the handler; absent if the event reached none.
        place: Option<Cow<'a, str>>,
        /// The reason, in one or two words.
        reason: Cow<'a, str>,
        /// The id of the dead letter.
        letter: Uuid,
    },
    /// A message of a backend could not be decoded, and became a dead letter.
    #[non_exhaustive]
    Unreadable {
        /// The id of the dead letter.
        letter: Uuid,
    },
    /// A handler failed, and the event is left to the backend.
    #[non_exhaustive]
    Nacked {
        /// The id of the event.
        id: Uuid,
        /// The place of the handler.
        place: Cow<'a, str>,
    },
    /// The spine was idle.
    #[non_exhaustive]
    Idle {
        /// The number of the idle phase in this run, counted from 1.
        phase: u32,
    },
    /// A hook was called.
    #[non_exhaustive]
    Hooked {
        /// The place of the hook.
        place: Cow<'a, str>,
        /// The outcome: `ok`, `failed`, `panicked` or `timed_out`.
        outcome: Cow<'a, str>,
        /// The ids of the emitted events.
        emitted: Vec<Uuid>,
        /// The time.
        now: u64,
    },
    /// The stop hooks were called.
    Stopping,
    /// The organs have stopped.
    #[non_exhaustive]
    Ended {
        /// The outcome: `ok` or `failed`.
        outcome: Cow<'a, str>,
    },
}

impl Entry<'_> {
    /// Returns the id of the event that the entry is about.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Entered { id, .. }
            | Self::Received { id, .. }
            | Self::Undelivered { id, .. }
            | Self::Handled { id, .. }
            | Self::DeadLettered { id, .. }
            | Self::Nacked { id, .. } => Some(*id),
            Self::Began { .. }
            | Self::EmptyRun { .. }
            | Self::Started
            | Self::Unreadable { .. }
            | Self::Idle { .. }
            | Self::Hooked { .. }
            | Self::Stopping
            | Self::Ended { .. } => None,
        }
    }

    /// Returns the time of the entry, if it has one.
    pub fn now(&self) -> Option<u64> {
        match self {
            Self::Entered { now, .. }
            | Self::EmptyRun { now, .. }
            | Self::Received { now, .. }
            | Self::Handled { now, .. }
            | Self::Hooked { now, .. } => Some(*now),
            _ => None,
        }
    }

    /// Appends the entry to `bytes`, with its length in front.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        let start = bytes.len();
        bytes.extend_from_slice(&[0; 4]);
        rmp_serde::encode::write_named(bytes, self).expect(
            "an entry consists of names, numbers and texts, and a write to memory does not fail",
        );
        let length = u32::try_from(bytes.len() - start - 4)
            .expect("an entry is little longer than an event, whose length is bounded");
        bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }
}

/// Shows the same words as `Display`, since an event holds a payload.
impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({self})")
    }
}

/// Describes the entry in words, as the end of a sentence, without anything of a payload.
impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Began { spine, .. } => write!(f, "spine `{spine}` began"),
            Self::Entered {
                id,
                only: Some(only),
                ..
            } => write!(f, "event {id} was redriven at `{only}`"),
            Self::Entered { id, .. } => write!(f, "event {id} came from outside"),
            Self::Started => f.write_str("the start hooks were called"),
            Self::Received {
                id, name, attempt, ..
            } => match attempt {
                1 => write!(f, "event `{name}` {id} was received"),
                _ => write!(f, "event `{name}` {id} was received, delivery {attempt}"),
            },
            Self::Undelivered { id, place } => {
                write!(f, "no arm of handler `{place}` matched event {id}")
            }
            Self::Handled {
                id,
                place,
                outcome,
                unhandled,
                attempts,
                emitted,
                ..
            } => {
                write!(f, "handler `{place}` ")?;
                match &**outcome {
                    "ok" if *unhandled => write!(f, "refused event {id}")?,
                    "ok" => write!(f, "handled event {id}")?,
                    outcome => write!(f, "{} at event {id}", outcome.replace('_', " "))?,
                }
                if *attempts != 1 {
                    write!(f, " in {attempts} attempts")?;
                }
                write_emitted(f, outcome, emitted)
            }
            Self::DeadLettered {
                id, place, reason, ..
            } => match place {
                Some(place) => {
                    write!(f, "event {id} became a dead letter of `{place}`: {reason}")
                }
                None => write!(f, "event {id} became a dead letter: {reason}"),
            },
            Self::Unreadable { letter } => {
                write!(
                    f,
                    "a message that cannot be read became dead letter {letter}"
                )
            }
            Self::Nacked { id, place } => {
                write!(f, "handler `{place}` gave event {id} back to the backend")
            }
            Self::EmptyRun { .. } => f.write_str("a run without an event began"),
            Self::Idle { phase } => write!(f, "the spine was idle (phase {phase})"),
            Self::Hooked {
                place,
                outcome,
                emitted,
                ..
            } => {
                match &**outcome {
                    "ok" => write!(f, "hook `{place}` was called")?,
                    outcome => write!(f, "hook `{place}` {}", outcome.replace('_', " "))?,
                }
                write_emitted(f, outcome, emitted)
            }
            Self::Stopping => f.write_str("the stop hooks were called"),
            Self::Ended { outcome } => write!(f, "the spine stopped: {outcome}"),
        }
    }
}

fn write_emitted(f: &mut fmt::Formatter<'_>, outcome: &str, emitted: &[Uuid]) -> fmt::Result {
    match (outcome, emitted.len()) {
        ("ok", 0) => f.write_str(" and emitted nothing"),
        ("ok", 1) => write!(f, " and emitted event {}", emitted[0]),
        ("ok", n) => write!(f, " and emitted {n} events"),
        _ => Ok(()),
    }
}
