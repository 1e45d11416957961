//! Guarded stores under tokio's paused clock.

use std::{
    error::Error as _,
    future::poll_fn,
    num::NonZeroU32,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use organum_base::{
    panics::NodePanic,
    policy::{Backoff, Breaker, BreakerState, Retry},
};
use tokio::time::{Instant, advance, sleep};
use uuid::Uuid;

use super::{CallKind, Guarded, StorePolicy};
use crate::{
    ClaimId, ClaimRequest, FinishRequest, Journal, JournalBegin, JournalHead, JournalStatus, Lease,
    Leases, MemoryJournal, MemoryStore, RecordClaim, RecordValue, Renewal, Store, StoreError,
    StoreErrorKind, StoreFuture,
    conformance::{Fault, Faulty},
    key::Key,
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);

fn times(times: u32) -> NonZeroU32 {
    NonZeroU32::new(times).expect("not zero")
}

/// A policy with three attempts, a second apart; the breaker opens after four failures, for ten seconds.
fn policy() -> StorePolicy {
    StorePolicy::default()
        .retry(Retry::new(times(3)).backoff(Backoff::Fixed(SECOND)))
        .breaker(times(4), Backoff::Fixed(10 * SECOND))
        .timeout(5 * SECOND)
}

/// A store that answers each call with the result of the closure, which gets the number of the call.
struct Answers<F>(F, AtomicU32);

type Answer = StoreFuture<'static, Vec<Renewal>>;

impl<F: Fn(u32) -> Answer + Send + Sync + 'static> Leases for Answers<F> {
    fn renew<'a>(&'a self, _: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        (self.0)(self.1.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn release<'a>(&'a self, _: &'a Lease) -> StoreFuture<'a, ()> {
        let answer = (self.0)(self.1.fetch_add(1, Ordering::Relaxed) + 1);
        Box::pin(async { answer.await.map(drop) })
    }
}

fn guarded<F>(answer: F) -> Guarded<Arc<Answers<F>>>
where
    F: Fn(u32) -> Answer + Send + Sync + 'static,
{
    let store = Arc::new(Answers(answer, AtomicU32::new(0)));
    Guarded::with("script", store, policy())
}

fn fails(kind: StoreErrorKind) -> Answer {
    let error = StoreError::new(kind, "script", "answer");
    Box::pin(std::future::ready(Err(error)))
}

fn succeeds() -> Answer {
    Box::pin(std::future::ready(Ok(Vec::new())))
}

/// Makes an ordinary call.
async fn call<F>(store: &Guarded<Arc<Answers<F>>>) -> Result<(), StoreError>
where
    F: Fn(u32) -> Answer + Send + Sync + 'static,
{
    let attempt = || store.inner().renew(&[]);
    let answer = store.call(CallKind::Ordinary, "ask", attempt).await;
    answer.map(drop)
}

#[tokio::test(start_paused = true)]
async fn transient_errors_are_retried_and_others_are_answers() {
    let store = guarded(|call| match call {
        1 | 2 => fails(StoreErrorKind::Unavailable),
        3 => succeeds(),
        _ => fails(StoreErrorKind::Conflict),
    });
    let began = Instant::now();
    call(&store).await.expect("the third attempt succeeds");
    assert_eq!(began.elapsed(), 2 * SECOND);
    for _ in 0..9 {
        let error = call(&store).await.expect_err("it conflicts");
        assert_eq!(error.kind(), StoreErrorKind::Conflict);
    }
    assert_eq!(
        store.breaker(),
        BreakerState::Closed,
        "a conflict is an answer"
    );
    let stats = store.stats();
    assert_eq!((stats.calls, stats.failures), (10, 9));
    assert_eq!((stats.retries, stats.refused), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_bounded() {
    let store = guarded(|call| match call {
        2 => succeeds(),
        _ => Box::pin(std::future::pending()),
    });
    let began = Instant::now();
    call(&store).await.expect("the second attempt succeeds");
    assert_eq!(began.elapsed(), 6 * SECOND);
    let error = call(&store).await.expect_err("no attempt ends");
    assert_eq!(error.kind(), StoreErrorKind::Timeout);
    assert_eq!(began.elapsed(), (6 + 3 * 5 + 2) * SECOND);
    let text = "store `script` failed to ask: the store did not answer in time: timed out after 5s";
    assert_eq!(format!("{error:?}"), text);
}

/// A call that waits for something other than an answer is not cut off.
#[tokio::test(start_paused = true)]
async fn a_waiting_call_has_no_timeout() {
    let store = guarded(|_| {
        Box::pin(async {
            sleep(MINUTE).await;
            Ok(Vec::new())
        })
    });
    let began = Instant::now();
    let attempt = || store.inner().renew(&[]);
    let answer = store.call(CallKind::Waiting, "wait", attempt).await;
    answer.expect("it ends in the end");
    assert_eq!(began.elapsed(), MINUTE);
}

/// A caller that waits for a shared breaker makes its call exactly at the end of the backoff.
#[tokio::test(start_paused = true)]
async fn a_call_can_wait_for_a_shared_breaker() {
    let answers = |call| match call {
        1..=4 => fails(StoreErrorKind::Unavailable),
        _ => succeeds(),
    };
    let store = Arc::new(Answers(answers, AtomicU32::new(0)));
    let breaker = Arc::new(Breaker::new(times(4), Backoff::Fixed(10 * SECOND)));
    let make = |policy| Guarded::behind("script", Arc::clone(&store), policy, Arc::clone(&breaker));
    let (refused, waits) = (make(policy()), make(policy().waits_for_breaker()));
    let began = Instant::now();
    assert!(call(&waits).await.is_err(), "three attempts");
    assert_eq!(began.elapsed(), 2 * SECOND);
    call(&waits)
        .await
        .expect("the fourth opens it, and the fifth waits");
    assert_eq!(began.elapsed(), 12 * SECOND);
    assert_eq!(refused.breaker(), BreakerState::Closed);
    assert_eq!((waits.stats().refused, refused.stats().calls), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn an_open_breaker_refuses_ordinary_calls_and_closes_again() {
    let store = guarded(|call| match call {
        1..=4 => fails(StoreErrorKind::Unavailable),
        _ => succeeds(),
    });
    assert!(call(&store).await.is_err(), "three failures");
    let error = call(&store).await.expect_err("the fourth one opens it");
    assert_eq!(store.breaker(), BreakerState::Open);
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    assert!(
        error.to_string().contains("the circuit breaker is open"),
        "{error}"
    );
    let began = Instant::now();
    let error = call(&store).await.expect_err("it is open");
    assert_eq!(error.store(), "script");
    assert_eq!(began.elapsed(), Duration::ZERO, "nothing is waited for");
    assert_eq!(
        store.inner().1.load(Ordering::Relaxed),
        4,
        "the store is left alone"
    );
    assert_eq!(store.stats().refused, 2);
    advance(10 * SECOND).await;
    call(&store).await.expect("the store has recovered");
    assert_eq!(store.breaker(), BreakerState::Closed);
}

#[tokio::test(start_paused = true)]
async fn renewals_and_releases_are_never_refused_by_an_open_breaker() {
    let store = guarded(|call| match call {
        1..=4 => fails(StoreErrorKind::Unavailable),
        _ => succeeds(),
    });
    for _ in 0..2 {
        assert!(call(&store).await.is_err());
    }
    assert_eq!(store.breaker(), BreakerState::Open);
    let lease = Lease::new(Uuid::now_v7(), ClaimId::new(), 1, MINUTE, Instant::now());
    let renewed = store.renew(std::slice::from_ref(&lease)).await;
    renewed.expect("a renewal goes through");
    store.release(&lease).await.expect("a release goes through");
    assert!(call(&store).await.is_err(), "others do not");
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_record_is_never_refused_by_an_open_breaker() {
    let memory = Arc::new(MemoryJournal::new());
    let journal = Guarded::with("journal", Arc::clone(&memory), policy());
    let head = JournalHead::new(Uuid::now_v7(), "saga", "Checkout", SystemTime::now());
    let begun = journal.begin(&head, ClaimId::new(), MINUTE).await;
    let Ok(JournalBegin::Granted(lease)) = begun else {
        panic!("the id is new");
    };
    for _ in 0..4 {
        let attempt = || fails(StoreErrorKind::Timeout);
        let failed = journal.call(CallKind::Ordinary, "ask", attempt).await;
        assert!(failed.is_err());
    }
    assert_eq!(journal.breaker(), BreakerState::Open);
    let running = journal.append(&lease, 0, &[b"step"], JournalStatus::Running);
    assert!(running.await.is_err(), "a step can wait");
    let completed = JournalStatus::finished("completed");
    let finished = journal.append(&lease, 0, &[b"end"], completed).await;
    finished.expect("an end goes through");
}

#[tokio::test(start_paused = true)]
async fn leased_records_are_renewed_finished_and_released_while_the_breaker_is_open() {
    let store = Guarded::with("records", Arc::new(MemoryStore::new()), policy());
    let request = |number| {
        let key = Key::from_bytes([number; 32]);
        ClaimRequest::new(key, ClaimId::new(), MINUTE)
    };
    let claimed = store.claim(&[request(1), request(2)]).await;
    let claimed = claimed.expect("the keys are new").into_iter();
    let leases: Vec<Lease<Key>> = claimed
        .map(|answer| match answer {
            Ok(RecordClaim::Granted { lease, .. }) => lease,
            other => panic!("the keys are new: {other:?}"),
        })
        .collect();
    for _ in 0..4 {
        let attempt = || fails(StoreErrorKind::Timeout);
        let failed = store.call(CallKind::Ordinary, "ask", attempt).await;
        assert!(failed.is_err());
    }
    assert_eq!(store.breaker(), BreakerState::Open);
    let refused = store.claim(&[request(3)]).await;
    assert!(refused.is_err(), "new work is refused");
    let renewed = store.renew(&leases).await.expect("a renewal goes through");
    assert_eq!(renewed, [Renewal::Renewed; 2]);
    let finish = FinishRequest::done(&leases[0], RecordValue::new(*b"value"));
    let finished = store
        .finish(&[finish])
        .await
        .expect("a result goes through");
    assert!(finished[0].is_ok());
    let released = store.release(&leases[1]).await;
    released.expect("a release goes through");
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_answer_was_lost_is_repeated() {
    let memory = Arc::new(MemoryJournal::new());
    let faulty = Faulty::new(Arc::clone(&memory), Fault::Fails);
    let journal = Guarded::with("journal", Arc::new(faulty), policy());
    let head = JournalHead::new(Uuid::now_v7(), "saga", "Checkout", SystemTime::now());
    let begun = journal.begin(&head, ClaimId::new(), MINUTE).await;
    let Ok(JournalBegin::Granted(lease)) = begun else {
        panic!("it is granted to the claim that began it: {begun:?}");
    };
    let completed = JournalStatus::finished("completed");
    let finished = journal.append(&lease, 0, &[b"end"], completed).await;
    finished.expect("it is recorded once, and answered the second time");
    assert_eq!(journal.stats().retries, 2);
    let record = memory.load(head.id).await.expect("it answers");
    assert_eq!(record.expect("it is there").entries, [b"end"]);
}

/// A call of a store that yields is polled once at a time, so other tasks run in between.
#[tokio::test(start_paused = true)]
async fn a_call_that_waits_is_polled_once_at_a_time() {
    let polls = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&polls);
    let store = guarded(move |_| {
        let polls = Arc::clone(&counted);
        Box::pin(poll_fn(move |cx| {
            cx.waker().wake_by_ref();
            match polls.fetch_add(1, Ordering::Relaxed) {
                0..3 => Poll::Pending,
                _ => Poll::Ready(Ok(Vec::new())),
            }
        }))
    });
    let mut call = pin!(call(&store));
    for expected in 1..=4 {
        let polled = poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx))).await;
        assert_eq!(polled.is_ready(), expected == 4);
        assert_eq!(polls.load(Ordering::Relaxed), expected);
    }
}

/// The call that finds out whether the store is back has the only pass, and does not wait for it.
#[tokio::test(start_paused = true)]
async fn a_policy_that_retries_panics_does_not_wait_for_itself() {
    let retry = Retry::new(times(3))
        .backoff(Backoff::Fixed(SECOND))
        .panics();
    let policy = policy()
        .retry(retry)
        .breaker(times(1), Backoff::Fixed(SECOND))
        .waits_for_breaker();
    let answers = |call| match call {
        1 => fails(StoreErrorKind::Unavailable),
        2 => Box::pin(async { panic!("the store is torn") }),
        _ => succeeds(),
    };
    let store = Arc::new(Answers(answers, AtomicU32::new(0)));
    let store = Guarded::with("script", store, policy);
    let answer = tokio::time::timeout(MINUTE, call(&store)).await;
    answer
        .expect("it waits for itself")
        .expect("the third attempt succeeds");
    // The breaker becomes half open again, for a new call.
    let breaker = Arc::new(Breaker::new(times(1), Backoff::Fixed(SECOND)));
    breaker.pass().expect("it is closed").failed();
    advance(2 * SECOND).await;
    let well = Arc::new(Answers(|_| succeeds(), AtomicU32::new(0)));
    let store = Guarded::behind("script", well, policy, breaker);
    let answer = tokio::time::timeout(MINUTE, call(&store)).await;
    answer
        .expect("it waits for itself")
        .expect("the store is well");
}

/// A panic at once, a panic after a wait, and a panic where the future is made.
#[tokio::test(start_paused = true)]
async fn a_store_that_panics_is_unavailable() {
    let store = guarded(|call| match call {
        1 => Box::pin(async { panic!("the store is torn") }),
        2 => Box::pin(async {
            sleep(SECOND).await;
            panic!("the store is torn")
        }),
        _ => panic!("the store is torn"),
    });
    for calls in 1..=3 {
        let error = call(&store).await.expect_err("the store panics");
        assert_eq!(error.kind(), StoreErrorKind::Unavailable);
        let text = "store `script` failed to ask: the store is unavailable: the code of the store panicked";
        assert_eq!(error.to_string(), text);
        let panicked = error.source().and_then(|source| source.downcast_ref());
        let message = NodePanic("the store is torn".to_owned());
        assert_eq!(panicked, Some(&message));
        assert_eq!(store.stats().failures, calls);
    }
    assert_eq!(store.breaker(), BreakerState::Closed);
    assert!(call(&store).await.is_err());
    assert_eq!(store.breaker(), BreakerState::Open, "a panic is a failure");
}

/// A call that panics when it is polled and when it is dropped.
struct Bursts(&'static str);

impl Future for Bursts {
    type Output = Result<Vec<Renewal>, StoreError>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0 {
            "at once" => panic!("polled"),
            "after an answer" => Poll::Ready(Ok(Vec::new())),
            _ => Poll::Pending,
        }
    }
}

impl Drop for Bursts {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_panics_when_it_is_dropped_is_contained() {
    let store = guarded(|call| match call {
        1 => Box::pin(Bursts("at once")),
        2 => Box::pin(Bursts("after an answer")),
        _ => Box::pin(Bursts("never")),
    });
    let error = call(&store).await.expect_err("it panics");
    let panicked = error.source().and_then(|source| source.downcast_ref());
    assert_eq!(panicked, Some(&NodePanic("polled".to_owned())));
    call(&store).await.expect("it answers");
    // All attempts time out.
    let error = call(&store).await.expect_err("it never answers");
    assert_eq!(error.kind(), StoreErrorKind::Timeout);
}

/// A call at a half-open breaker that fails returns its pass before it waits for the next one.
#[tokio::test(start_paused = true)]
async fn a_failed_call_at_a_half_open_breaker_does_not_wait_for_itself() {
    let policy = policy()
        .breaker(times(1), Backoff::Fixed(SECOND))
        .waits_for_breaker();
    for waits in [false, true] {
        let breaker = Arc::new(Breaker::new(times(1), Backoff::Fixed(SECOND)));
        breaker.pass().expect("it is closed").failed();
        advance(2 * SECOND).await;
        let fails_once = AtomicU32::new(0);
        let answers = move |_| match (fails_once.fetch_add(1, Ordering::Relaxed), waits) {
            (0, false) => fails(StoreErrorKind::Unavailable),
            (0, true) => Box::pin(async {
                sleep(SECOND).await;
                Err(StoreError::new(
                    StoreErrorKind::Unavailable,
                    "script",
                    "ask",
                ))
            }),
            _ => succeeds(),
        };
        let store = Arc::new(Answers(answers, AtomicU32::new(0)));
        let store = Guarded::behind("script", store, policy, breaker);
        let answer = tokio::time::timeout(MINUTE, call(&store)).await;
        answer
            .expect("it waits for itself")
            .expect("the second attempt succeeds");
    }
}

/// A store that waits needs a clock for its timeout.
#[test]
fn a_store_that_waits_fails_without_a_clock() {
    let store = guarded(|_| Box::pin(std::future::pending()));
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime can be built");
    let error = runtime.block_on(call(&store)).expect_err("no answer");
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    assert!(
        error.to_string().contains("the runtime has no clock"),
        "{error}"
    );
}
