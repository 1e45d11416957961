//! A handler as a part of a spine, and one call of it inside its layers.

mod call;

use std::time::Duration;

pub(crate) use self::call::{AttemptResult, call, caught, hook};
use super::{
    ErasedOrgan,
    table::{EventTable, OnFailure, Row},
};
use crate::policy::Retry;

/// A handler as a part of a spine.
pub(crate) struct Handler {
    pub(crate) row: Row,
    /// The name of the organ's type.
    pub(crate) organ: &'static str,
    /// The organ's field and the handler: its identity, for people and in stores.
    pub(crate) place: String,
    /// The handler's identity in ids.
    pub(crate) key: u64,
    pub(crate) timeout: Option<Duration>,
    pub(crate) on_failure: OnFailure,
    /// True if the emissions of the handler may be cached, under the version of the organ.
    pub(crate) cached: bool,
    pub(crate) version: u32,
    /// True if the patterns match every event that is dispatched to the handler, and need no check.
    pub(crate) wants_all: bool,
    /// True if the handler is plain and not an `async fn`, so that it is called without a future.
    pub(crate) is_direct: bool,
    /// True if the handler has no timeout, no layers and no cache.
    pub(crate) is_plain: bool,
    /// The handler's own policy, if it has one.
    pub(crate) retry: Option<Retry>,
    /// The policy of the runtime.
    pub(crate) default_retry: Retry,
}

impl Handler {
    /// Returns the retries of the handler for an event: its own policy applies first, then that of the
    /// event, then that of the runtime.
    pub(crate) fn retry(&self, event: &EventTable) -> Retry {
        self.retry.or(event.retry).unwrap_or(self.default_retry)
    }
}

/// Exclusive or shared access to the organ of a handler.
pub(crate) enum Access<'a> {
    Alone(&'a mut dyn ErasedOrgan),
    Shared(&'a dyn ErasedOrgan),
}

impl Access<'_> {
    pub(crate) fn organ(&self) -> &dyn ErasedOrgan {
        match self {
            Self::Alone(organ) => &**organ,
            Self::Shared(organ) => *organ,
        }
    }

    pub(crate) fn lend(&mut self) -> Access<'_> {
        match self {
            Self::Alone(organ) => Access::Alone(&mut **organ),
            Self::Shared(organ) => Access::Shared(*organ),
        }
    }
}
