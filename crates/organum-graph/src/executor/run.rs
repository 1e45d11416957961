//! A run: its inputs in an arena, polled until its outputs are written.
//!
//! The first poll goes through the plan in topological order and polls each node in place. As long as
//! every node is ready at its first poll, only the position in the plan is recorded. The first node that
//! waits initialises the [schedule](super::schedule); from then on a poll of the run polls only the nodes
//! that were woken and those that became ready in the same poll, see [`super::poll`].

use std::{
    mem::ManuallyDrop,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::NonNull,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::task::JoinHandle;

use super::{
    Failure,
    arena::{Header, PlanRef, Retained, contain, fill, release, retained},
    context::Run,
    demand::{Demand, Demanding},
    detached::abandon,
    ending::Ending,
    extras::Extras,
    inputs::{Inputs, OutputValues},
    plan::{FailureSlot, FormsPlan, Plan},
    poll::{RunPoll, Stop},
    schedule::Schedule,
    state::RunState,
    step::Frame,
    watch,
};
use crate::observe::Outcome;

/// Returns the data that a step needs of an arena.
///
/// # Safety
/// The arena is in use.
pub(super) unsafe fn frame(header: NonNull<Header>) -> Frame {
    // SAFETY: the caller guarantees that the arena is in use; neither field is written while it is.
    let (bases, plan) = unsafe { ((*header.as_ptr()).bases, (*header.as_ptr()).plan) };
    Frame {
        bases,
        // SAFETY: an arena in use keeps its plan alive.
        sources: unsafe { plan.as_ref() }.sources.as_ptr(),
        began: false,
        cause: None,
        replacement_futures: std::ptr::null_mut(),
    }
}

/// Drops the future of an inline node.
///
/// # Safety
/// The arena is in use, laid out by `plan`; the future is alive, and the caller does not use it
/// afterwards.
pub(super) unsafe fn drop_future(header: NonNull<Header>, plan: &Plan, node: u32) {
    let slot = plan.steps[node as usize].future as usize;
    let drop = plan.nodes[node as usize].drop_future;
    // SAFETY: the caller guarantees that the future is alive and not used afterwards.
    contain(|| unsafe { drop(header.cast::<u8>().add(slot).as_ptr()) });
}

/// The result of a poll of a run.
pub(super) enum End {
    Pending,
    Done,
    /// This node failed.
    Failed(Box<(u32, Failure)>),
}

impl End {
    #[cold]
    pub(super) fn failed(node: u32, failure: Failure) -> Self {
        Self::Failed(Box::new((node, failure)))
    }
}

/// A run that has its inputs, and can be polled.
///
/// Invariant: the arena is in use, and only this run accesses its state and its schedule.
pub(crate) struct ActiveRun {
    pub(super) header: NonNull<Header>,
}

// SAFETY: every value that an arena holds is `Send`: inputs and outputs by their proofs, futures by
// `Call::call`.
unsafe impl Send for ActiveRun {}

impl ActiveRun {
    /// Makes a run that has not begun. A run without a runner passes its injected values in `injected`.
    pub(crate) fn start<G: Inputs, J: Inputs>(
        retained: Retained,
        given: (G, G::Proofs),
        injected: Option<(J, J::Proofs)>,
        extras: Option<Box<Extras>>,
    ) -> Self {
        let mut run = Self {
            header: fill(retained, given, injected, extras),
        };
        if run.state().extras.is_some() || run.plan().forms.is_some() {
            run.set_up();
        }
        run
    }

    /// Prepares the data that only some runs need.
    #[inline(never)]
    fn set_up(&mut self) {
        // SAFETY: the plan is used only while the run owns its arena.
        let plan = unsafe { self.unbound_plan() };
        if let Some(forms) = &plan.forms {
            self.demand(forms);
        }
        let Some(extras) = &mut self.state().extras else {
            return;
        };
        extras.prepare(plan);
        let opens = plan.has_detached || !extras.replacement_futures.is_empty();
        if let Some(context) = extras.context.clone() {
            // SAFETY: the arena of a run is in use.
            let runner = unsafe { retained(self.header) }.runner.as_deref();
            for &(node, slot) in &plan.contexts {
                let node = &plan.nodes[node as usize];
                let limit = node.concurrency.and_then(|_| runner?.limit(node.output));
                let value = Run::new(Arc::clone(&context), node.name, limit);
                // SAFETY: the plan has a slot for a `Run` there, which is not written yet.
                unsafe {
                    let slot = self.header.cast::<u8>().add(slot as usize);
                    slot.cast().write(value);
                }
            }
            self.state().has_contexts = true;
        }
        if opens && plan.forms.is_none() {
            self.open(0);
        }
    }

    /// Initialises the schedule of a run whose nodes start when they are wanted.
    fn demand(&mut self, forms: &'static FormsPlan) {
        // SAFETY: the plan is used only while the run owns its arena.
        let plan = unsafe { self.unbound_plan() };
        let base = self.header.cast::<u8>();
        for &failure_slot in &forms.failure_slots {
            // SAFETY: the plan has a place for a failure slot there, which is not written yet.
            unsafe {
                base.add(failure_slot as usize)
                    .cast::<FailureSlot>()
                    .write(None);
            };
        }
        let earlier = self.state().demand.take();
        let is_first = earlier.is_none();
        // SAFETY: by the invariant only this run accesses the schedule; an earlier run that had a demand
        // had initialised it.
        unsafe {
            if is_first {
                Schedule::initialise(base, plan).forget_waiting();
            } else {
                Schedule::reset(base, plan);
            }
        }
        let mut demand = earlier.unwrap_or_else(|| Box::new(Demand::new(plan, forms)));
        self.state().is_scheduled = true;
        // SAFETY: the arena is in use, and its schedule is initialised; by the invariant only this run
        // accesses the schedule and the state.
        let mut run_poll = unsafe { RunPoll::new(self.header, plan, self.state()) };
        let mut demanding = Demanding {
            poll: &mut run_poll,
            forms,
            demand: &mut demand,
        };
        if is_first {
            demanding.begin();
        } else {
            demanding.begin_again();
        }
        self.state().demand = Some(demand);
    }

    pub(super) fn plan(&self) -> &Plan {
        // SAFETY: the plan lives as long as the arena, which this run keeps in use.
        unsafe { self.unbound_plan() }
    }

    /// Returns the plan with a lifetime that does not borrow the run, so that its state can be borrowed
    /// at the same time. `&'static` stands for as long as the arena is in use.
    ///
    /// # Safety
    /// The reference is not used once the run has released its arena.
    pub(super) unsafe fn unbound_plan(&self) -> &'static Plan {
        // SAFETY: an arena in use keeps its plan alive, and the caller does not use the reference after
        // its release.
        unsafe { (*self.header.as_ptr()).plan.as_ref() }
    }

    pub(super) fn state(&mut self) -> &mut RunState {
        // SAFETY: by the invariant only this run accesses the state, and `&mut self` borrows it.
        unsafe { &mut (*self.header.as_ptr()).state }
    }

    /// Initialises the schedule: the nodes before `reached` are done, the others have not begun.
    pub(super) fn open(&mut self, reached: u32) {
        // SAFETY: the plan is used only while the run owns its arena.
        let plan = unsafe { self.unbound_plan() };
        // SAFETY: by the invariant only this run accesses the schedule of its arena, which is laid out by
        // the plan.
        let schedule = unsafe { Schedule::initialise(self.header.cast(), plan) };
        for &root in &plan.roots {
            Schedule::add(schedule.runnable(), root);
        }
        for node in 0..reached {
            schedule.complete(&plan.steps[node as usize], node);
        }
        // The completed nodes became runnable in the loops above.
        for (word, bits) in schedule.runnable().iter().enumerate() {
            let done = (reached as usize).saturating_sub(word * 64);
            if done >= 64 {
                bits.set(0);
            } else {
                bits.set(bits.get() >> done << done);
            }
        }
        let state = self.state();
        state.is_scheduled = true;
        state.done = reached;
    }

    /// Polls the run. It must not be polled again after `Ready`. A run that was asked to stop has outputs only if it
    /// [is not stopped](Self::is_stopped). A run that returns `Pending` and has begun to
    /// [end](Self::is_ending) in this poll has to be polled again at once.
    ///
    /// # Errors
    /// The first node that failed, and its failure. Every other node has ended or is cancelled by then.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Box<(u32, Failure)>>> {
        let _unobserved = self.plan().has_attempts.then(|| self.poll_unobserved());
        let end = if self.state().is_scheduled {
            self.poll_scheduled(cx, true)
        } else if self.is_ending() {
            End::Done
        } else {
            self.first_poll(cx)
        };
        let end = match end {
            End::Pending => return Poll::Pending,
            End::Done => Ending::Done,
            End::Failed(failed) => Ending::Failed(failed),
        };
        let end = match self.state().ending.take() {
            Some(ending) => ending,
            None if self.has_lasting_nodes() => {
                self.begin_ending(end);
                return Poll::Pending;
            }
            None => end,
        };
        self.over(end)
    }

    /// Ends the run, once no node has to be waited for.
    fn over(&mut self, end: Ending) -> Poll<Result<(), Box<(u32, Failure)>>> {
        let result = match end {
            Ending::Done => Ok(()),
            Ending::Stopped => {
                self.cancel();
                self.state().ending = Some(Ending::Stopped);
                Ok(())
            }
            Ending::Failed(failed) => {
                self.cancel();
                Err(failed)
            }
        };
        self.state().is_over = true;
        Poll::Ready(result)
    }

    /// Calls `work` with a poll of the run, for changes between polls.
    pub(super) fn with_poll<T>(&mut self, work: impl FnOnce(&mut RunPoll<'_>) -> T) -> T {
        // SAFETY: the plan is used only while the run owns its arena.
        let plan = unsafe { self.unbound_plan() };
        // SAFETY: the arena is in use, and its schedule is initialised; by the invariant only this run accesses the
        // schedule and the state.
        let mut run_poll = unsafe { RunPoll::new(self.header, plan, self.state()) };
        work(&mut run_poll)
    }

    /// Returns true if the run has ended because it was asked to stop, and so may have no outputs.
    pub(crate) fn is_stopped(&mut self) -> bool {
        matches!(self.state().ending, Some(Ending::Stopped))
    }

    /// Marks this thread as polling an unobserved run, until the returned guard is dropped; returns
    /// `None` for an observed run.
    fn poll_unobserved(&mut self) -> Option<watch::Inside> {
        let extras = self.state().extras.as_ref();
        let is_observed = extras.is_some_and(|extras| extras.watch.is_some());
        (!is_observed).then(watch::unobserved)
    }

    /// Polls the runnable nodes once; with `woken`, the woken nodes are made runnable first.
    #[inline]
    pub(super) fn poll_scheduled(&mut self, cx: &mut Context<'_>, woken: bool) -> End {
        // SAFETY: the plan is used only while the run owns its arena.
        let plan = unsafe { self.unbound_plan() };
        let header = self.header;
        // SAFETY: the arena is in use, and its schedule is initialised; by the invariant only this run
        // accesses the schedule and the state.
        let mut run_poll = unsafe { RunPoll::new(header, plan, self.state()) };
        if woken {
            run_poll.wake_up(cx);
        }
        loop {
            // A failure ends the poll, so one `catch_unwind` around the whole poll is enough.
            let result = catch_unwind(AssertUnwindSafe(|| run_poll.run(cx)));
            let (node, began) = run_poll.stopped_at();
            let failure = match result {
                Ok(Ok(())) if run_poll.is_complete() => return End::Done,
                Ok(Ok(())) => return End::Pending,
                Ok(Err(Stop::Failed)) => run_poll.failure(),
                Ok(Err(Stop::Lost(failure))) => *failure,
                Err(panic) => {
                    if began {
                        // SAFETY: the future of the node that panicked is alive, and is not used
                        // afterwards.
                        unsafe { drop_future(header, plan, node) };
                    }
                    Failure::panicked(panic)
                }
            };
            // The failed node is not polled again. If no node tolerates its failure, the run ends.
            if let Err(failure) = run_poll.end(failure) {
                return End::failed(node, *failure);
            }
            if run_poll.is_complete() {
                return End::Done;
            }
        }
    }

    /// Drops the future of an inline node.
    ///
    /// # Safety
    /// The future is alive, and the caller does not use it afterwards.
    pub(super) unsafe fn drop_future(&self, node: u32) {
        // SAFETY: by the invariant the arena is in use; the caller guarantees that the future is alive
        // and not used afterwards.
        unsafe { drop_future(self.header, self.plan(), node) }
    }

    /// Stops every node: inline nodes at once, detached ones as soon as they can be stopped.
    fn cancel(&mut self) {
        let context = self.state().extras.as_ref();
        if let Some(context) = context.and_then(|extras| extras.context.clone()) {
            context.cancel();
        }
        if !self.state().is_scheduled {
            return;
        }
        // SAFETY: the plan is used only while the run owns its arena.
        let plan = unsafe { self.unbound_plan() };
        // SAFETY: the schedule is initialised, and by the invariant only this run accesses it.
        let schedule = unsafe { Schedule::of(self.header.cast(), plan) };
        if let Some(extras) = &mut self.state().extras {
            for node in extras.leave_queues() {
                Schedule::remove(schedule.pending(), node);
            }
        }
        for node in (0..plan.count()).rev() {
            if Schedule::is_in(schedule.pending(), node) {
                Schedule::remove(schedule.pending(), node);
                // SAFETY: the future of a pending node is alive, and the node is not marked as pending
                // any longer.
                unsafe { self.drop_future(node) };
            } else if Schedule::is_in(schedule.detached(), node) {
                Schedule::remove(schedule.detached(), node);
                // SAFETY: the node was detached, and is not marked as such any longer.
                if unsafe { abandon(self.header, plan, node) } {
                    let state = self.state();
                    schedule.record(node, state.done);
                    state.done += 1;
                }
            } else {
                continue;
            }
            if !self.state().is_stopping_node(node) {
                self.notify_ended(node, Outcome::Cancelled);
            }
        }
        if let Some(extras) = &mut self.state().extras {
            for (_, task) in extras.tasks.drain(..) {
                task.abort();
            }
            // The futures are dropped, so another run may make the values that this run was making.
            extras.turns.clear();
        }
    }

    pub(super) fn notify_ended(&mut self, node: u32, outcome: Outcome) {
        if let Some(extras) = &self.state().extras {
            extras.notify_ended(node, outcome);
        }
    }

    /// Ends a run that completed. Returns its outputs, moved out of the arena, and the task that closes
    /// the remaining values, if any have to be closed.
    ///
    /// # Panics
    /// If the run has not ended, or the outputs are not of these types; the callers rule out both.
    pub(crate) fn take<O: OutputValues>(mut self) -> (O::Value, Option<JoinHandle<()>>) {
        // SAFETY: the plan is used only while the run owns its arena.
        let plan = unsafe { self.unbound_plan() };
        assert!(
            O::accepts(&plan.target_types) && !self.state().is_taken && self.is_complete(),
            "outputs of another graph, or of a run that has not ended"
        );
        self.state().is_taken = true;
        // SAFETY: every node is done, so the outputs are written; their types were checked above;
        // `is_taken` keeps them from being dropped in the arena.
        let value = unsafe {
            O::take(|at| {
                let output = plan.steps[plan.targets[at] as usize].output as usize;
                self.header.cast::<u8>().add(output).as_ptr()
            })
        };
        (value, ManuallyDrop::new(self).leave())
    }

    /// Returns the plan, for use after the run.
    pub(crate) fn plan_ref(&self) -> PlanRef {
        // SAFETY: the arena of a run is in use.
        unsafe { retained(self.header) }.plan.clone()
    }

    fn is_complete(&mut self) -> bool {
        let count = self.plan().count();
        let state = self.state();
        match &state.demand {
            Some(demand) => demand.is_met() && !state.is_stopping(),
            None if state.is_scheduled => state.done == count,
            None => state.reached == count,
        }
    }
}

