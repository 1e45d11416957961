//! A circuit breaker, which stops calls to a service that keeps failing.

use std::{
    num::NonZeroU32,
    pin::pin,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::future::select;
use tokio::{
    sync::Notify,
    time::{Instant, sleep},
};

use super::{Backoff, Retry};
use crate::clock::later;

/// A circuit breaker: stops calls to a service that keeps failing, and tries a call again after a while.
/// Michael Nygard, *Release It!*, 2007, "Circuit Breaker".
///
/// A breaker is *closed* at first, and calls go through. After the given number of failures in a row it
/// *opens*, and no call goes through for the time that the backoff gives. Then it is *half open*: one
/// call goes through, and if that succeeds the breaker closes. If it fails, the breaker opens again for
/// the next delay of the backoff.
///
/// Times are those of tokio's clock. The caller decides what counts as a failure.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum::policy::{Backoff, Breaker, BreakerState};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let twice = NonZeroU32::new(2).unwrap();
/// let breaker = Breaker::new(twice, Backoff::exponential(Duration::from_secs(1)));
/// for _ in 0..2 {
///     let pass = breaker.pass().expect("it is closed");
///     pass.failed(); // the service did not answer
/// }
/// assert_eq!(breaker.state(), BreakerState::Open);
/// let refused = breaker.pass().err().expect("it is open");
/// assert!(refused.retry_after <= Duration::from_secs(1));
/// # }
/// ```
#[derive(Debug)]
pub struct Breaker {
    failures: NonZeroU32,
    times: Retry,
    inner: Mutex<Inner>,
    /// The result of [`calm`], so that calls need no lock as long as none fails.
    calm: AtomicU64,
    /// Notified when the trial call in the half-open state has ended.
    ended: Notify,
}

#[derive(Debug)]
struct Inner {
    /// Failures in a row.
    failed: u32,
    /// The number of times the breaker has opened since it was last closed.
    opened: u32,
    phase: Phase,
    /// The number of changes of the phase. The result of a call that began before a change is ignored
    /// after it.
    turn: u64,
}

/// The turn with a mark bit if the breaker is closed and the last call has not failed: a call then goes
/// through without the lock, and a success changes nothing. Otherwise zero.
const fn calm(inner: &Inner) -> u64 {
    match inner.phase {
        Phase::Closed if inner.failed == 0 => mark(inner.turn),
        _ => 0,
    }
}

const fn mark(turn: u64) -> u64 {
    turn << 1 | 1
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Closed,
    Open { until: Instant },
    HalfOpen,
}

/// The state of a [`Breaker`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BreakerState {
    /// Calls go through.
    Closed,
    /// No call goes through.
    Open,
    /// One trial call may go through, or is in progress.
    HalfOpen,
}

/// The breaker is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the circuit breaker is open: retry in {retry_after:?}")]
#[non_exhaustive]
pub struct Refused {
    /// The time after which another attempt makes sense. Zero while the trial call is in progress.
    pub retry_after: Duration,
}

/// A permit for one call. The caller reports the result with `succeeded` or `failed`; a pass that is
/// dropped counts as neither, and another call may go through.
#[derive(Debug)]
#[must_use = "report the result of the call"]
pub struct Pass<'a> {
    breaker: &'a Breaker,
    turn: u64,
    is_open: bool,
}

