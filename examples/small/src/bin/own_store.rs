//! A store of one's own: all records in one file, by the rules of `StoreState`. It passes the suite that every
//! store of the library passes.
//!
//! It is for one process, and writes the whole file for each change: a store for many processes is a
//! database.

use std::{
    fs, io,
    path::PathBuf,
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use organum::{
    key::Key,
    store::{
        ClaimRequest, FinishRequest, Lease, Leases, PutRequest, RecordClaim, RecordFilter,
        RecordLookup, RecordSeen, RecordSummary, Renewal, Store, StoreAnswers, StoreError,
        StoreErrorKind, StoreFuture, StoreState,
        conformance::{self, Subject},
    },
};
use tokio::time::{Instant, sleep};

/// The time of the store. It counts on by tokio's clock, which is paused here, so that the suite does not wait
/// for leases to end.
fn since_1970() -> Duration {
    static START: LazyLock<(Instant, Duration)> = LazyLock::new(|| {
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        (Instant::now(), since_1970.unwrap_or_default())
    });
    START.1 + START.0.elapsed()
}

struct FileStore {
    path: PathBuf,
    state: Mutex<StoreState>,
}

impl FileStore {
    fn open(path: PathBuf) -> io::Result<Self> {
        let state = match fs::read(&path) {
            Ok(json) => serde_json::from_slice(&json)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => StoreState::new("file"),
            Err(error) => return Err(error),
        };
        let state = Mutex::new(state);
        Ok(Self { path, state })
    }

    /// Answers a call, after the file has what it changed.
    fn call<T: Send + 'static>(
        &self,
        call: impl FnOnce(&mut StoreState, Duration) -> T,
    ) -> StoreFuture<'_, T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = call(&mut state, since_1970());
        let written = self.write(&state);
        Box::pin(async move {
            let failed = |error| {
                StoreError::new(StoreErrorKind::Unavailable, "file", "write").with_source(error)
            };
            written.map_err(failed)?;
            Ok(answer)
        })
    }

    /// Replaces the file as a whole, so that a crash leaves the old one or the new one. `File::sync_all`
    /// would make that true of a power failure, too.
    fn write(&self, state: &StoreState) -> io::Result<()> {
        let new = self.path.with_extension("new");
        fs::write(&new, serde_json::to_vec(state)?)?;
        fs::rename(new, &self.path)
    }
}

impl Leases<Lease<Key>> for FileStore {
    fn renew<'a>(&'a self, leases: &'a [Lease<Key>]) -> StoreFuture<'a, Vec<Renewal>> {
        self.call(|state, now| state.renew(leases, now))
    }

    fn release<'a>(&'a self, lease: &'a Lease<Key>) -> StoreFuture<'a, ()> {
        self.call(|state, now| state.release(lease, now))
    }
}

impl Store for FileStore {
    fn claim<'a>(
        &'a self,
        asked: &'a [ClaimRequest],
    ) -> StoreFuture<'a, StoreAnswers<RecordClaim>> {
        self.call(|state, now| state.claim(asked, now))
    }

    fn finish<'a>(&'a self, asked: &'a [FinishRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.call(|state, now| state.finish(asked, now))
    }

    /// Looks every ten milliseconds.
    fn changed(
        &self,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> StoreFuture<'_, RecordSeen> {
        Box::pin(async move {
            let since = Instant::now();
            loop {
                let (now, left) = self.call(|state, now| state.seen(key, now)).await?;
                if now != seen || left == Some(Duration::ZERO) || since.elapsed() >= timeout {
                    return Ok(now);
                }
                sleep(Duration::from_millis(10).min(timeout)).await;
            }
        })
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, StoreAnswers<RecordLookup>> {
        self.call(|state, now| state.get(keys, now))
    }

    fn put<'a>(&'a self, asked: &'a [PutRequest]) -> StoreFuture<'a, StoreAnswers<()>> {
        self.call(|state, now| state.put(asked, now))
    }

    fn invalidate<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.call(|state, _| state.invalidate(keys))
    }

    fn remove<'a>(&'a self, keys: &'a [Key]) -> StoreFuture<'a, ()> {
        self.call(|state, _| state.remove(keys))
    }

    fn list<'a>(
        &'a self,
        filter: &'a RecordFilter,
        after: Option<Key>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<RecordSummary>> {
        self.call(|state, now| state.list(filter, after, limit, now))
    }

    fn purge(&self, limit: usize) -> StoreFuture<'_, usize> {
        self.call(|state, now| state.purge(limit, now))
    }
}

/// The subject of the suite: it creates a new store, and opens the last one again.
struct Mine {
    folder: tempfile::TempDir,
    number: AtomicU32,
}

impl Mine {
    fn open(&self, number: u32) -> Arc<dyn Store> {
        let path = self.folder.path().join(format!("{number}.json"));
        Arc::new(FileStore::open(path).expect("the file can be opened"))
    }
}

impl Subject<dyn Store> for Mine {
    async fn fresh(&self) -> Arc<dyn Store> {
        self.open(1 + self.number.fetch_add(1, Ordering::SeqCst))
    }

    async fn reopen(&self) -> Option<Arc<dyn Store>> {
        Some(self.open(self.number.load(Ordering::SeqCst)))
    }

    /// A few, for a short lesson: the tests of a store take the default of 8, or more.
    fn interleavings(&self) -> u64 {
        2
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let mine = Mine {
        folder: tempfile::tempdir()?,
        number: AtomicU32::new(0),
    };
    conformance::records::all(&mine).await;
    println!("the store in a file keeps every promise");
    Ok(())
}
