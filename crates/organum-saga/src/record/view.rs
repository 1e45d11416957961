//! The record of a run, as it is looked at.

use std::collections::HashSet;

use organum_base::observe::{SagaStatus, StepRef};

use super::Record;
use crate::SagaId;

/// In no registry.
pub(crate) const NOWHERE: usize = usize::MAX;

/// A run of a saga, as it is at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SagaView {
    /// The id.
    pub id: SagaId,
    /// The name of the saga.
    pub saga: &'static str,
    /// The status: how far it is, or how it ended.
    pub status: SagaStatus,
    /// The steps that are done and not undone, in the order of completion.
    pub done: Vec<StepRef>,
    /// The steps that are undone, in order.
    pub undone: Vec<StepRef>,
    /// The steps that could not be undone, in order, and are dead letters.
    pub parked: Vec<StepRef>,
}

impl Record {
    /// The run as it is now.
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
