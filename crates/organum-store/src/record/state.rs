//! The rules of a store of leased records.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    time::Duration,
};

use super::{
    ClaimRequest, FinishRequest, OnLapsed, OnRunning, PutRequest, RecordClaim, RecordFilter,
    RecordLookup, RecordOutcome, RecordSeen, RecordSummary, StoreAnswers, request::LONGEST,
    stored::Stored,
};
use crate::{
    Lease, MemoryBounds, Renewal, StoreError, StoreErrorKind,
    key::Key,
    lease::grant::{Epochs, Grant},
};

/// The maximum number of keys that have generations of their own.
const GENERATIONS: usize = 10_000;

/// The number of expired records that are deleted when a new one is inserted.
const PURGED: usize = 4;

/// All records of a store, and the rules by which calls change them: for stores that hold all records in
/// memory or in one file.
///
/// Each method does what the method of [`Store`](super::Store) with the same name does. `now` is the time
/// of the store's clock since 1970. The state can be serialised; the bounds are not a part of that.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use organum_store::{ClaimId, ClaimRequest, RecordClaim, StoreState, key::Key};
///
/// let mut store = StoreState::new("records.json");
/// let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
/// let key = Key::from_bytes([7; 32]);
/// let request = ClaimRequest::new(key, ClaimId::new(), Duration::from_mins(1));
/// let claimed = store.claim(&[request], now).remove(0);
/// assert!(matches!(claimed, Ok(RecordClaim::Granted { lapses: 0, .. })));
/// let json = serde_json::to_string(&store).unwrap();
/// let read: StoreState = serde_json::from_str(&json).unwrap();
/// assert!(read.get(&[key], now).remove(0).unwrap().record.is_some());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreState {
    store: &'static str,
    bounds: MemoryBounds,
    pub(super) records: BTreeMap<Key, Stored>,
    /// The records that expire, by their times.
    expiries: BTreeSet<(Duration, Key)>,
    /// The generations of keys that were invalidated; other keys have the generation `floor`.
    pub(super) generations: BTreeMap<Key, u64>,
    pub(super) floor: u64,
    /// The last epoch or generation: both are counted together.
    pub(super) epochs: Epochs,
    bytes: usize,
}

/// An empty store named `file`, without bounds, as for a store that is deserialised.
impl Default for StoreState {
    fn default() -> Self {
        Self::new("file")
    }
}

impl StoreState {
    /// Creates an empty store without bounds. `store` is the name that errors contain.
    pub fn new(store: &'static str) -> Self {
        Self {
            store,
            bounds: MemoryBounds::UNBOUNDED,
            records: BTreeMap::new(),
            expiries: BTreeSet::new(),
            generations: BTreeMap::new(),
            floor: 0,
            epochs: Epochs::default(),
            bytes: 0,
        }
    }

