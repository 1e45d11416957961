//! What a run came to, in numbers.

/// What a run came to, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Events that were taken up, those from outside included.
    pub events: u64,
    /// Events that organs emitted.
    pub emitted: u64,
    /// Calls of handlers that succeeded.
    pub handled: u64,
    /// Those of them in which guards refused the event, and no later arm took it.
    pub unhandled: u64,
    /// Events that a handler listens for, and that were not delivered to it, as none of its arms can
    /// match them; once for each such handler.
    pub undelivered: u64,
    /// Calls of handlers that failed and were tried again.
    pub retried: u64,
    /// Dead letters.
    pub dead_letters: u64,
    /// Times that an event was left to the backend.
    pub nacked: u64,
    /// Deliveries whose lease lapsed before they were settled: whoever got the event next handled it.
    pub lapsed: u64,
    /// Times that the spine was idle.
    pub phases: u64,
}

impl Stats {
    /// What has come since an earlier look.
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
