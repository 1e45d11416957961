//! The definition of a saga that `#[saga]` generates: its steps and undos, and how its inputs are written and read.

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

use organum_base::text::{Text, refuse};
use organum_store::DeadLetter;
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
    try_again::UndoFailure,
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

/// A migration of the record of an older version to the present version. The library calls it each time that it reads
/// such a record, whose entries may include some that the present version has recorded since.
pub type Migrate = fn(RecordedSaga) -> Result<RecordedSaga, Cause>;

/// A saga, as `#[saga]` defines it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a saga",
    label = "not a saga",
    note = "write `#[saga]` on an `impl {Self}` block whose methods are its steps"
)]
pub trait Saga: Send + Sync + Sized + 'static {
    /// The output of the saga.
    type Output: Send + Sync + 'static;
    /// The error that its steps fail with.
    type Error: Send + Sync + 'static;
    /// The sagas that are steps of this one, as a list: `(A, (B, ()))`.
    type Nested;
    /// The table that describes it.
    const TABLE: &'static SagaTable;
    /// The functions of its steps, in the same order.
    const STEPS: &'static [Step<Self>];
    /// The longest time of a run before it has passed its pivot: `run_timeout`.
    const TIMEOUT: Option<Duration> = None;
    /// Writes the inputs into a journal. None if the saga has no version.
    const SAVE: Option<Save<Self>> = None;
    /// Migrates records of older versions.
    const MIGRATE: Option<Migrate> = None;

    /// The last node of the graph of the saga, which needs all steps.
    #[doc(hidden)]
    fn last() -> LinkedNode;

    /// The step whose output is the output of the saga.
    #[doc(hidden)]
    const OUTPUT: Link;

    /// The cell for the plan of the graph of the saga.
    #[doc(hidden)]
    fn plans() -> &'static [PlanCell];

    /// Returns the error of a step as a `dyn Error`; the type itself may be a box of an error.
    fn as_error(error: &Self::Error) -> &(dyn Error + 'static);
}

/// A type that threads can share, as a bound of the impls that `#[saga]` writes. The constant is the result of
/// [`check_shared`]: where that is an error, both impls could apply, and rustc reports nothing else about the bound.
pub trait ThreadsShare<const IS_SHARED: bool>: Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> ThreadsShare<true> for T {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> ThreadsShare<false> for T {}

/// Checks that threads can share a type, and returns true. The message is the compile error.
#[track_caller]
pub const fn check_shared(is_shareable: bool, message: &str) -> bool {
    if !is_shareable {
        refuse(&Text::of(&[message]));
    }
    true
}

/// The fields of a struct with `#[saga]`.
pub trait DeclaredFields {
    /// True: threads can share each of them. Otherwise it is an error, at the field.
    const ARE_SHARED: bool;
}

/// The fields of saga `S`: an inherent constant takes precedence over that of a trait.
pub struct FieldsOf<S>(PhantomData<S>);

impl<S: DeclaredFields> FieldsOf<S> {
    /// True: threads can share them.
    pub const ARE_SHARED: bool = S::ARE_SHARED;
}

/// The answer of [`FieldsOf`] for a struct without `#[saga]`.
pub trait UndeclaredFields {
    /// True, as nothing is known of them.
    const ARE_SHARED: bool = true;
}

impl<S> UndeclaredFields for FieldsOf<S> {}

/// A saga whose runs can be journalled: `#[saga(version = …)]`.
#[diagnostic::on_unimplemented(
    message = "the runs of saga `{Self}` cannot be journalled",
    label = "it has no version",
    note = "write `#[saga(version = 1, …)]` on its `impl` block, and `#[saga]` on the struct, so that its inputs are known"
)]
pub trait Journalled: Saga {}

/// A saga with a version. `#[saga]` implements this.
pub trait Versioned {}

#[diagnostic::do_not_recommend]
impl<S: Saga + Versioned> Journalled for S {}

