//! The release of an arena, when the run and the nodes that it detached end in any order.
//!
//! A detached node (spawned or blocking) borrows from the run's arena and writes into it from another
//! thread. While both live, the node's [`Latch`] says which of them may access the node's part of the
//! arena. A run that ends first abandons the nodes that still run, and counts them as [`Outstanding`];
//! the last party to leave, a node or the run itself, releases the arena.

use crate::sync::{AtomicU8, AtomicUsize, Ordering};

const RUNNING: u8 = 0;
const DONE: u8 = 1;
const ABANDONED: u8 = 2;

/// The state of one detached node.
///
/// In the state `RUNNING` the node alone writes its future, its output and its failure. After `DONE` they
/// belong to the run, and the node does not access the arena again. After `ABANDONED` the run does not
/// access them again, and the node leaves nothing in them.
pub(crate) struct Latch(AtomicU8);

impl Latch {
    pub(crate) fn new() -> Self {
        Self(AtomicU8::new(RUNNING))
    }

    /// Marks the node as ended, and hands its results to the run. Returns false if the run is gone: then
    /// the node has to drop its output and to leave the [`Outstanding`] parties.
    pub(crate) fn finish(&self) -> bool {
        self.0
            .compare_exchange(RUNNING, DONE, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    /// Returns true if the node has ended. The caller then sees everything that the node wrote.
    pub(crate) fn is_done(&self) -> bool {
        self.0.load(Ordering::Acquire) == DONE
    }

    /// Marks the node as abandoned by its run. Returns true if the node still runs, and so will leave the
    /// [`Outstanding`] parties itself.
    pub(crate) fn abandon(&self) -> bool {
        self.0
            .compare_exchange(RUNNING, ABANDONED, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

/// The parties that still need an arena: the run itself, and the nodes it abandoned.
pub(crate) struct Outstanding(AtomicUsize);

impl Outstanding {
    /// Counts the run itself.
    pub(crate) fn new() -> Self {
        Self(AtomicUsize::new(1))
    }

    /// Abandons a node and counts it, if it still runs.
    pub(crate) fn abandon(&self, latch: &Latch) {
        // Counted first, since the node may leave at the moment it is abandoned.
        self.0.fetch_add(1, Ordering::Relaxed);
        if !latch.abandon() {
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Removes one party. Returns true for the last one, which has exclusive access to the arena from
    /// then on.
    pub(crate) fn leave(&self) -> bool {
        self.0.fetch_sub(1, Ordering::AcqRel) == 1
    }
}
