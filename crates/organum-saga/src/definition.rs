//! What `#[saga]` writes of a saga: its steps, how they are undone, how it is written and made again.

use std::{
    any::Any,
    error::Error,
    ffi::{CStr, CString, OsStr, OsString},
    future::{Future, ready},
    marker::PhantomData,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{
    IdempotencyKey,
    codec::Codec,
    completed::Completed,
    entry::RecordedSaga,
    halt::NoValue,
    run::{Active, SagaRun},
    settings::Settings,
    table::SagaTable,
};
use crate::{
    graph::{
        __for_saga::{Closed, Cond, Link, LinkedNode, NodePolicy, PlanCell},
        Cause,
    },
    policy::{Attempt, Backoff, Retry},
};

/// Writes the inputs of a saga.
pub type Save<S> = fn(&S) -> Result<Vec<u8>, Cause>;

/// Makes what an older version of a saga recorded into what the present one would have. It is called
/// each time such a saga is read, with what the present version recorded since among the entries.
pub type Migrate = fn(RecordedSaga) -> Result<RecordedSaga, Cause>;

/// A saga, as `#[saga]` describes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a saga",
    label = "not one",
    note = "write `#[saga]` on an `impl {Self}` block whose methods are its steps"
)]
pub trait Saga: Send + Sync + Sized + 'static {
    /// The value that it gives.
    type Output: Send + Sync + 'static;
    /// The error that its steps fail with.
    type Error: Send + Sync + 'static;
    /// The sagas that are steps of it, as a list: `(A, (B, ()))`.
    type Nested;
    /// The table that describes it.
    const TABLE: &'static SagaTable;
    /// The functions of its steps, in the same order.
    const STEPS: &'static [Step<Self>];
    /// The longest time of a run before it has passed the pivot.
    const TIMEOUT: Option<Duration> = None;
    /// Writes its inputs into a journal.
    const SAVE: Option<Save<Self>> = None;
    /// Reads journals of an older version.
    const MIGRATE: Option<Migrate> = None;

    /// The last node of its graph, which needs all steps.
    #[doc(hidden)]
    fn last() -> LinkedNode;

    /// The step that gives what it gives.
    #[doc(hidden)]
    const OUTPUT: Link;

    /// The place of the plan of its graph.
    #[doc(hidden)]
    fn plans() -> &'static [PlanCell];

    /// The error of its steps as an error: it may be a box of one.
    fn as_error(error: &Self::Error) -> &(dyn Error + 'static);
}

/// A saga whose runs can be journalled: `#[saga(version = …)]`.
#[diagnostic::on_unimplemented(
    message = "the runs of saga `{Self}` cannot be journalled",
    label = "it has no version",
    note = "write `#[saga(version = 1, …)]` on its `impl` block, and `#[saga]` on the struct, so that its inputs are known"
)]
pub trait Journalled: Saga {}

/// Makes a saga again from what a journal has of it. `#[saga]` on a struct writes this: what is
/// marked `#[inject]` comes from the program, the rest from the journal.
#[diagnostic::on_unimplemented(
    message = "the inputs of saga `{Self}` cannot be read from a journal",
    label = "not known what to record",
    note = "write `#[saga]` on `struct {Self}`, and `#[inject]` on the fields that are clients, pools and the like"
)]
pub trait Restore: Sized {
    /// The injected values: nothing, the one field, or a tuple of several.
    type Injected: Send + Sync + 'static;
    /// The names of the injected fields.
    const INJECTED: &'static [&'static str];

    /// Writes what is not injected.
    ///
    /// # Errors
    /// A field has no form in JSON.
    fn save(&self) -> Result<Vec<u8>, Cause>;

    /// Reads that.
    ///
    /// # Errors
    /// The bytes are something else.
    fn restore(saved: &[u8], injected: &Self::Injected) -> Result<Self, Cause>;
}

/// The names of the fields of saga `S` that are injected: an inherent constant wins over a trait's.
pub struct InjectedOf<S>(PhantomData<S>);

impl<S: Restore> InjectedOf<S> {
    /// Those of its struct.
    pub const FIELDS: &'static [&'static str] = S::INJECTED;
}

/// The answer of [`InjectedOf`] where the struct does not say.
pub trait NothingInjected {
    /// None.
    const FIELDS: &'static [&'static str] = &[];
}

