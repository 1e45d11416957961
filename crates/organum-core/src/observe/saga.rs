//! What observers are told of sagas.

use std::time::Duration;

use crate::{
    dead_letter::DeadLetterId,
    saga::{Ended, SagaId, StepRef},
};

/// What happened in a saga, beside what its steps do: those are nodes of its graph.
///
/// Names, numbers and kinds, never values or the text of a user's error.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SagaEvent<'a> {
    /// It failed, and what was done is undone from now on.
    #[non_exhaustive]
    RollingBack {
        /// The step that failed; none if it was cancelled or dropped.
        step: Option<StepRef>,
        /// Why, in one word or two.
        reason: &'a str,
    },
    /// A step is about to be undone: [`Undone`](Self::Undone) or [`Parked`](Self::Parked) says what came of it.
    #[non_exhaustive]
    Undoing {
        /// The step.
        step: StepRef,
    },
    /// A try to undo a step failed, and there will be another one.
    #[non_exhaustive]
    UndoRetried {
        /// The step.
        step: StepRef,
        /// The try that failed, counted from 1.
        attempt: u32,
        /// How long is waited before the next one.
        delay: Duration,
    },
    /// A step is undone.
    #[non_exhaustive]
    Undone {
        /// The step.
        step: StepRef,
        /// How often that was tried.
        attempts: u32,
    },
    /// Undoing a step failed for good; or a step after the pivot did.
    #[non_exhaustive]
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
    #[non_exhaustive]
    Ended {
        /// How.
        end: Ended,
    },
}

/// The saga of which something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SagaInfo {
    /// The name of the saga.
    pub saga: &'static str,
    /// The id of the run.
    pub id: SagaId,
}
