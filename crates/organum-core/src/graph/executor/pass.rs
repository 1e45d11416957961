//! One pass over the nodes that can be polled.
//!
//! Who wakes whom. While few nodes are pending they are polled with the waker of the run's own task,
//! all of them whenever the run is polled, as in `join!`. When there are more, nodes get wakers of a
//! [`WakeSet`]: two nodes that came to wait one after the other share one, so a wake-up polls at
//! most two nodes, however many are pending.

use std::{
    ptr::NonNull,
    task::{Context, Waker},
};

use tokio_util::task::TaskTracker;

use super::{
    Failure,
    arena::Header,
    books::{Books, State},
    detached::{Job, Report},
    plan::Plan,
    run::{RunState, frame},
    step::{Frame, Progress, Step},
    wake::WakeSet,
};
use crate::{
    graph::call::Place,
    observe::{NodeEvent, Outcome},
};

/// How many pending nodes are few. Polling one for nothing costs some nanoseconds, a waker of its own
/// some tens; `futures::future::join_all` draws the line at 30.
const FEW: u32 = 16;

/// How many nodes share a waker when there are more.
const GROUP: u32 = 2;

/// A pass at work. Invariant: that of the run, whose arena, plan and state these are; the books are
/// open.
pub(super) struct Pass<'r> {
    header: NonNull<Header>,
    plan: &'static Plan,
    books: Books<'r>,
    state: &'r mut RunState,
    frame: Frame,
    /// The node at work.
    node: u32,
    /// Nodes before the one at work are to be polled once more.
    is_restarted: bool,
    is_observed: bool,
}

impl<'r> Pass<'r> {
    /// # Safety
    /// The arena is in use; `plan` and `state` are its own; its books are open, and like the state
    /// the caller's alone.
    pub(super) unsafe fn new(
        header: NonNull<Header>,
        plan: &'static Plan,
        state: &'r mut RunState,
    ) -> Self {
        // SAFETY: the caller's.
        let (books, mut frame) = unsafe { (Books::of(header.cast(), plan), frame(header)) };
        let mut is_observed = false;
        if let Some(extras) = &mut state.extras {
            frame.brought = &raw mut extras.brought;
            is_observed = extras.observer.is_some();
        }
        Self {
            header,
            plan,
            books,
            state,
            frame,
            node: 0,
            is_restarted: false,
            is_observed,
        }
    }

    /// The node that was at work last, and whether its future is alive though it panicked.
    pub(super) fn stopped_at(&self) -> (u32, bool) {
        (self.node, self.frame.began)
    }

    /// Finds out which nodes were woken.
    pub(super) fn wake_up(&mut self, cx: &Context<'_>) {
        if !self.state.is_crowded {
            self.books.make_pending_runnable();
            return;
        }
        let (books, arrived) = (self.books, self.state.arrived);
        let wakes = self.wakes();
        wakes.register(cx.waker());
        wakes.take(|group| {
            for place in group * GROUP..((group + 1) * GROUP).min(arrived) {
                let node = books.arrived(place);
                if matches!(
                    books.states[node as usize].get(),
                    State::Pending | State::Detached
                ) {
                    books.make_runnable(node);
                }
            }
        });
    }

    /// Polls what can be polled, and what becomes ready through it.
    pub(super) fn run(&mut self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let mut word = 0;
        while let Some(bits) = self.books.runnable.get(word) {
            let set = bits.get();
            if set == 0 {
                word += 1;
                continue;
            }
            bits.set(set & (set - 1));
            self.node = u32::try_from(word).unwrap_or(u32::MAX) * 64 + set.trailing_zeros();
            if self.advance(cx)? {
                self.observe(NodeEvent::Ended(Outcome::Ok));
                self.books.complete(self.node, self.state.done);
                self.state.done += 1;
            }
            if std::mem::take(&mut self.is_restarted) {
                // Dependents come later in the plan; only what is polled once more may lie before.
                word = 0;
            }
        }
        Ok(())
    }

