//! The suite that every [`EmissionCache`] has to pass. A cache may forget; what it answers is what was
//! put last.
#![allow(clippy::missing_panics_doc, reason = "that is what they are for")]

use std::sync::Arc;

use futures_util::future::join_all;
use organum_store::conformance::{Fault, Subject};

use super::{super::cached::EmissionCache, faults::guarded, run_all};
use crate::key::Key;

/// Runs the whole suite.
///
/// # Panics
/// If the cache breaks a promise.
pub async fn all(subject: &impl Subject<dyn EmissionCache>) {
    run_all!(subject,
        what_was_put_is_there
        keys_are_apart
        what_is_put_last_counts
        large_values_are_kept_whole_or_not_at_all
        many_put_and_get_at_once
        what_outlives_the_handle_is_what_was_put
    );
}

/// A subject behind a fault.
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

/// Bytes that tell which they are.
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
    put.expect("it can be put");
}

async fn get(cache: &dyn EmissionCache, number: u32) -> Option<Arc<[u8]>> {
    cache.get(key(number)).await.expect("it can be asked")
}

/// Of a few small values that were just put, some are there at least, byte for byte.
pub async fn what_was_put_is_there(subject: &impl Subject<dyn EmissionCache>) {
    let cache = &*subject.fresh().await;
    let mut kept = 0;
    for number in 0..20 {
        // Nothing is a value too.
        let value = value(number, 3 * number as usize);
        assert_eq!(get(cache, number).await, None, "nothing was put yet");
        put(cache, number, &value).await;
        if let Some(found) = get(cache, number).await {
            assert_eq!(found, value, "it came out otherwise");
            kept += 1;
        }
    }
    assert!(kept > 0, "a cache that keeps nothing is none");
}

/// What is under one key is not under another one.
pub async fn keys_are_apart(subject: &impl Subject<dyn EmissionCache>) {
    let cache = &*subject.fresh().await;
    for number in 0..200 {
        put(cache, number, &value(number, 16)).await;
    }
    for number in 0..400 {
        let found = get(cache, number).await;
        if let Some(found) = found {
            assert!(number < 200, "under key {number} is what nobody put there");
            assert_eq!(found, value(number, 16), "under key {number}");
        }
    }
}

/// A later value takes the place of an earlier one, which is never there again.
pub async fn what_is_put_last_counts(subject: &impl Subject<dyn EmissionCache>) {
    let cache = &*subject.fresh().await;
    let mut kept = 0;
    for number in 0..20 {
        for version in 0..4 {
            let value = value(100 * number + version, 12);
            put(cache, number, &value).await;
            for _ in 0..2 {
                let found = get(cache, number).await;
                if let Some(found) = found {
                    assert_eq!(found, value, "an earlier value is there");
                    kept += 1;
                }
            }
        }
    }
    assert!(kept > 0, "a cache that keeps nothing is none");
}

/// A value of a MB is there whole, or is not there.
pub async fn large_values_are_kept_whole_or_not_at_all(subject: &impl Subject<dyn EmissionCache>) {
    let cache = &*subject.fresh().await;
    let large = value(7, 1_000_001);
    // It may be too large for this cache.
    match cache.put(key(7), Arc::clone(&large)).await {
        Ok(()) => {}
        Err(error) => assert!(
            !error.is_transient(),
            "it says that it may help to try again"
        ),
    }
    if let Some(found) = get(cache, 7).await {
        assert!(found == large, "it came out otherwise");
    }
}

/// Many tasks use it at once.
pub async fn many_put_and_get_at_once(subject: &impl Subject<dyn EmissionCache>) {
    let cache = subject.fresh().await;
    let tasks = (0..8_u32).map(|task| {
        let cache = Arc::clone(&cache);
        tokio::spawn(async move {
            for round in 0..25 {
                // One key is shared by all, the others belong to one task each.
                let value = value(task, 8);
                put(&*cache, 1000, &value).await;
                put(&*cache, 100 * task + round, &value).await;
                if let Some(found) = get(&*cache, 100 * task + round).await {
                    assert_eq!(found, value, "another task's value is there");
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

/// When it is opened again, it has forgotten, or has what was put last.
pub async fn what_outlives_the_handle_is_what_was_put(subject: &impl Subject<dyn EmissionCache>) {
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
            assert!(number < 10, "under key {number} is what nobody put there");
            assert_eq!(
                found,
                value(10 * number + 1, 9),
                "an earlier value is there"
            );
        }
    }
}
