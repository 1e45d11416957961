//! What a trace consists of.

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

/// One thing that happened in a spine.
///
/// Times are the readings of the runtime's clock, in nanoseconds since 1970. Places are the organ's
/// field and its handler or hook, as `fulfilment.handle`. Events are JSON, as
/// [`Event::encode`](crate::Event::encode) writes them; neither `Display` nor `Debug` shows them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Entry<'a> {
    /// The trace begins.
    #[non_exhaustive]
    Began {
        /// Its [format](FORMAT).
        format: u32,
        /// The spine.
        spine: Cow<'a, str>,
    },
    /// An event came from outside, or from the dead letters.
    #[non_exhaustive]
    Entered {
        /// Its id.
        id: Uuid,
        /// The event. Nothing if it cannot be written.
        event: Option<Cow<'a, str>>,
        /// The one handler that is to have it, if it was redriven.
        only: Option<Cow<'a, str>>,
        /// The number of attempts that its dead letter counted, if it was redriven.
        #[serde(default, skip_serializing_if = "is_zero")]
        attempts: u32,
        /// When.
        now: u64,
    },
    /// A run without an event from outside began: it goes on with what an earlier one left.
    #[non_exhaustive]
    EmptyRun {
        /// Its id.
        run: Uuid,
        /// When.
        now: u64,
    },
    /// The hooks of the start are called.
    Started,
    /// An event was taken up.
    #[non_exhaustive]
    Received {
        /// Its id.
        id: Uuid,
        /// Its name.
        name: Cow<'a, str>,
        /// How often it was delivered.
        attempt: u32,
        /// The event. Nothing if it cannot be written, or came from outside and was written then.
        event: Option<Cow<'a, str>>,
        /// When.
        now: u64,
    },
    /// None of the handler's arms can match the event.
    #[non_exhaustive]
    Undelivered {
        /// The event's id.
        id: Uuid,
        /// The handler.
        place: Cow<'a, str>,
    },
    /// A handler is done with an event, for good or for this delivery.
    #[non_exhaustive]
    Handled {
        /// The event's id.
        id: Uuid,
        /// The handler.
        place: Cow<'a, str>,
        /// How it ended: `ok`, `failed`, `panicked` or `timed_out`.
        outcome: Cow<'a, str>,
        /// Did guards refuse the event, and no later arm take it?
        unhandled: bool,
        /// How often it was tried.
        attempts: u32,
        /// The ids of what it emitted.
        emitted: Vec<Uuid>,
        /// When.
        now: u64,
    },
    /// An event became a dead letter.
    #[non_exhaustive]
    DeadLettered {
        /// The event's id.
        id: Uuid,
        /// The handler, if it reached one.
        place: Option<Cow<'a, str>>,
        /// Why, in one word or two.
        reason: Cow<'a, str>,
        /// The letter.
        letter: Uuid,
    },
    /// A message of a backend is no event that the spine knows, and became a dead letter.
    #[non_exhaustive]
    Unreadable {
        /// The letter.
        letter: Uuid,
    },
    /// A handler failed and leaves the event to the backend.
    #[non_exhaustive]
    Nacked {
        /// The event's id.
        id: Uuid,
        /// The handler.
        place: Cow<'a, str>,
    },
    /// The spine is idle.
    #[non_exhaustive]
    Idle {
        /// For how many times in this run, counted from 1.
        phase: u32,
    },
    /// A hook was called.
    #[non_exhaustive]
    Hooked {
        /// The hook.
        place: Cow<'a, str>,
        /// How it ended: `ok`, `failed`, `panicked` or `timed_out`.
        outcome: Cow<'a, str>,
        /// The ids of what it emitted.
        emitted: Vec<Uuid>,
        /// When.
        now: u64,
    },
    /// The hooks of the stop are called.
    Stopping,
    /// The organs have stopped.
    #[non_exhaustive]
    Ended {
        /// How: `ok` or `failed`.
        outcome: Cow<'a, str>,
    },
}

impl Entry<'_> {
    /// The event that it is about.
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

    /// When it happened, where that is told.
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

    /// Appends it to `bytes`, in its frame.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        let start = bytes.len();
        bytes.extend_from_slice(&[0; 4]);
        rmp_serde::encode::write_named(bytes, self)
            .expect("an entry is names, numbers and texts, and memory takes all bytes");
        let length = u32::try_from(bytes.len() - start - 4)
            .expect("an entry is hardly longer than an event, which is bounded");
        bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }
}

/// In words, since an event holds a payload.
impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({self})")
    }
}

/// What happened, in words, as the end of a sentence. Nothing of a payload is in it.
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
            Self::Started => f.write_str("the hooks of the start were called"),
            Self::Received {
                id, name, attempt, ..
            } => match attempt {
                1 => write!(f, "event `{name}` {id} was taken up"),
                _ => write!(
                    f,
                    "event `{name}` {id} was taken up for the {attempt}. time"
                ),
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
                told(f, outcome, emitted)
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
                write!(f, "handler `{place}` left event {id} to the backend")
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
                told(f, outcome, emitted)
            }
            Self::Stopping => f.write_str("the hooks of the stop were called"),
            Self::Ended { outcome } => write!(f, "the spine stopped: {outcome}"),
        }
    }
}

fn told(f: &mut fmt::Formatter<'_>, outcome: &str, emitted: &[Uuid]) -> fmt::Result {
    match (outcome, emitted.len()) {
        ("ok", 0) => f.write_str(" and emitted nothing"),
        ("ok", 1) => write!(f, " and emitted event {}", emitted[0]),
        ("ok", n) => write!(f, " and emitted {n} events"),
        _ => Ok(()),
    }
}
