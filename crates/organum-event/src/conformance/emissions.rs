//! The conformance suite of [`EmissionCache`]. A cache may discard entries; an entry that it returns is the last
//! one that was put.
#![allow(
    clippy::missing_panics_doc,
    reason = "a case panics where a guarantee is broken"
)]

use std::sync::Arc;

use futures_util::future::join_all;
use organum_store::conformance::{Fault, Subject};

use super::{super::cached::EmissionCache, faults::guarded, run_all};
use crate::key::Key;

/// Runs the whole suite.
///
/// # Panics
/// Panics if the cache breaks a guarantee.
pub async fn all(subject: &impl Subject<dyn EmissionCache>) {
    run_all!(subject,
        entries_are_returned
        keys_are_separate
        the_last_value_replaces_earlier_ones
        large_values_are_stored_whole_or_not_at_all
        many_tasks_use_the_cache_at_once
        entries_may_outlive_the_handle
    );
}

/// A subject with a fault.
struct Behind<'a, S> {
    subject: &'a S,
    fault: Fault,
}

impl<S> Behind<'_, S> {
    fn around(&self, cache: Arc<dyn EmissionCache>) -> Arc<dyn EmissionCache> {
        Arc::new(guarded(cache, self.fault))
    }
}

impl<S: Subject<dyn EmissionCache>> Subject<dyn EmissionCache> for Behind<'_, S> {
    async fn fresh(&self) -> Arc<dyn EmissionCache> {
        self.around(self.subject.fresh().await)
    }

    async fn reopen(&self) -> Option<Arc<dyn EmissionCache>> {
        self.subject.reopen().await.map(|cache| self.around(cache))
    }
}

fn key(number: u32) -> Key {
    let mut key = Key::in_domain("conformance");
    key.text(&number.to_string());
    key.finish()
}

/// Returns bytes that are derived from a number.
fn value(number: u32, length: usize) -> Arc<[u8]> {
    number
        .to_le_bytes()
        .into_iter()
        .cycle()
        .take(length)
        .collect()
}

async fn put(cache: &dyn EmissionCache, number: u32, value: &Arc<[u8]>) {
    let put = cache.put(key(number), Arc::clone(value)).await;
    put.expect("an entry can be put");
}

async fn get(cache: &dyn EmissionCache, number: u32) -> Option<Arc<[u8]>> {
    cache.get(key(number)).await.expect("the cache can be read")
}

/// Of a few small entries that were just put, at least some are returned, byte for byte.
pub async fn entries_are_returned(subject: &impl Subject<dyn EmissionCache>) {
    let cache = &*subject.fresh().await;
    let mut kept = 0;
    for number in 0..20 {
        // The first value is empty.
        let value = value(number, 3 * number as usize);
        assert_eq!(get(cache, number).await, None, "the entry was not put yet");
        put(cache, number, &value).await;
        if let Some(found) = get(cache, number).await {
            assert_eq!(found, value, "the entry was changed");
            kept += 1;
        }
    }
    assert!(kept > 0, "the cache keeps no entry");
}

/// The entry of one key is not returned for another key.
pub async fn keys_are_separate(subject: &impl Subject<dyn EmissionCache>) {
    let cache = &*subject.fresh().await;
    for number in 0..200 {
        put(cache, number, &value(number, 16)).await;
    }
    for number in 0..400 {
        let found = get(cache, number).await;
        if let Some(found) = found {
            assert!(number < 200, "key {number} has an entry that was not put");
            assert_eq!(found, value(number, 16), "under key {number}");
        }
    }
}

/// A later value replaces an earlier one, which is never returned again.
pub async fn the_last_value_replaces_earlier_ones(subject: &impl Subject<dyn EmissionCache>) {
    let cache = &*subject.fresh().await;
    let mut kept = 0;
    for number in 0..20 {
        for version in 0..4 {
            let value = value(100 * number + version, 12);
            put(cache, number, &value).await;
            for _ in 0..2 {
                let found = get(cache, number).await;
                if let Some(found) = found {
                    assert_eq!(found, value, "an earlier value is returned");
                    kept += 1;
                }
            }
        }
    }
    assert!(kept > 0, "the cache keeps no entry");
}

/// A value of a megabyte is returned whole, or not at all.
pub async fn large_values_are_stored_whole_or_not_at_all(
    subject: &impl Subject<dyn EmissionCache>,
) {
    let cache = &*subject.fresh().await;
    let large = value(7, 1_000_001);
    // The value may be too large for this cache.
    match cache.put(key(7), Arc::clone(&large)).await {
        Ok(()) => {}
        Err(error) => assert!(
            !error.is_transient(),
            "a value that is too large is not a transient error"
        ),
    }
    if let Some(found) = get(cache, 7).await {
        assert!(found == large, "the value was changed");
    }
}

/// Several tasks use the cache at once.
pub async fn many_tasks_use_the_cache_at_once(subject: &impl Subject<dyn EmissionCache>) {
    let cache = subject.fresh().await;
    let tasks = (0..8_u32).map(|task| {
        let cache = Arc::clone(&cache);
        tokio::spawn(async move {
            for round in 0..25 {
                // One key is shared by all tasks, the others belong to one task each.
                let value = value(task, 8);
                put(&*cache, 1000, &value).await;
                put(&*cache, 100 * task + round, &value).await;
                if let Some(found) = get(&*cache, 100 * task + round).await {
                    assert_eq!(found, value, "the value of another task is returned");
                }
                if let Some(found) = get(&*cache, 1000).await {
                    let first = found.first().copied().map(u32::from);
                    let whole = first.map(|task| self::value(task, 8));
                    assert_eq!(Some(found), whole, "two values are mixed");
                }
            }
        })
    });
    for task in join_all(tasks).await {
        task.expect("nothing panics");
    }
}

/// A reopened cache has discarded an entry, or returns the last value that was put.
pub async fn entries_may_outlive_the_handle(subject: &impl Subject<dyn EmissionCache>) {
    let cache = subject.fresh().await;
    for version in 0..2 {
        for number in 0..10 {
            put(&*cache, number, &value(10 * number + version, 9)).await;
        }
    }
    drop(cache);
    let Some(cache) = subject.reopen().await else {
        return;
    };
    for number in 0..20 {
        if let Some(found) = get(&*cache, number).await {
            assert!(number < 10, "key {number} has an entry that was not put");
            assert_eq!(
                found,
                value(10 * number + 1, 9),
                "an earlier value is returned"
            );
        }
    }
}
