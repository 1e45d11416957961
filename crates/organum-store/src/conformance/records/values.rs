//! The cases about recorded content.

use std::time::Duration;

use super::{
    super::{
        Subject,
        cases::{LONG, kind, poll_times},
    },
    claim, claimed, failure, finish, finished, granted, invalidate, key, listed, lookup, outlast,
    put, record, release, remove, request, status, text, value,
};
use crate::{
    FinishRequest, Lease, PutRequest, RecordClaim, RecordFilter, RecordLabels, RecordStatus,
    RecordValue, Store, StoreErrorKind, key::Key,
};

/// A value that uses the whole range of each field.
fn any_value() -> RecordValue {
    let mut value = RecordValue::new(vec![0, 1, 0xff, b'"', b'\\', b'\n']);
    value.format = u32::MAX - 1;
    value.fingerprint = u64::MAX - 2;
    value.version = u32::MAX - 3;
    value
}

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

/// Values can be recorded without a lease; `get` answers for each key, in order.
///
/// # Panics
/// If the store breaks this promise.
pub async fn what_is_put_is_returned<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let labels = RecordLabels::default().node("shop::price");
    let one = PutRequest::new(key(1), any_value())
        .input(key(77))
        .labels(labels.clone());
    for _ in 0..2 {
        put(&*store, one.clone())
            .await
            .expect("`put` takes any bytes");
    }
    put(&*store, PutRequest::new(key(2), value("two")).ttl(LONG))
        .await
        .expect("`put` answers");
    let found = store
        .get(&[key(2), key(3), key(1), key(2)])
        .await
        .expect("`get` answers");
    let values: Vec<_> = found
        .into_iter()
        .map(|found| found.expect("a record can be read").value().cloned())
        .collect();
    let expected = [
        Some(value("two")),
        None,
        Some(any_value()),
        Some(value("two")),
    ];
    assert_eq!(values, expected, "`get` answers for each key, in order");
    let summary = record(&*store, key(1)).await.summary;
    assert_eq!(
        summary.status,
        RecordStatus::Done,
        "a record that was put is done"
    );
    assert_eq!(
        (summary.input, summary.labels),
        (Some(key(77)), labels),
        "with its labels"
    );
    assert_eq!(
        summary.expires, None,
        "a record without a time to live does not expire"
    );
    let expires = record(&*store, key(2)).await.summary.expires;
    assert!(expires.is_some(), "a record with a time to live expires");
    put(&*store, PutRequest::new(key(1), value("new")))
        .await
        .expect("`put` answers");
    let summary = record(&*store, key(1)).await.summary;
    assert_eq!(
        text(&*store, key(1)).await,
        "new",
        "a later value replaces the earlier one"
    );
    assert_eq!(
        (summary.input, summary.labels),
        (None, RecordLabels::default()),
        "and its labels"
    );
    let hit = claim(&*store, &request(key(1), LONG)).await;
    assert_eq!(
        hit,
        RecordClaim::Done(value("new")),
        "a claim returns the value"
    );
}

/// Tests that the owner of this lease is refused.
async fn is_lost(store: &dyn Store, lease: &Lease<Key>, reason: &str) {
    let late = finish(store, FinishRequest::done(lease, value("late"))).await;
    let late = kind(late, &format!("a late result is refused after {reason}"));
    assert_eq!(
        late,
        StoreErrorKind::LeaseLost,
        "a late result after {reason}"
    );
}

/// A value that is put ends the lease of the record.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_put_takes_the_record<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let lease = claimed(&*store, key(1), LONG).await;
    put(&*store, PutRequest::new(key(1), value("put")))
        .await
        .expect("`put` answers");
    is_lost(&*store, &lease, "`put`").await;
    assert_eq!(
        text(&*store, key(1)).await,
        "put",
        "a late result changes nothing"
    );
    let epoch = record(&*store, key(1)).await.summary.epoch;
    assert!(epoch > lease.epoch(), "a put has a later epoch");
    remove(&*store, key(1)).await;
    let next = claimed(&*store, key(1), LONG).await;
    assert!(
        next.epoch() > epoch,
        "the next lease has a later epoch than the put"
    );
}