impl<S> NothingInjected for InjectedOf<S> {}

/// A saga whose runs can be journalled, and gone on with by any process that has what is injected, `I`.
#[diagnostic::on_unimplemented(
    message = "the runs of saga `{Self}` cannot be journalled",
    label = "it has no version",
    note = "write `#[saga(version = 1, …)]` on its `impl` block, and `#[saga]` on the struct, so that its inputs are known"
)]
pub trait Recoverable<I>: Journalled + Restore<Injected = I> {}

#[diagnostic::do_not_recommend]
impl<I, S: Journalled + Restore<Injected = I>> Recoverable<I> for S {}

/// The inputs of a run of saga `S` of which `I` is injected: the struct that `#[saga]` writes, with the
/// fields that are not injected, or the saga itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the input of saga `{S}`",
    label = "not its input",
    note = "`#[saga]` on `struct {S}` writes `{S}Input`, with the fields that are not injected, for the runner of `{S}::builder(…)`"
)]
pub trait SagaInput<S, I> {
    /// The saga.
    fn into_saga(self, injected: &I) -> S;
}

#[diagnostic::do_not_recommend]
impl<S: Saga, I> SagaInput<S, I> for S {
    fn into_saga(self, _: &I) -> S {
        self
    }
}

/// What a step may take a reference to. What has no known size is lent by a type that has: a list by a `Vec`,
/// a text by a `String`.
#[diagnostic::on_unimplemented(
    message = "steps and undos cannot take a `&{Self}`",
    label = "no step gives what lends one",
    note = "take what a step gives, as `&Type`, or make it a field of the saga and read it from `self`"
)]
pub trait Lent {
    /// The type that a step gives.
    type By;

    /// What that lends.
    fn lend(by: &Self::By) -> &Self;
}

#[diagnostic::do_not_recommend]
impl<T> Lent for T {
    type By = T;

    fn lend(by: &T) -> &T {
        by
    }
}

impl<T> Lent for [T] {
    type By = Vec<T>;

    fn lend(by: &Vec<T>) -> &Self {
        by
    }
}

macro_rules! lent {
    ($($Lent:ty, by $By:ty;)+) => { $(
        impl Lent for $Lent {
            type By = $By;

            fn lend(by: &$By) -> &Self {
                by
            }
        }
    )+ };
}

lent! {
    str, by String;
    Path, by PathBuf;
    OsStr, by OsString;
    CStr, by CString;
}

/// A list whose items a step with `each` is called with.
#[diagnostic::on_unimplemented(
    message = "`each` names a list of `{T}`, and this is a `{Self}`",
    label = "not a list of `{T}`",
    note = "name a field that is a `Vec<{T}>`, a `Box<[{T}]>`, an `Arc<[{T}]>` or an array, or let the step take what is in this one"
)]
pub trait ItemsOf<T> {
    /// The items, in order.
    fn items(&self) -> &[T];
}

#[diagnostic::do_not_recommend]
impl<T, L: AsRef<[T]> + ?Sized> ItemsOf<T> for L {
    fn items(&self) -> &[T] {
        self.as_ref()
    }
}

/// An error of a step that becomes that of its saga, `E`.
#[diagnostic::on_unimplemented(
    message = "a step fails with `{Self}`, which does not convert into `{E}`, the error of its saga",
    label = "`{E}` cannot be made of it",
    note = "implement `From<{Self}> for {E}`, for example with `#[from]` of `thiserror`, or let `#[saga(error = …)]` name an error that has it",
    note = "each error that is `Send + Sync` becomes a `Box<dyn std::error::Error + Send + Sync>`"
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

/// The error of a saga, which is an error or a box of one: `AsError(&error).into_error()` sees it as the
/// former. Where it is one, the method of the type itself is called.
pub struct AsError<'a, E>(pub &'a E);

impl<'a, E: Error + 'static> AsError<'a, E> {
    /// The error.
    pub fn into_error(self) -> &'a (dyn Error + 'static) {
        self.0
    }
}

/// A box of an error, such as `Box<dyn Error + Send + Sync>` or `anyhow::Error`.
pub trait SharedError<'a> {
    /// The error in it.
    fn into_error(self) -> &'a (dyn Error + 'static);
}

