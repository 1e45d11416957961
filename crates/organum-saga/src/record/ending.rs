//! The end of the way forward: no step begins any more, and the running steps are polled to their ends.

use std::pin::pin;

use super::{Record, State};
use crate::{completed::At, table::Role};

impl Record {
    /// Prevents further steps from beginning.
    pub(crate) fn set_ending(&self) {
        self.state().is_ending = true;
        self.ending.notify_waiters();
    }

    pub(crate) fn is_ending(&self) -> bool {
        self.state().is_ending
    }

    /// Records that an item of a step has failed, so that the run will fail. The other running items are polled to their
    /// ends.
    #[cold]
    pub(crate) fn set_failing(&self) {
        self.state().is_failing = true;
    }

    /// True if the run is to end although its graph has not failed yet.
    pub(crate) fn is_failing(&self) -> bool {
        let state = self.state();
        state.is_failing && !state.is_ending
    }

    /// Waits until no step begins any more.
    pub(crate) async fn until_ending(&self) {
        self.until(|state| state.is_ending).await;
    }

    /// Waits until the pivot is not running.
    pub(crate) async fn until_out_of_pivot(&self) {
        self.until(|state| !state.is_in_pivot).await;
    }

    async fn until(&self, is_so: impl Fn(&State) -> bool) {
        loop {
            let mut changed = pin!(self.ending.notified());
            // From here on, no notification is missed.
            changed.as_mut().enable();
            if is_so(&self.state()) {
                return;
            }
            changed.await;
        }
    }

    /// True if the pivot has completed, so that nothing is undone any more.
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

    /// Wakes the waiters for the end of the pivot, if the step was the pivot. The caller holds no lock.
    pub(super) fn wake_pivot_waiters(&self, at: At) {
        if self.is_pivot(at) {
            self.ending.notify_waiters();
        }
    }

    /// Records that the graph of the run is over or was dropped: running `cancellable` steps have had no effect.
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
