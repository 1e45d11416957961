//! A store of dead letters in a file, so that one command can handle the letters of another one.

use std::{
    fs::{self, File},
    io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use organum::dead_letter::{
    ClaimId, ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor, DeadLetterFilter,
    DeadLetterId, DeadLetterState, DeadLetters, Lease, Leases, Renewal, StoreError, StoreErrorKind,
    StoreFuture,
};

/// Stores dead letters in a JSON file, which is read and written as a whole. A lock file next to it
/// excludes other processes in the meantime.
pub struct FileLetters {
    path: PathBuf,
    turn: Mutex<()>,
}

impl FileLetters {
    /// The letters in this file; none if the file does not exist.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            turn: Mutex::new(()),
        }
    }

    fn read(&self) -> io::Result<DeadLetterState> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(DeadLetterState::default()),
            Err(error) => Err(error),
        }
    }

    /// Writes a new file and renames it, so that a partially written file never replaces the old one.
    fn write(&self, letters: &DeadLetterState) -> io::Result<()> {
        let new = self.path.with_added_extension("new");
        fs::write(&new, serde_json::to_vec(letters)?)?;
        fs::rename(new, &self.path)
    }

    /// Calls `change` with the content of the file, and writes the file if the content has changed.
    fn changed<T>(
        &self,
        change: impl FnOnce(&mut DeadLetterState, Duration) -> T,
    ) -> io::Result<T> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let others = File::create(self.path.with_added_extension("lock"))?;
        others.lock()?;
        let mut letters = self.read()?;
        let before = letters.clone();
        let done = change(&mut letters, now());
        if letters != before {
            self.write(&letters)?;
        }
        Ok(done)
    }

    fn with<T: Send + 'static>(
        &self,
        operation: &'static str,
        change: impl FnOnce(&mut DeadLetterState, Duration) -> T,
    ) -> StoreFuture<'_, T> {
        let done = self.changed(change).map_err(|cause| {
            let kind = match cause.kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                    StoreErrorKind::Corrupt
                }
                _ => StoreErrorKind::Unavailable,
            };
            StoreError::new(kind, "file", operation)
                .with_detail(self.path.display().to_string())
                .with_source(cause)
        });
        Box::pin(std::future::ready(done))
    }
}

impl Leases for FileLetters {
    fn renew<'a>(&'a self, leases: &'a [Lease]) -> StoreFuture<'a, Vec<Renewal>> {
        self.with("renew leases", |letters, now| letters.renew(leases, now))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> StoreFuture<'a, ()> {
        self.with("release a lease", |letters, _| letters.release(lease))
    }
}

impl DeadLetters for FileLetters {
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()> {
        flat(self.with("put a dead letter", |letters, _| letters.put(letter)))
    }

    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>> {
        self.with("list the dead letters", |letters, _| {
            letters.list(filter, after, limit)
        })
    }

    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>> {
        self.with("get a dead letter", |letters, _| letters.get(id))
    }

    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim> {
        self.with("claim a dead letter", |letters, now| {
            letters.claim(id, claim, length, now)
        })
    }

    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64> {
        flat(self.with("update a dead letter", |letters, _| {
            letters.update(claimed, letter)
        }))
    }

    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()> {
        flat(self.with("remove a dead letter", |letters, _| letters.remove(claimed)))
    }
}

/// Turns a refusal of the state into an error of the call.
fn flat<'a, T: Send + 'a>(done: StoreFuture<'a, Result<T, StoreError>>) -> StoreFuture<'a, T> {
    Box::pin(async { done.await? })
}

/// The time since 1970.
fn now() -> Duration {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}
