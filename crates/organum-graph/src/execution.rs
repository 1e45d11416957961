//! A run of a graph, as users see it.

use std::{
    any::{Any, TypeId},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::{
    runtime::Handle,
    task::{JoinHandle, coop::unconstrained},
    time::{Instant, Sleep},
};
use tokio_util::{
    sync::{CancellationToken, WaitForCancellationFutureOwned},
    task::task_tracker::TaskTrackerToken,
};

use uuid::Uuid;
#[cfg(feature = "persist")]
use {
    crate::persist::{ExecutionClaim, ExecutionError, Opening},
    organum_store::{RecordFailure, Store},
};

use crate::{
    executor::{
        ActiveRun, Cause, CountedRunner, Extras, Failure, GraphError, GraphErrorKind, Inputs,
        NodeError, NodeErrorKind, Operations, OutputValues, PlanRef, ReplacementFuture, Retained,
        RunContext, RunnerCore, Single, Watch, contain,
    },
    link::{self, Graph, RunBy},
    names,
    observe::{Both, Observer, Outcome},
    policy::timer,
    table::OutputOf,
};

/// One run of graph `G`, as a future of its outputs.
///
/// Nothing runs before the future is first polled. The future is `Send` and `'static`: the run owns every
/// value that its nodes borrow.
///
/// # Errors
/// The first failure of a node that an output needs, returned at once, with every other node cancelled. A
/// run that exceeds the timeout of its graph, or whose token is cancelled, ends in the same way: both are
/// checked before the nodes are polled and when the outputs are made, and never while a node runs. The
/// remaining kinds of [`GraphError`] prevent a run from starting, for example a timeout on a runtime
/// without a clock.
///
/// # Cancel safety
/// Dropping the future cancels the run: inline nodes are dropped at once, a spawned node at its next
/// await, and a blocking node that has begun runs to its end. The values that these nodes borrow are
/// dropped after them.
///
/// # Panics
/// Panics if the future is polled again after it was ready.
#[must_use = "a run does nothing until it is awaited"]
pub struct Execution<G: Graph, O: OutputValues = <G as Graph>::Outputs> {
    stage: Stage<G, O>,
    /// The index of the output, if the run makes only one.
    only: Option<usize>,
    observed: Observed,
    options: Option<Box<Options>>,
    outputs: PhantomData<fn() -> O>,
}

/// The claim of an execution, unless it is done already.
#[cfg(feature = "persist")]
type Opened = Result<Option<Arc<ExecutionClaim>>, ExecutionError>;

/// The record of the execution of a resumable graph.
#[cfg(feature = "persist")]
#[derive(Default)]
enum Recorded {
    /// The graph is not resumable, or the execution is done already.
    #[default]
    Not,
    /// The execution has not begun.
    In(Arc<dyn Store>),
    /// The record of the inputs is written, and the execution is claimed.
    Opening(Pin<Box<dyn Future<Output = Opened> + Send>>),
    /// The run has the execution.
    Claimed(Arc<ExecutionClaim>),
    /// The end of the execution is being recorded.
    Ending(Pin<Box<dyn Future<Output = ()> + Send>>),
}

enum Stage<G: Graph, O: OutputValues> {
    Idle {
        given: G::Given,
        from: Origin<G>,
    },
    Running(ActiveRun),
    /// The run completed, and the values that it does not return are being closed.
    Closing {
        value: O::Value,
        task: JoinHandle<()>,
    },
    /// The run completed, and the end of the execution is being recorded.
    #[cfg(feature = "persist")]
    Made(O::Value),
    Over,
}

/// The origin of the injected values.
enum Origin<G: Graph> {
    Run(G::Injected),
    Runner(Arc<RunnerCore>),
}

/// The observers of a run.
#[derive(Default)]
enum Observed {
    #[default]
    Not,
    /// The observer to notify once the run begins.
    By(Arc<dyn Observer>),
    /// The run has begun; this notifies its observers until its end is reported.
    Watched(Watched),
}

/// A run whose end was not reported yet.
struct Watched {
    watch: Arc<Watch>,
    /// Keeps a runner that shuts down waiting until then.
    _tracked: Option<TaskTrackerToken>,
}

impl Observed {
    #[inline]
    fn take_watched(&mut self) -> Option<Watched> {
        match self {
            Self::Watched(_) => match std::mem::take(self) {
                Self::Watched(watched) => Some(watched),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Options that only some runs use.
#[derive(Default)]
struct Options {
    /// The execution id.
    id: Option<Uuid>,
    #[cfg(feature = "persist")]
    recorded: Recorded,
    cancel: Vec<Pin<Box<WaitForCancellationFutureOwned>>>,
    replacements: Vec<Replacement>,
    /// Elapses when the run exceeds the timeout of its graph.
    alarm: Option<Pin<Box<Sleep>>>,
}

/// A node that is replaced in one run.
pub(crate) struct Replacement {
    wanted: TypeId,
    wanted_name: &'static str,
    operations: fn() -> Operations,
    work: ReplacementFuture,
}

impl Replacement {
    pub(crate) fn new<T: Send + Sync + 'static>(
        work: impl Future<Output = Result<T, Cause>> + Send + 'static,
    ) -> Self {
        Self {
            wanted: TypeId::of::<T>(),
            wanted_name: std::any::type_name::<T>(),
            operations: Operations::replacement::<T>,
            work: ReplacementFuture::new(work),
        }
    }
}

// Nothing in this struct is pinned: the futures of the nodes are in the arena.
impl<G: Graph, O: OutputValues> Unpin for Execution<G, O> {}

impl<G: Graph> Execution<G> {
    /// Makes a run of a graph's value; the method `run` that `#[graph]` writes calls this.
    pub fn of(graph: G) -> Self {
        let (given, injected) = graph.split();
        #[cfg(feature = "persist")]
        let store = G::RESUMPTION.map(|of| Arc::clone((of.store)(&injected)));
        let run = Self::new(given, Origin::Run(injected));
        #[cfg(feature = "persist")]
        let run = run.recorded_in(store);
        run
    }

    /// Sets the store that has the records of executions, if the graph is resumable.
    #[cfg(feature = "persist")]
    pub(crate) fn recorded_in(mut self, store: Option<Arc<dyn Store>>) -> Self {
        if let Some(store) = store {
            self.options().recorded = Recorded::In(store);
        }
        self
    }

    pub(crate) fn with(
        runner: Arc<RunnerCore>,
        given: G::Given,
        observer: Option<&Arc<dyn Observer>>,
    ) -> Self {
        let mut run = Self::new(given, Origin::Runner(runner));
        if let Some(observer) = observer {
            run.observed = Observed::By(Arc::clone(observer));
        }
        run
    }

    fn new(given: G::Given, from: Origin<G>) -> Self {
        Self {
            stage: Stage::Idle { given, from },
            only: None,
            observed: Observed::Not,
            options: None,
            outputs: PhantomData,
        }
    }

    /// Makes only this output, and runs only the nodes that it needs.
    pub fn only<T: OutputOf<G> + 'static>(mut self) -> Execution<G, Single<T>> {
        let Stage::Idle { given, from } = std::mem::replace(&mut self.stage, Stage::Over) else {
            unreachable!("a run that was polled is pinned")
        };
        Execution {
            stage: Stage::Idle { given, from },
            only: Some(T::INDEX),
            observed: std::mem::take(&mut self.observed),
            options: self.options.take(),
            outputs: PhantomData,
        }
    }
}

impl<G: Graph, O: OutputValues> Execution<G, O> {
    /// Adds an observer of this run. Every observer is notified of every event.
    pub fn observe(mut self, observer: impl Observer) -> Self {
        self.observed = Observed::By(match std::mem::take(&mut self.observed) {
            Observed::By(earlier) => Arc::new(Both(earlier, observer)),
            _ => Arc::new(observer),
        });
        self
    }

    /// Sets the execution id: [`Run::id`](crate::Run::id) returns it, and observers receive it. Nodes
    /// whose results are recorded per execution (`persist(scope = run)`) find the results of an earlier
    /// run with the same id, so that a run continues where a crash ended the earlier one.
    ///
    /// ```
    /// use organum::{Uuid, prelude::*};
    ///
    /// struct Ticket(Uuid);
    ///
    /// #[node]
    /// fn ticket(run: &Run) -> Ticket {
    ///     Ticket(run.id())
    /// }
    ///
    /// #[graph(output = Ticket)]
    /// struct Desk {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), GraphError> {
    /// let id = Uuid::now_v7();
    /// assert_eq!(Desk {}.run().id(id).await?.0, id);
    /// # Ok(())
    /// # }
    /// ```
    pub fn id(mut self, id: Uuid) -> Self {
        self.options().id = Some(id);
        self
    }

    /// Ends the run with [`GraphErrorKind::Cancelled`](crate::GraphErrorKind::Cancelled) when the token
    /// is cancelled. With several tokens, the first that is cancelled ends the run.
    pub fn cancel_on(mut self, token: CancellationToken) -> Self {
        let cancel = Box::pin(token.cancelled_owned());
        self.options().cancel.push(cancel);
        self
    }

    /// Starts no further node: the run ends once the running nodes that run to their ends have done so.
    #[doc(hidden)]
    pub fn stop(&mut self) {
        match &mut self.stage {
            Stage::Running(run) => run.stop(),
            Stage::Idle { .. } => self.stage = Stage::Over,
            Stage::Closing { .. } | Stage::Over => {}
            #[cfg(feature = "persist")]
            Stage::Made(_) => {}
        }
    }

    /// Returns true if the run starts no further node, and waits for running ones.
    #[doc(hidden)]
    pub fn is_ending(&mut self) -> bool {
        match &mut self.stage {
            Stage::Running(run) => run.is_ending(),
            _ => false,
        }
    }

    pub(crate) fn replace_node(mut self, replacement: Replacement) -> Self {
        self.options().replacements.push(replacement);
        self
    }

    fn options(&mut self) -> &mut Options {
        self.options.get_or_insert_default()
    }

    /// Checks the preconditions of the run, then fills an arena.
    fn start(&mut self, given: G::Given, from: Origin<G>) -> Result<ActiveRun, GraphError> {
        let (runner, injected) = match from {
            Origin::Run(injected) => (None, Some(injected)),
            Origin::Runner(runner) => match CountedRunner::begin(runner) {
                Some(runner) => (Some(runner), None),
                None => return Err(GraphError::shut_down(G::NAME)),
            },
        };
        if let Some(timeout) = G::TIMEOUT {
            let alarm = timer(timeout).ok_or_else(|| GraphError::no_clock(G::NAME))?;
            self.options().alarm = Some(Box::pin(alarm));
        }
        let run_by = match runner {
            Some(_) => RunBy::Runner,
            None => RunBy::Itself,
        };
        let mut has_id = false;
        let replacements = self
            .options
            .as_mut()
            .map(|options| {
                has_id = options.id.is_some();
                std::mem::take(&mut options.replacements)
            })
            .filter(|replacements| !replacements.is_empty());
        let (plan, replacement_futures) = match replacements {
            Some(replacements) => {
                let (plan, replacement_futures) = self.replaced_plan(replacements, run_by)?;
                (plan, Some(replacement_futures))
            }
            None => {
                let cell = self.only.map_or(0, |at| at + 1);
                let plan = G::plans()[cell].get::<G>(self.only, run_by);
                let plan = plan.map_err(|error| GraphError::plan(G::NAME, error))?;
                (PlanRef::Static(plan), None)
            }
        };
        let is_observed = matches!(self.observed, Observed::By(_));
        let extras = if is_observed || has_id || plan.needs_extras || replacement_futures.is_some()
        {
            Some(self.extras(&plan, runner.as_deref(), replacement_futures)?)
        } else {
            None
        };
        let retained = Retained { plan, runner };
        let injected = injected.map(|injected| (injected, G::INJECTED));
        Ok(ActiveRun::start(
            retained,
            (given, G::GIVEN),
            injected,
            extras,
        ))
    }

    /// Returns the data that the run needs outside of its arena.
    #[inline(never)]
    fn extras(
        &mut self,
        plan: &PlanRef,
        runner: Option<&RunnerCore>,
        replacement_futures: Option<Vec<(u32, ReplacementFuture)>>,
    ) -> Result<Box<Extras>, GraphError> {
        // A runtime is required to start tasks, but not to observe a run. Any run of the runner may make
        // a shared value that is closed later.
        let closes_shared = plan.scope.as_ref().is_some_and(|scope| scope.closes);
        let starts_tasks = plan.has_detached || plan.closes || closes_shared;
        let runtime = starts_tasks.then(|| Handle::try_current().ok()).flatten();
        if starts_tasks
            && runtime.is_none()
            && let Some((node, need)) = plan.first_for_runtime()
        {
            return Err(GraphError::no_runtime(G::NAME, node, need));
        }
        let id = self.options.as_ref().and_then(|options| options.id);
        let kept = self.kept();
        let has_contexts = !plan.contexts.is_empty() || id.is_some();
        let mut extras = Box::<Extras>::default();
        extras.context = has_contexts.then(|| {
            Arc::new(RunContext::new(
                G::NAME,
                id,
                runner.map(|runner| runner.tracker().clone()),
                kept,
            ))
        });
        extras.runtime = runtime;
        if starts_tasks && let Some(runner) = runner {
            extras.tracker = Some(runner.tracker().clone());
        }
        if let Some(replacement_futures) = replacement_futures {
            extras.replacement_futures = replacement_futures;
        }
        if let Observed::By(observer) = std::mem::take(&mut self.observed) {
            let watch = Watch::new(observer, G::NAME, extras.context.clone(), plan.clone());
            let watch = Arc::new(watch);
            self.observed = Observed::Watched(Watched {
                watch: Arc::clone(&watch),
                _tracked: runner.map(|runner| runner.tracker().token()),
            });
            extras.watch = Some(watch);
        }
        Ok(extras)
    }

    /// Returns what is to be kept until the last node of the run has ended.
    fn kept(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        #[cfg(feature = "persist")]
        if let Some(Recorded::Claimed(claim)) =
            self.options.as_ref().map(|options| &options.recorded)
        {
            return Some(Arc::clone(claim) as _);
        }
        None
    }

    /// Makes a plan for this run alone, with some nodes replaced.
    fn replaced_plan(
        &self,
        replacements: Vec<Replacement>,
        run_by: RunBy,
    ) -> Result<(PlanRef, Vec<(u32, ReplacementFuture)>), GraphError> {
        let wanted: Vec<link::Replaced> = replacements
            .iter()
            .map(|replacement| (replacement.wanted, replacement.operations))
            .collect();
        let plan = link::plan::<G>(self.only, &wanted, run_by)
            .map_err(|error| GraphError::plan(G::NAME, Arc::new(error)))?;
        let mut replacement_futures = Vec::new();
        for replacement in replacements {
            // If a node is replaced twice, the last replacement applies.
            let node = plan
                .replaced
                .iter()
                .find(|&&node| plan.nodes[node as usize].output == replacement.wanted);
            let Some(&node) = node else {
                return Err(GraphError::not_replaceable(
                    G::NAME,
                    names::short(replacement.wanted_name),
                    [G::Given::slots(), G::Injected::slots()]
                        .iter()
                        .flatten()
                        .any(|slot| slot.input() == replacement.wanted),
                    plan.nodes
                        .iter()
                        .map(|node| names::short(node.output_name))
                        .collect(),
                ));
            };
            replacement_futures.retain(|(of, _)| *of != node);
            replacement_futures.push((node, replacement.work));
        }
        Ok((PlanRef::Own(Arc::new(plan)), replacement_futures))
    }

    /// Starts the run.
    ///
    /// # Panics
    /// If the run has ended.
    #[inline(never)]
    fn begin(&mut self) -> Result<(), GraphError> {
        let Stage::Idle { given, from } = std::mem::replace(&mut self.stage, Stage::Over) else {
            panic!("a run of graph `{}` was polled after it was over", G::NAME)
        };
        self.stage = Stage::Running(self.start(given, from)?);
        if let Observed::Watched(Watched { watch, .. }) = &self.observed {
            watch.notify_started();
        }
        Ok(())
    }

    /// Ends a run that completed: the values that it borrowed are dropped, or handed over to the nodes
    /// that still need them. Returns `None` while values are being closed.
    fn end(&mut self) -> Option<O::Value> {
        let Stage::Running(run) = std::mem::replace(&mut self.stage, Stage::Over) else {
            unreachable!("only a running run ends")
        };
        let (value, closing) = run.take::<O>();
        if let Some(task) = closing {
            self.stage = Stage::Closing { value, task };
            return None;
        }
        self.notify_end(Outcome::Ok);
        Some(value)
    }

    /// Ends a run that did not complete.
    #[cold]
    fn fail(&mut self, error: GraphError) -> G::Error {
        let outcome = match (error.kind(), error.node_error().map(NodeError::kind)) {
            (GraphErrorKind::Cancelled, _) => Outcome::Cancelled,
            (GraphErrorKind::TimedOut, _) | (_, Some(NodeErrorKind::TimedOut)) => Outcome::TimedOut,
            (_, Some(NodeErrorKind::Panicked)) => Outcome::Panicked,
            _ => Outcome::Failed,
        };
        #[cfg(feature = "persist")]
        let claim = self.failed_execution(&error);
        // The run is dropped before its end is reported.
        drop(std::mem::replace(&mut self.stage, Stage::Over));
        #[cfg(feature = "persist")]
        drop(claim);
        self.notify_end(outcome);
        error.into()
    }

    /// Waits until the values are closed.
    fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<Result<O::Value, G::Error>> {
        if let Stage::Closing { task, .. } = &mut self.stage
            && Pin::new(task).poll(cx).is_pending()
        {
            return Poll::Pending;
        }
        let Stage::Closing { value, .. } = std::mem::replace(&mut self.stage, Stage::Over) else {
            unreachable!("a run that closes its values")
        };
        if let Some(watched) = self.observed.take_watched() {
            watched.watch.notify_ended_clean(Outcome::Ok);
            contain(|| drop(watched));
        }
        Poll::Ready(Ok(value))
    }

    #[inline]
    fn notify_end(&mut self, outcome: Outcome) {
        if let Some(watched) = self.observed.take_watched() {
            watched.watch.notify_ended(outcome);
            contain(|| drop(watched));
        }
    }

    /// Polls the nodes of the run.
    ///
    /// # Errors
    /// A node failed, or the run was stopped.
    #[inline(always)]
    fn poll_nodes(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), GraphError>> {
        let Stage::Running(run) = &mut self.stage else {
            unreachable!("the run has begun")
        };
        match run.poll(cx) {
            Poll::Pending if run.wait_for_abort(cx) => {
                Poll::Ready(Err(GraphError::cancelled(G::NAME)))
            }
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(())) if run.is_stopped() => {
                Poll::Ready(Err(GraphError::cancelled(G::NAME)))
            }
            Poll::Ready(Ok(())) => Poll::Ready(Ok(())),
            Poll::Ready(Err(failed)) => Poll::Ready(Err(node_error(run, *failed))),
        }
    }

    /// Polls the nodes of a run that has a time limit or tokens, unless the run has exceeded its limit or
    /// a token is cancelled. Both are checked again at the end of the run, since a node that does not wait
    /// may take long, or may cancel a token.
    ///
    /// # Errors
    /// The run has exceeded its time limit, a token is cancelled, or [the nodes](Self::poll_nodes) failed.
    #[inline(never)]
    fn poll_limited(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), GraphError>> {
        self.check_limits(cx)?;
        let polled = self.poll_nodes(cx);
        match polled {
            Poll::Pending => self.wait_for_alarm(cx).map(Err),
            Poll::Ready(Ok(())) => Poll::Ready(self.check_limits(cx)),
            failed @ Poll::Ready(Err(_)) => failed,
        }
    }

    /// Checks the tokens and the time limit of the run.
    ///
    /// # Errors
    /// A token is cancelled, or the run has exceeded the timeout of its graph.
    fn check_limits(&mut self, cx: &mut Context<'_>) -> Result<(), GraphError> {
        let Some(options) = &mut self.options else {
            return Ok(());
        };
        let mut cancel = options.cancel.iter_mut();
        if cancel.any(|cancel| cancel.as_mut().poll(cx).is_ready()) {
            return Err(GraphError::cancelled(G::NAME));
        }
        // A timer ends only after the runtime has had a turn, so the clock is read instead.
        match (G::TIMEOUT, &options.alarm) {
            (Some(after), Some(alarm)) if Instant::now() >= alarm.deadline() => {
                Err(GraphError::timed_out(G::NAME, after))
            }
            _ => Ok(()),
        }
    }

    /// Waits until the run has exceeded the timeout of its graph, if there is one.
    fn wait_for_alarm(&mut self, cx: &mut Context<'_>) -> Poll<GraphError> {
        let alarm = self
            .options
            .as_mut()
            .and_then(|options| options.alarm.as_mut());
        let (Some(after), Some(alarm)) = (G::TIMEOUT, alarm) else {
            return Poll::Pending;
        };
        // The timer must work even if the nodes used up the task's budget of tokio.
        let alarm = Pin::new(&mut unconstrained(alarm)).poll(cx);
        alarm.map(|()| GraphError::timed_out(G::NAME, after))
    }

    /// Returns true if the run has waited and was aborted together with its runner.
    fn is_aborted(&mut self) -> bool {
        match &mut self.stage {
            Stage::Running(run) => run.is_aborted(),
            _ => false,
        }
    }
}

#[cfg(feature = "persist")]
impl<G: Graph, O: OutputValues> Execution<G, O> {
    /// Polls the run of a resumable graph: claims the execution before, and records its end after it.
    fn poll_recorded(&mut self, cx: &mut Context<'_>) -> Poll<Result<O::Value, G::Error>> {
        if matches!(self.stage, Stage::Idle { .. }) {
            match self.poll_opened(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => {
                    self.stage = Stage::Over;
                    return Poll::Ready(Err(error.into()));
                }
            }
        }
        if !matches!(self.stage, Stage::Made(_)) {
            match self.poll_run(cx) {
                Poll::Ready(Ok(value)) => {
                    self.stage = Stage::Made(value);
                    let options = self.options();
                    if let Recorded::Claimed(claim) = std::mem::take(&mut options.recorded) {
                        options.recorded = Recorded::Ending(Box::pin(claim.done()));
                    }
                }
                other => return other,
            }
        }
        if let Recorded::Ending(ending) = &mut self.options().recorded
            && ending.as_mut().poll(cx).is_pending()
        {
            return Poll::Pending;
        }
        self.options().recorded = Recorded::Not;
        let Stage::Made(value) = std::mem::replace(&mut self.stage, Stage::Over) else {
            unreachable!("the outputs are made")
        };
        Poll::Ready(Ok(value))
    }

    /// Records the inputs and claims the execution.
    fn poll_opened(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), GraphError>> {
        let failed = |error| GraphError::execution(G::NAME, Box::new(error));
        if let Recorded::In(store) = &self.options().recorded {
            let store = Arc::clone(store);
            let id = *self.options().id.get_or_insert_with(Uuid::now_v7);
            let (Stage::Idle { given, from, .. }, Some(of)) = (&self.stage, &G::RESUMPTION) else {
                unreachable!("the run of a resumable graph has not begun")
            };
            let tracker = match from {
                Origin::Runner(runner) => Some(runner.tracker().clone()),
                Origin::Run(_) => None,
            };
            let opening = Opening::new(of, G::NAME, store, id, given, tracker).map_err(failed)?;
            self.options().recorded = Recorded::Opening(Box::pin(opening.open()));
        }
        self.check_limits(cx)?;
        if let Recorded::Opening(opening) = &mut self.options().recorded {
            let Poll::Ready(claim) = opening.as_mut().poll(cx) else {
                return Poll::Pending;
            };
            let claim = claim.map_err(failed)?;
            self.options().recorded = claim.map_or(Recorded::Not, Recorded::Claimed);
        }
        Poll::Ready(Ok(()))
    }

    /// Records that a node failed, once the last node has ended. Returns the claim, which is released
    /// for other errors.
    fn failed_execution(&mut self, error: &GraphError) -> Option<Arc<ExecutionClaim>> {
        let options = self.options.as_mut()?;
        let Recorded::Claimed(claim) = std::mem::take(&mut options.recorded) else {
            return None;
        };
        if error.node_error().is_some() {
            claim.fail(RecordFailure::new("failed", error.to_string()));
        }
        Some(claim)
    }
}

impl<G: Graph, O: OutputValues> Future for Execution<G, O> {
    type Output = Result<O::Value, G::Error>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        #[cfg(feature = "persist")]
        if G::RESUMPTION.is_some() {
            return self.poll_recorded(cx);
        }
        self.poll_run(cx)
    }
}

impl<G: Graph, O: OutputValues> Execution<G, O> {
    #[inline]
    fn poll_run(&mut self, cx: &mut Context<'_>) -> Poll<Result<O::Value, G::Error>> {
        let this = self;
        if !matches!(this.stage, Stage::Running(_)) {
            if matches!(this.stage, Stage::Closing { .. }) {
                return this.poll_closed(cx);
            }
            if let Err(error) = this.begin() {
                return Poll::Ready(Err(error.into()));
            }
        } else if this.is_aborted() {
            return Poll::Ready(Err(this.fail(GraphError::cancelled(G::NAME))));
        }
        let polled = if this.options.is_some() {
            this.poll_limited(cx)
        } else {
            this.poll_nodes(cx)
        };
        match polled {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(())) => match this.end() {
                Some(value) => Poll::Ready(Ok(value)),
                None => this.poll_closed(cx),
            },
            Poll::Ready(Err(error)) => Poll::Ready(Err(this.fail(error))),
        }
    }
}

#[cold]
fn node_error(run: &ActiveRun, (node, failure): (u32, Failure)) -> GraphError {
    NodeError::new(run.plan_ref(), node, failure).into()
}

impl<G: Graph, O: OutputValues> Execution<G, O> {
    /// Drops what is left of a run that is dropped before its end was reported.
    #[cold]
    fn cancel(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Running(run) => {
                drop(run);
                self.notify_end(Outcome::Cancelled);
            }
            // The task continues to close the remaining values.
            Stage::Closing { value, .. } => {
                contain(|| drop(value));
                self.notify_end(Outcome::Cancelled);
            }
            #[cfg(feature = "persist")]
            Stage::Made(value) => contain(|| drop(value)),
            Stage::Idle { .. } | Stage::Over => {}
        }
        if let Observed::By(observer) = std::mem::take(&mut self.observed) {
            contain(|| drop(observer));
        }
    }
}

impl<G: Graph, O: OutputValues> Drop for Execution<G, O> {
    #[inline]
    fn drop(&mut self) {
        if !matches!((&self.stage, &self.observed), (Stage::Over, Observed::Not)) {
            self.cancel();
        }
    }
}
