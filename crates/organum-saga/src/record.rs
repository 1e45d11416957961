//! The record of a run: the steps that are done in it with what they gave, its lease, and its journal.
//!
//! Whatever happens in a run goes through here, and is written into the journal, if there is one, before
//! the next thing happens: [`begun`](Record::begun), [`completed`](Record::completed),
//! [`undone`](Record::undone), [`finished`](Record::finished), and a few more. What a step was cut over
//! before it was written is written with the next entry.
//!
//! It outlives the run: the report of the run and the registry read from it.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, atomic::AtomicUsize},
};

use organum_store::{Content, DeadLetterId, DeadLetterReason, StoreError, StoreErrorKind};

use tokio_util::sync::CancellationToken;

use super::{
    SagaId, SagaTable,
    codec::Codec,
    completed::{At, Completed, Shared, Value, gather},
    entry::SagaEntry,
    failure::{Halt, Lost, NotWritten},
    registry::{NOWHERE, SagaView},
    report::{SagaStatus, StepRef},
    written::Written,
};
use crate::{graph::Cause, panics};

/// The record of one run.
pub(crate) struct Record {
    table: &'static SagaTable,
    /// Made when somebody first asks for it: most are never asked for.
    id: OnceLock<SagaId>,
    /// The place in the registry, if it is there.
    pub(super) place: AtomicUsize,
    written: OnceLock<Written>,
    /// Made when somebody first waits for it, or cancels the run.
    cancel: OnceLock<CancellationToken>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    status: SagaStatus,
    /// Every step is done that has to be.
    is_complete: bool,
    /// The rollback has been announced, in this run or in one before a crash.
    rolls_back: bool,
    is_finished: bool,
    /// In the order of completion. None is ever removed.
    completed: Vec<Completed>,
    /// Those that were done before the graph's run began, by their place in `completed`.
    earlier: HashMap<At, usize>,
    /// Steps that are undone even if they are not done, and began, in the order in which they did.
    doubtful: Vec<At>,
    /// Steps that lost a race.
    lost: Vec<usize>,
    /// The first that failed.
    failed: Option<At>,
    undone: Vec<StepRef>,
    parked: Vec<StepRef>,
    /// Something else is parked: by another driver before, or of a saga that is a step.
    has_parked_elsewhere: bool,
    /// Entries that the journal does not have yet, in order.
    unwritten: Vec<SagaEntry>,
    /// Nothing is written any more.
    is_halted: bool,
    /// Why.
    stopped: Option<StoreError>,
}

/// The state of a run that began before, as a journal has it.
#[derive(Default)]
pub(crate) struct Earlier {
    pub(crate) completed: Vec<Completed>,
    pub(crate) doubtful: Vec<At>,
    pub(crate) lost: Vec<usize>,
    pub(crate) has_parked: bool,
    pub(crate) rolls_back: bool,
    pub(crate) is_finished: bool,
}

