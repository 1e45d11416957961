//! Why a replay is not possible.

use std::{error::Error, fmt};

use organum_store::StoreError;
use uuid::Uuid;

use super::{super::error::write_chain, Report};
use crate::{DecodeError, archive::TraceId};

/// The kinds of [`ReplayError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReplayErrorKind {
    /// The trace cannot be read. The source is the [`StoreError`] of the archive.
    Archive,
    /// The trace is that of another spine.
    OtherSpine,
    /// The beginning of the trace cannot be read.
    NoBeginning,
    /// An event that came from outside cannot be read. The source is a [`DecodeError`].
    Unreadable,
    /// An event that came from outside could not be written when the trace was recorded.
    NotRecorded,
    /// The spine does not have the handler at which an event was redriven.
    NoSuchPlace,
    /// No event of this id was taken up in the trace.
    NoSuchEvent,
    /// The replay has come further than it was to go.
    Past,
    /// The replay differs from the trace before it comes there: see [`ReplayError::report`].
    Differs,
    /// The state of an organ cannot be written. The source is a `serde_json::Error`.
    State,
}

/// Why a replay is not possible, or cannot go on.
///
/// The text carries names and ids only.
pub struct ReplayError(Box<Problem>);

/// Why a replay is not possible, in detail.
#[derive(Debug, thiserror::Error)]
pub(in super::super) enum Problem {
    #[error("the trace cannot be read")]
    Archive(#[source] StoreError),
    #[error("trace {trace} is one of spine `{found}`, and cannot be replayed by spine `{spine}`")]
    OtherSpine {
        trace: TraceId,
        found: String,
        /// The one that was to replay it.
        spine: &'static str,
    },
    #[error("trace {0} has lost its beginning, and nothing can be replayed without it")]
    NoBeginning(TraceId),
    #[error("event {id} of the trace cannot be read by spine `{spine}`")]
    Unreadable {
        id: Uuid,
        spine: &'static str,
        #[source]
        error: DecodeError,
    },
    #[error("event {id} could not be written when it was recorded, so the trace ends before it")]
    NotRecorded { id: Uuid },
    #[error("event {id} was redriven at handler `{place}`, which spine `{spine}` does not have")]
    NoSuchPlace {
        id: Uuid,
        spine: &'static str,
        place: String,
    },
    #[error("trace {trace} has no event {id} that was taken up")]
    NoSuchEvent { trace: TraceId, id: Uuid },
    #[error("the replay has come to entry {position} already: begin a new one to go back")]
    Past {
        /// How many entries it has followed.
        position: u64,
    },
    #[error("{0}")]
    Differs(Report),
    #[error("the state of organ `{organ}` cannot be written")]
    State {
        /// Its field.
        organ: &'static str,
        #[source]
        error: serde_json::Error,
    },
}

impl From<Problem> for ReplayError {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl ReplayError {
    /// What kind of failure it is.
    pub fn kind(&self) -> ReplayErrorKind {
        match &*self.0 {
            Problem::Archive(_) => ReplayErrorKind::Archive,
            Problem::OtherSpine { .. } => ReplayErrorKind::OtherSpine,
            Problem::NoBeginning(_) => ReplayErrorKind::NoBeginning,
            Problem::Unreadable { .. } => ReplayErrorKind::Unreadable,
            Problem::NotRecorded { .. } => ReplayErrorKind::NotRecorded,
            Problem::NoSuchPlace { .. } => ReplayErrorKind::NoSuchPlace,
            Problem::NoSuchEvent { .. } => ReplayErrorKind::NoSuchEvent,
            Problem::Past { .. } => ReplayErrorKind::Past,
            Problem::Differs(_) => ReplayErrorKind::Differs,
            Problem::State { .. } => ReplayErrorKind::State,
        }
    }

    /// What the replay came to, if it [differs](ReplayErrorKind::Differs).
    pub fn report(&self) -> Option<&Report> {
        match &*self.0 {
            Problem::Differs(report) => Some(report),
            _ => None,
        }
    }
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The chain of sources, each in its own words.
impl fmt::Debug for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplayError({:?}): ", self.kind())?;
        write_chain(self, f)
    }
}

impl Error for ReplayError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}
