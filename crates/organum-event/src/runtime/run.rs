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

/// An event from outside with its destination, which the first poll sends.
struct Unsent<T> {
    to: T,
    event: Box<Event>,
}

impl<T> Unsent<T> {
    fn with_id(mut self, id: Uuid) -> Self {
        let (id, head) = (id.as_u128(), &mut self.event.head);
        (head.id, head.correlation, head.causation) = (id, id, id);
        self
    }

    fn with_trace(mut self, trace: TraceContext) -> Self {
        self.event.head.trace = Some(Box::new(trace));
        self
    }
}

/// The future of a run of a [`Runtime`]: made by [`Runtime::run`].
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
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), SpineError> {
///     let mut shop = Shop::default().builder().build();
///     let id = Uuid::now_v7();
///     assert_eq!(shop.run(OrderPlaced { order: 7 }).id(id).await?.handled, 1);
///     Ok(())
/// }
/// ```
#[must_use = "a run does nothing unless it is awaited"]
pub struct SpineRun<'a, S: Spine> {
    begin: Option<Unsent<&'a mut Runtime<S>>>,
    running: Option<Running<'a>>,
}

impl<'a, S: Spine> SpineRun<'a, S> {
    pub(super) fn of(runtime: &'a mut Runtime<S>, event: Box<Event>) -> Self {
        Self {
            begin: Some(Unsent { to: runtime, event }),
            running: None,
        }
    }

    /// Sets the id of the event. With the same id and [clock](super::SpineBuilder::clock), the same input
    /// gives the same events, byte for byte.
    pub fn id(mut self, id: Uuid) -> Self {
        self.begin = self.begin.map(|unsent| unsent.with_id(id));
        self
    }

    /// Makes the event, and all events that follow from it, a part of a trace.
    pub fn trace(mut self, trace: TraceContext) -> Self {
        self.begin = self.begin.map(|unsent| unsent.with_trace(trace));
        self
    }
}

impl<S: Spine> Future for SpineRun<'_, S> {
    type Output = Result<Stats, SpineError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(Unsent { to, event }) = self.begin.take() {
            self.running = Some(Box::pin(to.run_root(event)));
        }
        let running = self.running.as_mut().expect("the first poll began it");
        running.as_mut().poll(cx)
    }
}

/// The future of a publication: made by [`SpineHandle::publish`](super::SpineHandle::publish).
#[must_use = "nothing is published unless it is awaited"]
pub struct SpinePublish {
    begin: Option<Unsent<Arc<Plan>>>,
    /// True if the publication waits for room in the backend.
    waits: bool,
    publishing: Option<Publishing>,
}

type Publishing = Pin<Box<dyn Future<Output = Result<Uuid, SpineError>> + Send>>;

impl SpinePublish {
    pub(super) fn of(plan: &Arc<Plan>, event: Box<Event>, waits: bool) -> Self {
        Self {
            begin: Some(Unsent {
                to: Arc::clone(plan),
                event,
            }),
            waits: waits && !is_inside(plan),
            publishing: None,
        }
    }

    /// Sets the id of the event. While the backend remembers the id, another event with it is dropped.
    pub fn id(mut self, id: Uuid) -> Self {
        self.begin = self.begin.map(|unsent| unsent.with_id(id));
        self
    }

    /// Makes the event, and all events that follow from it, a part of a trace.
    pub fn trace(mut self, trace: TraceContext) -> Self {
        self.begin = self.begin.map(|unsent| unsent.with_trace(trace));
        self
    }
}

impl Future for SpinePublish {
    type Output = Result<Uuid, SpineError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(Unsent { to, event }) = self.begin.take() {
            self.publishing = Some(Box::pin(publish(to, event, self.waits)));
        }
        let publishing = self.publishing.as_mut().expect("the first poll began it");
        publishing.as_mut().poll(cx)
    }
}

/// Enqueues an event in the backend. If that fails, the event becomes a dead letter with
/// [`OnBackendFailure::Store`](super::OnBackendFailure::Store).
async fn publish(plan: Arc<Plan>, event: Box<Event>, waits: bool) -> Result<Uuid, SpineError> {
    let id = event.id();
    // A caller who makes room must not wait for it.
    let waits = waits && !is_inside(&plan);
    // The handlers in flight of a runtime that is being stopped may publish until they have ended.
    if plan.control.is_stopped() && (waits || !plan.control.is_serving()) {
        let spine = plan.spine.name;
        return Err(Problem::ShutDown { spine }.into());
    }
    let message = Message::new(event).map_err(Problem::Encode)?;
    let message = plan.addressed(message);
    let messages = std::slice::from_ref(&message);
    let enqueue = pin!(async {
        if waits {
            plan.link.enqueue(messages).await
        } else {
            plan.link.enqueue_unbounded(messages).await
        }
    });
    let stopped = pin!(async {
        if !waits {
            std::future::pending::<()>().await;
        }
        plan.control.stopped().await;
    });
    let enqueued = match select(enqueue, stopped).await {
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
