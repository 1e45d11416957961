//! The end of a run, however it comes: all done, all undone, or left to another driver.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{Arc, atomic::Ordering},
    task::Poll,
};

use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use super::{
    Saga,
    active::Active,
    amend,
    journal::{End, Entry},
    kept::Kept,
    ledger::Ledger,
    log::{At, Done},
    parking,
    report::{Ended, Parked, Report, SagaError, SagaErrorKind, StepRef, Told},
    shared::{About, Phase, Shared},
    step::{Finished, StepFailed, Steps},
    undo,
};
use crate::{
    dead_letter::Reason,
    graph::{self, Cause, GraphError, NodeErrorKind, NodePanic},
    messages,
    observe::SagaEvent,
    panics,
    policy::Elapsed,
};

/// How the graph of a run ended.
pub(crate) enum How<S: Saga> {
    /// Every step is done.
    Complete(Kept<S::Output>),
    /// A step failed.
    Failed(Failing<S::Error>),
    /// It was dropped, cancelled, or took too long; or it goes on in another process.
    Interrupted(Failing<S::Error>),
    /// It goes forward.
    Forward,
}

/// Why a run fails.
pub(crate) struct Failing<E> {
    pub(crate) at: Option<At>,
    pub(crate) attempts: u32,
    pub(crate) kind: SagaErrorKind<E>,
}

impl<E> Failing<E> {
    pub(crate) fn of(kind: SagaErrorKind<E>) -> Self {
        Self {
            at: None,
            attempts: 0,
            kind,
        }
    }
}

impl<S: Saga> How<S> {
    /// What the end of a graph's run means for its saga.
    pub(crate) fn ended(
        ledger: &Ledger,
        ended: Result<(Finished, Kept<S::Output>), GraphError>,
    ) -> Self {
        match ended {
            Ok((Finished, value)) => Self::Complete(value),
            Err(error) => Self::of(ledger, error),
        }
    }

    /// What the failure of a graph's run means for its saga.
    #[cold]
    pub(crate) fn of(ledger: &Ledger, error: GraphError) -> Self {
        let node = match error {
            GraphError::Node(node) => node,
            GraphError::TimedOut { after, .. } => {
                let kind = SagaErrorKind::TimedOut(Elapsed { after });
                return Self::Interrupted(Failing::of(kind));
            }
            GraphError::Cancelled { .. } => {
                return Self::Interrupted(Failing::of(SagaErrorKind::Cancelled));
            }
            error => return Self::Failed(Failing::of(SagaErrorKind::Run(error))),
        };
        let step = S::TABLE.position(node.node());
        let failed = ledger.log().failed.take();
        let at = step.map(|step| {
            failed
                .filter(|failed| failed.step == step)
                .unwrap_or(At { step, item: None })
        });
        let attempts = node.attempts();
        let own = node.downcast_ref::<StepFailed<S::Error>>();
        let kind = match (own.and_then(StepFailed::take), node.kind()) {
            (Some(error), _) => SagaErrorKind::Failed(error),
            (None, NodeErrorKind::Panicked) => {
                let panic = node.downcast_ref::<NodePanic>();
                SagaErrorKind::Panicked(panic.map_or_else(String::new, ToString::to_string))
            }
            (None, NodeErrorKind::TimedOut) => match node.downcast_ref::<Elapsed>() {
                Some(elapsed) => SagaErrorKind::TimedOut(*elapsed),
                None => SagaErrorKind::Stopped,
            },
            (None, NodeErrorKind::Stopped) => {
                return Self::Interrupted(Failing {
                    at,
                    attempts,
                    kind: SagaErrorKind::Stopped,
                });
            }
            // What is ours: the value of a step could not be recorded.
            (None, _) => SagaErrorKind::Run(GraphError::Node(node)),
        };
        Self::Failed(Failing { at, attempts, kind })
    }
}

/// Is there anything to do at the end of a run whose steps are all done?
pub(crate) fn has_end<S: Saga>(shared: &Shared<S>) -> bool {
    shared.record.is_some() || shared.ledger.has_losers()
}

/// The report of a run whose steps are all done, with nothing left to do.
pub(crate) fn completed<S: Saga>(
    about: About,
    value: Kept<S::Output>,
    told: Option<Box<Told>>,
) -> Report<S::Output, S::Error> {
    about.end(Ended::Completed, told.as_deref());
    Report {
        result: Ok(value.into_value()),
        end: Ended::Completed,
        told,
        run: about.ledger,
    }
}

/// Says so if a run is left before its end: when the runtime ends before it.
struct Guard {
    about: About,
    is_recorded: bool,
    is_over: bool,
    /// Tells who shuts down, here and outside, that the run is not over.
    _tokens: [Option<TaskTrackerToken>; 2],
}

