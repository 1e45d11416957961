//! What can be done with a runtime from elsewhere, while it serves.

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

/// So long a shutdown waits for what is in flight, if no other time is given.
const PATIENCE: Duration = Duration::from_secs(30);

/// A handle of a [`Runtime`](super::Runtime), to be used while it serves. Clones are handles of the same
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
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), SpineError> {
/// let mut shop = Shop::default().builder().build();
/// let handle = shop.handle();
/// let outside = async {
///     handle.publish(OrderPlaced { order: 7 }).await?;
///     handle.shutdown().within(Duration::from_secs(5)).await
/// };
/// let (stats, left) = tokio::join!(shop.serve(std::future::pending()), outside);
/// assert_eq!((stats?.handled, left?), (1, 0));
/// # Ok(())
/// # }
/// ```
pub struct SpineHandle<S> {
    plan: Arc<Plan>,
    /// Do its publications wait for room?
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
    /// handles can be made [`unbounded`](Self::unbounded). An [id](SpinePublish::id) and a
    /// [trace](SpinePublish::trace) of one's own are options of what this returns.
    ///
    /// # Errors
    /// The payload is too long, the backend failed and was asked as often as the builder
    /// [says](super::SpineBuilder::on_backend_failure), or the runtime was told to stop: at once, also if it
    /// waits for room. A backend that was asked already may have taken the event then. A runtime that is
    /// dropped has stopped, unless it has a [backend](super::SpineBuilder::backend) that others may serve.
    ///
    /// # Cancel safety
    /// The event is published or not.
    pub fn publish<E: Entry<S>>(&self, event: E) -> SpinePublish {
        let (id, now) = (Uuid::now_v7().as_u128(), self.plan.settings.clock.read());
        SpinePublish::of(&self.plan, root(event, id, now), self.waits)
    }

    /// Tells the runtime to stop serving, and waits until it does: what is in flight is finished, and so
    /// is what a backend holds that does not outlive the process. After 30 seconds, or the time that
    /// [`within`](SpineShutdown::within) says, what is left is [aborted](Self::abort).
    ///
    /// Returns how many events the backend holds then. Nothing is published to it from here on.
    ///
    /// # Errors
    /// The backend cannot tell how many events it holds.
    ///
    /// # Cancel safety
    /// The runtime stops all the same, and nothing is aborted.
    pub fn shutdown(&self) -> SpineShutdown {
        SpineShutdown {
            plan: Arc::clone(&self.plan),
            within: PATIENCE,
        }
    }

    /// Tells the runtime to stop serving at once, and does not wait: handlers are dropped where they
    /// wait, and what was in flight goes back to the backend.
    pub fn abort(&self) {
        self.plan.control.abort();
    }

    /// The messages that wait in the backend, to be listed, skipped and cleared.
    pub fn queue(&self) -> SpineQueue {
        SpineQueue::new(Arc::clone(&self.plan))
    }

    /// The dead letters of the spine.
    pub fn dead_letters(&self) -> SpineDeadLetters {
        SpineDeadLetters::new(Arc::clone(&self.plan))
    }
}

/// A shutdown, to be awaited: made by [`SpineHandle::shutdown`].
#[must_use = "a shutdown does nothing unless it is awaited"]
pub struct SpineShutdown {
    plan: Arc<Plan>,
    within: Duration,
}

impl SpineShutdown {
    /// Sets how long it waits for what is in flight.
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
            Ok(metrics.pending())
        })
    }
}
