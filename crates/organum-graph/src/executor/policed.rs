//! A node under policies: its own, and those of its graph where it has none.
#![deny(unsafe_code)]

#[cfg(test)]
mod tests;

use std::{
    borrow::Borrow,
    error::Error,
    fmt::{self, Display},
    future::Future,
    marker::PhantomData,
    num::NonZeroU32,
    time::Duration,
};

use super::{
    Failure,
    call::{Call, Cause, CloseFuture, Place},
    context::Run,
    step::{Deps, Operations, RetainedDeps, WithDefaults},
    watch::notify_retried,
};
use crate::{
    form::Scope,
    policy::{Attempt, Reason, Retry, retry, retry_after, timeout},
    share::Proof,
};

/// What a node says of its retries and its timeout.
#[derive(Clone, Copy, Debug)]
pub struct NodePolicy {
    node: &'static str,
    retry: Said<Retry>,
    timeout: Said<Duration>,
}

/// What a node says of one policy.
#[derive(Clone, Copy, Debug)]
enum Said<T> {
    /// Nothing: its graph decides.
    Nothing,
    /// That it has none, whatever the graph says.
    None,
    This(T),
}

impl<T: Copy> Said<T> {
    const fn or(self, default: Option<T>) -> Option<T> {
        match self {
            Self::Nothing => default,
            Self::None => None,
            Self::This(own) => Some(own),
        }
    }
}

impl NodePolicy {
    /// A node of this name that says nothing.
    pub const fn of(node: &'static str) -> Self {
        Self {
            node,
            retry: Said::Nothing,
            timeout: Said::Nothing,
        }
    }

    /// It is tried so often.
    #[must_use]
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.retry = Said::This(retry);
        self
    }

    /// It is tried once.
    #[must_use]
    pub const fn no_retry(mut self) -> Self {
        self.retry = Said::None;
        self
    }

    /// An attempt may take so long.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Said::This(timeout);
        self
    }

    /// An attempt may take as long as it likes.
    #[must_use]
    pub const fn no_timeout(mut self) -> Self {
        self.timeout = Said::None;
        self
    }

    /// Returns the policies of the node, where these stand for what it does not say.
    #[must_use]
    pub const fn or(self, retry: Option<Retry>, timeout: Option<Duration>) -> EffectivePolicy {
        EffectivePolicy {
            node: self.node,
            retry: match self.retry.or(retry) {
                Some(retry) => retry,
                None => Retry::ONCE,
            },
            timeout: self.timeout.or(timeout),
        }
    }
}

/// What a graph says for those of its nodes that say nothing themselves. `#[graph]` implements it.
pub trait Defaults: Sized + 'static {
    /// How often a node is tried.
    const RETRY: Option<Retry> = None;
    /// How long an attempt may take.
    const TIMEOUT: Option<Duration> = None;

    /// The operations of a node for which a default may stand: those of the node itself in a graph
    /// that has none, those of [`Operations::policed`] in one that has some. So a node has one step
    /// function in a graph, and pays for what there is.
    fn operations<N: Call>() -> Operations {
        Operations::of::<N>()
    }

    /// The operations of a node that has policies of its own, but perhaps not of each kind.
    fn policed<N: Call>() -> Operations {
        Operations::policed::<N, Self>()
    }
}

/// A graph whose nodes take the defaults that the builder of a runner was given.
/// `#[graph(defaults(configurable))]` implements it.
#[diagnostic::on_unimplemented(
    message = "the nodes of graph `{Self}` take no defaults from a builder",
    label = "`.defaults(…)` is for graphs that say so",
    note = "write `defaults(configurable)` in the `#[graph(…)]` of `{Self}`; graphs that do not say it pay nothing for it"
)]
pub trait ConfigurableDefaults: Defaults {}

/// Node `N` under its policies, in a graph with the defaults `D`.
pub(crate) struct Policed<N, D>(PhantomData<fn() -> (N, D)>);

