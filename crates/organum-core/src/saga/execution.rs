//! A run of a saga, from the user's side.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::{runtime::Handle, sync::oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    Saga, SagaId,
    active::Active,
    journal::JournalError,
    ledger::Ledger,
    opening::{self, Opened},
    report::{Ended, Report, SagaError, SagaErrorKind, Told},
    settings::Settings,
    settle::{self, Failing, How},
    shared::{About, Shared},
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
    Idle(S, Arc<Settings>, Option<graph::Runner<Steps<S, false>>>),
    /// What is in the journal is being found out.
    Opening(Boxed<Opened<S>>),
    Running(Running<S>),
    /// It is brought to its end by a task.
    Settling(oneshot::Receiver<ReportOf<S>>, Arc<Ledger>),
    /// It is brought to its end here: as long as nobody drops this, or for want of a runtime.
    Inline(Boxed<ReportOf<S>>),
    Over,
}

struct Running<S: Saga> {
    run: graph::Execution<Steps<S, false>>,
    of: Of<S>,
}

enum Of<S: Saga> {
    /// Nothing is recorded: the graph has the saga.
    Plain(About),
    /// With what renews the lease, once the run has to wait.
    Full(Arc<Shared<S>>, Option<Boxed<JournalError>>),
}

impl<S: Saga> Of<S> {
    fn about(&self) -> &About {
        match self {
            Self::Plain(about) => about,
            Self::Full(shared, _) => &shared.about,
        }
    }
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
        Self::with(saga, Settings::alone(), None)
    }

    pub(crate) fn with(
        saga: S,
        settings: Arc<Settings>,
        graph: Option<graph::Runner<Steps<S, false>>>,
    ) -> Self {
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
    /// [`Runner::shutdown`](graph::Runner::shutdown) waits also for what is undone after it.
    pub fn within(mut self, run: &graph::Run) -> Self {
        self.options().outer = run.tracker().cloned();
        self
    }

    fn begin(
        &mut self,
        saga: S,
        settings: Arc<Settings>,
        graph: Option<graph::Runner<Steps<S, false>>>,
    ) -> Stage<S> {
        let options = self.options.take();
        let mut options = options.map_or_else(Options::default, |options| *options);
        let observer = match (&settings.observer, options.observer.take()) {
            (Some(first), Some(second)) => Some(Arc::new(Both(Arc::clone(first), second)) as _),
            (first, second) => second.or_else(|| first.clone()),
        };
        let is_plain = settings.journal.is_none() && const { !S::TABLE.has_nested() };
        let ledger = match &settings.registry {
            Some(registry) if is_plain => registry.begin(S::TABLE),
            Some(registry) if registry.is_closed() => None,
            _ => Some(Arc::new(Ledger::new(S::TABLE))),
        };
        let Some(ledger) = ledger else {
            let ledger = Arc::new(Ledger::new(S::TABLE));
            if let Some(id) = options.id {
                ledger.name(id);
            }
            let failing = Failing::of(SagaErrorKind::Run(graph::GraphError::ShutDown {
                graph: S::TABLE.name,
            }));
            let report = opening::not_begun::<S>(ledger, failing);
            return Stage::Inline(Box::pin(std::future::ready(report)));
        };
        let mut about = About {
            ledger,
            settings,
            observer,
            outer: options.outer.take(),
        };
        if let Some(id) = options.id {
            about = about.with_id(id);
        }
        if is_plain {
            let active = Active::plain(saga, Arc::clone(&about.ledger));
            let run = match graph {
                Some(graph) => graph.run_of(active),
                None => graph::Execution::of(Steps(active)),
            };
            return Self::start(run, Of::Plain(about), options.cancel);
        }
        let shared = Shared::new(saga, about);
        if shared.settings.journal.is_some() {
            let opening = Box::pin(opening::open(shared, options.cancel));
            return Stage::Opening(opening);
        }
        Self::start_full(Arc::new(shared), options.cancel)
    }

    fn start_full(shared: Arc<Shared<S>>, cancel: Vec<CancellationToken>) -> Stage<S> {
        shared.register();
        let run = graph::Execution::of(Steps(Active::full(&shared)));
        Self::start(run, Of::Full(shared, None), cancel)
    }

    fn start(
        mut run: graph::Execution<Steps<S, false>>,
        of: Of<S>,
        cancel: Vec<CancellationToken>,
    ) -> Stage<S> {
        if let Some(observer) = &of.about().observer {
            run = run.observe(Arc::clone(observer));
        }
        for token in cancel {
            run = run.cancel_on(token);
        }
        Stage::Running(Running { run, of })
    }

    /// Lets a run be brought to its end.
    fn settle(of: Of<S>, how: How<S>, runtime: Option<Handle>) -> Stage<S> {
        match of {
            Of::Plain(about) => {
                let ledger = Arc::clone(&about.ledger);
                Self::settling(ledger, settle::settle_plain(about, how), runtime)
            }
            Of::Full(shared, _) => Self::settle_full(shared, how, runtime),
        }
    }

    fn settle_full(shared: Arc<Shared<S>>, how: How<S>, runtime: Option<Handle>) -> Stage<S> {
        // What is all done has little left to do.
        let runtime = runtime.filter(|_| !matches!(how, How::Complete(_)));
        let ledger = Arc::clone(&shared.ledger);
        Self::settling(ledger, settle::settle(shared, how), runtime)
    }

    /// By a task, so that nobody can stop it by dropping this.
    fn settling(
        ledger: Arc<Ledger>,
        settling: impl Future<Output = ReportOf<S>> + Send + 'static,
        runtime: Option<Handle>,
    ) -> Stage<S> {
        match runtime {
            Some(runtime) => {
                let (to, from) = oneshot::channel();
                runtime.spawn(async move {
                    // Nobody waits for the report of a run that was dropped.
                    let _ = to.send(settling.await);
                });
                Stage::Settling(from, ledger)
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
                Poll::Ready(how) => how,
            },
            Poll::Ready(Ok((Finished, value))) => How::Complete(value),
            Poll::Ready(Err(error)) => How::of(&running.of.about().ledger, error),
        };
        let Stage::Running(Running { run, of }) = std::mem::replace(&mut self.stage, Stage::Over)
        else {
            unreachable!("the run is at work")
        };
        drop(run);
        match (how, of) {
            // The usual end.
            (How::Complete(value), Of::Plain(about)) if about.ledger.is_settled() => {
                Poll::Ready(Some(settle::completed::<S>(about, value, None)))
            }
            (How::Complete(value), Of::Full(shared, _)) if !settle::has_end(&shared) => {
                let about = shared.about.clone();
                Poll::Ready(Some(settle::completed::<S>(about, value, None)))
            }
            (how, of) => {
                self.stage = Self::settle(of, how, Handle::try_current().ok());
                Poll::Ready(None)
            }
        }
    }
}

