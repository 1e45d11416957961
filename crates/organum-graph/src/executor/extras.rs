//! Data of a run that lies outside of its arena, for runs that need any.

use std::{sync::Arc, time::Duration};

use tokio::{task::AbortHandle, time::Instant};
use tokio_util::task::TaskTracker;

use super::{
    Failure, arena::contain, context::RunContext, plan::Plan, replace::ReplacementFuture,
    runner_values::HeldTurn, watch::Watch,
};
use crate::observe::Outcome;

/// Data of a run that lies outside of its arena, for runs that need any.
#[derive(Default)]
pub(crate) struct Extras {
    /// The observers of the run, if there are any.
    pub(crate) watch: Option<Arc<Watch>>,
    /// The start of each node; empty unless an observer wants durations.
    pub(super) began: Vec<Instant>,
    pub(crate) context: Option<Arc<RunContext>>,
    pub(crate) runtime: Option<tokio::runtime::Handle>,
    pub(crate) tracker: Option<TaskTracker>,
    pub(crate) replacement_futures: Vec<(u32, ReplacementFuture)>,
    pub(super) tasks: Vec<(u32, AbortHandle)>,
    /// Detached nodes that were stopped but read an output: the run ends only after they have ended.
    pub(super) stopping: Vec<u32>,
    /// The failure of the node that was just polled, if it is a detached one.
    pub(super) failure: Option<Failure>,
    /// The permits and places in queues that nodes with shared values hold.
    pub(super) turns: Vec<(u32, HeldTurn)>,
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

    /// Drops the user's values one by one: a panic in one drop does not prevent the others.
    pub(super) fn drop_contents(&mut self) {
        for (_, replacement_futures) in std::mem::take(&mut self.replacement_futures) {
            contain(|| drop(replacement_futures));
        }
        if let Some(watch) = self.watch.take() {
            contain(|| drop(watch));
        }
    }

    /// Allocates the table of start times, if an observer wants durations.
    pub(super) fn prepare(&mut self, plan: &Plan) {
        if let Some(began) = self.watch.as_ref().and_then(|watch| watch.began()) {
            self.began = vec![began; plan.nodes.len()];
        }
    }

    /// Notifies the observers, if there are any, that a node began.
    pub(super) fn notify_started(&mut self, node: u32) {
        if let Some(watch) = &self.watch {
            begin_now(&mut self.began, node);
            watch.notify_node_started(node);
        }
    }

    /// Notifies the observers, if there are any, that a node ended.
    pub(super) fn notify_ended(&self, node: u32, outcome: Outcome) {
        if let Some(watch) = &self.watch {
            watch.notify_node_ended(node, outcome, since(&self.began, node));
        }
    }
}

/// Records the start of a node, if durations are wanted.
pub(super) fn begin_now(began: &mut [Instant], node: u32) {
    if let Some(began) = began.get_mut(node as usize) {
        *began = Instant::now();
    }
}

/// Returns how long a node has run, if durations are wanted.
pub(super) fn since(began: &[Instant], node: u32) -> Option<Duration> {
    began.get(node as usize).map(Instant::elapsed)
}
