//! The cases about recorded content.

use std::time::Duration;

use super::{
    super::{
        Subject,
        cases::{LONG, poll_times},
    },
    any_value, claim, claimed, failure, finish, finished, granted, invalidate, key, lookup,
    outlast, record, release, remove, request, status, text, value,
};
use crate::{
    FinishRequest, RecordClaim, RecordLabels, RecordStatus, RecordValue, Store, StoreErrorKind,
};

/// Values, failures, labels and fingerprints are returned exactly as they were given, whatever they
/// contain.
///
/// # Panics
/// If the store breaks this promise.
pub async fn what_is_finished_is_returned<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let labels = RecordLabels::default()
        .graph("Checkout \u{e4}")
        .node("shop::tax'")
        .execution("\u{1f980} \"7\"");
    let new = request(key(1), LONG).input(key(77)).labels(labels.clone());
    let (lease, lapses) = granted(&*store, &new).await;
    assert_eq!(lapses, 0, "a new record has no lapses");
    assert_eq!(lease.id(), key(1), "a lease names its record");
    assert_eq!(
        lease.owner(),
        new.claim,
        "the claim is the owner of the lease"
    );
    assert_eq!(
        lease.length(),
        LONG,
        "a lease has the length of the request"
    );
    let running = record(&*store, key(1)).await;
    assert_eq!(running.value, None, "a running record has no value");
    let running = running.summary;
    assert_eq!(
        running.status,
        RecordStatus::Running,
        "the status after a grant"
    );
    assert!(running.left.is_some(), "a running record has a lease");

    let done = FinishRequest::done(&lease, any_value());
    finish(&*store, done)
        .await
        .expect("`finish` takes any bytes");
    let hit = claim(&*store, &request(key(1), LONG)).await;
    assert_eq!(
        hit,
        RecordClaim::Done(any_value()),
        "a claim returns the value"
    );
    let found = record(&*store, key(1)).await;
    assert_eq!(
        found.value,
        Some(any_value()),
        "`get` returns the value as it was given"
    );
    let summary = found.summary;
    assert_eq!(summary.key, key(1), "`get` names the record");
    assert_eq!(
        summary.status,
        RecordStatus::Done,
        "the status after a value"
    );
    assert_eq!(
        (summary.owner, summary.epoch),
        (new.claim, lease.epoch()),
        "the last owner"
    );
    assert_eq!(
        summary.input,
        Some(key(77)),
        "the fingerprint as it was given"
    );
    assert_eq!(summary.labels, labels, "the labels as they were given");
    assert_eq!(
        (summary.left, summary.expires),
        (None, None),
        "no lease and no expiry"
    );
    assert_eq!(
        (summary.lapses, summary.failure),
        (0, None),
        "no lapse and no failure"
    );
    assert_eq!(
        summary.created, running.created,
        "a record keeps the time of its creation"
    );
    assert!(
        summary.changed >= running.changed,
        "a result is a later change"
    );

    let lease = claimed(&*store, key(2), LONG).await;
    let mut failed = failure("no \"card\" \u{e4}\n");
    failed.kind = "timed out".into();
    let request_failed = FinishRequest::failed(&lease, failed.clone()).ttl(LONG);
    finish(&*store, request_failed)
        .await
        .expect("`finish` takes a failure");
    let hit = claim(&*store, &request(key(2), LONG)).await;
    assert_eq!(
        hit,
        RecordClaim::Failed(failed.clone()),
        "a claim returns the failure"
    );
    let summary = record(&*store, key(2)).await.summary;
    assert_eq!(
        summary.status,
        RecordStatus::Failed,
        "the status after a failure"
    );
    assert_eq!(
        summary.failure,
        Some(failed),
        "`get` returns the failure as it was given"
    );
    assert!(
        summary.expires > Some(summary.changed),
        "a record with a time to live expires"
    );
}

/// A result is recorded once, and a repetition with the same lease succeeds.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_result_is_recorded_once<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let lease = claimed(&*store, key(1), LONG).await;
    for _ in 0..3 {
        finished(&*store, &lease, "one").await;
    }
    let before = record(&*store, key(1)).await;
    let failed = FinishRequest::failed(&lease, failure("late"));
    finish(&*store, failed)
        .await
        .expect("a finished record stays finished for its owner");
    finished(&*store, &lease, "two").await;
    release(&*store, &lease).await;
    let after = record(&*store, key(1)).await;
    assert_eq!(after, before, "a recorded result does not change");
    let again = claim(&*store, &request(key(1), LONG)).await;
    assert_eq!(
        again,
        RecordClaim::Done(value("one")),
        "the first result is recorded"
    );
}