impl Operations {
    /// The operations of a node that is called under its policies, in a graph with the defaults `D`.
    pub fn policed<N: Call, D: Defaults>() -> Self {
        Self::of::<Policed<N, D>>()
    }
}

impl<N: Call, D: Defaults> Policed<N, D> {
    const EFFECTIVE: &'static EffectivePolicy = &N::POLICY.or(D::RETRY, D::TIMEOUT);
}

impl<N: Call, D: Defaults> Call for Policed<N, D> {
    type Deps<'a> = N::Deps<'a>;
    type Return = Result<N::Out, Cause>;
    type Out = N::Out;
    const SHAREABLE: Proof<N::Out> = N::SHAREABLE;
    const PLACE: Place = N::PLACE;
    const SCOPE: Scope = N::SCOPE;
    const CONCURRENCY: Option<NonZeroU32> = N::CONCURRENCY;
    const RETRIES: bool = Self::EFFECTIVE.retry.attempts().get() > 1;
    const CLOSE_LIMIT: Option<Duration> = N::CLOSE_LIMIT;

    #[inline]
    fn call<'a>(deps: N::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a {
        policed(Self::EFFECTIVE, RetainedDeps(deps), N::call, N::finish)
    }

    #[inline]
    fn finish(returned: Self::Return) -> Result<N::Out, Attempt<Cause>> {
        returned.map_err(Attempt::Fail)
    }

    fn close<'a>(value: &'a mut N::Out) -> CloseFuture<'a> {
        N::close(value)
    }
}

/// Node `N` under its policies, in a graph `D` whose runners may be given other defaults.
pub(crate) struct Configured<N, D>(PhantomData<fn() -> (N, D)>);

impl Operations {
    /// The operations of a node that is called under its policies, in a graph whose defaults are
    /// configurable.
    pub fn configured<N: Call, D: Defaults>() -> Self {
        Self::of::<Configured<N, D>>()
    }
}

impl<N: Call, D: Defaults> Call for Configured<N, D> {
    type Deps<'a> = WithDefaults<'a, N::Deps<'a>>;
    type Return = Result<N::Out, Cause>;
    type Out = N::Out;
    const SHAREABLE: Proof<N::Out> = N::SHAREABLE;
    const PLACE: Place = N::PLACE;
    const SCOPE: Scope = N::SCOPE;
    const CONCURRENCY: Option<NonZeroU32> = N::CONCURRENCY;
    // It may be: what a runner says is known when it is made.
    const RETRIES: bool = true;
    const CLOSE_LIMIT: Option<Duration> = N::CLOSE_LIMIT;

    #[inline]
    fn call<'a>(deps: Self::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a {
        let given = deps.defaults.copied().unwrap_or_default();
        let retry = given.get_retry().or(D::RETRY);
        let timeout = given.get_timeout().or(D::TIMEOUT);
        let policy = N::POLICY.or(retry, timeout);
        policed(policy, RetainedDeps(deps.deps), N::call, N::finish)
    }

    #[inline]
    fn finish(returned: Self::Return) -> Result<N::Out, Attempt<Cause>> {
        returned.map_err(Attempt::Fail)
    }

    fn close<'a>(value: &'a mut N::Out) -> CloseFuture<'a> {
        N::close(value)
    }
}

/// The policies that a node has.
// Public fields: the links that the macros write make it.
#[derive(Clone, Copy, Debug)]
pub struct EffectivePolicy {
    /// The node's name.
    pub node: &'static str,
    /// How often it is tried.
    pub retry: Retry,
    /// How long each attempt may take.
    pub timeout: Option<Duration>,
}

