//! Sagas in a file, so that one process can look at what another one left.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use organum::saga::{
    SagaId,
    journal::{Entry, Head, Journal, JournalError, JournalFuture, Lease, Saved, Status, Summary},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::JsonFile;

/// Keeps sagas in a file of JSON, which is read and written as a whole.
pub struct FileJournal(JsonFile);

type Sagas = BTreeMap<SagaId, Kept>;

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    head: Head,
    entries: Vec<Entry>,
    epoch: u64,
    /// Until when it is leased.
    leased: Option<SystemTime>,
}

impl Kept {
    fn saved(&self) -> Saved {
        Saved {
            head: self.head.clone(),
            entries: self.entries.clone(),
        }
    }

    fn status(&self) -> Status {
        self.saved().status()
    }

    fn is_finished(&self) -> bool {
        matches!(self.status(), Status::Finished(_))
    }

    fn is_free(&self) -> bool {
        let is_leased = self.leased.is_some_and(|until| until > SystemTime::now());
        !is_leased && !self.is_finished()
    }

    fn lease(&mut self, owner: Uuid, time: Duration) -> Lease {
        self.epoch += 1;
        self.leased = Some(SystemTime::now() + time);
        Lease {
            saga: self.head.id,
            owner,
            epoch: self.epoch,
            time,
        }
    }
}

impl FileJournal {
    /// Those in this file, none if it is not there.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(JsonFile::at(path))
    }

    fn with<T: Send + 'static>(
        &self,
        doing: &'static str,
        change: impl FnOnce(&mut Sagas) -> T,
    ) -> Result<T, JournalError> {
        self.0.with(change).map_err(|error| JournalError::Failed {
            doing,
            cause: error.into(),
        })
    }

    /// Does `then` with the saga, if the lease is the last one.
    fn leased(
        &self,
        doing: &'static str,
        lease: &Lease,
        then: impl FnOnce(&mut Kept),
    ) -> Result<(), JournalError> {
        let is_last = self.with(doing, |sagas| match sagas.get_mut(&lease.saga) {
            Some(kept) if kept.epoch == lease.epoch && kept.leased.is_some() => {
                then(kept);
                true
            }
            _ => false,
        })?;
        if is_last {
            Ok(())
        } else {
            Err(JournalError::LeaseLost { saga: lease.saga })
        }
    }
}

fn ready<'a, T: Send + 'a>(result: Result<T, JournalError>) -> JournalFuture<'a, T> {
    Box::pin(std::future::ready(result))
}

impl Journal for FileJournal {
    fn begin(&self, head: Head, owner: Uuid, time: Duration) -> JournalFuture<'_, Option<Lease>> {
        ready(self.with("begin a saga", |sagas| {
            if sagas.contains_key(&head.id) {
                return None;
            }
            let kept = sagas.entry(head.id).or_insert(Kept {
                head,
                entries: Vec::new(),
                epoch: 0,
                leased: None,
            });
            Some(kept.lease(owner, time))
        }))
    }

    fn append<'a>(&'a self, lease: &'a Lease, entry: Entry) -> JournalFuture<'a, ()> {
        ready(self.leased("append an entry", lease, |kept| {
            kept.entries.push(entry);
            kept.leased = (!kept.is_finished()).then(|| SystemTime::now() + lease.time);
        }))
    }

    fn renew<'a>(&'a self, lease: &'a Lease) -> JournalFuture<'a, ()> {
        ready(self.leased("renew a lease", lease, |kept| {
            kept.leased = Some(SystemTime::now() + lease.time);
        }))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> JournalFuture<'a, ()> {
        let released = self.leased("release a lease", lease, |kept| kept.leased = None);
        ready(match released {
            // A lease that is lost is nobody's to give up.
            Err(JournalError::LeaseLost { .. }) => Ok(()),
            other => other,
        })
    }

    fn claim(&self, saga: SagaId, owner: Uuid, time: Duration) -> JournalFuture<'_, Option<Lease>> {
        ready(self.with("claim a saga", |sagas| {
            let kept = sagas.get_mut(&saga).filter(|kept| kept.is_free());
            kept.map(|kept| kept.lease(owner, time))
        }))
    }

    fn claim_next<'a>(
        &'a self,
        name: &'a str,
        after: Option<SagaId>,
        owner: Uuid,
        time: Duration,
    ) -> JournalFuture<'a, Option<Lease>> {
        ready(self.with("claim a saga", |sagas| {
            let mut free = sagas.values_mut().filter(|kept| {
                after.is_none_or(|after| kept.head.id > after)
                    && kept.head.saga == name
                    && kept.head.parent.is_none()
                    && kept.status() != Status::Stalled
                    && kept.is_free()
            });
            free.next().map(|kept| kept.lease(owner, time))
        }))
    }

    fn amend(&self, saga: SagaId, entry: Entry) -> JournalFuture<'_, bool> {
        ready(self.with("amend a saga", |sagas| {
            let finished = sagas.get_mut(&saga).filter(|kept| kept.is_finished());
            finished.map(|kept| kept.entries.push(entry)).is_some()
        }))
    }

    fn load(&self, saga: SagaId) -> JournalFuture<'_, Option<Saved>> {
        ready(self.with("load a saga", |sagas| sagas.get(&saga).map(Kept::saved)))
    }

    fn list<'a>(
        &'a self,
        name: Option<&'a str>,
        after: Option<SagaId>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<Summary>> {
        ready(self.with("list sagas", |sagas| {
            let fitting = sagas.values().filter(|kept| {
                after.is_none_or(|after| kept.head.id > after)
                    && name.is_none_or(|name| kept.head.saga == name)
            });
            let summaries = fitting.map(|kept| Summary::new(&kept.head, kept.status()));
            summaries.take(limit).collect()
        }))
    }

    fn remove(&self, saga: SagaId) -> JournalFuture<'_, bool> {
        ready(self.with("remove a saga", |sagas| {
            let is_finished = sagas.get(&saga).is_some_and(Kept::is_finished);
            is_finished && sagas.remove(&saga).is_some()
        }))
    }
}
