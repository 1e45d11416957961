//! What a macro writes to make a function callable by the executor: types and safe code only.

use std::{error::Error, future::Future, num::NonZeroU32};

use super::executor::Deps;
use crate::table::Proof;

/// The cause of a node's failure, as the user's own error.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Where a node runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the run's own task.
    Inline,
    /// In a task of its own, on any worker: `#[node(spawn)]`.
    Spawned,
    /// On the runtime's pool for blocking work: `#[node(blocking)]`.
    Blocking,
}

/// A node as the executor calls it.
///
/// The opaque future of [`call`](Call::call) gives a name to every future, those of generic nodes
/// included, so that generated code needs no `unsafe`.
pub trait Call: 'static {
    /// The dependencies, as a tuple of references into the run.
    type Deps<'a>: Deps<'a>;
    /// What the function returns.
    type Return: 'static;
    /// What the node provides.
    type Out: 'static;
    /// That what it provides can be shared by nodes on any thread.
    const SHAREABLE: Proof<Self::Out>;
    /// Where it runs.
    const PLACE: Place;
    /// How often it runs at once in all runs of one runner, if that is bounded. Its last dependency
    /// is a [`Run`](super::Run) then, which knows the bound.
    const CONCURRENCY: Option<NonZeroU32> = None;

    /// Calls the user's function.
    fn call<'a>(deps: Self::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a;

    /// What the returned value means.
    ///
    /// # Errors
    /// The user's own error, where the function failed.
    fn finish(returned: Self::Return) -> Result<Self::Out, Cause>;
}
