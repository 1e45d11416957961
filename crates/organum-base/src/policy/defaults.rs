//! The retry policy and timeout of items that have none of their own.

use std::time::Duration;

use super::Retry;

/// A retry policy and a timeout for all items that have none of their own: the argument of the `defaults`
/// of a builder.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum::policy::{Policy, Retry};
///
/// let thrice = NonZeroU32::new(3).expect("not zero");
/// let policy = Policy::new().retry(Retry::new(thrice)).timeout(Duration::from_secs(5));
/// assert_eq!(policy.get_timeout(), Some(Duration::from_secs(5)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct Policy {
    retry: Option<Retry>,
    timeout: Option<Duration>,
}

impl Policy {
    /// Creates a policy that sets nothing.
    pub const fn new() -> Self {
        Self {
            retry: None,
            timeout: None,
        }
    }

    /// Sets the retry policy.
    pub const fn retry(self, retry: Retry) -> Self {
        Self {
            retry: Some(retry),
            ..self
        }
    }

    /// Sets the timeout of each attempt.
    pub const fn timeout(self, limit: Duration) -> Self {
        Self {
            timeout: Some(limit),
            ..self
        }
    }

    /// Returns this policy, with what it does not set taken from another one.
    pub const fn or(self, other: Self) -> Self {
        Self {
            retry: if self.retry.is_some() {
                self.retry
            } else {
                other.retry
            },
            timeout: if self.timeout.is_some() {
                self.timeout
            } else {
                other.timeout
            },
        }
    }

    /// Returns the retry policy, if one was set.
    pub const fn get_retry(&self) -> Option<Retry> {
        self.retry
    }

    /// Returns the timeout of each attempt, if one was set.
    pub const fn get_timeout(&self) -> Option<Duration> {
        self.timeout
    }
}
