//! A journal in memory.

use std::{
    collections::BTreeMap,
    future::ready,
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use uuid::Uuid;

use super::{
    super::SagaId, Entry, Head, Journal, JournalError, JournalFuture, Lease, Saved, Status, Summary,
};

/// Keeps sagas as long as the process lives: for tests, and to go on where a task was dropped. Clones
/// share them. Time is that of tokio's clock.
#[derive(Clone, Default)]
pub struct InMemory(Arc<Mutex<BTreeMap<SagaId, Kept>>>);

struct Kept {
    saved: Saved,
    status: Status,
    epoch: u64,
    /// Until when it is leased.
    leased: Option<Instant>,
}

impl Kept {
    fn is_free(&self) -> bool {
        let is_leased = self.leased.is_some_and(|until| until > Instant::now());
        !is_leased && !matches!(self.status, Status::Finished(_))
    }

    fn lease(&mut self, owner: Uuid, time: Duration) -> Lease {
        self.epoch += 1;
        self.leased = Some(Instant::now() + time);
        Lease {
            saga: self.saved.head.id,
            owner,
            epoch: self.epoch,
            time,
        }
    }
}

impl InMemory {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many sagas there are, finished ones included.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SagaId, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does `then` with the saga, if the lease is the last one.
    fn leased(&self, lease: &Lease, then: impl FnOnce(&mut Kept)) -> Result<(), JournalError> {
        match self.lock().get_mut(&lease.saga) {
            Some(kept) if kept.epoch == lease.epoch && kept.leased.is_some() => {
                then(kept);
                Ok(())
            }
            _ => Err(JournalError::LeaseLost { saga: lease.saga }),
        }
    }
}

impl Journal for InMemory {
    fn begin(&self, head: Head, owner: Uuid, time: Duration) -> JournalFuture<'_, Option<Lease>> {
        let mut sagas = self.lock();
        let lease = match sagas.entry(head.id) {
            std::collections::btree_map::Entry::Occupied(_) => None,
            std::collections::btree_map::Entry::Vacant(place) => {
                let kept = place.insert(Kept {
                    saved: Saved {
                        head,
                        entries: Vec::with_capacity(8),
                    },
                    status: Status::Running,
                    epoch: 0,
                    leased: None,
                });
                Some(kept.lease(owner, time))
            }
        };
        Box::pin(ready(Ok(lease)))
    }

    fn append<'a>(&'a self, lease: &'a Lease, entry: Entry) -> JournalFuture<'a, ()> {
        let result = self.leased(lease, |kept| {
            kept.status = entry.status(kept.status);
            kept.leased = match kept.status {
                Status::Finished(_) => None,
                _ => Some(Instant::now() + lease.time),
            };
            kept.saved.entries.push(entry);
        });
        Box::pin(ready(result))
    }

    fn renew<'a>(&'a self, lease: &'a Lease) -> JournalFuture<'a, ()> {
        let result = self.leased(lease, |kept| {
            kept.leased = Some(Instant::now() + lease.time);
        });
        Box::pin(ready(result))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> JournalFuture<'a, ()> {
        // A lease that is lost is nobody's to give up.
        let _ = self.leased(lease, |kept| kept.leased = None);
        Box::pin(ready(Ok(())))
    }

    fn claim(&self, saga: SagaId, owner: Uuid, time: Duration) -> JournalFuture<'_, Option<Lease>> {
        let mut sagas = self.lock();
        let kept = sagas.get_mut(&saga).filter(|kept| kept.is_free());
        let lease = kept.map(|kept| kept.lease(owner, time));
        Box::pin(ready(Ok(lease)))
    }

    fn claim_next<'a>(
        &'a self,
        name: &'a str,
        after: Option<SagaId>,
        owner: Uuid,
        time: Duration,
    ) -> JournalFuture<'a, Option<Lease>> {
        let mut sagas = self.lock();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let lease = sagas
            .range_mut((from, Bound::Unbounded))
            .map(|(_, kept)| kept)
            .find(|kept| {
                kept.saved.head.saga == name
                    && kept.saved.head.parent.is_none()
                    && kept.status != Status::Stalled
                    && kept.is_free()
            })
            .map(|kept| kept.lease(owner, time));
        Box::pin(ready(Ok(lease)))
    }

    fn amend(&self, saga: SagaId, entry: Entry) -> JournalFuture<'_, bool> {
        let mut sagas = self.lock();
        let finished = sagas
            .get_mut(&saga)
            .filter(|kept| matches!(kept.status, Status::Finished(_)));
        let is_finished = finished.is_some();
        if let Some(kept) = finished {
            kept.status = entry.status(kept.status);
            kept.saved.entries.push(entry);
        }
        Box::pin(ready(Ok(is_finished)))
    }

    fn load(&self, saga: SagaId) -> JournalFuture<'_, Option<Saved>> {
        let saved = self.lock().get(&saga).map(|kept| kept.saved.clone());
        Box::pin(ready(Ok(saved)))
    }

    fn list<'a>(
        &'a self,
        name: Option<&'a str>,
        after: Option<SagaId>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<Summary>> {
        let sagas = self.lock();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let found = sagas
            .range((from, Bound::Unbounded))
            .map(|(_, kept)| kept)
            .filter(|kept| name.is_none_or(|name| kept.saved.head.saga == name))
            .take(limit)
            .map(|kept| Summary::new(&kept.saved.head, kept.status));
        let found = found.collect();
        Box::pin(ready(Ok(found)))
    }

    fn remove(&self, saga: SagaId) -> JournalFuture<'_, bool> {
        let mut sagas = self.lock();
        let is_finished = sagas
            .get(&saga)
            .is_some_and(|kept| matches!(kept.status, Status::Finished(_)));
        if is_finished {
            sagas.remove(&saga);
        }
        Box::pin(ready(Ok(is_finished)))
    }
}
