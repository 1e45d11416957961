//! Requests of an operator about a saga with a given id, from code and from the command for sagas.

use std::{
    error::Error,
    fmt::{self, Display},
    future::Future,
    pin::Pin,
    sync::Arc,
};

use organum_base::{error::write_chain, observe::SagaStatus};
use organum_store::{ClaimId, Journal, JournalClaim, Lease, StoreError, remove_if};

use super::{
    SagaId,
    definition::{Journalled, Restore},
    ending::end,
    entry::RecordedSaga,
    forward::Next,
    offline,
    recover::rebuild,
    redrive::{SagaRedriveError, SagaRedriveErrorKind},
    refusal::Refusal,
    runner::SagaRunner,
    runtime::{BoxedTask, require_clock},
    table::step_and_item,
};
use crate::graph::Cause;

/// Requests about sagas of one name by their ids: cancel, park, skip and resume. A runner of a saga with a version
/// implements it.
///
/// A run that this process drives receives the request. A saga in the journal that no process drives is driven to its
/// end.
pub trait SagaOperator: Send + Sync {
    /// Returns the name of the saga.
    fn saga(&self) -> &str;

    /// Rolls a saga back, unless it has passed its pivot; then it is completed. A nested saga is rolled back with its
    /// outer saga, or by itself if that has ended or has no record.
    fn cancel(&self, id: SagaId) -> SagaOperation<'_>;

    /// Stops the undo that a run of this process is calling, parks its step as a dead letter, and continues the
    /// rollback.
    fn park(&self, id: SagaId) -> SagaOperation<'_>;

    /// Counts a step of a saga that is being undone, or that is parked, as undone: somebody has undone it by hand. The
    /// name of a step with items stands for all of them, and `reserve[2]` for one. The dead letters of what is counted
    /// as undone are removed.
    fn skip<'a>(&'a self, id: SagaId, step: &'a str) -> SagaOperation<'a>;

    /// Resumes a saga that is stalled after its pivot. The answer is the saga's status then: completed, or
    /// rolled back or parked if its pivot has failed now, or left.
    fn resume(&self, id: SagaId) -> SagaOperation<'_>;
}

/// A request, as a future of its answer.
pub type SagaOperation<'a> =
    Pin<Box<dyn Future<Output = Result<SagaAnswer, SagaOperatorError>> + Send + 'a>>;

/// The answer to an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SagaAnswer {
    /// This process drives the run, which has received the request.
    Received,
    /// No process drove the saga. The request drove it, and it has this status now: an end, or [`Left`](SagaStatus::Left).
    Ended(SagaStatus),
}

/// The error of a request that could not be carried out.
pub struct SagaOperatorError(Box<Inner>);

struct Inner {
    id: SagaId,
    kind: SagaOperatorErrorKind,
    source: Option<Cause>,
}

/// The kind of a [`SagaOperatorError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SagaOperatorErrorKind {
    /// The journal has no unfinished saga with this id.
    NotHere,
    /// Another process drives the saga.
    DrivenElsewhere,
    /// The saga is a step of another one, to which the request must be made.
    Nested,
    /// The saga is stalled after its pivot, and can only be resumed.
    Stalled,
    /// The saga is not rolling back, or no run with this id in this process is calling an undo.
    NotUndone,
    /// The saga has no step of this name, or the item has not begun.
    NoStep,
    /// The saga failed again, and is still stalled.
    Failed,
    /// This program cannot resume the saga. The source is a [`Refusal`].
    Refused,
    /// The journal or the store of dead letters failed. The source is its error.
    Store,
}

impl SagaOperatorError {
    fn new(kind: SagaOperatorErrorKind, id: SagaId) -> Self {
        Self(Box::new(Inner {
            id,
            kind,
            source: None,
        }))
    }

