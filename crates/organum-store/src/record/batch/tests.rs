//! Tests of the batches that are sent, over a store that records its calls.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Semaphore, task::yield_now};

use super::{BatchBounds, Batched};
use crate::{
    ClaimId, ClaimRequest, FinishRequest, Lease, Leases, MemoryStore, PutRequest, RecordClaim,
    RecordFilter, RecordLookup, RecordSeen, RecordStatus, RecordSummary, RecordValue, Renewal,
    Store, StoreAnswers, StoreError, StoreErrorKind, StoreFuture, conformance::poll_times,
    key::Key,
};

const MINUTE: Duration = Duration::from_mins(1);

/// A store whose calls wait for permits, and are recorded with their numbers of items.
struct Gate {
    store: MemoryStore,
    permits: Semaphore,
    calls: Mutex<Vec<(&'static str, usize)>>,
    /// Calls panic.
    panics: AtomicBool,
}

impl Gate {
    fn new(permits: usize) -> Arc<Self> {
        Arc::new(Self {
            store: MemoryStore::new(),
            permits: Semaphore::new(permits),
            calls: Mutex::default(),
            panics: AtomicBool::new(false),
        })
    }

    fn open() -> Arc<Self> {
        Self::new(Semaphore::MAX_PERMITS)
    }

    fn calls(&self) -> Vec<(&'static str, usize)> {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut calls)
    }

    fn record(&self, call: &'static str, items: usize) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.push((call, items));
    }

    async fn pass(&self, call: &'static str, items: usize) {
        self.record(call, items);
        assert!(
            !self.panics.load(Ordering::Relaxed),
            "the store is asked to panic"
        );
        let permit = self.permits.acquire().await.expect("it is never closed");
        permit.forget();
    }
}

fn has(key: &Key, number: u8) -> bool {
    key.as_bytes()[0] == number
}

impl Leases<Lease<Key>> for Gate {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move {
            self.pass("renew", leases.len()).await;
            self.store.renew(leases).await
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.pass("release", 1).await;
            self.store.release(lease).await
        })
    }
}

impl Store for Gate {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        Box::pin(async move {
            self.pass("claim", requests.len()).await;
            self.store.claim(requests).await
        })
    }

    /// Refuses each call that contains a value of the key 255.
    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        Box::pin(async move {
            self.pass("finish", requests.len()).await;
            if requests.iter().any(|request| has(&request.lease.id(), 255)) {
                let kind = StoreErrorKind::Refused;
                return Err(StoreError::new(kind, "gate", "finish records"));
            }
            self.store.finish(requests).await
        })
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        self.store.changed(key, seen, timeout)
    }

    /// Answers only for the first key.
    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        Box::pin(async move {
            self.pass("get", keys.len()).await;
            self.store.get(&keys[..1]).await
        })
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        Box::pin(async move {
            self.pass("put", requests.len()).await;
            self.store.put(requests).await
        })
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.store.invalidate(keys)
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.store.remove(keys)
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        self.store.list(filter, after, limit)
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        self.store.purge(limit)
    }
}

fn key(number: u8) -> Key {
    Key::from_bytes([number; 32])
}

fn batched(gate: &Arc<Gate>, bounds: BatchBounds) -> Batched<Gate> {
    Batched::new(Arc::clone(gate), bounds)
}

fn request(number: u8) -> ClaimRequest {
    ClaimRequest::new(key(number), ClaimId::new(), MINUTE)
}

async fn claim(store: &Batched<Gate>, number: u8) -> Result<RecordClaim, StoreError> {
    store.claim(&[request(number)]).await?.remove(0)
}

async fn claimed(store: &Batched<Gate>, number: u8) -> Lease<Key> {
    match claim(store, number).await {
        Ok(RecordClaim::Granted { lease, .. }) => lease,
        other => panic!("the key is free: {other:?}"),
    }
}

async fn finish(store: &Batched<Gate>, lease: &Lease<Key>, size: usize) -> Result<(), StoreError> {
    let value = RecordValue::new(vec![0; size]);
    let request = FinishRequest::done(lease, value);
    store.finish(&[request]).await?.remove(0)
}

async fn status(gate: &Gate, number: u8) -> Option<RecordStatus> {
    let found = gate
        .store
        .get(&[key(number)])
        .await
        .expect("it answers")
        .remove(0);
    found.expect("it can be read").seen().status
}

/// Lets the tasks of the runtime go on until all of them wait.
async fn settle() {
    for _ in 0..50 {
        yield_now().await;
    }
}

/// Spawns claims of these keys.
fn spawn(
    store: &Batched<Gate>,
    numbers: std::ops::Range<u8>,
) -> Vec<tokio::task::JoinHandle<Result<RecordClaim, StoreError>>> {
    let claims = numbers.map(|number| {
        let store = store.clone();
        tokio::spawn(async move { claim(&store, number).await })
    });
    claims.collect()
}

