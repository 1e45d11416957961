//! The cases about claims and calls with several items.

use std::{sync::Arc, time::Duration};

use super::{
    super::{Subject, cases::LONG},
    claim, claimed, failure, finish, finished, granted, key, lookup, outlast, put, record, release,
    request, status, text, value,
};
use crate::{
    FinishRequest, OnLapsed, OnRunning, PutRequest, RecordClaim, RecordLabels, RecordStatus,
    RecordValue, Store, StoreAnswers, StoreErrorKind, key::Key,
};

/// A record with other inputs is not granted and not returned, whatever its status is.
///
/// # Panics
/// If the store breaks this promise.
pub async fn inputs_are_compared<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let (one, two) = (key(91), key(92));
    let mut leases = Vec::new();
    for number in 0..5 {
        let length = if number == 0 { short } else { LONG };
        let request = request(key(number), length).input(one);
        leases.push(granted(&*store, &request).await.0);
    }
    outlast(short).await;
    release(&*store, &leases[1]).await;
    finished(&*store, &leases[3], "value").await;
    let failed = FinishRequest::failed(&leases[4], failure("no card"));
    finish(&*store, failed).await.expect("`finish` answers");
    for number in 0..5 {
        let before = record(&*store, key(number)).await.summary.epoch;
        for other in [
            request(key(number), LONG),
            request(key(number), LONG).on_running(OnRunning::Take),
            request(key(number), LONG).on_lapsed(OnLapsed::Tell),
        ] {
            let answer = claim(&*store, &other.input(two)).await;
            assert_eq!(
                answer,
                RecordClaim::Mismatch,
                "record {number} has other inputs"
            );
        }
        let after = record(&*store, key(number)).await.summary.epoch;
        assert_eq!(after, before, "a mismatch changes nothing");
        let none = claim(&*store, &request(key(number), LONG)).await;
        let same = claim(&*store, &request(key(number), LONG).input(one)).await;
        let fits = !matches!(
            (&none, &same),
            (RecordClaim::Mismatch, _) | (_, RecordClaim::Mismatch)
        );
        assert!(fits, "equal inputs and none fit: {none:?} and {same:?}");
    }

    let without = claimed(&*store, key(7), LONG).await;
    let running = claim(&*store, &request(key(7), LONG).input(one)).await;
    let is_running = matches!(running, RecordClaim::Running { .. });
    assert!(
        is_running,
        "a record without inputs fits to any: {running:?}"
    );
    release(&*store, &without).await;
    granted(&*store, &request(key(7), LONG).input(one)).await;
    let answer = claim(&*store, &request(key(7), LONG).input(two)).await;
    assert_eq!(
        answer,
        RecordClaim::Mismatch,
        "the inputs of the claim that got the record count"
    );
}

/// A claim that is not granted writes nothing.
///
/// # Panics
/// If the store breaks this promise.
pub async fn answers_without_a_grant_change_nothing<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let short = subject.short_lease();
    let running = claimed(&*store, key(1), LONG).await;
    let done = claimed(&*store, key(2), LONG).await;
    finished(&*store, &done, "value").await;
    claimed(&*store, key(3), short).await;
    outlast(short).await;
    for number in 1..=3 {
        let mut before = record(&*store, key(number)).await;
        let other = request(key(number), Duration::from_hours(1))
            .on_lapsed(OnLapsed::Tell)
            .labels(RecordLabels::default().graph("another"));
        claim(&*store, &other).await;
        let mut after = record(&*store, key(number)).await;
        assert!(
            after.summary.left <= before.summary.left,
            "a lease is not extended"
        );
        (before.summary.left, after.summary.left) = (None, None);
        assert_eq!(after, before, "a claim that is not granted changes nothing");
    }
    finished(&*store, &running, "value").await;
}

/// The kinds of the errors of a call; `None` for success.
fn kinds<T>(answers: StoreAnswers<T>) -> Vec<Option<StoreErrorKind>> {
    let kind = |answer: Result<T, crate::StoreError>| answer.err().map(|error| error.kind());
    answers.into_iter().map(kind).collect()
}

