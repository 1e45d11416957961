//! Recovery of the runs that other processes have left.

use std::sync::Arc;

use futures_util::{StreamExt, stream::FuturesUnordered};
use organum_store::{ClaimId, Journal, JournalClaim, JournalFilter, Lease, Runnable, StoreError};
use uuid::Uuid;

use super::{
    Saga, SagaId,
    begin::resume,
    definition::{Journalled, Restore},
    ending::end,
    entry::{KIND, RecordedSaga, SagaEntry},
    error::SagaError,
    forward::Next,
    offline,
    refusal::{Refusal, mismatch, recognise, restored},
    report::SagaReport,
    run::SagaRun,
    runtime::require_clock,
    settings::Settings,
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

/// Drives one claimed saga to its end.
pub(crate) async fn drive<S: Journalled + Restore>(
    settings: Arc<Settings>,
    journal: Arc<dyn Journal>,
    lease: Lease,
    injected: Arc<S::Injected>,
) -> Result<Result<SagaReport<S::Output, S::Error>, Refusal>, StoreError> {
    let id = SagaId(lease.id());
    let rebuilt = match offline::load(&*journal, id).await {
        Ok(Some(saved)) => rebuild::<S>(&settings, &journal, saved, lease.clone(), &injected),
        Ok(None) => return Err(removed()),
        Err(error) => Err(Refusal::record::<S>(id, error)?),
    };
    match rebuilt {
        Ok((run, next)) => Ok(Ok(end(run, next).await)),
        Err(refusal) => {
            journal.release(&lease).await?;
            Ok(Err(refusal))
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
    let mut recovery = Recovery::default();
    let Some(journal) = settings.journal() else {
        return Ok(recovery);
    };
    require_clock("recover sagas")?;
    let runnable = [runnable::<S>()];
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
                driven.push(tokio::spawn(drive::<S>(
                    Arc::clone(settings),
                    Arc::clone(journal),
                    lease,
                    Arc::clone(injected),
                )));
            }
        }
        match driven.next().await {
            Some(Ok(Ok(Ok(report)))) => match report.error().and_then(SagaError::refusal) {
                // The record of a nested saga, which is driven by this one.
                Some(refusal) => recovery.refuse(settings, refusal.clone()),
                None => recovery.count(report.status()),
            },
            Some(Ok(Ok(Err(refusal)))) => recovery.refuse(settings, refusal),
            Some(Ok(Err(error))) if !error.is_lease_lost() => return Err(error),
            // Another driver has the saga, or the runtime is shutting down.
            Some(_) => recovery.count(SagaStatus::Left),
            None if is_exhausted => break,
            None => {}
        }
    }
    if S::MIGRATE.is_none() && !settings.is_closed() {
        refuse_others::<S>(settings, &**journal, &mut recovery).await?;
    }
    Ok(recovery)
}

/// Returns a selection of the records that this program can resume.
fn runnable<S: Saga>() -> Runnable {
    match S::MIGRATE {
        Some(_) => Runnable::any(KIND, S::TABLE.name),
        None => {
            let version = S::TABLE.version.unwrap_or_default();
            Runnable::version(KIND, S::TABLE.name, version, const { S::TABLE.shape() })
        }
    }
}

/// Adds the sagas that no process drives and this program cannot resume to the refusals.
async fn refuse_others<S: Saga>(
    settings: &Settings,
    journal: &dyn Journal,
    recovery: &mut Recovery,
) -> Result<(), StoreError> {
    let filter = JournalFilter::all();
    let filter = filter.kind(KIND).name(S::TABLE.name).finished(false);
    let mut after = None;
    loop {
        let page = journal.list(&filter, after, PAGE).await?;
        for found in &page {
            let is_ended = found.parent.is_some() || found.status.is_stalled();
            let other = mismatch::<S>(SagaId(found.id), found.version, found.shape);
            if let Some(refusal) = other.filter(|_| !is_ended)
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
