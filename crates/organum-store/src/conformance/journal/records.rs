//! The cases about recorded content.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    super::{
        Subject,
        cases::{LONG, kind, poll_times, renew},
    },
    append, appended, begun, claim, claimed, entries, finished, head, left, load, release,
};
use crate::{
    ClaimId, Journal, JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalStatus,
    JournalSummary, OfflineAppend, Renewal, StoreErrorKind,
};

/// Head, status and entries are returned exactly as they were recorded, whatever they contain.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn what_is_recorded_is_loaded<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let mut head = head("Checkout \u{e4}\u{1f980}");
    head.version = u32::MAX;
    head.shape = u64::MAX - 1;
    head.parent = Some(Uuid::now_v7());
    head.format = 9;
    head.content = vec![0, 1, 0xff, b'"', b'\\', b'\n'].into();
    let lease = begun(&*journal, &head, LONG).await;
    assert_eq!(lease.id(), head.id, "a lease names its record");
    assert_eq!(
        lease.length(),
        LONG,
        "a lease has the length it was asked for"
    );
    let record = load(&*journal, head.id).await;
    assert_eq!(record.head, head, "`load` returns the head as it was given");
    assert_eq!(
        record.status,
        JournalStatus::Running,
        "a new record is running"
    );
    assert!(record.entries.is_empty(), "a new record has no entries");

    let bytes: [&[u8]; 4] = [b"", &[0], &[0xff, 0xfe, 0], "\u{e4} \"text\"\n".as_bytes()];
    let appended = journal.append(&lease, 0, &bytes, JournalStatus::Running);
    appended.await.expect("`append` takes any bytes");
    let all = [
        JournalStatus::RollingBack,
        JournalStatus::Stalled,
        JournalStatus::Running,
        JournalStatus::finished("rolled back \u{e4}'"),
    ];
    for (status, number) in all.into_iter().zip(4..) {
        self::appended(&*journal, &lease, number, "next", status.clone()).await;
        let record = load(&*journal, head.id).await;
        assert_eq!(
            record.status, status,
            "a record has the status that was appended last"
        );
    }
    let record = load(&*journal, head.id).await;
    assert_eq!(record.head, head, "appending changes nothing of the head");
    assert_eq!(
        record.entries[..4],
        bytes,
        "`load` returns the entries as they were given"
    );
    assert_eq!(record.entries.len(), 8, "`load` returns each entry");
}

/// A record begins once; the claim that began it gets its lease again.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn a_record_begins_once<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let (head, claim) = (head("Checkout"), ClaimId::new());
    let begin = async |claim| {
        let begun = journal.begin(&head, claim, LONG).await;
        begun.expect("`begin` answers")
    };
    let JournalBegin::Granted(lease) = begin(claim).await else {
        panic!("`begin` of a new record grants a lease");
    };
    assert_eq!(lease.owner(), claim, "the claim is the owner of the lease");
    appended(&*journal, &lease, 0, "one", JournalStatus::Running).await;
    let again = begin(claim).await;
    let same = JournalBegin::Granted(lease.clone());
    assert_eq!(
        again, same,
        "`begin` by the same claim grants the same lease"
    );
    let other = begin(ClaimId::new()).await;
    assert_eq!(
        other,
        JournalBegin::Exists,
        "`begin` by another claim answers that it exists"
    );
    appended(&*journal, &lease, 1, "two", JournalStatus::Running).await;
    let there = entries(&*journal, head.id).await;
    assert_eq!(
        there,
        ["one", "two"],
        "`begin` of a record that exists changes nothing"
    );
    finished(&*journal, &lease, 2).await;
    let over = begin(claim).await;
    assert_eq!(
        over,
        JournalBegin::Exists,
        "a finished record does not begin again"
    );
}

