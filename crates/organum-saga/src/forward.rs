//! A run going forward: its graph, and the journal beside it.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::{
    Saga,
    error::Fault,
    failure::Failing,
    run::{Active, SagaRun},
    steps::{Finished, Steps},
};
use crate::graph::{Execution, GraphError};

/// The way in which a run goes on.
pub(crate) enum Next<S: Saga> {
    /// Every step is done.
    Complete(Arc<S::Output>),
    /// A step failed, or the run was ended from outside.
    Back(Failing<S::Error>),
    /// Forward, with the steps that are not done.
    Forward,
}

impl<S: Saga> Next<S> {
    /// The meaning of the end of its graph's run for a saga.
    pub(crate) fn after(
        run: &SagaRun<S>,
        ended: Result<(Finished, Arc<S::Output>), GraphError>,
    ) -> Self {
        match ended {
            Ok((Finished, value)) => Self::Complete(value),
            Err(error) => Self::Back(Failing::of::<S>(&run.record, error)),
        }
    }

    /// The caller has given up.
    pub(crate) fn cancelled() -> Self {
        Self::Back(Failing::new(Fault::Cancelled))
    }
}

/// The run of a saga's graph, as a future of the way in which the saga goes on. With a journal, what the
/// steps have done is appended together with what they are about to do, before they do it.
///
/// Dropped, it ends the run of the graph: no step is called any more.
pub(crate) struct Forward<S: Saga> {
    /// None once it is over.
    graph: Option<Execution<Steps<S>>>,
    run: Arc<SagaRun<S>>,
    /// Appends, once there is something to append. It ends when the journal fails.
    writing: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// The number of entries that were appended when the graph was polled last.
    appended: u64,
}

// It pins nothing.
impl<S: Saga> Unpin for Forward<S> {}

impl<S: Saga> Forward<S> {
    /// This run of the graph of `run`.
    pub(crate) fn new(run: &Arc<SagaRun<S>>, graph: Execution<Steps<S>>) -> Self {
        if run.record.is_journalled() {
            run.record.set_forward(true);
        }
        Self {
            graph: Some(graph),
            appended: 0,
            run: Arc::clone(run),
            writing: None,
        }
    }

    /// A run of the graph that goes on, and has all the time it needs.
    pub(crate) fn again(run: &Arc<SagaRun<S>>) -> Self {
        Self::observed(run, Execution::of(Steps(Active::new(run))).untimed())
    }

    /// A run of the graph that goes on, and has the time that every run has.
    pub(crate) fn limited(run: &Arc<SagaRun<S>>) -> Self {
        Self::observed(run, Execution::of(Steps(Active::new(run))))
    }

    fn observed(run: &Arc<SagaRun<S>>, graph: Execution<Steps<S>>) -> Self {
        let graph = match &run.observer {
            Some(observer) => graph.observe(Arc::clone(observer)),
            None => graph,
        };
        Self::new(run, graph)
    }

    /// Ends it, however far it is.
    pub(crate) fn leave(self) -> Arc<SagaRun<S>> {
        Arc::clone(&self.run)
    }

    fn poll_graph(&mut self, cx: &mut Context<'_>) -> Poll<Next<S>> {
        let graph = self.graph.as_mut().expect("it is not over");
        let ended = ready!(Pin::new(graph).poll(cx));
        self.graph = None;
        Poll::Ready(Next::after(&self.run, ended))
    }

    /// Appends what is staged. Ready when the journal has failed.
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
        if !self.run.record.is_journalled() {
            return self.poll_graph(cx);
        }
        loop {
            self.run.record.is_polled(cx.waker());
            let polled = self.poll_graph(cx);
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
}

impl<S: Saga> Drop for Forward<S> {
    fn drop(&mut self) {
        if self.run.record.is_journalled() {
            self.run.record.set_forward(false);
        }
    }
}
