//! What holds where an item does not say.

use std::time::Duration;

use super::Retry;

/// A retry policy and a time limit for all that have none of their own: what the `defaults` of a builder
/// take.
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
    /// A policy that says nothing yet.
    pub const fn new() -> Self {
        Self {
            retry: None,
            timeout: None,
        }
    }

    /// Sets how often an attempt is made, and when.
    pub const fn retry(self, retry: Retry) -> Self {
        Self {
            retry: Some(retry),
            ..self
        }
    }

    /// Sets how long each attempt may take.
    pub const fn timeout(self, limit: Duration) -> Self {
        Self {
            timeout: Some(limit),
            ..self
        }
    }

    /// Returns how often an attempt is made, if that was set.
    pub const fn get_retry(&self) -> Option<Retry> {
        self.retry
    }

    /// Returns how long each attempt may take, if that was set.
    pub const fn get_timeout(&self) -> Option<Duration> {
        self.timeout
    }
}