/// An entry is recorded once, however often it is appended, and under its number only.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn entries_are_recorded_once<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let head = head("Checkout");
    let lease = begun(&*journal, &head, LONG).await;
    let running = JournalStatus::Running;
    for _ in 0..3 {
        appended(&*journal, &lease, 0, "one", running.clone()).await;
    }
    let there = entries(&*journal, head.id).await;
    assert_eq!(
        there,
        ["one"],
        "an entry that is appended again is there once"
    );
    let other = append(&*journal, &lease, 0, "other", running.clone()).await;
    let other = kind(
        other,
        "another content under the number of an entry is refused",
    );
    assert_eq!(
        other,
        StoreErrorKind::Conflict,
        "another content is a conflict"
    );
    let gap = append(&*journal, &lease, 2, "three", running.clone()).await;
    let gap = kind(gap, "a number after the next one is refused");
    assert_eq!(gap, StoreErrorKind::Refused, "a gap is refused");
    let none = journal.append(&lease, 1, &[], running.clone()).await;
    let none = kind(none, "an append without entries is refused");
    assert_eq!(none, StoreErrorKind::Refused, "no entry is refused");
    let back = append(&*journal, &lease, 0, "one", JournalStatus::RollingBack).await;
    let back = kind(back, "the last entry with another status is refused");
    assert_eq!(
        back,
        StoreErrorKind::Conflict,
        "another status is a conflict"
    );
    let record = load(&*journal, head.id).await;
    assert_eq!(
        record.status, running,
        "what is refused does not change the status"
    );
    appended(&*journal, &lease, 1, "two", running).await;
    let there = entries(&*journal, head.id).await;
    assert_eq!(
        there,
        ["one", "two"],
        "what is refused does not change the entries"
    );
}

/// All entries of one call are recorded, or none of them.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn entries_are_recorded_as_a_whole<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let head = head("Checkout");
    let lease = begun(&*journal, &head, LONG).await;
    let running = JournalStatus::Running;
    let two: [&[u8]; 2] = [b"one", b"two"];
    let three: [&[u8]; 3] = [b"one", b"two", b"three"];
    let other: [&[u8]; 3] = [b"one", b"other", b"three"];
    for _ in 0..2 {
        let appended = journal.append(&lease, 0, &two, running.clone()).await;
        appended.expect("`append` takes several entries");
    }
    let conflict = journal.append(&lease, 0, &other, running.clone()).await;
    let conflict = kind(conflict, "a call with an entry that differs is refused");
    assert_eq!(
        conflict,
        StoreErrorKind::Conflict,
        "another content is a conflict"
    );
    let there = entries(&*journal, head.id).await;
    assert_eq!(
        there,
        ["one", "two"],
        "nothing of a call that is refused is recorded"
    );
    let appended = journal.append(&lease, 0, &three, running.clone()).await;
    appended.expect("entries that are there are left, and the others recorded");
    let there = entries(&*journal, head.id).await;
    assert_eq!(
        there,
        ["one", "two", "three"],
        "each entry is recorded once"
    );
}

/// An append whose future is dropped at any poll has recorded all of its entries or none.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn a_dropped_append_is_whole<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let three: [&[u8]; 3] = [b"one", b"two", b"three"];
    for polls in 0.. {
        let head = head("Checkout");
        let lease = begun(&*journal, &head, LONG).await;
        let append = journal.append(&lease, 0, &three, JournalStatus::Running);
        let ended = poll_times(append, polls).await;
        let there = load(&*journal, head.id).await.entries.len();
        assert!(
            there == 0 || there == 3,
            "an append that is dropped is done as a whole or not at all: {there} of 3 entries are \
             recorded"
        );
        if let Some(ended) = ended {
            ended.expect("`append` succeeds for the owner of the record");
            assert_eq!(
                there, 3,
                "an append that succeeded has recorded its entries"
            );
            return;
        }
    }
}

/// A call that is repeated late, after other calls, changes nothing.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn late_repetitions_change_nothing<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let head = head("Checkout");
    let lease = begun(&*journal, &head, LONG).await;
    let back = JournalStatus::RollingBack;
    appended(&*journal, &lease, 0, "one", JournalStatus::Running).await;
    appended(&*journal, &lease, 1, "two", back.clone()).await;
    appended(&*journal, &lease, 0, "one", JournalStatus::Running).await;
    let record = load(&*journal, head.id).await;
    assert_eq!(
        record.status, back,
        "an earlier append, repeated, does not set the status back"
    );
    let there = entries(&*journal, head.id).await;
    assert_eq!(
        there,
        ["one", "two"],
        "an earlier append, repeated, records nothing"
    );
}

/// A lease ends with its record, but the last append can still be repeated.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn a_finished_record_stays_as_it_is<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let head = head("Checkout");
    let lease = begun(&*journal, &head, LONG).await;
    appended(&*journal, &lease, 0, "one", JournalStatus::Running).await;
    for _ in 0..3 {
        // A repetition succeeds for the owner that finished the record.
        finished(&*journal, &lease, 1).await;
    }
    let late = append(&*journal, &lease, 2, "late", JournalStatus::Running).await;
    let late = kind(late, "nothing is appended to a finished record");
    assert_eq!(
        late,
        StoreErrorKind::LeaseLost,
        "a lease ends with its record"
    );
    let renewed = renew(&*journal, &lease).await;
    assert_eq!(
        renewed,
        Renewal::Lost,
        "the lease of a finished record is lost"
    );
    let other = claim(&*journal, head.id, ClaimId::new(), LONG).await;
    assert_eq!(
        other,
        JournalClaim::Finished,
        "a finished record cannot be claimed"
    );
    let same = claim(&*journal, head.id, lease.owner(), LONG).await;
    assert_eq!(same, JournalClaim::Finished, "nor by the claim that had it");
    release(&*journal, &lease).await;
    let record = load(&*journal, head.id).await;
    assert_eq!(
        record.status,
        JournalStatus::finished("completed"),
        "its status stays"
    );
    let there = entries(&*journal, head.id).await;
    assert_eq!(there, ["one", "the end"], "its entries stay");
}

