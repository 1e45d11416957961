//! The end of a run: it is completed, rolled back, stalled, or left to another driver.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use organum_store::{DeadLetterReason, StoreError, StoreErrorKind};
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use super::{
    Saga,
    definition::needs_clock,
    error::Fault,
    failure::Failing,
    forward::{Forward, Next},
    interrupt::Interrupts,
    parked_step::Parked,
    parking,
    refusal::Refusal,
    report::SagaReport,
    rollback,
    run::{About, SagaRun},
    runtime::{has_clock, in_task_if_possible},
    try_again::{Here, TryAgain, UndoFailure, UndoOutcome},
};
use crate::graph::Cause;
use organum_base::observe::SagaStatus;

/// Logs that a run is left, if the future of its end is dropped before it is ready, as when the runtime shuts down.
struct Guard {
    about: About,
    is_over: bool,
    /// Keep the shutdown of this runner, and that of the outer graph's runner, waiting for the run.
    _tokens: [Option<TaskTrackerToken>; 2],
}

impl Guard {
    fn new(about: &About) -> Self {
        let outer = about.outer.as_ref().map(TaskTracker::token);
        Self {
            is_over: false,
            _tokens: [Some(about.settings.tracker.token()), outer],
            about: about.clone(),
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.is_over {
            // A driver that unwinds has a lease that nobody else gives up.
            self.about.record.stop_renewing();
            left(&self.about);
        }
    }
}

/// Logs and records that a run is left.
fn left(about: &About) {
    let (saga, id) = (about.record.saga(), about.id());
    let status = about.record.status_when_left();
    if status == SagaStatus::Unknown {
        tracing::warn!(saga, %id, "the journal did not confirm the end of a saga: `recover` resumes the saga if its end is not recorded");
    } else if about.record.is_journalled() {
        tracing::warn!(saga, %id, "a saga was left before its end: `recover` resumes it from the journal");
    } else {
        tracing::error!(saga, %id, "a saga was left before its end, and cannot be resumed without a journal");
    }
    about.end(status);
}

/// Brings a run to its end.
///
/// # Cancel safety
/// Dropping the future leaves the run to the recovery from the journal.
pub(crate) fn end<S: Saga>(
    run: Arc<SagaRun<S>>,
    next: Next<S>,
) -> impl Future<Output = SagaReport<S::Output, S::Error>> + Send + 'static {
    // Made before the first poll, so that a shutdown waits for the run, and a dropped future is logged.
    let guard = Guard::new(&run.about);
    async move {
        let mut guard = guard;
        let report = under_lease(&run, next).await;
        guard.is_over = true;
        match report.status() {
            SagaStatus::Left | SagaStatus::Unknown => {
                run.report_left_to_outer();
                left(&run);
                run.record.give_up().await;
            }
            SagaStatus::Completed => {}
            end => {
                if end == SagaStatus::Parked {
                    run.report_parked_to_outer(report.parked());
                }
                run.end(end);
            }
        }
        report
    }
}

/// Drives a run to its end, or leaves it when its lease is lost.
async fn under_lease<S: Saga>(
    run: &Arc<SagaRun<S>>,
    next: Next<S>,
) -> SagaReport<S::Output, S::Error> {
    let mut work = pin!(bring_to_end(run, next));
    if !run.record.is_journalled() || !has_clock() {
        return work.await;
    }
    let mut lost = pin!(run.is_taken_away());
    let raced = poll_fn(|cx| {
        if let Poll::Ready(report) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(report));
        }
        lost.as_mut().poll(cx).map(|()| None)
    });
    match raced.await {
        Some(report) => report,
        None => leave(run, Vec::new()),
    }
}