#[tokio::test(start_paused = true)]
async fn calls_that_arrive_during_a_call_are_sent_together() {
    let gate = Gate::new(0);
    let store = batched(&gate, BatchBounds::default());
    let first = spawn(&store, 0..1);
    settle().await;
    let others = spawn(&store, 1..40);
    settle().await;
    assert_eq!(gate.calls(), [("claim", 1)], "one call at a time");
    gate.permits.add_permits(2);
    for claim in first.into_iter().chain(others) {
        claim
            .await
            .expect("it does not panic")
            .expect("it is granted");
    }
    assert_eq!(
        gate.calls(),
        [("claim", 39)],
        "the others are sent together"
    );
}

#[tokio::test(start_paused = true)]
async fn batches_keep_to_their_bounds() {
    let gate = Gate::open();
    let bounds = BatchBounds::default().rows(16).bytes(100_000);
    let store = batched(&gate, bounds);
    let requests: Vec<ClaimRequest> = (0..40).map(request).collect();
    let answers = store.claim(&requests).await.expect("it answers");
    assert_eq!(gate.calls(), [("claim", 16), ("claim", 16), ("claim", 8)]);
    let finishes: Vec<FinishRequest> = answers
        .into_iter()
        .zip([10, 10, 200_000, 10, 60_000, 60_000])
        .filter_map(|(answer, size)| match answer {
            Ok(RecordClaim::Granted { lease, .. }) => {
                Some(FinishRequest::done(&lease, RecordValue::new(vec![0; size])))
            }
            _ => None,
        })
        .collect();
    assert_eq!(finishes.len(), 6, "each claim is granted");
    let answers = store.finish(&finishes).await.expect("it answers");
    assert!(answers.iter().all(Result::is_ok));
    let expected = [("finish", 2), ("finish", 1), ("finish", 2), ("finish", 1)];
    assert_eq!(gate.calls(), expected, "a large value is sent alone");
}

#[tokio::test(start_paused = true)]
async fn several_calls_are_made_at_once_if_allowed_and_never_for_one_key() {
    let gate = Gate::new(0);
    let store = batched(&gate, BatchBounds::default().rows(1).concurrent(3));
    let claims = spawn(&store, 0..5);
    let same = spawn(&store, 0..1);
    settle().await;
    assert_eq!(gate.calls(), [("claim", 1); 3]);
    gate.permits.add_permits(6);
    for claim in claims {
        let granted = claim.await.expect("it does not panic");
        assert!(matches!(granted, Ok(RecordClaim::Granted { .. })));
    }
    for claim in same {
        let running = claim.await.expect("it does not panic");
        assert!(matches!(running, Ok(RecordClaim::Running { .. })));
    }
}

