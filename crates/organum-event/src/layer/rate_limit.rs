//! So many calls in a time.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{Call, Layer, LayerFuture, Next};
use crate::{Failure, policy};

/// Longer than anybody waits, and short enough to be added to a point in time.
const LONGEST: Duration = Duration::from_hours(365 * 24);

/// Lets so many calls through in a time, by a token bucket: it is full at first, a call takes a token,
/// and tokens come back one by one, evenly. A call that finds none waits for its turn, in the order of
/// asking. Tries count each.
///
/// All handlers share one bucket, unless it is said that each has [its own](Self::per_place). Where
/// the runtime handles one event after the other, a call that waits holds up the others; to have it
/// [refused](Self::refuse) instead is to let the retry policy say when it comes again. Time is that of
/// tokio's clock.
///
/// A call that is dropped while it waits keeps its turn from others, as if it had been made.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum::{Runtime, Spine, event::RateLimit};
///
/// /// A hundred calls at once, then one every ten milliseconds.
/// fn gentle<S: Spine>(spine: S) -> Runtime<S> {
///     let calls = NonZeroU32::new(100).expect("not zero");
///     spine.builder().layer(RateLimit::new(calls, Duration::from_secs(1))).build()
/// }
/// ```
#[derive(Debug)]
pub struct RateLimit {
    /// How long it takes for a token to come back.
    interval: Duration,
    burst: NonZeroU32,
    is_per_place: bool,
    refuses: bool,
    /// By the key of a handler, or one for all: when the bucket will be full.
    buckets: Mutex<HashMap<u64, Instant>>,
}

/// A [`RateLimit`] that refuses has no token left.
// Public fields: a layer of your own may fail with it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many calls: there is room for another one in {after:?}")]
pub struct RateExceeded {
    /// When there is one, if nobody else takes it.
    pub after: Duration,
}

impl RateLimit {
    /// So many calls in such a time, as many of them at once as there are.
    pub fn new(calls: NonZeroU32, time: Duration) -> Self {
        Self {
            interval: (time / calls.get()).min(LONGEST),
            burst: calls,
            is_per_place: false,
            refuses: false,
            buckets: Mutex::default(),
        }
    }

    /// How many calls may be made at once after a rest: what the bucket holds. With 1, calls are
    /// spread evenly.
    #[must_use]
    pub fn burst(mut self, calls: NonZeroU32) -> Self {
        self.burst = calls;
        self
    }

    /// Each handler has a bucket of its own.
    #[must_use]
    pub fn per_place(mut self) -> Self {
        self.is_per_place = true;
        self
    }

    /// A call that finds no token fails, with [`RateExceeded`] as its source, and is tried again as the
    /// handler's retry policy says.
    #[must_use]
    pub fn refuse(mut self) -> Self {
        self.refuses = true;
        self
    }

    /// Takes a token, and says how long it takes to be there.
    ///
    /// # Errors
    /// There is none now, and calls do not wait.
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
    async fn those_that_ask_at_once_have_a_turn_each() {
        let calls = NonZeroU32::new(2).expect("not zero");
        let rate = RateLimit::new(calls, 200 * MS);
        let waits = || rate.take(0).map_err(|exceeded| exceeded.after);
        assert_eq!(
            [waits(), waits(), waits(), waits()],
            [Ok(NOW), Ok(NOW), Ok(100 * MS), Ok(200 * MS)]
        );
        // Whoever comes later stands behind those that wait.
        advance(50 * MS).await;
        assert_eq!(waits(), Ok(250 * MS));
        assert_eq!(rate.take(1).map_err(|exceeded| exceeded.after), Ok(NOW));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_refused_takes_nothing() {
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
