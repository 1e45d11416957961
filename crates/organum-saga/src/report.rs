//! What came of a saga.

use std::{
    error::Error,
    fmt::{self, Display},
    sync::Arc,
};

pub use organum_base::observe::{SagaStatus, StepRef};
use organum_store::{DeadLetterId, DeadLetterReason, StoreError};

use super::{SagaId, record::Record, run::About};
use crate::{
    graph::{Cause, GraphError},
    policy::Elapsed,
};

/// What came of one run of a saga.
///
/// ```
/// # use organum::prelude::*;
/// # #[derive(Debug, thiserror::Error)]
/// # #[error("fully booked")]
/// # struct Booked;
/// # #[derive(Debug)]
/// # struct Flight;
/// # #[derive(Debug)]
/// # struct Hotel;
/// # struct Trip;
/// #[saga(error = Booked, output = Hotel)]
/// impl Trip {
///     #[step(undo = cancel)]
///     async fn flight(&self) -> Flight {
///         Flight
///     }
///
///     async fn cancel(&self, flight: &Flight) {}
///
///     #[step(irrevocable)]
///     async fn hotel(&self, flight: &Flight) -> Result<Hotel, Booked> {
///         Err(Booked)
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let report = Trip.run().await;
/// let error = report.error().expect("no hotel");
/// assert_eq!(error.step().map(|step| step.name), Some("hotel"));
/// assert!(error.downcast_ref::<Booked>().is_some());
/// assert_eq!(report.undone().len(), 1);
/// assert!(report.is_rolled_back());
/// # }
/// ```
pub struct Report<T, E> {
    /// Knows the id, which most never ask for.
    record: Arc<Record>,
    pub(crate) result: Result<T, SagaError<E>>,
    pub(crate) end: SagaStatus,
    done: Vec<StepRef>,
    undone: Vec<StepRef>,
    pub(crate) parked: Vec<Parked>,
}

impl<T, E> Report<T, E> {
    /// The report of a run that has ended in this way.
    pub(crate) fn new(
        about: &About,
        result: Result<T, SagaError<E>>,
        end: SagaStatus,
        parked: Vec<Parked>,
    ) -> Self {
        Self {
            record: Arc::clone(&about.record),
            result,
            end,
            done: about.record.done_refs(),
            undone: about.record.undone_refs(),
            parked,
        }
    }

    /// The report of a run of which no step was called here.
    pub(crate) fn unstarted(about: &About, error: SagaError<E>, end: SagaStatus) -> Self {
        Self {
            record: Arc::clone(&about.record),
            result: Err(error),
            end,
            done: Vec::new(),
            undone: Vec::new(),
            parked: Vec::new(),
        }
    }

    /// The id of the run.
    pub fn id(&self) -> SagaId {
        self.record.id()
    }

    /// The value, or why there is none.
    ///
    /// # Errors
    /// Why there is none.
    pub fn result(&self) -> Result<&T, &SagaError<E>> {
        self.result.as_ref()
    }

    /// The value, or why there is none.
    ///
    /// # Errors
    /// Why there is none.
    pub fn into_result(self) -> Result<T, SagaError<E>> {
        self.result
    }

    /// Why there is no value.
    pub fn error(&self) -> Option<&SagaError<E>> {
        self.result.as_ref().err()
    }

    /// What was done, in the order of completion; what was undone later is among it.
    pub fn done(&self) -> &[StepRef] {
        &self.done
    }

    /// What was undone, in this order.
    pub fn undone(&self) -> &[StepRef] {
        &self.undone
    }

    /// What could not be undone.
    pub fn parked(&self) -> &[Parked] {
        &self.parked
    }

    /// Returns how it ended.
    pub fn status(&self) -> SagaStatus {
        self.end
    }

    /// Did it fail, and is all that was done undone?
    pub fn is_rolled_back(&self) -> bool {
        self.end == SagaStatus::RolledBack
    }
}

impl<T, E> fmt::Debug for Report<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("id", &self.id())
            .field("status", &self.end)
            .field("failed", &self.error().and_then(SagaError::step))
            .field("done", &self.done())
            .field("undone", &self.undone())
            .field("parked", &self.parked())
            .finish_non_exhaustive()
    }
}

/// Names and counts, nothing of the user's values and errors: for logs.
impl<T, E> Display for Report<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.result {
            Ok(_) => write!(f, "done")?,
            Err(error) => write!(f, "{error}")?,
        }
        let list = |f: &mut fmt::Formatter<'_>, what: &str, steps: &[StepRef]| {
            if steps.is_empty() {
                return Ok(());
            }
            let names: Vec<String> = steps.iter().map(ToString::to_string).collect();
            write!(f, "; {what} {}", names.join(", "))
        };
        list(f, "done", self.done())?;
        list(f, "undone", self.undone())?;
        let parked: Vec<StepRef> = self.parked().iter().map(|parked| parked.step).collect();
        list(f, "parked", &parked)
    }
}

