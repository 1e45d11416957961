//! A run at work: one linear pass over the plan, then wake-ups.
//!
//! The first pass goes through the plan in topological order and polls in place. As long as every
//! node is ready at its first poll, nothing is kept but how far the pass came. The first node that
//! waits opens the books: a state and a count of missing dependencies for each node, and a bit for
//! each node that can be polled. From then on a poll of the run polls just the nodes that were woken
//! and those that became ready through them.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::NonNull,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::task::AbortHandle;
use tokio_util::task::TaskTracker;

use super::{
    Failure,
    arena::{Header, Keep, contain, occupy, release},
    detached::{Job, Report},
    inputs::{Inputs, OutputValues},
    plan::Plan,
    replace::Brought,
    step::{Frame, Progress},
    wake::WakeSet,
};
use crate::{
    graph::{
        call::Place,
        context::{Run, RunContext},
    },
    observe::{NodeEvent, Observer, Outcome},
};

/// The state of a node, once the books are open.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum State {
    /// Not begun.
    Waiting,
    /// Its future is alive in its slot.
    Pending,
    /// A [`Job`] has it.
    Detached,
    /// Its output is written.
    Done,
    /// It failed, and nothing of it is left.
    Failed,
}

/// What a run needs beyond its arena, where it needs anything.
#[derive(Default)]
pub(crate) struct Extras {
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) context: Option<Arc<RunContext>>,
    pub(crate) runtime: Option<tokio::runtime::Handle>,
    pub(crate) tracker: Option<TaskTracker>,
    pub(crate) brought: Vec<(u32, Brought)>,
    tasks: Vec<(u32, AbortHandle)>,
}

/// How far a run is.
pub(crate) struct RunState {
    /// Before the books are open: the nodes before this one are done.
    reached: u32,
    /// The books are open: the parts of the arena that `Plan::books` names are written.
    is_open: bool,
    /// With open books: how many nodes are done.
    done: u32,
    /// The outputs of the run were moved out.
    is_taken: bool,
    /// The run is over: no future is alive.
    is_over: bool,
    pub(super) has_contexts: bool,
    /// The one pending node that was polled with the waker of the run's own task.
    shared: Option<u32>,
    /// The wakers of all other pending nodes.
    wakes: Option<WakeSet>,
    pub(super) extras: Option<Box<Extras>>,
}

impl RunState {
    pub(super) fn new(extras: Option<Box<Extras>>) -> Self {
        Self {
            reached: 0,
            is_open: false,
            done: 0,
            is_taken: false,
            is_over: false,
            has_contexts: false,
            shared: None,
            wakes: None,
            extras,
        }
    }

    /// Makes the state of an arena from a pool that of a new run.
    pub(super) fn reuse(&mut self, extras: Option<Box<Extras>>) {
        let wakes = self.wakes.take().filter(WakeSet::is_unshared);
        if let Some(wakes) = &wakes {
            wakes.reset();
        }
        *self = Self {
            wakes,
            ..Self::new(extras)
        };
    }

    /// Drops the outputs that were written and not moved out, the youngest first.
    ///
    /// # Safety
    /// `base` is the arena of this state, laid out by `plan`; the caller is alone with it.
    pub(super) unsafe fn drop_outputs(&mut self, base: NonNull<u8>, plan: &Plan) {
        let kept = |node: u32| !(self.is_taken && plan.nodes[node as usize].is_target);
        if self.is_open {
            // SAFETY: the books are open, so the order is written up to `done`; the nodes in it
            // have their outputs written.
            unsafe {
                let order = base.add(plan.books.order as usize).cast::<u32>();
                for at in (0..self.done).rev() {
                    let node = order.add(at as usize).read();
                    if let Some(drop) = plan.nodes[node as usize].drop_output
                        && kept(node)
                    {
                        let output = plan.steps[node as usize].output as usize;
                        contain(|| drop(base.add(output).as_ptr()));
                    }
                }
            }
        } else {
            for &(node, output, drop) in plan.droppers.iter().rev() {
                if node < self.reached && kept(node) {
                    // SAFETY: nodes before `reached` have their outputs written.
                    contain(|| unsafe { drop(base.add(output as usize).as_ptr()) });
                }
            }
        }
    }
}