/// Calls something under policies that is no node of its own: an item of a step, say.
///
/// # Errors
/// The failure of the last attempt, with the number of attempts made.
#[inline]
pub async fn under<T, F>(policy: &EffectivePolicy, call: impl Fn() -> F) -> Result<T, Cause>
where
    F: Future<Output = Result<T, Attempt<Cause>>>,
{
    let call = &call;
    let attempt = move |_| async move {
        let returned = match policy.timeout {
            Some(limit) => match timeout(limit, call()).await {
                Ok(returned) => returned,
                Err(elapsed) => return Err(Reason::TimedOut(elapsed)),
            },
            None => call().await,
        };
        returned.map_err(Reason::from)
    };
    let retried = |attempt, delay| retried(policy.node, attempt, delay);
    let tried = retry(&policy.retry, |_| true, attempt, retried).await;
    tried.map_err(|exhausted| failed(exhausted.attempts, exhausted.reason))
}

/// Calls a node under its policies.
///
/// Each attempt calls `call` with the dependencies, which are references, and asks `finish` what it
/// came to. An attempt begins with its turn, where the node's concurrency is bounded; its time is
/// counted from then on.
///
/// # Errors
/// The failure of the last attempt, with the number of attempts made.
#[inline]
async fn policed<'a, D, R, T, F>(
    policy: impl Borrow<EffectivePolicy>,
    deps: RetainedDeps<D>,
    call: impl Fn(D) -> F,
    finish: impl Fn(R) -> Result<T, Attempt<Cause>>,
) -> Result<T, Cause>
where
    D: Deps<'a>,
    F: Future<Output = R>,
{
    let policy = policy.borrow();
    let run = deps.0.run();
    let (call, finish) = (&call, &finish);
    let attempt = move |number| async move {
        // All of it, which can be sent, and not what is in it.
        let deps = deps;
        let _turn = match run.and_then(Run::limit) {
            // It is never closed.
            Some(limit) => limit.acquire().await.ok(),
            None => None,
        };
        if let Some(run) = run {
            run.set_attempt(number);
        }
        let returned = match policy.timeout {
            Some(limit) => match timeout(limit, call(deps.0)).await {
                Ok(returned) => returned,
                Err(elapsed) => return Err(Reason::TimedOut(elapsed)),
            },
            None => call(deps.0).await,
        };
        finish(returned).map_err(Reason::from)
    };
    let is_only = policy.retry.attempts().get() == 1;
    let mut first = None;
    // Most first attempts succeed. The run catches the panic of one that is not to be followed by others
    // after a panic.
    if is_only || !policy.retry.retries_panics() {
        match attempt(1).await {
            Ok(value) => return Ok(value),
            Err(reason) if is_only => return Err(failed(1, reason)),
            Err(reason) => first = Some(reason),
        }
    }
    let retried = |attempt, delay| retried(policy.node, attempt, delay);
    // What an error says of another attempt, it said when the attempt was finished.
    let tried = retry_after(first, &policy.retry, |_| true, attempt, retried).await;
    tried.map_err(|exhausted| failed(exhausted.attempts, exhausted.reason))
}

/// An attempt failed, and there is another one after the delay: the one place that reports it.
#[cold]
fn retried(node: &'static str, attempt: u32, delay: Duration) {
    notify_retried(attempt, delay);
    tracing::debug!(node, attempt, ?delay, "a node failed, and is tried again");
}

#[cold]
fn failed(attempts: u32, reason: Reason<Cause>) -> Cause {
    let failure = match reason {
        Reason::Failed(cause) | Reason::Aborted(cause) => Failure::Error(cause),
        Reason::TimedOut(elapsed) => Failure::TimedOut(elapsed),
        Reason::Panicked(payload) => Failure::panicked(payload),
    };
    Box::new(Tried { attempts, failure })
}

/// How the last of several attempts failed, on its way to the run, which takes it apart.
pub(crate) struct Tried {
    pub(crate) attempts: u32,
    pub(crate) failure: Failure,
}

impl Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt {} failed", self.attempts)
    }
}

impl fmt::Debug for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl Error for Tried {}
