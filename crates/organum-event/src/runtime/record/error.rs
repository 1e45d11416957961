//! The error of a replay.

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
    /// The archive has no such trace. The source is the [`StoreError`] of the archive.
    NoSuchTrace,
    /// The trace belongs to another spine.
    OtherSpine,
    /// The beginning of the trace cannot be read.
    NoBeginning,
    /// An event from outside cannot be decoded. The source is a [`DecodeError`].
    Unreadable,
    /// An event from outside could not be encoded when the trace was recorded.
    NotRecorded,
    /// The spine does not have the handler at which an event was redriven.
    NoSuchPlace,
    /// No event of this id was received in the trace.
    NoSuchEvent,
    /// The replay is already past the requested position.
    Past,
    /// The replay differs from the trace before the requested position: see [`ReplayError::report`].
    Differs,
    /// The state of an organ cannot be serialised. The source is a `serde_json::Error`.
    State,
}

/// The error of a replay that is not possible, or cannot continue.
///
/// The text contains names and ids only.
pub struct ReplayError(Box<Problem>);

/// The details of a [`ReplayError`].
#[derive(Debug, thiserror::Error)]
pub(in super::super) enum Problem {
    #[error("the trace cannot be read")]
    Archive(#[source] StoreError),
    #[error("archive `{}` has no trace {trace}: replay one that its `traces()` lists", error.store())]
    NoSuchTrace {
        trace: TraceId,
        /// The error of the archive.
        #[source]
        error: StoreError,
    },
    #[error("trace {trace} is one of spine `{found}`, and cannot be replayed by spine `{spine}`")]
    OtherSpine {
        trace: TraceId,
        found: String,
        /// The spine of the replay.
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
    #[error("event {id} could not be encoded when it was recorded, so the trace ends before it")]
    NotRecorded { id: Uuid },
    #[error("event {id} was redriven at handler `{place}`, which spine `{spine}` does not have")]
    NoSuchPlace {
        id: Uuid,
        spine: &'static str,
        place: String,
    },
    #[error("trace {trace} has no received event {id}")]
    NoSuchEvent { trace: TraceId, id: Uuid },
    #[error("the replay is already at entry {position}: begin a new one to go back")]
    Past {
        /// The number of entries that the replay has followed.
        position: u64,
    },
    #[error("{0}")]
    Differs(Report),
    #[error("the state of organ `{organ}` cannot be serialised")]
    State {
        /// The field of the organ.
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
    /// Returns the kind of the error.
    pub fn kind(&self) -> ReplayErrorKind {
        match &*self.0 {
            Problem::Archive(_) => ReplayErrorKind::Archive,
            Problem::NoSuchTrace { .. } => ReplayErrorKind::NoSuchTrace,
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

    /// Returns the result of the replay, if it [differs](ReplayErrorKind::Differs).
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

/// Shows the kind, the error and its chain of sources.
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
