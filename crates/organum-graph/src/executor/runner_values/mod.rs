//! Values that the runs of one runner share: those of nodes with `scope = "runner"`.
//!
//! They lie in one block with the injected values, behind them, so who takes one finds it as it finds
//! an injected value. In front of each lies a flag that says whether it was made. It is made by the run
//! that has the *turn*, which is one at a time; a turn that ends without a value goes to the next run
//! that waits for it. What was made stays until the runner is shut down or dropped.
//!
//! Invariant of a cell: its value is live from the moment its flag is set, and not written from then
//! on; before that, only who has the turn touches it. The flag is set once, by the turn.

mod acquire;
mod block;
mod clean_up;
mod layout;
mod turn;

use std::{
    ptr::NonNull,
    sync::{Arc, atomic::Ordering},
    task::Context,
};

use tokio::sync::TryAcquireError;
use tokio_util::task::TaskTracker;

use self::block::{Block, flag};
pub(crate) use self::layout::{RunnerValuePlan, RunnerValuesPlan};
pub(super) use self::{
    acquire::{HeldTurn, made_elsewhere},
    turn::{MadeBy, QueuedTurn, Turn, TurnRequest},
};
use super::{
    inputs::Inputs,
    plan::Plan,
    step::{Frame, Progress, Step},
};

/// The step of a shared value where no run is at work on it: is it there? If it is not, this fails
/// without a cause, and the run has to come by it with more care.
///
/// # Safety
/// As [`StepFn`](super::step::StepFn).
pub(in crate::executor) unsafe fn check_made(
    frame: &mut Frame,
    step: &Step,
    _: &mut Context<'_>,
    _: bool,
) -> Progress {
    // SAFETY: the second base of a run that takes shared values is the block of its runner, which the
    // plan of the run fits: see `fill`.
    let flag = unsafe { flag(frame.bases[1], step.output as usize) };
    if flag.load(Ordering::Acquire) {
        Progress::Ready
    } else {
        Progress::Failed
    }
}

/// The shared values of a runner. Dropped with it.
pub(in crate::executor) struct RunnerValues {
    block: Arc<Block>,
    /// The task that closes the values, if there is one.
    closing: TaskTracker,
}

impl RunnerValues {
    /// No value was made yet. The block begins with the injected values.
    pub(in crate::executor) fn new<J: Inputs>(plan: Arc<RunnerValuesPlan>, injected: J) -> Self {
        Self {
            block: Arc::new(Block::new(plan, injected)),
            closing: TaskTracker::new(),
        }
    }

    pub(in crate::executor) fn base(&self) -> NonNull<u8> {
        self.block.base
    }

    /// Are the values where this plan expects them?
    pub(in crate::executor) fn fits(&self, plan: &Plan) -> bool {
        plan.scope
            .as_ref()
            .is_some_and(|scope| Arc::ptr_eq(scope, &self.block.plan))
    }

    /// Was every value made that this plan takes?
    pub(in crate::executor) fn is_complete(&self, plan: &Plan) -> bool {
        let mut shared = plan.nodes.iter().filter_map(|node| node.shared);
        shared.all(|shared| self.block.is_made(shared.cell))
    }

    pub(in crate::executor) fn is_made(&self, cell: u32) -> bool {
        self.block.is_made(cell)
    }

    /// Asks for the turn of a cell.
    pub(in crate::executor) fn turn(&self, cell: u32) -> TurnRequest {
        let turns = Arc::clone(&self.block.cells[cell as usize].turns);
        match Arc::clone(&turns).try_acquire_owned() {
            Ok(permit) => TurnRequest::Granted(Turn {
                block: Arc::clone(&self.block),
                cell,
                _permit: permit,
            }),
            Err(TryAcquireError::Closed) => TurnRequest::AlreadyMade,
            Err(TryAcquireError::NoPermits) => TurnRequest::Queued(QueuedTurn {
                block: Arc::clone(&self.block),
                cell,
                turn: Box::pin(turns.acquire_owned()),
            }),
        }
    }

    /// Closes and drops what was made, the youngest first, and waits for that. Who calls this knows
    /// that no run of the runner is left, and that none begins.
    ///
    /// # Cancel safety
    /// A task does it, which goes on.
    pub(in crate::executor) async fn close(&self) {
        self.block.clean_up(Some(self.closing.token()));
        self.closing.close();
        self.closing.wait().await;
    }
}

impl Drop for RunnerValues {
    fn drop(&mut self) {
        // Every run keeps the runner, so none is left.
        self.block.clean_up(None);
    }
}