    /// Limits the size: a call that needs more is refused with [`Full`](StoreErrorKind::Full), or with
    /// [`TooLarge`](StoreErrorKind::TooLarge) if it would not fit into an empty store.
    #[must_use]
    pub fn bounded(mut self, bounds: MemoryBounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// Returns the number of records, including expired ones that are not purged yet.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns true if there are no records.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Inserts a record: a new one, one that replaces another, or one that was deserialised.
    pub(super) fn insert(&mut self, stored: Stored) {
        let key = stored.key;
        self.delete(key);
        self.bytes += stored.size();
        self.expiries.extend(stored.expires().map(|at| (at, key)));
        self.records.insert(key, stored);
    }

    fn delete(&mut self, key: Key) {
        if let Some(stored) = self.records.remove(&key) {
            self.bytes -= stored.size();
            if let Some(at) = stored.expires() {
                self.expiries.remove(&(at, key));
            }
        }
    }

    /// Changes a record that exists.
    fn change(&mut self, key: Key, change: impl FnOnce(&mut Stored)) {
        if let Some(stored) = self.records.get_mut(&key) {
            let (size, expires) = (stored.size(), stored.expires());
            change(stored);
            self.bytes = self.bytes - size + stored.size();
            if stored.expires() != expires {
                if let Some(at) = expires {
                    self.expiries.remove(&(at, key));
                }
                self.expiries.extend(stored.expires().map(|at| (at, key)));
            }
        }
    }

    /// Returns the record with this key, unless it has expired.
    fn current(&self, key: Key, now: Duration) -> Option<&Stored> {
        let stored = self.records.get(&key)?;
        let has_expired = stored.expires().is_some_and(|at| at <= now);
        (!has_expired).then_some(stored)
    }

    /// Deletes expired records until this much more fits.
    fn make_room(
        &mut self,
        records: usize,
        bytes: usize,
        operation: &'static str,
        now: Duration,
    ) -> Result<(), StoreError> {
        let (bounds, store) = (self.bounds, self.store);
        let error = |kind| Err(StoreError::new(kind, store, operation));
        if !bounds.are_kept_by(records, bytes) {
            return error(StoreErrorKind::TooLarge);
        }
        let fits =
            |state: &Self| bounds.are_kept_by(state.records.len() + records, state.bytes + bytes);
        if fits(self) {
            return Ok(());
        }
        self.purge(usize::MAX, now);
        if fits(self) {
            return Ok(());
        }
        error(StoreErrorKind::Full)
    }

    /// Makes room for a record that is inserted; another one with its key makes room for it.
    fn make_room_for(
        &mut self,
        stored: &Stored,
        operation: &'static str,
        now: Duration,
    ) -> Result<(), StoreError> {
        self.purge(PURGED, now);
        let there = self.records.get(&stored.key).map(Stored::size);
        let more = stored.size().saturating_sub(there.unwrap_or_default());
        self.make_room(usize::from(there.is_none()), more, operation, now)
    }

    /// See [`claim`](super::Store::claim).
    pub fn claim(&mut self, requests: &[ClaimRequest], now: Duration) -> StoreAnswers<RecordClaim> {
        let claim = |request: &ClaimRequest| self.claim_one(request, now);
        requests.iter().map(claim).collect()
    }

    fn claim_one(
        &mut self,
        request: &ClaimRequest,
        now: Duration,
    ) -> Result<RecordClaim, StoreError> {
        request.check(self.store)?;
        let Some(stored) = self.current(request.key, now) else {
            return self.claim_absent(request, now);
        };
        let differs = |input: Key| request.input.is_some_and(|other| other != input);
        if stored.input.is_some_and(differs) {
            return Ok(RecordClaim::Mismatch);
        }
        match &stored.outcome {
            Some(RecordOutcome::Done(value)) => return Ok(RecordClaim::Done(value.clone())),
            Some(RecordOutcome::Failed(failure)) => {
                return Ok(RecordClaim::Failed(failure.clone()));
            }
            None => {}
        }
        if stored.grant.is_of(request.claim) {
            return Ok(self.extend(request, now));
        }
        let lapses = stored.lapses;
        match (stored.grant.left(now), stored.grant.until()) {
            (Some(left), _) if request.on_running == OnRunning::Tell => {
                let (owner, seen) = (stored.grant.owner, stored.summary(now).seen());
                Ok(RecordClaim::Running { owner, seen, left })
            }
            (Some(_), _) | (None, None) => Ok(self.take(request, lapses, now)),
            (None, Some(_)) if request.on_lapsed == OnLapsed::Tell => {
                Ok(RecordClaim::Unknown { lapses: lapses + 1 })
            }
            (None, Some(_)) => Ok(self.take(request, lapses + 1, now)),
        }
    }

    fn claim_absent(
        &mut self,
        request: &ClaimRequest,
        now: Duration,
    ) -> Result<RecordClaim, StoreError> {
        let epoch = self.epochs.next();
        let grant = Grant::new(request.claim, epoch, request.length.min(LONGEST), now);
        let lease = grant.lease(request.key);
        let stored = Stored::claimed(request, grant, now);
        self.make_room_for(&stored, "claim a record", now)?;
        self.insert(stored);
        Ok(RecordClaim::Granted { lease, lapses: 0 })
    }

    /// Extends the lease of a claim that has the record.
    fn extend(&mut self, request: &ClaimRequest, now: Duration) -> RecordClaim {
        let mut lapses = 0;
        self.change(request.key, |stored| {
            stored.grant.extend(request.length.min(LONGEST), now);
            lapses = stored.lapses;
        });
        self.granted(request.key, lapses)
    }

    /// Grants a record that exists to another claim.
    fn take(&mut self, request: &ClaimRequest, lapses: u32, now: Duration) -> RecordClaim {
        let epoch = self.epochs.next();
        self.change(request.key, |stored| {
            stored.grant = Grant::new(request.claim, epoch, request.length.min(LONGEST), now);
            stored.lapses = lapses;
            stored.input = stored.input.or(request.input);
            stored.labels = request.labels.clone();
            stored.keep = request.keep_unfinished;
            stored.changed = now;
        });
        self.granted(request.key, lapses)
    }

    fn granted(&self, key: Key, lapses: u32) -> RecordClaim {
        let lease = self.records[&key].grant.lease(key);
        RecordClaim::Granted { lease, lapses }
    }

    /// See [`finish`](super::Store::finish).
    pub fn finish(&mut self, requests: &[FinishRequest], now: Duration) -> StoreAnswers<()> {
        let finish = |request: &FinishRequest| self.finish_one(request, now);
        requests.iter().map(finish).collect()
    }

    fn finish_one(&mut self, request: &FinishRequest, now: Duration) -> Result<(), StoreError> {
        const OPERATION: &str = "finish a record";
        request.check(self.store)?;
        let (key, store) = (request.lease.id(), self.store);
        let lost = || StoreError::new(StoreErrorKind::LeaseLost, store, OPERATION);
        let stored = self.current(key, now).ok_or_else(lost)?;
        if !stored.grant.was(&request.lease) {
            return Err(lost());
        }
        if stored.outcome.is_some() {
            return Ok(());
        }
        if !stored.grant.is(&request.lease) {
            return Err(lost());
        }
        self.make_room(0, request.outcome.size(), OPERATION, now)?;
        self.change(key, |stored| {
            stored.outcome = Some(request.outcome.clone());
            stored.grant.end();
            stored.keep = request.ttl;
            stored.changed = now;
        });
        Ok(())
    }

    /// Returns the state of a record, and the time until its lease ends or the record expires: for the
    /// implementation of [`changed`](super::Store::changed).
    pub fn seen(&self, key: Key, now: Duration) -> (RecordSeen, Option<Duration>) {
        let Some(stored) = self.current(key, now) else {
            return (RecordSeen::ABSENT, None);
        };
        let until = stored.grant.until();
        let lease = until.map(|_| stored.grant.left(now).unwrap_or_default());
        let expiry = stored.expires().map(|at| at.saturating_sub(now));
        let left = lease.into_iter().chain(expiry).min();
        (stored.summary(now).seen(), left)
    }

    /// See [`get`](super::Store::get).
    pub fn get(&self, keys: &[Key], now: Duration) -> StoreAnswers<RecordLookup> {
        let get = |key: &Key| {
            Ok(RecordLookup {
                record: self.current(*key, now).map(|stored| stored.record(now)),
                generation: self.generation(*key),
            })
        };
        keys.iter().map(get).collect()
    }

    fn generation(&self, key: Key) -> u64 {
        self.generations.get(&key).copied().unwrap_or(self.floor)
    }

    /// See [`put`](super::Store::put).
    pub fn put(&mut self, requests: &[PutRequest], now: Duration) -> StoreAnswers<()> {
        let put = |request: &PutRequest| self.put_one(request, now);
        requests.iter().map(put).collect()
    }

    fn put_one(&mut self, request: &PutRequest, now: Duration) -> Result<(), StoreError> {
        const OPERATION: &str = "put a record";
        request.check(self.store)?;
        let generation = self.generation(request.key);
        if request
            .generation
            .is_some_and(|wanted| wanted != generation)
        {
            let error = StoreError::new(StoreErrorKind::Conflict, self.store, OPERATION);
            return Err(error.with_detail("the key was invalidated: compute the value again"));
        }
        let stored = Stored::put(request, self.epochs.next(), now);
        self.make_room_for(&stored, OPERATION, now)?;
        self.insert(stored);
        Ok(())
    }

    /// See [`invalidate`](super::Store::invalidate).
    pub fn invalidate(&mut self, keys: &[Key]) {
        for key in keys {
            self.delete(*key);
            let generation = self.epochs.next();
            self.generations.insert(*key, generation);
            if self.generations.len() > GENERATIONS {
                // All keys get a newer generation, so some values are computed again although they were valid.
                self.generations.clear();
                self.floor = generation;
            }
        }
    }

    /// See [`remove`](super::Store::remove).
    pub fn remove(&mut self, keys: &[Key]) {
        for key in keys {
            self.delete(*key);
        }
    }

    /// See [`list`](super::Store::list).
    pub fn list(
        &self,
        filter: &RecordFilter,
        after: Option<Key>,
        limit: usize,
        now: Duration,
    ) -> Vec<RecordSummary> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.records
            .range((start, Bound::Unbounded))
            .filter(|(_, stored)| filter.fits(&stored.labels, stored.status()))
            .filter(|(key, _)| self.current(**key, now).is_some())
            .take(limit)
            .map(|(_, stored)| stored.summary(now))
            .collect()
    }

    /// See [`purge`](super::Store::purge).
    pub fn purge(&mut self, limit: usize, now: Duration) -> usize {
        let expired: Vec<Key> = self
            .expiries
            .iter()
            .take_while(|(at, _)| *at <= now)
            .take(limit)
            .map(|(_, key)| *key)
            .collect();
        self.remove(&expired);
        expired.len()
    }

    /// See [`renew`](crate::Leases::renew).
    pub fn renew(&mut self, leases: &[Lease<Key>], now: Duration) -> Vec<Renewal> {
        let renew = |lease: &Lease<Key>| {
            let current = self.current(lease.id(), now);
            if !current.is_some_and(|stored| stored.grant.is(lease)) {
                return Renewal::Lost;
            }
            self.change(lease.id(), |stored| {
                stored.grant.extend(lease.length(), now);
            });
            Renewal::Renewed
        };
        leases.iter().map(renew).collect()
    }

    /// See [`release`](crate::Leases::release).
    pub fn release(&mut self, lease: &Lease<Key>, now: Duration) {
        self.change(lease.id(), |stored| {
            if stored.grant.is(lease) {
                stored.grant.end();
                stored.changed = now;
            }
        });
    }
}
