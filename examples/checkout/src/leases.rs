//! A store whose leases are short.
//!
//! A process that is killed gives no lease back: the next run of its checkout goes on when the leases have
//! ended. By default that takes 30 seconds, which suits a service that is restarted. Here a person waits.

use std::sync::Arc;
use std::time::Duration;

use organum::key::Key;
use organum::store::{
    ClaimRequest, FinishRequest, Lease, Leases, PutRequest, RecordClaim, RecordFilter,
    RecordLookup, RecordSeen, RecordSummary, Renewal, Store, StoreAnswers, StoreFuture, Unit,
};

/// The time that a lease lasts after each renewal.
const LENGTH: Duration = Duration::from_secs(2);

/// Gives shorter leases than it is asked for, and passes everything else on.
pub struct ShortLeases(pub Arc<dyn Store>);

impl Leases<Lease<Key>> for ShortLeases {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        self.0.renew(leases)
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        self.0.release(lease)
    }
}

impl Store for ShortLeases {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        let mut shorter = requests.to_vec();
        for request in &mut shorter {
            request.length = request.length.min(LENGTH);
        }
        Box::pin(async move { self.0.claim(&shorter).await })
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.0.finish(requests)
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        self.0.changed(key, seen, timeout)
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        self.0.get(keys)
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.0.put(requests)
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.0.invalidate(keys)
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.0.remove(keys)
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        self.0.list(filter, after, limit)
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        self.0.purge(limit)
    }

    fn finish_in<'a>(
        &'a self,
        unit: &'a mut dyn Unit,
        requests: &'a [FinishRequest],
    ) -> StoreFuture<'a, StoreAnswers<()>> {
        self.0.finish_in(unit, requests)
    }

    fn put_in<'a>(
        &'a self,
        unit: &'a mut dyn Unit,
        requests: &'a [PutRequest],
    ) -> StoreFuture<'a, StoreAnswers<()>> {
        self.0.put_in(unit, requests)
    }
}
