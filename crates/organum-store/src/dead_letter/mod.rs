//! Dead letters: what failed for good is stored, to be looked at, redriven or discarded.
//!
//! Named after Gregor Hohpe and Bobby Woolf, *Enterprise Integration Patterns*, 2003, "Dead Letter
//! Channel".
//!
//! - [`DeadLetters`] stores [`DeadLetter`]s, whoever puts them there. [`MemoryDeadLetters`] stores them
//!   as long as the process lives.
//! - [`record_failure`], [`remove_if`]: what is done with a letter in more than one call.
//! - [`Redriver`]: tries letters of one origin again.

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

/// A dead letter that one claim has: nobody else changes or removes it meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimedLetter {
    /// The letter.
    pub letter: DeadLetter,
    /// The revision of the letter: another number after each change.
    pub revision: u64,
    /// The lease of the letter.
    pub lease: Lease,
}

impl ClaimedLetter {
    /// The letter in this revision, leased: for stores.
    pub fn new(letter: DeadLetter, revision: u64, lease: Lease) -> Self {
        Self {
            letter,
            revision,
            lease,
        }
    }
}

/// The answer of [`DeadLetters::claim`].
// Exhaustive: whoever claims a letter has to treat each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeadLetterClaim {
    /// The letter is leased to this claim.
    Granted(ClaimedLetter),
    /// Another claim has it: it is being redriven, or discarded.
    Busy {
        /// The time until its lease ends, unless it is renewed.
        left: Duration,
    },
    /// There is no letter with this id.
    Absent,
}

/// Stores dead letters.
///
/// A letter is redriven or discarded by one claim at a time. What comes with an older epoch is refused
/// with [`LeaseLost`](crate::StoreErrorKind::LeaseLost), and what is based on an older revision with
/// [`Conflict`](crate::StoreErrorKind::Conflict). A holder whose lease has ended while nobody else was
/// granted one may be refused or not. An epoch is `max(previous + 1, the clock of the store in
/// microseconds)`.
///
/// **Every call may be repeated with equal arguments and answers the same**, since the answer of the
/// first one may have been lost.
///
/// At its bound a store answers [`Full`](crate::StoreErrorKind::Full), and whoever has the letter waits.
/// A store in memory may drop the oldest letters instead, which it reports.
///
/// # Cancellation safety
/// A call whose future was dropped may have taken effect, or may do so later, but before any later
/// call for the same letter. It is done as a whole or not at all.
pub trait DeadLetters: Leases {
    /// Stores a new letter. A letter that was removed since a first call is stored again.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreErrorKind::Conflict): there is a letter with this id, and it differs:
    /// see [`record_failure`].
    fn put<'a>(&'a self, letter: &'a DeadLetter) -> StoreFuture<'a, ()>;

    /// Returns the letters that fit, the oldest [first](DeadLetterCursor), at most `limit` of them and
    /// after the place `after`. After that of a letter which is gone, they are those that are younger.
    fn list<'a>(
        &'a self,
        filter: &'a DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>>;

    /// Returns the letter with this id.
    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>>;

    /// Leases a letter for `length`, if nobody has it.
    ///
    /// Repeated by the claim that has the lease: the same lease again, for `length` from now on, with the
    /// letter as it is now.
    fn claim(
        &self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
    ) -> StoreFuture<'_, DeadLetterClaim>;

    /// Stores `letter` in the place of the one that is claimed, and returns its revision, which is to
    /// stand in `claimed` before the next change. The claim has it still.
    ///
    /// # Errors
    /// - [`LeaseLost`](crate::StoreErrorKind::LeaseLost): the lease was given back, the letter is gone,
    ///   or another owner has been granted a lease.
    /// - [`Conflict`](crate::StoreErrorKind::Conflict): the letter was changed since it was claimed.
    /// - [`Refused`](crate::StoreErrorKind::Refused): the id or the time of the letter is another one.
    fn update<'a>(
        &'a self,
        claimed: &'a ClaimedLetter,
        letter: &'a DeadLetter,
    ) -> StoreFuture<'a, u64>;

    /// Removes the letter that is claimed. One that is gone already is no error.
    ///
    /// # Errors
    /// - [`LeaseLost`](crate::StoreErrorKind::LeaseLost): the lease was given back, or another owner has
    ///   been granted one.
    /// - [`Conflict`](crate::StoreErrorKind::Conflict): the letter was changed since it was claimed.
    fn remove<'a>(&'a self, claimed: &'a ClaimedLetter) -> StoreFuture<'a, ()>;
}

/// The future of a redrive.
pub type RedriveFuture<'a> = Pin<Box<dyn Future<Output = Result<(), RedriveError>> + Send + 'a>>;

/// Tries dead letters of one origin again, such as a spine or a saga.
pub trait Redriver: Send {
    /// Returns the spine or saga whose letters it can try again.
    fn origin(&self) -> &str;

    /// Tries what became a dead letter again, where it failed and nowhere else. Once that is done
    /// without a failure the letter is gone from its store; else it counts more attempts. One that
    /// passes it on, to be tried elsewhere, leaves the letter as it is until then.
    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_>;
}

/// A dead letter was not tried again. That it was, and failed again, is no error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RedriveError {
    /// This letter cannot be; others can.
    #[error("the dead letter cannot be redriven")]
    Letter(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No letter can be, until what stops them is mended.
    #[error("dead letters cannot be redriven now")]
    Stopped(#[source] Box<dyn std::error::Error + Send + Sync>),
}
