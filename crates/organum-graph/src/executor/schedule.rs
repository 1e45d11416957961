//! The schedule of a run that has pending nodes: the number of unfinished dependencies of each node, and
//! the set of nodes that can be polled.

use std::{cell::Cell, ptr::NonNull, slice};

use super::{plan::Plan, step::Step};

/// A view of the schedule of an arena.
///
/// A node that is neither pending nor detached has not begun, or has ended; an ended node is not runnable
/// any longer.
#[derive(Clone, Copy)]
pub(super) struct Schedule<'a> {
    base: NonNull<u8>,
    plan: &'a Plan,
}

/// A set of nodes, one bit each.
pub(super) type Bits<'a> = &'a [Cell<u64>];

/// Returns the bit of a node in its word of a set.
const fn bit(node: u32) -> u64 {
    1 << (node % 64)
}

impl<'a> Schedule<'a> {
    /// Initialises the schedule for a run in which no node has begun.
    ///
    /// # Safety
    /// `base` is an arena laid out by `plan`, and only the caller accesses its schedule during `'a`.
    pub(super) unsafe fn initialise(base: NonNull<u8>, plan: &'a Plan) -> Self {
        let at = &plan.schedule;
        let count = plan.steps.len();
        // SAFETY: these are the places of the schedule in the layout of the plan, with room for as many
        // entries.
        unsafe {
            let place = |offset: u32| base.add(offset as usize);
            for bits in [at.runnable, at.pending, at.detached] {
                place(bits).cast::<u64>().write_bytes(0, plan.words);
            }
            place(at.order).cast::<u32>().write_bytes(0, count);
            place(at.waker_order).cast::<u32>().write_bytes(0, count);
            let needs = NonNull::from(&*plan.needs).cast::<u32>();
            place(at.waiting)
                .cast::<u32>()
                .copy_from_nonoverlapping(needs, count);
            Self::of(base, plan)
        }
    }

    /// Resets the schedule for another run: no node has begun, and no node waits for a count of
    /// dependencies. The set of runnable nodes is left for the caller to write.
    ///
    /// # Safety
    /// The conditions of [`Self::initialise`] hold, and an earlier run called it for this arena.
    pub(super) unsafe fn reset(base: NonNull<u8>, plan: &'a Plan) -> Self {
        // SAFETY: the caller guarantees that the schedule was initialised and that only it accesses the
        // schedule.
        let schedule = unsafe { Self::of(base, plan) };
        for bits in schedule.pending().iter().chain(schedule.detached()) {
            bits.set(0);
        }
        schedule.forget_waiting();
        schedule
    }

    /// Returns the schedule of an arena, which was initialised before.
    ///
    /// # Safety
    /// The conditions of [`Self::initialise`] hold, and it was called for this arena before.
    pub(super) unsafe fn of(base: NonNull<u8>, plan: &'a Plan) -> Self {
        Self { base, plan }
    }

    fn cells<T>(self, offset: u32, len: usize) -> &'a [Cell<T>] {
        // SAFETY: `initialise` has written `len` entries of this type there. Only this view and its
        // copies access them, as the caller that made the view guaranteed.
        unsafe { slice::from_raw_parts(self.base.add(offset as usize).cast().as_ptr(), len) }
    }

    fn bits(self, offset: u32) -> Bits<'a> {
        self.cells(offset, self.plan.words)
    }

    /// Returns one number per node. Before the node begins: the number of its dependencies that are not
    /// done. After: 0, or one more than its position among the nodes with wakers of their own.
    fn waiting(self) -> &'a [Cell<u32>] {
        self.cells(self.plan.schedule.waiting, self.plan.steps.len())
    }

    /// Returns the completed nodes, in the order in which they ended.
    pub(super) fn order(self) -> &'a [Cell<u32>] {
        self.cells(self.plan.schedule.order, self.plan.steps.len())
    }

    /// Returns the nodes with a waker of their own, in the order in which they received it.
    fn waker_order(self) -> &'a [Cell<u32>] {
        self.cells(self.plan.schedule.waker_order, self.plan.steps.len())
    }

    /// Returns the nodes that can be polled.
    pub(super) fn runnable(self) -> Bits<'a> {
        self.bits(self.plan.schedule.runnable)
    }

    /// Returns the inline nodes whose futures are alive.
    pub(super) fn pending(self) -> Bits<'a> {
        self.bits(self.plan.schedule.pending)
    }

    /// Returns the nodes that a [`Job`](super::detached::Job) runs.
    pub(super) fn detached(self) -> Bits<'a> {
        self.bits(self.plan.schedule.detached)
    }

    pub(super) fn is_in(bits: Bits<'_>, node: u32) -> bool {
        bits[node as usize / 64].get() & bit(node) != 0
    }

    pub(super) fn add(bits: Bits<'_>, node: u32) {
        let word = &bits[node as usize / 64];
        word.set(word.get() | bit(node));
    }

    pub(super) fn remove(bits: Bits<'_>, node: u32) {
        let word = &bits[node as usize / 64];
        word.set(word.get() & !bit(node));
    }

    /// Makes every node whose future is alive runnable.
    #[inline]
    pub(super) fn make_pending_runnable(self) {
        for (runnable, pending) in self.runnable().iter().zip(self.pending()) {
            runnable.set(runnable.get() | pending.get());
        }
    }

    /// Marks a node as the `done`th completed one. Nodes that waited only for it become runnable.
    pub(super) fn complete(self, step: &Step, done: u32) {
        self.completion().complete(step, done);
    }

    /// Records a node as the `done`th one whose output is written.
    pub(super) fn record(self, node: u32, done: u32) {
        self.order()[done as usize].set(node);
    }

    /// Clears the counts of dependencies, for a run whose demand tracks them.
    pub(super) fn forget_waiting(self) {
        for waiting in self.waiting() {
            waiting.set(0);
        }
    }

    /// Returns the part of the schedule that is used when nodes complete, looked up once for several
    /// nodes.
    #[inline]
    pub(super) fn completion(self) -> Completion<'a> {
        Completion {
            plan: self.plan,
            order: self.order(),
            waiting: self.waiting(),
            runnable: self.runnable(),
        }
    }

    /// Returns the position of a node among the nodes with wakers of their own, of which there are
    /// `waker_count` so far. A node without a position gets the next one.
    pub(super) fn waker_position(self, node: u32, waker_count: &mut u32) -> u32 {
        let place = &self.waiting()[node as usize];
        if place.get() == 0 {
            self.waker_order()[*waker_count as usize].set(node);
            *waker_count += 1;
            place.set(*waker_count);
        }
        place.get() - 1
    }

    /// Returns the node at a position among the nodes with wakers of their own.
    pub(super) fn node_at_waker(self, place: u32) -> u32 {
        self.waker_order()[place as usize].get()
    }
}

/// The part of the [`Schedule`] in which a node is marked as done.
#[derive(Clone, Copy)]
pub(super) struct Completion<'a> {
    plan: &'a Plan,
    order: &'a [Cell<u32>],
    waiting: &'a [Cell<u32>],
    pub(super) runnable: Bits<'a>,
}

impl Completion<'_> {
    /// Marks a node as the `done`th completed one. Nodes that waited only for it become runnable.
    #[inline]
    pub(super) fn complete(&self, step: &Step, done: u32) {
        self.order[done as usize].set(step.index);
        for &dependent in self.plan.dependents(step) {
            let waiting = &self.waiting[dependent as usize];
            let left = waiting.get() - 1;
            waiting.set(left);
            if left == 0 {
                Schedule::add(self.runnable, dependent);
            }
        }
    }
}
