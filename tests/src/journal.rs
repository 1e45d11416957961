//! A journal of sagas with hooks around its calls.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use organum::{
    saga::{RecordedSaga, SagaEntry, SagaId, SagaStatus, status_of},
    store::{
        ClaimId, Journal, JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord,
        JournalStatus, JournalSummary, Lease, Leases, MemoryJournal, OfflineAppend, Renewal,
        Runnable, StoreError, StoreFuture,
    },
};
use uuid::Uuid;

/// A call of a journal, as far as tests distinguish calls.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// Begins a saga.
    Begin,
    /// Appends entries.
    Append(&'a [SagaEntry]),
    /// Renews leases.
    Renew,
    /// Claims sagas without a driver.
    ClaimNext,
    /// Loads a saga.
    Load,
}

/// Hooks around the calls of a journal.
pub trait Around: Send + Sync + 'static {
    /// Runs before a call.
    fn before<'a>(
        &'a self,
        asked: Asked<'a>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send + 'a;

    /// Runs after a call. Does nothing by default.
    fn after(&self) -> impl Future<Output = Result<(), StoreError>> + Send + '_ {
        std::future::ready(Ok(()))
    }
}

/// A journal in memory, with hooks around its calls.
#[derive(Clone)]
pub struct Surrounded<A> {
    /// The journal itself.
    pub journal: MemoryJournal,
    /// The hooks.
    pub around: A,
    /// The leases of the sagas that began.
    granted: Arc<Mutex<Vec<Lease>>>,
}

impl<A> Surrounded<A> {
    /// Wraps a journal in these hooks.
    pub fn new(journal: &MemoryJournal, around: A) -> Self {
        Self {
            journal: journal.clone(),
            around,
            granted: Arc::default(),
        }
    }

    /// Returns the lease of the saga that began last.
    ///
    /// # Panics
    /// If no saga has begun.
    pub fn lease(&self) -> Lease {
        let granted = self.granted.lock().unwrap_or_else(PoisonError::into_inner);
        granted.last().expect("a saga has begun").clone()
    }
}

impl<A: Around> Surrounded<A> {
    async fn call<'a, T>(
        &'a self,
        asked: Asked<'a>,
        call: impl FnOnce() -> StoreFuture<'a, T>,
    ) -> Result<T, StoreError> {
        self.around.before(asked).await?;
        let done = call().await;
        self.around.after().await?;
        done
    }
}

impl<A: Around> Leases for Surrounded<A> {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(self.call(Asked::Renew, move || self.journal.renew(leases)))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.journal.release(lease)
    }
}

impl<A: Around> Journal for Surrounded<A> {
    fn begin<'a>(
        &'a self,
        head: &'a JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'a, JournalBegin> {
        let call = move || self.journal.begin(head, claim, length);
        Box::pin(async move {
            let begun = self.call(Asked::Begin, call).await?;
            if let JournalBegin::Granted(lease) = &begun {
                let mut granted = self.granted.lock().unwrap_or_else(PoisonError::into_inner);
                granted.push(lease.clone());
            }
            Ok(begun)
        })
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, ()> {
        let read = entries.iter().map(|entry| entry_of(entry));
        let read: Vec<SagaEntry> = read.collect();
        Box::pin(async move {
            self.around.before(Asked::Append(&read)).await?;
            let done = self.journal.append(lease, number, entries, status).await;
            self.around.after().await?;
            done
        })
    }

    fn claim(&self, id: Uuid, claim: ClaimId, length: Duration) -> StoreFuture<'_, JournalClaim> {
        self.journal.claim(id, claim, length)
    }

    fn claim_next<'a>(
        &'a self,
        runnable: &'a [Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
    ) -> StoreFuture<'a, Vec<Lease>> {
        let call = move || {
            self.journal
                .claim_next(runnable, after, claim, length, limit)
        };
        Box::pin(self.call(Asked::ClaimNext, call))
    }

    fn append_offline<'a>(
        &'a self,
        id: Uuid,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, OfflineAppend> {
        self.journal.append_offline(id, number, entries, status)
    }

    fn load(&self, id: Uuid) -> StoreFuture<'_, Option<JournalRecord>> {
        let call = move || self.journal.load(id);
        Box::pin(self.call(Asked::Load, call))
    }

    fn list<'a>(
        &'a self,
        filter: &'a JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<JournalSummary>> {
        self.journal.list(filter, after, limit)
    }

    fn remove(&self, id: Uuid) -> StoreFuture<'_, bool> {
        self.journal.remove(id)
    }
}

fn entry_of(bytes: &[u8]) -> SagaEntry {
    organum::__private::v1::serde_json::from_slice(bytes).expect("the entry of a saga")
}

/// Returns all sagas of a journal with their status, in the order of their ids.
///
/// # Panics
/// If the journal fails.
pub async fn statuses(journal: &MemoryJournal) -> Vec<(SagaId, SagaStatus)> {
    let found = journal.list(&JournalFilter::all(), None, 1_000).await;
    let found = found.expect("the journal is in memory");
    let statuses = found
        .iter()
        .map(|found| (SagaId(found.id), status_of(&found.status)));
    statuses.collect()
}

/// Returns the status of the first saga of a journal.
///
/// # Panics
/// If there is no saga, or the journal fails.
pub async fn first_status(journal: &MemoryJournal) -> SagaStatus {
    statuses(journal).await[0].1
}

/// Returns a saga of a journal.
///
/// # Panics
/// If the saga does not exist, or the journal fails.
pub async fn recorded(journal: &MemoryJournal, id: SagaId) -> RecordedSaga {
    let record = journal.load(id.0).await.expect("the journal is in memory");
    RecordedSaga::read(record.expect("the saga exists")).expect("a saga")
}
