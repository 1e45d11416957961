//! How many levels of sagas there are in a saga, found while a crate is compiled.

use std::marker::PhantomData;

use organum_base::text::{Text, refuse};

use super::definition::Saga;

/// One level less than `F` allows is allowed.
pub struct Level<F>(PhantomData<F>);

/// No level is allowed any more.
pub struct NoLevel;

type Four<F> = Level<Level<Level<Level<F>>>>;

/// The most levels of sagas in a saga: sixteen. One that contains itself has more.
pub type MostLevels = Four<Four<Four<Four<NoLevel>>>>;

/// Counts the levels of the sagas in a list, `(A, (B, ()))`, as far as they are allowed.
pub trait Levels<L> {
    /// True if there are more than that.
    const ARE_TOO_MANY: bool;
}

impl Levels<()> for NoLevel {
    const ARE_TOO_MANY: bool = false;
}

impl<S, R> Levels<(S, R)> for NoLevel {
    const ARE_TOO_MANY: bool = true;
}

impl<F> Levels<()> for Level<F> {
    const ARE_TOO_MANY: bool = false;
}

impl<S: Saga, R, F> Levels<(S, R)> for Level<F>
where
    F: Levels<S::Nested>,
    Self: Levels<R>,
{
    const ARE_TOO_MANY: bool =
        <F as Levels<S::Nested>>::ARE_TOO_MANY || <Self as Levels<R>>::ARE_TOO_MANY;
}

/// A saga does not contain itself.
#[track_caller]
pub const fn check_levels(are_too_many: bool, step: &str, inner: &str, saga: &str) {
    if are_too_many {
        refuse(&Text::of(&[
            "step `",
            step,
            "` of saga `",
            saga,
            "` is the saga `",
            inner,
            "`, which contains itself, or sagas in sagas of more than sixteen levels, and would run without end: take the step out of one of them",
        ]));
    }
}
