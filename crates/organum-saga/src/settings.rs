//! What the runs of one runner have in common.

use std::{
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::{
    journal::Journal,
    parking::{ParkedHere, TryAgain},
    registry::Registry,
};
use crate::{
    dead_letter::{self, DeadLetterId, DeadLetters},
    observe::Observer,
};
use organum_base::clock::Clock;

/// How long a lease lasts, if nothing else is said: thirty seconds.
pub const LEASE: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) journal: Option<Arc<dyn Journal>>,
    pub(crate) letters: Arc<dyn DeadLetters>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) clock: Clock,
    pub(crate) lease: Duration,
    /// Who drives.
    pub(crate) owner: Uuid,
    /// Counts what is not over.
    pub(crate) tracker: TaskTracker,
    /// Those that can be looked at; none for runs without a runner.
    pub(crate) registry: Option<Arc<Registry>>,
    /// What is parked and in no journal.
    pub(crate) parked: Arc<Mutex<ParkedHere>>,
}

/// What runs without a runner have.
static ALONE: LazyLock<Arc<Settings>> = LazyLock::new(|| {
    Arc::new(Settings {
        letters: Arc::new(ALONE_PARKED.clone()),
        registry: None,
        ..Settings::new()
    })
});

static ALONE_PARKED: LazyLock<dead_letter::InMemory> = LazyLock::new(dead_letter::InMemory::new);

/// The dead letters of runs that were started without a [`Runner`](super::Runner): in memory, as
/// long as the process lives.
pub fn parked() -> dead_letter::InMemory {
    ALONE_PARKED.clone()
}

/// Waits until every run that was started without a [`Runner`](super::Runner), and failed or was
/// dropped, is rolled back.
///
/// # Cancel safety
/// Dropping the future stops the waiting.
pub async fn settled() {
    let tracker = &ALONE.tracker;
    tracker.close();
    tracker.wait().await;
}

impl Settings {
    pub(crate) fn new() -> Self {
        Self {
            journal: None,
            letters: Arc::new(dead_letter::InMemory::new()),
            observer: None,
            clock: Clock::SYSTEM,
            lease: LEASE,
            owner: Uuid::now_v7(),
            tracker: TaskTracker::new(),
            registry: Some(Arc::default()),
            parked: Arc::default(),
        }
    }

    pub(crate) fn parked_here(&self) -> MutexGuard<'_, ParkedHere> {
        self.parked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn park_here(&self, id: DeadLetterId, undo: Arc<dyn TryAgain>) {
        self.parked_here().insert(id, undo);
    }

    pub(crate) fn alone() -> Arc<Self> {
        Arc::clone(&ALONE)
    }
}
