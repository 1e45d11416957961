//! The execution of a step: the code that `#[saga]` generates calls [`step`] or [`step_each`] around the user's
//! method.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::Arc,
};

use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};

use super::{
    Saga,
    completed::{At, Value},
    definition::UNDO_TIMEOUT,
    record::Before,
    run::{Active, SagaRun},
    runtime::has_clock,
    table::is_only_raced,
};
use crate::{
    graph::{__for_saga::NotBegun, Cause, EffectivePolicy, under},
    policy::Attempt,
};

/// Runs step `STEP`, and records its output.
///
/// # Errors
/// The step failed, or the journal did.
#[inline]
pub async fn step<'a, const STEP: usize, S, T, F>(
    active: &'a Active<S>,
    work: impl Fn(&'a Active<S>) -> F,
) -> Result<Arc<T>, Cause>
where
    S: Saga,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Attempt<Cause>>>,
{
    let run = active.run();
    let given = one(run, At::step(STEP), || work(active)).await;
    if given.is_err() && run.record.is_settling() {
        // The other steps with an unknown outcome are called nevertheless.
        return Err(run.record.is_held_back().await);
    }
    given
}

/// Runs a step, or an item of one, unless it completed earlier.
#[inline]
async fn one<S, T, F>(run: &SagaRun<S>, at: At, work: impl Fn() -> F) -> Result<Arc<T>, Cause>
where
    S: Saga,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Attempt<Cause>>>,
{
    let record = &run.record;
    let is_settling = match record.begins(at)? {
        None => false,
        Some(Before::New) => {
            record.begun(at).await?;
            record.is_settling()
        }
        Some(Before::Done(Value::One(value))) => return value.downcast().map_err(|_| other_type()),
        Some(Before::Done(_)) => return Err(other_type()),
        Some(Before::HeldBack) => return Err(record.is_held_back().await),
    };
    let worked = match policy_of(run, at.step, is_settling) {
        None => {
            let work = AssertUnwindSafe(work()).catch_unwind().await;
            work.map(|worked| worked.map_err(Attempt::into_error))
        }
        // Boxed, so that the future of a step without a policy is small.
        Some(policy) => {
            let work = under(&policy, work);
            Box::pin(AssertUnwindSafe(work).catch_unwind()).await
        }
    };
    let value = match worked {
        Ok(Ok(value)) => Arc::new(value),
        Ok(Err(cause)) => return Err(record.failed(at, cause)),
        Err(panic) => {
            record.panicked(at);
            resume_unwind(panic)
        }
    };
    let codec = S::STEPS[at.step].codec.as_ref();
    match record.completed(at, Arc::clone(&value) as _, codec) {
        Ok(()) => Ok(value),
        Err(cause) => Err(record.not_recorded(at, cause)),
    }
}

/// Returns the policy of a step: its own, completed by the defaults. None if the step is called once, without a
/// timeout.
#[inline]
fn policy_of<S: Saga>(run: &SagaRun<S>, step: usize, is_settling: bool) -> Option<EffectivePolicy> {
    let defaults = &run.settings.defaults;
    let own = &S::STEPS[step].policy;
    let mut policy = own.or(defaults.get_retry(), defaults.get_timeout());
    if policy.timeout.is_none() && is_settling && has_clock() {
        // A rollback does not wait for a step without a limit.
        policy.timeout = Some(S::STEPS[step].undo_timeout.unwrap_or(UNDO_TIMEOUT));
    }
    let is_called_once = policy.retry.attempts().get() == 1 && policy.timeout.is_none();
    (!is_called_once).then_some(policy)
}

#[cold]
fn other_type() -> Cause {
    "a value of another type".into()
}

/// Runs a step once for each item, at most `limit` of them concurrently. When an item has failed, no other one
/// begins, and the running ones are polled to their ends, unless the step is `cancellable`.
///
/// # Errors
/// The first item that failed, or the journal.
pub async fn step_each<'a, S, I, T, F>(
    active: &'a Active<S>,
    step: usize,
    items: &'a [I],
    limit: u32,
    work: impl Fn(&'a I, u32) -> F,
) -> Result<Arc<Vec<T>>, Cause>
where
    S: Saga,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Attempt<Cause>>>,
{
    let run = active.run();
    if let Before::HeldBack = run.record.before(At::step(step))? {
        return Err(run.record.is_held_back().await);
    }
    // The run continues after all items had completed.
    if let Some(Value::Item(all, _)) = run.record.value(step) {
        return all.downcast().map_err(|_| other_type());
    }
    let count = u32::try_from(items.len()).map_err(|_| "more than 4 294 967 295 items")?;
    let work = &work;
    let item = |(item, number)| {
        let at = At {
            step,
            item: Some(number),
        };
        async move { one(run, at, || work(item, number)).await.map(drop) }
    };
    if let Some(numbers) = run.record.items_to_settle(step) {
        for number in numbers {
            if let Some(one) = items.get(number as usize) {
                // A failed item does not prevent the calls of the others.
                let _ = item((one, number)).await;
            }
        }
        return Err(run.record.is_held_back().await);
    }
    let mut items = items.iter().zip(0..count).map(item);
    let limit = (limit as usize).max(1);
    let mut at_work: FuturesUnordered<_> = items.by_ref().take(limit).collect();
    let mut failed: Option<Cause> = None;
    while let Some(ended) = at_work.next().await {
        match ended {
            Ok(()) if failed.is_none() && !run.record.is_ending() => at_work.extend(items.next()),
            Ok(()) => {}
            Err(cause) => {
                if S::TABLE.steps[step].is_cancellable {
                    return Err(cause);
                }
                if !is_only_raced(S::TABLE, step) {
                    run.record.set_failing();
                }
                failed.get_or_insert(cause);
            }
        }
    }
    match failed {
        Some(cause) => Err(cause),
        None if items.next().is_some() => Err(Box::new(NotBegun)),
        None => Ok(run.record.gathered(step)),
    }
}
