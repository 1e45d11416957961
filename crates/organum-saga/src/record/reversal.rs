//! The record of a run going back, and its end.

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
    /// The steps that are done are undone from now on. False if that was announced before.
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

    /// A step is undone.
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

    /// A step cannot be undone, and is a dead letter.
    pub(crate) async fn parked(&self, at: At, letter: Option<DeadLetterId>) -> Result<(), Cause> {
        if self.is_journalled() {
            // Neither undone nor parked otherwise: whoever goes on with it tries again.
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

    /// A rollback is done with the step that was the `place`th to be done.
    pub(crate) fn passed(&self, place: usize) {
        let value = {
            let done = &mut self.state().completed[place];
            done.stands = false;
            std::mem::replace(&mut done.value, Value::Released)
        };
        panics::discard(value);
    }

    /// A step after the pivot failed for good.
    pub(crate) async fn stalled(&self, at: At, letter: Option<DeadLetterId>) -> Result<(), Cause> {
        if !self.is_journalled() {
            return Ok(());
        }
        // Nobody could redrive it otherwise: whoever goes on with it calls the step again.
        let letter = letter.ok_or_else(|| self.stop(not_stored("store what cannot be done")))?;
        let step = self.name(At::step(at.step));
        self.write(&SagaEntry::Stalled { step, letter }).await
    }

    /// The run is over.
    pub(crate) async fn finished(&self, end: SagaStatus) -> Result<(), Cause> {
        if !self.is_journalled() || self.is_finished() {
            return Ok(());
        }
        self.write(&SagaEntry::Finished { end }).await?;
        self.state().is_finished = true;
        Ok(())
    }

    /// Something is parked elsewhere than in this run.
    pub(crate) fn set_parked_elsewhere(&self) {
        self.state().has_parked_elsewhere = true;
    }

    /// A step that was parked, of a run that is over, is undone; `is_last`: nothing else is parked elsewhere.
    pub(crate) fn redriven(&self, step: StepRef, is_last: bool) {
        let mut state = self.state();
        state.parked.retain(|other| *other != step);
        state.undone.push(step);
        if is_last && state.parked.is_empty() && state.status == SagaStatus::Parked {
            state.status = SagaStatus::RolledBack;
        }
    }

    /// Lets go of what the steps gave. That they are done is remembered.
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