/// Each item of a call has its own answer, in order: an item that is refused does not affect the others.
///
/// # Panics
/// If the store breaks this promise.
pub async fn items_are_answered_alone<S: Subject<dyn Store>>(subject: &S) {
    use StoreErrorKind::{Conflict, LeaseLost, Refused};

    let store = subject.fresh().await;
    let taken = claimed(&*store, key(0), LONG).await;
    let requests = [
        request(key(2), LONG),
        request(key(3), Duration::ZERO),
        request(key(0), LONG),
        request(key(1), LONG),
    ];
    let answers = store.claim(&requests).await.expect("`claim` answers");
    let mut leases = Vec::new();
    for (answer, request) in answers.iter().zip(&requests) {
        if let Ok(RecordClaim::Granted { lease, .. }) = answer {
            assert_eq!(
                lease.id(),
                request.key,
                "the answers are in the order of the requests"
            );
            leases.push(lease.clone());
        }
    }
    assert_eq!(leases.len(), 2, "the records that are free are granted");
    let is_running = matches!(answers[2], Ok(RecordClaim::Running { .. }));
    assert!(
        is_running,
        "a leased record is running: a claim answered {:?}",
        answers[2]
    );
    assert_eq!(
        kinds(answers),
        [None, Some(Refused), None, None],
        "a lease needs a length"
    );
    assert_eq!(
        status(&*store, key(3)).await,
        None,
        "a refused claim changes nothing"
    );

    release(&*store, &leases[0]).await;
    let requests = [
        FinishRequest::done(&taken, value("zero")).ttl(Duration::ZERO),
        FinishRequest::done(&leases[0], value("two")),
        FinishRequest::done(&leases[1], value("one")),
    ];
    let answers = store.finish(&requests).await.expect("`finish` answers");
    let expected = [Some(Refused), Some(LeaseLost), None];
    assert_eq!(
        kinds(answers),
        expected,
        "the results of owners are recorded"
    );
    assert_eq!(
        text(&*store, key(1)).await,
        "one",
        "the result of an owner is recorded"
    );
    let found = status(&*store, key(0)).await;
    assert_eq!(
        found,
        Some(RecordStatus::Running),
        "a refused result changes nothing"
    );

    let generation = lookup(&*store, key(5)).await.generation;
    let requests = [
        PutRequest::new(key(4), value("four")).ttl(Duration::ZERO),
        PutRequest::new(key(5), value("five")).if_generation(generation + 1),
        PutRequest::new(key(6), value("six")),
    ];
    let answers = store.put(&requests).await.expect("`put` answers");
    let expected = [Some(Refused), Some(Conflict), None];
    assert_eq!(
        kinds(answers),
        expected,
        "values without a fault are recorded"
    );
    assert_eq!(
        text(&*store, key(6)).await,
        "six",
        "a value without a fault is recorded"
    );
    assert_eq!(
        status(&*store, key(4)).await,
        None,
        "a refused value is not recorded"
    );
}

/// A key may occur twice in a call: its items take effect in order.
///
/// # Panics
/// If the store breaks this promise.
pub async fn items_take_effect_in_order<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let requests = [
        request(key(2), LONG),
        request(key(1), LONG),
        request(key(2), LONG),
    ];
    let answers = store.claim(&requests).await.expect("`claim` answers");
    match &answers[..] {
        [
            Ok(RecordClaim::Granted { lease: two, .. }),
            Ok(RecordClaim::Granted { lease: one, .. }),
            Ok(RecordClaim::Running { .. }),
        ] => {
            assert_eq!(
                (two.owner(), one.owner()),
                (requests[0].claim, requests[1].claim)
            );
            let finishes = [
                FinishRequest::done(two, value("first")),
                FinishRequest::done(one, value("one")),
                FinishRequest::done(two, value("second")),
            ];
            let answers = store.finish(&finishes).await.expect("`finish` answers");
            assert_eq!(kinds(answers), [None; 3], "a repeated result succeeds");
        }
        other => panic!("the first claim of a key is granted, the second not: {other:?}"),
    }
    assert_eq!(
        text(&*store, key(2)).await,
        "first",
        "the first result is recorded"
    );
    let puts = ["a", "b", "c"].map(|text| PutRequest::new(key(3), value(text)));
    let answers = store.put(&puts).await.expect("`put` answers");
    assert_eq!(kinds(answers), [None; 3], "`put` answers for each item");
    assert_eq!(
        text(&*store, key(3)).await,
        "c",
        "the last value is recorded"
    );
}

