//! What stands around handlers.

use std::{future::Future, pin::Pin, sync::Arc};

use super::{Emissions, ErasedOrgan, Event, Failure, runtime::Station};

/// A handler with what stands around it, at work.
pub type LayerFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// Stands around every try of every handler of a spine, in the way of a `tower` layer: it sees the
/// call, calls [`Next::run`] or refuses to, and sees how it ended.
///
/// The layer that was added first is the outermost. A layer that panics is a handler that panics.
///
/// ```
/// use organum::event::{Call, Layer, LayerFuture, Next};
///
/// /// Lets nobody work at night.
/// struct OfficeHours;
///
/// impl Layer for OfficeHours {
///     fn call<'a>(&'a self, call: Call<'a>, next: Next<'a>) -> LayerFuture<'a> {
///         Box::pin(async move {
///             println!("{} goes to {}", call.event().name(), call.organ());
///             next.run().await
///         })
///     }
/// }
/// ```
pub trait Layer: Send + Sync + 'static {
    /// Calls the handler, or not.
    fn call<'a>(&'a self, call: Call<'a>, next: Next<'a>) -> LayerFuture<'a>;
}

impl<L: Layer + ?Sized> Layer for Arc<L> {
    fn call<'a>(&'a self, call: Call<'a>, next: Next<'a>) -> LayerFuture<'a> {
        (**self).call(call, next)
    }
}

/// One try of one handler.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub(super) spine: &'static str,
    pub(super) station: &'a Station,
    pub(super) event: &'a Event,
    pub(super) attempt: u32,
}

impl<'a> Call<'a> {
    /// The spine's name.
    pub fn spine(&self) -> &'static str {
        self.spine
    }

    /// The name of the organ's type.
    pub fn organ(&self) -> &'static str {
        self.station.organ
    }

    /// The organ's field and its handler, as `fulfilment.handle`: unique in the spine.
    pub fn place(&self) -> &'a str {
        &self.station.place
    }

    /// The event.
    pub fn event(&self) -> &'a Event {
        self.event
    }

    /// Which try of this delivery it is, counted from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }
}

/// What is inside a layer: other layers, and the handler.
pub struct Next<'a> {
    pub(super) layers: &'a [Arc<dyn Layer>],
    pub(super) call: Call<'a>,
    pub(super) access: Access<'a>,
    pub(super) out: &'a mut Emissions,
}

/// How an organ is called.
pub(super) enum Access<'a> {
    Alone(&'a mut dyn ErasedOrgan),
    Shared(&'a dyn ErasedOrgan),
}

impl Access<'_> {
    pub(super) fn organ(&self) -> &dyn ErasedOrgan {
        match self {
            Self::Alone(organ) => &**organ,
            Self::Shared(organ) => *organ,
        }
    }

    pub(super) fn lend(&mut self) -> Access<'_> {
        match self {
            Self::Alone(organ) => Access::Alone(&mut **organ),
            Self::Shared(organ) => Access::Shared(*organ),
        }
    }
}

impl<'a> Next<'a> {
    /// Calls the handler.
    ///
    /// # Errors
    /// It failed.
    pub async fn run(self) -> Result<(), Failure> {
        match self.layers.split_first() {
            Some((layer, layers)) => {
                let call = self.call;
                layer.call(call, Self { layers, ..self }).await
            }
            None => {
                let Self { call, out, .. } = self;
                let handler = call.station.row.handler;
                match self.access {
                    Access::Alone(organ) => organ.call(handler, call.event, out).await,
                    Access::Shared(organ) => organ.call_shared(handler, call.event, out).await,
                }
            }
        }
    }

    /// How many events the handler has emitted so far.
    pub fn emitted(&mut self) -> usize {
        self.out.staged().len()
    }
}
