//! A store of dead letters in memory.

use std::{
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor, DeadLetterFilter, DeadLetterId,
    DeadLetterState, DeadLetters,
};
use crate::{
    ClaimId, Lease, Leases, MemoryBounds, Renewal, StoreError, StoreErrorKind, StoreFuture,
};

/// The behaviour of [`MemoryDeadLetters`] when it is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WhenFull {
    /// The oldest letters that are not being redriven are dropped. The drops are counted, and the first,
    /// the second, the fourth, the eighth and so on are logged as warnings.
    #[default]
    DropOldest,
    /// A new letter is refused with [`Full`](StoreErrorKind::Full). A run or a serve that has to store a letter
    /// ends with that error, and keeps the event.
    Refuse,
}

/// A store of dead letters that lasts as long as the process. Clones share the letters. Time is that of
/// tokio's clock.
///
/// By default the store holds at most 10 000 letters and 64 MiB, and drops the oldest ones for newer ones.
///
/// ```
/// use organum_store::{MemoryBounds, MemoryDeadLetters, WhenFull};
///
/// let letters = MemoryDeadLetters::new();
/// assert_eq!((letters.len(), letters.dropped()), (0, 0));
/// // Never drops a letter:
/// MemoryDeadLetters::bounded(MemoryBounds::UNBOUNDED, WhenFull::Refuse);
/// ```
#[derive(Clone)]
pub struct MemoryDeadLetters(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    bounds: MemoryBounds,
    when_full: WhenFull,
    /// The origin of the store's time.
    origin: Instant,
}

struct State {
    letters: DeadLetterState,
    dropped: u64,
    /// The number of dropped letters that observers have been notified of.
    reported: u64,
}

const NAME: &str = "in memory";

/// The bounds of [`MemoryDeadLetters::new`].
const BOUNDS: MemoryBounds = MemoryBounds::UNBOUNDED.records(10_000).bytes(64 << 20);

impl Default for MemoryDeadLetters {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryDeadLetters {
    /// Creates an empty store of at most 10 000 letters and 64 MiB, which drops the oldest letters for
    /// newer ones.
    pub fn new() -> Self {
        Self::bounded(BOUNDS, WhenFull::DropOldest)
    }

    /// Creates an empty store with these bounds.
    pub fn bounded(bounds: MemoryBounds, when_full: WhenFull) -> Self {
        Self(Arc::new(Inner {
            state: Mutex::new(State {
                letters: DeadLetterState::new(NAME),
                dropped: 0,
                reported: 0,
            }),
            bounds,
            when_full,
            origin: Instant::now(),
        }))
    }

    /// Returns the number of letters.
    pub fn len(&self) -> usize {
        self.lock().letters.len()
    }

    /// Returns true if there are no letters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns all letters, the oldest first.
    pub fn letters(&self) -> Vec<DeadLetter> {
        self.lock().letters.letters().cloned().collect()
    }

    /// Returns the number of letters that were dropped because the store was full.
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

    fn try_put(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        let mut state = self.lock();
        let (is_new, size) = (state.letters.get(letter.id).is_none(), letter.size());
        if is_new {
            self.make_room(&mut state, letter.id, 1, size, "put a dead letter")?;
        }
        state.letters.put(letter)
    }

    fn try_update(&self, claimed: &ClaimedLetter, letter: &DeadLetter) -> Result<u64, StoreError> {
        let mut state = self.lock();
        let before = state.letters.get(letter.id);
        let more = letter
            .size()
            .saturating_sub(before.map_or(0, |before| before.size()));
        if more > 0 {
            self.make_room(&mut state, letter.id, 0, more, "update a dead letter")?;
        }
        state.letters.update(claimed, letter)
    }

