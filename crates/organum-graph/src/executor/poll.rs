//! One poll over the runnable nodes.
//!
//! Wakers: while few nodes are pending, they are polled with the waker of the run's own task, all of them
//! whenever the run is polled, as in `join!`. With more pending nodes, nodes use wakers of a [`WakeSet`]:
//! two nodes that started to wait one after the other share a waker, so a wake-up polls at most two
//! nodes, however many are pending.

use std::{
    ptr::NonNull,
    sync::Arc,
    task::{Context, Waker},
};

use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::{
    Failure,
    arena::{Header, PlanRef, contain, retained},
    call::Place,
    context::Run,
    demand::Demanding,
    detached::{Job, Report},
    error::NodeError,
    plan::{FailureSlot, Plan},
    run::frame,
    runner_values::Turn,
    schedule::Schedule,
    state::RunState,
    step::{Frame, Progress, Step, StepKind},
    wake::{TaskId, WakeSet},
    watch::{AttemptChange, Entered},
};
use crate::observe::Outcome;

/// The maximum number of pending nodes that share the waker of the run's task. A needless poll costs some
/// nanoseconds, a separate waker some tens; `futures::future::join_all` uses 30 as its limit.
pub(super) const SHARED_WAKER_LIMIT: u32 = 16;

/// The number of nodes that share a waker beyond that limit.
pub(super) const GROUP: u32 = 2;

/// A poll of a run. Invariant: arena, plan and state belong to the same run, and its schedule is
/// initialised.
pub(super) struct RunPoll<'r> {
    pub(super) plan: &'static Plan,
    pub(super) state: &'r mut RunState,
    pub(super) frame: Frame,
    /// The node that is being polled.
    pub(super) node: u32,
    /// True if every pending node is to be polled.
    is_woken: bool,
    /// True if nodes before the current one are to be polled again.
    pub(super) is_restarted: bool,
    is_observed: bool,
    /// True if some nodes are detached, have wakers of their own or make values that other runs share, or
    /// if the run is observed: see `step_with_care`.
    steps_with_care: bool,
    /// True if `steps_with_care` is, or if some nodes tolerate failures.
    needs_care: bool,
}

/// The reason why a poll ended early.
pub(super) enum Stop {
    /// The node that was being polled failed: see [`RunPoll::failure`].
    Failed,
    /// An output cannot be provided, because of this failure.
    Lost(Box<Failure>),
}

impl<'r> RunPoll<'r> {
    /// # Safety
    /// The arena is in use; `plan` and `state` belong to it; its schedule is initialised. Only the caller
    /// accesses the schedule and the state.
    pub(super) unsafe fn new(
        header: NonNull<Header>,
        plan: &'static Plan,
        state: &'r mut RunState,
    ) -> Self {
        // SAFETY: the caller guarantees that the arena is in use.
        let mut frame = unsafe { frame(header) };
        let mut is_observed = false;
        if let Some(extras) = &mut state.extras {
            frame.replacement_futures = &raw mut extras.replacement_futures;
            is_observed = extras.watch.is_some();
        }
        let steps_with_care = is_observed || state.has_own_wakers || plan.needs_care;
        Self {
            plan,
            steps_with_care,
            needs_care: steps_with_care || plan.forms.is_some() || state.ending.is_some(),
            state,
            frame,
            node: 0,
            is_woken: false,
            is_restarted: false,
            is_observed,
        }
    }

    /// Returns the plan, for use after the run.
    pub(super) fn plan_ref(&self) -> PlanRef {
        // SAFETY: by the invariant the arena of the run is in use.
        unsafe { retained(self.header()) }.plan.clone()
    }

    pub(super) fn header(&self) -> NonNull<Header> {
        self.frame.bases[0].cast()
    }

