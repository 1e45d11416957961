//! The suite that every [`Journal`] has to pass.

mod claims;
#[cfg(test)]
mod hostile;
mod leases;
mod records;

use std::time::{Duration, SystemTime};

use uuid::Uuid;

pub use self::{claims::*, leases::*, records::*};
use super::{
    Subject,
    cases::{LONG, run_all},
};
use crate::{
    ClaimId, Journal, JournalBegin, JournalClaim, JournalHead, JournalRecord, JournalStatus, Lease,
    StoreError,
};

/// Runs the whole suite.
///
/// # Panics
/// If the journal breaks a promise.
pub async fn all<S: Subject<dyn Journal>>(subject: &S) {
    run_all!(subject,
        what_is_recorded_is_loaded
        a_record_begins_once
        entries_are_recorded_once
        entries_are_recorded_as_a_whole
        a_dropped_append_is_whole
        late_repetitions_change_nothing
        a_finished_record_stays_as_it_is
        records_that_nobody_drives_are_appended_to
        lists_are_pages_in_the_order_of_ids
        only_finished_records_are_removed
        large_entries_are_recorded_or_refused
        what_is_recorded_outlives_the_handle
        one_owner_at_a_time
        a_stalled_owner_is_refused
        a_lease_that_is_renewed_lasts
        renewals_are_answered_in_order
        what_is_not_there_is_answered
        epochs_only_rise
        claims_can_be_repeated
        only_what_can_be_run_is_claimed
        claims_are_in_order_and_limited
        one_of_many_claims_is_granted
        many_processes_share_the_records
        one_of_many_appends_succeeds
    );
}

/// The head of a new record.
fn head(name: &'static str) -> JournalHead {
    // Stores keep at least microseconds.
    let time = SystemTime::UNIX_EPOCH + Duration::from_micros(1_700_000_000_123_456);
    let mut head = JournalHead::new(Uuid::now_v7(), "saga", name, time);
    head.version = 3;
    head.shape = 7;
    head
}

/// Begins a record that is new.
async fn begun(journal: &dyn Journal, head: &JournalHead, length: Duration) -> Lease {
    match journal.begin(head, ClaimId::new(), length).await {
        Ok(JournalBegin::Granted(lease)) => lease,
        other => panic!("`begin` of a new record grants a lease, and answered {other:?}"),
    }
}

/// Begins a record and releases it.
async fn left(journal: &dyn Journal, head: &JournalHead) {
    let lease = begun(journal, head, LONG).await;
    release(journal, &lease).await;
}

async fn release(journal: &dyn Journal, lease: &Lease) {
    let released = journal.release(lease).await;
    released.expect("`release` succeeds, whoever has the lease");
}

async fn claim(journal: &dyn Journal, id: Uuid, claim: ClaimId, length: Duration) -> JournalClaim {
    let answer = journal.claim(id, claim, length).await;
    answer.expect("`claim` answers")
}

/// Claims a record that is not leased.
async fn claimed(journal: &dyn Journal, id: Uuid, length: Duration) -> Lease {
    match claim(journal, id, ClaimId::new(), length).await {
        JournalClaim::Granted(lease) => lease,
        other => panic!("`claim` grants a record that nobody has, and answered {other:?}"),
    }
}

async fn append(
    journal: &dyn Journal,
    lease: &Lease,
    number: u64,
    entry: &str,
    status: JournalStatus,
) -> Result<(), StoreError> {
    let entries = [entry.as_bytes()];
    journal.append(lease, number, &entries, status).await
}

/// Appends an entry, as the owner of the record.
async fn appended(
    journal: &dyn Journal,
    lease: &Lease,
    number: u64,
    entry: &str,
    status: JournalStatus,
) {
    let appended = append(journal, lease, number, entry, status).await;
    appended.expect("`append` succeeds for the owner of the record");
}

/// Finishes a record, as its owner.
async fn finished(journal: &dyn Journal, lease: &Lease, number: u64) {
    let status = JournalStatus::finished("completed");
    appended(journal, lease, number, "the end", status).await;
}

async fn load(journal: &dyn Journal, id: Uuid) -> JournalRecord {
    let record = journal.load(id).await.expect("`load` answers");
    record.expect("`load` returns a record that was begun")
}

/// The entries of a record as texts.
async fn entries(journal: &dyn Journal, id: Uuid) -> Vec<String> {
    let entries = load(journal, id).await.entries.into_iter();
    let text = |entry| String::from_utf8(entry).expect("an entry has the content it was given");
    entries.map(text).collect()
}
