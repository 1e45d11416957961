//! Why a run goes back, or stops.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use organum_store::DeadLetterReason;

use super::{
    Saga,
    completed::At,
    record::Record,
    report::{SagaError, SagaErrorKind},
};
use crate::{
    graph::{Cause, GraphError, GraphErrorKind, NodeErrorKind, NodePanic},
    messages,
    policy::Elapsed,
};

/// The error of a step, on its way through the graph.
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

/// A step failed, with the error of its saga.
#[cold]
pub fn step_failed<S: Saga>(error: S::Error) -> Cause {
    Box::new(StepFailed(Mutex::new(Some(error))))
}

/// The step lost a race before a crash, or before it was interrupted.
#[derive(Debug, thiserror::Error)]
#[error("another step won")]
pub(crate) struct Lost;

/// The journal failed, which is told elsewhere.
#[derive(Debug, thiserror::Error)]
#[error("the saga is left, since its journal failed")]
pub(crate) struct Halt;

/// The value of a step has no form in JSON.
#[derive(Debug, thiserror::Error)]
#[error("what step `{step}` gave cannot be written into the journal")]
pub(crate) struct NotWritten {
    pub(crate) step: &'static str,
    #[source]
    pub(crate) cause: Cause,
}

/// Why a run fails.
pub(crate) struct Failing<E> {
    pub(crate) at: Option<At>,
    pub(crate) attempts: u32,
    pub(crate) kind: SagaErrorKind<E>,
}

impl<E: 'static> Failing<E> {
    pub(crate) fn new(kind: SagaErrorKind<E>) -> Self {
        Self {
            at: None,
            attempts: 0,
            kind,
        }
    }

    /// True if the run was ended from outside, so that no step of it has failed.
    pub(crate) fn is_interruption(&self) -> bool {
        match self.kind {
            SagaErrorKind::Stopped | SagaErrorKind::Cancelled => true,
            // The whole run did, not a step.
            SagaErrorKind::TimedOut(_) => self.at.is_none(),
            _ => false,
        }
    }

    /// The meaning of the failure of its graph's run for a saga.
    #[cold]
    pub(crate) fn of<S: Saga<Error = E>>(record: &Record, error: GraphError) -> Self {
        let Some(node) = error.node_error().cloned() else {
            return Self::new(match error.downcast_ref::<Elapsed>() {
                Some(elapsed) => SagaErrorKind::TimedOut(*elapsed),
                None if error.kind() == GraphErrorKind::Cancelled => SagaErrorKind::Cancelled,
                None => SagaErrorKind::Run(error),
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
        let kind = match (own.and_then(StepFailed::take), node.kind()) {
            (Some(error), _) => SagaErrorKind::Failed(error),
            (None, NodeErrorKind::Panicked) => {
                let panic = node.downcast_ref::<NodePanic>();
                SagaErrorKind::Panicked(panic.map_or_else(String::new, ToString::to_string))
            }
            (None, NodeErrorKind::TimedOut) => match node.downcast_ref::<Elapsed>() {
                Some(elapsed) => SagaErrorKind::TimedOut(*elapsed),
                None => SagaErrorKind::Stopped,
            },
            (None, NodeErrorKind::Stopped) => SagaErrorKind::Stopped,
            // What is ours: the value of a step could not be recorded.
            (None, _) => SagaErrorKind::Run(node.into()),
        };
        Self { at, attempts, kind }
    }

    /// The same for journals and dead letters.
    pub(crate) fn reason<S: Saga<Error = E>>(&self) -> DeadLetterReason {
        let messages = match &self.kind {
            SagaErrorKind::Failed(error) => S::messages(error),
            SagaErrorKind::Panicked(message) => vec![message.clone()],
            SagaErrorKind::TimedOut(elapsed) => vec![elapsed.to_string()],
            SagaErrorKind::Run(error) => messages::of(error),
            SagaErrorKind::FailedBefore(reason) => return reason.clone(),
            _ => Vec::new(),
        };
        DeadLetterReason {
            kind: self.kind.as_str().to_owned(),
            messages,
        }
    }

    /// The same for the caller.
    pub(crate) fn into_error(self, record: &Arc<Record>) -> SagaError<E> {
        SagaError::new(
            record,
            self.at.map(|at| record.step_ref(at)),
            self.attempts,
            self.kind,
        )
    }
}
