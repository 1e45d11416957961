//! The record of a run going forward.

use std::{
    future::poll_fn,
    sync::Arc,
    task::{Poll, ready},
};

use organum_store::Content;

use super::{Record, State};
use crate::{
    codec::Codec,
    completed::{At, Completed, Shared, Value, gather},
    entry::SagaEntry,
    graph::{
        __for_saga::{NotBegun, has_timed_out},
        Cause,
    },
    halt::{Halt, Lost, NotWritten},
    panics,
};

/// The decision about a step that is about to be called.
pub(crate) enum Before {
    /// The step is called once its beginning is [recorded](Record::begun).
    New,
    /// The step completed earlier, with this value.
    Done(Value),
    /// The step waits until the graph is over, because the run rolls back.
    HeldBack,
}

impl Record {
    /// Decides whether a step that is about to be called is called, or returns an earlier value.
    ///
    /// # Errors
    /// The step has lost a race, or no step begins any more.
    pub(crate) fn before(&self, at: At) -> Result<Before, Cause> {
        self.decide(&self.state(), at)
    }

    /// Decides like [`before`](Self::before). Without a journal, a step that is to be called is marked as begun under
    /// the same lock, unless the run was called off, and `None` is returned.
    ///
    /// # Errors
    /// The step has lost a race, or no step begins any more.
    #[inline]
    pub(crate) fn begins(&self, at: At) -> Result<Option<Before>, Cause> {
        let is_delayed = self.is_journalled() || self.is_called_off();
        let state = &mut *self.state();
        let before = self.decide(state, at)?;
        if is_delayed || state.is_settling || !matches!(before, Before::New) {
            return Ok(Some(before));
        }
        self.may_begin(state, at)?;
        Ok(None)
    }

    #[inline]
    fn decide(&self, state: &State, at: At) -> Result<Before, Cause> {
        if state.is_settling {
            let before = self.before_while_settling(state, at);
            return before.ok_or_else(|| Box::new(Lost) as Cause);
        }
        // A loser is refused even if it has completed, because the output of the winner counts.
        if state.lost.contains(&at.step) {
            return Err(Box::new(Lost));
        }
        if let Some(done) = state.earlier.get(&at) {
            return Ok(Before::Done(state.completed[*done].value.clone()));
        }
        if state.is_ending {
            return Err(Box::new(NotBegun));
        }
        Ok(Before::New)
    }

    /// Records that a step is called. Returns when the journal has this entry, together with the completions before it.
    ///
    /// # Errors
    /// The journal failed, or the run does not go forward any more. The step must not be called.
    #[inline]
    pub(crate) async fn begun(&self, at: At) -> Result<(), Cause> {
        if self.is_called_off() && !self.is_settling() {
            self.call_off().await;
            return Err(Box::new(NotBegun));
        }
        if !self.is_journalled() {
            return self.may_begin(&mut self.state(), at);
        }
        let mut number = None;
        let has_begun = poll_fn(|cx| {
            let is_called_off = self.is_called_off();
            // One lock for each poll.
            let state = &mut *self.state();
            let number = match number {
                Some(number) => number,
                None => *number.insert(state.staged.step_begins(&SagaEntry::Started {
                    step: self.name(at),
                    item: at.item,
                })?),
            };
            ready!(state.staged.poll_appended(number, cx))?;
            if is_called_off && !state.is_settling {
                return Poll::Ready(Ok(false));
            }
            Poll::Ready(self.may_begin(state, at).map(|()| true))
        });
        if !has_begun.await? {
            self.call_off().await;
            return self.may_begin(&mut self.state(), at);
        }
        Ok(())
    }

    /// Marks a step as begun, unless the run is ending.
    fn may_begin(&self, state: &mut State, at: At) -> Result<(), Cause> {
        if state.is_ending && !state.is_settling {
            self.has_no_effect(state, at);
            return Err(Box::new(NotBegun));
        }
        self.set_unknown(state, at);
        self.enter_pivot(state, at);
        Ok(())
    }

