//! How long each call took.

use std::{fmt, sync::Arc};

use tokio::time::Instant;

use super::{Call, Layer, LayerFuture, Next};
use crate::{
    Failure,
    observe::{Observer, Outcome, SpineEvent, notify},
};

/// Tells an observer of each call of a handler, as [`SpineEvent::Called`], and how long it took.
///
/// An observer of the runtime is told of events and of what became of them at handlers, whatever
/// layers do, and measures all tries of a handler together. This layer measures one try, and what
/// counts as the try is where it stands: outside of a [`RateLimit`](super::RateLimit) the waiting is
/// a part of it, inside it is none. So the observer that counts events, such as
/// `observe::Prometheus`, is best given to both.
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
    /// A layer that tells this observer.
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
