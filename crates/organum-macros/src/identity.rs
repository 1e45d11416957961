//! Numbers that tell one expansion from another.

use std::sync::atomic::{AtomicU64, Ordering};

/// Returns a number that no other expansion of this crate's compilation has: where something is written
/// does not tell, as all that one call of a `macro_rules!` macro writes is at one place.
pub(crate) fn number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    if cfg!(test) {
        // Tests compare what is written.
        return 0;
    }
    NEXT.fetch_add(1, Ordering::Relaxed)
}
