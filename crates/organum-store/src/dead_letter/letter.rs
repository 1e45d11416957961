//! A dead letter, and filters over many.

use std::{fmt, time::SystemTime};

pub use organum_base::ids::DeadLetterId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Content, time};

/// The reason why something is a dead letter.
///
/// `Debug` shows the kind and the number of messages.
// Public fields: stores construct it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetterReason {
    /// The reason in one or two words: `failed`, `panicked`, `timed out`, `refused`, `too many hops`, …
    pub kind: String,
    /// The texts of the error and of its sources, the outermost first. They come from the user's code and
    /// may contain parts of the payload: they are for a person who inspects the letter, and are not
    /// logged.
    pub messages: Vec<String>,
}

impl fmt::Debug for DeadLetterReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeadLetterReason")
            .field("kind", &self.kind)
            .field("messages", &format_args!("{}", self.messages.len()))
            .finish()
    }
}

/// An event or a step of a saga that failed permanently.
///
/// A serialised letter has the number of its format, 1. A letter with a newer format is refused.
// Public fields: stores construct it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct DeadLetter {
    /// The id of the letter.
    pub id: DeadLetterId,
    /// The time at which the letter was first stored.
    pub time: SystemTime,
    /// The name of the spine or saga.
    pub origin: String,
    /// The name of the event, or of the step, that failed.
    pub subject: String,
    /// The place of the failure: the field of the organ and its handler, such as `fulfilment.handle`;
    /// `None` for an event that reached no handler.
    pub place: Option<String>,
    /// The reason why the event or step is a dead letter.
    pub reason: DeadLetterReason,
    /// The number of attempts, redrives included.
    pub attempts: u32,
    /// The names of the events that led to the failed one, the oldest first, with the failed one last.
    pub chain: Vec<String>,
    /// The id of the event or saga from which the failed one follows.
    pub correlation: Uuid,
    /// The payload that was to be handled; `None` if it could not be serialised.
    pub content: Option<Content>,
}

impl DeadLetter {
    /// Returns the position of the letter in the order of all letters.
    pub fn cursor(&self) -> DeadLetterCursor {
        DeadLetterCursor {
            time: self.time,
            id: self.id,
        }
    }

    /// Returns the approximate size of the letter in bytes.
    pub(crate) fn size(&self) -> usize {
        let texts = self.reason.messages.iter().chain(&self.chain);
        let content = self.content.as_ref().map_or(0, |content| content.0.len());
        crate::bounds::OVERHEAD
            + self.origin.len()
            + self.subject.len()
            + self.place.as_ref().map_or(0, String::len)
            + self.reason.kind.len()
            + texts.map(|text| text.len() + 24).sum::<usize>()
            + content
    }
}

/// The position of a dead letter in the order of all letters. Letters are ordered by time; the store
/// decides the order of letters with the same time.
// Public fields: stores construct it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeadLetterCursor {
    /// The time at which the letter was first stored.
    pub time: SystemTime,
    /// The id of the letter.
    pub id: DeadLetterId,
}

/// The serialised form of a letter.
#[derive(Serialize, Deserialize)]
#[serde(rename = "DeadLetter")]
struct Written {
    format: u32,
    id: DeadLetterId,
    #[serde(with = "time")]
    time: SystemTime,
    origin: String,
    subject: String,
    place: Option<String>,
    reason: DeadLetterReason,
    attempts: u32,
    chain: Vec<String>,
    correlation: Uuid,
    content: Option<Content>,
}

/// The format in which letters are written.
const FORMAT: u32 = 1;

impl From<DeadLetter> for Written {
    fn from(letter: DeadLetter) -> Self {
        Self {
            format: FORMAT,
            id: letter.id,
            time: letter.time,
            origin: letter.origin,
            subject: letter.subject,
            place: letter.place,
            reason: letter.reason,
            attempts: letter.attempts,
            chain: letter.chain,
            correlation: letter.correlation,
            content: letter.content,
        }
    }
}

impl TryFrom<Written> for DeadLetter {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        if written.format != FORMAT {
            return Err(format!(
                "the dead letter is written in format {}, and this program reads format {FORMAT}",
                written.format
            ));
        }
        Ok(Self {
            id: written.id,
            time: written.time,
            origin: written.origin,
            subject: written.subject,
            place: written.place,
            reason: written.reason,
            attempts: written.attempts,
            chain: written.chain,
            correlation: written.correlation,
            content: written.content,
        })
    }
}

/// A filter over dead letters: a letter matches if it has all the given values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetterFilter {
    /// The name of the spine or saga.
    pub origin: Option<String>,
    /// The name of the event or step.
    pub subject: Option<String>,
    /// The place of the failure: `organ.handler`, or `organ` for all handlers of the organ.
    pub place: Option<String>,
    /// The id of the event or saga from which the failure follows.
    pub correlation: Option<Uuid>,
}

impl DeadLetterFilter {
    /// Returns a filter that every letter matches.
    pub fn all() -> Self {
        Self::default()
    }

    /// Selects the letters of one spine or saga.
    #[must_use]
    pub fn origin(mut self, name: impl Into<String>) -> Self {
        self.origin = Some(name.into());
        self
    }

    /// Selects the letters of one event or step.
    #[must_use]
    pub fn subject(mut self, name: impl Into<String>) -> Self {
        self.subject = Some(name.into());
        self
    }

    /// Selects the letters that failed in one place: `organ.handler`, or any handler of `organ`.
    #[must_use]
    pub fn place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Selects the letters that follow from one event or saga.
    #[must_use]
    pub fn correlation(mut self, id: Uuid) -> Self {
        self.correlation = Some(id);
        self
    }

    /// Returns true if the letter matches.
    pub fn fits(&self, letter: &DeadLetter) -> bool {
        let is = |wanted: &Option<String>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == found)
        };
        let is_place = self.place.as_deref().is_none_or(|wanted| {
            letter.place.as_deref().is_some_and(|place| {
                place == wanted || place.split('.').next().is_some_and(|organ| organ == wanted)
            })
        });
        is(&self.origin, &letter.origin)
            && is(&self.subject, &letter.subject)
            && is_place
            && self.correlation.is_none_or(|id| id == letter.correlation)
    }
}
