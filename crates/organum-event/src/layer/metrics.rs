//! A layer that measures the duration of each call.

use std::{fmt, sync::Arc};

use tokio::time::Instant;

use super::{Call, Layer, LayerFuture, Next};
use crate::{
    Failure,
    observe::{Observer, Outcome, SpineEvent, notify},
};

/// A layer that reports each call of a handler to an observer, as [`SpineEvent::Called`], with its
/// duration.
///
/// An observer of the runtime is notified of events and of their results at handlers, independently of
/// layers, and measures all attempts of a handler together. This layer measures one attempt, and its
/// position determines what is measured: outside of a [`RateLimit`](super::RateLimit) the waiting time is
/// included, inside it is not. An observer that counts events, such as `observe::Prometheus`, should be
/// given to both.
///
/// ```
/// use std::sync::Arc;
/// use organum::{Runtime, Spine, event::Metrics, observe::Observer};
///
/// fn measured<S: Spine>(spine: S, metrics: Arc<impl Observer>) -> Runtime<S> {
///     spine.builder()
///         .layer(Metrics::to(Arc::clone(&metrics)))
///         .observe(metrics).build()
/// }
/// ```
pub struct Metrics(Arc<dyn Observer>);

impl Metrics {
    /// Returns a layer that reports to this observer.
    pub fn to(observer: impl Observer) -> Self {
        Self(Arc::new(observer))
    }
}

impl Layer for Metrics {
    fn call<'a>(&'a self, call: Call<'a>, mut next: Next<'a>) -> LayerFuture<'a> {
        Box::pin(async move {
            let began = Instant::now();
            let result = next.run().await;
            let called = SpineEvent::Called {
                event: call.event().to_ref(),
                organ: call.organ(),
                place: call.place(),
                attempt: call.attempt(),
                outcome: match &result {
                    Ok(()) => Outcome::Ok,
                    Err(failure) => Failure::outcome(failure),
                },
                duration: began.elapsed(),
            };
            notify(|| self.0.spine(call.spine(), &called));
            result
        })
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
