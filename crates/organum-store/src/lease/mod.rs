//! Leases: the exclusive right of one owner to work on one record for a limited time.
//!
//! - [`Lease`]: a granted right, with its epoch and its end.
//! - [`Leases`]: a store that renews and releases leases.
//! - [`LeaseKeeper`]: renews leases, or any other [`Renewable`] right, as long as they are held.
//! - [`ClaimId`]: the id of one claim.

pub(crate) mod grant;
mod keeper;

use std::{fmt, time::Duration};

use organum_base::{clock::later, unique::unique};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use uuid::Uuid;

pub use self::keeper::{LeaseGuard, LeaseKeeper};
use crate::StoreFuture;

/// The id of one claim, which becomes the owner of the granted lease.
///
/// Every claim needs a new id, so that a claim whose answer was lost can be repeated: a store grants the
/// same lease to the same claim. An id must not be used for another claim.
///
/// ```
/// use organum_store::ClaimId;
///
/// assert_ne!(ClaimId::new(), ClaimId::new());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClaimId(Uuid);

impl ClaimId {
    /// Creates a new, unique id.
    #[allow(
        clippy::new_without_default,
        reason = "each one differs, so there is no default"
    )]
    pub fn new() -> Self {
        Self(unique())
    }

    /// Creates the id with these bits. This function is for stores, which read it.
    pub const fn from_uuid(id: Uuid) -> Self {
        Self(id)
    }

    /// Returns the bits. This function is for stores, which write them.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The exclusive right to work on one record until the lease ends, unless it is renewed.
///
/// Each lease of a record has an *epoch*: a number that is greater than the epochs of all earlier leases
/// of this record. The store refuses a call with an older epoch, so that an owner that was delayed cannot
/// disturb the next one.
///
/// The holder counts the length from before the request was sent, on a monotonic clock (that of tokio).
/// The store counts from the arrival of the request, which is later. So a lease ends for its holder
/// before another owner can get the record, however wrong the wall clocks are.
///
/// Two leases are equal if they come from the same grant, however often it was renewed.
///
/// `I` is the type of the ids of records: a [`Uuid`] in journals and stores of dead letters, a
/// [`Key`](crate::key::Key) in a [`Store`](crate::Store).
///
/// ```
/// use std::time::Duration;
/// use organum_store::{ClaimId, Lease};
/// use tokio::time::{Instant, advance};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let sent = Instant::now();
/// // The store answers ten seconds later.
/// advance(Duration::from_secs(10)).await;
/// let id = uuid::Uuid::now_v7();
/// let lease = Lease::new(id, ClaimId::new(), 1, Duration::from_secs(30), sent);
/// assert_eq!(lease.remaining(), Duration::from_secs(20));
/// assert_eq!(lease.ends_at(), sent + Duration::from_secs(30));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Lease<I = Uuid> {
    id: I,
    owner: ClaimId,
    epoch: u64,
    length: Duration,
    since: Instant,
}

impl<I> Lease<I> {
    /// Creates the lease that a store granted to `owner` for the record `id`. `length` counts from
    /// `sent`: a time before the request was sent.
    pub const fn new(id: I, owner: ClaimId, epoch: u64, length: Duration, sent: Instant) -> Self {
        Self {
            id,
            owner,
            epoch,
            length,
            since: sent,
        }
    }

    /// Returns the id of the record.
    pub const fn id(&self) -> I
    where
        I: Copy,
    {
        self.id
    }

    /// Returns the claim to which the lease was granted.
    pub const fn owner(&self) -> ClaimId {
        self.owner
    }

    /// Returns the epoch, which is the fencing token.
    pub const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Returns the time that the lease lasts after each renewal.
    pub const fn length(&self) -> Duration {
        self.length
    }

    /// Returns the end of the lease by the holder's clock, unless it is renewed.
    pub fn ends_at(&self) -> Instant {
        later(self.since, self.length)
    }

    /// Returns the time left by the holder's clock; zero if the lease has ended.
    pub fn remaining(&self) -> Duration {
        self.ends_at().saturating_duration_since(Instant::now())
    }

    /// Returns true if the lease has ended by the holder's clock.
    pub fn has_ended(&self) -> bool {
        self.remaining().is_zero()
    }

    /// Records that the lease was renewed by a request that was sent at this time.
    pub fn renewed(&mut self, sent: Instant) {
        self.since = self.since.max(sent);
    }
}

impl<I: PartialEq> PartialEq for Lease<I> {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, self.owner, self.epoch) == (&other.id, other.owner, other.epoch)
    }
}

impl<I: Eq> Eq for Lease<I> {}

/// Returns the length of leases that a user set, clamped to between 10 ms and one year. This function is for crates
/// whose stores or runners have such a setting.
#[doc(hidden)]
pub fn lease_length(length: Duration) -> Duration {
    const YEAR: Duration = Duration::from_hours(365 * 24);
    length.clamp(Duration::from_millis(10), YEAR)
}

/// The answer to the renewal of one lease.
// Exhaustive: the caller has to handle each answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Renewal {
    /// The lease lasts for its length from now on.
    Renewed,
    /// The lease is lost: it was released, the record is finished or removed, or another owner has it.
    Lost,
    /// Another transaction has locked the record, and the state of the lease is unknown: it is neither
    /// renewed nor lost, and the renewal is to be retried soon.
    Skipped,
}

/// A right that ends unless it is renewed: a [`Lease`], or another right with a time limit, such as a
/// delivery of a queue.
pub trait Renewable: Clone + fmt::Debug + Send + Sync + 'static {
    /// Returns the time that the right lasts after each renewal.
    fn length(&self) -> Duration;

    /// Returns the end of the right by the holder's clock, unless it is renewed.
    fn ends_at(&self) -> Instant;

    /// Records that the right was renewed by a request that was sent at this time.
    fn renewed(&mut self, sent: Instant);
}

impl<I: Clone + fmt::Debug + Send + Sync + 'static> Renewable for Lease<I> {
    fn length(&self) -> Duration {
        self.length
    }

    fn ends_at(&self) -> Instant {
        Lease::ends_at(self)
    }

    fn renewed(&mut self, sent: Instant) {
        Lease::renewed(self, sent);
    }
}

/// The part of a store that renews and releases the leases it has granted. A [`LeaseKeeper`] renews them.
///
/// # Cancel safety
/// A call whose future was dropped may have taken effect, or may take effect later, but before any later
/// call for the same record.
pub trait Leases<L: Renewable = Lease>: Send + Sync + 'static {
    /// Renews leases, all in one call: each of them lasts for [its length](Renewable::length) from now
    /// on. The answers are in the order of the leases. The same lease may occur twice.
    ///
    /// An ended lease may be renewed or lost, as long as no other owner was granted one.
    ///
    /// # Errors
    /// The store failed. The result for each lease is its [`Renewal`], not an error.
    fn renew<'a>(&'a self, leases: &'a [L]) -> StoreFuture<'a, Vec<Renewal>>;

    /// Releases a lease, so that the next claim of the record is granted at once. Releasing a lost lease
    /// has no effect.
    ///
    /// # Errors
    /// The store failed.
    fn release<'a>(&'a self, lease: &'a L) -> StoreFuture<'a, ()>;
}
