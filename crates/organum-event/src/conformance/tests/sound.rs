//! Tests of conforming implementations: in memory, with bytes, hostile, and in files that are reopened.

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

/// A backend in memory, with leases of this length.
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

/// A hostile backend with this seed.
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

/// Backends and caches in files of a temporary folder.
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

/// A cache with a file for each key, whose first byte is the format.
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
            fs::rename(written, to).expect("the file exists");
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
    a_message_is_delivered_unchanged
    a_message_is_enqueued_once
    an_acknowledged_message_is_not_redelivered
    a_message_given_back_is_redelivered_after_its_delay
    completed_handlers_are_recorded
    emitted_events_are_enqueued_once
    emitted_events_keep_their_order
    a_late_settlement_is_refused
    an_extended_lease_does_not_expire
    each_receipt_is_extended
    a_delivery_is_settled_once
    a_repeated_settlement_changes_nothing
    the_order_of_a_key_is_kept
    a_pull_waits_and_keeps_to_its_limit
    a_pull_without_a_message_is_empty
    a_dropped_pull_loses_nothing
    a_payload_may_have_a_million_bytes
    consumers_share
    many_publishers_and_consumers_run_at_once
    publishers_wait_for_room_and_handlers_do_not
    health_and_metrics_are_reported
    messages_outlive_the_handle
}

#[tokio::test(start_paused = true)]
async fn a_backend_in_memory() {
    backend::all(&Memory(LEASE)).await;
}

/// Events as bytes, like in backends outside of the process.
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
