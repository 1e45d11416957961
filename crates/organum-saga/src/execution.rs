//! The future of one run of a saga.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    Saga, SagaId,
    begin::{self, Begun},
    definition::needs_clock,
    ending,
    error::{Fault, SagaError},
    failure::Failing,
    forward::{Forward, Next},
    interrupt::Interrupts,
    report::SagaReport,
    run::{About, Active, SagaRun},
    runtime::{BoxedTask, has_clock, in_task, spawn},
    settings::Settings,
    steps::Steps,
};
use crate::{
    graph::{self, GraphError},
    observe::{Both, Observer},
};
use organum_base::observe::SagaStatus;

type ReportOf<S> = SagaReport<<S as Saga>::Output, <S as Saga>::Error>;
type GraphRunner<S> = graph::Runner<Steps<S>>;

/// One run of saga `S`, as a future of its output, or of the [`SagaError`] with the cause and the undone steps.
/// [`report`](Self::report) makes it a future of a [`SagaReport`], for every outcome.
///
/// The run begins when the future is first polled. The future is `Send` and `'static`.
///
/// # Cancel safety
/// Dropping the future cancels the run: no step begins any more. A task on the tokio runtime on which the run began
/// polls the running steps to their ends, and rolls the run back. A run that has passed its pivot is completed in the
/// same way. [`SagaHandle::shutdown`](super::SagaHandle::shutdown) waits for this task, and
/// [`settled`](super::settled) does so for runs without a runner. If there is no runtime any more, the run is left in
/// its journal.
///
/// # Panics
/// Panics if the future is polled again after it was ready.
#[must_use = "a saga does nothing until it is awaited"]
pub struct SagaExecution<S: Saga> {
    stage: Stage<S>,
    options: Option<Box<Options>>,
    /// The runtime on which a task ends the run when this future is dropped: set when the run first has to wait.
    runtime: Option<Handle>,
}

enum Stage<S: Saga> {
    Idle(S, Arc<Settings>, Option<GraphRunner<S>>),
    /// The journal begins or claims the run.
    Beginning(BoxedTask<Begun<S>>, Option<GraphRunner<S>>),
    Running(Forward<S>),
    /// A task drives the run to its end.
    Ending(BoxedTask<Option<ReportOf<S>>>, Arc<SagaRun<S>>),
    /// This future drives the run to its end, because little is left to do or there is no runtime. When the future is
    /// dropped, a task takes over if there is a runtime.
    Inline(BoxedTask<ReportOf<S>>),
    Over,
}

/// The options of a run. Most runs have none, so they are boxed.
#[derive(Default)]
struct Options {
    id: Option<SagaId>,
    cancel: Vec<CancellationToken>,
    observer: Option<Arc<dyn Observer>>,
    outer: Option<TaskTracker>,
}

// Nothing is pinned structurally: the futures of the steps are in the arena of the graph's run.
impl<S: Saga> Unpin for SagaExecution<S> {}

impl<S: Saga> SagaExecution<S> {
    /// Makes a run of a saga without a runner. `#[saga]` writes a method that calls this function.
    pub fn of(saga: S) -> Self {
        Self::with(saga, Settings::alone(), None)
    }

    pub(crate) fn with(saga: S, settings: Arc<Settings>, graph: Option<GraphRunner<S>>) -> Self {
        Self {
            stage: Stage::Idle(saga, settings, graph),
            options: None,
            runtime: None,
        }
    }

    fn options(&mut self) -> &mut Options {
        self.options.get_or_insert_default()
    }

    /// Sets the id of the run, such as the id of the event that causes it. With a journal, a second run with the same
    /// id and equal inputs resumes the first one, or returns its outcome. One with other inputs is refused and does not
    /// begin, with the status [`NotBegun`](SagaStatus::NotBegun).
    pub fn id(mut self, id: SagaId) -> Self {
        self.options().id = Some(id);
        self
    }

    /// Adds an observer of this run. Each observer is notified of everything.
    pub fn observe(mut self, observer: impl Observer) -> Self {
        let options = self.options();
        options.observer = Some(match options.observer.take() {
            Some(earlier) => Arc::new(Both(earlier, observer)),
            None => Arc::new(observer),
        });
        self
    }

