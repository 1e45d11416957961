//! A saga that is a step of another one.
//!
//! It has a log of its own, which is kept when it is done: should the outer saga fail later, it is
//! undone by its own undos. In a journal it is a saga whose parent drives it. It has no pivot, so it is
//! undone or done as a whole, as steps are.

use std::{
    any::Any,
    pin::Pin,
    sync::{Arc, OnceLock, atomic::AtomicBool},
    time::Duration,
};

use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

use super::{
    Saga,
    active::Active,
    journal::{End, Head, JournalError, Status},
    kept::Kept,
    log::{At, Done, Value},
    opening::{recorder, resume},
    recover::recognise,
    report::{Ended, SagaError, SagaErrorKind},
    settings::Settings,
    settle::{self, Failing, How, settle},
    shared::{About, Shared},
    step::{Finished, Lost, Steps},
};
use crate::{
    dead_letter::Content,
    graph::{self, Cause},
    panics,
};

/// A future that is the outer saga's.
pub type NestedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Makes a nested saga again from the values of the outer one.
type Make<S> = fn(&Active<S>) -> Option<Box<dyn Any>>;

type UndoNested<S> =
    for<'a> fn(&'a Arc<Shared<S>>, &'a Done, Make<S>) -> NestedFuture<'a, Result<bool, Cause>>;

/// How an outer saga ends a step that is a saga.
pub struct NestedStep<S: Saga> {
    undo: UndoNested<S>,
    finish: for<'a> fn(&'a Done) -> NestedFuture<'a, Result<(), Cause>>,
    /// Makes the saga again from the values of the outer one.
    make: Make<S>,
}

impl<S: Saga> NestedStep<S> {
    /// A step that is saga `I`, which `make` makes: boxed, since types are erased here.
    pub const fn of<I: Saga>(make: fn(&Active<S>) -> Option<Box<dyn Any>>) -> Self {
        Self {
            undo: |outer, done, make| Box::pin(undo::<S, I>(outer, done, make)),
            finish: |done| Box::pin(finish::<I>(done)),
            make,
        }
    }

    /// Undoes the saga that was done: was something of it parked?
    pub(crate) async fn undo(&self, outer: &Arc<Shared<S>>, done: &Done) -> Result<bool, Cause> {
        (self.undo)(outer, done, self.make).await
    }

    /// The outer saga is done, and this one with it.
    pub(crate) async fn finish(&self, done: &Done) -> Result<(), Cause> {
        (self.finish)(done).await
    }
}

/// A nested saga that was done.
struct Nested<I: Saga> {
    shared: Arc<Shared<I>>,
    output: Arc<I::Output>,
}

impl<I: Saga> Drop for Nested<I> {
    fn drop(&mut self) {
        // What is parked of it keeps its inputs, and none of these.
        let done = std::mem::take(&mut self.shared.log().done);
        panics::discard_each(done);
    }
}

/// Why a nested saga gave no value.
enum NoValue<E> {
    Failed(SagaError<E>),
    /// The journal failed: the outer saga stops as well.
    Stopped(JournalError),
}

