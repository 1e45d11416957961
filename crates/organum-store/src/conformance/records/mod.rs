//! The suite that every [`Store`] has to pass.
//!
//! Most cases test one promise each. [`generated_interleavings_fit_the_model`] makes random calls of
//! several owners and compares each answer with a reference model; the seeds are the same in each run.
//! [`Subject::interleavings`] sets the number of seeds, and [`interleavings_fit_the_model`] runs the seeds
//! that you name.

mod changes;
mod claims;
mod expiry;
#[cfg(test)]
mod hostile;
mod interleavings;
mod leases;
mod lists;
mod model;
mod puts;
mod values;

use std::time::Duration;

pub use self::{
    changes::*, claims::*, expiry::*, interleavings::*, leases::*, lists::*, puts::*, values::*,
};
use super::{
    Subject,
    cases::{kind, run_all},
};
use crate::{
    ClaimId, ClaimRequest, FinishRequest, Lease, PutRequest, RecordClaim, RecordFailure,
    RecordFilter, RecordLookup, RecordStatus, RecordSummary, RecordValue, Store, StoreError,
    StoreErrorKind, StoreRecord, key::Key,
};

/// Runs the whole suite.
///
/// # Panics
/// If the store breaks a promise.
pub async fn all<S: Subject<dyn Store>>(subject: &S) {
    run_all!(subject,
        what_is_finished_is_returned
        a_result_is_recorded_once
        a_dropped_result_is_whole
        what_is_put_is_returned
        a_put_takes_the_record
        values_of_older_generations_are_refused
        generations_do_not_start_again
        removed_records_are_gone
        results_expire
        unfinished_records_expire_if_claims_say_so
        purging_deletes_expired_records_only
        lists_are_pages_in_the_order_of_keys
        filters_choose
        large_values_are_recorded_or_refused
        what_is_recorded_outlives_the_handle
        one_owner_at_a_time
        a_stalled_owner_is_refused
        running_records_are_taken_over_on_request
        lapses_are_told_on_request
        a_lease_that_is_renewed_lasts
        renewals_are_answered_in_order
        what_is_not_there_is_answered
        epochs_only_rise
        claims_can_be_repeated
        inputs_are_compared
        answers_without_a_grant_change_nothing
        items_are_answered_alone
        items_take_effect_in_order
        texts_are_recorded_or_refused_alone
        one_of_many_claims_is_granted
        a_difference_is_answered_at_once
        every_change_is_noticed
        waiting_ends_with_the_time_or_the_lease
        generated_interleavings_fit_the_model
    );
}

/// The key with this number.
fn key(number: u64) -> Key {
    let key = Key::in_domain("conformance").with(&number);
    key.expect("a number has a key").finish()
}

/// Waits until a lease or a record of this length has ended.
async fn outlast(length: Duration) {
    tokio::time::sleep(length + length / 4).await;
}

/// A request of a new claim.
fn request(key: Key, length: Duration) -> ClaimRequest {
    ClaimRequest::new(key, ClaimId::new(), length)
}

fn value(text: &str) -> RecordValue {
    RecordValue::new(text.as_bytes())
}

fn failure(text: &str) -> RecordFailure {
    RecordFailure::new("failed", text)
}

/// The answer to the only item of a call.
fn only<T>(answers: Result<Vec<T>, StoreError>, call: &str) -> T {
    let mut answers = answers.unwrap_or_else(|error| panic!("`{call}` answers: {error}"));
    assert_eq!(answers.len(), 1, "`{call}` has an answer for each item");
    answers.remove(0)
}

async fn claim(store: &dyn Store, request: &ClaimRequest) -> RecordClaim {
    let answer = only(store.claim(std::slice::from_ref(request)).await, "claim");
    answer.expect("a claim is answered")
}

/// Claims a record that can be granted; returns the lease and the number of lapses.
async fn granted(store: &dyn Store, request: &ClaimRequest) -> (Lease<Key>, u32) {
    match claim(store, request).await {
        RecordClaim::Granted { lease, lapses } => (lease, lapses),
        other => panic!("`claim` grants a record that is free, and answered {other:?}"),
    }
}

/// Claims a record that is free.
async fn claimed(store: &dyn Store, key: Key, length: Duration) -> Lease<Key> {
    granted(store, &request(key, length)).await.0
}

async fn finish(store: &dyn Store, request: FinishRequest) -> Result<(), StoreError> {
    only(store.finish(&[request]).await, "finish")
}

/// Records a value, as the owner of the record.
async fn finished(store: &dyn Store, lease: &Lease<Key>, text: &str) {
    let finished = finish(store, FinishRequest::done(lease, value(text))).await;
    finished.expect("`finish` succeeds for the owner of the record");
}

async fn release(store: &dyn Store, lease: &Lease<Key>) {
    let released = store.release(lease).await;
    released.expect("`release` succeeds, whoever has the lease");
}

async fn put(store: &dyn Store, request: PutRequest) -> Result<(), StoreError> {
    only(store.put(&[request]).await, "put")
}

async fn lookup(store: &dyn Store, key: Key) -> RecordLookup {
    let found = only(store.get(&[key]).await, "get");
    found.expect("a record can be read")
}

/// The record with this key, which exists.
async fn record(store: &dyn Store, key: Key) -> StoreRecord {
    let record = lookup(store, key).await.record;
    record.expect("`get` returns a record that was claimed or put")
}

async fn status(store: &dyn Store, key: Key) -> Option<RecordStatus> {
    lookup(store, key).await.seen().status
}

/// The text of the value of a record that is done.
async fn text(store: &dyn Store, key: Key) -> String {
    let value = record(store, key).await.value;
    let value = value.expect("a record that is done has a value");
    String::from_utf8(value.bytes.to_vec()).expect("a value has the content it was given")
}

async fn remove(store: &dyn Store, key: Key) {
    store.remove(&[key]).await.expect("`remove` answers");
}

async fn invalidate(store: &dyn Store, key: Key) {
    let invalidated = store.invalidate(&[key]).await;
    invalidated.expect("`invalidate` answers");
}

/// The matching records, at most `most`, read in pages of two.
async fn listed(store: &dyn Store, filter: &RecordFilter, most: usize) -> Vec<RecordSummary> {
    let mut found = Vec::<RecordSummary>::new();
    loop {
        let after = found.last().map(|last| last.key);
        let page = store.list(filter, after, 2).await;
        let page = page.expect("`list` answers");
        assert!(
            page.len() <= 2,
            "`list` returns at most as many as requested"
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

/// A value that uses the whole range of each field.
fn any_value() -> RecordValue {
    let mut value = RecordValue::new(vec![0, 1, 0xff, b'"', b'\\', b'\n']);
    value.format = u32::MAX - 1;
    value.fingerprint = u64::MAX - 2;
    value.version = u32::MAX - 3;
    value
}
