//! Tests of the calls that are made for concurrent claims and waiting callers.

use std::{sync::Arc, time::Duration};

use tokio::task::yield_now;

use super::SingleFlight;
use crate::{
    BatchBounds, Batched, ClaimId, ClaimRequest, FinishRequest, Lease, MemoryStore, OnRunning,
    RecordClaim, RecordStatus, RecordValue, Store, StoreError,
    conformance::{Fault, Faulty, poll_times},
    key::Key,
};

const MINUTE: Duration = Duration::from_mins(1);

/// Claims through a batcher wait at least once, so they meet in one flight.
type Front = SingleFlight<Faulty<Arc<Batched<MemoryStore>>>>;

fn front(fault: Fault) -> Front {
    let batched = Batched::new(Arc::new(MemoryStore::new()), BatchBounds::default());
    SingleFlight::new(Arc::new(Faulty::new(Arc::new(batched), fault)))
}

/// A store without a fault.
fn sound() -> Front {
    front(Fault::RefusesCall(u64::MAX))
}

fn key(number: u8) -> Key {
    Key::from_bytes([number; 32])
}

fn request(number: u8) -> ClaimRequest {
    ClaimRequest::new(key(number), ClaimId::new(), MINUTE)
}

async fn send(store: &Front, request: &ClaimRequest) -> Result<RecordClaim, StoreError> {
    store.claim(std::slice::from_ref(request)).await?.remove(0)
}

async fn claimed(store: &Front, request: &ClaimRequest) -> Lease<Key> {
    match send(store, request).await {
        Ok(RecordClaim::Granted { lease, .. }) => lease,
        other => panic!("the key is free: {other:?}"),
    }
}

async fn finish(store: &Front, lease: &Lease<Key>) {
    let request = FinishRequest::done(lease, RecordValue::new(*b"value"));
    let finished = store
        .finish(&[request])
        .await
        .expect("it answers")
        .remove(0);
    finished.expect("it has the lease");
}

#[tokio::test(start_paused = true)]
async fn concurrent_claims_of_one_key_are_one_call() {
    let store = sound();
    let claims: Vec<_> = (0..64)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                loop {
                    match send(&store, &request(1)).await {
                        Ok(RecordClaim::Granted { lease, .. }) => finish(&store, &lease).await,
                        Ok(RecordClaim::Running { seen, left, .. }) => {
                            let changed = store.changed(key(1), seen, left).await;
                            assert_ne!(changed.expect("it answers"), seen);
                        }
                        Ok(RecordClaim::Done(value)) => return value,
                        other => panic!("the key is free, running or done: {other:?}"),
                    }
                }
            })
        })
        .collect();
    for claim in claims {
        let value = claim.await.expect("it does not panic");
        assert_eq!(*value.bytes, *b"value");
    }
    // Of 64 callers: a claim and its result, one call that waits and is repeated after the result, and
    // one claim that all callers share afterwards, after that of the owner.
    let calls = store.inner().calls();
    assert!(calls <= 8, "{calls} calls");
}

#[tokio::test(start_paused = true)]
async fn claims_that_ask_for_something_else_are_sent_by_themselves() {
    let store = sound();
    let first = request(1).input(key(8));
    let other_input = request(1).input(key(9));
    let take = request(1).input(key(8)).on_running(OnRunning::Take);
    let (first, other, taken) = tokio::join!(
        biased;
        send(&store, &first),
        send(&store, &other_input),
        send(&store, &take),
    );
    assert!(matches!(first, Ok(RecordClaim::Granted { .. })));
    assert!(matches!(other, Ok(RecordClaim::Mismatch)));
    assert!(matches!(taken, Ok(RecordClaim::Granted { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_claim_that_is_repeated_is_not_told_of_itself() {
    let store = sound();
    let (mine, other) = (request(1), request(1));
    let lease = claimed(&store, &mine).await;
    // Another claim is sent first, and the repetition waits for its answer.
    let (other, again) = tokio::join!(biased; send(&store, &other), send(&store, &mine));
    assert!(matches!(other, Ok(RecordClaim::Running { .. })));
    match again {
        Ok(RecordClaim::Granted { lease: again, .. }) => assert_eq!(again, lease),
        other => panic!("the claim has the record: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_claim_is_sent_if_the_first_one_is_dropped() {
    let store = sound();
    let first = request(1);
    let mut dropped = Box::pin(send(&store, &first));
    assert!(futures_util::poll!(dropped.as_mut()).is_pending());
    let second = request(1);
    let mut waiting = Box::pin(send(&store, &second));
    assert!(futures_util::poll!(waiting.as_mut()).is_pending());
    drop(dropped);
    match waiting.await {
        Ok(RecordClaim::Granted { lease, .. }) => assert_eq!(lease.owner(), second.claim),
        other => panic!("the first claim is given up: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_releases_what_it_was_granted() {
    let store = sound();
    // The flight of the key 2 lasts until it is polled again.
    let other = request(2);
    let mut open = Box::pin(send(&store, &other));
    assert!(futures_util::poll!(open.as_mut()).is_pending());
    let both = [request(1), request(2)];
    let claims = tokio::time::timeout(Duration::from_secs(1), store.claim(&both)).await;
    assert!(claims.is_err(), "the second key is awaited");
    for _ in 0..20 {
        yield_now().await;
    }
    let found = store.get(&[key(1)]).await.expect("it answers").remove(0);
    let seen = found.expect("it can be read").seen();
    assert_eq!(seen.status, Some(RecordStatus::Released));
}

#[tokio::test(start_paused = true)]
async fn an_error_is_shared_and_the_next_claim_is_sent() {
    let store = front(Fault::RefusesCall(0));
    let (one, two) = (request(1), request(1));
    let (first, second) = tokio::join!(biased; send(&store, &one), send(&store, &two));
    assert!(first.is_err_and(|error| error.is_transient()));
    let is_alike = second.is_ok() || second.is_err_and(|error| error.is_transient());
    assert!(is_alike);
    claimed(&store, &request(2)).await;
}

#[tokio::test(start_paused = true)]
async fn callers_that_wait_share_a_call_and_leave_nothing() {
    let store = sound();
    let lease = claimed(&store, &request(1)).await;
    let found = store.get(&[key(1)]).await.expect("it answers").remove(0);
    let seen = found.expect("it can be read").seen();
    let calls = store.inner().calls();
    let waiting: Vec<_> = (0..10)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.changed(key(1), seen, MINUTE).await })
        })
        .collect();
    for polls in 0..3 {
        let wait = store.changed(key(1), seen, Duration::from_secs(1));
        poll_times(wait, polls).await;
    }
    assert_eq!(
        store.inner().calls(),
        calls + 2,
        "one call, and one at the end of the time"
    );
    finish(&store, &lease).await;
    for waiting in waiting {
        let changed = waiting
            .await
            .expect("it does not panic")
            .expect("it answers");
        assert_eq!(changed.status, Some(RecordStatus::Done));
    }
    assert!(
        store.inner.watches.is_empty(),
        "nothing is left of callers that have waited"
    );
}