impl Guard {
    fn new(about: &About, is_recorded: bool) -> Self {
        let outer = about.outer.as_ref().map(TaskTracker::token);
        Self {
            is_recorded,
            is_over: false,
            _tokens: [Some(about.settings.tracker.token()), outer],
            about: about.clone(),
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.is_over {
            let told = Told {
                done: self.about.ledger.done().into(),
                undone: self.about.log().undone.clone(),
                parked: Vec::new(),
            };
            left(&self.about, self.is_recorded, Some(&told));
        }
    }
}

fn left(about: &About, is_recorded: bool, told: Option<&Told>) {
    let (saga, id) = (about.ledger.saga(), about.id());
    if is_recorded {
        tracing::warn!(saga, %id, "a saga is left before its end: it is in the journal, from where `recover` goes on");
    } else {
        tracing::error!(saga, %id, "a saga is left before its end, and there is no journal to go on from");
    }
    about.end(Ended::Left, told);
}

/// Brings a run to its end.
///
/// # Cancel safety
/// Dropped, it leaves the run to whoever recovers it from the journal.
pub(crate) fn settle<S: Saga>(
    shared: Arc<Shared<S>>,
    how: How<S>,
) -> impl Future<Output = Report<S::Output, S::Error>> + Send + 'static {
    // Made at once, so that a shutdown waits for it, and it is not lost unseen.
    let guard = Guard::new(&shared.about, shared.record.is_some());
    guarded(guard, shared, how)
}

/// Brings a run to its end whose graph had the saga: that is waited for first.
///
/// # Cancel safety
/// Dropped, the run is lost.
pub(crate) fn settle_plain<S: Saga>(
    about: About,
    how: How<S>,
) -> impl Future<Output = Report<S::Output, S::Error>> + Send + 'static {
    let guard = Guard::new(&about, false);
    async move {
        let saga = about.ledger.wait_for_saga().await.downcast();
        let saga = saga.expect("a run gives back the saga that it was given");
        guarded(guard, Arc::new(Shared::new(*saga, about)), how).await
    }
}

async fn guarded<S: Saga>(
    mut guard: Guard,
    shared: Arc<Shared<S>>,
    how: How<S>,
) -> Report<S::Output, S::Error> {
    let mut work = pin!(bring_to_end(&shared, how));
    let report = if shared.record.is_some() && Shared::<S>::has_clock() {
        let mut lease = pin!(shared.keep_lease());
        let raced = poll_fn(|cx| {
            if let Poll::Ready(report) = work.as_mut().poll(cx) {
                return Poll::Ready(Ok(report));
            }
            lease.as_mut().poll(cx).map(Err)
        });
        match raced.await {
            Ok(report) => report,
            Err(error) => {
                shared.stop(error);
                leave(&shared, None)
            }
        }
    } else {
        work.await
    };
    if report.end == Ended::Parked {
        shared.tell_parked();
    }
    guard.is_over = true;
    if report.end == Ended::Left {
        left(&shared, guard.is_recorded, report.told.as_deref());
        if let Some(record) = &shared.record {
            // If that fails as well, the lease ends by itself.
            let _ = record.journal.release(&record.lease).await;
        }
    } else if report.end != Ended::Completed {
        shared.end(report.end, report.told.as_deref());
    }
    report
}

async fn bring_to_end<S: Saga>(
    shared: &Arc<Shared<S>>,
    mut how: How<S>,
) -> Report<S::Output, S::Error> {
    // What was cut on other threads may still be at work.
    shared.quiet().wait().await;
    shared.nested_are_over().await;
    let mut was_forward = false;
    loop {
        if shared.is_stopped() {
            return leave(shared, None);
        }
        let pivot = S::TABLE.pivot();
        let is_complete = shared.ledger.is_complete();
        let is_decided = pivot.is_some_and(|pivot| shared.log().is_done(pivot));
        how = match how {
            How::Complete(value) => return complete(shared, value).await,
            How::Forward => {
                was_forward = true;
                forward(shared).await
            }
            How::Interrupted(_)
                if !shared.is_nested && (is_complete || (is_decided && !was_forward)) =>
            {
                How::Forward
            }
            How::Failed(failing) | How::Interrupted(failing) if is_decided => {
                return stall(shared, failing).await;
            }
            How::Failed(failing) | How::Interrupted(failing) => {
                return roll_back(shared, failing).await;
            }
        };
    }
}

