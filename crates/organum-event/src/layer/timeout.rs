//! A bound for each call.

use std::time::Duration;

use super::{Call, Layer, LayerFuture, Next};
use crate::{Failure, policy};

/// Bounds how long each call may take, with all layers that are inside this one. What takes longer is
/// dropped where it waits, and fails as [`TimedOut`](crate::FailureKind::TimedOut); it is
/// tried again as after any other failure.
///
/// A handler's own `timeout`, or that of the [builder](crate::SpineBuilder::defaults), bounds the
/// handler alone. This layer bounds waiting too, if it stands outside of the layer that waits. Time is
/// that of tokio's clock, counted from when the call first waits.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum::{Runtime, Spine, event::{RateLimit, Timeout}};
///
/// /// Nobody waits for his turn for more than ten seconds.
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
    /// So long, and no longer.
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
