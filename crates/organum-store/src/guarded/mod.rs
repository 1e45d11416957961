//! A store with retries, a breaker, a timeout and counters in front of it.

mod stats;
mod stores;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    future::poll_fn,
    num::NonZeroU32,
    panic::resume_unwind,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use organum_base::policy::{self, Backoff, Breaker, BreakerState, Pass, Reason, Retry};

pub use self::stats::CallStats;
use self::stats::Counters;
use crate::{StoreError, StoreErrorKind, StoreFuture};

/// The policy of a [`Guarded`] store.
///
/// By default a call is tried 4 times, with delays of at most 50, 100 and 200 ms in between, each bounded
/// by 10 s. After 5 failures in a row the breaker opens for 1 s, then for 2 s, up to 30 s.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum_base::policy::{Backoff, Retry};
/// use organum_store::StorePolicy;
///
/// let policy = StorePolicy::default()
///     .retry(Retry::new(NonZeroU32::new(3).unwrap()))
///     .timeout(Duration::from_secs(2))
///     .breaker(NonZeroU32::new(10).unwrap(), Backoff::Fixed(Duration::from_secs(1)));
/// # let _ = policy;
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StorePolicy {
    retry: Retry,
    timeout: Duration,
    failures: NonZeroU32,
    open: Backoff,
    waits: bool,
}

impl Default for StorePolicy {
    fn default() -> Self {
        const FOUR: NonZeroU32 = NonZeroU32::new(4).expect("four");
        const FIVE: NonZeroU32 = NonZeroU32::new(5).expect("five");
        Self {
            retry: Retry::new(FOUR)
                .backoff(Backoff::exponential(Duration::from_millis(50)))
                .jitter(),
            timeout: Duration::from_secs(10),
            failures: FIVE,
            open: Backoff::Exponential {
                first: Duration::from_secs(1),
                factor: 2.0,
                max: Some(Duration::from_secs(30)),
            },
            waits: false,
        }
    }
}

impl StorePolicy {
    /// The attempts of a call that fails with a [transient](StoreErrorKind::is_transient) error.
    #[must_use]
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The longest time of one attempt.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The number of failures in a row after which the breaker opens, and for how long.
    #[must_use]
    pub const fn breaker(mut self, failures: NonZeroU32, open: Backoff) -> Self {
        self.failures = failures;
        self.open = open;
        self
    }

    /// A call waits while the breaker is open, instead of being refused.
    #[must_use]
    pub const fn waits_for_breaker(mut self) -> Self {
        self.waits = true;
        self
    }
}

/// The treatment of a call by an open breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallKind {
    /// The call is refused.
    Ordinary,
    /// The call is refused. It may wait for something else than the answer of the store, such as for a
    /// message or for room, and so its attempts have no timeout.
    Waiting,
    /// The call goes through: it ends what was begun, or keeps the right to it. Renewing, finishing and
    /// releasing are such calls, since to refuse them would lose a lease that the store would have kept.
    Essential,
}

/// A store with retries, a circuit breaker, a timeout for each attempt, and counters in front of it. It
/// is a store of the same kind. Clones share breaker and counters.
///
/// - An attempt that failed with a [transient](StoreErrorKind::is_transient) error is repeated with equal
///   arguments. Its answer may have been lost, so this rests on the promise of every store that a call
///   may be repeated.
/// - [Unavailable](StoreErrorKind::Unavailable) and [timeout](StoreErrorKind::Timeout) count as failures
///   for the breaker; other errors are answers. While it is open, calls are refused with `Unavailable`,
///   but for [essential](CallKind::Essential) ones.
///
/// A store that never waits and never fails needs no tokio runtime; any other one does.
///
/// ```
/// use std::sync::Arc;
/// use organum_store::{DeadLetterFilter, DeadLetters, Guarded, MemoryDeadLetters, StoreError};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), StoreError> {
/// let store: Arc<dyn DeadLetters> = Arc::new(MemoryDeadLetters::new());
/// let guarded = Guarded::new("dead letters", store);
/// assert!(guarded.list(&DeadLetterFilter::all(), None, 10).await?.is_empty());
/// assert_eq!((guarded.stats().calls, guarded.stats().failures), (1, 0));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Guarded<S> {
    store: S,
    inner: Arc<Inner>,
}

struct Inner {
    name: &'static str,
    retry: Retry,
    timeout: Duration,
    breaker: Arc<Breaker>,
    waits: bool,
    counters: Counters,
}

impl<S> Guarded<S> {
    /// The store under the default policy. `name` stands in the errors of timeout and breaker.
    pub fn new(name: &'static str, store: S) -> Self {
        Self::with(name, store, StorePolicy::default())
    }

    /// The store under this policy. `name` stands in the errors of timeout and breaker.
    pub fn with(name: &'static str, store: S, policy: StorePolicy) -> Self {
        let breaker = Arc::new(Breaker::new(policy.failures, policy.open));
        Self::behind(name, store, policy, breaker)
    }

    /// The store under this policy, behind a breaker that others may share. That of the policy does not
    /// count.
    pub fn behind(
        name: &'static str,
        store: S,
        policy: StorePolicy,
        breaker: Arc<Breaker>,
    ) -> Self {
        let inner = Inner {
            name,
            retry: policy.retry,
            timeout: policy.timeout,
            breaker,
            waits: policy.waits,
            counters: Counters::default(),
        };
        Self {
            store,
            inner: Arc::new(inner),
        }
    }

    /// Returns the store itself.
    pub fn inner(&self) -> &S {
        &self.store
    }

