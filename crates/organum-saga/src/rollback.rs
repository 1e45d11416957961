//! The rollback of a run: the undos of the steps with an unknown outcome are called, then those of the completed
//! steps, in reverse order. Each undo is recorded, and a step whose undo fails permanently is parked.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::Poll,
};

use futures_util::future::{Either, select};

use super::{
    Saga,
    completed::{At, Completed},
    failure::Failing,
    forward::Forward,
    offline,
    parked_step::Parked,
    parking,
    record::UndoRequest,
    run::SagaRun,
    table::OnUnknown,
    try_again::UndoFailure,
    undo,
};
use crate::{graph::Cause, observe::SagaEvent, panics};
use organum_base::observe::SagaStatus;

/// Rolls a run back, and records its end.
///
/// # Errors
/// The journal failed. The next driver continues the rollback.
pub(crate) async fn roll_back<S: Saga>(
    run: &Arc<SagaRun<S>>,
    failing: &Failing<S::Error>,
    parked: &mut Vec<Parked>,
) -> Result<SagaStatus, Cause> {
    announce(run, failing).await?;
    settle(run, |_| true).await?;
    undo_those(run, |_| true, parked).await?;
    let end = if parked.is_empty() && !run.has_parked_elsewhere() {
        SagaStatus::RolledBack
    } else {
        SagaStatus::Parked
    };
    run.record.finished(end).await?;
    Ok(end)
}

/// Records and announces the rollback, unless an earlier driver has.
async fn announce<S: Saga>(run: &SagaRun<S>, failing: &Failing<S::Error>) -> Result<(), Cause> {
    if run.record.rolls_back() {
        // A nested saga may have ended before the crash.
        if offline::has_parked_inside(&run.record, S::TABLE).await? {
            run.record.set_parked_elsewhere();
        }
        return Ok(());
    }
    run.notify(&SagaEvent::RollingBack {
        step: failing.at.map(|at| run.step_ref(at)),
        reason: failing.fault.kind().as_str(),
    });
    let reason = || failing.reason();
    run.record.rolling_back(failing.at, reason).await
}

/// Calls the steps with an unknown outcome again, with their keys, because they may have had an effect: the rollback
/// undoes them with their outputs. A step that fails had no effect. A step that takes too long keeps its unknown
/// outcome.
async fn settle<S: Saga>(
    run: &Arc<SagaRun<S>>,
    is_meant: impl Fn(usize) -> bool,
) -> Result<(), Cause> {
    if run.record.begin_settling(is_meant) {
        call_unsettled(run).await?;
    }
    Ok(())
}

/// The outcome of a step that was called again because its outcome was unknown.
enum Again {
    Done(Completed),
    /// The step has had no effect.
    Failed,
    /// The step took too long again.
    Unknown,
}

/// Calls one step again whose outcome is unknown, with its key.
///
/// # Errors
/// The journal failed.
async fn call_again<S: Saga>(run: &Arc<SagaRun<S>>, at: At) -> Result<Again, Cause> {
    run.record.settle_only(at);
    call_unsettled(run).await?;
    let mut in_effect = run.record.in_effect().into_iter();
    let done = in_effect.find(|done| done.at == at);
    Ok(match done {
        Some(done) => Again::Done(done),
        None if run
            .record
            .unknown_outcomes()
            .iter()
            .any(|(other, _)| *other == at) =>
        {
            Again::Unknown
        }
        None => Again::Failed,
    })
}

/// Calls the undo of a parked step again. If the undo takes a value that nobody has, the step is called first, in the
/// run `again`. Returns the number of attempts.
pub(crate) async fn undo_parked<S: Saga>(
    run: &SagaRun<S>,
    at: At,
    done: Option<&Completed>,
    again: Option<Arc<SagaRun<S>>>,
) -> Result<u32, UndoFailure> {
    let undone = undo::call(run, at, done).await;
    match (undone, again) {
        (Err(failure), Some(again)) if failure.has_no_value() => {
            match call_again(&again, at).await {
                Ok(Again::Done(done)) => undo::call(&again, at, Some(&done)).await,
                Ok(Again::Failed) => Ok(0),
                Ok(Again::Unknown) | Err(_) => Err(UndoFailure {
                    attempts: 1,
                    ..UndoFailure::unknown()
                }),
            }
        }
        (undone, _) => undone,
    }
}

