//! The journal of a run: entries are staged, and appended before the next operation begins.
//!
//! While the run goes forward, the task that polls its graph polls [`keep_writing`](Record::keep_writing) after it:
//! all entries that the steps have staged meanwhile, for completions and for starts, are appended in one call.

use std::{
    future::poll_fn,
    task::{Context, Poll, Waker},
};

use organum_base::observe::SagaStatus;
use organum_store::{StoreError, StoreErrorKind};

use super::{Earlier, Record};
use crate::{
    entry::SagaEntry,
    graph::Cause,
    halt::Halt,
    written::{Batch, Entries, Written},
};

/// The entries that the journal does not have yet.
#[derive(Default)]
pub(super) struct Staged {
    entries: Entries,
    /// The number of entries that were ever staged.
    count: u64,
    /// The number of these entries that were appended.
    appended: u64,
    /// The number of the last entry of a completion.
    last_done: u64,
    /// The wakers of the steps that wait until their start is appended.
    waiting: Vec<Waker>,
    /// The task that polls the graph and then appends. `is_polled` is true while it polls the graph.
    poller: Option<Poller>,
    is_polled: bool,
    is_forward: bool,
    /// True if nothing is appended any more.
    is_halted: bool,
    /// The failure of the journal that stopped the run, if there was one.
    stopped: Option<StoreError>,
}

/// The task that polls the graph of a run.
struct Poller {
    id: (usize, usize),
    waker: Waker,
}

/// Returns the identity of a waker's task, which is valid as long as the task exists. A clone of a waker may have
/// another one: the compiler may duplicate its table of functions.
fn task_id(waker: &Waker) -> (usize, usize) {
    let vtable = std::ptr::from_ref(waker.vtable());
    (waker.data().addr(), vtable.addr())
}

impl Staged {
    pub(super) fn push(&mut self, entry: &SagaEntry) -> u64 {
        self.entries.push(entry);
        self.count += 1;
        if !self.is_polled
            && self.is_forward
            && let Some(poller) = &self.poller
        {
            poller.waker.wake_by_ref();
        }
        self.count
    }

    /// Stages the start of a step, if the run goes forward.
    pub(super) fn step_begins(&mut self, entry: &SagaEntry) -> Result<u64, Cause> {
        if !self.is_forward || self.is_halted {
            return Err(Box::new(Halt));
        }
        Ok(self.push(entry))
    }

    /// Stages the completion of a step.
    pub(super) fn step_done(&mut self, entry: &SagaEntry) -> Result<(), Cause> {
        self.last_done = self.push(entry);
        if self.is_halted {
            return Err(Box::new(Halt));
        }
        Ok(())
    }

    /// Moves the staged entries into `turn`. Returns false if there are none.
    fn take(&mut self, batch: &mut Batch) -> Result<bool, Cause> {
        if self.is_halted {
            return Err(Box::new(Halt));
        }
        batch.take(&mut self.entries);
        Ok(!batch.is_over())
    }

