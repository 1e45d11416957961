//! The state of an observed run, through which its observers are notified.
#![deny(unsafe_code)]

use std::{
    cell::{Cell, RefCell},
    error::Error,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use super::{arena::PlanRef, closing::CloseEnd, context::RunContext, plan::NodeView};
use crate::observe::{
    GraphEvent, NodeEvent, NodeInfo, Observer, Outcome, Parent, RunIdSource, RunInfo, notify,
};

thread_local! {
    /// The observed node that this thread is polling.
    static CURRENT: Cell<Option<Parent>> = const { Cell::new(None) };
    /// The changes of the attempts of that node in this poll.
    static ATTEMPTS: RefCell<Vec<AttemptChange>> = const { RefCell::new(Vec::new()) };
}

/// A change of the attempts of a node, or what a store did for it. A node that started counts as one
/// attempt.
pub(crate) enum AttemptChange {
    /// The first attempt has to wait for a permit, and so has not begun.
    Waits,
    /// An attempt that waited, for a permit or since the last one failed, begins.
    Begins,
    /// An attempt failed, and another one follows after the delay.
    Failed { attempt: u32, delay: Duration },
    /// A store answered, or did not record the result; with the error of the store, if it failed.
    #[cfg_attr(
        not(feature = "persist"),
        allow(dead_code, reason = "for persisted nodes")
    )]
    Stored(NodeEvent, Option<Arc<dyn Error + Send + Sync>>),
    /// The result of the node is one that a store had recorded.
    #[cfg_attr(
        not(feature = "persist"),
        allow(dead_code, reason = "for persisted nodes")
    )]
    Cached,
}

/// The attempts of a node that has not ended.
#[derive(Clone, Copy)]
struct Progress {
    /// The number of attempts that have begun.
    attempts: u32,
    /// True if the result is one that a store had recorded.
    cached: bool,
}

impl Progress {
    const STARTED: Self = Self {
        attempts: 1,
        cached: false,
    };
}

/// Records a change of the attempts of the node that this thread polls. If the node is observed, the
/// change is processed after the poll.
pub(crate) fn note_attempt(change: AttemptChange) {
    if CURRENT.get().is_some() {
        ATTEMPTS.with_borrow_mut(|changes| changes.push(change));
    }
}

/// Marks this thread as polling an unobserved run, until the returned guard is dropped. The attempts of
/// its nodes are then not attributed to an observed node that runs it.
pub(super) fn unobserved() -> Inside {
    Inside {
        before: CURRENT.take(),
    }
}

/// An observed run.
pub(crate) struct Watch {
    observer: Arc<dyn Observer>,
    run: RunInfo,
    plan: PlanRef,
    /// The attempts of each node, `None` once its end was reported. There is no table if each node that
    /// starts begins its only attempt.
    attempts: Option<Mutex<Vec<Option<Progress>>>>,
    /// The start of the run, if durations are wanted.
    began: Option<Instant>,
    wants_polls: bool,
    /// True if polling a node takes more than setting the current node.
    asks_more: bool,
    /// True once either the end of the run or the end of its clean-up was recorded. The second of the two
    /// reports the clean-up.
    is_half_over: AtomicBool,
}

impl Watch {
    pub(crate) fn new(
        observer: Arc<dyn Observer>,
        graph: &'static str,
        context: Option<Arc<RunContext>>,
        plan: PlanRef,
    ) -> Self {
        let wants = |ask: fn(&dyn Observer) -> bool| {
            let mut is_wanted = false;
            notify(|| is_wanted = ask(&*observer));
            is_wanted
        };
        let wants_polls = wants(<dyn Observer>::wants_polls);
        Self {
            began: wants(<dyn Observer>::wants_durations).then(Instant::now),
            wants_polls,
            asks_more: wants_polls || plan.has_attempts,
            attempts: (plan.has_attempts || plan.has_detached)
                .then(|| Mutex::new(vec![Some(Progress::STARTED); plan.nodes.len()])),
            plan,
            observer,
            run: RunInfo::new(
                graph,
                CURRENT.get(),
                context.map(|context| context as Arc<dyn RunIdSource>),
            ),
            is_half_over: AtomicBool::new(false),
        }
    }

    /// Returns the start of the run, if durations are wanted.
    pub(crate) fn began(&self) -> Option<Instant> {
        self.began
    }

    fn duration(&self) -> Option<Duration> {
        self.began.map(|began| began.elapsed())
    }

    pub(crate) fn notify_started(&self) {
        self.notify_graph(&GraphEvent::Started);
    }

    pub(crate) fn notify_ended(&self, outcome: Outcome) {
        self.notify_ended_clean(outcome);
        self.clean_up();
    }

    /// Notifies the observer that the run ended with everything dropped already, so no clean-up follows.
    pub(crate) fn notify_ended_clean(&self, outcome: Outcome) {
        let duration = self.duration();
        self.notify_graph(&GraphEvent::Ended { outcome, duration });
    }

    /// Records that everything that the run left behind is dropped. This may happen before the end of the
    /// run is reported.
    pub(crate) fn clean_up(&self) {
        if self.is_half_over.swap(true, Ordering::AcqRel) {
            let duration = self.duration();
            self.notify_graph(&GraphEvent::CleanedUp { duration });
        }
    }

    fn notify_graph(&self, event: &GraphEvent) {
        notify(|| self.observer.graph(&self.run, event));
    }

