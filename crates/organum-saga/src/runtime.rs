//! The runtime that a run is polled on.

/// True if something can be waited for, by the clock of a runtime.
pub(crate) fn has_clock() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}
