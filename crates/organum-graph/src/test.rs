//! For tests of graphs: nodes replaced in one run.
//!
//! Together with a [`Timeline`] and tokio's paused clock
//! (`#[tokio::test(start_paused = true)]`, with tokio's feature `test-util`) a test sees exactly what
//! ran when.

pub use crate::observe::{Timeline, TimelineEntry};
use crate::{
    execution::{Execution, Replacement},
    executor::{Cause, OutputValues},
    link::Graph,
};

/// Replaces nodes in one run.
///
/// A replaced node, and what only it needs, does not run. Inputs are given, not replaced.
///
/// A run that does not need what is replaced fails with
/// [`GraphErrorKind::NotReplaceable`](super::GraphErrorKind::NotReplaceable) before anything starts. Where a
/// node is replaced twice, the last one counts.
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
    /// The node that provides a `T` is replaced by this value.
    #[must_use]
    fn replace<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.replace_with(move || async move { Ok(value) })
    }

    /// The node that provides a `T` is replaced by this async function, called when the node would
    /// have been: `.replace_with(async || Ok(Rate(1.5)))`.
    #[must_use]
    fn replace_with<T, F, W>(self, work: F) -> Self
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> W + Send + 'static,
        W: Future<Output = Result<T, Cause>> + Send + 'static;

    /// The node that provides a `T` fails with this error.
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
