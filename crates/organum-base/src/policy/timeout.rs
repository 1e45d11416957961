//! A bound for one future.

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

use crate::panics;

/// Something took longer than it was given.
// Public fields: the crates above make it too, and it has nothing to hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("timed out after {after:?}")]
pub struct Elapsed {
    /// How long it was given.
    pub after: Duration,
}

/// Gives a future so much time, counted from when it first waits: what it does before it waits cannot
/// be stopped anyway. A future that never waits costs nothing more.
///
/// # Errors
/// [`Elapsed`], if it waits longer than that. It is dropped then.
///
/// # Cancel safety
/// That of the future.
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
    let mut future = pin!(future);
    let mut clock = pin!(None);
    poll_fn(move |cx| {
        if let Poll::Ready(value) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(value));
        }
        if clock.is_none() {
            clock.set(Some(sleep(limit)));
        }
        let Some(clock) = clock.as_mut().as_pin_mut() else {
            return Poll::Pending;
        };
        // A future that used up its share of tokio's budget must not stop the clock.
        Pin::new(&mut unconstrained(clock))
            .poll(cx)
            .map(|()| Err(Elapsed { after: limit }))
    })
    .await
}

/// Returns what ends after so much time; none where the runtime has no clock, or there is no runtime.
#[doc(hidden)]
pub fn timer(after: Duration) -> Option<Sleep> {
    Handle::try_current().ok()?;
    // Whether a runtime has a clock cannot be asked.
    panics::caught(|| sleep(after))
}
