//! A step at work: what `#[saga]` writes calls [`step`] and its siblings around the user's method.

use std::{
    any::Any,
    collections::BTreeMap,
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{
    IdempotencyKey, SagaTable,
    active::Active,
    journal::Entry,
    kept::Kept,
    log::{At, Done, Value},
    nested::NestedStep,
    shared::{Halt, Shared},
};
use crate::{
    graph::{AndOthers, Call, Cause, Closed, Graph, Place, PlanCell, each},
    policy::{Attempt, Backoff, Retry},
    table::{Form, Given, GraphOf, InGraph, Link, LinkedNode, Proof, Shareable, Wired, output},
};

/// How the inputs of a saga are written.
pub type Save<S> = fn(&S) -> Result<Vec<u8>, Cause>;

/// A saga, as `#[saga]` describes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a saga",
    label = "not one",
    note = "write `#[saga]` on an `impl {Self}` block whose methods are its steps"
)]
pub trait Saga: Send + Sync + Sized + 'static {
    /// What it gives.
    type Output: Send + Sync + 'static;
    /// What its steps fail with.
    type Error: Send + Sync + 'static;
    /// What it says of itself.
    const TABLE: &'static SagaTable;
    /// What its steps can do, in the same order.
    const STEPS: &'static [Step<Self>];
    /// How long a run may take before it has passed the pivot.
    const TIMEOUT: Option<Duration> = None;
    /// How its inputs are written into a journal.
    const SAVE: Option<Save<Self>> = None;
    /// How journals of an older version are read.
    const MIGRATE: Option<super::recover::Migrate> = None;

    /// The last node of its graph, which needs all steps.
    #[doc(hidden)]
    fn last() -> LinkedNode;

    /// The step that gives what it gives.
    #[doc(hidden)]
    const OUTPUT: Link;

    /// Where the plan of its graph is kept.
    #[doc(hidden)]
    fn plans() -> &'static [PlanCell];

    /// The texts of an error and of its sources.
    fn messages(error: &Self::Error) -> Vec<String>;
}

/// A saga whose runs can be journalled: `#[saga(version = …)]`.
#[diagnostic::on_unimplemented(
    message = "the runs of saga `{Self}` cannot be journalled",
    label = "it has no version",
    note = "write `#[saga(version = 1, …)]` on its `impl` block, and `#[saga]` on the struct, so that its inputs are known"
)]
pub trait Journalled: Saga {}

/// How a saga is made again from what a journal has of it. `#[saga]` on a struct writes it: what is
/// marked `#[inject]` comes from the program, the rest from the journal.
#[diagnostic::on_unimplemented(
    message = "the inputs of saga `{Self}` cannot be read from a journal",
    label = "not known what to record",
    note = "write `#[saga]` on `struct {Self}`, and `#[inject]` on the fields that are clients, pools and the like"
)]
pub trait Restore: Sized {
    /// What is injected: nothing, the one field, or a tuple of several.
    type Injected: Send + Sync + 'static;

    /// Writes what is not injected.
    ///
    /// # Errors
    /// It has no form in JSON.
    fn save(&self) -> Result<Vec<u8>, Cause>;

    /// Reads that.
    ///
    /// # Errors
    /// It is something else.
    fn restore(saved: &[u8], injected: &Self::Injected) -> Result<Self, Cause>;
}

/// A value of this type is given by a step of saga `S`; `By` is the step that wants it.
#[diagnostic::on_unimplemented(
    message = "step `{By}` needs a `{Self}`, but no step of saga `{S}` gives one",
    label = "no step of `{S}` gives a `{Self}`",
    note = "return it from a `#[step]`, or make it a field of `{S}` and read it from `self`"
)]
pub trait GivenBy<S, By> {
    /// The position of that step.
    const AT: usize;
}

/// What the saga gives is given by a step of it.
#[diagnostic::on_unimplemented(
    message = "saga `{S}` is to give a `{Self}`, but no step of it does",
    label = "no step gives a `{Self}`",
    note = "return it from a `#[step]`"
)]
pub trait GivenAtLast<S> {
    /// The position of that step.
    const AT: usize;
}

