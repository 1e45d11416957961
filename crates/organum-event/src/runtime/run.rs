//! One run and one publication, with their options.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::future::{Either, select};
use uuid::Uuid;

use super::{
    super::{Event, Spine, TraceContext, backend::Message},
    Running, Runtime, SpineError, Stats,
    dead_letter::LetterWriter,
    error::Problem,
    inside::is_inside,
    plan::Plan,
};

/// Gives an event from outside an id of its own.
fn identify(event: &mut Event, id: Uuid) {
    let id = id.as_u128();
    (event.head.id, event.head.correlation, event.head.causation) = (id, id, id);
}

/// A run of a [`Runtime`], to be awaited: made by [`Runtime::run`].
///
/// ```
/// use organum::{Uuid, event, organ, prelude::*, spine};
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
/// let id = Uuid::now_v7();
/// assert_eq!(shop.run(OrderPlaced { order: 7 }).id(id).await?.handled, 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "a run does nothing unless it is awaited"]
pub struct SpineRun<'a, S: Spine> {
    /// What the first poll begins.
    begin: Option<(&'a mut Runtime<S>, Box<Event>)>,
    running: Option<Running<'a>>,
}

impl<'a, S: Spine> SpineRun<'a, S> {
    pub(super) fn of(runtime: &'a mut Runtime<S>, event: Box<Event>) -> Self {
        Self {
            begin: Some((runtime, event)),
            running: None,
        }
    }

    /// Gives the event this id. With the same id and [clock](super::SpineBuilder::clock), the same input
    /// gives the same events, byte for byte.
    pub fn id(mut self, id: Uuid) -> Self {
        if let Some((_, event)) = &mut self.begin {
            identify(event, id);
        }
        self
    }

    /// Makes the event, and all that follow from it, a part of a trace.
    pub fn trace(mut self, trace: TraceContext) -> Self {
        if let Some((_, event)) = &mut self.begin {
            event.head.trace = Some(Box::new(trace));
        }
        self
    }
}

impl<S: Spine> Future for SpineRun<'_, S> {
    type Output = Result<Stats, SpineError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some((runtime, event)) = self.begin.take() {
            self.running = Some(Box::pin(runtime.run_root(event)));
        }
        let running = self.running.as_mut().expect("the first poll began it");
        running.as_mut().poll(cx)
    }
}

/// A publication, to be awaited: made by [`SpineHandle::publish`](super::SpineHandle::publish).
#[must_use = "nothing is published unless it is awaited"]
pub struct SpinePublish {
    /// What the first poll begins.
    begin: Option<(Arc<Plan>, Box<Event>)>,
    publishing: Option<Publishing>,
}

type Publishing = Pin<Box<dyn Future<Output = Result<Uuid, SpineError>> + Send>>;

impl SpinePublish {
    pub(super) fn of(plan: &Arc<Plan>, event: Box<Event>) -> Self {
        Self {
            begin: Some((Arc::clone(plan), event)),
            publishing: None,
        }
    }

    /// Gives the event this id. To publish one with the same id again is harmless, as long as the backend
    /// remembers it.
    pub fn id(mut self, id: Uuid) -> Self {
        if let Some((_, event)) = &mut self.begin {
            identify(event, id);
        }
        self
    }

    /// Makes the event, and all that follow from it, a part of a trace.
    pub fn trace(mut self, trace: TraceContext) -> Self {
        if let Some((_, event)) = &mut self.begin {
            event.head.trace = Some(Box::new(trace));
        }
        self
    }
}

impl Future for SpinePublish {
    type Output = Result<Uuid, SpineError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some((plan, event)) = self.begin.take() {
            self.publishing = Some(Box::pin(publish(plan, event)));
        }
        let publishing = self.publishing.as_mut().expect("the first poll began it");
        publishing.as_mut().poll(cx)
    }
}

/// An event goes into the backend, or becomes a dead letter if that is what the runtime says.
async fn publish(plan: Arc<Plan>, event: Box<Event>) -> Result<Uuid, SpineError> {
    let id = event.id();
    if plan.control.is_stopped() {
        let spine = plan.spine.name;
        return Err(Problem::ShutDown { spine }.into());
    }
    let message = Message::new(event).map_err(Problem::Encode)?;
    let message = plan.addressed(message);
    let messages = std::slice::from_ref(&message);
    // Whoever makes room does not wait for it.
    let makes_room = is_inside(&plan);
    let enqueue = pin!(async {
        if makes_room {
            plan.link.enqueue_unbounded(messages).await
        } else {
            plan.link.enqueue(messages).await
        }
    });
    let enqueued = match select(enqueue, pin!(plan.control.stopped())).await {
        Either::Left((enqueued, _)) => enqueued,
        Either::Right(_) => {
            let spine = plan.spine.name;
            return Err(Problem::ShutDown { spine }.into());
        }
    };
    match enqueued {
        Ok(()) => Ok(id),
        Err(error) if error.is_transient() && plan.link.stores() => {
            let letter = LetterWriter {
                plan: &plan,
                event: message.event(),
            };
            let now = plan.settings.clock.read();
            letter.not_enqueued(&error, now).await?;
            Ok(id)
        }
        Err(error) => Err(plan.link.failed(error)),
    }
}
