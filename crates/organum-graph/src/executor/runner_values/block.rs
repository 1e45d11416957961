//! The memory of what the runs of a runner share.

use std::{
    alloc::{alloc, dealloc, handle_alloc_error},
    ptr::NonNull,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::sync::Semaphore;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::{clean_up::CleanUp, layout::RunnerValuesPlan, turn::MadeBy};
use crate::executor::{
    arena::contain,
    inputs::Inputs,
    step::{DropFn, drop_fn},
};

/// The flag of the value at `offset`.
///
/// # Safety
/// `base` is a block in which a cell has its value there; it lives as long as `'a`.
pub(super) unsafe fn flag<'a>(base: NonNull<u8>, offset: usize) -> &'a AtomicBool {
    // SAFETY: the caller's; the byte before a value is its flag, which is written when the block is
    // made.
    unsafe { base.add(offset - 1).cast().as_ref() }
}

/// That a value was made.
pub(super) struct Made {
    /// How many were made before it.
    pub(super) order: usize,
    /// None where there is nothing to close.
    pub(super) by: Option<MadeBy>,
}

/// What is kept of a value beside itself and its flag.
pub(super) struct Cell {
    /// One turn; closed once the value is made.
    pub(super) turns: Arc<Semaphore>,
    /// Set right before the flag.
    pub(super) made: OnceLock<Made>,
}

/// The injected values of a runner, then the shared ones.
///
/// Invariant: `base` is allocated with the layout of `plan`, begins with live injected values, and its
/// cells are as the module says. Until `is_taken`, the values whose flags are set are the block's to drop;
/// then they are those of the clean-up that took them.
pub(super) struct Block {
    pub(super) base: NonNull<u8>,
    pub(super) plan: Arc<RunnerValuesPlan>,
    drop_injected: Option<DropFn>,
    pub(super) cells: Box<[Cell]>,
    /// How many values were made.
    pub(super) count: AtomicUsize,
    is_taken: AtomicBool,
}

// SAFETY: what lies in it is `Send + Sync`, by the proofs of inputs and of outputs.
unsafe impl Send for Block {}
// SAFETY: as above.
unsafe impl Sync for Block {}

impl Block {
    pub(super) fn new<J: Inputs>(plan: Arc<RunnerValuesPlan>, injected: J) -> Self {
        let layout = plan.layout;
        // SAFETY: a layout with cells is not of size zero, as each has a flag; offsets are the plan's.
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
        // SAFETY: the cells are those of the block.
        let flag = unsafe { flag(self.base, self.plan.cells[cell as usize].offset) };
        flag.load(Ordering::Acquire)
    }

    /// Who is to close the value of a cell, if that was made and is closed.
    pub(super) fn made_by(&self, cell: u32) -> Option<&MadeBy> {
        self.cells[cell as usize].made.get()?.by.as_ref()
    }

    /// The cells whose values were made, the youngest last.
    fn made(&self) -> Vec<u32> {
        let cells = (0..).zip(&self.cells).map(|(cell, _)| cell);
        let mut made: Vec<u32> = cells.filter(|&cell| self.is_made(cell)).collect();
        made.sort_by_key(|&cell| {
            let made = self.cells[cell as usize].made.get();
            made.map(|made| made.order)
        });
        made
    }

    /// Closes and drops what was made, on a task, if anything of it is closed. Else it is dropped with
    /// the block. No run may be left.
    pub(super) fn clean_up(self: &Arc<Self>, token: Option<TaskTrackerToken>) {
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
        let work = CleanUp {
            block: Arc::clone(self),
            left,
            _token: token,
        };
        runtime.spawn(work.run());
    }

    /// Where the value of a cell is.
    pub(super) fn value(&self, cell: u32) -> NonNull<u8> {
        let offset = self.plan.cells[cell as usize].offset;
        // SAFETY: it lies within the block.
        unsafe { self.base.add(offset) }
    }

    /// # Safety
    /// The value is live, used by nobody, and dead after.
    pub(super) unsafe fn drop_value(&self, cell: u32) {
        if let Some(drop) = self.plan.cells[cell as usize].drop {
            // SAFETY: the caller's.
            contain(|| unsafe { drop(self.value(cell).as_ptr()) });
        }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if !*self.is_taken.get_mut() {
            for cell in self.made().into_iter().rev() {
                // SAFETY: by the invariant it is live and the block's, and dead from now on; who could
                // use it kept the block.
                unsafe { self.drop_value(cell) };
            }
        }
        for cell in &mut self.cells {
            // Who watched is the user's.
            contain(|| drop(cell.made.take()));
        }
        // SAFETY: by the invariant.
        unsafe {
            if let Some(drop) = self.drop_injected {
                contain(|| drop(self.base.as_ptr()));
            }
            dealloc(self.base.as_ptr(), self.plan.layout);
        }
    }
}
