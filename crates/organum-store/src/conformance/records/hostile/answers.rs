//! The trait of a store with one flaw.

use std::{future::ready, time::Duration};

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::{Flaw, broken::Hostile};
use crate::{
    ClaimRequest, FinishRequest, Lease, Leases, PutRequest, RecordClaim, RecordFilter,
    RecordLookup, RecordSeen, RecordStatus, RecordSummary, Renewal, Store, StoreAnswers,
    StoreFuture, key::Key,
};

fn answer<'a, T: Send + 'a>(answer: T) -> StoreFuture<'a, T> {
    Box::pin(ready(Ok(answer)))
}

impl Leases<Lease<Key>> for Hostile {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        answer(self.try_renew(leases))
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        self.do_release(lease);
        answer(())
    }
}

impl Hostile {
    /// The time at which this store reads, at which expired records may not have expired yet.
    fn read_at(&self, flaw: Flaw) -> Duration {
        if self.flaw == flaw {
            return self.now().saturating_sub(Duration::from_hours(24));
        }
        self.now()
    }

    fn put_one(&self, request: &PutRequest) -> Result<(), crate::StoreError> {
        let (mut inner, now) = (self.lock(), self.now());
        let mut request = request.clone();
        self.change_value(&mut request.value);
        let is_zero = request.ttl == Some(Duration::ZERO);
        match self.flaw {
            Flaw::PutsIgnoreGenerations => request.generation = None,
            Flaw::PutsNeverExpire => request.ttl = None,
            Flaw::AcceptsNoTimeToLive if is_zero => request.ttl = None,
            Flaw::LabelsAreForgotten => request.labels = crate::RecordLabels::default(),
            _ => {}
        }
        let before = inner.state.seen(request.key, now).0.epoch;
        let put = inner.state.put(&[request.clone()], now).remove(0);
        match self.flaw {
            Flaw::PutsRaiseGenerations if put.is_ok() => {
                inner.state.invalidate(&[request.key]);
                request.generation = None;
                return inner.state.put(&[request], now).remove(0);
            }
            Flaw::PutsKeepEpochs if before > 0 => {
                inner.edit_one(request.key, |record| {
                    record["grant"]["epoch"] = before.into();
                });
            }
            _ => {}
        }
        put
    }

    fn do_invalidate(&self, keys: &[Key]) {
        let (mut inner, now) = (self.lock(), self.now());
        for key in keys {
            let status = inner.status(*key, now);
            match self.flaw {
                Flaw::InvalidationsKeepGenerations => inner.state.remove(&[*key]),
                Flaw::InvalidationsKeepRecords if status == Some(RecordStatus::Done) => {
                    let whole = inner.state.clone();
                    inner.state.invalidate(&[*key]);
                    inner.restore(&whole, *key);
                }
                Flaw::InvalidationsKeepLeases if status == Some(RecordStatus::Running) => {
                    let whole = inner.state.clone();
                    inner.state.invalidate(&[*key]);
                    inner.restore(&whole, *key);
                }
                _ => inner.state.invalidate(&[*key]),
            }
        }
    }

    fn do_remove(&self, keys: &[Key]) {
        let (mut inner, now) = (self.lock(), self.now());
        for key in keys {
            let is_running = inner.status(*key, now) == Some(RecordStatus::Running);
            match self.flaw {
                Flaw::RemovesNothing => {}
                Flaw::RemovesFinishedOnly if is_running => {}
                Flaw::GenerationsRestart => {
                    inner.edit(|whole| whole["generations"] = serde_json::json!({}));
                    inner.state.remove(&[*key]);
                }
                Flaw::EpochsRestart => {
                    inner.epochs.remove(key);
                    inner.leases.remove(key);
                    inner.state.remove(&[*key]);
                }
                _ => inner.state.remove(&[*key]),
            }
        }
    }

