//! Large, damaged and bad items; epochs that never restart.

use std::time::Duration;

use organum_store::{
    ClaimRequest, FinishRequest, Lease, PutRequest, RecordClaim, RecordFailure, RecordFilter,
    RecordLabels, RecordValue, StoreError, StoreErrorKind, key::Key,
};

use organum_test_support::PostgresServer;

use crate::place::{
    MINUTE, Place, SOON, ask, claim, claim_all, connect, finish, granted, key, keys, look, number,
    on_each_database, options, read, request, tells_no_secret, value,
};

on_each_database! {
    ten_megabytes_are_recorded
    a_byte_over_the_limit_is_refused_before_it_is_sent
    a_bad_item_of_a_batch_fails_alone
    batches_of_more_than_four_megabytes_are_recorded
    a_thousand_failures_leave_no_row
    epochs_do_not_restart_although_the_clock_was_set_back
    a_lease_that_was_granted_before_the_clock_was_set_back_has_ended
    a_damaged_row_is_an_error_of_its_item_alone
    dropped_calls_leave_no_lease_behind
}

async fn ten_megabytes_are_recorded(place: &Place) {
    let database = place.connect().await;
    let store = database.store();
    // Every byte occurs, also zero.
    let bytes: Vec<u8> = (0..10_u32 << 20).map(|n| n.to_le_bytes()[0]).collect();
    let held = claim(&*store, key(1), MINUTE).await;
    let request = FinishRequest::done(&held, RecordValue::new(bytes.clone()));
    store.finish(&[request]).await.unwrap().remove(0).unwrap();
    let found = look(&*store, key(1)).await;
    assert!(*found.value().unwrap().bytes == *bytes);
    let put = PutRequest::new(key(2), RecordValue::new(bytes.clone()));
    store.put(&[put]).await.unwrap().remove(0).unwrap();
    let claimed = ask(&*store, &request_of(key(2))).await;
    assert!(matches!(claimed, RecordClaim::Done(value) if *value.bytes == *bytes));
}

fn request_of(key: Key) -> ClaimRequest {
    request(key, MINUTE)
}

async fn a_byte_over_the_limit_is_refused_before_it_is_sent(place: &Place) {
    const LIMIT: usize = 1_000;
    let database = options().max_value(LIMIT).connect(&place.url()).await;
    let store = database.unwrap().store();
    let held = claim(&*store, key(1), MINUTE).await;
    // A statement would fail now.
    place
        .execute("alter table organum_record rename to away")
        .await;
    let large = || RecordValue::new(vec![7; LIMIT + 1]);
    let finished = FinishRequest::done(&held, large());
    let failed = RecordFailure::new("kind", "x".repeat(LIMIT - 3));
    let failed = FinishRequest::failed(&held, failed);
    for request in [finished, failed] {
        let error = store.finish(&[request]).await.unwrap().remove(0);
        let error = error.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::TooLarge, "{error}");
        assert!(error.to_string().contains("1001 bytes"), "{error}");
    }
    let put = PutRequest::new(key(2), large());
    let error = store.put(&[put]).await.unwrap().remove(0).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::TooLarge);
    place
        .execute("alter table away rename to organum_record")
        .await;
    let fits = FinishRequest::done(&held, RecordValue::new(vec![7; LIMIT]));
    store.finish(&[fits]).await.unwrap().remove(0).unwrap();
}

