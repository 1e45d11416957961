//! Dead letters of a saga under the commands for dead letters.

use organum_store::{DeadLetterId, RedriveError, RedriveFuture};

use super::{
    definition::{Journalled, Restore, Saga},
    redrive::{SagaRedriveError, SagaRedriveErrorKind},
    runner::Runner,
};

/// Tries dead letters of a saga again, for the commands that work on a store of dead letters: see
/// [`Runner::redriver`].
pub struct Redriver<S: Saga + Restore> {
    pub(crate) runner: Runner<S>,
    pub(crate) injected: S::Injected,
}

impl<S: Journalled + Restore> std::fmt::Debug for Redriver<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redriver<{}>", S::TABLE.name)
    }
}

impl<S> organum_store::Redriver for Redriver<S>
where
    S: Journalled + Restore<Injected: Clone>,
{
    fn origin(&self) -> &str {
        S::TABLE.name
    }

    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_> {
        Box::pin(async move {
            let redriven = self.runner.redrive_with(id, self.injected.clone()).await;
            answer(redriven)
        })
    }
}

/// That it failed again is no error here.
fn answer(redriven: Result<(), SagaRedriveError>) -> Result<(), RedriveError> {
    let Err(error) = redriven else { return Ok(()) };
    match error.kind() {
        SagaRedriveErrorKind::Failed => Ok(()),
        SagaRedriveErrorKind::Store => Err(RedriveError::Stopped(Box::new(error))),
        _ => Err(RedriveError::Letter(Box::new(error))),
    }
}

/// A saga without a version has no letters that another process can try again; what this one parked,
/// its runner can.
impl<S: Saga> organum_store::Redriver for Runner<S> {
    fn origin(&self) -> &str {
        S::TABLE.name
    }

    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_> {
        Box::pin(async move { answer(Runner::redrive(self, id).await) })
    }
}
