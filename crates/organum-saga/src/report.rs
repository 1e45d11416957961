//! The report of a run.

use std::{
    fmt::{self, Display},
    sync::Arc,
};

use organum_base::observe::{SagaStatus, StepRef};

use super::{SagaId, error::SagaError, facts::Facts, parked_step::Parked, record::Record};

/// The report of one run of a saga: its output or error, and the completed, undone and parked steps.
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

impl<T, E> SagaReport<T, E> {
    /// Makes the report of a run that ended with this status.
    pub(crate) fn new(
        record: &Arc<Record>,
        result: Result<T, SagaError<E>>,
        status: SagaStatus,
        parked: Vec<Parked>,
    ) -> Self {
        let facts = Facts::new(record, status, parked);
        Self(match result {
            Ok(value) => Ok((value, facts)),
            Err(mut error) => {
                error.set_facts(facts);
                Err(error)
            }
        })
    }

    /// Makes the report of a run of which this driver has called no step.
    pub(crate) fn unstarted(error: SagaError<E>) -> Self {
        Self(Err(error))
    }

    fn facts(&self) -> &Facts {
        match &self.0 {
            Ok((_, facts)) => facts,
            Err(error) => error.facts(),
        }
    }

    /// Returns the id of the run.
    pub fn id(&self) -> SagaId {
        self.facts().record.id()
    }

    /// Returns the output by reference.
    ///
    /// # Errors
    /// The run did not complete.
    pub fn result(&self) -> Result<&T, &SagaError<E>> {
        self.0.as_ref().map(|(value, _)| value)
    }

    /// Returns the output by value.
    ///
    /// # Errors
    /// The run did not complete.
    pub fn into_result(self) -> Result<T, SagaError<E>> {
        self.0.map(|(value, _)| value)
    }

    /// Returns the error, if the run did not complete.
    pub fn error(&self) -> Option<&SagaError<E>> {
        self.0.as_ref().err()
    }

    /// Returns the completed steps in the order of completion, including those that were undone later.
    pub fn done(&self) -> &[StepRef] {
        &self.facts().done
    }

    /// Returns the steps that were undone, in this order.
    pub fn undone(&self) -> &[StepRef] {
        &self.facts().undone
    }

    /// Returns the parked steps: those whose undo failed permanently, and the step after the pivot at which the saga
    /// is stalled.
    pub fn parked(&self) -> &[Parked] {
        &self.facts().parked
    }

    /// True if this driver has left the run, whether or not the journal has its end.
    pub(crate) fn is_left(&self) -> bool {
        matches!(self.status(), SagaStatus::Left | SagaStatus::Unknown)
    }

    pub(crate) fn into_parked(self) -> Vec<Parked> {
        match self.0 {
            Ok((_, facts)) => facts.parked,
            Err(error) => error.into_facts().parked,
        }
    }

    /// Returns the status in which the run ended. A run with an output and the status `Left` or `Unknown` has completed
    /// all of its steps, and only the record of its end may be missing.
    pub fn status(&self) -> SagaStatus {
        self.facts().status
    }

    /// True if the run failed, and every completed step was undone.
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

/// Writes names and counts, and no values or errors of the user, so that the text can be logged.
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