    fn with_source(mut self, source: impl Into<Cause>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    fn store(id: SagaId) -> impl Fn(StoreError) -> Self {
        move |error| Self::new(SagaOperatorErrorKind::Store, id).with_source(error)
    }

    fn refused(id: SagaId, refusal: Refusal) -> Self {
        Self::new(SagaOperatorErrorKind::Refused, id).with_source(refusal)
    }

    fn of_resume(id: SagaId, error: SagaRedriveError) -> Self {
        let kind = match error.kind() {
            SagaRedriveErrorKind::Failed => SagaOperatorErrorKind::Failed,
            SagaRedriveErrorKind::Busy => SagaOperatorErrorKind::DrivenElsewhere,
            SagaRedriveErrorKind::Refused => SagaOperatorErrorKind::Refused,
            SagaRedriveErrorKind::Store => SagaOperatorErrorKind::Store,
            _ => SagaOperatorErrorKind::NotHere,
        };
        Self::new(kind, id).with_source(error)
    }

    /// Returns the kind.
    pub fn kind(&self) -> SagaOperatorErrorKind {
        self.0.kind
    }

    /// Returns the id of the saga.
    pub fn id(&self) -> SagaId {
        self.0.id
    }
}

impl Display for SagaOperatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0.kind {
            SagaOperatorErrorKind::NotHere => "there is no unfinished saga with this id",
            SagaOperatorErrorKind::DrivenElsewhere => {
                "another process drives the saga: make the request there, or again when that process has ended"
            }
            SagaOperatorErrorKind::Nested => "the saga is a step of another one: make the request for the outer saga",
            SagaOperatorErrorKind::Stalled => {
                "the saga is stalled after its pivot, and cannot be rolled back: resume it"
            }
            SagaOperatorErrorKind::NotUndone => "no step of the saga is being undone",
            SagaOperatorErrorKind::NoStep => "the saga has no such step, or the item has not begun",
            SagaOperatorErrorKind::Failed => "the saga failed again, and is still stalled",
            SagaOperatorErrorKind::Refused => "this program cannot resume the saga",
            SagaOperatorErrorKind::Store => "a store of the saga failed",
        })
    }
}

/// Writes the text and those of its sources.
impl fmt::Debug for SagaOperatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for SagaOperatorError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

impl<S: Journalled + Restore> SagaOperator for SagaRunner<S, S::Injected> {
    fn saga(&self) -> &str {
        S::TABLE.name
    }

    fn cancel(&self, id: SagaId) -> SagaOperation<'_> {
        Box::pin(async move {
            if self.handle().cancel(id) {
                return Ok(SagaAnswer::Received);
            }
            self.drive(id, Request::Cancel).await
        })
    }

    fn park(&self, id: SagaId) -> SagaOperation<'_> {
        let is_received = self.handle().park(id);
        let answer = if is_received {
            Ok(SagaAnswer::Received)
        } else {
            Err(SagaOperatorError::new(SagaOperatorErrorKind::NotUndone, id))
        };
        Box::pin(std::future::ready(answer))
    }

    fn skip<'a>(&'a self, id: SagaId, step: &'a str) -> SagaOperation<'a> {
        Box::pin(async move {
            if let Some(end) = self.skip_parked(id, step).await? {
                return Ok(SagaAnswer::Ended(end));
            }
            if S::TABLE.at(step).is_none() {
                return Err(SagaOperatorError::new(SagaOperatorErrorKind::NoStep, id));
            }
            if self.handle().skip(id, step) {
                return Ok(SagaAnswer::Received);
            }
            self.drive(id, Request::Skip(step)).await
        })
    }

    fn resume(&self, id: SagaId) -> SagaOperation<'_> {
        Box::pin(async move {
            let resumed = self.handle().resume(id).await;
            let status = resumed.map_err(|error| SagaOperatorError::of_resume(id, error))?;
            Ok(SagaAnswer::Ended(status))
        })
    }
}

/// A request about a saga that no process drives.
#[derive(Clone, Copy)]
enum Request<'a> {
    Cancel,
    Skip(&'a str),
}

impl<S: Journalled + Restore> SagaRunner<S, S::Injected> {
    /// Drives a saga that no process drives to its end, in accordance with the request.
    async fn drive(
        &self,
        id: SagaId,
        request: Request<'_>,
    ) -> Result<SagaAnswer, SagaOperatorError> {
        let store = SagaOperatorError::store(id);
        let Some(journal) = self.settings.journal() else {
            return Err(SagaOperatorError::new(SagaOperatorErrorKind::NotHere, id));
        };
        require_clock("drive a saga").map_err(&store)?;
        let claim = journal.claim(id.0, ClaimId::new(), self.settings.lease);
        let lease = match claim.await.map_err(&store)? {
            JournalClaim::Granted(lease) => lease,
            JournalClaim::Running { .. } => {
                let kind = SagaOperatorErrorKind::DrivenElsewhere;
                return Err(SagaOperatorError::new(kind, id));
            }
            JournalClaim::Finished | JournalClaim::Absent => {
                return Err(SagaOperatorError::new(SagaOperatorErrorKind::NotHere, id));
            }
        };
        match self.begin(journal, &lease, id, request).await {
            Ok(ending) => {
                // A task, so that dropping this future does not stop the saga.
                let end = tokio::spawn(ending).await;
                Ok(SagaAnswer::Ended(end.unwrap_or(SagaStatus::Left)))
            }
            Err(error) => {
                // If the release fails, the lease expires.
                let _ = journal.release(&lease).await;
                Err(error)
            }
        }
    }