/// Entries can be appended without a lease to records that are finished, or stalled and released.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn records_that_nobody_drives_are_appended_to<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let append = async |id: Uuid, number: u64, entry: &str, status: JournalStatus| {
        let entries = [entry.as_bytes()];
        journal.append_offline(id, number, &entries, status).await
    };
    let parked = JournalStatus::finished("parked");
    let undone = JournalStatus::finished("rolled back");
    let absent = append(Uuid::now_v7(), 0, "late", parked.clone()).await;
    let absent = absent.expect("`append_offline` answers");
    assert_eq!(absent, OfflineAppend::Absent, "there is no such record");

    let head = head("Checkout");
    let lease = begun(&*journal, &head, LONG).await;
    for (number, status) in [JournalStatus::Running, JournalStatus::RollingBack]
        .iter()
        .enumerate()
    {
        appended(&*journal, &lease, number as u64, "step", status.clone()).await;
        let driven = append(head.id, number as u64 + 1, "late", parked.clone()).await;
        let driven = driven.expect("`append_offline` answers");
        assert_eq!(
            driven,
            OfflineAppend::Driven,
            "only its driver appends to a running record"
        );
    }
    appended(&*journal, &lease, 2, "end", parked.clone()).await;
    for _ in 0..2 {
        let appended = append(head.id, 3, "undone", undone.clone()).await;
        let appended = appended.expect("`append_offline` answers");
        assert_eq!(
            appended,
            OfflineAppend::Appended,
            "a finished record is appended"
        );
    }
    let record = load(&*journal, head.id).await;
    assert_eq!(
        record.status, undone,
        "it has the status that was appended last"
    );
    let other = append(head.id, 3, "other", undone.clone()).await;
    let other = kind(
        other,
        "another content under the number of an entry is refused",
    );
    assert_eq!(
        other,
        StoreErrorKind::Conflict,
        "another content is a conflict"
    );
    let gap = append(head.id, 5, "gap", undone.clone()).await;
    let gap = kind(gap, "a number after the next one is refused");
    assert_eq!(gap, StoreErrorKind::Refused, "a gap is refused");
    let goes_on = append(head.id, 4, "more", JournalStatus::Running).await;
    let goes_on = kind(goes_on, "a finished record stays finished");
    assert_eq!(
        goes_on,
        StoreErrorKind::Refused,
        "a finished record stays finished"
    );
    let there = entries(&*journal, head.id).await;
    assert_eq!(
        there,
        ["step", "step", "end", "undone"],
        "what is refused changes nothing"
    );
    let claimed = claim(&*journal, head.id, ClaimId::new(), LONG).await;
    assert_eq!(
        claimed,
        JournalClaim::Finished,
        "an appended record stays finished"
    );

    stalled_ones_are_amended_when_they_are_given_back(&*journal).await;
}

async fn stalled_ones_are_amended_when_they_are_given_back(journal: &dyn Journal) {
    let head = head("Checkout");
    let lease = begun(journal, &head, LONG).await;
    let stalled = JournalStatus::Stalled;
    appended(journal, &lease, 0, "stalled", stalled.clone()).await;
    let entry: [&[u8]; 1] = [b"undone"];
    let append = async || {
        let appended = journal.append_offline(head.id, 1, &entry, stalled.clone());
        appended.await.expect("`append_offline` answers")
    };
    let driven = append().await;
    assert_eq!(
        driven,
        OfflineAppend::Driven,
        "only its driver appends to a stalled record with a lease"
    );
    release(journal, &lease).await;
    for _ in 0..2 {
        let appended = append().await;
        assert_eq!(
            appended,
            OfflineAppend::Appended,
            "a stalled record is appended"
        );
    }
    let there = entries(journal, head.id).await;
    assert_eq!(
        there,
        ["stalled", "undone"],
        "an entry that is appended again is there once"
    );
}

