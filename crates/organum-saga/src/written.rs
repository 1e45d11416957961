//! The journal of one run: numbered entries, written under a lease that is renewed.

use std::{sync::Arc, time::Duration};

use organum_store::{Journal, JournalStatus, Lease, LeaseGuard, LeaseKeeper, StoreError};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{entry::SagaEntry, run::has_clock};

/// The first and the longest time between two tries to append.
const DELAYS: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// The journal of a run, and its lease.
pub(crate) struct Written {
    journal: Arc<dyn Journal>,
    lease: Lease,
    /// Renews the lease. None where there is no clock, or nothing to renew.
    guard: std::sync::Mutex<Option<LeaseGuard>>,
    /// Cancelled when the lease is lost.
    lost: CancellationToken,
    turn: Mutex<Turn>,
}

/// The next entries. One writes at a time.
pub(crate) struct Turn {
    /// The number of the first one.
    next: u64,
    /// They are appended with equal numbers and content until that has succeeded.
    entries: Vec<Vec<u8>>,
    /// The status of the saga after them.
    status: JournalStatus,
}

impl Turn {
    /// True if everything is appended that was taken.
    pub(crate) fn is_over(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes the next entries.
    pub(crate) fn take(&mut self, entries: &mut Vec<SagaEntry>) {
        for entry in entries.drain(..) {
            if let Some(status) = entry.status() {
                self.status = status;
            }
            self.entries.push(entry.encode());
        }
    }
}

impl Written {
    /// Under this lease, which is renewed from now on; `next` is the number of the next entry.
    pub(crate) fn new(
        journal: &Arc<dyn Journal>,
        keeper: Option<&LeaseKeeper>,
        lease: Lease,
        next: u64,
        status: JournalStatus,
    ) -> Self {
        let lost = CancellationToken::new();
        let keeper = keeper.filter(|_| has_clock() && !status.is_finished());
        let guard = keeper.map(|keeper| keeper.hold(lease.clone(), lost.clone()));
        Self {
            journal: Arc::clone(journal),
            lease,
            guard: std::sync::Mutex::new(guard),
            lost,
            turn: Mutex::new(Turn {
                next,
                entries: Vec::new(),
                status,
            }),
        }
    }

    pub(crate) fn journal(&self) -> &Arc<dyn Journal> {
        &self.journal
    }

    pub(crate) async fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().await
    }

    /// Appends what was taken. A call that fails is repeated with equal arguments as long as the lease
    /// lasts, if that may help.
    ///
    /// # Errors
    /// The lease is lost, or the journal refuses.
    pub(crate) async fn append(&self, turn: &mut Turn) -> Result<(), StoreError> {
        let [mut delay, longest] = DELAYS;
        loop {
            let entries: Vec<&[u8]> = turn.entries.iter().map(|entry| &**entry).collect();
            let status = turn.status.clone();
            let appended = self
                .journal
                .append(&self.lease, turn.next, &entries, status);
            let Err(error) = appended.await else { break };
            if !error.is_transient() || self.lost.is_cancelled() || !has_clock() {
                return Err(error);
            }
            if timeout(delay, self.lost.cancelled()).await.is_ok() {
                return Err(error);
            }
            delay = (delay * 2).min(longest);
        }
        turn.next += turn.entries.len() as u64;
        turn.entries.clear();
        if turn.status.is_finished() {
            drop(self.take_guard());
        }
        Ok(())
    }

    pub(crate) async fn lease_is_lost(&self) {
        self.lost.cancelled().await;
    }

    fn take_guard(&self) -> Option<LeaseGuard> {
        let mut guard = self
            .guard
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        guard.take()
    }

    /// Gives the lease back.
    pub(crate) async fn give_up(&self) {
        drop(self.take_guard());
        // If that fails as well, the lease ends by itself.
        let _ = self.journal.release(&self.lease).await;
    }
}
