//! Counters of the calls to a store.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// The counters of a [`Guarded`](super::Guarded) store since its creation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallStats {
    /// The number of calls that ended; all attempts of a call count as one.
    pub calls: u64,
    /// The number of calls that failed in the end, including refused calls.
    pub failures: u64,
    /// The number of attempts after the first one of each call.
    pub retries: u64,
    /// The number of attempts that the open breaker refused.
    pub refused: u64,
    /// The total time that all attempts waited for their answers. An attempt that is answered at once did
    /// not wait.
    pub time: Duration,
    /// The longest time that an attempt waited.
    pub slowest: Duration,
}

#[derive(Default)]
pub(super) struct Counters {
    calls: AtomicU64,
    failures: AtomicU64,
    retries: AtomicU64,
    refused: AtomicU64,
    nanos: AtomicU64,
    slowest: AtomicU64,
}

impl Counters {
    pub(super) fn ended(&self, is_ok: bool) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        if !is_ok {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn waited(&self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
        self.slowest.fetch_max(nanos, Ordering::Relaxed);
    }

    pub(super) fn retried(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> CallStats {
        CallStats {
            calls: self.calls.load(Ordering::Relaxed),
            failures: self.failures.load(Ordering::Relaxed),
            retries: self.retries.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            time: Duration::from_nanos(self.nanos.load(Ordering::Relaxed)),
            slowest: Duration::from_nanos(self.slowest.load(Ordering::Relaxed)),
        }
    }
}
