//! A run of a saga, from the user's side.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{runtime::Handle, sync::oneshot};
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
    runtime::has_clock,
    settings::Settings,
    steps::Steps,
};
use crate::{
    graph::{self, GraphError},
    observe::{Both, Observer},
};
use organum_base::observe::SagaStatus;

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type ReportOf<S> = SagaReport<<S as Saga>::Output, <S as Saga>::Error>;
type GraphRunner<S> = graph::Runner<Steps<S>>;

/// One run of saga `S`, as a future of its value, or of the [`SagaError`] that says why there is none, and
/// what was undone. [`report`](Self::report) gives the [`SagaReport`] of either.
///
/// Nothing runs before the future is first polled. It is `Send` and `'static`.
///
/// # Cancel safety
/// Dropping it cancels the run: no step begins any more, and a task on the tokio runtime that the run began on
/// brings those at work to their ends, and undoes what was done; [`SagaHandle::shutdown`](super::SagaHandle::shutdown) waits for that,
/// and [`settled`](super::settled) for runs without a runner. A run that has passed its pivot goes on
/// to its end in the same way. Where no runtime is left, it stays in the journal.
///
/// # Panics
/// If it is polled again after it was ready.
#[must_use = "a saga does nothing until it is awaited"]
pub struct SagaExecution<S: Saga> {
    stage: Stage<S>,
    options: Option<Box<Options>>,
    /// The runtime on which the rest goes on when this is dropped: known once the run has had to wait.
    runtime: Option<Handle>,
}

enum Stage<S: Saga> {
    Idle(S, Arc<Settings>, Option<GraphRunner<S>>),
    /// The journal is being asked.
    Beginning(Boxed<Begun<S>>, Option<GraphRunner<S>>),
    Running(Forward<S>),
    /// A task brings it to its end.
    Ending(oneshot::Receiver<ReportOf<S>>, Arc<SagaRun<S>>),
    /// This brings it to its end: as long as nobody drops this, or for want of a runtime.
    Inline(Boxed<ReportOf<S>>),
    Over,
}

/// The options that few runs have.
#[derive(Default)]
struct Options {
    id: Option<SagaId>,
    cancel: Vec<CancellationToken>,
    observer: Option<Arc<dyn Observer>>,
    outer: Option<TaskTracker>,
}

// It pins nothing: the futures of the steps are in the arena of the graph's run.
impl<S: Saga> Unpin for SagaExecution<S> {}

impl<S: Saga> SagaExecution<S> {
    /// A run of a saga, without a runner; `#[saga]` writes a method that calls this.
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
    /// [`RunnerHandle::shutdown`](graph::RunnerHandle::shutdown) waits also for what is undone after it.
    pub fn within(mut self, run: &graph::Run) -> Self {
        self.options().outer = run.tracker().cloned();
        self
    }

    /// Makes this a future of the report, which says also of a run that succeeded what was done in it.
    pub fn report(self) -> SagaReporting<S> {
        SagaReporting(self)
    }

    /// Begins the run: in its journal, if there is one.
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
        let is_named = options.id.is_some();
        if let Some(id) = options.id {
            about.record.set_id(id);
        }
        let is_journalled = about.settings.journal().is_some();
        let may_begin = || match &about.settings.registry {
            // One with a journal is listed once it is known there.
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
            // An earlier run may have the id, and the journal is not asked.
            let status = if is_named && is_journalled {
                SagaStatus::Unknown
            } else {
                SagaStatus::RolledBack
            };
            let report = begin::not_begun::<S>(&about, status, Failing::new(fault));
            return Stage::Inline(Box::pin(std::future::ready(report)));
        }
        let run = SagaRun::new(saga, about);
        if is_journalled {
            return Stage::Beginning(
                Box::pin(begin::begin(run, options.cancel, is_named)),
                runner,
            );
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

    /// Lets a run be brought to its end: by a task, so that nobody can stop it by dropping this.
    fn end(run: Arc<SagaRun<S>>, next: Next<S>, runtime: Option<Handle>) -> Stage<S> {
        // What is all done has little left to do.
        let runtime = runtime.filter(|_| !matches!(next, Next::Complete(_)));
        let ending = ending::end(Arc::clone(&run), next);
        let Some(runtime) = runtime else {
            return Stage::Inline(Box::pin(ending));
        };
        let (to, from) = oneshot::channel();
        runtime.spawn(async move {
            // Nobody waits for the report of a run that was dropped.
            let _ = to.send(ending.await);
        });
        Stage::Ending(from, run)
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
                    // The graph ends here.
                    drop(self.take_stage());
                    self.stage = match next {
                        // The usual end.
                        Next::Complete(value) if !ending::has_end(&run) => {
                            return Poll::Ready(ending::completed(&run, value, Vec::new()));
                        }
                        next => Self::end(run, next, Handle::try_current().ok()),
                    };
                }
                Stage::Ending(from, run) => {
                    let report = match ready!(Pin::new(from).poll(cx)) {
                        Ok(report) => report,
                        // The task was dropped with its runtime.
                        Err(_) => ending::stopped(run),
                    };
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
            // It is dropped here, and says that it is left.
            (Stage::Running(forward), None) => {
                let run = Arc::clone(forward.run());
                drop(forward);
                drop(ending::end(run, Next::cancelled()));
            }
            (Stage::Inline(ending), Some(runtime)) => {
                runtime.spawn(ending);
            }
            (Stage::Beginning(beginning, _), Some(runtime)) => {
                // What it is about to record must not go forward once nobody waits for it.
                runtime.spawn(async move {
                    let (run, next) = match beginning.await {
                        Begun::Forward(run, ..) => (run, Next::cancelled()),
                        Begun::End(run, next) => (run, next),
                        Begun::Over(_) => return,
                    };
                    ending::end(run, next).await;
                });
            }
            _ => {}
        }
    }
}
