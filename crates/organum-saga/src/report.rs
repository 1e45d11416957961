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

/// The outcome of one run of a saga: the value or the error, and what was done, undone and parked.
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
/// let report = Trip.run().report().await;
/// let error = report.error().expect("no hotel");
/// assert_eq!(error.step().map(|step| step.name), Some("hotel"));
/// assert!(error.downcast_ref::<Booked>().is_some());
/// assert_eq!(report.undone().len(), 1);
/// assert!(report.is_rolled_back());
/// # }
/// ```
pub struct SagaReport<T, E>(Result<(T, Facts), SagaError<E>>);

/// The facts of a run.
struct Facts {
    /// Knows the id, which most never ask for.
    record: Arc<Record>,
    status: SagaStatus,
    done: Vec<StepRef>,
    undone: Vec<StepRef>,
    parked: Vec<Parked>,
}

impl Facts {
    /// Of a run of which no step was called here.
    fn unstarted(record: &Arc<Record>, status: SagaStatus) -> Self {
        Self {
            record: Arc::clone(record),
            status,
            done: Vec::new(),
            undone: Vec::new(),
            parked: Vec::new(),
        }
    }
}

impl<T, E> SagaReport<T, E> {
    /// The report of a run that has ended in this way.
    pub(crate) fn new(
        about: &About,
        result: Result<T, SagaError<E>>,
        status: SagaStatus,
        parked: Vec<Parked>,
    ) -> Self {
        let facts = Facts {
            record: Arc::clone(&about.record),
            status,
            done: about.record.done_refs(),
            undone: about.record.undone_refs(),
            parked,
        };
        Self(match result {
            Ok(value) => Ok((value, facts)),
            Err(mut error) => {
                error.0.facts = facts;
                Err(error)
            }
        })
    }

    /// The report of a run of which no step was called here.
    pub(crate) fn unstarted(error: SagaError<E>) -> Self {
        Self(Err(error))
    }

    fn facts(&self) -> &Facts {
        match &self.0 {
            Ok((_, facts)) => facts,
            Err(error) => &error.0.facts,
        }
    }

    /// Returns the id of the run.
    pub fn id(&self) -> SagaId {
        self.facts().record.id()
    }

    /// Returns the value, or why there is none.
    ///
    /// # Errors
    /// Why there is none.
    pub fn result(&self) -> Result<&T, &SagaError<E>> {
        self.0.as_ref().map(|(value, _)| value)
    }

    /// Returns the value, or why there is none.
    ///
    /// # Errors
    /// Why there is none.
    pub fn into_result(self) -> Result<T, SagaError<E>> {
        self.0.map(|(value, _)| value)
    }

    /// Returns why there is no value.
    pub fn error(&self) -> Option<&SagaError<E>> {
        self.0.as_ref().err()
    }

    /// Returns what was done, in the order of completion; what was undone later is among it.
    pub fn done(&self) -> &[StepRef] {
        &self.facts().done
    }

    /// Returns what was undone, in this order.
    pub fn undone(&self) -> &[StepRef] {
        &self.facts().undone
    }

    /// Returns what could not be undone.
    pub fn parked(&self) -> &[Parked] {
        &self.facts().parked
    }

    pub(crate) fn into_parked(self) -> Vec<Parked> {
        match self.0 {
            Ok((_, facts)) => facts.parked,
            Err(error) => error.0.facts.parked,
        }
    }

    /// Returns how it ended.
    pub fn status(&self) -> SagaStatus {
        self.facts().status
    }

    /// True if it failed, and all that was done is undone.
    pub fn is_rolled_back(&self) -> bool {
        self.status() == SagaStatus::RolledBack
    }
}

impl<T, E> fmt::Debug for SagaReport<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SagaReport")
            .field("id", &self.id())
            .field("status", &self.status())
            .field("failed", &self.error().and_then(SagaError::step))
            .field("done", &self.done())
            .field("undone", &self.undone())
            .field("parked", &self.parked())
            .finish_non_exhaustive()
    }
}

/// Names and counts, nothing of the user's values and errors: for logs.
impl<T, E> Display for SagaReport<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
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
    /// The number of tries to undo it.
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
/// The text carries names only, so that it can be logged; the step's own error is the
/// [`source`](Error::source).
pub struct SagaError<E>(Box<Inner<E>>);

struct Inner<E> {
    saga: &'static str,
    step: Option<StepRef>,
    attempts: u32,
    kind: SagaErrorKind<E>,
    facts: Facts,
}

/// The kind of a [`SagaError`], with what belongs to it.
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
    /// The saga failed before, and was undone: for this reason.
    FailedBefore(DeadLetterReason),
    /// Another driver has this very saga.
    Busy,
    /// This program cannot drive it.
    Refused(super::refusal::Refusal),
    /// The journal failed.
    Journal(StoreError),
    /// The run could not start.
    Run(GraphError),
}

impl<E> SagaError<E> {
    pub(crate) fn new(
        record: &Arc<Record>,
        step: Option<StepRef>,
        attempts: u32,
        kind: SagaErrorKind<E>,
    ) -> Self {
        Self(Box::new(Inner {
            saga: record.saga(),
            step,
            attempts,
            kind,
            facts: Facts::unstarted(record, SagaStatus::RolledBack),
        }))
    }

    /// Of a run of which no step was called.
    pub(crate) fn unstarted(
        record: &Arc<Record>,
        status: SagaStatus,
        kind: SagaErrorKind<E>,
    ) -> Self {
        let mut error = Self::new(record, None, 0, kind);
        error.0.facts.status = status;
        error
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
    pub fn kind(&self) -> &SagaErrorKind<E> {
        &self.0.kind
    }

    /// Returns the kind, by value.
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
