//! Organs that need not be called twice for equal events.
//!
//! What a `cached` organ emitted for an event is emitted again for an equal one, without a call. It
//! is kept under a [`Key`] of the spine, the organ and its version, the handler, and the event's
//! name, version and payload. Failures are not kept. What is emitted again has ids, times and traces
//! of its own, those it would have if the handler had been called; the state of the organ does not
//! change, and layers are not called.
//!
//! An organ is `cached` if what it emits depends on the event alone, or if it is to be so: one that
//! asks an external service gives the answers of that day again in a [replay](super::Replay), which
//! takes them from the trace.
//!
//! [`EmissionCache`] is what keeps them; [`MemoryEmissionCache`] does so up to a number of bytes.
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
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), organum::SpineError> {
//! let mut desk = Desk::default().builder().build();
//! for city in ["Bern", "Rome", "Bern"] {
//!     let stats = desk.run(Asked { city: city.to_owned() }).await?;
//!     assert_eq!(stats.emitted, 1);
//! }
//! assert_eq!(desk.spine().weather.calls, 2);
//! # Ok(())
//! # }
//! ```

use std::sync::Arc;

use organum_store::StoreFuture;
use quick_cache::{Weighter, sync::Cache};

use crate::key::Key;

/// Keeps what cached organs have emitted. It may forget, and may fail: the organ is called then. Every
/// call can be repeated with equal arguments.
pub trait EmissionCache: Send + Sync + 'static {
    /// The name in errors and logs, such as `in memory`. No address, no password.
    fn name(&self) -> &'static str;

    /// Returns what is kept under a key, byte for byte as it was put.
    ///
    /// # Errors
    /// The cache failed.
    ///
    /// # Cancel safety
    /// Nothing changes.
    fn get(&self, key: Key) -> StoreFuture<'_, Option<Arc<[u8]>>>;

    /// Keeps something, in the place of what was there.
    ///
    /// # Errors
    /// The cache failed: what was there before may be there still.
    ///
    /// # Cancel safety
    /// A future that is dropped has done so or not.
    fn put(&self, key: Key, emitted: Arc<[u8]>) -> StoreFuture<'_, ()>;
}

/// Keeps what organs have emitted in memory, up to a number of bytes; what was used least goes
/// first. Clones share it, so that several runtimes can.
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

/// What an entry takes besides its content.
const OVERHEAD: u64 = 96;

impl Weighter<Key, Arc<[u8]>> for Bytes {
    fn weight(&self, _: &Key, emitted: &Arc<[u8]>) -> u64 {
        OVERHEAD + emitted.len() as u64
    }
}

impl MemoryEmissionCache {
    /// A cache that keeps 64 MiB.
    pub fn new() -> Self {
        Self::with_capacity(64 << 20)
    }

    /// A cache that keeps about so many bytes.
    pub fn with_capacity(bytes: u64) -> Self {
        let entries = usize::try_from(bytes / 512).unwrap_or(usize::MAX);
        Self(Arc::new(Cache::with_weighter(
            entries.clamp(16, 1 << 16),
            bytes,
            Bytes,
        )))
    }

    /// How many events it knows the emissions of.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Does it know none?
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
    async fn it_is_bounded_by_bytes() {
        let cache = MemoryEmissionCache::with_capacity(10_000);
        for number in 0..1000 {
            let kept = cache.put(key(number), vec![0; 400].into()).await;
            kept.expect("memory does not fail");
        }
        assert!((5..=20).contains(&cache.len()), "{}", cache.len());
    }

    #[tokio::test]
    async fn what_was_put_is_there_and_nothing_else() {
        let cache = MemoryEmissionCache::new();
        let put = cache.put(key(1), vec![1, 2].into()).await;
        put.expect("memory does not fail");
        let got = cache.get(key(1)).await.expect("memory does not fail");
        assert_eq!(got.as_deref(), Some(&[1, 2][..]));
        let none = cache.get(key(2)).await.expect("memory does not fail");
        assert_eq!(none, None);
    }
}