/// Runs a step that is a saga.
///
/// # Errors
/// It failed, and is undone; or its journal failed.
///
/// # Panics
/// If the run is plain, which one with such a step never is.
pub async fn step_saga<S: Saga, I: Saga>(
    active: &Active<S>,
    step: usize,
    inner: I,
    into_error: fn(SagaError<I::Error>) -> S::Error,
) -> Result<Kept<I::Output>, Cause> {
    let shared = active.shared();
    let shared = shared.expect("a saga with nested ones is not plain");
    let at = At { step, item: None };
    let known = {
        let log = shared.log();
        if log.lost.contains(&step) {
            return Err(Box::new(Lost));
        }
        match log.find(at).map(|done| &done.value) {
            Some(Value::One(value)) => Some(Arc::clone(value).downcast::<Nested<I>>().ok()),
            _ => None,
        }
    };
    let was_done = known.is_some();
    if let Some(Some(nested)) = known {
        return Ok(Kept::shared(Arc::clone(&nested.output)));
    }
    if !was_done {
        let name = S::TABLE.steps[step].name;
        shared
            .record(super::journal::Entry::Started {
                step: name.into(),
                item: None,
            })
            .await?;
    }
    let result = match open(shared, step, inner).await {
        Ok((nested, how)) => run(nested, how, shared.observer.clone()).await,
        Err(no_value) => Err(no_value),
    };
    match result {
        Ok(nested) => {
            let output = Arc::clone(&nested.output);
            let value: super::log::Shared = nested;
            if was_done {
                let mut log = shared.log();
                if let Some(done) = log.done.iter_mut().find(|done| done.at() == at) {
                    done.value = Value::One(value);
                }
            } else {
                shared.log().put(Done {
                    number: shared.ledger.number(),
                    step,
                    item: None,
                    value: Value::One(value),
                    is_recorded: false,
                });
                shared.record_done(at).await?;
            }
            Ok(Kept::shared(output))
        }
        Err(NoValue::Stopped(error)) => Err(shared.stop(error)),
        Err(NoValue::Failed(error)) => {
            let error = into_error(error);
            Err(shared
                .ledger
                .failed(at, super::step::step_failed::<S>(error)))
        }
    }
}

/// The run of a nested saga: a new one, or what the journal has of it.
async fn open<S: Saga, I: Saga>(
    outer: &Arc<Shared<S>>,
    step: usize,
    inner: I,
) -> Result<(Shared<I>, How<I>), NoValue<I::Error>> {
    let settings = Arc::new(Settings {
        registry: None,
        ..Settings::clone(&outer.settings)
    });
    let Inside {
        at_work,
        has_parked,
    } = outer.nested().clone();
    let about = About {
        observer: outer.observer.clone(),
        outer: Some(at_work),
        ..About::new(I::TABLE, settings)
    };
    let mut shared = Shared::new(inner, about);
    shared.is_nested = true;
    shared.parked_inside = Some(has_parked);
    let (Some(record), Some(save), Some(version)) = (&outer.record, I::SAVE, I::TABLE.version)
    else {
        return Ok((shared, How::Forward));
    };
    let id = outer.id().child(S::TABLE.steps[step].name);
    shared.ledger.name(id);
    let (journal, settings) = (&record.journal, Arc::clone(&shared.settings));
    let inputs = panics::as_error(|| save(&shared.saga)).map_err(|cause| {
        NoValue::Stopped(JournalError::Failed {
            doing: "take the inputs of a nested saga, which have no form in JSON",
            cause,
        })
    })?;
    let head = Head {
        id,
        saga: I::TABLE.name.to_owned(),
        version,
        shape: const { I::TABLE.shape() },
        parent: Some(outer.id()),
        time: settings.clock.read(),
        inputs: Content(inputs),
    };
    let begun = journal.begin(head, settings.owner, settings.lease).await;
    if let Some(lease) = begun.map_err(NoValue::Stopped)? {
        shared.record = Some(recorder(journal, lease));
        return Ok((shared, How::Forward));
    }
    // Whoever drove the outer saga may still seem to drive this one. That the outer one is ours says
    // that it does not, once its lease is over.
    let mut waited = Duration::ZERO;
    let lease = loop {
        let claimed = journal.claim(id, settings.owner, settings.lease).await;
        if let Some(lease) = claimed.map_err(NoValue::Stopped)? {
            break Some(lease);
        }
        let saved = journal.load(id).await.map_err(NoValue::Stopped)?;
        let is_over = saved.is_none_or(|saved| matches!(saved.status(), Status::Finished(_)));
        if is_over || waited > 2 * settings.lease || !Shared::<I>::has_clock() {
            break None;
        }
        let moment = (settings.lease / 10).max(Duration::from_millis(1));
        tokio::time::sleep(moment).await;
        waited += moment;
    };
    let failed = |kind| NoValue::Failed(SagaError::unstarted(I::TABLE.name, kind));
    let saved = journal.load(id).await.map_err(NoValue::Stopped)?;
    let Some(saved) = saved else {
        return Err(NoValue::Stopped(JournalError::LeaseLost { saga: id }));
    };
    if lease.is_none() && !matches!(saved.status(), Status::Finished(_)) {
        return Err(failed(SagaErrorKind::Busy));
    }
    let refused = |refused| failed(SagaErrorKind::Refused(refused));
    let saved = recognise::<I>(saved).map_err(refused)?;
    let lease = lease.unwrap_or_else(|| super::journal::Lease {
        saga: id,
        owner: settings.owner,
        epoch: 0,
        time: settings.lease,
    });
    let how = resume(&mut shared, &saved, lease).map_err(refused)?;
    Ok((shared, how))
}

