//! A node under policies: its own, and the defaults of its graph where it declares none.
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

use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    Failure,
    call::{Call, Cause, CloseFuture, Place},
    context::Run,
    step::{Deps, Operations, RetainedDeps, WithDefaults},
    watch::{AttemptChange, note_attempt},
};
use crate::{
    form::Scope,
    policy::{Attempt, Reason, Retry, limited, retry, retry_after},
    share::Proof,
};

/// The retry policy and the timeout that a node declares.
#[derive(Clone, Copy, Debug)]
pub struct NodePolicy {
    node: &'static str,
    retry: Said<Retry>,
    timeout: Said<Duration>,
}

/// The declaration of one policy by a node.
#[derive(Clone, Copy, Debug)]
enum Said<T> {
    /// No declaration: the default of the graph applies.
    Nothing,
    /// Declared as none: the default of the graph does not apply.
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
    /// Makes the policy of a node of this name without any declaration.
    pub const fn of(node: &'static str) -> Self {
        Self {
            node,
            retry: Said::Nothing,
            timeout: Said::Nothing,
        }
    }

    /// Declares a retry policy.
    #[must_use]
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.retry = Said::This(retry);
        self
    }

    /// Declares that the node is never retried.
    #[must_use]
    pub const fn no_retry(mut self) -> Self {
        self.retry = Said::None;
        self
    }

    /// Declares the time limit of each attempt.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Said::This(timeout);
        self
    }

    /// Declares that attempts have no time limit.
    #[must_use]
    pub const fn no_timeout(mut self) -> Self {
        self.timeout = Said::None;
        self
    }

    /// Returns the policies of the node, with these defaults where it declares none.
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

/// The default policies of a graph, for nodes that declare none. `#[graph]` implements it.
pub trait Defaults: Sized + 'static {
    /// The default retry policy.
    const RETRY: Option<Retry> = None;
    /// The default time limit of an attempt.
    const TIMEOUT: Option<Duration> = None;

    /// Returns the operations of a node to which a default may apply: the node's own in a graph without
    /// defaults, [`Operations::policed`] in a graph with defaults. So a node has one step function in a
    /// graph, and no cost for policies that do not exist.
    fn operations<N: Call>() -> Operations {
        Operations::of::<N>()
    }

    /// Returns the operations of a node that declares some of its policies.
    fn policed<N: Call>() -> Operations {
        Operations::policed::<N, Self>()
    }

    /// Returns the operations of a node to which a default may apply, with `W` around all its attempts.
    fn operations_within<N: Call, W: Around<N>>() -> Operations {
        W::operations::<N>()
    }

    /// Returns the operations of a node that declares some of its policies, with `W` around all its
    /// attempts.
    fn policed_within<N: Call, W: Around<N>>() -> Operations {
        Operations::policed_within::<N, Self, W>()
    }
}

/// A call of node `N`, possibly under policies.
pub trait CallOf<N: Call>: Call<Out = N::Out> {
    /// Returns the dependencies of the node itself.
    fn deps<'a>(deps: &Self::Deps<'a>) -> N::Deps<'a>;
}

impl<N: Call> CallOf<N> for N {
    #[inline]
    fn deps<'a>(deps: &N::Deps<'a>) -> N::Deps<'a> {
        *deps
    }
}

/// A wrapper around all attempts of node `N`.
pub trait Around<N: Call> {
    /// Returns the operations of the wrapped call.
    fn operations<I: CallOf<N>>() -> Operations;
}

/// A graph whose nodes take their defaults from the builder of a runner.
/// `#[graph(defaults(configurable))]` implements it.
#[diagnostic::on_unimplemented(
    message = "the nodes of graph `{Self}` take no defaults from a builder",
    label = "`.defaults(…)` needs a graph with configurable defaults",
    note = "write `defaults(configurable)` in the `#[graph(…)]` of `{Self}`"
)]
pub trait ConfigurableDefaults: Defaults {}

/// Node `N` under its policies, in a graph with the defaults `D`.
pub(crate) struct Policed<N, D>(PhantomData<fn() -> (N, D)>);

impl Operations {
    /// Returns the operations of a node that is called under its policies, in a graph with the defaults
    /// `D`.
    pub fn policed<N: Call, D: Defaults>() -> Self {
        Self::of::<Policed<N, D>>()
    }

    /// Returns the same operations, with `W` around all attempts.
    pub fn policed_within<N: Call, D: Defaults, W: Around<N>>() -> Self {
        W::operations::<Policed<N, D>>()
    }

    /// Returns the operations of a node in a graph whose defaults are configurable, with `W` around all
    /// attempts.
    pub fn configured_within<N: Call, D: Defaults, W: Around<N>>() -> Self {
        W::operations::<Configured<N, D>>()
    }
}

impl<N: Call, D: Defaults> CallOf<N> for Policed<N, D> {
    fn deps<'a>(deps: &N::Deps<'a>) -> N::Deps<'a> {
        *deps
    }
}

