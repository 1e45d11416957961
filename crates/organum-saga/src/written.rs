//! The journal of one run: numbered entries, written under a renewed lease.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum_store::{
    Journal, JournalStatus, Lease, LeaseGuard, LeaseKeeper, StoreError, StoreFuture,
};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{entry::SagaEntry, runtime::has_clock};

/// The first and the longest delay between two attempts to append.
const DELAYS: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// The journal of a run, and its lease.
pub(crate) struct Written {
    journal: Arc<dyn Journal>,
    lease: Lease,
    /// The guard that renews the lease. None without a clock, or if the run is over.
    guard: std::sync::Mutex<Option<LeaseGuard>>,
    /// Cancelled when the lease is lost.
    lost: CancellationToken,
    batch: Mutex<Batch>,
    /// True while the journal may have the end of the run although no answer says so.
    may_have_ended: AtomicBool,
}

/// Encoded entries, in the form in which the journal takes them.
#[derive(Default)]
pub(crate) struct Entries {
    /// The bytes of all entries, without separators.
    bytes: Vec<u8>,
    /// The end of each entry in `bytes`.
    ends: Vec<usize>,
    /// The status of the saga after these entries, if they change it.
    status: Option<JournalStatus>,
}

impl Entries {
    pub(crate) fn push(&mut self, entry: &SagaEntry) {
        if self.bytes.capacity() == 0 {
            // Enough for a few entries, so that the buffers seldom grow.
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

/// The entries that are being appended. The lock on this ensures that there is one writer at a time.
pub(crate) struct Batch {
    /// The number of the first entry.
    next: u64,
    /// The entries, which are appended with equal numbers and content until this succeeds.
    entries: Entries,
    /// The status of the saga after the entries.
    status: JournalStatus,
}

impl Batch {
    /// True if all entries that were taken have been appended.
    pub(crate) fn is_over(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes the next entries. The earlier ones must have been appended.
    pub(crate) fn take(&mut self, entries: &mut Entries) {
        std::mem::swap(&mut self.entries, entries);
        if let Some(status) = &self.entries.status {
            self.status = status.clone();
        }
    }
}

impl Written {
    /// Makes the journal of a run under this lease, which is renewed from now on; `next` is the number of the next
    /// entry.
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
            batch: Mutex::new(Batch {
                next,
                entries: Entries::default(),
                status,
            }),
            may_have_ended: AtomicBool::new(false),
        }
    }

    pub(crate) fn journal(&self) -> &Arc<dyn Journal> {
        &self.journal
    }

    pub(crate) async fn batch(&self) -> MutexGuard<'_, Batch> {
        self.batch.lock().await
    }

    /// Appends the entries that were taken, and returns their number. A call with a transient failure is repeated with
    /// equal arguments as long as the lease lasts.
    ///
    /// # Errors
    /// The lease was lost, or the journal refuses the entries.
    pub(crate) async fn append(&self, batch: &mut Batch) -> Result<u64, StoreError> {
        if batch.status.is_finished() {
            // The end of the record ends its lease, which the keeper could mistake for a loss. The append itself detects
            // the claim of another driver.
            drop(self.take_guard());
        }
        // A stalled run ends as well: recovery does not resume it.
        let is_end = batch.status.is_finished() || batch.status.is_stalled();
        // The call may be dropped before it is answered.
        self.may_have_ended.store(is_end, Ordering::Relaxed);
        let appended = {
            let entries = batch.entries.as_slices();
            let call = |status| {
                let journal = &self.journal;
                journal.append(&self.lease, batch.next, &entries, status)
            };
            match call(batch.status.clone()).await {
                Err(error) if error.is_transient() => {
                    let again = || call(batch.status.clone());
                    // Boxed, so that the future of the common case is small.
                    Box::pin(self.append_again(error, again)).await
                }
                answer => answer.map_err(|error| (error.is_ambiguous(), error)),
            }
        };
        let is_lost = appended.as_ref().is_err_and(|(is_lost, _)| *is_lost);
        self.may_have_ended
            .store(is_end && is_lost, Ordering::Relaxed);
        appended.map_err(|(_, error)| error)?;
        let count = batch.entries.ends.len() as u64;
        batch.next += count;
        batch.entries.clear();
        Ok(count)
    }

    /// Repeats a call that failed. The error comes with true if an answer was lost.
    async fn append_again<'a>(
        &self,
        mut error: StoreError,
        call: impl Fn() -> StoreFuture<'a, ()>,
    ) -> Result<(), (bool, StoreError)> {
        let mut is_lost = error.is_ambiguous();
        let [mut delay, longest] = DELAYS;
        // The lease of a record that ends is not renewed, so it has expired after its length at the latest.
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
            is_lost |= error.is_ambiguous();
            delay = (delay * 2).min(longest);
        }
        Err((is_lost, error))
    }

    /// True if the journal may have the end of the run although no answer says so.
    pub(crate) fn may_have_ended(&self) -> bool {
        self.may_have_ended.load(Ordering::Relaxed)
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
        // If the release fails, the lease expires.
        let _ = self.journal.release(&self.lease).await;
    }
}
