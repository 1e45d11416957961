//! The end of the way forward: no step begins any more, and the running steps are polled to their ends.

use std::{
    pin::pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio_util::sync::CancellationToken;

use super::{Record, State};
use crate::{completed::At, table::Role};

/// Requests to end a run from outside. A step that does not wait ends before anybody polls for them, so they are read
/// before each step begins.
#[derive(Default)]
pub(super) struct Requests {
    is_cancelled: AtomicBool,
    is_aborted: AtomicBool,
    /// The tokens of the caller.
    tokens: OnceLock<Vec<CancellationToken>>,
    /// The run of which this one is a step: the requests are made there.
    outer: OnceLock<Arc<Record>>,
}

impl Requests {
    pub(super) fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Release);
    }
}

impl Record {
    /// The run is aborted, with all others of its runner.
    pub(crate) fn abort(&self) {
        self.requests.is_aborted.store(true, Ordering::Release);
    }

    /// The run is cancelled by these tokens too.
    pub(crate) fn set_tokens(&self, tokens: &[CancellationToken]) {
        if !tokens.is_empty() {
            let _ = self.requests.tokens.set(tokens.to_vec());
        }
    }

    /// The run is a step of this one.
    pub(crate) fn set_outer(&self, outer: &Arc<Record>) {
        let _ = self.requests.outer.set(Arc::clone(outer));
    }

    /// Returns the run of which this one is a step.
    pub(super) fn outer(&self) -> Option<&Arc<Self>> {
        self.requests.outer.get()
    }

    fn outermost(&self) -> &Self {
        let mut record = self;
        while let Some(outer) = record.outer() {
            record = outer;
        }
        record
    }

    /// True if the run was cancelled before its pivot is done, or aborted, so that no step begins.
    pub(crate) fn is_called_off(&self) -> bool {
        let record = self.outermost();
        let requests = &record.requests;
        let is_aborted = requests.is_aborted.load(Ordering::Acquire);
        let is_ended = is_aborted
            || requests.is_cancelled.load(Ordering::Acquire)
            || requests
                .tokens
                .get()
                .is_some_and(|tokens| tokens.iter().any(CancellationToken::is_cancelled));
        is_ended
            && (is_aborted && record.is_journalled()
                || !record.is_complete() && !record.is_decided())
    }

    /// A step is not called, since the run is called off. Waits until the run knows.
    #[cold]
    pub(crate) async fn call_off(&self) {
        self.outermost().state().is_called_off = true;
        self.until_ending().await;
    }

    /// True if a step was not called, and the run does not end yet.
    pub(crate) fn is_to_stop(&self) -> bool {
        let state = self.state();
        state.is_called_off && !state.is_ending
    }

    /// No step begins from now on.
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

    /// True if the step has had no effect when its future is dropped before it is ready.
    pub(super) fn may_be_dropped(&self, state: &State, at: At) -> bool {
        self.table.steps[at.step].is_cancellable && !state.begun_before.contains(&at)
    }

    /// Records that the graph of the run is over or was dropped: running `cancellable` steps have had no effect.
    pub(crate) fn graph_is_over(&self) {
        let mut state = self.state();
        let was_in_pivot = std::mem::take(&mut state.is_in_pivot);
        if !state.is_settling && !state.unknown_outcomes.is_empty() {
            let unknown_outcomes = state.unknown_outcomes.iter().copied();
            let dropped = unknown_outcomes.filter(|at| self.may_be_dropped(&state, *at));
            for at in dropped.collect::<Vec<_>>() {
                self.has_no_effect(&mut state, at);
            }
        }
        drop(state);
        if was_in_pivot {
            self.ending.notify_waiters();
        }
    }
}
