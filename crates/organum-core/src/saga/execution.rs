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
    step::Steps,
    walk::Walk,
};
use crate::{
    graph,
    observe::{Both, Observer},
};

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// What is known of a run, and what may cancel it.
type Begun = (Arc<Ledger>, Plain, Vec<CancellationToken>);
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
    walk: Walk<S>,
    of: Of<S>,
}

enum Of<S: Saga> {
    /// Nothing is recorded: the graph has the saga, and the walk the ledger.
    Plain(Plain),
    /// With what renews the lease, once the run has to wait.
    Full(Arc<Shared<S>>, Option<Boxed<JournalError>>),
}

/// What is known of a run beside its ledger.
struct Plain {
    settings: Arc<Settings>,
    observer: Option<Arc<dyn Observer>>,
    outer: Option<TaskTracker>,
}

impl Plain {
    fn about(self, ledger: Arc<Ledger>) -> About {
        About {
            ledger,
            settings: self.settings,
            observer: self.observer,
            outer: self.outer,
        }
    }
}

/// A run whose graph's part is over.
enum Walked<S: Saga> {
    Plain(About),
    Full(Arc<Shared<S>>),
}

impl<S: Saga> Running<S> {
    /// Ends the graph's part of the run, however far it is.
    fn leave(self) -> Walked<S> {
        match self.of {
            Of::Plain(plain) => Walked::Plain(plain.about(self.walk.leave())),
            Of::Full(shared, _) => {
                drop(self.walk);
                Walked::Full(shared)
            }
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

    /// What is known of the run, and who may cancel it. None if the runner refuses it.
    fn about(&mut self, settings: Arc<Settings>, is_plain: bool) -> Result<Begun, ReportOf<S>> {
        let options = self.options.take();
        let mut options = options.map_or_else(Options::default, |options| *options);
        let ledger = match &settings.registry {
            Some(registry) if is_plain => registry.begin(S::TABLE),
            Some(registry) if registry.is_closed() => None,
            _ => Some(Arc::new(Ledger::new(S::TABLE))),
        };
        let is_refused = ledger.is_none();
        let ledger = ledger.unwrap_or_else(|| Arc::new(Ledger::new(S::TABLE)));
        if let Some(id) = options.id {
            ledger.name(id);
        }
        if is_refused {
            let failing = Failing::of(SagaErrorKind::Run(graph::GraphError::ShutDown {
                graph: S::TABLE.name,
            }));
            return Err(opening::not_begun::<S>(ledger, failing));
        }
        let observer = match (&settings.observer, options.observer.take()) {
            (Some(first), Some(second)) => Some(Arc::new(Both(Arc::clone(first), second)) as _),
            (first, second) => second.or_else(|| first.clone()),
        };
        let plain = Plain {
            settings,
            observer,
            outer: options.outer,
        };
        Ok((ledger, plain, options.cancel))
    }

    /// Begins a run of which nothing is recorded: most are done when they are polled once.
    fn begin_plain(
        &mut self,
        saga: S,
        settings: Arc<Settings>,
        graph: Option<graph::Runner<Steps<S, false>>>,
        cx: &mut Context<'_>,
    ) -> Poll<ReportOf<S>> {
        let (ledger, plain, cancel) = match self.about(settings, true) {
            Ok(begun) => begun,
            Err(report) => return Poll::Ready(report),
        };
        let mut walk = Walk::plain(saga, ledger, graph);
        watch(&mut walk, plain.observer.as_ref(), cancel);
        let of = Of::Plain(plain);
        let mut running = Running { walk, of };
        let Poll::Ready(how) = running.poll(cx) else {
            self.stage = Stage::Running(running);
            return Poll::Pending;
        };
        self.end(running.leave(), how, cx)
    }

    fn begin(&mut self, saga: S, settings: Arc<Settings>) -> Stage<S> {
        let (ledger, plain, cancel) = match self.about(settings, false) {
            Ok(begun) => begun,
            Err(report) => return Stage::Inline(Box::pin(std::future::ready(report))),
        };
        let shared = Shared::new(saga, plain.about(ledger));
        if shared.settings.journal.is_some() {
            return Stage::Opening(Box::pin(opening::open(shared, cancel)));
        }
        Self::start(Arc::new(shared), cancel)
    }

    fn start(shared: Arc<Shared<S>>, cancel: Vec<CancellationToken>) -> Stage<S> {
        shared.register();
        let mut walk = Walk::full(Active::full(&shared));
        watch(&mut walk, shared.observer.as_ref(), cancel);
        let of = Of::Full(shared, None);
        Stage::Running(Running { walk, of })
    }

    /// Lets a run be brought to its end.
    fn settle(run: Walked<S>, how: How<S>, runtime: Option<Handle>) -> Stage<S> {
        // What is all done has little left to do.
        let runtime = runtime.filter(|_| !matches!(how, How::Complete(_)));
        match run {
            Walked::Plain(about) => {
                let ledger = Arc::clone(&about.ledger);
                Self::settling(ledger, settle::settle_plain(about, how), runtime)
            }
            Walked::Full(shared) => {
                let ledger = Arc::clone(&shared.ledger);
                Self::settling(ledger, settle::settle(shared, how), runtime)
            }
        }
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

    /// The graph's part of the run is over, and dropped.
    fn end(&mut self, run: Walked<S>, how: How<S>, cx: &mut Context<'_>) -> Poll<ReportOf<S>> {
        match (how, run) {
            // The usual end.
            (How::Complete(value), Walked::Plain(about)) if about.ledger.is_settled() => {
                Poll::Ready(settle::completed::<S>(about, value, None))
            }
            (How::Complete(value), Walked::Full(shared)) if !settle::has_end(&shared) => {
                let about = shared.about.clone();
                Poll::Ready(settle::completed::<S>(about, value, None))
            }
            (how, run) => {
                self.stage = Self::settle(run, how, Handle::try_current().ok());
                self.poll_stages(cx)
            }
        }
    }
}

/// Lets a graph's run be watched, and cancelled, as that of its saga.
fn watch<S: Saga>(
    walk: &mut Walk<S>,
    observer: Option<&Arc<dyn Observer>>,
    cancel: Vec<CancellationToken>,
) {
    if let Some(observer) = observer {
        walk.set(|run| run.observe(Arc::clone(observer)));
    }
    for token in cancel {
        walk.set(|run| run.cancel_on(token));
    }
}

impl<S: Saga> Running<S> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<How<S>> {
        if let Poll::Ready(ended) = self.walk.poll(cx) {
            let ledger = match &self.of {
                Of::Plain(_) => self.walk.ledger(),
                Of::Full(shared, _) => &*shared.ledger,
            };
            return Poll::Ready(How::ended(ledger, ended));
        }
        // A run that waits renews its lease.
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
        loop {
            match &mut self.stage {
                Stage::Idle(..) => {
                    let Stage::Idle(saga, settings, graph) =
                        std::mem::replace(&mut self.stage, Stage::Over)
                    else {
                        unreachable!("the run has not begun")
                    };
                    if settings.journal.is_none() && const { !S::TABLE.has_nested() } {
                        return self.begin_plain(saga, settings, graph, cx);
                    }
                    self.stage = self.begin(saga, settings);
                }
                Stage::Opening(opening) => {
                    let Poll::Ready(opened) = opening.as_mut().poll(cx) else {
                        return Poll::Pending;
                    };
                    self.stage = match opened {
                        Opened::Begun(shared, cancel) => Self::start(shared, cancel),
                        Opened::Settle(shared, how) => {
                            Self::settle(Walked::Full(shared), how, Handle::try_current().ok())
                        }
                        Opened::Over(report) => {
                            self.stage = Stage::Over;
                            return Poll::Ready(*report);
                        }
                    };
                }
                Stage::Running(running) => {
                    let Poll::Ready(how) = running.poll(cx) else {
                        return Poll::Pending;
                    };
                    let Stage::Running(running) = std::mem::replace(&mut self.stage, Stage::Over)
                    else {
                        unreachable!("the run is at work")
                    };
                    return self.end(running.leave(), how, cx);
                }
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
                    self.stage = Stage::Over;
                    return Poll::Ready(report);
                }
                Stage::Inline(settling) => {
                    let Poll::Ready(report) = settling.as_mut().poll(cx) else {
                        return Poll::Pending;
                    };
                    self.stage = Stage::Over;
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
        if matches!(self.stage, Stage::Over) {
            return;
        }
        let runtime = self.runtime.take();
        match (std::mem::replace(&mut self.stage, Stage::Over), runtime) {
            (Stage::Running(running), runtime) => {
                let how = How::Interrupted(Failing::of(SagaErrorKind::Cancelled));
                // Without a runtime it is dropped here, and says that it is left.
                drop(Self::settle(running.leave(), how, runtime));
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
