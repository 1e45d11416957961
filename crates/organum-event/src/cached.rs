//! Organs whose emissions are cached.
//!
//! The events that a `cached` organ emitted for an event are emitted again for an equal event, without
//! a call. Their [`Key`] consists of the spine, the organ and its version, the handler, and the event's
//! name, version and payload. Failures are not cached. Events from the cache get new ids, times and
//! traces, the same that a call would give them; the state of the organ does not change, and layers are
//! not called.
//!
//! An organ can be `cached` if its emissions depend on the event alone. It is also useful for an organ
//! that calls an external service: in a [replay](super::Replay) its emissions come from the trace, so
//! they are those of the recorded run.
//!
//! [`EmissionCache`] is the trait of caches; [`MemoryEmissionCache`] is one in memory, bounded by a
//! number of bytes.
//!
//! ```
//! use organum::{Event, Spine as _, event, organ, spine};
//!
//! #[event]
//! struct Asked { city: String }
//!
//! #[event]
//! struct Answered { degrees: i32 }
//!
//! #[derive(Default)]
//! struct Weather { calls: u32 }
//!
//! #[organ(cached)]
//! impl Weather {
//!     async fn handle(&mut self, event: &Event) -> Answered {
//!         match event {
//!             Asked { city } => {
//!                 self.calls += 1; // asks a service
//!                 Answered { degrees: i32::try_from(city.len()).unwrap_or(0) }
//!             }
//!         }
//!     }
//! }
//!
//! #[spine(entry(Asked), terminal(Answered))]
//! #[derive(Default)]
//! struct Desk { weather: Weather }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), organum::SpineError> {
//!     let mut desk = Desk::default().builder().build();
//!     for city in ["Bern", "Rome", "Bern"] {
//!         let stats = desk.run(Asked { city: city.to_owned() }).await?;
//!         assert_eq!(stats.emitted, 1);
//!     }
//!     assert_eq!(desk.spine().weather.calls, 2);
//!     Ok(())
//! }
//! ```

use std::sync::Arc;

use organum_store::StoreFuture;
use quick_cache::{Weighter, sync::Cache};

use crate::key::Key;

/// A cache for the emissions of cached organs. It may discard entries, and may fail: the organ is then
/// called. Every call can be repeated with equal arguments.
pub trait EmissionCache: Send + Sync + 'static {
    /// Returns the name of the cache in errors and logs, such as `in memory`. It contains no address and no
    /// password.
    fn name(&self) -> &'static str;

    /// Returns the entry of a key, byte for byte as it was put.
    ///
    /// # Errors
    /// The [`StoreError`](organum_store::StoreError) of the cache.
    ///
    /// # Cancel safety
    /// A dropped future has changed nothing.
    fn get(&self, key: Key) -> StoreFuture<'_, Option<Arc<[u8]>>>;

    /// Stores the entry of a key, and replaces an existing one.
    ///
    /// # Errors
    /// The [`StoreError`](organum_store::StoreError) of the cache: the existing entry may remain.
    ///
    /// # Cancel safety
    /// A dropped future has stored the entry or changed nothing.
    fn put(&self, key: Key, emitted: Arc<[u8]>) -> StoreFuture<'_, ()>;
}

/// A cache in memory, bounded by a number of bytes; it evicts the entries that are used least. Clones
/// share their entries, so that several runtimes can use one cache.
///
/// ```
/// use organum::event::cached::MemoryEmissionCache;
///
/// let cache = MemoryEmissionCache::with_capacity(1 << 20);
/// assert!(cache.is_empty());
/// ```
#[derive(Clone)]
pub struct MemoryEmissionCache(Arc<Cache<Key, Arc<[u8]>, Bytes>>);

#[derive(Clone)]
struct Bytes;

/// The bytes that an entry takes in addition to its content.
const OVERHEAD: u64 = 96;

impl Weighter<Key, Arc<[u8]>> for Bytes {
    fn weight(&self, _: &Key, emitted: &Arc<[u8]>) -> u64 {
        OVERHEAD + emitted.len() as u64
    }
}

impl MemoryEmissionCache {
    /// Returns a cache of 64 MiB.
    pub fn new() -> Self {
        Self::with_capacity(64 << 20)
    }

    /// Returns a cache of about this number of bytes.
    pub fn with_capacity(bytes: u64) -> Self {
        let entries = usize::try_from(bytes / 512).unwrap_or(usize::MAX);
        Self(Arc::new(Cache::with_weighter(
            entries.clamp(16, 1 << 16),
            bytes,
            Bytes,
        )))
    }

    /// Returns the number of entries: an entry holds the emissions for one event.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if the cache has no entries.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Default for MemoryEmissionCache {
    fn default() -> Self {
        Self::new()
    }
}

impl EmissionCache for MemoryEmissionCache {
    fn name(&self) -> &'static str {
        "in memory"
    }

    fn get(&self, key: Key) -> StoreFuture<'_, Option<Arc<[u8]>>> {
        let found = self.0.get(&key);
        Box::pin(async move { Ok(found) })
    }

    fn put(&self, key: Key, emitted: Arc<[u8]>) -> StoreFuture<'_, ()> {
        self.0.insert(key, emitted);
        Box::pin(async { Ok(()) })
    }
}

impl<T: EmissionCache + ?Sized> EmissionCache for Arc<T> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn get(&self, key: Key) -> StoreFuture<'_, Option<Arc<[u8]>>> {
        (**self).get(key)
    }

    fn put(&self, key: Key, emitted: Arc<[u8]>) -> StoreFuture<'_, ()> {
        (**self).put(key, emitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u32) -> Key {
        let key = Key::in_domain("test").with(&number);
        key.expect("a number can be written").finish()
    }

    #[tokio::test]
    async fn the_cache_is_bounded_by_bytes() {
        let cache = MemoryEmissionCache::with_capacity(10_000);
        for number in 0..1000 {
            let kept = cache.put(key(number), vec![0; 400].into()).await;
            kept.expect("memory does not fail");
        }
        assert!((5..=20).contains(&cache.len()), "{}", cache.len());
    }

    #[tokio::test]
    async fn an_entry_is_returned_for_its_key_only() {
        let cache = MemoryEmissionCache::new();
        let put = cache.put(key(1), vec![1, 2].into()).await;
        put.expect("memory does not fail");
        let got = cache.get(key(1)).await.expect("memory does not fail");
        assert_eq!(got.as_deref(), Some(&[1, 2][..]));
        let none = cache.get(key(2)).await.expect("memory does not fail");
        assert_eq!(none, None);
    }
}
