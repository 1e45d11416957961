//! One call of a handler, or of a hook: its panic and its timeout are failures like others.

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

/// How a try ended, and whether it waited for something.
pub(crate) struct Tried {
    pub(crate) result: Result<(), Failure>,
    pub(crate) waited: bool,
    /// How often it was tried: once, if it was not recalled what several tries came to.
    pub(crate) attempts: u32,
}

impl Tried {
    pub(crate) fn once(result: Result<(), Failure>, waited: bool) -> Self {
        Self {
            result,
            waited,
            attempts: 1,
        }
    }
}

/// The handler itself, inside all layers, which see its panic and its timeout as failures.
///
/// # Errors
/// How it failed.
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

/// A hook, called once.
///
/// # Errors
/// How it failed.
pub(crate) async fn hook(
    organ: &mut dyn ErasedOrgan,
    hook: Hook,
    out: &mut Emissions,
) -> Result<(), Failure> {
    caught(|| organ.hook(hook, out)).await.result
}

/// A future whose panic is one of its failures.
#[inline]
pub(crate) async fn caught<F>(make: impl FnOnce() -> F) -> Tried
where
    F: Future<Output = Result<(), Failure>>,
{
    let panicked = |payload| Err(Failure::panicked(payload));
    let mut waited = false;
    let future = match catch_unwind(AssertUnwindSafe(make)) {
        Ok(future) => future,
        Err(payload) => {
            return Tried::once(panicked(payload), waited);
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
                panics::contain("what a handler left", || future.set(None));
                ready
            }
            Err(payload) => {
                panics::contain("what a handler left", || future.set(None));
                Poll::Ready(panicked(payload))
            }
        }
    })
    .await;
    Tried::once(result, waited)
}
