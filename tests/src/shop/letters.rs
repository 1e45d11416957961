//! Dead letters in a file, so that one process can handle what another one left.

use std::path::PathBuf;

use organum::dead_letter::{
    DeadLetter, DeadLetterId, DeadLetters, Filter, StoreError, StoreFuture,
};

use super::file::JsonFile;

/// Keeps dead letters in a file of JSON, which is read and written as a whole.
pub struct FileLetters(JsonFile);

impl FileLetters {
    /// Those in this file, none if it is not there.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(JsonFile::at(path))
    }

    fn with<T: Send + 'static>(
        &self,
        doing: &'static str,
        change: impl FnOnce(&mut Vec<DeadLetter>) -> T,
    ) -> StoreFuture<'_, T> {
        let done = self.0.with(change).map_err(|error| StoreError {
            doing,
            cause: error.into(),
        });
        Box::pin(std::future::ready(done))
    }
}

impl DeadLetters for FileLetters {
    fn put(&self, letter: DeadLetter) -> StoreFuture<'_, ()> {
        self.with("put one", |letters| {
            match letters.iter_mut().find(|other| other.id == letter.id) {
                Some(other) => *other = letter,
                None => letters.push(letter),
            }
        })
    }

    fn list<'a>(
        &'a self,
        filter: &'a Filter,
        after: Option<DeadLetterId>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        self.with("list them", |letters| {
            let start = after.and_then(|id| letters.iter().position(|letter| letter.id == id));
            let letters = letters.iter().skip(start.map_or(0, |at| at + 1));
            let fitting = letters.filter(|letter| filter.fits(letter));
            fitting.take(limit).cloned().collect()
        })
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        self.with("get one", |letters| {
            letters.iter().find(|letter| letter.id == id).cloned()
        })
    }

    fn remove(&self, id: DeadLetterId) -> StoreFuture<'_, bool> {
        self.with("remove one", |letters| {
            let before = letters.len();
            letters.retain(|letter| letter.id != id);
            letters.len() < before
        })
    }
}
