//! A saga that is a step of another one.
//!
//! A nested saga has a record of its own, which is kept when the saga completes: if the outer saga fails later, the
//! undos of the nested saga are called. In a journal, it is a saga whose parent drives it. It has no pivot, so it is
//! completed or undone as a whole, like a step.

use std::{
    any::Any,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use futures_util::FutureExt;
use organum_store::{JournalStatus, StoreError, StoreErrorKind};
use tokio::runtime::Handle;

use super::{
    Saga, SagaId,
    begin::{
        Claimed, NotBegun, begin_or_claim, head_of, resume, revisit, take_over_values, write_to,
    },
    completed::{At, Completed, Shared, Value},
    definition::{LetterInside, Make, NestedStep, Redriven, has_nested, needs_clock},
    ending::{end, finish_nested, give_up},
    error::SagaError,
    failure::step_failed,
    forward::{Forward, Next},
    halt::NotWritten,
    letter::{Letter, unpack},
    offline,
    record::{Before, Record},
    refusal::{Refusal, recognise},
    rollback::{self, undo_parked},
    run::{About, Active, SagaRun},
    runtime::{has_clock, in_task_if_possible, spawn},
    settings::Settings,
};
use crate::graph::Cause;
use organum_base::observe::SagaStatus;

impl<S: Saga> NestedStep<S> {
    /// The functions of a step that is saga `I`, which `make` makes. Their futures are boxed, because the types are
    /// erased here.
    pub const fn of<I: Saga>(make: fn(&Active<S>) -> Option<Box<dyn Any>>) -> Self {
        Self {
            undo: |outer, done, make| Box::pin(undo::<S, I>(outer, done, make)),
            finish: |done| Box::pin(finish::<I>(done)),
            give_up: |done| Box::pin(leave::<I>(done)),
            redrive: |outer, make, inside| Box::pin(redrive::<S, I>(outer, make, inside)),
            has: |name| name == I::TABLE.name || has_nested::<I>(name),
            make,
            needs_clock: needs_clock::<I>,
        }
    }
}

/// A nested saga that has completed.
struct Nested<I: Saga> {
    run: Arc<SagaRun<I>>,
    output: Arc<I::Output>,
}

impl<I: Saga> Drop for Nested<I> {
    fn drop(&mut self) {
        // A parked undo keeps the inputs of the nested saga and its own value, and no other values.
        self.run.record.release();
    }
}

/// The reason for which a nested saga returned no value.
enum NoValue<E> {
    Failed(SagaError<E>),
    /// The journal failed: the outer saga stops as well.
    Stopped(StoreError),
}

/// Runs a step that is a saga.
///
/// # Errors
/// The nested saga failed and was rolled back, or its journal failed.
pub(crate) async fn step_saga<S: Saga, I: Saga>(
    active: &Active<S>,
    step: usize,
    inner: I,
    into_error: fn(SagaError<I::Error>) -> S::Error,
) -> Result<Arc<I::Output>, Cause> {
    let (run, at) = (active.run(), At::step(step));
    let is_new = match run.record.before(at)? {
        Before::New => true,
        Before::Done(Value::One(value)) => {
            if let Ok(nested) = value.downcast::<Nested<I>>() {
                return Ok(Arc::clone(&nested.output));
            }
            false
        }
        Before::Done(_) => false,
        Before::HeldBack => return Err(run.record.is_held_back().await),
    };
    if is_new {
        run.record.begun(at).await?;
    }
    run.record.set_opening(at, true);
    let opened = open(run, step, inner).await;
    run.record.set_opening(at, false);
    let result = match opened {
        Ok((inner, next)) => drive(&run.record, inner, next).await,
        Err(NotOpened::Journal(error)) => Err(NoValue::Stopped(error)),
        Err(NotOpened::Inputs(unwritten)) => {
            return Err(run.record.failed(at, Box::new(unwritten)));
        }
    };
    let nested = match result {
        Ok(nested) => nested,
        Err(NoValue::Stopped(error)) => return Err(run.record.stop(error)),
        Err(NoValue::Failed(error)) => {
            let cause = step_failed::<S>(into_error(error));
            return Err(run.record.failed(at, cause));
        }
    };
    let output = Arc::clone(&nested.output);
    let value: Shared = nested;
    if is_new {
        let codec = S::STEPS[step].codec.as_ref();
        run.record.completed(at, value, codec)?;
    } else {
        run.record.replaced(at, value);
    }
    Ok(output)
}

/// The reason for which a nested saga was not opened.
enum NotOpened {
    /// The journal failed, or has a record that another driver holds or that this program cannot read. The outcome of
    /// the nested saga is then unknown, so the outer saga has not failed: it is left.
    Journal(StoreError),
    /// The inputs have no form in JSON. Nothing was begun, and the step has failed.
    Inputs(NotWritten),
}

impl From<StoreError> for NotOpened {
    fn from(error: StoreError) -> Self {
        Self::Journal(error)
    }
}

/// Opens the run of a nested saga: a new run, or the one that the journal has.
async fn open<S: Saga, I: Saga>(
    outer: &Arc<SagaRun<S>>,
    step: usize,
    inner: I,
) -> Result<(SagaRun<I>, Next<I>), NotOpened> {
    let settings = Arc::new(Settings {
        registry: None,
        ..Settings::clone(&outer.settings)
    });
    let inside = outer.nested().clone();
    let about = About {
        observer: outer.observer.clone(),
        outer: Some(inside.running.clone()),
        ..About::new(I::TABLE, settings)
    };
    about.record.set_outer(&outer.record);
    let mut run = SagaRun::new(inner, about);
    run.is_nested = true;
    run.inside = Some(inside);
    let Some(written) = outer.record.written() else {
        return Ok((run, Next::Forward));
    };
    run.record
        .set_id(outer.id().child(S::TABLE.steps[step].name));
    let Some(head) = head_of(&run, Some(outer.id())) else {
        return Ok((run, Next::Forward));
    };
    let (journal, length) = (written.journal(), run.settings.lease);
    let head = head.map_err(NotOpened::Inputs)?;
    // An earlier driver of the outer saga may still hold the lease of the nested one. This driver has the lease of the
    // outer saga, so the other lease expires without being renewed.
    let mut waited = Duration::ZERO;
    let claimed = loop {
        let claimed = begin_or_claim(&**journal, &head, length).await;
        let claimed = claimed.map_err(NotBegun::into_error);
        let claimed = claimed.map_err(|error| unreadable::<S, I>(outer, run.id(), error))?;
        let is_busy = matches!(claimed, Claimed::Busy);
        if !is_busy || waited > 2 * length || !has_clock() {
            break claimed;
        }
        let moment = (length / 10).max(Duration::from_millis(1));
        tokio::time::sleep(moment).await;
        waited += moment;
    };
    match claimed {
        Claimed::Begun(lease) => {
            write_to(&run, journal, lease, 0, JournalStatus::Running);
            Ok((run, Next::Forward))
        }
        Claimed::Busy => Err(lease_lost().with_detail("another driver has it").into()),
        Claimed::Known(lease, saved) => {
            let next = recognise::<I>(saved)
                .and_then(|saved| resume(&run, journal, &saved, lease.clone()));
            match next {
                Ok(next) => Ok((run, next)),
                Err(refused) => {
                    // If the release fails, the lease expires.
                    let _ = journal.release(&lease).await;
                    Err(refused_step(refused.of_step(S::TABLE.name, outer.id())).into())
                }
            }
        }
    }
}

/// The record of a nested saga is refused: the outer saga is left.
fn refused_step(refusal: Refusal) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, "journal", "resume a nested saga").with_source(refusal)
}

