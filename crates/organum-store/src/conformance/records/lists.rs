//! The cases about lists.

use super::{
    super::{Subject, cases::LONG},
    claimed, failure, finish, finished, granted, key, listed, record, release, request,
};
use crate::{FinishRequest, RecordFilter, RecordLabels, RecordStatus, Store, key::Key};

/// Lists are pages in the order of keys, and contain each record as `get` returns it.
///
/// # Panics
/// If the store breaks this promise.
pub async fn lists_are_pages_in_the_order_of_keys<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let mut keys: Vec<Key> = (0..5).map(key).collect();
    for (number, key) in keys.iter().enumerate() {
        let lease = claimed(&*store, *key, LONG).await;
        if number == 0 {
            let failed = FinishRequest::failed(&lease, failure("no card")).ttl(LONG);
            finish(&*store, failed).await.expect("`finish` answers");
        } else if number < 4 {
            finished(&*store, &lease, "value").await;
        }
    }
    keys.sort();
    let all = listed(&*store, &RecordFilter::all(), 5).await;
    let found: Vec<Key> = all.iter().map(|one| one.key).collect();
    assert_eq!(
        found, keys,
        "`list` returns each record in the order of keys"
    );
    for mut summary in all {
        let mut record = record(&*store, summary.key).await.summary;
        // The time left passes.
        assert_eq!(
            summary.left.is_some(),
            record.left.is_some(),
            "a lease is listed"
        );
        (summary.left, record.left) = (None, None);
        assert_eq!(summary, record, "`list` and `get` return the same");
    }
    let none = store.list(&RecordFilter::all(), None, 0).await;
    assert_eq!(
        none.expect("`list` answers"),
        [],
        "none are listed if none are requested"
    );
}

/// A filter selects by each label and by the status.
///
/// # Panics
/// If the store breaks this promise.
pub async fn filters_choose<S: Subject<dyn Store>>(subject: &S) {
    let store = subject.fresh().await;
    let labels = RecordLabels::default().graph("A").node("a").execution("1");
    let all = [
        labels.clone(),
        labels.clone().graph("B"),
        labels.clone().node("b"),
        labels.clone().execution("2"),
        RecordLabels::default(),
    ];
    for (labels, number) in all.into_iter().zip(0..) {
        let (lease, _) = granted(&*store, &request(key(number), LONG).labels(labels)).await;
        match number {
            1 => finished(&*store, &lease, "value").await,
            2 => {
                let failed = FinishRequest::failed(&lease, failure("no card"));
                finish(&*store, failed).await.expect("`finish` answers");
            }
            3 => release(&*store, &lease).await,
            _ => {}
        }
    }
    let any = RecordFilter::all;
    let expected: [(RecordFilter, &[u64]); 9] = [
        (any(), &[0, 1, 2, 3, 4]),
        (any().graph("A"), &[0, 2, 3]),
        (any().node("a"), &[0, 1, 3]),
        (any().execution("1"), &[0, 1, 2]),
        (any().status(RecordStatus::Released), &[3]),
        (any().status(RecordStatus::Failed), &[2]),
        (any().finished(true), &[1, 2]),
        (any().finished(false), &[0, 3, 4]),
        (any().graph("A").node("a").finished(false), &[0, 3]),
    ];
    for (filter, numbers) in expected {
        let mut keys: Vec<Key> = numbers.iter().map(|number| key(*number)).collect();
        keys.sort();
        let found = listed(&*store, &filter, 5).await;
        let found: Vec<Key> = found.iter().map(|one| one.key).collect();
        assert_eq!(found, keys, "the records that match {filter:?}");
    }
}
