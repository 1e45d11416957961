//! One dead letter, and how some of many are named.

use std::{fmt, time::SystemTime};

pub use organum_base::ids::DeadLetterId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Content, time};

/// The reason why something is a dead letter.
///
/// `Debug` shows the kind, and how many messages there are.
// Public fields: stores read it back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetterReason {
    /// A word or two: `failed`, `panicked`, `timed out`, `refused`, `too many hops`, …
    pub kind: String,
    /// The texts of the error and of its sources, the outermost first. They are the user's, and may
    /// hold what was in the payload: they are for whoever inspects the letter, and are not logged.
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

/// Something that failed for good.
///
/// Serialised, it is written with the number of its format, 1. One that a newer version wrote is not
/// read.
// Public fields: stores read it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct DeadLetter {
    /// The id.
    pub id: DeadLetterId,
    /// The time at which it was put here first.
    pub time: SystemTime,
    /// The spine, or the saga.
    pub origin: String,
    /// The name of the event, or of the step, that failed.
    pub subject: String,
    /// The place of the failure: the field of the organ and its handler as `fulfilment.handle`, or nothing
    /// for an event that reached none.
    pub place: Option<String>,
    /// The reason.
    pub reason: DeadLetterReason,
    /// The number of attempts, redrives included.
    pub attempts: u32,
    /// The names of what led to it, the oldest first, itself last.
    pub chain: Vec<String>,
    /// The id of the event or saga that it all followed from.
    pub correlation: Uuid,
    /// The content that was to be handled. None where it could not be written.
    pub content: Option<Content>,
}

impl DeadLetter {
    /// Returns the place of the letter in the order of all.
    pub fn cursor(&self) -> DeadLetterCursor {
        DeadLetterCursor {
            time: self.time,
            id: self.id,
        }
    }

    /// Returns about how many bytes it takes.
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

/// The place of a dead letter in the order of all. They are ordered by time; among those of one time the
/// store decides.
// Public fields: stores make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeadLetterCursor {
    /// The time at which the letter was put here first.
    pub time: SystemTime,
    /// The id.
    pub id: DeadLetterId,
}

/// A letter as it is written.
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

/// Some of the dead letters: those that fit all that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetterFilter {
    /// The spine or saga.
    pub origin: Option<String>,
    /// The event or step.
    pub subject: Option<String>,
    /// The place of the failure: `organ.handler`, or all of one `organ`.
    pub place: Option<String>,
    /// The id of what it followed from.
    pub correlation: Option<Uuid>,
}

impl DeadLetterFilter {
    /// All letters.
    pub fn all() -> Self {
        Self::default()
    }

    /// Those of one spine or saga.
    #[must_use]
    pub fn origin(mut self, name: impl Into<String>) -> Self {
        self.origin = Some(name.into());
        self
    }

    /// Those about one event or step.
    #[must_use]
    pub fn subject(mut self, name: impl Into<String>) -> Self {
        self.subject = Some(name.into());
        self
    }

    /// Those that failed in one place: `organ.handler`, or anywhere in `organ`.
    #[must_use]
    pub fn place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Those that followed from one event.
    #[must_use]
    pub fn correlation(mut self, id: Uuid) -> Self {
        self.correlation = Some(id);
        self
    }

    /// True if the letter fits.
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
