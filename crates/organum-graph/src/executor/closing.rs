//! Values that are closed before they are dropped, after a run.
//!
//! Closing a value is asynchronous, so it cannot happen where the run is dropped. The arena is handed to
//! a clean-up task on the runtime that the run was started on. The task goes through the values in
//! reverse order of creation: it closes each value whose node says how, and then drops it, so that the
//! values that it was made from are still alive while it is closed. A value from which no closable value
//! was made does not wait: it is dropped at once, before the values that it was made from.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    ptr::NonNull,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use tokio::task::JoinHandle;
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use super::{
    Failure,
    arena::{Header, contain, release_rest},
    call::Cause,
    plan::Plan,
    watch::Watch,
};
use crate::{observe::Outcome, policy::limited_by_a_clock};

/// Closes a value.
///
/// # Safety
/// The pointer is to a live value of the type that the function was made for. Nothing else accesses the
/// value until the future is dropped, and the value outlives the future.
pub(crate) type CloseFn = unsafe fn(*mut u8) -> Closing;

/// The future that closes a value.
pub(crate) type Closing = Pin<Box<dyn Future<Output = Result<(), Cause>> + Send>>;

/// The function that closes a value, and its time limit.
#[derive(Clone, Copy)]
pub(crate) struct Closer {
    pub(crate) close: CloseFn,
    pub(crate) limit: Duration,
}

/// An arena whose run and nodes have ended, with values that are not dropped yet.
///
/// Invariant: the arena is in use and this struct has exclusive access to it; `left` lists the nodes
/// whose outputs are live, in order of creation.
struct CleanUp {
    header: NonNull<Header>,
    left: Vec<u32>,
    /// The observers of the run, if there are any.
    watch: Option<Arc<Watch>>,
    /// Keeps a runner that shuts down waiting until the observers were notified of the clean-up.
    _tracked: Option<TaskTrackerToken>,
}

// SAFETY: every value that an arena holds is `Send`, as stated at `ActiveRun`.
unsafe impl Send for CleanUp {}

/// Drops the values that no close needs. A new task closes and drops the remaining values of the arena,
/// then releases it.
///
/// # Safety
/// The conditions of `arena::release` hold, and the plan has nodes that close.
pub(super) unsafe fn clean_up(
    header: NonNull<Header>,
    runtime: &tokio::runtime::Handle,
) -> JoinHandle<()> {
    // SAFETY: the caller has exclusive access to the arena, and its plan is alive.
    let (left, watch, tracked) = unsafe {
        let base = header.cast::<u8>();
        let header = &mut *header.as_ptr();
        let extras = header.state.extras.as_ref();
        let watch = extras.and_then(|extras| extras.watch.clone());
        let tracker = extras.and_then(|extras| extras.tracker.as_ref());
        let tracked = tracker.map(TaskTracker::token);
        let left = header.state.give_up_outputs(base, header.plan.as_ref());
        (left, watch, tracked)
    };
    let mut work = CleanUp {
        header,
        left,
        watch,
        _tracked: tracked,
    };
    work.drop_what_no_close_needs();
    runtime.spawn(work.run())
}

impl CleanUp {
    fn plan(&self) -> &Plan {
        // SAFETY: an arena in use keeps its plan alive.
        unsafe { self.header.as_ref().plan.as_ref() }
    }

    fn drop_what_no_close_needs(&mut self) {
        let nodes = &self.plan().nodes;
        let outlives = |node: &u32| nodes[*node as usize].outlives_closes;
        let (closed, others) = self.left.iter().copied().partition(outlives);
        self.left = others;
        while !self.left.is_empty() {
            self.drop_newest();
        }
        self.left = closed;
    }

    async fn run(mut self) {
        while let Some(&node) = self.left.last() {
            if let Some(closer) = self.plan().nodes[node as usize].close {
                self.close(node, closer).await;
            }
            self.drop_newest();
        }
    }

    async fn close(&mut self, node: u32, closer: Closer) {
        let closing = {
            let output = self.plan().steps[node as usize].output as usize;
            // SAFETY: the output lies within the arena. By the invariant the value is live, and nothing
            // else accesses it until it is dropped, which happens after this future ends.
            unsafe { close_value(self.header.cast::<u8>().add(output), closer) }
        };
        let end = closing.await;
        self.report(node, &end);
    }