/// The journal failed where the record of a nested saga is read, which may be unreadable.
fn unreadable<S: Saga, I: Saga>(outer: &SagaRun<S>, id: SagaId, error: StoreError) -> StoreError {
    match Refusal::record(I::TABLE, id, error) {
        Ok(refusal) => refused_step(refusal.of_step(S::TABLE.name, outer.id())),
        Err(error) => error,
    }
}

/// A nested run: dropped, it is undone by a task, for which the outer saga waits.
struct Driven<I: Saga> {
    run: Option<Arc<SagaRun<I>>>,
    forward: Option<Forward<I>>,
    runtime: Option<Handle>,
}

impl<I: Saga> Drop for Driven<I> {
    fn drop(&mut self) {
        drop(self.forward.take());
        if let Some(run) = self.run.take() {
            let ending = end(run, Next::cancelled());
            // Without a runtime, the end is dropped here, which logs that the run is left.
            if let Some(runtime) = &self.runtime {
                spawn(runtime, Box::pin(ending.map(drop)));
            }
        }
    }
}

async fn drive<I: Saga>(
    outer: &Record,
    run: SagaRun<I>,
    next: Next<I>,
) -> Result<Arc<Nested<I>>, NoValue<I::Error>> {
    let run = Arc::new(run);
    let mut driven = Driven {
        run: Some(Arc::clone(&run)),
        forward: None,
        runtime: Handle::try_current().ok(),
    };
    let next = match next {
        Next::Forward => match forward(outer, driven.forward.insert(Forward::again(&run))).await {
            Next::Complete(output) => {
                driven.forward = None;
                let is_over =
                    losers_are_undone(&run).await && run.record.write_rest().await.is_ok();
                driven.run = None;
                if !is_over {
                    return Err(NoValue::Stopped(stopped(&run)));
                }
                return Ok(Arc::new(Nested { run, output }));
            }
            next => next,
        },
        next => next,
    };
    driven.run = None;
    drop(driven);
    // A task, so that dropping this future does not stop the rollback.
    let ending = end(Arc::clone(&run), next);
    match in_task_if_possible(ending).await {
        Some(report) if !report.is_left() => match report.into_result() {
            Err(error) => Err(NoValue::Failed(error)),
            Ok(_) => unreachable!("a nested saga that goes back does not complete"),
        },
        _ => Err(NoValue::Stopped(stopped(&run))),
    }
}

