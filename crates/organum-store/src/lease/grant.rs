//! The stored form of a lease.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::{ClaimId, Lease};

/// The stored form of a lease, next to the record. Times are those of the store's clock, since an origin
/// of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) owner: ClaimId,
    pub(crate) epoch: u64,
    length: Duration,
    /// The end of the lease; `None` if the lease was released or ended with the record.
    until: Option<Duration>,
}

impl Grant {
    pub(crate) fn new(owner: ClaimId, epoch: u64, length: Duration, now: Duration) -> Self {
        Self {
            owner,
            epoch,
            length,
            until: Some(now + length),
        }
    }

    /// The time left, if the lease has not ended. A lease that would last for more than twice its length
    /// was granted before the clock was set back, and has ended. A clock that goes back by less, as
    /// adjusted clocks do, ends no lease: that would grant the record to two owners at once.
    pub(crate) fn left(&self, now: Duration) -> Option<Duration> {
        let left = self.until?.checked_sub(now)?;
        (!left.is_zero() && left <= 2 * self.length).then(|| left.min(self.length))
    }

    /// The end of the lease, unless it was released or ended with the record.
    pub(crate) fn until(&self) -> Option<Duration> {
        self.until
    }

    /// Returns true if the claim has the lease. The lease may have ended, as long as no other claim was
    /// granted one.
    pub(crate) fn is_of(&self, claim: ClaimId) -> bool {
        self.owner == claim && self.until.is_some()
    }

    /// Returns true if this is the lease, released or not.
    pub(crate) fn was<I>(&self, lease: &Lease<I>) -> bool {
        (self.owner, self.epoch) == (lease.owner(), lease.epoch())
    }

    /// Returns true if this is the lease and it was not released.
    pub(crate) fn is<I>(&self, lease: &Lease<I>) -> bool {
        self.was(lease) && self.until.is_some()
    }

    pub(crate) fn extend(&mut self, length: Duration, now: Duration) {
        self.length = length;
        self.until = Some(now + length);
    }

    pub(crate) fn end(&mut self) {
        self.until = None;
    }

    /// The lease as the caller gets it, whose request was sent now.
    pub(crate) fn lease<I>(&self, id: I) -> Lease<I> {
        Lease::new(id, self.owner, self.epoch, self.length, Instant::now())
    }
}

/// The epochs of one store. They are counted for all records together, so that the epochs of a removed
/// record do not start again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Epochs(u64);

impl Epochs {
    /// Returns `max(previous + 1, clock in microseconds)`.
    pub(crate) fn next(&mut self) -> u64 {
        let clock = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let clock = u64::try_from(clock.as_micros()).unwrap_or(0);
        self.0 = clock.max(self.0.saturating_add(1));
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_lease_that_outlasts_its_length_was_granted_before_the_clock_was_set_back() {
        let hour = 3600 * SECOND;
        let grant = Grant::new(ClaimId::new(), 1, 30 * SECOND, hour);
        assert_eq!(grant.left(hour + SECOND), Some(29 * SECOND));
        assert_eq!(grant.left(hour + 30 * SECOND), None);
        assert_eq!(grant.left(SECOND), None);
    }

    #[test]
    fn a_clock_that_is_adjusted_ends_no_lease() {
        let grant = Grant::new(ClaimId::new(), 1, 30 * SECOND, 60 * SECOND);
        assert_eq!(grant.left(59 * SECOND), Some(30 * SECOND));
        assert_eq!(grant.left(40 * SECOND), Some(30 * SECOND));
    }

    #[test]
    fn epochs_follow_the_clock_and_never_go_back() {
        let mut epochs = Epochs::default();
        let first = epochs.next();
        assert!(first > 1_000_000_000_000_000, "microseconds since 1970");
        epochs.0 = u64::MAX - 1;
        assert_eq!(epochs.next(), u64::MAX, "the clock was set back");
    }
}
