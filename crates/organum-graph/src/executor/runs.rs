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

/// The bit of the state that is set once no more runs may begin.
const CLOSED: usize = 1;

/// One run in the state.
const RUN: usize = 2;

/// The runs of a runner that are in flight.
#[derive(Default)]
pub(crate) struct Runs {
    /// The number of runs in flight, times [`RUN`]; and [`CLOSED`] once no more runs may begin.
    state: AtomicUsize,
    is_aborted: AtomicBool,
    /// Notified when the last run has ended and no more runs may begin.
    over: Notify,
    waiting: Mutex<Waiting>,
}

/// The tasks of waiting runs, which an abort wakes.
#[derive(Default)]
struct Waiting {
    tasks: Vec<Option<Waker>>,
    free: Vec<usize>,
}

/// The position of a run among those that wait.
pub(super) struct WaitingRun {
    at: usize,
    task: TaskId,
}

impl Runs {
    /// Returns the number of runs in flight.
    pub(super) fn count(&self) -> usize {
        self.state.load(Ordering::SeqCst) / RUN
    }

    /// Prevents new runs from beginning.
    pub(super) fn close(&self) {
        self.state.fetch_or(CLOSED, Ordering::SeqCst);
    }

    /// Waits until no run is in flight. The runs must have been closed before.
    pub(super) async fn wait(&self) {
        loop {
            let mut over = std::pin::pin!(self.over.notified());
            // Either this task sees that the last run has ended, or that run sees this waiter.
            over.as_mut().enable();
            if self.count() == 0 {
                return;
            }
            over.await;
        }
    }

    /// Cancels the runs in flight, and prevents new ones from beginning.
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

    /// Registers the task of this context to be woken when the runs are aborted. Returns true if they are
    /// aborted already.
    pub(super) fn wait_for_abort(&self, run: &mut Option<WaitingRun>, cx: &Context<'_>) -> bool {
        let task = TaskId::of(cx.waker());
        // The stored waker keeps its task alive, so no other task can have the same id meanwhile.
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

    /// Removes a run from those that wait for an abort.
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

/// The runner of a run in flight. The run is counted for as long as this value lives.
pub(crate) struct CountedRunner(Arc<RunnerCore>);

impl CountedRunner {
    /// Counts a run. Returns `None` if no more runs may begin.
    pub(crate) fn begin(runner: Arc<RunnerCore>) -> Option<Self> {
        let before = runner.runs.state.fetch_add(RUN, Ordering::SeqCst);
        let counted = Self(runner);
        (before & CLOSED == 0).then_some(counted)
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
        if self.runs.state.fetch_sub(RUN, Ordering::SeqCst) == RUN | CLOSED {
            self.runs.over.notify_waiters();
        }
    }
}