/// Polls the nested saga forward, until the outer saga is to end.
async fn forward<I: Saga>(outer: &Record, forward: &mut Forward<I>) -> Next<I> {
    let mut ending = pin!(outer.until_ending());
    let mut is_ending = false;
    poll_fn(|cx| {
        loop {
            if let Poll::Ready(next) = Pin::new(&mut *forward).poll(cx) {
                return Poll::Ready(next);
            }
            if is_ending || ending.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            is_ending = true;
            forward.stop();
        }
    })
    .await
}

/// Undoes the steps that lost a race, including those that are still running. Returns true if this succeeded.
async fn losers_are_undone<I: Saga>(run: &Arc<SagaRun<I>>) -> bool {
    if !run.record.has_losers() {
        return true;
    }
    // If this future is dropped, the rollback waits for this token.
    let token = run.nested().running.token();
    let run = Arc::clone(run);
    let undoing = async move {
        run.wait_until_graphs_are_over().await;
        let mut parked = Vec::new();
        let undone = rollback::undo_losers(&run, &mut parked).await;
        if !parked.is_empty() {
            run.record.set_parked_elsewhere();
            run.report_parked_to_outer(&parked);
        }
        drop(token);
        undone.is_ok()
    };
    in_task_if_possible(undoing).await.unwrap_or(false)
}

fn stopped<I: Saga>(run: &SagaRun<I>) -> StoreError {
    let own = run.record.take_stopped();
    own.unwrap_or_else(lease_lost)
}

fn lease_lost() -> StoreError {
    StoreError::new(
        StoreErrorKind::LeaseLost,
        "journal",
        "go on with a nested saga",
    )
}

async fn undo<S: Saga, I: Saga>(
    outer: &Arc<SagaRun<S>>,
    done: &Completed,
    make: Make<S>,
) -> Result<bool, Cause> {
    let stop = |detail: &str| {
        let error = StoreError::new(StoreErrorKind::Corrupt, "journal", "undo a nested saga");
        outer.record.stop(error.with_detail(detail))
    };
    let run = match nested_of::<I>(done) {
        Some(nested) => Arc::clone(&nested.run),
        None => {
            // It was begun before a crash. The values that it was made of may be released once it is over.
            if let Some(status) = recorded_status::<S, I>(outer, done.at.step).await? {
                return Ok(status == SagaStatus::Parked);
            }
            // The nested saga is made again, with its record in the journal.
            let inner = make(&Active::new(outer)).and_then(|inner| inner.downcast().ok());
            let Some(inner) = inner else {
                return Err(stop("the values from which it is made are missing"));
            };
            match open::<S, I>(outer, done.at.step, *inner).await {
                Ok((run, _)) => Arc::new(run),
                Err(NotOpened::Journal(error)) => return Err(outer.record.stop(error)),
                Err(NotOpened::Inputs(unwritten)) => return Err(stop(&unwritten.to_string())),
            }
        }
    };
    if run.record.is_finished() {
        return Ok(false);
    }
    let report = end(Arc::clone(&run), Next::cancelled()).await;
    if report.is_left() {
        return Err(outer.record.stop(stopped(&run)));
    }
    Ok(report.status() == SagaStatus::Parked)
}

