//! The end of a run, however it comes: all done, all undone, or left to another driver.

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
    runtime::has_clock,
    try_again::{Here, Tried, TryAgain, UndoFailure},
};
use crate::graph::Cause;
use organum_base::observe::SagaStatus;

/// Reports that a run is left, should it be left before its end: when the runtime ends before it.
struct Guard {
    about: About,
    is_over: bool,
    /// Tells who shuts down, here and outside, that the run is not over.
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

fn left(about: &About) {
    let (saga, id) = (about.record.saga(), about.id());
    if about.record.is_journalled() {
        tracing::warn!(saga, %id, "a saga is left before its end: it is in the journal, from where `recover` goes on");
    } else {
        tracing::error!(saga, %id, "a saga is left before its end, and there is no journal to go on from");
    }
    about.end(SagaStatus::Left);
}

/// Brings a run to its end.
///
/// # Cancel safety
/// Dropped, it leaves the run to whoever recovers it from the journal.
pub(crate) fn end<S: Saga>(
    run: Arc<SagaRun<S>>,
    next: Next<S>,
) -> impl Future<Output = SagaReport<S::Output, S::Error>> + Send + 'static {
    // Made at once, so that a shutdown waits for it, and it is not lost unseen.
    let guard = Guard::new(&run.about);
    async move {
        let mut guard = guard;
        let report = under_lease(&run, next).await;
        guard.is_over = true;
        match report.status() {
            SagaStatus::Left => {
                run.tell_left();
                left(&run);
                run.record.give_up().await;
            }
            SagaStatus::Completed => {}
            end => {
                if end == SagaStatus::Parked {
                    run.tell_parked(report.parked());
                }
                run.end(end);
            }
        }
        report
    }
}

/// Brings a run to its end as long as it is ours.
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
            next = (*forward).await;
        }
        // Also steps that have lost a race.
        run.wait_until_idle().await;
        if run.is_left_by_abort() {
            // What is done is recorded before that.
            let _ = run.record.write_rest().await;
            run.record.halt();
        }
        if run.has_left_inside() {
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
            // A nested saga is done or undone as a whole.
            Next::Stalled(failing) if run.is_nested => Next::Back(failing),
            Next::Stalled(failing) => return stall(run, failing).await,
            Next::Complete(value) => return complete(run, value).await,
            Next::Forward => {
                // Before the pivot it can be cancelled, and has the time that any run has.
                was_forward = is_decided;
                forward(run, !is_decided).await
            }
            Next::Back(failing)
                if failing.is_interruption()
                    && !run.is_nested
                    && (run.record.is_complete() || (is_decided && !was_forward)) =>
            {
                Next::Forward
            }
            Next::Back(failing) if is_decided || failing.is_in_doubt_about(S::TABLE.pivot()) => {
                return stall(run, failing).await;
            }
            Next::Back(failing) => return back(run, failing).await,
        };
    }
}

/// Goes on with what is not done. `is_limited`: until the run is cancelled, or its `run_timeout` has passed.
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

/// The journal failed, or another driver has the lease: this one stops.
fn leave<S: Saga>(run: &SagaRun<S>, parked: Vec<Parked>) -> SagaReport<S::Output, S::Error> {
    let error = run.record.take_stopped();
    let fault = error.map_or(Fault::Stopped, left_by);
    let error = Failing::new(fault).into_error(&run.record);
    let report = SagaReport::new(&run.record, Err(error), SagaStatus::Left, parked);
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
    SagaReport::new(&run.record, Err(error), SagaStatus::Left, Vec::new())
}

/// The report of a run whose steps are all done, with nothing left to do.
pub(crate) fn completed<S: Saga>(
    run: &SagaRun<S>,
    value: Arc<S::Output>,
    parked: Vec<Parked>,
) -> SagaReport<S::Output, S::Error> {
    run.end(SagaStatus::Completed);
    SagaReport::new(&run.record, Ok(own(value)), SagaStatus::Completed, parked)
}

/// The value of a saga, of which the record has let go.
fn own<T>(value: Arc<T>) -> T {
    Arc::into_inner(value).expect("the record and the graph had the other shares")
}

/// True if there is anything to do at the end of a run whose steps are all done.
pub(crate) fn has_end<S: Saga>(run: &SagaRun<S>) -> bool {
    run.record.is_journalled() || run.record.has_losers()
}

/// Every step is done: those that lost a race are undone, and the end is recorded.
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
    // Its end is not recorded, which is done by whoever goes on with it.
    let _ = run.record.take_stopped();
    run.record.release();
    SagaReport::new(&run.record, Ok(own(value)), SagaStatus::Left, parked)
}

/// The sagas that are steps of this one are done for good.
pub(crate) async fn finish_nested<S: Saga>(run: &SagaRun<S>) -> Result<(), Cause> {
    if !run.record.is_journalled() || S::STEPS.iter().all(|step| step.nested.is_none()) {
        return Ok(());
    }
    for (_, done) in run.record.standing() {
        if let Some(nested) = &S::STEPS[done.at.step].nested {
            nested.finish(&done).await?;
        }
    }
    Ok(())
}

/// Gives up the lease of a run, so that the next one who asks gets it: first those of the sagas that are steps of it.
pub(crate) async fn give_up<S: Saga>(run: &SagaRun<S>) {
    if !run.record.is_journalled() {
        return;
    }
    if S::STEPS.iter().any(|step| step.nested.is_some()) {
        for (_, done) in run.record.standing() {
            if let Some(nested) = &S::STEPS[done.at.step].nested {
                nested.give_up(&done).await;
            }
        }
    }
    run.record.give_up().await;
}

/// A step failed, and nothing that is done must stay: all of it is undone.
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

/// A step after the pivot failed for good.
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
            let id = parking::letter_id(run, at);
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

/// A step after the pivot, in a run that goes on from there.
struct ParkedRun<S: Saga> {
    run: Arc<SagaRun<S>>,
}

impl<S: Saga> TryAgain for ParkedRun<S> {
    fn goes_on(&self) -> bool {
        true
    }

    fn try_again(&self) -> std::pin::Pin<Box<dyn Future<Output = Tried> + Send + '_>> {
        Box::pin(async {
            if needs_clock::<S>(&self.run.settings) && !has_clock() {
                return Err(UndoFailure::untried("no clock"));
            }
            let ending = end(Arc::clone(&self.run), Next::Forward);
            // A task, if there is a runtime: it goes on when nobody waits for it any more.
            let report = match tokio::runtime::Handle::try_current() {
                Ok(runtime) => match runtime.spawn(ending).await {
                    Ok(report) => report,
                    Err(_) => return Err(not_tried()),
                },
                Err(_) => ending.await,
            };
            match (report.status(), report.into_parked().into_iter().next()) {
                // It is not stalled any more.
                (SagaStatus::Completed | SagaStatus::RolledBack | SagaStatus::Parked, _) => Ok(()),
                (_, Some(parked)) => Err(UndoFailure {
                    // `stall` counted them in the letter.
                    attempts: 0,
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
