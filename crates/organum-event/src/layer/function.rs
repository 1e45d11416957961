//! A layer from a closure.

use std::fmt;

use super::{Call, Layer, LayerFuture, Next};

/// Returns a layer that calls a closure. The closure receives the call and the inner layers, and returns a
/// boxed `async move` block. It clones the values that the block needs, since it may be called again.
///
/// ```
/// use organum::{prelude::*, event::{Failure, layer_fn}};
///
/// #[event(key = order)]
/// struct OrderPlaced { order: u32 }
///
/// #[event]
/// struct OrderShipped { order: u32 }
///
/// #[organ]
/// fn ship(event: &OrderPlaced) -> OrderShipped {
///     OrderShipped { order: event.order }
/// }
///
/// #[spine(entry(OrderPlaced), terminal(OrderShipped))]
/// #[derive(Default)]
/// struct Shop {
///     fulfilment: ship,
/// }
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), SpineError> {
///     // Test orders are not shipped.
///     let no_tests = layer_fn(|call, mut next| {
///         Box::pin(async move {
///             match call.event().key() {
///                 Some("0") => Err(Failure::refused("test orders are not shipped")),
///                 _ => next.run().await,
///             }
///         })
///     });
///
///     let mut shop = Shop::default().builder().layer(no_tests).build();
///     let stats = shop.run_all([OrderPlaced { order: 7 }, OrderPlaced { order: 0 }]).await?;
///     assert_eq!((stats.emitted, stats.dead_letters), (1, 1));
///     Ok(())
/// }
/// ```
pub fn layer_fn<F>(function: F) -> LayerFn<F>
where
    F: for<'a> Fn(Call<'a>, Next<'a>) -> LayerFuture<'a> + Send + Sync + 'static,
{
    LayerFn(function)
}

/// The layer that [`layer_fn`] returns.
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
