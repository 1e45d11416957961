//! The counters of a run.

/// The counters of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Events that were received for handling, including those from outside.
    pub events: u64,
    /// Events that organs emitted.
    pub emitted: u64,
    /// Calls of handlers that succeeded.
    pub handled: u64,
    /// Successful calls in which guards refused the event, and no later arm matched. They are part of `handled`.
    pub unhandled: u64,
    /// Events of a type that a handler listens for, but that none of its arms can match; counted once for
    /// each such handler.
    pub undelivered: u64,
    /// Attempts of handlers that failed, with or without a retry. Each is counted when it fails, whatever follows: the
    /// store of dead letters may refuse its letter, and the run may be dropped.
    pub failed: u64,
    /// Failed attempts of handlers that were retried.
    pub retried: u64,
    /// Events that became dead letters.
    pub dead_letters: u64,
    /// Times that an event was given back to the backend.
    pub nacked: u64,
    /// Deliveries whose lease expired before they were settled: another consumer handled the event.
    pub lapsed: u64,
    /// Times that the spine was idle.
    pub phases: u64,
}

impl Stats {
    /// Returns the counts since an earlier state of the counters.
    pub(crate) fn since(self, before: Self) -> Self {
        self.each(before, |now, before| now - before)
    }

    fn each(self, other: Self, count: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            events: count(self.events, other.events),
            emitted: count(self.emitted, other.emitted),
            handled: count(self.handled, other.handled),
            unhandled: count(self.unhandled, other.unhandled),
            undelivered: count(self.undelivered, other.undelivered),
            failed: count(self.failed, other.failed),
            retried: count(self.retried, other.retried),
            dead_letters: count(self.dead_letters, other.dead_letters),
            nacked: count(self.nacked, other.nacked),
            lapsed: count(self.lapsed, other.lapsed),
            phases: count(self.phases, other.phases),
        }
    }
}

impl std::ops::AddAssign for Stats {
    fn add_assign(&mut self, other: Self) {
        *self = self.each(other, |a, b| a + b);
    }
}
