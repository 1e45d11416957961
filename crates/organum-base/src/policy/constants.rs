//! Checks of the constants that users write in attributes, which generated code calls.

use std::{num::NonZeroU32, time::Duration};

/// The maximum duration; a longer one is a mistake.
const YEAR: Duration = Duration::from_hours(365 * 24);

/// Returns a duration that is longer than zero and at most a year.
///
/// # Panics
/// It is not. In generated code this is an error of the compiler.
#[track_caller]
pub const fn duration(duration: Duration) -> Duration {
    assert!(
        !duration.is_zero(),
        "the duration is zero: write a longer one"
    );
    assert!(
        duration.as_nanos() <= YEAR.as_nanos(),
        "the duration is more than a year: write a shorter one"
    );
    duration
}

/// Returns a number that is not zero.
///
/// # Panics
/// It is zero. In generated code this is an error of the compiler.
#[track_caller]
pub const fn count(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => panic!("the number is zero: write a number from 1"),
    }
}
