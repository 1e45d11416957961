//! The difference between a replay and its trace.

use std::fmt;

use crate::archive::{Damaged, Entry, Recorded};

/// The first difference between a replay and its trace.
///
/// The text describes it in words, and contains nothing of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The number of entries of the trace before this one.
    pub position: u64,
    /// The recorded entry.
    pub recorded: Entry<'static>,
    /// The entry of the replay; absent if the replay ended.
    pub replayed: Option<Entry<'static>>,
    /// The reason why the replay ended.
    instead: Option<String>,
}

impl Difference {
    pub(super) fn between(recorded: &Recorded, frame: &[u8]) -> Self {
        Self {
            position: recorded.position,
            recorded: recorded.entry.clone(),
            replayed: rmp_serde::from_slice(frame.get(4..).unwrap_or_default()).ok(),
            instead: None,
        }
    }

    pub(super) fn missing(recorded: &Recorded, instead: String) -> Self {
        Self {
            position: recorded.position,
            recorded: recorded.entry.clone(),
            replayed: None,
            instead: Some(instead),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            position, recorded, ..
        } = self;
        write!(f, "entry {position} differs: recorded is that {recorded}; ")?;
        match (&self.replayed, &self.instead) {
            (Some(replayed), _) => {
                let (was, is) = (recorded.to_string(), replayed.to_string());
                if was == is {
                    write!(f, "now it has {}", detail(recorded, replayed))
                } else {
                    write!(f, "now {is}")
                }
            }
            (None, Some(instead)) => write!(f, "now {instead}"),
            (None, None) => f.write_str("now something else happened"),
        }
    }
}

/// Returns the difference of two entries with the same description.
fn detail(recorded: &Entry<'_>, replayed: &Entry<'_>) -> &'static str {
    if recorded.now() != replayed.now() {
        return "another time";
    }
    match (recorded, replayed) {
        (Entry::Received { event: was, .. }, Entry::Received { event: is, .. })
        | (Entry::Entered { event: was, .. }, Entry::Entered { event: is, .. })
            if was != is =>
        {
            "another payload or envelope"
        }
        (Entry::Handled { .. } | Entry::Hooked { .. }, _) => "emitted other events",
        _ => "other details",
    }
}

/// The result of a replay.
///
/// The text describes it in words.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The number of entries that the replay followed.
    pub followed: u64,
    /// The number of entries of the trace that can be read.
    pub recorded: u64,
    /// The first difference, with which the replay ended.
    pub difference: Option<Difference>,
    /// The unreadable parts of the trace. It is replayed up to the first of these.
    pub damage: Vec<Damaged>,
}

impl Report {
    /// Returns true if the whole trace could be read, and was followed without a difference.
    pub fn is_identical(&self) -> bool {
        self.difference.is_none() && self.damage.is_empty() && self.followed == self.recorded
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(difference) = &self.difference {
            return write!(f, "the replay differs: {difference}");
        }
        match self.damage.first() {
            Some(damage) => write!(
                f,
                "the replay is identical in {} entries and ends there: {damage}",
                self.followed
            ),
            None => write!(f, "the replay is identical, in {} entries", self.followed),
        }
    }
}
