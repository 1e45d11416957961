//! Tests of the keeper under tokio's paused clock.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, advance, sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::LeaseKeeper;
use crate::{ClaimId, Lease, Leases, Renewal, StoreError, StoreErrorKind, StoreFuture};

const SECOND: Duration = Duration::from_secs(1);
const LENGTH: Duration = Duration::from_secs(30);

/// The answer to one call.
#[derive(Clone, Copy)]
enum Answer {
    All(Renewal),
    Fails(StoreErrorKind),
    Panics,
    Never,
    /// This lease is lost, and the others are renewed.
    Loses(Uuid),
    /// A call with this lease fails, whatever other leases it has.
    Poisoned(Uuid),
}

/// A store that gives these answers in order, and repeats the last one.
struct Script(Mutex<State>);

struct State {
    answers: VecDeque<Answer>,
    calls: Vec<(Instant, Vec<Uuid>)>,
    released: Vec<Uuid>,
}

impl Script {
    fn of(answers: &[Answer]) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            answers: answers.iter().copied().collect(),
            calls: Vec::new(),
            released: Vec::new(),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of leases in each call.
    fn sizes(&self) -> Vec<usize> {
        self.lock().calls.iter().map(|(_, ids)| ids.len()).collect()
    }

    /// The times at which the calls were made.
    fn times(&self, since: Instant) -> Vec<Duration> {
        let state = self.lock();
        state.calls.iter().map(|(at, _)| *at - since).collect()
    }
}

fn error(kind: StoreErrorKind) -> StoreError {
    StoreError::new(kind, "script", "renew leases")
}