/// A value that was computed before an invalidation is refused, whoever records it.
///
/// # Panics
/// If the store breaks this promise.
pub async fn values_of_older_generations_are_refused<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let put_if = async |text: &str, generation| {
        put(
            &*store,
            PutRequest::new(key(1), value(text)).if_generation(generation),
        )
        .await
    };
    for is_there in [false, true] {
        let before = lookup(&*store, key(1)).await;
        assert_eq!(
            before.record.is_some(),
            is_there,
            "a record exists once it was put"
        );
        put_if("early", before.generation)
            .await
            .expect("the generation is the current one");
        let same = lookup(&*store, key(1)).await.generation;
        assert_eq!(
            same, before.generation,
            "a put does not change the generation"
        );
        put_if("same", same)
            .await
            .expect("the generation is the current one");
        invalidate(&*store, key(1)).await;
        let after = lookup(&*store, key(1)).await;
        assert_eq!(after.record, None, "an invalidated record is absent");
        assert!(
            after.generation > before.generation,
            "an invalidation is a new generation"
        );
        let late = kind(
            put_if("late", before.generation).await,
            "an older generation is refused",
        );
        assert_eq!(
            late,
            StoreErrorKind::Conflict,
            "another generation is a conflict"
        );
        let none = lookup(&*store, key(1)).await.record;
        assert_eq!(none, None, "a refused value is not recorded");
        put_if("new", after.generation)
            .await
            .expect("the generation is the current one");
        assert_eq!(
            text(&*store, key(1)).await,
            "new",
            "a new value is recorded"
        );
    }

    let lease = claimed(&*store, key(2), LONG).await;
    invalidate(&*store, key(2)).await;
    is_lost(&*store, &lease, "`invalidate`").await;
    assert_eq!(
        status(&*store, key(2)).await,
        None,
        "an invalidated record is absent"
    );
    let next = claimed(&*store, key(2), LONG).await;
    assert!(
        next.epoch() > lease.epoch(),
        "the next lease has a later epoch"
    );
    finished(&*store, &next, "new").await;
    is_lost(&*store, &lease, "`invalidate` and a new value").await;
}

/// The generation of a key does not start again after its record was removed, purged or has expired.
///
/// # Panics
/// If the store breaks this promise.
pub async fn generations_do_not_start_again<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let first = lookup(&*store, key(1)).await.generation;
    invalidate(&*store, key(1)).await;
    let put_short = PutRequest::new(key(1), value("one")).ttl(short);
    put(&*store, put_short.clone())
        .await
        .expect("`put` answers");
    remove(&*store, key(1)).await;
    put(&*store, put_short).await.expect("`put` answers");
    outlast(short).await;
    store.purge(usize::MAX).await.expect("`purge` answers");
    let after = lookup(&*store, key(1)).await.generation;
    assert!(
        after > first,
        "a generation does not start again: {after} follows {first}"
    );
    let late = PutRequest::new(key(1), value("late")).if_generation(first);
    let late = kind(
        put(&*store, late).await,
        "an older generation is refused for ever",
    );
    assert_eq!(
        late,
        StoreErrorKind::Conflict,
        "another generation is a conflict"
    );
    invalidate(&*store, key(1)).await;
    let last = lookup(&*store, key(1)).await.generation;
    assert!(last > after, "each invalidation is a new generation");
}

/// A removed record is gone, and its owner is refused.
///
/// # Panics
/// If the store breaks this promise.
pub async fn removed_records_are_gone<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let running = claimed(&*store, key(1), LONG).await;
    let done = claimed(&*store, key(2), LONG).await;
    finished(&*store, &done, "two").await;
    let kept = claimed(&*store, key(3), LONG).await;
    for _ in 0..2 {
        let removed = store.remove(&[key(1), key(9), key(2)]).await;
        removed.expect("`remove` answers, whether records exist or not");
    }
    let all = listed(&*store, &RecordFilter::all(), 9).await;
    let keys: Vec<Key> = all.iter().map(|one| one.key).collect();
    assert_eq!(
        keys,
        [key(3)],
        "removed records are not listed, and others stay"
    );
    for lease in [&running, &done] {
        is_lost(&*store, lease, "`remove`").await;
        assert_eq!(
            status(&*store, lease.id()).await,
            None,
            "a removed record is absent"
        );
        let (next, lapses) = granted(&*store, &request(lease.id(), LONG)).await;
        assert!(
            next.epoch() > lease.epoch(),
            "the next lease has a later epoch"
        );
        assert_eq!(lapses, 0, "a new record has no lapses");
        is_lost(&*store, lease, "`remove` and another grant").await;
    }
    finished(&*store, &kept, "three").await;
}

