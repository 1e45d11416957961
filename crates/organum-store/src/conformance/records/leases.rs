//! The cases about leases.

use std::time::Duration;

use super::{
    super::{
        Subject,
        cases::{LONG, kind, renew},
    },
    claim, claimed, failure, finish, finished, granted, invalidate, key, outlast, put, record,
    release, remove, request, text, value,
};
use crate::{
    ClaimId, FinishRequest, Lease, OnLapsed, OnRunning, PutRequest, RecordClaim, Renewal, Store,
    StoreErrorKind, key::Key,
};

/// Every operation of this owner is refused and changes nothing.
async fn refuses(store: &dyn Store, lease: &Lease<Key>) {
    let mut before = record(store, lease.id()).await;
    for late in [
        FinishRequest::done(lease, value("late")),
        FinishRequest::failed(lease, failure("late")).ttl(Duration::from_secs(1)),
    ] {
        let late = kind(
            finish(store, late).await,
            "a result with an older epoch is refused",
        );
        assert_eq!(
            late,
            StoreErrorKind::LeaseLost,
            "a result with an older epoch"
        );
    }
    let renewed = renew(store, lease).await;
    assert_eq!(
        renewed,
        Renewal::Lost,
        "a lease with an older epoch is lost"
    );
    release(store, lease).await;
    let mut after = record(store, lease.id()).await;
    assert_eq!(
        after.summary.left.is_some(),
        before.summary.left.is_some(),
        "a late release does not end another lease"
    );
    (before.summary.left, after.summary.left) = (None, None);
    assert_eq!(after, before, "a refused call changes nothing");
}

/// A record has one owner at a time, until the lease is released.
///
/// # Panics
/// If the store breaks this promise.
pub async fn one_owner_at_a_time<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let lease = claimed(&*store, key(1), LONG).await;
    match claim(&*store, &request(key(1), LONG)).await {
        RecordClaim::Running { owner, seen, left } => {
            assert_eq!(
                owner,
                lease.owner(),
                "the answer names the owner of the lease"
            );
            assert_eq!(
                seen.epoch,
                lease.epoch(),
                "the answer has the epoch of the lease"
            );
            assert_eq!(
                seen,
                record(&*store, key(1)).await.summary.seen(),
                "and the state"
            );
            assert!(
                left <= LONG,
                "a lease has no more time left than its length"
            );
            assert!(
                left > LONG / 2,
                "a new lease has most of its time left, not {left:?}"
            );
        }
        other => panic!("a leased record is running, not {other:?}"),
    }
    for _ in 0..2 {
        release(&*store, &lease).await;
    }
    refuses(&*store, &lease).await;
    let (other, lapses) = granted(&*store, &request(key(1), LONG)).await;
    assert!(
        other.epoch() > lease.epoch(),
        "the next lease has a later epoch"
    );
    assert_eq!(lapses, 0, "a released lease has not lapsed");
    refuses(&*store, &lease).await;
    let third = claim(&*store, &request(key(1), LONG)).await;
    let is_running = matches!(third, RecordClaim::Running { .. });
    assert!(
        is_running,
        "a late release does not free the record: a claim answered {third:?}"
    );
    finished(&*store, &other, "two").await;
    assert_eq!(
        text(&*store, key(1)).await,
        "two",
        "the new owner records its result"
    );
    refuses(&*store, &lease).await;
    let renewed = renew(&*store, &other).await;
    assert_eq!(renewed, Renewal::Lost, "a lease ends with the result");
}

/// An owner that was delayed past the end of its lease is refused once another owner has the record.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_stalled_owner_is_refused<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let first = claimed(&*store, key(1), short).await;
    outlast(short).await;
    let summary = record(&*store, key(1)).await.summary;
    assert!(
        summary.has_lapsed(),
        "a lease that was not renewed has lapsed: {summary:?}"
    );
    assert_eq!(summary.lapses, 1, "the lapse is counted");
    let (second, lapses) = granted(&*store, &request(key(1), short)).await;
    assert!(
        second.epoch() > first.epoch(),
        "the next lease has a later epoch"
    );
    assert_eq!(lapses, 1, "the lapse of the first owner is counted");
    refuses(&*store, &first).await;
    outlast(short).await;
    let (third, lapses) = granted(&*store, &request(key(1), LONG)).await;
    assert_eq!(lapses, 2, "each lapse is counted");
    refuses(&*store, &first).await;
    refuses(&*store, &second).await;
    finished(&*store, &third, "three").await;
    refuses(&*store, &first).await;
    refuses(&*store, &second).await;
    assert_eq!(
        record(&*store, key(1)).await.summary.lapses,
        2,
        "lapses are recorded"
    );
}

