//! Runs the suites on conforming stores: in memory, and in files that are opened again.

mod file;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use self::file::{FileJournal, FileLetters};
use super::Subject;
use crate::{DeadLetters, Journal, MemoryDeadLetters, MemoryJournal};

struct Memory;

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

#[tokio::test(start_paused = true)]
async fn a_journal_in_memory() {
    super::journal::all(&Memory).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_in_memory_in_real_time_on_several_threads() {
    super::journal::all(&Memory).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_in_a_file() {
    super::journal::all(&Files::new()).await;
}

#[tokio::test(start_paused = true)]
async fn dead_letters_in_memory() {
    super::dead_letters::all(&Memory).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_in_memory_in_real_time_on_several_threads() {
    super::dead_letters::all(&Memory).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_in_a_file() {
    super::dead_letters::all(&Files::new()).await;
}