/// The status of a nested saga in the journal, if there is nothing to be undone of it any more.
async fn recorded_status<S: Saga, I: Saga>(
    outer: &Arc<SagaRun<S>>,
    step: usize,
) -> Result<Option<SagaStatus>, Cause> {
    let Some(written) = outer.record.written() else {
        return Ok(None);
    };
    let id = outer.id().child(S::TABLE.steps[step].name);
    let saved = offline::load(&**written.journal(), id).await;
    let saved = saved.map_err(|error| outer.record.stop(unreadable::<S, I>(outer, id, error)))?;
    let status = saved.map_or(SagaStatus::RolledBack, |saved| saved.status());
    Ok(status.is_finished().then_some(status))
}

/// Returns the completed nested saga. None if it completed before a crash.
fn nested_of<I: Saga>(done: &Completed) -> Option<Arc<Nested<I>>> {
    match &done.value {
        Value::One(value) => Arc::clone(value).downcast().ok(),
        Value::Item(..) | Value::Released => None,
    }
}

async fn finish<I: Saga>(done: &Completed) -> Result<(), Cause> {
    let Some(nested) = nested_of::<I>(done) else {
        return Ok(());
    };
    // The sagas inside the nested one come first.
    finish_nested(&nested.run).await?;
    nested.run.record.finished(SagaStatus::Completed).await
}

async fn leave<I: Saga>(done: &Completed) {
    if let Some(nested) = nested_of::<I>(done) {
        give_up(&nested.run).await;
    }
}

/// Redrives a dead letter of a nested saga of this run, which is over and has the values of its steps. None if none of
/// its steps is the first of these sagas.
pub(crate) async fn redrive_inside<S: Saga>(
    run: &Arc<SagaRun<S>>,
    inside: LetterInside<'_>,
) -> Option<Redriven> {
    let id = inside.records.first()?.id;
    let mut steps = S::STEPS.iter().zip(S::TABLE.steps);
    let (step, _) = steps.find(|(_, table)| run.id().child(table.name) == id)?;
    Some(step.nested.as_ref()?.redrive(run, inside).await)
}

async fn redrive<S: Saga, I: Saga>(
    outer: &Arc<SagaRun<S>>,
    make: Make<S>,
    inside: LetterInside<'_>,
) -> Redriven {
    let Some((saved, deeper)) = inside.records.split_first() else {
        return Err("the nested saga has no record".into());
    };
    let id = saved.id;
    let made = || {
        let inner = make(&Active::new(outer)).and_then(|inner| inner.downcast::<I>().ok());
        let about = About::new(I::TABLE, Arc::clone(&outer.settings)).with_id(id);
        let missing = "the values from which it is made are missing";
        let inner = inner.ok_or_else(|| Refusal::inputs(I::TABLE, id, missing.into()))?;
        Ok(SagaRun::new(*inner, about))
    };
    if !deeper.is_empty() {
        let saved = recognise::<I>(saved.clone())?;
        let run = Arc::new(made()?);
        take_over_values(&run, &saved)?;
        let inside = LetterInside {
            records: deeper,
            ..inside
        };
        let redriven = redrive_inside(&run, inside).await;
        return redriven.unwrap_or_else(|| Err("the saga has no such nested saga".into()));
    }
    let content = inside.letter.content.as_ref();
    let letter = content.and_then(|content| serde_json::from_slice::<Letter>(&content.0).ok());
    let letter = letter.ok_or("the letter has no content")?;
    let record = Some(saved.clone());
    let (run, at, done) = unpack::<I>((inside.letter.id, &letter), record, |_| made())?;
    let again = if done.is_none() {
        let saved = recognise::<I>(saved.clone())?;
        revisit(made()?, &saved, at)
    } else {
        None
    };
    let undone = undo_parked(&run, at, done.as_ref(), again).await;
    if let Ok(attempts) = undone {
        run.undone_at_last(at, attempts);
    }
    Ok(undone)
}

/// Returns the output of a step, for a nested saga that is made again.
pub fn given<S: Saga, T: Send + Sync + 'static>(active: &Active<S>, step: usize) -> Option<Arc<T>> {
    match active.run().record.value(step)? {
        Value::One(value) | Value::Item(value, _) => value.downcast().ok(),
        Value::Released => None,
    }
}

/// Returns the outputs of a step with `each`, for a nested saga that is made again.
pub fn given_all<S: Saga, T: Send + Sync + 'static>(
    active: &Active<S>,
    step: usize,
) -> Option<Arc<Vec<T>>> {
    Some(active.run().record.gathered(step))
}
