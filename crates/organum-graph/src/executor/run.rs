//! A run: its inputs in an arena, polled until its outputs are there.
//!
//! The first pass goes through the plan in topological order and polls in place. As long as every
//! node is ready at its first poll, nothing is kept but how far the pass came. The first node that
//! waits opens the [books](super::books); from then on a poll of the run polls just the nodes that
//! were woken and those that became ready through them, see [`super::pass`].

use std::{
    mem::ManuallyDrop,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::NonNull,
    sync::Arc,
    task::{Context, Poll},
    thread,
    time::Duration,
};

use tokio::{
    task::{AbortHandle, JoinHandle},
    time::Instant,
};
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use super::{
    Failure,
    arena::{Header, Keep, PlanRef, contain, kept, occupy, release},
    books::Books,
    context::{Run, RunContext},
    demand::{Demand, Demanding},
    detached::abandon,
    inputs::{Inputs, OutputValues},
    pass::{Pass, Stop},
    plan::{FormsPlan, Plan, Verdict},
    replace::Brought,
    scoped::Held,
    step::{Frame, Progress, Step, Way},
    wake::{TaskId, WakeSet},
    watch::Watch,
};
use crate::{observe::Outcome, panics};

/// What a run needs beyond its arena, where it needs anything.
#[derive(Default)]
pub(crate) struct Extras {
    /// Who watches, if anybody does.
    pub(crate) watch: Option<Arc<Watch>>,
    /// When each node began; empty unless durations are wanted.
    began: Vec<Instant>,
    pub(crate) context: Option<Arc<RunContext>>,
    pub(crate) runtime: Option<tokio::runtime::Handle>,
    pub(crate) tracker: Option<TaskTracker>,
    /// Tells a runner that is shut down that the run is not over.
    pub(crate) token: Option<TaskTrackerToken>,
    pub(crate) brought: Vec<(u32, Brought)>,
    pub(super) tasks: Vec<(u32, AbortHandle)>,
    /// Detached nodes that were stopped, but read an output: the run ends after them.
    pub(super) lingering: Vec<u32>,
    /// Why the node at work failed, where that was a detached one.
    pub(super) failure: Option<Failure>,
    /// What is held for nodes whose values are shared with other runs.
    pub(super) held: Vec<(u32, Held)>,
}

impl Extras {
    /// Stops the task of a detached node.
    pub(super) fn abort(&mut self, node: u32) {
        self.tasks.retain(|(of, task)| {
            if *of == node {
                task.abort();
            }
            *of != node
        });
    }

    /// Drops what is the user's, each by itself: one that panics keeps no other from being dropped.
    pub(super) fn dismiss(&mut self) {
        for (_, brought) in std::mem::take(&mut self.brought) {
            contain(|| drop(brought));
        }
        if let Some(watch) = self.watch.take() {
            contain(|| drop(watch));
        }
    }

    /// Makes room for the moments at which nodes begin, if durations are wanted.
    fn prepare(&mut self, plan: &Plan) {
        if let Some(began) = self.watch.as_ref().and_then(|watch| watch.began()) {
            self.began = vec![began; plan.nodes.len()];
        }
    }

    /// Tells who watches, if anybody does, that a node began.
    pub(super) fn tell_started(&mut self, node: u32) {
        if let Some(watch) = &self.watch {
            begin_now(&mut self.began, node);
            watch.tell_node_started(node);
        }
    }

    /// Tells who watches, if anybody does, that a node that began has ended.
    pub(super) fn tell_ended(&self, node: u32, outcome: Outcome) {
        if let Some(watch) = &self.watch {
            watch.tell_node_ended(node, outcome, since(&self.began, node));
        }
    }
}

/// Notes when a node begins, where durations are wanted.
fn begin_now(began: &mut [Instant], node: u32) {
    if let Some(began) = began.get_mut(node as usize) {
        *began = Instant::now();
    }
}

/// How long a node took, where durations are wanted.
fn since(began: &[Instant], node: u32) -> Option<Duration> {
    began.get(node as usize).map(Instant::elapsed)
}

