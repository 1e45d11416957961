//! The handling of one event by one handler: its attempts, and the treatment of the event after the last
//! one has failed.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
    time::Duration,
};

use futures_util::future::{Either, select};
use tokio::time::Instant;

use super::{
    super::{
        Emissions, EncodeError, ErasedOrgan, Event, Failure, FailureKind,
        handler::{Access, AttemptResult},
    },
    SpineError, Stats,
    call::{self, Job},
    dead_letter::{End, LetterWriter},
    error::Problem,
    notice::Notice,
    plan::Plan,
};
use crate::{
    observe::Outcome,
    policy::{self, Retry},
};

/// The handling of an event by one handler. It is stored with the event, so that a run which is dropped
/// while the handler waits for its next attempt resumes with that attempt.
pub(super) struct Handling {
    /// The number of the handler in the spine.
    pub(super) handler: u16,
    began: Option<Instant>,
    failed: Option<Box<Failed>>,
}

/// The last failed attempt.
struct Failed {
    failure: Failure,
    attempts: u32,
    /// The time until the next attempt, if there is one.
    delay: Option<Duration>,
    is_reported: bool,
    /// The time of a permanent failure: if its letter is written again, since an answer was lost, the letter is
    /// equal.
    time: u64,
}

/// The result of an event at a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivered {
    /// The handler has completed. Its emitted events are staged.
    Done,
    /// The handler has failed permanently. Nothing is staged.
    DeadLettered,
    /// The event is left to the backend.
    Nacked,
    /// A stop came while the handler waited for its next attempt, with the delay of that attempt.
    Interrupted(Duration),
}

/// A caller of handlers, with the parts of the driver that it needs.
pub(super) struct Caller<'a> {
    pub(super) plan: &'a Plan,
    pub(super) out: &'a mut Emissions,
    pub(super) stats: &'a mut Stats,
    /// The reading of the clock.
    pub(super) now: &'a mut u64,
}

impl Handling {
    #[inline]
    pub(super) fn begin(handler: u16, plan: &Plan) -> Self {
        Self {
            handler,
            began: plan.is_timed.then(Instant::now),
            failed: None,
        }
    }

    #[cold]
    pub(super) fn fail(&mut self, failure: Failure, attempts: u32, retry: &Retry) {
        let delay = delay(retry, attempts, &failure);
        self.failed = Some(Box::new(Failed {
            failure,
            attempts,
            delay,
            is_reported: false,
            time: 0,
        }));
    }
}

/// Returns the time until the next attempt, if there is one.
fn delay(retry: &Retry, attempts: u32, failure: &Failure) -> Option<Duration> {
    let again = attempts < retry.attempts().get()
        && !failure.is_final()
        && (failure.kind() != FailureKind::Panicked || retry.retries_panics());
    again.then(|| retry.delay_with(attempts, &mut fastrand::Rng::new()))
}

