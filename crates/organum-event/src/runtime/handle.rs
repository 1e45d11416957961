//! A handle of a runtime, for use while it serves.

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use uuid::Uuid;

use super::{
    super::{Entry, Spine, emit::root},
    SpineError,
    inside::is_inside,
    plan::Plan,
    queue::SpineQueue,
    redrive::SpineDeadLetters,
    run::SpinePublish,
};

/// The time that a shutdown waits for deliveries in flight, by default.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A handle of a [`Runtime`](super::Runtime), for use while it serves. Clones are handles of the same
/// runtime.
///
/// ```
/// use std::time::Duration;
/// use organum::{event, organ, prelude::*, spine};
///
/// #[event]
/// struct OrderPlaced { order: u64 }
///
/// #[organ]
/// fn receipt(event: &OrderPlaced) { let _ = event.order; }
///
/// #[derive(Default)]
/// #[spine(entry(OrderPlaced))]
/// struct Shop { receipt: receipt }
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), SpineError> {
///     let mut shop = Shop::default().builder().build();
///     let handle = shop.handle();
///     let outside = async {
///         handle.publish(OrderPlaced { order: 7 }).await?;
///         handle.shutdown().within(Duration::from_secs(5)).await
///     };
///     let (stats, left) = tokio::join!(shop.serve(std::future::pending()), outside);
///     assert_eq!((stats?.handled, left?), (1, 0));
///     Ok(())
/// }
/// ```
pub struct SpineHandle<S> {
    plan: Arc<Plan>,
    /// True if the publications of this handle wait for room in the backend.
    waits: bool,
    spine: PhantomData<fn(S)>,
}

impl<S> Clone for SpineHandle<S> {
    fn clone(&self) -> Self {
        Self {
            plan: Arc::clone(&self.plan),
            waits: self.waits && !is_inside(&self.plan),
            spine: PhantomData,
        }
    }
}

impl<S> fmt::Debug for SpineHandle<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpineHandle({})", self.plan.spine.name)
    }
}

impl<S: Spine> SpineHandle<S> {
    pub(super) fn new(plan: Arc<Plan>) -> Self {
        Self {
            plan,
            waits: true,
            spine: PhantomData,
        }
    }

    /// Returns a handle whose publications do not wait for room in the backend: a handle for tasks that a
    /// handler waits for, and that it did not start itself. An organ and the tasks that it starts do not need
    /// it, see [`publish`](Self::publish).
    #[must_use]
    pub fn unbounded(&self) -> Self {
        Self {
            waits: false,
            ..self.clone()
        }
    }

    /// Publishes an event to the backend, and returns its id. A publication waits while the backend is full,
    /// but not if it belongs to a handler or a hook of this runtime, which would wait for room that only the
    /// handler can make. A publication belongs to a handler if the handler calls `publish` or awaits the
    /// publication, and also if the handle is a clone that a handler has made, for a task that it starts; other
    /// handles can be made [`unbounded`](Self::unbounded). The returned future has options for the
    /// [id](SpinePublish::id) and the [trace](SpinePublish::trace) of the event.
    ///
    /// # Errors
    /// The payload is too long, the backend failed after the retries that the builder
    /// [sets](super::SpineBuilder::on_backend_failure), or the runtime was stopped. A stop also ends the wait
    /// for room or for the backend, which may have taken the event. A dropped runtime is stopped, unless it has
    /// a [backend](super::SpineBuilder::backend) that other runtimes may serve. The publications of handlers in
    /// flight are accepted until the runtime no longer serves.
    ///
    /// # Cancel safety
    /// The event is published or not.
    pub fn publish<E: Entry<S>>(&self, event: E) -> SpinePublish {
        let (id, now) = (Uuid::now_v7().as_u128(), self.plan.settings.clock.read());
        SpinePublish::of(&self.plan, root(event, id, now), self.waits)
    }

    /// Stops the runtime, and waits until it no longer serves: it completes the deliveries in flight and, if
    /// the backend does not outlive the process, all events of the backend. Among these are the events that wait for a
    /// retry, unless the backend has another owner, to which they are left. After 30 seconds, or the time of
    /// [`within`](SpineShutdown::within), the rest is [aborted](Self::abort). Nothing can be published to a
    /// stopped runtime, and it handles nothing more: if it is not serving, [`Runtime::shutdown`] is the call that
    /// handles what waits for a retry.
    ///
    /// [`Runtime::shutdown`]: super::Runtime::shutdown
    ///
    /// Returns the number of events that remain. Those of a backend in memory without another owner would be
    /// lost, and become dead letters of the kind `shut down`; others remain in the backend.
    ///
    /// # Errors
    /// The backend failed to return that number, or the store of dead letters failed.
    ///
    /// # Cancel safety
    /// The runtime stops nevertheless, and nothing is aborted.
    pub fn shutdown(&self) -> SpineShutdown {
        SpineShutdown {
            plan: Arc::clone(&self.plan),
            within: PATIENCE,
        }
    }

    /// Stops the runtime at once, without waiting: the futures of handlers are dropped, and deliveries in
    /// flight are given back to the backend.
    pub fn abort(&self) {
        self.plan.control.abort();
    }

    /// Returns the messages in the backend, which can be listed, skipped and cleared.
    pub fn queue(&self) -> SpineQueue {
        SpineQueue::new(Arc::clone(&self.plan))
    }

    /// Returns the dead letters of the spine.
    pub fn dead_letters(&self) -> SpineDeadLetters {
        SpineDeadLetters::new(Arc::clone(&self.plan))
    }
}

/// The future of a shutdown: made by [`SpineHandle::shutdown`].
#[must_use = "a shutdown does nothing unless it is awaited"]
pub struct SpineShutdown {
    plan: Arc<Plan>,
    within: Duration,
}

impl SpineShutdown {
    /// Sets the time that the shutdown waits for deliveries in flight.
    pub fn within(self, limit: Duration) -> Self {
        Self {
            within: limit,
            ..self
        }
    }
}

impl IntoFuture for SpineShutdown {
    type Output = Result<u64, SpineError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.plan.control.shut_down(self.within).await;
            let metrics = self.plan.link.metrics().await?;
            self.plan.store_rest().await?;
            Ok(metrics.pending())
        })
    }
}