impl ActiveRun {
    /// Returns true if the run was aborted together with its runner. Otherwise the task of this context
    /// is woken when that happens.
    #[inline(never)]
    pub(crate) fn wait_for_abort(&mut self, cx: &Context<'_>) -> bool {
        // SAFETY: the arena of a run is in use.
        let runner = unsafe { retained(self.header) }.runner.as_ref();
        runner.is_some_and(|runner| runner.runs.wait_for_abort(&mut self.state().waiting, cx))
    }

    /// Returns true if the run has waited, and was aborted together with its runner.
    pub(crate) fn is_aborted(&mut self) -> bool {
        self.state().waiting.is_some() && {
            // SAFETY: the arena of a run is in use.
            let runner = unsafe { retained(self.header) }.runner.as_ref();
            runner.is_some_and(|runner| runner.runs.is_aborted())
        }
    }

    /// Removes the run from those that wait for an abort of the runner.
    #[inline(never)]
    fn forget_waiting(&mut self) {
        let waiting = self.state().waiting.take();
        // SAFETY: the arena of a run is in use.
        let runner = unsafe { retained(self.header) }.runner.as_ref();
        if let (Some(waiting), Some(runner)) = (waiting, runner) {
            runner.runs.forget(waiting);
        }
    }

    /// Ends the run, and releases the arena unless abandoned nodes still use it. Returns the task that
    /// closes values, if there is one.
    fn leave(&mut self) -> Option<JoinHandle<()>> {
        if !self.state().is_over {
            self.cancel();
        }
        if self.state().waiting.is_some() {
            self.forget_waiting();
        }
        // SAFETY: every inline future is dropped. If the run is the last party, it has exclusive access
        // to the arena; otherwise the last of the nodes that it abandoned releases it. Callers do not use
        // the run afterwards.
        unsafe {
            if self.plan().has_detached && !(*self.header.as_ptr()).outstanding.leave() {
                return None;
            }
            release(self.header)
        }
    }
}

impl Drop for ActiveRun {
    fn drop(&mut self) {
        self.leave();
    }
}
