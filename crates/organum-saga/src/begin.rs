//! The beginning of a run with a journal: a new one, or one that is known already.

use std::{collections::HashSet, sync::Arc};

use tokio_util::sync::CancellationToken;

use super::{
    Saga, SagaId,
    completed::{At, Completed, Shared},
    ending::Next,
    failure::Failing,
    journal::{End, Entry, Head, JournalError, Lease, Saved, Status},
    record::Earlier,
    recover::{Refused, recognise},
    report::{Ended, Report, SagaError, SagaErrorKind},
    run::{About, SagaRun},
};
use crate::{
    dead_letter::{Content, Reason},
    graph::Cause,
    panics,
};

/// What comes of beginning a run.
pub(crate) enum Begun<S: Saga> {
    /// It begins, or goes forward.
    Forward(Arc<SagaRun<S>>, Vec<CancellationToken>),
    /// It is to be brought to its end.
    End(Arc<SagaRun<S>>, Next<S>),
    /// It is over.
    Over(Box<Report<S::Output, S::Error>>),
}

/// The report of a run of which nothing has begun.
pub(crate) fn not_begun<S: Saga>(
    about: &About,
    end: Ended,
    kind: SagaErrorKind<S::Error>,
) -> Report<S::Output, S::Error> {
    Report::unstarted(about, SagaError::unstarted(S::TABLE.name, kind), end)
}

/// Begins a run in its journal, or finds out how far it is.
pub(crate) async fn begin<S: Saga>(run: SagaRun<S>, cancel: Vec<CancellationToken>) -> Begun<S> {
    match try_begin(&run).await {
        Ok(Next::Forward) => Begun::Forward(Arc::new(run), cancel),
        Ok(next) => Begun::End(Arc::new(run), next),
        Err((end, kind)) => Begun::Over(Box::new(not_begun::<S>(&run.about, end, kind))),
    }
}

type Failed<S> = (Ended, SagaErrorKind<<S as Saga>::Error>);

async fn try_begin<S: Saga>(run: &SagaRun<S>) -> Result<Next<S>, Failed<S>> {
    let settings = &run.settings;
    let (Some(journal), Some(save), Some(version)) = (&settings.journal, S::SAVE, S::TABLE.version)
    else {
        return Ok(Next::Forward);
    };
    let journal_failed = |error| (Ended::RolledBack, SagaErrorKind::Journal(error));
    let id = run.id();
    let inputs = panics::as_error(|| save(&run.saga)).map_err(|cause| {
        journal_failed(JournalError::Failed {
            doing: "take the inputs of the saga, which have no form in JSON",
            cause,
        })
    })?;
    let head = Head {
        id,
        saga: S::TABLE.name.to_owned(),
        version,
        shape: const { S::TABLE.shape() },
        parent: None,
        time: settings.clock.read(),
        inputs: Content(inputs),
    };
    let begun = journal.begin(head, settings.owner, settings.lease).await;
    if let Some(lease) = begun.map_err(journal_failed)? {
        run.record.write_to(journal, lease);
        return Ok(Next::Forward);
    }
    // It is known. What came of it can be told even when another one has it.
    let claimed = journal.claim(id, settings.owner, settings.lease).await;
    let lease = claimed.map_err(journal_failed)?;
    let saved = journal.load(id).await.map_err(journal_failed)?;
    let busy = (Ended::Left, SagaErrorKind::Busy);
    let Some(saved) = saved else { return Err(busy) };
    let is_over = matches!(saved.status(), Status::Finished(_));
    if lease.is_none() && !is_over {
        return Err(busy);
    }
    let saved =
        recognise::<S>(saved).map_err(|refused| (Ended::Left, SagaErrorKind::Refused(refused)))?;
    let lease = lease.unwrap_or(Lease {
        saga: id,
        owner: settings.owner,
        epoch: 0,
        time: settings.lease,
    });
    let next = resume(run, &saved, lease)
        .map_err(|refused| (Ended::Left, SagaErrorKind::Refused(refused)))?;
    match (saved.status(), next) {
        (Status::Finished(End::Parked), Next::Back(failing)) => Err((Ended::Parked, failing.kind)),
        (Status::Finished(_), Next::Back(failing)) => Err((Ended::RolledBack, failing.kind)),
        (_, next) => Ok(next),
    }
}