/// The run going forward.
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

    /// A step is called now.
    pub(crate) async fn begun(&self, at: At) -> Result<(), Cause> {
        if self.is_journalled() {
            self.write(SagaEntry::Started {
                step: self.name(at),
                item: at.item,
            })
            .await?;
        }
        if self.table.steps[at.step].undo_on_failure {
            let mut state = self.state();
            if !state.doubtful.contains(&at) {
                state.doubtful.push(at);
            }
        }
        Ok(())
    }

    /// A step is done.
    ///
    /// # Errors
    /// The journal failed; or the value cannot be written, and the step is undone as long as this process
    /// lives.
    pub(crate) async fn completed(
        &self,
        at: At,
        value: Shared,
        codec: Option<&Codec>,
    ) -> Result<(), Cause> {
        if !self.is_journalled() {
            self.put(at, value, None);
            return Ok(());
        }
        let encoded = match codec {
            Some(codec) => panics::as_error(|| (codec.encode)(&*value)),
            None => Ok(Vec::new()),
        };
        match encoded {
            Ok(bytes) => {
                let entry = SagaEntry::Done {
                    step: self.name(at),
                    item: at.item,
                    value: Content(bytes),
                };
                self.put(at, value, Some(entry));
                self.write_rest().await
            }
            Err(cause) => {
                self.put(at, value, None);
                let step = self.table.steps[at.step].name;
                Err(Box::new(NotWritten { step, cause }))
            }
        }
    }

    fn put(&self, at: At, value: Shared, entry: Option<SagaEntry>) {
        let mut state = self.state();
        state.doubtful.retain(|other| *other != at);
        state.completed.push(Completed::new(at, value));
        state.unwritten.extend(entry);
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

    /// A step has lost a race.
    pub(crate) async fn lost(&self, step: usize) -> Result<(), Cause> {
        if self.state().lost.contains(&step) {
            return Ok(());
        }
        if self.is_journalled() {
            let step = self.name(At::step(step));
            self.write(SagaEntry::Lost { step }).await?;
        }
        self.state().lost.push(step);
        Ok(())
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

/// The run going back, and its end.
impl Record {
    /// The steps that are done are undone from now on. False if that was announced before.
    pub(crate) async fn rolling_back(
        &self,
        at: Option<At>,
        reason: impl FnOnce() -> DeadLetterReason,
    ) -> Result<(), Cause> {
        if self.is_journalled() {
            self.write(SagaEntry::RollingBack {
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
            self.write(SagaEntry::Undone {
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
            self.write(SagaEntry::Parked {
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
        self.write(SagaEntry::Stalled { step, letter }).await
    }

    /// The run is over.
    pub(crate) async fn finished(&self, end: SagaStatus) -> Result<(), Cause> {
        if !self.is_journalled() || self.is_finished() {
            return Ok(());
        }
        self.write(SagaEntry::Finished { end }).await?;
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

/// The journal.
impl Record {
    /// Everything is written there from now on.
    pub(crate) fn write_to(&self, written: Written) {
        if self.written.set(written).is_err() {
            unreachable!("a run is given one lease")
        }
    }

    /// Takes over what was written before.
    pub(crate) fn take_over(&self, earlier: Earlier) {
        {
            let mut state = self.state();
            state.completed = earlier.completed;
            state.doubtful = earlier.doubtful;
            state.lost = earlier.lost;
            state.has_parked_elsewhere = earlier.has_parked;
            state.rolls_back = earlier.rolls_back;
            state.is_finished = earlier.is_finished;
        }
        self.goes_on();
    }

    pub(crate) fn is_journalled(&self) -> bool {
        self.written.get().is_some()
    }

    pub(crate) fn written(&self) -> Option<&Written> {
        self.written.get()
    }

    /// Writes this before the next entry.
    pub(crate) fn write_later(&self, entry: SagaEntry) {
        self.state().unwritten.push(entry);
    }

    async fn write(&self, entry: SagaEntry) -> Result<(), Cause> {
        self.write_later(entry);
        self.write_rest().await
    }

    /// Writes what is not written yet.
    ///
    /// # Errors
    /// The journal failed: then nothing is written any more.
    pub(crate) async fn write_rest(&self) -> Result<(), Cause> {
        let Some(written) = self.written.get() else {
            return Ok(());
        };
        let mut turn = written.turn().await;
        loop {
            if turn.is_over() {
                let mut state = self.state();
                if state.is_halted {
                    return Err(Box::new(Halt));
                }
                if state.unwritten.is_empty() {
                    return Ok(());
                }
                turn.take(&mut state.unwritten);
            }
            if let Err(error) = written.append(&mut turn).await {
                return Err(self.stop(error));
            }
        }
    }

    /// The journal failed, or the lease is lost: this driver stops, and leaves the rest to another one.
    #[cold]
    pub(crate) fn stop(&self, error: StoreError) -> Cause {
        let mut state = self.state();
        state.is_halted = true;
        state.stopped.get_or_insert(error);
        Box::new(Halt)
    }

    /// This driver stops, and leaves the rest to another one.
    pub(crate) fn halt(&self) {
        self.state().is_halted = true;
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.state().is_halted
    }

    pub(crate) fn take_stopped(&self) -> Option<StoreError> {
        self.state().stopped.take()
    }

    /// Waits until the lease is lost, which it is not as long as this process renews it in time.
    pub(crate) async fn lease_is_lost(&self) {
        match self.written.get() {
            Some(written) => written.lease_is_lost().await,
            None => std::future::pending().await,
        }
        self.stop(StoreError::new(
            StoreErrorKind::LeaseLost,
            "journal",
            "go on with a saga",
        ));
    }

    /// Gives the run up, so that the next one who asks gets it.
    pub(crate) async fn give_up(&self) {
        if let Some(written) = self.written.get() {
            written.give_up().await;
        }
    }
}

/// The facts of the run.
impl Record {
    /// The record of a run that begins.
    pub(crate) fn new(table: &'static SagaTable) -> Self {
        Self {
            table,
            id: OnceLock::new(),
            place: AtomicUsize::new(NOWHERE),
            written: OnceLock::new(),
            cancel: OnceLock::new(),
            state: Mutex::new(State {
                completed: Vec::with_capacity(table.steps.len()),
                ..State::default()
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn saga(&self) -> &'static str {
        self.table.name
    }

    pub(crate) fn id(&self) -> SagaId {
        *self.id.get_or_init(SagaId::new)
    }

    /// Gives it this id, before anybody has asked.
    pub(crate) fn set_id(&self, id: SagaId) {
        let _ = self.id.set(id);
    }

    /// Waits until the run is cancelled, by itself or with all others of its runner.
    pub(crate) async fn cancelled(&self, all: &CancellationToken) {
        let cancel = self.cancel.get_or_init(|| all.child_token());
        if cancel.is_cancelled() {
            return;
        }
        cancel.cancelled().await;
    }

    /// Cancels the run: it is undone, unless it has passed its pivot.
    pub(crate) fn cancel(&self, all: &CancellationToken) {
        self.cancel.get_or_init(|| all.child_token()).cancel();
    }

    fn name(&self, at: At) -> super::entry::StepName {
        self.table.steps[at.step].name.into()
    }

    pub(crate) fn step_ref(&self, at: At) -> StepRef {
        let name = self.table.steps.get(at.step).map_or("", |step| step.name);
        StepRef::new(name, at.step, at.item.map(|item| item as usize))
    }

    pub(crate) fn set_status(&self, status: SagaStatus) {
        self.state().status = status;
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.state().is_complete
    }

    pub(crate) fn is_done(&self, step: usize) -> bool {
        let state = self.state();
        let mut completed = state.completed.iter();
        completed.any(|done| done.at.step == step && done.stands)
    }

    /// True if a step has lost a race, which is undone when the others are done.
    pub(crate) fn has_losers(&self) -> bool {
        !self.state().lost.is_empty()
    }

    pub(crate) fn has_lost(&self, step: usize) -> bool {
        self.state().lost.contains(&step)
    }

    pub(crate) fn losers(&self) -> Vec<usize> {
        self.state().lost.clone()
    }

    pub(crate) fn take_failed(&self) -> Option<At> {
        self.state().failed.take()
    }

    pub(crate) fn rolls_back(&self) -> bool {
        self.state().rolls_back
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.state().is_finished
    }

    pub(crate) fn has_parked_elsewhere(&self) -> bool {
        self.state().has_parked_elsewhere
    }

    /// The steps that began, and may have had an effect or not, in the order in which they did.
    pub(crate) fn doubtful(&self) -> Vec<At> {
        self.state().doubtful.clone()
    }

    /// The steps that a rollback has before it, in the order of completion, with its place in that.
    pub(crate) fn standing(&self) -> Vec<(usize, Completed)> {
        let state = self.state();
        let completed = state.completed.iter().enumerate();
        let standing = completed.filter(|(_, done)| done.stands);
        standing
            .map(|(place, done)| (place, done.clone()))
            .collect()
    }

    /// The value of a step.
    pub(crate) fn value(&self, step: usize) -> Option<Value> {
        let state = self.state();
        let mut completed = state.completed.iter();
        let done = completed.find(|done| done.at.step == step)?;
        Some(done.value.clone())
    }

    /// The steps that were done, in the order of completion, also those that were undone later.
    pub(crate) fn done_refs(&self) -> Vec<StepRef> {
        let state = self.state();
        let completed = state.completed.iter();
        completed.map(|done| self.step_ref(done.at)).collect()
    }

    /// The steps that were undone, in order.
    pub(crate) fn undone_refs(&self) -> Vec<StepRef> {
        self.state().undone.clone()
    }

    /// The run as it is now.
    pub(crate) fn look(&self) -> SagaView {
        let state = self.state();
        let completed = state.completed.iter().map(|done| self.step_ref(done.at));
        let undone: HashSet<_> = state.undone.iter().collect();
        SagaView {
            id: self.id(),
            saga: self.table.name,
            status: state.status,
            done: completed.filter(|done| !undone.contains(done)).collect(),
            undone: state.undone.clone(),
            parked: state.parked.clone(),
        }
    }
}
