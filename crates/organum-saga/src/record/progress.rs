//! The record of a run going forward.

use std::sync::Arc;

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

/// What becomes of a step that is about to be called.
pub(crate) enum Before {
    /// It is called.
    New,
    /// It gave this before.
    Done(Value),
    /// It waits until the graph is over, since the run goes back.
    HeldBack,
}

impl Record {
    /// A step is about to be called: whether it is, or gave something before.
    ///
    /// # Errors
    /// It has lost a race, or no step begins any more.
    pub(crate) fn before(&self, at: At) -> Result<Before, Cause> {
        let state = &mut *self.state();
        if state.is_settling {
            let before = self.before_settling(state, at);
            return before.ok_or_else(|| Box::new(Lost) as Cause);
        }
        // Also if it is done: it is the other one that is kept.
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

    /// A step is called now: once that is in the journal, together with what was done before.
    ///
    /// # Errors
    /// The journal failed, or the run does not go forward any more: the step is not called.
    #[inline]
    pub(crate) async fn begun(&self, at: At) -> Result<(), Cause> {
        if self.is_called_off() && !self.is_settling() {
            self.call_off().await;
            return Err(Box::new(NotBegun));
        }
        if self.is_journalled() {
            let number = self.state().staged.step_begins(&SagaEntry::Started {
                step: self.name(at),
                item: at.item,
            })?;
            self.is_appended(number).await?;
            if self.is_called_off() && !self.is_settling() {
                self.call_off().await;
            }
        }
        let state = &mut *self.state();
        if state.is_ending && !state.is_settling {
            self.has_no_effect(state, at);
            return Err(Box::new(NotBegun));
        }
        self.doubt(state, at);
        self.enter_pivot(state, at);
        Ok(())
    }

    /// A step is done. That is in the journal before anything that needs it is called.
    ///
    /// # Errors
    /// The journal failed before; or the value cannot be written, and the step is undone as long as this
    /// process lives.
    pub(crate) fn completed(
        &self,
        at: At,
        value: Shared,
        codec: Option<&Codec>,
    ) -> Result<(), Cause> {
        if !self.is_journalled() {
            self.put(&mut self.state(), at, value);
            self.tell_of_pivot(at);
            return Ok(());
        }
        let encoded = match codec {
            Some(codec) => panics::as_error(|| (codec.encode)(&*value)),
            None => Ok(Vec::new()),
        };
        let staged = self.put_encoded(at, value, encoded);
        self.tell_of_pivot(at);
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
            Err(cause) => {
                let step = self.table.steps[at.step].name;
                Err(Box::new(NotWritten { step, cause }))
            }
        }
    }

    fn put(&self, state: &mut State, at: At, value: Shared) {
        self.leave_pivot(state, at);
        if !state.doubtful.is_empty() {
            state.doubtful.retain(|other| *other != at);
            state.unsettled.retain(|other| *other != at);
        }
        state.completed.push(Completed::new(at, value));
    }

    /// All items of a step are done: their values as one list.
    pub(crate) fn gathered<T: Send + Sync + 'static>(&self, step: usize) -> Arc<Vec<T>> {
        gather(&mut self.state().completed, step)
    }

    /// The value of a step that was done earlier is made again: that of a nested saga.
    pub(crate) fn replaced(&self, at: At, value: Shared) {
        let mut state = self.state();
        let mut completed = state.completed.iter_mut();
        if let Some(done) = completed.find(|done| done.at == at) {
            done.value = Value::One(value);
        }
    }

    /// A step has lost a race: that is in the journal before the step that wanted another one is called.
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

    /// A step has failed. The first one is the one that is reported. What came of a step that took longer than it
    /// may is not known.
    #[cold]
    pub(crate) fn failed(&self, at: At, cause: Cause) -> Cause {
        if !cause.is::<Halt>() {
            let is_cancellable = self.table.steps[at.step].is_cancellable;
            let is_unknown = has_timed_out(&cause) && !is_cancellable;
            self.fails(at, is_unknown);
        }
        cause
    }

    /// A step is done, and that cannot be recorded: the run fails.
    #[cold]
    pub(crate) fn not_recorded(&self, at: At, cause: Cause) -> Cause {
        if !cause.is::<Halt>() {
            self.state().failed.get_or_insert(at);
        }
        cause
    }

    /// A step has panicked.
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
        self.tell_of_pivot(at);
    }

    /// Every step is done that has to be.
    pub(crate) fn set_complete(&self) {
        self.state().is_complete = true;
    }

    /// The steps that are done are not done again by the graph's run that begins now.
    pub(crate) fn goes_on(&self) {
        let state = &mut *self.state();
        (state.is_ending, state.is_failing) = (false, false);
        state.is_called_off = false;
        let places = state.completed.iter().enumerate();
        let places = places.filter(|(_, done)| done.stands);
        state.earlier = places.map(|(place, done)| (done.at, place)).collect();
    }
}