#[diagnostic::do_not_recommend]
impl<'a, E: AsRef<dyn Error + Send + Sync>> SharedError<'a> for AsError<'a, E> {
    fn into_error(self) -> &'a (dyn Error + 'static) {
        self.0.as_ref()
    }
}

/// Neither of these.
pub trait OtherError<'a, E> {
    /// It cannot be called.
    fn into_error(self) -> &'a (dyn Error + 'static)
    where
        E: ErrorOfSaga;
}

#[diagnostic::do_not_recommend]
impl<'a, E> OtherError<'a, E> for &AsError<'a, E> {
    fn into_error(self) -> &'a (dyn Error + 'static)
    where
        E: ErrorOfSaga,
    {
        self.0.error()
    }
}

/// What the steps of a saga may fail with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a saga",
    label = "neither an error nor a box of one",
    note = "name `Box<dyn std::error::Error + Send + Sync>`, which errors and texts become by `?`, or a type that implements `std::error::Error`, for example with `thiserror`"
)]
pub trait ErrorOfSaga {
    /// The error.
    fn error(&self) -> &(dyn Error + 'static);
}

#[diagnostic::do_not_recommend]
impl<E: Error + 'static> ErrorOfSaga for E {
    fn error(&self) -> &(dyn Error + 'static) {
        self
    }
}

/// A call of an undo.
pub type UndoFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Cause>> + Send + 'a>>;

/// The return value of an undo.
#[diagnostic::on_unimplemented(
    message = "this cannot undo a step: an undo is an `async fn` that returns nothing, or a `Result<(), E>` whose `E` is an error",
    label = "not such an `async fn`",
    note = "its future must be `Send`; implement `std::error::Error` for what it fails with, for example with `thiserror`, or fail with a `Box<dyn std::error::Error + Send + Sync>`"
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

/// Calls an undo, with the value of its step if there is one, and the number of the item if it has items.
pub type UndoFn<S> = for<'a> fn(
    &'a S,
    Option<&'a (dyn Any + Send + Sync)>,
    &'a IdempotencyKey,
    Option<u32>,
) -> UndoFuture<'a>;

/// A future that is the outer saga's.
pub type NestedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Makes a nested saga again from the values of the outer one.
pub(crate) type Make<S> = fn(&Active<S>) -> Option<Box<dyn Any>>;

pub(crate) type UndoNested<S> = for<'a> fn(
    &'a Arc<SagaRun<S>>,
    &'a Completed,
    Make<S>,
) -> NestedFuture<'a, Result<bool, Cause>>;

/// Ends a step that is a saga, for the outer one.
pub struct NestedStep<S: Saga> {
    pub(crate) undo: UndoNested<S>,
    pub(crate) finish: for<'a> fn(&'a Completed) -> NestedFuture<'a, Result<(), Cause>>,
    pub(crate) give_up: for<'a> fn(&'a Completed) -> NestedFuture<'a, ()>,
    /// Makes the saga again from the values of the outer one.
    pub(crate) make: Make<S>,
    /// Returns true if a run of the saga needs a clock.
    pub(crate) needs_clock: fn(&Settings) -> bool,
}

impl<S: Saga> NestedStep<S> {
    /// Undoes the saga that was done: was something of it parked?
    pub(crate) async fn undo(
        &self,
        outer: &Arc<SagaRun<S>>,
        done: &Completed,
    ) -> Result<bool, Cause> {
        (self.undo)(outer, done, self.make).await
    }

    /// The outer saga is done, and this one with it.
    pub(crate) async fn finish(&self, done: &Completed) -> Result<(), Cause> {
        (self.finish)(done).await
    }

    /// Gives up the lease of the saga, as the outer one is given up.
    pub(crate) async fn give_up(&self, done: &Completed) {
        (self.give_up)(done).await;
    }
}

/// Returns true if a run of the saga needs a clock: for the lease of its journal, for a timeout, or for a delay
/// between two attempts of a step. An undo does without: its timeout and its delays are left out.
pub(crate) fn needs_clock<S: Saga>(settings: &Settings) -> bool {
    let is_journalled =
        settings.journal().is_some() && S::SAVE.is_some() && S::TABLE.version.is_some();
    S::TIMEOUT.is_some() || is_journalled || steps_need_clock::<S>(settings)
}

