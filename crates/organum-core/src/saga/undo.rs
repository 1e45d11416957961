//! Undoing one step: tried until it succeeds or there are no more tries, then parked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use super::{
    Saga,
    journal::Entry,
    log::{At, Done},
    parking,
    report::Parked,
    shared::Shared,
};
use crate::{
    dead_letter::Reason,
    graph::Cause,
    messages,
    observe::SagaEvent,
    panics,
    policy::{self, Backoff},
};

/// Why undoing a step failed.
pub(crate) struct UndoFailure {
    pub(crate) attempts: u32,
    pub(crate) reason: Reason,
    pub(crate) error: Option<Cause>,
}

/// Undoes a step, under its policy: how often that was tried.
pub(crate) async fn attempt<S: Saga>(
    shared: &Shared<S>,
    at: At,
    done: Option<&Done>,
) -> Result<u32, UndoFailure> {
    let step = &S::STEPS[at.step];
    let Some(undo) = step.undo else { return Ok(0) };
    let key = &shared.id().key(S::TABLE.steps[at.step].name, at.item);
    let value = done.and_then(Done::value);
    // Without a clock there is no waiting.
    let has_clock = Shared::<S>::has_clock();
    let policy = if has_clock {
        step.undo_retry
    } else {
        step.undo_retry.backoff(Backoff::None)
    };
    let attempts = &AtomicU32::new(0);
    let one = |attempt| async move {
        attempts.store(attempt, Ordering::Relaxed);
        let call = undo(&shared.saga, value, key);
        let result = match step.undo_timeout.filter(|_| has_clock) {
            Some(limit) => policy::timeout(limit, call)
                .await
                .map_err(policy::Reason::TimedOut)?,
            None => call.await,
        };
        result.map_err(policy::Reason::Failed)
    };
    let retried = |attempt, delay: Duration| {
        shared.tell(&SagaEvent::UndoRetried {
            step: Shared::<S>::step_ref(at),
            attempt,
            delay,
        });
    };
    let tried = policy::retry(&policy, |_: &Cause| true, one, retried).await;
    let exhausted = match tried {
        Ok(()) => return Ok(attempts.load(Ordering::Relaxed)),
        Err(exhausted) => exhausted,
    };
    let (kind, messages, error) = match exhausted.reason {
        policy::Reason::Failed(error) | policy::Reason::Aborted(error) => {
            ("failed", messages::of(&*error), Some(error))
        }
        policy::Reason::TimedOut(elapsed) => ("timed out", vec![elapsed.to_string()], None),
        policy::Reason::Panicked(payload) => ("panicked", vec![panics::message(payload)], None),
    };
    Err(UndoFailure {
        attempts: exhausted.attempts,
        reason: Reason {
            kind: kind.to_owned(),
            messages,
        },
        error,
    })
}

/// Undoes a step and records that; or parks it, and records that.
///
/// # Errors
/// The journal failed.
pub(crate) async fn undo<S: Saga>(
    shared: &Arc<Shared<S>>,
    at: At,
    done: Option<&Done>,
    parked: &mut Vec<Parked>,
) -> Result<(), Cause> {
    let name = S::TABLE.steps[at.step].name;
    let step = Shared::<S>::step_ref(at);
    if let (Some(nested), Some(done)) = (&S::STEPS[at.step].nested, done) {
        shared.tell(&SagaEvent::Undoing { step });
        if nested.undo(shared, done).await? {
            shared.log().has_parked = true;
        }
        shared
            .record(Entry::Undone {
                step: name.into(),
                item: at.item,
            })
            .await?;
        shared.log().undone.push(step);
        shared.tell(&SagaEvent::Undone { step, attempts: 1 });
        return Ok(());
    }
    if S::STEPS[at.step].undo.is_none() {
        return Ok(());
    }
    shared.tell(&SagaEvent::Undoing { step });
    match attempt(shared, at, done).await {
        Ok(attempts) => {
            shared
                .record(Entry::Undone {
                    step: name.into(),
                    item: at.item,
                })
                .await?;
            shared.log().undone.push(step);
            shared.tell(&SagaEvent::Undone { step, attempts });
        }
        Err(failure) => {
            let letter = parking::park(shared, at, done, &failure).await;
            if let Some(letter) = letter {
                shared
                    .record(Entry::Parked {
                        step: name.into(),
                        item: at.item,
                        letter,
                    })
                    .await?;
            } else if shared.record.is_some() {
                // Neither undone nor parked: whoever goes on with it tries again.
                return Err(shared.stop(super::JournalError::Failed {
                    doing: "keep a dead letter",
                    cause: "the store of dead letters failed".into(),
                }));
            }
            shared.log().parked.push(step);
            parked.push(Parked {
                step,
                attempts: failure.attempts,
                reason: failure.reason,
                error: failure.error,
                letter,
            });
        }
    }
    Ok(())
}