/// What a saga of error `E` can be failed with.
#[diagnostic::on_unimplemented(
    message = "a step fails with `{Self}`, which does not convert into `{E}`, the error of its saga",
    label = "`{E}` cannot be made of it",
    note = "implement `From<{Self}> for {E}`, for example with `#[from]` of `thiserror`, or let `#[saga(error = …)]` name an error that has it"
)]
pub trait StepError<E> {
    /// The error of the saga.
    fn into_saga_error(self) -> E;
}

#[diagnostic::do_not_recommend]
impl<T, E: From<T>> StepError<E> for T {
    fn into_saga_error(self) -> E {
        self.into()
    }
}

/// A call of an undo.
pub type UndoFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Cause>> + Send + 'a>>;

/// What an undo returns.
#[diagnostic::on_unimplemented(
    message = "this cannot undo a step: an undo is an `async fn` that returns nothing, or a `Result<(), E>` whose `E` is an error",
    label = "not such an `async fn`",
    note = "its future must be `Send`; implement `std::error::Error` for what it fails with, for example with `thiserror`"
)]
pub trait UndoCall<'a> {
    /// The call.
    fn undoing(self) -> UndoFuture<'a>;
}

#[diagnostic::do_not_recommend]
impl<'a, F: Future<Output: Closed> + Send + 'a> UndoCall<'a> for F {
    fn undoing(self) -> UndoFuture<'a> {
        Box::pin(async move { self.await.closed() })
    }
}

/// Calls an undo, with the value of its step if there is one.
pub type UndoFn<S> =
    for<'a> fn(&'a S, Option<&'a (dyn Any + Send + Sync)>, &'a IdempotencyKey) -> UndoFuture<'a>;

/// What a step can do.
pub struct Step<S: Saga> {
    /// How it is undone.
    pub undo: Option<UndoFn<S>>,
    /// How often undoing it is tried.
    pub undo_retry: Retry,
    /// How long a try may take.
    pub undo_timeout: Option<Duration>,
    /// How what it gives, or an item of it, is written into a journal.
    pub codec: Option<Codec>,
    /// How the saga that it is, is ended.
    pub nested: Option<NestedStep<S>>,
}

/// How often undoing a step is tried, if nothing else is said: five times, with delays from 100 ms on
/// that double; panics are tried again too.
pub const UNDO_RETRY: Retry = Retry::new(std::num::NonZeroU32::new(5).unwrap())
    .backoff(Backoff::exponential(Duration::from_millis(100)))
    .jitter()
    .panics();

type Decode = fn(&[u8]) -> Result<Arc<dyn Any + Send + Sync>, Cause>;

/// How a value is written into a journal, and read.
#[derive(Clone, Copy)]
pub struct Codec {
    pub(crate) encode: fn(&(dyn Any + Send + Sync)) -> Result<Vec<u8>, Cause>,
    pub(crate) decode: Decode,
}

/// How a field of a saga's inputs is written into a journal, and read.
#[derive(Clone, Copy)]
pub struct FieldCodec<T> {
    /// As JSON.
    pub to_json: fn(&T) -> Result<Vec<u8>, Cause>,
    /// From JSON.
    pub from_json: fn(&[u8]) -> Result<T, Cause>,
}

impl Codec {
    /// Of a step that is a saga: what it gives is in its own journal.
    pub const NESTED: Self = Self {
        encode: |_| Ok(b"null".to_vec()),
        decode: |_| Ok(Arc::new(())),
    };
}

/// What a step of a journalled saga may give.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written into a journal and read again",
    label = "not `Serialize` and `Deserialize`",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it, or remove `version` from `#[saga(…)]` if no run of the saga is journalled"
)]
pub trait Recordable: Sized + 'static {
    /// How it is written where types are erased.
    const CODEC: Codec;
    /// How it is written where they are not.
    const FIELD: FieldCodec<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Recordable for T {
    const CODEC: Codec = Codec {
        encode: |value| match value.downcast_ref::<T>() {
            Some(value) => Ok(serde_json::to_vec(value)?),
            None => Err("a value of another type".into()),
        },
        decode: |bytes| Ok(Arc::new(serde_json::from_slice::<T>(bytes)?)),
    };
    const FIELD: FieldCodec<T> = FieldCodec {
        to_json: |value| Ok(serde_json::to_vec(value)?),
        from_json: |bytes| Ok(serde_json::from_slice(bytes)?),
    };
}

