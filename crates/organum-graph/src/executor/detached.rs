//! A node that runs outside of the task of its run: spawned, or on the pool for blocking work.

use std::{
    cell::UnsafeCell,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    ptr::NonNull,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use tokio::{runtime::Handle, sync::Semaphore};
use tokio_util::task::{AbortOnDropHandle, task_tracker::TaskTrackerToken};

use super::{
    Failure,
    arena::{Header, contain, release},
    handover::Latch,
    plan::Plan,
    run::frame,
    runner_values::Turn,
    runner_values::made_elsewhere,
    step::Progress,
    watch::{AttemptChange, Watch},
};

/// The state that a run and a detached node share. It lies in the arena.
pub(crate) struct Report {
    pub(crate) latch: Latch,
    /// The reason for the failure of the node: written by the node until the latch is `DONE`, then owned
    /// by the run.
    pub(crate) failure: UnsafeCell<Option<Failure>>,
}

impl Report {
    /// Returns the report of a detached node.
    ///
    /// # Safety
    /// The arena is in use, laid out by `plan`, and the node has begun.
    pub(crate) unsafe fn at<'a>(header: NonNull<Header>, plan: &Plan, node: u32) -> &'a Self {
        let report = plan.nodes[node as usize].report as usize;
        // SAFETY: the caller guarantees that the arena is in use and that the node has begun, so its
        // report is written.
        unsafe { header.cast::<u8>().add(report).cast().as_ref() }
    }

    /// Returns the result of the node if it has ended. Called by the run; a failure is returned once.
    pub(crate) fn ended(&self) -> Option<Result<(), Failure>> {
        if !self.latch.is_done() {
            return None;
        }
        // SAFETY: the latch is `DONE`, so the failure belongs to the run.
        Some(unsafe { (*self.failure.get()).take() }.map_or(Ok(()), Err))
    }

    pub(crate) fn new() -> Self {
        Self {
            latch: Latch::new(),
            failure: UnsafeCell::new(None),
        }
    }
}

/// Abandons a detached node that still runs, or takes over its result. Returns true if the output is
/// written.
///
/// # Safety
/// The arena is in use, laid out by `plan`, and the node has begun; the caller does not use the node
/// afterwards.
pub(super) unsafe fn abandon(header: NonNull<Header>, plan: &Plan, node: u32) -> bool {
    // SAFETY: the caller guarantees that the report is written; `outstanding` is shared through atomics
    // alone.
    let (outstanding, report) = unsafe {
        let report = Report::at(header, plan, node);
        (&(*header.as_ptr()).outstanding, report)
    };
    outstanding.abandon(&report.latch);
    match report.ended() {
        Some(Ok(())) => true,
        Some(Err(failure)) => {
            contain(|| drop(failure));
            false
        }
        None => false,
    }
}

/// A detached node, as a task or as work on a thread.
///
/// Invariant: until `finish`, the arena is in use and laid out by `plan`, the dependencies of the node
/// are written and stay so, and nothing else accesses the slots of the node.
pub(crate) struct Job {
    header: NonNull<Header>,
    plan: NonNull<Plan>,
    node: u32,
    waker: Waker,
    /// True while the future of the node is alive in its slot.
    began: bool,
    finished: bool,
    /// The observers of the run, if there are any.
    watch: Option<Arc<Watch>>,
    /// The permit to make a value that the runs of a runner share, if the node makes one.
    turn: Option<Turn>,
    /// Keeps a runner that shuts down waiting until this job has ended.
    _tracked: Option<TaskTrackerToken>,
}

// SAFETY: the futures and values of an arena are `Send`, and the values `Sync`; the latch orders the
// accesses of job and run.
unsafe impl Send for Job {}

impl Job {
    /// Makes a job for a node.
    ///
    /// # Safety
    /// The invariant of [`Job`] holds: the report of the node is written and its latch is new.
    pub(crate) unsafe fn new(
        header: NonNull<Header>,
        plan: NonNull<Plan>,
        node: u32,
        waker: Waker,
        tracked: Option<TaskTrackerToken>,
        watch: Option<Arc<Watch>>,
        turn: Option<Turn>,
    ) -> Self {
        Self {
            header,
            plan,
            node,
            waker,
            began: false,
            finished: false,
            watch,
            turn,
            _tracked: tracked,
        }
    }

    /// Runs a blocking node: its future is ready at the first poll. If a store records its results, the
    /// thread waits for the store on `runtime`.
    pub(crate) fn block(mut self, runtime: Option<&Handle>) {
        if let Some(runtime) = runtime {
            // A runtime that shuts down meanwhile panics.
            let waited = catch_unwind(AssertUnwindSafe(|| runtime.block_on(&mut self)));
            drop(waited);
            return;
        }
        if let Some(watch) = &self.watch {
            watch.notify_attempt(self.node, AttemptChange::Begins);
        }
        let mut cx = Context::from_waker(Waker::noop());
        let done = Pin::new(&mut self).poll(&mut cx).is_ready();
        debug_assert!(done, "the future of a blocking node is ready at once");
    }

    /// Runs a blocking node once it holds a permit of `limit`, without blocking a thread while it waits.
    /// A job that is dropped before that does not run.
    pub(crate) async fn block_in_turn(self, limit: Arc<Semaphore>, runtime: Option<Handle>) {
        // The semaphore is never closed.
        let turn = limit.acquire_owned().await.ok();
        let work = tokio::task::spawn_blocking(move || {
            self.block(runtime.as_ref());
            drop(turn);
        });
        // Dropping the handle keeps the work from starting if the run has ended. The job itself reports
        // its result.
        let _ = AbortOnDropHandle::new(work).await;
    }

    /// Reports the result of the node to the run, or cleans up if the run is gone.
    fn finish(&mut self, result: Result<(), Failure>) {
        self.finished = true;
        // SAFETY: by the invariant the arena is in use until the latch is finished, and after that if the
        // run abandoned the node; then this job leaves the arena once, and releases it if it is the last
        // party. Until then only this job writes to the report.
        unsafe {
            let node = &self.plan.as_ref().nodes[self.node as usize];
            let output = self.plan.as_ref().steps[self.node as usize].output as usize;
            let base = self.header.cast::<u8>();
            let report = base.add(node.report as usize).cast::<Report>().as_ref();
            let wrote = result.is_ok();
            *report.failure.get() = result.err();
            if report.latch.finish() {
                self.waker.wake_by_ref();
                return;
            }
            let failure = (*report.failure.get()).take();
            contain(|| drop(failure));
            if wrote && let Some(drop) = node.drop_output {
                contain(|| drop(base.add(output).as_ptr()));
            }
            if (*self.header.as_ptr()).outstanding.leave() {
                // A task that closes values notifies the observers itself when it is done.
                if release(self.header).is_none()
                    && let Some(watch) = &self.watch
                {
                    watch.clean_up();
                }
            }
        }
    }

    /// Drops the node's future, if it is alive.
    fn drop_future(&mut self) {
        if std::mem::take(&mut self.began) {
            // SAFETY: by the invariant only this job accesses the slot, and `began` says that it holds a
            // future.
            unsafe {
                let step = &self.plan.as_ref().steps[self.node as usize];
                let drop = self.plan.as_ref().nodes[self.node as usize].drop_future;
                let slot = self.header.cast::<u8>().add(step.future as usize);
                contain(|| drop(slot.as_ptr()));
            }
        }
    }
}

impl Future for Job {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: by the invariant the arena is in use, laid out by the plan.
        let (mut frame, plan) = unsafe { (frame(self.header), self.plan.as_ref()) };
        let step = &plan.steps[self.node as usize];
        let first = !self.began;
        frame.began = self.began;
        let watched = self.watch.as_ref();
        let entered = watched.map(|watch| watch.enter(self.node));
        let shared = plan.nodes[self.node as usize].shared;
        let run = shared.map_or(step.run, |shared| shared.step);
        // SAFETY: by the invariant; `first` says whether the slot holds a future. A shared value is
        // written only by the job that holds its permit, which is this one.
        let polled = catch_unwind(AssertUnwindSafe(|| unsafe {
            run(&mut frame, step, cx, first)
        }));
        drop(entered);
        self.began = frame.began;
        let result = match polled {
            Ok(Progress::Pending) => return Poll::Pending,
            Ok(Progress::Ready) => {
                if let Some(turn) = self.turn.take() {
                    let by = made_elsewhere(self.node, self.watch.clone());
                    // SAFETY: the step has written the value.
                    unsafe { turn.publish(by) };
                }
                Ok(())
            }
            Ok(Progress::Failed) => Err(Failure::failed(frame.cause.take())),
            Err(panic) => {
                self.drop_future();
                Err(Failure::panicked(panic))
            }
        };
        self.finish(result);
        Poll::Ready(())
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if !self.finished {
            self.drop_future();
            self.finish(Err(Failure::Stopped));
        }
        if let Some(watch) = self.watch.take() {
            contain(|| drop(watch));
        }
    }
}
