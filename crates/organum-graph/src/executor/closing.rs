//! Values that are closed before they are dropped, after a run.
//!
//! What closes is awaited, so it cannot happen where the run is dropped. The arena is handed to a
//! clean-up task on the runtime that the run was started on. The task goes through the values, the
//! youngest first: each is closed if its node says how, and then dropped, so that what a value was
//! made from is still there when it is closed. Values from which nothing was made that closes do not
//! wait for that: they are dropped at once, which is before whatever they were made from.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    ptr::NonNull,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use tokio::task::JoinHandle;

use super::{
    Failure,
    arena::{Header, contain, release_rest},
    call::Cause,
    plan::Plan,
    watch::Watch,
};
use crate::{observe::Outcome, policy::timer};

/// Closes a value.
///
/// # Safety
/// The pointer is to a live value of the type that the function was made for, which nobody else uses
/// until the future is dropped, and which outlives the future.
pub(crate) type CloseFn = unsafe fn(*mut u8) -> Closing;

/// A value that is being closed.
pub(crate) type Closing = Pin<Box<dyn Future<Output = Result<(), Cause>> + Send>>;

/// How a value is closed, and how long that may take.
#[derive(Clone, Copy)]
pub(crate) struct Closer {
    pub(crate) close: CloseFn,
    pub(crate) limit: Duration,
}

/// An arena whose run and nodes are over, with values that are not dropped yet.
///
/// Invariant: the arena is in use and this is alone with it; `left` are the nodes whose outputs are
/// live, the youngest last.
struct CleanUp {
    header: NonNull<Header>,
    left: Vec<u32>,
    /// Who watches the run, if anybody does.
    watch: Option<Arc<Watch>>,
}

// SAFETY: all that an arena holds is `Send`: see `ActiveRun`.
unsafe impl Send for CleanUp {}

/// Drops what no close needs; closes and drops the rest of what an arena holds, on a task of its own,
/// then releases it.
///
/// # Safety
/// As `arena::release`; the plan has nodes that close.
pub(super) unsafe fn clean_up(
    header: NonNull<Header>,
    runtime: &tokio::runtime::Handle,
) -> JoinHandle<()> {
    // SAFETY: the caller is alone with the arena, and its plan is alive.
    let (left, watch) = unsafe {
        let base = header.cast::<u8>();
        let header = &mut *header.as_ptr();
        let watch = header.state.extras.as_ref();
        let watch = watch.and_then(|extras| extras.watch.clone());
        let left = header.state.give_up_outputs(base, header.plan.as_ref());
        (left, watch)
    };
    let mut work = CleanUp {
        header,
        left,
        watch,
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
            self.drop_youngest();
        }
        self.left = closed;
    }

    async fn run(mut self) {
        while let Some(&node) = self.left.last() {
            if let Some(closer) = self.plan().nodes[node as usize].close {
                self.close(node, closer).await;
            }
            self.drop_youngest();
        }
    }

    async fn close(&mut self, node: u32, closer: Closer) {
        let closing = {
            let output = self.plan().steps[node as usize].output as usize;
            // SAFETY: the output lies within the arena. By the invariant the value is live, and used
            // by nobody else until it is dropped, which is after this future.
            unsafe { close_value(self.header.cast::<u8>().add(output), closer) }
        };
        let (outcome, took) = closing.await;
        self.report(node, outcome, took);
    }

    /// Tells how a close ended.
    fn report(&self, node: u32, outcome: Outcome, took: Duration) {
        if let Some(watch) = &self.watch {
            watch.notify_node_closed(node, outcome, took);
        }
        let plan = self.plan();
        report_close(plan.graph, plan.nodes[node as usize].name, outcome, took);
    }

    fn drop_youngest(&mut self) {
        let Some(node) = self.left.pop() else { return };
        let plan = self.plan();
        if let Some(drop) = plan.nodes[node as usize].drop_output {
            let output = plan.steps[node as usize].output as usize;
            // SAFETY: by the invariant it is live, and it is left no more.
            contain(|| unsafe { drop(self.header.cast::<u8>().add(output).as_ptr()) });
        }
    }
}

impl Drop for CleanUp {
    fn drop(&mut self) {
        // Values are left if the runtime ended before the task: they are not closed, or not to the end.
        while let Some(&node) = self.left.last() {
            if self.plan().nodes[node as usize].close.is_some() {
                self.report(node, Outcome::Cancelled, Duration::ZERO);
            }
            self.drop_youngest();
        }
        // SAFETY: by the invariant; every output is dropped.
        unsafe { release_rest(self.header) }
        if let Some(watch) = self.watch.take() {
            watch.clean_up();
            contain(|| drop(watch));
        }
    }
}

/// Closes a value within its time. What comes of it: how it ended, and how long it took.
///
/// # Safety
/// As [`CloseFn`], for the future that this returns.
pub(super) unsafe fn close_value(
    value: NonNull<u8>,
    closer: Closer,
) -> impl Future<Output = (Outcome, Duration)> + Send {
    let value = SendPtr(value);
    let closing = async move {
        // SAFETY: the caller's.
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
        let timer = timer(closer.limit);
        if timer.is_none() {
            tracing::warn!("the runtime has no clock: a value is closed without a time limit");
        }
        let (mut closing, mut timer) = (pin!(closing), pin!(timer));
        let outcome = std::future::poll_fn(|cx| {
            if let Poll::Ready(closed) = closing.as_mut().poll(cx) {
                let outcome = closed.map_or_else(|failure| failure.outcome(), |()| Outcome::Ok);
                return Poll::Ready(outcome);
            }
            match timer.as_mut().as_pin_mut() {
                Some(timer) => timer.poll(cx).map(|()| Outcome::TimedOut),
                None => Poll::Pending,
            }
        });
        (outcome.await, begin.elapsed())
    }
}

/// Says of a value that it was not closed. What went wrong is the user's, and may hold a payload.
pub(super) fn report_close(
    graph: &'static str,
    node: &'static str,
    outcome: Outcome,
    took: Duration,
) {
    if outcome != Outcome::Ok {
        tracing::warn!(graph, node, ?outcome, ?took, "a value was not closed");
    }
}

/// A pointer that moves with the task it belongs to.
#[derive(Clone, Copy)]
struct SendPtr(NonNull<u8>);

impl SendPtr {
    fn get(self) -> *mut u8 {
        self.0.as_ptr()
    }
}

// SAFETY: it is used by the one task that has the arena, whose values are `Send`.
unsafe impl Send for SendPtr {}