/// A result with a time to live expires: the record counts as absent then.
///
/// # Panics
/// If the store breaks this promise.
pub async fn results_expire<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let done = claimed(&*store, key(1), LONG).await;
    let failed = claimed(&*store, key(2), LONG).await;
    let kept = claimed(&*store, key(4), LONG).await;
    let request_done = FinishRequest::done(&done, value("one")).ttl(short);
    finish(&*store, request_done)
        .await
        .expect("`finish` answers");
    let request_failed = FinishRequest::failed(&failed, failure("two")).ttl(short);
    finish(&*store, request_failed)
        .await
        .expect("`finish` answers");
    let request_put = PutRequest::new(key(3), value("three")).ttl(short);
    put(&*store, request_put).await.expect("`put` answers");
    let request_kept = FinishRequest::done(&kept, value("four")).ttl(LONG);
    finish(&*store, request_kept)
        .await
        .expect("`finish` answers");
    outlast(short).await;
    for number in 1..=3 {
        let found = lookup(&*store, key(number)).await.record;
        assert_eq!(found, None, "an expired record is absent");
    }
    let all = listed(&*store, &RecordFilter::all(), 9).await;
    assert_eq!(all.len(), 1, "expired records are not listed");
    for lease in [&done, &failed] {
        let (next, lapses) = granted(&*store, &request(lease.id(), LONG)).await;
        assert!(
            next.epoch() > lease.epoch(),
            "the next lease has a later epoch"
        );
        assert_eq!(lapses, 0, "a new record has no lapses");
        is_lost(&*store, lease, "expiry and another grant").await;
    }
    claimed(&*store, key(3), LONG).await;
    let hit = claim(&*store, &request(key(4), LONG)).await;
    assert_eq!(
        hit,
        RecordClaim::Done(value("four")),
        "a record that has not expired stays"
    );
}

/// A record that is never finished expires only if its claim says so, after its lease or its release.
///
/// # Panics
/// If the store breaks this promise.
pub async fn unfinished_records_expire_if_claims_say_so<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let expiring = |number, length| request(key(number), length).keep_unfinished(short);
    granted(&*store, &expiring(1, short)).await;
    let (released, _) = granted(&*store, &expiring(2, LONG)).await;
    release(&*store, &released).await;
    granted(&*store, &expiring(3, LONG)).await;
    claimed(&*store, key(4), short).await;
    let released = claimed(&*store, key(5), LONG).await;
    release(&*store, &released).await;
    let (done, _) = granted(&*store, &expiring(6, LONG)).await;
    finished(&*store, &done, "six").await;
    outlast(2 * short).await;
    for number in 1..=2 {
        let found = lookup(&*store, key(number)).await.record;
        assert_eq!(
            found, None,
            "an unfinished record expires after the time of its claim"
        );
    }
    let expected = [
        (3, RecordStatus::Running),
        (4, RecordStatus::Running),
        (5, RecordStatus::Released),
        (6, RecordStatus::Done),
    ];
    for (number, expected) in expected {
        let found = status(&*store, key(number)).await;
        assert_eq!(found, Some(expected), "record {number} does not expire");
    }
}