impl Breaker {
    /// Creates a breaker that opens after this many failures in a row. The first opening lasts as long as
    /// the backoff's delay after the first attempt, the next one as long as the delay after the second
    /// attempt, and so on.
    pub const fn new(failures: NonZeroU32, backoff: Backoff) -> Self {
        Self {
            failures,
            times: Retry::new(NonZeroU32::MAX).backoff(backoff),
            inner: Mutex::new(Inner {
                failed: 0,
                opened: 0,
                phase: Phase::Closed,
                turn: 0,
            }),
            calm: AtomicU64::new(mark(0)),
            ended: Notify::const_new(),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the current state.
    pub fn state(&self) -> BreakerState {
        match self.inner().phase {
            Phase::Closed => BreakerState::Closed,
            Phase::Open { until } if Instant::now() < until => BreakerState::Open,
            Phase::Open { .. } | Phase::HalfOpen => BreakerState::HalfOpen,
        }
    }

    /// Asks for a permit for one call.
    ///
    /// # Errors
    /// [`Refused`] if the breaker is open, or half open with a trial call in progress.
    #[inline]
    pub fn pass(&self) -> Result<Pass<'_>, Refused> {
        let calm = self.calm.load(Ordering::Acquire);
        if calm == 0 {
            return self.ask();
        }
        Ok(Pass {
            breaker: self,
            turn: calm >> 1,
            is_open: true,
        })
    }

    #[cold]
    fn ask(&self) -> Result<Pass<'_>, Refused> {
        let mut inner = self.inner();
        match inner.phase {
            Phase::Closed => {}
            Phase::Open { until } => {
                let left = until.saturating_duration_since(Instant::now());
                if !left.is_zero() {
                    return Err(Refused { retry_after: left });
                }
                inner.phase = Phase::HalfOpen;
                inner.turn += 1;
            }
            Phase::HalfOpen => {
                return Err(Refused {
                    retry_after: Duration::ZERO,
                });
            }
        }
        Ok(Pass {
            breaker: self,
            turn: inner.turn,
            is_open: true,
        })
    }

    /// Waits until a call may go through.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing: no permit was taken.
    pub async fn wait(&self) -> Pass<'_> {
        loop {
            let mut ended = pin!(self.ended.notified());
            // Notifications from here on are not missed.
            ended.as_mut().enable();
            match self.pass() {
                Ok(pass) => return pass,
                Err(Refused { retry_after }) if retry_after.is_zero() => ended.await,
                Err(Refused { retry_after }) => {
                    select(pin!(sleep(retry_after)), ended).await;
                }
            }
        }
    }

    #[inline]
    fn ended(&self, turn: u64, how: End) {
        let is_calm = self.calm.load(Ordering::Acquire) == mark(turn);
        if !is_calm || matches!(how, End::Badly) {
            self.take(turn, how);
        }
    }

    #[cold]
    fn take(&self, turn: u64, how: End) {
        let mut inner = self.inner();
        if inner.turn != turn {
            return;
        }
        match (how, inner.phase) {
            (End::Well, _) => {
                inner.failed = 0;
                inner.opened = 0;
                if !matches!(inner.phase, Phase::Closed) {
                    inner.phase = Phase::Closed;
                    inner.turn += 1;
                }
            }
            (End::Badly, Phase::Closed) => {
                inner.failed += 1;
                if inner.failed >= self.failures.get() {
                    self.open(&mut inner);
                }
            }
            (End::Badly, _) => self.open(&mut inner),
            (End::Unknown, Phase::Closed) => {}
            (End::Unknown, _) => {
                inner.phase = Phase::Open {
                    until: Instant::now(),
                };
                inner.turn += 1;
            }
        }
        self.calm.store(calm(&inner), Ordering::Release);
        drop(inner);
        self.ended.notify_waiters();
    }

    fn open(&self, inner: &mut Inner) {
        inner.opened = inner.opened.saturating_add(1);
        inner.failed = 0;
        inner.turn += 1;
        inner.phase = Phase::Open {
            until: later(Instant::now(), self.times.delay(inner.opened)),
        };
    }
}

#[derive(Clone, Copy)]
enum End {
    Well,
    Badly,
    Unknown,
}

