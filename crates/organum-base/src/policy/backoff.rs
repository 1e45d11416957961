//! How often something is tried, and how long is waited in between.

use std::{num::NonZeroU32, time::Duration};

/// How long is waited before the next attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Backoff {
    /// Not at all.
    #[default]
    None,
    /// Always as long.
    Fixed(Duration),
    /// Longer each time.
    Exponential {
        /// The delay after the first attempt.
        first: Duration,
        /// What a delay is multiplied by to get the next one.
        factor: f64,
        /// The longest delay. Without it there is none.
        max: Option<Duration>,
    },
}

impl Backoff {
    /// Exponential, with factor 2 and no longest delay.
    pub const fn exponential(first: Duration) -> Self {
        Self::Exponential {
            first,
            factor: 2.0,
            max: None,
        }
    }
}

/// How often something is tried, and how long is waited in between.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum::policy::{Backoff, Retry};
///
/// const THRICE: Retry = Retry::new(NonZeroU32::new(3).unwrap())
///     .backoff(Backoff::exponential(Duration::from_millis(100)));
///
/// assert_eq!(THRICE.delay(1), Duration::from_millis(100));
/// assert_eq!(THRICE.delay(2), Duration::from_millis(200));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retry {
    attempts: NonZeroU32,
    backoff: Backoff,
    jitter: bool,
    panics: bool,
}

impl Retry {
    /// One attempt: nothing is retried.
    pub const ONCE: Self = Self::new(NonZeroU32::MIN);

    /// So many attempts, the first one included, with no delay in between. Panics are not retried.
    pub const fn new(attempts: NonZeroU32) -> Self {
        Self {
            attempts,
            backoff: Backoff::None,
            jitter: false,
            panics: false,
        }
    }

    /// Waits between attempts.
    #[must_use]
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Waits between nothing and the delay, all of it equally likely: full jitter, from Marc Brooker,
    /// "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. Those who failed together then
    /// do not come back together.
    #[must_use]
    pub const fn jitter(mut self) -> Self {
        self.jitter = true;
        self
    }

    /// Retries panics as it does failures.
    #[must_use]
    pub const fn panics(mut self) -> Self {
        self.panics = true;
        self
    }

    /// The same policy with another number of attempts.
    #[must_use]
    pub const fn with_attempts(mut self, attempts: NonZeroU32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How many attempts there are at most, the first one included.
    pub const fn attempts(&self) -> NonZeroU32 {
        self.attempts
    }

    /// Are panics retried?
    pub const fn retries_panics(&self) -> bool {
        self.panics
    }

    /// The delay after the attempt of this number, counted from 1, without jitter. What is longer
    /// than a `u64` of nanoseconds, 584 years, is cut to that.
    pub fn delay(&self, attempt: u32) -> Duration {
        match self.backoff {
            Backoff::None => Duration::ZERO,
            Backoff::Fixed(delay) => delay,
            Backoff::Exponential { first, factor, max } => {
                let times = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
                let delay = scaled(first, factor.powi(times));
                max.map_or(delay, |max| delay.min(max))
            }
        }
    }

    /// The delay after the attempt of this number, with jitter if the policy has it.
    pub fn delay_with(&self, attempt: u32, random: &mut fastrand::Rng) -> Duration {
        let delay = self.delay(attempt);
        if self.jitter {
            Duration::from_nanos(random.u64(0..=nanos(delay)))
        } else {
            delay
        }
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "exact up to 2^53 ns, 104 days; beyond that to 16 digits; a cast of floats saturates"
)]
fn scaled(duration: Duration, by: f64) -> Duration {
    Duration::from_nanos((nanos(duration) as f64 * by).round() as u64)
}
