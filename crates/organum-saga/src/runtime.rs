//! The clock of the runtime that a run is polled on.

use std::time::Duration;

use organum_store::{StoreError, StoreErrorKind};

use crate::policy;

/// Returns true if the runtime has a clock, so that a timeout, a delay or the renewal of a lease is possible.
pub(crate) fn has_clock() -> bool {
    policy::timer(Duration::ZERO).is_some()
}

/// Refuses an operation on the sagas of a journal where their leases cannot be renewed.
///
/// # Errors
/// The runtime has no clock.
pub(crate) fn require_clock(operation: &'static str) -> Result<(), StoreError> {
    if has_clock() {
        return Ok(());
    }
    let error = StoreError::new(StoreErrorKind::Unavailable, "journal", operation);
    Err(error.with_detail(
        "leases need the clock of a tokio runtime: build it with `enable_time`, or use `#[tokio::main]`",
    ))
}
