//! Parked undos and stalled runs of this process, which can be redriven while it lives.

use std::{collections::HashMap, sync::Arc};

use organum_base::observe::StepRef;
use organum_store::{DeadLetterId, DeadLetterReason};

use super::parked_step::Parked;
use crate::graph::Cause;

/// The permanent failure of an undo.
pub(crate) struct UndoFailure {
    pub(crate) attempts: u32,
    pub(crate) reason: DeadLetterReason,
    pub(crate) error: Option<Cause>,
}

impl UndoFailure {
    /// Returns the failure of an undo that was not called, with the reason in one or two words.
    pub(crate) fn untried(kind: &str) -> Self {
        Self {
            attempts: 0,
            reason: DeadLetterReason {
                kind: kind.to_owned(),
                messages: Vec::new(),
            },
            error: None,
        }
    }

    /// Returns the failure of an undo that was not called because the outcome of its step is unknown.
    pub(crate) fn unknown() -> Self {
        Self::untried("unknown outcome")
    }

    pub(crate) fn parked(
        self,
        saga: &'static str,
        step: StepRef,
        letter: Option<DeadLetterId>,
    ) -> Parked {
        Parked {
            saga,
            step,
            attempts: self.attempts,
            reason: self.reason,
            error: self.error,
            letter,
        }
    }
}

/// The parked undos and stalled runs of this process, which can be redriven without a journal.
pub(crate) type ParkedHere = HashMap<DeadLetterId, Arc<dyn TryAgain>>;

pub(crate) type Tried = Result<(), UndoFailure>;

/// A parked undo with its output, or a stalled run.
pub(crate) trait TryAgain: Send + Sync {
    /// True for a stalled run, which stores its letter itself if it is stalled again.
    fn goes_on(&self) -> bool;

    fn try_again(&self) -> std::pin::Pin<Box<dyn Future<Output = Tried> + Send + '_>>;
}
