//! Counters of sagas.

use prometheus::Registry;

use super::{
    super::SagaEvent,
    series::{Counter, Limit},
};

pub(super) struct SagaMetrics {
    sagas: Counter,
    rollbacks: Counter,
    undone: Counter,
    retries: Counter,
    parked: Counter,
}

impl SagaMetrics {
    pub(super) fn new(registry: &Registry) -> Self {
        const STEP: &[&str] = &["saga", "step"];
        const REASON: &[&str] = &["saga", "step", "reason"];
        let counter = |name, help, labels| Counter::new(registry, name, help, labels);
        Self {
            sagas: counter("sagas_total", "Sagas that ended.", &["saga", "end"]),
            rollbacks: counter(
                "rollbacks_total",
                "Sagas of which what was done was undone from then on.",
                REASON,
            ),
            undone: counter("undone_total", "Steps that were undone.", STEP),
            retries: counter(
                "undo_retries_total",
                "Attempts to undo a step that failed and were followed by another one.",
                STEP,
            ),
            parked: counter(
                "parked_total",
                "Steps that could not be undone, or done after the pivot, and became dead letters.",
                REASON,
            ),
        }
    }

    pub(super) fn tell(&self, limit: &Limit, saga: &'static str, event: &SagaEvent<'_>) {
        match *event {
            SagaEvent::RollingBack { step, reason } => {
                let step = step.map_or("", |step| step.name);
                self.rollbacks.count(limit, &[saga, step, reason]);
            }
            // Counted when its result is known.
            SagaEvent::Undoing { .. } => {}
            SagaEvent::UndoRetried { step, .. } => self.retries.count(limit, &[saga, step.name]),
            SagaEvent::Undone { step, .. } => self.undone.count(limit, &[saga, step.name]),
            SagaEvent::Parked { step, reason, .. } => {
                self.parked.count(limit, &[saga, step.name, reason]);
            }
            SagaEvent::Ended { end } => self.sagas.count(limit, &[saga, end.as_str()]),
        }
    }
}
