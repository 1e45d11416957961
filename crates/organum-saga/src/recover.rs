//! Going on with what other processes left behind.

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
    refusal::{Refusal, mismatch, recognise},
    report::SagaReport,
    run::{About, SagaRun},
    runtime::require_clock,
    settings::Settings,
};
use crate::panics;
use organum_base::observe::SagaStatus;

/// The most sagas that one call of `recover` drives at once.
const AT_ONCE: usize = 16;

/// The most refused sagas that a [`Recovery`] names.
const NAMED: usize = 100;

/// The number of records that are listed at once.
const PAGE: usize = 100;

/// The ends of the sagas that were found.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Recovery {
    /// The number of those that went forward to their end.
    pub completed: u64,
    /// The number of those that are rolled back.
    pub rolled_back: u64,
    /// The number of those that are rolled back but for what is parked.
    pub parked: u64,
    /// The number of those that are stuck after their pivot.
    pub stalled: u64,
    /// The number of those that are left once more: the journal failed, or another driver took them over.
    pub left: u64,
    /// The number of those that this program cannot resume, or of which a nested saga cannot be resumed.
    pub refused: u64,
    /// The reasons, for the first hundred of these.
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
            tracing::error!(saga = refusal.saga(), id = %refusal.id(), %refusal, "a saga in the journal is not gone on with");
        }
        self.refused += 1;
        if self.refusals.len() < NAMED {
            self.refusals.push(refusal);
        }
    }
}

/// A run that another driver left, made again from the journal.
pub(crate) fn revive<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    journal: &Arc<dyn Journal>,
    saved: RecordedSaga,
    lease: Lease,
    injected: &S::Injected,
) -> Result<(Arc<SagaRun<S>>, Next<S>), Refusal> {
    let saved = recognise::<S>(saved)?;
    let saga = panics::as_error(|| <S as Restore>::restore(&saved.inputs.0, injected));
    let saga = saga.map_err(|cause| Refusal::inputs::<S>(saved.id, cause))?;
    let about = About::new(S::TABLE, Arc::clone(settings)).with_id(saved.id);
    let run = SagaRun::new(saga, about);
    let next = resume(&run, journal, &saved, lease)?;
    if saved.status() == SagaStatus::Stalled {
        run.record.stage(&SagaEntry::Resumed);
    }
    run.register();
    Ok((Arc::new(run), next))
}

/// Drives one saga that is leased, to its end.
pub(crate) async fn drive<S: Journalled + Restore>(
    settings: Arc<Settings>,
    journal: Arc<dyn Journal>,
    lease: Lease,
    injected: Arc<S::Injected>,
) -> Result<Result<SagaReport<S::Output, S::Error>, Refusal>, StoreError> {
    let id = SagaId(lease.id());
    let revived = match offline::load(&*journal, id).await {
        Ok(Some(saved)) => revive::<S>(&settings, &journal, saved, lease.clone(), &injected),
        Ok(None) => return Err(removed()),
        Err(error) => Err(Refusal::record::<S>(id, error)?),
    };
    match revived {
        Ok((run, next)) => Ok(Ok(end(run, next).await)),
        Err(refusal) => {
            journal.release(&lease).await?;
            Ok(Err(refusal))
        }
    }
}

fn removed() -> StoreError {
    let kind = organum_store::StoreErrorKind::LeaseLost;
    StoreError::new(kind, "journal", "go on with a saga").with_detail("its record was removed")
}

/// Drives every saga that nobody else drives, each once.
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
                // A task each, so that dropping this future stops none of them.
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
            // Another driver has it, or the runtime ends.
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

/// The records that this program can go on with.
fn runnable<S: Saga>() -> Runnable {
    match S::MIGRATE {
        Some(_) => Runnable::any(KIND, S::TABLE.name),
        None => {
            let version = S::TABLE.version.unwrap_or_default();
            Runnable::version(KIND, S::TABLE.name, version, const { S::TABLE.shape() })
        }
    }
}

/// Names the sagas that nobody drives and this program cannot go on with.
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

/// True if nobody drives the saga, which may be that of another program.
async fn is_free(settings: &Settings, journal: &dyn Journal, id: Uuid) -> Result<bool, StoreError> {
    match journal.claim(id, ClaimId::new(), settings.lease).await? {
        JournalClaim::Granted(lease) => {
            journal.release(&lease).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}
