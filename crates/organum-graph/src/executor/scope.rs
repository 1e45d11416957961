//! Values that the runs of one runner share: those of nodes with `scope = "runner"`.
//!
//! They lie in one block with the injected values, behind them, so who takes one finds it as it finds
//! an injected value. In front of each lies a flag that says whether it was made. It is made by the run
//! that has the *turn*, which is one at a time; a turn that ends without a value goes to the next run
//! that waits for it. What was made stays until the runner is shut down or dropped.
//!
//! Invariant of a cell: its value is live from the moment its flag is set, and not written from then
//! on; before that, only who has the turn touches it. The flag is set once, by the turn.

use std::{
    alloc::{Layout, alloc, dealloc, handle_alloc_error},
    any::TypeId,
    future::Future,
    pin::Pin,
    ptr::NonNull,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    runtime::Handle,
    sync::{AcquireError, OwnedSemaphorePermit, Semaphore, TryAcquireError},
};
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use super::{
    arena::contain,
    closing::{Closer, close_value, report_close},
    inputs::Inputs,
    plan::Plan,
    step::{DropFn, Frame, Operations, Progress, Step, drop_fn},
    watch::Watch,
};
use crate::observe::Outcome;

/// What is known of a shared value.
pub(crate) struct CellPlan {
    name: &'static str,
    output: TypeId,
    value: Layout,
    drop: Option<DropFn>,
    close: Option<Closer>,
    /// Where it lies in the block. Its flag lies right before it.
    pub(super) offset: usize,
}