/// The fields of a saga's inputs, as they are being written: a JSON object.
#[derive(Default)]
pub struct Writing(Vec<u8>);

impl Writing {
    /// Adds a field. Its name is an identifier, in which nothing is to be escaped.
    ///
    /// # Errors
    /// It has no form in JSON.
    pub fn with<T>(mut self, name: &str, value: &T, codec: FieldCodec<T>) -> Result<Self, Cause> {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        self.0.push(b'"');
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
        self.0.extend((codec.to_json)(value)?);
        Ok(self)
    }

    /// All of them.
    ///
    /// # Errors
    /// None: that is for who calls it.
    pub fn written(mut self) -> Result<Vec<u8>, Cause> {
        self.0
            .extend_from_slice(if self.0.is_empty() { b"{}" } else { b"}" });
        Ok(self.0)
    }
}

/// The fields of a saga's inputs, as they are being read.
pub struct Reading(BTreeMap<String, Box<RawValue>>);

impl Reading {
    /// Those that were written as `saved`.
    ///
    /// # Errors
    /// They are something else.
    pub fn of(saved: &[u8]) -> Result<Self, Cause> {
        Ok(Self(serde_json::from_slice(saved)?))
    }

    /// A field; one that is missing is read as `null`.
    ///
    /// # Errors
    /// It is something else.
    pub fn get<T>(&self, name: &str, codec: FieldCodec<T>) -> Result<T, Cause> {
        let json = self.0.get(name).map_or("null", |json| json.get());
        (codec.from_json)(json.as_bytes())
    }
}

/// What a step gives that gives nothing: each such step has a type of its own.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Nothing<const STEP: usize>;

/// An undo without the value that it is to undo.
pub fn no_value<'a>() -> UndoFuture<'a> {
    Box::pin(ready(Err("the value of the step is missing".into())))
}

/// The error in an [`Attempt`](Attempt).
pub trait OfAttempt {
    /// It.
    type Own;
}

impl<E> OfAttempt for Attempt<E> {
    type Own = E;
}

/// The one value that a type erased undo gets.
///
/// # Panics
/// If it is of another type, which the table of the saga rules out.
pub fn value_of<T: 'static>(value: Option<&(dyn Any + Send + Sync)>) -> Option<&T> {
    value.and_then(|value| value.downcast_ref())
}

/// What a step failed with, on its way through the graph.
pub(crate) struct StepFailed<E>(Mutex<Option<E>>);

impl<E> StepFailed<E> {
    pub(crate) fn take(&self) -> Option<E> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<E> fmt::Debug for StepFailed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step failed")
    }
}

impl<E> fmt::Display for StepFailed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step failed")
    }
}

impl<E> std::error::Error for StepFailed<E> {}

/// A step failed, with the error of its saga.
#[cold]
pub fn step_failed<S: Saga>(error: S::Error) -> Cause {
    Box::new(StepFailed(Mutex::new(Some(error))))
}

/// The step lost a race before a crash, or before it was interrupted.
#[derive(Debug, thiserror::Error)]
#[error("another step won")]
pub(crate) struct Lost;

/// Runs step `STEP`: what it gives is kept, and recorded.
///
/// # Errors
/// It failed, or its journal did.
#[inline]
pub async fn step<'a, const STEP: usize, S, T, F>(
    active: &'a Active<S>,
    work: impl FnOnce(&'a Active<S>) -> F,
) -> Result<Kept<T>, Cause>
where
    S: Saga,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Cause>>,
{
    let at = At {
        step: STEP,
        item: None,
    };
    if let Some(shared) = active.shared() {
        // Apart, so that a plain run does without the room for it.
        let recorded = Box::pin(recorded(shared, at, work(active)));
        return recorded.await.map(Kept::shared);
    }
    let ledger = active.ledger();
    let undo_on_failure = S::TABLE.steps[STEP].undo_on_failure;
    if undo_on_failure {
        ledger.log().doubtful.push(at);
    }
    match work(active).await {
        Ok(value) => {
            let kept = ledger.keep(STEP, value);
            if undo_on_failure {
                ledger.log().is_certain(at);
            }
            Ok(kept)
        }
        Err(cause) => Err(ledger.failed(at, cause)),
    }
}

