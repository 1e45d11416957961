//! The clock of the runtime that a run is polled on.

use organum_store::{StoreError, StoreErrorKind};

pub(crate) use crate::policy::has_clock;

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
