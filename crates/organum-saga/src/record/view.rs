//! A snapshot of the record of a run.

use std::collections::HashSet;

use organum_base::observe::{SagaStatus, StepRef};

use super::Record;
use crate::SagaId;

/// The position of a run that is in no registry.
pub(crate) const NOWHERE: usize = usize::MAX;

/// A snapshot of a run of a saga.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SagaView {
    /// The id.
    pub id: SagaId,
    /// The name of the saga.
    pub saga: &'static str,
    /// The status of the run.
    pub status: SagaStatus,
    /// The completed steps that are not undone, in the order of completion.
    pub done: Vec<StepRef>,
    /// The steps that were undone, in order.
    pub undone: Vec<StepRef>,
    /// The steps that were parked as dead letters, in order, because their undos failed permanently.
    pub parked: Vec<StepRef>,
}

impl Record {
    /// Returns a snapshot of the run.
    pub(crate) fn look(&self) -> SagaView {
        let state = self.state();
        let completed = state.completed.iter().map(|done| self.step_ref(done.at));
        let undone: HashSet<_> = state.undone.iter().collect();
        SagaView {
            id: self.id(),
            saga: self.table.name,
            status: state.status,
            done: completed.filter(|done| !undone.contains(done)).collect(),
            undone: state.undone.clone(),
            parked: state.parked.clone(),
        }
    }
}
