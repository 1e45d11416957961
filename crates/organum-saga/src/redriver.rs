//! An adapter of the dead letters of a saga for the commands for dead letters.

use organum_store::{DeadLetterId, RedriveError, RedriveFuture};

use super::{
    definition::{Journalled, Restore, Saga, has_nested},
    redrive::{SagaRedriveError, SagaRedriveErrorKind},
    runner::SagaRunner,
};

/// A redriver of the dead letters of a saga, for the commands for dead letters: see [`SagaRunner::redriver`].
pub struct SagaRedriver<S: Saga + Restore>(pub(crate) SagaRunner<S, S::Injected>);

impl<S: Journalled + Restore> SagaRunner<S, S::Injected> {
    /// Returns a redriver for the commands for dead letters.
    pub fn redriver(&self) -> SagaRedriver<S> {
        SagaRedriver(self.clone())
    }
}

impl<S: Journalled + Restore> std::fmt::Debug for SagaRedriver<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SagaRedriver<{}>", S::TABLE.name)
    }
}

impl<S: Journalled + Restore> organum_store::Redriver for SagaRedriver<S> {
    fn origin(&self) -> &str {
        S::TABLE.name
    }

    fn redrives(&self, origin: &str) -> bool {
        origin == S::TABLE.name || has_nested::<S>(origin)
    }

    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_> {
        Box::pin(async move { answer(self.0.redrive(id).await) })
    }
}

/// Converts the result. Another failure of the undo is no error here, because the letter records it.
fn answer(redriven: Result<(), SagaRedriveError>) -> Result<(), RedriveError> {
    let Err(error) = redriven else { return Ok(()) };
    match error.kind() {
        SagaRedriveErrorKind::Failed => Ok(()),
        SagaRedriveErrorKind::Store => Err(RedriveError::Stopped(Box::new(error))),
        _ => Err(RedriveError::Letter(Box::new(error))),
    }
}

/// A redriver of the letters that this process has parked. A saga without a version has no letters that another
/// process could redrive.
impl<S: Saga, I: Send + Sync + 'static> organum_store::Redriver for SagaRunner<S, I> {
    fn origin(&self) -> &str {
        S::TABLE.name
    }

    fn redrives(&self, origin: &str) -> bool {
        origin == S::TABLE.name || has_nested::<S>(origin)
    }

    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_> {
        Box::pin(async move { answer(self.redrive_here(id).await) })
    }
}