/// Goes on with what is not done.
async fn forward<S: Saga>(shared: &Arc<Shared<S>>) -> How<S> {
    let steps = Steps::<S, true>(Active::full(shared));
    let mut run = graph::Execution::of(steps);
    if let Some(observer) = &shared.settings.observer {
        run = run.observe(Arc::clone(observer));
    }
    match run.await {
        Ok((Finished, value)) => How::Complete(value),
        Err(error) => {
            shared.quiet().wait().await;
            shared.nested_are_over().await;
            How::of(&shared.ledger, error)
        }
    }
}

/// The journal failed, or another driver has the lease: this one stops.
fn leave<S: Saga>(
    shared: &Shared<S>,
    value: Option<Kept<S::Output>>,
) -> Report<S::Output, S::Error> {
    let error = shared.take_stopped();
    let (done, undone) = {
        let mut log = shared.log();
        let done = std::mem::take(&mut log.done);
        (done, std::mem::take(&mut log.undone))
    };
    let refs = done.iter().map(|done| Shared::<S>::step_ref(done.at()));
    let refs = refs.collect();
    panics::discard_each(done);
    let kind = error.map_or(SagaErrorKind::Stopped, SagaErrorKind::Journal);
    let result = match value {
        Some(value) => Ok(value.into_value()),
        None => Err(failed::<S>(Failing::of(kind))),
    };
    Report {
        run: Arc::clone(&shared.ledger),
        result,
        end: Ended::Left,
        told: Some(Box::new(Told {
            done: refs,
            undone,
            parked: Vec::new(),
        })),
    }
}

fn failed<S: Saga>(failing: Failing<S::Error>) -> SagaError<S::Error> {
    SagaError::new(
        S::TABLE.name,
        failing.at.map(Shared::<S>::step_ref),
        failing.attempts,
        failing.kind,
    )
}

/// Every step is done: those that lost a race are undone, and the end is recorded.
async fn complete<S: Saga>(
    shared: &Arc<Shared<S>>,
    value: Kept<S::Output>,
) -> Report<S::Output, S::Error> {
    let mut parked = Vec::new();
    // Else what the ledger says is all there is to tell.
    let done = shared.ledger.has_losers().then(|| done_refs(shared));
    if undo_losers(shared, &mut parked).await.is_err()
        || finish_nested(shared).await.is_err()
        || finish(shared, End::Completed).await.is_err()
    {
        return leave(shared, Some(value));
    }
    let told = done.map(|done| {
        Box::new(Told {
            done,
            undone: std::mem::take(&mut shared.log().undone),
            parked,
        })
    });
    completed::<S>(shared.about.clone(), value, told)
}

pub(super) async fn undo_losers<S: Saga>(
    shared: &Arc<Shared<S>>,
    parked: &mut Vec<Parked>,
) -> Result<(), Cause> {
    let losers = {
        let log = shared.log();
        let has_lost = |at: &At| log.lost.contains(&at.step);
        let doubtful = log.doubtful.iter().copied().filter(has_lost);
        let doubtful = doubtful.rev().map(|at| (at, None));
        let done = log.done.iter().filter(|done| has_lost(&done.at())).rev();
        let done = done.map(|done| (done.at(), Some(done.clone())));
        doubtful.chain(done).collect::<Vec<_>>()
    };
    for (at, done) in losers {
        undo::undo(shared, at, done.as_ref(), parked).await?;
        let mut log = shared.log();
        log.doubtful.retain(|other| *other != at);
        // Not among what is kept: it is not to be undone again, should the rest be.
        log.done.retain(|other| other.at() != at);
    }
    Ok(())
}

/// Is its end recorded?
pub(super) fn is_finished<S: Saga>(shared: &Shared<S>) -> bool {
    let record = shared.record.as_ref();
    record.is_some_and(|record| record.is_finished.load(Ordering::Relaxed))
}

/// The sagas that are steps of this one are done for good.
pub(super) async fn finish_nested<S: Saga>(shared: &Shared<S>) -> Result<(), Cause> {
    if shared.record.is_none() || S::STEPS.iter().all(|step| step.nested.is_none()) {
        return Ok(());
    }
    let done = shared.log().done.clone();
    for done in done {
        if let Some(nested) = &S::STEPS[done.step].nested {
            nested.finish(&done).await?;
        }
    }
    Ok(())
}

pub(super) async fn finish<S: Saga>(shared: &Shared<S>, end: End) -> Result<(), Cause> {
    let Some(record) = &shared.record else {
        return Ok(());
    };
    if record.is_finished.load(Ordering::Relaxed) {
        return Ok(());
    }
    shared.record(Entry::Finished { end }).await?;
    record.is_finished.store(true, Ordering::Relaxed);
    Ok(())
}

