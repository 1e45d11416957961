//! The books of a run that has pending nodes: who waits for how many, and who can be polled.

use std::{cell::Cell, ptr::NonNull, slice};

use super::plan::Plan;

/// The state of a node, once the books are open.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum State {
    /// Not begun.
    Waiting = 0,
    /// Its future is alive in its slot.
    Pending,
    /// A [`Job`](super::detached::Job) has it.
    Detached,
    /// Its output is written.
    Done,
    /// It failed or was stopped, and nothing of it is left.
    Failed,
}

/// A view of the books of an arena.
#[derive(Clone, Copy)]
pub(super) struct Books<'a> {
    plan: &'a Plan,
    pub(super) states: &'a [Cell<State>],
    /// Before a node begins: how many of the nodes it needs are not done. After: 0, or one more than
    /// its place among the arrivals.
    waiting: &'a [Cell<u32>],
    /// The nodes that are done, in the order in which they ended.
    pub(super) order: &'a [Cell<u32>],
    /// The nodes with a waker of their own, in the order in which they got it.
    arrivals: &'a [Cell<u32>],
    /// Nodes that can be polled, a bit each.
    pub(super) runnable: &'a [Cell<u64>],
    /// Nodes whose futures are alive, a bit each.
    pending: &'a [Cell<u64>],
}

impl<'a> Books<'a> {
    /// Opens the books: nothing has begun.
    ///
    /// # Safety
    /// `base` is an arena laid out by `plan`, whose books are the caller's alone for `'a`.
    pub(super) unsafe fn open(base: NonNull<u8>, plan: &'a Plan) -> Self {
        let at = &plan.books;
        let count = plan.steps.len();
        // SAFETY: these are the places of the books, with room for as many entries.
        unsafe {
            let place = |offset: u32| base.add(offset as usize);
            place(at.states).write_bytes(State::Waiting as u8, count);
            place(at.runnable)
                .cast::<u64>()
                .write_bytes(0, count.div_ceil(64));
            place(at.pending)
                .cast::<u64>()
                .write_bytes(0, count.div_ceil(64));
            place(at.order).cast::<u32>().write_bytes(0, count);
            place(at.arrivals).cast::<u32>().write_bytes(0, count);
            let needs = NonNull::from(&*plan.needs).cast::<u32>();
            place(at.waiting)
                .cast::<u32>()
                .copy_from_nonoverlapping(needs, count);
            Self::of(base, plan)
        }
    }

    /// The books, which are open.
    ///
    /// # Safety
    /// As for `open`, which was called for this arena before.
    pub(super) unsafe fn of(base: NonNull<u8>, plan: &'a Plan) -> Self {
        /// # Safety
        /// There are `len` entries of type `T` at `offset`.
        unsafe fn book<'a, T>(base: NonNull<u8>, offset: u32, len: usize) -> &'a [Cell<T>] {
            // SAFETY: the caller's.
            unsafe { slice::from_raw_parts(base.add(offset as usize).cast().as_ptr(), len) }
        }
        let at = &plan.books;
        let count = plan.steps.len();
        // SAFETY: `open` has written all of them.
        unsafe {
            Self {
                plan,
                states: book(base, at.states, count),
                waiting: book(base, at.waiting, count),
                order: book(base, at.order, count),
                arrivals: book(base, at.arrivals, count),
                runnable: book(base, at.runnable, count.div_ceil(64)),
                pending: book(base, at.pending, count.div_ceil(64)),
            }
        }
    }

    pub(super) fn make_runnable(&self, node: u32) {
        let word = &self.runnable[node as usize / 64];
        word.set(word.get() | 1 << (node % 64));
    }

    /// Books that the future of a node is alive.
    pub(super) fn suspend(&self, node: u32) {
        self.states[node as usize].set(State::Pending);
        let word = &self.pending[node as usize / 64];
        word.set(word.get() | 1 << (node % 64));
    }

    /// Books that the future of a node is gone.
    pub(super) fn resume(&self, node: u32) {
        let word = &self.pending[node as usize / 64];
        word.set(word.get() & !(1 << (node % 64)));
    }

    /// Every node whose future is alive can be polled.
    pub(super) fn make_pending_runnable(&self) {
        for (runnable, pending) in self.runnable.iter().zip(self.pending) {
            runnable.set(runnable.get() | pending.get());
        }
    }

    /// Books a node as done, the `done`th one. Nodes that waited for nothing else can be polled.
    pub(super) fn complete(&self, node: u32, done: u32) {
        self.order[done as usize].set(node);
        self.states[node as usize].set(State::Done);
        for &dependent in self.plan.dependents(node) {
            let waiting = &self.waiting[dependent as usize];
            waiting.set(waiting.get() - 1);
            if waiting.get() == 0 {
                self.make_runnable(dependent);
            }
        }
    }

    /// The place of a node among the arrivals, which are `arrived` so far; a new one if it has none.
    pub(super) fn arrival(&self, node: u32, arrived: &mut u32) -> u32 {
        let place = &self.waiting[node as usize];
        if place.get() == 0 {
            self.arrivals[*arrived as usize].set(node);
            *arrived += 1;
            place.set(*arrived);
        }
        place.get() - 1
    }

    /// The node at a place among the arrivals.
    pub(super) fn arrived(&self, place: u32) -> u32 {
        self.arrivals[place as usize].get()
    }
}
