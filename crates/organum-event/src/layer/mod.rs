//! What stands around handlers.
//!
//! - [`Layer`], [`Call`], [`Next`]: what a layer is, what it is told and what it calls.
//! - [`layer_fn`]: a layer from a closure.
//! - [`Logging`], [`Spans`], [`Metrics`]: what layers tell of calls.
//! - [`Timeout`], [`RateLimit`], [`Dedup`]: when a call ends, when it begins, and whether it does.

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

/// A handler with what stands around it, at work.
pub type LayerFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// Stands around every try of every handler of a spine, in the way of a `tower` layer: it sees the
/// call, calls [`Next::run`] or refuses to, and sees how it ended.
///
/// The layer that was added first is the outermost. Innermost is the handler with its own `timeout`,
/// so layers see a handler that panics or takes too long as one that fails. A layer that panics is a
/// handler that panics. Hooks have no layers around them.
///
/// | layer | what it does |
/// |---|---|
/// | [`Logging`] | writes a line for each call |
/// | [`Spans`] | opens a span of `tracing` around each call |
/// | [`Metrics`] | tells an observer how long each call took |
/// | [`Timeout`] | bounds what is inside it |
/// | [`RateLimit`] | lets so many calls through in a time, and makes others wait |
/// | [`Dedup`] | lets no handler have one event twice |
/// | [`layer_fn`] | what a closure does |
///
/// ```
/// use organum::event::{Call, Layer, LayerFuture, Next};
///
/// /// Prints what is emitted where.
/// struct Gossip;
///
/// impl Layer for Gossip {
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
    /// Calls the handler, or not.
    ///
    /// The future is dropped where the run is, or where a layer around this one gives up.
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
    pub(super) handler: &'a Handler,
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
        self.handler.organ
    }

    /// The organ's field and its handler, as `fulfilment.handle`: unique in the spine.
    pub fn place(&self) -> &'a str {
        &self.handler.place
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

impl Next<'_> {
    /// Calls the handler. A layer may do so again: that is another try, which emits with the same
    /// ids, and what the one before emitted is forgotten.
    ///
    /// # Errors
    /// It failed, panicked or took too long, or a layer in between refused to call it.
    ///
    /// # Cancel safety
    /// The handler is dropped where it waits, and nothing is emitted.
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

    /// What the handler has emitted: nothing before it has succeeded.
    pub fn emitted(&self) -> &[Box<Event>] {
        self.out.emitted()
    }
}

/// The names of events as logs have them.
fn names(events: &[Box<Event>]) -> CountedNames<impl Iterator<Item = &str> + Clone> {
    CountedNames(events.iter().map(|event| event.name()))
}
