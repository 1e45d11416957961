//! The store traits of guarded stores.

use std::{sync::Arc, time::Duration};

use organum_base::panics;
use uuid::Uuid;

use super::{
    CallKind::{Essential, Ordinary, WaitingUpTo},
    Guarded,
};
use crate::{
    ClaimId, ClaimRequest, ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor,
    DeadLetterFilter, DeadLetterId, DeadLetters, FinishRequest, Journal, JournalBegin,
    JournalClaim, JournalFilter, JournalHead, JournalRecord, JournalStatus, JournalSummary, Lease,
    Leases, OfflineAppend, PutRequest, RecordClaim, RecordFilter, RecordLookup, RecordSeen,
    RecordSummary, Renewable, Renewal, Runnable, Store, StoreAnswers, StoreFuture, key::Key,
};

impl<L: Renewable, S: Leases<L> + ?Sized> Leases<L> for Guarded<Arc<S>> {
    fn renew<'a>(&'a self, leases: &'a [L]) -> StoreFuture<'a, Vec<Renewal>> {
        let call = move || self.inner().renew(leases);
        Box::pin(self.call(Essential, "renew leases", call))
    }

    fn release<'a>(&'a self, lease: &'a L) -> StoreFuture<'a, ()> {
        let call = move || self.inner().release(lease);
        Box::pin(self.call(Essential, "release a lease", call))
    }
}

impl<S: Journal + ?Sized> Journal for Guarded<Arc<S>> {
    fn begin<'a>(
        &'a self,
        head: &'a JournalHead,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'a, JournalBegin> {
        let call = move || self.inner().begin(head, claim, length);
        Box::pin(self.call(Ordinary, "begin a record", call))
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, ()> {
        let kind = if status.is_finished() {
            Essential
        } else {
            Ordinary
        };
        let call = move || self.inner().append(lease, number, entries, status.clone());
        Box::pin(self.call(kind, "append to the journal", call))
    }

    fn claim(&self, id: Uuid, claim: ClaimId, length: Duration) -> StoreFuture<'_, JournalClaim> {
        let call = move || self.inner().claim(id, claim, length);
        Box::pin(self.call(Ordinary, "claim a record", call))
    }

    fn claim_next<'a>(
        &'a self,
        runnable: &'a [Runnable],
        after: Option<Uuid>,
        claim: ClaimId,
        length: Duration,
        limit: usize,
    ) -> StoreFuture<'a, Vec<Lease>> {
        let inner = self.inner();
        let call = move || inner.claim_next(runnable, after, claim, length, limit);
        Box::pin(self.call(Ordinary, "claim the next records", call))
    }

    fn append_offline<'a>(
        &'a self,
        id: Uuid,
        number: u64,
        entries: &'a [&'a [u8]],
        status: JournalStatus,
    ) -> StoreFuture<'a, OfflineAppend> {
        let inner = self.inner();
        let call = move || inner.append_offline(id, number, entries, status.clone());
        Box::pin(self.call(Ordinary, "append to a record that nobody drives", call))
    }

    fn load(&self, id: Uuid) -> StoreFuture<'_, Option<JournalRecord>> {
        let call = move || self.inner().load(id);
        Box::pin(self.call(Ordinary, "load a record", call))
    }

    fn list<'a>(
        &'a self,
        filter: &'a JournalFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<JournalSummary>> {
        let call = move || self.inner().list(filter, after, limit);
        Box::pin(self.call(Ordinary, "list the records", call))
    }

    fn remove(&self, id: Uuid) -> StoreFuture<'_, bool> {
        let call = move || self.inner().remove(id);
        Box::pin(self.call(Ordinary, "remove a record", call))
    }
}

impl<S: DeadLetters + ?Sized> DeadLetters for Guarded<Arc<S>> {
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()> {
        let call = move || self.inner().put(letter);
        Box::pin(self.call(Ordinary, "put a dead letter", call))
    }

    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        let call = move || self.inner().list(filter, after, limit);
        Box::pin(self.call(Ordinary, "list the dead letters", call))
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        let call = move || self.inner().get(id);
        Box::pin(self.call(Ordinary, "get a dead letter", call))
    }

    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim> {
        let call = move || self.inner().claim(id, claim, length);
        Box::pin(self.call(Ordinary, "claim a dead letter", call))
    }

    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64> {
        let call = move || self.inner().update(claimed, letter);
        Box::pin(self.call(Essential, "update a dead letter", call))
    }

    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()> {
        let call = move || self.inner().remove(claimed);
        Box::pin(self.call(Essential, "remove a dead letter", call))
    }

    fn take_dropped(&self) -> u64 {
        panics::caught(|| self.inner().take_dropped()).unwrap_or_else(|| {
            tracing::error!("a store of dead letters panicked");
            0
        })
    }
}

/// Errors of single items are answers: only calls that failed as a whole are repeated.
impl<S: Store + ?Sized> Store for Guarded<Arc<S>> {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        let call = move || self.inner().claim(requests);
        Box::pin(self.call(Ordinary, "claim records", call))
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        let call = move || self.inner().finish(requests);
        Box::pin(self.call(Essential, "finish records", call))
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        let call = move || self.inner().changed(key, seen, timeout);
        Box::pin(self.call(WaitingUpTo(timeout), "wait for a record", call))
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        let call = move || self.inner().get(keys);
        Box::pin(self.call(Ordinary, "get records", call))
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        let call = move || self.inner().put(requests);
        Box::pin(self.call(Ordinary, "put records", call))
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        let call = move || self.inner().invalidate(keys);
        Box::pin(self.call(Ordinary, "invalidate records", call))
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        let call = move || self.inner().remove(keys);
        Box::pin(self.call(Ordinary, "remove records", call))
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        let call = move || self.inner().list(filter, after, limit);
        Box::pin(self.call(Ordinary, "list the records", call))
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        let call = move || self.inner().purge(limit);
        Box::pin(self.call(Ordinary, "purge records", call))
    }
}
