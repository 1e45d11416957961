//! Runs the suites on conforming stores: in memory, and in files that are opened again.

mod file;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use self::file::{FileJournal, FileLetters, FileStore};
use super::Subject;
use crate::{
    BatchBounds, Batched, DeadLetters, Journal, MemoryDeadLetters, MemoryJournal, MemoryStore,
    SingleFlight, Store,
};

#[derive(Default)]
struct Memory {
    /// The clock is not paused, so fewer interleavings are generated.
    is_real: bool,
}

const REAL: Memory = Memory { is_real: true };

impl Subject<dyn Journal> for Memory {
    async fn fresh(&self) -> Arc<dyn Journal> {
        Arc::new(MemoryJournal::new())
    }

    async fn reopen(&self) -> Option<Arc<dyn Journal>> {
        None
    }
}

impl Subject<dyn DeadLetters> for Memory {
    async fn fresh(&self) -> Arc<dyn DeadLetters> {
        Arc::new(MemoryDeadLetters::new())
    }

    async fn reopen(&self) -> Option<Arc<dyn DeadLetters>> {
        None
    }
}

impl Subject<dyn Store> for Memory {
    async fn fresh(&self) -> Arc<dyn Store> {
        Arc::new(MemoryStore::new())
    }

    async fn reopen(&self) -> Option<Arc<dyn Store>> {
        None
    }

    /// To run more of them: `ORGANUM_INTERLEAVINGS=100000 cargo test -p organum-store --lib leased_records`.
    fn interleavings(&self) -> u64 {
        if self.is_real {
            return 8;
        }
        let number = std::env::var("ORGANUM_INTERLEAVINGS").ok();
        number.and_then(|number| number.parse().ok()).unwrap_or(100)
    }
}

/// Stores in memory behind the batcher and the single flight.
struct Combined(Memory);

impl Subject<dyn Store> for Combined {
    async fn fresh(&self) -> Arc<dyn Store> {
        let bounds = BatchBounds::default().rows(7).concurrent(2);
        let batched = Batched::new(Arc::new(MemoryStore::new()), bounds);
        Arc::new(SingleFlight::new(Arc::new(batched)))
    }

    async fn reopen(&self) -> Option<Arc<dyn Store>> {
        None
    }

    fn interleavings(&self) -> u64 {
        Subject::<dyn Store>::interleavings(&self.0)
    }
}

/// Stores in files of a folder that is deleted with this value.
struct Files {
    folder: tempfile::TempDir,
    last: Mutex<u32>,
}

impl Files {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("there is room"),
            last: Mutex::new(0),
        }
    }

    fn path(&self, more: u32) -> PathBuf {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last += more;
        self.folder.path().join(format!("{last}.jsonl"))
    }
}

impl Subject<dyn Journal> for Files {
    async fn fresh(&self) -> Arc<dyn Journal> {
        Arc::new(FileJournal::open(self.path(1)))
    }

    async fn reopen(&self) -> Option<Arc<dyn Journal>> {
        Some(Arc::new(FileJournal::open(self.path(0))))
    }
}

impl Subject<dyn DeadLetters> for Files {
    async fn fresh(&self) -> Arc<dyn DeadLetters> {
        Arc::new(FileLetters::open(self.path(1)))
    }

    async fn reopen(&self) -> Option<Arc<dyn DeadLetters>> {
        Some(Arc::new(FileLetters::open(self.path(0))))
    }
}

impl Subject<dyn Store> for Files {
    async fn fresh(&self) -> Arc<dyn Store> {
        Arc::new(FileStore::open(self.path(1)))
    }

    async fn reopen(&self) -> Option<Arc<dyn Store>> {
        Some(Arc::new(FileStore::open(self.path(0))))
    }
}

#[tokio::test(start_paused = true)]
async fn leased_records_in_memory() {
    super::records::all(&Memory::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leased_records_in_memory_in_real_time_on_several_threads() {
    super::records::all(&REAL).await;
}

#[tokio::test(start_paused = true)]
async fn leased_records_behind_the_batcher_and_the_single_flight() {
    super::records::all(&Combined(Memory::default())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leased_records_behind_the_batcher_and_the_single_flight_in_real_time() {
    super::records::all(&Combined(REAL)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leased_records_in_a_file() {
    super::records::all(&Files::new()).await;
}

#[tokio::test(start_paused = true)]
async fn a_journal_in_memory() {
    super::journal::all(&Memory::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_in_memory_in_real_time_on_several_threads() {
    super::journal::all(&Memory::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_in_a_file() {
    super::journal::all(&Files::new()).await;
}

#[tokio::test(start_paused = true)]
async fn dead_letters_in_memory() {
    super::dead_letters::all(&Memory::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_in_memory_in_real_time_on_several_threads() {
    super::dead_letters::all(&Memory::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_in_a_file() {
    super::dead_letters::all(&Files::new()).await;
}
