//! A run going forward: its graph, and the writes to its journal.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::{
    Saga,
    error::Fault,
    failure::Failing,
    interrupt::{Interrupt, Interrupts},
    run::{Active, SagaRun},
    steps::{Finished, Steps},
};
use crate::graph::{Execution, GraphError};

/// The next phase of a run.
pub(crate) enum Next<S: Saga> {
    /// Every step has completed.
    Complete(Arc<S::Output>),
    /// A step failed, or the run was ended from outside.
    Back(Failing<S::Error>),
    /// The run goes forward with the steps that are not completed.
    Forward,
    /// The run waits until the letter of this step is redriven.
    Stalled(Failing<S::Error>),
    /// The graph decides, after its running steps have been polled to their ends.
    After(Box<Forward<S>>),
}

impl<S: Saga> Next<S> {
    /// Returns the phase that follows the end of the graph.
    fn after(run: &SagaRun<S>, ended: Result<(Finished, Arc<S::Output>), GraphError>) -> Self {
        match ended {
            Ok((Finished, value)) => Self::Complete(value),
            Err(error) => Self::Back(Failing::of::<S>(&run.record, error)),
        }
    }

    /// Returns the phase of a run that was cancelled.
    pub(crate) fn cancelled() -> Self {
        Self::Back(Failing::new(Fault::Cancelled))
    }
}

/// The run of a saga's graph, as a future of the next phase. With a journal, the completions of steps are appended
/// together with the starts of the next steps, before those are called.
///
/// When a step has failed, or the run is to end, no step begins any more, and the running steps are polled to their
/// ends, unless they are `cancellable`.
///
/// Dropping the future ends the run of the graph; the running steps then have an unknown outcome.
pub(crate) struct Forward<S: Saga> {
    /// The run of the graph. None when it is over.
    graph: Option<Execution<Steps<S>>>,
    run: Arc<SagaRun<S>>,
    /// The future that appends entries, made when there is the first one. It ends when the journal fails.
    writing: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// The number of entries that were appended when the graph was last polled.
    appended: u64,
    /// The events that end the run from outside.
    interrupts: Option<Box<Interrupts>>,
    /// True after the first poll.
    has_begun: bool,
    /// The reason for which the run was stopped, if it was.
    stopped: Option<Failing<S::Error>>,
}

// Nothing is pinned structurally: the graph and the future of the writes are pinned by themselves.
impl<S: Saga> Unpin for Forward<S> {}

impl<S: Saga> Forward<S> {
    /// Makes the future of this run of the graph.
    pub(crate) fn new(run: &Arc<SagaRun<S>>, graph: Execution<Steps<S>>) -> Self {
        if run.record.is_journalled() {
            run.record.set_forward(true);
        }
        Self {
            graph: Some(graph),
            appended: 0,
            run: Arc::clone(run),
            writing: None,
            interrupts: None,
            has_begun: false,
            stopped: None,
        }
    }

    /// Runs the graph again for the steps that are not completed, without a `run_timeout`.
    pub(crate) fn again(run: &Arc<SagaRun<S>>) -> Self {
        let graph = Execution::of(Steps(Active::new(run)));
        let graph = match &run.observer {
            Some(observer) => graph.observe(Arc::clone(observer)),
            None => graph,
        };
        Self::new(run, graph)
    }

    /// Lets these events end the run.
    pub(crate) fn until(mut self, interrupts: Interrupts) -> Self {
        self.interrupts = Some(Box::new(interrupts));
        self
    }

    /// Prevents further steps from beginning. The run ends when the running steps have ended.
    pub(crate) fn stop(&mut self) {
        if self.stopped.is_none() && !self.is_ending() {
            let is_aborted = self.run.settings.abort.is_cancelled();
            self.stopped = Some(Failing::new(if is_aborted {
                Fault::Aborted
            } else {
                Fault::Cancelled
            }));
            self.let_nothing_begin();
        }
    }

