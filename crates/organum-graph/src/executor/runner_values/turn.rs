//! The turn to make a shared value: one run's at a time.

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

/// How a run stands with a value that is not there.
pub(in crate::executor) enum TurnRequest {
    /// It is there now.
    AlreadyMade,
    /// Another run has the turn.
    Queued(QueuedTurn),
    /// It is for this run to make.
    Granted(Turn),
}

/// A run in the queue for a turn. Dropped, it leaves the queue.
pub(in crate::executor) struct QueuedTurn {
    pub(super) block: Arc<Block>,
    pub(super) cell: u32,
    pub(super) turn:
        Pin<Box<dyn Future<Output = Result<OwnedSemaphorePermit, AcquireError>> + Send>>,
}

impl QueuedTurn {
    /// The turn, or none if the value was made meanwhile.
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

/// The turn to make a shared value. Dropped, it goes to the next run that waits.
///
/// Invariant: at most one of a cell is alive, and none once its flag is set.
pub(in crate::executor) struct Turn {
    pub(super) block: Arc<Block>,
    pub(super) cell: u32,
    pub(super) _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// The value was made, by this node of a run; `runtime` is where it is closed.
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
        // Nobody else sets it: there is one turn, and this is its end.
        let _ = state.made.set(made);
        // SAFETY: the cells are those of the block.
        unsafe { flag(block.base, block.plan.cells[cell as usize].offset) }
            .store(true, Ordering::Release);
        // Who waits need not wait for a turn any more.
        state.turns.close();
    }
}

/// Who made a value, as far as who closes it has to know.
pub(in crate::executor) struct MadeBy {
    pub(in crate::executor) node: u32,
    /// Who watched the run, if anybody did: told of the close.
    pub(in crate::executor) watch: Option<Arc<Watch>>,
    pub(in crate::executor) runtime: Option<Handle>,
}
