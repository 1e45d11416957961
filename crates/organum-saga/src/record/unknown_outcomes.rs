//! Steps with an unknown outcome: they began, and are known neither to have completed nor to have failed.
//!
//! A rollback *settles* them first: it calls those steps again whose undos take the output.

use super::{Before, Record, State};
use crate::{
    completed::At,
    entry::SagaEntry,
    table::{OnUnknown, is_only_raced},
};

impl Record {
    /// Records that a step begins: from now on, it may have had an effect.
    pub(super) fn set_unknown(&self, state: &mut State, at: At) {
        if self.table.steps[at.step].undo.is_none() {
            return;
        }
        // A step that failed before is called again.
        if !state.failures.is_empty() {
            state.failures.retain(|other| *other != at);
        }
        if !state.unknown_outcomes.contains(&at) {
            state.unknown_outcomes.push(at);
        }
    }

    /// The record of a nested saga is being begun or claimed, or is not any more. A run that is cut meanwhile has
    /// nobody who ends that saga, so its rollback does.
    pub(crate) fn set_opening(&self, at: At, is_opening: bool) {
        if !self.is_journalled() {
            return;
        }
        let state = &mut *self.state();
        state.unknown_outcomes.retain(|other| *other != at);
        if is_opening {
            state.unknown_outcomes.push(at);
        }
    }

    /// Records that a step failed or was not called: it has had no effect, unless it declares `undo_on_failure`.
    pub(super) fn has_no_effect(&self, state: &mut State, at: At) {
        if self.is_journalled() {
            let (step, item) = (self.name(at), at.item);
            state.staged.push(&SagaEntry::Failed { step, item });
        }
        if self.table.steps[at.step].undo_on_failure {
            if !state.failures.contains(&at) {
                state.failures.push(at);
            }
        } else {
            state.unknown_outcomes.retain(|other| *other != at);
        }
        state.unsettled.retain(|other| *other != at);
    }

    /// Returns the steps with an unknown outcome in the order in which they began, with the treatment of each.
    pub(crate) fn unknown_outcomes(&self) -> Vec<(At, OnUnknown)> {
        let state = self.state();
        let unknown_outcomes = state.unknown_outcomes.iter().map(|at| {
            let unknown = if state.failures.contains(at) {
                // The step is known to have failed, and has `undo_on_failure`.
                OnUnknown::Undo
            } else {
                self.table.steps[at.step].unknown
            };
            (*at, unknown)
        });
        unknown_outcomes.collect()
    }

    /// Records that a rollback has undone or parked a step with an unknown outcome.
    pub(crate) fn resolved(&self, at: At) {
        self.state().unknown_outcomes.retain(|other| *other != at);
    }

    /// Begins to settle steps: from now on, only those with an unknown outcome that are to be called again are called.
    /// Returns false if there are none.
    pub(crate) fn begin_settling(&self, is_meant: impl Fn(usize) -> bool) -> bool {
        let unknown_outcomes = self.unknown_outcomes().into_iter();
        let unsettled = unknown_outcomes.filter(|(at, unknown)| {
            // A nested saga settles its own steps.
            let is_called = self.table.steps[at.step].undo.is_some();
            is_called && *unknown == OnUnknown::Again && is_meant(at.step)
        });
        let mut state = self.state();
        state.unsettled = unsettled.map(|(at, _)| at).collect();
        state.is_settling = !state.unsettled.is_empty();
        state.is_settling
    }

    /// Only this step, whose outcome is unknown, is called from now on.
    pub(crate) fn settle_only(&self, at: At) {
        let mut state = self.state();
        state.unsettled = vec![at];
        state.is_settling = true;
    }

    /// All steps are called again from now on.
    pub(crate) fn end_settling(&self) {
        self.state().is_settling = false;
    }

    pub(crate) fn is_settling(&self) -> bool {
        self.state().is_settling
    }

    /// True if every step with an unknown outcome was called again.
    pub(crate) fn is_settled(&self) -> bool {
        self.state().unsettled.is_empty()
    }

    /// Decides like [`before`](Record::before), for a rollback that settles steps: steps with an unknown outcome are
    /// called, the steps that they depend on return their recorded output, and all others wait.
    #[cold]
    pub(super) fn before_while_settling(&self, state: &State, at: At) -> Option<Before> {
        let is_asked = state.unsettled.contains(&at);
        let reach = self.table.reach();
        let needs_it = |by: usize| by == at.step || reach[by] >> at.step & 1 == 1;
        let unsettled = state.unsettled.iter().map(|other| other.step);
        let mut needed_by = unsettled.filter(|by| needs_it(*by)).peekable();
        if needed_by.peek().is_none() {
            return Some(Before::HeldBack);
        }
        // A step is called with the same inputs as before: those of the winner of a race.
        let has_lost = |step: usize| state.lost.contains(&step);
        if has_lost(at.step) && !needed_by.any(has_lost) {
            return None;
        }
        match state.earlier.get(&at) {
            Some(done) => Some(Before::Done(state.completed[*done].value.clone())),
            // The step as a whole: the decision is made for each item.
            None if at.item.is_none() && self.table.steps[at.step].is_each => Some(Before::New),
            None if is_asked => Some(Before::New),
            // The step is an alternative that the step to be called did not take.
            None if is_only_raced(self.table, at.step) => None,
            None => Some(Before::HeldBack),
        }
    }

    /// Returns the items of a step that are called again, if the record settles items of this step.
    pub(crate) fn items_to_settle(&self, step: usize) -> Option<Vec<u32>> {
        let state = self.state();
        let of_step = state.unsettled.iter().filter(|at| at.step == step);
        let items: Vec<u32> = of_step.filter_map(|at| at.item).collect();
        (state.is_settling && !items.is_empty()).then_some(items)
    }
}
