//! A layer that limits the rate of calls.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{Call, Layer, LayerFuture, Next};
use crate::{Failure, policy};

/// The longest interval: a year, which can be added to an `Instant`.
const LONGEST: Duration = Duration::from_hours(365 * 24);

/// A layer that limits the number of calls in a time, by a token bucket: the bucket is full at first, a
/// call takes a token, and tokens are added evenly. A call without a token waits; waiting calls proceed in
/// the order in which they came. Each attempt is a call.
///
/// All handlers share one bucket, unless each has [its own](Self::per_place). Where the runtime handles
/// events sequentially, a waiting call delays the others; if calls are [refused](Self::refuse) instead, the
/// retry policy determines when they are made again. Time is that of tokio's clock.
///
/// A call that is dropped while it waits still consumes its token.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum::{Runtime, Spine, event::RateLimit};
///
/// /// Allows a hundred calls at once, then one every ten milliseconds.
/// fn limited<S: Spine>(spine: S) -> Runtime<S> {
///     let calls = NonZeroU32::new(100).expect("not zero");
///     spine.builder().layer(RateLimit::new(calls, Duration::from_secs(1))).build()
/// }
/// ```
#[derive(Debug)]
pub struct RateLimit {
    /// The time after which a token is added.
    interval: Duration,
    burst: NonZeroU32,
    is_per_place: bool,
    refuses: bool,
    /// The time at which each bucket is full, by the key of the handler, or 0 for the shared bucket.
    buckets: Mutex<HashMap<u64, Instant>>,
}

/// The error of a [`RateLimit`] that refuses a call without a token.
// Public fields: a user's own layer may fail with it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many calls: the next one is allowed in {after:?}")]
pub struct RateExceeded {
    /// The time until a token is added.
    pub after: Duration,
}

impl RateLimit {
    /// Returns a layer that allows this number of calls in this time, all of them at once.
    pub fn new(calls: NonZeroU32, time: Duration) -> Self {
        Self {
            interval: (time / calls.get()).min(LONGEST),
            burst: calls,
            is_per_place: false,
            refuses: false,
            buckets: Mutex::default(),
        }
    }

    /// Sets the size of the bucket: the number of calls that are allowed at once after a pause. The default
    /// is the number given to [`new`](Self::new). With 1, calls are spread evenly.
    #[must_use]
    pub fn burst(mut self, calls: NonZeroU32) -> Self {
        self.burst = calls;
        self
    }

    /// Gives each handler a bucket of its own.
    #[must_use]
    pub fn per_place(mut self) -> Self {
        self.is_per_place = true;
        self
    }

    /// Makes a call without a token fail with [`RateExceeded`] as the source, instead of waiting. The handler
    /// is retried by its retry policy.
    #[must_use]
    pub fn refuse(mut self) -> Self {
        self.refuses = true;
        self
    }

    /// Takes a token, and returns the time until it is added.
    ///
    /// # Errors
    /// No token is left, and calls do not wait.
    fn take(&self, place: u64) -> Result<Duration, RateExceeded> {
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let full = buckets.entry(place).or_insert(now);
        let will_be_full = (*full).max(now) + self.interval;
        let empties = self.interval.saturating_mul(self.burst.get());
        let wait = will_be_full.duration_since(now).saturating_sub(empties);
        if self.refuses && !wait.is_zero() {
            return Err(RateExceeded { after: wait });
        }
        *full = will_be_full;
        Ok(wait)
    }
}

impl Layer for RateLimit {
    fn call<'a>(&'a self, call: Call<'a>, mut next: Next<'a>) -> LayerFuture<'a> {
        Box::pin(async move {
            let place = if self.is_per_place {
                call.handler.key
            } else {
                0
            };
            match self.take(place) {
                Ok(wait) if wait.is_zero() => {}
                Ok(wait) => policy::wait(wait).await,
                Err(exceeded) => return Err(Failure::refused_for_now(exceeded)),
            }
            next.run().await
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    const NOW: Duration = Duration::ZERO;
    const MS: Duration = Duration::from_millis(1);

    #[tokio::test(start_paused = true)]
    async fn concurrent_calls_wait_one_after_another() {
        let calls = NonZeroU32::new(2).expect("not zero");
        let rate = RateLimit::new(calls, 200 * MS);
        let waits = || rate.take(0).map_err(|exceeded| exceeded.after);
        assert_eq!(
            [waits(), waits(), waits(), waits()],
            [Ok(NOW), Ok(NOW), Ok(100 * MS), Ok(200 * MS)]
        );
        // A later call waits behind those that already wait.
        advance(50 * MS).await;
        assert_eq!(waits(), Ok(250 * MS));
        assert_eq!(rate.take(1).map_err(|exceeded| exceeded.after), Ok(NOW));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_call_takes_no_token() {
        let rate = RateLimit::new(NonZeroU32::MIN, 100 * MS).refuse();
        assert_eq!(rate.take(0), Ok(NOW));
        for _ in 0..3 {
            assert_eq!(rate.take(0), Err(RateExceeded { after: 100 * MS }));
        }
        advance(60 * MS).await;
        assert_eq!(rate.take(0), Err(RateExceeded { after: 40 * MS }));
        advance(40 * MS).await;
        assert_eq!(rate.take(0), Ok(NOW));
    }
}
