//! A run of a saga, from the user's side.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::{runtime::Handle, sync::oneshot};
use tokio_util::{
    sync::CancellationToken,
    task::{TaskTracker, task_tracker::TaskTrackerToken},
};

use super::{
    Saga, SagaId,
    journal::JournalError,
    opening::{self, Opened},
    report::{Ended, Report, SagaError, SagaErrorKind},
    settings::Settings,
    settle::{self, Failing, How},
    shared::{Active, Shared},
    step::{Finished, Steps},
};
use crate::{
    graph,
    observe::{Both, Observer},
};

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type ReportOf<S> = Report<<S as Saga>::Output, <S as Saga>::Error>;

/// One run of saga `S`, as a future of its [`Report`].
///
/// Nothing runs before the future is first polled. It is `Send` and `'static`.
///
/// # Cancel safety
/// Dropping it cancels the run: steps at work are cut, and what was done is undone by a task on the
/// tokio runtime that the run began on; [`Runner::shutdown`](super::Runner::shutdown) waits for that,
/// and [`settled`](super::settled) for runs without a runner. A run that has passed its pivot goes on
/// to its end in the same way. Where no runtime is left, it stays in the journal.
///
/// # Panics
/// If it is polled again after it was ready.
#[must_use = "a saga does nothing until it is awaited"]
pub struct Execution<S: Saga> {
    stage: Stage<S>,
    options: Option<Box<Options>>,
    /// Where what is left goes on when this is dropped: known once the run has had to wait.
    runtime: Option<Handle>,
}

enum Stage<S: Saga> {
    Idle(S, Arc<Settings>),
    /// What is in the journal is being found out.
    Opening(Boxed<Opened<S>>),
    Running(Running<S>),
    /// It is brought to its end by a task.
    Settling(oneshot::Receiver<ReportOf<S>>, Arc<Shared<S>>),
    /// It is brought to its end here: as long as nobody drops this, or for want of a runtime.
    Inline(Boxed<ReportOf<S>>),
    Over,
}

struct Running<S: Saga> {
    run: graph::Execution<Steps<S, false>>,
    shared: Arc<Shared<S>>,
    /// Renews the lease, once the run has to wait.
    renewal: Option<Boxed<JournalError>>,
    /// Tells a runner that is shut down that the run is not over.
    _token: Option<TaskTrackerToken>,
}

/// What few runs ask for.
#[derive(Default)]
struct Options {
    id: Option<SagaId>,
    cancel: Vec<CancellationToken>,
    observer: Option<Arc<dyn Observer>>,
    outer: Option<TaskTracker>,
}

// It pins nothing: the futures of the steps are in the arena of the graph's run.
impl<S: Saga> Unpin for Execution<S> {}

impl<S: Saga> Execution<S> {
    /// A run of a saga, without a runner; `#[saga]` writes a method that calls this.
    pub fn of(saga: S) -> Self {
        Self::with(saga, Settings::alone())
    }

    pub(crate) fn with(saga: S, settings: Arc<Settings>) -> Self {
        Self {
            stage: Stage::Idle(saga, settings),
            options: None,
            runtime: None,
        }
    }

    fn options(&mut self) -> &mut Options {
        self.options.get_or_insert_default()
    }

    /// Names the run: with the id of an event, say, of which the saga is the consequence. With a journal,
    /// a second run with the same id goes on with the first, or reports what came of it.
    pub fn id(mut self, id: SagaId) -> Self {
        self.options().id = Some(id);
        self
    }

    /// Lets an observer watch this run. Each of several is told everything.
    pub fn observe(mut self, observer: impl Observer) -> Self {
        let options = self.options();
        options.observer = Some(match options.observer.take() {
            Some(earlier) => Arc::new(Both(earlier, observer)),
            None => Arc::new(observer),
        });
        self
    }

    /// Cancels the run when the token is cancelled: before the pivot what was done is undone, after it
    /// the run goes on to its end.
    pub fn cancel_on(mut self, token: CancellationToken) -> Self {
        self.options().cancel.push(token);
        self
    }