/// A `finish` whose future is dropped at any poll has recorded its results completely or not at all, and
/// no later call sees the record change back.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_dropped_result_is_whole<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    for polls in 0.. {
        let key = key(polls);
        let lease = claimed(&*store, key, LONG).await;
        let requests = [FinishRequest::done(&lease, value("one"))];
        let ended = poll_times(store.finish(&requests), polls).await;
        match status(&*store, key).await {
            Some(RecordStatus::Done) => {
                assert_eq!(text(&*store, key).await, "one", "the value is complete");
            }
            Some(RecordStatus::Running) => {
                assert!(
                    ended.is_none(),
                    "a `finish` that succeeded has recorded its result"
                );
                finished(&*store, &lease, "two").await;
                assert_eq!(
                    text(&*store, key).await,
                    "two",
                    "a dropped call does not come later"
                );
            }
            other => panic!("a record is running or done, and not {other:?}"),
        }
        if ended.is_some() {
            return;
        }
    }
}

/// A value of a megabyte is recorded, or refused as too large with nothing changed.
///
/// # Panics
/// If the store breaks this promise.
pub async fn large_values_are_recorded_or_refused<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let lease = claimed(&*store, key(1), LONG).await;
    let small = claimed(&*store, key(2), LONG).await;
    let large = RecordValue::new(vec![b'x'; 1_000_000]);
    let requests = [
        FinishRequest::done(&lease, large.clone()),
        FinishRequest::done(&small, value("small")),
    ];
    let answers = store.finish(&requests).await.expect("`finish` answers");
    assert_eq!(
        text(&*store, key(2)).await,
        "small",
        "a large item does not affect others"
    );
    match &answers[0] {
        Ok(()) => {
            let found = record(&*store, key(1)).await.value;
            assert_eq!(found, Some(large), "a large value is returned completely");
        }
        Err(error) => {
            let kind = error.kind();
            assert_eq!(
                kind,
                StoreErrorKind::TooLarge,
                "a value that is not recorded"
            );
            let found = status(&*store, key(1)).await;
            assert_eq!(
                found,
                Some(RecordStatus::Running),
                "its record stays as it is"
            );
            finished(&*store, &lease, "one").await;
        }
    }
}

/// A store that outlives its handle has all records when it is opened again, including leases and
/// generations.
///
/// # Panics
/// If the store breaks this promise.
pub async fn what_is_recorded_outlives_the_handle<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let running = claimed(&*store, key(1), LONG).await;
    let done = claimed(&*store, key(2), LONG).await;
    finished(&*store, &done, "two").await;
    let released = claimed(&*store, key(3), LONG).await;
    release(&*store, &released).await;
    let lapsed = claimed(&*store, key(4), short).await;
    invalidate(&*store, key(5)).await;
    let generation = lookup(&*store, key(5)).await.generation;
    remove(&*store, claimed(&*store, key(6), LONG).await.id()).await;
    let last = claimed(&*store, key(7), Duration::from_hours(1)).await;
    remove(&*store, key(7)).await;
    outlast(short).await;
    let before = record(&*store, key(2)).await;
    drop(store);
    let Some(store) = subject.reopen().await else {
        return;
    };
    assert_eq!(
        record(&*store, key(2)).await,
        before,
        "a record outlives the handle"
    );
    let other = claim(&*store, &request(key(1), LONG)).await;
    let is_running = matches!(other, RecordClaim::Running { .. });
    assert!(
        is_running,
        "a lease outlives the handle: a claim answered {other:?}"
    );
    finished(&*store, &running, "one").await;
    finished(&*store, &done, "two").await;
    let (next, lapses) = granted(&*store, &request(key(3), LONG)).await;
    assert!(
        next.epoch() > released.epoch(),
        "epochs do not start again with a new handle"
    );
    assert_eq!(lapses, 0, "a released lease stays released");
    let (next, lapses) = granted(&*store, &request(key(4), LONG)).await;
    assert!(
        next.epoch() > lapsed.epoch(),
        "epochs do not start again with a new handle"
    );
    assert_eq!(lapses, 1, "a lease that ended stays so");
    let after = lookup(&*store, key(5)).await;
    assert_eq!(
        (after.record, after.generation),
        (None, generation),
        "a generation stays"
    );
    let next = claimed(&*store, key(7), LONG).await;
    assert!(
        next.epoch() > last.epoch(),
        "epochs of removed records do not start again"
    );
}
