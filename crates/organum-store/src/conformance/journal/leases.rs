//! The cases about leases.

use uuid::Uuid;

use super::{
    super::{
        Subject,
        cases::{LONG, kind, outlast, renew},
    },
    append, appended, begun, claim, claimed, entries, finished, head, load, release,
};
use crate::{
    ClaimId, Journal, JournalClaim, JournalStatus, Lease, Renewal, Runnable, StoreErrorKind,
};

/// Every operation of this owner is refused and changes nothing.
async fn refuses(journal: &dyn Journal, lease: &Lease, next: u64) {
    let before = load(journal, lease.id()).await;
    let late = append(journal, lease, next, "late", JournalStatus::Running).await;
    let late = kind(late, "an append with an older epoch is refused");
    assert_eq!(
        late,
        StoreErrorKind::LeaseLost,
        "an append with an older epoch"
    );
    let end = JournalStatus::finished("late");
    let late = append(journal, lease, next, "late", end).await;
    let late = kind(late, "a late end with an older epoch is refused");
    assert_eq!(
        late,
        StoreErrorKind::LeaseLost,
        "a late end with an older epoch"
    );
    let renewed = renew(journal, lease).await;
    assert_eq!(
        renewed,
        Renewal::Lost,
        "a lease with an older epoch is lost"
    );
    let after = load(journal, lease.id()).await;
    assert_eq!(after, before, "what is refused changes nothing");
}

/// A record has one owner at a time, until the lease is given back.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn one_owner_at_a_time<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let head = head("Checkout");
    let lease = begun(&*journal, &head, LONG).await;
    appended(&*journal, &lease, 0, "one", JournalStatus::Running).await;
    match claim(&*journal, head.id, ClaimId::new(), LONG).await {
        JournalClaim::Running { left } => {
            assert!(
                left <= LONG,
                "a lease has no more time left than its length"
            );
            assert!(
                left > LONG / 2,
                "a new lease has most of its time left, and not {left:?}"
            );
        }
        other => panic!("a record that somebody has is running, and not {other:?}"),
    }
    for _ in 0..2 {
        release(&*journal, &lease).await;
    }
    refuses(&*journal, &lease, 1).await;
    let other = claimed(&*journal, head.id, LONG).await;
    assert!(
        other.epoch() > lease.epoch(),
        "the next lease has a later epoch"
    );
    refuses(&*journal, &lease, 1).await;
    // A late release has no effect.
    release(&*journal, &lease).await;
    let third = claim(&*journal, head.id, ClaimId::new(), LONG).await;
    let is_running = matches!(third, JournalClaim::Running { .. });
    assert!(
        is_running,
        "to give a lost lease back does not free that of the next owner"
    );
    appended(&*journal, &other, 1, "two", JournalStatus::Running).await;
    let there = entries(&*journal, head.id).await;
    assert_eq!(there, ["one", "two"], "the new owner continues");
}

/// An owner that was delayed past the end of its lease is refused once another owner has the record.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn a_stalled_owner_is_refused<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let short = subject.short_lease();
    let runnable = [Runnable::any("saga", "Checkout")];
    for by_id in [true, false] {
        let head = head("Checkout");
        let stalled = begun(&*journal, &head, short).await;
        appended(&*journal, &stalled, 0, "one", JournalStatus::Running).await;
        outlast(short).await;
        let other = if by_id {
            claimed(&*journal, head.id, LONG).await
        } else {
            let next = journal.claim_next(&runnable, None, ClaimId::new(), LONG, 9);
            let mut next = next.await.expect("`claim_next` answers");
            assert_eq!(
                next.len(),
                1,
                "a record whose lease has ended can be claimed"
            );
            next.remove(0)
        };
        assert_eq!(other.id(), head.id, "a lease names its record");
        assert!(
            other.epoch() > stalled.epoch(),
            "the next lease has a later epoch"
        );
        refuses(&*journal, &stalled, 1).await;
        let same = append(&*journal, &stalled, 0, "one", JournalStatus::Running).await;
        let same = kind(
            same,
            "an older epoch is refused, although the entry is there",
        );
        assert_eq!(
            same,
            StoreErrorKind::LeaseLost,
            "a repetition with an older epoch"
        );
        release(&*journal, &stalled).await;
        let third = claim(&*journal, head.id, ClaimId::new(), LONG).await;
        let is_running = matches!(third, JournalClaim::Running { .. });
        assert!(
            is_running,
            "a late release does not free the lease of the next owner"
        );
        appended(&*journal, &other, 1, "two", JournalStatus::Running).await;
        finished(&*journal, &other, 2).await;
        refuses(&*journal, &stalled, 3).await;
        let late = append(
            &*journal,
            &stalled,
            2,
            "the end",
            JournalStatus::finished("completed"),
        );
        let late = kind(
            late.await,
            "a late owner is not answered with the end that the next owner recorded",
        );
        assert_eq!(
            late,
            StoreErrorKind::LeaseLost,
            "the same end with an older epoch"
        );
    }
}

