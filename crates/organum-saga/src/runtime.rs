//! The runtime on which a run is polled.

/// True if there is a runtime with a clock, so that timeouts and delays work.
pub(crate) fn has_clock() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}