    fn make_room(
        &self,
        state: &mut State,
        id: DeadLetterId,
        records: usize,
        bytes: usize,
        operation: &'static str,
    ) -> Result<(), StoreError> {
        let bounds = &self.0.bounds;
        if !bounds.are_kept_by(records, bytes) {
            let error = StoreError::new(StoreErrorKind::TooLarge, NAME, operation);
            return Err(error.with_detail(format!("{bytes} bytes")));
        }
        loop {
            let (len, sum) = (state.letters.len() + records, state.letters.bytes() + bytes);
            if bounds.are_kept_by(len, sum) {
                return Ok(());
            }
            let dropped = match self.0.when_full {
                WhenFull::DropOldest => state.letters.drop_oldest(id, self.now()),
                WhenFull::Refuse => None,
            };
            let Some(dropped) = dropped else {
                return Err(StoreError::new(StoreErrorKind::Full, NAME, operation));
            };
            state.dropped += 1;
            if state.dropped.is_power_of_two() {
                tracing::warn!(
                    letter = %dropped,
                    dropped = state.dropped,
                    "the store of dead letters in memory is full: the oldest are dropped"
                );
            }
        }
    }
}

impl std::fmt::Debug for MemoryDeadLetters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemoryDeadLetters({} letters)", self.len())
    }
}

impl Leases for MemoryDeadLetters {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        let renewed = self.lock().letters.renew(leases, self.now());
        Box::pin(ready(Ok(renewed)))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.lock().letters.release(lease);
        Box::pin(ready(Ok(())))
    }
}

impl DeadLetters for MemoryDeadLetters {
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()> {
        Box::pin(ready(self.try_put(letter)))
    }

    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        let found = self.lock().letters.list(filter, after, limit);
        Box::pin(ready(Ok(found)))
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        let found = self.lock().letters.get(id);
        Box::pin(ready(Ok(found)))
    }

    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim> {
        let claimed = self.lock().letters.claim(id, claim, length, self.now());
        Box::pin(ready(Ok(claimed)))
    }

    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64> {
        Box::pin(ready(self.try_update(claimed, letter)))
    }

    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()> {
        let removed = self.lock().letters.remove(claimed);
        Box::pin(ready(removed))
    }

    fn take_dropped(&self) -> u64 {
        let mut state = self.lock();
        let count = state.dropped - state.reported;
        state.reported = state.dropped;
        count
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use uuid::Uuid;

    use super::{super::DeadLetterReason, *};

    fn letter(number: u64) -> DeadLetter {
        DeadLetter {
            id: DeadLetterId(Uuid::now_v7()),
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(number),
            origin: "Shop".to_owned(),
            subject: "Ordered".to_owned(),
            place: None,
            reason: DeadLetterReason {
                kind: "failed".to_owned(),
                messages: Vec::new(),
            },
            attempts: 1,
            chain: Vec::new(),
            correlation: Uuid::now_v7(),
            content: None,
        }
    }

    #[tokio::test]
    async fn the_oldest_are_dropped_but_not_those_that_are_redriven() {
        let store =
            MemoryDeadLetters::bounded(MemoryBounds::default().records(2), WhenFull::DropOldest);
        let letters: Vec<DeadLetter> = (0..4).map(letter).collect();
        store.put(&letters[0]).await.expect("there is room");
        let minute = Duration::from_mins(1);
        let claim = store.claim(letters[0].id, ClaimId::new(), minute).await;
        assert!(matches!(claim, Ok(DeadLetterClaim::Granted(_))));
        for letter in &letters[1..] {
            store.put(letter).await.expect("another one is dropped");
        }
        assert_eq!(store.letters(), [letters[0].clone(), letters[3].clone()]);
        assert_eq!(store.dropped(), 2);
        assert_eq!((store.take_dropped(), store.take_dropped()), (2, 0));
    }

    #[tokio::test]
    async fn a_store_that_does_not_drop_is_full() {
        let bounds = MemoryBounds::default().records(1);
        let store = MemoryDeadLetters::bounded(bounds, WhenFull::Refuse);
        store.put(&letter(1)).await.expect("there is room");
        let full = store.put(&letter(2)).await.expect_err("there is none");
        assert_eq!(full.kind(), StoreErrorKind::Full);
        assert_eq!(store.dropped(), 0);
    }

    #[tokio::test]
    async fn bytes_are_bounded() {
        let bounds = MemoryBounds::default().bytes(1_000);
        let store = MemoryDeadLetters::bounded(bounds, WhenFull::DropOldest);
        for number in 0..20 {
            store.put(&letter(number)).await.expect("one is dropped");
        }
        assert!((1..5).contains(&store.len()), "{}", store.len());
        let mut long = letter(21);
        long.content = Some(vec![0; 1_000].into());
        let refused = store.put(&long).await.expect_err("it is too long");
        assert_eq!(refused.kind(), StoreErrorKind::TooLarge);
    }
}
