//! The journal of a run: entries are staged, and appended before the next operation begins.
//!
//! While the run goes forward, the task that polls its graph polls [`keep_writing`](Record::keep_writing) after it:
//! all entries that the steps have staged meanwhile, for completions and for starts, are appended in one call.

use std::{
    future::poll_fn,
    task::{Context, Poll, Waker},
};

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
    /// The waker of the task that polls the graph and then appends. `is_polled` is true while it polls the graph.
    poller: Option<Waker>,
    is_polled: bool,
    is_forward: bool,
    /// True if nothing is appended any more.
    is_halted: bool,
    /// The failure of the journal that stopped the run, if there was one.
    stopped: Option<StoreError>,
}

impl Staged {
    pub(super) fn push(&mut self, entry: &SagaEntry) -> u64 {
        self.entries.push(entry);
        self.count += 1;
        if !self.is_polled
            && self.is_forward
            && let Some(poller) = &self.poller
        {
            poller.wake_by_ref();
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

    fn poll_appended(&mut self, number: u64, cx: &mut Context<'_>) -> Poll<Result<(), Cause>> {
        if number <= self.appended {
            return Poll::Ready(Ok(()));
        }
        if self.is_halted || !self.is_forward {
            return Poll::Ready(Err(Box::new(Halt)));
        }
        // The task that polls the graph polls this future again without being woken.
        let poller = self.poller.as_ref();
        if poller.is_none_or(|poller| !poller.will_wake(cx.waker())) {
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
            state.doubtful = earlier.doubtful;
            state.failures = earlier.failures;
            state.lost = earlier.lost;
            state.has_parked_elsewhere = !earlier.parked.is_empty();
            state.undone = earlier.undone.iter().map(|at| self.step_ref(*at)).collect();
            state.parked_before = earlier.parked;
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
        loop {
            if batch.is_over() && !self.state().staged.take(&mut batch)? {
                return Ok(());
            }
            match written.append(&mut batch).await {
                Ok(count) => self.change(|staged| staged.appended += count),
                Err(error) => return Err(self.stop(error)),
            }
        }
    }

    /// Waits until the entry with this number is appended by [`keep_writing`](Self::keep_writing).
    ///
    /// # Errors
    /// The journal failed, or the run does not go forward any more, so that the entry is not appended.
    pub(super) async fn is_appended(&self, number: u64) -> Result<(), Cause> {
        poll_fn(|cx| self.state().staged.poll_appended(number, cx)).await
    }

    /// Waits until the graph of the run is dropped, because the step must not be called.
    #[cold]
    pub(crate) async fn is_held_back(&self) -> Cause {
        std::future::pending().await
    }

    /// Appends the staged entries while the run goes forward, until the journal fails. This is polled after the graph
    /// of the run, whose poll [`is_polled`](Self::is_polled) announces.
    pub(crate) async fn keep_writing(&self) {
        loop {
            poll_fn(|_| {
                if self.state().staged.entries.is_empty() {
                    // Staging an entry wakes the task that polls this.
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            })
            .await;
            if self.write_rest().await.is_err() {
                return;
            }
        }
    }

    /// Changes the staged state, and wakes the waiting steps when the lock is released.
    fn change(&self, change: impl FnOnce(&mut Staged)) {
        let waiting = {
            let staged = &mut self.state().staged;
            change(staged);
            std::mem::take(&mut staged.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
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
        let is_known = |known: &Waker| known.will_wake(waker);
        if !staged.poller.as_ref().is_some_and(is_known) {
            let before = staged.poller.replace(waker.clone());
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

    /// Releases the lease, so that the next driver can claim the run.
    pub(crate) async fn give_up(&self) {
        if let Some(written) = self.written.get() {
            written.give_up().await;
        }
    }
}
