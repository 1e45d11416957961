//! The error of a saga.

use std::{
    error::Error,
    fmt::{self, Display},
    sync::Arc,
};

use organum_base::{
    error::write_chain,
    observe::{SagaStatus, StepRef},
};
use organum_store::{DeadLetterReason, StoreError};

use super::{
    SagaId, facts::Facts, halt::NotWritten, parked_step::Parked, record::Record, refusal::Refusal,
};
use crate::{graph::GraphError, panics::NodePanic, policy::Elapsed};

/// Returns the error of a step as a `dyn Error`; the type itself may be a box of an error.
pub(crate) type SeenAs<E> = fn(&E) -> &(dyn Error + 'static);

/// The error of a saga that did not complete.
///
/// The text contains only names and numbers, and no payload, so that it can be logged. The error of the step is the
/// [`source`](Error::source).
pub struct SagaError<E>(Box<Inner<E>>);

struct Inner<E> {
    saga: &'static str,
    step: Option<StepRef>,
    attempts: u32,
    fault: Fault<E>,
    facts: Facts,
}

/// The kind of a [`SagaError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SagaErrorKind {
    /// A step returned an error, which is the [source](Error::source).
    Failed,
    /// A step panicked. The source is a [`NodePanic`](organum_graph::NodePanic).
    Panicked,
    /// A step exceeded its `timeout`, or the run its `run_timeout`. The source is an [`Elapsed`].
    TimedOut,
    /// A step was stopped when its runtime shut down.
    Stopped,
    /// The run was cancelled.
    Cancelled,
    /// The runner was aborted. A run with a journal is left to recovery, and another one is rolled back.
    Aborted,
    /// An earlier run with this id failed, and was rolled back: see [`SagaError::failed_before`].
    FailedBefore,
    /// Another process drives the run with this id.
    Busy,
    /// This program cannot resume the run. The source is a [`Refusal`].
    Refused,
    /// The journal failed. The source is a [`StoreError`].
    Journal,
    /// An input or the output of a step has no form in JSON, so the journal cannot hold it. The text says which, and
    /// the source why. Without the input, no step was called; a step without its output has failed, and is undone.
    NotWritten,
    /// The saga needs the clock of a tokio runtime: for a timeout, a delay between attempts, or the lease of its
    /// journal. No step was called.
    NoClock,
    /// The steps could not be run. The source is a [`GraphError`].
    Run,
}

/// The cause of a [`SagaError`].
pub(crate) enum Fault<E> {
    Failed(E, SeenAs<E>),
    Panicked(NodePanic),
    TimedOut(Elapsed),
    Stopped,
    Cancelled,
    Aborted,
    FailedBefore(DeadLetterReason),
    Busy,
    NoClock,
    Refused(Refusal),
    Journal(StoreError),
    NotWritten(NotWritten),
    Run(GraphError),
}

impl<E> Fault<E> {
    pub(crate) fn kind(&self) -> SagaErrorKind {
        match self {
            Self::Failed(..) => SagaErrorKind::Failed,
            Self::Panicked(_) => SagaErrorKind::Panicked,
            Self::TimedOut(_) => SagaErrorKind::TimedOut,
            Self::Stopped => SagaErrorKind::Stopped,
            Self::Cancelled => SagaErrorKind::Cancelled,
            Self::Aborted => SagaErrorKind::Aborted,
            Self::FailedBefore(_) => SagaErrorKind::FailedBefore,
            Self::Busy => SagaErrorKind::Busy,
            Self::NoClock => SagaErrorKind::NoClock,
            Self::Refused(_) => SagaErrorKind::Refused,
            Self::Journal(_) => SagaErrorKind::Journal,
            Self::NotWritten(_) => SagaErrorKind::NotWritten,
            Self::Run(_) => SagaErrorKind::Run,
        }
    }

    /// The source of the error, if the kind does not say everything.
    pub(crate) fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Failed(error, seen_as) => Some(seen_as(error)),
            Self::Panicked(panic) => Some(panic),
            Self::TimedOut(elapsed) => Some(elapsed),
            Self::Journal(error) => Some(error),
            // The text of the saga's error contains that of this one.
            Self::NotWritten(unwritten) => Some(unwritten.cause()),
            Self::Refused(error) => Some(error),
            Self::Run(error) => Some(error),
            Self::Stopped
            | Self::Cancelled
            | Self::Aborted
            | Self::FailedBefore(_)
            | Self::Busy
            | Self::NoClock => None,
        }
    }
}

impl<E> SagaError<E> {
    pub(crate) fn new(
        record: &Arc<Record>,
        step: Option<StepRef>,
        attempts: u32,
        fault: Fault<E>,
    ) -> Self {
        Self(Box::new(Inner {
            saga: record.saga(),
            step,
            attempts,
            fault,
            facts: Facts::unstarted(record, SagaStatus::NotBegun),
        }))
    }

    /// Sets the status of a run of which this driver has called no step.
    pub(crate) fn ended(mut self, status: SagaStatus) -> Self {
        self.0.facts.status = status;
        self
    }

    /// Returns the id of the run, by which a journal finds its record.
    pub fn id(&self) -> SagaId {
        self.0.facts.record.id()
    }

