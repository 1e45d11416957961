//! Recovery of the runs that other processes have left.

use std::sync::Arc;

use futures_util::{StreamExt, stream::FuturesUnordered};
use organum_store::{ClaimId, Journal, JournalClaim, JournalFilter, Lease, Runnable, StoreError};
use uuid::Uuid;

use super::{
    SagaId,
    begin::resume,
    definition::{Journalled, Restore},
    ending::end,
    entry::{KIND, RecordedSaga, SagaEntry},
    error::SagaError,
    forward::Next,
    offline,
    refusal::{Refusal, mismatch, recognise, restored},
    run::SagaRun,
    runtime::{BoxedTask, require_clock},
    settings::Settings,
    table::SagaTable,
};
use organum_base::observe::SagaStatus;

/// The maximum number of sagas that one call of `recover` drives concurrently.
const AT_ONCE: usize = 16;

/// The maximum number of refusals that a [`Recovery`] holds.
const NAMED: usize = 100;

/// The number of records in one page of a listing.
const PAGE: usize = 100;

/// The numbers of the sagas that a recovery found, by their ends.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Recovery {
    /// The number of completed sagas.
    pub completed: u64,
    /// The number of sagas that were rolled back.
    pub rolled_back: u64,
    /// The number of sagas that were rolled back except for parked steps.
    pub parked: u64,
    /// The number of sagas that are stalled after their pivot.
    pub stalled: u64,
    /// The number of sagas that were left again, because the journal failed or another driver took them over.
    pub left: u64,
    /// The number of those that this program cannot resume, or of which a nested saga cannot be resumed.
    pub refused: u64,
    /// The refusals of these, at most the first hundred.
    pub refusals: Vec<Refusal>,
}

impl Recovery {
    /// Returns the number of sagas that were found.
    pub fn found(&self) -> u64 {
        self.completed + self.rolled_back + self.parked + self.stalled + self.left + self.refused
    }

    fn count(&mut self, end: SagaStatus) {
        let count = match end {
            SagaStatus::Completed => &mut self.completed,
            SagaStatus::RolledBack => &mut self.rolled_back,
            SagaStatus::Parked => &mut self.parked,
            SagaStatus::Stalled => &mut self.stalled,
            _ => &mut self.left,
        };
        *count += 1;
    }

    fn refuse(&mut self, settings: &Settings, refusal: Refusal) {
        if settings.is_new(refusal.id()) {
            tracing::error!(saga = refusal.saga(), id = %refusal.id(), %refusal, "a saga in the journal cannot be resumed");
        }
        self.refused += 1;
        if self.refusals.len() < NAMED {
            self.refusals.push(refusal);
        }
    }
}

/// Returns a run that another driver left, rebuilt from the journal.
pub(crate) fn rebuild<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    journal: &Arc<dyn Journal>,
    saved: RecordedSaga,
    lease: Lease,
    injected: &S::Injected,
) -> Result<(Arc<SagaRun<S>>, Next<S>), Refusal> {
    let saved = recognise::<S>(saved)?;
    let run = restored::<S>(settings, saved.id, &saved.inputs, injected)?;
    let next = resume(&run, journal, &saved, lease)?;
    if saved.status() == SagaStatus::Stalled {
        run.record.stage(&SagaEntry::Resumed);
    }
    run.register();
    Ok((Arc::new(run), next))
}

/// The result of driving a saga.
pub(crate) enum Driven {
    /// The saga has this status, after this number of attempts of the step that failed.
    Ended(SagaStatus, u32),
    /// This program cannot resume the saga.
    Refused(Refusal),
}

/// Drives one claimed saga to its end.
pub(crate) fn drive<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    journal: &Arc<dyn Journal>,
    lease: Lease,
    injected: &Arc<S::Injected>,
) -> BoxedTask<Result<Driven, StoreError>> {
    let (settings, journal) = (Arc::clone(settings), Arc::clone(journal));
    Box::pin(drive_claimed::<S>(
        settings,
        journal,
        lease,
        Arc::clone(injected),
    ))
}

async fn drive_claimed<S: Journalled + Restore>(
    settings: Arc<Settings>,
    journal: Arc<dyn Journal>,
    lease: Lease,
    injected: Arc<S::Injected>,
) -> Result<Driven, StoreError> {
    let id = SagaId(lease.id());
    let rebuilt = match offline::load(&*journal, id).await {
        Ok(Some(saved)) => {
            match offline::orphan((S::TABLE, S::MIGRATE), &*journal, &saved).await? {
                Some(refusal) => Err(refusal),
                None => rebuild::<S>(&settings, &journal, saved, lease.clone(), &injected),
            }
        }
        Ok(None) => return Err(removed()),
        Err(error) => Err(Refusal::record(S::TABLE, id, error)?),
    };
    match rebuilt {
        Ok((run, next)) => {
            let report = end(run, next).await;
            let error = report.error();
            Ok(match error.and_then(SagaError::refusal) {
                // The record of a nested saga, which is driven by this one.
                Some(refusal) => Driven::Refused(refusal.clone()),
                None => Driven::Ended(report.status(), error.map_or(0, SagaError::attempts)),
            })
        }
        Err(refusal) => {
            journal.release(&lease).await?;
            Ok(Driven::Refused(refusal))
        }
    }
}

