//! Access to the queue of the backend.

use std::{fmt, sync::Arc};

use uuid::Uuid;

use super::{
    super::backend::{Backend as _, QueuedMessage},
    SpineError,
    plan::Plan,
};

/// The messages in the backend of a spine: made by [`SpineHandle::queue`](super::SpineHandle::queue).
///
/// Each call fails with an error of the kind [`Backend`](super::SpineErrorKind::Backend) if the backend
/// failed or does not support the operation. The backend in memory supports all of them.
///
/// ```
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
///     let poison = shop.publish(OrderPlaced { order: 7 }).await?;
///     shop.publish(OrderPlaced { order: 8 }).await?;
///
///     let queue = shop.handle().queue();
///     assert_eq!(queue.list(10).await?[0].id, poison);
///     queue.skip(poison).await?;
///     assert_eq!(shop.drain().await?.handled, 1);
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct SpineQueue {
    plan: Arc<Plan>,
}

impl fmt::Debug for SpineQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpineQueue({})", self.plan.spine.name)
    }
}

impl SpineQueue {
    pub(super) fn new(plan: Arc<Plan>) -> Self {
        Self { plan }
    }

    /// Lists the first `limit` messages, in the order in which they are usually delivered.
    ///
    /// # Errors
    /// The backend failed, or cannot list its messages.
    ///
    /// # Cancel safety
    /// Nothing is changed, and the call can be repeated.
    pub async fn list(&self, limit: usize) -> Result<Vec<QueuedMessage>, SpineError> {
        let link = &self.plan.link;
        let listed = link.guarded().list(limit).await;
        listed.map_err(|error| link.failed(error))
    }

    /// Removes a message, without a dead letter. If it is being handled, its handler completes, but the result
    /// is not recorded.
    ///
    /// # Errors
    /// The backend failed, or cannot skip messages.
    ///
    /// # Cancel safety
    /// The message is removed or not. The call can be repeated.
    pub async fn skip(&self, id: Uuid) -> Result<(), SpineError> {
        let link = &self.plan.link;
        let skipped = link.guarded().skip(id).await;
        skipped.map_err(|error| link.failed(error))
    }

    /// Removes all messages, each as [`skip`](Self::skip) does.
    ///
    /// # Errors
    /// The backend failed, or cannot clear its queue.
    ///
    /// # Cancel safety
    /// Messages may remain. The call can be repeated.
    pub async fn clear(&self) -> Result<(), SpineError> {
        let link = &self.plan.link;
        let cleared = link.guarded().clear().await;
        cleared.map_err(|error| link.failed(error))
    }
}
