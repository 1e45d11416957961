//! A run: its inputs in an arena, polled until its outputs are there.
//!
//! The first poll goes through the plan in topological order and polls in place. As long as every
//! node is ready at its first poll, nothing is kept but how far the poll came. The first node that
//! waits initialises the [schedule](super::schedule); from then on a poll
//! of the run polls just the nodes that were woken and those that became ready through them, see [`super::poll`].

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

/// What a step needs of an arena.
///
/// # Safety
/// The arena is in use.
pub(super) unsafe fn frame(header: NonNull<Header>) -> Frame {
    // SAFETY: the caller's; neither field is written while the arena is in use.
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
/// The arena is in use, laid out by `plan`; the future is alive, and the caller forgets it.
pub(super) unsafe fn drop_future(header: NonNull<Header>, plan: &Plan, node: u32) {
    let slot = plan.steps[node as usize].future as usize;
    let drop = plan.nodes[node as usize].drop_future;
    // SAFETY: the caller's.
    contain(|| unsafe { drop(header.cast::<u8>().add(slot).as_ptr()) });
}

/// How a poll of a run ended.
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
/// Invariant: the arena is in use, and its state and its schedule are this run's alone.
pub(crate) struct ActiveRun {
    pub(super) header: NonNull<Header>,
}

// SAFETY: all that an arena holds is `Send`: inputs and outputs by their proofs, futures by
// `Call::call`.
unsafe impl Send for ActiveRun {}

impl ActiveRun {
    /// A run that has not begun. `injected` is for a run without a runner.
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

    /// Makes ready what few runs need.
    #[inline(never)]
    fn set_up(&mut self) {
        // SAFETY: the plan is used while the run has its arena.
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
            // SAFETY: the arena is in use.
            let runner = unsafe { retained(self.header) }.runner.as_deref();
            for &(node, slot) in &plan.contexts {
                let node = &plan.nodes[node as usize];
                let limit = node.concurrency.and_then(|_| runner?.limit(node.output));
                let value = Run::new(Arc::clone(&context), node.name, limit);
                // SAFETY: the plan has a place for a `Run` there, and nothing in it yet.
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

    /// Initialises the schedule of a run whose nodes are begun when they are wanted.
    fn demand(&mut self, forms: &'static FormsPlan) {
        // SAFETY: the plan is used while the run has its arena.
        let plan = unsafe { self.unbound_plan() };
        let base = self.header.cast::<u8>();
        for &failure_slot in &forms.failure_slots {
            // SAFETY: the plan has a place for a failure slot there, and nothing in it yet.
            unsafe {
                base.add(failure_slot as usize)
                    .cast::<FailureSlot>()
                    .write(None);
            };
        }
        let earlier = self.state().demand.take();
        let is_first = earlier.is_none();
        // SAFETY: by the invariant; an earlier run that had a demand had its schedule initialised.
        unsafe {
            if is_first {
                Schedule::initialise(base, plan).forget_waiting();
            } else {
                Schedule::reset(base, plan);
            }
        }
        let mut demand = earlier.unwrap_or_else(|| Box::new(Demand::new(plan, forms)));
        self.state().is_scheduled = true;
        // SAFETY: the arena is in use, its schedule is initialised and, like its state, this run's alone.
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

    /// Returns the plan for use beside the state of the run; `&'static` stands for as long as the
    /// arena is in use.
    ///
    /// # Safety
    /// The reference is not used once the run has released its arena.
    pub(super) unsafe fn unbound_plan(&self) -> &'static Plan {
        // SAFETY: an arena in use keeps its plan alive; the caller's.
        unsafe { (*self.header.as_ptr()).plan.as_ref() }
    }

    pub(super) fn state(&mut self) -> &mut RunState {
        // SAFETY: by the invariant the state is this run's alone, and `&mut self` borrows it.
        unsafe { &mut (*self.header.as_ptr()).state }
    }

    /// Initialises the schedule: the nodes before `reached` are done, the others have not begun.
    pub(super) fn open(&mut self, reached: u32) {
        // SAFETY: the plan is used while the run has its arena.
        let plan = unsafe { self.unbound_plan() };
        // SAFETY: by the invariant.
        let schedule = unsafe { Schedule::initialise(self.header.cast(), plan) };
        for &root in &plan.roots {
            Schedule::add(schedule.runnable(), root);
        }
        for node in 0..reached {
            schedule.complete(&plan.steps[node as usize], node);
        }
        // What is done became runnable on the way here.
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

    /// Drives the run. After `Ready` it must not be polled again. A run that was asked to stop has its outputs only
    /// if it [is not stopped](Self::is_stopped). One that returns `Pending` and [is ending](Self::is_ending) since
    /// then is to be polled again at once.
    ///
    /// # Errors
    /// The node that failed first. Every other node is over or cancelled by then.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Box<(u32, Failure)>>> {
        let _unobserved = self.plan().retries.then(|| self.poll_unobserved());
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

    /// Nothing is at work that is to be waited for.
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

    /// A poll of the run, for what is done between polls.
    pub(super) fn with_poll<T>(&mut self, work: impl FnOnce(&mut RunPoll<'_>) -> T) -> T {
        // SAFETY: the plan is used while the run has its arena.
        let plan = unsafe { self.unbound_plan() };
        // SAFETY: the arena is in use, its schedule is initialised and, like its state, this run's alone.
        let mut run_poll = unsafe { RunPoll::new(self.header, plan, self.state()) };
        work(&mut run_poll)
    }

    /// True if the run is over since it was asked to stop, and may have no outputs.
    pub(crate) fn is_stopped(&mut self) -> bool {
        matches!(self.state().ending, Some(Ending::Stopped))
    }

    /// Where nobody observes the run, this thread says so as long as it polls.
    fn poll_unobserved(&mut self) -> Option<watch::Inside> {
        let extras = self.state().extras.as_ref();
        let is_observed = extras.is_some_and(|extras| extras.watch.is_some());
        (!is_observed).then(watch::unobserved)
    }

    /// One poll over the nodes that can be polled; with `woken`, those among them that were woken.
    #[inline]
    pub(super) fn poll_scheduled(&mut self, cx: &mut Context<'_>, woken: bool) -> End {
        // SAFETY: the plan is used while the run has its arena.
        let plan = unsafe { self.unbound_plan() };
        let header = self.header;
        // SAFETY: the arena is in use, its schedule is initialised and, like its state, this run's alone.
        let mut run_poll = unsafe { RunPoll::new(header, plan, self.state()) };
        if woken {
            run_poll.wake_up(cx);
        }
        loop {
            // A failure ends the poll, so one catch around the whole of it is enough.
            let result = catch_unwind(AssertUnwindSafe(|| run_poll.run(cx)));
            let (node, began) = run_poll.stopped_at();
            let failure = match result {
                Ok(Ok(())) if run_poll.is_complete() => return End::Done,
                Ok(Ok(())) => return End::Pending,
                Ok(Err(Stop::Failed)) => run_poll.failure(),
                Ok(Err(Stop::Lost(failure))) => *failure,
                Err(panic) => {
                    if began {
                        // SAFETY: the future of the node that panicked is alive, and is forgotten.
                        unsafe { drop_future(header, plan, node) };
                    }
                    Failure::panicked(panic)
                }
            };
            // What the node would have been polled for is over, and so is the run, if nobody
            // tolerates the failure.
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
    /// The future is alive, and the caller forgets it.
    pub(super) unsafe fn drop_future(&self, node: u32) {
        // SAFETY: by the invariant; the caller's.
        unsafe { drop_future(self.header, self.plan(), node) }
    }

    /// Stops everything: inline nodes at once, detached ones as soon as they can be stopped.
    fn cancel(&mut self) {
        let context = self.state().extras.as_ref();
        if let Some(context) = context.and_then(|extras| extras.context.clone()) {
            context.cancel();
        }
        if !self.state().is_scheduled {
            return;
        }
        // SAFETY: the plan is used while the run has its arena.
        let plan = unsafe { self.unbound_plan() };
        // SAFETY: the schedule is initialised, and this run's alone.
        let schedule = unsafe { Schedule::of(self.header.cast(), plan) };
        if let Some(extras) = &mut self.state().extras {
            for node in extras.leave_queues() {
                Schedule::remove(schedule.pending(), node);
            }
        }
        for node in (0..plan.count()).rev() {
            if Schedule::is_in(schedule.pending(), node) {
                Schedule::remove(schedule.pending(), node);
                // SAFETY: a pending node has its future alive, and is marked as pending no more.
                unsafe { self.drop_future(node) };
            } else if Schedule::is_in(schedule.detached(), node) {
                Schedule::remove(schedule.detached(), node);
                // SAFETY: the node was detached, and is marked as such no more.
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
            // The futures are gone: another run may make what this one was making.
            extras.turns.clear();
        }
    }

    pub(super) fn notify_ended(&mut self, node: u32, outcome: Outcome) {
        if let Some(extras) = &self.state().extras {
            extras.notify_ended(node, outcome);
        }
    }

    /// Ends a run that ended well: its outputs, moved out of it, and the task that closes what is to be
    /// closed of the rest.
    ///
    /// # Panics
    /// If the run has not ended, or the outputs are not of these types: both are ours to rule out.
    pub(crate) fn take<O: OutputValues>(mut self) -> (O::Value, Option<JoinHandle<()>>) {
        // SAFETY: the plan is used while the run has its arena.
        let plan = unsafe { self.unbound_plan() };
        assert!(
            O::accepts(&plan.target_types) && !self.state().is_taken && self.is_complete(),
            "outputs of another graph, or of a run that has not ended"
        );
        self.state().is_taken = true;
        // SAFETY: every node is done, so the outputs are written; the types are those just checked;
        // `is_taken` keeps them from being dropped in the arena.
        let value = unsafe {
            O::take(|at| {
                let output = plan.steps[plan.targets[at] as usize].output as usize;
                self.header.cast::<u8>().add(output).as_ptr()
            })
        };
        (value, ManuallyDrop::new(self).leave())
    }

    /// The plan, to be kept beyond the run.
    pub(crate) fn plan_ref(&self) -> PlanRef {
        // SAFETY: the arena is in use.
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
    /// Returns whether the run was aborted with its runner. If it was not, the task of this context is
    /// woken when it is.
    #[inline(never)]
    pub(crate) fn wait_for_abort(&mut self, cx: &Context<'_>) -> bool {
        // SAFETY: the arena is in use.
        let runner = unsafe { retained(self.header) }.runner.as_ref();
        runner.is_some_and(|runner| runner.runs.wait_for_abort(&mut self.state().waiting, cx))
    }

    /// Returns whether the run has waited, and was aborted with its runner.
    pub(crate) fn is_aborted(&mut self) -> bool {
        self.state().waiting.is_some() && {
            // SAFETY: the arena is in use.
            let runner = unsafe { retained(self.header) }.runner.as_ref();
            runner.is_some_and(|runner| runner.runs.is_aborted())
        }
    }

    /// The run waits no more.
    #[inline(never)]
    fn forget_waiting(&mut self) {
        let waiting = self.state().waiting.take();
        // SAFETY: the arena is in use.
        let runner = unsafe { retained(self.header) }.runner.as_ref();
        if let (Some(waiting), Some(runner)) = (waiting, runner) {
            runner.runs.forget(waiting);
        }
    }

    /// The run is over.
    fn leave(&mut self) -> Option<JoinHandle<()>> {
        if !self.state().is_over {
            self.cancel();
        }
        if self.state().waiting.is_some() {
            self.forget_waiting();
        }
        // SAFETY: every inline future is dropped. If the run is the last party, it is alone with
        // the arena; else the last of the nodes it abandoned releases it. Callers forget the run.
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