    #[inline]
    pub(super) fn schedule(&self) -> Schedule<'r> {
        // SAFETY: by the invariant the schedule is initialised, and only this poll accesses it.
        unsafe { Schedule::of(self.frame.bases[0], self.plan) }
    }

    /// Returns the node that was polled last, and true if its future is alive after a panic.
    pub(super) fn stopped_at(&self) -> (u32, bool) {
        (self.node, self.frame.began)
    }

    /// Makes the woken nodes runnable.
    #[inline]
    pub(super) fn wake_up(&mut self, cx: &Context<'_>) {
        if self.state.has_own_wakers {
            self.take_wakes(cx);
        } else {
            self.is_woken = true;
        }
    }

    fn take_wakes(&mut self, cx: &Context<'_>) {
        let (schedule, waker_count) = (self.schedule(), self.state.waker_count);
        self.register(cx.waker());
        self.wakes().take(|group| {
            for place in group * GROUP..((group + 1) * GROUP).min(waker_count) {
                let node = schedule.node_at_waker(place);
                if Schedule::is_in(schedule.pending(), node)
                    || Schedule::is_in(schedule.detached(), node)
                {
                    Schedule::add(schedule.runnable(), node);
                }
            }
        });
    }

    /// Sets the task that the wakers of nodes wake from now on.
    fn register(&mut self, waker: &Waker) {
        let task = TaskId::of(waker);
        if self.state.task != Some(task) {
            self.wakes().register(waker);
            self.state.task = Some(task);
        }
    }

    /// Polls the runnable nodes, and those that become runnable meanwhile.
    ///
    /// A run with pending nodes spends its time in this loop; code for rare cases is elsewhere.
    pub(super) fn run(&mut self, cx: &mut Context<'_>) -> Result<(), Stop> {
        let plan = self.plan;
        let (completion, pending) = (self.schedule().completion(), self.schedule().pending());
        let runnable = completion.runnable;
        let mut word = 0;
        // Without wakers of their own, all pending nodes are polled: the bits of a word are added once,
        // before any node of it is polled.
        let mut next_to_wake = if self.is_woken { 0 } else { plan.words };
        while let (Some(runnable), Some(pending)) = (runnable.get(word), pending.get(word)) {
            let mut set = runnable.get();
            if word == next_to_wake {
                set |= pending.get();
                next_to_wake += 1;
            }
            if set == 0 {
                word += 1;
                continue;
            }
            runnable.set(set & (set - 1));
            let at = word * 64 + set.trailing_zeros() as usize;
            let step = &plan.steps[at];
            self.node = step.index;
            let bit = set & set.wrapping_neg();
            let is_first = pending.get() & bit == 0;
            let progress = if self.is_plain(is_first) {
                // SAFETY: the node is runnable, and its future is alive if it is pending.
                unsafe { self.step(step, cx, is_first) }
            } else {
                self.step_with_care(step, cx, is_first)
            };
            match progress {
                Progress::Ready => {
                    if !is_first {
                        pending.set(pending.get() & !bit);
                        self.state.pending -= 1;
                    }
                    if self.needs_care && self.state.ending.is_some() {
                        self.schedule().record(step.index, self.state.done);
                        self.state.done += 1;
                    } else if self.needs_care && self.state.demand.is_some() {
                        self.schedule().record(step.index, self.state.done);
                        self.state.done += 1;
                        self.settle(|demanding| demanding.done(step.index))
                            .map_err(Stop::Lost)?;
                    } else {
                        completion.complete(step, self.state.done);
                        self.state.done += 1;
                    }
                }
                Progress::Pending if is_first && step.kind == StepKind::Inline => {
                    pending.set(pending.get() | bit);
                    self.state.pending += 1;
                }
                Progress::Pending => {}
                Progress::Failed => return Err(Stop::Failed),
            }
            if self.is_restarted {
                // Dependents come later in the plan, but a node that is polled again, or that replaces a
                // failed alternative, may come earlier.
                self.is_restarted = false;
                word = 0;
            }
        }
        Ok(())
    }

    /// Returns true if the node is polled with the waker of the run's task and the run is not observed.
    #[inline]
    fn is_plain(&self, is_first: bool) -> bool {
        !self.steps_with_care && !(is_first && self.state.pending == SHARED_WAKER_LIMIT)
    }

    /// Starts or continues any kind of node.
    #[inline(never)]
    fn step_with_care(&mut self, step: &Step, cx: &mut Context<'_>, is_first: bool) -> Progress {
        let progress = if step.kind == StepKind::Inline {
            if is_first {
                self.notify_started();
                if self.state.pending == SHARED_WAKER_LIMIT {
                    self.give_own_wakers(cx);
                }
            }
            let _entered = self.enter();
            if self.state.has_own_wakers {
                let group = self
                    .schedule()
                    .waker_position(self.node, &mut self.state.waker_count)
                    / GROUP;
                let waker = self.wakes().waker(group);
                // SAFETY: the node is runnable, and its future is alive if it is pending.
                unsafe { self.step(step, &mut Context::from_waker(&waker), is_first) }
            } else {
                // SAFETY: the node is runnable, and its future is alive if it is pending.
                unsafe { self.step(step, cx, is_first) }
            }
        } else {
            match step.kind {
                StepKind::Spawned => self.ask_detached(Place::Spawned, cx),
                StepKind::Blocking => self.ask_detached(Place::Blocking, cx),
                StepKind::Inline | StepKind::Shared => return self.step_shared(step, cx, is_first),
            }
        };
        if matches!(progress, Progress::Ready) {
            self.notify_ended(self.node, Outcome::Ok);
        }
        progress
    }

    /// Returns true if every output is written and no stopped node is waited for.
    pub(super) fn is_complete(&self) -> bool {
        if self.state.ending.is_some() {
            return self.is_idle();
        }
        match &self.state.demand {
            Some(demand) => demand.is_met() && !self.state.is_stopping(),
            None => self.state.done == self.plan.count(),
        }
    }

    /// Handles the failure of the node that was polled last.
    ///
    /// # Errors
    /// The run failed.
    pub(super) fn end(&mut self, failure: Failure) -> Result<(), Box<Failure>> {
        let node = self.node;
        let schedule = self.schedule();
        if let Failure::Known(_) = failure {
            // Reported already: an output could not be provided because of this failure.
            return Err(Box::new(failure));
        }
        if Schedule::is_in(schedule.pending(), node) {
            Schedule::remove(schedule.pending(), node);
            self.state.pending -= 1;
        }
        if self.plan.scope.is_some() {
            // The future of the node is dropped, so another run may make the value.
            self.give_up_turn(node);
        }
        // A node that was detached when the runtime panicked may still run: it is stopped here if the run
        // continues, otherwise by `cancel`.
        let is_running = Schedule::is_in(schedule.detached(), node);
        if !is_running {
            self.notify_ended(node, failure.outcome());
        }
        if self.state.ending.is_none() && self.state.demand.is_none() {
            return Err(Box::new(failure));
        }
        if is_running {
            self.stop(node);
        }
        if self.state.ending.is_some() {
            self.fail_at_end(node, failure);
            return Ok(());
        }
        self.settle(|demanding| demanding.fail(node, failure))
    }

    /// Updates the demand after a node ended.
    ///
    /// # Errors
    /// An output cannot be provided any longer.
    #[inline]
    fn settle(&mut self, end: impl FnOnce(&mut Demanding<'_, 'r>)) -> Result<(), Box<Failure>> {
        let (Some(mut demand), Some(forms)) = (self.state.demand.take(), &self.plan.forms) else {
            return Ok(());
        };
        let mut demanding = Demanding {
            poll: self,
            forms,
            demand: &mut demand,
        };
        end(&mut demanding);
        let settled = demanding.settle();
        self.state.demand = Some(demand);
        settled
    }

    /// Writes the chosen alternative.
    ///
    /// # Safety
    /// The plan has a place for a choice there, and no node that reads it has begun.
    pub(super) unsafe fn write_choice(&mut self, choice: u32, at: u32) {
        // SAFETY: the caller guarantees that the plan has a place for a choice there, which no running
        // node reads.
        unsafe { self.frame.bases[0].add(choice as usize).cast().write(at) };
    }

    /// Writes the error of a failed node, if a form reads it.
    ///
    /// # Safety
    /// The plan has a failure slot there, or the offset is 0; the slot is empty, and no node that reads
    /// it has begun.
    pub(super) unsafe fn write_failure(&mut self, failure_slot: u32, error: &NodeError) {
        if failure_slot != 0 {
            // SAFETY: the caller guarantees an empty failure slot, which no running node reads.
            unsafe {
                let place = self.frame.bases[0].add(failure_slot as usize);
                place.cast::<FailureSlot>().write(Some(error.clone()));
            }
        }
    }

    /// Returns the failure of the node that was polled last.
    #[cold]
    pub(super) fn failure(&mut self) -> Failure {
        let detached = self.state.extras.as_mut();
        detached
            .and_then(|extras| extras.failure.take())
            .unwrap_or_else(|| Failure::failed(self.frame.cause.take()))
    }

    /// Starts a detached node, or checks whether it has ended.
    pub(super) fn ask_detached(&mut self, place: Place, cx: &Context<'_>) -> Progress {
        self.frame.began = false;
        let detached = self.schedule().detached();
        if !Schedule::is_in(detached, self.node) {
            self.notify_started();
            // SAFETY: the node is runnable, and not detached yet.
            unsafe { self.detach(place, cx, None) };
            return Progress::Pending;
        }
        // SAFETY: the node is detached, so its report is written.
        let report = unsafe { Report::at(self.header(), self.plan, self.node) };
        let Some(ended) = report.ended() else {
            return Progress::Pending;
        };
        // The run takes over the results of the node, so the node is not abandoned later.
        Schedule::remove(detached, self.node);
        if self.state.is_stopping() && self.forget_stopping(ended.is_ok()) {
            contain(|| drop(ended));
            return Progress::Pending;
        }
        match ended {
            Ok(()) => Progress::Ready,
            Err(failure) => {
                if let Some(extras) = &mut self.state.extras {
                    extras.failure = Some(failure);
                }
                Progress::Failed
            }
        }
    }

    /// Handles the end of a node that was stopped before it ended, and that nothing needs. Returns false
    /// if the node was not stopped.
    #[cold]
    fn forget_stopping(&mut self, is_written: bool) -> bool {
        let Some(extras) = &mut self.state.extras else {
            return false;
        };
        let count = extras.stopping.len();
        extras.stopping.retain(|node| *node != self.node);
        if extras.stopping.len() == count {
            return false;
        }
        if is_written {
            self.schedule().record(self.node, self.state.done);
            self.state.done += 1;
        }
        true
    }

    /// Starts or continues an inline node.
    ///
    /// # Safety
    /// The dependencies of the node are done, and its future is alive unless this is its `first` step.
    #[inline]
    unsafe fn step(&mut self, step: &Step, cx: &mut Context<'_>, first: bool) -> Progress {
        self.frame.began = !first;
        // SAFETY: the caller guarantees finished dependencies and a live future; the slots belong to the
        // node.
        unsafe { (step.run)(&mut self.frame, step, cx, first) }
    }

    /// Switches to wakers of single nodes. Pending nodes are polled again, so that they receive their new
    /// wakers.
    pub(super) fn give_own_wakers(&mut self, cx: &Context<'_>) {
        if !std::mem::replace(&mut self.state.has_own_wakers, true) {
            self.register(cx.waker());
            self.schedule().make_pending_runnable();
            self.is_restarted = true;
            self.steps_with_care = true;
            self.needs_care = true;
        }
    }

    pub(super) fn wakes(&mut self) -> &WakeSet {
        let groups = self.plan.count().div_ceil(GROUP);
        self.state.wakes.get_or_insert_with(|| WakeSet::new(groups))
    }

    /// Starts a detached node, with its permit if it makes a value that other runs share.
    ///
    /// # Safety
    /// The dependencies of the node are done, and it has not begun.
    pub(super) unsafe fn detach(&mut self, place: Place, cx: &Context<'_>, turn: Option<Turn>) {
        self.give_own_wakers(cx);
        let node = self.node;
        let group = self
            .schedule()
            .waker_position(node, &mut self.state.waker_count)
            / GROUP;
        let waker: Waker = self.wakes().owned_waker(group);
        let header = self.header();
        // SAFETY: by the invariant the arena is in use; contexts are written when a run is set up.
        let limit = unsafe { limit_of(header, self.plan, node) };
        Schedule::add(self.schedule().detached(), node);
        let Some(extras) = &mut self.state.extras else {
            unreachable!("a plan with detached nodes is started with extras")
        };
        let Some(runtime) = &extras.runtime else {
            unreachable!("a plan with detached nodes is started inside a runtime")
        };
        let watch = extras.watch.clone();
        let persists = self.plan.nodes[node as usize].persists;
        // The runtime on which a blocking node waits for its store.
        let waits_on = persists.then(|| runtime.clone());
        if let (Place::Blocking, Some(watch), false) = (place, &watch, persists) {
            // The attempt begins on a thread of the pool.
            watch.notify_attempt(node, AttemptChange::Waits);
        }
        let tracked = extras.tracker.as_ref().map(TaskTracker::token);
        // SAFETY: the report is written here, once. The dependencies are done, and stay alive until the
        // arena is released, which happens after the job has ended. Only the job accesses the slots from
        // now on.
        let job = unsafe {
            let report = self.plan.nodes[node as usize].report as usize;
            let place = self.frame.bases[0].add(report);
            place.cast().write(Report::new());
            Job::new(
                header,
                NonNull::from(self.plan),
                node,
                waker,
                tracked,
                watch,
                turn,
            )
        };
        let task = match (place, limit) {
            (Place::Blocking, None) => {
                let work = runtime.spawn_blocking(move || job.block(waits_on.as_ref()));
                work.abort_handle()
            }
            (Place::Blocking, Some(limit)) => runtime
                .spawn(job.block_in_turn(limit, waits_on))
                .abort_handle(),
            // A spawned node acquires its permit itself.
            _ => runtime.spawn(job).abort_handle(),
        };
        extras.tasks.push((node, task));
    }

    #[inline]
    pub(super) fn notify_started(&mut self) {
        if self.is_observed
            && let Some(extras) = &mut self.state.extras
        {
            extras.notify_started(self.node);
        }
    }

    pub(super) fn notify_ended(&self, node: u32, outcome: Outcome) {
        if self.is_observed
            && let Some(extras) = &self.state.extras
        {
            extras.notify_ended(node, outcome);
        }
    }

    /// Notifies the observers that the current node is being polled, until the returned guard is dropped.
    #[inline(always)]
    pub(super) fn enter(&self) -> Option<Entered> {
        if !self.is_observed {
            return None;
        }
        let watch = self.state.extras.as_ref()?.watch.as_ref()?;
        Some(watch.enter(self.node))
    }
}

/// Returns the semaphore of a node whose concurrency is bounded across the runs of its runner.
///
/// # Safety
/// The arena is in use, laid out by `plan`, and its contexts are written.
unsafe fn limit_of(header: NonNull<Header>, plan: &Plan, node: u32) -> Option<Arc<Semaphore>> {
    plan.nodes[node as usize].concurrency?;
    let mut contexts = plan.contexts.iter();
    let &(_, slot) = contexts.find(|(of, _)| *of == node)?;
    // SAFETY: the caller guarantees an arena in use whose contexts are written.
    let run = unsafe {
        header
            .cast::<u8>()
            .add(slot as usize)
            .cast::<Run>()
            .as_ref()
    };
    run.limit().cloned()
}
