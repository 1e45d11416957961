//! One event at one handler, until it succeeds or has failed for good.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use super::{
    super::{
        Emissions, ErasedOrgan, Event, Failure, FailureKind, Hook,
        layer::{Access, Call, Next},
    },
    cached,
    notice::Notice,
    settings::Settings,
    station::Station,
};
use crate::{
    panics,
    policy::{self, Retry},
};

/// What is handled where.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) spine: &'static str,
    pub(super) station: &'a Station,
    pub(super) event: &'a Event,
    pub(super) settings: &'a Settings,
}

impl Job<'_> {
    /// Does nothing stand around the handler?
    #[inline]
    pub(super) fn is_plain(&self) -> bool {
        self.station.is_plain() && self.settings.layers.is_empty()
    }
}

/// How a try ended, and whether it waited for something.
pub(super) struct Tried {
    pub(super) result: Result<(), Failure>,
    pub(super) waited: bool,
    /// How often it was tried: once, if it was not recalled what several tries came to.
    pub(super) attempts: u32,
}

impl Tried {
    fn once(result: Result<(), Failure>, waited: bool) -> Self {
        Self {
            result,
            waited,
            attempts: 1,
        }
    }
}

/// One try of a handler that never waits.
///
/// # Errors
/// How it failed.
#[inline]
pub(super) fn at_once(
    job: Job<'_>,
    organ: &mut dyn ErasedOrgan,
    out: &mut Emissions,
) -> Result<(), Failure> {
    let handler = job.station.row.handler;
    catch_unwind(AssertUnwindSafe(|| {
        organ.call_at_once(handler, job.event, out)
    }))
    .unwrap_or_else(|payload| Err(Failure::panicked(payload)))
}

/// One try without layers and without a limit, as most are.
#[inline]
pub(super) async fn plain(job: Job<'_>, organ: &mut dyn ErasedOrgan, out: &mut Emissions) -> Tried {
    // Making this future runs nothing of the user's, and once it is done there is nothing left to
    // drop, so it is only its polls that can panic.
    let mut future = pin!(organ.call(job.station.row.handler, job.event, out));
    let mut waited = false;
    let result = poll_fn(
        |cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => {
                waited = true;
                Poll::Pending
            }
            Ok(ready) => ready,
            Err(payload) => Poll::Ready(Err(Failure::panicked(payload))),
        },
    )
    .await;
    Tried::once(result, waited)
}

/// The first try, or what stands for it.
pub(super) async fn first(job: Job<'_>, organ: &mut Access<'_>, out: &mut Emissions) -> Tried {
    if job.station.cached {
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
    out.begin(job.station.key);
    let layers: &[Arc<_>] = &job.settings.layers;
    let mut next = Next {
        layers,
        call: Call {
            spine: job.spine,
            station: job.station,
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
pub(crate) async fn handler(
    call: Call<'_>,
    access: Access<'_>,
    out: &mut Emissions,
) -> Result<(), Failure> {
    let Call { station, event, .. } = call;
    out.begin(station.key);
    let handler = station.row.handler;
    let called = caught(|| match access {
        Access::Alone(organ) => organ.call(handler, event, out),
        Access::Shared(organ) => organ.call_shared(handler, event, out),
    });
    match station.timeout {
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

/// The tries after a first one that failed.
///
/// # Errors
/// How the last one failed.
#[cold]
pub(super) async fn again(
    job: Job<'_>,
    organ: &mut Access<'_>,
    out: &mut Emissions,
    first: Failure,
) -> (Result<(), Failure>, u32) {
    let retry = job.station.retry(job.event.table);
    let (mut failure, mut attempts) = (first, 1);
    while let Some(delay) = delay(&retry, attempts, &failure) {
        if let Some(observer) = &job.settings.observer {
            let event = Notice::Retried {
                event: job.event,
                organ: job.station.organ,
                place: &job.station.place,
                attempt: attempts,
                reason: failure.kind().as_str(),
                delay,
            };
            observer.notify(job.spine, &event);
        }
        // What is replayed has been waited for.
        if !job.settings.is_replay() {
            policy::wait(delay).await;
        }
        attempts += 1;
        match once(job, organ, out, attempts).await.result {
            Ok(()) => {
                if job.station.cached {
                    cached::keep(job, out).await;
                }
                return (Ok(()), attempts);
            }
            Err(next) => failure = next,
        }
    }
    (Err(failure), attempts)
}

/// How long is waited before the next try, if there is one.
fn delay(retry: &Retry, attempts: u32, failure: &Failure) -> Option<Duration> {
    let again = attempts < retry.attempts().get()
        && !failure.is_final()
        && (failure.kind() != FailureKind::Panicked || retry.retries_panics());
    again.then(|| retry.delay_with(attempts, &mut fastrand::Rng::new()))
}
