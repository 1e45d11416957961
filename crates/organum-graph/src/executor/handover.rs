//! Who drops what, when a run and the nodes it detached end in any order.
//!
//! A detached node (spawned or blocking) borrows from the run's arena and writes into it from another
//! thread. While both live, the node's [`Latch`] says who is next to touch its part of the arena. A
//! run that ends first abandons the nodes that still run, and counts them as [`Outstanding`]; whoever
//! is last of them and of the run itself cleans the arena up.

use crate::sync::{AtomicU8, AtomicUsize, Ordering};

const RUNNING: u8 = 0;
const DONE: u8 = 1;
const ABANDONED: u8 = 2;

/// The state of one detached node.
///
/// `RUNNING` belongs to the node: its future, its output and its failure are the node's to write.
/// After `DONE` they are the run's, and the node touches the arena no more. After `ABANDONED` the
/// run touches them no more, and the node leaves nothing in them.
pub(crate) struct Latch(AtomicU8);

impl Latch {
    pub(crate) fn new() -> Self {
        Self(AtomicU8::new(RUNNING))
    }

    /// The node has ended, and what it wrote is the run's, unless this returns `false`: the run is
    /// gone, and the node has to drop its output and to count itself off.
    pub(crate) fn finish(&self) -> bool {
        self.0
            .compare_exchange(RUNNING, DONE, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    /// Has the node ended? Then what it wrote is seen by the caller.
    pub(crate) fn is_done(&self) -> bool {
        self.0.load(Ordering::Acquire) == DONE
    }

    /// The run ends. `true` if the node still runs, and will count itself off.
    pub(crate) fn abandon(&self) -> bool {
        self.0
            .compare_exchange(RUNNING, ABANDONED, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

/// The parties that still need an arena: the run itself, and the nodes it abandoned.
pub(crate) struct Outstanding(AtomicUsize);

impl Outstanding {
    /// The run itself.
    pub(crate) fn new() -> Self {
        Self(AtomicUsize::new(1))
    }

    /// Abandons a node and counts it, if it still runs.
    pub(crate) fn abandon(&self, latch: &Latch) {
        // Counted first: the node may count itself off the moment it is abandoned.
        self.0.fetch_add(1, Ordering::Relaxed);
        if !latch.abandon() {
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// One party less. `true` for the last one, who is alone with the arena now.
    pub(crate) fn leave(&self) -> bool {
        self.0.fetch_sub(1, Ordering::AcqRel) == 1
    }
}
