//! The cases about values without leases, and their generations.

use super::{
    super::{
        Subject,
        cases::{LONG, kind},
    },
    any_value, claim, claimed, finished, invalidate, is_lost, key, lookup, outlast, put, record,
    remove, request, status, text, value,
};
use crate::{PutRequest, RecordClaim, RecordLabels, RecordStatus, Store, StoreErrorKind};

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