    /// Cancels the run when the token is cancelled. A run that has not passed its pivot is rolled back; another one
    /// is completed.
    pub fn cancel_on(mut self, token: CancellationToken) -> Self {
        self.options().cancel.push(token);
        self
    }

    /// Makes the run a part of a run of a graph, so that the graph's
    /// [`RunnerHandle::shutdown`](graph::RunnerHandle::shutdown) also waits for the rollback.
    pub fn within(mut self, run: &graph::Run) -> Self {
        self.options().outer = run.tracker().cloned();
        self
    }

    /// Makes this a future of the report, which also lists the steps of a run that succeeded.
    pub fn report(self) -> SagaReporting<S> {
        SagaReporting(self)
    }

    /// Begins the run, in its journal if there is one.
    fn begin(
        &mut self,
        saga: S,
        settings: Arc<Settings>,
        runner: Option<GraphRunner<S>>,
    ) -> Stage<S> {
        let mut options = self
            .options
            .take()
            .map_or_else(Options::default, |options| *options);
        let mut about = About::new(S::TABLE, settings);
        about.outer = options.outer;
        about.observer = match (about.observer, options.observer.take()) {
            (Some(first), Some(second)) => Some(Arc::new(Both(first, second)) as _),
            (first, second) => second.or(first),
        };
        if let Some(id) = options.id {
            about.record.set_id(id);
        }
        let is_journalled = about.settings.journal().is_some();
        let may_begin = || match &about.settings.registry {
            // A run with a journal is listed when its journal has begun it.
            Some(registry) if is_journalled => !registry.is_closed(),
            Some(registry) => registry.begin(&about.record),
            None => true,
        };
        let refused = if needs_clock::<S>(&about.settings) && !has_clock() {
            Some(Fault::NoClock)
        } else if may_begin() {
            None
        } else {
            Some(Fault::Run(GraphError::shut_down(S::TABLE.name)))
        };
        if let Some(fault) = refused {
            let report = begin::not_begun::<S>(&about, SagaStatus::NotBegun, Failing::new(fault));
            return Stage::Inline(Box::pin(std::future::ready(report)));
        }
        let run = SagaRun::new(saga, about);
        if is_journalled {
            return Stage::Beginning(Box::pin(begin::begin(run, options.cancel)), runner);
        }
        Self::start(Arc::new(run), options.cancel, runner)
    }

    /// Starts the graph of a run that has begun.
    fn start(
        run: Arc<SagaRun<S>>,
        cancel: Vec<CancellationToken>,
        runner: Option<GraphRunner<S>>,
    ) -> Stage<S> {
        run.record.set_tokens(&cancel);
        let active = Active::new(&run);
        let mut graph = match runner {
            Some(runner) => runner.run_of(active),
            None => graph::Execution::of(Steps(active)),
        };
        if let Some(observer) = &run.observer {
            graph = graph.observe(Arc::clone(observer));
        }
        let interrupts = Interrupts::of(&run, cancel);
        Stage::Running(Forward::new(&run, graph).until(interrupts))
    }

    /// Drives a run to its end: in a task, so that dropping this future does not stop it.
    fn end(run: Arc<SagaRun<S>>, next: Next<S>, runtime: Option<Handle>) -> Stage<S> {
        // A completed run has little left to do, and needs no task.
        let runtime = runtime.filter(|_| !matches!(next, Next::Complete(_)));
        let ending = ending::end(Arc::clone(&run), next);
        let Some(runtime) = runtime else {
            return Stage::Inline(Box::pin(ending));
        };
        Stage::Ending(Box::pin(in_task(&runtime, ending)), run)
    }
}

impl<S: Saga> Future for SagaExecution<S> {
    type Output = Result<S::Output, SagaError<S::Error>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_report(cx).map(SagaReport::into_result)
    }
}

