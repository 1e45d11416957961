//! Dead letters in memory.

use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{DeadLetter, DeadLetterId, DeadLetters, Filter, StoreFuture};

/// Keeps dead letters as long as the process lives. Clones share them.
#[derive(Clone, Default)]
pub struct InMemory(Arc<Mutex<Letters>>);

#[derive(Default)]
struct Letters {
    by_number: BTreeMap<u64, DeadLetter>,
    numbers: BTreeMap<DeadLetterId, u64>,
    next: u64,
}

impl InMemory {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many letters there are.
    pub fn len(&self) -> usize {
        self.lock().by_number.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All letters, the oldest first.
    pub fn letters(&self) -> Vec<DeadLetter> {
        self.lock().by_number.values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Letters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DeadLetters for InMemory {
    fn put(&self, letter: DeadLetter) -> StoreFuture<'_, ()> {
        let mut letters = self.lock();
        let number = match letters.numbers.get(&letter.id) {
            Some(number) => *number,
            None => {
                let number = letters.next;
                letters.next += 1;
                letters.numbers.insert(letter.id, number);
                number
            }
        };
        letters.by_number.insert(number, letter);
        Box::pin(ready(Ok(())))
    }

    fn list<'a>(
        &'a self,
        filter: &'a Filter,
        after: Option<DeadLetterId>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        let letters = self.lock();
        let start = after
            .and_then(|id| letters.numbers.get(&id))
            .map_or(0, |number| number + 1);
        let found = letters
            .by_number
            .range(start..)
            .map(|(_, letter)| letter)
            .filter(|letter| filter.fits(letter))
            .take(limit)
            .cloned()
            .collect();
        Box::pin(ready(Ok(found)))
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        let letters = self.lock();
        let number = letters.numbers.get(&id);
        let found = number.and_then(|number| letters.by_number.get(number).cloned());
        Box::pin(ready(Ok(found)))
    }

    fn remove(&self, id: DeadLetterId) -> StoreFuture<'_, bool> {
        let mut letters = self.lock();
        let number = letters.numbers.remove(&id);
        let was_there = number.is_some_and(|number| letters.by_number.remove(&number).is_some());
        Box::pin(ready(Ok(was_there)))
    }
}
