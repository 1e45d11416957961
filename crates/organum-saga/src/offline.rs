//! What was parked and is undone at last: the journal says so, and who looks at runs sees it.

use super::{
    Saga, SagaId,
    journal::{End, Entry, Journal, JournalError, Saved, Status},
    run::SagaRun,
};
use crate::graph::Cause;

/// Is the saga still driven by somebody, who may record what is parked of it?
pub(crate) async fn is_driven(journal: &dyn Journal, saga: SagaId) -> Result<bool, JournalError> {
    let saved = journal.load(saga).await?;
    Ok(saved.is_some_and(|saved| !matches!(saved.status(), Status::Finished(_))))
}

/// Records that a step which was parked is undone. Once nothing is parked any more the saga is rolled
/// back, and so may be the one whose step it is: these are named.
pub(crate) async fn undone(
    journal: &dyn Journal,
    saga: SagaId,
    step: &'static str,
    item: Option<u32>,
) -> Result<Vec<SagaId>, JournalError> {
    let mut rolled_back = Vec::new();
    let undone = Entry::Undone {
        step: step.into(),
        item,
    };
    if !journal.amend(saga, undone).await? {
        return Ok(rolled_back);
    }
    let mut next = Some(saga);
    while let Some(saga) = next {
        let Some(saved) = journal.load(saga).await? else {
            break;
        };
        match saved.status() {
            Status::Finished(End::Parked) if !has_parked(journal, &saved).await? => {
                let end = End::RolledBack;
                journal.amend(saga, Entry::Finished { end }).await?;
            }
            // Somebody died before the outer one was amended.
            Status::Finished(End::RolledBack) => {}
            _ => break,
        }
        rolled_back.push(saga);
        next = saved.head.parent;
    }
    Ok(rolled_back)
}

/// Is anything of a saga parked still, or of the sagas that are steps of it?
async fn has_parked(journal: &dyn Journal, saved: &Saved) -> Result<bool, JournalError> {
    if !saved.parked().is_empty() {
        return Ok(true);
    }
    for entry in &saved.entries {
        // One that failed is not said to be undone.
        let Entry::Started { step, item: None } = entry else {
            continue;
        };
        let nested = journal.load(saved.head.id.child(step)).await?;
        if nested.is_some_and(|nested| nested.status() == Status::Finished(End::Parked)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Does the journal say that something of a nested saga is parked?
///
/// # Errors
/// The journal failed.
pub(crate) async fn has_parked_inside<S: Saga>(run: &SagaRun<S>) -> Result<bool, Cause> {
    let Some(journal) = run.record.journal() else {
        return Ok(false);
    };
    for (step, table) in S::STEPS.iter().zip(S::TABLE.steps) {
        if step.nested.is_none() {
            continue;
        }
        let nested = journal.load(run.id().child(table.name)).await;
        let nested = nested.map_err(|error| run.record.stop(error))?;
        if nested.is_some_and(|nested| nested.status() == Status::Finished(End::Parked)) {
            return Ok(true);
        }
    }
    Ok(false)
}
