//! A node with policies: what its macro writes calls [`policed`] around the user's function.

#[cfg(test)]
mod tests;

use std::{
    error::Error,
    fmt::{self, Display},
    future::Future,
    time::Duration,
};

use super::{
    call::Cause,
    context::Run,
    executor::{Deps, Failure},
};
use crate::{
    observe::tell_retried,
    policy::{Attempt, Reason, Retry, retry_after, timeout},
};

/// The policies of a node.
#[derive(Debug)]
pub struct Policy {
    /// The node's name.
    pub node: &'static str,
    /// How often it is tried.
    pub retry: Retry,
    /// How long each attempt may take.
    pub timeout: Option<Duration>,
}

/// What a fallible node returns: names its error, which an alias does not.
pub trait Returned {
    /// The error.
    type Error;
}

impl<T, E> Returned for Result<T, E> {
    type Error = E;
}

/// Any error is worth another attempt: the predicate of a node that has none.
pub fn any_error<E>(_: &E) -> bool {
    true
}

/// Calls a node under its policies.
///
/// Each attempt calls `call` with the dependencies, which are references, and asks `into_attempt` what
/// its error says. An attempt begins with its
/// turn, where the node's concurrency is bounded; its time is counted from then on.
///
/// # Errors
/// The failure of the last attempt, with the number of attempts made.
#[inline]
pub async fn policed<'a, D, T, E, O, F>(
    policy: &Policy,
    retry_if: impl Fn(&O) -> bool,
    deps: D,
    call: impl Fn(D) -> F,
    into_attempt: impl Fn(E) -> Attempt<O>,
    cause_of: impl Fn(O) -> Cause,
) -> Result<T, Cause>
where
    D: Deps<'a> + Copy,
    F: Future<Output = Result<T, E>>,
{
    let run = deps.run();
    let attempt = |number| {
        let (call, into_attempt) = (&call, &into_attempt);
        async move {
            let _turn = match run.and_then(Run::limit) {
                // It is never closed.
                Some(limit) => limit.acquire().await.ok(),
                None => None,
            };
            if let Some(run) = run {
                run.set_attempt(number);
            }
            let returned = match policy.timeout {
                Some(limit) => match timeout(limit, call(deps)).await {
                    Ok(returned) => returned,
                    Err(elapsed) => return Err(Reason::TimedOut(elapsed)),
                },
                None => call(deps).await,
            };
            returned.map_err(|error| into_attempt(error).into())
        }
    };
    let is_only = policy.retry.attempts().get() == 1;
    let mut first = None;
    // Most first attempts succeed. The run catches the panic of one that is not to be followed by others
    // after a panic.
    if is_only || !policy.retry.retries_panics() {
        match attempt(1).await {
            Ok(value) => return Ok(value),
            Err(reason) if is_only => return Err(failed(1, reason, cause_of)),
            Err(reason) => first = Some(reason),
        }
    }
    let retried = |attempt, delay| retried(policy.node, attempt, delay);
    let tried = retry_after(first, &policy.retry, retry_if, attempt, retried).await;
    tried.map_err(|exhausted| failed(exhausted.attempts, exhausted.reason, cause_of))
}

/// An attempt failed, and there is another one after the delay: the one place that reports it.
#[cold]
fn retried(node: &'static str, attempt: u32, delay: Duration) {
    tell_retried(node, attempt, delay);
    tracing::debug!(node, attempt, ?delay, "a node failed, and is tried again");
}

#[cold]
fn failed<E>(attempts: u32, reason: Reason<E>, cause_of: impl Fn(E) -> Cause) -> Cause {
    let failure = match reason {
        Reason::Failed(error) | Reason::Aborted(error) => Failure::Error(cause_of(error)),
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
