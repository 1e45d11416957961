//! The facts of a run, as reports and errors have them.

use std::sync::Arc;

use organum_base::observe::{SagaStatus, StepRef};

use super::{parked_step::Parked, record::Record};

/// The facts of a run.
pub(crate) struct Facts {
    /// Knows the id, which most never ask for.
    pub(crate) record: Arc<Record>,
    pub(crate) status: SagaStatus,
    pub(crate) done: Vec<StepRef>,
    pub(crate) undone: Vec<StepRef>,
    pub(crate) parked: Vec<Parked>,
}

impl Facts {
    /// Of a run of which no step was called here: those of an earlier driver, if there was one.
    pub(crate) fn unstarted(record: &Arc<Record>, status: SagaStatus) -> Self {
        Self {
            record: Arc::clone(record),
            status,
            done: record.done_refs(),
            undone: record.undone_refs(),
            parked: record.parked_before(),
        }
    }
}
