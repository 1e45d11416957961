//! The cause of a rollback, or of a stalled run.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use organum_store::DeadLetterReason;

use super::{
    Saga,
    completed::At,
    error::{Fault, SagaError},
    halt::NotWritten,
    record::Record,
};
use crate::{
    graph::{Cause, GraphError, GraphErrorKind, NodeErrorKind, NodePanic},
    messages,
    policy::Elapsed,
};

/// The error of a step, while the graph passes it on.
pub(crate) struct StepFailed<E>(Mutex<Option<E>>);

impl<E> StepFailed<E> {
    fn take(&self) -> Option<E> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<E> fmt::Debug for StepFailed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step failed")
    }
}

impl<E> fmt::Display for StepFailed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step failed")
    }
}

impl<E> std::error::Error for StepFailed<E> {}

/// Wraps the error of a step, converted into that of its saga, for the graph.
#[cold]
pub fn step_failed<S: Saga>(error: S::Error) -> Cause {
    Box::new(StepFailed(Mutex::new(Some(error))))
}

/// The failure of a run.
pub(crate) struct Failing<E> {
    pub(crate) at: Option<At>,
    pub(crate) attempts: u32,
    pub(crate) fault: Fault<E>,
}

impl<E: 'static> Failing<E> {
    pub(crate) fn new(fault: Fault<E>) -> Self {
        Self {
            at: None,
            attempts: 0,
            fault,
        }
    }

    /// True if the run was ended from outside, so that no step has failed.
    pub(crate) fn is_interruption(&self) -> bool {
        match self.fault {
            Fault::Stopped | Fault::Cancelled | Fault::Aborted => true,
            // The `run_timeout` expired, and not the timeout of a step.
            Fault::TimedOut(_) => self.at.is_none(),
            _ => false,
        }
    }

    /// True if the outcome of the pivot is unknown, because its timeout expired or its runtime shut down.
    pub(crate) fn leaves_unknown(&self, pivot: Option<usize>) -> bool {
        let is_pivot = self.at.is_some_and(|at| Some(at.step) == pivot);
        is_pivot && matches!(self.fault, Fault::TimedOut(_) | Fault::Stopped)
    }

    /// Converts the failure of the graph's run.
    #[cold]
    pub(crate) fn of<S: Saga<Error = E>>(record: &Record, error: GraphError) -> Self {
        let Some(node) = error.node_error().cloned() else {
            return Self::new(match error.downcast_ref::<Elapsed>() {
                Some(elapsed) => Fault::TimedOut(*elapsed),
                None if error.kind() == GraphErrorKind::Cancelled => Fault::Cancelled,
                None => Fault::Run(error),
            });
        };
        let step = S::TABLE.position(node.node());
        let failed = record.take_failed();
        let at = step.map(|step| {
            failed
                .filter(|failed| failed.step == step)
                .unwrap_or(At::step(step))
        });
        let attempts = node.attempts();
        let own = node.downcast_ref::<StepFailed<E>>();
        let fault = match (own.and_then(StepFailed::take), node.kind()) {
            (Some(error), _) => Fault::Failed(error, S::as_error),
            (None, NodeErrorKind::Panicked) => {
                let panic = node.downcast_ref::<NodePanic>();
                let text = panic.map_or_else(String::new, ToString::to_string);
                Fault::Panicked(NodePanic(text))
            }
            (None, NodeErrorKind::TimedOut) => match node.downcast_ref::<Elapsed>() {
                Some(elapsed) => Fault::TimedOut(*elapsed),
                None => Fault::Stopped,
            },
            (None, NodeErrorKind::Stopped) => Fault::Stopped,
            (None, _) => match node.downcast_ref::<NotWritten>() {
                Some(unwritten) => Fault::NotWritten(unwritten.clone()),
                None => Fault::Run(node.into()),
            },
        };
        Self {
            at,
            attempts,
            fault,
        }
    }

    /// Returns the reason for journals and dead letters.
    pub(crate) fn reason(&self) -> DeadLetterReason {
        if let Fault::FailedBefore(reason) = &self.fault {
            return reason.clone();
        }
        // The messages of stores are left out, as they are not the application's.
        let source = match &self.fault {
            Fault::Journal(_) | Fault::Refused(_) => None,
            Fault::NotWritten(unwritten) => Some(unwritten as &(dyn std::error::Error + 'static)),
            fault => fault.source(),
        };
        DeadLetterReason {
            kind: self.fault.kind().as_str().to_owned(),
            messages: source.map(messages::of).unwrap_or_default(),
        }
    }

    /// Converts the failure into the error for the caller.
    pub(crate) fn into_error(self, record: &Arc<Record>) -> SagaError<E> {
        SagaError::new(
            record,
            self.at.map(|at| record.step_ref(at)),
            self.attempts,
            self.fault,
        )
    }
}