impl<S: Saga> Running<S> {
    /// Renews the lease of a run that waits. Ready if that failed.
    fn poll_lease(&mut self, cx: &mut Context<'_>) -> Poll<How<S>> {
        let Of::Full(shared, renewal) = &mut self.of else {
            return Poll::Pending;
        };
        if shared.record.is_none() || !Shared::<S>::has_clock() {
            return Poll::Pending;
        }
        let renewal = renewal.get_or_insert_with(|| {
            let shared = Arc::clone(shared);
            Box::pin(async move { shared.keep_lease().await })
        });
        renewal.as_mut().poll(cx).map(|error| {
            shared.stop(error);
            How::Interrupted(Failing::of(SagaErrorKind::Cancelled))
        })
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
                    let Stage::Idle(saga, settings, graph) =
                        std::mem::replace(&mut this.stage, Stage::Over)
                    else {
                        unreachable!("the run has not begun")
                    };
                    this.stage = this.begin(saga, settings, graph);
                }
                Stage::Opening(opening) => {
                    let Poll::Ready(opened) = opening.as_mut().poll(cx) else {
                        return Poll::Pending;
                    };
                    this.stage = match opened {
                        Opened::Begun(shared, cancel) => Self::start_full(shared, cancel),
                        Opened::Settle(shared, how) => {
                            Self::settle_full(shared, how, Handle::try_current().ok())
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
                Stage::Settling(from, ledger) => {
                    let Poll::Ready(report) = Pin::new(from).poll(cx) else {
                        return Poll::Pending;
                    };
                    // The task was dropped with its runtime.
                    let report = report.unwrap_or_else(|_| Report {
                        run: Arc::clone(ledger),
                        result: Err(SagaError::unstarted(S::TABLE.name, SagaErrorKind::Stopped)),
                        end: Ended::Left,
                        told: Some(Box::new(Told {
                            undone: ledger.log().undone.clone(),
                            ..Told::default()
                        })),
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
                let Running { run, of } = running;
                drop(run);
                let how = How::Interrupted(Failing::of(SagaErrorKind::Cancelled));
                // Without a runtime it is dropped here, and says that it is left.
                drop(Self::settle(of, how, runtime));
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