    /// Returns what was counted.
    pub fn stats(&self) -> CallStats {
        self.inner.counters.read()
    }

    /// Returns the state of the breaker.
    pub fn breaker(&self) -> BreakerState {
        self.inner.breaker.state()
    }

    /// Makes one call: `attempt` is called for each attempt, and has to ask for the same thing each time.
    /// For those who write a store trait of their own; the traits of this crate are implemented.
    ///
    /// # Errors
    /// The error of the last attempt; or the breaker is open.
    ///
    /// # Panics
    /// If the store does.
    ///
    /// # Cancellation safety
    /// That of the store: a call that is dropped may have taken effect.
    pub async fn call<'a, T: 'a>(
        &'a self,
        kind: CallKind,
        operation: &'static str,
        attempt: impl Fn() -> StoreFuture<'a, T>,
    ) -> Result<T, StoreError> {
        let inner = &*self.inner;
        // Not asked for where it would not be used: it is the only one while the breaker finds out.
        let pass = match inner.retry.retries_panics() {
            true => None,
            false => inner.breaker.pass().ok(),
        };
        let result = match pass {
            Some(pass) => inner.first(pass, kind, operation, &attempt).await,
            // Boxed, so that the usual call is small.
            None => Box::pin(inner.tries(None, kind, operation, &attempt)).await,
        };
        inner.counters.ended(result.is_ok());
        result
    }
}

impl Inner {
    /// Makes the first attempt: most calls need no other one, and many are answered at once.
    async fn first<'a, T: 'a>(
        &self,
        pass: Pass<'_>,
        kind: CallKind,
        operation: &'static str,
        attempt: &impl Fn() -> StoreFuture<'a, T>,
    ) -> Result<T, StoreError> {
        let mut answer = attempt();
        let answer = match poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx))).await {
            Poll::Ready(answer) => answer,
            Poll::Pending => {
                let answer = Pending::new(answer);
                Box::pin(self.answer(kind, operation, answer)).await
            }
        };
        report(pass, &answer);
        match answer {
            Err(error) if error.is_transient() => {
                let failed = Some(Reason::Failed(error));
                Box::pin(self.tries(failed, kind, operation, attempt)).await
            }
            answer => answer,
        }
    }

    /// Makes attempts, until one succeeds or there are no more of them; the first one may have failed.
    async fn tries<'a, T: 'a>(
        &self,
        failed: Option<Reason<StoreError>>,
        kind: CallKind,
        operation: &'static str,
        attempt: &impl Fn() -> StoreFuture<'a, T>,
    ) -> Result<T, StoreError> {
        let tried = policy::retry_after(
            failed,
            &self.retry,
            StoreError::is_transient,
            |_| async move {
                let admitted = self.admit(kind, operation).await;
                let pass = admitted.map_err(Reason::Aborted)?;
                let answer = self.answer(kind, operation, attempt()).await;
                if let Some(pass) = pass {
                    report(pass, &answer);
                }
                answer.map_err(Reason::Failed)
            },
            |_, _| self.counters.retried(),
        );
        tried.await.map_err(|exhausted| match exhausted.reason {
            Reason::Failed(error) | Reason::Aborted(error) => error,
            Reason::TimedOut(elapsed) => self.timed_out(operation, elapsed),
            Reason::Panicked(payload) => resume_unwind(payload),
        })
    }

    async fn admit(
        &self,
        kind: CallKind,
        operation: &'static str,
    ) -> Result<Option<Pass<'_>>, StoreError> {
        match self.breaker.pass() {
            Ok(pass) => Ok(Some(pass)),
            Err(_) if kind == CallKind::Essential => Ok(None),
            Err(_) if self.waits => Ok(Some(self.breaker.wait().await)),
            Err(refused) => {
                self.counters.refused();
                let error = StoreError::new(StoreErrorKind::Unavailable, self.name, operation);
                Err(error.with_detail(refused.to_string()))
            }
        }
    }

    /// Waits for the answer to one attempt, and counts how long.
    async fn answer<T>(
        &self,
        kind: CallKind,
        operation: &'static str,
        answer: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let asked = Instant::now();
        let answer = match kind {
            CallKind::Waiting => answer.await,
            CallKind::Ordinary | CallKind::Essential => {
                match policy::timeout(self.timeout, answer).await {
                    Ok(answer) => answer,
                    Err(elapsed) => Err(self.timed_out(operation, elapsed)),
                }
            }
        };
        self.counters.waited(asked.elapsed());
        answer
    }

    #[cold]
    fn timed_out(&self, operation: &'static str, elapsed: policy::Elapsed) -> StoreError {
        StoreError::new(StoreErrorKind::Timeout, self.name, operation).with_source(elapsed)
    }
}

/// A future that was polled already in this turn of the task, and is pending.
struct Pending<'a, T> {
    future: StoreFuture<'a, T>,
    is_new: bool,
}

impl<'a, T> Pending<'a, T> {
    fn new(future: StoreFuture<'a, T>) -> Self {
        let is_new = true;
        Self { future, is_new }
    }
}

impl<T> Future for Pending<'_, T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if std::mem::take(&mut self.is_new) {
            return Poll::Pending;
        }
        self.future.as_mut().poll(cx)
    }
}

/// Tells the breaker how an attempt ended. What the store refuses is an answer.
fn report<T>(pass: Pass<'_>, answer: &Result<T, StoreError>) {
    match answer {
        Err(error) if error.is_ambiguous() => pass.failed(),
        _ => pass.succeeded(),
    }
}

impl<S> fmt::Debug for Guarded<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guarded")
            .field("name", &self.inner.name)
            .field("breaker", &self.breaker())
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
