//! The cases about claims.

use std::{collections::BTreeSet, sync::Arc};

use uuid::Uuid;

use super::{
    super::{Subject, cases::LONG},
    appended, begun, claim, claimed, finished, head, left, release,
};
use crate::{ClaimId, Journal, JournalBegin, JournalClaim, JournalHead, JournalStatus, Runnable};

const NONE: [Uuid; 0] = [];

/// Claims the next records, and returns their ids.
async fn next(
    journal: &dyn Journal,
    runnable: &[Runnable],
    after: Option<Uuid>,
    claim: ClaimId,
    limit: usize,
) -> Vec<Uuid> {
    let leases = journal
        .claim_next(runnable, after, claim, LONG, limit)
        .await;
    let leases = leases.expect("`claim_next` answers");
    for lease in &leases {
        assert_eq!(lease.owner(), claim, "the claim is the owner of the lease");
    }
    leases.iter().map(crate::Lease::id).collect()
}

/// A repeated claim gets the same leases.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn claims_can_be_repeated<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let heads: Vec<JournalHead> = (0..5).map(|_| head("Checkout")).collect();
    for head in &heads {
        left(&*journal, head).await;
    }
    let by_id = ClaimId::new();
    let first = claim(&*journal, heads[0].id, by_id, LONG).await;
    let again = claim(&*journal, heads[0].id, by_id, LONG).await;
    let is_granted = matches!(first, JournalClaim::Granted(_));
    assert!(
        is_granted,
        "`claim` grants what nobody has, and answered {first:?}"
    );
    assert_eq!(
        again, first,
        "`claim` by the same claim grants the same lease"
    );

    let runnable = [Runnable::any("saga", "Checkout")];
    let many = ClaimId::new();
    let ask = async || {
        let leases = journal.claim_next(&runnable, None, many, LONG, 2).await;
        leases.expect("`claim_next` answers")
    };
    let first = ask().await;
    assert_eq!(
        first.len(),
        2,
        "`claim_next` grants as many as it is asked for"
    );
    for _ in 0..2 {
        let again = ask().await;
        assert_eq!(
            again, first,
            "`claim_next` by the same claim grants the same leases"
        );
    }
    let rest = next(&*journal, &runnable, None, ClaimId::new(), 9).await;
    assert_eq!(
        rest,
        [heads[3].id, heads[4].id],
        "the others are left for others"
    );

    // A lease that was released no longer belongs to the claim.
    let JournalClaim::Granted(lease) = claim(&*journal, heads[0].id, by_id, LONG).await else {
        panic!("`claim` by the same claim grants the same lease");
    };
    release(&*journal, &lease).await;
    let other = claimed(&*journal, heads[0].id, LONG).await;
    assert!(
        other.epoch() > lease.epoch(),
        "another claim gets another lease"
    );
}

/// `claim_next` grants records that the process can run and that need no other driver.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn only_what_can_be_run_is_claimed<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let with = |version, shape| {
        let mut head = head("Checkout");
        (head.version, head.shape) = (version, shape);
        head
    };
    let versions = [with(1, 10), with(2, 20), with(2, 21), with(3, u64::MAX)];
    let other = head("Other");
    let mut flow = head("Checkout");
    flow.kind = "flow".into();
    let mut nested = with(2, 20);
    nested.parent = Some(versions[0].id);
    for head in versions.iter().chain([&other, &flow, &nested]) {
        left(&*journal, head).await;
    }
    let (over, stalled, leased) = (with(2, 20), with(2, 20), with(2, 20));
    let lease = begun(&*journal, &over, LONG).await;
    finished(&*journal, &lease, 0).await;
    let lease = begun(&*journal, &stalled, LONG).await;
    appended(&*journal, &lease, 0, "stalled", JournalStatus::Stalled).await;
    release(&*journal, &lease).await;
    begun(&*journal, &leased, LONG).await;

    let granted = async |runnable: &[Runnable]| {
        let claim = ClaimId::new();
        let leases = journal.claim_next(runnable, None, claim, LONG, 99).await;
        let leases = leases.expect("`claim_next` answers");
        for lease in &leases {
            release(&*journal, lease).await;
        }
        let ids = leases.iter().map(crate::Lease::id);
        ids.collect::<Vec<_>>()
    };
    let none = granted(&[]).await;
    assert_eq!(none, NONE, "a process that can run nothing gets nothing");
    let none = granted(&[Runnable::version("saga", "Checkout", 4, 20)]).await;
    assert_eq!(none, NONE, "a version that is not there");
    let none = granted(&[Runnable::any("saga", "Unknown")]).await;
    assert_eq!(none, NONE, "a name that is not there");
    let one = granted(&[Runnable::version("saga", "Checkout", 2, 20)]).await;
    assert_eq!(
        one,
        [versions[1].id],
        "`claim_next` grants records of this kind, name, version and shape, but none that is \
         finished, stalled, leased, or driven by its parent"
    );
    let several = [
        Runnable::version("saga", "Checkout", 1, 10).or_version(3, u64::MAX),
        Runnable::any("saga", "Other"),
    ];
    let expected = [versions[0].id, versions[3].id, other.id];
    assert_eq!(
        granted(&several).await,
        expected,
        "several versions and names"
    );
    let any = granted(&[Runnable::any("saga", "Checkout")]).await;
    let expected: Vec<Uuid> = versions.iter().map(|head| head.id).collect();
    assert_eq!(any, expected, "any version of a name");
    let flows = granted(&[Runnable::any("flow", "Checkout")]).await;
    assert_eq!(flows, [flow.id], "another kind");

    let by_id = claim(&*journal, stalled.id, ClaimId::new(), LONG).await;
    let is_granted = matches!(by_id, JournalClaim::Granted(_));
    assert!(
        is_granted,
        "a stalled record is claimed by its id: it answered {by_id:?}"
    );
    let by_id = claim(&*journal, nested.id, ClaimId::new(), LONG).await;
    let is_granted = matches!(by_id, JournalClaim::Granted(_));
    assert!(
        is_granted,
        "a record with a parent is claimed by its id: it answered {by_id:?}"
    );
}