impl Caller<'_> {
    /// Counts an event that none of the handler's arms can match.
    #[inline]
    pub(super) fn unwanted(&mut self, event: &Event, handler: u16) {
        // It is reported once, and not again for each delivery.
        if event.attempt() != 1 {
            return;
        }
        self.stats.undelivered += 1;
        if self.plan.settings.observer.is_some() {
            let place = &self.plan.handlers.at(handler).place;
            self.plan.notify(&Notice::Undelivered { event, place });
        }
    }

    /// Calls a handler that is a plain function without policies and layers.
    ///
    /// # Errors
    /// The failed handling.
    #[inline]
    pub(super) fn direct(
        &mut self,
        job: Job<'_>,
        handler: u16,
        organ: &mut dyn ErasedOrgan,
        is_written: bool,
    ) -> Result<(), Handling> {
        let began = self.plan.is_timed.then(Instant::now);
        let called = direct(job, organ, self.out);
        let called = called.and_then(|()| self.succeeded(job, 1, false, began, is_written));
        called.map_err(|failure| {
            self.stats.failed += 1;
            let mut handling = Handling {
                handler,
                began,
                failed: None,
            };
            handling.fail(failure, 1, &job.handler.retry(job.event.table));
            handling
        })
    }

    /// Makes attempts until the handler has completed the event or has failed permanently.
    ///
    /// # Errors
    /// The run stops. The handling is in the state before the last attempt.
    ///
    /// # Cancel safety
    /// The current call is dropped; the next call of this function repeats it.
    pub(super) async fn handle(
        &mut self,
        event: &Event,
        handling: &mut Handling,
        organ: &mut Access<'_>,
        is_written: bool,
    ) -> Result<Delivered, SpineError> {
        let job = Job {
            plan: self.plan,
            handler: self.plan.handlers.at(handling.handler),
            event,
        };
        if handling.failed.is_none() {
            if event.attempt() > self.plan.settings.max_deliveries {
                return Box::pin(self.too_many_deliveries(job)).await;
            }
            let tried = if job.handler.is_plain {
                plain(job, organ, self.out).await
            } else {
                Box::pin(call::first(job, organ, self.out)).await
            };
            match self.tried(job, tried, handling, is_written) {
                Ok(()) => return Ok(Delivered::Done),
                Err((failure, attempts)) => {
                    handling.fail(failure, attempts, &job.handler.retry(event.table));
                }
            }
        }
        Box::pin(self.failed(job, handling, organ, is_written)).await
    }

    /// Processes the result of an attempt.
    ///
    /// # Errors
    /// The attempt failed, or its emitted events cannot be encoded; with the number of attempts.
    #[inline]
    fn tried(
        &mut self,
        job: Job<'_>,
        tried: AttemptResult,
        handling: &Handling,
        is_written: bool,
    ) -> Result<(), (Failure, u32)> {
        let AttemptResult {
            result,
            waited,
            attempts,
        } = tried;
        let succeeded = |()| self.succeeded(job, attempts, waited, handling.began, is_written);
        result.and_then(succeeded).map_err(|failure| {
            self.stats.failed += 1;
            (failure, attempts)
        })
    }

    /// Processes a successful attempt.
    ///
    /// # Errors
    /// The emitted events cannot be encoded.
    #[inline]
    fn succeeded(
        &mut self,
        job: Job<'_>,
        attempts: u32,
        waited: bool,
        began: Option<Instant>,
        is_written: bool,
    ) -> Result<(), Failure> {
        if waited || self.plan.settings.is_replay() {
            self.read_clock();
        }
        if is_written || self.plan.settings.recorder.is_some() {
            check(self.out.staged()).map_err(Failure::unsendable)?;
        }
        let is_unhandled = self.out.is_unhandled();
        self.stats.handled += 1;
        self.stats.unhandled += u64::from(is_unhandled);
        if self.plan.settings.observer.is_some() {
            self.notify_handled(job, Outcome::Ok, is_unhandled, attempts, began);
        }
        Ok(())
    }

    fn read_clock(&mut self) {
        *self.now = self.plan.settings.now();
        self.out.set_time(*self.now);
    }

    fn notify_handled(
        &mut self,
        job: Job<'_>,
        outcome: Outcome,
        is_unhandled: bool,
        attempts: u32,
        began: Option<Instant>,
    ) {
        self.plan.notify(&Notice::Handled {
            event: job.event,
            organ: job.handler.organ,
            place: &job.handler.place,
            outcome,
            is_unhandled,
            attempts,
            emitted: self.out.staged(),
            duration: began.map(|began| began.elapsed()),
        });
    }

    /// Processes a failed attempt: retries the handler, and after the last attempt gives the event its
    /// treatment.
    #[cold]
    async fn failed(
        &mut self,
        job: Job<'_>,
        handling: &mut Handling,
        organ: &mut Access<'_>,
        is_written: bool,
    ) -> Result<Delivered, SpineError> {
        while let Some(failed) = &mut handling.failed
            && let Some(delay) = failed.delay
        {
            if !std::mem::replace(&mut failed.is_reported, true) {
                self.plan.notify(&Notice::Retried {
                    event: job.event,
                    organ: job.handler.organ,
                    place: &job.handler.place,
                    attempt: failed.attempts,
                    reason: failed.failure.kind().as_str(),
                    delay,
                });
            }
            // A replay does not repeat the waits of the recorded run.
            if !self.plan.settings.is_replay() && !self.waits(delay, is_written).await {
                self.out.staged().clear();
                let (event, place) = (job.event, &job.handler.place);
                self.plan.notify(&Notice::Nacked { event, place });
                self.stats.nacked += 1;
                return Ok(Delivered::Interrupted(delay));
            }
            let attempts = failed.attempts + 1;
            let tried = call::again(job, organ, self.out, attempts).await;
            self.stats.retried += 1;
            match self.tried(job, tried, handling, is_written) {
                Ok(()) => return Ok(Delivered::Done),
                Err((failure, attempts)) => {
                    handling.fail(failure, attempts, &job.handler.retry(job.event.table));
                }
            }
        }
        self.failed_for_good(job, handling).await
    }

    /// Waits for the next attempt. If a backend keeps the event, a stop may [end](Plan::retries_stopped) the wait;
    /// returns false then.
    async fn waits(&self, delay: Duration, is_kept: bool) -> bool {
        if !is_kept {
            policy::wait(delay).await;
            return true;
        }
        let stop = pin!(self.plan.retries_stopped());
        match select(stop, pin!(policy::wait(delay))).await {
            Either::Left(_) => false,
            Either::Right(_) => true,
        }
    }

    async fn failed_for_good(
        &mut self,
        job: Job<'_>,
        handling: &mut Handling,
    ) -> Result<Delivered, SpineError> {
        self.out.staged().clear();
        let Some(failed) = &mut handling.failed else {
            return Ok(Delivered::Done);
        };
        let (outcome, attempts) = (failed.failure.outcome(), failed.attempts);
        if !std::mem::replace(&mut failed.is_reported, true) {
            self.read_clock();
            let began = handling.began;
            self.notify_handled(job, outcome, false, attempts, began);
            failed.time = *self.now;
        }
        let letter = self.letter(job.event);
        let Some(failed) = &mut handling.failed else {
            return Ok(Delivered::Done);
        };
        let end = letter.failed(job.handler, &failed.failure, attempts, failed.time);
        match end.await? {
            End::DeadLettered => {
                self.stats.dead_letters += 1;
                Ok(Delivered::DeadLettered)
            }
            End::Nacked => {
                self.stats.nacked += 1;
                Ok(Delivered::Nacked)
            }
            End::Stops => {
                let failed = handling.failed.take();
                Err(Problem::Handler {
                    spine: self.plan.spine.name,
                    place: job.handler.place.clone(),
                    event: job.event.name(),
                    attempts,
                    failure: failed.expect("it failed").failure,
                }
                .into())
            }
        }
    }

    /// Writes a dead letter for an event with too many deliveries, without calling the handler again.
    #[cold]
    async fn too_many_deliveries(&mut self, job: Job<'_>) -> Result<Delivered, SpineError> {
        self.out.staged().clear();
        let letter = self.letter(job.event);
        letter.too_many_deliveries(job.handler, *self.now).await?;
        self.stats.dead_letters += 1;
        Ok(Delivered::DeadLettered)
    }

    fn letter<'b>(&'b self, event: &'b Event) -> LetterWriter<'b> {
        LetterWriter {
            plan: self.plan,
            event,
        }
    }
}

/// Calls a handler that is a plain function.
///
/// # Errors
/// The failure of the handler.
#[inline]
fn direct(job: Job<'_>, organ: &mut dyn ErasedOrgan, out: &mut Emissions) -> Result<(), Failure> {
    let handler = job.handler.row.handler;
    out.begin(job.handler.key);
    catch_unwind(AssertUnwindSafe(|| {
        organ.call_sync(handler, job.event, out)
    }))
    .unwrap_or_else(|payload| Err(Failure::panicked(payload)))
}

/// Makes an attempt without layers and without a timeout: the most frequent case.
#[inline]
async fn plain(job: Job<'_>, organ: &mut Access<'_>, out: &mut Emissions) -> AttemptResult {
    // Creating this future runs no code of the user's, and a completed future has nothing left to drop, so
    // only its polls can panic.
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
            Err(payload) => Poll::Ready(Err(Failure::panicked(payload))),
        },
    )
    .await;
    AttemptResult::once(result, waited)
}

fn check(emitted: &[Box<Event>]) -> Result<(), EncodeError> {
    emitted.iter().try_for_each(|event| event.check_payload())
}