/// What a step needs of an arena.
///
/// # Safety
/// The arena is in use.
pub(super) unsafe fn frame(header: NonNull<Header>) -> Frame {
    // SAFETY: the caller's; neither field is written while the arena is in use.
    let (injected, plan) = unsafe { ((*header.as_ptr()).injected, (*header.as_ptr()).plan) };
    Frame {
        base: header.cast(),
        injected,
        // SAFETY: an arena in use keeps its plan alive.
        sources: unsafe { plan.as_ref() }.sources.as_ptr(),
        began: false,
        cause: None,
        brought: std::ptr::null_mut(),
    }
}

/// A run that has its inputs, and can be polled.
///
/// Invariant: the arena is in use, and its `state` is this run's alone.
pub(crate) struct ActiveRun {
    header: NonNull<Header>,
}

// SAFETY: all that an arena holds is `Send`: inputs, outputs, and futures by `Call::call`.
unsafe impl Send for ActiveRun {}

impl ActiveRun {
    /// A run that has not begun. `injected` is for a run without a runner.
    pub(crate) fn start<G: Inputs, J: Inputs>(
        keep: Keep,
        given: (G, G::Proofs),
        injected: Option<(J, J::Proofs)>,
        extras: Option<Box<Extras>>,
    ) -> Self {
        let mut run = Self {
            header: occupy(keep, given, injected, extras),
        };
        let plan = run.plan();
        let Some(extras) = &run.state().extras else {
            return run;
        };
        let opens = plan.has_detached || extras.observer.is_some() || !extras.brought.is_empty();
        if let Some(context) = extras.context.clone() {
            for &(node, slot) in &plan.contexts {
                let value = Run::new(Arc::clone(&context), plan.nodes[node as usize].name);
                // SAFETY: the plan has a place for a `Run` there, and nothing in it yet.
                unsafe {
                    let slot = run.header.cast::<u8>().add(slot as usize);
                    slot.cast().write(value);
                }
            }
            run.state().has_contexts = true;
        }
        if opens {
            run.open(0);
        }
        run
    }