/// A saga that can be rebuilt from its recorded inputs. `#[saga]` on a struct generates this: the values of the
/// fields marked `#[inject]` come from the program, the others from the journal.
#[diagnostic::on_unimplemented(
    message = "the inputs of saga `{Self}` cannot be read from a journal",
    label = "not known what to record",
    note = "write `#[saga]` on `struct {Self}`, and `#[inject]` on the fields that are clients, pools and the like"
)]
pub trait Restore: Sized {
    /// The injected values: `()`, the type of the one injected field, or a tuple of several.
    type Injected: Send + Sync + 'static;
    /// The names of the injected fields.
    const INJECTED: &'static [&'static str];

    /// Writes the fields that are not injected, as JSON.
    ///
    /// # Errors
    /// A field has no form in JSON.
    fn save(&self) -> Result<Vec<u8>, Cause>;

    /// Rebuilds the saga from the fields that [`save`](Self::save) wrote, and the injected values.
    ///
    /// # Errors
    /// The bytes are not the fields of this saga.
    fn restore(saved: &[u8], injected: &Self::Injected) -> Result<Self, Cause>;
}

/// The names of the injected fields of saga `S`: an inherent constant takes precedence over that of a trait.
pub struct InjectedOf<S>(PhantomData<S>);

impl<S: Restore> InjectedOf<S> {
    /// The injected fields of the struct.
    pub const FIELDS: &'static [&'static str] = S::INJECTED;
}

/// The answer of [`InjectedOf`] for a struct without `#[saga]`.
pub trait NothingInjected {
    /// No field.
    const FIELDS: &'static [&'static str] = &[];
}

impl<S> NothingInjected for InjectedOf<S> {}

/// A saga whose runs can be journalled, and resumed by any process that has the injected values `I`.
#[diagnostic::on_unimplemented(
    message = "the runs of saga `{Self}` cannot be journalled",
    label = "it has no version",
    note = "write `#[saga(version = 1, …)]` on its `impl` block, and `#[saga]` on the struct, so that its inputs are known"
)]
pub trait Recoverable<I>: Journalled + Restore<Injected = I> {}

#[diagnostic::do_not_recommend]
impl<I, S: Journalled + Restore<Injected = I>> Recoverable<I> for S {}

/// The input of a run of saga `S` with the injected values `I`: the struct that `#[saga]` generates with the fields
/// that are not injected, or the saga itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the input of saga `{S}`",
    label = "not its input",
    note = "`#[saga]` on `struct {S}` writes `{S}Input`, with the fields that are not injected, for the runner of `{S}::builder(…)`"
)]
pub trait SagaInput<S, I> {
    /// Makes the saga.
    fn into_saga(self, injected: &I) -> S;
}

#[diagnostic::do_not_recommend]
impl<S: Saga, I> SagaInput<S, I> for S {
    fn into_saga(self, _: &I) -> S {
        self
    }
}

/// A type to which a step may take a reference. A reference to an unsized type borrows from a sized one: a slice from
/// a `Vec`, a `str` from a `String`.
#[diagnostic::on_unimplemented(
    message = "steps and undos cannot take a `&{Self}`",
    label = "no step returns a value that lends one",
    note = "take the value of a step, as `&Type`, or make it a field of the saga and read it from `self`"
)]
pub trait Lent {
    /// The type that a step returns.
    type By;

    /// Borrows the value.
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

/// A list for whose items a step with `each` is called.
#[diagnostic::on_unimplemented(
    message = "`each` names a list of `{T}`, and this is a `{Self}`",
    label = "not a list of `{T}`",
    note = "name a field that is a `Vec<{T}>`, a `Box<[{T}]>`, an `Arc<[{T}]>` or an array, or let the step take the items of this list"
)]
pub trait ItemsOf<T> {
    /// Returns the items, in order.
    fn items(&self) -> &[T];
}

#[diagnostic::do_not_recommend]
impl<T, L: AsRef<[T]> + ?Sized> ItemsOf<T> for L {
    fn items(&self) -> &[T] {
        self.as_ref()
    }
}

/// An error of a step that converts into `E`, the error of its saga.
#[diagnostic::on_unimplemented(
    message = "a step fails with `{Self}`, which does not convert into `{E}`, the error of its saga",
    label = "`{E}` cannot be made of it",
    note = "implement `From<{Self}> for {E}`, for example with `#[from]` of `thiserror`, or let `#[saga(error = …)]` name an error that has it",
    note = "each error that is `Send + Sync` becomes a `Box<dyn std::error::Error + Send + Sync>`"
)]
pub trait StepError<E> {
    /// Converts the error.
    fn into_saga_error(self) -> E;
}

#[diagnostic::do_not_recommend]
impl<T, E: From<T>> StepError<E> for T {
    fn into_saga_error(self) -> E {
        self.into()
    }
}

