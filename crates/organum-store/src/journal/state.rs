//! The rules of a journal.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Bound,
    time::Duration,
};

use uuid::Uuid;

use super::{
    JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord, JournalStatus,
    JournalSummary, OfflineAppend, Runnable,
    stored::{Stored, Written},
};
use crate::{
    ClaimId, Lease, Renewal, StoreError, StoreErrorKind,
    lease::grant::{Epochs, Grant},
};

/// All records of a journal, and the rules by which calls change them: for stores that have all of it in
/// memory, or in one file.
///
/// Each method is the one of [`Journal`](super::Journal) with the same name. `now` is the time of the
/// store's clock since an origin that never changes: 1970 for a file. The whole can be serialised.
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
    pub(super) records: BTreeMap<Uuid, Stored>,
    /// The records that are not finished.
    open: BTreeSet<Uuid>,
    /// The records that are finished, by when they ended; some may be removed since.
    finished: VecDeque<Uuid>,
    pub(super) epochs: Epochs,
    bytes: usize,
}

/// An empty journal in the store named `file`, as what is read has it.
impl Default for JournalState {
    fn default() -> Self {
        Self::new("file")
    }
}

impl JournalState {
    /// An empty journal in the store with this name, which stands in errors.
    pub fn new(store: &'static str) -> Self {
        Self {
            store,
            records: BTreeMap::new(),
            open: BTreeSet::new(),
            finished: VecDeque::new(),
            epochs: Epochs::default(),
            bytes: 0,
        }
    }

    /// Returns the number of records.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(super) fn has(&self, id: Uuid) -> bool {
        self.records.contains_key(&id)
    }

    /// Returns about how many bytes all records take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Puts a record in its place: a new one, or one that was read.
    pub(super) fn insert(&mut self, stored: Stored) {
        let id = stored.head.id;
        if stored.status.is_finished() {
            self.finished.push_back(id);
        } else {
            self.open.insert(id);
        }
        self.bytes += stored.size();
        self.records.insert(id, stored);
    }

    /// See [`begin`](super::Journal::begin).
    pub fn begin(
        &mut self,
        head: &JournalHead,
        claim: ClaimId,
        length: Duration,
        now: Duration,
    ) -> JournalBegin {
        if let Some(there) = self.records.get_mut(&head.id) {
            return match &mut there.grant {
                Some(grant) if grant.is_of(claim) => {
                    grant.extend(length, now);
                    JournalBegin::Granted(grant.lease(head.id))
                }
                _ => JournalBegin::Exists,
            };
        }
        let grant = Grant::new(claim, self.epochs.next(), length, now);
        let lease = grant.lease(head.id);
        self.insert(Stored::new(head.clone(), grant));
        JournalBegin::Granted(lease)
    }

    /// It does not renew the lease.
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
        let stored = self.records.get_mut(&lease.id()).ok_or_else(lost)?;
        let grant = stored.grant.as_ref().filter(|grant| grant.was(lease));
        let is_held = grant.ok_or_else(lost)?.is(lease);
        if !is_held && !stored.status.is_finished() {
            return Err(lost());
        }
        let found = stored.find(number, entries, &status);
        if !is_held {
            // The lease ended with the record: what was recorded under it may be repeated.
            return match found {
                Ok(new) if new == entries.len() => Ok(()),
                _ => Err(lost()),
            };
        }
        let new = found.map_err(|wrong| wrong.error(store, OPERATION))?;
        if new < entries.len() {
            let written = stored.write(&entries[new..], status);
            self.count(lease.id(), written);
        }
        Ok(())
    }

    fn count(&mut self, id: Uuid, written: Written) {
        self.bytes += written.bytes;
        if written.is_over {
            self.open.remove(&id);
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
        let Some(stored) = self.records.get_mut(&id) else {
            return JournalClaim::Absent;
        };
        if stored.status.is_finished() {
            return JournalClaim::Finished;
        }
        if let Some(grant) = &mut stored.grant {
            if grant.is_of(claim) {
                grant.extend(length, now);
                return JournalClaim::Granted(grant.lease(id));
            }
            if let Some(left) = grant.left(now) {
                return JournalClaim::Running { left };
            }
        }
        let grant = Grant::new(claim, self.epochs.next(), length, now);
        let lease = grant.lease(id);
        stored.grant = Some(grant);
        JournalClaim::Granted(lease)
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
        let mut mine = Vec::new();
        let mut free = Vec::new();
        for id in &self.open {
            let Some(stored) = self.records.get_mut(id) else {
                continue;
            };
            if let Some(grant) = &mut stored.grant
                && grant.is_of(claim)
            {
                grant.extend(length, now);
                mine.push(grant.lease(*id));
            } else if free.len() < limit
                && after.is_none_or(|after| *id > after)
                && stored.is_free(now)
                && runnable.iter().any(|runnable| runnable.fits(&stored.head))
            {
                free.push(*id);
            }
        }
        if !mine.is_empty() {
            return mine;
        }
        for id in free {
            if let Some(stored) = self.records.get_mut(&id) {
                let grant = Grant::new(claim, self.epochs.next(), length, now);
                mine.push(grant.lease(id));
                stored.grant = Some(grant);
            }
        }
        mine
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
        let Some(stored) = self.records.get_mut(&id) else {
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
        let written = stored.write(&entries[new..], status);
        self.count(id, written);
        Ok(OfflineAppend::Appended)
    }

    /// See [`load`](super::Journal::load).
    pub fn load(&self, id: Uuid) -> Option<JournalRecord> {
        self.records.get(&id).map(Stored::record)
    }

    /// See [`list`](super::Journal::list).
    pub fn list(
        &self,
        filter: &JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> Vec<JournalSummary> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
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
        let stored = self.records.get(&id);
        let is_unfinished = stored.is_some_and(|stored| !stored.status.is_finished());
        if !is_unfinished && let Some(stored) = self.records.remove(&id) {
            self.bytes -= stored.size();
            if self.finished.front() == Some(&id) {
                self.finished.pop_front();
            }
        }
        !is_unfinished
    }

    /// See [`renew`](crate::Leases::renew).
    pub fn renew(&mut self, leases: &[Lease], now: Duration) -> Vec<Renewal> {
        let renew = |lease: &Lease| match self.grant(lease) {
            Some(grant) => {
                grant.extend(lease.length(), now);
                Renewal::Renewed
            }
            None => Renewal::Lost,
        };
        leases.iter().map(renew).collect()
    }

    /// See [`release`](crate::Leases::release).
    pub fn release(&mut self, lease: &Lease) {
        if let Some(grant) = self.grant(lease) {
            grant.end();
        }
    }

    /// The lease as it is remembered, unless it is lost.
    fn grant(&mut self, lease: &Lease) -> Option<&mut Grant> {
        let stored = self.records.get_mut(&lease.id())?;
        stored.grant.as_mut().filter(|grant| grant.is(lease))
    }

    /// Removes the record that is finished for the longest time. None if none is finished.
    pub(super) fn drop_oldest(&mut self) -> Option<Uuid> {
        while let Some(id) = self.finished.pop_front() {
            let stored = self.records.get(&id);
            if stored.is_some_and(|stored| stored.status.is_finished()) {
                self.remove(id);
                return Some(id);
            }
        }
        None
    }
}