    /// Makes the run a part of the graph run of which `run` is: the graph's
    /// [`Runner::shutdown`](graph::Runner::shutdown) waits also for what is undone after it.
    pub fn within(mut self, run: &graph::Run) -> Self {
        self.options().outer = run.tracker().cloned();
        self
    }

    fn begin(&mut self, saga: S, settings: Arc<Settings>) -> Stage<S> {
        let options = self.options.take();
        let mut options = options.map_or_else(Options::default, |options| *options);
        let observer = match (settings.observer.clone(), options.observer.take()) {
            (Some(first), Some(second)) => Some(Arc::new(Both(first, second)) as _),
            (first, second) => first.or(second),
        };
        let mut shared = Shared::new(saga, settings);
        shared.observer = observer;
        shared.outer = options.outer.take();
        if let Some(id) = options.id {
            shared = shared.with_id(id);
        }
        if shared.settings.tracker.is_closed() && shared.settings.registry.is_some() {
            let failing = Failing::of(SagaErrorKind::Run(graph::GraphError::ShutDown {
                graph: S::TABLE.name,
            }));
            let report = opening::not_begun(&shared, failing);
            return Stage::Inline(Box::pin(std::future::ready(report)));
        }
        let cancel = std::mem::take(&mut options.cancel);
        if shared.settings.journal.is_some() {
            let opening = Box::pin(opening::open(shared, cancel));
            return Stage::Opening(opening);
        }
        Self::start(Arc::new(shared), cancel, true)
    }

    fn start(shared: Arc<Shared<S>>, cancel: Vec<CancellationToken>, is_fresh: bool) -> Stage<S> {
        let settings = &shared.settings;
        shared.register();
        let token = settings
            .registry
            .is_some()
            .then(|| settings.tracker.token());
        let mut run = graph::Execution::of(Steps(Active::new(&shared, is_fresh)));
        if let Some(observer) = &shared.observer {
            run = run.observe(Arc::clone(observer));
        }
        for token in cancel {
            run = run.cancel_on(token);
        }
        Stage::Running(Running {
            run,
            shared,
            renewal: None,
            _token: token,
        })
    }

    /// Lets a run be brought to its end: by a task, so that nobody can stop it by dropping this.
    fn settle(shared: Arc<Shared<S>>, how: How<S>, runtime: Option<Handle>) -> Stage<S> {
        let is_complete = matches!(how, How::Complete(_));
        let settling = settle::settle(Arc::clone(&shared), how);
        // What is all done has little left to do.
        match runtime.filter(|_| !is_complete) {
            Some(runtime) => {
                let (to, from) = oneshot::channel();
                runtime.spawn(async move {
                    // Nobody waits for the report of a run that was dropped.
                    let _ = to.send(settling.await);
                });
                Stage::Settling(from, shared)
            }
            None => Stage::Inline(Box::pin(settling)),
        }
    }

    fn poll_running(&mut self, cx: &mut Context<'_>) -> Poll<Option<ReportOf<S>>> {
        let Stage::Running(running) = &mut self.stage else {
            unreachable!("the run is at work")
        };
        let how = match Pin::new(&mut running.run).poll(cx) {
            Poll::Pending => match running.poll_lease(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(error) => {
                    running.shared.stop(error);
                    How::Interrupted(Failing::of(SagaErrorKind::Cancelled))
                }
            },
            Poll::Ready(Ok(Finished(value))) => {
                if !settle::has_end(&running.shared) {
                    // The usual end.
                    let Stage::Running(running) = std::mem::replace(&mut self.stage, Stage::Over)
                    else {
                        unreachable!("the run is at work")
                    };
                    // The graph's part of the value goes first.
                    let Running { run, shared, .. } = running;
                    drop(run);
                    let report = settle::completed(&shared, value);
                    shared.end(Ended::Completed, &report.done, &report.undone);
                    return Poll::Ready(Some(report));
                }
                How::Complete(value)
            }
            Poll::Ready(Err(error)) => How::of(&running.shared, error),
        };
        let Stage::Running(running) = std::mem::replace(&mut self.stage, Stage::Over) else {
            unreachable!("the run is at work")
        };
        let Running { run, shared, .. } = running;
        drop(run);
        self.stage = Self::settle(shared, how, Handle::try_current().ok());
        Poll::Ready(None)
    }
}