/// `claim_next` grants at most as many records as requested, in the order of ids, after the given id.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn claims_are_in_order_and_limited<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let heads: Vec<JournalHead> = (0..6).map(|_| head("Checkout")).collect();
    // Later records have smaller ids.
    for head in heads.iter().rev() {
        left(&*journal, head).await;
    }
    let ids: Vec<Uuid> = heads.iter().map(|head| head.id).collect();
    let runnable = [Runnable::any("saga", "Checkout")];
    let claim = async |after, limit| next(&*journal, &runnable, after, ClaimId::new(), limit).await;
    assert_eq!(
        claim(None, 0).await,
        NONE,
        "none is granted if none is asked for"
    );
    assert_eq!(
        claim(None, 2).await,
        ids[..2],
        "the first ones by id, as many as are asked for"
    );
    assert_eq!(
        claim(Some(ids[3]), 9).await,
        ids[4..],
        "those after the one that is named"
    );
    assert_eq!(claim(None, 9).await, ids[2..4], "those that are left");
    assert_eq!(claim(None, 9).await, NONE, "each is granted once");
}

/// Of many concurrent claims, one is granted.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn one_of_many_claims_is_granted<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    for round in 0..10 {
        let head = head("Checkout");
        let is_new = round % 2 == 0;
        if !is_new {
            left(&*journal, &head).await;
        }
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (journal, head) = (Arc::clone(&journal), head.clone());
                tokio::spawn(async move {
                    if is_new {
                        let begun = journal.begin(&head, ClaimId::new(), LONG).await;
                        matches!(begun.expect("`begin` answers"), JournalBegin::Granted(_))
                    } else {
                        let claimed = claim(&*journal, head.id, ClaimId::new(), LONG).await;
                        matches!(claimed, JournalClaim::Granted(_))
                    }
                })
            })
            .collect();
        let mut granted = 0;
        for task in tasks {
            granted += usize::from(task.await.expect("a call does not panic"));
        }
        assert_eq!(granted, 1, "of many claims at once one is granted");
    }
}

/// Many processes that claim a few records at a time get each record once.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn many_processes_share_the_records<S: Subject<dyn Journal>>(subject: &S) {
    const RECORDS: usize = 30;
    let journal = subject.fresh().await;
    for _ in 0..RECORDS {
        left(&*journal, &head("Checkout")).await;
    }
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let journal = Arc::clone(&journal);
            tokio::spawn(async move {
                let runnable = [Runnable::any("saga", "Checkout")];
                let mut mine = Vec::new();
                // Records that another process is about to get may be skipped.
                for _ in 0..3 * RECORDS {
                    let ids = next(&*journal, &runnable, None, ClaimId::new(), 3).await;
                    assert!(ids.len() <= 3, "`claim_next` keeps to its limit");
                    mine.extend(ids);
                    tokio::task::yield_now().await;
                }
                mine
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.expect("a process does not panic"));
    }
    let different: BTreeSet<Uuid> = all.iter().copied().collect();
    assert_eq!(
        all.len(),
        different.len(),
        "no record is granted to two claims at once"
    );
    assert_eq!(different.len(), RECORDS, "each record is granted");
}
