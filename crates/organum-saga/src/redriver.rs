//! Dead letters of a saga under the commands for dead letters.

use super::{
    definition::{Journalled, Restore, Saga},
    runner::{RedriveError, Runner},
};
use crate::dead_letter::{self, DeadLetterId, RedriveFuture};

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

impl<S> dead_letter::Redriver for Redriver<S>
where
    S: Journalled + Restore<Injected: Clone>,
{
    fn origin(&self) -> &str {
        S::TABLE.name
    }

    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_> {
        Box::pin(async move {
            let redriven = self.runner.redrive_with(id, self.injected.clone()).await;
            match redriven {
                Ok(()) | Err(RedriveError::Failed { .. }) => Ok(()),
                Err(error @ (RedriveError::Store(_) | RedriveError::Journal(_))) => {
                    Err(dead_letter::RedriveError::Stopped(Box::new(error)))
                }
                Err(error) => Err(dead_letter::RedriveError::Letter(Box::new(error))),
            }
        })
    }
}

/// A saga without a version has no letters that another process can try again; what this one parked,
/// its runner can.
impl<S: Saga> dead_letter::Redriver for Runner<S> {
    fn origin(&self) -> &str {
        S::TABLE.name
    }

    fn redrive(&mut self, id: DeadLetterId) -> RedriveFuture<'_> {
        Box::pin(async move {
            match Runner::redrive(self, id).await {
                Ok(()) | Err(RedriveError::Failed { .. }) => Ok(()),
                Err(error @ RedriveError::Store(_)) => {
                    Err(dead_letter::RedriveError::Stopped(Box::new(error)))
                }
                Err(error) => Err(dead_letter::RedriveError::Letter(Box::new(error))),
            }
        })
    }
}
