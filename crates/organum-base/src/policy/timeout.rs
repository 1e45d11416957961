//! A timeout for one future.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

use tokio::{
    runtime::Handle,
    task::coop::unconstrained,
    time::{Sleep, sleep},
};

use super::Reason;
use crate::panics;

/// The error of a timeout: a future took longer than its limit.
// Public fields: the crates above create it too, and it has nothing to hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("timed out after {after:?}")]
pub struct Elapsed {
    /// The limit that was exceeded.
    pub after: Duration,
}

/// Limits the time of a future, counted from the moment when it first waits: code that runs before the
/// first wait cannot be stopped. A future that never waits costs nothing more.
///
/// # Errors
/// [`Elapsed`], if the future waits longer than that. The future is dropped then.
///
/// # Cancel safety
/// Cancellation safe if the future is.
///
/// # Panics
/// If the future waits outside a tokio runtime with a clock.
///
/// ```
/// use std::time::Duration;
/// use organum::policy;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let second = Duration::from_secs(1);
/// let slow = tokio::time::sleep(2 * second);
/// assert!(policy::timeout(second, slow).await.is_err());
/// # }
/// ```
pub async fn timeout<F: Future>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    let limited = within(limit, || Some(sleep(limit)), future).await;
    limited.map_err(|elapsed| elapsed.unwrap_or(Elapsed { after: limit }))
}

/// Limits the time of an attempt as [`timeout`] does. Without a clock the attempt fails instead of the
/// function panicking.
///
/// # Errors
/// [`Reason::TimedOut`] or [`Reason::NoClock`], if the future waits. The future is dropped then.
#[doc(hidden)]
pub async fn limited<F: Future, E>(limit: Duration, future: F) -> Result<F::Output, Reason<E>> {
    let limited = within(limit, || timer(limit), future).await;
    limited.map_err(|elapsed| elapsed.map_or(Reason::NoClock, Reason::TimedOut))
}

/// Limits the time of a future as [`timeout`] does. Without a clock the future has no limit, and a warning
/// that names it as `what` is logged where it first waits.
///
/// # Errors
/// [`Elapsed`], if the future waits longer than that. The future is dropped then.
#[doc(hidden)]
pub async fn limited_by_a_clock<F: Future>(
    what: &'static str,
    limit: Duration,
    future: F,
) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    match within(limit, || timer(limit), future.as_mut()).await {
        Ok(output) => Ok(output),
        Err(Some(elapsed)) => Err(elapsed),
        Err(None) => {
            tracing::warn!(what, "the runtime has no clock: there is no time limit");
            Ok(future.await)
        }
    }
}

/// Polls the future until it ends or the timer does, which is made when the future first waits.
///
/// # Errors
/// The timer ended first, or there is none.
async fn within<F: Future>(
    limit: Duration,
    timer: impl Fn() -> Option<Sleep>,
    future: F,
) -> Result<F::Output, Option<Elapsed>> {
    let mut future = pin!(future);
    let mut clock = pin!(None);
    poll_fn(move |cx| {
        if let Poll::Ready(value) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(value));
        }
        if clock.is_none() {
            clock.set(timer());
        }
        let Some(clock) = clock.as_mut().as_pin_mut() else {
            return Poll::Ready(Err(None));
        };
        // The timer is polled even if the future has used up the task's budget of tokio.
        Pin::new(&mut unconstrained(clock))
            .poll(cx)
            .map(|()| Err(Some(Elapsed { after: limit })))
    })
    .await
}

/// Returns a future that ends after this time; `None` if the runtime has no clock or there is no runtime.
///
/// Called only where a time is needed: tokio has no function that tells if a runtime has a clock, so
/// without one the panic hook reports a panic, which is caught here.
#[doc(hidden)]
pub fn timer(after: Duration) -> Option<Sleep> {
    Handle::try_current().ok()?;
    panics::caught(|| sleep(after))
}

/// Returns true if the runtime has a clock, so that it can make a [`timer`], with the same caveat.
#[doc(hidden)]
pub fn has_clock() -> bool {
    timer(Duration::ZERO).is_some()
}
