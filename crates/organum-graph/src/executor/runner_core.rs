//! The state that all runs of one runner share.

use std::{
    any::{Any, TypeId},
    ptr::NonNull,
    sync::Arc,
    time::Duration,
};

use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use organum_base::policy::{Policy, limited_by_a_clock};

use super::{
    arena::{Header, Pool},
    inputs::Inputs,
    plan::Plan,
    runner_values::RunnerValues,
    runs::Runs,
};

/// The injected values of a runner, its idle arenas, the tracker of its detached nodes, and the
/// semaphores of nodes whose concurrency is bounded.
pub(crate) struct RunnerCore {
    /// Idle arenas, all of `plan`.
    pool: Pool,
    plan: Option<&'static Plan>,
    injected: NonNull<u8>,
    /// Keeps the values that `injected` points at alive; never written.
    _values: Arc<dyn Any>,
    pub(super) runs: Runs,
    /// Tracks detached nodes, and other tasks that runs may leave behind.
    tracker: TaskTracker,
    /// Found by the type that the node provides, which is the same in plans for fewer outputs.
    limits: Box<[(TypeId, Arc<Semaphore>)]>,
    /// The policies of nodes that declare none, in graphs whose defaults are configurable.
    defaults: Policy,
    /// The values that nodes make once for all runs, if there are such nodes; the injected values then
    /// lie in the same block.
    scope: Option<RunnerValues>,
}

// SAFETY: `injected` points at values that are `Send + Sync`, by their proofs, and are only read.
unsafe impl Send for RunnerCore {}
// SAFETY: `injected` points at values that are `Send + Sync`, by their proofs, and are only read.
unsafe impl Sync for RunnerCore {}

impl RunnerCore {
    pub(crate) fn new<J: Inputs>(
        plan: Option<&'static Plan>,
        (injected, _shareable): (J, J::Proofs),
        defaults: Policy,
    ) -> Self {
        let scope_plan = plan.and_then(|plan| plan.scope.clone());
        let (pointer, values, scope): (_, Arc<dyn Any>, _) = match scope_plan {
            Some(scope) => {
                let scope = RunnerValues::new(scope, injected);
                (scope.base().as_ptr(), Arc::new(()), Some(scope))
            }
            None => {
                let values = Arc::new(injected);
                (Arc::as_ptr(&values).cast::<u8>().cast_mut(), values, None)
            }
        };
        Self {
            pool: Pool::new(),
            plan,
            injected: NonNull::new(pointer).expect("an `Arc` points at a value"),
            _values: values,
            runs: Runs::default(),
            tracker: TaskTracker::new(),
            limits: plan.map(limits).unwrap_or_default(),
            defaults,
            scope,
        }
    }

    /// Returns the semaphore that bounds the concurrent calls of the node that provides this type.
    /// Permits are granted in the order of the requests.
    pub(super) fn limit(&self, output: TypeId) -> Option<Arc<Semaphore>> {
        let mut limits = self.limits.iter();
        let (_, limit) = limits.find(|(of, _)| *of == output)?;
        Some(Arc::clone(limit))
    }

    pub(super) fn defaults(&self) -> &Policy {
        &self.defaults
    }

    pub(super) fn injected(&self) -> NonNull<u8> {
        self.injected
    }

    /// Returns the values that nodes make once for all runs, if there are such nodes.
    pub(super) fn scope(&self) -> Option<&RunnerValues> {
        self.scope.as_ref()
    }

    /// Takes an idle arena of `plan`, if there is one.
    pub(super) fn pooled(&self, plan: NonNull<Plan>) -> Option<NonNull<Header>> {
        if self.is_plan(plan) {
            self.pool.take()
        } else {
            None
        }
    }

    fn is_plan(&self, plan: NonNull<Plan>) -> bool {
        self.plan.is_some_and(|own| NonNull::from(own) == plan)
    }

    /// Keeps an arena for a later run, if it belongs to the plan of the runner; otherwise frees it.
    ///
    /// # Safety
    /// The caller has exclusive access to the arena and gives it up; only its header is alive in it.
    pub(super) unsafe fn pool(&self, header: NonNull<Header>) {
        // SAFETY: the caller gives up exclusive access to an arena in which only the header is alive; the
        // plan of a pooled arena is a static.
        unsafe {
            if self.is_plan(header.as_ref().plan) {
                self.pool.put(header);
            } else {
                super::arena::free(header);
            }
        }
    }

    pub(crate) fn tracker(&self) -> &TaskTracker {
        &self.tracker
    }

    /// Refuses new runs, and waits for the runs in flight and the tasks that they left behind. Then
    /// closes the values that the runs shared. Returns 0 if the shutdown completed, and otherwise what is
    /// left when the time limit is exceeded.
    pub(crate) async fn shut_down(&self, limit: Duration) -> usize {
        self.runs.close();
        self.tracker.close();
        let over = async {
            self.runs.wait().await;
            self.tracker.wait().await;
            if let Some(values) = &self.scope {
                values.close().await;
            }
        };
        match limited_by_a_clock("the shutdown of a runner", limit, over).await {
            Ok(()) => 0,
            Err(_) => self.left(),
        }
    }

    /// Returns the number of runs in flight. If there are none, returns the number of shared values that
    /// are not closed; at least 1, since observers or tasks of a run may not be done.
    fn left(&self) -> usize {
        match self.runs.count() {
            0 => self.scope.as_ref().map_or(0, RunnerValues::unclosed).max(1),
            runs => runs,
        }
    }

    /// Refuses new runs, and cancels the runs in flight.
    pub(crate) fn abort(&self) {
        self.runs.abort();
    }
}

fn limits(plan: &Plan) -> Box<[(TypeId, Arc<Semaphore>)]> {
    let nodes = plan.nodes.iter();
    nodes
        .filter_map(|node| {
            let turns = usize::try_from(node.concurrency?.get()).unwrap_or(usize::MAX);
            let turns = Semaphore::new(turns.min(Semaphore::MAX_PERMITS));
            Some((node.output, Arc::new(turns)))
        })
        .collect()
}
