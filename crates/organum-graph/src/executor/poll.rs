//! One poll over the nodes that can be polled.
//!
//! Who wakes whom. While few nodes are pending they are polled with the waker of the run's own task,
//! all of them whenever the run is polled, as in `join!`. When there are more, nodes get wakers of a
//! [`WakeSet`]: two nodes that came to wait one after the other share one, so a wake-up polls at
//! most two nodes, however many are pending.

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
    watch::Entered,
};
use crate::observe::Outcome;

/// How many pending nodes are few. Polling one for nothing costs some nanoseconds, a waker of its own
/// some tens; `futures::future::join_all` draws the line at 30.
pub(super) const SHARED_WAKER_LIMIT: u32 = 16;

/// How many nodes share a waker when there are more.
pub(super) const GROUP: u32 = 2;

/// A poll at work. Invariant: that of the run, whose arena, plan and state these are; the schedule is
/// open.
pub(super) struct RunPoll<'r> {
    pub(super) plan: &'static Plan,
    pub(super) state: &'r mut RunState,
    pub(super) frame: Frame,
    /// The node at work.
    pub(super) node: u32,
    /// Every pending node is to be polled.
    is_woken: bool,
    /// Nodes before the one at work are to be polled once more.
    pub(super) is_restarted: bool,
    is_observed: bool,
    /// Some nodes are detached, have wakers of their own or make what other runs share, or somebody
    /// watches: see `step_with_care`.
    steps_with_care: bool,
    /// The same, or some nodes tolerate failures.
    needs_care: bool,
}

/// Why a poll ended before its time.
pub(super) enum Stop {
    /// The node at work failed: see [`RunPoll::failure`].
    Failed,
    /// An output cannot be made, for this.
    Lost(Box<Failure>),
}

impl<'r> RunPoll<'r> {
    /// # Safety
    /// The arena is in use; `plan` and `state` are its own; its schedule is initialised, and like the state
    /// the caller's alone.
    pub(super) unsafe fn new(
        header: NonNull<Header>,
        plan: &'static Plan,
        state: &'r mut RunState,
    ) -> Self {
        // SAFETY: the caller's.
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

    /// The plan, to be kept beyond the run.
    pub(super) fn plan_ref(&self) -> PlanRef {
        // SAFETY: by the invariant.
        unsafe { retained(self.header()) }.plan.clone()
    }

    pub(super) fn header(&self) -> NonNull<Header> {
        self.frame.bases[0].cast()
    }

    #[inline]
    pub(super) fn schedule(&self) -> Schedule<'r> {
        // SAFETY: by the invariant.
        unsafe { Schedule::of(self.frame.bases[0], self.plan) }
    }

    /// The node that was at work last, and whether its future is alive though it panicked.
    pub(super) fn stopped_at(&self) -> (u32, bool) {
        (self.node, self.frame.began)
    }

    /// Finds out which nodes were woken.
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

    /// Lets wakers wake the task of this waker from now on.
    fn register(&mut self, waker: &Waker) {
        let task = TaskId::of(waker);
        if self.state.task != Some(task) {
            self.wakes().register(waker);
            self.state.task = Some(task);
        }
    }