/// A claim with [`OnRunning::Take`] gets a record that another claim has, whose owner is refused.
///
/// # Panics
/// If the store breaks this promise.
pub async fn running_records_are_taken_over_on_request<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let first = claimed(&*store, key(1), LONG).await;
    let take = request(key(1), LONG).on_running(OnRunning::Take);
    let (second, lapses) = granted(&*store, &take).await;
    assert!(
        second.epoch() > first.epoch(),
        "the next lease has a later epoch"
    );
    assert_eq!(
        second.owner(),
        take.claim,
        "the claim is the owner of the lease"
    );
    assert_eq!(lapses, 0, "a lease that is taken over has not lapsed");
    refuses(&*store, &first).await;
    finished(&*store, &second, "two").await;
    let take = request(key(1), LONG).on_running(OnRunning::Take);
    let hit = claim(&*store, &take).await;
    assert_eq!(
        hit,
        RecordClaim::Done(value("two")),
        "a finished record is not taken over"
    );
}

/// A claim with [`OnLapsed::Tell`] answers that the outcome of an earlier owner is unknown, until another
/// claim takes the record.
///
/// # Panics
/// If the store breaks this promise.
pub async fn lapses_are_told_on_request<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let tell = |number| request(key(number), LONG).on_lapsed(OnLapsed::Tell);
    let first = granted(&*store, &request(key(1), short).on_lapsed(OnLapsed::Tell))
        .await
        .0;
    let running = claim(&*store, &tell(1)).await;
    let is_running = matches!(
        running,
        RecordClaim::Running { .. } | RecordClaim::Unknown { .. }
    );
    assert!(
        is_running,
        "the lease lasts or has just ended: a claim answered {running:?}"
    );
    outlast(short).await;
    for _ in 0..2 {
        let unknown = claim(&*store, &tell(1)).await;
        assert_eq!(
            unknown,
            RecordClaim::Unknown { lapses: 1 },
            "a claim with `OnLapsed::Tell` answers `Unknown`"
        );
        let summary = record(&*store, key(1)).await.summary;
        assert_eq!(
            summary.epoch,
            first.epoch(),
            "a claim that answers `Unknown` changes nothing"
        );
    }
    let (second, lapses) = granted(&*store, &request(key(1), LONG)).await;
    assert_eq!(lapses, 1, "a claim that takes the record counts the lapse");
    refuses(&*store, &first).await;
    release(&*store, &second).await;
    let (third, lapses) = granted(&*store, &tell(1)).await;
    assert_eq!(
        lapses, 1,
        "a released lease has not lapsed, and nothing of it is unknown"
    );
    finished(&*store, &third, "three").await;
    let hit = claim(&*store, &tell(1)).await;
    assert_eq!(hit, RecordClaim::Done(value("three")), "a result is known");
}

/// A lease that is renewed lasts, and a lease that is not renewed ends.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_lease_that_is_renewed_lasts<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let lease = claimed(&*store, key(1), 3 * short).await;
    for _ in 0..4 {
        tokio::time::sleep(short).await;
        let renewed = renew(&*store, &lease).await;
        assert_eq!(
            renewed,
            Renewal::Renewed,
            "a lease that has not ended is renewed"
        );
    }
    let other = claim(&*store, &request(key(1), LONG)).await;
    let is_running = matches!(other, RecordClaim::Running { .. });
    assert!(
        is_running,
        "a renewed lease lasts: a claim answered {other:?}"
    );
    outlast(3 * short).await;
    let (_, lapses) = granted(&*store, &request(key(1), LONG)).await;
    assert_eq!(lapses, 1, "a lease that is not renewed ends");
}

/// Each lease of a call gets its answer, in order.
///
/// # Panics
/// If the store breaks this promise.
pub async fn renewals_are_answered_in_order<S: Subject<dyn Store>>(subject: &S) {
    use Renewal::{Lost, Renewed};

    let store = subject.fresh().await;
    let mut leases = Vec::new();
    for number in 0..5 {
        let lease = claimed(&*store, key(number), LONG).await;
        if number % 2 == 0 {
            release(&*store, &lease).await;
        }
        leases.push(lease);
    }
    leases.push(leases[1].clone());
    let answers = store.renew(&leases).await.expect("`renew` answers");
    let expected = [Lost, Renewed, Lost, Renewed, Lost, Renewed];
    assert_eq!(
        answers, expected,
        "`renew` answers for each lease, in order"
    );
    let none = store.renew(&[]).await.expect("`renew` answers");
    assert_eq!(none, [], "`renew` of nothing");
}

