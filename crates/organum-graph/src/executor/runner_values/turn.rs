//! The permit to make a shared value, which one run holds at a time.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
};

use tokio::{
    runtime::Handle,
    sync::{AcquireError, OwnedSemaphorePermit},
};

use super::block::{Block, Made, flag};
use crate::executor::watch::Watch;

/// The result of a request for the permit to make a value.
pub(in crate::executor) enum TurnRequest {
    /// The value exists already.
    AlreadyMade,
    /// Another run holds the permit.
    Queued(QueuedTurn),
    /// This run makes the value.
    Granted(Turn),
}

/// A run in the queue for a permit. It leaves the queue when this is dropped.
pub(in crate::executor) struct QueuedTurn {
    pub(super) block: Arc<Block>,
    pub(super) cell: u32,
    pub(super) turn:
        Pin<Box<dyn Future<Output = Result<OwnedSemaphorePermit, AcquireError>> + Send>>,
}

impl QueuedTurn {
    /// Polls for the permit; `None` if the value was made in the meantime.
    pub(in crate::executor) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Turn>> {
        self.turn.as_mut().poll(cx).map(|permit| {
            Some(Turn {
                block: Arc::clone(&self.block),
                cell: self.cell,
                _permit: permit.ok()?,
            })
        })
    }
}

/// The permit to make a shared value. When it is dropped, it goes to the next run that waits.
///
/// Invariant: for each cell at most one permit is alive, and none once the flag is set.
pub(in crate::executor) struct Turn {
    pub(super) block: Arc<Block>,
    pub(super) cell: u32,
    pub(super) _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// Publishes the value, which a node of a run has made; it is closed on the runtime in `made`.
    ///
    /// # Safety
    /// The value is written.
    pub(in crate::executor) unsafe fn publish(self, made: MadeBy) {
        let Self { block, cell, .. } = self;
        let closes = block.plan.cells[cell as usize].close.is_some();
        let state = &block.cells[cell as usize];
        let made = Made {
            order: block.count.fetch_add(1, Ordering::Relaxed),
            by: closes.then_some(made),
        };
        // Only the holder of the permit sets this, and it gives up the permit here.
        let _ = state.made.set(made);
        // SAFETY: the cells of the plan are those of the block.
        unsafe { flag(block.base, block.plan.cells[cell as usize].offset) }
            .store(true, Ordering::Release);
        // Waiting runs find the value and need no permit.
        state.turns.close();
    }
}

/// The node that made a value, with the data that closing the value needs.
pub(in crate::executor) struct MadeBy {
    pub(in crate::executor) node: u32,
    /// The observers of the run, if there are any, which are notified of the close.
    pub(in crate::executor) watch: Option<Arc<Watch>>,
    pub(in crate::executor) runtime: Option<Handle>,
}
