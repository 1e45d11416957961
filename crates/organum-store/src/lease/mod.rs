//! Leases: the right of one owner to work on one record, until it ends.
//!
//! - [`Lease`]: a granted right, with its epoch and its end.
//! - [`Leases`]: renews and gives back the leases of a store.
//! - [`LeaseKeeper`]: renews leases as long as they are held, or whatever else is [`Renewable`].
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

/// The id of one claim, which becomes the owner of the lease that is granted.
///
/// A new one is made for every claim, so that a claim whose answer was lost can be repeated: a store
/// grants the same lease to the same claim. An id is never used for another claim.
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
    /// An id that was never used before.
    #[allow(
        clippy::new_without_default,
        reason = "each one differs, so there is no default"
    )]
    pub fn new() -> Self {
        Self(unique())
    }

    /// The id with these bits: for stores, which read it.
    pub const fn from_uuid(id: Uuid) -> Self {
        Self(id)
    }

    /// Returns the bits: for stores, which write them.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The right to work on one record until it ends, unless it is renewed.
///
/// Each lease of a record has an *epoch*: a number that is greater than that of every lease of this
/// record before. What comes with an older epoch is refused by the store, so that an owner who was
/// stopped for a while cannot disturb the next one.
///
/// The holder counts the length from before the request was sent, on a monotonic clock (that of
/// tokio). The store counts from when the request arrived, which is later. So a lease has ended for
/// its holder before anybody else can have it, however wrong the wall clocks are.
///
/// Two leases are equal if they are one grant, however often it was renewed.
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
pub struct Lease {
    id: Uuid,
    owner: ClaimId,
    epoch: u64,
    length: Duration,
    since: Instant,
}

impl Lease {
    /// The lease that a store granted for the record `id` to `owner`, who counts its `length` from
    /// `sent`: from before the request was sent.
    pub const fn new(
        id: Uuid,
        owner: ClaimId,
        epoch: u64,
        length: Duration,
        sent: Instant,
    ) -> Self {
        Self {
            id,
            owner,
            epoch,
            length,
            since: sent,
        }
    }

    /// Returns the id of the record.
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// Returns the claim to which the lease was granted.
    pub const fn owner(&self) -> ClaimId {
        self.owner
    }

    /// Returns the epoch: the fencing token.
    pub const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Returns how long the lease lasts from each renewal.
    pub const fn length(&self) -> Duration {
        self.length
    }

    /// Returns the end, by the holder's clock, unless the lease is renewed.
    pub fn ends_at(&self) -> Instant {
        later(self.since, self.length)
    }

    /// Returns the time left, by the holder's clock: zero if the lease has ended.
    pub fn remaining(&self) -> Duration {
        self.ends_at().saturating_duration_since(Instant::now())
    }

    /// True if the lease has ended, by the holder's clock.
    pub fn has_ended(&self) -> bool {
        self.remaining().is_zero()
    }

    /// The lease was renewed by a request that was sent at this moment.
    pub fn renewed(&mut self, sent: Instant) {
        self.since = self.since.max(sent);
    }
}

impl PartialEq for Lease {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.owner, self.epoch) == (other.id, other.owner, other.epoch)
    }
}

impl Eq for Lease {}

/// The answer for one lease that was to be renewed.
// Exhaustive: whoever renews leases has to treat each answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Renewal {
    /// The lease lasts for its length from now on.
    Renewed,
    /// The lease is lost: it was given back, the record is finished or gone, or another owner has it.
    Lost,
    /// The record was locked by somebody else's transaction, and nothing is known of the lease: it is
    /// neither renewed nor lost, and is to be renewed again soon.
    Skipped,
}

/// A right that ends unless it is renewed: a [`Lease`], or what else is held for a time, such as a delivery
/// of a queue.
pub trait Renewable: Clone + fmt::Debug + Send + Sync + 'static {
    /// Returns how long it lasts from each renewal.
    fn length(&self) -> Duration;

    /// Returns the end, by the holder's clock, unless it is renewed.
    fn ends_at(&self) -> Instant;

    /// It was renewed by a request that was sent at this moment.
    fn renewed(&mut self, sent: Instant);
}

impl Renewable for Lease {
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

/// A store that grants leases, as far as those who hold them see it. A
/// [`LeaseKeeper`] renews them.
///
/// # Cancellation safety
/// A call whose future was dropped may have taken effect, or may do so later, but before any later
/// call for the same record.
pub trait Leases<L: Renewable = Lease>: Send + Sync + 'static {
    /// Renews leases, all in one call: each of them lasts for [its length](Renewable::length) from now on.
    /// The answers come in the order of the leases. The same lease may be among them twice.
    ///
    /// A lease that has ended, while nobody else was granted one, may be renewed or be lost.
    ///
    /// # Errors
    /// The store failed. What became of each lease is its [`Renewal`], and no error.
    fn renew<'a>(&'a self, leases: &'a [L]) -> StoreFuture<'a, Vec<Renewal>>;

    /// Gives a lease back, so that the next one who claims the record gets it at once. Nothing happens
    /// if the lease is lost.
    ///
    /// # Errors
    /// The store failed.
    fn release<'a>(&'a self, lease: &'a L) -> StoreFuture<'a, ()>;
}
