//! The journal of one run: numbered entries, written under a lease that is renewed.

use std::{sync::Arc, time::Duration};

use organum_store::{
    Journal, JournalStatus, Lease, LeaseGuard, LeaseKeeper, StoreError, StoreFuture,
};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{entry::SagaEntry, runtime::has_clock};

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

/// Entries as the journal takes them.
#[derive(Default)]
pub(crate) struct Entries {
    /// All of them, one after the other.
    bytes: Vec<u8>,
    /// The end of each.
    ends: Vec<usize>,
    /// The status of the saga after them, if they change it.
    status: Option<JournalStatus>,
}

impl Entries {
    pub(crate) fn push(&mut self, entry: &SagaEntry) {
        if self.bytes.capacity() == 0 {
            // Enough for a few entries, so that it seldom grows.
            self.bytes.reserve(256);
            self.ends.reserve(8);
        }
        entry.encode_into(&mut self.bytes);
        self.ends.push(self.bytes.len());
        if let Some(status) = entry.status() {
            self.status = Some(status);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.status = None;
    }

    fn as_slices(&self) -> Vec<&[u8]> {
        let mut start = 0;
        let slices = self.ends.iter().map(|end| {
            let slice = &self.bytes[start..*end];
            start = *end;
            slice
        });
        slices.collect()
    }
}

/// The next entries. One writes at a time.
pub(crate) struct Turn {
    /// The number of the first one.
    next: u64,
    /// They are appended with equal numbers and content until that has succeeded.
    entries: Entries,
    /// The status of the saga after them.
    status: JournalStatus,
}

impl Turn {
    /// True if everything is appended that was taken.
    pub(crate) fn is_over(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes the next entries, when the turn is over.
    pub(crate) fn take(&mut self, entries: &mut Entries) {
        std::mem::swap(&mut self.entries, entries);
        if let Some(status) = &self.entries.status {
            self.status = status.clone();
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
                entries: Entries::default(),
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

    /// Appends what was taken, and returns how many entries that is. A call that fails is repeated with
    /// equal arguments as long as the lease lasts, if that may help.
    ///
    /// # Errors
    /// The lease is lost, or the journal refuses.
    pub(crate) async fn append(&self, turn: &mut Turn) -> Result<u64, StoreError> {
        if turn.status.is_finished() {
            // What ends the record ends its lease, so the keeper could take our own end for a loss. Somebody
            // else's claim is found by the append itself.
            drop(self.take_guard());
        }
        let appended = {
            let entries = turn.entries.as_slices();
            let call = |status| {
                let journal = &self.journal;
                journal.append(&self.lease, turn.next, &entries, status)
            };
            match call(turn.status.clone()).await {
                Err(error) if error.is_transient() => {
                    let again = || call(turn.status.clone());
                    // Boxed, so that what usually happens is small.
                    Box::pin(self.append_again(error, again)).await
                }
                answer => answer,
            }
        };
        appended?;
        let count = turn.entries.ends.len() as u64;
        turn.next += count;
        turn.entries.clear();
        Ok(count)
    }

    async fn append_again<'a>(
        &self,
        mut error: StoreError,
        call: impl Fn() -> StoreFuture<'a, ()>,
    ) -> Result<(), StoreError> {
        let [mut delay, longest] = DELAYS;
        // Nothing renews the lease of a record that ends: it has lapsed at the latest by then.
        let is_renewed = self.guard().is_some();
        let end = Instant::now() + self.lease.length();
        while error.is_transient()
            && !self.lost.is_cancelled()
            && has_clock()
            && (is_renewed || Instant::now() < end)
        {
            if timeout(delay, self.lost.cancelled()).await.is_ok() {
                break;
            }
            match call().await {
                Ok(()) => return Ok(()),
                Err(next) => error = next,
            }
            delay = (delay * 2).min(longest);
        }
        Err(error)
    }

    pub(crate) async fn lease_is_lost(&self) {
        self.lost.cancelled().await;
    }

    fn guard(&self) -> std::sync::MutexGuard<'_, Option<LeaseGuard>> {
        let guard = self.guard.lock();
        guard.unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn take_guard(&self) -> Option<LeaseGuard> {
        self.guard().take()
    }

    /// The lease is not renewed any more, and ends by itself.
    pub(crate) fn stop_renewing(&self) {
        drop(self.take_guard());
    }

    /// Gives the lease back.
    pub(crate) async fn give_up(&self) {
        drop(self.take_guard());
        // If that fails as well, the lease ends by itself.
        let _ = self.journal.release(&self.lease).await;
    }
}
