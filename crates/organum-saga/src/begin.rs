//! The beginning of a run with a journal: a new run, or one that the journal has already.

use std::{collections::HashSet, sync::Arc};

use organum_store::{
    ClaimId, Content, DeadLetterReason, Journal, JournalBegin, JournalClaim, JournalHead,
    JournalStatus, Lease, StoreError, StoreErrorKind,
};
use tokio_util::sync::CancellationToken;

use super::{
    Saga, SagaId,
    completed::{At, Completed, Shared},
    entry::{self, RecordedSaga, SagaEntry},
    error::Fault,
    failure::Failing,
    forward::Next,
    record::Earlier,
    refusal::{Refusal, recognise},
    report::SagaReport,
    run::{About, SagaRun},
    table::OnUnknown,
    try_again::UndoFailure,
    undo,
    written::Written,
};
use crate::panics;
use organum_base::observe::SagaStatus;

/// The outcome of beginning a run.
pub(crate) enum Begun<S: Saga> {
    /// The run begins, or goes forward.
    Forward(Arc<SagaRun<S>>, Vec<CancellationToken>),
    /// The run is to be brought to its end.
    End(Arc<SagaRun<S>>, Next<S>),
    /// The run is over.
    Over(Box<SagaReport<S::Output, S::Error>>),
}

/// The report of a run of which nothing has begun.
pub(crate) fn not_begun<S: Saga>(
    about: &About,
    end: SagaStatus,
    failing: Failing<S::Error>,
) -> SagaReport<S::Output, S::Error> {
    SagaReport::unstarted(failing.into_error(&about.record).ended(end))
}

/// Begins a run in its journal, or reads the state of an earlier run with the same id.
pub(crate) async fn begin<S: Saga>(
    run: SagaRun<S>,
    cancel: Vec<CancellationToken>,
    is_named: bool,
) -> Begun<S> {
    let begun = try_begin(&run, is_named).await;
    let begun = begun.map_err(|(end, failing)| not_begun::<S>(&run.about, end, failing));
    match begun {
        Ok(Next::Forward) => Begun::Forward(Arc::new(run), cancel),
        Ok(next) => Begun::End(Arc::new(run), next),
        Err(report) => Begun::Over(Box::new(report)),
    }
}

type Failed<S> = (SagaStatus, Failing<<S as Saga>::Error>);

/// Begins or claims the run. If `is_named`, the caller has set the id, so that an earlier run may have it.
async fn try_begin<S: Saga>(run: &SagaRun<S>, is_named: bool) -> Result<Next<S>, Failed<S>> {
    let failed = |end, fault| Err((end, Failing::new(fault)));
    let (Some(journal), Some(head)) = (run.settings.journal(), head_of(run, None)) else {
        return Ok(Next::Forward);
    };
    // An id that was just made has no earlier run.
    let not_begun = if is_named {
        SagaStatus::Unknown
    } else {
        SagaStatus::RolledBack
    };
    let head = match head {
        Ok(head) => head,
        Err(error) => return failed(not_begun, Fault::Journal(error)),
    };
    match begin_or_claim(&**journal, &head, run.settings.lease).await {
        Ok(Claimed::Begun(lease)) => {
            write_to(run, journal, lease, 0, JournalStatus::Running);
            Ok(Next::Forward)
        }
        // The outcome of a finished run is reported even if another driver holds it.
        Ok(Claimed::Known(lease, saved)) => {
            let same = recognise::<S>(saved).and_then(|saved| {
                if are_equal(&saved.inputs.0, &head.content.0) {
                    Ok(saved)
                } else {
                    Err(Refusal::other_inputs::<S>(saved.id))
                }
            });
            match same {
                Ok(saved) => known(run, journal, lease, saved).await,
                Err(refused) => {
                    // If the release fails, the lease expires.
                    let _ = journal.release(&lease).await;
                    failed(SagaStatus::Left, Fault::Refused(refused))
                }
            }
        }
        Ok(Claimed::Busy) => failed(SagaStatus::Left, Fault::Busy),
        // The journal has a record, which this driver cannot read or claim now.
        Err(NotBegun::Known(error)) => failed(SagaStatus::Left, Fault::Journal(error)),
        Err(NotBegun::New(error)) if error.is_ambiguous() => {
            failed(SagaStatus::Unknown, Fault::Journal(error))
        }
        Err(NotBegun::New(error)) => failed(not_begun, Fault::Journal(error)),
    }
}

/// True if two inputs are equal as JSON, regardless of the order of the fields.
fn are_equal(one: &[u8], other: &[u8]) -> bool {
    let value = |bytes| serde_json::from_slice::<serde_json::Value>(bytes).ok();
    one == other || value(one).is_some_and(|one| Some(one) == value(other))
}

