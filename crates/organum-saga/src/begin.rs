//! The beginning of a run with a journal: a new run, or one that the journal has already.

use std::{collections::HashSet, sync::Arc};

use organum_store::{
    ClaimId, Content, DeadLetterReason, Journal, JournalBegin, JournalClaim, JournalHead,
    JournalStatus, Lease, StoreError,
};
use tokio_util::sync::CancellationToken;

use super::{
    Saga, SagaId,
    completed::{At, Completed, Shared},
    entry::{self, RecordedSaga, SagaEntry},
    error::Fault,
    failure::Failing,
    forward::Next,
    halt::NotWritten,
    offline,
    record::Earlier,
    refusal::{Refusal, RefusalKind, recognise},
    report::SagaReport,
    run::{About, SagaRun},
    table::{OnUnknown, SagaTable},
    try_again::UndoFailure,
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
pub(crate) async fn begin<S: Saga>(run: SagaRun<S>, cancel: Vec<CancellationToken>) -> Begun<S> {
    let begun = try_begin(&run).await;
    let begun = begun.map_err(|(end, failing)| not_begun::<S>(&run.about, end, failing));
    match begun {
        Ok(Next::Forward) => Begun::Forward(Arc::new(run), cancel),
        Ok(next) => Begun::End(Arc::new(run), next),
        Err(report) => Begun::Over(Box::new(report)),
    }
}

type Failed<S> = (SagaStatus, Failing<<S as Saga>::Error>);

/// Begins or claims the run.
async fn try_begin<S: Saga>(run: &SagaRun<S>) -> Result<Next<S>, Failed<S>> {
    let failed = |end, fault| Err((end, Failing::new(fault)));
    let (Some(journal), Some(head)) = (run.settings.journal(), head_of(run, None)) else {
        return Ok(Next::Forward);
    };
    let head = match head {
        Ok(head) => head,
        Err(unwritten) => return failed(SagaStatus::NotBegun, Fault::NotWritten(unwritten)),
    };
    match begin_or_claim(&**journal, &head, run.settings.lease).await {
        Ok(Claimed::Begun(lease)) => {
            write_to(run, journal, lease, 0, JournalStatus::Running);
            Ok(Next::Forward)
        }
        // The outcome of a finished run is reported even if another driver holds it.
        Ok(Claimed::Known(lease, saved)) => {
            let status = saved.status();
            let same = match offline::orphan((S::TABLE, S::MIGRATE), &**journal, &saved).await {
                Ok(orphan) => orphan.map_or(Ok(saved), Err),
                Err(error) => {
                    // If the release fails, the lease expires.
                    let _ = journal.release(&lease).await;
                    return failed(SagaStatus::Unknown, Fault::Journal(error));
                }
            };
            let same = same.and_then(recognise::<S>).and_then(|saved| {
                if are_equal(&saved.inputs.0, &head.content.0) {
                    Ok(saved)
                } else {
                    Err(Refusal::other_inputs(S::TABLE, saved.id))
                }
            });
            match same {
                Ok(saved) => known(run, journal, lease, saved).await,
                Err(refused) => {
                    // If the release fails, the lease expires.
                    let _ = journal.release(&lease).await;
                    failed(status_of_refused(&refused, status), Fault::Refused(refused))
                }
            }
        }
        Ok(Claimed::Busy) => failed(SagaStatus::Left, Fault::Busy),
        // The journal has a record of the run, which may be over.
        Err(NotBegun::Known(error)) => failed(SagaStatus::Unknown, Fault::Journal(error)),
        Err(NotBegun::New(error)) if error.is_ambiguous() => {
            failed(SagaStatus::Unknown, Fault::Journal(error))
        }
        Err(NotBegun::New(error)) => failed(SagaStatus::NotBegun, Fault::Journal(error)),
    }
}

/// Returns the status to report for a refused run: that of the earlier run with the same id, unless the inputs of this
/// one make it another run.
fn status_of_refused(refused: &Refusal, earlier: SagaStatus) -> SagaStatus {
    match (refused.kind(), earlier) {
        (RefusalKind::OtherInputs, _) => SagaStatus::NotBegun,
        (_, SagaStatus::Running | SagaStatus::RollingBack) => SagaStatus::Left,
        (_, earlier) => earlier,
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
            let status = status_of_refused(&refused, saved.status());
            Err((status, Failing::new(Fault::Refused(refused))))
        }
    }
}

