//! The rules of a journal.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Bound,
    time::Duration,
};

use uuid::Uuid;

use super::{
    JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord, JournalStatus,
    JournalSummary, OfflineAppend, Runnable,
    index::{Index, Place},
    stored::{Stored, Written},
};
use crate::{
    ClaimId, Lease, Renewal, StoreError, StoreErrorKind,
    lease::grant::{Epochs, Grant},
};

/// All records of a journal, and the rules by which calls change them: for stores that hold all records
/// in memory or in one file.
///
/// Each method does what the method of [`Journal`](super::Journal) with the same name does. `now` is the
/// time of the store's clock since an origin that never changes: 1970 for a file. The state can be
/// serialised.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use organum_store::{ClaimId, JournalBegin, JournalHead, JournalState};
///
/// let mut journal = JournalState::new("journal.json");
/// let now = SystemTime::now();
/// let head = JournalHead::new(uuid::Uuid::now_v7(), "saga", "Checkout", now);
/// let (claim, minute) = (ClaimId::new(), Duration::from_mins(1));
/// let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
/// let begun = journal.begin(&head, claim, minute, now);
/// assert!(matches!(begun, JournalBegin::Granted(_)));
/// let json = serde_json::to_string(&journal).unwrap();
/// let read: JournalState = serde_json::from_str(&json).unwrap();
/// assert_eq!(read.load(head.id), journal.load(head.id));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalState {
    pub(super) store: &'static str,
    /// The records by the numbers of their ids, which are compared faster than their bytes.
    pub(super) records: BTreeMap<u128, Stored>,
    /// The unfinished records, by their leases.
    index: Index,
    /// The finished records in the order in which they ended; some may have been removed since.
    finished: VecDeque<Uuid>,
    pub(super) epochs: Epochs,
    bytes: usize,
}

/// An empty journal of the store named `file`, as for a journal that is deserialised.
impl Default for JournalState {
    fn default() -> Self {
        Self::new("file")
    }
}

impl JournalState {
    /// Creates an empty journal. `store` is the name that errors contain.
    pub fn new(store: &'static str) -> Self {
        Self {
            store,
            records: BTreeMap::new(),
            index: Index::default(),
            finished: VecDeque::new(),
            epochs: Epochs::default(),
            bytes: 0,
        }
    }

