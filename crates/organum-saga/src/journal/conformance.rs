//! The suite that every journal has to pass.
//!
//! A journal of one's own is tested by a call of [`check`] with a function that makes an empty one.
//! It takes real time where leases have to end: a second or so.

use std::{future::Future, sync::Arc, time::Duration};

use uuid::Uuid;

use super::{super::SagaId, End, Entry, Head, Journal, JournalError, Lease, Status};
use crate::dead_letter::{Content, DeadLetterId, Reason};

/// A lease that does not end during the test.
const LONG: Duration = Duration::from_mins(10);
/// One that ends soon.
const SHORT: Duration = Duration::from_millis(100);

fn head(saga: &str, parent: Option<SagaId>) -> Head {
    Head {
        id: SagaId(Uuid::now_v7()),
        saga: saga.to_owned(),
        version: 3,
        shape: u64::MAX - 1,
        parent,
        time: 1_700_000_000_123_456_789,
        inputs: Content(br#"{"items":[1,2],"text":"\u00e4"}"#.to_vec()),
    }
}

async fn begun(journal: &impl Journal, head: &Head, time: Duration) -> Lease {
    let lease = journal.begin(head.clone(), Uuid::now_v7(), time).await;
    lease.expect("it begins").expect("it is new")
}

fn started(step: &'static str) -> Entry {
    Entry::Started {
        step: step.into(),
        item: None,
    }
}

/// One of each kind.
fn entries() -> Vec<Entry> {
    let reason = Reason {
        kind: "failed".to_owned(),
        messages: vec!["one \"text\"".to_owned(), "and its source".to_owned()],
    };
    let letter = DeadLetterId(Uuid::now_v7());
    vec![
        started("first"),
        Entry::Started {
            step: "each".into(),
            item: Some(7),
        },
        Entry::Done {
            step: "each".into(),
            item: Some(7),
            value: Content(b"[1,2,3]".to_vec()),
        },
        Entry::Lost {
            step: "other".into(),
        },
        Entry::RollingBack {
            step: Some("first".into()),
            item: None,
            reason,
        },
        Entry::Undone {
            step: "each".into(),
            item: Some(7),
        },
        Entry::Parked {
            step: "each".into(),
            item: Some(8),
            letter,
        },
        Entry::Stalled {
            step: "first".into(),
            letter,
        },
        Entry::Resumed,
    ]
}

/// Runs the whole suite, each part with a journal of its own.
///
/// # Panics
/// If the journal does not do what [`Journal`] says.
pub async fn check<J, F>(journal: impl Fn() -> F)
where
    J: Journal,
    F: Future<Output = J>,
{
    what_is_recorded_is_loaded(&journal().await).await;
    a_saga_begins_once(&journal().await).await;
    one_driver_at_a_time(&journal().await).await;
    a_lease_that_ended_is_worth_nothing(&journal().await).await;
    a_lease_that_is_renewed_lasts(&journal().await).await;
    claims_go_through_the_unfinished_ones(&journal().await).await;
    many_claim_at_once(Arc::new(journal().await)).await;
    lists_are_pages(&journal().await).await;
    only_what_is_finished_is_removed(&journal().await).await;
    only_what_is_finished_is_amended(&journal().await).await;
}

async fn what_is_recorded_is_loaded(journal: &impl Journal) {
    let head = head("Checkout", Some(SagaId(Uuid::now_v7())));
    let lease = begun(journal, &head, LONG).await;
    let entries = entries();
    for entry in &entries {
        let appended = journal.append(&lease, entry.clone()).await;
        appended.expect("the lease is the last one");
    }
    let saved = journal.load(head.id).await.expect("it loads");
    let saved = saved.expect("it is there");
    assert_eq!(saved.head, head);
    assert_eq!(saved.entries, entries);
    assert_eq!(saved.status(), Status::Running);
    let missing = journal.load(SagaId(Uuid::now_v7())).await;
    assert_eq!(missing.expect("it answers"), None);
}

async fn a_saga_begins_once(journal: &impl Journal) {
    let head = head("Checkout", None);
    begun(journal, &head, LONG).await;
    let again = journal.begin(head, Uuid::now_v7(), LONG).await;
    assert_eq!(again.expect("it answers"), None);
}

async fn one_driver_at_a_time(journal: &impl Journal) {
    let head = head("Checkout", None);
    let lease = begun(journal, &head, LONG).await;
    let other = journal.claim(head.id, Uuid::now_v7(), LONG).await;
    assert_eq!(other.expect("it answers"), None);
    journal.release(&lease).await.expect("it is given up");
    refuses(journal, &lease).await;
    let other = journal.claim(head.id, Uuid::now_v7(), LONG).await;
    let other = other.expect("it answers").expect("nobody has it");
    assert!(other.epoch > lease.epoch);
    refuses(journal, &lease).await;
    // Nor does giving up what is lost take it from the other.
    journal.release(&lease).await.expect("nothing happens");
    let appended = journal.append(&other, started("first")).await;
    appended.expect("it has the lease");
    let saved = journal.load(head.id).await.expect("it loads");
    assert_eq!(saved.expect("it is there").entries, [started("first")]);
}

async fn refuses(journal: &impl Journal, lease: &Lease) {
    let appended = journal.append(lease, started("late")).await;
    assert!(matches!(appended, Err(JournalError::LeaseLost { saga }) if saga == lease.saga));
    let renewed = journal.renew(lease).await;
    assert!(matches!(renewed, Err(JournalError::LeaseLost { .. })));
}

async fn a_lease_that_ended_is_worth_nothing(journal: &impl Journal) {
    let head = head("Checkout", None);
    let lease = begun(journal, &head, SHORT).await;
    tokio::time::sleep(2 * SHORT).await;
    let other = journal.claim_next("Checkout", None, Uuid::now_v7(), LONG);
    let other = other.await.expect("it answers").expect("nobody has it");
    assert_eq!(other.saga, head.id);
    refuses(journal, &lease).await;
}

async fn a_lease_that_is_renewed_lasts(journal: &impl Journal) {
    let head = head("Checkout", None);
    let lease = begun(journal, &head, 4 * SHORT).await;
    for round in 0..6 {
        tokio::time::sleep(SHORT).await;
        // By saying so, or by recording something.
        if round % 2 == 0 {
            journal.renew(&lease).await.expect("it is not over");
        } else {
            let appended = journal.append(&lease, started("first")).await;
            appended.expect("it is not over");
        }
    }
    let other = journal.claim(head.id, Uuid::now_v7(), LONG).await;
    assert_eq!(other.expect("it answers"), None);
}

async fn claims_go_through_the_unfinished_ones(journal: &impl Journal) {
    let heads: Vec<Head> = (0..5).map(|_| head("Checkout", None)).collect();
    let other = head("Other", None);
    let step = head("Checkout", Some(heads[0].id));
    for head in heads.iter().chain([&other, &step]) {
        let lease = begun(journal, head, LONG).await;
        if head.id == heads[1].id {
            let finished = Entry::Finished {
                end: End::Completed,
            };
            journal.append(&lease, finished).await.expect("it ends");
        } else if head.id == heads[3].id {
            let stalled = Entry::Stalled {
                step: "first".into(),
                letter: DeadLetterId(Uuid::now_v7()),
            };
            journal.append(&lease, stalled).await.expect("it stalls");
            journal.release(&lease).await.expect("it is given up");
        } else if head.id != heads[4].id {
            journal.release(&lease).await.expect("it is given up");
        }
    }
    // The second is finished, the fourth stalled, the fifth leased.
    let mut after = None;
    let mut claimed = Vec::new();
    while let Some(lease) = {
        let next = journal.claim_next("Checkout", after, Uuid::now_v7(), LONG);
        next.await.expect("it answers")
    } {
        after = Some(lease.saga);
        claimed.push(lease.saga);
    }
    assert_eq!(claimed, [heads[0].id, heads[2].id]);
    // One that stalled is claimed by name, one that is finished is not.
    let stalled = journal.claim(heads[3].id, Uuid::now_v7(), LONG).await;
    assert!(stalled.expect("it answers").is_some());
    let finished = journal.claim(heads[1].id, Uuid::now_v7(), LONG).await;
    assert_eq!(finished.expect("it answers"), None);
}

async fn many_claim_at_once<J: Journal>(journal: Arc<J>) {
    const SAGAS: usize = 20;
    for _ in 0..SAGAS {
        let lease = begun(&*journal, &head("Checkout", None), LONG).await;
        journal.release(&lease).await.expect("it is given up");
    }
    let drivers = (0..4).map(|_| {
        let journal = Arc::clone(&journal);
        tokio::spawn(async move {
            let (owner, mut claimed) = (Uuid::now_v7(), Vec::new());
            while let Some(lease) = {
                let next = journal.claim_next("Checkout", None, owner, LONG).await;
                next.expect("it answers")
            } {
                claimed.push(lease.saga);
                tokio::task::yield_now().await;
            }
            claimed
        })
    });
    let mut claimed = Vec::new();
    for driver in drivers.collect::<Vec<_>>() {
        claimed.extend(driver.await.expect("a driver does not panic"));
    }
    claimed.sort();
    claimed.dedup();
    assert_eq!(claimed.len(), SAGAS);
}

async fn lists_are_pages(journal: &impl Journal) {
    let heads: Vec<Head> = (0..5).map(|_| head("Checkout", None)).collect();
    for head in &heads {
        begun(journal, head, LONG).await;
    }
    begun(journal, &head("Other", None), LONG).await;
    let mut found = Vec::new();
    loop {
        let after = found.last().copied();
        let page = journal.list(Some("Checkout"), after, 2).await;
        let page = page.expect("it answers");
        assert!(page.len() <= 2);
        if page.is_empty() {
            break;
        }
        assert_eq!((page[0].version, page[0].status), (3, Status::Running));
        assert_eq!(page[0].time, 1_700_000_000_123_456_789);
        found.extend(page.iter().map(|summary| summary.id));
    }
    let ids: Vec<SagaId> = heads.iter().map(|head| head.id).collect();
    assert_eq!(found, ids);
    let all = journal.list(None, None, 100).await.expect("it answers");
    assert_eq!(all.len(), 6);
}

async fn only_what_is_finished_is_removed(journal: &impl Journal) {
    let head = head("Checkout", None);
    let lease = begun(journal, &head, LONG).await;
    assert!(!journal.remove(head.id).await.expect("it answers"));
    let end = End::RolledBack;
    let finished = journal.append(&lease, Entry::Finished { end }).await;
    finished.expect("it ends");
    let all = journal.list(None, None, 9).await.expect("it answers");
    assert_eq!(all[0].status, Status::Finished(end));
    // The lease ended with it.
    refuses(journal, &lease).await;
    assert!(journal.remove(head.id).await.expect("it answers"));
    assert!(!journal.remove(head.id).await.expect("it answers"));
    let loaded = journal.load(head.id).await.expect("it answers");
    assert_eq!(loaded, None);
}

async fn only_what_is_finished_is_amended(journal: &impl Journal) {
    let head = head("Checkout", None);
    let undone = Entry::Undone {
        step: "first".into(),
        item: None,
    };
    let finished = |end| Entry::Finished { end };
    let missing = journal.amend(head.id, undone.clone()).await;
    assert!(!missing.expect("it answers"));
    let lease = begun(journal, &head, LONG).await;
    let early = journal.amend(head.id, undone.clone()).await;
    assert!(!early.expect("it answers"));
    let ended = journal.append(&lease, finished(End::Parked)).await;
    ended.expect("it ends");

    let entries = [undone, finished(End::RolledBack)];
    for entry in &entries {
        let amended = journal.amend(head.id, entry.clone()).await;
        assert!(amended.expect("it answers"));
    }
    let saved = journal.load(head.id).await.expect("it loads");
    let saved = saved.expect("it is there");
    assert_eq!(saved.entries[0], finished(End::Parked));
    assert_eq!(saved.entries[1..], entries);
    let all = journal.list(None, None, 9).await.expect("it answers");
    assert_eq!(all[0].status, Status::Finished(End::RolledBack));
    // It is nobody's to drive, as before.
    let claimed = journal.claim(head.id, Uuid::now_v7(), LONG).await;
    assert_eq!(claimed.expect("it answers"), None);
    refuses(journal, &lease).await;
}

#[cfg(test)]
mod tests {
    use super::super::InMemory;

    #[tokio::test(start_paused = true)]
    async fn the_journal_in_memory_is_one() {
        super::check(async || InMemory::new()).await;
    }
}
