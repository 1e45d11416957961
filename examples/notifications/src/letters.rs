//! Dead letters in a file, so that one command handles what another one left.

use std::{fs, io, path::PathBuf};

use organum::dead_letter::{
    DeadLetter, DeadLetterId, DeadLetters, Filter, StoreError, StoreFuture,
};

/// Keeps dead letters in a file of JSON, which is read and written as a whole: it is for one command
/// at a time.
pub struct FileLetters {
    path: PathBuf,
}

impl FileLetters {
    /// Those in this file; none if it is not there.
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    fn read(&self) -> io::Result<Vec<DeadLetter>> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// A file that is half written takes the place of none.
    fn write(&self, letters: &[DeadLetter]) -> io::Result<()> {
        let new = self.path.with_added_extension("new");
        fs::write(&new, serde_json::to_vec_pretty(letters)?)?;
        fs::rename(new, &self.path)
    }

    fn ask<T: Send + 'static>(
        &self,
        doing: &'static str,
        ask: impl FnOnce(&[DeadLetter]) -> T,
    ) -> StoreFuture<'_, T> {
        self.done(doing, self.read().map(|letters| ask(&letters)))
    }

    fn change<T: Send + 'static>(
        &self,
        doing: &'static str,
        change: impl FnOnce(&mut Vec<DeadLetter>) -> T,
    ) -> StoreFuture<'_, T> {
        let changed = self.read().and_then(|mut letters| {
            let changed = change(&mut letters);
            self.write(&letters)?;
            Ok(changed)
        });
        self.done(doing, changed)
    }

    fn done<T: Send + 'static>(
        &self,
        doing: &'static str,
        done: io::Result<T>,
    ) -> StoreFuture<'_, T> {
        let path = &self.path;
        let done = done.map_err(|cause| StoreError {
            doing,
            cause: format!("{}: {cause}", path.display()).into(),
        });
        Box::pin(std::future::ready(done))
    }
}

impl DeadLetters for FileLetters {
    fn put(&self, letter: DeadLetter) -> StoreFuture<'_, ()> {
        self.change("keep one", |letters| {
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
        self.ask("list them", |letters| {
            let start = after.and_then(|id| letters.iter().position(|letter| letter.id == id));
            let rest = letters.iter().skip(start.map_or(0, |at| at + 1));
            let fitting = rest.filter(|letter| filter.fits(letter));
            fitting.take(limit).cloned().collect()
        })
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        self.ask("find one", |letters| {
            letters.iter().find(|letter| letter.id == id).cloned()
        })
    }

    fn remove(&self, id: DeadLetterId) -> StoreFuture<'_, bool> {
        self.change("remove one", |letters| {
            let before = letters.len();
            letters.retain(|letter| letter.id != id);
            letters.len() < before
        })
    }
}
