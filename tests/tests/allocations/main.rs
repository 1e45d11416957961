//! The number of allocations of runs. An allocator belongs to a whole program, so these tests are a
//! program of their own; the allocator counts per thread, so the tests may run concurrently.
#![allow(unsafe_code, reason = "an allocator is unsafe to be")]

mod event;
mod graph;

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

/// Counts the allocations of each thread, and the allocated bytes.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

// SAFETY: every call is forwarded to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        LIVE.set(LIVE.get().wrapping_add_unsigned(layout.size()));
        // SAFETY: the caller fulfils the contract of `alloc`, which the system's allocator has too.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get().wrapping_sub_unsigned(layout.size()));
        // SAFETY: the caller passes a block of this allocator, which is a block of the system's
        // allocator, with its layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Returns the number of allocations of `work`.
fn allocations(work: impl FnOnce()) -> usize {
    let before = COUNT.get();
    work();
    COUNT.get() - before
}

/// Returns the number of bytes that `work` leaves allocated.
fn left(work: impl FnOnce()) -> isize {
    let before = LIVE.get();
    work();
    LIVE.get() - before
}
