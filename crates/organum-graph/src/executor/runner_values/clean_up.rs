//! The closing of the values that the runs of a runner shared, once no run is left.

use std::sync::Arc;

use tokio::runtime::Handle;
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
    /// Keeps the task that waits for the closes waiting: a token for each value that is not closed, and the
    /// last one until every value is dropped.
    pub(super) open: Vec<TaskTrackerToken>,
    /// True while the value that was made last is being closed.
    pub(super) is_closing: bool,
    /// The runtime that takes over if the one of this task is gone.
    pub(super) other_runtime: Option<Handle>,
}

impl CleanUp {
    pub(super) async fn run(mut self) {
        while let Some(&cell) = self.left.last() {
            if let Some(closer) = self.block.plan.cells[cell as usize].close {
                // SAFETY: by the invariant the value is live, and nothing else accesses it until it is
                // dropped, which happens after this future ends.
                let closing = unsafe { close_value(self.block.value(cell), closer) };
                self.is_closing = true;
                let end = closing.await;
                self.is_closing = false;
                self.report(cell, &end);
                if self.open.len() > 1 {
                    self.open.pop();
                }
            }
            self.drop_newest();
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

    fn drop_newest(&mut self) {
        let Some(cell) = self.left.pop() else { return };
        // SAFETY: by the invariant the value is live, and its cell was removed from `left`.
        unsafe { self.block.drop_value(cell) };
    }
}

impl Drop for CleanUp {
    fn drop(&mut self) {
        // Values are left if the runtime ended before the task. A close that has begun is not repeated.
        if self.is_closing
            && let Some(&cell) = self.left.last()
        {
            self.report(cell, &CloseEnd::CANCELLED);
            self.drop_newest();
        }
        if let Some(runtime) = self.other_runtime.take()
            && !self.left.is_empty()
        {
            let work = Self {
                block: Arc::clone(&self.block),
                left: std::mem::take(&mut self.left),
                open: std::mem::take(&mut self.open),
                is_closing: false,
                other_runtime: None,
            };
            runtime.spawn(work.run());
        }
        while let Some(&cell) = self.left.last() {
            if self.block.made_by(cell).is_some() {
                self.report(cell, &CloseEnd::CANCELLED);
            }
            self.drop_newest();
        }
    }
}
