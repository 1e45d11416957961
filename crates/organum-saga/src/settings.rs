//! What the runs of one runner have in common.

use std::{
    collections::HashSet,
    sync::{Arc, LazyLock, Mutex, PoisonError, Weak},
    time::Duration,
};

use organum_base::clock::Clock;
use organum_store::{
    DeadLetterId, DeadLetters, Guarded, Journal, LeaseKeeper, Leases, MemoryDeadLetters,
};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use super::{
    SagaId,
    registry::Registry,
    try_again::{Here, ParkedHere},
};
use crate::{observe::Observer, policy::Policy};

/// The length of a lease, if nothing else is said: thirty seconds.
pub const LEASE: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(crate) struct Settings {
    pub(super) journal: Option<Arc<dyn Journal>>,
    /// Renews the leases of the journal.
    pub(crate) keeper: Option<LeaseKeeper>,
    pub(crate) letters: Arc<dyn DeadLetters>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) clock: Clock,
    pub(crate) lease: Duration,
    /// For the steps that say nothing themselves.
    pub(crate) defaults: Policy,
    /// Cancelled when nothing is to go on any more.
    pub(crate) abort: CancellationToken,
    /// Counts what is not over.
    pub(crate) tracker: TaskTracker,
    /// Those that can be looked at; none for runs without a runner.
    pub(crate) registry: Option<Arc<Registry>>,
    /// Cancelled when no run may begin any more, or the runner is dropped.
    pub(crate) closed: Closed,
    /// The runs that were reported since they cannot be gone on with.
    pub(crate) reported: Arc<Mutex<HashSet<SagaId>>>,
    /// The parked undos and runs that are in no journal. The runner owns them: they have the settings of their runs.
    pub(crate) parked: Weak<Mutex<ParkedHere>>,
}

/// The number of refused runs that are remembered as reported.
const REPORTED: usize = 1_000;

/// Cancelled by itself when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Closed {
    token: CancellationToken,
    _dropped: Arc<DropGuard>,
}

impl Default for Closed {
    fn default() -> Self {
        let token = CancellationToken::new();
        Self {
            _dropped: Arc::new(token.clone().drop_guard()),
            token,
        }
    }
}

impl Closed {
    pub(crate) fn token(&self) -> CancellationToken {
        self.token.clone()
    }

    pub(crate) fn cancel(&self) {
        self.token.cancel();
    }
}

/// The settings of runs without a runner.
static ALONE: LazyLock<Arc<Settings>> = LazyLock::new(|| {
    Arc::new(Settings {
        letters: Arc::new(ALONE_PARKED.clone()),
        registry: None,
        parked: Arc::downgrade(&ALONE_HERE),
        ..Settings::new()
    })
});

/// What those runs have parked.
static ALONE_HERE: LazyLock<Arc<Mutex<ParkedHere>>> = LazyLock::new(Arc::default);

static ALONE_PARKED: LazyLock<MemoryDeadLetters> = LazyLock::new(MemoryDeadLetters::new);

/// The dead letters of runs that were started without a [`SagaRunner`](super::SagaRunner): in memory, as
/// long as the process lives.
pub fn parked() -> MemoryDeadLetters {
    ALONE_PARKED.clone()
}

/// Waits until every run that was started without a [`SagaRunner`](super::SagaRunner), and failed or was
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
            keeper: None,
            letters: Arc::new(MemoryDeadLetters::new()),
            observer: None,
            clock: Clock::SYSTEM,
            lease: LEASE,
            defaults: Policy::new(),
            abort: CancellationToken::new(),
            tracker: TaskTracker::new(),
            registry: Some(Arc::default()),
            closed: Closed::default(),
            reported: Arc::default(),
            parked: Weak::new(),
        }
    }

    /// True if no run may begin any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.registry.as_ref().is_some_and(|runs| runs.is_closed())
    }

    pub(crate) fn journal(&self) -> Option<&Arc<dyn Journal>> {
        self.journal.as_ref()
    }

    /// Records every run in this journal, which is asked again where an answer was lost.
    pub(crate) fn set_journal(&mut self, journal: impl Journal) {
        let guarded = Arc::new(Guarded::new("journal", Arc::new(journal)));
        self.keeper = Some(LeaseKeeper::new(Arc::clone(&guarded) as Arc<dyn Leases>));
        self.journal = Some(guarded);
    }

    /// Stores dead letters here.
    pub(crate) fn set_dead_letters(&mut self, letters: impl DeadLetters) {
        self.letters = Arc::new(Guarded::new("dead letters", Arc::new(letters)));
    }

    /// True if it was not reported before that this run cannot be gone on with, as far as that is remembered.
    pub(crate) fn is_new(&self, refused: SagaId) -> bool {
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        if reported.len() >= REPORTED {
            reported.clear();
        }
        reported.insert(refused)
    }

    /// Returns what is parked under this id.
    pub(crate) fn parked_here(&self, id: DeadLetterId) -> Option<Here> {
        let parked = self.parked.upgrade()?;
        parked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
    }

    /// Takes what is parked under this id.
    pub(crate) fn take_parked_here(&self, id: DeadLetterId) -> Option<Here> {
        let parked = self.parked.upgrade()?;
        parked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(id)
    }

    /// Keeps what is parked, as long as its letter is in the store, or for good if the store refused the letter.
    pub(crate) async fn park_here(&self, id: DeadLetterId, here: Here) {
        let Some(parked) = self.parked.upgrade() else {
            return;
        };
        let lock = || parked.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = lock().insert(id, here);
        for id in stored {
            if let Ok(None) = self.letters.get(id).await {
                let gone = lock().take(id);
                drop(gone);
            }
        }
    }

    pub(crate) fn alone() -> Arc<Self> {
        Arc::clone(&ALONE)
    }
}
