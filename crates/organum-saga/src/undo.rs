//! The undo of one step, retried until it succeeds or its attempts are exhausted.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum_store::DeadLetterReason;

use super::{
    Saga,
    completed::{At, Completed},
    definition::UNDO_TIMEOUT,
    halt::NoValue,
    run::SagaRun,
    runtime::has_clock,
    try_again::UndoFailure,
};
use crate::{
    graph::Cause,
    messages,
    observe::SagaEvent,
    panics,
    policy::{self, Backoff},
};

/// Undoes a step, or the nested saga that it is. Returns the number of attempts, and counts those that have begun in
/// `begun`.
///
/// # Errors
/// The journal of a nested saga failed.
pub(crate) async fn undo<S: Saga>(
    run: &Arc<SagaRun<S>>,
    at: At,
    done: Option<&Completed>,
    begun: &AtomicU32,
) -> Result<Result<u32, UndoFailure>, Cause> {
    if let Some(nested) = &S::STEPS[at.step].nested {
        // A nested saga that began before a crash is found in the journal.
        let begun = Completed::new(at, Arc::new(()));
        if nested.undo(run, done.unwrap_or(&begun)).await? {
            run.record.set_parked_elsewhere();
        }
        return Ok(Ok(1));
    }
    Ok(call_counted(run, at, done, begun).await)
}

/// Calls the undo of a step under its policy. Returns the number of attempts.
pub(crate) async fn call<S: Saga>(
    run: &SagaRun<S>,
    at: At,
    done: Option<&Completed>,
) -> Result<u32, UndoFailure> {
    call_counted(run, at, done, &AtomicU32::new(0)).await
}

async fn call_counted<S: Saga>(
    run: &SagaRun<S>,
    at: At,
    done: Option<&Completed>,
    begun: &AtomicU32,
) -> Result<u32, UndoFailure> {
    let step = &S::STEPS[at.step];
    let Some(undo) = step.undo else { return Ok(0) };
    let key = &run.id().key(S::TABLE.steps[at.step].name, at.item);
    let value = done.and_then(Completed::value);
    // Without a clock, retries have no delays.
    let has_clock = has_clock();
    let policy = if has_clock {
        step.undo_retry
    } else {
        step.undo_retry.backoff(Backoff::None)
    };
    let one = |attempt| async move {
        begun.store(attempt, Ordering::Relaxed);
        let call = undo(&run.saga, value, key, at.item);
        let limit = step.undo_timeout.unwrap_or(UNDO_TIMEOUT);
        let result = if has_clock {
            policy::limited(limit, call).await?
        } else {
            call.await
        };
        result.map_err(policy::Reason::Failed)
    };
    let retried = |attempt, delay: Duration| {
        run.notify(&SagaEvent::UndoRetried {
            step: run.step_ref(at),
            attempt,
            delay,
        });
    };
    let tried = policy::retry(
        &policy,
        |cause: &Cause| !cause.is::<NoValue>(),
        one,
        retried,
    )
    .await;
    let exhausted = match tried {
        Ok(()) => return Ok(begun.load(Ordering::Relaxed)),
        Err(exhausted) => exhausted,
    };
    let (kind, messages, error) = match exhausted.reason {
        policy::Reason::Failed(error) | policy::Reason::Aborted(error) => {
            ("failed", messages::of(&*error), Some(error))
        }
        policy::Reason::TimedOut(elapsed) => ("timed out", vec![elapsed.to_string()], None),
        policy::Reason::NoClock => ("failed", vec!["the runtime has no clock".to_owned()], None),
        policy::Reason::Panicked(payload) => ("panicked", vec![panics::message(payload)], None),
    };
    Err(UndoFailure {
        attempts: exhausted.attempts,
        reason: DeadLetterReason {
            kind: kind.to_owned(),
            messages,
        },
        error,
    })
}