async fn recorded<S, T, F>(shared: &Shared<S>, at: At, work: F) -> Result<Arc<T>, Cause>
where
    S: Saga,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Cause>>,
{
    let ledger = &shared.ledger;
    {
        let log = ledger.log();
        // Also if it is done: it is the other one that is kept.
        if log.lost.contains(&at.step) {
            return Err(Box::new(Lost));
        }
        if let Some(Done {
            value: Value::One(value),
            ..
        }) = log.find(at)
        {
            return Arc::clone(value)
                .downcast()
                .map_err(|_| "a value of another type".into());
        }
    }
    let table = &S::TABLE.steps[at.step];
    shared
        .record(Entry::Started {
            step: table.name.into(),
            item: at.item,
        })
        .await?;
    if table.undo_on_failure {
        let mut log = ledger.log();
        if !log.doubtful.contains(&at) {
            log.doubtful.push(at);
        }
    }
    let value = match work.await {
        Ok(value) => ledger.put(at, value),
        Err(cause) if cause.is::<Halt>() => return Err(cause),
        Err(cause) => return Err(ledger.failed(at, cause)),
    };
    match shared.record_done(at).await {
        Ok(()) => Ok(value),
        Err(cause) if cause.is::<Halt>() => Err(cause),
        Err(cause) => Err(ledger.failed(at, cause)),
    }
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
) -> Result<Kept<Vec<T>>, Cause>
where
    S: Saga,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Cause>>,
{
    let ledger = active.ledger();
    {
        let log = ledger.log();
        if log.lost.contains(&step) {
            return Err(Box::new(Lost));
        }
        // In a run that goes on after all items were done.
        if let Some(Done {
            value: Value::Item(all, _),
            ..
        }) = log.done.iter().find(|done| done.step == step)
        {
            return match Arc::clone(all).downcast() {
                Ok(all) => Ok(Kept::shared(all)),
                Err(_) => Err("values of another type".into()),
            };
        }
    }
    let count = u32::try_from(items.len()).map_err(|_| "more than 4 294 967 295 items")?;
    let one = |(item, number)| {
        let work = work(item, number);
        let at = At {
            step,
            item: Some(number),
        };
        async move {
            if let Some(shared) = active.shared() {
                return recorded(shared, at, work).await.map(drop);
            }
            if S::TABLE.steps[step].undo_on_failure {
                ledger.log().doubtful.push(at);
            }
            match work.await {
                Ok(value) => {
                    ledger.put(at, value);
                    Ok(())
                }
                Err(cause) => Err(ledger.failed(at, cause)),
            }
        }
    };
    each(limit as usize, items.iter().zip(0..count), one).await?;
    Ok(Kept::shared(ledger.log().gather(step)))
}

/// The alternative at `chosen` has won: the others, of these steps, have lost.
///
/// # Errors
/// The journal failed.
pub async fn won<S: Saga>(
    active: &Active<S>,
    alternatives: &[usize],
    chosen: usize,
) -> Result<(), Cause> {
    let ledger = active.ledger();
    let others = alternatives.iter().enumerate();
    let others = others.filter(|(at, _)| *at != chosen);
    let mut losers: Vec<usize> = others.map(|(_, &step)| step).collect();
    while let Some(step) = losers.pop() {
        // A step that another one simply takes is not undone for having lost.
        if !is_only_raced(S::TABLE, step) {
            continue;
        }
        let is_new = !ledger.log().lost.contains(&step);
        if is_new {
            if let Some(shared) = active.shared() {
                shared
                    .record(Entry::Lost {
                        step: S::TABLE.steps[step].name.into(),
                    })
                    .await?;
            }
            ledger.log().lost.push(step);
        }
        // Nor does anybody want what it took as an alternative of its own, which others may.
        let log = ledger.log();
        let needs = S::TABLE.steps[step].needs.iter().map(|need| need.at);
        losers.extend(needs.filter(|at| all_takers_lost(S::TABLE, *at, &log.lost)));
    }
    Ok(())
}

