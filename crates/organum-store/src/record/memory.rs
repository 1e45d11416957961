//! A store of leased records in memory.

use std::{
    collections::HashMap,
    fmt,
    future::ready,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use organum_base::clock::later;
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

use super::{
    ClaimRequest, FinishRequest, PutRequest, RecordClaim, RecordFilter, RecordLookup, RecordSeen,
    RecordSummary, Store, StoreAnswers, StoreState,
};
use crate::{Lease, Leases, MemoryBounds, Renewal, StoreFuture, key::Key};

/// A store of leased records that lasts as long as the process. Clones share the records. Time is that of
/// tokio's clock.
///
/// By default the store holds at most 100 000 records and 256 MiB. Expired records are purged. A full
/// store refuses new records and results with [`Full`](crate::StoreErrorKind::Full); it never drops a
/// record that has not expired.
///
/// ```
/// use std::time::Duration;
/// use organum_store::{
///     ClaimId, ClaimRequest, FinishRequest, MemoryStore, RecordClaim, RecordValue, Store, StoreError,
///     key::Key,
/// };
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), StoreError> {
/// let store = MemoryStore::new();
/// let key = Key::in_domain("tax").with(&("NO", 1200)).expect("it has a key").finish();
/// let request = || ClaimRequest::new(key, ClaimId::new(), Duration::from_secs(30));
///
/// let RecordClaim::Granted { lease, .. } = store.claim(&[request()]).await?.remove(0)? else {
///     unreachable!("the key is new");
/// };
/// // Another caller waits instead of computing the value, too.
/// let other = store.claim(&[request()]).await?.remove(0)?;
/// let RecordClaim::Running { seen, left, .. } = other else { unreachable!("it is claimed") };
/// let changed = store.changed(key, seen, left);
///
/// let finish = FinishRequest::done(&lease, RecordValue::new(*b"300"));
/// store.finish(&[finish]).await?.remove(0)?;
/// assert_ne!(changed.await?, seen);
/// let hit = store.claim(&[request()]).await?.remove(0)?;
/// assert!(matches!(hit, RecordClaim::Done(value) if *value.bytes == *b"300"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct MemoryStore(Arc<Inner>);

struct Inner {
    state: Mutex<StoreState>,
    waiting: Mutex<HashMap<Key, Waiting>>,
    /// The origin of the store's time, and its time since 1970.
    origin: (Instant, Duration),
}

/// The callers that wait for changes of a record.
#[derive(Default)]
struct Waiting {
    notify: Arc<Notify>,
    callers: usize,
}

const NAME: &str = "in memory";

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStore {
    /// Creates an empty store of at most 100 000 records and 256 MiB.
    pub fn new() -> Self {
        Self::bounded(MemoryBounds::default())
    }

    /// Creates an empty store with these bounds.
    pub fn bounded(bounds: MemoryBounds) -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self(Arc::new(Inner {
            state: Mutex::new(StoreState::new(NAME).bounded(bounds)),
            waiting: Mutex::default(),
            origin: (Instant::now(), since.unwrap_or_default()),
        }))
    }

    /// Returns the number of records, including expired ones that are not purged yet.
    pub fn len(&self) -> usize {
        self.0.lock().len()
    }

    /// Returns true if there are no records.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `change` with the time, and wakes the callers that wait for these keys.
    fn change<'a, T: Send + 'a>(
        &self,
        keys: impl Iterator<Item = Key>,
        change: impl FnOnce(&mut StoreState, Duration) -> T,
    ) -> StoreFuture<'a, T> {
        let answer = self.read(change);
        self.0.wake(keys);
        answer
    }

    fn read<'a, T: Send + 'a>(
        &self,
        read: impl FnOnce(&mut StoreState, Duration) -> T,
    ) -> StoreFuture<'a, T> {
        let mut state = self.0.lock();
        // The time is read under the lock, so leases are granted in the order of the clock.
        let now = self.0.now();
        Box::pin(ready(Ok(read(&mut state, now))))
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, StoreState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Key, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        self.origin.1 + self.origin.0.elapsed()
    }

    fn wake(&self, keys: impl Iterator<Item = Key>) {
        let waiting = self.waiting();
        if waiting.is_empty() {
            return;
        }
        for key in keys {
            if let Some(waiting) = waiting.get(&key) {
                waiting.notify.notify_waiters();
            }
        }
    }

    async fn changed(&self, key: Key, seen: RecordSeen, timeout: Duration) -> RecordSeen {
        let deadline = later(Instant::now(), timeout);
        let watcher = Watcher::new(self, key);
        loop {
            let mut notified = pin!(watcher.notify.notified());
            // A change after this is noticed, so the record is read now.
            notified.as_mut().enable();
            let (current, left) = self.lock().seen(key, self.now());
            let at = Instant::now();
            if current != seen || at >= deadline || left == Some(Duration::ZERO) {
                return current;
            }
            let end = left.map_or(deadline, |left| later(at, left).min(deadline));
            // Woken or not, the record is read again.
            let _ = timeout_at(end, notified).await;
        }
    }
}

/// A caller that waits for changes of a record.
struct Watcher<'a> {
    inner: &'a Inner,
    key: Key,
    notify: Arc<Notify>,
}