/// How far a run is.
pub(crate) struct RunState {
    /// Before the books are open: the nodes before this one are done.
    reached: u32,
    /// The books are open.
    is_open: bool,
    /// With open books: how many nodes are done.
    pub(super) done: u32,
    /// The outputs of the run were moved out.
    is_taken: bool,
    /// The run is over: no future is alive.
    is_over: bool,
    pub(super) has_contexts: bool,
    /// How many futures of inline nodes are alive.
    pub(super) pending: u32,
    /// More than a few were: nodes are polled with wakers out of `wakes`.
    pub(super) is_crowded: bool,
    /// How many nodes have such a waker.
    pub(super) arrived: u32,
    pub(super) wakes: Option<WakeSet>,
    /// The task that `wakes` wakes.
    pub(super) task: Option<TaskId>,
    /// Where some nodes tolerate failures: of this run once the books are open; before that there may
    /// be that of an earlier run, whose memory is used again.
    pub(super) demand: Option<Box<Demand>>,
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
            pending: 0,
            is_crowded: false,
            arrived: 0,
            wakes: None,
            task: None,
            demand: None,
            extras,
        }
    }

    /// Makes the state of an arena from a pool that of a new run.
    pub(super) fn reuse(&mut self, extras: Option<Box<Extras>>) {
        let wakes = self.wakes.take().filter(WakeSet::is_unshared);
        if let Some(wakes) = &wakes {
            wakes.reset();
        }
        let demand = self.demand.take();
        *self = Self {
            wakes,
            demand,
            ..Self::new(extras)
        };
    }

    /// The demand of this run, if it has one and has begun.
    pub(super) fn demand_at_work(&mut self) -> Option<&mut Demand> {
        self.demand.as_deref_mut().filter(|_| self.is_open)
    }

    /// The nodes whose outputs were written and not moved out, the youngest last. Dropping them is the
    /// caller's from now on.
    ///
    /// # Safety
    /// As for `drop_outputs`.
    pub(super) unsafe fn give_up_outputs(&mut self, base: NonNull<u8>, plan: &Plan) -> Vec<u32> {
        let mut written: Vec<u32> = if self.is_open {
            // SAFETY: the books are open.
            let books = unsafe { Books::of(base, plan) };
            let order = &books.order()[..self.done as usize];
            order.iter().map(std::cell::Cell::get).collect()
        } else {
            (0..self.reached).collect()
        };
        written.retain(|&node| !(self.is_taken && plan.nodes[node as usize].is_target));
        (self.reached, self.done) = (0, 0);
        written
    }

    /// Does the run wait for nodes that were stopped?
    pub(super) fn lingers(&self) -> bool {
        let extras = self.extras.as_ref();
        extras.is_some_and(|extras| !extras.lingering.is_empty())
    }

    /// Was this node stopped, and does the run wait for it?
    fn is_lingering(&self, node: u32) -> bool {
        let extras = self.extras.as_ref();
        extras.is_some_and(|extras| extras.lingering.contains(&node))
    }

    /// Drops the outputs that were written and not moved out, the youngest first.
    ///
    /// # Safety
    /// `base` is the arena of this state, laid out by `plan`; the caller is alone with it.
    #[inline]
    pub(super) unsafe fn drop_outputs(&mut self, base: NonNull<u8>, plan: &Plan) {
        if !plan.droppers.is_empty() {
            // SAFETY: the caller's.
            unsafe { self.drop_some(base, plan) }
        }
    }

    /// # Safety
    /// As for `drop_outputs`.
    #[inline(never)]
    unsafe fn drop_some(&mut self, base: NonNull<u8>, plan: &Plan) {
        let kept = |node: u32| !(self.is_taken && plan.nodes[node as usize].is_target);
        if self.is_open {
            // SAFETY: the books are open.
            let books = unsafe { Books::of(base, plan) };
            for node in books.order()[..self.done as usize].iter().rev() {
                let node = node.get();
                if let Some(drop) = plan.nodes[node as usize].drop_output
                    && kept(node)
                {
                    let output = plan.steps[node as usize].output as usize;
                    // SAFETY: nodes in the order of those that are done have their outputs written.
                    contain(|| unsafe { drop(base.add(output).as_ptr()) });
                }
            }
        } else {
            let droppers = plan.droppers.iter().rev();
            panics::contain_each("a value of a run", droppers, |&(node, output, drop)| {
                if node < self.reached && kept(node) {
                    // SAFETY: nodes before `reached` have their outputs written.
                    unsafe { drop(base.add(output as usize).as_ptr()) }
                }
            });
        }
    }
}

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
        brought: std::ptr::null_mut(),
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
enum End {
    Pending,
    Done,
    /// This node failed.
    Failed(Box<(u32, Failure)>),
}

