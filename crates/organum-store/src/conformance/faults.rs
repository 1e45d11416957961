//! Faults between a caller and a store.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use uuid::Uuid;

use super::cases::poll_times;
use crate::{
    ClaimId, ClaimRequest, ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor,
    DeadLetterFilter, DeadLetterId, DeadLetters, FinishRequest, Journal, JournalBegin,
    JournalClaim, JournalFilter, JournalHead, JournalRecord, JournalStatus, JournalSummary, Lease,
    Leases, OfflineAppend, PutRequest, RecordClaim, RecordFilter, RecordLookup, RecordSeen,
    RecordSummary, Renewable, Renewal, Runnable, Store, StoreAnswers, StoreError, StoreErrorKind,
    StoreFuture, key::Key,
};

/// Makes a call, loses its answer, and makes it again.
///
/// ```
/// use organum_store::conformance::lose_answers;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut calls = 0;
/// let second = lose_answers(|| {
///     calls += 1;
///     let calls = calls;
///     async move { calls }
/// });
/// assert_eq!(second.await, 2);
/// # }
/// ```
pub async fn lose_answers<F: Future>(mut call: impl FnMut() -> F) -> F::Output {
    drop(call().await);
    call().await
}

/// Repeats a call and drops its future: before the first poll, after the first one, after the second one,
/// and so on, until a call ends within its polls.
///
/// ```
/// use organum_store::conformance::drop_at_each_poll;
/// use tokio::task::yield_now;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut calls = 0;
/// let ended = drop_at_each_poll(|| {
///     calls += 1;
///     async { yield_now().await }
/// });
/// ended.await;
/// assert_eq!(calls, 3); // with no poll, with one, and with two of them
/// # }
/// ```
pub async fn drop_at_each_poll<F: Future>(mut call: impl FnMut() -> F) -> F::Output {
    let mut polls = 0;
    loop {
        if let Some(answer) = poll_times(call(), polls).await {
            return answer;
        }
        polls += 1;
    }
}

/// A fault that affects the calls of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The first answer is [lost](lose_answers), and the call is repeated.
    LosesAnswers,
    /// The future is [dropped at each of its polls](drop_at_each_poll), and the call is repeated.
    DropsFutures,
    /// Every other call takes effect but answers [`Unavailable`](StoreErrorKind::Unavailable), so the
    /// caller has to repeat it.
    Fails,
    /// The call of this number, counted from 0, does not take effect and answers
    /// [`Unavailable`](StoreErrorKind::Unavailable).
    RefusesCall(u64),
    /// The call of this number, counted from 0, takes effect but answers
    /// [`Unavailable`](StoreErrorKind::Unavailable).
    LosesCall(u64),
    /// From the call of this number on, counted from 0, no call takes effect, and each answers
    /// [`Unavailable`](StoreErrorKind::Unavailable): the store has become unreachable.
    RefusesFrom(u64),
    /// From the call of this number on, counted from 0, each call takes effect but answers
    /// [`Unavailable`](StoreErrorKind::Unavailable): only the way back is broken.
    LosesFrom(u64),
}

/// A store with a [`Fault`] between it and its callers. It implements the same store traits.
///
/// ```
/// use std::sync::Arc;
/// use organum_store::{DeadLetterFilter, DeadLetters, MemoryDeadLetters};
/// use organum_store::conformance::{Fault, Faulty};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let letters = Faulty::new(Arc::new(MemoryDeadLetters::new()), Fault::Fails);
/// let all = DeadLetterFilter::all();
/// assert!(letters.list(&all, None, 1).await.is_err());
/// assert!(letters.list(&all, None, 1).await.is_ok());
/// # }
/// ```
#[derive(Debug)]
pub struct Faulty<S> {
    store: S,
    fault: Fault,
    calls: AtomicU64,
}

impl<S> Faulty<S> {
    /// Wraps a store with this fault.
    pub fn new(store: S, fault: Fault) -> Self {
        Self {
            store,
            fault,
            calls: AtomicU64::new(0),
        }
    }

    /// Returns the wrapped store.
    pub fn inner(&self) -> &S {
        &self.store
    }

