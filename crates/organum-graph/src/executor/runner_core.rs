//! What the runs of one runner share.

use std::{
    any::{Any, TypeId},
    ptr::NonNull,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering, fence},
    },
};

use tokio::sync::Semaphore;
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use super::{
    arena::{Header, Pool},
    inputs::Inputs,
    plan::Plan,
    runner_values::RunnerValues,
};

/// The injected values of a runner, its idle arenas, its count of detached nodes, and the turns of
/// nodes whose concurrency is bounded.
pub(crate) struct RunnerCore {
    /// Idle arenas, all of `plan`.
    pool: Pool,
    plan: Option<&'static Plan>,
    injected: NonNull<u8>,
    /// Keeps what `injected` points to; never written.
    _values: Arc<dyn Any>,
    is_shut_down: AtomicBool,
    tracker: TaskTracker,
    /// By what the node provides, which is the same in plans for fewer outputs.
    limits: Box<[(TypeId, Arc<Semaphore>)]>,
    /// The values that nodes make once for all runs, if there are such nodes; then the injected ones
    /// lie with them.
    scope: Option<RunnerValues>,
}

// SAFETY: `injected` points at values that are `Send + Sync`, by the proofs, and are only read.
unsafe impl Send for RunnerCore {}
// SAFETY: as above.
unsafe impl Sync for RunnerCore {}

impl RunnerCore {
    pub(crate) fn new<J: Inputs>(
        plan: Option<&'static Plan>,
        (injected, _shareable): (J, J::Proofs),
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
            is_shut_down: AtomicBool::new(false),
            tracker: TaskTracker::new(),
            limits: plan.map(limits).unwrap_or_default(),
            scope,
        }
    }

    /// The turns of the node that provides this type. They are given in the order of asking.
    pub(super) fn limit(&self, output: TypeId) -> Option<Arc<Semaphore>> {
        let mut limits = self.limits.iter();
        let (_, limit) = limits.find(|(of, _)| *of == output)?;
        Some(Arc::clone(limit))
    }

    pub(super) fn injected(&self) -> NonNull<u8> {
        self.injected
    }

    /// The values that nodes make once for all runs, if there are such nodes.
    pub(super) fn scope(&self) -> Option<&RunnerValues> {
        self.scope.as_ref()
    }

    /// An idle arena of `plan`.
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

    /// Keeps an arena for the next run, if it is of the runner's plan.
    ///
    /// # Safety
    /// The caller is alone with the arena and gives it up; nothing but its header is alive in it.
    pub(super) unsafe fn pool(&self, header: NonNull<Header>) {
        // SAFETY: the caller's; the plan of a pooled arena is a static.
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

    pub(crate) fn is_shut_down(&self) -> bool {
        self.is_shut_down.load(Ordering::Acquire)
    }

    /// A token that counts a run, or none if the runner refuses it.
    pub(crate) fn count_run(&self) -> Option<TaskTrackerToken> {
        let token = self.tracker.token();
        // Either this sees that the runner is shut down, or that sees the token.
        fence(Ordering::SeqCst);
        (!self.is_shut_down()).then_some(token)
    }

    /// Refuses new runs, and waits for the detached nodes of those that ended or were dropped. Then
    /// closes what they shared.
    pub(crate) async fn shut_down(&self) {
        self.is_shut_down.store(true, Ordering::Release);
        fence(Ordering::SeqCst);
        self.tracker.close();
        self.tracker.wait().await;
        if let Some(scope) = &self.scope {
            // If anything in it is closed, every run that takes something from it was counted.
            scope.close().await;
        }
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
