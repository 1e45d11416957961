//! Why a saga gave no value.

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

use super::{SagaId, facts::Facts, parked_step::Parked, record::Record, refusal::Refusal};
use crate::{graph::GraphError, panics::NodePanic, policy::Elapsed};

/// Sees the error of a saga as one: it may be a box of one.
pub(crate) type SeenAs<E> = fn(&E) -> &(dyn Error + 'static);

/// Why a saga gave no value.
///
/// The text carries names only, so that it can be logged; the step's own error is the
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
    /// A step took longer than its `timeout`, or the whole longer than that of the saga. The source is an
    /// [`Elapsed`].
    TimedOut,
    /// A step was stopped together with its runtime.
    Stopped,
    /// The run was cancelled.
    Cancelled,
    /// The saga failed before, and was undone: see [`SagaError::failed_before`].
    FailedBefore,
    /// Another driver has this very saga.
    Busy,
    /// This program cannot drive it. The source is a [`Refusal`].
    Refused,
    /// The journal failed. The source is a [`StoreError`].
    Journal,
    /// The saga needs the clock of a tokio runtime: for a timeout, a delay between attempts, or the lease of its
    /// journal. No step was called.
    NoClock,
    /// The steps could not be run. The source is a [`GraphError`].
    Run,
}

/// What a saga failed with.
pub(crate) enum Fault<E> {
    Failed(E, SeenAs<E>),
    Panicked(NodePanic),
    TimedOut(Elapsed),
    Stopped,
    Cancelled,
    FailedBefore(DeadLetterReason),
    Busy,
    NoClock,
    Refused(Refusal),
    Journal(StoreError),
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
            Self::FailedBefore(_) => SagaErrorKind::FailedBefore,
            Self::Busy => SagaErrorKind::Busy,
            Self::NoClock => SagaErrorKind::NoClock,
            Self::Refused(_) => SagaErrorKind::Refused,
            Self::Journal(_) => SagaErrorKind::Journal,
            Self::Run(_) => SagaErrorKind::Run,
        }
    }

    /// The error itself, unless all is said with the kind.
    pub(crate) fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Failed(error, seen_as) => Some(seen_as(error)),
            Self::Panicked(panic) => Some(panic),
            Self::TimedOut(elapsed) => Some(elapsed),
            Self::Journal(error) => Some(error),
            Self::Refused(error) => Some(error),
            Self::Run(error) => Some(error),
            Self::Stopped
            | Self::Cancelled
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
            facts: Facts::unstarted(record, SagaStatus::RolledBack),
        }))
    }

    /// Of a run that has ended so, and of which no step was called.
    pub(crate) fn ended(mut self, status: SagaStatus) -> Self {
        self.0.facts.status = status;
        self
    }

    /// Returns the id of the run, with which its journal can be asked.
    pub fn id(&self) -> SagaId {
        self.0.facts.record.id()
    }

    /// Returns how the run ended.
    pub fn status(&self) -> SagaStatus {
        self.0.facts.status
    }

    /// Returns what was done, in the order of completion; what was undone later is among it.
    pub fn done(&self) -> &[StepRef] {
        &self.0.facts.done
    }

    /// Returns what was undone, in this order.
    pub fn undone(&self) -> &[StepRef] {
        &self.0.facts.undone
    }

    /// Returns what could not be undone.
    pub fn parked(&self) -> &[Parked] {
        &self.0.facts.parked
    }

    /// True if all that was done is undone.
    pub fn is_rolled_back(&self) -> bool {
        self.status() == SagaStatus::RolledBack
    }

    /// The name of the saga.
    pub fn saga(&self) -> &'static str {
        self.0.saga
    }

    /// The step that failed.
    pub fn step(&self) -> Option<StepRef> {
        self.0.step
    }

    /// Returns the number of tries of that step.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the kind.
    pub fn kind(&self) -> SagaErrorKind {
        self.0.fault.kind()
    }

    /// The error of the step that failed, if it returned one.
    pub fn failed(&self) -> Option<&E> {
        match &self.0.fault {
            Fault::Failed(error, _) => Some(error),
            _ => None,
        }
    }

    /// The error of the step that failed, by value, if it returned one.
    pub fn into_failed(self) -> Option<E> {
        match self.0.fault {
            Fault::Failed(error, _) => Some(error),
            _ => None,
        }
    }

    /// Why the saga failed before, if it did.
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

    /// The root cause, if there is a `C` in the chain of sources; causes inside nested sagas and graphs are
    /// found too.
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
    /// In one word or two.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::TimedOut => "timed out",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
            Self::FailedBefore => "failed before",
            Self::Busy => "busy",
            Self::NoClock => "no clock",
            Self::Refused => "refused",
            Self::Journal => "journal",
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
            Fault::Failed(..) => f.write_str("failed")?,
            Fault::Panicked(_) => f.write_str("panicked")?,
            Fault::TimedOut(elapsed) => Display::fmt(elapsed, f)?,
            Fault::Stopped => f.write_str("was stopped with its runtime")?,
            Fault::Cancelled => f.write_str("was cancelled")?,
            Fault::FailedBefore(_) => f.write_str("failed before, and was undone")?,
            Fault::Busy => f.write_str("is driven by another process")?,
            Fault::NoClock => f.write_str(
                "did not start: it needs the clock of a tokio runtime: build the runtime with `enable_time`",
            )?,
            Fault::Refused(_) => f.write_str("cannot go on in this program")?,
            Fault::Journal(_) => f.write_str("was left, since its journal failed")?,
            Fault::Run(_) => f.write_str("did not start")?,
        }
        if self.0.attempts > 1 {
            write!(f, " in attempt {}", self.0.attempts)?;
        }
        Ok(())
    }
}

/// The text, and those of its causes.
impl<E> fmt::Debug for SagaError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

/// Whatever its steps fail with: a box of an error is one.
impl<E> Error for SagaError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.fault.source()
    }
}