impl Pass<'_> {
    /// Reports that the call succeeded.
    pub fn succeeded(self) {
        self.end(End::Well);
    }

    /// Reports that the call failed.
    pub fn failed(self) {
        self.end(End::Badly);
    }

    fn end(mut self, how: End) {
        self.is_open = false;
        self.breaker.ended(self.turn, how);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.is_open {
            self.breaker.ended(self.turn, End::Unknown);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, advance};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn breaker() -> Breaker {
        Breaker::new(
            NonZeroU32::new(3).expect("three"),
            Backoff::Exponential {
                first: SECOND,
                factor: 2.0,
                max: Some(3 * SECOND),
            },
        )
    }

    fn fail(breaker: &Breaker, times: u32) {
        for _ in 0..times {
            breaker.pass().expect("a call goes through").failed();
        }
    }

    fn refused(breaker: &Breaker) -> Duration {
        let refused = breaker.pass().expect_err("no call goes through");
        refused.retry_after
    }

    #[tokio::test(start_paused = true)]
    async fn it_opens_after_so_many_failures_in_a_row() {
        let breaker = breaker();
        fail(&breaker, 2);
        breaker.pass().expect("it is closed").succeeded();
        fail(&breaker, 2);
        assert_eq!(breaker.state(), BreakerState::Closed);
        fail(&breaker, 1);
        assert_eq!(breaker.state(), BreakerState::Open);
        assert_eq!(refused(&breaker), SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn one_call_goes_through_after_exactly_the_backoff_and_closes_it() {
        let breaker = breaker();
        fail(&breaker, 3);
        advance(Duration::from_millis(999)).await;
        assert_eq!(refused(&breaker), Duration::from_millis(1));
        advance(Duration::from_millis(1)).await;
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
        let pass = breaker.pass().expect("the backoff is over");
        assert_eq!(refused(&breaker), Duration::ZERO);
        pass.succeeded();
        assert_eq!(breaker.state(), BreakerState::Closed);
        fail(&breaker, 2);
        assert_eq!(breaker.state(), BreakerState::Closed);
    }

    #[tokio::test(start_paused = true)]
    async fn it_stays_open_for_longer_each_time_up_to_the_longest() {
        let (breaker, began) = (breaker(), Instant::now());
        fail(&breaker, 3);
        let mut times = Vec::new();
        for _ in 0..4 {
            let left = refused(&breaker);
            times.push(left.as_secs());
            advance(left).await;
            fail(&breaker, 1);
        }
        assert_eq!(times, [1, 2, 3, 3]);
        assert_eq!(began.elapsed(), 9 * SECOND);
        advance(3 * SECOND).await;
        breaker.pass().expect("the backoff is over").succeeded();
        fail(&breaker, 3);
        assert_eq!(refused(&breaker), SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_was_dropped_lets_another_one_through() {
        let breaker = breaker();
        drop(breaker.pass());
        fail(&breaker, 3);
        advance(SECOND).await;
        drop(breaker.pass().expect("the backoff is over"));
        breaker.pass().expect("another one").succeeded();
        assert_eq!(breaker.state(), BreakerState::Closed);
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_goes_through_at_the_very_end_of_the_backoff_one_at_a_time() {
        let (breaker, began) = (breaker(), Instant::now());
        fail(&breaker, 3);
        let first = async {
            let pass = breaker.wait().await;
            assert_eq!(began.elapsed(), SECOND);
            sleep(SECOND).await;
            pass.failed();
        };
        let second = async {
            sleep(Duration::from_millis(1)).await;
            breaker.wait().await.succeeded();
            assert_eq!(began.elapsed(), 4 * SECOND);
        };
        tokio::join!(first, second);
        assert_eq!(breaker.state(), BreakerState::Closed);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_from_before_says_nothing_about_now() {
        let breaker = breaker();
        let (slow, also_slow) = (breaker.pass(), breaker.pass());
        fail(&breaker, 3);
        slow.expect("it was closed").succeeded();
        assert_eq!(breaker.state(), BreakerState::Open);
        advance(SECOND).await;
        let trial = breaker.pass().expect("the backoff is over");
        also_slow.expect("it was closed").failed();
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
        trial.succeeded();
        assert_eq!(breaker.state(), BreakerState::Closed);
    }
}
