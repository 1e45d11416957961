//! The cases about removal, expiry and purging.

use super::{
    super::{Subject, cases::LONG},
    claim, claimed, failure, finish, finished, granted, is_lost, key, listed, lookup, outlast, put,
    release, request, status, text, value,
};
use crate::{FinishRequest, PutRequest, RecordClaim, RecordFilter, RecordStatus, Store, key::Key};

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
