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

impl Record {
    /// A step is about to be called, unless it has lost a race: what it gave, if it was done before.
    pub(crate) fn before(&self, at: At) -> Result<Option<Value>, Cause> {
        let state = self.state();
        // Also if it is done: it is the other one that is kept.
        if state.lost.contains(&at.step) {
            return Err(Box::new(Lost));
        }
        let earlier = state.earlier.get(&at);
        Ok(earlier.map(|done| state.completed[*done].value.clone()))
    }

    /// A step is called now: once that is in the journal, together with what was done before.
    ///
    /// # Errors
    /// The journal failed, or the run does not go forward any more: the step is not called.
    #[inline]
    pub(crate) async fn begun(&self, at: At) -> Result<(), Cause> {
        if self.is_journalled() {
            let number = self.stage(&SagaEntry::Started {
                step: self.name(at),
                item: at.item,
            });
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
            self.put(&mut self.state(), at, value);
            return Ok(());
        }
        let encoded = match codec {
            Some(codec) => panics::as_error(|| (codec.encode)(&*value)),
            None => Ok(Vec::new()),
        };
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
        if self.table.steps[at.step].undo_on_failure {
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
            self.state().failed.get_or_insert(at);
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