/// A step whose undo failed for good. It is a dead letter now.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parked {
    /// The step.
    pub step: StepRef,
    /// How often undoing it was tried.
    pub attempts: u32,
    /// Why the last try failed: kind, and the texts of the error.
    pub reason: DeadLetterReason,
    /// The error of the last try, unless it panicked or took too long.
    pub error: Option<Cause>,
    /// The dead letter. None if the store refused it.
    pub letter: Option<DeadLetterId>,
}

/// Why a saga gave no value.
///
/// Its text carries names only, so that it can be logged; the step's own error is the
/// [`source`](Error::source).
pub struct SagaError<E>(Box<Inner<E>>);

struct Inner<E> {
    saga: &'static str,
    step: Option<StepRef>,
    attempts: u32,
    kind: SagaErrorKind<E>,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum SagaErrorKind<E> {
    /// A step returned an error.
    Failed(E),
    /// A step panicked, with this message.
    Panicked(String),
    /// A step took longer than its `timeout`, or the whole longer than that of the saga.
    TimedOut(Elapsed),
    /// A step was stopped together with its runtime.
    Stopped,
    /// The run was cancelled.
    Cancelled,
    /// It failed before, and was undone: for this reason.
    FailedBefore(DeadLetterReason),
    /// Another driver has this very saga.
    Busy,
    /// It cannot be driven by this program.
    Refused(super::refusal::Refusal),
    /// The journal failed.
    Journal(StoreError),
    /// The run could not start.
    Run(GraphError),
}

impl<E> SagaError<E> {
    pub(crate) fn new(
        saga: &'static str,
        step: Option<StepRef>,
        attempts: u32,
        kind: SagaErrorKind<E>,
    ) -> Self {
        Self(Box::new(Inner {
            saga,
            step,
            attempts,
            kind,
        }))
    }

    /// Of a run of which no step was called.
    pub(crate) fn unstarted(saga: &'static str, kind: SagaErrorKind<E>) -> Self {
        Self::new(saga, None, 0, kind)
    }

    /// The name of the saga.
    pub fn saga(&self) -> &'static str {
        self.0.saga
    }

    /// The step that failed.
    pub fn step(&self) -> Option<StepRef> {
        self.0.step
    }

    /// How often that step was tried.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What went wrong.
    pub fn kind(&self) -> &SagaErrorKind<E> {
        &self.0.kind
    }

    /// What went wrong.
    pub fn into_kind(self) -> SagaErrorKind<E> {
        self.0.kind
    }

    /// The error of the step that failed, if it returned one.
    pub fn failed(&self) -> Option<&E> {
        match &self.0.kind {
            SagaErrorKind::Failed(error) => Some(error),
            _ => None,
        }
    }
}

impl<E: Error + 'static> SagaError<E> {
    /// The root cause, if there is a `C` in the chain of sources; causes inside nested sagas and graphs are
    /// found too.
    pub fn downcast_ref<C: Error + 'static>(&self) -> Option<&C> {
        let mut next = self.source();
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            next = error.source();
        }
        None
    }
}

impl<E> SagaErrorKind<E> {
    /// In one word or two.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Failed(_) => "failed",
            Self::Panicked(_) => "panicked",
            Self::TimedOut(_) => "timed out",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
            Self::FailedBefore(_) => "failed before",
            Self::Busy => "busy",
            Self::Refused(_) => "refused",
            Self::Journal(_) => "journal",
            Self::Run(_) => "not started",
        }
    }
}

impl<E> Display for SagaError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(step) = self.0.step {
            write!(f, "step `{step}` of ")?;
        }
        write!(f, "saga `{}` ", self.0.saga)?;
        match &self.0.kind {
            SagaErrorKind::Failed(_) => f.write_str("failed")?,
            SagaErrorKind::Panicked(_) => f.write_str("panicked")?,
            SagaErrorKind::TimedOut(elapsed) => Display::fmt(elapsed, f)?,
            SagaErrorKind::Stopped => f.write_str("was stopped with its runtime")?,
            SagaErrorKind::Cancelled => f.write_str("was cancelled")?,
            SagaErrorKind::FailedBefore(_) => f.write_str("failed before, and was undone")?,
            SagaErrorKind::Busy => f.write_str("is driven by another process")?,
            SagaErrorKind::Refused(_) => f.write_str("cannot go on in this program")?,
            SagaErrorKind::Journal(_) => f.write_str("was left, since its journal failed")?,
            SagaErrorKind::Run(_) => f.write_str("did not start")?,
        }
        if self.0.attempts > 1 {
            write!(f, " in attempt {}", self.0.attempts)?;
        }
        Ok(())
    }
}

impl<E> fmt::Debug for SagaError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SagaError")
            .field("saga", &self.0.saga)
            .field("step", &self.0.step)
            .field("kind", &self.0.kind.as_str())
            .field("attempts", &self.0.attempts)
            .finish_non_exhaustive()
    }
}

impl<E: Error + 'static> Error for SagaError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.kind {
            SagaErrorKind::Failed(error) => Some(error),
            SagaErrorKind::TimedOut(elapsed) => Some(elapsed),
            SagaErrorKind::Journal(error) => Some(error),
            SagaErrorKind::Refused(error) => Some(error),
            SagaErrorKind::Run(error) => Some(error),
            _ => None,
        }
    }
}
