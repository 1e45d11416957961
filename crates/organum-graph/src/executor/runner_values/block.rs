//! The memory of the values that the runs of a runner share.

use std::{
    alloc::{alloc, dealloc, handle_alloc_error},
    ptr::NonNull,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::{runtime::Handle, sync::Semaphore};
use tokio_util::task::TaskTracker;

use super::{clean_up::CleanUp, layout::RunnerValuesPlan, turn::MadeBy};
use crate::executor::{
    arena::contain,
    inputs::Inputs,
    step::{DropFn, drop_fn},
};

/// Returns the flag of the value at `offset`.
///
/// # Safety
/// `base` is a block with the value of a cell at `offset`; the block lives during `'a`.
pub(super) unsafe fn flag<'a>(base: NonNull<u8>, offset: usize) -> &'a AtomicBool {
    // SAFETY: the caller guarantees a cell at `offset`; the byte before its value is its flag, which is
    // written when the block is made.
    unsafe { base.add(offset - 1).cast().as_ref() }
}

/// The record of a value that was made.
pub(super) struct Made {
    /// The number of values that were made before this one.
    pub(super) order: usize,
    /// The node that made the value; `None` if the value is not closed.
    pub(super) by: Option<MadeBy>,
}

/// The state of a cell, apart from its value and its flag.
pub(super) struct Cell {
    /// The semaphore with one permit to make the value; closed once the value exists.
    pub(super) turns: Arc<Semaphore>,
    /// Set right before the flag.
    pub(super) made: OnceLock<Made>,
}

/// The injected values of a runner, followed by the shared ones.
///
/// Invariant: `base` is allocated with the layout of `plan`, begins with live injected values, and its
/// cells satisfy the invariant of the module. Until `is_taken` is set, the block drops the values whose
/// flags are set; afterwards the clean-up that set it does.
pub(super) struct Block {
    pub(super) base: NonNull<u8>,
    pub(super) plan: Arc<RunnerValuesPlan>,
    drop_injected: Option<DropFn>,
    pub(super) cells: Box<[Cell]>,
    /// The number of values that were made.
    pub(super) count: AtomicUsize,
    is_taken: AtomicBool,
}

// SAFETY: the values in the block are `Send + Sync`, by the proofs of inputs and of outputs.
unsafe impl Send for Block {}
// SAFETY: the values in the block are `Send + Sync`, by the proofs of inputs and of outputs.
unsafe impl Sync for Block {}

impl Block {
    pub(super) fn new<J: Inputs>(plan: Arc<RunnerValuesPlan>, injected: J) -> Self {
        let layout = plan.layout;
        // SAFETY: a layout with cells is not of size zero, as each cell has a flag; the offsets are those
        // of the plan of this layout.
        let base = unsafe {
            let Some(base) = NonNull::new(alloc(layout)) else {
                handle_alloc_error(layout)
            };
            base.cast::<J>().write(injected);
            for cell in &plan.cells {
                let flag = base.add(cell.offset - 1).cast::<AtomicBool>();
                flag.write(AtomicBool::new(false));
            }
            base
        };
        let cells = plan.cells.iter().map(|_| Cell {
            turns: Arc::new(Semaphore::new(1)),
            made: OnceLock::new(),
        });
        Self {
            base,
            cells: cells.collect(),
            plan,
            drop_injected: drop_fn::<J>(),
            count: AtomicUsize::new(0),
            is_taken: AtomicBool::new(false),
        }
    }

    pub(super) fn is_made(&self, cell: u32) -> bool {
        // SAFETY: the cells of the plan are those of the block.
        let flag = unsafe { flag(self.base, self.plan.cells[cell as usize].offset) };
        flag.load(Ordering::Acquire)
    }

    /// Returns the node that made the value of a cell, if the value exists and is closed.
    pub(super) fn made_by(&self, cell: u32) -> Option<&MadeBy> {
        self.cells[cell as usize].made.get()?.by.as_ref()
    }

    /// Returns the cells whose values were made, in order of creation.
    fn made(&self) -> Vec<u32> {
        let cells = (0..).zip(&self.cells).map(|(cell, _)| cell);
        let mut made: Vec<u32> = cells.filter(|&cell| self.is_made(cell)).collect();
        made.sort_by_key(|&cell| {
            let made = self.cells[cell as usize].made.get();
            made.map(|made| made.order)
        });
        made
    }

    /// Returns true if a clean-up has taken over the values.
    pub(super) fn is_taken(&self) -> bool {
        self.is_taken.load(Ordering::Acquire)
    }

    /// Returns the number of values that were made and have to be closed.
    pub(super) fn closable(&self) -> usize {
        let made = self.made().into_iter();
        made.filter(|&cell| self.made_by(cell).is_some()).count()
    }

    /// Closes and drops the values on a task, if any of them is closed, with a token of the tracker for
    /// each of these. Otherwise they are dropped with the block. No run may be left.
    pub(super) fn clean_up(self: &Arc<Self>, tracker: Option<&TaskTracker>) {
        if !self.plan.closes {
            return;
        }
        let left = self.made();
        let mut by = left.iter().rev().filter_map(|&cell| self.made_by(cell));
        let Some(runtime) = by.find_map(|by| by.runtime.clone()) else {
            return;
        };
        if self.is_taken.swap(true, Ordering::AcqRel) {
            return;
        }
        let open = match tracker {
            Some(tracker) => (0..self.closable()).map(|_| tracker.token()).collect(),
            None => Vec::new(),
        };
        let work = CleanUp {
            block: Arc::clone(self),
            left,
            open,
            is_closing: false,
            other_runtime: Handle::try_current().ok(),
        };
        runtime.spawn(work.run());
    }

    /// Returns the address of the value of a cell.
    pub(super) fn value(&self, cell: u32) -> NonNull<u8> {
        let offset = self.plan.cells[cell as usize].offset;
        // SAFETY: the offset of a cell lies within the block.
        unsafe { self.base.add(offset) }
    }

    /// Drops the value of a cell.
    ///
    /// # Safety
    /// The value is live, nothing else accesses it, and it is not used afterwards.
    pub(super) unsafe fn drop_value(&self, cell: u32) {
        if let Some(drop) = self.plan.cells[cell as usize].drop {
            // SAFETY: the caller guarantees a live value that is not used afterwards.
            contain(|| unsafe { drop(self.value(cell).as_ptr()) });
        }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if !*self.is_taken.get_mut() {
            for cell in self.made().into_iter().rev() {
                // SAFETY: by the invariant the value is live and belongs to the block; everything that
                // uses the value keeps the block alive, so nothing does any longer.
                unsafe { self.drop_value(cell) };
            }
        }
        for cell in &mut self.cells {
            // The observers are user code, whose drop may panic.
            contain(|| drop(cell.made.take()));
        }
        // SAFETY: by the invariant the injected values are live and the block has the layout of `plan`.
        unsafe {
            if let Some(drop) = self.drop_injected {
                contain(|| drop(self.base.as_ptr()));
            }
            dealloc(self.base.as_ptr(), self.plan.layout);
        }
    }
}
