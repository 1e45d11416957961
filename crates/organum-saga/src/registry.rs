//! The runs of one runner, for its handle.

use std::{
    collections::VecDeque,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
};

use tokio::sync::Notify;

use super::{
    SagaId,
    record::{NOWHERE, Record, SagaView},
};
use organum_base::observe::{SagaStatus, StepRef};

/// The number of finished runs that are kept.
const REMEMBERED: usize = 256;

#[derive(Default)]
pub(crate) struct Registry {
    runs: Mutex<Runs>,
    /// Notified when the last run has ended.
    idle: Notify,
}

#[derive(Default)]
struct Runs {
    running: Vec<Option<Arc<Record>>>,
    free: Vec<usize>,
    ended: VecDeque<Arc<Record>>,
    /// True if no run may begin any more.
    is_closed: bool,
}

impl Runs {
    fn list(&mut self, run: &Arc<Record>) {
        let place = self.free.pop().unwrap_or(self.running.len());
        run.place.store(place, Ordering::Relaxed);
        match self.running.get_mut(place) {
            Some(slot) => *slot = Some(Arc::clone(run)),
            None => self.running.push(Some(Arc::clone(run))),
        }
    }

    fn is_idle(&self) -> bool {
        self.running.len() == self.free.len()
    }
}

impl Registry {
    fn lock(&self) -> MutexGuard<'_, Runs> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a run that begins. Returns false if no run may begin any more.
    pub(crate) fn begin(&self, run: &Arc<Record>) -> bool {
        let mut runs = self.lock();
        if !runs.is_closed {
            runs.list(run);
        }
        !runs.is_closed
    }

    /// Adds a run that its journal has begun.
    pub(crate) fn began(&self, run: &Arc<Record>) {
        self.lock().list(run);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Aborts the runs that are not over.
    pub(crate) fn abort(&self) {
        self.lock()
            .running
            .iter()
            .flatten()
            .for_each(|run| run.abort());
    }

    /// No run may begin any more.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
    }

    /// Waits until no run is running.
    pub(crate) async fn until_idle(&self) {
        loop {
            let mut idle = pin!(self.idle.notified());
            idle.as_mut().enable();
            if self.lock().is_idle() {
                return;
            }
            idle.await;
        }
    }

    /// Moves a run to the finished ones.
    pub(crate) fn ended(&self, record: &Arc<Record>) {
        let place = record.place.swap(NOWHERE, Ordering::Relaxed);
        let mut runs = self.lock();
        let listed = runs.running.get_mut(place).and_then(Option::take);
        if listed.is_some() {
            runs.free.push(place);
        }
        // A stalled run that is resumed ends a second time, and is then not listed as running.
        let record = listed.unwrap_or_else(|| {
            runs.ended.retain(|ended| !Arc::ptr_eq(ended, record));
            Arc::clone(record)
        });
        let is_full = runs.ended.len() == REMEMBERED;
        let forgotten = is_full.then(|| runs.ended.pop_front()).flatten();
        runs.ended.push_back(record);
        let is_awaited = runs.is_closed && runs.is_idle();
        drop(runs);
        drop(forgotten);
        if is_awaited {
            self.idle.notify_waiters();
        }
    }

    /// Returns a finished run that is still kept.
    fn past(&self, id: SagaId) -> Option<Arc<Record>> {
        let runs = self.lock();
        runs.ended.iter().rfind(|run| run.id() == id).cloned()
    }

    /// Records that a parked step of a finished run was undone.
    pub(crate) fn undone(&self, id: SagaId, step: StepRef) {
        if let Some(run) = self.past(id) {
            run.redriven(step);
        }
    }

    /// Records that no step of a finished run is parked any more.
    pub(crate) fn rolled_back(&self, id: SagaId) {
        if let Some(run) = self.past(id) {
            run.set_status(SagaStatus::RolledBack);
        }
    }

    /// Returns the record of a run that is not over.
    pub(crate) fn find_running(&self, id: SagaId) -> Option<Arc<Record>> {
        let runs = self.lock();
        let mut running = runs.running.iter().flatten();
        running.find(|run| run.id() == id).cloned()
    }

    pub(crate) fn running(&self) -> Vec<SagaView> {
        let running: Vec<_> = self.lock().running.iter().flatten().cloned().collect();
        running.iter().map(|run| run.look()).collect()
    }

    pub(crate) fn finished(&self) -> Vec<SagaView> {
        let ended = self.lock().ended.clone();
        ended.iter().map(|run| run.look()).collect()
    }
}
