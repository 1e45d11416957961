//! The journal of a run: what happened is staged, and appended before the next thing happens.
//!
//! While the run goes forward, whoever polls its graph polls [`keep_writing`](Record::keep_writing) after it:
//! what the steps have staged meanwhile, those that are done and those that are to be called, is appended in
//! one call.

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
    written::{Entries, Turn, Written},
};

/// What the journal does not have yet.
#[derive(Default)]
pub(super) struct Staged {
    entries: Entries,
    /// The number of entries that were ever staged.
    count: u64,
    /// The number of them that are appended.
    appended: u64,
    /// The number of the last one that says that a step is done.
    last_done: u64,
    /// The steps that wait until they may be called.
    waiting: Vec<Waker>,
    /// Whoever polls the graph and then appends; `is_polled` while it polls the graph.
    poller: Option<Waker>,
    is_polled: bool,
    is_forward: bool,
    /// Nothing is appended any more.
    is_halted: bool,
    /// Why.
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

    /// A step is to be called, if the run goes forward.
    pub(super) fn step_begins(&mut self, entry: &SagaEntry) -> Result<u64, Cause> {
        if !self.is_forward || self.is_halted {
            return Err(Box::new(Halt));
        }
        Ok(self.push(entry))
    }

    /// A step is done.
    pub(super) fn step_done(&mut self, entry: &SagaEntry) -> Result<(), Cause> {
        self.last_done = self.push(entry);
        if self.is_halted {
            return Err(Box::new(Halt));
        }
        Ok(())
    }

    /// Gives everything to the one whose turn it is. False if there is nothing.
    fn take(&mut self, turn: &mut Turn) -> Result<bool, Cause> {
        if self.is_halted {
            return Err(Box::new(Halt));
        }
        turn.take(&mut self.entries);
        Ok(!turn.is_over())
    }

    fn poll_appended(&mut self, number: u64, cx: &mut Context<'_>) -> Poll<Result<(), Cause>> {
        if number <= self.appended {
            return Poll::Ready(Ok(()));
        }
        if self.is_halted || !self.is_forward {
            return Poll::Ready(Err(Box::new(Halt)));
        }
        // Whoever polls the graph polls it again by itself.
        let poller = self.poller.as_ref();
        if poller.is_none_or(|poller| !poller.will_wake(cx.waker())) {
            self.waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }
}

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
            (state.firsts, state.seen) = (Vec::new(), 0);
            state.doubtful = earlier.doubtful;
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

    /// Stages an entry: it is appended together with what comes next. Returns its number.
    pub(crate) fn stage(&self, entry: &SagaEntry) -> u64 {
        self.state().staged.push(entry)
    }

    pub(super) async fn write(&self, entry: &SagaEntry) -> Result<(), Cause> {
        self.stage(entry);
        self.write_rest().await
    }

    /// Appends what is staged.
    ///
    /// # Errors
    /// The journal failed: then nothing is appended any more.
    pub(crate) async fn write_rest(&self) -> Result<(), Cause> {
        let Some(written) = self.written.get() else {
            return Ok(());
        };
        let mut turn = written.turn().await;
        loop {
            if turn.is_over() && !self.state().staged.take(&mut turn)? {
                return Ok(());
            }
            match written.append(&mut turn).await {
                Ok(count) => self.change(|staged| staged.appended += count),
                Err(error) => return Err(self.stop(error)),
            }
        }
    }

    /// Waits until the entry with this number is appended by [`keep_writing`](Self::keep_writing).
    ///
    /// # Errors
    /// It is not, as the journal failed or the run does not go forward any more.
    pub(super) async fn is_appended(&self, number: u64) -> Result<(), Cause> {
        poll_fn(|cx| self.state().staged.poll_appended(number, cx)).await
    }

    /// Waits until the graph of the run is dropped: the step is not called, or not again.
    #[cold]
    pub(crate) async fn is_held_back(&self) -> Cause {
        std::future::pending().await
    }

    /// Appends what is staged while the run goes forward, until the journal fails. Polled after the graph of
    /// the run, which [`is_polled`](Self::is_polled) announces.
    pub(crate) async fn keep_writing(&self) {
        loop {
            poll_fn(|_| {
                if self.state().staged.entries.is_empty() {
                    // Whoever stages something wakes the one who polls this.
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

    /// Changes what the waiting steps wait for. They are woken when nothing is locked.
    fn change(&self, change: impl FnOnce(&mut Staged)) {
        let waiting = {
            let staged = &mut self.state().staged;
            change(staged);
            std::mem::take(&mut staged.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    /// The run goes forward from now on, or does not any more: then no step is called.
    pub(crate) fn set_forward(&self, is_forward: bool) {
        let mut poller = None;
        self.change(|staged| {
            staged.is_forward = is_forward;
            poller = staged.poller.take();
        });
        // A waker is dropped when nothing is locked: its task may go with it.
        drop(poller);
    }

    /// The graph of the run is polled now, by whoever this wakes.
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

    /// The graph was polled. Returns whether something is staged.
    pub(crate) fn was_polled(&self) -> bool {
        let staged = &mut self.state().staged;
        staged.is_polled = false;
        !staged.entries.is_empty()
    }

    /// Returns the number of entries that are appended.
    pub(crate) fn appended(&self) -> u64 {
        self.state().staged.appended
    }

    /// True if the journal has every step that is done.
    pub(crate) fn has_written_steps(&self) -> bool {
        let staged = &self.state().staged;
        staged.last_done <= staged.appended
    }

    /// The journal failed, or the lease is lost: this driver stops, and leaves the rest to another one.
    #[cold]
    pub(crate) fn stop(&self, error: StoreError) -> Cause {
        self.state().staged.stopped.get_or_insert(error);
        self.halt();
        Box::new(Halt)
    }

    /// This driver stops, and leaves the rest to another one.
    pub(crate) fn halt(&self) {
        self.change(|staged| staged.is_halted = true);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.state().staged.is_halted
    }

    pub(crate) fn take_stopped(&self) -> Option<StoreError> {
        self.state().staged.stopped.take()
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
