//! Numbers that identify expansions.

use std::sync::atomic::{AtomicU64, Ordering};

/// Returns a number that is unique among the expansions of this crate's compilation. The place of an
/// expansion is not unique, as everything that one call of a `macro_rules!` macro writes is at one place.
pub(crate) fn number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    if cfg!(test) {
        // Tests compare the generated code.
        return 0;
    }
    NEXT.fetch_add(1, Ordering::Relaxed)
}