fn removed() -> StoreError {
    let kind = organum_store::StoreErrorKind::LeaseLost;
    StoreError::new(kind, "journal", "resume a saga").with_detail("its record was removed")
}

/// Drives every saga that no process drives, each once.
pub(crate) async fn recover<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    injected: &Arc<S::Injected>,
) -> Result<Recovery, StoreError> {
    let drive = |journal: &_, lease| drive::<S>(settings, journal, lease, injected);
    recover_those(settings, S::TABLE, S::MIGRATE.is_some(), &drive).await
}

type Drive<'a> =
    &'a (dyn Fn(&Arc<dyn Journal>, Lease) -> BoxedTask<Result<Driven, StoreError>> + Sync);

async fn recover_those(
    settings: &Settings,
    table: &'static SagaTable,
    is_migrated: bool,
    drive: Drive<'_>,
) -> Result<Recovery, StoreError> {
    let mut recovery = Recovery::default();
    let Some(journal) = settings.journal() else {
        return Ok(recovery);
    };
    require_clock("recover sagas")?;
    let runnable = [runnable(table, is_migrated)];
    let mut driven = FuturesUnordered::new();
    let (mut after, mut is_exhausted) = (None, false);
    loop {
        is_exhausted |= settings.is_closed();
        if driven.len() < AT_ONCE && !is_exhausted {
            let (claim, limit) = (ClaimId::new(), AT_ONCE - driven.len());
            let leases = journal.claim_next(&runnable, after, claim, settings.lease, limit);
            let leases = leases.await?;
            is_exhausted = leases.is_empty();
            for lease in leases {
                after = after.max(Some(lease.id()));
                // A task for each saga, so that dropping this future stops none of them.
                driven.push(tokio::spawn(drive(journal, lease)));
            }
        }
        match driven.next().await {
            Some(Ok(Ok(Driven::Ended(status, _)))) => recovery.count(status),
            Some(Ok(Ok(Driven::Refused(refusal)))) => recovery.refuse(settings, refusal),
            Some(Ok(Err(error))) if !error.is_lease_lost() => return Err(error),
            // Another driver has the saga, or the runtime is shutting down.
            Some(_) => recovery.count(SagaStatus::Left),
            None if is_exhausted => break,
            None => {}
        }
    }
    if !settings.is_closed() {
        let others = (table, is_migrated);
        refuse_others(settings, &**journal, others, &mut recovery).await?;
    }
    Ok(recovery)
}

/// Returns a selection of the records that this program can resume.
fn runnable(table: &SagaTable, is_migrated: bool) -> Runnable {
    if is_migrated {
        return Runnable::any(KIND, table.name);
    }
    let version = table.version.unwrap_or_default();
    Runnable::version(KIND, table.name, version, table.shape())
}

/// Adds the sagas that no process drives and this program cannot resume to the refusals, and nested sagas that nobody
/// ends.
async fn refuse_others(
    settings: &Settings,
    journal: &dyn Journal,
    (table, is_migrated): (&'static SagaTable, bool),
    recovery: &mut Recovery,
) -> Result<(), StoreError> {
    let filter = JournalFilter::all();
    let filter = filter.kind(KIND).name(table.name).finished(false);
    let mut after = None;
    loop {
        let page = journal.list(&filter, after, PAGE).await?;
        for found in &page {
            let id = SagaId(found.id);
            let refusal = match found.parent.map(SagaId) {
                Some(outer) if offline::is_over(journal, outer).await? => {
                    Some(Refusal::is_orphaned(table, id, found.version, outer))
                }
                Some(_) => None,
                // A migration was declared, or the saga waits for a redrive.
                None if is_migrated || found.status.is_stalled() => None,
                None => mismatch(table, id, found.version, found.shape),
            };
            if let Some(refusal) = refusal
                && is_free(settings, journal, found.id).await?
            {
                recovery.refuse(settings, refusal);
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(last.id),
            _ => return Ok(()),
        }
    }
}

/// True if no process drives the saga, which may belong to another program.
async fn is_free(settings: &Settings, journal: &dyn Journal, id: Uuid) -> Result<bool, StoreError> {
    match journal.claim(id, ClaimId::new(), settings.lease).await? {
        JournalClaim::Granted(lease) => {
            journal.release(&lease).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}