    /// Reports how a close ended.
    fn report(&self, node: u32, end: &CloseEnd) {
        if let Some(watch) = &self.watch {
            watch.notify_node_closed(node, end);
        }
        let plan = self.plan();
        end.log(plan.graph, plan.nodes[node as usize].name);
    }

    fn drop_newest(&mut self) {
        let Some(node) = self.left.pop() else { return };
        let plan = self.plan();
        if let Some(drop) = plan.nodes[node as usize].drop_output {
            let output = plan.steps[node as usize].output as usize;
            // SAFETY: by the invariant the output is live, and it was removed from `left`.
            contain(|| unsafe { drop(self.header.cast::<u8>().add(output).as_ptr()) });
        }
    }
}

impl Drop for CleanUp {
    fn drop(&mut self) {
        // Values are left if the runtime ended before the task: their closing did not begin or did not
        // finish.
        while let Some(&node) = self.left.last() {
            if self.plan().nodes[node as usize].close.is_some() {
                self.report(node, &CloseEnd::CANCELLED);
            }
            self.drop_newest();
        }
        // SAFETY: by the invariant this struct has exclusive access to the arena; every output is
        // dropped.
        unsafe { release_rest(self.header) }
        if let Some(watch) = self.watch.take() {
            watch.clean_up();
            contain(|| drop(watch));
        }
    }
}

/// The end of a close.
pub(crate) struct CloseEnd {
    pub(crate) outcome: Outcome,
    /// The user's error, if the close failed with one.
    pub(crate) error: Option<Cause>,
    pub(crate) took: Duration,
}

impl CloseEnd {
    /// The end of a close that never began, or was dropped.
    pub(super) const CANCELLED: Self = Self {
        outcome: Outcome::Cancelled,
        error: None,
        took: Duration::ZERO,
    };

    /// Logs that a value was not closed. The user's error is left out, since it may hold a payload.
    pub(super) fn log(&self, graph: &'static str, node: &'static str) {
        let (outcome, took) = (self.outcome, self.took);
        if outcome != Outcome::Ok {
            tracing::warn!(graph, node, ?outcome, ?took, "a value was not closed");
        }
    }
}

/// Closes a value within its time limit.
///
/// # Safety
/// The conditions of [`CloseFn`] hold for the future that this function returns.
pub(super) unsafe fn close_value(
    value: NonNull<u8>,
    closer: Closer,
) -> impl Future<Output = CloseEnd> + Send {
    let value = SendPtr(value);
    let closing = async move {
        // SAFETY: the caller guarantees a live value of the closer's type that nothing else accesses
        // until the future is dropped.
        let mut closing =
            match catch_unwind(AssertUnwindSafe(|| unsafe { (closer.close)(value.get()) })) {
                Ok(closing) => closing,
                Err(panic) => return Err(Failure::panicked(panic)),
            };
        std::future::poll_fn(move |cx| {
            let polled = catch_unwind(AssertUnwindSafe(|| closing.as_mut().poll(cx)));
            match polled {
                Ok(Poll::Pending) => Poll::Pending,
                Ok(Poll::Ready(result)) => Poll::Ready(result.map_err(Failure::Error)),
                Err(panic) => Poll::Ready(Err(Failure::panicked(panic))),
            }
        })
        .await
    };
    async move {
        let begin = tokio::time::Instant::now();
        let closed = limited_by_a_clock("the close of a value", closer.limit, closing).await;
        let (outcome, error) = match closed {
            Ok(Ok(())) => (Outcome::Ok, None),
            Ok(Err(Failure::Error(error))) => (Outcome::Failed, Some(error)),
            Ok(Err(failure)) => (failure.outcome(), None),
            Err(_) => (Outcome::TimedOut, None),
        };
        CloseEnd {
            outcome,
            error,
            took: begin.elapsed(),
        }
    }
}

/// A pointer that moves with the task that owns it.
#[derive(Clone, Copy)]
struct SendPtr(NonNull<u8>);

impl SendPtr {
    fn get(self) -> *mut u8 {
        self.0.as_ptr()
    }
}

// SAFETY: only the task that owns the arena uses the pointer, and the values of an arena are `Send`.
unsafe impl Send for SendPtr {}
