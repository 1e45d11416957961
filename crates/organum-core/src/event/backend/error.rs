//! Why a backend did not do what was asked.

use super::super::EncodeError;
use organum_base::Cause;

/// Why a backend did not do what was asked.
///
/// The text names the backend and what was asked of it: no address, no password, no payload.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackendError {
    /// The lease of a delivery has lapsed, or it is settled already. The message was delivered again,
    /// or will be: nothing is left to do about this delivery.
    #[error(
        "the lease of a message has lapsed in backend `{backend}`: extend it while a handler works, or ask for longer leases"
    )]
    Lapsed {
        /// The backend.
        backend: &'static str,
    },
    /// It cannot be reached, or is too busy. To ask again may help.
    #[error("backend `{backend}` cannot {doing} now")]
    Unavailable {
        /// The backend.
        backend: &'static str,
        /// What was asked.
        doing: &'static str,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// It refuses. To ask again is no use.
    #[error("backend `{backend}` failed to {doing}")]
    Failed {
        /// The backend.
        backend: &'static str,
        /// What was asked.
        doing: &'static str,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// An event cannot be written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl BackendError {
    /// May it help to ask again?
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// Has the lease lapsed?
    pub fn is_lapsed(&self) -> bool {
        matches!(self, Self::Lapsed { .. })
    }
}