/// A lease that is renewed lasts, and a lease that is not renewed ends.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn a_lease_that_is_renewed_lasts<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let short = subject.short_lease();
    let head = head("Checkout");
    let lease = begun(&*journal, &head, 4 * short).await;
    for _ in 0..6 {
        tokio::time::sleep(short).await;
        let renewed = renew(&*journal, &lease).await;
        assert_eq!(
            renewed,
            Renewal::Renewed,
            "a lease that has not ended is renewed"
        );
    }
    let other = claim(&*journal, head.id, ClaimId::new(), LONG).await;
    let is_running = matches!(other, JournalClaim::Running { .. });
    assert!(
        is_running,
        "a lease that is renewed lasts: a claim answered {other:?}"
    );
    outlast(4 * short).await;
    let other = claim(&*journal, head.id, ClaimId::new(), LONG).await;
    let is_granted = matches!(other, JournalClaim::Granted(_));
    assert!(
        is_granted,
        "a lease that is not renewed ends: a claim answered {other:?}"
    );
}

/// Each lease of a call gets its answer, in order.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn renewals_are_answered_in_order<S: Subject<dyn Journal>>(subject: &S) {
    use Renewal::{Lost, Renewed};

    let journal = subject.fresh().await;
    let mut leases = Vec::new();
    for number in 0..5 {
        let lease = begun(&*journal, &head("Checkout"), LONG).await;
        if number % 2 == 0 {
            release(&*journal, &lease).await;
        }
        leases.push(lease);
    }
    leases.push(leases[1].clone());
    let answers = journal.renew(&leases).await.expect("`renew` answers");
    let expected = [Lost, Renewed, Lost, Renewed, Lost, Renewed];
    assert_eq!(
        answers, expected,
        "`renew` answers for each lease, in order"
    );
    let none = journal.renew(&[]).await.expect("`renew` answers");
    assert_eq!(none, [], "`renew` of nothing");
}

/// Calls for a record that does not exist are answered, not errors of the store.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn what_is_not_there_is_answered<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let head = head("Checkout");
    let lease = begun(&*journal, &head, LONG).await;
    finished(&*journal, &lease, 0).await;
    assert!(
        journal.remove(head.id).await.expect("`remove` answers"),
        "it is finished"
    );
    let absent = claim(&*journal, head.id, ClaimId::new(), LONG).await;
    assert_eq!(
        absent,
        JournalClaim::Absent,
        "a removed record cannot be claimed"
    );
    let absent = claim(&*journal, Uuid::now_v7(), ClaimId::new(), LONG).await;
    assert_eq!(
        absent,
        JournalClaim::Absent,
        "what was never there cannot be claimed"
    );
    assert_eq!(
        renew(&*journal, &lease).await,
        Renewal::Lost,
        "its lease is lost"
    );
    release(&*journal, &lease).await;
    let late = append(&*journal, &lease, 1, "late", JournalStatus::Running).await;
    let late = kind(late, "nothing is appended to what is not there");
    assert_eq!(
        late,
        StoreErrorKind::LeaseLost,
        "the lease of a removed record is lost"
    );
    let loaded = journal.load(Uuid::now_v7()).await.expect("`load` answers");
    assert_eq!(loaded, None, "what was never there cannot be loaded");
}

/// Each lease of a record has a later epoch than all earlier leases.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn epochs_only_rise<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let head = head("Checkout");
    let mut last = 0;
    for round in 0..4 {
        let mut lease = begun(&*journal, &head, LONG).await;
        for _ in 0..3 {
            assert!(
                lease.epoch() > last,
                "{} follows epoch {last}",
                lease.epoch()
            );
            last = lease.epoch();
            release(&*journal, &lease).await;
            lease = claimed(&*journal, head.id, LONG).await;
        }
        assert!(
            lease.epoch() > last,
            "{} follows epoch {last}",
            lease.epoch()
        );
        last = lease.epoch();
        finished(&*journal, &lease, 0).await;
        let removed = journal.remove(head.id).await.expect("`remove` answers");
        assert!(removed, "a finished record is removed in round {round}");
    }
}
