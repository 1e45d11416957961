//! Counts heap allocations, in a separate pass.
//!
//! The allocator forwards everything to the system's. While counting is off, which is the case in every
//! timed section, it adds only one relaxed load and a branch to an allocation.

#![expect(
    unsafe_code,
    reason = "a global allocator cannot be written without; it only forwards"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

static COUNTING: AtomicBool = AtomicBool::new(false);
static COUNT: AtomicU64 = AtomicU64::new(0);

/// The system's allocator, with an optional counter. A benchmark makes it its global allocator.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counting;

/// Returns the number of allocations and reallocations in all threads while `run` ran.
///
/// Returns 0 in a program whose global allocator is not [`Counting`].
pub fn count(run: impl FnOnce()) -> u64 {
    let before = COUNT.load(Relaxed);
    COUNTING.store(true, Relaxed);
    run();
    COUNTING.store(false, Relaxed);
    COUNT.load(Relaxed) - before
}

#[inline]
fn note() {
    if COUNTING.load(Relaxed) {
        COUNT.fetch_add(1, Relaxed);
    }
}

// SAFETY: every method forwards its arguments to `System` unchanged and returns its result, so the
// contract of `GlobalAlloc` holds because `System` keeps it; `note` neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`, which is that of `System.alloc`.
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc_zeroed`, which is that of `System`.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        // SAFETY: `block` was allocated by `System` with `layout`, since all methods of this impl forward
        // to `System`; the caller guarantees a valid `size`.
        unsafe { System.realloc(block, layout, size) }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: `block` was allocated by `System` with `layout`, since all methods of this impl forward
        // to `System`.
        unsafe { System.dealloc(block, layout) }
    }
}