    /// Records that a step has completed. The journal has this entry before a step that depends on it is called.
    ///
    /// # Errors
    /// The journal failed before; or the output has no form in JSON, and the step is undone while this process lives.
    pub(crate) fn completed(
        &self,
        at: At,
        value: Shared,
        codec: Option<&Codec>,
    ) -> Result<(), Cause> {
        if !self.is_journalled() {
            self.put(&mut self.state(), at, value);
            self.wake_pivot_waiters(at);
            return Ok(());
        }
        let encoded = match codec {
            Some(codec) => panics::as_error(|| (codec.encode)(&*value)),
            None => Ok(Vec::new()),
        };
        let staged = self.put_encoded(at, value, encoded);
        self.wake_pivot_waiters(at);
        staged
    }

    fn put_encoded(
        &self,
        at: At,
        value: Shared,
        encoded: Result<Vec<u8>, Cause>,
    ) -> Result<(), Cause> {
        let mut state = self.state();
        self.put(&mut state, at, value);
        match encoded {
            Ok(bytes) => state.staged.step_done(&SagaEntry::Done {
                step: self.name(at),
                item: at.item,
                value: Content(bytes),
            }),
            Err(cause) => Err(Box::new(NotWritten::output(cause))),
        }
    }

    fn put(&self, state: &mut State, at: At, value: Shared) {
        self.leave_pivot(state, at);
        if !state.unknown_outcomes.is_empty() {
            state.unknown_outcomes.retain(|other| *other != at);
            state.unsettled.retain(|other| *other != at);
        }
        state.completed.push(Completed::new(at, value));
    }

    /// Returns the outputs of all items of a step as one list.
    pub(crate) fn gathered<T: Send + Sync + 'static>(&self, step: usize) -> Arc<Vec<T>> {
        gather(&mut self.state().completed, step)
    }

    /// Replaces the value of a step that completed earlier: that of a nested saga, which is made again.
    pub(crate) fn replaced(&self, at: At, value: Shared) {
        let mut state = self.state();
        let mut completed = state.completed.iter_mut();
        if let Some(done) = completed.find(|done| done.at == at) {
            done.value = Value::One(value);
        }
    }

    /// Records that a step has lost a race. The journal has this entry before the step that takes the winner is called.
    pub(crate) fn lost(&self, step: usize) {
        if self.has_lost(step) {
            return;
        }
        if self.is_journalled() {
            let step = self.name(At::step(step));
            self.stage(&SagaEntry::Lost { step });
        }
        self.state().lost.push(step);
    }

    /// Records that a step has failed. The first failure is the one that is reported. A step that exceeded its timeout
    /// has an unknown outcome.
    #[cold]
    pub(crate) fn failed(&self, at: At, cause: Cause) -> Cause {
        if !cause.is::<Halt>() {
            let is_unknown = has_timed_out(&cause) && !self.may_be_dropped(&self.state(), at);
            self.fails(at, is_unknown);
        }
        cause
    }

    /// Records that a step has completed whose completion cannot be journalled, so that the run fails.
    #[cold]
    pub(crate) fn not_recorded(&self, at: At, cause: Cause) -> Cause {
        if !cause.is::<Halt>() {
            self.state().failed.get_or_insert(at);
        }
        cause
    }

    /// Records that a step has panicked.
    #[cold]
    pub(crate) fn panicked(&self, at: At) {
        self.fails(at, false);
    }

    fn fails(&self, at: At, is_unknown: bool) {
        {
            let state = &mut *self.state();
            state.failed.get_or_insert(at);
            self.leave_pivot(state, at);
            if is_unknown {
                state.unsettled.retain(|other| *other != at);
            } else {
                self.has_no_effect(state, at);
            }
        }
        self.wake_pivot_waiters(at);
    }

    /// Records that every step has completed that must.
    pub(crate) fn set_complete(&self) {
        self.state().is_complete = true;
    }

    /// Prepares a further run of the graph, in which the completed steps return their values and are not called.
    pub(crate) fn goes_on(&self) {
        let state = &mut *self.state();
        (state.is_ending, state.is_failing) = (false, false);
        state.is_called_off = false;
        let places = state.completed.iter().enumerate();
        let places = places.filter(|(_, done)| done.is_in_effect);
        state.earlier = places.map(|(place, done)| (done.at, place)).collect();
    }
}
