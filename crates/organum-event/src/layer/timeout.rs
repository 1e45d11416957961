//! A layer that limits the duration of each call.

use std::time::Duration;

use super::{Call, Layer, LayerFuture, Next};
use crate::{Failure, policy};

/// A layer that limits the duration of each call, including all inner layers. A call that takes longer is
/// dropped, and fails as [`TimedOut`](crate::FailureKind::TimedOut); it is retried as after any other
/// failure.
///
/// A handler's own `timeout`, or that of the [builder](crate::SpineBuilder::defaults), limits the handler
/// alone. This layer also limits the waiting time of the layers inside it. Time is that of tokio's clock,
/// counted from when the call is first pending.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum::{Runtime, Spine, event::{RateLimit, Timeout}};
///
/// /// Calls wait for the rate limit for at most ten seconds.
/// fn patient<S: Spine>(spine: S) -> Runtime<S> {
///     let second = Duration::from_secs(1);
///     let calls = NonZeroU32::new(100).expect("not zero");
///     spine.builder()
///         .layer(Timeout::new(10 * second))
///         .layer(RateLimit::new(calls, second)).build()
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Timeout {
    limit: Duration,
}

impl Timeout {
    /// Returns a layer with this limit.
    pub fn new(limit: Duration) -> Self {
        Self { limit }
    }
}

impl Layer for Timeout {
    fn call<'a>(&'a self, _call: Call<'a>, mut next: Next<'a>) -> LayerFuture<'a> {
        Box::pin(async move {
            let called = policy::timeout(self.limit, next.run()).await;
            called.unwrap_or_else(|elapsed| Err(Failure::timed_out(elapsed)))
        })
    }
}
