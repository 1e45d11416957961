//! What watches an observed run, and notifies its observers.
#![deny(unsafe_code)]

use std::{
    cell::{Cell, RefCell},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use super::{arena::PlanRef, context::RunContext, plan::NodeView};
use crate::observe::{
    GraphEvent, NodeEvent, NodeInfo, Observer, Outcome, Parent, RunIdSource, RunInfo, notify,
};

thread_local! {
    /// The observed node that this thread polls.
    static CURRENT: Cell<Option<Parent>> = const { Cell::new(None) };
    /// The attempts of that node which failed in this poll, each with the delay before the next one.
    static RETRIED: RefCell<Vec<(u32, Duration)>> = const { RefCell::new(Vec::new()) };
}

/// The node that this thread polls failed in this attempt, and there will be another one. Told once the
/// poll is over, if the node is observed.
pub(crate) fn notify_retried(attempt: u32, delay: Duration) {
    if CURRENT.get().is_some() {
        RETRIED.with_borrow_mut(|retried| retried.push((attempt, delay)));
    }
}

/// This thread polls a run that nobody observes, until what this returns is dropped: what its nodes try
/// again is not what an observed node around it does.
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
    /// How often each node was tried again, until its end is told. Nothing where no node is.
    retries: Option<Mutex<Vec<Option<u32>>>>,
    /// When the run began, if durations are wanted.
    began: Option<Instant>,
    wants_polls: bool,
    /// To enter a node takes more than to say which one is polled.
    asks_more: bool,
    /// The end was told, or what the run left behind is gone: whoever comes second tells of the latter.
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
            asks_more: wants_polls || plan.retries,
            retries: plan
                .retries
                .then(|| Mutex::new(vec![Some(0); plan.nodes.len()])),
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

    /// When the run began, if durations are wanted.
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

    /// The run ended after all of it was gone, so there will be no clean-up to tell of.
    pub(crate) fn notify_ended_clean(&self, outcome: Outcome) {
        let duration = self.duration();
        self.notify_graph(&GraphEvent::Ended { outcome, duration });
    }

    /// What the run left behind is gone. This may come before the run's end is told.
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

    /// Nothing is told of the node after this but that it is closed.
    #[inline]
    pub(crate) fn notify_node_ended(
        &self,
        node: u32,
        outcome: Outcome,
        duration: Option<Duration>,
    ) {
        let event = NodeEvent::Ended {
            outcome,
            attempts: 1 + self.retries.as_ref().map_or(0, |all| take(all, node)),
            duration,
        };
        self.notify_node(node, &event);
    }

    /// An attempt of a node failed, and there will be another one. Said on the thread of the node, it
    /// may come after the end was told, as that of a spawned node whose run is gone: then it is not
    /// told.
    fn notify_node_retried(&self, node: u32, attempt: u32, delay: Duration) {
        let Some(retries) = &self.retries else { return };
        let mut all = retries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(retries) = &mut all[node as usize] {
            *retries += 1;
            // Told while the end has to wait.
            self.notify_node(node, &NodeEvent::Retried { attempt, delay });
        }
    }

    pub(crate) fn notify_node_closed(&self, node: u32, outcome: Outcome, took: Duration) {
        let duration = self.began.map(|_| took);
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

    /// A node is being polled until what this returns is dropped.
    #[inline(always)]
    pub(crate) fn enter(self: &Arc<Self>, node: u32) -> Entered {
        Entered {
            _inside: self.inside(node),
            _more: self.asks_more.then(|| self.enter_more(node)),
        }
    }

    /// Polls a node by `poll`: as `enter`, with less to look at where little is asked for.
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

    /// What few runs ask for.
    #[inline(never)]
    fn enter_more(self: &Arc<Self>, node: u32) -> More {
        let told = self.wants_polls.then(|| {
            notify(|| self.observer.enter(&self.info(node)));
            Told {
                watch: Arc::clone(self),
                node,
            }
        });
        let retried = self.view(node).retries().then(|| Retried {
            watch: Arc::clone(self),
            node,
            before: RETRIED.take(),
        });
        More {
            _retried: retried,
            _told: told,
        }
    }
}

/// A node that is being polled. What it was entered with is left in the order of the fields.
pub(crate) struct Entered {
    _inside: Inside,
    _more: Option<More>,
}

/// What this thread polls is known.
pub(super) struct Inside {
    /// The node around it.
    before: Option<Parent>,
}

impl Drop for Inside {
    #[inline]
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

struct More {
    _retried: Option<Retried>,
    _told: Option<Told>,
}

/// A node that may be tried again is being polled.
struct Retried {
    watch: Arc<Watch>,
    node: u32,
    /// Those of the node around it.
    before: Vec<(u32, Duration)>,
}

impl Drop for Retried {
    fn drop(&mut self) {
        for (attempt, delay) in RETRIED.replace(std::mem::take(&mut self.before)) {
            self.watch.notify_node_retried(self.node, attempt, delay);
        }
    }
}

/// An observer that wants polls was told of this one.
struct Told {
    watch: Arc<Watch>,
    node: u32,
}

impl Drop for Told {
    fn drop(&mut self) {
        notify(|| self.watch.observer.exit(&self.watch.info(self.node)));
    }
}

/// How often a node was tried again. No more of it is told after this.
#[inline(never)]
fn take(retries: &Mutex<Vec<Option<u32>>>, node: u32) -> u32 {
    let mut all = retries.lock().unwrap_or_else(PoisonError::into_inner);
    all[node as usize].take().unwrap_or(0)
}
