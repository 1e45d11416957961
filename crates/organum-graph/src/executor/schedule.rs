//! The schedule of a run that has pending nodes: who waits for how many, and who can be polled.

use std::{cell::Cell, ptr::NonNull, slice};

use super::{plan::Plan, step::Step};

/// A view of the schedule of an arena.
///
/// A node that is neither pending nor detached has not begun, or is over: then it is runnable no
/// more.
#[derive(Clone, Copy)]
pub(super) struct Schedule<'a> {
    base: NonNull<u8>,
    plan: &'a Plan,
}

/// A set of nodes, a bit each.
pub(super) type Bits<'a> = &'a [Cell<u64>];

/// The bit of a node in its word of a set.
const fn bit(node: u32) -> u64 {
    1 << (node % 64)
}

impl<'a> Schedule<'a> {
    /// Initialises the schedule: nothing has begun.
    ///
    /// # Safety
    /// `base` is an arena laid out by `plan`, whose schedule is the caller's alone for `'a`.
    pub(super) unsafe fn initialise(base: NonNull<u8>, plan: &'a Plan) -> Self {
        let at = &plan.schedule;
        let count = plan.steps.len();
        // SAFETY: these are the places of the schedule, with room for as many entries.
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

    /// Resets the schedule for another run: nothing has begun, and no node waits. Who can be polled is left to be
    /// written.
    ///
    /// # Safety
    /// As for `open`, which was called for this arena by an earlier run.
    pub(super) unsafe fn reset(base: NonNull<u8>, plan: &'a Plan) -> Self {
        // SAFETY: the caller's.
        let schedule = unsafe { Self::of(base, plan) };
        for bits in schedule.pending().iter().chain(schedule.detached()) {
            bits.set(0);
        }
        schedule.forget_waiting();
        schedule
    }

    /// The schedule, which is initialised.
    ///
    /// # Safety
    /// As for `open`, which was called for this arena before.
    pub(super) unsafe fn of(base: NonNull<u8>, plan: &'a Plan) -> Self {
        Self { base, plan }
    }

    fn cells<T>(self, offset: u32, len: usize) -> &'a [Cell<T>] {
        // SAFETY: `open` has written `len` entries of this type there, and they are this view's and
        // its copies' alone: whoever made the view has promised it.
        unsafe { slice::from_raw_parts(self.base.add(offset as usize).cast().as_ptr(), len) }
    }

    fn bits(self, offset: u32) -> Bits<'a> {
        self.cells(offset, self.plan.words)
    }

    /// Before a node begins: how many of the nodes it needs are not done. After: 0, or one more than
    /// its place among the nodes with wakers of their own.
    fn waiting(self) -> &'a [Cell<u32>] {
        self.cells(self.plan.schedule.waiting, self.plan.steps.len())
    }

    /// The nodes that are done, in the order in which they ended.
    pub(super) fn order(self) -> &'a [Cell<u32>] {
        self.cells(self.plan.schedule.order, self.plan.steps.len())
    }

    /// The nodes with a waker of their own, in the order in which they got it.
    fn waker_order(self) -> &'a [Cell<u32>] {
        self.cells(self.plan.schedule.waker_order, self.plan.steps.len())
    }

    /// Nodes that can be polled.
    pub(super) fn runnable(self) -> Bits<'a> {
        self.bits(self.plan.schedule.runnable)
    }

    /// Inline nodes whose futures are alive.
    pub(super) fn pending(self) -> Bits<'a> {
        self.bits(self.plan.schedule.pending)
    }

    /// Nodes that a [`Job`](super::detached::Job) has.
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

    /// Every node whose future is alive can be polled.
    #[inline]
    pub(super) fn make_pending_runnable(self) {
        for (runnable, pending) in self.runnable().iter().zip(self.pending()) {
            runnable.set(runnable.get() | pending.get());
        }
    }

    /// Marks a node as done, the `done`th one. Nodes that waited for nothing else can be polled.
    pub(super) fn complete(self, step: &Step, done: u32) {
        self.completion().complete(step, done);
    }

    /// Marks that the output of a node is written, the `done`th one.
    pub(super) fn record(self, node: u32, done: u32) {
        self.order()[done as usize].set(node);
    }

    /// No node waits: who waits for what is recorded elsewhere.
    pub(super) fn forget_waiting(self) {
        for waiting in self.waiting() {
            waiting.set(0);
        }
    }

    /// What is touched when a node is done, found once for many.
    #[inline]
    pub(super) fn completion(self) -> Completion<'a> {
        Completion {
            plan: self.plan,
            order: self.order(),
            waiting: self.waiting(),
            runnable: self.runnable(),
        }
    }

    /// The place of a node among the arrivals, of which there are `waker_count` so far; a new one if it has none.
    pub(super) fn waker_position(self, node: u32, waker_count: &mut u32) -> u32 {
        let place = &self.waiting()[node as usize];
        if place.get() == 0 {
            self.waker_order()[*waker_count as usize].set(node);
            *waker_count += 1;
            place.set(*waker_count);
        }
        place.get() - 1
    }

    /// The node at a place among the nodes with wakers of their own.
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
    /// Marks a node as done, the `done`th one. Nodes that waited for nothing else can be polled.
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