impl<'a> Watcher<'a> {
    fn new(inner: &'a Inner, key: Key) -> Self {
        let mut all = inner.waiting();
        let waiting = all.entry(key).or_default();
        waiting.callers += 1;
        let notify = Arc::clone(&waiting.notify);
        drop(all);
        Self { inner, key, notify }
    }
}

impl Drop for Watcher<'_> {
    fn drop(&mut self) {
        let mut all = self.inner.waiting();
        if let Some(waiting) = all.get_mut(&self.key) {
            waiting.callers -= 1;
            if waiting.callers == 0 {
                all.remove(&self.key);
            }
        }
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryStore({} records)", self.len())
    }
}

impl Leases<Lease<Key>> for MemoryStore {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        self.read(|state, now| state.renew(leases, now))
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        let key = [lease.id()];
        self.change(key.into_iter(), |state, now| state.release(lease, now))
    }
}

impl Store for MemoryStore {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        let keys = requests.iter().map(|request| request.key);
        self.change(keys, |state, now| state.claim(requests, now))
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        let keys = requests.iter().map(|request| request.lease.id());
        self.change(keys, |state, now| state.finish(requests, now))
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        Box::pin(async move { Ok(self.0.changed(key, seen, timeout).await) })
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        self.read(|state, now| state.get(keys, now))
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        let keys = requests.iter().map(|request| request.key);
        self.change(keys, |state, now| state.put(requests, now))
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.change(keys.iter().copied(), |state, _| state.invalidate(keys))
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.change(keys.iter().copied(), |state, _| state.remove(keys))
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        self.read(|state, now| state.list(filter, after, limit, now))
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        self.read(|state, now| state.purge(limit, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClaimId, RecordStatus, RecordValue, StoreErrorKind};

    const MINUTE: Duration = Duration::from_mins(1);

    fn key(number: u8) -> Key {
        Key::from_bytes([number; 32])
    }

    async fn claim(store: &MemoryStore, number: u8) -> Result<Lease<Key>, StoreErrorKind> {
        let request = ClaimRequest::new(key(number), ClaimId::new(), MINUTE);
        let answers = store.claim(&[request]).await;
        match answers.expect("it answers").remove(0) {
            Ok(RecordClaim::Granted { lease, .. }) => Ok(lease),
            other => Err(other.expect_err("nobody has the record").kind()),
        }
    }

    async fn finish(
        store: &MemoryStore,
        lease: &Lease<Key>,
        bytes: usize,
    ) -> Result<(), StoreErrorKind> {
        let value = RecordValue::new(vec![0; bytes]);
        let request = FinishRequest::done(lease, value).ttl(MINUTE);
        let answers = store.finish(&[request]).await;
        let answer = answers.expect("it answers").remove(0);
        answer.map_err(|error| error.kind())
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_store_drops_expired_records_only() {
        let store = MemoryStore::bounded(MemoryBounds::default().records(2));
        let first = claim(&store, 1).await.expect("there is room");
        claim(&store, 2).await.expect("there is room");
        assert_eq!(claim(&store, 3).await, Err(StoreErrorKind::Full));
        finish(&store, &first, 1).await.expect("it has the lease");
        assert_eq!(claim(&store, 3).await, Err(StoreErrorKind::Full));
        tokio::time::sleep(MINUTE).await;
        // The lease of the second record has ended as well, but its result is unknown.
        claim(&store, 3).await.expect("the first one has expired");
        assert_eq!(store.len(), 2);
        let found = store.get(&[key(2)]).await.expect("it answers").remove(0);
        let found = found.expect("it can be read").record;
        assert_eq!(
            found.map(|found| found.summary.status),
            Some(RecordStatus::Running)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_value_that_does_not_fit_is_refused_and_the_record_stays_leased() {
        let store = MemoryStore::bounded(MemoryBounds::default().bytes(1_000));
        let lease = claim(&store, 1).await.expect("there is room");
        assert_eq!(
            finish(&store, &lease, 2_000).await,
            Err(StoreErrorKind::TooLarge)
        );
        claim(&store, 2).await.expect("there is room");
        assert_eq!(finish(&store, &lease, 900).await, Err(StoreErrorKind::Full));
        store.remove(&[key(2)]).await.expect("it answers");
        finish(&store, &lease, 700).await.expect("it has the lease");
    }

    #[tokio::test(start_paused = true)]
    async fn expired_records_are_purged_while_others_are_claimed() {
        let store = MemoryStore::new();
        for number in 0..100 {
            let lease = claim(&store, number).await.expect("there is room");
            finish(&store, &lease, 1).await.expect("it has the lease");
        }
        tokio::time::sleep(MINUTE).await;
        for number in 100..125 {
            claim(&store, number).await.expect("there is room");
        }
        assert_eq!(store.len(), 25, "four are purged with each new one");
    }

    #[tokio::test(start_paused = true)]
    async fn callers_that_have_waited_leave_nothing() {
        let store = MemoryStore::new();
        let wait = || store.changed(key(1), RecordSeen::ABSENT, MINUTE);
        let (first, second) = tokio::join!(wait(), wait());
        let absent = RecordSeen::ABSENT;
        assert_eq!(
            (first.expect("it answers"), second.expect("it answers")),
            (absent, absent)
        );
        assert!(store.0.waiting().is_empty());
    }
}
