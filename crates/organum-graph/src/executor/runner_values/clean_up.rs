//! The closing of the values that the runs of a runner shared, once no run is left.

use std::sync::Arc;

use tokio_util::task::task_tracker::TaskTrackerToken;

use super::block::Block;
use crate::executor::closing::{CloseEnd, close_value};

/// The shared values of a runner without runs, some of which are closed.
///
/// Invariant: the values of the cells in `left`, in order of creation, are live, and only this struct
/// accesses them.
pub(super) struct CleanUp {
    pub(super) block: Arc<Block>,
    pub(super) left: Vec<u32>,
    /// Keeps the task that waits for the closes waiting.
    pub(super) _token: Option<TaskTrackerToken>,
}

impl CleanUp {
    pub(super) async fn run(mut self) {
        while let Some(&cell) = self.left.last() {
            if let Some(closer) = self.block.plan.cells[cell as usize].close {
                // SAFETY: by the invariant the value is live, and nothing else accesses it until it is
                // dropped, which happens after this future ends.
                let closing = unsafe { close_value(self.block.value(cell), closer) };
                let end = closing.await;
                self.report(cell, &end);
            }
            self.drop_youngest();
        }
    }

    /// Reports how the close of a value ended.
    fn report(&self, cell: u32, end: &CloseEnd) {
        if let Some(by) = self.block.made_by(cell)
            && let Some(watch) = &by.watch
        {
            watch.notify_node_closed(by.node, end);
        }
        let plan = &self.block.plan;
        end.log(plan.graph, plan.cells[cell as usize].name);
    }

    fn drop_youngest(&mut self) {
        let Some(cell) = self.left.pop() else { return };
        // SAFETY: by the invariant the value is live, and its cell was removed from `left`.
        unsafe { self.block.drop_value(cell) };
    }
}

impl Drop for CleanUp {
    fn drop(&mut self) {
        // Values are left if the runtime ended before the task.
        while let Some(&cell) = self.left.last() {
            if self.block.made_by(cell).is_some() {
                self.report(cell, &CloseEnd::CANCELLED);
            }
            self.drop_youngest();
        }
    }
}
