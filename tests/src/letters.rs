//! A store of dead letters that fails once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum::dead_letter::{
    ClaimId, ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor, DeadLetterFilter,
    DeadLetterId, DeadLetters, Lease, Leases, MemoryDeadLetters, Renewal, StoreError,
    StoreErrorKind, StoreFuture,
};

/// The way in which a store fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `put` panics.
    PanicsAtPut,
    /// `remove` fails.
    FailsAtRemove,
    /// `put` waits before it stores the letter.
    WaitsAtPut,
}

/// Letters in memory, in a store that fails once.
#[derive(Clone)]
pub struct FailingOnce {
    /// The letters.
    pub letters: MemoryDeadLetters,
    fault: Fault,
    has_failed: Arc<AtomicBool>,
}

impl FailingOnce {
    /// Makes a store of these letters.
    pub fn with(letters: MemoryDeadLetters, fault: Fault) -> Self {
        Self {
            letters,
            fault,
            has_failed: Arc::default(),
        }
    }

    /// Returns true if the store fails now.
    fn fails(&self, fault: Fault) -> bool {
        self.fault == fault && !self.has_failed.swap(true, Ordering::SeqCst)
    }
}

impl Leases for FailingOnce {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        self.letters.renew(leases)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.letters.release(lease)
    }
}

impl DeadLetters for FailingOnce {
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()> {
        assert!(!self.fails(Fault::PanicsAtPut), "the store panics");
        if !self.fails(Fault::WaitsAtPut) {
            return self.letters.put(letter);
        }
        Box::pin(async {
            tokio::task::yield_now().await;
            self.letters.put(letter).await
        })
    }

    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        self.letters.list(filter, after, limit)
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        self.letters.get(id)
    }

    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim> {
        self.letters.claim(id, claim, length)
    }

    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64> {
        self.letters.update(claimed, letter)
    }

    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()> {
        if !self.fails(Fault::FailsAtRemove) {
            return self.letters.remove(claimed);
        }
        Box::pin(async {
            // Not transient, so that the call is not repeated.
            let kind = StoreErrorKind::Refused;
            let error = StoreError::new(kind, "failing once", "remove a dead letter");
            Err(error.with_source("the file is locked"))
        })
    }
}
