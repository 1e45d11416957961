//! What keeps its promises: in memory, in bytes, hostile, and in files that are opened again.

use std::{
    fs,
    num::NonZeroUsize,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use organum_store::StoreFuture;
use tokio::time::Instant;

use super::{
    super::{BackendSubject, Hostile, Hostility, Subject, Wire, archive, backend, emissions},
    log_backend::LogBackend,
};
use crate::{
    archive::{Archive, MemoryArchive},
    backend::{Backend, MemoryBackend},
    cached::{EmissionCache, MemoryEmissionCache},
    key::Key,
};

const LEASE: Duration = Duration::from_millis(300);

/// In memory, with leases of this length.
pub(super) struct Memory(pub(super) Duration);

impl Subject<dyn Backend> for Memory {
    async fn fresh(&self) -> Arc<dyn Backend> {
        Arc::new(MemoryBackend::new().with_lease(self.0))
    }

    async fn reopen(&self) -> Option<Arc<dyn Backend>> {
        None
    }
}

impl BackendSubject for Memory {
    async fn bounded(&self, messages: NonZeroUsize) -> Option<Arc<dyn Backend>> {
        Some(Arc::new(
            MemoryBackend::bounded(messages).with_lease(self.0),
        ))
    }
}

impl Subject<dyn Archive> for Memory {
    async fn fresh(&self) -> Arc<dyn Archive> {
        Arc::new(MemoryArchive::new())
    }

    async fn reopen(&self) -> Option<Arc<dyn Archive>> {
        None
    }
}

impl Subject<dyn EmissionCache> for Memory {
    async fn fresh(&self) -> Arc<dyn EmissionCache> {
        Arc::new(MemoryEmissionCache::new())
    }

    async fn reopen(&self) -> Option<Arc<dyn EmissionCache>> {
        None
    }
}

struct Bytes;

impl Subject<dyn Backend> for Bytes {
    async fn fresh(&self) -> Arc<dyn Backend> {
        Arc::new(Wire {
            inner: MemoryBackend::new().with_lease(LEASE),
            spoil: |_| {},
        })
    }

    async fn reopen(&self) -> Option<Arc<dyn Backend>> {
        None
    }
}

impl BackendSubject for Bytes {}

/// All that a backend may do, by this seed.
struct Worst(u64);

impl Worst {
    fn around(&self, inner: MemoryBackend) -> Arc<dyn Backend> {
        let inner = inner.with_lease(LEASE);
        Arc::new(Hostile::around(inner, self.0, Hostility::default()))
    }
}

impl Subject<dyn Backend> for Worst {
    async fn fresh(&self) -> Arc<dyn Backend> {
        self.around(MemoryBackend::new())
    }

    async fn reopen(&self) -> Option<Arc<dyn Backend>> {
        None
    }
}

impl BackendSubject for Worst {
    async fn bounded(&self, messages: NonZeroUsize) -> Option<Arc<dyn Backend>> {
        Some(self.around(MemoryBackend::bounded(messages)))
    }

    fn redelivers(&self) -> bool {
        true
    }
}

/// In files of a folder that is gone with it.
pub(super) struct Files {
    folder: tempfile::TempDir,
    base: Instant,
    last: Mutex<u32>,
}

impl Files {
    pub(super) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("there is room"),
            base: Instant::now(),
            last: Mutex::new(0),
        }
    }

    fn path(&self, more: u32) -> PathBuf {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last += more;
        self.folder.path().join(last.to_string())
    }

    fn open(&self, more: u32) -> Arc<dyn Backend> {
        Arc::new(LogBackend::open(&self.path(more), LEASE, self.base))
    }
}

impl Subject<dyn Backend> for Files {
    async fn fresh(&self) -> Arc<dyn Backend> {
        self.open(1)
    }

    async fn reopen(&self) -> Option<Arc<dyn Backend>> {
        Some(self.open(0))
    }
}

