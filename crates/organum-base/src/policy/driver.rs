//! The retry loop.

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

use super::{Attempt, Elapsed, Retry, has_clock, tries};
use crate::panics;

/// The reason why an attempt failed.
// Exhaustive: the caller of the retry loop has to handle each.
#[derive(Debug)]
pub enum Reason<E> {
    /// The attempt returned this error.
    Failed(E),
    /// The attempt returned this error and asks for no other attempt.
    Aborted(E),
    /// The attempt exceeded its timeout.
    TimedOut(Elapsed),
    /// The attempt has a time limit, or the next one has to wait, and the runtime has no clock.
    NoClock,
    /// The attempt panicked, with this payload.
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

/// The error of the retry loop: the last attempt failed.
// Public fields: the caller of the retry loop takes it apart.
#[derive(Debug)]
pub struct Exhausted<E> {
    /// The number of attempts made.
    pub attempts: u32,
    /// The reason why the last attempt failed.
    pub reason: Reason<E>,
}

/// Writes the number of attempts. The error of the last one is the source.
impl<E> Display for Exhausted<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attempts = self.attempts;
        write!(f, "gave up after {attempts} {}", tries(attempts))?;
        f.write_str(match self.reason {
            Reason::Failed(_) => "",
            Reason::Aborted(_) => ", as no other one would help",
            Reason::TimedOut(_) => ", the last of which took too long",
            Reason::NoClock => ", as the runtime has no clock",
            Reason::Panicked(_) => ", the last of which panicked",
        })
    }
}

impl<E: Error + 'static> Error for Exhausted<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.reason {
            Reason::Failed(error) | Reason::Aborted(error) => Some(error),
            Reason::TimedOut(elapsed) => Some(elapsed),
            Reason::NoClock | Reason::Panicked(_) => None,
        }
    }
}

/// Makes attempts until one succeeds, the maximum number is reached, or an attempt asks for no other one.
///
/// `attempt` is called with the number of each attempt, from 1. An error is retried if `should_retry`
/// returns true, a timeout always, a panic if the policy asks for it. A panic of `should_retry` counts as
/// false. `on_retry` is called with the number of the attempt that failed and the delay before the next
/// one. Without a delay the task yields once instead, so that it can be cancelled.
///
/// # Errors
/// The failure of the last attempt, with the number of attempts made; [`Reason::NoClock`] if there is a
/// delay outside a tokio runtime with a clock.
///
/// # Cancel safety
/// Dropping the future drops the current attempt. No other attempt starts.
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

/// Runs the loop of [`retry`], where the first attempt may already have been made and have failed.
///
/// # Errors
/// The last attempt failed, and the policy allows no other one.
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
            // The future is created in place: moving it would cost more than polling it.
            let mut future = pin!(None);
            match poll_fn(|cx| poll_caught(&mut begin, future.as_mut(), cx)).await {
                Ok(value) => return Ok(value),
                Err(reason) => reason,
            }
        };
        let again = attempts < policy.attempts().get()
            && match &reason {
                Reason::Failed(error) => accepts(&should_retry, error),
                Reason::Aborted(_) | Reason::NoClock => false,
                Reason::TimedOut(_) => true,
                Reason::Panicked(_) => policy.retries_panics(),
            };
        if !again {
            return Err(Exhausted { attempts, reason });
        }
        discard(reason);
        let delay = policy.delay_with(attempts, &mut fastrand::Rng::new());
        if !delay.is_zero() && !has_clock() {
            let reason = Reason::NoClock;
            return Err(Exhausted { attempts, reason });
        }
        on_retry(attempts, delay);
        wait(delay).await;
        attempts += 1;
    }
}

/// Polls an attempt, which the first poll starts. A panic counts as a failure of the attempt.
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
        // The future panicked once already, and may panic again while it is dropped.
        panics::contain("what a failed attempt left", || future.set(None));
        Poll::Ready(Err(Reason::Panicked(payload)))
    })
}

/// Returns the answer of a predicate about an error; false if the predicate panics.
#[cold]
pub fn accepts<E>(should_retry: impl Fn(&E) -> bool, error: &E) -> bool {
    panics::caught(|| should_retry(error)).unwrap_or_else(|| {
        tracing::error!("a predicate of a retry policy panicked");
        false
    })
}

/// Drops the error of a failed attempt. A panic of its drop is contained, and the loop continues.
fn discard<T>(value: T) {
    panics::contain("what a failed attempt left", || drop(value));
}

/// Waits for the delay; a zero delay yields once.
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