async fn bring_to_end<S: Saga>(
    run: &Arc<SagaRun<S>>,
    mut next: Next<S>,
) -> SagaReport<S::Output, S::Error> {
    let mut was_forward = false;
    loop {
        if let Next::After(forward) = next {
            next = forward.await;
        }
        // This includes the steps that lost a race.
        run.wait_until_idle().await;
        if run.is_left_by_abort() {
            // The completed steps are recorded before the run is left.
            let _ = run.record.write_rest().await;
            run.record.halt();
        } else if run.has_left_inside() {
            let kind = StoreErrorKind::Unavailable;
            let _ = run
                .record
                .stop(StoreError::new(kind, "journal", "end a nested saga"));
        }
        if run.record.is_stopped() {
            return leave(run, Vec::new());
        }
        let is_decided = run.record.is_decided();
        next = match next {
            Next::After(_) => next,
            // A nested saga has no pivot, so it is rolled back instead of stalled.
            Next::Stalled(failing) if run.is_nested => Next::Back(failing),
            // Boxed, so that the end of a run whose steps are all done is small.
            Next::Stalled(failing) => return Box::pin(stall(run, failing)).await,
            Next::Complete(value) => return complete(run, value).await,
            Next::Forward => {
                // Before its pivot, the run can be cancelled, and its `run_timeout` begins anew.
                was_forward = is_decided;
                Box::pin(forward(run, !is_decided)).await
            }
            Next::Back(failing)
                if failing.is_interruption()
                    && !run.is_nested
                    && (run.record.is_complete() || (is_decided && !was_forward)) =>
            {
                Next::Forward
            }
            Next::Back(failing) if is_decided || failing.leaves_unknown(S::TABLE.pivot()) => {
                return Box::pin(stall(run, failing)).await;
            }
            Next::Back(failing) => return Box::pin(back(run, failing)).await,
        };
    }
}

/// Runs the steps that are not completed. If `is_limited`, the run may be cancelled, and its `run_timeout` applies.
async fn forward<S: Saga>(run: &Arc<SagaRun<S>>, is_limited: bool) -> Next<S> {
    run.record.set_status(SagaStatus::Running);
    run.record.goes_on();
    let forward = Forward::again(run);
    if is_limited {
        forward.until(Interrupts::of(run, Vec::new())).await
    } else {
        forward.await
    }
}

/// Stops driving the run, because the journal failed or another driver has the lease.
fn leave<S: Saga>(run: &SagaRun<S>, parked: Vec<Parked>) -> SagaReport<S::Output, S::Error> {
    let is_aborted = run.is_left_by_abort();
    let fault = match run.record.take_stopped() {
        // An abort drops a nested saga, whose lease is given up.
        Some(error) if !is_aborted || !error.is_lease_lost() => left_by(error),
        _ if is_aborted => Fault::Aborted,
        _ => Fault::Stopped,
    };
    let error = Failing::new(fault).into_error(&run.record);
    let status = run.record.status_when_left();
    let report = SagaReport::new(&run.record, Err(error), status, parked);
    run.record.release();
    report
}

/// A run is left because of this error: the record of a nested saga may be refused.
fn left_by<E>(error: StoreError) -> Fault<E> {
    match Refusal::in_chain_of(&error) {
        Some(refusal) => Fault::Refused(refusal.clone()),
        None => Fault::Journal(error),
    }
}

/// The report of a run whose end was dropped together with its runtime.
pub(crate) fn stopped<S: Saga>(run: &SagaRun<S>) -> SagaReport<S::Output, S::Error> {
    let error = Failing::new(Fault::Stopped).into_error(&run.record);
    SagaReport::new(
        &run.record,
        Err(error),
        run.record.status_when_left(),
        Vec::new(),
    )
}

/// Returns the report of a completed run with no work left.
pub(crate) fn completed<S: Saga>(
    run: &SagaRun<S>,
    value: Arc<S::Output>,
    parked: Vec<Parked>,
) -> SagaReport<S::Output, S::Error> {
    run.end(SagaStatus::Completed);
    SagaReport::new(&run.record, Ok(own(value)), SagaStatus::Completed, parked)
}

/// Returns the output of a saga, which the record has released.
fn own<T>(value: Arc<T>) -> T {
    Arc::into_inner(value).expect("the record and the graph have released the output")
}

/// True if a run whose steps are all completed has work left before it ends.
pub(crate) fn has_end<S: Saga>(run: &SagaRun<S>) -> bool {
    run.record.is_journalled() || run.record.has_losers()
}

/// Completes a run: undoes the steps that lost a race, and records the end.
async fn complete<S: Saga>(
    run: &Arc<SagaRun<S>>,
    value: Arc<S::Output>,
) -> SagaReport<S::Output, S::Error> {
    let mut parked = Vec::new();
    let finished = async {
        rollback::undo_losers(run, &mut parked).await?;
        finish_nested(run).await?;
        run.record.finished(SagaStatus::Completed).await
    };
    if finished.await.is_ok() {
        parked.extend(run.take_parked_inside());
        return completed(run, value, parked);
    }
    if !run.record.has_written_steps() {
        return leave(run, parked);
    }
    // The next driver records the end, if the journal does not have it.
    let _ = run.record.take_stopped();
    run.record.release();
    let status = run.record.status_when_left();
    SagaReport::new(&run.record, Ok(own(value)), status, parked)
}

