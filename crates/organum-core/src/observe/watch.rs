//! One observed run: who is told, and what they need.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use super::{GraphEvent, NodeEvent, NodeInfo, Observer, Outcome, Parent, RunInfo};
use crate::graph::{NodeView, RunContext};

thread_local! {
    /// The observed node that this thread polls.
    static CURRENT: Cell<Option<Parent>> = const { Cell::new(None) };
}

/// An observed run.
pub(crate) struct Watch {
    observer: Arc<dyn Observer>,
    run: RunInfo,
    /// When the run began, if durations are wanted.
    began: Option<Instant>,
    wants_polls: bool,
    /// The end was told, or what the run left behind is gone: whoever comes second tells of the latter.
    is_half_over: AtomicBool,
}

impl Watch {
    pub(crate) fn new(
        observer: Arc<dyn Observer>,
        graph: &'static str,
        context: Option<Arc<RunContext>>,
    ) -> Self {
        let wants = |ask: fn(&dyn Observer) -> bool| {
            let mut is_wanted = false;
            tell(|| is_wanted = ask(&*observer));
            is_wanted
        };
        Self {
            began: wants(<dyn Observer>::wants_durations).then(Instant::now),
            wants_polls: wants(<dyn Observer>::wants_polls),
            observer,
            run: RunInfo::new(graph, CURRENT.get(), context),
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

    pub(crate) fn tell_started(&self) {
        self.tell_graph(&GraphEvent::Started);
    }

    pub(crate) fn tell_ended(&self, outcome: Outcome) {
        let duration = self.duration();
        self.tell_graph(&GraphEvent::Ended { outcome, duration });
        self.clean_up();
    }

    /// What the run left behind is gone. This may come before the run's end is told.
    pub(crate) fn clean_up(&self) {
        if self.is_half_over.swap(true, Ordering::AcqRel) {
            let duration = self.duration();
            self.tell_graph(&GraphEvent::CleanedUp { duration });
        }
    }

    fn tell_graph(&self, event: &GraphEvent) {
        tell(|| self.observer.graph(&self.run, event));
    }

    pub(crate) fn tell_node(&self, node: NodeView<'_>, event: &NodeEvent) {
        tell(|| self.observer.node(&NodeInfo::new(&self.run, node), event));
    }

    /// A node is being polled until what this returns is dropped.
    #[inline]
    pub(crate) fn enter<'a>(self: &Arc<Self>, node: NodeView<'a>) -> Entered<'a> {
        let before = CURRENT.replace(Some(Parent {
            run: self.run.number(),
            node: node.name(),
        }));
        let told = self.wants_polls.then(|| {
            tell(|| self.observer.enter(&NodeInfo::new(&self.run, node)));
            (Arc::clone(self), node)
        });
        Entered { before, told }
    }
}

/// A node that is being polled.
pub(crate) struct Entered<'a> {
    before: Option<Parent>,
    told: Option<(Arc<Watch>, NodeView<'a>)>,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        CURRENT.set(self.before);
        if let Some((watch, node)) = &self.told {
            tell(|| watch.observer.exit(&NodeInfo::new(&watch.run, *node)));
        }
    }
}

/// Two observers as one.
pub(crate) struct Both<A, B>(pub(crate) A, pub(crate) B);

impl<A: Observer, B: Observer> Observer for Both<A, B> {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        tell(|| self.0.graph(run, event));
        tell(|| self.1.graph(run, event));
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        tell(|| self.0.node(node, event));
        tell(|| self.1.node(node, event));
    }

    fn enter(&self, node: &NodeInfo<'_>) {
        tell(|| self.0.enter(node));
        tell(|| self.1.enter(node));
    }

    fn exit(&self, node: &NodeInfo<'_>) {
        // What was entered last is left first.
        tell(|| self.1.exit(node));
        tell(|| self.0.exit(node));
    }

    fn wants_durations(&self) -> bool {
        self.0.wants_durations() || self.1.wants_durations()
    }

    fn wants_polls(&self) -> bool {
        self.0.wants_polls() || self.1.wants_polls()
    }
}

/// Tells an observer something, and contains its panic.
fn tell(observer: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(observer)).is_err() {
        tracing::error!("an observer panicked");
    }
}