    /// Begins or goes on with the node. `true`: its output is written.
    fn advance(&mut self, cx: &mut Context<'_>) -> Result<bool, Failure> {
        let node = self.node;
        self.frame.began = false;
        let step = &self.plan.steps[node as usize];
        let is_first = self.books.states[node as usize].get() == State::Waiting;
        if is_first {
            self.observe(NodeEvent::Started);
        }
        if step.place != Place::Inline {
            if is_first {
                self.detach(step.place, cx);
                return Ok(false);
            }
            // SAFETY: a detached node has its report written.
            let report = unsafe { Report::at(self.header, self.plan, node) };
            return match report.ended() {
                None => Ok(false),
                Some(Ok(())) => Ok(true),
                Some(Err(failure)) => {
                    // Its failure is taken, so it is no node to abandon.
                    self.books.states[node as usize].set(State::Failed);
                    Err(failure)
                }
            };
        }
        if is_first && self.state.pending == FEW {
            self.crowd(cx);
        }
        let progress = if self.state.is_crowded {
            let group = self.books.arrival(node, &mut self.state.arrived) / GROUP;
            let waker = self.wakes().waker(group);
            self.step(step, &mut Context::from_waker(&waker), is_first)
        } else {
            self.step(step, cx, is_first)
        };
        match progress {
            Progress::Ready => {
                if !is_first {
                    self.books.resume(node);
                    self.state.pending -= 1;
                }
                Ok(true)
            }
            Progress::Pending => {
                if is_first {
                    self.books.suspend(node);
                    self.state.pending += 1;
                }
                Ok(false)
            }
            Progress::Failed => Err(Failure::failed(self.frame.cause.take())),
        }
    }

    fn step(&mut self, step: &Step, cx: &mut Context<'_>, first: bool) -> Progress {
        self.frame.began = !first;
        // SAFETY: a node is runnable when its dependencies are done; `first` is true the first
        // time, and the slots are the node's own.
        unsafe { (step.run)(&mut self.frame, step, cx, first) }
    }

    /// From now on nodes have wakers of their own. Those that are pending are polled once more, to
    /// get theirs.
    fn crowd(&mut self, cx: &Context<'_>) {
        if !std::mem::replace(&mut self.state.is_crowded, true) {
            self.wakes().register(cx.waker());
            self.books.make_pending_runnable();
            self.is_restarted = true;
        }
    }

    fn wakes(&mut self) -> &WakeSet {
        let groups = self.plan.count().div_ceil(GROUP);
        self.state.wakes.get_or_insert_with(|| WakeSet::new(groups))
    }

    /// Begins a detached node.
    fn detach(&mut self, place: Place, cx: &Context<'_>) {
        self.crowd(cx);
        let node = self.node;
        let group = self.books.arrival(node, &mut self.state.arrived) / GROUP;
        let waker: Waker = self.wakes().owned_waker(group);
        self.books.states[node as usize].set(State::Detached);
        let Some(extras) = &mut self.state.extras else {
            unreachable!("a plan with detached nodes is started with extras")
        };
        let Some(runtime) = &extras.runtime else {
            unreachable!("a plan with detached nodes is started inside a runtime")
        };
        let tracked = extras.tracker.as_ref().map(TaskTracker::token);
        // SAFETY: the report is written here, once; the dependencies are done, and stay until the
        // arena is released, which waits for the job; the slots are left to it.
        let job = unsafe {
            let report = self.plan.nodes[node as usize].report as usize;
            let place = self.header.cast::<u8>().add(report);
            place.cast().write(Report::new());
            Job::new(self.header, NonNull::from(self.plan), node, waker, tracked)
        };
        let task = match place {
            Place::Blocking => runtime.spawn_blocking(|| job.block()).abort_handle(),
            _ => runtime.spawn(job).abort_handle(),
        };
        extras.tasks.push(task);
    }

    fn observe(&self, event: NodeEvent) {
        if self.is_observed
            && let Some(extras) = &self.state.extras
            && let Some(observer) = &extras.observer
        {
            let name = self.plan.nodes[self.node as usize].name;
            crate::observe::tell(|| observer.node(name, event));
        }
    }
}
