//! A journal in memory.

use std::{
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use uuid::Uuid;

use super::{
    Journal, JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord, JournalState,
    JournalStatus, JournalSummary, OfflineAppend, Runnable,
};
use crate::{
    ClaimId, Lease, Leases, MemoryBounds, Renewal, StoreError, StoreErrorKind, StoreFuture,
};

/// A journal that lasts as long as the process: for tests, and for resuming a run whose task was dropped.
/// Clones share the records. Time is that of tokio's clock.
///
/// By default the journal holds at most 100 000 records and 256 MiB. A full journal drops the records
/// that have been finished for the longest time, which is counted; if no record is finished, a new one is
/// refused with [`Full`](StoreErrorKind::Full). An unfinished record is never dropped, and can continue.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use organum_store::{
///     ClaimId, Journal, JournalBegin, JournalHead, JournalStatus, MemoryJournal, StoreError,
/// };
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), StoreError> {
/// let journal = MemoryJournal::new();
/// let head = JournalHead::new(uuid::Uuid::now_v7(), "saga", "Checkout", SystemTime::now());
/// let (claim, length) = (ClaimId::new(), Duration::from_secs(30));
/// let JournalBegin::Granted(lease) = journal.begin(&head, claim, length).await? else {
///     unreachable!("the id is new");
/// };
/// journal.append(&lease, 0, &[b"reserved"], JournalStatus::Running).await?;
/// // The answer was lost, and the call is repeated:
/// journal.append(&lease, 0, &[b"reserved"], JournalStatus::Running).await?;
/// journal.append(&lease, 1, &[b"paid"], JournalStatus::finished("completed")).await?;
/// let record = journal.load(head.id).await?.expect("it is there");
/// assert_eq!(record.entries, [&b"reserved"[..], b"paid"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct MemoryJournal(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    bounds: MemoryBounds,
    /// The origin of the journal's time.
    origin: Instant,
}

struct State {
    journal: JournalState,
    dropped: u64,
}

const NAME: &str = "in memory";

impl Default for MemoryJournal {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryJournal {
    /// Creates an empty journal of at most 100 000 records and 256 MiB.
    pub fn new() -> Self {
        Self::bounded(MemoryBounds::default())
    }

    /// Creates an empty journal with these bounds.
    pub fn bounded(bounds: MemoryBounds) -> Self {
        Self(Arc::new(Inner {
            state: Mutex::new(State {
                journal: JournalState::new(NAME),
                dropped: 0,
            }),
            bounds,
            origin: Instant::now(),
        }))
    }

    /// Returns the number of records, including finished ones.
    pub fn len(&self) -> usize {
        self.lock().journal.len()
    }

    /// Returns true if there are no records.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of finished records that were dropped because the journal was full.
    pub fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        let state = self.0.state.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        self.0.origin.elapsed()
    }

    /// Drops finished records until this much more fits. Returns false if there is no finished record
    /// left to drop.
    fn make_room(&self, state: &mut State, records: usize, bytes: usize) -> bool {
        loop {
            let (len, sum) = (state.journal.len() + records, state.journal.bytes() + bytes);
            if self.0.bounds.are_kept_by(len, sum) {
                return true;
            }
            if state.journal.drop_oldest().is_none() {
                return false;
            }
            state.dropped += 1;
        }
    }

    fn try_begin(
        &self,
        head: &JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> Result<JournalBegin, StoreError> {
        let mut state = self.lock();
        let size = crate::bounds::OVERHEAD + head.content.0.len();
        let is_new = !state.journal.has(head.id);
        if is_new && !self.make_room(&mut state, 1, size) {
            let full = StoreErrorKind::Full;
            return Err(StoreError::new(full, NAME, "begin a record"));
        }
        Ok(state.journal.begin(head, claim, length, self.now()))
    }

    fn try_append(
        &self,
        lease: &Lease,
        number: u64,
        entries: &[&[u8]],
        status: JournalStatus,
    ) -> Result<(), StoreError> {
        let mut state = self.lock();
        let appended = state.journal.append(lease, number, entries, status);
        // A record that has begun can continue even if the journal is full.
        self.make_room(&mut state, 0, 0);
        appended
    }
}

impl std::fmt::Debug for MemoryJournal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemoryJournal({} records)", self.len())
    }
}

