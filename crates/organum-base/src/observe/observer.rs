//! The trait of observers and the functions that call them.

use std::{
    error::Error,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use super::{GraphEvent, NodeEvent, NodeInfo, RunInfo, SagaEvent, SagaInfo, SpineEvent};

/// A receiver of the events of a run, a spine or a saga: each event once, in the order in which they happen.
///
/// An observer is notified in the run's own task, between polls of nodes, so it should be brief and must
/// not block. For a node that runs in a task or thread of its own, the observer is notified there. A
/// panic in an observer is contained and logged; the run continues. Events carry names, numbers and
/// kinds, never values or the text of a user's error.
///
/// The end of a spawned or blocking node is reported when its run is notified of it.
pub trait Observer: Send + Sync + 'static {
    /// Called when something happened to a run.
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        let _ = (run, event);
    }

    /// Called when something happened to a node.
    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let _ = (node, event);
    }

    /// Called with the error of a close that failed, before [`NodeEvent::Closed`] is reported.
    ///
    /// The error is the user's own, with its type and sources, and may contain payloads: nothing of it is
    /// logged or exported by the observers of this crate.
    fn close_failed(&self, node: &NodeInfo<'_>, error: &(dyn Error + 'static)) {
        let _ = (node, error);
    }

    /// Called with the error of a store, before [`NodeEvent::StoreMiss`] or [`NodeEvent::NotRecorded`] is
    /// reported for it.
    fn store_failed(&self, node: &NodeInfo<'_>, error: &(dyn Error + 'static)) {
        let _ = (node, error);
    }

    /// Called when something happened in the spine of this name.
    fn spine(&self, spine: &'static str, event: &SpineEvent<'_>) {
        let _ = (spine, event);
    }

    /// Called when something happened to a saga, except for the runs of its steps, which are nodes.
    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        let _ = (saga, event);
    }

    /// Called when a node is about to be polled on this thread, or called if it is blocking. Only
    /// observers of runs in which one observer [wants polls](Self::wants_polls) are notified.
    fn enter(&self, node: &NodeInfo<'_>) {
        let _ = node;
    }

    /// Called when the poll of a node that was [entered](Self::enter) on this thread is over, including
    /// by a panic.
    fn exit(&self, node: &NodeInfo<'_>) {
        let _ = node;
    }

    /// Returns true if the durations in the events are to be measured. The default is `true`; the method
    /// is called once a run. Reading the clock twice for each node is most of the cost of a small
    /// observer, so an observer that only counts returns `false`.
    fn wants_durations(&self) -> bool {
        true
    }

    /// Returns true if [`enter`](Self::enter) and [`exit`](Self::exit) are to be called. The default is
    /// `false`; the method is called once a run.
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

    fn close_failed(&self, node: &NodeInfo<'_>, error: &(dyn Error + 'static)) {
        (**self).close_failed(node, error);
    }

    fn store_failed(&self, node: &NodeInfo<'_>, error: &(dyn Error + 'static)) {
        (**self).store_failed(node, error);
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

/// Two observers combined into one.
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

    fn close_failed(&self, node: &NodeInfo<'_>, error: &(dyn Error + 'static)) {
        notify(|| self.0.close_failed(node, error));
        notify(|| self.1.close_failed(node, error));
    }

    fn store_failed(&self, node: &NodeInfo<'_>, error: &(dyn Error + 'static)) {
        notify(|| self.0.store_failed(node, error));
        notify(|| self.1.store_failed(node, error));
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
        // The observer that was entered last is left first.
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

/// Notifies an observer and contains its panic.
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
