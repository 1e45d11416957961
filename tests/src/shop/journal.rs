//! Sagas in a file, so that one process can read the sagas of another.

use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};

use organum::store::{
    ClaimId, Journal, JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord,
    JournalState, JournalStatus, JournalSummary, Lease, Leases, OfflineAppend, Renewal, Runnable,
    StoreError, StoreErrorKind, StoreFuture,
};
use uuid::Uuid;

use super::file::JsonFile;

/// A journal in a file of JSON, which is read and written as a whole.
pub struct FileJournal(JsonFile);

impl FileJournal {
    /// Opens the journal in this file, which is empty if the file does not exist.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(JsonFile::at(path))
    }

    fn with<T: Send + 'static>(
        &self,
        operation: &'static str,
        change: impl FnOnce(&mut JournalState, Duration) -> T,
    ) -> StoreFuture<'_, T> {
        let done = self.0.with(|records| change(records, now()));
        let done = done.map_err(|cause| {
            StoreError::new(StoreErrorKind::Corrupt, "file", operation).with_source(cause)
        });
        Box::pin(std::future::ready(done))
    }
}

fn now() -> Duration {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.unwrap_or_default()
}

/// Flattens the errors of the file and of the journal in it.
fn flat<T: Send + 'static>(answer: StoreFuture<'_, Result<T, StoreError>>) -> StoreFuture<'_, T> {
    Box::pin(async move { answer.await? })
}

impl Leases for FileJournal {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        self.with("renew leases", |records, now| records.renew(leases, now))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.with("release a lease", |records, _| records.release(lease))
    }
}

impl Journal for FileJournal {
    fn begin<'a>(
        &'a self,
        head: &'a JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'a, JournalBegin> {
        self.with("begin a record", |records, now| {
            records.begin(head, claim, length, now)
        })
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, ()> {
        flat(self.with("append to the journal", |records, _| {
            records.append(lease, number, entries, status)
        }))
    }

    fn claim(&self, id: Uuid, claim: ClaimId, length: Duration) -> StoreFuture<'_, JournalClaim> {
        self.with("claim a record", |records, now| {
            records.claim(id, claim, length, now)
        })
    }

    fn claim_next<'a>(
        &'a self,
        runnable: &'a [Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
    ) -> StoreFuture<'a, Vec<Lease>> {
        self.with("claim the next records", |records, now| {
            records.claim_next(runnable, after, claim, length, limit, now)
        })
    }

    fn append_offline<'a>(
        &'a self,
        id: Uuid,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, OfflineAppend> {
        flat(self.with("append offline", |records, now| {
            records.append_offline(id, number, entries, status, now)
        }))
    }

    fn load(&self, id: Uuid) -> StoreFuture<'_, Option<JournalRecord>> {
        self.with("load a record", |records, _| records.load(id))
    }

    fn list<'a>(
        &'a self,
        filter: &'a JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<JournalSummary>> {
        self.with("list records", |records, _| {
            records.list(filter, after, limit)
        })
    }

    fn remove(&self, id: Uuid) -> StoreFuture<'_, bool> {
        self.with("remove a record", |records, _| records.remove(id))
    }
}