/// A NUL character, and a label that is too large for an index.
async fn a_bad_item_of_a_batch_fails_alone(place: &Place) {
    let database = place.connect().await;
    let store = database.store();
    let label = |text: &str| RecordLabels::default().node(text.to_owned());
    let mut requests: Vec<_> = keys(40).into_iter().map(request_of).collect();
    requests[7].labels = label("a\0b");
    // Random, since the server compresses labels.
    let random: String = (0..40_000_u64)
        .map(|n| char::from(b'a' + (n * n * 31 % 9973 % 26) as u8))
        .collect();
    requests[9].labels = label(&random);
    requests[11].length = Duration::ZERO;
    let answers = store.claim(&requests).await.unwrap();
    for (at, answer) in answers.into_iter().enumerate() {
        let is_refused = match at {
            7 | 9 => !place.is_sqlite(),
            11 => true,
            _ => false,
        };
        match answer {
            Ok(answer) => assert!(!is_refused, "{at}: {answer:?}"),
            Err(error) => {
                assert!(is_refused && !error.is_transient(), "{at}: {error:?}");
                tells_no_secret(&error);
            }
        }
    }
    let leases = claim_all(&*store, &keys(60)[50..], MINUTE).await;
    let mut failures: Vec<_> = leases
        .iter()
        .map(|lease| FinishRequest::failed(lease, RecordFailure::new("kind", "text")))
        .collect();
    failures[3] = FinishRequest::failed(&leases[3], RecordFailure::new("kind", "te\0xt"));
    failures[5] = FinishRequest::done(&leases[5], value("a\0b"));
    failures[6] = FinishRequest::done(&leases[6], value("v")).ttl(Duration::ZERO);
    let answers = store.finish(&failures).await.unwrap();
    for (at, answer) in answers.into_iter().enumerate() {
        let is_refused = at == 6 || at == 3 && !place.is_sqlite();
        assert_eq!(answer.is_err(), is_refused, "{at}: {answer:?}");
    }
    assert_eq!(read(&*store, key(55)).await.as_deref(), Some("a\0b"));
}

/// More than one batch, one statement, and one packet.
async fn batches_of_more_than_four_megabytes_are_recorded(place: &Place) {
    let database = place.connect().await;
    let store = database.store();
    let leases = claim_all(&*store, &keys(40), MINUTE).await;
    let large = |number: usize| RecordValue::new(vec![number.to_le_bytes()[0]; 500_000 + number]);
    let results: Vec<_> = leases
        .iter()
        .enumerate()
        .map(|(number, lease)| FinishRequest::done(lease, large(number)))
        .collect();
    for answer in store.finish(&results).await.unwrap() {
        answer.unwrap();
    }
    let found = store.get(&keys(40)).await.unwrap();
    for (number, found) in found.into_iter().enumerate() {
        assert!(*found.unwrap().value().unwrap() == large(number));
    }
}

async fn a_thousand_failures_leave_no_row(place: &Place) {
    let database = place.connect().await;
    let store = database.store();
    let mut highest = 0;
    for some in keys(1_000).chunks(250) {
        let leases = claim_all(&*store, some, MINUTE).await;
        highest = highest.max(leases.iter().map(Lease::epoch).max().unwrap());
        let fail = |lease| {
            let failure = RecordFailure::new("kind", "text");
            FinishRequest::failed(lease, failure).ttl(Duration::from_millis(50))
        };
        let failures: Vec<_> = leases.iter().map(fail).collect();
        for answer in store.finish(&failures).await.unwrap() {
            answer.unwrap();
        }
    }
    tokio::time::sleep(Duration::from_millis(150)).await;
    let mut purged = 0;
    for _ in 0..100 {
        purged += store.purge(300).await.unwrap();
    }
    assert_eq!(purged, 1_000);
    assert_eq!(place.number("select count(*) from organum_record").await, 0);
    let again = claim(&*store, key(3), MINUTE).await;
    assert!(again.epoch() > highest);
}

/// Epochs of a clock that was 70 years ahead.
async fn epochs_do_not_restart_although_the_clock_was_set_back(place: &Place) {
    const AHEAD: u64 = 4_000_000_000_000_000;
    let database = place.connect().await;
    let store = database.store();
    let short = Duration::from_millis(50);
    let purged = |lease: &_| FinishRequest::done(lease, value("v")).ttl(short);
    for (number, way) in ["taken over", "removed", "purged", "invalidated", "put"]
        .into_iter()
        .enumerate()
    {
        let key = key(number as u64);
        let mut held = claim(&*store, key, short).await;
        let ahead = AHEAD + 1_000 * number as u64;
        place.change(key, &format!("epoch = {ahead}")).await;
        held = Lease::new(key, held.owner(), ahead, short, tokio::time::Instant::now());
        match way {
            "removed" => store.remove(&[key]).await.unwrap(),
            "purged" => {
                store
                    .finish(&[purged(&held)])
                    .await
                    .unwrap()
                    .remove(0)
                    .unwrap();
                tokio::time::sleep(3 * short).await;
                assert_eq!(store.purge(10).await.unwrap(), 1);
            }
            "invalidated" => store.invalidate(&[key]).await.unwrap(),
            "put" => {
                let put = PutRequest::new(key, value("v")).ttl(short);
                store.put(&[put]).await.unwrap().remove(0).unwrap();
            }
            _ => {}
        }
        tokio::time::sleep(3 * short).await;
        let next = claim(&*store, key, MINUTE).await;
        assert!(next.epoch() > ahead, "{way}: {} {ahead}", next.epoch());
        // The one before is refused.
        let late = finish(&*store, &held, "late").await.unwrap_err();
        assert!(late.is_lease_lost(), "{way}: {late:?}");
    }
}

