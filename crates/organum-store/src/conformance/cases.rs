//! Helpers of all suites.

use std::{
    future::{Future, poll_fn},
    num::NonZeroU32,
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use organum_base::policy::{Backoff, Retry};

use super::{Fault, Faulty, Subject};
use crate::{
    DeadLetters, Guarded, Journal, Leases, Renewable, Renewal, Store, StoreErrorKind, StorePolicy,
};

/// A lease that does not end during a test.
pub(super) const LONG: Duration = Duration::from_mins(10);

/// A subject whose stores have a fault.
pub(super) struct Behind<'a, T> {
    pub(super) subject: &'a T,
    pub(super) fault: Fault,
}

/// A policy that retries without delay, many times.
fn policy() -> StorePolicy {
    const MANY: NonZeroU32 = NonZeroU32::new(1_000).expect("not zero");
    StorePolicy::default()
        .retry(Retry::new(MANY))
        .breaker(NonZeroU32::MAX, Backoff::None)
        .timeout(Duration::from_mins(1))
}

macro_rules! behind {
    ($($store:ident $wrap:ident)+) => {
        $(
            impl<T: Subject<dyn $store>> Behind<'_, T> {
                fn $wrap(&self, store: Arc<dyn $store>) -> Arc<dyn $store> {
                    let faulty = Faulty::new(store, self.fault);
                    match self.fault {
                        Fault::Fails => {
                            Arc::new(Guarded::with("guarded", Arc::new(faulty), policy()))
                        }
                        _ => Arc::new(faulty),
                    }
                }
            }

            impl<T: Subject<dyn $store>> Subject<dyn $store> for Behind<'_, T> {
                async fn fresh(&self) -> Arc<dyn $store> {
                    self.$wrap(self.subject.fresh().await)
                }

                async fn reopen(&self) -> Option<Arc<dyn $store>> {
                    let store = self.subject.reopen().await?;
                    Some(self.$wrap(store))
                }

                fn short_lease(&self) -> Duration {
                    self.subject.short_lease()
                }

                fn interleavings(&self) -> u64 {
                    self.subject.interleavings()
                }

                fn drops_futures(&self) -> bool {
                    self.fault == Fault::DropsFutures
                }
            }
        )+
    };
}
behind! {
    Journal journal
    DeadLetters dead_letters
    Store records
}

/// Runs each case on each of these subjects.
macro_rules! run_all {
    ($subject:ident, $($case:ident)+) => {{
        use $crate::conformance::{Fault, cases::Behind};

        $( $case($subject).await; )+
        for fault in [Fault::LosesAnswers, Fault::DropsFutures, Fault::Fails] {
            let behind = Behind { subject: $subject, fault };
            $( $case(&behind).await; )+
        }
    }};
}
pub(super) use run_all;

/// Waits until a lease of this length has ended.
pub(super) async fn outlast(length: Duration) {
    tokio::time::sleep(2 * length).await;
}

/// Renews one lease.
pub(super) async fn renew<L: Renewable, S: Leases<L> + ?Sized>(store: &S, lease: &L) -> Renewal {
    // A record that is locked for a moment may be skipped a few times.
    for _ in 0..100 {
        let renewed = store.renew(std::slice::from_ref(lease)).await;
        let renewed = renewed.expect("`renew` answers");
        assert_eq!(renewed.len(), 1, "`renew` has an answer for each lease");
        if renewed[0] != Renewal::Skipped {
            return renewed[0];
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("`renew` skips a lease for ever, although nobody has locked its record");
}

/// Polls a call at most `polls` times, and drops it unless it has ended. Returns `None` then.
///
/// ```
/// use organum_store::conformance::poll_times;
/// use tokio::task::yield_now;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// assert_eq!(poll_times(async { yield_now().await }, 1).await, None);
/// assert_eq!(poll_times(async { yield_now().await }, 2).await, Some(()));
/// # }
/// ```
pub async fn poll_times<F: Future>(call: F, polls: u64) -> Option<F::Output> {
    let mut call = pin!(call);
    let mut left = polls;
    poll_fn(|cx| {
        if left > 0 {
            left -= 1;
            if let Poll::Ready(answer) = call.as_mut().poll(cx) {
                return Poll::Ready(Some(answer));
            }
        }
        if left == 0 {
            return Poll::Ready(None);
        }
        Poll::Pending
    })
    .await
}

/// The kind of the error that is expected.
pub(super) fn kind<T: std::fmt::Debug>(
    answer: Result<T, crate::StoreError>,
    promise: &str,
) -> StoreErrorKind {
    match answer {
        Ok(answer) => panic!("{promise}: it answered {answer:?}"),
        Err(error) => error.kind(),
    }
}
