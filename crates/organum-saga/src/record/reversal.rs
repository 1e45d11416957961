//! The record of a run going back, and its end.

use organum_store::{DeadLetterId, DeadLetterReason, StoreError, StoreErrorKind};

use super::{Before, Record, State};
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
            let Some(letter) = letter else {
                // Neither undone nor parked: whoever goes on with it tries again.
                let kind = StoreErrorKind::Unavailable;
                let error = StoreError::new(kind, "dead letters", "store what cannot be undone");
                return Err(self.stop(error));
            };
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

    /// Only steps in doubt that are not undone without their value are called from now on; or all are.
    pub(crate) fn set_settling(&self, is_settling: bool) {
        self.state().is_settling = is_settling;
    }

    pub(crate) fn is_settling(&self) -> bool {
        self.state().is_settling
    }

    /// The same as [`before`](Record::before) in a run that goes back: steps in doubt are called, those that
    /// they need give what they gave, and all others wait.
    #[cold]
    pub(super) fn before_settling(&self, state: &State, at: At) -> Before {
        let reach = self.table.reach();
        let mut unsettled = state.doubtful.iter().filter(|at| self.needs_value(**at));
        if !unsettled.any(|other| other.step == at.step || reach[other.step] >> at.step & 1 == 1) {
            return Before::HeldBack;
        }
        match state.earlier.get(&at) {
            Some(done) => Before::Done(state.completed[*done].value.clone()),
            // All of its items, of which each is asked for by itself.
            None if at.item.is_none() && self.table.steps[at.step].is_each => Before::New,
            None if state.doubtful.contains(&at) => Before::New,
            None => Before::HeldBack,
        }
    }

    /// Returns the items of a step that are called again, if only those in doubt are.
    pub(crate) fn items_in_doubt(&self, step: usize) -> Option<Vec<u32>> {
        let state = self.state();
        let doubtful = state.doubtful.iter();
        let of_step = doubtful.filter(|at| at.step == step && self.needs_value(**at));
        let items: Vec<u32> = of_step.filter_map(|at| at.item).collect();
        (state.is_settling && !items.is_empty()).then_some(items)
    }

    /// True if the step is undone by a method that takes its value.
    fn needs_value(&self, at: At) -> bool {
        let step = &self.table.steps[at.step];
        step.undo.is_some() && !step.undo_on_failure
    }

    /// Returns the number of steps in doubt that are to be called again, since their undos take what they
    /// give.
    pub(crate) fn unsettled(&self) -> usize {
        let state = self.state();
        let mut doubtful = state.doubtful.iter();
        let unsettled = doubtful.by_ref().filter(|at| self.needs_value(**at));
        unsettled.count()
    }

    /// A rollback is done with a step that was in doubt.
    pub(crate) fn passed_doubtful(&self, at: At) {
        self.state().doubtful.retain(|other| *other != at);
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
    pub(crate) async fn stalled(&self, at: At, letter: DeadLetterId) -> Result<(), Cause> {
        if !self.is_journalled() {
            return Ok(());
        }
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