    #[inline]
    pub(crate) fn notify_node_started(&self, node: u32) {
        self.notify_node(node, &NodeEvent::Started);
    }

    /// Notifies the observer that a node ended. After this, only its close is reported.
    #[inline]
    pub(crate) fn notify_node_ended(
        &self,
        node: u32,
        outcome: Outcome,
        duration: Option<Duration>,
    ) {
        let progress = self.attempts.as_ref();
        let progress = progress.map_or(Progress::STARTED, |all| take(all, node));
        let event = NodeEvent::Ended {
            outcome,
            attempts: progress.attempts,
            duration,
            cached: progress.cached,
        };
        self.notify_node(node, &event);
    }

    /// Counts the attempts of a node that have begun, and notifies the observer of one that failed. The
    /// call runs on the thread of the node, and may come after the node's end was reported, for example for
    /// a spawned node whose run is gone; the change is then ignored.
    pub(crate) fn notify_attempt(&self, node: u32, change: AttemptChange) {
        let Some(attempts) = &self.attempts else {
            return;
        };
        let mut all = attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(progress) = &mut all[node as usize] else {
            return;
        };
        match change {
            AttemptChange::Waits => progress.attempts -= 1,
            AttemptChange::Begins => progress.attempts += 1,
            AttemptChange::Cached => progress.cached = true,
            AttemptChange::Stored(event, error) => {
                if let Some(error) = error {
                    notify(|| self.observer.store_failed(&self.info(node), &*error));
                }
                self.notify_node(node, &event);
            }
            // Notified under the lock, so that the end is not reported before this retry.
            AttemptChange::Failed { attempt, delay } => {
                self.notify_node(node, &NodeEvent::Retried { attempt, delay });
            }
        }
    }

    pub(crate) fn notify_node_closed(&self, node: u32, end: &CloseEnd) {
        if let Some(error) = &end.error {
            notify(|| self.observer.close_failed(&self.info(node), &**error));
        }
        let (outcome, duration) = (end.outcome, self.began.map(|_| end.took));
        self.notify_node(node, &NodeEvent::Closed { outcome, duration });
    }

    #[inline]
    fn notify_node(&self, node: u32, event: &NodeEvent) {
        notify(|| self.observer.node(&self.info(node), event));
    }

    fn view(&self, node: u32) -> NodeView<'_> {
        self.plan.view(node)
    }

    #[inline]
    fn info(&self, node: u32) -> NodeInfo<'_> {
        self.view(node).info(&self.run)
    }

    /// Marks a node as being polled, until the returned guard is dropped.
    #[inline(always)]
    pub(crate) fn enter(self: &Arc<Self>, node: u32) -> Entered {
        Entered {
            _inside: self.inside(node),
            _more: self.asks_more.then(|| self.enter_more(node)),
        }
    }

    /// Polls a node with `poll`, marked as by `enter`, with a shorter path for observers that ask for
    /// little.
    #[inline]
    pub(crate) fn within<T>(self: &Arc<Self>, node: u32, poll: impl FnOnce() -> T) -> T {
        if self.asks_more {
            let _entered = self.enter(node);
            poll()
        } else {
            let _inside = self.inside(node);
            poll()
        }
    }

    #[inline]
    fn inside(&self, node: u32) -> Inside {
        let current = Parent::new(self.run.number(), self.view(node).name());
        let before = CURRENT.replace(Some(current));
        Inside { before }
    }

    /// Makes the part of the guard that only some runs need.
    #[inline(never)]
    fn enter_more(self: &Arc<Self>, node: u32) -> More {
        let notified = self.wants_polls.then(|| {
            notify(|| self.observer.enter(&self.info(node)));
            NotifiedPoll {
                watch: Arc::clone(self),
                node,
            }
        });
        let attempts = self.view(node).has_attempts().then(|| Attempts {
            watch: Arc::clone(self),
            node,
            before: ATTEMPTS.take(),
        });
        More {
            _attempts: attempts,
            _notified: notified,
        }
    }
}

/// The guard of a node that is being polled. Its fields are dropped in the order of their declaration.
pub(crate) struct Entered {
    _inside: Inside,
    _more: Option<More>,
}

/// The guard of the current node of this thread.
pub(super) struct Inside {
    /// The node that was current before.
    before: Option<Parent>,
}

impl Drop for Inside {
    #[inline]
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

struct More {
    _attempts: Option<Attempts>,
    _notified: Option<NotifiedPoll>,
}

/// The guard of a poll of a node whose attempts are counted.
struct Attempts {
    watch: Arc<Watch>,
    node: u32,
    /// The changes of the node that was current before.
    before: Vec<AttemptChange>,
}

impl Drop for Attempts {
    fn drop(&mut self) {
        for change in ATTEMPTS.replace(std::mem::take(&mut self.before)) {
            self.watch.notify_attempt(self.node, change);
        }
    }
}

/// The guard of a poll that an observer was notified of.
struct NotifiedPoll {
    watch: Arc<Watch>,
    node: u32,
}

impl Drop for NotifiedPoll {
    fn drop(&mut self) {
        notify(|| self.watch.observer.exit(&self.watch.info(self.node)));
    }
}

/// Returns the number of attempts of a node, and stops the counting of further ones.
#[inline(never)]
fn take(attempts: &Mutex<Vec<Option<Progress>>>, node: u32) -> Progress {
    let mut all = attempts.lock().unwrap_or_else(PoisonError::into_inner);
    all[node as usize].take().unwrap_or(Progress::STARTED)
}
