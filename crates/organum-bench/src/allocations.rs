//! Counts heap allocations, in a pass of its own.
//!
//! The allocator hands everything to the system's. While counting is off, which it is whenever
//! something is timed, all it adds to an allocation is one relaxed load and a branch that is never
//! taken.

#![expect(
    unsafe_code,
    reason = "a global allocator cannot be written without; it only forwards"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

static COUNTING: AtomicBool = AtomicBool::new(false);
static COUNT: AtomicU64 = AtomicU64::new(0);

/// The system's allocator, counting when asked to. A benchmark makes it its global allocator.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counting;

/// Returns the number of allocations and reallocations, in any thread, while `run` ran.
///
/// Always 0 in a program whose global allocator is not [`Counting`].
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

// SAFETY: every method forwards its arguments to `System` unchanged and returns what it returns,
// so `System` keeping the contract keeps it here; `note` neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller's promises are those `System` asks for.
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller fulfils the contract of `alloc_zeroed`, which `System` has too.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        // SAFETY: the caller fulfils the contract of `realloc`; `block` came from `System`, like every
        // block of this allocator.
        unsafe { System.realloc(block, layout, size) }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller fulfils the contract of `dealloc`; `block` came from `System`, like every
        // block of this allocator.
        unsafe { System.dealloc(block, layout) }
    }
}
