//! Dead letters: what failed for good is kept, to be looked at, tried again or discarded.
//!
//! Named after Gregor Hohpe and Bobby Woolf, *Enterprise Integration Patterns*, 2003, "Dead Letter
//! Channel".
//!
//! A [`DeadLetters`] store keeps [`DeadLetter`]s, whoever puts them there. [`InMemory`] keeps them as
//! long as the process lives.

mod letter;
mod memory;

use std::{future::Future, pin::Pin};

pub use self::{
    letter::{Content, DeadLetter, DeadLetterId, Filter, Reason},
    memory::InMemory,
};

/// A future of a store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A store of dead letters failed.
#[derive(Debug, thiserror::Error)]
#[error("the store of dead letters failed to {doing}")]
pub struct StoreError {
    /// What was asked of it.
    pub doing: &'static str,
    /// Why.
    #[source]
    pub cause: Box<dyn std::error::Error + Send + Sync>,
}

/// Keeps dead letters.
///
/// # Cancel safety
/// A future that is dropped has done what was asked, or nothing of it.
pub trait DeadLetters: Send + Sync + 'static {
    /// Keeps a letter, in the place of one with the same [id](DeadLetter::id).
    fn put(&self, letter: DeadLetter) -> StoreFuture<'_, ()>;

    /// The letters that fit, the oldest first, at most `limit` of them and after the one with the id
    /// `after`.
    fn list<'a>(
        &'a self,
        filter: &'a Filter,
        after: Option<DeadLetterId>,
        limit: usize,
    ) -> StoreFuture<'a, Vec<DeadLetter>>;

    /// The letter with this id.
    fn get(&self, id: DeadLetterId) -> StoreFuture<'_, Option<DeadLetter>>;

    /// Removes the letter with this id, and says whether there was one.
    fn remove(&self, id: DeadLetterId) -> StoreFuture<'_, bool>;
}

/// The future of a redrive.
pub type RedriveFuture<'a> = Pin<Box<dyn Future<Output = Result<(), RedriveError>> + Send + 'a>>;

/// Tries dead letters of one origin again. A [`Runtime`](crate::event::Runtime) does so for its
/// spine.
pub trait Redriver: Send {
    /// The spine or saga whose letters it can try again.
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
