//! The record of a rollback, and the end of a run.

use organum_store::{DeadLetterId, DeadLetterReason, StoreError, StoreErrorKind};

use super::Record;
use crate::{
    completed::{At, Value},
    entry::SagaEntry,
    graph::Cause,
    panics,
};
use organum_base::observe::{SagaStatus, StepRef};

impl Record {
    /// Records that the rollback begins.
    pub(crate) async fn rolling_back(
        &self,
        at: Option<At>,
        reason: impl FnOnce() -> DeadLetterReason,
    ) -> Result<(), Cause> {
        if self.is_journalled() {
            self.write(&SagaEntry::RollingBack {
                step: at.map(|at| self.name(at)),
                item: at.and_then(|at| at.item),
                reason: reason(),
            })
            .await?;
            self.state().rolls_back = true;
        }
        Ok(())
    }

    /// Records that a step was undone.
    pub(crate) async fn undone(&self, at: At) -> Result<(), Cause> {
        if self.is_journalled() {
            self.write(&SagaEntry::Undone {
                step: self.name(at),
                item: at.item,
            })
            .await?;
        }
        let step = self.step_ref(at);
        self.state().undone.push(step);
        Ok(())
    }

    /// Records that a step was parked, because its undo failed permanently.
    pub(crate) async fn parked(&self, at: At, letter: Option<DeadLetterId>) -> Result<(), Cause> {
        if self.is_journalled() {
            // Without a letter, the step is neither undone nor parked: the next driver calls its undo again.
            let letter =
                letter.ok_or_else(|| self.stop(not_stored("store what cannot be undone")))?;
            self.write(&SagaEntry::Parked {
                step: self.name(at),
                item: at.item,
                letter,
            })
            .await?;
        }
        let step = self.step_ref(at);
        self.state().parked.push(step);
        Ok(())
    }

    /// Records that a rollback has undone or parked the completed step at `place`, and drops its value.
    pub(crate) fn passed(&self, place: usize) {
        let value = {
            let done = &mut self.state().completed[place];
            done.is_in_effect = false;
            std::mem::replace(&mut done.value, Value::Released)
        };
        panics::discard(value);
    }

    /// Records that a step after the pivot failed permanently.
    pub(crate) async fn stalled(&self, at: At, letter: Option<DeadLetterId>) -> Result<(), Cause> {
        if !self.is_journalled() {
            return Ok(());
        }
        // Without a letter, the step could not be redriven: the next driver calls it again.
        let letter = letter.ok_or_else(|| self.stop(not_stored("store what cannot be done")))?;
        let step = self.name(At::step(at.step));
        self.write(&SagaEntry::Stalled { step, letter }).await
    }

    /// Records that the run has ended.
    pub(crate) async fn finished(&self, end: SagaStatus) -> Result<(), Cause> {
        if !self.is_journalled() || self.is_finished() {
            return Ok(());
        }
        self.write(&SagaEntry::Finished { end }).await?;
        self.state().is_finished = true;
        Ok(())
    }

    /// Records that something is parked outside of this run.
    pub(crate) fn set_parked_elsewhere(&self) {
        self.state().has_parked_elsewhere = true;
    }

    /// Tells the outer saga, if there is one, that this number of steps of this run is parked.
    pub(crate) fn add_parked_to_outer(&self, count: usize) {
        if let Some(outer) = self.outer() {
            outer.state().parked_inside += count;
        }
    }

    /// Records that a parked step of a run that is over was undone.
    pub(crate) fn redriven(&self, step: StepRef) {
        let mut state = self.state();
        state.parked.retain(|other| *other != step);
        state.undone.push(step);
    }

    /// Records that this process has undone a parked step of a run that is over and in no journal. When it was the last
    /// one, the run is rolled back, and so are the runs of its outer sagas.
    pub(crate) fn redriven_here(&self, step: StepRef) {
        self.redriven(step);
        self.rolls_back_if_nothing_is_parked();
        let mut record = self;
        while let Some(outer) = record.outer() {
            let mut state = outer.state();
            state.parked_inside = state.parked_inside.saturating_sub(1);
            drop(state);
            outer.rolls_back_if_nothing_is_parked();
            record = outer;
        }
    }

    fn rolls_back_if_nothing_is_parked(&self) {
        let mut state = self.state();
        let is_parked = !state.parked.is_empty() || state.parked_inside > 0;
        if !is_parked && state.status == SagaStatus::Parked {
            state.status = SagaStatus::RolledBack;
        }
    }

    /// Drops the values of all steps. The record still lists the steps as completed.
    pub(crate) fn release(&self) {
        let values = {
            let mut state = self.state();
            let completed = state.completed.iter_mut();
            let values = completed.map(|done| std::mem::replace(&mut done.value, Value::Released));
            values.collect::<Vec<_>>()
        };
        panics::discard_each(values);
    }
}

fn not_stored(operation: &'static str) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, "dead letters", operation)
}