/// Returns the head of a run that may be journalled, or an error if its inputs have no form in JSON.
pub(crate) fn head_of<S: Saga>(
    run: &SagaRun<S>,
    parent: Option<SagaId>,
) -> Option<Result<JournalHead, NotWritten>> {
    let save = S::SAVE?;
    S::TABLE.version?;
    let inputs = panics::as_error(|| save(&run.saga));
    let inputs = inputs.map_err(|cause| NotWritten::inputs(S::TABLE.name, cause));
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
fn take_over_for<S: Saga>(run: &SagaRun<S>, saved: &RecordedSaga, at: At) -> Result<(), Refusal> {
    let Earlier {
        mut completed,
        lost,
        ..
    } = Read::of::<S>(saved)?.earlier;
    for done in &mut completed {
        done.is_in_effect = true;
    }
    run.record.take_over(Earlier {
        completed,
        lost,
        unknown_outcomes: vec![at],
        ..Earlier::default()
    });
    Ok(())
}

/// Takes over the values that a journal has of a run that is over, to make its nested sagas again.
pub(crate) fn take_over_values<S: Saga>(
    run: &SagaRun<S>,
    saved: &RecordedSaga,
) -> Result<(), Refusal> {
    let Earlier { completed, .. } = Read::of::<S>(saved)?.earlier;
    run.record.take_over(Earlier {
        completed,
        ..Earlier::default()
    });
    Ok(())
}

/// Returns this run, prepared for another call of this step. None if this program cannot read the record, or the step
/// takes the value of a nested saga, which is over.
pub(crate) fn revisit<S: Saga>(
    run: SagaRun<S>,
    saved: &RecordedSaga,
    at: At,
) -> Option<Arc<SagaRun<S>>> {
    let needed = S::TABLE.reach()[at.step];
    let mut steps = S::STEPS.iter().enumerate();
    if steps.any(|(step, table)| table.nested.is_some() && needed >> step & 1 == 1) {
        return None;
    }
    take_over_for(&run, saved, at).ok()?;
    Some(Arc::new(run))
}

/// The sum of the entries of a run.
#[derive(Default)]
struct Read {
    earlier: Earlier,
    failed: Option<(Option<At>, DeadLetterReason)>,
    /// A step with an unknown outcome that is not simply called again.
    unknown: Option<(At, OnUnknown)>,
}

/// Reads the output of a step.
type Decode<'a> = &'a dyn Fn(At, &Content) -> Result<Shared, Refusal>;

impl Read {
    fn of<S: Saga>(saved: &RecordedSaga) -> Result<Self, Refusal> {
        Self::with(S::TABLE, saved, &|at, value| {
            decode::<S>(saved.id, at, value)
        })
    }

    fn with(
        table: &'static SagaTable,
        saved: &RecordedSaga,
        decode: Decode<'_>,
    ) -> Result<Self, Refusal> {
        let mut read = Self::default();
        let earlier = &mut read.earlier;
        let (mut known, mut begun) = (HashSet::new(), Vec::new());
        // A step that is undone or parked does not count as completed. These entries may precede the entry of its
        // completion.
        let mut gone = HashSet::new();
        let position = |step: &str| {
            table.position(step).ok_or_else(|| {
                Refusal::value(table, saved.id, step, "there is no such step".into())
            })
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
                    let is_undone = table.is_undone(at.step);
                    if is_undone && !known.contains(&at) && !earlier.unknown_outcomes.contains(&at)
                    {
                        earlier.unknown_outcomes.push(at);
                    }
                }
                SagaEntry::Failed { step, item } => {
                    let at = at(step, item)?;
                    begun.retain(|other| *other != at);
                    if table.steps[at.step].undo_on_failure {
                        earlier.failures.push(at);
                    } else {
                        earlier.unknown_outcomes.retain(|other| *other != at);
                    }
                }
                SagaEntry::Done { step, item, value } => {
                    let at = at(step, item)?;
                    earlier.unknown_outcomes.retain(|other| *other != at);
                    begun.retain(|other| *other != at);
                    if known.insert(at) {
                        let value = decode(at, value)?;
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
            done.is_in_effect = !gone.contains(&done.at);
        }
        earlier.unknown_outcomes.retain(|at| !gone.contains(at));
        let begun = begun.into_iter();
        let begun = begun.map(|at: At| (at, table.steps[at.step].unknown));
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
    decoded.map_err(|cause| Refusal::value(S::TABLE, id, S::TABLE.steps[at.step].name, cause))
}
