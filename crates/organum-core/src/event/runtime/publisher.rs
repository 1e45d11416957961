//! Events from outside, on their way into a backend.

use std::{marker::PhantomData, sync::Arc};

use uuid::Uuid;

use super::{
    super::{Entry, Event, Spine, TraceContext, backend::Message, emit::root},
    SpineError,
    burial::Burial,
    link::Link,
    settings::Settings,
};

/// Publishes events to the backend of a spine, while the spine is served here or elsewhere. Clones
/// publish to the same one.
pub struct Publisher<S> {
    settings: Arc<Settings>,
    spine: PhantomData<fn(S)>,
}

impl<S> Clone for Publisher<S> {
    fn clone(&self) -> Self {
        Self {
            settings: Arc::clone(&self.settings),
            spine: PhantomData,
        }
    }
}

impl<S: Spine> Publisher<S> {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings: Arc::new(settings),
            spine: PhantomData,
        }
    }

    /// Publishes an event, and says its id. It waits while the backend is full.
    ///
    /// # Errors
    /// The payload is too long, or the backend failed and was asked as often as the runtime
    /// [says](super::Runtime::on_backend_failure).
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
        let now = self.settings.clock.read();
        publish::<S>(&self.settings, root(event, id.as_u128(), now, trace)).await?;
        Ok(id)
    }
}

/// An event goes into the backend, or becomes a dead letter if that is what the runtime says.
pub(super) async fn publish<S: Spine>(
    settings: &Settings,
    event: Box<Event>,
) -> Result<(), SpineError> {
    let link = Link::of(settings, S::TABLE.name);
    let message = Message::new(event)?;
    match link.enqueue(std::slice::from_ref(&message)).await {
        Ok(()) => Ok(()),
        Err(error) if error.is_transient() && link.stores() => {
            let burial = Burial {
                spine: S::TABLE,
                settings,
                event: message.event(),
            };
            burial.not_enqueued(&error, settings.clock.read()).await
        }
        Err(error) => Err(link.failed(error)),
    }
}
