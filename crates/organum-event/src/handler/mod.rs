//! A handler as a part of a spine, and one call of it, inside of all that stands around it.

mod call;

use std::time::Duration;

pub(crate) use self::call::{Tried, call, caught, hook};
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
    /// Its identity in ids.
    pub(crate) key: u64,
    pub(crate) timeout: Option<Duration>,
    pub(crate) on_failure: OnFailure,
    /// May what it emitted be emitted again without a call, and if so, by which version of it?
    pub(crate) cached: bool,
    pub(crate) version: u32,
    /// Does it want whatever it hears, so that it need not be asked?
    pub(crate) wants_all: bool,
    /// Is it a plain function with nothing around it, so that it is called directly?
    pub(crate) is_direct: bool,
    /// Is there nothing to do but to call it?
    pub(crate) is_plain: bool,
    /// Its own policy, if it has one.
    pub(crate) retry: Option<Retry>,
    /// The runtime's.
    pub(crate) default_retry: Retry,
}

impl Handler {
    /// What is done when it fails at an event: its own policy counts first, then that of the event,
    /// then that of the runtime.
    pub(crate) fn retry(&self, event: &EventTable) -> Retry {
        self.retry.or(event.retry).unwrap_or(self.default_retry)
    }
}

/// How an organ is called.
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
