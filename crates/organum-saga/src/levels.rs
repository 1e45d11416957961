//! The depth of nested sagas, checked at compile time.

use std::marker::PhantomData;

use organum_base::text::{Text, refuse};

use super::definition::Saga;

/// A type-level number: one more than `F`.
pub struct Level<F>(PhantomData<F>);

/// The type-level zero.
pub struct NoLevel;

type Four<F> = Level<Level<Level<Level<F>>>>;

/// The maximum depth of nested sagas: sixteen. A saga that contains itself exceeds it.
pub type MostLevels = Four<Four<Four<Four<NoLevel>>>>;

/// Checks the depth of the sagas in the list `L`, such as `(A, (B, ()))`, against the number `Self`.
pub trait Levels<L> {
    /// True if the depth exceeds the number.
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

/// Checks that sagas are nested at most sixteen levels deep, so that none contains itself.
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
            "`, which contains itself, or nests sagas more than sixteen levels deep, and would never end: remove the step from one of them",
        ]));
    }
}