/// Records the ends of the nested sagas, which are not undone any more.
pub(crate) async fn finish_nested<S: Saga>(run: &SagaRun<S>) -> Result<(), Cause> {
    if !run.record.is_journalled() || S::STEPS.iter().all(|step| step.nested.is_none()) {
        return Ok(());
    }
    for done in run.record.in_effect() {
        if let Some(nested) = &S::STEPS[done.at.step].nested {
            nested.finish(&done).await?;
        }
    }
    Ok(())
}

/// Releases the lease of a run and those of its nested sagas, so that the next driver can claim them. The leases of
/// the nested sagas come first.
pub(crate) async fn give_up<S: Saga>(run: &SagaRun<S>) {
    if !run.record.is_journalled() {
        return;
    }
    if S::STEPS.iter().any(|step| step.nested.is_some()) {
        for done in run.record.in_effect() {
            if let Some(nested) = &S::STEPS[done.at.step].nested {
                nested.give_up(&done).await;
            }
        }
    }
    run.record.give_up().await;
}

/// Rolls a run back.
async fn back<S: Saga>(
    run: &Arc<SagaRun<S>>,
    failing: Failing<S::Error>,
) -> SagaReport<S::Output, S::Error> {
    run.record.set_status(SagaStatus::RollingBack);
    let mut parked = Vec::new();
    match rollback::roll_back(run, &failing, &mut parked).await {
        Ok(end) => {
            parked.extend(run.take_parked_inside());
            parked.extend(run.record.parked_before());
            let error = failing.into_error(&run.record);
            SagaReport::new(&run.record, Err(error), end, parked)
        }
        Err(_) => leave(run, parked),
    }
}

/// Parks the step after the pivot that failed permanently: the run is stalled.
async fn stall<S: Saga>(
    run: &Arc<SagaRun<S>>,
    failing: Failing<S::Error>,
) -> SagaReport<S::Output, S::Error> {
    let mut parked = Vec::new();
    if let Some(at) = failing.at {
        if run.record.write_rest().await.is_err() {
            return leave(run, parked);
        }
        let reason = failing.reason();
        let letter = parking::stall(run, at, failing.attempts, reason.clone()).await;
        if !run.record.is_journalled() {
            let id = parking::letter_id(&run.record, at);
            let again = Arc::new(ParkedRun {
                run: Arc::clone(run),
            });
            let is_stored = letter.is_some();
            run.settings.park_here(id, Here { again, is_stored }).await;
        }
        if run.record.stalled(at, letter).await.is_err() {
            return leave(run, parked);
        }
        parked.push(Parked {
            saga: S::TABLE.name,
            step: run.step_ref(at),
            attempts: failing.attempts,
            reason,
            error: None,
            letter,
        });
    }
    give_up(run).await;
    let error = failing.into_error(&run.record);
    SagaReport::new(&run.record, Err(error), SagaStatus::Stalled, parked)
}

/// A stalled run without a journal. Its next attempt resumes it.
struct ParkedRun<S: Saga> {
    run: Arc<SagaRun<S>>,
}

impl<S: Saga> TryAgain for ParkedRun<S> {
    fn goes_on(&self) -> bool {
        true
    }

    fn try_again(&self) -> std::pin::Pin<Box<dyn Future<Output = UndoOutcome> + Send + '_>> {
        Box::pin(async {
            if needs_clock::<S>(&self.run.settings) && !has_clock() {
                return Err(UndoFailure::untried("no clock"));
            }
            let ending = end(Arc::clone(&self.run), Next::Forward);
            // A task, if there is a runtime, so that the run continues when this future is dropped.
            let Some(report) = in_task_if_possible(ending).await else {
                return Err(not_tried());
            };
            match (report.status(), report.into_parked().into_iter().next()) {
                // The run is not stalled any more.
                (SagaStatus::Completed | SagaStatus::RolledBack | SagaStatus::Parked, _) => Ok(()),
                // The letter has the attempts already: `stall` has added them.
                (_, Some(parked)) => Err(UndoFailure {
                    attempts: parked.attempts,
                    reason: parked.reason,
                    error: None,
                }),
                _ => Err(not_tried()),
            }
        })
    }
}

fn not_tried() -> UndoFailure {
    UndoFailure {
        attempts: 0,
        reason: DeadLetterReason {
            kind: "stopped".to_owned(),
            messages: Vec::new(),
        },
        error: None,
    }
}
