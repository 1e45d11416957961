//! A step that could not be undone, as reports and errors have it.

use organum_base::observe::StepRef;
use organum_store::{DeadLetterId, DeadLetterReason};

use crate::graph::Cause;

/// A step whose undo failed for good. It is a dead letter now.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parked {
    /// The name of the saga whose step it is: this one, or one that is a step of it.
    pub saga: &'static str,
    /// The step.
    pub step: StepRef,
    /// The number of tries to undo it.
    pub attempts: u32,
    /// Why the last try failed: kind, and the texts of the error.
    pub reason: DeadLetterReason,
    /// The error of the last try, unless it panicked or took too long.
    pub error: Option<Cause>,
    /// The dead letter. None if the store refused it.
    pub letter: Option<DeadLetterId>,
}

impl Parked {
    /// The same for the report of the outer saga: the error itself is in that of this one.
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