/// A nested run at work: dropped, it is undone by a task, for which the outer saga waits.
struct AtWork<I: Saga> {
    shared: Option<Arc<Shared<I>>>,
    run: Option<graph::Execution<Steps<I, true>>>,
    runtime: Option<Handle>,
}

impl<I: Saga> Drop for AtWork<I> {
    fn drop(&mut self) {
        drop(self.run.take());
        if let Some(shared) = self.shared.take() {
            let failing = Failing::of(SagaErrorKind::Cancelled);
            let settling = settle(shared, How::Interrupted(failing));
            // Without a runtime it is dropped here, and says that it is left.
            if let Some(runtime) = &self.runtime {
                runtime.spawn(settling);
            }
        }
    }
}

async fn run<I: Saga>(
    shared: Shared<I>,
    how: How<I>,
    observer: Option<Arc<dyn crate::observe::Observer>>,
) -> Result<Arc<Nested<I>>, NoValue<I::Error>> {
    let shared = Arc::new(shared);
    let mut at_work = AtWork {
        shared: Some(Arc::clone(&shared)),
        run: None,
        runtime: Handle::try_current().ok(),
    };
    let how = match how {
        How::Forward => {
            let mut run = graph::Execution::of(Steps::<I, true>(Active::full(&shared)));
            if let Some(observer) = observer {
                run = run.observe(observer);
            }
            let run = at_work.run.insert(run);
            match run.await {
                Ok((Finished, output)) => {
                    at_work.run = None;
                    let are_undone = losers_are_undone(&shared).await;
                    at_work.shared = None;
                    if !are_undone {
                        return Err(NoValue::Stopped(stopped(&shared)));
                    }
                    let output = output.into_shared();
                    return Ok(Arc::new(Nested { shared, output }));
                }
                Err(error) => How::of(&shared.ledger, error),
            }
        }
        how => how,
    };
    at_work.shared = None;
    drop(at_work);
    // A task, so that nobody can stop it by dropping this.
    let settling = settle(Arc::clone(&shared), how);
    let report = match Handle::try_current() {
        Ok(runtime) => runtime.spawn(settling).await.ok(),
        Err(_) => Some(settling.await),
    };
    match report {
        Some(report) if report.end != Ended::Left => match report.result {
            Err(error) => Err(NoValue::Failed(error)),
            Ok(_) => unreachable!("a nested saga that failed is undone"),
        },
        _ => Err(NoValue::Stopped(stopped(&shared))),
    }
}

/// Undoes the steps that lost a race, those too that were not cut and are still at work.
async fn losers_are_undone<I: Saga>(shared: &Arc<Shared<I>>) -> bool {
    if shared.log().lost.is_empty() {
        return true;
    }
    // Who undoes the rest, should this be dropped, waits for it.
    let token = shared.nested().at_work.token();
    let shared = Arc::clone(shared);
    let undoing = async move {
        shared.quiet().wait().await;
        let mut parked = Vec::new();
        let undone = settle::undo_losers(&shared, &mut parked).await;
        if !parked.is_empty() {
            shared.log().has_parked = true;
        }
        drop(token);
        undone.is_ok()
    };
    match Handle::try_current() {
        Ok(runtime) => runtime.spawn(undoing).await.unwrap_or(false),
        Err(_) => undoing.await,
    }
}

