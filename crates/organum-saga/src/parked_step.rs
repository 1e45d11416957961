//! A parked step in reports and errors.

use organum_base::observe::StepRef;
use organum_store::{DeadLetterId, DeadLetterReason};

use crate::graph::Cause;

/// A step that was parked as a dead letter, because its undo failed permanently; or the step at which a saga is
/// stalled.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parked {
    /// The name of the saga that the step belongs to: this saga, or a nested one.
    pub saga: &'static str,
    /// The step.
    pub step: StepRef,
    /// The number of attempts.
    pub attempts: u32,
    /// The reason of the last failure: its kind, and the texts of the error.
    pub reason: DeadLetterReason,
    /// The error of the last attempt of an undo. None if that attempt panicked or timed out.
    pub error: Option<Cause>,
    /// The id of the dead letter. None if the store refused it.
    pub letter: Option<DeadLetterId>,
}

impl Parked {
    /// Returns a copy for the report of the outer saga. The error itself is in the report of the nested saga.
    pub(crate) fn without_error(&self) -> Self {
        Self {
            saga: self.saga,
            step: self.step,
            attempts: self.attempts,
            reason: self.reason.clone(),
            error: None,
            letter: self.letter,
        }
    }
}