    /// Returns the number of records.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns true if there are no records.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(super) fn has(&self, id: Uuid) -> bool {
        self.records.contains_key(&id.as_u128())
    }

    /// Returns the approximate size of all records in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Inserts a record: a new one, or one that was deserialised.
    pub(super) fn insert(&mut self, stored: Stored) {
        let id = stored.head.id;
        if stored.status.is_finished() {
            self.finished.push_back(id);
        } else {
            self.index.moved(id, Place::default(), Place::of(&stored));
        }
        self.bytes += stored.size();
        self.records.insert(id.as_u128(), stored);
    }

    /// See [`begin`](super::Journal::begin).
    pub fn begin(
        &mut self,
        head: &JournalHead,
        claim: ClaimId,
        length: Duration,
        now: Duration,
    ) -> JournalBegin {
        if let Some(there) = self.records.get(&head.id.as_u128()) {
            if !there.is_of(claim) {
                return JournalBegin::Exists;
            }
            let lease = self.grant(head.id, claim, length, now);
            return lease.map_or(JournalBegin::Exists, JournalBegin::Granted);
        }
        let grant = Grant::new(claim, self.epochs.next(), length, now);
        let lease = grant.lease(head.id);
        self.insert(Stored::new(head.clone(), grant));
        JournalBegin::Granted(lease)
    }

    /// Leases a record to a claim, or renews the claim's lease. The caller has checked that the claim may
    /// have it.
    fn grant(
        &mut self,
        id: Uuid,
        claim: ClaimId,
        length: Duration,
        now: Duration,
    ) -> Option<Lease> {
        let stored = self.records.get_mut(&id.as_u128())?;
        let before = Place::of(stored);
        let lease = match &mut stored.grant {
            Some(grant) if grant.is_of(claim) => {
                grant.extend(length, now);
                grant.lease(id)
            }
            grant => {
                let new = Grant::new(claim, self.epochs.next(), length, now);
                grant.insert(new).lease(id)
            }
        };
        self.index.moved(id, before, Place::of(stored));
        Some(lease)
    }

    /// The call does not renew the lease.
    ///
    /// # Errors
    /// See [`append`](super::Journal::append).
    pub fn append(
        &mut self,
        lease: &Lease,
        number: u64,
        entries: &[&[u8]],
        status: JournalStatus,
    ) -> Result<(), StoreError> {
        const OPERATION: &str = "append to the journal";
        let store = self.store;
        let lost = || StoreError::new(StoreErrorKind::LeaseLost, store, OPERATION);
        let stored = self
            .records
            .get_mut(&lease.id().as_u128())
            .ok_or_else(lost)?;
        let grant = stored.grant.as_ref().filter(|grant| grant.was(lease));
        let is_held = grant.ok_or_else(lost)?.is(lease);
        if !is_held && !stored.status.is_finished() {
            return Err(lost());
        }
        let found = stored.find(number, entries, &status);
        if !is_held {
            // The lease ended with the record, but an append under it may be repeated.
            return match found {
                Ok(new) if new == entries.len() => Ok(()),
                _ => Err(lost()),
            };
        }
        let new = found.map_err(|wrong| wrong.error(store, OPERATION))?;
        if new < entries.len() {
            let before = Place::of(stored);
            let written = stored.write(&entries[new..], status);
            self.index.moved(lease.id(), before, Place::of(stored));
            self.count(lease.id(), &written);
        }
        Ok(())
    }

    fn count(&mut self, id: Uuid, written: &Written) {
        self.bytes += written.bytes;
        if written.is_over {
            self.finished.push_back(id);
        }
    }

    /// See [`claim`](super::Journal::claim).
    pub fn claim(
        &mut self,
        id: Uuid,
        claim: ClaimId,
        length: Duration,
        now: Duration,
    ) -> JournalClaim {
        let Some(stored) = self.records.get(&id.as_u128()) else {
            return JournalClaim::Absent;
        };
        if stored.status.is_finished() {
            return JournalClaim::Finished;
        }
        match stored.left(now) {
            Some(left) if !stored.is_of(claim) => JournalClaim::Running { left },
            _ => {
                let lease = self.grant(id, claim, length, now);
                lease.map_or(JournalClaim::Absent, JournalClaim::Granted)
            }
        }
    }

    /// See [`claim_next`](super::Journal::claim_next).
    pub fn claim_next(
        &mut self,
        runnable: &[Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
        now: Duration,
    ) -> Vec<Lease> {
        let record = |id: Uuid| self.records.get(&id.as_u128());
        let mut ids: Vec<Uuid> = self.index.of_claim(claim).collect();
        if ids.is_empty() {
            let has_ended = |id| record(id).is_none_or(|found| found.left(now).is_none());
            let goes_on = |id| record(id).is_some_and(Stored::goes_on_by_itself);
            self.index.free_ended(now, has_ended, goes_on);
            let can_run = |id: &Uuid| {
                #[cfg(test)]
                tests::count_visit();
                let head = record(*id).map(|stored| &stored.head);
                head.is_some_and(|head| runnable.iter().any(|runnable| runnable.fits(head)))
            };
            ids.extend(self.index.free(after).filter(can_run).take(limit));
        }
        let ids = ids.into_iter();
        ids.filter_map(|id| self.grant(id, claim, length, now))
            .collect()
    }

    /// # Errors
    /// See [`append_offline`](super::Journal::append_offline).
    pub fn append_offline(
        &mut self,
        id: Uuid,
        number: u64,
        entries: &[&[u8]],
        status: JournalStatus,
        now: Duration,
    ) -> Result<OfflineAppend, StoreError> {
        const OPERATION: &str = "append to a record that nobody drives";
        let Some(stored) = self.records.get_mut(&id.as_u128()) else {
            return Ok(OfflineAppend::Absent);
        };
        let found = stored.find(number, entries, &status);
        if found == Ok(entries.len()) {
            return Ok(OfflineAppend::Appended);
        }
        let is_finished = stored.status.is_finished();
        let is_left = stored.status.is_stalled() && stored.left(now).is_none();
        if !is_finished && !is_left {
            return Ok(OfflineAppend::Driven);
        }
        let new = found.map_err(|wrong| wrong.error(self.store, OPERATION))?;
        if is_finished && !status.is_finished() {
            let error = StoreError::new(StoreErrorKind::Refused, self.store, OPERATION);
            return Err(error.with_detail("a finished record stays finished"));
        }
        let before = Place::of(stored);
        let written = stored.write(&entries[new..], status);
        self.index.moved(id, before, Place::of(stored));
        self.count(id, &written);
        Ok(OfflineAppend::Appended)
    }

    /// See [`load`](super::Journal::load).
    pub fn load(&self, id: Uuid) -> Option<JournalRecord> {
        self.records.get(&id.as_u128()).map(Stored::record)
    }

    /// See [`list`](super::Journal::list).
    pub fn list(
        &self,
        filter: &JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> Vec<JournalSummary> {
        let start = after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.as_u128()));
        self.records
            .range((start, Bound::Unbounded))
            .map(|(_, stored)| stored)
            .filter(|stored| filter.fits(&stored.head, &stored.status))
            .take(limit)
            .map(|stored| JournalSummary::new(&stored.head, stored.status.clone()))
            .collect()
    }

    /// See [`remove`](super::Journal::remove).
    pub fn remove(&mut self, id: Uuid) -> bool {
        let stored = self.records.get(&id.as_u128());
        let is_unfinished = stored.is_some_and(|stored| !stored.status.is_finished());
        if !is_unfinished && let Some(stored) = self.records.remove(&id.as_u128()) {
            self.bytes -= stored.size();
            if self.finished.front() == Some(&id) {
                self.finished.pop_front();
            }
        }
        !is_unfinished
    }

    /// See [`renew`](crate::Leases::renew).
    pub fn renew(&mut self, leases: &[Lease], now: Duration) -> Vec<Renewal> {
        let renew = |lease: &Lease| {
            let extend = |grant: &mut Grant| grant.extend(lease.length(), now);
            match self.change_lease(lease, extend) {
                Some(()) => Renewal::Renewed,
                None => Renewal::Lost,
            }
        };
        leases.iter().map(renew).collect()
    }

    /// See [`release`](crate::Leases::release).
    pub fn release(&mut self, lease: &Lease) {
        self.change_lease(lease, Grant::end);
    }

    /// Changes the stored lease; `None` if the lease is lost.
    fn change_lease(&mut self, lease: &Lease, change: impl FnOnce(&mut Grant)) -> Option<()> {
        let stored = self.records.get_mut(&lease.id().as_u128())?;
        let before = Place::of(stored);
        change(stored.grant.as_mut().filter(|grant| grant.is(lease))?);
        self.index.moved(lease.id(), before, Place::of(stored));
        Some(())
    }

    /// Removes the record that has been finished for the longest time; `None` if no record is finished.
    pub(super) fn drop_oldest(&mut self) -> Option<Uuid> {
        while let Some(id) = self.finished.pop_front() {
            let stored = self.records.get(&id.as_u128());
            if stored.is_some_and(|stored| stored.status.is_finished()) {
                self.remove(id);
                return Some(id);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, time::SystemTime};

    use super::*;

    thread_local! {
        static VISITS: Cell<u64> = const { Cell::new(0) };
    }

    /// Counts a record that is examined to find one that can be claimed.
    pub(super) fn count_visit() {
        VISITS.set(VISITS.get() + 1);
    }

    const SECOND: Duration = Duration::from_secs(1);

    fn begin(journal: &mut JournalState, now: Duration) -> Lease {
        let head = JournalHead::new(Uuid::now_v7(), "saga", "Checkout", SystemTime::now());
        match journal.begin(&head, ClaimId::new(), SECOND, now) {
            JournalBegin::Granted(lease) => lease,
            JournalBegin::Exists => panic!("the id is new"),
        }
    }

    /// Returns the number of records that are examined while this many are claimed and finished, one by one.
    fn visits(records: u64) -> u64 {
        let mut journal = JournalState::new("test");
        for _ in 0..records {
            begin(&mut journal, Duration::ZERO);
        }
        VISITS.set(0);
        let (runnable, now) = ([Runnable::any("saga", "Checkout")], 2 * SECOND);
        let (mut after, mut claimed) = (None, 0);
        while let Some(lease) = journal
            .claim_next(&runnable, after, ClaimId::new(), SECOND, 1, now)
            .pop()
        {
            claimed += 1;
            after = Some(lease.id());
            // Half of the records are finished, the others keep their leases.
            if claimed % 2 == 0 {
                let end = JournalStatus::finished("completed");
                let finished = journal.append(&lease, 0, &[b"end"], end);
                finished.expect("it has the lease");
            }
        }
        assert_eq!(claimed, records);
        VISITS.get()
    }

    #[test]
    fn claiming_all_records_looks_at_each_once() {
        assert_eq!(visits(1_000), 1_000);
        assert_eq!(visits(10_000), 10_000);
    }

    #[test]
    fn a_record_is_free_again_after_a_release_or_the_end_of_its_lease_and_not_after_a_renewal() {
        let mut journal = JournalState::new("test");
        let runnable = [Runnable::any("saga", "Checkout")];
        let leases: Vec<Lease> = (0..3)
            .map(|_| begin(&mut journal, Duration::ZERO))
            .collect();
        let next = |journal: &mut JournalState, now| {
            let found = journal.claim_next(&runnable, None, ClaimId::new(), SECOND, 9, now);
            found.iter().map(Lease::id).collect::<Vec<_>>()
        };
        journal.release(&leases[0]);
        journal.renew(&leases[1..2], SECOND / 2);
        assert_eq!(next(&mut journal, SECOND / 2), [leases[0].id()]);
        assert_eq!(next(&mut journal, SECOND), [leases[2].id()]);
        assert_eq!(
            next(&mut journal, 3 * SECOND / 2),
            [leases[0].id(), leases[1].id()]
        );
        // A lease that was found to have ended can still be extended by its owner.
        let late = begin(&mut journal, Duration::ZERO);
        journal.claim_next(&[], None, ClaimId::new(), SECOND, 9, 2 * SECOND);
        assert_eq!(journal.renew(&[late], 2 * SECOND), [Renewal::Renewed]);
        assert_eq!(next(&mut journal, 2 * SECOND), [leases[2].id()]);
    }

    #[test]
    fn leases_from_before_the_clock_was_set_back_have_ended() {
        let mut journal = JournalState::new("test");
        let runnable = [Runnable::any("saga", "Checkout")];
        let lease = begin(&mut journal, 3600 * SECOND);
        let mut next = |now| journal.claim_next(&runnable, None, ClaimId::new(), SECOND, 9, now);
        assert!(next(3600 * SECOND).is_empty());
        assert_eq!(
            next(SECOND).iter().map(Lease::id).collect::<Vec<_>>(),
            [lease.id()]
        );
    }
}
