//! One call of a handler, with all that stands around it.

use std::{
    any::Any,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use super::{
    super::{
        Emissions, ErasedOrgan, Event, Failure, Hook,
        layer::{Access, Call, Next},
        organ::forget_unhandled,
    },
    cached,
    handler::Handler,
    plan::Plan,
};
use crate::{panics, policy};

/// What is handled where.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) plan: &'a Plan,
    pub(super) handler: &'a Handler,
    pub(super) event: &'a Event,
}

/// How a try ended, and whether it waited for something.
pub(super) struct Tried {
    pub(super) result: Result<(), Failure>,
    pub(super) waited: bool,
    /// How often it was tried: once, if it was not recalled what several tries came to.
    pub(super) attempts: u32,
}

impl Tried {
    pub(super) fn once(result: Result<(), Failure>, waited: bool) -> Self {
        Self {
            result,
            waited,
            attempts: 1,
        }
    }
}

/// One call of a handler that is a plain function.
///
/// # Errors
/// How it failed.
#[inline]
pub(super) fn direct(
    job: Job<'_>,
    organ: &mut dyn ErasedOrgan,
    out: &mut Emissions,
) -> Result<(), Failure> {
    let handler = job.handler.row.handler;
    out.begin(job.handler.key);
    catch_unwind(AssertUnwindSafe(|| {
        organ.call_sync(handler, job.event, out)
    }))
    .unwrap_or_else(|payload| Err(panicked(payload)))
}

#[cold]
fn panicked(payload: Box<dyn Any + Send>) -> Failure {
    forget_unhandled();
    Failure::panicked(payload)
}

/// One try without layers and without a limit, as most are.
#[inline]
pub(super) async fn plain(job: Job<'_>, organ: &mut Access<'_>, out: &mut Emissions) -> Tried {
    // Making this future runs nothing of the user's, and once it is done there is nothing left to
    // drop, so it is only its polls that can panic.
    let handler = job.handler.row.handler;
    out.begin(job.handler.key);
    let mut future = pin!(match organ {
        Access::Alone(organ) => organ.call(handler, job.event, out),
        Access::Shared(organ) => organ.call_shared(handler, job.event, out),
    });
    let mut waited = false;
    let result = poll_fn(
        |cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => {
                waited = true;
                Poll::Pending
            }
            Ok(ready) => ready,
            Err(payload) => Poll::Ready(Err(panicked(payload))),
        },
    )
    .await;
    Tried::once(result, waited)
}

/// The first call, or what stands for it.
pub(super) async fn first(job: Job<'_>, organ: &mut Access<'_>, out: &mut Emissions) -> Tried {
    if job.handler.cached {
        cached::tried(job, organ, out).await
    } else {
        once(job, organ, out, 1).await
    }
}

/// One try, whatever stands around it.
pub(super) async fn once(
    job: Job<'_>,
    organ: &mut Access<'_>,
    out: &mut Emissions,
    attempt: u32,
) -> Tried {
    out.begin(job.handler.key);
    let layers: &[Arc<_>] = &job.plan.settings.layers;
    let mut next = Next {
        layers,
        call: Call {
            spine: job.plan.spine.name,
            handler: job.handler,
            event: job.event,
            attempt,
        },
        access: organ.lend(),
        out,
    };
    caught(|| next.run()).await
}

/// The handler itself, inside all layers, which see its panic and its timeout as failures.
///
/// # Errors
/// How it failed.
pub(crate) async fn call_handler(
    call: Call<'_>,
    access: Access<'_>,
    out: &mut Emissions,
) -> Result<(), Failure> {
    let Call { handler, event, .. } = call;
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
pub(super) async fn hook(
    organ: &mut dyn ErasedOrgan,
    hook: Hook,
    out: &mut Emissions,
) -> Result<(), Failure> {
    caught(|| organ.hook(hook, out)).await.result
}

/// A future whose panic is one of its failures.
#[inline]
async fn caught<F>(make: impl FnOnce() -> F) -> Tried
where
    F: Future<Output = Result<(), Failure>>,
{
    let panicked = |payload| Err(panicked(payload));
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

/// Another try, after one that failed.
pub(super) async fn again(
    job: Job<'_>,
    organ: &mut Access<'_>,
    out: &mut Emissions,
    attempt: u32,
) -> Tried {
    let tried = once(job, organ, out, attempt).await;
    if tried.result.is_ok() && job.handler.cached {
        cached::keep(job, out).await;
    }
    Tried {
        result: tried.result,
        // Before this try, at the latest.
        waited: true,
        attempts: attempt,
    }
}
