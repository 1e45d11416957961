//! The causes for which a step is not called, or does not count as completed, although it has not failed.

use crate::graph::Cause;

/// The step lost a race before a crash or an interruption.
#[derive(Debug, thiserror::Error)]
#[error("another step won the race")]
pub(crate) struct Lost;

/// The journal failed. The error of the run carries the cause.
#[derive(Debug, thiserror::Error)]
#[error("the saga is left because its journal failed")]
pub(crate) struct Halt;

/// The output of a step has no form in JSON.
#[derive(Debug, thiserror::Error)]
#[error("the output of step `{step}` cannot be written into the journal")]
pub(crate) struct NotWritten {
    pub(crate) step: &'static str,
    #[source]
    pub(crate) cause: Cause,
}

/// The outcome of a step is unknown, so there is no value that its undo could take.
#[derive(Debug, thiserror::Error)]
#[error("the undo takes the value of its step, whose outcome is unknown")]
pub(crate) struct NoValue;
