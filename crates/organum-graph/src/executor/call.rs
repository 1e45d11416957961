//! What a macro writes to make a function callable by the executor: types and safe code only.
#![deny(unsafe_code)]

use std::{future::Future, num::NonZeroU32, pin::Pin, time::Duration};

use super::{policed::NodePolicy, step::Deps};
use crate::{form::Scope, policy::Attempt, share::Proof};

pub use organum_base::Cause;

/// A value that is being closed.
pub type CloseFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Cause>> + Send + 'a>>;

/// How long closing a value may take: five seconds.
pub const CLOSE_LIMIT: Duration = Duration::from_secs(5);

/// What a function that closes a value returns.
#[diagnostic::on_unimplemented(
    message = "a value cannot be closed by this: write an `async fn` on `&mut` the value, which returns nothing or a `Result<(), E>`",
    label = "not such an `async fn`",
    note = "its future must be `Send`; `E` is an error, or a `Box<dyn std::error::Error + Send + Sync>`"
)]
pub trait CloseCall<'a> {
    /// The future that closes the value.
    fn closing(self) -> CloseFuture<'a>;
}

#[diagnostic::do_not_recommend]
impl<'a, F: Future<Output: Closed> + Send + 'a> CloseCall<'a> for F {
    fn closing(self) -> CloseFuture<'a> {
        Box::pin(async move { self.await.closed() })
    }
}

/// What closing a value comes to.
pub trait Closed {
    /// The user's own error, where it failed.
    ///
    /// # Errors
    /// It failed.
    fn closed(self) -> Result<(), Cause>;
}

impl Closed for () {
    fn closed(self) -> Result<(), Cause> {
        Ok(())
    }
}

impl<E: Into<Cause>> Closed for Result<(), E> {
    fn closed(self) -> Result<(), Cause> {
        self.map_err(Into::into)
    }
}

/// What a fallible node returns: names its error, which an alias does not.
pub trait Returned {
    /// The error.
    type Error;
}

impl<T, E> Returned for Result<T, E> {
    type Error = E;
}

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
    /// How long what it provides lives. A node whose value is shared takes no [`Run`](super::Run).
    const SCOPE: Scope = Scope::Run;
    /// How often it runs at once in all runs of one runner, if that is bounded. Its last dependency
    /// is a [`Run`](super::Run) then, which knows the bound.
    const CONCURRENCY: Option<NonZeroU32> = None;

    /// Once it has begun, it is polled to its end, also when its run fails or is asked to stop.
    const RUNS_TO_END: bool = false;

    /// What it says of its retries and timeouts, for where it is [called under
    /// them](super::Operations::policed).
    const POLICY: NodePolicy = NodePolicy::of("");

    /// Calls the user's function.
    fn call<'a>(deps: Self::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a;

    /// May it be tried again?
    const RETRIES: bool = false;

    /// How long closing what it provides may take, if that is closed.
    const CLOSE_LIMIT: Option<Duration> = None;

    /// Closes what it provides.
    fn close<'a>(_: &'a mut Self::Out) -> CloseFuture<'a> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// What the returned value means.
    ///
    /// # Errors
    /// The user's own error, where the function failed, and whether it is worth another attempt.
    fn finish(returned: Self::Return) -> Result<Self::Out, Attempt<Cause>>;
}