/// Lists contain the matching records, in the order of ids, page by page.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn lists_are_pages_in_the_order_of_ids<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let mut heads: Vec<JournalHead> = (0..5).map(|_| head("Checkout")).collect();
    heads[2].parent = Some(heads[0].id);
    let other = head("Other");
    let mut flow = head("Checkout");
    flow.kind = "flow".into();
    // Later records have smaller ids.
    let mut leases = Vec::new();
    for head in heads.iter().chain([&other, &flow]).rev() {
        leases.push(begun(&*journal, head, LONG).await);
    }
    finished(&*journal, &leases[6], 0).await;
    let checkouts = JournalFilter::all().kind("saga").name("Checkout");
    let found = listed(&*journal, &checkouts, heads.len()).await;
    let ids: Vec<Uuid> = found.iter().map(|found| found.id).collect();
    let expected: Vec<Uuid> = heads.iter().map(|head| head.id).collect();
    assert_eq!(
        ids, expected,
        "`list` returns the matching records in the order of the ids"
    );
    for (summary, head) in found.iter().zip(&heads) {
        let told = (summary.version, summary.shape, summary.parent, summary.time);
        let is = (head.version, head.shape, head.parent, head.time);
        assert_eq!(told, is, "`list` returns the fields of the head");
        assert_eq!(
            (&*summary.kind, &*summary.name),
            ("saga", "Checkout"),
            "and its name"
        );
    }
    let completed = JournalStatus::finished("completed");
    assert_eq!(found[0].status, completed, "`list` returns the status");
    assert_eq!(
        found[1].status,
        JournalStatus::Running,
        "`list` returns the status"
    );
    let count = async |filter: JournalFilter| {
        let all = journal.list(&filter, None, 100).await;
        all.expect("`list` answers").len()
    };
    assert_eq!(
        count(JournalFilter::all()).await,
        7,
        "`list` without a filter returns all"
    );
    assert_eq!(
        count(JournalFilter::all().name("Other")).await,
        1,
        "`list` by name"
    );
    assert_eq!(
        count(JournalFilter::all().kind("flow")).await,
        1,
        "`list` by kind"
    );
    assert_eq!(
        count(JournalFilter::all().finished(true)).await,
        1,
        "`list` of finished records"
    );
    assert_eq!(
        count(JournalFilter::all().finished(false)).await,
        6,
        "`list` of unfinished records"
    );
    let none = journal.list(&JournalFilter::all(), None, 0).await;
    assert_eq!(none.expect("`list` answers").len(), 0, "`list` of none");
}

/// The matching records, at most `most`, read in pages of two.
async fn listed(journal: &dyn Journal, filter: &JournalFilter, most: usize) -> Vec<JournalSummary> {
    let mut found = Vec::<JournalSummary>::new();
    loop {
        let after = found.last().map(|last| last.id);
        let page = journal.list(filter, after, 2).await;
        let page = page.expect("`list` answers");
        assert!(
            page.len() <= 2,
            "`list` returns at most as many as it is asked for"
        );
        if page.is_empty() {
            return found;
        }
        found.extend(page);
        assert!(
            found.len() <= most,
            "`list` returns each matching record once"
        );
    }
}

/// An unfinished record is not removed; a removed record can begin again.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn only_finished_records_are_removed<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let remove = async |id| journal.remove(id).await.expect("`remove` answers");
    assert!(remove(Uuid::now_v7()).await, "what is not there is gone");
    let head = head("Checkout");
    let lease = begun(&*journal, &head, LONG).await;
    for (number, status) in [
        JournalStatus::Running,
        JournalStatus::RollingBack,
        JournalStatus::Stalled,
    ]
    .into_iter()
    .enumerate()
    {
        appended(&*journal, &lease, number as u64, "step", status).await;
        assert!(
            !remove(head.id).await,
            "a record that is not finished is not removed"
        );
    }
    assert_eq!(
        load(&*journal, head.id).await.entries.len(),
        3,
        "it stays as it is"
    );
    finished(&*journal, &lease, 3).await;
    assert!(remove(head.id).await, "a finished record is removed");
    assert!(remove(head.id).await, "to remove it again answers the same");
    let loaded = journal.load(head.id).await.expect("`load` answers");
    assert_eq!(loaded, None, "a removed record is gone");
    let listed = journal.list(&JournalFilter::all(), None, 9).await;
    assert_eq!(
        listed.expect("`list` answers").len(),
        0,
        "a removed record is not listed"
    );

    let anew = begun(&*journal, &head, LONG).await;
    assert!(
        anew.epoch() > lease.epoch(),
        "epochs do not start again after a record was removed: {} follows {}",
        anew.epoch(),
        lease.epoch()
    );
    assert!(
        entries(&*journal, head.id).await.is_empty(),
        "it begins anew"
    );
    let late = append(&*journal, &lease, 0, "late", JournalStatus::Running).await;
    let late = kind(
        late,
        "an owner of the removed record cannot append to the new one",
    );
    assert_eq!(late, StoreErrorKind::LeaseLost, "its lease is lost");
}