impl<S: Saga> Running<S> {
    /// Renews the lease of a run that waits.
    fn poll_lease(&mut self, cx: &mut Context<'_>) -> Poll<JournalError> {
        if self.shared.record.is_none() || !Shared::<S>::has_clock() {
            return Poll::Pending;
        }
        let renewal = self.renewal.get_or_insert_with(|| {
            let shared = Arc::clone(&self.shared);
            Box::pin(async move { shared.keep_lease().await })
        });
        renewal.as_mut().poll(cx)
    }
}

impl<S: Saga> Future for Execution<S> {
    type Output = ReportOf<S>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.poll_stages(cx);
        if polled.is_pending() && self.runtime.is_none() {
            self.runtime = Handle::try_current().ok();
        }
        polled
    }
}

impl<S: Saga> Execution<S> {
    fn poll_stages(&mut self, cx: &mut Context<'_>) -> Poll<ReportOf<S>> {
        let this = self;
        loop {
            match &mut this.stage {
                Stage::Idle(..) => {
                    let Stage::Idle(saga, settings) =
                        std::mem::replace(&mut this.stage, Stage::Over)
                    else {
                        unreachable!("the run has not begun")
                    };
                    this.stage = this.begin(saga, settings);
                }
                Stage::Opening(opening) => {
                    let Poll::Ready(opened) = opening.as_mut().poll(cx) else {
                        return Poll::Pending;
                    };
                    this.stage = match opened {
                        Opened::Begun(shared, cancel, is_fresh) => {
                            Self::start(shared, cancel, is_fresh)
                        }
                        Opened::Settle(shared, how) => {
                            Self::settle(shared, how, Handle::try_current().ok())
                        }
                        Opened::Over(report) => {
                            this.stage = Stage::Over;
                            return Poll::Ready(*report);
                        }
                    };
                }
                Stage::Running(_) => match this.poll_running(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Some(report)) => return Poll::Ready(report),
                    Poll::Ready(None) => {}
                },
                Stage::Settling(from, shared) => {
                    let Poll::Ready(report) = Pin::new(from).poll(cx) else {
                        return Poll::Pending;
                    };
                    // The task was dropped with its runtime.
                    let report = report.unwrap_or_else(|_| Report {
                        id: shared.id_cell(),
                        result: Err(SagaError::unstarted(S::TABLE.name, SagaErrorKind::Stopped)),
                        done: Arc::default(),
                        undone: shared.log().undone.clone(),
                        parked: Vec::new(),
                        end: Ended::Left,
                    });
                    this.stage = Stage::Over;
                    return Poll::Ready(report);
                }
                Stage::Inline(settling) => {
                    let Poll::Ready(report) = settling.as_mut().poll(cx) else {
                        return Poll::Pending;
                    };
                    this.stage = Stage::Over;
                    return Poll::Ready(report);
                }
                Stage::Over => panic!(
                    "a run of saga `{}` was polled after it was over",
                    S::TABLE.name
                ),
            }
        }
    }
}

impl<S: Saga> Drop for Execution<S> {
    fn drop(&mut self) {
        let runtime = self.runtime.take();
        match (std::mem::replace(&mut self.stage, Stage::Over), runtime) {
            (Stage::Running(running), runtime) => {
                let Running { run, shared, .. } = running;
                drop(run);
                let how = How::Interrupted(Failing::of(SagaErrorKind::Cancelled));
                // Without a runtime it is dropped here, and says that it is left.
                drop(Self::settle(shared, how, runtime));
            }
            (Stage::Inline(settling), Some(runtime)) => {
                runtime.spawn(settling);
            }
            (Stage::Opening(opening), Some(runtime)) => {
                // What it is about to record must not go forward once nobody waits for it.
                runtime.spawn(async move {
                    let (shared, how) = match opening.await {
                        Opened::Begun(shared, ..) => (
                            shared,
                            How::Interrupted(Failing::of(SagaErrorKind::Cancelled)),
                        ),
                        Opened::Settle(shared, how) => (shared, how),
                        Opened::Over(_) => return,
                    };
                    settle::settle(shared, how).await;
                });
            }
            _ => {}
        }
    }
}
