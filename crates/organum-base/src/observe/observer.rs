//! The trait of observers, and what calls them.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use super::{GraphEvent, NodeEvent, NodeInfo, RunInfo, SagaEvent, SagaInfo, SpineEvent};

/// A receiver of what happens in a run, a spine or a saga: each event once, in the order in which it
/// happens.
///
/// An observer is notified in the run's own task, between polls of nodes: an observer should be brief and
/// must not block. Of what happens to a node in a task or
/// thread of its own it is notified there.
/// A panic in an observer is contained and logged; the run goes on. Events carry names, numbers and
/// kinds, never values or the text of a user's error.
///
/// The end of a spawned or blocking node is reported when its run learns of it.
pub trait Observer: Send + Sync + 'static {
    /// Something happened to a run.
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        let _ = (run, event);
    }

    /// Something happened to a node.
    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let _ = (node, event);
    }

    /// Something happened in the spine of this name.
    fn spine(&self, spine: &'static str, event: &SpineEvent<'_>) {
        let _ = (spine, event);
    }

    /// Something happened to a saga, beside what its steps do.
    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        let _ = (saga, event);
    }

    /// A node is about to be polled on this thread, or called if it is blocking. Reported only to
    /// observers of runs in which one [wants polls](Self::wants_polls).
    fn enter(&self, node: &NodeInfo<'_>) {
        let _ = node;
    }

    /// The poll of a node that was [entered](Self::enter) on this thread is over, also by a panic.
    fn exit(&self, node: &NodeInfo<'_>) {
        let _ = node;
    }

    /// Are the durations in the events to be measured? `true` unless said otherwise; asked once a
    /// run. To read the clock twice a node is most of what a small observer costs, so one that
    /// only counts says `false`.
    fn wants_durations(&self) -> bool {
        true
    }

    /// Are [`enter`](Self::enter) and [`exit`](Self::exit) to be called? `false` unless said
    /// otherwise; asked once a run.
    fn wants_polls(&self) -> bool {
        false
    }
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        (**self).graph(run, event);
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        (**self).node(node, event);
    }

    fn spine(&self, spine: &'static str, event: &SpineEvent<'_>) {
        (**self).spine(spine, event);
    }

    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        (**self).saga(saga, event);
    }

    fn enter(&self, node: &NodeInfo<'_>) {
        (**self).enter(node);
    }

    fn exit(&self, node: &NodeInfo<'_>) {
        (**self).exit(node);
    }

    fn wants_durations(&self) -> bool {
        (**self).wants_durations()
    }

    fn wants_polls(&self) -> bool {
        (**self).wants_polls()
    }
}

/// Two observers as one.
#[derive(Debug)]
pub struct Both<A, B>(pub A, pub B);

impl<A: Observer, B: Observer> Observer for Both<A, B> {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        notify(|| self.0.graph(run, event));
        notify(|| self.1.graph(run, event));
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        notify(|| self.0.node(node, event));
        notify(|| self.1.node(node, event));
    }

    fn spine(&self, spine: &'static str, event: &SpineEvent<'_>) {
        notify(|| self.0.spine(spine, event));
        notify(|| self.1.spine(spine, event));
    }

    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        notify(|| self.0.saga(saga, event));
        notify(|| self.1.saga(saga, event));
    }

    fn enter(&self, node: &NodeInfo<'_>) {
        notify(|| self.0.enter(node));
        notify(|| self.1.enter(node));
    }

    fn exit(&self, node: &NodeInfo<'_>) {
        // What was entered last is left first.
        notify(|| self.1.exit(node));
        notify(|| self.0.exit(node));
    }

    fn wants_durations(&self) -> bool {
        self.0.wants_durations() || self.1.wants_durations()
    }

    fn wants_polls(&self) -> bool {
        self.0.wants_polls() || self.1.wants_polls()
    }
}

/// Notifies an observer, and contains its panic.
#[inline]
pub fn notify(observer: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(observer)).is_err() {
        report_panic();
    }
}

#[cold]
fn report_panic() {
    tracing::error!("an observer panicked");
}
