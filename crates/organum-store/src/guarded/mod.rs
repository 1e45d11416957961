//! A wrapper that adds retries, a circuit breaker, timeouts and counters to a store.

mod stats;
mod stores;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    future::poll_fn,
    num::NonZeroU32,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use organum_base::{
    panics::{self, NodePanic},
    policy::{self, Backoff, Breaker, BreakerState, Pass, Reason, Retry},
};

pub use self::stats::CallStats;
use self::stats::Counters;
use crate::{StoreError, StoreErrorKind, StoreFuture};

/// The policy of a [`Guarded`] store.
///
/// By default a call has 4 attempts, with delays of at most 50, 100 and 200 ms in between and a timeout
/// of 10 s for each attempt. After 5 failures in a row the breaker opens for 1 s, then for 2 s, up to 30
/// s.
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
    /// Sets the retry policy of calls that fail with a [transient](StoreErrorKind::is_transient) error.
    #[must_use]
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Sets the timeout of one attempt.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the number of failures in a row after which the breaker opens, and the times for which it opens.
    #[must_use]
    pub const fn breaker(mut self, failures: NonZeroU32, open: Backoff) -> Self {
        self.failures = failures;
        self.open = open;
        self
    }

    /// Makes calls wait while the breaker is open, instead of being refused.
    #[must_use]
    pub const fn waits_for_breaker(mut self) -> Self {
        self.waits = true;
        self
    }
}

/// The treatment of a call while the breaker is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallKind {
    /// The call is refused while the breaker is open.
    Ordinary,
    /// The call is refused while the breaker is open. The call may wait for something other than the
    /// answer of the store, such as a message or room in a queue, so its attempts have no timeout.
    Waiting,
    /// The call is refused while the breaker is open. The call may wait for something other than the answer of
    /// the store for this time, by which the timeout of its attempts is longer.
    WaitingUpTo(Duration),
    /// The call goes through: it completes work that was begun, or keeps a lease. Renewing, finishing and
    /// releasing are such calls, since refusing them would lose a lease that the store would have kept.
    Essential,
}

/// A wrapper that adds retries, a circuit breaker, a timeout for each attempt, and counters to a store.
/// It implements the same store traits. Clones share the breaker and the counters.
///
/// - An attempt that failed with a [transient](StoreErrorKind::is_transient) error is repeated with equal
///   arguments. The first answer may have been lost, so this relies on the promise of every store that a
///   call may be repeated.
/// - A panic of the store's code is contained: the call fails with `Unavailable`, since it may have taken
///   effect, and the source of the error is a [`NodePanic`] with the panic's message. The attempt is repeated if the
///   policy [retries panics](Retry::panics).
/// - [Unavailable](StoreErrorKind::Unavailable) and [timeout](StoreErrorKind::Timeout) count as failures
///   for the breaker; other errors are answers. While the breaker is open, calls are refused with
///   `Unavailable`, except for [essential](CallKind::Essential) ones.
///
/// A store that never waits and never fails needs no tokio runtime; every other store does.
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
    /// Wraps a store with the default policy. `name` is the store's name in errors of the timeout and the
    /// breaker.
    pub fn new(name: &'static str, store: S) -> Self {
        Self::with(name, store, StorePolicy::default())
    }

    /// Wraps a store with this policy. `name` is the store's name in errors of the timeout and the breaker.
    pub fn with(name: &'static str, store: S, policy: StorePolicy) -> Self {
        let breaker = Arc::new(Breaker::new(policy.failures, policy.open));
        Self::behind(name, store, policy, breaker)
    }

    /// Wraps a store with this policy and a breaker that other stores may share. The breaker settings of
    /// the policy are ignored.
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

    /// Returns the wrapped store.
    pub fn inner(&self) -> &S {
        &self.store
    }

    /// Returns the counters.
    pub fn stats(&self) -> CallStats {
        self.inner.counters.read()
    }

    /// Returns the state of the breaker.
    pub fn breaker(&self) -> BreakerState {
        self.inner.breaker.state()
    }

    /// Makes one call: `attempt` is called for each attempt, and has to make the same request each time.
    /// This method is for authors of other store traits; the traits of this crate are implemented.
    ///
    /// # Errors
    /// The error of the last attempt; or `Unavailable` if the breaker is open.
    ///
    /// # Cancel safety
    /// Cancellation safe if the store is: a dropped call may have taken effect.
    pub async fn call<'a, T: 'a>(
        &'a self,
        kind: CallKind,
        operation: &'static str,
        attempt: impl Fn() -> StoreFuture<'a, T>,
    ) -> Result<T, StoreError> {
        let inner = &*self.inner;
        let result = match inner.breaker.pass().ok() {
            Some(pass) => inner.first(pass, kind, operation, &attempt).await,
            // Boxed, to keep the future of the common case small.
            None => Box::pin(inner.tries(None, kind, operation, &attempt)).await,
        };
        inner.counters.ended(result.is_ok());
        result
    }
}