impl BackendSubject for Files {}

impl Subject<dyn EmissionCache> for Files {
    async fn fresh(&self) -> Arc<dyn EmissionCache> {
        Arc::new(Folder(self.path(1)))
    }

    async fn reopen(&self) -> Option<Arc<dyn EmissionCache>> {
        Some(Arc::new(Folder(self.path(0))))
    }
}

/// A file for each key, behind a byte for the format.
struct Folder(PathBuf);

impl EmissionCache for Folder {
    fn name(&self) -> &'static str {
        "folder"
    }

    fn get(&self, key: Key) -> StoreFuture<'_, Option<Arc<[u8]>>> {
        Box::pin(async move {
            let Ok(bytes) = fs::read(self.0.join(key.to_string())) else {
                return Ok(None);
            };
            let emitted = bytes.strip_prefix(&[1]).map(Arc::from);
            Ok(emitted)
        })
    }

    fn put(&self, key: Key, emitted: Arc<[u8]>) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let to = self.0.join(key.to_string());
            let written = to.with_extension(fastrand::u64(..).to_string());
            fs::create_dir_all(&self.0).expect("there is room");
            fs::write(&written, [&[1], &*emitted].concat()).expect("there is room");
            fs::rename(written, to).expect("it is there");
            Ok(())
        })
    }
}

macro_rules! each {
    ($($case:ident)+) => {
        mod in_memory {
            $(
                #[tokio::test(start_paused = true)]
                async fn $case() {
                    super::backend::$case(&super::Memory(super::LEASE)).await;
                }
            )+
        }

        mod hostile {
            $(
                #[tokio::test(start_paused = true)]
                async fn $case() {
                    for seed in 0..20 {
                        super::backend::$case(&super::Worst(seed)).await;
                    }
                }
            )+
        }
    };
}
each! {
    what_goes_in_comes_out
    an_event_is_taken_once
    what_is_acked_is_gone
    what_is_nacked_comes_again_after_its_delay
    done_handlers_are_remembered
    what_was_emitted_is_delivered_once
    what_was_emitted_keeps_its_order
    a_lease_lapses_and_its_late_settlement_is_refused
    an_extended_lease_does_not_lapse
    each_receipt_is_extended
    a_delivery_is_settled_once
    a_repeated_settlement_changes_nothing
    the_order_of_a_key_is_kept
    a_pull_waits_and_keeps_to_its_limit
    a_pull_that_finds_nothing_is_empty
    a_dropped_pull_loses_nothing
    a_payload_may_have_a_million_bytes
    consumers_share
    publishers_and_consumers_are_many_at_once
    publishers_wait_while_it_is_full_and_handlers_do_not
    it_is_healthy_and_counts
    what_is_in_it_outlives_the_handle
}

#[tokio::test(start_paused = true)]
async fn a_backend_in_memory() {
    backend::all(&Memory(LEASE)).await;
}

/// As bytes too, which is how backends outside the process carry events.
#[tokio::test(start_paused = true)]
async fn a_backend_in_bytes() {
    backend::all(&Bytes).await;
}

#[tokio::test(start_paused = true)]
async fn a_backend_in_a_file() {
    backend::all(&Files::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_in_memory_in_real_time_on_several_threads() {
    backend::once(&Memory(LEASE)).await;
}

#[tokio::test(start_paused = true)]
async fn an_archive_in_memory() {
    archive::all(&Memory(LEASE)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_in_memory_on_several_threads() {
    archive::all(&Memory(LEASE)).await;
}

#[tokio::test(start_paused = true)]
async fn emissions_in_memory() {
    emissions::all(&Memory(LEASE)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn emissions_in_memory_on_several_threads() {
    emissions::all(&Memory(LEASE)).await;
}

#[tokio::test(start_paused = true)]
async fn emissions_in_files() {
    emissions::all(&Files::new()).await;
}
