//! Dead letters: failed events and steps are stored, so that they can be inspected, redriven or discarded.
//!
//! The name is that of Gregor Hohpe and Bobby Woolf, *Enterprise Integration Patterns*, 2003, "Dead
//! Letter Channel".
//!
//! - [`DeadLetters`]: the trait of stores of [`DeadLetter`]s. [`MemoryDeadLetters`]: a store that lasts
//!   as long as the process.
//! - [`record_failure`], [`remove_if`]: operations on a letter that take more than one call.
//! - [`Redriver`]: retries the letters of one origin.

mod actions;
mod letter;
mod memory;
mod state;

use std::{future::Future, pin::Pin, time::Duration};

pub use self::{
    actions::{record_failure, remove_if},
    letter::{DeadLetter, DeadLetterCursor, DeadLetterFilter, DeadLetterId, DeadLetterReason},
    memory::{MemoryDeadLetters, WhenFull},
    state::DeadLetterState,
};
use crate::{ClaimId, Lease, Leases, StoreFuture};

/// A dead letter with its lease: no other caller changes or removes the letter while the lease lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimedLetter {
    /// The letter.
    pub letter: DeadLetter,
    /// The revision of the letter, which changes with each update.
    pub revision: u64,
    /// The lease of the letter.
    pub lease: Lease,
}

impl ClaimedLetter {
    /// Creates a claimed letter with this revision and lease. This function is for stores.
    pub fn new(letter: DeadLetter, revision: u64, lease: Lease) -> Self {
        Self {
            letter,
            revision,
            lease,
        }
    }
}

/// The answer of [`DeadLetters::claim`].
// Exhaustive: the caller has to handle each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeadLetterClaim {
    /// The letter is leased to this claim.
    Granted(ClaimedLetter),
    /// Another claim has the letter: it is being redriven or discarded.
    Busy {
        /// The time until that lease ends, unless it is renewed.
        left: Duration,
    },
    /// There is no letter with this id.
    Absent,
}

/// A store of dead letters.
///
/// A letter is redriven or discarded by one claim at a time. A call with an older epoch is refused with
/// [`LeaseLost`](crate::StoreErrorKind::LeaseLost), and a call based on an older revision with
/// [`Conflict`](crate::StoreErrorKind::Conflict). A holder whose lease has ended may or may not be
/// refused, as long as no other claim was granted one. An epoch is `max(previous + 1, the clock of the
/// store in microseconds)`.
///
/// **Every call may be repeated with equal arguments and gives the same answer**, since the first answer
/// may have been lost.
///
/// A full store answers [`Full`](crate::StoreErrorKind::Full). A store in memory may drop the oldest letters
/// instead, which it reports.
///
/// # Cancel safety
/// A call whose future was dropped may have taken effect, or may take effect later, but before any later
/// call for the same letter. The call takes effect completely or not at all.
pub trait DeadLetters: Leases {
    /// Stores a new letter. A letter that was removed since a first call is stored again.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreErrorKind::Conflict): there is a different letter with this id, see
    /// [`record_failure`].
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()>;

    /// Returns the matching letters after the position `after`, the oldest [first](DeadLetterCursor), at
    /// most `limit` of them. After the position of a removed letter, the list continues with the younger
    /// letters.
    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>>;

    /// Returns the letter with this id.
    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>>;

    /// Leases a letter for `length`, if it is not leased.
    ///
    /// A repeated call by the claim that has the lease returns the same lease, for `length` from now on,
    /// with the current letter.
    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim>;

    /// Stores `letter` in place of the claimed one and returns the new revision, which the caller has to
    /// set in `claimed` before the next change. The claim keeps the lease.
    ///
    /// # Errors
    /// - [`LeaseLost`](crate::StoreErrorKind::LeaseLost): the lease was released, the letter was removed,
    ///   or another owner has been granted a lease.
    /// - [`Conflict`](crate::StoreErrorKind::Conflict): the letter was changed since it was claimed.
    /// - [`Refused`](crate::StoreErrorKind::Refused): the id or the time of the letter differs.
    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64>;

    /// Removes the claimed letter. Removing a letter that is already gone is not an error.
    ///
    /// # Errors
    /// - [`LeaseLost`](crate::StoreErrorKind::LeaseLost): the lease was released, or another owner has
    ///   been granted one.
    /// - [`Conflict`](crate::StoreErrorKind::Conflict): the letter was changed since it was claimed.
    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()>;

    /// Returns the number of letters that the store has dropped for newer ones since the last call of this
    /// method, for observers. A store that drops no letters keeps this default.
    fn take_dropped(&self) -> u64 {
        0
    }
}

/// The future of a redrive.
pub type RedriveFuture<'a> = Pin<Box<dyn Future<Output = Result<(), RedriveError>> + Send + 'a>>;

/// Retries the dead letters of one origin, such as a spine or a saga.
pub trait Redriver: Send {
    /// Returns the name of the spine or saga whose letters are retried.
    fn origin(&self) -> &str;

    /// Returns true if letters of this spine or saga can be retried: those of [`origin`](Self::origin), and those of
    /// sagas that are steps of that saga.
    fn redrives(&self, origin: &str) -> bool {
        self.origin() == origin
    }

    /// Retries the failed event or step, in the place where it failed and nowhere else. After a success
    /// the letter is removed from its store; after a failure its number of attempts is increased. An
    /// implementation that hands the letter over to be retried elsewhere leaves it unchanged until then.
    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_>;
}

/// The error of a dead letter that was not retried. A retry that failed again is not an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RedriveError {
    /// This letter cannot be redriven; others may be.
    #[error("the dead letter cannot be redriven")]
    Letter(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No letter can be redriven until the cause is repaired.
    #[error("dead letters cannot be redriven now")]
    Stopped(#[source] Box<dyn std::error::Error + Send + Sync>),
}