/// One run of a saga, as a future of its [`SagaReport`]: see [`SagaExecution::report`].
#[must_use = "a saga does nothing until it is awaited"]
pub struct SagaReporting<S: Saga>(SagaExecution<S>);

impl<S: Saga> Future for SagaReporting<S> {
    type Output = SagaReport<S::Output, S::Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll_report(cx)
    }
}

impl<S: Saga> SagaExecution<S> {
    fn poll_report(&mut self, cx: &mut Context<'_>) -> Poll<ReportOf<S>> {
        let polled = self.poll_stages(cx);
        if polled.is_pending() && self.runtime.is_none() {
            self.runtime = Handle::try_current().ok();
        }
        polled
    }

    fn take_stage(&mut self) -> Stage<S> {
        std::mem::replace(&mut self.stage, Stage::Over)
    }

    fn poll_stages(&mut self, cx: &mut Context<'_>) -> Poll<ReportOf<S>> {
        loop {
            match &mut self.stage {
                Stage::Idle(..) => {
                    let Stage::Idle(saga, settings, runner) = self.take_stage() else {
                        unreachable!("the run has not begun")
                    };
                    self.stage = self.begin(saga, settings, runner);
                }
                Stage::Beginning(beginning, runner) => {
                    let begun = ready!(beginning.as_mut().poll(cx));
                    let runner = runner.take();
                    self.stage = match begun {
                        Begun::Forward(run, cancel) => {
                            run.register();
                            Self::start(run, cancel, runner)
                        }
                        Begun::End(run, next) => Self::end(run, next, Handle::try_current().ok()),
                        Begun::Over(report) => return self.over(*report),
                    };
                }
                Stage::Running(forward) => {
                    let next = ready!(Pin::new(&mut *forward).poll(cx));
                    let run = Arc::clone(forward.run());
                    // Dropping the stage ends the graph.
                    drop(self.take_stage());
                    self.stage = match next {
                        // The common case.
                        Next::Complete(value) if !ending::has_end(&run) => {
                            return Poll::Ready(ending::completed(&run, value, Vec::new()));
                        }
                        next => Self::end(run, next, Handle::try_current().ok()),
                    };
                }
                Stage::Ending(from, run) => {
                    let report = ready!(from.as_mut().poll(cx));
                    // Otherwise the task was dropped with its runtime.
                    let report = report.unwrap_or_else(|| ending::stopped(run));
                    return self.over(report);
                }
                Stage::Inline(ending) => {
                    let report = ready!(ending.as_mut().poll(cx));
                    return self.over(report);
                }
                Stage::Over => panic!(
                    "a run of saga `{}` was polled after it was over",
                    S::TABLE.name
                ),
            }
        }
    }

    fn over(&mut self, report: ReportOf<S>) -> Poll<ReportOf<S>> {
        self.stage = Stage::Over;
        Poll::Ready(report)
    }
}

impl<S: Saga> Drop for SagaExecution<S> {
    fn drop(&mut self) {
        let runtime = self.runtime.take();
        match (self.take_stage(), runtime) {
            (Stage::Running(mut forward), Some(runtime)) => {
                let run = Arc::clone(forward.run());
                forward.stop();
                let next = Next::After(Box::new(forward));
                drop(Self::end(run, next, Some(runtime)));
            }
            // The end is dropped unpolled, which logs and records that the run is left.
            (Stage::Running(forward), None) => {
                let run = Arc::clone(forward.run());
                drop(forward);
                drop(ending::end(run, Next::cancelled()));
            }
            (Stage::Inline(ending), Some(runtime)) => {
                spawn(&runtime, Box::pin(ending.map(drop)));
            }
            (Stage::Beginning(beginning, _), Some(runtime)) => {
                // A run whose caller has gone must not go forward, even if the journal has just begun it.
                let rest = async move {
                    let (run, next) = match beginning.await {
                        Begun::Forward(run, ..) => (run, Next::cancelled()),
                        Begun::End(run, next) => (run, next),
                        Begun::Over(_) => return,
                    };
                    ending::end(run, next).await;
                };
                spawn(&runtime, Box::pin(rest));
            }
            _ => {}
        }
    }
}
