//! Events from outside, on their way into a backend.

use std::{marker::PhantomData, sync::Arc};

use uuid::Uuid;

use super::{
    super::{Entry, Event, Spine, TraceContext, backend::Message, emit::root},
    SpineError,
    dead_letter::LetterWriter,
    plan::Plan,
};

/// Publishes events to the backend of a spine, while the spine is served here or elsewhere. Clones
/// publish to the same one.
pub struct Publisher<S> {
    plan: Arc<Plan>,
    spine: PhantomData<fn(S)>,
}

impl<S> Clone for Publisher<S> {
    fn clone(&self) -> Self {
        Self {
            plan: Arc::clone(&self.plan),
            spine: PhantomData,
        }
    }
}

impl<S: Spine> Publisher<S> {
    pub(super) fn new(plan: Arc<Plan>) -> Self {
        Self {
            plan,
            spine: PhantomData,
        }
    }

    /// Publishes an event, and says its id. It waits while the backend is full.
    ///
    /// # Errors
    /// The payload is too long, or the backend failed and was asked as often as the runtime
    /// [says](super::SpineBuilder::on_backend_failure).
    ///
    /// # Cancel safety
    /// The event is published or not.
    pub async fn publish<E: Entry<S>>(&self, event: E) -> Result<Uuid, SpineError> {
        self.publish_with(event, Uuid::now_v7(), None).await
    }

    /// Publishes an event with an id and a trace of its own. To publish one with the same id again is
    /// harmless, as long as the backend remembers it.
    ///
    /// # Errors
    /// Those of [`publish`](Self::publish).
    pub async fn publish_with<E: Entry<S>>(
        &self,
        event: E,
        id: Uuid,
        trace: Option<TraceContext>,
    ) -> Result<Uuid, SpineError> {
        let now = self.plan.settings.clock.read();
        publish(&self.plan, root(event, id.as_u128(), now, trace)).await?;
        Ok(id)
    }
}

/// An event goes into the backend, or becomes a dead letter if that is what the runtime says.
pub(super) async fn publish(plan: &Plan, event: Box<Event>) -> Result<(), SpineError> {
    let message = Message::new(event)?;
    match plan.link.enqueue(std::slice::from_ref(&message)).await {
        Ok(()) => Ok(()),
        Err(error) if error.is_transient() && plan.link.stores() => {
            let letter = LetterWriter {
                plan,
                event: message.event(),
            };
            letter
                .not_enqueued(&error, plan.settings.clock.read())
                .await
        }
        Err(error) => Err(plan.link.failed(error)),
    }
}