/// The error of a saga, which is an error or a box of one: `AsError(&error).into_error()` returns a `dyn Error` for
/// both. For a type that is an error itself, its inherent method is called.
pub struct AsError<'a, E>(pub &'a E);

impl<'a, E: Error + 'static> AsError<'a, E> {
    /// Returns the error.
    pub fn into_error(self) -> &'a (dyn Error + 'static) {
        self.0
    }
}

/// A box of an error, such as `Box<dyn Error + Send + Sync>` or `anyhow::Error`.
pub trait SharedError<'a> {
    /// Returns the error in the box.
    fn into_error(self) -> &'a (dyn Error + 'static);
}

#[diagnostic::do_not_recommend]
impl<'a, E: AsRef<dyn Error + Send + Sync>> SharedError<'a> for AsError<'a, E> {
    fn into_error(self) -> &'a (dyn Error + 'static) {
        self.0.as_ref()
    }
}

/// A type that is neither an error nor a box of one.
pub trait OtherError<'a, E> {
    /// Fails to compile, with the message of [`ErrorOfSaga`].
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

/// A type that can be the error of a saga.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a saga",
    label = "neither an error nor a box of one",
    note = "name `Box<dyn std::error::Error + Send + Sync>`, which errors and texts become by `?`, or a type that implements `std::error::Error`, for example with `thiserror`"
)]
pub trait ErrorOfSaga {
    /// Returns the error.
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
    /// Returns the call as a boxed future.
    fn undoing(self) -> UndoFuture<'a>;
}

#[diagnostic::do_not_recommend]
impl<'a, F: Future<Output: Closed> + Send + 'a> UndoCall<'a> for F {
    fn undoing(self) -> UndoFuture<'a> {
        Box::pin(async move { self.await.closed() })
    }
}

/// Calls an undo, with the output of its step if there is one, and the number of the item if the step has items.
pub type UndoFn<S> = for<'a> fn(
    &'a S,
    Option<&'a (dyn Any + Send + Sync)>,
    &'a IdempotencyKey,
    Option<u32>,
) -> UndoFuture<'a>;

/// A boxed future of a nested saga, which the outer saga polls.
pub type NestedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Makes a nested saga again from the values of the outer saga.
pub(crate) type Make<S> = fn(&Active<S>) -> Option<Box<dyn Any>>;

pub(crate) type UndoNested<S> = for<'a> fn(
    &'a Arc<SagaRun<S>>,
    &'a Completed,
    Make<S>,
) -> NestedFuture<'a, Result<bool, Cause>>;

/// A dead letter of a nested saga that the runner of an outer saga redrives.
#[derive(Clone, Copy)]
pub(crate) struct LetterInside<'a> {
    pub(crate) letter: &'a DeadLetter,
    /// The records of the nested sagas: that of a step of the outer saga first, and that of the letter last.
    pub(crate) records: &'a [RecordedSaga],
}

/// The inner error is the failure of the undo, and the outer one a refusal.
pub(crate) type Redriven = Result<Result<u32, UndoFailure>, Cause>;

pub(crate) type RedriveNested<S> =
    for<'a> fn(&'a Arc<SagaRun<S>>, Make<S>, LetterInside<'a>) -> NestedFuture<'a, Redriven>;

/// The functions by which an outer saga undoes and finishes a step that is a saga.
pub struct NestedStep<S: Saga> {
    pub(crate) undo: UndoNested<S>,
    pub(crate) finish: for<'a> fn(&'a Completed) -> NestedFuture<'a, Result<(), Cause>>,
    pub(crate) give_up: for<'a> fn(&'a Completed) -> NestedFuture<'a, ()>,
    pub(crate) redrive: RedriveNested<S>,
    /// Makes the nested saga again from the values of the outer saga.
    pub(crate) make: Make<S>,
    /// Returns true if a nested saga has this name: that of the step, or one in it.
    pub(crate) has: fn(&str) -> bool,
    /// Returns true if a run of the saga needs a clock.
    pub(crate) needs_clock: fn(&Settings) -> bool,
}

impl<S: Saga> NestedStep<S> {
    /// Undoes the nested saga. Returns true if a step of it was parked.
    pub(crate) async fn undo(
        &self,
        outer: &Arc<SagaRun<S>>,
        done: &Completed,
    ) -> Result<bool, Cause> {
        (self.undo)(outer, done, self.make).await
    }

    /// Records the end of the nested saga, when the outer saga completes.
    pub(crate) async fn finish(&self, done: &Completed) -> Result<(), Cause> {
        (self.finish)(done).await
    }