    /// Returns `Ready` when [`keep_writing`](Record::keep_writing) has appended the entry with this number.
    ///
    /// # Errors
    /// The entry will not be appended.
    pub(super) fn poll_appended(
        &mut self,
        number: u64,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Cause>> {
        if number <= self.appended {
            return Poll::Ready(Ok(()));
        }
        if self.is_halted || !self.is_forward {
            return Poll::Ready(Err(Box::new(Halt)));
        }
        // The task that polls the graph polls this future again without being woken.
        let poller = self.poller.as_ref();
        if poller.is_none_or(|poller| poller.id != task_id(cx.waker())) {
            self.waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }
}

impl Record {
    /// Attaches the journal, to which all entries are written from now on.
    pub(crate) fn write_to(&self, written: Written) {
        if self.written.set(written).is_err() {
            unreachable!("a run has one lease")
        }
    }

    /// Takes over the state that an earlier driver has recorded.
    pub(crate) fn take_over(&self, earlier: Earlier) {
        {
            let mut state = self.state();
            state.completed = earlier.completed;
            (state.firsts, state.seen) = (Vec::new(), 0);
            state.begun_before.clone_from(&earlier.unknown_outcomes);
            state.unknown_outcomes = earlier.unknown_outcomes;
            state.failures = earlier.failures;
            state.lost = earlier.lost;
            state.has_parked_elsewhere = !earlier.parked.is_empty();
            state.undone = earlier.undone.iter().map(|at| self.step_ref(*at)).collect();
            state.parked_before = earlier.parked;
            state.rolls_back = earlier.rolls_back;
            state.is_finished = earlier.is_finished;
            state.is_migrated = earlier.is_migrated;
        }
        self.goes_on();
    }

    pub(crate) fn is_journalled(&self) -> bool {
        self.written.get().is_some()
    }

    /// True if the journal has the inputs as this version records them.
    pub(crate) fn has_recorded_inputs(&self) -> bool {
        self.is_journalled() && !self.state().is_migrated
    }

    pub(crate) fn written(&self) -> Option<&Written> {
        self.written.get()
    }

    /// Stages an entry, which is appended together with the next ones. Returns its number.
    pub(crate) fn stage(&self, entry: &SagaEntry) -> u64 {
        self.state().staged.push(entry)
    }

    pub(super) async fn write(&self, entry: &SagaEntry) -> Result<(), Cause> {
        self.stage(entry);
        self.write_rest().await
    }

    /// Appends the staged entries.
    ///
    /// # Errors
    /// The journal failed. Nothing is appended any more.
    pub(crate) async fn write_rest(&self) -> Result<(), Cause> {
        let Some(written) = self.written.get() else {
            return Ok(());
        };
        let mut batch = written.batch().await;
        if batch.is_over() && !self.state().staged.take(&mut batch)? {
            return Ok(());
        }
        loop {
            let appended = written.append(&mut batch).await;
            let count = appended.map_err(|error| self.stop(error))?;
            let takes_more = self.change(|staged| {
                staged.appended += count;
                staged.take(&mut batch)
            });
            if !takes_more? {
                return Ok(());
            }
        }
    }

    /// Waits until the graph of the run is dropped, because the step must not be called.
    #[cold]
    pub(crate) async fn is_held_back(&self) -> Cause {
        std::future::pending().await
    }

    /// Appends the staged entries while the run goes forward, until the journal fails. This is polled after the graph
    /// of the run, whose poll [`is_polled`](Self::is_polled) announces.
    pub(crate) async fn keep_writing(&self) {
        while self.write_rest().await.is_ok() {
            let mut was_polled = false;
            poll_fn(|_| {
                // Nothing is staged at first. Staging an entry wakes the task that polls this.
                if std::mem::replace(&mut was_polled, true) && self.has_staged() {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            })
            .await;
        }
    }

    fn has_staged(&self) -> bool {
        !self.state().staged.entries.is_empty()
    }

    /// Changes the staged state, and wakes the waiting steps when the lock is released.
    fn change<T>(&self, change: impl FnOnce(&mut Staged) -> T) -> T {
        let (changed, waiting) = {
            let staged = &mut self.state().staged;
            (change(staged), std::mem::take(&mut staged.waiting))
        };
        waiting.into_iter().for_each(Waker::wake);
        changed
    }

    /// Sets whether the run goes forward. If it does not, no step is called.
    pub(crate) fn set_forward(&self, is_forward: bool) {
        let mut poller = None;
        self.change(|staged| {
            staged.is_forward = is_forward;
            poller = staged.poller.take();
        });
        // The waker is dropped without the lock, because its task may be dropped with it.
        drop(poller);
    }

    /// Announces a poll of the graph by the task of this waker.
    pub(crate) fn is_polled(&self, waker: &Waker) {
        let mut state = self.state();
        let staged = &mut state.staged;
        staged.is_polled = true;
        let id = task_id(waker);
        if staged.poller.as_ref().is_none_or(|known| known.id != id) {
            let waker = waker.clone();
            let before = staged.poller.replace(Poller { id, waker });
            drop(state);
            drop(before);
        }
    }

    /// Announces the end of the poll. Returns true if an entry is staged.
    pub(crate) fn was_polled(&self) -> bool {
        let staged = &mut self.state().staged;
        staged.is_polled = false;
        !staged.entries.is_empty()
    }

    /// Returns the number of appended entries.
    pub(crate) fn appended(&self) -> u64 {
        self.state().staged.appended
    }

    /// True if the journal has every completion of a step.
    pub(crate) fn has_written_steps(&self) -> bool {
        let staged = &self.state().staged;
        staged.last_done <= staged.appended
    }

    /// Stops this driver because the journal failed or the lease is lost, and leaves the run to another driver.
    #[cold]
    pub(crate) fn stop(&self, error: StoreError) -> Cause {
        self.state().staged.stopped.get_or_insert(error);
        self.halt();
        Box::new(Halt)
    }

    /// Stops this driver, and leaves the run to another one.
    pub(crate) fn halt(&self) {
        self.change(|staged| staged.is_halted = true);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.state().staged.is_halted
    }

    pub(crate) fn take_stopped(&self) -> Option<StoreError> {
        self.state().staged.stopped.take()
    }

    /// Returns the status of a run that its driver leaves: unknown if the journal may have its end.
    pub(crate) fn status_when_left(&self) -> SagaStatus {
        match self.written.get() {
            Some(written) if written.may_have_ended() => SagaStatus::Unknown,
            _ => SagaStatus::Left,
        }
    }

    /// Waits until the lease is lost. It is never lost while this process renews it in time.
    pub(crate) async fn lease_is_lost(&self) {
        match self.written.get() {
            Some(written) => written.lease_is_lost().await,
            None => std::future::pending().await,
        }
        self.stop(StoreError::new(
            StoreErrorKind::LeaseLost,
            "journal",
            "drive a saga",
        ));
    }

    /// The lease is not renewed any more.
    pub(crate) fn stop_renewing(&self) {
        if let Some(written) = self.written.get() {
            written.stop_renewing();
        }
    }

    /// Gives the run up, so that the next one who asks gets it.
    pub(crate) async fn give_up(&self) {
        if let Some(written) = self.written.get() {
            written.give_up().await;
        }
    }
}