impl Leases for MemoryJournal {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        let renewed = self.lock().journal.renew(leases, self.now());
        Box::pin(ready(Ok(renewed)))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.lock().journal.release(lease);
        Box::pin(ready(Ok(())))
    }
}

impl Journal for MemoryJournal {
    fn begin<'a>(
        &'a self,
        head: &'a JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'a, JournalBegin> {
        Box::pin(ready(self.try_begin(head, claim, length)))
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, ()> {
        Box::pin(ready(self.try_append(lease, number, entries, status)))
    }

    fn claim(&self, id: Uuid, claim: ClaimId, length: Duration) -> StoreFuture<'_, JournalClaim> {
        let claimed = self.lock().journal.claim(id, claim, length, self.now());
        Box::pin(ready(Ok(claimed)))
    }

    fn claim_next<'a>(
        &'a self,
        runnable: &'a [Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
    ) -> StoreFuture<'a, Vec<Lease>> {
        let journal = &mut self.lock().journal;
        // The time is read under the lock, so leases are granted in the order of the clock.
        let now = self.now();
        let leases = journal.claim_next(runnable, after, claim, length, limit, now);
        Box::pin(ready(Ok(leases)))
    }

    fn append_offline<'a>(
        &'a self,
        id: Uuid,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, OfflineAppend> {
        let journal = &mut self.lock().journal;
        // The time is read under the lock, so leases are granted in the order of the clock.
        let now = self.now();
        let appended = journal.append_offline(id, number, entries, status, now);
        Box::pin(ready(appended))
    }

    fn load(&self, id: Uuid) -> StoreFuture<'_, Option<JournalRecord>> {
        let found = self.lock().journal.load(id);
        Box::pin(ready(Ok(found)))
    }

    fn list<'a>(
        &'a self,
        filter: &'a JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<JournalSummary>> {
        let found = self.lock().journal.list(filter, after, limit);
        Box::pin(ready(Ok(found)))
    }

    fn remove(&self, id: Uuid) -> StoreFuture<'_, bool> {
        let removed = self.lock().journal.remove(id);
        Box::pin(ready(Ok(removed)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    async fn begin(journal: &MemoryJournal) -> Result<Lease, StoreErrorKind> {
        let head = JournalHead::new(Uuid::now_v7(), "saga", "Checkout", SystemTime::now());
        match journal.begin(&head, ClaimId::new(), MINUTE).await {
            Ok(JournalBegin::Granted(lease)) => Ok(lease),
            other => Err(other.expect_err("the id is new").kind()),
        }
    }

    #[tokio::test]
    async fn finished_records_make_room_and_unfinished_ones_stay() {
        let journal = MemoryJournal::bounded(MemoryBounds::default().records(2));
        let first = begin(&journal).await.expect("there is room");
        let second = begin(&journal).await.expect("there is room");
        assert_eq!(begin(&journal).await, Err(StoreErrorKind::Full));
        let completed = JournalStatus::finished("completed");
        let finished = journal.append(&second, 0, &[b"done"], completed).await;
        finished.expect("it has the lease");
        begin(&journal).await.expect("the second one makes room");
        assert_eq!((journal.len(), journal.dropped()), (2, 1));
        assert_eq!(journal.load(second.id()).await.expect("it answers"), None);
        assert!(
            journal
                .load(first.id())
                .await
                .expect("it answers")
                .is_some()
        );
    }

    #[tokio::test]
    async fn bytes_are_bounded_and_what_has_begun_goes_on() {
        let journal = MemoryJournal::bounded(MemoryBounds::default().bytes(1_000));
        let lease = begin(&journal).await.expect("there is room");
        let entry = [0; 5_000];
        let entries = [&entry[..]];
        let appended = journal.append(&lease, 0, &entries, JournalStatus::Running);
        appended.await.expect("it goes on");
        assert_eq!(begin(&journal).await, Err(StoreErrorKind::Full));
        let completed = JournalStatus::finished("completed");
        let finished = journal.append(&lease, 1, &[b"done"], completed).await;
        finished.expect("it has the lease");
        begin(&journal).await.expect("there is room again");
        assert_eq!(journal.len(), 1);
    }
}
