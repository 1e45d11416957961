//! What a node can know of the run it is part of.
#![deny(unsafe_code)]

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU32, Ordering},
};

use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::observe::RunIdSource;

/// The part that all nodes of a run share.
#[derive(Default)]
pub(crate) struct RunContext {
    id: OnceLock<Uuid>,
    token: CancellationToken,
    /// Counts what the runner's shutdown waits for.
    tracker: Option<TaskTracker>,
}

impl RunContext {
    pub(crate) fn new(tracker: Option<TaskTracker>) -> Self {
        Self {
            tracker,
            ..Self::default()
        }
    }

    /// The execution id, made when it is first asked for.
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

/// The run that a node is part of: a node asks for it by taking a `&Run`.
///
/// It is made only for graphs in which a node does so.
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
    /// The turns of the node in all runs of the runner, where they are bounded.
    limit: Option<Arc<Semaphore>>,
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
        }
    }

    /// Counts what the shutdown of the graph's runner waits for.
    #[doc(hidden)]
    pub fn tracker(&self) -> Option<&TaskTracker> {
        self.context.tracker.as_ref()
    }

    pub(crate) fn limit(&self) -> Option<&Arc<Semaphore>> {
        self.limit.as_ref()
    }

    /// Attempts follow each other, so nobody reads this meanwhile but what an earlier one left.
    pub(crate) fn set_attempt(&self, attempt: u32) {
        self.attempt.store(attempt, Ordering::Relaxed);
    }

    /// The execution id: a UUID v7, made when it is first asked for, one for all nodes of a run.
    pub fn id(&self) -> Uuid {
        self.context.id()
    }

    /// The name of the node that took this.
    pub fn node(&self) -> &'static str {
        self.node
    }

    /// Which attempt this is, counted from 1. A clone stays with the attempt that it was made in.
    pub fn attempt(&self) -> u32 {
        self.attempt.load(Ordering::Relaxed)
    }

    /// Cancelled when the run fails, is cancelled or is dropped, and when nothing needs the node any
    /// more: another alternative of a [`Race`](crate::Race) succeeded, say. It is this node's own: cancelling it
    /// does nothing to the run or to other nodes.
    ///
    /// Inline and spawned nodes are stopped anyway, at an await. A blocking node that has begun runs
    /// to its end, and should look at the token where it can stop early.
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
