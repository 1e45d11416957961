//! The runs of a runner that are in flight: counted for its shutdown, woken by its abort.
#![deny(unsafe_code)]

use std::{
    ops::Deref,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Waker},
};

use tokio::sync::Notify;

use super::{runner_core::RunnerCore, wake::TaskId};

/// The runs of a runner that are in flight.
#[derive(Default)]
pub(crate) struct Runs {
    count: AtomicUsize,
    /// No run begins any more.
    is_closed: AtomicBool,
    is_aborted: AtomicBool,
    /// Notified when the last run is over, once none begins any more.
    over: Notify,
    waiting: Mutex<Waiting>,
}

/// The tasks of runs that wait, so that an abort reaches them.
#[derive(Default)]
struct Waiting {
    tasks: Vec<Option<Waker>>,
    free: Vec<usize>,
}

/// The place of a run among those that wait.
pub(super) struct WaitingRun {
    at: usize,
    task: TaskId,
}

impl Runs {
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::SeqCst)
    }

    /// Returns how many runs are in flight.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// Lets no run begin any more.
    pub(super) fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
    }

    /// Waits until no run is in flight, and none begins.
    pub(super) async fn wait(&self) {
        loop {
            let mut over = std::pin::pin!(self.over.notified());
            // Either this sees that the last one is over, or that one sees this.
            over.as_mut().enable();
            if self.count() == 0 {
                return;
            }
            over.await;
        }
    }

    /// Cancels the runs in flight, and lets none begin any more.
    pub(super) fn abort(&self) {
        self.close();
        self.is_aborted.store(true, Ordering::SeqCst);
        let tasks: Vec<Waker> = {
            let mut waiting = self.waiting();
            waiting.tasks.iter_mut().filter_map(Option::take).collect()
        };
        tasks.into_iter().for_each(Waker::wake);
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.is_aborted.load(Ordering::SeqCst)
    }

    /// Wakes the task of this context when the runs are aborted. `true`: they are already.
    pub(super) fn wait_for_abort(&self, run: &mut Option<WaitingRun>, cx: &Context<'_>) -> bool {
        let task = TaskId::of(cx.waker());
        // The waker that is kept keeps its task, so no other task has the same id meanwhile.
        if run.as_ref().is_none_or(|run| run.task != task) {
            let mut waiting = self.waiting();
            let at = match run {
                Some(run) => run.at,
                None => waiting.place(),
            };
            waiting.tasks[at] = Some(cx.waker().clone());
            *run = Some(WaitingRun { at, task });
        }
        self.is_aborted()
    }

    /// The run waits no more.
    pub(super) fn forget(&self, run: WaitingRun) {
        let task = {
            let mut waiting = self.waiting();
            waiting.free.push(run.at);
            waiting.tasks[run.at].take()
        };
        drop(task);
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn place(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.tasks.push(None);
            self.tasks.len() - 1
        })
    }
}

/// The runner of a run in flight: the run is counted as long as this lives.
pub(crate) struct CountedRunner(Arc<RunnerCore>);

impl CountedRunner {
    /// Counts a run; none if the runner lets none begin.
    pub(crate) fn begin(runner: Arc<RunnerCore>) -> Option<Self> {
        runner.runs.count.fetch_add(1, Ordering::SeqCst);
        let counted = Self(runner);
        // Either this sees that no run begins any more, or who waits for the runs sees the count.
        (!counted.runs.is_closed()).then_some(counted)
    }
}

impl Deref for CountedRunner {
    type Target = RunnerCore;

    fn deref(&self) -> &RunnerCore {
        &self.0
    }
}

impl Drop for CountedRunner {
    fn drop(&mut self) {
        if self.runs.count.fetch_sub(1, Ordering::SeqCst) == 1 && self.runs.is_closed() {
            self.runs.over.notify_waiters();
        }
    }
}
