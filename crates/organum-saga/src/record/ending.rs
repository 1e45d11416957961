//! A run that is to end: no step begins any more, and those at work are brought to their ends.

use std::pin::pin;

use super::{Record, State};
use crate::{completed::At, table::Role};

impl Record {
    /// No step begins from now on.
    pub(crate) fn set_ending(&self) {
        self.state().is_ending = true;
        self.ending.notify_waiters();
    }

    pub(crate) fn is_ending(&self) -> bool {
        self.state().is_ending
    }

    /// An item of a step has failed, and so will the run. The other items at work go on to their ends.
    #[cold]
    pub(crate) fn set_failing(&self) {
        self.state().is_failing = true;
    }

    /// True if the run is to end though its graph has not failed yet.
    pub(crate) fn is_failing(&self) -> bool {
        let state = self.state();
        state.is_failing && !state.is_ending
    }

    /// Waits until no step begins any more.
    pub(crate) async fn until_ending(&self) {
        self.until(|state| state.is_ending).await;
    }

    /// Waits until the pivot is not at work.
    pub(crate) async fn until_out_of_pivot(&self) {
        self.until(|state| !state.is_in_pivot).await;
    }

    async fn until(&self, is_so: impl Fn(&State) -> bool) {
        loop {
            let mut changed = pin!(self.ending.notified());
            // From here on, nothing is missed.
            changed.as_mut().enable();
            if is_so(&self.state()) {
                return;
            }
            changed.await;
        }
    }

    /// True if the pivot is done: nothing is undone any more.
    pub(crate) fn is_decided(&self) -> bool {
        let pivot = self.table.pivot();
        pivot.is_some_and(|pivot| self.is_done(pivot))
    }

    fn is_pivot(&self, at: At) -> bool {
        self.table.steps[at.step].role == Role::Pivot
    }

    pub(super) fn enter_pivot(&self, state: &mut State, at: At) {
        if self.is_pivot(at) {
            state.is_in_pivot = true;
        }
    }

    pub(super) fn leave_pivot(&self, state: &mut State, at: At) {
        if self.is_pivot(at) {
            state.is_in_pivot = false;
        }
    }

    /// If the step was the pivot, whoever waits for its end is woken. Nothing is locked.
    pub(super) fn tell_of_pivot(&self, at: At) {
        if self.is_pivot(at) {
            self.ending.notify_waiters();
        }
    }

    /// The graph of the run is over, or was dropped: steps that may be dropped have had no effect.
    pub(crate) fn graph_is_over(&self) {
        self.state().is_in_pivot = false;
        self.ending.notify_waiters();
        let mut state = self.state();
        if state.is_settling || state.doubtful.is_empty() {
            return;
        }
        let doubtful = state.doubtful.iter().copied();
        let dropped = doubtful.filter(|at| self.table.steps[at.step].is_cancellable);
        for at in dropped.collect::<Vec<_>>() {
            self.has_no_effect(&mut state, at);
        }
    }
}