/// Calls for absent records and calls without items are answered, not errors of the store.
///
/// # Panics
/// If the store breaks this promise.
pub async fn what_is_not_there_is_answered<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let lease = claimed(&*store, key(1), LONG).await;
    remove(&*store, key(1)).await;
    assert_eq!(
        renew(&*store, &lease).await,
        Renewal::Lost,
        "the lease of a removed record"
    );
    release(&*store, &lease).await;
    let late = finish(&*store, FinishRequest::done(&lease, value("late"))).await;
    let late = kind(late, "a result of an absent record is refused");
    assert_eq!(
        late,
        StoreErrorKind::LeaseLost,
        "a result of an absent record"
    );
    let none = store.claim(&[]).await.expect("`claim` answers");
    assert!(none.is_empty(), "`claim` of nothing");
    let none = store.finish(&[]).await.expect("`finish` answers");
    assert!(none.is_empty(), "`finish` of nothing");
    let none = store.get(&[]).await.expect("`get` answers");
    assert!(none.is_empty(), "`get` of nothing");
    let none = store.put(&[]).await.expect("`put` answers");
    assert!(none.is_empty(), "`put` of nothing");
    store.remove(&[]).await.expect("`remove` answers");
    store.invalidate(&[]).await.expect("`invalidate` answers");
}

/// Each lease of a record has a later epoch than all earlier leases and puts, whatever ended them.
///
/// # Panics
/// If the store breaks this promise.
pub async fn epochs_only_rise<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let mut last = 0;
    for round in 0..10 {
        let lease = claimed(&*store, key(1), LONG).await;
        assert!(
            lease.epoch() > last,
            "{} follows epoch {last}",
            lease.epoch()
        );
        last = lease.epoch();
        match round % 5 {
            0 => release(&*store, &lease).await,
            1 => {
                finished(&*store, &lease, "value").await;
                remove(&*store, key(1)).await;
            }
            2 => remove(&*store, key(1)).await,
            3 => invalidate(&*store, key(1)).await,
            _ => {
                let put = put(&*store, PutRequest::new(key(1), value("put"))).await;
                put.expect("`put` answers");
                let epoch = record(&*store, key(1)).await.summary.epoch;
                assert!(epoch > last, "{epoch} follows epoch {last}");
                last = epoch;
                remove(&*store, key(1)).await;
            }
        }
    }
}

/// A claim that has a record is granted the same lease again, also after the lease has ended, if no other
/// claim was granted one.
///
/// # Panics
/// If the store breaks this promise.
pub async fn claims_can_be_repeated<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let requests = [
        request(key(1), LONG),
        request(key(2), LONG).on_running(OnRunning::Take),
        request(key(3), LONG).on_lapsed(OnLapsed::Tell),
    ];
    for request in requests {
        let (mut lease, _) = granted(&*store, &request).await;
        for _ in 0..2 {
            let (again, lapses) = granted(&*store, &request).await;
            // A claim whose future was dropped is given up.
            let is_later = subject.drops_futures() && again.epoch() > lease.epoch();
            assert!(
                again == lease || is_later,
                "a repeated claim is granted the same lease: {again:?} follows {lease:?}"
            );
            assert_eq!(lapses, 0, "a repetition is not a lapse");
            lease = again;
        }
        finished(&*store, &lease, "value").await;
        let over = claim(&*store, &request).await;
        assert_eq!(
            over,
            RecordClaim::Done(value("value")),
            "a finished record is done"
        );
    }

    let again = request(key(4), short);
    let (first, _) = granted(&*store, &again).await;
    outlast(short).await;
    let (second, _) = granted(&*store, &again).await;
    assert!(
        second.epoch() >= first.epoch(),
        "a repetition does not lower the epoch"
    );
    let mut other = request(key(5), LONG);
    other.claim = ClaimId::new();
    let (lease, _) = granted(&*store, &other).await;
    let take = request(key(5), LONG).on_running(OnRunning::Take);
    granted(&*store, &take).await;
    let answer = claim(&*store, &other).await;
    let is_running = matches!(answer, RecordClaim::Running { .. });
    assert!(
        is_running,
        "a claim whose lease is lost is not granted it again: {answer:?}"
    );
    refuses(&*store, &lease).await;
}
