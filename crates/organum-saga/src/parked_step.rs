//! A parked step in reports and errors.

use std::{error::Error, sync::Arc};

use organum_base::observe::StepRef;
use organum_store::{DeadLetterId, DeadLetterReason};

/// A step that was parked as a dead letter, because its undo failed permanently; or the step at which a saga is
/// stalled.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parked {
    /// The name of the saga that the step belongs to: this saga, or a nested one.
    pub saga: &'static str,
    /// The step.
    pub step: StepRef,
    /// The number of attempts: of the undo, or of the step at which the saga is stalled. 0 if another run made them, or
    /// if the step is parked because its outcome is unknown.
    pub attempts: u32,
    /// The reason of the last failure: its kind, and the texts of the error.
    pub reason: DeadLetterReason,
    /// The error of the last attempt of an undo. None if that attempt panicked or timed out, or if another run made it.
    pub error: Option<Arc<dyn Error + Send + Sync>>,
    /// The id of the dead letter. None if the store refused it.
    pub letter: Option<DeadLetterId>,
}
