//! The view that a node has of its run.
#![deny(unsafe_code)]

use std::{
    any::Any,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
};

use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::observe::RunIdSource;

/// The part of the context that all nodes of a run share.
#[derive(Default)]
pub(crate) struct RunContext {
    /// The name of the graph.
    #[cfg_attr(
        not(feature = "persist"),
        allow(dead_code, reason = "for persisted nodes")
    )]
    graph: &'static str,
    id: OnceLock<Uuid>,
    token: CancellationToken,
    /// Tracks the tasks that the runner's shutdown waits for.
    tracker: Option<TaskTracker>,
    /// Dropped with the context: after the last node of the run has ended.
    _kept: Option<Arc<dyn Any + Send + Sync>>,
}

impl RunContext {
    /// Makes the context of a run of the graph of this name, with this id if the caller chose one.
    pub(crate) fn new(
        graph: &'static str,
        id: Option<Uuid>,
        tracker: Option<TaskTracker>,
        kept: Option<Arc<dyn Any + Send + Sync>>,
    ) -> Self {
        Self {
            graph,
            id: id.map_or_else(OnceLock::new, OnceLock::from),
            tracker,
            _kept: kept,
            ..Self::default()
        }
    }

    /// Returns the execution id, which is generated on first use.
    pub(crate) fn id(&self) -> Uuid {
        *self.id.get_or_init(Uuid::now_v7)
    }

    pub(crate) fn cancel(&self) {
        self.token.cancel();
    }
}

impl RunIdSource for RunContext {
    fn run_id(&self) -> Uuid {
        self.id()
    }
}

/// The run that a node is part of. A node receives it by taking a parameter `&Run`.
///
/// The context is made only for graphs in which a node takes it.
///
/// ```
/// use organum::prelude::*;
///
/// struct Ticket(String);
///
/// #[node]
/// fn ticket(run: &Run) -> Ticket {
///     Ticket(format!("{}-{}", run.node(), run.id()))
/// }
///
/// #[graph(output = Ticket)]
/// struct Desk {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// let Ticket(text) = Desk {}.run().await?;
/// assert!(text.starts_with("Ticket-"));
/// # Ok(())
/// # }
/// ```
pub struct Run {
    context: Arc<RunContext>,
    node: &'static str,
    token: CancellationToken,
    attempt: AtomicU32,
    /// The semaphore that bounds the node's concurrent calls across all runs of the runner, if they are
    /// bounded.
    limit: Option<Arc<Semaphore>>,
    /// The epoch of the lease under which the node runs; 0 if there is none.
    epoch: AtomicU64,
}

impl Run {
    pub(crate) fn new(
        context: Arc<RunContext>,
        node: &'static str,
        limit: Option<Arc<Semaphore>>,
    ) -> Self {
        let token = context.token.child_token();
        Self {
            context,
            node,
            token,
            attempt: AtomicU32::new(1),
            limit,
            epoch: AtomicU64::new(0),
        }
    }

    #[cfg(feature = "persist")]
    pub(crate) fn graph(&self) -> &'static str {
        self.context.graph
    }

    /// Returns the execution id, unless nothing has asked for it.
    #[cfg(feature = "persist")]
    pub(crate) fn known_id(&self) -> Option<Uuid> {
        self.context.id.get().copied()
    }

    #[cfg(feature = "persist")]
    pub(crate) fn set_epoch(&self, epoch: u64) {
        self.epoch.store(epoch, Ordering::Relaxed);
    }

    /// Returns the tracker of the tasks that the shutdown of the graph's runner waits for.
    #[doc(hidden)]
    pub fn tracker(&self) -> Option<&TaskTracker> {
        self.context.tracker.as_ref()
    }

    pub(crate) fn limit(&self) -> Option<&Arc<Semaphore>> {
        self.limit.as_ref()
    }

    /// Sets the number of the attempt. Attempts run one after another, so a concurrent reader can only be
    /// a task that an earlier attempt left behind.
    pub(crate) fn set_attempt(&self, attempt: u32) {
        self.attempt.store(attempt, Ordering::Relaxed);
    }

    /// Returns the execution id: a UUID v7, generated on first use, the same for all nodes of a run.
    pub fn id(&self) -> Uuid {
        self.context.id()
    }

    /// Returns the name of the node that took this context.
    pub fn node(&self) -> &'static str {
        self.node
    }

    /// Returns the number of the current attempt, counted from 1. A clone keeps the number of the attempt
    /// in which it was made.
    pub fn attempt(&self) -> u32 {
        self.attempt.load(Ordering::Relaxed)
    }

    /// Returns the fencing token of a node whose result a store records, while the node runs: the epoch of
    /// its lease, which is greater than that of every earlier owner. A service that remembers the
    /// greatest token it has seen can refuse the calls of an owner that was replaced. `None` for other
    /// nodes, while a node runs without a lease because its store failed, and for stores that give no
    /// epoch.
    pub fn fencing_token(&self) -> Option<u64> {
        match self.epoch.load(Ordering::Relaxed) {
            0 => None,
            epoch => Some(epoch),
        }
    }

    /// Returns the cancellation token of the node. The token is cancelled when the run fails, is
    /// cancelled or is dropped, and when nothing needs the node any longer, for example because another
    /// alternative of a [`Race`](crate::Race) succeeded. The token belongs to this node: cancelling it
    /// affects neither the run nor other nodes.
    ///
    /// Inline and spawned nodes are stopped at an await in any case. A blocking node that has begun runs
    /// to its end, and should check the token where it can stop early.
    pub fn token(&self) -> &CancellationToken {
        &self.token
    }
}

impl Clone for Run {
    fn clone(&self) -> Self {
        Self {
            context: Arc::clone(&self.context),
            node: self.node,
            token: self.token.clone(),
            attempt: AtomicU32::new(self.attempt()),
            limit: self.limit.clone(),
            epoch: AtomicU64::new(self.epoch.load(Ordering::Relaxed)),
        }
    }
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run")
            .field("id", &self.context.id.get())
            .field("node", &self.node)
            .field("attempt", &self.attempt())
            .finish_non_exhaustive()
    }
}
