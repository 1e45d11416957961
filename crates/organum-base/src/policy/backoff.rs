//! The number of attempts and the delays between them.

use std::{num::NonZeroU32, time::Duration};

/// The delay before the next attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Backoff {
    /// No delay.
    #[default]
    None,
    /// The same delay each time.
    Fixed(Duration),
    /// A longer delay each time.
    Exponential {
        /// The delay after the first attempt.
        first: Duration,
        /// The factor from one delay to the next.
        factor: f64,
        /// The maximum delay; unlimited if `None`.
        max: Option<Duration>,
    },
}

impl Backoff {
    /// Returns an exponential backoff with factor 2 and no maximum delay.
    pub const fn exponential(first: Duration) -> Self {
        Self::Exponential {
            first,
            factor: 2.0,
            max: None,
        }
    }
}

/// A retry policy: the number of attempts and the delays between them.
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
    /// A single attempt: nothing is retried.
    pub const ONCE: Self = Self::new(NonZeroU32::MIN);

    /// Creates a policy with this many attempts, the first one included, and no delay in between. Panics
    /// are not retried.
    pub const fn new(attempts: NonZeroU32) -> Self {
        Self {
            attempts,
            backoff: Backoff::None,
            jitter: false,
            panics: false,
        }
    }

    /// Sets the delays between attempts.
    #[must_use]
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Chooses each delay at random between zero and the full delay, evenly distributed: full jitter,
    /// from Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. Callers that
    /// failed together then do not retry at the same time.
    #[must_use]
    pub const fn jitter(mut self) -> Self {
        self.jitter = true;
        self
    }

    /// Retries panics in the same way as errors.
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

    /// The maximum number of attempts, the first one included.
    pub const fn attempts(&self) -> NonZeroU32 {
        self.attempts
    }

    /// Returns true if panics are retried.
    pub const fn retries_panics(&self) -> bool {
        self.panics
    }

    /// Returns true if there may be a delay between two attempts, which needs a clock.
    #[doc(hidden)]
    pub fn may_wait(&self) -> bool {
        self.attempts.get() > 1 && !self.delay(1).is_zero()
    }

    /// The delay after the attempt of this number, counted from 1, without jitter. The longest delay is a
    /// `u64` of nanoseconds, 584 years.
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