impl CellPlan {
    pub(super) fn of(name: &'static str, operations: &Operations) -> Self {
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
pub(crate) struct ScopePlan {
    graph: &'static str,
    pub(super) layout: Layout,
    pub(super) cells: Box<[CellPlan]>,
    /// A value is closed, so runs are counted.
    pub(crate) closes: bool,
}

impl ScopePlan {
    /// Values behind injected ones of this layout.
    pub(super) fn new(
        graph: &'static str,
        injected: Layout,
        cells: impl Iterator<Item = CellPlan>,
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
        let cells: Box<[CellPlan]> = cells
            .map(|cell| {
                // So that the byte before the value is free.
                place(Layout::new::<AtomicBool>());
                let offset = place(cell.value);
                CellPlan { offset, ..cell }
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
    pub(super) fn find(&self, output: TypeId) -> Option<u32> {
        let found = self.cells.iter().position(|cell| cell.output == output)?;
        u32::try_from(found).ok()
    }

    /// The first value that is closed, by name.
    pub(crate) fn closing(&self) -> Option<&'static str> {
        let mut cells = self.cells.iter();
        Some(cells.find(|cell| cell.close.is_some())?.name)
    }
}

/// The flag of the value at `offset`.
///
/// # Safety
/// `base` is a block in which a cell has its value there; it lives as long as `'a`.
unsafe fn flag<'a>(base: NonNull<u8>, offset: usize) -> &'a AtomicBool {
    // SAFETY: the caller's; the byte before a value is its flag, which is written when the block is
    // made.
    unsafe { base.add(offset - 1).cast().as_ref() }
}

/// The step of a shared value where no run is at work on it: is it there? If it is not, this fails
/// without a cause, and the run has to come by it with more care.
///
/// # Safety
/// As [`StepFn`](super::step::StepFn).
pub(super) unsafe fn look(
    frame: &mut Frame,
    step: &Step,
    _: &mut Context<'_>,
    _: bool,
) -> Progress {
    // SAFETY: the second base of a run that takes shared values is the block of its runner, which the
    // plan of the run fits: see `occupy`.
    let flag = unsafe { flag(frame.bases[1], step.output as usize) };
    if flag.load(Ordering::Acquire) {
        Progress::Ready
    } else {
        Progress::Failed
    }
}

/// The shared values of a runner. Dropped with it.
pub(super) struct Scope {
    block: Arc<Block>,
    /// The task that closes the values, if there is one.
    closing: TaskTracker,
}

impl Scope {
    /// No value was made yet. The block begins with the injected values.
    pub(super) fn new<J: Inputs>(plan: Arc<ScopePlan>, injected: J) -> Self {
        Self {
            block: Arc::new(Block::new(plan, injected)),
            closing: TaskTracker::new(),
        }
    }

    pub(super) fn base(&self) -> NonNull<u8> {
        self.block.base
    }

    /// Are the values where this plan expects them?
    pub(super) fn fits(&self, plan: &Plan) -> bool {
        plan.scope
            .as_ref()
            .is_some_and(|scope| Arc::ptr_eq(scope, &self.block.plan))
    }

    /// Was every value made that this plan takes?
    pub(super) fn is_complete(&self, plan: &Plan) -> bool {
        let mut shared = plan.nodes.iter().filter_map(|node| node.shared);
        shared.all(|shared| self.block.is_made(shared.cell))
    }

    pub(super) fn is_made(&self, cell: u32) -> bool {
        self.block.is_made(cell)
    }

    /// Asks for the turn of a cell.
    pub(super) fn turn(&self, cell: u32) -> Gate {
        let turns = Arc::clone(&self.block.cells[cell as usize].turns);
        match Arc::clone(&turns).try_acquire_owned() {
            Ok(permit) => Gate::Mine(Turn {
                block: Arc::clone(&self.block),
                cell,
                _permit: permit,
            }),
            Err(TryAcquireError::Closed) => Gate::Made,
            Err(TryAcquireError::NoPermits) => Gate::Waits(Waiting {
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
    pub(super) async fn close(&self) {
        self.block.clean_up(Some(self.closing.token()));
        self.closing.close();
        self.closing.wait().await;
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        // Every run keeps the runner, so none is left.
        self.block.clean_up(None);
    }
}

/// How a run stands with a value that is not there.
pub(super) enum Gate {
    /// It is there now.
    Made,
    /// Another run has the turn.
    Waits(Waiting),
    /// It is for this run to make.
    Mine(Turn),
}

/// A run in the queue for a turn. Dropped, it leaves the queue.
pub(super) struct Waiting {
    block: Arc<Block>,
    cell: u32,
    turn: Pin<Box<dyn Future<Output = Result<OwnedSemaphorePermit, AcquireError>> + Send>>,
}

impl Waiting {
    /// The turn, or none if the value was made meanwhile.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Turn>> {
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
pub(super) struct Turn {
    block: Arc<Block>,
    cell: u32,
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// The value was made, by this node of a run; `runtime` is where it is closed.
    ///
    /// # Safety
    /// The value is written.
    pub(super) unsafe fn publish(self, made: MadeBy) {
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
pub(super) struct MadeBy {
    pub(super) node: u32,
    /// Who watched the run, if anybody did: told of the close.
    pub(super) watch: Option<Arc<Watch>>,
    pub(super) runtime: Option<Handle>,
}

/// That a value was made.
struct Made {
    /// How many were made before it.
    order: usize,
    /// None where there is nothing to close.
    by: Option<MadeBy>,
}

/// What is kept of a value beside itself and its flag.
struct Cell {
    /// One turn; closed once the value is made.
    turns: Arc<Semaphore>,
    /// Set right before the flag.
    made: OnceLock<Made>,
}

/// The injected values of a runner, then the shared ones.
///
/// Invariant: `base` is allocated with the layout of `plan`, begins with live injected values, and its
/// cells are as the module says. Until `is_taken`, the values whose flags are set are the block's to drop;
/// then they are those of the clean-up that took them.
struct Block {
    base: NonNull<u8>,
    plan: Arc<ScopePlan>,
    drop_injected: Option<DropFn>,
    cells: Box<[Cell]>,
    /// How many values were made.
    count: AtomicUsize,
    is_taken: AtomicBool,
}

// SAFETY: what lies in it is `Send + Sync`, by the proofs of inputs and of outputs.
unsafe impl Send for Block {}
// SAFETY: as above.
unsafe impl Sync for Block {}

impl Block {
    fn new<J: Inputs>(plan: Arc<ScopePlan>, injected: J) -> Self {
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

    fn is_made(&self, cell: u32) -> bool {
        // SAFETY: the cells are those of the block.
        let flag = unsafe { flag(self.base, self.plan.cells[cell as usize].offset) };
        flag.load(Ordering::Acquire)
    }

    /// Who is to close the value of a cell, if that was made and is closed.
    fn made_by(&self, cell: u32) -> Option<&MadeBy> {
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
    fn clean_up(self: &Arc<Self>, token: Option<TaskTrackerToken>) {
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
    fn value(&self, cell: u32) -> NonNull<u8> {
        let offset = self.plan.cells[cell as usize].offset;
        // SAFETY: it lies within the block.
        unsafe { self.base.add(offset) }
    }

    /// # Safety
    /// The value is live, used by nobody, and dead after.
    unsafe fn drop_value(&self, cell: u32) {
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

/// The shared values of a runner without runs, some of which are closed.
///
/// Invariant: `left` are live, the youngest last, and this one's alone.
struct CleanUp {
    block: Arc<Block>,
    left: Vec<u32>,
    /// Tells who waits for the closes that they are not over.
    _token: Option<TaskTrackerToken>,
}

impl CleanUp {
    async fn run(mut self) {
        while let Some(&cell) = self.left.last() {
            if let Some(closer) = self.block.plan.cells[cell as usize].close {
                // SAFETY: by the invariant the value is live, and used by nobody until it is dropped,
                // which is after this future.
                let closing = unsafe { close_value(self.block.value(cell), closer) };
                let (outcome, took) = closing.await;
                self.report(cell, outcome, took);
            }
            self.drop_youngest();
        }
    }

    /// Tells how the close of a value ended.
    fn report(&self, cell: u32, outcome: Outcome, took: Duration) {
        if let Some(by) = self.block.made_by(cell)
            && let Some(watch) = &by.watch
        {
            watch.tell_node_closed(by.node, outcome, took);
        }
        let plan = &self.block.plan;
        report_close(plan.graph, plan.cells[cell as usize].name, outcome, took);
    }

    fn drop_youngest(&mut self) {
        let Some(cell) = self.left.pop() else { return };
        // SAFETY: by the invariant it is live, and it is left no more.
        unsafe { self.block.drop_value(cell) };
    }
}

impl Drop for CleanUp {
    fn drop(&mut self) {
        // Values are left if the runtime ended before the task.
        while let Some(&cell) = self.left.last() {
            if self.block.made_by(cell).is_some() {
                self.report(cell, Outcome::Cancelled, Duration::ZERO);
            }
            self.drop_youngest();
        }
    }
}
