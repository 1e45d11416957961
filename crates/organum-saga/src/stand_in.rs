//! A stand-in for the type of a step that is declared as a saga and is none, so that the compiler reports the mistake
//! once, and not at every use of the type.

use std::{convert::Infallible, error::Error, future::Future, marker::PhantomData, sync::Arc};

use super::{
    Saga, definition::Step, error::SagaError, nested::step_saga, run::Active, steps::RUN,
    table::SagaTable,
};
use crate::graph::{
    __for_saga::{Link, LinkedNode, PlanCell},
    Cause,
};

/// Tells whether `T` is a saga: an inherent constant takes precedence over that of a trait.
pub struct SagaProbe<T>(PhantomData<T>);

impl<S: Saga> SagaProbe<S> {
    /// True for a saga.
    pub const IS_SAGA: bool = true;
}

/// The answer of [`SagaProbe`] for a type that is not a saga.
pub trait NotASaga {
    /// False for other types.
    const IS_SAGA: bool = false;
}

impl<T> NotASaga for SagaProbe<T> {}

/// A conversion of the error of a nested saga.
type IntoFailure<T, E> = fn(SagaError<<T as Saga>::Error>) -> E;

/// The choice between the nested saga and its stand-in.
pub struct Nesting<const IS_SAGA: bool>;

/// The choice of [`Nesting`].
pub trait Nests<T> {
    /// The saga.
    type Out: Saga;
    /// The type that its errors are converted into, for an outer saga with the error `E`.
    type Failing<E>;

    /// Runs the saga that the step made.
    fn run<'a, S: Saga>(
        active: &'a Active<S>,
        step: usize,
        made: T,
        into_error: IntoFailure<Self::Out, Self::Failing<S::Error>>,
    ) -> impl Future<Output = Result<Arc<<Self::Out as Saga>::Output>, Cause>> + Send + 'a;
}

impl<T: Saga> Nests<T> for Nesting<true> {
    type Out = T;
    type Failing<E> = E;

    fn run<'a, S: Saga>(
        active: &'a Active<S>,
        step: usize,
        made: T,
        into_error: fn(SagaError<T::Error>) -> S::Error,
    ) -> impl Future<Output = Result<Arc<T::Output>, Cause>> + Send + 'a {
        step_saga(active, step, made, into_error)
    }
}

impl<T> Nests<T> for Nesting<false> {
    type Out = NoSaga;
    type Failing<E> = SagaError<Infallible>;

    #[expect(
        clippy::manual_async_fn,
        reason = "the future of an async fn would hold the arguments, which need not be `Send`"
    )]
    fn run<'a, S: Saga>(
        _: &'a Active<S>,
        _: usize,
        _: T,
        _: fn(SagaError<Infallible>) -> SagaError<Infallible>,
    ) -> impl Future<Output = Result<Arc<NoSaga>, Cause>> + Send + 'a {
        async { unreachable!("the type is not a saga") }
    }
}

/// The stand-in for a type that is not a saga.
pub struct NoSaga;

#[diagnostic::do_not_recommend]
impl Saga for NoSaga {
    type Nested = ();
    type Output = Self;
    type Error = Infallible;
    const TABLE: &'static SagaTable = &SagaTable::mistaken("");
    const STEPS: &'static [Step<Self>] = &[];
    const OUTPUT: Link = RUN;

    fn last() -> LinkedNode {
        unreachable!("the type is not a saga")
    }

    fn plans() -> &'static [PlanCell] {
        &[]
    }

    fn as_error(error: &Infallible) -> &(dyn Error + 'static) {
        error
    }
}
