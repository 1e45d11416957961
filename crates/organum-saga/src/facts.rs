//! The facts of a run that reports and errors hold.

use std::sync::Arc;

use organum_base::observe::{SagaStatus, StepRef};

use super::{parked_step::Parked, record::Record};

/// The facts of a run.
pub(crate) struct Facts {
    /// Generates the id of the run on demand, as most callers do not ask for it.
    pub(crate) record: Arc<Record>,
    pub(crate) status: SagaStatus,
    pub(crate) done: Vec<StepRef>,
    pub(crate) undone: Vec<StepRef>,
    pub(crate) parked: Vec<Parked>,
}

impl Facts {
    /// Returns the facts of a run that has ended with this status.
    pub(crate) fn new(record: &Arc<Record>, status: SagaStatus, parked: Vec<Parked>) -> Self {
        let (done, undone) = record.done_and_undone();
        Self {
            record: Arc::clone(record),
            status,
            done,
            undone,
            parked,
        }
    }

    /// Returns the facts of a run of which this driver has called no step: those of an earlier driver, if there was
    /// one.
    pub(crate) fn unstarted(record: &Arc<Record>, status: SagaStatus) -> Self {
        Self::new(record, status, record.parked_before())
    }
}
