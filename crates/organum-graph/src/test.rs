//! Support for tests of graphs: replacing nodes in one run.
//!
//! Together with a [`Timeline`] and tokio's paused clock (`#[tokio::test(start_paused = true)]`, with
//! tokio's feature `test-util`) a test can check exactly which nodes ran and when.

pub use crate::observe::{Timeline, TimelineEntry};
use crate::{
    execution::{Execution, Replacement},
    executor::{Cause, OutputValues},
    link::Graph,
};

/// Replaces nodes in one run.
///
/// A replaced node, and the nodes that only it needs, do not run. Inputs are given, so they cannot be
/// replaced.
///
/// A run that does not need a replaced node fails with
/// [`GraphErrorKind::NotReplaceable`](super::GraphErrorKind::NotReplaceable) before anything starts. If a
/// node is replaced twice, the last replacement applies.
///
/// ```
/// use organum::{prelude::*, test::Replace};
///
/// struct Rate(f64);
/// struct Price(f64);
///
/// #[node]
/// async fn rate() -> Rate {
///     unreachable!("asks a server in production")
/// }
///
/// #[node]
/// fn price(rate: &Rate) -> Price {
///     Price(100.0 * rate.0)
/// }
///
/// #[graph(output = Price)]
/// struct Quote {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// let price = Quote {}.run().replace(Rate(1.5)).await?;
/// assert_eq!(price.0, 150.0);
/// # Ok(())
/// # }
/// ```
pub trait Replace: Sized {
    /// Replaces the node that provides a `T` with this value.
    #[must_use]
    fn replace<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.replace_with(move || async move { Ok(value) })
    }

    /// Replaces the node that provides a `T` with this async function, which is called when the node
    /// would have been called: `.replace_with(async || Ok(Rate(1.5)))`.
    #[must_use]
    fn replace_with<T, F, W>(self, work: F) -> Self
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> W + Send + 'static,
        W: Future<Output = Result<T, Cause>> + Send + 'static;

    /// Makes the node that provides a `T` fail with this error.
    #[must_use]
    fn fail<T: Send + Sync + 'static>(self, error: impl Into<Cause>) -> Self {
        let error = error.into();
        self.replace_with::<T, _, _>(move || async move { Err(error) })
    }
}

impl<G: Graph, O: OutputValues> Replace for Execution<G, O> {
    fn replace_with<T, F, W>(self, work: F) -> Self
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> W + Send + 'static,
        W: Future<Output = Result<T, Cause>> + Send + 'static,
    {
        self.replace_node(Replacement::new(async move { work().await }))
    }
}