    fn plan(&self) -> &'static Plan {
        // SAFETY: the arena keeps its plan alive, and `&'static` stands for as long as the arena:
        // no caller keeps the reference beyond the run.
        unsafe { (*self.header.as_ptr()).plan.as_ref() }
    }

    fn state(&mut self) -> &mut RunState {
        // SAFETY: by the invariant the state is this run's alone, and `&mut self` borrows it.
        unsafe { &mut (*self.header.as_ptr()).state }
    }

    /// An entry of one of the books. Books are bookkept through `Cell`s: many may look at once.
    fn book<T>(&self, offset: u32, at: u32) -> &Cell<T> {
        debug_assert!(
            (at as usize) < self.plan().nodes.len(),
            "an entry of the book"
        );
        // SAFETY: `offset` is that of a book of `T` in this arena, and `at` is within it; both come
        // from the plan. It is touched by this run alone. What is not written yet is only `set`,
        // and the types of the books have no drop to run for what was there.
        unsafe {
            self.header
                .cast::<u8>()
                .add(offset as usize)
                .cast::<Cell<T>>()
                .add(at as usize)
                .as_ref()
        }
    }

    fn node_state(&self, node: u32) -> &Cell<State> {
        self.book(self.plan().books.states, node)
    }

    fn waiting(&self, node: u32) -> &Cell<u32> {
        self.book(self.plan().books.waiting, node)
    }

    fn runnable(&self, word: u32) -> &Cell<u64> {
        self.book(self.plan().books.runnable, word)
    }

    fn make_runnable(&self, node: u32) {
        let word = self.runnable(node / 64);
        word.set(word.get() | 1 << (node % 64));
    }

    fn clear_runnable(&self, word: u32, mask: u64) {
        let bits = self.runnable(word);
        bits.set(bits.get() & !mask);
    }

    fn count(&self) -> u32 {
        // Positions are kept in 31 bits.
        u32::try_from(self.plan().nodes.len()).unwrap_or(u32::MAX)
    }

    /// Opens the books: the nodes before `reached` are done, the others have not begun.
    fn open(&mut self, reached: u32) {
        let plan = self.plan();
        for node in 0..self.count() {
            let needs = u32::try_from(plan.nodes[node as usize].needs.len()).unwrap_or(u32::MAX);
            self.node_state(node).set(State::Waiting);
            self.waiting(node).set(needs);
            if node % 64 == 0 {
                self.runnable(node / 64).set(0);
            }
        }
        self.state().is_open = true;
        self.state().done = 0;
        for node in 0..self.count() {
            if node < reached {
                self.complete(node);
            } else if self.waiting(node).get() == 0 {
                self.make_runnable(node);
            }
        }
        for word in 0..reached.div_ceil(64) {
            // Nodes that are done became runnable on the way here.
            let done = reached - word * 64;
            let mask = if done >= 64 { !0 } else { (1_u64 << done) - 1 };
            self.clear_runnable(word, mask);
        }
    }

    /// Books a node as done.
    fn complete(&mut self, node: u32) {
        let plan = self.plan();
        let done = self.state().done;
        self.book(plan.books.order, done).set(node);
        self.state().done = done + 1;
        self.node_state(node).set(State::Done);
        for &dependent in &plan.nodes[node as usize].dependents {
            let waiting = self.waiting(dependent).get() - 1;
            self.waiting(dependent).set(waiting);
            if waiting == 0 {
                self.make_runnable(dependent);
            }
        }
    }

    /// Drives the run. After `Ready` it must not be polled again.
    ///
    /// # Errors
    /// The node that failed first. Every other node is cancelled by then.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), (u32, Failure)>> {
        let polled = if self.state().is_open {
            self.wake_up(cx);
            self.poll_runnable(cx)
        } else {
            self.first_pass(cx)
        };
        if let Poll::Ready(result) = &polled {
            if result.is_err() {
                self.cancel();
            }
            self.state().is_over = true;
        }
        polled
    }

    /// The first pass: as long as every node is ready at once.
    fn first_pass(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), (u32, Failure)>> {
        let plan = self.plan();
        let count = self.count();
        // SAFETY: the arena is in use.
        let mut frame = unsafe { frame(self.header) };
        let state = self.state();
        // One catch stands around the whole pass; `reached` tells which node panicked.
        let polled = catch_unwind(AssertUnwindSafe(|| {
            for step in &plan.steps {
                state.reached = step.index;
                // SAFETY: in topological order every dependency is written, and no slot was used.
                match unsafe { (step.run)(&mut frame, step, cx, true) } {
                    Progress::Ready => {}
                    stopped => return stopped,
                }
            }
            Progress::Ready
        }));
        let node = state.reached;
        match polled {
            Ok(Progress::Ready) => {
                state.reached = count;
                Poll::Ready(Ok(()))
            }
            Ok(Progress::Pending) => {
                // Wakers that an earlier run of this arena left do not know this run's task yet.
                if let Some(wakes) = &self.state().wakes {
                    wakes.register(cx.waker());
                }
                self.open(node);
                self.clear_runnable(node / 64, 1 << (node % 64));
                self.node_state(node).set(State::Pending);
                self.state().shared = Some(node);
                self.poll_runnable(cx)
            }
            Ok(Progress::Failed) => Poll::Ready(Err((node, Failure::failed(frame.cause.take())))),
            Err(panic) => {
                if frame.began {
                    self.drop_future(node);
                }
                Poll::Ready(Err((node, Failure::panicked(panic))))
            }
        }
    }

    /// Finds out which nodes were woken.
    fn wake_up(&mut self, cx: &mut Context<'_>) {
        if let Some(shared) = self.state().shared {
            self.make_runnable(shared);
        }
        if let Some(wakes) = self.state().wakes.take() {
            wakes.register(cx.waker());
            wakes.take(|node| {
                if matches!(
                    self.node_state(node).get(),
                    State::Pending | State::Detached
                ) {
                    self.make_runnable(node);
                }
            });
            self.state().wakes = Some(wakes);
        }
    }

    /// Polls what can be polled, and what becomes ready through it. Dependents come later in the
    /// plan, so one pass over the bits is enough.
    fn poll_runnable(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), (u32, Failure)>> {
        for word in 0..self.count().div_ceil(64) {
            loop {
                let bits = self.runnable(word).get();
                if bits == 0 {
                    break;
                }
                self.runnable(word).set(bits & (bits - 1));
                let node = word * 64 + bits.trailing_zeros();
                match self.advance(node, cx) {
                    Ok(true) => {
                        self.observe(node, NodeEvent::Ended(Outcome::Ok));
                        self.complete(node);
                    }
                    Ok(false) => {}
                    Err(failure) => {
                        self.node_state(node).set(State::Failed);
                        self.observe(node, NodeEvent::Ended(failure.outcome()));
                        return Poll::Ready(Err((node, failure)));
                    }
                }
            }
        }
        if self.state().done == self.count() {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    }

    /// Begins or goes on with a node. `true`: its output is written.
    fn advance(&mut self, node: u32, cx: &mut Context<'_>) -> Result<bool, Failure> {
        let is_first = self.node_state(node).get() == State::Waiting;
        if is_first {
            self.observe(node, NodeEvent::Started);
        }
        if self.plan().nodes[node as usize].place != Place::Inline {
            if !is_first {
                return self.ended(node);
            }
            self.detach(node, cx);
            return Ok(false);
        }
        // One pending node is polled with the waker of the task; others have wakers of their own,
        // so that a wake-up polls few nodes however many are pending.
        let shared = self.state().shared;
        if shared == Some(node) || (is_first && shared.is_none()) {
            let ready = self.step(node, cx, is_first);
            self.state().shared = matches!(ready, Ok(false)).then_some(node);
            ready
        } else {
            let wakes = self.wakes(cx);
            let waker = wakes.waker(node);
            let ready = self.step(node, &mut Context::from_waker(&waker), is_first);
            self.state().wakes = Some(wakes);
            ready
        }
    }

    /// The wakers of the nodes, taken out of the state to be used.
    fn wakes(&mut self, cx: &Context<'_>) -> WakeSet {
        self.state().wakes.take().unwrap_or_else(|| {
            let wakes = WakeSet::new(self.count());
            wakes.register(cx.waker());
            wakes
        })
    }

    /// Polls an inline node.
    fn step(&mut self, node: u32, cx: &mut Context<'_>, first: bool) -> Result<bool, Failure> {
        // SAFETY: the arena is in use.
        let mut frame = unsafe { frame(self.header) };
        frame.began = !first;
        if let Some(extras) = &mut self.state().extras {
            frame.brought = &raw mut extras.brought;
        }
        let step = &self.plan().steps[node as usize];
        // SAFETY: a node is runnable when its dependencies are done; `first` is true the first
        // time, and the slots are the node's own.
        let polled = catch_unwind(AssertUnwindSafe(|| unsafe {
            (step.run)(&mut frame, step, cx, first)
        }));
        match polled {
            Ok(Progress::Ready) => Ok(true),
            Ok(Progress::Pending) => {
                self.node_state(node).set(State::Pending);
                Ok(false)
            }
            Ok(Progress::Failed) => Err(Failure::failed(frame.cause.take())),
            Err(panic) => {
                if frame.began {
                    self.drop_future(node);
                }
                Err(Failure::panicked(panic))
            }
        }
    }

    /// Begins a detached node.
    fn detach(&mut self, node: u32, cx: &mut Context<'_>) {
        let plan = self.plan();
        let header = self.header;
        let wakes = self.wakes(cx);
        let waker = wakes.owned_waker(node);
        self.state().wakes = Some(wakes);
        self.node_state(node).set(State::Detached);
        let Some(extras) = &mut self.state().extras else {
            unreachable!("a plan with detached nodes is started with extras")
        };
        let Some(runtime) = &extras.runtime else {
            unreachable!("a plan with detached nodes is started inside a runtime")
        };
        let tracked = extras.tracker.as_ref().map(TaskTracker::token);
        // SAFETY: the report is written here, once; the dependencies are done, and stay until the
        // arena is released, which waits for the job; the slots are left to it.
        let job = unsafe {
            let report = plan.nodes[node as usize].report as usize;
            header.cast::<u8>().add(report).cast().write(Report::new());
            Job::new(header, NonNull::from(plan), node, waker, tracked)
        };
        let task = match plan.nodes[node as usize].place {
            Place::Blocking => runtime.spawn_blocking(|| job.block()).abort_handle(),
            _ => runtime.spawn(job).abort_handle(),
        };
        extras.tasks.push((node, task));
    }

    fn report(&self, node: u32) -> &Report {
        // SAFETY: called for detached nodes, whose report was written when they began.
        unsafe {
            self.header
                .cast::<u8>()
                .add(self.plan().nodes[node as usize].report as usize)
                .cast()
                .as_ref()
        }
    }

    /// Looks at a detached node that woke the run.
    fn ended(&mut self, node: u32) -> Result<bool, Failure> {
        let report = self.report(node);
        if !report.latch.is_done() {
            return Ok(false);
        }
        // SAFETY: the latch says that the failure is the run's.
        match unsafe { (*report.failure.get()).take() } {
            Some(failure) => Err(failure),
            None => Ok(true),
        }
    }

    /// Drops the future of an inline node.
    fn drop_future(&self, node: u32) {
        let plan = self.plan();
        let slot = plan.steps[node as usize].future as usize;
        let drop = plan.nodes[node as usize].drop_future;
        // SAFETY: callers know that the future is alive, and forget it.
        contain(|| unsafe { drop(self.header.cast::<u8>().add(slot).as_ptr()) });
    }

    /// Stops everything: inline nodes at once, detached ones as soon as they can be stopped.
    fn cancel(&mut self) {
        if let Some(context) = self.state().extras.as_ref().and_then(|e| e.context.clone()) {
            context.cancel();
        }
        if !self.state().is_open {
            return;
        }
        for node in (0..self.count()).rev() {
            match self.node_state(node).get() {
                State::Pending => {
                    self.drop_future(node);
                    self.node_state(node).set(State::Failed);
                    self.observe(node, NodeEvent::Ended(Outcome::Cancelled));
                }
                State::Detached => {
                    self.abandon(node);
                    self.observe(node, NodeEvent::Ended(Outcome::Cancelled));
                }
                State::Waiting | State::Done | State::Failed => {}
            }
        }
        if let Some(extras) = &mut self.state().extras {
            for (_, task) in extras.tasks.drain(..) {
                task.abort();
            }
        }
    }

    /// Leaves a detached node to itself, or takes over what it left.
    fn abandon(&mut self, node: u32) {
        self.node_state(node).set(State::Failed);
        // SAFETY: `outstanding` is shared by atomics alone.
        let outstanding = unsafe { &(*self.header.as_ptr()).outstanding };
        outstanding.abandon(&self.report(node).latch);
        if let Ok(true) = self.ended(node) {
            self.complete(node);
        }
    }

    fn observe(&mut self, node: u32, event: NodeEvent) {
        let name = self.plan().nodes[node as usize].name;
        if let Some(observer) = self
            .state()
            .extras
            .as_ref()
            .and_then(|e| e.observer.as_deref())
        {
            crate::observe::tell(|| observer.node(name, event));
        }
    }

    /// Moves the outputs out of a run that ended well.
    ///
    /// # Panics
    /// If the run has not ended, or the outputs are not of these types: both are ours to rule out.
    pub(crate) fn take<O: OutputValues>(mut self) -> O::Value {
        let plan = self.plan();
        assert!(
            O::accepts(&plan.target_types) && !self.state().is_taken && self.is_complete(),
            "outputs of another graph, or of a run that has not ended"
        );
        self.state().is_taken = true;
        // SAFETY: every node is done, so the outputs are written; the types are those just checked;
        // `is_taken` keeps them from being dropped in the arena.
        unsafe {
            O::take(|at| {
                let output = plan.steps[plan.targets[at] as usize].output as usize;
                self.header.cast::<u8>().add(output).as_ptr()
            })
        }
    }

    /// The names from an output down to `node`.
    pub(crate) fn path_to(&self, node: u32) -> Vec<&'static str> {
        self.plan().path_to(node)
    }

    fn is_complete(&mut self) -> bool {
        let count = self.count();
        let state = self.state();
        count
            == if state.is_open {
                state.done
            } else {
                state.reached
            }
    }
}

impl Drop for ActiveRun {
    fn drop(&mut self) {
        if !self.state().is_over {
            self.cancel();
        }
        // SAFETY: every inline future is dropped. If the run is the last party, it is alone with
        // the arena; else the last of the nodes it abandoned releases it.
        unsafe {
            if !self.plan().has_detached || (*self.header.as_ptr()).outstanding.leave() {
                release(self.header);
            }
        }
    }
}
