//! Where the values lie that the runs of a runner share.

use std::{alloc::Layout, any::TypeId, sync::atomic::AtomicBool};

use crate::executor::{
    closing::Closer,
    step::{DropFn, Operations},
};

/// What is known of a shared value.
pub(crate) struct RunnerValuePlan {
    pub(super) name: &'static str,
    output: TypeId,
    value: Layout,
    pub(super) drop: Option<DropFn>,
    pub(super) close: Option<Closer>,
    /// Where it lies in the block. Its flag lies right before it.
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

/// Where the values lie that the runs of a runner share: the same in each of its plans.
pub(crate) struct RunnerValuesPlan {
    pub(super) graph: &'static str,
    pub(in crate::executor) layout: Layout,
    pub(in crate::executor) cells: Box<[RunnerValuePlan]>,
    /// A value is closed, so runs are counted.
    pub(crate) closes: bool,
}

impl RunnerValuesPlan {
    /// Values behind injected ones of this layout.
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
            // More than the address space: the plan is refused by its size.
            Err(_) => {
                layout = Layout::from_size_align(1 << 31, 1).unwrap_or(layout);
                0
            }
        };
        let cells: Box<[RunnerValuePlan]> = cells
            .map(|cell| {
                // So that the byte before the value is free.
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

    /// The cell for what a node provides.
    pub(in crate::executor) fn find(&self, output: TypeId) -> Option<u32> {
        let found = self.cells.iter().position(|cell| cell.output == output)?;
        u32::try_from(found).ok()
    }

    /// The first value that is closed, by name.
    pub(crate) fn closing(&self) -> Option<&'static str> {
        let mut cells = self.cells.iter();
        Some(cells.find(|cell| cell.close.is_some())?.name)
    }
}