fn stopped<I: Saga>(shared: &Shared<I>) -> JournalError {
    let own = shared.take_stopped();
    own.unwrap_or_else(|| JournalError::LeaseLost { saga: shared.id() })
}

async fn undo<S: Saga, I: Saga>(
    outer: &Arc<Shared<S>>,
    done: &Done,
    make: Make<S>,
) -> Result<bool, Cause> {
    let nested = match &done.value {
        Value::One(value) => Arc::clone(value).downcast::<Nested<I>>().ok(),
        Value::Item(..) | Value::Gone => None,
    };
    let shared = match nested {
        Some(nested) => Arc::clone(&nested.shared),
        None => {
            // It was done before a crash: made again, with what the journal has of it.
            let inner = make(&Active::full(outer)).and_then(|inner| inner.downcast().ok());
            let Some(inner) = inner else {
                return Err(outer.stop(JournalError::Failed {
                    doing: "make a nested saga again",
                    cause: "the values that it was made of are missing".into(),
                }));
            };
            match open::<S, I>(outer, done.step, *inner).await {
                Ok((shared, _)) => Arc::new(shared),
                Err(NoValue::Stopped(error)) => return Err(outer.stop(error)),
                Err(NoValue::Failed(error)) => match error.kind() {
                    // It was undone, and the record of that in the outer saga was lost.
                    SagaErrorKind::FailedBefore(_) => return Ok(false),
                    _ => {
                        return Err(outer.stop(JournalError::Failed {
                            doing: "go on with a nested saga",
                            cause: error.to_string().into(),
                        }));
                    }
                },
            }
        }
    };
    if settle::is_finished(&shared) {
        return Ok(false);
    }
    let failing = Failing::of(SagaErrorKind::Cancelled);
    let report = settle(Arc::clone(&shared), How::Failed(failing)).await;
    match report.end {
        Ended::Left => Err(outer.stop(stopped(&shared))),
        Ended::Parked => Ok(true),
        _ => Ok(false),
    }
}

async fn finish<I: Saga>(done: &Done) -> Result<(), Cause> {
    let Value::One(value) = &done.value else {
        return Ok(());
    };
    match Arc::clone(value).downcast::<Nested<I>>() {
        Ok(nested) => {
            // Its own nested sagas first.
            settle::finish_nested(&nested.shared).await?;
            settle::finish(&nested.shared, End::Completed).await
        }
        Err(_) => Ok(()),
    }
}

/// The value of a step, for a nested saga that is made again.
pub fn given<S: Saga, T: Send + Sync + 'static>(active: &Active<S>, step: usize) -> Option<Arc<T>> {
    let log = active.ledger().log();
    let done = log.done.iter().find(|done| done.step == step)?;
    match &done.value {
        Value::One(value) => Arc::clone(value).downcast().ok(),
        Value::Item(all, _) => Arc::clone(all).downcast().ok(),
        Value::Gone => None,
    }
}

/// All that an `each` step gave, for a nested saga that is made again.
pub fn given_all<S: Saga, T: Send + Sync + 'static>(
    active: &Active<S>,
    step: usize,
) -> Option<Arc<Vec<T>>> {
    Some(active.ledger().log().gather(step))
}

/// What is known of nested sagas, made when there is one.
pub(crate) type Waiting = OnceLock<Inside>;

/// What an outer saga is told of those that are steps of it, and are not done: they failed, or were cut.
#[derive(Clone, Default)]
pub(crate) struct Inside {
    /// Counts those that are being undone.
    pub(crate) at_work: TaskTracker,
    /// Is something of one parked?
    pub(crate) has_parked: Arc<AtomicBool>,
}