    /// Returns the status in which the run ended. If this program refuses to resume an earlier run with the same id,
    /// this is the status of that run.
    pub fn status(&self) -> SagaStatus {
        self.0.facts.status
    }

    /// Returns the completed steps in the order of completion, including those that were undone later.
    pub fn done(&self) -> &[StepRef] {
        &self.0.facts.done
    }

    /// Returns the steps that were undone, in this order.
    pub fn undone(&self) -> &[StepRef] {
        &self.0.facts.undone
    }

    /// Returns the parked steps: those whose undo failed permanently, and the step after the pivot at which the saga
    /// is stalled.
    pub fn parked(&self) -> &[Parked] {
        &self.0.facts.parked
    }

    /// True if every completed step was undone.
    pub fn is_rolled_back(&self) -> bool {
        self.status() == SagaStatus::RolledBack
    }

    /// Returns the name of the saga.
    pub fn saga(&self) -> &'static str {
        self.0.saga
    }

    /// Returns the step that failed. None if the failure concerns the whole run, such as a cancellation.
    pub fn step(&self) -> Option<StepRef> {
        self.0.step
    }

    /// Returns the number of attempts of that step, or 0 if it is unknown.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> SagaErrorKind {
        self.0.fault.kind()
    }

    /// Returns the error of the step that failed, if the step returned one.
    pub fn failed(&self) -> Option<&E> {
        match &self.0.fault {
            Fault::Failed(error, _) => Some(error),
            _ => None,
        }
    }

    /// Returns the error of the step that failed by value, if the step returned one.
    pub fn into_failed(self) -> Option<E> {
        match self.0.fault {
            Fault::Failed(error, _) => Some(error),
            _ => None,
        }
    }

    /// Returns the reason of the failure of an earlier run with this id, if there was one.
    pub fn failed_before(&self) -> Option<&DeadLetterReason> {
        match &self.0.fault {
            Fault::FailedBefore(reason) => Some(reason),
            _ => None,
        }
    }

    /// Returns why this program cannot drive the saga, or a saga that is a step of it.
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        match &self.0.fault {
            Fault::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.0.facts
    }

    pub(crate) fn into_facts(self) -> Facts {
        self.0.facts
    }

    pub(crate) fn set_facts(&mut self, facts: Facts) {
        self.0.facts = facts;
    }

    /// Returns the first `C` in the chain of sources, including those of nested sagas and graphs.
    pub fn downcast_ref<C: Error + 'static>(&self) -> Option<&C> {
        let mut next = self.0.fault.source();
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            next = error.source();
        }
        None
    }
}

impl SagaErrorKind {
    /// Returns the kind in one or two words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::TimedOut => "timed out",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
            Self::Aborted => "aborted",
            Self::FailedBefore => "failed before",
            Self::Busy => "busy",
            Self::NoClock => "no clock",
            Self::Refused => "refused",
            Self::Journal => "journal",
            Self::NotWritten => "not written",
            Self::Run => "not started",
        }
    }
}

impl<E> Display for SagaError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(step) = self.0.step {
            write!(f, "step `{step}` of ")?;
        }
        write!(f, "saga `{}` ", self.0.saga)?;
        match &self.0.fault {
            Fault::Panicked(_) => f.write_str("panicked")?,
            Fault::TimedOut(elapsed) => Display::fmt(elapsed, f)?,
            Fault::Stopped => f.write_str("was stopped with its runtime")?,
            Fault::Cancelled => f.write_str("was cancelled")?,
            Fault::Aborted if self.status() == SagaStatus::Left => {
                f.write_str("was left because its runner was aborted")?;
            }
            Fault::Aborted => f.write_str("was aborted with its runner")?,
            Fault::FailedBefore(_) => f.write_str("failed in an earlier run")?,
            Fault::Busy => f.write_str("is driven by another process")?,
            Fault::NoClock => f.write_str(
                "did not begin: it needs the clock of a tokio runtime: build the runtime with `enable_time`",
            )?,
            Fault::Refused(_) if self.status() == SagaStatus::NotBegun => {
                f.write_str("did not begin")?;
            }
            Fault::Refused(_) => f.write_str("cannot be resumed by this program")?,
            Fault::Journal(_) => f.write_str(match self.status() {
                SagaStatus::NotBegun => "did not begin because its journal failed",
                SagaStatus::Unknown => "has an unknown outcome because its journal failed",
                _ => "was left because its journal failed",
            })?,
            Fault::NotWritten(unwritten) if self.status() == SagaStatus::NotBegun => {
                write!(f, "did not begin: {unwritten}")?;
            }
            Fault::NotWritten(unwritten) => write!(f, "failed: {unwritten}")?,
            Fault::Run(_) if self.status() == SagaStatus::NotBegun => f.write_str("did not begin")?,
            Fault::Failed(..) | Fault::Run(_) => f.write_str("failed")?,
        }
        if self.0.attempts > 1 {
            write!(f, " in attempt {}", self.0.attempts)?;
        }
        Ok(())
    }
}

/// Writes the text and those of its sources.
impl<E> fmt::Debug for SagaError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

/// An error, whatever the type of the steps' errors: this may be a box, which is no error itself.
impl<E> Error for SagaError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.fault.source()
    }
}