    /// Returns the number of calls so far.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Makes one call: `attempt` is called for each attempt, and has to make the same request each time.
    /// This method is for authors of other store traits; the traits of this crate are implemented.
    pub fn call<'a, T: Send + 'a>(
        &'a self,
        operation: &'static str,
        mut attempt: impl FnMut() -> StoreFuture<'a, T> + Send + 'a,
    ) -> StoreFuture<'a, T> {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let unavailable = move || {
            let kind = StoreErrorKind::Unavailable;
            Err(StoreError::new(kind, "faulty", operation))
        };
        let is_lost = match self.fault {
            Fault::LosesAnswers => return Box::pin(lose_answers(attempt)),
            Fault::DropsFutures => return Box::pin(drop_at_each_poll(attempt)),
            Fault::RefusesCall(refused) if refused == number => {
                return Box::pin(async move { unavailable() });
            }
            Fault::RefusesFrom(first) if first <= number => {
                return Box::pin(async move { unavailable() });
            }
            Fault::RefusesCall(_) | Fault::RefusesFrom(_) => false,
            Fault::LosesCall(lost) => lost == number,
            Fault::LosesFrom(first) => first <= number,
            Fault::Fails => number.is_multiple_of(2),
        };
        let called = attempt();
        Box::pin(async move {
            let answer = called.await;
            if is_lost { unavailable() } else { answer }
        })
    }
}

impl<L: Renewable, S: Leases<L> + ?Sized> Leases<L> for Faulty<Arc<S>> {
    fn renew<'a>(&'a self, leases: &'a [L]) -> StoreFuture<'a, Vec<Renewal>> {
        self.call("renew leases", move || self.store.renew(leases))
    }

    fn release<'a>(&'a self, lease: &'a L) -> StoreFuture<'a, ()> {
        self.call("release a lease", move || self.store.release(lease))
    }
}

impl<S: Journal + ?Sized> Journal for Faulty<Arc<S>> {
    fn begin<'a>(
        &'a self,
        head: &'a JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'a, JournalBegin> {
        let store = &self.store;
        self.call("begin a record", move || store.begin(head, claim, length))
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, ()> {
        let store = &self.store;
        self.call("append to the journal", move || {
            store.append(lease, number, entries, status.clone())
        })
    }

    fn claim(&self, id: Uuid, claim: ClaimId, length: Duration) -> StoreFuture<'_, JournalClaim> {
        let store = &self.store;
        self.call("claim a record", move || store.claim(id, claim, length))
    }

    fn claim_next<'a>(
        &'a self,
        runnable: &'a [Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
    ) -> StoreFuture<'a, Vec<Lease>> {
        let store = &self.store;
        self.call("claim the next records", move || {
            store.claim_next(runnable, after, claim, length, limit)
        })
    }

    fn append_offline<'a>(
        &'a self,
        id: Uuid,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, OfflineAppend> {
        let store = &self.store;
        self.call("append to a record that nobody drives", move || {
            store.append_offline(id, number, entries, status.clone())
        })
    }

    fn load(&self, id: Uuid) -> StoreFuture<'_, Option<JournalRecord>> {
        self.call("load a record", move || self.store.load(id))
    }

    fn list<'a>(
        &'a self,
        filter: &'a JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<JournalSummary>> {
        let store = &self.store;
        self.call("list the records", move || store.list(filter, after, limit))
    }

    fn remove(&self, id: Uuid) -> StoreFuture<'_, bool> {
        self.call("remove a record", move || self.store.remove(id))
    }
}

impl<S: DeadLetters + ?Sized> DeadLetters for Faulty<Arc<S>> {
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()> {
        self.call("put a dead letter", move || self.store.put(letter))
    }

    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        let store = &self.store;
        self.call("list the dead letters", move || {
            store.list(filter, after, limit)
        })
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        self.call("get a dead letter", move || self.store.get(id))
    }

    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim> {
        let store = &self.store;
        self.call("claim a dead letter", move || {
            store.claim(id, claim, length)
        })
    }

    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64> {
        let store = &self.store;
        self.call("update a dead letter", move || {
            store.update(claimed, letter)
        })
    }

    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()> {
        self.call("remove a dead letter", move || self.store.remove(claimed))
    }

    fn take_dropped(&self) -> u64 {
        self.store.take_dropped()
    }
}

impl<S: Store + ?Sized> Store for Faulty<Arc<S>> {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        self.call("claim records", move || self.store.claim(requests))
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.call("finish records", move || self.store.finish(requests))
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        let store = &self.store;
        self.call("wait for a record", move || {
            store.changed(key, seen, timeout)
        })
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        self.call("get records", move || self.store.get(keys))
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.call("put records", move || self.store.put(requests))
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.call("invalidate records", move || self.store.invalidate(keys))
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.call("remove records", move || self.store.remove(keys))
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        let store = &self.store;
        self.call("list the records", move || store.list(filter, after, limit))
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        self.call("purge records", move || self.store.purge(limit))
    }
}
