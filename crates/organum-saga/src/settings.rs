//! The settings and the state that the runs of one runner share.

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

/// The length of a lease by default: 30 s.
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
    /// The policy of steps that have none of their own.
    pub(crate) defaults: Policy,
    /// Cancelled when the runner is aborted.
    pub(crate) abort: CancellationToken,
    /// Counts the runs that are not over.
    pub(crate) tracker: TaskTracker,
    /// The runs that the handle lists. None for runs without a runner.
    pub(crate) registry: Option<Arc<Registry>>,
    /// Cancelled when no run may begin any more, or the runner is dropped.
    pub(crate) closed: Closed,
    /// The refused runs that were logged.
    pub(crate) reported: Arc<Mutex<HashSet<SagaId>>>,
    /// The parked undos and runs that are in no journal. The runner owns them: they have the settings of their runs.
    pub(crate) parked: Weak<Mutex<ParkedHere>>,
}

/// The maximum number of refused runs that are remembered as logged.
const REPORTED: usize = 1_000;

/// A token that is cancelled when the last clone is dropped.
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

/// The parked steps of runs without a runner.
static ALONE_HERE: LazyLock<Arc<Mutex<ParkedHere>>> = LazyLock::new(Arc::default);

static ALONE_PARKED: LazyLock<MemoryDeadLetters> = LazyLock::new(MemoryDeadLetters::new);

/// Returns the dead letters of runs without a [`SagaRunner`](super::SagaRunner). They are in memory, and are lost
/// when the process ends.
pub fn parked() -> MemoryDeadLetters {
    ALONE_PARKED.clone()
}

/// Waits until every run without a [`SagaRunner`](super::SagaRunner) that failed or was dropped is rolled back.
///
/// # Cancel safety
/// Dropping the future ends the wait.
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

    /// Records every run in this journal. A call whose answer is lost is repeated.
    pub(crate) fn set_journal(&mut self, journal: impl Journal) {
        let guarded = Arc::new(Guarded::new("journal", Arc::new(journal)));
        self.keeper = Some(LeaseKeeper::new(Arc::clone(&guarded) as Arc<dyn Leases>));
        self.journal = Some(guarded);
    }

    /// Sets the store of dead letters.
    pub(crate) fn set_dead_letters(&mut self, letters: impl DeadLetters) {
        self.letters = Arc::new(Guarded::new("dead letters", Arc::new(letters)));
    }

    /// True if the refusal of this run was not logged before, as far as this is remembered.
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

    /// Keeps a parked step as long as its letter is in the store, or permanently if the store refused the letter.
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
