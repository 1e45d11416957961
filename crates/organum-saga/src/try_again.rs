//! Parked undos and stalled runs of this process, which can be redriven while it lives.

use std::{collections::HashMap, sync::Arc};

use organum_base::observe::StepRef;
use organum_store::{DeadLetterId, DeadLetterReason};

use super::{halt::NoValue, parked_step::Parked};
use crate::graph::Cause;

/// The permanent failure of an undo.
pub(crate) struct UndoFailure {
    pub(crate) attempts: u32,
    pub(crate) reason: DeadLetterReason,
    pub(crate) error: Option<Cause>,
}

impl UndoFailure {
    /// Returns the failure of an undo that was not called, with the reason in one or two words.
    pub(crate) fn untried(kind: &str) -> Self {
        Self {
            attempts: 0,
            reason: DeadLetterReason {
                kind: kind.to_owned(),
                messages: Vec::new(),
            },
            error: None,
        }
    }

    /// Returns true if the undo takes a value that nobody has.
    pub(crate) fn has_no_value(&self) -> bool {
        let error = self.error.as_ref();
        error.is_some_and(|error| error.is::<NoValue>())
    }

    /// The failure of an undo whose step has an unknown outcome.
    pub(crate) fn unknown() -> Self {
        Self::untried("unknown outcome")
    }

    pub(crate) fn parked(
        self,
        saga: &'static str,
        step: StepRef,
        letter: Option<DeadLetterId>,
    ) -> Parked {
        Parked {
            saga,
            step,
            attempts: self.attempts,
            reason: self.reason,
            error: self.error.map(Arc::from),
            letter,
        }
    }
}

/// A parked undo or run of this process: it can be tried again without a journal.
#[derive(Clone)]
pub(crate) struct Here {
    pub(crate) again: Arc<dyn TryAgain>,
    /// The store has its letter.
    pub(crate) is_stored: bool,
}

/// All of these.
#[derive(Default)]
pub(crate) struct ParkedHere {
    all: HashMap<DeadLetterId, Here>,
    /// The number at which those are looked for whose letters are gone.
    full: usize,
}

impl ParkedHere {
    /// The smallest number at which letters are looked for.
    const FEW: usize = 64;

    pub(crate) fn get(&self, id: DeadLetterId) -> Option<Here> {
        self.all.get(&id).cloned()
    }

    pub(crate) fn take(&mut self, id: DeadLetterId) -> Option<Here> {
        self.all.remove(&id)
    }

    /// Adds one. If there are twice as many as the last time, the ids of those are returned whose letters may be gone.
    pub(crate) fn insert(&mut self, id: DeadLetterId, here: Here) -> Vec<DeadLetterId> {
        self.all.insert(id, here);
        if self.all.len() < self.full.max(Self::FEW) {
            return Vec::new();
        }
        self.full = 2 * self.all.len();
        let stored = self.all.iter().filter(|(_, here)| here.is_stored);
        stored.map(|(id, _)| *id).collect()
    }
}

pub(crate) type UndoOutcome = Result<(), UndoFailure>;

/// A parked undo with its output, or a stalled run.
pub(crate) trait TryAgain: Send + Sync {
    /// True for a stalled run, which stores its letter itself if it is stalled again.
    fn goes_on(&self) -> bool;

    fn try_again(&self) -> std::pin::Pin<Box<dyn Future<Output = UndoOutcome> + Send + '_>>;
}
