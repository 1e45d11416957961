//! What the runs of one runner share.

use std::{
    any::{Any, TypeId},
    future::poll_fn,
    pin::pin,
    ptr::NonNull,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use organum_base::policy::{Policy, timer};

use super::{
    arena::{Header, Pool},
    inputs::Inputs,
    plan::Plan,
    runner_values::RunnerValues,
    runs::Runs,
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
    pub(super) runs: Runs,
    /// Detached nodes, and what else runs may leave behind.
    tracker: TaskTracker,
    /// By what the node provides, which is the same in plans for fewer outputs.
    limits: Box<[(TypeId, Arc<Semaphore>)]>,
    /// What holds for nodes that do not say, in graphs whose defaults are configurable.
    defaults: Policy,
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

    /// The turns of the node that provides this type. They are given in the order of asking.
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

    /// Refuses new runs, and waits for those in flight and what they left behind. Then closes what they
    /// shared. Returns how many runs are in flight when the time is over.
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
        let mut over = pin!(over);
        let mut timer = pin!(timer(limit));
        poll_fn(|cx| {
            if over.as_mut().poll(cx).is_ready() {
                return Poll::Ready(0);
            }
            match timer.as_mut().as_pin_mut() {
                Some(timer) => timer.poll(cx).map(|()| self.runs.count()),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// Refuses new runs, and cancels those in flight.
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