/// An entry of a megabyte is recorded, or refused as too large with nothing changed.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn large_entries_are_recorded_or_refused<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let head = head("Checkout");
    let lease = begun(&*journal, &head, LONG).await;
    let large = vec![b'x'; 1_000_000];
    let batch: [&[u8]; 2] = [b"small", &large];
    let appended = journal
        .append(&lease, 0, &batch, JournalStatus::Running)
        .await;
    let record = load(&*journal, head.id).await;
    match appended {
        Ok(()) => assert_eq!(record.entries, batch, "a large entry comes back whole"),
        Err(error) => {
            assert_eq!(
                error.kind(),
                StoreErrorKind::TooLarge,
                "an entry that is not recorded is too large for this store"
            );
            assert!(
                record.entries.is_empty(),
                "nothing of what is too large is recorded"
            );
        }
    }
    let next = record.next_number();
    finished(&*journal, &lease, next).await;
}

/// A journal that outlives its handle has all records when it is opened again, including leases.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn what_is_recorded_outlives_the_handle<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    let (head, over, ready) = (
        head("Checkout"),
        super::head("Checkout"),
        super::head("Checkout"),
    );
    let lease = begun(&*journal, &head, LONG).await;
    appended(&*journal, &lease, 0, "one", JournalStatus::Running).await;
    appended(&*journal, &lease, 1, "two", JournalStatus::RollingBack).await;
    let ended = begun(&*journal, &over, LONG).await;
    finished(&*journal, &ended, 0).await;
    left(&*journal, &ready).await;
    let first = claimed(&*journal, ready.id, LONG).await;
    release(&*journal, &first).await;
    let before = [
        load(&*journal, head.id).await,
        load(&*journal, over.id).await,
    ];
    drop(journal);
    let Some(journal) = subject.reopen().await else {
        return;
    };
    let after = [
        load(&*journal, head.id).await,
        load(&*journal, over.id).await,
    ];
    assert_eq!(
        after[0].entries.len(),
        2,
        "every entry is there when the store is opened again"
    );
    assert_eq!(
        after, before,
        "all of it is there when the store is opened again"
    );
    let other = claim(&*journal, head.id, ClaimId::new(), LONG).await;
    let is_running = matches!(other, JournalClaim::Running { .. });
    assert!(
        is_running,
        "a lease outlives the handle: a claim of another one answered {other:?}"
    );
    let again = claim(&*journal, ready.id, ClaimId::new(), LONG).await;
    let JournalClaim::Granted(again) = again else {
        panic!("a lease that was given back stays so: a claim answered {again:?}");
    };
    assert!(
        again.epoch() > first.epoch(),
        "epochs do not start again with a new handle"
    );
    appended(&*journal, &lease, 2, "three", JournalStatus::RollingBack).await;
    finished(&*journal, &ended, 0).await;
    let there = entries(&*journal, head.id).await;
    assert_eq!(
        there,
        ["one", "two", "three"],
        "an owner continues with the new handle"
    );
}

/// Of many concurrent appends of one owner under one number, one succeeds and the others conflict.
///
/// # Panics
/// If the journal breaks this promise.
pub async fn one_of_many_appends_succeeds<S: Subject<dyn Journal>>(subject: &S) {
    let journal = subject.fresh().await;
    for _ in 0..10 {
        let head = head("Checkout");
        let lease = begun(&*journal, &head, LONG).await;
        let tasks: Vec<_> = (0..8)
            .map(|number| {
                let (journal, lease) = (Arc::clone(&journal), lease.clone());
                tokio::spawn(async move {
                    let entry = format!("entry {number}");
                    append(&*journal, &lease, 0, &entry, JournalStatus::Running).await
                })
            })
            .collect();
        let mut succeeded = 0;
        for task in tasks {
            match task.await.expect("a call does not panic") {
                Ok(()) => succeeded += 1,
                Err(error) => assert_eq!(
                    error.kind(),
                    StoreErrorKind::Conflict,
                    "the other appends under one number conflict"
                ),
            }
        }
        assert_eq!(
            succeeded, 1,
            "one of many appends under one number succeeds"
        );
        let there = entries(&*journal, head.id).await;
        assert_eq!(there.len(), 1, "one entry is recorded under one number");
    }
}