impl<N: Call, D: Defaults> CallOf<N> for Configured<N, D> {
    fn deps<'a>(deps: &Self::Deps<'a>) -> N::Deps<'a> {
        deps.deps
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

/// Node `N` under its policies, in a graph `D` whose runners may have other defaults.
pub(crate) struct Configured<N, D>(PhantomData<fn() -> (N, D)>);

impl Operations {
    /// Returns the operations of a node that is called under its policies, in a graph whose defaults are
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
    // The defaults of a runner are known only when it is built, so a retry has to be expected.
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

/// The policies of a node, with defaults applied.
// Public fields: the links that the macros write construct it.
#[derive(Clone, Copy, Debug)]
pub struct EffectivePolicy {
    /// The name of the node.
    pub node: &'static str,
    /// The retry policy.
    pub retry: Retry,
    /// The time limit of each attempt.
    pub timeout: Option<Duration>,
}

/// Calls, under policies, something that is no node of its own, for example an item of a step.
///
/// # Errors
/// The failure of the last attempt, with the number of attempts made.
#[inline]
pub async fn under<T, F>(policy: &EffectivePolicy, call: impl Fn() -> F) -> Result<T, Cause>
where
    F: Future<Output = Result<T, Attempt<Cause>>>,
{
    let call = &call;
    let attempt = move |number| async move {
        note_begun(number, false);
        let returned = match policy.timeout {
            Some(limit) => limited(limit, call()).await?,
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
/// Each attempt calls `call` with the dependencies, which are references, and converts the result with
/// `finish`. Where the concurrency of the node is bounded, an attempt first acquires a permit; its
/// timeout starts after that.
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
        // Captures the whole wrapper, which is `Send`, instead of the field inside it.
        let deps = deps;
        let _turn = match run.and_then(Run::limit) {
            Some(limit) => acquire(limit, number).await,
            None => {
                note_begun(number, false);
                None
            }
        };
        if let Some(run) = run {
            run.set_attempt(number);
        }
        let returned = match policy.timeout {
            Some(limit) => limited(limit, call(deps.0)).await?,
            None => call(deps.0).await,
        };
        finish(returned).map_err(Reason::from)
    };
    let is_only = policy.retry.attempts().get() == 1;
    let mut first = None;
    // Most first attempts succeed. If a panic is not retried, the run catches it, so the first attempt
    // needs no `catch_unwind` of its own.
    if is_only || !policy.retry.retries_panics() {
        match attempt(1).await {
            Ok(value) => return Ok(value),
            Err(reason) if is_only => return Err(failed(1, reason)),
            Err(reason) => first = Some(reason),
        }
    }
    let retried = |attempt, delay| retried(policy.node, attempt, delay);
    // `finish` has already decided whether an error may be retried.
    let tried = retry_after(first, &policy.retry, |_| true, attempt, retried).await;
    tried.map_err(|exhausted| failed(exhausted.attempts, exhausted.reason))
}

/// Acquires the permit of an attempt. Permits are granted in the order of the requests.
async fn acquire(limit: &Semaphore, number: u32) -> Option<SemaphorePermit<'_>> {
    let free = limit.try_acquire().ok();
    let has_waited = free.is_none();
    let permit = match free {
        Some(permit) => Some(permit),
        None => {
            if number == 1 {
                note_attempt(AttemptChange::Waits);
            }
            // The semaphore is never closed.
            limit.acquire().await.ok()
        }
    };
    note_begun(number, has_waited);
    permit
}

/// Notes that an attempt begins, unless the node began with it.
#[inline]
fn note_begun(number: u32, has_waited: bool) {
    if number > 1 || has_waited {
        note_attempt(AttemptChange::Begins);
    }
}

/// Reports that an attempt failed and another one follows after the delay. Retries are reported nowhere
/// else.
#[cold]
fn retried(node: &'static str, attempt: u32, delay: Duration) {
    note_attempt(AttemptChange::Failed { attempt, delay });
    tracing::debug!(node, attempt, ?delay, "a node failed and is retried");
}

#[cold]
fn failed(attempts: u32, reason: Reason<Cause>) -> Cause {
    let failure = match reason {
        Reason::Failed(cause) | Reason::Aborted(cause) => Failure::Error(cause),
        Reason::TimedOut(elapsed) => Failure::TimedOut(elapsed),
        Reason::NoClock => Failure::NoClock,
        Reason::Panicked(payload) => Failure::panicked(payload),
    };
    Box::new(LastFailure { attempts, failure })
}

/// Returns true if the last attempt exceeded its timeout and was dropped, so that its effects are unknown.
pub fn has_timed_out(cause: &Cause) -> bool {
    let tried = cause.downcast_ref::<LastFailure>();
    tried.is_some_and(|tried| matches!(tried.failure, Failure::TimedOut(_)))
}

/// The failure of the last of several attempts. The run unpacks it.
pub(crate) struct LastFailure {
    pub(crate) attempts: u32,
    pub(crate) failure: Failure,
}

impl Display for LastFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt {} failed", self.attempts)
    }
}

impl fmt::Debug for LastFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl Error for LastFailure {}