    fn let_nothing_begin(&mut self) {
        if let Some(graph) = &mut self.graph {
            graph.stop();
            self.run.record.set_ending();
        }
    }

    /// True if no step begins any more.
    pub(crate) fn is_ending(&mut self) -> bool {
        self.graph.as_mut().is_some_and(Execution::is_ending)
    }

    /// The run.
    pub(crate) fn run(&self) -> &Arc<SagaRun<S>> {
        &self.run
    }

    fn poll_graph(&mut self, cx: &mut Context<'_>) -> Poll<Next<S>> {
        let graph = self
            .graph
            .as_mut()
            .expect("the future is not polled after it was ready");
        let ended = ready!(Pin::new(graph).poll(cx));
        self.graph = None;
        let next = Next::after(&self.run, ended);
        Poll::Ready(match (next, self.stopped.take()) {
            (Next::Back(_), Some(failing)) => Next::Back(failing),
            (next, _) => next,
        })
    }

    /// Polls the graph, and notifies the record when no step begins any more.
    fn poll_steps(&mut self, cx: &mut Context<'_>) -> Poll<Next<S>> {
        loop {
            let was_ending = self.run.record.is_ending();
            if let Poll::Ready(next) = self.poll_graph(cx) {
                return Poll::Ready(next);
            }
            if was_ending {
                return Poll::Pending;
            }
            if self.run.record.is_failing() {
                self.let_nothing_begin();
            } else if self.run.record.is_to_stop() {
                self.stop();
            } else if self.is_ending() {
                self.run.record.set_ending();
            } else {
                return Poll::Pending;
            }
        }
    }

    /// Polls the graph and appends the entries that it has staged, until neither makes progress.
    fn poll_written(&mut self, cx: &mut Context<'_>) -> Poll<Next<S>> {
        if !self.run.record.is_journalled() {
            return self.poll_steps(cx);
        }
        loop {
            self.run.record.is_polled(cx.waker());
            let polled = self.poll_steps(cx);
            let is_staged = self.run.record.was_polled();
            if polled.is_ready() || !is_staged && self.writing.is_none() {
                return polled;
            }
            if self.poll_writing(cx).is_ready() {
                return Poll::Ready(Next::Back(Failing::new(Fault::Stopped)));
            }
            let appended = self.run.record.appended();
            if std::mem::replace(&mut self.appended, appended) == appended {
                return Poll::Pending;
            }
        }
    }

    /// Appends the staged entries. Ready when the journal has failed.
    fn poll_writing(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let run = &self.run;
        let writing = self.writing.get_or_insert_with(|| {
            let run = Arc::clone(run);
            Box::pin(async move { run.record.keep_writing().await })
        });
        writing.as_mut().poll(cx)
    }
}

impl<S: Saga> Future for Forward<S> {
    type Output = Next<S>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Next<S>> {
        let interrupts = self.interrupts.as_ref();
        let is_over = interrupts.is_some_and(|interrupts| interrupts.are_over());
        if !std::mem::replace(&mut self.has_begun, true) && (is_over || self.stopped.is_some()) {
            return Poll::Ready(Next::cancelled());
        }
        loop {
            if let Poll::Ready(next) = self.poll_written(cx) {
                return Poll::Ready(next);
            }
            let Some(interrupts) = &mut self.interrupts else {
                return Poll::Pending;
            };
            match ready!(interrupts.poll(cx)) {
                Interrupt::Stop => self.stop(),
                Interrupt::Cut(fault) => {
                    return Poll::Ready(Next::Back(Failing::new(fault.into())));
                }
            }
        }
    }
}

impl<S: Saga> Drop for Forward<S> {
    fn drop(&mut self) {
        drop(self.graph.take());
        if self.run.record.is_journalled() {
            self.run.record.set_forward(false);
        }
        self.run.record.graph_is_over();
    }
}