/// A text with a NUL character is recorded, or refused alone.
///
/// # Panics
/// If the store breaks this promise.
pub async fn texts_are_recorded_or_refused_alone<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let labels = RecordLabels::default().node("a\0b");
    let requests = [
        request(key(1), LONG),
        request(key(2), LONG).labels(labels.clone()),
    ];
    let answers = store.claim(&requests).await.expect("`claim` answers");
    let Ok(RecordClaim::Granted { lease, .. }) = &answers[0] else {
        panic!("a bad label does not affect other claims: {answers:?}");
    };
    match &answers[1] {
        Ok(RecordClaim::Granted { .. }) => {
            let found = record(&*store, key(2)).await.summary.labels;
            assert_eq!(found, labels, "a label is returned as it was given");
        }
        Ok(other) => panic!("the key is new: a claim answered {other:?}"),
        Err(error) => assert_eq!(error.kind(), StoreErrorKind::Refused, "a label is refused"),
    }
    let other = claimed(&*store, key(3), LONG).await;
    let failed = failure("a\0b");
    let requests = [
        FinishRequest::failed(&other, failed.clone()),
        FinishRequest::done(lease, value("a\0b")),
    ];
    let answers = store.finish(&requests).await.expect("`finish` answers");
    assert_eq!(
        text(&*store, key(1)).await,
        "a\0b",
        "a value may contain any byte"
    );
    match &answers[0] {
        Ok(()) => {
            let found = record(&*store, key(3)).await.summary.failure;
            assert_eq!(found, Some(failed), "a text is returned as it was given");
        }
        Err(error) => assert_eq!(error.kind(), StoreErrorKind::Refused, "a text is refused"),
    }
    put(&*store, PutRequest::new(key(4), value("\0")))
        .await
        .expect("a value may be any bytes");
}

/// Returns the result of a record, and whether this caller has computed it.
async fn result(store: &dyn Store, key: Key, caller: u32) -> (bool, RecordValue) {
    let new = request(key, LONG);
    for _ in 0..1_000 {
        match claim(store, &new).await {
            RecordClaim::Granted { lease, .. } => {
                tokio::task::yield_now().await;
                let text = format!("value {caller}");
                finished(store, &lease, &text).await;
                return (true, value(&text));
            }
            RecordClaim::Running { seen, left, .. } => {
                let changed = store.changed(key, seen, left).await;
                changed.expect("`changed` answers");
                tokio::task::yield_now().await;
            }
            RecordClaim::Done(value) => return (false, value),
            other => panic!("a record is free, running or done, not {other:?}"),
        }
    }
    panic!("a caller that waits for a record gets its result");
}

/// Of many concurrent claims, one is granted, and the others learn its result.
///
/// # Panics
/// If the store breaks this promise.
pub async fn one_of_many_claims_is_granted<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    for round in 0..5 {
        let key = key(round);
        if round % 2 == 1 {
            let lease = claimed(&*store, key, LONG).await;
            release(&*store, &lease).await;
        }
        let tasks: Vec<_> = (0..8)
            .map(|number| {
                let store = Arc::clone(&store);
                tokio::spawn(async move { result(&*store, key, number).await })
            })
            .collect();
        let (mut grants, mut values) = (0, Vec::new());
        for task in tasks {
            let (granted, value) = task.await.expect("a call does not panic");
            grants += u32::from(granted);
            values.push(value);
        }
        assert_eq!(grants, 1, "one of many concurrent claims is granted");
        let found = record(&*store, key)
            .await
            .value
            .expect("a record that is done has a value");
        assert!(
            values.iter().all(|value| *value == found),
            "each caller gets the recorded value"
        );
    }
}
