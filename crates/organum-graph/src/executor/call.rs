//! The traits that a macro implements to make a function callable by the executor: types and safe code
//! only.
#![deny(unsafe_code)]

use std::{future::Future, num::NonZeroU32, pin::Pin, time::Duration};

use super::{policed::NodePolicy, step::Deps};
use crate::{form::Scope, policy::Attempt, share::Proof};

pub use organum_base::Cause;

/// The future that closes a value.
pub type CloseFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Cause>> + Send + 'a>>;

/// The default time limit for closing a value: five seconds.
pub const CLOSE_LIMIT: Duration = Duration::from_secs(5);

/// The value that a function that closes a value returned.
pub struct CloseOf<R>(pub R);

impl<F: Future<Output: Closed>> CloseOf<F> {
    /// Returns the call that closes the value.
    pub fn call(self) -> Closing<F> {
        Closing(self.0)
    }
}

/// The call of [`CloseOf`] for values that are no such future: the value itself, which is no
/// [`CloseCall`].
pub trait ClosesNothing {
    /// The returned type.
    type Returned;

    /// Returns the returned value.
    fn call(self) -> Self::Returned;
}

impl<R> ClosesNothing for CloseOf<R> {
    type Returned = R;

    fn call(self) -> R {
        self.0
    }
}

/// The call of a function that closes a value.
///
/// Generated code calls the method by a path: rustc then reports a wrong function without mentioning
/// a bound of this crate that required it.
#[diagnostic::on_unimplemented(
    message = "this function cannot close a value: write an `async fn` that takes `&mut` the value and returns nothing or a `Result<(), E>`",
    label = "cannot close the value",
    note = "`E` is an error, or a `Box<dyn std::error::Error + Send + Sync>`"
)]
pub trait CloseCall {
    /// Closes the value. The future is required to be `Send` where it is boxed, so that rustc reports why it
    /// is not.
    ///
    /// # Errors
    /// The error that the function returned.
    fn closing(self) -> impl Future<Output = Result<(), Cause>>;
}

/// The future of a function that closes a value.
pub struct Closing<F>(F);

#[diagnostic::do_not_recommend]
impl<F: Future<Output: Closed>> CloseCall for Closing<F> {
    async fn closing(self) -> Result<(), Cause> {
        self.0.await.closed()
    }
}

/// The output of a future that closes a value.
pub trait Closed {
    /// Converts the output into a `Result` with a boxed error.
    ///
    /// # Errors
    /// The user's own error, if closing the value failed.
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

/// The return type of a fallible node. The trait names its error type, which an alias of `Result` hides.
pub trait Returned {
    /// The error type.
    type Error;
}

impl<T, E> Returned for Result<T, E> {
    type Error = E;
}

/// The place where a node runs.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the run's own task.
    Inline,
    /// In a task of its own, on any worker thread: `#[node(spawn)]`.
    Spawned,
    /// On the runtime's pool for blocking work: `#[node(blocking)]`.
    Blocking,
}

/// The text by which the records of a node are identified.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy, Debug)]
pub struct StableName {
    /// The name that the node declares.
    pub name: &'static str,
    /// Returns the types that distinguish the nodes of one generic function.
    pub types: Option<fn() -> &'static str>,
}

impl StableName {
    /// Returns the parts of the name.
    pub(crate) fn parts(self) -> (&'static str, Option<&'static str>) {
        (self.name, self.types.map(|types| types()))
    }
}

/// A node as the executor calls it.
///
/// The opaque future of [`call`](Call::call) gives a name to every future, those of generic nodes
/// included, so that generated code needs no `unsafe`.
pub trait Call: 'static {
    /// The dependencies, as a tuple of references into the arena of the run.
    type Deps<'a>: Deps<'a>;
    /// The return type of the function.
    type Return: 'static;
    /// The type that the node provides.
    type Out: 'static;
    /// The proof that nodes on any thread can share the provided value.
    const SHAREABLE: Proof<Self::Out>;
    /// The place where the node runs.
    const PLACE: Place;
    /// The lifetime of the provided value. A node whose value is shared takes no [`Run`](super::Run).
    const SCOPE: Scope = Scope::Run;
    /// The maximum number of concurrent calls across all runs of one runner, or `None` for no bound. With
    /// a bound, the node's last dependency is a [`Run`](super::Run), which holds the semaphore.
    const CONCURRENCY: Option<NonZeroU32> = None;

    /// True if the node, once started, is polled to its end, even if its run fails or is asked to stop.
    const RUNS_TO_END: bool = false;

    /// The text by which the records of the node are identified, if a store records its results. Such a
    /// node takes a [`Run`](super::Run); if it is blocking, it waits for the store on its thread.
    const STABLE_NAME: Option<StableName> = None;

    /// The retries and timeouts that the node itself declares, used where the node is [called under
    /// them](super::Operations::policed).
    const POLICY: NodePolicy = NodePolicy::of("");

    /// Calls the user's function.
    fn call<'a>(deps: Self::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a;

    /// True if a failed call may be retried.
    const RETRIES: bool = false;

    /// The time limit for closing the provided value; `None` if the value is not closed.
    const CLOSE_LIMIT: Option<Duration> = None;

    /// Closes the provided value.
    fn close<'a>(_: &'a mut Self::Out) -> CloseFuture<'a> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Converts the value that the function returned into the value that the node provides.
    ///
    /// # Errors
    /// The user's own error, if the function failed, and whether another attempt is worthwhile.
    fn finish(returned: Self::Return) -> Result<Self::Out, Attempt<Cause>>;
}