    /// Counts a parked step of a saga that has ended as undone, and removes its letters. Returns the status of the
    /// saga then; `None` if the step is not parked.
    async fn skip_parked(
        &self,
        id: SagaId,
        step: &str,
    ) -> Result<Option<SagaStatus>, SagaOperatorError> {
        let store = SagaOperatorError::store(id);
        let Some(journal) = self.settings.journal() else {
            return Ok(None);
        };
        let saved = match offline::load(&**journal, id).await {
            Ok(saved) => saved.filter(|saved| saved.status() == SagaStatus::Parked),
            Err(error) => {
                let refusal = Refusal::record(S::TABLE, id, error).map_err(store)?;
                return Err(SagaOperatorError::refused(id, refusal));
            }
        };
        let (step, item) = step_and_item(step);
        let parked = saved.as_ref().map(|saved| saved.parked_of(step, item));
        let Some(parked) = parked.filter(|parked| !parked.is_empty()) else {
            return Ok(None);
        };
        for (item, letter) in parked {
            let name = step.to_owned().into();
            let undone = offline::undone(&**journal, id, name, item).await;
            let rolled_back = undone.map_err(&store)?;
            if let Some(registry) = &self.settings.registry {
                for id in rolled_back {
                    registry.rolled_back(id);
                }
            }
            let removed = remove_if(&*self.settings.letters, letter, |_| true).await;
            removed.map_err(&store)?;
        }
        let saved = offline::load(&**journal, id).await.map_err(&store)?;
        Ok(saved.map(|saved| saved.status()))
    }

    /// Returns the rest of a saga under this lease, as a future of its end.
    async fn begin(
        &self,
        journal: &Arc<dyn Journal>,
        lease: &Lease,
        id: SagaId,
        request: Request<'_>,
    ) -> Result<BoxedTask<SagaStatus>, SagaOperatorError> {
        let saved = match offline::load(&**journal, id).await {
            Ok(Some(saved)) => saved,
            Ok(None) => return Err(SagaOperatorError::new(SagaOperatorErrorKind::NotHere, id)),
            Err(error) => {
                let refusal = Refusal::record(S::TABLE, id, error);
                let refusal = refusal.map_err(SagaOperatorError::store(id))?;
                return Err(SagaOperatorError::refused(id, refusal));
            }
        };
        if let Some(kind) = obstacle(&**journal, &saved, request)
            .await
            .map_err(SagaOperatorError::store(id))?
        {
            return Err(SagaOperatorError::new(kind, id));
        }
        let orphan = offline::orphan((S::TABLE, S::MIGRATE), &**journal, &saved).await;
        if let Some(refusal) = orphan.map_err(SagaOperatorError::store(id))? {
            return Err(SagaOperatorError::refused(id, refusal));
        }
        let (settings, injected) = (&self.settings, &self.injected);
        let rebuilt = rebuild::<S>(settings, journal, saved, lease.clone(), injected);
        let (run, next) = rebuilt.map_err(|refusal| SagaOperatorError::refused(id, refusal))?;
        let next = match (request, next) {
            (Request::Cancel, Next::Forward) => Next::cancelled(),
            (_, next) => next,
        };
        if let Request::Skip(step) = request {
            run.record.skip(step);
        }
        let ending = end(run, next);
        Ok(Box::pin(async move { ending.await.status() }))
    }
}

/// The reason for which the request about a saga cannot be carried out, if there is one.
async fn obstacle(
    journal: &dyn Journal,
    saved: &RecordedSaga,
    request: Request<'_>,
) -> Result<Option<SagaOperatorErrorKind>, StoreError> {
    // An orphaned saga is ended by itself.
    if let Some(outer) = saved.parent
        && !offline::is_over(journal, outer).await?
    {
        return Ok(Some(SagaOperatorErrorKind::Nested));
    }
    Ok(match (request, saved.status()) {
        (Request::Cancel, SagaStatus::Stalled) => Some(SagaOperatorErrorKind::Stalled),
        (Request::Skip(step), SagaStatus::RollingBack) => {
            let (step, item) = step_and_item(step);
            let has_begun = item.is_none() || saved.has_begun(step, item);
            (!has_begun).then_some(SagaOperatorErrorKind::NoStep)
        }
        (Request::Cancel, _) => None,
        (Request::Skip(_), _) => Some(SagaOperatorErrorKind::NotUndone),
    })
}