#[tokio::test(start_paused = true)]
async fn calls_for_one_key_keep_their_order() {
    let gate = Gate::new(1);
    let store = batched(&gate, BatchBounds::default().concurrent(4));
    let lease = claimed(&store, 1).await;
    let value = RecordValue::new(*b"put");
    let puts = [PutRequest::new(key(2), value)];
    let busy = poll_times(store.put(&puts), 1).await;
    assert!(busy.is_none());
    let keys = [key(1)];
    let calls = async {
        // The first call is polled first.
        tokio::join!(biased; finish(&store, &lease, 3), store.remove(&keys), claim(&store, 1))
    };
    let open = async {
        settle().await;
        gate.permits.add_permits(10);
    };
    let ((finished, removed, claimed), ()) = tokio::join!(calls, open);
    finished.expect("the record is finished before it is removed");
    removed.expect("it answers");
    let is_granted = matches!(claimed, Ok(RecordClaim::Granted { .. }));
    assert!(
        is_granted,
        "the record is removed before it is claimed: {claimed:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_bad_item_fails_alone() {
    let gate = Gate::open();
    let store = batched(&gate, BatchBounds::default());
    let requests: Vec<ClaimRequest> = [1, 2, 255, 3, 4].into_iter().map(request).collect();
    let answers = store.claim(&requests).await.expect("it answers");
    let finishes: Vec<FinishRequest> = answers
        .into_iter()
        .filter_map(|answer| match answer {
            Ok(RecordClaim::Granted { lease, .. }) => {
                Some(FinishRequest::done(&lease, RecordValue::new(*b"value")))
            }
            _ => None,
        })
        .collect();
    let answers = store.finish(&finishes).await.expect("it answers");
    let failed: Vec<bool> = answers.iter().map(Result::is_err).collect();
    assert_eq!(failed, [false, false, true, false, false]);
    for number in 1..=4 {
        assert_eq!(status(&gate, number).await, Some(RecordStatus::Done));
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_that_was_not_sent_is_not_made() {
    let gate = Gate::new(0);
    let store = batched(&gate, BatchBounds::default());
    let first = spawn(&store, 0..1);
    settle().await;
    for polls in 0..3 {
        let requests = [request(1), request(2)];
        let claim = store.claim(&requests);
        let dropped = tokio::time::timeout(Duration::from_secs(1), poll_times(claim, polls)).await;
        assert!(
            !matches!(dropped, Ok(Some(_))),
            "the store does not answer yet"
        );
    }
    gate.permits.add_permits(100);
    for claim in first {
        claim
            .await
            .expect("it does not panic")
            .expect("it is granted");
    }
    settle().await;
    assert_eq!(gate.calls(), [("claim", 1)]);
    assert_eq!(status(&gate, 1).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_grant_that_nobody_waits_for_is_released() {
    let gate = Gate::new(0);
    let store = batched(&gate, BatchBounds::default());
    // Dropped before the answer arrives.
    let sent = spawn(&store, 1..2).remove(0);
    settle().await;
    sent.abort();
    settle().await;
    gate.permits.add_permits(100);
    settle().await;
    assert_eq!(gate.calls(), [("claim", 1), ("release", 1)]);
    assert_eq!(status(&gate, 1).await, Some(RecordStatus::Released));
    // Dropped after the answer has arrived.
    let requests = [request(1), request(2)];
    let mut claim = store.claim(&requests);
    let polled = futures_util::poll!(claim.as_mut());
    assert!(polled.is_pending());
    settle().await;
    drop(claim);
    settle().await;
    let calls: BTreeSet<_> = gate.calls().into_iter().collect();
    assert!(
        calls.contains(&("claim", 2)) && calls.len() == 2,
        "{calls:?}"
    );
    for number in [1, 2] {
        assert_eq!(status(&gate, number).await, Some(RecordStatus::Released));
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_result_is_recorded() {
    let gate = Gate::new(1);
    let store = batched(&gate, BatchBounds::default());
    let lease = claimed(&store, 1).await;
    let busy = spawn(&store, 0..1);
    settle().await;
    let dropped = poll_times(finish(&store, &lease, 3), 1).await;
    assert!(dropped.is_none());
    gate.permits.add_permits(100);
    for claim in busy {
        claim
            .await
            .expect("it does not panic")
            .expect("it is granted");
    }
    settle().await;
    assert_eq!(status(&gate, 1).await, Some(RecordStatus::Done));
}

#[tokio::test(start_paused = true)]
async fn renewals_are_sent_before_calls_that_wait() {
    let gate = Gate::new(1);
    let store = batched(&gate, BatchBounds::default());
    let lease = claimed(&store, 1).await;
    let busy = spawn(&store, 2..3);
    settle().await;
    let waiting = spawn(&store, 3..5);
    settle().await;
    gate.calls();
    let (renewed, ()) = tokio::join!(store.renew(std::slice::from_ref(&lease)), async {
        settle().await;
        gate.permits.add_permits(100);
    });
    assert_eq!(renewed.expect("it answers"), [Renewal::Renewed]);
    for claim in busy.into_iter().chain(waiting) {
        claim
            .await
            .expect("it does not panic")
            .expect("it is granted");
    }
    assert_eq!(gate.calls(), [("renew", 1), ("claim", 2)]);
}

#[tokio::test(start_paused = true)]
async fn missing_answers_and_panics_are_errors_and_the_next_call_is_made() {
    let gate = Gate::open();
    let store = batched(&gate, BatchBounds::default());
    let found = store
        .get(&[key(1), key(2)])
        .await
        .expect("one of them is answered");
    assert!(found[0].is_ok());
    let kind = found[1].as_ref().expect_err("it is not answered").kind();
    assert_eq!(kind, StoreErrorKind::Unavailable);
    gate.panics.store(true, Ordering::Relaxed);
    let panicked = claim(&store, 1).await.expect_err("the store panics");
    assert_eq!(panicked.kind(), StoreErrorKind::Unavailable);
    gate.panics.store(false, Ordering::Relaxed);
    claimed(&store, 1).await;
}

#[test]
fn a_runtime_that_ends_during_a_call_does_not_block_the_next_one() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.build().expect("a runtime can be made")
    };
    let gate = Gate::new(0);
    let store = batched(&gate, BatchBounds::default());
    runtime().block_on(async {
        let sent = spawn(&store, 1..2);
        settle().await;
        assert_eq!(gate.calls(), [("claim", 1)]);
        drop(sent);
    });
    gate.permits.add_permits(100);
    runtime().block_on(async {
        claimed(&store, 1).await;
    });
}