/// Calls the steps that are to be called again.
async fn call_unsettled<S: Saga>(run: &Arc<SagaRun<S>>) -> Result<(), Cause> {
    run.record.goes_on();
    let mut forward = Forward::again(run);
    poll_fn(|cx| {
        let is_over = Pin::new(&mut forward).poll(cx).is_ready();
        if is_over || forward.is_ending() || run.record.is_settled() {
            return Poll::Ready(());
        }
        Poll::Pending
    })
    .await;
    drop(forward);
    run.wait_until_idle().await;
    run.record.end_settling();
    run.record.write_rest().await
}

/// Undoes the steps that lost a race.
pub(crate) async fn undo_losers<S: Saga>(
    run: &Arc<SagaRun<S>>,
    parked: &mut Vec<Parked>,
) -> Result<(), Cause> {
    let losers = run.record.losers();
    if losers.is_empty() {
        return Ok(());
    }
    let is_loser = |step: usize| losers.contains(&step);
    // Boxed, since few runs have losers.
    Box::pin(settle(run, is_loser)).await?;
    Box::pin(undo_those(run, is_loser, parked)).await
}

async fn undo_those<S: Saga>(
    run: &Arc<SagaRun<S>>,
    is_meant: impl Fn(usize) -> bool,
    parked: &mut Vec<Parked>,
) -> Result<(), Cause> {
    for (at, unknown) in run.record.unknown_outcomes().into_iter().rev() {
        if is_meant(at.step) {
            let is_nested = S::STEPS[at.step].nested.is_some();
            if is_nested || matches!(unknown, OnUnknown::NoValue | OnUnknown::Undo) {
                undo_one(run, at, None, parked).await?;
            } else {
                park(run, at, None, UndoFailure::unknown(), parked).await?;
            }
            run.record.resolved(at);
        }
    }
    for place in run.record.standing_places().into_iter().rev() {
        // One value at a time is shared: a nested saga that is made again takes the items of a step as one list.
        let done = run.record.completed_at(place);
        if is_meant(done.at.step) {
            undo_one(run, done.at, Some(&done), parked).await?;
            panics::discard(done);
            run.record.passed(place);
        }
    }
    Ok(())
}

/// Undoes or parks a step, and records the result.
async fn undo_one<S: Saga>(
    run: &Arc<SagaRun<S>>,
    at: At,
    done: Option<&Completed>,
    parked: &mut Vec<Parked>,
) -> Result<(), Cause> {
    if !S::TABLE.is_undone(at.step) {
        return Ok(());
    }
    let step = run.step_ref(at);
    run.notify(&SagaEvent::Undoing { step });
    match undo_unless_requested(run, at, done).await? {
        Ok(attempts) => {
            run.record.undone(at).await?;
            run.notify(&SagaEvent::Undone { step, attempts });
        }
        Err(failure) => park(run, at, done, failure, parked).await?,
    }
    Ok(())
}

/// Parks a step, and records this.
async fn park<S: Saga>(
    run: &Arc<SagaRun<S>>,
    at: At,
    done: Option<&Completed>,
    failure: UndoFailure,
    parked: &mut Vec<Parked>,
) -> Result<(), Cause> {
    let letter = parking::park(run, at, done, &failure).await;
    run.record.parked(at, letter).await?;
    parked.push(failure.parked(S::TABLE.name, run.step_ref(at), letter));
    Ok(())
}

/// Undoes a step, unless an operator requests to park or skip its undo meanwhile.
async fn undo_unless_requested<S: Saga>(
    run: &Arc<SagaRun<S>>,
    at: At,
    done: Option<&Completed>,
) -> Result<Result<u32, UndoFailure>, Cause> {
    let begun = AtomicU32::new(0);
    if S::STEPS[at.step].nested.is_some() {
        return undo::undo(run, at, done, &begun).await;
    }
    run.record.set_undoing(Some(at));
    let requested = pin!(run.record.undo_request(at));
    let undoing = pin!(undo::undo(run, at, done, &begun));
    let ended = select(requested, undoing).await;
    run.record.set_undoing(None);
    let attempts = begun.load(Ordering::Relaxed);
    match ended {
        Either::Left((UndoRequest::Skip, _)) => Ok(Ok(attempts)),
        Either::Left((UndoRequest::Park, _)) => Ok(Err(UndoFailure {
            attempts,
            ..UndoFailure::untried("parked")
        })),
        Either::Right((undone, _)) => undone,
    }
}
