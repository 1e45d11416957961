//! Values that the runs of one runner share: those of nodes with `scope = "runner"`.
//!
//! The values lie in one block after the injected values, so a node reads them like injected values. In
//! front of each value lies a flag that says whether it exists. The run that holds the permit of the
//! value, the [`Turn`], makes it; there is one permit per value. A permit that is released without a
//! value goes to the next run that waits for it. A value lives until the runner is shut down or dropped.
//!
//! Invariant of a cell: its value is live once its flag is set, and is not written afterwards; before
//! that, only the holder of the permit accesses it. The flag is set once, by the holder of the permit.

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

/// The step of a shared value that this run is not making: checks whether the value exists. If it does
/// not, the step fails without a cause, and the run takes the slow path to acquire the value.
///
/// # Safety
/// The conditions of [`StepFn`](super::step::StepFn) hold.
pub(in crate::executor) unsafe fn check_made(
    frame: &mut Frame,
    step: &Step,
    _: &mut Context<'_>,
    _: bool,
) -> Progress {
    // SAFETY: the second base of a run that uses shared values is the block of its runner, which matches
    // the plan of the run, as `fill` has checked.
    let flag = unsafe { flag(frame.bases[1], step.output as usize) };
    if flag.load(Ordering::Acquire) {
        Progress::Ready
    } else {
        Progress::Failed
    }
}

/// The shared values of a runner, dropped together with it.
pub(in crate::executor) struct RunnerValues {
    block: Arc<Block>,
    /// The values that a task is closing, if there is one.
    closing: TaskTracker,
}

impl RunnerValues {
    /// Makes a block without shared values. It begins with the injected values.
    pub(in crate::executor) fn new<J: Inputs>(plan: Arc<RunnerValuesPlan>, injected: J) -> Self {
        Self {
            block: Arc::new(Block::new(plan, injected)),
            closing: TaskTracker::new(),
        }
    }

    pub(in crate::executor) fn base(&self) -> NonNull<u8> {
        self.block.base
    }

    /// Returns true if the values have the layout that this plan expects.
    pub(in crate::executor) fn fits(&self, plan: &Plan) -> bool {
        plan.scope
            .as_ref()
            .is_some_and(|scope| Arc::ptr_eq(scope, &self.block.plan))
    }

    /// Returns true if every shared value that this plan uses exists.
    pub(in crate::executor) fn is_complete(&self, plan: &Plan) -> bool {
        let mut shared = plan.nodes.iter().filter_map(|node| node.shared);
        shared.all(|shared| self.block.is_made(shared.cell))
    }

    pub(in crate::executor) fn is_made(&self, cell: u32) -> bool {
        self.block.is_made(cell)
    }

    /// Requests the permit to make the value of a cell.
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

    /// Closes and drops the values in reverse order of creation, and waits until that is done. The caller
    /// ensures that the runner has no runs and starts none.
    ///
    /// # Cancel safety
    /// Cancel safe: a task does the work, and continues if this future is dropped.
    pub(in crate::executor) async fn close(&self) {
        self.block.clean_up(Some(&self.closing));
        self.closing.close();
        self.closing.wait().await;
    }

    /// Returns the number of values that have to be closed and are not closed yet.
    pub(in crate::executor) fn unclosed(&self) -> usize {
        if self.block.is_taken() {
            self.closing.len()
        } else {
            self.block.closable()
        }
    }
}

impl Drop for RunnerValues {
    fn drop(&mut self) {
        // Every run keeps the runner alive, so no run is left.
        self.block.clean_up(None);
    }
}
