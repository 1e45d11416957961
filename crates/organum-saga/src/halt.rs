//! The causes for which a step is not called, or does not count as completed, although it has not failed.

use std::{error::Error, sync::Arc};

use super::codec::FieldNotWritten;
use crate::graph::Cause;

/// The step lost a race before a crash or an interruption.
#[derive(Debug, thiserror::Error)]
#[error("another step won the race")]
pub(crate) struct Lost;

/// The journal failed. The error of the run carries the cause.
#[derive(Debug, thiserror::Error)]
#[error("the saga is left because its journal failed")]
pub(crate) struct Halt;

/// The output of a step or an input of a saga has no form in JSON.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what} cannot be written into the journal")]
pub(crate) struct NotWritten {
    what: String,
    #[source]
    cause: Arc<dyn Error + Send + Sync>,
}

impl NotWritten {
    pub(crate) fn output(cause: Cause) -> Self {
        Self {
            what: "the output".to_owned(),
            cause: cause.into(),
        }
    }

    /// The cause names the field, if its value is the reason.
    pub(crate) fn inputs(saga: &str, cause: Cause) -> Self {
        match cause.downcast::<FieldNotWritten>() {
            Ok(field) => Self {
                what: format!("the input `{}` of saga `{saga}`", field.field),
                cause: field.cause.into(),
            },
            Err(cause) => Self {
                what: format!("the inputs of saga `{saga}`"),
                cause: cause.into(),
            },
        }
    }

    /// Returns the reason for which the value has no form in JSON.
    pub(crate) fn cause(&self) -> &(dyn Error + 'static) {
        &*self.cause
    }
}

/// The outcome of a step is unknown, so there is no value that its undo could take.
#[derive(Debug, thiserror::Error)]
#[error("the undo takes the value of its step, whose outcome is unknown")]
pub(crate) struct NoValue;