fn reason_of<S: Saga>(kind: &SagaErrorKind<S::Error>) -> Reason {
    let messages = match kind {
        SagaErrorKind::Failed(error) => S::messages(error),
        SagaErrorKind::Panicked(message) => vec![message.clone()],
        SagaErrorKind::TimedOut(elapsed) => vec![elapsed.to_string()],
        SagaErrorKind::Run(error) => messages::of(error),
        SagaErrorKind::FailedBefore(reason) => return reason.clone(),
        _ => Vec::new(),
    };
    Reason {
        kind: kind.as_str().to_owned(),
        messages,
    }
}

/// A step after the pivot failed for good.
async fn stall<S: Saga>(
    shared: &Arc<Shared<S>>,
    failing: Failing<S::Error>,
) -> Report<S::Output, S::Error> {
    let reason = reason_of::<S>(&failing.kind);
    let done = done_refs(shared);
    let mut parked = Vec::new();
    if let Some(at) = failing.at {
        while shared.record_rest().await.is_err() {
            if shared.is_stopped() {
                return leave(shared, None);
            }
        }
        let letter = parking::stall(shared, at, failing.attempts, reason.clone()).await;
        if let Some(letter) = letter {
            let stalled = shared.record(Entry::Stalled {
                step: S::TABLE.steps[at.step].name.into(),
                letter,
            });
            if stalled.await.is_err() {
                return leave(shared, None);
            }
        }
        parked.push(Parked {
            step: Shared::<S>::step_ref(at),
            attempts: failing.attempts,
            reason,
            error: None,
            letter,
        });
    }
    if let Some(record) = &shared.record {
        let _ = record.journal.release(&record.lease).await;
    }
    Report {
        run: Arc::clone(&shared.ledger),
        result: Err(failed::<S>(failing)),
        end: Ended::Stalled,
        told: Some(Box::new(Told {
            done,
            undone: Vec::new(),
            parked,
        })),
    }
}

fn done_refs<S: Saga>(shared: &Shared<S>) -> Arc<[StepRef]> {
    shared.ledger.done().into()
}

/// Undoes what was done, one step after the other, the one that was done last first.
async fn roll_back<S: Saga>(
    shared: &Arc<Shared<S>>,
    failing: Failing<S::Error>,
) -> Report<S::Output, S::Error> {
    shared.ledger.set_phase(Phase::RollingBack);
    let done = done_refs(shared);
    let mut parked = Vec::new();
    let Ok(end) = undo_all(shared, &failing, &mut parked).await else {
        let mut report = leave(shared, None);
        if let Some(told) = &mut report.told {
            told.done = done;
            told.parked = parked;
        }
        return report;
    };
    shared.ledger.set_phase(Phase::Over);
    Report {
        run: Arc::clone(&shared.ledger),
        result: Err(failed::<S>(failing)),
        end,
        told: Some(Box::new(Told {
            done,
            undone: std::mem::take(&mut shared.log().undone),
            parked,
        })),
    }
}

async fn undo_all<S: Saga>(
    shared: &Arc<Shared<S>>,
    failing: &Failing<S::Error>,
    parked: &mut Vec<Parked>,
) -> Result<Ended, Cause> {
    let rolls_back = shared.record.as_ref().map(|record| &record.rolls_back);
    if !rolls_back.is_some_and(|rolls_back| rolls_back.load(Ordering::Relaxed)) {
        // What was done without being recorded could not be undone after a crash.
        while let Err(cause) = shared.record_rest().await {
            if shared.is_stopped() {
                return Err(cause);
            }
        }
        shared.tell(&SagaEvent::RollingBack {
            step: failing.at.map(Shared::<S>::step_ref),
            reason: failing.kind.as_str(),
        });
        if let Some(rolls_back) = rolls_back {
            shared
                .record(Entry::RollingBack {
                    step: failing.at.map(|at| S::TABLE.steps[at.step].name.into()),
                    item: failing.at.and_then(|at| at.item),
                    reason: reason_of::<S>(&failing.kind),
                })
                .await?;
            rolls_back.store(true, Ordering::Relaxed);
        }
    } else if amend::has_parked_inside(shared).await? {
        // A nested saga was over before the crash.
        shared.log().has_parked = true;
    }
    loop {
        let at = shared.log().doubtful.last().copied();
        let Some(at) = at else { break };
        undo::undo(shared, at, None, parked).await?;
        shared.log().doubtful.pop();
    }
    loop {
        let done: Option<Done> = shared.log().done.last().cloned();
        let Some(done) = done else { break };
        undo::undo(shared, done.at(), Some(&done), parked).await?;
        let gone = shared.log().done.pop();
        panics::discard((done, gone));
    }
    let (end, ended) = if parked.is_empty() && !shared.has_parked() {
        (End::RolledBack, Ended::RolledBack)
    } else {
        (End::Parked, Ended::Parked)
    };
    finish(shared, end).await?;
    Ok(ended)
}
