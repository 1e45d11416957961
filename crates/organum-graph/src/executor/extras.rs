//! What a run needs beyond its arena, where it needs anything.

use std::{sync::Arc, time::Duration};

use tokio::{task::AbortHandle, time::Instant};
use tokio_util::task::TaskTracker;

use super::{
    Failure, arena::contain, context::RunContext, plan::Plan, replace::ReplacementFuture,
    runner_values::HeldTurn, watch::Watch,
};
use crate::observe::Outcome;

/// What a run needs beyond its arena, where it needs anything.
#[derive(Default)]
pub(crate) struct Extras {
    /// Who watches, if anybody does.
    pub(crate) watch: Option<Arc<Watch>>,
    /// When each node began; empty unless durations are wanted.
    pub(super) began: Vec<Instant>,
    pub(crate) context: Option<Arc<RunContext>>,
    pub(crate) runtime: Option<tokio::runtime::Handle>,
    pub(crate) tracker: Option<TaskTracker>,
    pub(crate) replacement_futures: Vec<(u32, ReplacementFuture)>,
    pub(super) tasks: Vec<(u32, AbortHandle)>,
    /// Detached nodes that were stopped, but read an output: the run ends after them.
    pub(super) stopping: Vec<u32>,
    /// Why the node at work failed, where that was a detached one.
    pub(super) failure: Option<Failure>,
    /// What is held for nodes whose values are shared with other runs.
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

    /// Drops what is the user's, each by itself: one that panics keeps no other from being dropped.
    pub(super) fn drop_contents(&mut self) {
        for (_, replacement_futures) in std::mem::take(&mut self.replacement_futures) {
            contain(|| drop(replacement_futures));
        }
        if let Some(watch) = self.watch.take() {
            contain(|| drop(watch));
        }
    }

    /// Makes room for the moments at which nodes begin, if durations are wanted.
    pub(super) fn prepare(&mut self, plan: &Plan) {
        if let Some(began) = self.watch.as_ref().and_then(|watch| watch.began()) {
            self.began = vec![began; plan.nodes.len()];
        }
    }

    /// Tells who watches, if anybody does, that a node began.
    pub(super) fn notify_started(&mut self, node: u32) {
        if let Some(watch) = &self.watch {
            begin_now(&mut self.began, node);
            watch.notify_node_started(node);
        }
    }

    /// Tells who watches, if anybody does, that a node that began has ended.
    pub(super) fn notify_ended(&self, node: u32, outcome: Outcome) {
        if let Some(watch) = &self.watch {
            watch.notify_node_ended(node, outcome, since(&self.began, node));
        }
    }
}

/// Notes when a node begins, where durations are wanted.
pub(super) fn begin_now(began: &mut [Instant], node: u32) {
    if let Some(began) = began.get_mut(node as usize) {
        *began = Instant::now();
    }
}

/// How long a node took, where durations are wanted.
pub(super) fn since(began: &[Instant], node: u32) -> Option<Duration> {
    began.get(node as usize).map(Instant::elapsed)
}