    /// Calls the undo of a parked step of the nested saga, or of one in it, again.
    pub(crate) async fn redrive(
        &self,
        outer: &Arc<SagaRun<S>>,
        inside: LetterInside<'_>,
    ) -> Redriven {
        (self.redrive)(outer, self.make, inside).await
    }

    /// Releases the lease of the nested saga, when that of the outer saga is released.
    pub(crate) async fn give_up(&self, done: &Completed) {
        (self.give_up)(done).await;
    }
}

/// Returns true if a saga of this name is a step of the saga, or of a saga in it.
pub(crate) fn has_nested<S: Saga>(name: &str) -> bool {
    let mut nested = S::STEPS.iter().filter_map(|step| step.nested.as_ref());
    nested.any(|nested| (nested.has)(name))
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
        let nested = step.nested.as_ref();
        policy.timeout.is_some()
            || policy.retry.may_wait()
            || nested.is_some_and(|nested| (nested.needs_clock)(settings))
    })
}

/// The functions of a step.
// Public fields: the macros write it as a constant.
pub struct Step<S: Saga> {
    /// Undoes the step.
    pub undo: Option<UndoFn<S>>,
    /// The retries of the undo.
    pub undo_retry: Retry,
    /// The longest time of one attempt of the undo: [`UNDO_TIMEOUT`] by default.
    pub undo_timeout: Option<Duration>,
    /// The codec of the output of the step, or of one item.
    pub codec: Option<Codec>,
    /// The functions of the nested saga, if the step is one.
    pub nested: Option<NestedStep<S>>,
    /// The policy of the step itself: its retries and its timeout, if it has any.
    pub policy: NodePolicy,
}

/// The longest time of one attempt of an undo by default: 30 s.
pub const UNDO_TIMEOUT: Duration = Duration::from_secs(30);

/// The retries of an undo by default: five attempts, with delays from 100 ms on that double and are jittered. A panic
/// is retried as well.
pub const UNDO_RETRY: Retry = Retry::new(std::num::NonZeroU32::new(5).unwrap())
    .backoff(Backoff::exponential(Duration::from_millis(100)))
    .jitter()
    .panics();

/// The output of a step that returns nothing. Each such step has a type of its own.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Nothing<const STEP: usize>;

/// Returns a call that fails because the output of the step is missing.
pub fn no_value<'a>() -> UndoFuture<'a> {
    Box::pin(ready(Err(Box::new(NoValue) as Cause)))
}

/// Returns the item whose step is undone, as a `U`. None if there is no such item; another check ensures its type.
pub fn item_of<T: 'static, U: 'static>(items: &[T], number: Option<u32>) -> Option<&U> {
    let item: &dyn Any = items.get(number? as usize)?;
    item.downcast_ref()
}

/// Returns a call that fails because the item of the step is missing.
pub fn no_item<'a>() -> UndoFuture<'a> {
    Box::pin(ready(Err("the item of the step is missing".into())))
}

/// The error type of the return type of a step.
#[diagnostic::on_unimplemented(
    message = "a step returns `{Self}`, which has the name of `Result` and is none",
    label = "not `std::result::Result`",
    note = "rename the type, or return it in a struct of its own"
)]
pub trait Returning {
    /// The error type.
    type Error;
}

impl<T, E> Returning for Result<T, E> {
    type Error = E;
}

/// Tells whether an error is an [`Attempt`], regardless of its name: an inherent constant takes precedence over that
/// of a trait.
pub struct AttemptProbe<E>(PhantomData<E>);

impl<E> AttemptProbe<Attempt<E>> {
    /// True for an [`Attempt`].
    pub const IS_ATTEMPT: bool = true;
}

/// The answer of [`AttemptProbe`] for other errors.
pub trait NotAttempt {
    /// False for other errors.
    const IS_ATTEMPT: bool = false;
}

impl<E> NotAttempt for AttemptProbe<E> {}

/// A conversion of the error of a step into an [`Attempt`].
pub trait Trying<E> {
    /// The error itself.
    type Own;

    /// Converts the error.
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

/// Returns the value for a type-erased undo as a `T`. A value of another type, which the table of the saga rules out, is
/// treated as missing.
pub fn value_of<T: 'static>(value: Option<&(dyn Any + Send + Sync)>) -> Option<&T> {
    value.and_then(|value| value.downcast_ref())
}