fn steps_need_clock<S: Saga>(settings: &Settings) -> bool {
    let (retry, timeout) = (
        settings.defaults.get_retry(),
        settings.defaults.get_timeout(),
    );
    S::STEPS.iter().any(|step| {
        let policy = step.policy.or(retry, timeout);
        let has_delay = policy.retry.attempts().get() > 1 && !policy.retry.delay(1).is_zero();
        let nested = step.nested.as_ref();
        policy.timeout.is_some()
            || has_delay
            || nested.is_some_and(|nested| (nested.needs_clock)(settings))
    })
}

/// The functions of a step.
// Public fields: the macros write it as a constant.
pub struct Step<S: Saga> {
    /// Undoes it.
    pub undo: Option<UndoFn<S>>,
    /// The tries of undoing it.
    pub undo_retry: Retry,
    /// The longest time of a try: [`UNDO_TIMEOUT`] if it says nothing.
    pub undo_timeout: Option<Duration>,
    /// Writes its value, or that of an item, into a journal.
    pub codec: Option<Codec>,
    /// Ends the saga that it is, if it is one.
    pub nested: Option<NestedStep<S>>,
    /// How often it is tried, and for how long, as far as it says so itself.
    pub policy: NodePolicy,
}

/// The longest time of a try of undoing a step, if nothing else is said: thirty seconds.
pub const UNDO_TIMEOUT: Duration = Duration::from_secs(30);

/// The tries of undoing a step, if nothing else is said: five, with delays from 100 ms on
/// that double; panics are tried again too.
pub const UNDO_RETRY: Retry = Retry::new(std::num::NonZeroU32::new(5).unwrap())
    .backoff(Backoff::exponential(Duration::from_millis(100)))
    .jitter()
    .panics();

/// The value of a step that gives nothing: each such step has a type of its own.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Nothing<const STEP: usize>;

/// An undo without the value that it is to undo.
pub fn no_value<'a>() -> UndoFuture<'a> {
    Box::pin(ready(Err(Box::new(NoValue) as Cause)))
}

/// The item of a step that is undone, as a `U`. None if there is no such item: its type is checked elsewhere.
pub fn item_of<T: 'static, U: 'static>(items: &[T], number: Option<u32>) -> Option<&U> {
    let item: &dyn Any = items.get(number? as usize)?;
    item.downcast_ref()
}

/// An undo without the item that its step was called with.
pub fn no_item<'a>() -> UndoFuture<'a> {
    Box::pin(ready(Err("the item of the step is missing".into())))
}

/// The error of what a step returns.
#[diagnostic::on_unimplemented(
    message = "a step returns `{Self}`, which has the name of `Result` and is none",
    label = "not `std::result::Result`",
    note = "give the type another name, or return it in a struct of its own"
)]
pub trait Returning {
    /// That error.
    type Error;
}

impl<T, E> Returning for Result<T, E> {
    type Error = E;
}

/// Is an error an [`Attempt`], whatever its name? An inherent constant wins over a trait's.
pub struct Tried<E>(PhantomData<E>);

impl<E> Tried<Attempt<E>> {
    /// It is one.
    pub const IS_ATTEMPT: bool = true;
}

/// The answer of [`Tried`] for other errors.
pub trait NotAttempt {
    /// It is none.
    const IS_ATTEMPT: bool = false;
}

impl<E> NotAttempt for Tried<E> {}

/// What an error of a step says of further tries, and of what.
pub trait Trying<E> {
    /// The error itself.
    type Own;

    /// Both.
    fn attempt(error: E) -> Attempt<Self::Own>;
}

impl<E> Trying<E> for Cond<false> {
    type Own = E;

    fn attempt(error: E) -> Attempt<E> {
        Attempt::Fail(error)
    }
}

impl<E> Trying<Attempt<E>> for Cond<true> {
    type Own = E;

    fn attempt(error: Attempt<E>) -> Attempt<E> {
        error
    }
}

/// The one value that a type erased undo gets.
///
/// # Panics
/// If it is of another type, which the table of the saga rules out.
pub fn value_of<T: 'static>(value: Option<&(dyn Any + Send + Sync)>) -> Option<&T> {
    value.and_then(|value| value.downcast_ref())
}
