//! The record of a run going forward.

use std::sync::Arc;

use organum_store::Content;

use super::{Record, State};
use crate::{
    codec::Codec,
    completed::{At, Completed, Shared, Value, gather},
    entry::SagaEntry,
    graph::Cause,
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
    /// It has lost a race.
    pub(crate) fn before(&self, at: At) -> Result<Before, Cause> {
        let state = self.state();
        if state.is_settling {
            return Ok(self.before_settling(&state, at));
        }
        // Also if it is done: it is the other one that is kept.
        if state.lost.contains(&at.step) {
            return Err(Box::new(Lost));
        }
        Ok(match state.earlier.get(&at) {
            Some(done) => Before::Done(state.completed[*done].value.clone()),
            None => Before::New,
        })
    }

    /// A step is called now: once that is in the journal, together with what was done before.
    ///
    /// # Errors
    /// The journal failed, or the run does not go forward any more: the step is not called.
    #[inline]
    pub(crate) async fn begun(&self, at: At) -> Result<(), Cause> {
        if self.is_journalled() {
            let number = self.state().staged.step_begins(&SagaEntry::Started {
                step: self.name(at),
                item: at.item,
            })?;
            self.is_appended(number).await?;
        }
        if self.table.steps[at.step].undo_on_failure {
            let mut state = self.state();
            if !state.doubtful.contains(&at) {
                state.doubtful.push(at);
            }
        }
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
            Self::put(&mut self.state(), at, value);
            return Ok(());
        }
        let encoded = match codec {
            Some(codec) => panics::as_error(|| (codec.encode)(&*value)),
            None => Ok(Vec::new()),
        };
        let mut state = self.state();
        Self::put(&mut state, at, value);
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

    fn put(state: &mut State, at: At, value: Shared) {
        if !state.doubtful.is_empty() {
            state.doubtful.retain(|other| *other != at);
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

    /// A step has failed. The first one is the one that is reported.
    #[cold]
    pub(crate) fn failed(&self, at: At, cause: Cause) -> Cause {
        if !cause.is::<Halt>() {
            let mut state = self.state();
            state.failed.get_or_insert(at);
            if !self.table.steps[at.step].undo_on_failure {
                // What fails has no effect.
                state.doubtful.retain(|other| *other != at);
            }
        }
        cause
    }

    /// Every step is done that has to be.
    pub(crate) fn set_complete(&self) {
        self.state().is_complete = true;
    }

    /// The steps that are done are not done again by the graph's run that begins now.
    pub(crate) fn goes_on(&self) {
        let state = &mut *self.state();
        let places = state.completed.iter().enumerate();
        let places = places.filter(|(_, done)| done.stands);
        state.earlier = places.map(|(place, done)| (done.at, place)).collect();
    }
}
