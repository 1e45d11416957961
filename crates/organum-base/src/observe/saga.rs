//! What observers are notified of in a saga.

use std::{fmt, time::Duration};

use crate::ids::{DeadLetterId, SagaId};

/// What happened in a saga, beside what its steps do: those are nodes of its graph.
///
/// Fields are added as there is more to say: match with `..`.
///
/// Names, numbers and kinds, never values or the text of a user's error.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SagaEvent<'a> {
    /// It failed, and what was done is undone from now on.
    RollingBack {
        /// The step that failed; none if it was cancelled or dropped.
        step: Option<StepRef>,
        /// Why, in one word or two.
        reason: &'a str,
    },
    /// A step is about to be undone: [`Undone`](Self::Undone) or [`Parked`](Self::Parked) says what came of it.
    Undoing {
        /// The step.
        step: StepRef,
    },
    /// A try to undo a step failed, and there will be another one.
    UndoRetried {
        /// The step.
        step: StepRef,
        /// The try that failed, counted from 1.
        attempt: u32,
        /// How long is waited before the next one.
        delay: Duration,
    },
    /// A step is undone.
    Undone {
        /// The step.
        step: StepRef,
        /// How often that was tried.
        attempts: u32,
    },
    /// Undoing a step failed for good; or a step after the pivot did.
    Parked {
        /// The step.
        step: StepRef,
        /// How often it was tried.
        attempts: u32,
        /// Why, in one word or two.
        reason: &'a str,
        /// The dead letter. None if the store refused it.
        letter: Option<DeadLetterId>,
    },
    /// It is over.
    Ended {
        /// How.
        end: SagaStatus,
    },
}

/// A run of a saga, as observers see it.
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
    /// Its position among the steps as they are written, from 0.
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

/// How far a run of a saga is, or how it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SagaStatus {
    /// It goes forward.
    #[default]
    Running,
    /// What was done is being undone.
    RollingBack,
    /// A step after the pivot failed for good, so it can go neither forward nor back: it waits until
    /// its dead letter is redriven.
    Stalled,
    /// Every step is done.
    Completed,
    /// What was done is undone.
    RolledBack,
    /// The same, but for what is parked as dead letters.
    Parked,
    /// It was left before its end: the journal has it, and recovery goes on with it. Without a journal it
    /// is lost.
    Left,
    /// An answer of the journal was lost, so nobody here knows: its id, with which the journal can be
    /// asked, is in the report.
    Unknown,
}

impl SagaStatus {
    /// In one word or two.
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