impl Leases for Script {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        let mut state = self.lock();
        let ids: Vec<Uuid> = leases.iter().map(Lease::id).collect();
        state.calls.push((Instant::now(), ids.clone()));
        let answer = match state.answers.len() {
            1 => state.answers[0],
            _ => state.answers.pop_front().expect("there is an answer"),
        };
        drop(state);
        Box::pin(async move {
            match answer {
                Answer::All(renewal) => Ok(vec![renewal; ids.len()]),
                Answer::Fails(kind) => Err(error(kind)),
                Answer::Panics => panic!("expected"),
                Answer::Never => std::future::pending().await,
                Answer::Loses(one) => {
                    let answer = |id: &Uuid| {
                        if *id == one {
                            Renewal::Lost
                        } else {
                            Renewal::Renewed
                        }
                    };
                    Ok(ids.iter().map(answer).collect())
                }
                Answer::Poisoned(one) if ids.contains(&one) => Err(error(StoreErrorKind::TooLarge)),
                Answer::Poisoned(_) => Ok(vec![Renewal::Renewed; ids.len()]),
            }
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.lock().released.push(lease.id());
        Box::pin(std::future::ready(Ok(())))
    }
}

fn lease(length: Duration) -> Lease {
    Lease::new(Uuid::now_v7(), ClaimId::new(), 1, length, Instant::now())
}

const RENEWED: Answer = Answer::All(Renewal::Renewed);
const FAILS: Answer = Answer::Fails(StoreErrorKind::Unavailable);

#[tokio::test(start_paused = true)]
async fn a_lease_is_renewed_every_third_of_its_length() {
    let store = Script::of(&[RENEWED]);
    let keeper = LeaseKeeper::new(store.clone());
    let (token, began) = (CancellationToken::new(), Instant::now());
    let guard = keeper.hold(lease(LENGTH), token.clone());
    sleep(95 * SECOND).await;
    let times = store.times(began);
    let seconds: Vec<u64> = times.iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [10, 20, 30, 40, 50, 60, 70, 80, 90]);
    assert!(!token.is_cancelled() && !guard.is_lost());
    assert_eq!(guard.lease().ends_at(), began + 120 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn two_failures_with_two_thirds_left_do_not_end_it() {
    let store = Script::of(&[FAILS, FAILS, RENEWED]);
    let keeper = LeaseKeeper::new(store.clone());
    let (token, began) = (CancellationToken::new(), Instant::now());
    let guard = keeper.hold(lease(LENGTH), token.clone());
    sleep(35 * SECOND).await;
    assert!(!token.is_cancelled() && !guard.is_lost());
    assert!(guard.lease().remaining() > 15 * SECOND);
    let times = store.times(began);
    assert_eq!(times[0].as_secs(), 10);
    assert!(times[2] < 15 * SECOND, "it is soon retried: {times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_really_ended_cancels_the_token_and_not_before() {
    for answer in [
        FAILS,
        Answer::Never,
        Answer::Panics,
        Answer::All(Renewal::Skipped),
    ] {
        let store = Script::of(&[answer]);
        let keeper = LeaseKeeper::new(store.clone());
        let token = CancellationToken::new();
        let guard = keeper.hold(lease(LENGTH), token.clone());
        sleep(29 * SECOND + Duration::from_millis(990)).await;
        assert!(!token.is_cancelled() && !guard.is_lost());
        assert!(store.sizes().len() >= 2, "it is retried several times");
        sleep(Duration::from_millis(20)).await;
        assert!(token.is_cancelled() && guard.is_lost());
        assert!(guard.lease().has_ended());
    }
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_the_store_reports_lost_cancels_only_its_own_token() {
    let (lost, held) = (lease(LENGTH), lease(LENGTH));
    let store = Script::of(&[Answer::Loses(lost.id())]);
    let keeper = LeaseKeeper::new(store.clone());
    let tokens = [CancellationToken::new(), CancellationToken::new()];
    let first = keeper.hold(lost, tokens[0].clone());
    let second = keeper.hold(held, tokens[1].clone());
    sleep(11 * SECOND).await;
    assert!(first.is_lost() && tokens[0].is_cancelled());
    sleep(60 * SECOND).await;
    assert!(!second.is_lost() && !tokens[1].is_cancelled());
    assert_eq!(
        store.sizes()[..3],
        [2, 1, 1],
        "a lost lease is no longer renewed"
    );
}

#[tokio::test(start_paused = true)]
async fn a_skipped_lease_is_neither_renewed_nor_lost() {
    let store = Script::of(&[Answer::All(Renewal::Skipped), RENEWED]);
    let keeper = LeaseKeeper::new(store.clone());
    let (token, began) = (CancellationToken::new(), Instant::now());
    let guard = keeper.hold(lease(LENGTH), token.clone());
    sleep(10 * SECOND + Duration::from_millis(1)).await;
    assert_eq!(guard.lease().ends_at(), began + LENGTH, "it is not renewed");
    sleep(5 * SECOND).await;
    assert!(!token.is_cancelled());
    assert!(
        guard.lease().ends_at() > began + LENGTH,
        "it is asked for again soon"
    );
}

#[tokio::test(start_paused = true)]
async fn a_lease_counts_from_before_the_request_was_sent() {
    let store = Script::of(&[RENEWED]);
    let keeper = LeaseKeeper::new(store.clone());
    let sent = Instant::now();
    let granted = lease(LENGTH);
    advance(25 * SECOND).await; // the answer took that long
    let token = CancellationToken::new();
    let guard = keeper.hold(granted, token.clone());
    sleep(Duration::from_millis(1)).await;
    assert_eq!(store.sizes(), [1], "it is renewed at once");
    assert_eq!(guard.lease().ends_at(), sent + 55 * SECOND);
    // An ended lease is not renewed.
    let granted = lease(LENGTH);
    advance(LENGTH).await;
    let late = CancellationToken::new();
    let ended = keeper.hold(granted, late.clone());
    sleep(Duration::from_millis(1)).await;
    assert!(late.is_cancelled() && ended.is_lost());
}

#[tokio::test(start_paused = true)]
async fn many_leases_are_renewed_in_one_call_and_come_and_go() {
    let store = Script::of(&[RENEWED]);
    let keeper = LeaseKeeper::new(store.clone());
    let mut guards = Vec::new();
    for _ in 0..50 {
        guards.push(keeper.hold(lease(LENGTH), CancellationToken::new()));
        sleep(Duration::from_millis(40)).await;
    }
    sleep(9 * SECOND).await;
    assert_eq!(
        store.sizes(),
        [50],
        "leases that are nearly due are renewed in the same call"
    );
    guards.truncate(20);
    assert_eq!(keeper.len(), 20);
    sleep(10 * SECOND).await;
    assert_eq!(store.sizes()[1..], [20]);
    drop(guards);
    assert!(keeper.is_empty());
    sleep(100 * SECOND).await;
    assert_eq!(store.sizes().len(), 2, "no lease is renewed any more");
    let guard = keeper.hold(lease(LENGTH), CancellationToken::new());
    sleep(11 * SECOND).await;
    assert_eq!(store.sizes().len(), 3, "a new one is renewed again");
    drop(guard);
}

#[tokio::test(start_paused = true)]
async fn a_short_lease_does_not_wait_for_a_long_one() {
    let store = Script::of(&[Answer::Never, RENEWED]);
    let keeper = LeaseKeeper::new(store.clone());
    let token = CancellationToken::new();
    let long = keeper.hold(lease(LENGTH), token.clone());
    sleep(11 * SECOND).await;
    assert_eq!(store.sizes(), [1], "its renewal hangs");
    let short = keeper.hold(lease(SECOND), token.clone());
    sleep(15 * SECOND).await;
    assert!(!short.is_lost() && !long.is_lost() && !token.is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn one_lease_that_is_refused_does_not_cost_the_others_theirs() {
    let (bad, good) = (lease(LENGTH), lease(LENGTH));
    let store = Script::of(&[Answer::Poisoned(bad.id())]);
    let keeper = LeaseKeeper::new(store.clone());
    let tokens = [CancellationToken::new(), CancellationToken::new()];
    let _bad = keeper.hold(bad, tokens[0].clone());
    let _good = keeper.hold(good, tokens[1].clone());
    sleep(100 * SECOND).await;
    assert!(tokens[0].is_cancelled() && !tokens[1].is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn a_lease_is_given_back() {
    let store = Script::of(&[RENEWED]);
    let keeper = LeaseKeeper::new(store.clone());
    let held = lease(LENGTH);
    let (id, token) = (held.id(), CancellationToken::new());
    let guard = keeper.hold(held, token.clone());
    sleep(11 * SECOND).await;
    guard.release().await.expect("the store answers");
    assert_eq!(store.lock().released, [id]);
    sleep(60 * SECOND).await;
    assert_eq!(store.sizes(), [1]);
    assert!(!token.is_cancelled(), "it was given back, not lost");
}

/// A keeper that several runtimes use one after the other renews in each of them.
#[test]
fn a_keeper_continues_in_another_runtime() {
    let store = Script::of(&[RENEWED]);
    let keeper = LeaseKeeper::new(store.clone());
    for round in 1..3 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("there are threads");
        runtime.block_on(async {
            let guard = keeper.hold(lease(LENGTH), CancellationToken::new());
            sleep(11 * SECOND).await;
            assert!(!guard.is_lost());
        });
        assert_eq!(store.sizes().len(), round);
    }
}