    /// Polls what can be polled, and what becomes ready through it.
    ///
    /// Here is where a run with pending nodes spends its time; all that few nodes need is elsewhere.
    pub(super) fn run(&mut self, cx: &mut Context<'_>) -> Result<(), Stop> {
        let plan = self.plan;
        let (completion, pending) = (self.schedule().completion(), self.schedule().pending());
        let runnable = completion.runnable;
        let mut word = 0;
        // Few nodes are all polled: each word of them once, before anything in it is.
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
                // Dependents come later in the plan; what is polled once more, or instead of what
                // failed, may lie before.
                self.is_restarted = false;
                word = 0;
            }
        }
        Ok(())
    }

    /// Is the node polled with the waker of the run's task, and nobody watches?
    #[inline]
    fn is_plain(&self, is_first: bool) -> bool {
        !self.steps_with_care && !(is_first && self.state.pending == SHARED_WAKER_LIMIT)
    }

    /// Begins or goes on with any node.
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
                // SAFETY: as below.
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

    /// Has the run all it is for?
    pub(super) fn is_complete(&self) -> bool {
        if self.state.ending.is_some() {
            return self.is_idle();
        }
        match &self.state.demand {
            Some(demand) => demand.is_met() && !self.state.is_stopping(),
            None => self.state.done == self.plan.count(),
        }
    }

    /// The node at work failed.
    ///
    /// # Errors
    /// So did the run.
    pub(super) fn end(&mut self, failure: Failure) -> Result<(), Box<Failure>> {
        let node = self.node;
        let schedule = self.schedule();
        if let Failure::Known(_) = failure {
            // Told already: an output could not be made, for this.
            return Err(Box::new(failure));
        }
        if Schedule::is_in(schedule.pending(), node) {
            Schedule::remove(schedule.pending(), node);
            self.state.pending -= 1;
        }
        if self.plan.scope.is_some() {
            // Its future is gone: another run may try.
            self.give_up_turn(node);
        }
        // A node that was detached when the runtime panicked may be at work all the same: it is
        // stopped here if the run goes on, else left to `cancel`.
        let is_at_work = Schedule::is_in(schedule.detached(), node);
        if !is_at_work {
            self.notify_ended(node, failure.outcome());
        }
        if self.state.ending.is_none() && self.state.demand.is_none() {
            return Err(Box::new(failure));
        }
        if is_at_work {
            self.stop(node);
        }
        if self.state.ending.is_some() {
            self.fail_at_end(node, failure);
            return Ok(());
        }
        self.settle(|demanding| demanding.fail(node, failure))
    }

    /// Tells the demand how a node ended.
    ///
    /// # Errors
    /// An output cannot be made any more.
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

    /// Writes which alternative was chosen.
    ///
    /// # Safety
    /// The plan has a place for a choice there, and no node that reads it has begun.
    pub(super) unsafe fn write_choice(&mut self, choice: u32, at: u32) {
        // SAFETY: the caller's.
        unsafe { self.frame.bases[0].add(choice as usize).cast().write(at) };
    }

    /// Writes why a node failed, where somebody asks for it.
    ///
    /// # Safety
    /// The plan has a failure slot there, or it is 0; the slot is empty, and no node that reads it has
    /// begun.
    pub(super) unsafe fn write_failure(&mut self, failure_slot: u32, error: &NodeError) {
        if failure_slot != 0 {
            // SAFETY: the caller's.
            unsafe {
                let place = self.frame.bases[0].add(failure_slot as usize);
                place.cast::<FailureSlot>().write(Some(error.clone()));
            }
        }
    }

    /// Why the node at work failed.
    #[cold]
    pub(super) fn failure(&mut self) -> Failure {
        let detached = self.state.extras.as_mut();
        detached
            .and_then(|extras| extras.failure.take())
            .unwrap_or_else(|| Failure::failed(self.frame.cause.take()))
    }

    /// Begins a detached node, or asks how it is.
    pub(super) fn ask_detached(&mut self, place: Place, cx: &Context<'_>) -> Progress {
        self.frame.began = false;
        let detached = self.schedule().detached();
        if !Schedule::is_in(detached, self.node) {
            self.notify_started();
            // SAFETY: the node is runnable, and not detached yet.
            unsafe { self.detach(place, cx, None) };
            return Progress::Pending;
        }
        // SAFETY: a detached node has its report written.
        let report = unsafe { Report::at(self.header(), self.plan, self.node) };
        let Some(ended) = report.ended() else {
            return Progress::Pending;
        };
        // What it left is taken over, so it is no node to abandon.
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

    /// The node was stopped before it ended: nobody needs it. `false`: it was not.
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

    /// Begins or goes on with an inline node.
    ///
    /// # Safety
    /// Its dependencies are done, and its future is alive unless this is its `first` step.
    #[inline]
    unsafe fn step(&mut self, step: &Step, cx: &mut Context<'_>, first: bool) -> Progress {
        self.frame.began = !first;
        // SAFETY: the caller's; the slots are the node's own.
        unsafe { (step.run)(&mut self.frame, step, cx, first) }
    }

    /// From now on nodes have wakers of their own. Those that are pending are polled once more, to
    /// get theirs.
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

    /// Begins a detached node, with its turn if it makes a value that others share.
    ///
    /// # Safety
    /// Its dependencies are done, and it has not begun.
    pub(super) unsafe fn detach(&mut self, place: Place, cx: &Context<'_>, turn: Option<Turn>) {
        self.give_own_wakers(cx);
        let node = self.node;
        let group = self
            .schedule()
            .waker_position(node, &mut self.state.waker_count)
            / GROUP;
        let waker: Waker = self.wakes().owned_waker(group);
        let header = self.header();
        // SAFETY: by the invariant; contexts are written where a run starts.
        let limit = unsafe { limit_of(header, self.plan, node) };
        Schedule::add(self.schedule().detached(), node);
        let Some(extras) = &mut self.state.extras else {
            unreachable!("a plan with detached nodes is started with extras")
        };
        let Some(runtime) = &extras.runtime else {
            unreachable!("a plan with detached nodes is started inside a runtime")
        };
        let watch = extras.watch.clone();
        let tracked = extras.tracker.as_ref().map(TaskTracker::token);
        // SAFETY: the report is written here, once; the dependencies are done, and stay until the
        // arena is released, which waits for the job; the slots are left to it.
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
            (Place::Blocking, None) => runtime.spawn_blocking(|| job.block()).abort_handle(),
            (Place::Blocking, Some(limit)) => {
                runtime.spawn(job.block_in_turn(limit)).abort_handle()
            }
            // A spawned node waits for its turn itself.
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

    /// Lets who watches know that the node at work is being polled.
    #[inline(always)]
    pub(super) fn enter(&self) -> Option<Entered> {
        if !self.is_observed {
            return None;
        }
        let watch = self.state.extras.as_ref()?.watch.as_ref()?;
        Some(watch.enter(self.node))
    }
}

/// The turns of a node whose concurrency is bounded in the runs of its runner.
///
/// # Safety
/// The arena is in use, laid out by `plan`, and its contexts are written.
unsafe fn limit_of(header: NonNull<Header>, plan: &Plan, node: u32) -> Option<Arc<Semaphore>> {
    plan.nodes[node as usize].concurrency?;
    let mut contexts = plan.contexts.iter();
    let &(_, slot) = contexts.find(|(of, _)| *of == node)?;
    // SAFETY: the caller's.
    let run = unsafe {
        header
            .cast::<u8>()
            .add(slot as usize)
            .cast::<Run>()
            .as_ref()
    };
    run.limit().cloned()
}
