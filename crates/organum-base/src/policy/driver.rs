//! The loop of attempts.

use std::{
    any::Any,
    error::Error,
    fmt::{self, Display},
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use super::{Attempt, Elapsed, Retry, tries};
use crate::panics;

/// Why an attempt failed.
// Exhaustive: whoever calls the retry loop has to treat each.
#[derive(Debug)]
pub enum Reason<E> {
    /// It returned this error.
    Failed(E),
    /// It returned this error, and asks for no other attempt.
    Aborted(E),
    /// It took too long.
    TimedOut(Elapsed),
    /// It panicked, with this payload.
    Panicked(Box<dyn Any + Send>),
}

impl<E> From<Attempt<E>> for Reason<E> {
    fn from(attempt: Attempt<E>) -> Self {
        match attempt {
            Attempt::Fail(error) => Self::Failed(error),
            Attempt::Abort(error) => Self::Aborted(error),
        }
    }
}

/// The last attempt failed.
// Public fields: whoever calls the retry loop takes it apart.
#[derive(Debug)]
pub struct Exhausted<E> {
    /// How many attempts were made.
    pub attempts: u32,
    /// Why the last one failed.
    pub reason: Reason<E>,
}

/// How many attempts there were. The error of the last one is the source.
impl<E> Display for Exhausted<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attempts = self.attempts;
        write!(f, "gave up after {attempts} {}", tries(attempts))?;
        f.write_str(match self.reason {
            Reason::Failed(_) => "",
            Reason::Aborted(_) => ", as no other one would help",
            Reason::TimedOut(_) => ", the last of which took too long",
            Reason::Panicked(_) => ", the last of which panicked",
        })
    }
}

impl<E: Error + 'static> Error for Exhausted<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.reason {
            Reason::Failed(error) | Reason::Aborted(error) => Some(error),
            Reason::TimedOut(elapsed) => Some(elapsed),
            Reason::Panicked(_) => None,
        }
    }
}

/// Tries until an attempt succeeds, there are no more of them, or one says that it is the last.
///
/// `attempt` is called with the number of each, from 1. An error is retried if `should_retry` says
/// so, a timeout always, a panic if the policy asks for it. `should_retry` that panics says no.
/// `on_retry` is told the number of the attempt that failed and how long is waited before the next
/// one. Without a delay the task yields once instead, so that it can be cancelled.
///
/// # Errors
/// The failure of the last attempt, with how many were made.
///
/// # Cancel safety
/// Dropping it drops the attempt at work. No other one begins.
///
/// # Panics
/// If there is a delay outside a tokio runtime with a clock.
///
/// ```
/// use std::num::NonZeroU32;
/// use organum::policy::{self, Reason, Retry};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let thrice = Retry::new(NonZeroU32::new(3).unwrap());
/// let third = policy::retry(
///     &thrice,
///     |_: &&str| true,
///     |attempt| async move { if attempt < 3 { Err(Reason::Failed("not yet")) } else { Ok(attempt) } },
///     |_, _| {},
/// );
/// assert!(matches!(third.await, Ok(3)));
/// # }
/// ```
pub async fn retry<T, E, F>(
    policy: &Retry,
    should_retry: impl Fn(&E) -> bool,
    attempt: impl FnMut(u32) -> F,
    on_retry: impl Fn(u32, Duration),
) -> Result<T, Exhausted<E>>
where
    F: Future<Output = Result<T, Reason<E>>>,
{
    retry_after(None, policy, should_retry, attempt, on_retry).await
}

/// [`retry`], where the first attempt may have been made, and failed.
///
/// # Errors
/// The last attempt failed, and the policy has no other one.
pub async fn retry_after<T, E, F>(
    mut failed: Option<Reason<E>>,
    policy: &Retry,
    should_retry: impl Fn(&E) -> bool,
    mut attempt: impl FnMut(u32) -> F,
    on_retry: impl Fn(u32, Duration),
) -> Result<T, Exhausted<E>>
where
    F: Future<Output = Result<T, Reason<E>>>,
{
    let mut attempts = 1;
    loop {
        let reason = if let Some(reason) = failed.take() {
            reason
        } else {
            let mut begin = Some(|| attempt(attempts));
            // Made where it stays: to move it would cost more than to poll it.
            let mut future = pin!(None);
            match poll_fn(|cx| poll_caught(&mut begin, future.as_mut(), cx)).await {
                Ok(value) => return Ok(value),
                Err(reason) => reason,
            }
        };
        let again = attempts < policy.attempts().get()
            && match &reason {
                Reason::Failed(error) => accepts(&should_retry, error),
                Reason::Aborted(_) => false,
                Reason::TimedOut(_) => true,
                Reason::Panicked(_) => policy.retries_panics(),
            };
        if !again {
            return Err(Exhausted { attempts, reason });
        }
        discard(reason);
        let delay = policy.delay_with(attempts, &mut fastrand::Rng::new());
        on_retry(attempts, delay);
        wait(delay).await;
        attempts += 1;
    }
}

/// Polls an attempt, which is begun by the first poll. Its panic is one of its failures.
fn poll_caught<T, E, F>(
    begin: &mut Option<impl FnOnce() -> F>,
    mut future: Pin<&mut Option<F>>,
    cx: &mut Context<'_>,
) -> Poll<Result<T, Reason<E>>>
where
    F: Future<Output = Result<T, Reason<E>>>,
{
    let polled = catch_unwind(AssertUnwindSafe(|| {
        if let Some(begin) = begin.take() {
            future.set(Some(begin()));
        }
        let polled = future.as_mut().as_pin_mut().map(|future| future.poll(cx));
        if let Some(Poll::Ready(_)) = polled {
            future.set(None);
        }
        polled.unwrap_or(Poll::Pending)
    }));
    polled.unwrap_or_else(|payload| {
        // It panicked once already, and may do so again while it is dropped.
        panics::contain("what a failed attempt left", || future.set(None));
        Poll::Ready(Err(Reason::Panicked(payload)))
    })
}

/// What a predicate says of an error; no, if it panics.
#[cold]
pub fn accepts<E>(should_retry: impl Fn(&E) -> bool, error: &E) -> bool {
    panics::caught(|| should_retry(error)).unwrap_or_else(|| {
        tracing::error!("a predicate of a retry policy panicked");
        false
    })
}

/// Drops what a failed attempt left. That it panics is no reason not to try again.
fn discard<T>(value: T) {
    panics::contain("what a failed attempt left", || drop(value));
}

/// Waits, or at least lets others go first.
pub async fn wait(delay: Duration) {
    if delay.is_zero() {
        let mut yielded = false;
        poll_fn(|cx| {
            if std::mem::replace(&mut yielded, true) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    } else {
        tokio::time::sleep(delay).await;
    }
}