fn all_takers_lost(saga: &SagaTable, step: usize, lost: &[usize]) -> bool {
    let mut takers = saga.steps.iter().enumerate();
    takers.all(|(at, taker)| lost.contains(&at) || taker.needs.iter().all(|need| need.at != step))
}

/// Is the step needed by nobody but as an alternative of others?
pub const fn is_only_raced(saga: &SagaTable, at: usize) -> bool {
    let (mut is_raced, mut step) = (false, 0);
    while step < saga.steps.len() {
        let needs = saga.steps[step].needs;
        let mut need = 0;
        while need < needs.len() {
            if needs[need].at == at {
                if !matches!(needs[need].form, Form::Race | Form::FirstOk) {
                    return false;
                }
                is_raced = true;
            }
            need += 1;
        }
        step += 1;
    }
    is_raced && at != saga.output
}

/// What the last node of a saga needs: what the saga gives, and every step that is no mere alternative,
/// for which the former stands in.
pub const fn last_needs<const STEPS: usize, const NEEDS: usize>(
    saga: &SagaTable,
    run: Link,
    steps: [Link; STEPS],
) -> [Link; NEEDS] {
    let mut needs = [run; NEEDS];
    if STEPS == 0 || saga.steps.len() != STEPS {
        return needs;
    }
    needs[1] = steps[saga.output];
    let mut at = 0;
    while at < STEPS {
        needs[at + 2] = steps[if is_only_raced(saga, at) {
            saga.output
        } else {
            at
        }];
        at += 1;
    }
    needs
}

/// The last node of a saga: every step is done.
pub struct Last<S>(std::marker::PhantomData<fn() -> S>);

/// Every step is done.
pub struct Finished;

impl<S: Saga> Call for Last<S> {
    type Deps<'a> = AndOthers<'a, Active<S>>;
    type Return = Finished;
    type Out = Finished;
    const SHAREABLE: Proof<Self::Out> = output();
    const PLACE: Place = Place::Inline;

    fn call<'a>(deps: Self::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a {
        deps.0.set_complete();
        ready(Finished)
    }

    fn finish(returned: Self::Return) -> Result<Self::Out, Attempt<Cause>> {
        Ok(returned)
    }
}

/// The graph of a saga: its steps are the nodes, the run is the input.
pub(crate) struct Steps<S: Saga, const AGAIN: bool>(pub(crate) Active<S>);

impl<S: Saga, const AGAIN: bool> GraphOf for Steps<S, AGAIN> {
    type Out = Wired;
    const LINKS: &'static [Link] = &[Link::node(&[], S::last), S::OUTPUT];
}

impl<S: Saga, const AGAIN: bool> Graph for Steps<S, AGAIN> {
    const NAME: &'static str = S::TABLE.name;
    // A run that goes on after the pivot has all the time it needs.
    const TIMEOUT: Option<Duration> = if AGAIN { None } else { S::TIMEOUT };
    type Given = (Active<S>,);
    type Injected = ();
    type Args = Active<S>;
    type Outputs = (Finished, Kept<S::Output>);
    type Error = crate::graph::GraphError;
    const GIVEN: (Proof<Active<S>>,) = (<Active<S> as Shareable>::PROOF,);
    const INJECTED: () = ();

    fn given(active: Active<S>) -> (Active<S>,) {
        (active,)
    }

    fn split(self) -> ((Active<S>,), ()) {
        ((self.0,), ())
    }

    fn plans() -> &'static [PlanCell] {
        S::plans()
    }
}

/// The link to the run of a saga.
pub const RUN: Link = <Given<0> as InGraph<()>>::LINK;
