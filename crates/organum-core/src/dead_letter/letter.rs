//! One dead letter, and how some of many are named.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

pub use organum_base::ids::DeadLetterId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why something is a dead letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// In one word or two: `failed`, `panicked`, `timed out`, `refused`, `too many hops`, …
    pub kind: String,
    /// The texts of the error and of its sources, the outermost first. They are the user's, and may
    /// hold what was in the payload: they are for whoever inspects the letter, and are not logged.
    pub messages: Vec<String>,
}

/// What was to be handled.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content(
    /// As bytes, in the form that whoever put the letter there can read: JSON for events.
    #[serde(with = "as_text")]
    pub Vec<u8>,
);

/// The length only: it is the user's.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.0.len())
    }
}

/// Something that failed for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Its id.
    pub id: DeadLetterId,
    /// When it was put here first, in nanoseconds since 1970.
    pub time: u64,
    /// The spine, or the saga.
    pub origin: String,
    /// What failed: the name of the event, or of the step.
    pub subject: String,
    /// Where it failed: the field of the organ and its handler as `fulfilment.handle`, or nothing
    /// for an event that reached none.
    pub place: Option<String>,
    /// Why.
    pub reason: Reason,
    /// How often it was tried, redrives included.
    pub attempts: u32,
    /// The names of what led to it, the oldest first, itself last.
    pub chain: Vec<String>,
    /// What it all followed from.
    pub correlation: Uuid,
    /// What was to be handled. Nothing where it could not be written.
    pub content: Option<Content>,
}

impl DeadLetter {
    /// When it was put here first.
    pub fn since(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_nanos(self.time)
    }
}

/// Some of the dead letters: those that fit all that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filter {
    /// Of this spine or saga.
    pub origin: Option<String>,
    /// About this event or step.
    pub subject: Option<String>,
    /// That failed in this place: `organ.handler`, or all of one `organ`.
    pub place: Option<String>,
    /// That followed from this.
    pub correlation: Option<Uuid>,
}

impl Filter {
    /// All of them.
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

    /// Does the letter fit?
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

/// Bytes that are text are written as such, so that people can read them.
mod as_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form<'a> {
        Text(std::borrow::Cow<'a, str>),
        Bytes(Vec<u8>),
    }

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Form::Text(text.into()),
            Err(_) => Form::Bytes(bytes.to_vec()),
        }
        .serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        Ok(match Form::deserialize(from)? {
            Form::Text(text) => text.into_owned().into_bytes(),
            Form::Bytes(bytes) => bytes,
        })
    }
}