/// Resumes a run that is in the journal, or returns its outcome if the run is finished.
async fn known<S: Saga>(
    run: &SagaRun<S>,
    journal: &Arc<dyn Journal>,
    lease: Lease,
    saved: RecordedSaga,
) -> Result<Next<S>, Failed<S>> {
    let next = resume(run, journal, &saved, lease.clone());
    match next.map(|next| (saved.status(), next)) {
        Ok((end, Next::Back(failing))) if end.is_finished() => Err((end, failing)),
        Ok((_, next)) => Ok(next),
        Err(refused) => {
            // If the release fails, the lease expires.
            let _ = journal.release(&lease).await;
            Err((SagaStatus::Left, Failing::new(Fault::Refused(refused))))
        }
    }
}

/// Returns the head of a run that may be journalled, or an error if its inputs have no form in JSON.
pub(crate) fn head_of<S: Saga>(
    run: &SagaRun<S>,
    parent: Option<SagaId>,
) -> Option<Result<JournalHead, StoreError>> {
    let save = S::SAVE?;
    S::TABLE.version?;
    let inputs = panics::as_error(|| save(&run.saga)).map_err(|cause| {
        StoreError::new(
            StoreErrorKind::Refused,
            "journal",
            "take the inputs of a saga",
        )
        .with_detail("they have no form in JSON")
        .with_source(cause)
    });
    let time = run.settings.clock.now();
    let shape = const { S::TABLE.shape() };
    Some(inputs.map(|inputs| entry::head(run.id(), S::TABLE, shape, parent, time, inputs)))
}

/// The result of beginning or claiming a run in its journal.
pub(crate) enum Claimed {
    Begun(Lease),
    /// The run began earlier, and either is finished or is claimed by this driver.
    Known(Lease, RecordedSaga),
    /// Another driver holds the run.
    Busy,
}

/// A failure of the journal: before the run began, or after a record of the run was found.
pub(crate) enum NotBegun {
    New(StoreError),
    Known(StoreError),
}

impl NotBegun {
    pub(crate) fn into_error(self) -> StoreError {
        match self {
            Self::New(error) | Self::Known(error) => error,
        }
    }
}

/// Begins a run in its journal, or claims the earlier run with the same id.
///
/// # Errors
/// The journal failed.
pub(crate) async fn begin_or_claim(
    journal: &dyn Journal,
    head: &JournalHead,
    length: std::time::Duration,
) -> Result<Claimed, NotBegun> {
    let claim = ClaimId::new();
    if let JournalBegin::Granted(lease) = journal
        .begin(head, claim, length)
        .await
        .map_err(NotBegun::New)?
    {
        return Ok(Claimed::Begun(lease));
    }
    let lease = match journal
        .claim(head.id, claim, length)
        .await
        .map_err(NotBegun::Known)?
    {
        JournalClaim::Granted(lease) => lease,
        // Nothing is written under the lease of a finished run.
        JournalClaim::Finished => {
            Lease::new(head.id, claim, 0, length, tokio::time::Instant::now())
        }
        JournalClaim::Running { .. } | JournalClaim::Absent => return Ok(Claimed::Busy),
    };
    let saved = match journal.load(head.id).await {
        Ok(saved) => saved.map(RecordedSaga::read).transpose(),
        Err(error) => Err(error),
    };
    match saved {
        Ok(Some(saved)) => Ok(Claimed::Known(lease, saved)),
        Ok(None) => Ok(Claimed::Busy),
        Err(error) => {
            // This driver does not drive the run. If the release fails, the lease expires.
            let _ = journal.release(&lease).await;
            Err(NotBegun::Known(error))
        }
    }
}

/// Attaches a journal to a run: from now on, its entries are written there.
pub(crate) fn write_to<S: Saga>(
    run: &SagaRun<S>,
    journal: &Arc<dyn Journal>,
    lease: Lease,
    next: u64,
    status: JournalStatus,
) {
    let keeper = run.settings.keeper.as_ref();
    let written = Written::new(journal, keeper, lease, next, status);
    run.record.write_to(written);
}

/// Takes over the entries of an earlier driver, and returns how the run continues.
pub(crate) fn resume<S: Saga>(
    run: &SagaRun<S>,
    journal: &Arc<dyn Journal>,
    saved: &RecordedSaga,
    lease: Lease,
) -> Result<Next<S>, Refusal> {
    let Read {
        mut earlier,
        failed,
        unknown,
    } = Read::of::<S>(saved)?;
    let status = saved.status();
    earlier.is_finished = status.is_finished();
    earlier.is_migrated = saved.is_migrated();
    let is_back = earlier.is_finished || status == SagaStatus::RollingBack;
    let failing = |at, reason| Failing {
        at,
        attempts: 0,
        fault: Fault::FailedBefore(reason),
    };
    let next = match (failed, unknown) {
        (Some((at, reason)), _) if is_back => {
            earlier.rolls_back = true;
            Next::Back(failing(at, reason))
        }
        // The step of a stalled saga is being redriven, so the saga calls it again.
        (_, Some(_)) if status == SagaStatus::Stalled => Next::Forward,
        (_, Some((at, OnUnknown::Undo))) => {
            Next::Back(failing(Some(at), UndoFailure::unknown().reason))
        }
        (_, Some((at, OnUnknown::Park))) => {
            Next::Stalled(failing(Some(at), UndoFailure::unknown().reason))
        }
        _ => Next::Forward,
    };
    run.record.take_over(earlier);
    write_to(
        run,
        journal,
        lease,
        saved.next_number(),
        saved.journal_status(),
    );
    Ok(next)
}