impl End {
    #[cold]
    fn failed(node: u32, failure: Failure) -> Self {
        Self::Failed(Box::new((node, failure)))
    }
}

/// A run that has its inputs, and can be polled.
///
/// Invariant: the arena is in use, and its `state` and its books are this run's alone.
pub(crate) struct ActiveRun {
    header: NonNull<Header>,
}

// SAFETY: all that an arena holds is `Send`: inputs and outputs by their proofs, futures by
// `Call::call`.
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
        if run.state().extras.is_some() || run.plan().forms.is_some() {
            run.set_up();
        }
        run
    }

    /// Makes ready what few runs need.
    #[inline(never)]
    fn set_up(&mut self) {
        let plan = self.plan();
        if let Some(forms) = &plan.forms {
            self.demand(forms);
        }
        let Some(extras) = &mut self.state().extras else {
            return;
        };
        extras.prepare(plan);
        let opens = plan.has_detached || !extras.brought.is_empty();
        if let Some(context) = extras.context.clone() {
            // SAFETY: the arena is in use.
            let runner = unsafe { kept(self.header) }.runner.as_deref();
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

    /// Opens the books of a run whose nodes are begun when they are wanted.
    fn demand(&mut self, forms: &'static FormsPlan) {
        let plan = self.plan();
        let base = self.header.cast::<u8>();
        for &verdict in &forms.verdict_places {
            // SAFETY: the plan has a place for a verdict there, and nothing in it yet.
            unsafe { base.add(verdict as usize).cast::<Verdict>().write(None) };
        }
        let earlier = self.state().demand.take();
        let is_first = earlier.is_none();
        // SAFETY: by the invariant; an earlier run that had a demand had its books open.
        unsafe {
            if is_first {
                Books::open(base, plan).forget_waiting();
            } else {
                Books::reopen(base, plan);
            }
        }
        let mut demand = earlier.unwrap_or_else(|| Box::new(Demand::new(plan, forms)));
        self.state().is_open = true;
        // SAFETY: the arena is in use, its books are open and, like its state, this run's alone.
        let mut pass = unsafe { Pass::new(self.header, plan, self.state()) };
        let mut demanding = Demanding {
            pass: &mut pass,
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

    fn plan(&self) -> &'static Plan {
        // SAFETY: the arena keeps its plan alive, and `&'static` stands for as long as the arena:
        // no caller keeps the reference beyond the run.
        unsafe { (*self.header.as_ptr()).plan.as_ref() }
    }

    fn state(&mut self) -> &mut RunState {
        // SAFETY: by the invariant the state is this run's alone, and `&mut self` borrows it.
        unsafe { &mut (*self.header.as_ptr()).state }
    }

    /// Opens the books: the nodes before `reached` are done, the others have not begun.
    fn open(&mut self, reached: u32) {
        let plan = self.plan();
        // SAFETY: by the invariant.
        let books = unsafe { Books::open(self.header.cast(), plan) };
        for &root in &plan.roots {
            Books::add(books.runnable(), root);
        }
        for node in 0..reached {
            books.complete(&plan.steps[node as usize], node);
        }
        // What is done became runnable on the way here.
        for (word, bits) in books.runnable().iter().enumerate() {
            let done = (reached as usize).saturating_sub(word * 64);
            if done >= 64 {
                bits.set(0);
            } else {
                bits.set(bits.get() >> done << done);
            }
        }
        let state = self.state();
        state.is_open = true;
        state.done = reached;
    }

    /// Drives the run. After `Ready` it must not be polled again.
    ///
    /// # Errors
    /// The node that failed first. Every other node is cancelled by then.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Box<(u32, Failure)>>> {
        let end = if self.state().is_open {
            self.pass(cx, true)
        } else {
            self.first_pass(cx)
        };
        let result = match end {
            End::Pending => return Poll::Pending,
            End::Done => Ok(()),
            End::Failed(failed) => {
                self.cancel();
                Err(failed)
            }
        };
        self.state().is_over = true;
        Poll::Ready(result)
    }

    /// The first pass: as long as every node is ready at once.
    fn first_pass(&mut self, cx: &mut Context<'_>) -> End {
        // SAFETY: the arena is in use.
        let mut frame = unsafe { frame(self.header) };
        let watched = |extras: &mut Box<Extras>| extras.watch.is_some();
        let polled = match self.state().extras.take_if(watched) {
            // SAFETY: in topological order every dependency is written, and no slot was used.
            None => self.walk(|step| unsafe { (step.run)(&mut frame, step, cx, true) }),
            Some(extras) => self.walk_watched(extras, &mut frame, cx),
        };
        let node = self.state().reached;
        match polled {
            Ok(Progress::Ready) => {
                self.state().reached = self.plan().count();
                End::Done
            }
            Ok(Progress::Pending) => {
                self.open(node);
                // SAFETY: the books are open now.
                let books = unsafe { Books::of(self.header.cast(), self.plan()) };
                Books::remove(books.runnable(), node);
                Books::add(books.pending(), node);
                self.state().pending = 1;
                self.pass(cx, false)
            }
            // Not a failure: a shared value that is not there yet.
            Ok(Progress::Failed) if self.plan().nodes[node as usize].shared.is_some() => {
                self.open(node);
                self.pass(cx, false)
            }
            Ok(Progress::Failed) => self.end_first_pass(node, Failure::failed(frame.cause.take())),
            Err(panic) => {
                if frame.began {
                    self.drop_future(node);
                }
                self.end_first_pass(node, Failure::panicked(panic))
            }
        }
    }

    /// A node failed before the books were open.
    #[cold]
    fn end_first_pass(&mut self, node: u32, failure: Failure) -> End {
        self.tell_ended(node, failure.outcome());
        End::failed(node, failure)
    }

    /// Begins the nodes in their order, until one of them is not ready at once.
    #[inline(always)]
    fn walk(&mut self, mut begin: impl FnMut(&Step) -> Progress) -> thread::Result<Progress> {
        let plan = self.plan();
        let state = self.state();
        // One catch stands around the whole pass; `reached` tells which node panicked.
        catch_unwind(AssertUnwindSafe(|| {
            for step in &plan.steps {
                state.reached = step.index;
                match begin(step) {
                    Progress::Ready => {}
                    stopped => return stopped,
                }
            }
            Progress::Ready
        }))
    }

    /// The same, while somebody watches. The extras are the run's, put back in the end.
    #[inline(never)]
    fn walk_watched(
        &mut self,
        mut extras: Box<Extras>,
        frame: &mut Frame,
        cx: &mut Context<'_>,
    ) -> thread::Result<Progress> {
        let Extras {
            watch: Some(watch),
            began,
            ..
        } = &mut *extras
        else {
            unreachable!("somebody watches")
        };
        let polled = self.walk(|step| {
            if step.way == Way::Shared {
                // Nobody is told of a value that is there. One that is not is for a later pass.
                // SAFETY: as below.
                return unsafe { (step.run)(frame, step, cx, true) };
            }
            begin_now(began, step.index);
            watch.tell_node_started(step.index);
            let progress = watch.within(step.index, || {
                // SAFETY: in topological order every dependency is written, and no slot was used.
                unsafe { (step.run)(frame, step, cx, true) }
            });
            if matches!(progress, Progress::Ready) {
                watch.tell_node_ended(step.index, Outcome::Ok, since(began, step.index));
            }
            progress
        });
        self.state().extras = Some(extras);
        polled
    }

    /// One pass over the nodes that can be polled; with `woken`, those among them that were woken.
    #[inline]
    fn pass(&mut self, cx: &mut Context<'_>, woken: bool) -> End {
        let plan = self.plan();
        let header = self.header;
        // SAFETY: the arena is in use, its books are open and, like its state, this run's alone.
        let mut pass = unsafe { Pass::new(header, plan, self.state()) };
        if woken {
            pass.wake_up(cx);
        }
        loop {
            // A failure ends the pass, so one catch around the whole of it is enough.
            let result = catch_unwind(AssertUnwindSafe(|| pass.run(cx)));
            let (node, began) = pass.stopped_at();
            let failure = match result {
                Ok(Ok(())) if pass.is_complete() => return End::Done,
                Ok(Ok(())) => return End::Pending,
                Ok(Err(Stop::Failed)) => pass.failure(),
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
            if let Err(failure) = pass.end(failure) {
                return End::failed(node, *failure);
            }
            if pass.is_complete() {
                return End::Done;
            }
        }
    }

    /// Drops the future of an inline node.
    fn drop_future(&self, node: u32) {
        // SAFETY: callers know that the future is alive, and forget it.
        unsafe { drop_future(self.header, self.plan(), node) }
    }

    /// Stops everything: inline nodes at once, detached ones as soon as they can be stopped.
    fn cancel(&mut self) {
        let context = self.state().extras.as_ref();
        if let Some(context) = context.and_then(|extras| extras.context.clone()) {
            context.cancel();
        }
        if !self.state().is_open {
            return;
        }
        let plan = self.plan();
        // SAFETY: the books are open, and this run's alone.
        let books = unsafe { Books::of(self.header.cast(), plan) };
        if let Some(extras) = &mut self.state().extras {
            for node in extras.leave_queues() {
                Books::remove(books.pending(), node);
            }
        }
        for node in (0..plan.count()).rev() {
            if Books::is_in(books.pending(), node) {
                Books::remove(books.pending(), node);
                self.drop_future(node);
            } else if Books::is_in(books.detached(), node) {
                Books::remove(books.detached(), node);
                // SAFETY: the node was detached, and is booked as such no more.
                if unsafe { abandon(self.header, plan, node) } {
                    let state = self.state();
                    books.record(node, state.done);
                    state.done += 1;
                }
            } else {
                continue;
            }
            if !self.state().is_lingering(node) {
                self.tell_ended(node, Outcome::Cancelled);
            }
        }
        if let Some(extras) = &mut self.state().extras {
            for (_, task) in extras.tasks.drain(..) {
                task.abort();
            }
            // The futures are gone: another run may make what this one was making.
            extras.held.clear();
        }
    }

    fn tell_ended(&mut self, node: u32, outcome: Outcome) {
        if let Some(extras) = &self.state().extras {
            extras.tell_ended(node, outcome);
        }
    }

    /// Ends a run that ended well: its outputs, moved out of it, and the task that closes what is to be
    /// closed of the rest.
    ///
    /// # Panics
    /// If the run has not ended, or the outputs are not of these types: both are ours to rule out.
    pub(crate) fn take<O: OutputValues>(mut self) -> (O::Value, Option<JoinHandle<()>>) {
        let plan = self.plan();
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
        unsafe { kept(self.header) }.plan.clone()
    }

    fn is_complete(&mut self) -> bool {
        let count = self.plan().count();
        let state = self.state();
        match &state.demand {
            Some(demand) => demand.is_met() && !state.lingers(),
            None if state.is_open => state.done == count,
            None => state.reached == count,
        }
    }
}

impl ActiveRun {
    /// The run is over.
    fn leave(&mut self) -> Option<JoinHandle<()>> {
        if !self.state().is_over {
            self.cancel();
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