async fn a_lease_that_was_granted_before_the_clock_was_set_back_has_ended(place: &Place) {
    let database = place.connect().await;
    let store = database.store();
    claim(&*store, key(1), Duration::from_secs(1)).await;
    let later = place.time_in(3_600);
    place
        .change(key(1), &format!("lease_until = {later}"))
        .await;
    let summary = look(&*store, key(1)).await.record.unwrap().summary;
    assert!(summary.has_lapsed(), "{summary:?}");
    // Nobody waits for an hour.
    let waited = store.changed(key(1), summary.seen(), MINUTE);
    let waited = tokio::time::timeout(SOON, waited).await;
    assert_eq!(waited.unwrap().unwrap(), summary.seen());
    match ask(&*store, &request(key(1), MINUTE)).await {
        RecordClaim::Granted { lapses, .. } => assert_eq!(lapses, 1),
        other => panic!("{other:?}"),
    }
}

async fn a_damaged_row_is_an_error_of_its_item_alone(place: &Place) {
    use StoreErrorKind::{Corrupt, TooNew};
    let database = place.connect().await;
    let store = database.store();
    if !place.is_sqlite() {
        let allow = "alter table organum_record drop constraint organum_record_status_check";
        place.execute(allow).await;
    }
    let mut damages = vec![
        ("value = null", Corrupt),
        ("value_format = -1", Corrupt),
        ("value_version = 4294967296", Corrupt),
        ("value_fingerprint = null", Corrupt),
        ("status = 'failed'", Corrupt),
        ("status = 'frozen'", TooNew),
    ];
    if place.is_sqlite() {
        damages.push(("owner = 'nobody'", Corrupt));
    }
    for (number, (damage, kind)) in damages.into_iter().enumerate() {
        let (bad, good) = (key(2 * number as u64), key(2 * number as u64 + 1));
        for lease in claim_all(&*store, &[bad, good], MINUTE).await {
            finish(&*store, &lease, "value").await.unwrap();
        }
        place.change(bad, damage).await;
        let found = store.get(&[bad, good, bad]).await.unwrap();
        let kinds: Vec<_> = found
            .iter()
            .map(|found| found.as_ref().map_err(StoreError::kind).map(drop))
            .collect();
        assert_eq!(kinds, [Err(kind), Ok(()), Err(kind)], "{damage}");
        let answers = store.claim(&[request_of(good), request_of(bad)]).await;
        let answers = answers.unwrap();
        assert!(matches!(answers[0], Ok(RecordClaim::Done(_))), "{damage}");
        match &answers[1] {
            Err(error) => assert_eq!(error.kind(), kind, "{damage}"),
            // A claim needs no owner of a record that is done.
            Ok(answer) => assert!(damage.starts_with("owner"), "{damage}: {answer:?}"),
        }
        let _ = store.list(&RecordFilter::all(), None, 100).await;
        // A damaged record can be removed.
        store.remove(&[bad]).await.unwrap();
        claim(&*store, bad, MINUTE).await;
    }
    numbers_out_of_range_are_no_panic(place, &*store).await;
}