/// `purge` deletes expired records, at most as many as requested, and no others.
///
/// # Panics
/// If the store breaks this promise.
pub async fn purging_deletes_expired_records_only<S: Subject<dyn Store>>(subject: &S) {
    const FAILURES: u64 = 50;
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let requests: Vec<_> = (0..FAILURES)
        .map(|number| request(key(number), LONG))
        .collect();
    let answers = store.claim(&requests).await.expect("`claim` answers");
    let failures: Vec<FinishRequest> = answers
        .into_iter()
        .map(|answer| match answer {
            Ok(RecordClaim::Granted { lease, .. }) => {
                FinishRequest::failed(&lease, failure("no answer")).ttl(short)
            }
            other => panic!("`claim` grants a new record, and answered {other:?}"),
        })
        .collect();
    let answers = store.finish(&failures).await.expect("`finish` answers");
    assert!(
        answers.iter().all(Result::is_ok),
        "`finish` succeeds for each owner"
    );
    let running = claimed(&*store, key(100), LONG).await;
    let lapsed = claimed(&*store, key(101), short).await;
    let kept = claimed(&*store, key(102), LONG).await;
    finished(&*store, &kept, "kept").await;
    outlast(short).await;
    let none = store.purge(0).await.expect("`purge` answers");
    assert_eq!(none, 0, "`purge` deletes at most as many as requested");
    let some = store.purge(3).await.expect("`purge` answers");
    assert!(some <= 3, "`purge` deletes at most as many as requested");
    while store.purge(20).await.expect("`purge` answers") > 0 {}
    assert_eq!(
        text(&*store, key(102)).await,
        "kept",
        "a record that has not expired stays"
    );
    for lease in [&running, &lapsed] {
        let found = status(&*store, lease.id()).await;
        assert_eq!(
            found,
            Some(RecordStatus::Running),
            "an unfinished record stays"
        );
    }
    let again = claimed(&*store, key(0), LONG).await;
    let before = failures[0].lease.epoch();
    assert!(
        again.epoch() > before,
        "epochs do not start again after a purge"
    );
}

/// Lists are pages in the order of keys, and contain each record as `get` returns it.
///
/// # Panics
/// If the store breaks this promise.
pub async fn lists_are_pages_in_the_order_of_keys<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let mut keys: Vec<Key> = (0..5).map(key).collect();
    for (number, key) in keys.iter().enumerate() {
        let lease = claimed(&*store, *key, LONG).await;
        if number == 0 {
            let failed = FinishRequest::failed(&lease, failure("no card")).ttl(LONG);
            finish(&*store, failed).await.expect("`finish` answers");
        } else if number < 4 {
            finished(&*store, &lease, "value").await;
        }
    }
    keys.sort();
    let all = listed(&*store, &RecordFilter::all(), 5).await;
    let found: Vec<Key> = all.iter().map(|one| one.key).collect();
    assert_eq!(
        found, keys,
        "`list` returns each record in the order of keys"
    );
    for mut summary in all {
        let mut record = record(&*store, summary.key).await.summary;
        // The time left passes.
        assert_eq!(
            summary.left.is_some(),
            record.left.is_some(),
            "a lease is listed"
        );
        (summary.left, record.left) = (None, None);
        assert_eq!(summary, record, "`list` and `get` return the same");
    }
    let none = store.list(&RecordFilter::all(), None, 0).await;
    assert_eq!(
        none.expect("`list` answers"),
        [],
        "none are listed if none are requested"
    );
}

/// A filter selects by each label and by the status.
///
/// # Panics
/// If the store breaks this promise.
pub async fn filters_choose<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let labels = RecordLabels::default().graph("A").node("a").execution("1");
    let all = [
        labels.clone(),
        labels.clone().graph("B"),
        labels.clone().node("b"),
        labels.clone().execution("2"),
        RecordLabels::default(),
    ];
    for (labels, number) in all.into_iter().zip(0..) {
        let (lease, _) = granted(&*store, &request(key(number), LONG).labels(labels)).await;
        match number {
            1 => finished(&*store, &lease, "value").await,
            2 => {
                let failed = FinishRequest::failed(&lease, failure("no card"));
                finish(&*store, failed).await.expect("`finish` answers");
            }
            3 => release(&*store, &lease).await,
            _ => {}
        }
    }
    let any = RecordFilter::all;
    let expected: [(RecordFilter, &[u64]); 9] = [
        (any(), &[0, 1, 2, 3, 4]),
        (any().graph("A"), &[0, 2, 3]),
        (any().node("a"), &[0, 1, 3]),
        (any().execution("1"), &[0, 1, 2]),
        (any().status(RecordStatus::Released), &[3]),
        (any().status(RecordStatus::Failed), &[2]),
        (any().finished(true), &[1, 2]),
        (any().finished(false), &[0, 3, 4]),
        (any().graph("A").node("a").finished(false), &[0, 3]),
    ];
    for (filter, numbers) in expected {
        let mut keys: Vec<Key> = numbers.iter().map(|number| key(*number)).collect();
        keys.sort();
        let found = listed(&*store, &filter, 5).await;
        let found: Vec<Key> = found.iter().map(|one| one.key).collect();
        assert_eq!(found, keys, "the records that match {filter:?}");
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
