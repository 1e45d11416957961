//! The events that observers are notified of in a saga.

use std::{fmt, time::Duration};

use crate::ids::{DeadLetterId, SagaId};

/// An event of a saga, except for the runs of its steps, which are nodes of its graph.
///
/// Variants and fields may be added: match with `..`.
///
/// Events carry names, numbers and kinds, never values or the text of a user's error.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SagaEvent<'a> {
    /// The saga failed, and the completed steps are undone from now on.
    RollingBack {
        /// The step that failed; `None` if the saga was cancelled or dropped.
        step: Option<StepRef>,
        /// The reason, in one or two words.
        reason: &'a str,
    },
    /// A step is about to be undone; [`Undone`](Self::Undone) or [`Parked`](Self::Parked) reports the result.
    Undoing {
        /// The step.
        step: StepRef,
    },
    /// An attempt to undo a step failed, and another one follows.
    UndoRetried {
        /// The step.
        step: StepRef,
        /// The attempt that failed, counted from 1.
        attempt: u32,
        /// The delay before the next attempt.
        delay: Duration,
    },
    /// A step was undone.
    Undone {
        /// The step.
        step: StepRef,
        /// The number of attempts.
        attempts: u32,
    },
    /// Undoing a step failed permanently, or a step after the pivot failed permanently.
    Parked {
        /// The step.
        step: StepRef,
        /// The number of attempts.
        attempts: u32,
        /// The reason, in one or two words.
        reason: &'a str,
        /// The id of the dead letter; `None` if the store refused the dead letter.
        letter: Option<DeadLetterId>,
    },
    /// The saga ended.
    Ended {
        /// The status in which the saga ended.
        end: SagaStatus,
    },
}

/// A run of a saga, as passed to observers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SagaInfo {
    /// The name of the saga.
    pub saga: &'static str,
    /// The id of the run.
    pub id: SagaId,
}

impl SagaInfo {
    /// The run with this id of the saga of this name.
    pub const fn new(saga: &'static str, id: SagaId) -> Self {
        Self { saga, id }
    }
}

/// A step of a saga, or one item of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StepRef {
    /// The step's name.
    pub name: &'static str,
    /// The position of the step in the order of declaration, from 0.
    pub index: usize,
    /// The position of the item among those of the step, from 0.
    pub item: Option<usize>,
}

impl StepRef {
    /// The step of this name and position, or one item of it.
    pub const fn new(name: &'static str, index: usize, item: Option<usize>) -> Self {
        Self { name, index, item }
    }
}

impl fmt::Display for StepRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.item {
            Some(item) => write!(f, "{}[{item}]", self.name),
            None => f.write_str(self.name),
        }
    }
}

/// The progress of a run of a saga, or how the run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SagaStatus {
    /// The saga runs forward.
    #[default]
    Running,
    /// The completed steps are being undone.
    RollingBack,
    /// A step after the pivot failed permanently, so the saga can neither continue nor roll back: it
    /// waits until its dead letter is redriven.
    Stalled,
    /// Every step is done.
    Completed,
    /// Every completed step was undone.
    RolledBack,
    /// Every completed step was undone, except for those that are parked as dead letters.
    Parked,
    /// The run stopped before its end. With a journal, recovery resumes it; without a journal, the run is
    /// lost.
    Left,
    /// An answer of the journal was lost, so this process does not know whether the run began, or whether
    /// its end was recorded. The report holds the id with which the journal can be asked.
    Unknown,
    /// The run did not begin, and no step was called. An earlier run with the same id is as it was.
    NotBegun,
}

impl SagaStatus {
    /// Returns the status in one or two words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::RollingBack => "rolling back",
            Self::Stalled => "stalled",
            Self::Completed => "completed",
            Self::RolledBack => "rolled back",
            Self::Parked => "parked",
            Self::Left => "left",
            Self::Unknown => "unknown",
            Self::NotBegun => "not begun",
        }
    }

    /// True if the saga is over: completed, rolled back, or parked.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Completed | Self::RolledBack | Self::Parked)
    }
}

impl fmt::Display for SagaStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
