//! A store of dead letters that fails once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use organum::dead_letter::{
    DeadLetter, DeadLetterId, DeadLetters, Filter, InMemory, StoreError, StoreFuture,
};

/// How a store fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It panics when it is to keep a letter.
    PanicsAtPut,
    /// It cannot remove a letter.
    FailsAtRemove,
}

/// Letters in memory, in a store that fails once.
#[derive(Clone)]
pub struct FailingOnce {
    /// What is kept.
    pub letters: InMemory,
    fault: Fault,
    has_failed: Arc<AtomicBool>,
}

impl FailingOnce {
    /// A store of these letters.
    pub fn with(letters: InMemory, fault: Fault) -> Self {
        Self {
            letters,
            fault,
            has_failed: Arc::default(),
        }
    }

    /// Does it fail now?
    fn fails(&self, fault: Fault) -> bool {
        self.fault == fault && !self.has_failed.swap(true, Ordering::SeqCst)
    }
}

impl DeadLetters for FailingOnce {
    fn put(&self, letter: DeadLetter) -> StoreFuture<'_, ()> {
        assert!(!self.fails(Fault::PanicsAtPut), "the store is torn");
        self.letters.put(letter)
    }

    fn list<'a>(
        &'a self,
        filter: &'a Filter,
        after: Option<DeadLetterId>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        self.letters.list(filter, after, limit)
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        self.letters.get(id)
    }

    fn remove(&self, id: DeadLetterId) -> StoreFuture<'_, bool> {
        if !self.fails(Fault::FailsAtRemove) {
            return self.letters.remove(id);
        }
        Box::pin(async {
            let cause = "it is stuck".into();
            let doing = "remove";
            Err(StoreError { doing, cause })
        })
    }
}