/// Takes over what a journal knows of a run of which one step is called again, to get its value: the steps before it
/// may be undone, and their values are as they were.
pub(crate) fn take_over_for<S: Saga>(
    run: &SagaRun<S>,
    saved: &RecordedSaga,
    at: At,
) -> Result<(), Refusal> {
    let Earlier {
        mut completed,
        lost,
        ..
    } = Read::of::<S>(saved)?.earlier;
    for done in &mut completed {
        done.stands = true;
    }
    run.record.take_over(Earlier {
        completed,
        lost,
        doubtful: vec![at],
        ..Earlier::default()
    });
    Ok(())
}

/// The sum of the entries of a run.
#[derive(Default)]
struct Read {
    earlier: Earlier,
    failed: Option<(Option<At>, DeadLetterReason)>,
    /// A step with an unknown outcome that is not simply called again.
    unknown: Option<(At, OnUnknown)>,
}

impl Read {
    fn of<S: Saga>(saved: &RecordedSaga) -> Result<Self, Refusal> {
        let mut read = Self::default();
        let earlier = &mut read.earlier;
        let (mut known, mut begun) = (HashSet::new(), Vec::new());
        // A step that is undone or parked does not count as completed. These entries may precede the entry of its
        // completion.
        let mut gone = HashSet::new();
        let position = |step: &str| {
            S::TABLE
                .position(step)
                .ok_or_else(|| Refusal::value::<S>(saved.id, step, "there is no such step".into()))
        };
        let at = |step: &str, item: &Option<u32>| {
            let step = position(step)?;
            Ok(At { step, item: *item })
        };
        for entry in &saved.entries {
            match entry {
                SagaEntry::Started { step, item } => {
                    let at = at(step, item)?;
                    earlier.failures.retain(|other| *other != at);
                    begun.push(at);
                    let is_undone = undo::is_undone::<S>(at);
                    if is_undone && !known.contains(&at) && !earlier.doubtful.contains(&at) {
                        earlier.doubtful.push(at);
                    }
                }
                SagaEntry::Failed { step, item } => {
                    let at = at(step, item)?;
                    begun.retain(|other| *other != at);
                    if S::TABLE.steps[at.step].undo_on_failure {
                        earlier.failures.push(at);
                    } else {
                        earlier.doubtful.retain(|other| *other != at);
                    }
                }
                SagaEntry::Done { step, item, value } => {
                    let at = at(step, item)?;
                    earlier.doubtful.retain(|other| *other != at);
                    begun.retain(|other| *other != at);
                    if known.insert(at) {
                        let value = decode::<S>(saved.id, at, value)?;
                        earlier.completed.push(Completed::new(at, value));
                    }
                }
                SagaEntry::Lost { step } => earlier.lost.push(position(step)?),
                SagaEntry::RollingBack { step, item, reason } => {
                    let at = step.as_ref().map(|step| at(step, item)).transpose()?;
                    read.failed = Some((at, reason.clone()));
                }
                SagaEntry::Undone { step, item } => {
                    let at = at(step, item)?;
                    gone.insert(at);
                    earlier.undone.push(at);
                    earlier.parked.retain(|(other, _)| *other != at);
                }
                SagaEntry::Parked { step, item, letter } => {
                    let at = at(step, item)?;
                    gone.insert(at);
                    earlier.parked.push((at, *letter));
                }
                SagaEntry::Stalled { .. } | SagaEntry::Resumed | SagaEntry::Finished { .. } => {}
            }
        }
        for done in &mut earlier.completed {
            done.stands = !gone.contains(&done.at);
        }
        earlier.doubtful.retain(|at| !gone.contains(at));
        let begun = begun.into_iter();
        let begun = begun.map(|at: At| (at, S::TABLE.steps[at.step].unknown));
        let mut unknown = begun.filter(|(_, unknown)| unknown.is_not_called_again());
        read.unknown = unknown.next_back();
        Ok(read)
    }
}

fn decode<S: Saga>(id: SagaId, at: At, value: &Content) -> Result<Shared, Refusal> {
    let Some(codec) = &S::STEPS[at.step].codec else {
        return Ok(Arc::new(()));
    };
    let decoded = panics::as_error(|| (codec.decode)(&value.0));
    decoded.map_err(|cause| Refusal::value::<S>(id, S::TABLE.steps[at.step].name, cause))
}
