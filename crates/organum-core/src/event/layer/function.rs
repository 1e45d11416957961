//! A layer from a closure.

use std::fmt;

use super::{Call, Layer, LayerFuture, Next};

/// A layer that does what a closure does, which gets the call and what is inside, and returns a boxed
/// `async move` block. What the block needs of the closure it clones, as it may run more than once.
///
/// ```
/// use organum::{Runtime, Spine, event::{Failure, layer_fn}};
///
/// /// Lets nobody work on test orders.
/// fn serious<S: Spine>(spine: S) -> Runtime<S> {
///     Runtime::of(spine).layer(layer_fn(|call, mut next| {
///         Box::pin(async move {
///             match call.event().key() {
///                 Some(key) if key.starts_with("test-") => {
///                     Err(Failure::refused("a test order has no place here"))
///                 }
///                 _ => next.run().await,
///             }
///         })
///     }))
/// }
/// ```
pub fn layer_fn<F>(function: F) -> LayerFn<F>
where
    F: for<'a> Fn(Call<'a>, Next<'a>) -> LayerFuture<'a> + Send + Sync + 'static,
{
    LayerFn(function)
}

/// See [`layer_fn`].
#[derive(Clone, Copy)]
pub struct LayerFn<F>(F);

impl<F> Layer for LayerFn<F>
where
    F: for<'a> Fn(Call<'a>, Next<'a>) -> LayerFuture<'a> + Send + Sync + 'static,
{
    fn call<'a>(&'a self, call: Call<'a>, next: Next<'a>) -> LayerFuture<'a> {
        (self.0)(call, next)
    }
}

impl<F> fmt::Debug for LayerFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LayerFn")
    }
}