/// Numbers that the library never writes.
async fn numbers_out_of_range_are_no_panic(place: &Place, store: &dyn organum_store::Store) {
    let mut damages = vec!["lapses = -1", "epoch = -5", "lease_us = -1"];
    damages.push(if place.is_sqlite() {
        "input = x''"
    } else {
        "input = ''"
    });
    if place.is_sqlite() {
        damages.extend([
            "lapses = 4294967295",
            "created_at = -9223372036854775807",
            "changed_at = 9223372036854775807",
            "lease_until = 9223372036854775807, lease_us = 4611686018427387904",
        ]);
    }
    for (number, damage) in damages.into_iter().enumerate() {
        let key = key(100 + number as u64);
        claim(store, key, Duration::from_millis(1)).await;
        place.change(key, damage).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        // Each call is answered, whatever it answers.
        let answered = async {
            let tell = request_of(key).on_lapsed(organum_store::OnLapsed::Tell);
            let _ = store.get(&[key]).await.unwrap();
            let _ = store.claim(&[tell]).await.unwrap();
            let _ = store.list(&RecordFilter::all(), None, 100).await;
            let seen = organum_store::RecordSeen::ABSENT;
            let _ = store.changed(key, seen, Duration::ZERO).await;
            let _ = store.claim(&[request_of(key)]).await.unwrap();
            store.remove(&[key]).await.unwrap();
        };
        let answered = tokio::time::timeout(SOON, answered).await;
        assert!(answered.is_ok(), "{damage}");
    }
}

/// A claim that nobody waits for leaves no lease, and a result that nobody waits for is recorded.
async fn dropped_calls_leave_no_lease_behind(place: &Place) {
    use organum_store::conformance::poll_times;
    let database = place.connect().await;
    let store = database.store();
    for polls in 0..6 {
        let dropped: Vec<_> = keys(36).into_iter().map(request_of).collect();
        for requests in dropped.chunks(9) {
            let answered = poll_times(store.claim(requests), polls).await;
            for answer in answered.into_iter().flat_map(Result::unwrap) {
                store.release(&granted(answer.unwrap())).await.unwrap();
            }
        }
        for key in keys(36) {
            let claimed = async {
                loop {
                    match ask(&*store, &request_of(key)).await {
                        RecordClaim::Running { .. } => {
                            tokio::time::sleep(Duration::from_millis(5)).await;
                        }
                        answer => return granted(answer),
                    }
                }
            };
            let held = tokio::time::timeout(SOON, claimed).await;
            let held = held.expect("no lease is left behind");
            if key == keys(1)[0] {
                let request = FinishRequest::done(&held, value("dropped"));
                poll_times(store.finish(&[request]), 1).await;
                // Later calls for the key come after it.
                assert_eq!(read(&*store, key).await.as_deref(), Some("dropped"));
            }
            store.remove(&[key]).await.unwrap();
        }
    }
}

/// An update of a row costs no write to an index.
#[tokio::test(flavor = "multi_thread")]
async fn updates_of_postgres_write_to_no_index() {
    // Of its own, since open transactions of others keep old rows alive.
    let server = PostgresServer::start();
    let database = connect(&server.url()).await;
    let store = database.store();
    let labels = RecordLabels::default().node("node").execution("execution");
    for some in keys(1_000).chunks(100) {
        let requests: Vec<_> = some
            .iter()
            .map(|key| request_of(*key).labels(labels.clone()))
            .collect();
        let leases = store.claim(&requests).await.unwrap().into_iter();
        let leases: Vec<_> = leases.map(|answer| granted(answer.unwrap())).collect();
        store.renew(&leases).await.unwrap();
        let results: Vec<_> = leases
            .iter()
            .map(|lease| FinishRequest::done(lease, value("a value")))
            .collect();
        for answer in store.finish(&results).await.unwrap() {
            answer.unwrap();
        }
    }
    // The server counts when a connection ends.
    database.close().await;
    let count = |column: &str| {
        format!("select {column} from pg_stat_user_tables where relname = 'organum_record'")
    };
    let counted = async {
        while number(&server.url(), &count("n_tup_upd")).await < 2_000 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(3 * SOON, counted).await.unwrap();
    let hot = number(&server.url(), &count("n_tup_hot_upd")).await;
    let all = number(&server.url(), &count("n_tup_upd")).await;
    assert!(hot * 100 >= all * 95, "{hot} of {all}");
}
