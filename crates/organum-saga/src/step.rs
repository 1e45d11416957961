//! Running a step: what `#[saga]` writes calls [`step`] and its siblings around the user's method.

use std::sync::Arc;

use super::{
    Saga,
    completed::{At, Value},
    failure::Lost,
    run::{Active, SagaRun},
};
use crate::graph::{Cause, each};

/// Runs step `STEP`, and records what it gives.
///
/// # Errors
/// The step failed, or its journal did.
#[inline]
pub async fn step<'a, const STEP: usize, S, T, F>(
    active: &'a Active<S>,
    work: impl FnOnce(&'a Active<S>) -> F,
) -> Result<Arc<T>, Cause>
where
    S: Saga,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Cause>>,
{
    one(active.run(), At::step(STEP), work(active)).await
}

/// Runs a step, or an item of one, unless it was done before.
#[inline]
async fn one<S, T, F>(run: &SagaRun<S>, at: At, work: F) -> Result<Arc<T>, Cause>
where
    S: Saga,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Cause>>,
{
    let record = &run.record;
    if let Some(Value::One(value)) = record.before(at)? {
        return value.downcast().map_err(|_| other_type());
    }
    record.begun(at).await?;
    let value = match work.await {
        Ok(value) => Arc::new(value),
        Err(cause) => return Err(record.failed(at, cause)),
    };
    let codec = S::STEPS[at.step].codec.as_ref();
    match record.completed(at, Arc::clone(&value) as _, codec) {
        Ok(()) => Ok(value),
        Err(cause) => Err(record.failed(at, cause)),
    }
}

#[cold]
fn other_type() -> Cause {
    "a value of another type".into()
}

/// Runs a step once for each item, at most `limit` at once.
///
/// # Errors
/// The first item that failed, or its journal.
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
    F: Future<Output = Result<T, Cause>>,
{
    let run = active.run();
    if run.record.has_lost(step) {
        return Err(Box::new(Lost));
    }
    // In a run that goes on after all items were done.
    if let Some(Value::Item(all, _)) = run.record.value(step) {
        return all.downcast().map_err(|_| other_type());
    }
    let count = u32::try_from(items.len()).map_err(|_| "more than 4 294 967 295 items")?;
    let item = |(item, number)| {
        let work = work(item, number);
        let at = At {
            step,
            item: Some(number),
        };
        async move { one(run, at, work).await.map(drop) }
    };
    each(limit as usize, items.iter().zip(0..count), item).await?;
    Ok(run.record.gathered(step))
}