impl Inner {
    /// Makes the first attempt: most calls need no other one, and many are answered without waiting.
    async fn first<'a, T: 'a>(
        &self,
        pass: Pass<'_>,
        kind: CallKind,
        operation: &'static str,
        attempt: &impl Fn() -> StoreFuture<'a, T>,
    ) -> Result<T, StoreError> {
        let polled = poll_fn(|cx| {
            let begin = || {
                let mut answer = Contained(Some(attempt()));
                let polled = answer.poll_answer(cx);
                (answer, polled)
            };
            Poll::Ready(catch_unwind(AssertUnwindSafe(begin)))
        });
        let answer = match polled.await {
            Ok((_, Poll::Ready(answer))) => answer.map_err(Reason::Failed),
            Ok((answer, Poll::Pending)) => Box::pin(self.answer(kind, Pending::new(answer))).await,
            Err(payload) => Err(Reason::Panicked(payload)),
        };
        report(pass, &answer);
        match answer {
            Ok(answer) => Ok(answer),
            Err(reason) if self.helps(&reason) => {
                Box::pin(self.tries(Some(reason), kind, operation, attempt)).await
            }
            Err(reason) => Err(self.error(operation, reason)),
        }
    }

    /// Returns true if another attempt is made after this failure.
    fn helps(&self, reason: &Reason<StoreError>) -> bool {
        match reason {
            Reason::Failed(error) => error.is_transient(),
            Reason::TimedOut(_) => true,
            Reason::Panicked(_) => self.retry.retries_panics(),
            Reason::Aborted(_) | Reason::NoClock => false,
        }
    }

    /// Makes attempts until one succeeds or the maximum is reached; the first one may already have failed.
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
                let answer = async {
                    let mut answer = Contained(Some(attempt()));
                    poll_fn(|cx| answer.poll_answer(cx)).await
                };
                let answer = self.answer(kind, answer).await;
                if let Some(pass) = pass {
                    report(pass, &answer);
                }
                answer
            },
            |_, _| self.counters.retried(),
        );
        tried
            .await
            .map_err(|exhausted| self.error(operation, exhausted.reason))
    }

    #[cold]
    fn error(&self, operation: &'static str, reason: Reason<StoreError>) -> StoreError {
        let unavailable = || StoreError::new(StoreErrorKind::Unavailable, self.name, operation);
        match reason {
            Reason::Failed(error) | Reason::Aborted(error) => error,
            Reason::TimedOut(elapsed) => {
                let error = StoreError::new(StoreErrorKind::Timeout, self.name, operation);
                error.with_source(elapsed)
            }
            Reason::NoClock => unavailable().with_detail("the runtime has no clock"),
            Reason::Panicked(payload) => {
                // The message is not in the text, since it may hold a part of the payload.
                let panicked = unavailable().with_detail("the code of the store panicked");
                panicked.with_source(NodePanic(panics::message(payload)))
            }
        }
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

    /// Waits for the answer to one attempt and measures the time. A panic of the store is contained.
    async fn answer<T>(
        &self,
        kind: CallKind,
        answer: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, Reason<StoreError>> {
        let asked = Instant::now();
        let answer = async {
            match AssertUnwindSafe(answer).catch_unwind().await {
                Ok(answer) => answer.map_err(Reason::Failed),
                Err(payload) => Err(Reason::Panicked(payload)),
            }
        };
        let limit = match kind {
            CallKind::Waiting => None,
            CallKind::WaitingUpTo(wait) => Some(self.timeout.saturating_add(wait)),
            CallKind::Ordinary | CallKind::Essential => Some(self.timeout),
        };
        let answer = match limit {
            None => answer.await,
            Some(limit) => {
                let limited = policy::limited(limit, answer).await;
                limited.and_then(|answer| answer)
            }
        };
        self.counters.waited(asked.elapsed());
        answer
    }
}

/// The future of a store. A panic of its drop is contained.
struct Contained<'a, T>(Option<StoreFuture<'a, T>>);

impl<T> Contained<'_, T> {
    fn poll_answer(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, StoreError>> {
        let future = self.0.as_mut().expect("it is there until it is dropped");
        future.as_mut().poll(cx)
    }
}

impl<T> Drop for Contained<'_, T> {
    fn drop(&mut self) {
        panics::contain("a call of a store, while it was dropped,", || {
            drop(self.0.take());
        });
    }
}

/// A future that was already polled in this poll of the task, and is pending.
struct Pending<'a, T> {
    future: Contained<'a, T>,
    is_new: bool,
}

impl<'a, T> Pending<'a, T> {
    fn new(future: Contained<'a, T>) -> Self {
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
        self.future.poll_answer(cx)
    }
}

/// Reports the result of an attempt to the breaker. A refusal of the store counts as an answer.
fn report<T>(pass: Pass<'_>, answer: &Result<T, Reason<StoreError>>) {
    match answer {
        Err(Reason::Failed(error) | Reason::Aborted(error)) if error.is_ambiguous() => {
            pass.failed();
        }
        Err(Reason::TimedOut(_) | Reason::Panicked(_)) => pass.failed(),
        // The store is not to blame.
        Err(Reason::NoClock) => drop(pass),
        Ok(_) | Err(Reason::Failed(_) | Reason::Aborted(_)) => pass.succeeded(),
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