/// Takes over what a journal knows of a run: how that goes on.
pub(crate) fn resume<S: Saga>(
    run: &SagaRun<S>,
    saved: &Saved,
    lease: Lease,
) -> Result<Next<S>, Refused> {
    let Some(journal) = &run.settings.journal else {
        return Ok(Next::Forward);
    };
    let Read {
        mut earlier,
        failed,
    } = Read::of::<S>(saved)?;
    let status = saved.status();
    earlier.is_finished = matches!(status, Status::Finished(_));
    let next = match (status, failed) {
        (Status::RollingBack | Status::Finished(_), Some((at, reason))) => {
            earlier.rolls_back = true;
            Next::Back(Failing {
                at,
                attempts: 0,
                kind: SagaErrorKind::FailedBefore(reason),
            })
        }
        _ => Next::Forward,
    };
    run.record.take_over(earlier);
    run.record.write_to(journal, lease);
    Ok(next)
}

/// What the entries of a run amount to.
#[derive(Default)]
struct Read {
    earlier: Earlier,
    failed: Option<(Option<At>, Reason)>,
}

impl Read {
    fn of<S: Saga>(saved: &Saved) -> Result<Self, Refused> {
        let mut read = Self::default();
        let earlier = &mut read.earlier;
        let mut known = HashSet::new();
        // What is undone, or parked, is not done any more; it may be said before it is said to be done.
        let mut gone = HashSet::new();
        let position = |step: &str| {
            S::TABLE.position(step).ok_or_else(|| Refused::Unreadable {
                saga: S::TABLE.name,
                id: saved.head.id,
                step: step.to_owned(),
                cause: "there is no such step".into(),
            })
        };
        let at = |step: &str, item: &Option<u32>| {
            let step = position(step)?;
            Ok(At { step, item: *item })
        };
        for entry in &saved.entries {
            match entry {
                Entry::Started { step, item } => {
                    let at = at(step, item)?;
                    if S::TABLE.steps[at.step].undo_on_failure && !earlier.doubtful.contains(&at) {
                        earlier.doubtful.push(at);
                    }
                }
                Entry::Done { step, item, value } => {
                    let at = at(step, item)?;
                    earlier.doubtful.retain(|other| *other != at);
                    if known.insert(at) {
                        let value = decode::<S>(saved.head.id, at, value)?;
                        earlier.completed.push(Completed::new(at, value));
                    }
                }
                Entry::Lost { step } => earlier.lost.push(position(step)?),
                Entry::RollingBack { step, item, reason } => {
                    let at = step.as_ref().map(|step| at(step, item)).transpose()?;
                    read.failed = Some((at, reason.clone()));
                }
                Entry::Undone { step, item } => {
                    gone.insert(at(step, item)?);
                }
                Entry::Parked { step, item, .. } => {
                    gone.insert(at(step, item)?);
                    earlier.has_parked = true;
                }
                Entry::Stalled { .. } | Entry::Resumed | Entry::Finished { .. } => {}
            }
        }
        earlier.completed.retain(|done| !gone.contains(&done.at));
        earlier.doubtful.retain(|at| !gone.contains(at));
        Ok(read)
    }
}

fn decode<S: Saga>(id: SagaId, at: At, value: &Content) -> Result<Shared, Refused> {
    let unreadable = |cause: Cause| Refused::Unreadable {
        saga: S::TABLE.name,
        id,
        step: S::TABLE.steps[at.step].name.to_owned(),
        cause,
    };
    match &S::STEPS[at.step].codec {
        Some(codec) => panics::as_error(|| (codec.decode)(&value.0)).map_err(unreadable),
        None => Ok(Arc::new(())),
    }
}
