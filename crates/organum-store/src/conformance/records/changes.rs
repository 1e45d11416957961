//! The cases about waiting for changes.

use std::{future::Future, sync::Arc, time::Duration};

use super::{
    super::{
        Subject,
        cases::{LONG, renew},
    },
    claimed, failure, finish, finished, invalidate, key, lookup, put, record, release, remove,
    request, value,
};
use crate::{
    FinishRequest, Lease, OnRunning, PutRequest, RecordSeen, RecordStatus, Renewal, Store, key::Key,
};

/// `changed` answers at once if the record differs from what was seen.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_difference_is_answered_at_once<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let lease = claimed(&*store, key(1), LONG).await;
    let done = claimed(&*store, key(2), LONG).await;
    finished(&*store, &done, "value").await;
    let running = lookup(&*store, key(1)).await.seen();
    let expected = RecordSeen {
        status: Some(RecordStatus::Running),
        epoch: lease.epoch(),
    };
    assert_eq!(running, expected, "the state of a running record");
    let older = RecordSeen {
        epoch: running.epoch - 1,
        ..running
    };
    let before = RecordSeen {
        status: Some(RecordStatus::Running),
        epoch: done.epoch(),
    };
    for (key, seen) in [
        (key(1), RecordSeen::ABSENT),
        (key(1), older),
        (key(2), before),
        (key(3), running),
    ] {
        let now = lookup(&*store, key).await.seen();
        for timeout in [Duration::ZERO, LONG] {
            let changed = noticed(store.changed(key, seen, timeout)).await;
            assert_eq!(changed, now, "the state of the record is returned");
        }
    }
}

/// Waits for a call that must not wait for its timeout.
async fn noticed<T>(call: impl Future<Output = Result<T, crate::StoreError>>) -> T {
    let answer = tokio::time::timeout(LONG / 2, call).await;
    let answer = answer.expect("`changed` returns before its timeout, since the record differs");
    answer.expect("`changed` answers")
}

/// A change of one kind.
#[derive(Clone, Copy, Debug)]
enum Change {
    Finish,
    Fail,
    Release,
    Take,
    Put,
    Invalidate,
    Remove,
}

impl Change {
    async fn apply(self, store: &dyn Store, lease: &Lease<Key>) {
        let key = lease.id();
        match self {
            Self::Finish => finished(store, lease, "value").await,
            Self::Fail => {
                let failed = FinishRequest::failed(lease, failure("no card"));
                finish(store, failed).await.expect("`finish` answers");
            }
            Self::Release => release(store, lease).await,
            Self::Take => {
                let take = request(key, LONG).on_running(OnRunning::Take);
                super::granted(store, &take).await;
            }
            Self::Put => {
                put(store, PutRequest::new(key, value("put")))
                    .await
                    .expect("`put` answers");
            }
            Self::Invalidate => invalidate(store, key).await,
            Self::Remove => remove(store, key).await,
        }
    }
}

/// Callers that wait notice each change of the record, and a caller that waits for an absent record its
/// claim.
///
/// # Panics
/// If the store breaks this promise.
pub async fn every_change_is_noticed<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let wait = |key: Key, seen: RecordSeen| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { noticed(store.changed(key, seen, LONG)).await })
    };
    // A claim whose future was dropped is released, and a caller may see that before the claim is repeated.
    let is_given_up =
        |seen: RecordSeen| subject.drops_futures() && seen.status == Some(RecordStatus::Released);
    let changes = [
        Change::Finish,
        Change::Fail,
        Change::Release,
        Change::Take,
        Change::Put,
        Change::Invalidate,
        Change::Remove,
    ];
    for (change, number) in changes.into_iter().zip(0..) {
        let lease = claimed(&*store, key(number), LONG).await;
        let seen = lookup(&*store, key(number)).await.seen();
        let waiting = [wait(key(number), seen), wait(key(number), seen)];
        tokio::task::yield_now().await;
        change.apply(&*store, &lease).await;
        let now = lookup(&*store, key(number)).await.seen();
        for waiting in waiting {
            let noticed = waiting
                .await
                .unwrap_or_else(|error| panic!("{change:?}: {error}"));
            assert_ne!(noticed, seen, "{change:?} is noticed");
            assert!(
                noticed.status == now.status || is_given_up(noticed),
                "{change:?} is noticed as it is: {noticed:?}, {now:?}"
            );
        }
    }
    let absent = wait(key(100), RecordSeen::ABSENT);
    tokio::task::yield_now().await;
    claimed(&*store, key(100), LONG).await;
    let seen = absent.await.expect("a grant is noticed");
    assert!(
        seen.status == Some(RecordStatus::Running) || is_given_up(seen),
        "a grant is noticed: {seen:?}"
    );
    put(&*store, PutRequest::new(key(101), value("one")))
        .await
        .expect("`put` answers");
    let seen = lookup(&*store, key(101)).await.seen();
    let replaced = wait(key(101), seen);
    tokio::task::yield_now().await;
    put(&*store, PutRequest::new(key(101), value("two")))
        .await
        .expect("`put` answers");
    assert_ne!(
        replaced.await.expect("another value is noticed"),
        seen,
        "a put is noticed"
    );
}

/// `changed` ends when its time has passed, when the lease has ended, and when the record has expired. A
/// renewal is not a change.
///
/// # Panics
/// If the store breaks this promise.
pub async fn waiting_ends_with_the_time_or_the_lease<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let long = claimed(&*store, key(1), LONG).await;
    let seen = lookup(&*store, key(1)).await.seen();
    let renewed = renew(&*store, &long).await;
    assert_eq!(
        renewed,
        Renewal::Renewed,
        "a lease that has not ended is renewed"
    );
    for timeout in [Duration::ZERO, short] {
        let changed = noticed(store.changed(key(1), seen, timeout)).await;
        assert_eq!(
            changed, seen,
            "a record that does not change is returned as it was seen"
        );
    }
    let absent = noticed(store.changed(key(9), RecordSeen::ABSENT, short)).await;
    assert_eq!(
        absent,
        RecordSeen::ABSENT,
        "an absent record is returned as it was seen"
    );

    claimed(&*store, key(2), short).await;
    let seen = lookup(&*store, key(2)).await.seen();
    let changed = noticed(store.changed(key(2), seen, LONG)).await;
    assert_eq!(changed, seen, "the end of a lease changes nothing");
    let summary = record(&*store, key(2)).await.summary;
    assert!(
        summary.has_lapsed(),
        "waiting lasts until the end of the lease: {summary:?}"
    );

    put(&*store, PutRequest::new(key(3), value("one")).ttl(short))
        .await
        .expect("`put` answers");
    let seen = lookup(&*store, key(3)).await.seen();
    let changed = noticed(store.changed(key(3), seen, LONG)).await;
    let is_absent = changed == RecordSeen::ABSENT || changed == seen;
    assert!(is_absent, "an expired record is absent, not {changed:?}");
}
