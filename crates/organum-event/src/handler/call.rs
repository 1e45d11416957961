//! One call of a handler or a hook, with its panics contained and its time limited.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use super::{
    super::{Emissions, ErasedOrgan, Event, Failure, Hook},
    Access, Handler,
};
use crate::{panics, policy};

/// The result of an attempt.
pub(crate) struct AttemptResult {
    pub(crate) result: Result<(), Failure>,
    /// True if the future was pending at least once.
    pub(crate) waited: bool,
    /// The number of attempts: 1, except for a recorded result of several attempts.
    pub(crate) attempts: u32,
}

impl AttemptResult {
    pub(crate) fn once(result: Result<(), Failure>, waited: bool) -> Self {
        Self {
            result,
            waited,
            attempts: 1,
        }
    }
}

/// Calls a handler inside all of its layers, which receive its panics and timeouts as failures.
///
/// # Errors
/// The failure of the handler.
pub(crate) async fn call(
    handler: &Handler,
    event: &Event,
    access: Access<'_>,
    out: &mut Emissions,
) -> Result<(), Failure> {
    out.begin(handler.key);
    let number = handler.row.handler;
    let called = caught(|| match access {
        Access::Alone(organ) => organ.call(number, event, out),
        Access::Shared(organ) => organ.call_shared(number, event, out),
    });
    match handler.timeout {
        None => called.await.result,
        Some(limit) => match policy::timeout(limit, called).await {
            Ok(tried) => tried.result,
            Err(elapsed) => Err(Failure::timed_out(elapsed)),
        },
    }
}

/// Calls a hook once.
///
/// # Errors
/// The failure of the hook.
pub(crate) async fn hook(
    organ: &mut dyn ErasedOrgan,
    hook: Hook,
    out: &mut Emissions,
) -> Result<(), Failure> {
    caught(|| organ.hook(hook, out)).await.result
}

/// Polls a future, and returns its panic as a failure.
#[inline]
pub(crate) async fn caught<F>(make: impl FnOnce() -> F) -> AttemptResult
where
    F: Future<Output = Result<(), Failure>>,
{
    let panicked = |payload| Err(Failure::panicked(payload));
    let mut waited = false;
    let future = match catch_unwind(AssertUnwindSafe(make)) {
        Ok(future) => future,
        Err(payload) => {
            return AttemptResult::once(panicked(payload), waited);
        }
    };
    let mut future = pin!(Some(future));
    let result = poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let polled = future.as_mut().as_pin_mut().map(|future| future.poll(cx));
            polled.unwrap_or(Poll::Pending)
        }));
        match polled {
            Ok(Poll::Pending) => {
                waited = true;
                Poll::Pending
            }
            Ok(ready) => {
                panics::contain("the drop of a handler's future", || future.set(None));
                ready
            }
            Err(payload) => {
                panics::contain("the drop of a handler's future", || future.set(None));
                Poll::Ready(panicked(payload))
            }
        }
    })
    .await;
    AttemptResult::once(result, waited)
}
