//! The layout of the values that the runs of a runner share.

use std::{alloc::Layout, any::TypeId, sync::atomic::AtomicBool};

use crate::executor::{
    closing::Closer,
    step::{DropFn, Operations},
};

/// The layout and the operations of a shared value.
pub(crate) struct RunnerValuePlan {
    pub(super) name: &'static str,
    output: TypeId,
    value: Layout,
    pub(super) drop: Option<DropFn>,
    pub(super) close: Option<Closer>,
    /// The offset of the value in the block. The flag of the value lies right before it.
    pub(in crate::executor) offset: usize,
}

impl RunnerValuePlan {
    pub(in crate::executor) fn of(name: &'static str, operations: &Operations) -> Self {
        Self {
            name,
            output: operations.output,
            value: operations.output_layout,
            drop: operations.drop_output,
            close: operations.close,
            offset: 0,
        }
    }
}

/// The layout of the values that the runs of a runner share: the same in each plan of the runner.
pub(crate) struct RunnerValuesPlan {
    pub(super) graph: &'static str,
    pub(in crate::executor) layout: Layout,
    pub(in crate::executor) cells: Box<[RunnerValuePlan]>,
    /// True if some value is closed, so runs are counted.
    pub(crate) closes: bool,
}

impl RunnerValuesPlan {
    /// Lays out values after injected values of this layout.
    pub(in crate::executor) fn new(
        graph: &'static str,
        injected: Layout,
        cells: impl Iterator<Item = RunnerValuePlan>,
    ) -> Self {
        let mut layout = injected;
        let mut place = |part: Layout| match layout.extend(part) {
            Ok((whole, offset)) => {
                layout = whole;
                offset
            }
            // Larger than the address space: the plan is rejected because of its size.
            Err(_) => {
                layout = Layout::from_size_align(1 << 31, 1).unwrap_or(layout);
                0
            }
        };
        let cells: Box<[RunnerValuePlan]> = cells
            .map(|cell| {
                // Reserves the byte before the value for the flag.
                place(Layout::new::<AtomicBool>());
                let offset = place(cell.value);
                RunnerValuePlan { offset, ..cell }
            })
            .collect();
        Self {
            graph,
            layout: layout.pad_to_align(),
            closes: cells.iter().any(|cell| cell.close.is_some()),
            cells,
        }
    }

    /// Returns the cell of the type that a node provides.
    pub(in crate::executor) fn find(&self, output: TypeId) -> Option<u32> {
        let found = self.cells.iter().position(|cell| cell.output == output)?;
        u32::try_from(found).ok()
    }

    /// Returns the name of the first value that is closed.
    pub(crate) fn closing(&self) -> Option<&'static str> {
        let mut cells = self.cells.iter();
        Some(cells.find(|cell| cell.close.is_some())?.name)
    }
}
