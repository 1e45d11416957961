//! Code around the attempts of handlers.
//!
//! - [`Layer`], [`Call`], [`Next`]: a layer, the call that it receives, and the inner layers.
//! - [`layer_fn`]: a layer from a closure.
//! - [`Logging`], [`Spans`], [`Metrics`]: layers that report calls.
//! - [`Timeout`], [`RateLimit`], [`Dedup`]: layers that limit, delay and skip calls.

mod dedup;
mod function;
mod logging;
mod metrics;
mod rate_limit;
mod spans;
mod timeout;

use std::{future::Future, pin::Pin, sync::Arc};

pub use self::{
    dedup::Dedup,
    function::{LayerFn, layer_fn},
    logging::Logging,
    metrics::Metrics,
    rate_limit::{RateExceeded, RateLimit},
    spans::Spans,
    timeout::Timeout,
};
use super::{
    Emissions, Event, Failure,
    handler::{self, Access, Handler},
};
use crate::observe::CountedNames;

/// The future of a called layer.
pub type LayerFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// Code around each attempt of each handler of a spine, like a `tower` layer: it receives the call, calls
/// [`Next::run`] or refuses the call, and sees the result.
///
/// The layer that was added first is the outermost. The handler is the innermost, with its own `timeout`,
/// so layers see a panic or a timeout of the handler as its failure. A panic of a layer is treated as a
/// panic of the handler. Hooks are called without layers.
///
/// | layer | effect |
/// |---|---|
/// | [`Logging`] | logs each call |
/// | [`Spans`] | opens a span of `tracing` around each call |
/// | [`Metrics`] | reports the duration of each call to an observer |
/// | [`Timeout`] | limits the time of everything inside it |
/// | [`RateLimit`] | limits the number of calls in a time: others wait or are refused |
/// | [`Dedup`] | skips events that the handler has already handled |
/// | [`layer_fn`] | calls a closure |
///
/// ```
/// use organum::event::{Call, Layer, LayerFuture, Next};
///
/// /// Prints the emitted events.
/// struct PrintEmitted;
///
/// impl Layer for PrintEmitted {
///     fn call<'a>(&'a self, call: Call<'a>, mut next: Next<'a>) -> LayerFuture<'a> {
///         Box::pin(async move {
///             let result = next.run().await;
///             for event in next.emitted() {
///                 println!("{} emitted {}", call.place(), event.name());
///             }
///             result
///         })
///     }
/// }
/// ```
pub trait Layer: Send + Sync + 'static {
    /// Calls the handler through `next`, or refuses the call.
    ///
    /// The future is dropped when the run is dropped, or when an outer layer drops it.
    fn call<'a>(&'a self, call: Call<'a>, next: Next<'a>) -> LayerFuture<'a>;
}

impl<L: Layer + ?Sized> Layer for Arc<L> {
    fn call<'a>(&'a self, call: Call<'a>, next: Next<'a>) -> LayerFuture<'a> {
        (**self).call(call, next)
    }
}

/// One attempt of one handler.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub(super) spine: &'static str,
    pub(super) handler: &'a Handler,
    pub(super) event: &'a Event,
    pub(super) attempt: u32,
}

impl<'a> Call<'a> {
    /// Returns the name of the spine.
    pub fn spine(&self) -> &'static str {
        self.spine
    }

    /// Returns the name of the organ's type.
    pub fn organ(&self) -> &'static str {
        self.handler.organ
    }

    /// Returns the organ's field and its handler, as `fulfilment.handle`: unique in the spine.
    pub fn place(&self) -> &'a str {
        &self.handler.place
    }

    /// Returns the event.
    pub fn event(&self) -> &'a Event {
        self.event
    }

    /// Returns the number of the attempt in this delivery, counted from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }
}

/// The inner layers, and the handler.
pub struct Next<'a> {
    pub(super) layers: &'a [Arc<dyn Layer>],
    pub(super) call: Call<'a>,
    pub(super) access: Access<'a>,
    pub(super) out: &'a mut Emissions,
}

impl Next<'_> {
    /// Calls the handler. A layer may call it again: that is another attempt, which emits events with the
    /// same ids and discards those of the previous attempt.
    ///
    /// # Errors
    /// The handler failed, panicked or timed out, or an inner layer refused the call.
    ///
    /// # Cancel safety
    /// The handler's future is dropped, and nothing is emitted.
    pub async fn run(&mut self) -> Result<(), Failure> {
        let (call, access) = (self.call, self.access.lend());
        let result = match self.layers.split_first() {
            Some((layer, layers)) => {
                let out = &mut *self.out;
                let next = Next {
                    layers,
                    call,
                    access,
                    out,
                };
                layer.call(call, next).await
            }
            None => handler::call(call.handler, call.event, access, self.out).await,
        };
        if result.is_err() {
            self.out.staged().clear();
        }
        result
    }

    /// Returns the events that the handler has emitted: none before it has succeeded.
    pub fn emitted(&self) -> &[Box<Event>] {
        self.out.emitted()
    }
}

/// Returns the names of events, as they are logged.
fn names(events: &[Box<Event>]) -> CountedNames<impl Iterator<Item = &str> + Clone> {
    CountedNames(events.iter().map(|event| event.name()))
}