    fn do_purge(&self, limit: usize) -> usize {
        let (mut inner, now) = (self.lock(), self.now());
        let limit = match self.flaw {
            Flaw::PurgeIgnoresLimits => usize::MAX,
            _ => limit,
        };
        let purged = inner.state.purge(limit, now);
        for summary in inner
            .state
            .list(&RecordFilter::all(), None, usize::MAX, now)
        {
            let is_wrong = match self.flaw {
                Flaw::PurgesEverything => true,
                Flaw::PurgesLapsed => summary.has_lapsed(),
                Flaw::PurgesFinished => summary.status.is_finished(),
                _ => false,
            };
            if is_wrong && limit > 0 {
                inner.state.remove(&[summary.key]);
            }
        }
        purged
    }

    async fn wait(&self, key: Key, seen: RecordSeen, timeout: Duration) -> RecordSeen {
        let began = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            let (now, left) = self.lock().state.seen(key, self.now());
            let differs = match self.flaw {
                Flaw::ChangesAreMissed => now != seen && began == Instant::now(),
                Flaw::ChangesIgnoreEpochs => now.status != seen.status,
                Flaw::ChangesIgnoreStatus => now.epoch != seen.epoch,
                Flaw::WaitingEndsAtOnce => true,
                _ => now != seen,
            };
            let is_late = began.elapsed() >= timeout && self.flaw != Flaw::WaitingIgnoresTimeouts;
            let has_ended =
                left == Some(Duration::ZERO) && self.flaw != Flaw::WaitingOutlastsLeases;
            if differs || is_late || has_ended {
                let returns_seen = self.flaw == Flaw::WaitingReturnsWhatWasSeen;
                return if returns_seen { seen } else { now };
            }
            pause = (2 * pause).min(Duration::from_secs(10));
            sleep(pause).await;
        }
    }
}

impl Store for Hostile {
    fn claim<'a>(
        &'a self,
        requests: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        Box::pin(self.claim_all(requests))
    }

    fn finish<'a>(&'a self, requests: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        Box::pin(ready(self.try_finish(requests)))
    }

    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        Box::pin(async move { Ok(self.wait(key, seen, timeout).await) })
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        let mut keys = keys.to_vec();
        if self.flaw == Flaw::GetsAreSorted {
            keys.sort();
        }
        let now = self.read_at(Flaw::ExpiredAreReturned);
        let found = self.lock().state.get(&keys, now);
        Box::pin(ready(self.answers(found)))
    }

    fn put<'a>(&'a self, requests: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        let answers = requests.iter().map(|request| self.put_one(request));
        Box::pin(ready(self.answers(answers.collect())))
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.do_invalidate(keys);
        answer(())
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.do_remove(keys);
        answer(())
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        let (mut filter, mut after, mut limit) = (filter.clone(), after, limit);
        match self.flaw {
            Flaw::ListsIgnoreAfter => after = None,
            Flaw::ListsIgnoreLimits => limit = usize::MAX,
            Flaw::ListsIgnoreGraphs => filter.labels.graph = None,
            Flaw::ListsIgnoreNodes => filter.labels.node = None,
            Flaw::ListsIgnoreExecutions => filter.labels.execution = None,
            Flaw::ListsIgnoreStatus => filter.status = None,
            Flaw::ListsIgnoreFinished => filter.finished = None,
            _ => {}
        }
        let now = self.read_at(Flaw::ExpiredAreListed);
        let mut found = self.lock().state.list(&filter, after, limit, now);
        match self.flaw {
            Flaw::ListsBackwards => found.reverse(),
            Flaw::ListsHideFailures => found.iter_mut().for_each(|one| one.failure = None),
            _ => {}
        }
        answer(found)
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        answer(self.do_purge(limit))
    }
}

impl super::broken::Inner {
    /// Restores a record that a call has deleted.
    fn restore(&mut self, from: &crate::StoreState, key: Key) {
        let from = serde_json::to_value(from).expect("it has a form");
        let key = key.to_string();
        let is = |record: &&Value| record["key"] == key;
        let records = from["records"].as_array().expect("it has records");
        if let Some(record) = records.iter().find(is).cloned() {
            self.edit(|whole| {
                let records = whole["records"].as_array_mut();
                records.expect("it has records").push(record);
            });
        }
    }
}
