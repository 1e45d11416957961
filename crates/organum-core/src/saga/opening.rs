//! The beginning of a run with a journal: a new one, or one that is known already.

use std::{
    collections::HashSet,
    sync::{Arc, atomic::AtomicBool},
};

use tokio_util::sync::CancellationToken;

use super::{
    Saga, SagaId,
    journal::{Entry, Head, Journal, JournalError, Lease, Saved, Status},
    ledger::Ledger,
    log::{At, Done, Value},
    recover::{Refused, recognise},
    report::{Ended, Report, SagaError, SagaErrorKind},
    settle::{Failing, How},
    shared::{Recorder, Shared},
};
use crate::{
    dead_letter::{Content, Reason},
    graph::Cause,
    panics,
};

/// What comes of opening a run.
pub(crate) enum Opened<S: Saga> {
    /// It begins, or goes forward.
    Begun(Arc<Shared<S>>, Vec<CancellationToken>),
    /// It is to be brought to its end.
    Settle(Arc<Shared<S>>, How<S>),
    /// It is over.
    Over(Box<Report<S::Output, S::Error>>),
}

/// The report of a run of which nothing has begun.
pub(crate) fn not_begun<S: Saga>(
    ledger: Arc<Ledger>,
    failing: Failing<S::Error>,
) -> Report<S::Output, S::Error> {
    Report {
        run: ledger,
        result: Err(SagaError::unstarted(S::TABLE.name, failing.kind)),
        end: Ended::RolledBack,
        told: Some(Box::default()),
    }
}

/// Begins a run in its journal, or finds out how far it is.
pub(crate) async fn open<S: Saga>(
    mut shared: Shared<S>,
    cancel: Vec<CancellationToken>,
) -> Opened<S> {
    match try_open(&mut shared).await {
        Ok(How::Forward) => Opened::Begun(Arc::new(shared), cancel),
        Ok(how) => Opened::Settle(Arc::new(shared), how),
        Err((end, kind)) => {
            let report = not_begun::<S>(shared.about.ledger, Failing::of(kind));
            Opened::Over(Box::new(Report { end, ..report }))
        }
    }
}

type Failed<S> = (Ended, SagaErrorKind<<S as Saga>::Error>);

async fn try_open<S: Saga>(shared: &mut Shared<S>) -> Result<How<S>, Failed<S>> {
    let settings = Arc::clone(&shared.settings);
    let (Some(journal), Some(save), Some(version)) = (&settings.journal, S::SAVE, S::TABLE.version)
    else {
        return Ok(How::Forward);
    };
    let journal_failed = |error| (Ended::RolledBack, SagaErrorKind::Journal(error));
    let id = shared.id();
    let inputs = panics::as_error(|| save(&shared.saga)).map_err(|cause| {
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
        shared.record = Some(recorder(journal, lease));
        return Ok(How::Forward);
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
    resume(shared, &saved, lease)
        .map_err(|refused| (Ended::Left, SagaErrorKind::Refused(refused)))
        .and_then(|how| match (saved.status(), how) {
            (Status::Finished(end), How::Failed(failing)) => {
                let end = match end {
                    super::journal::End::Parked => Ended::Parked,
                    _ => Ended::RolledBack,
                };
                Err((end, failing.kind))
            }
            (_, how) => Ok(how),
        })
}

pub(crate) fn recorder(journal: &Arc<dyn Journal>, lease: Lease) -> Recorder {
    Recorder {
        journal: Arc::clone(journal),
        lease,
        rolls_back: AtomicBool::new(false),
        is_finished: AtomicBool::new(false),
    }
}

/// Takes over what a journal knows of a run: how that goes on.
pub(crate) fn resume<S: Saga>(
    shared: &mut Shared<S>,
    saved: &Saved,
    lease: Lease,
) -> Result<How<S>, Refused> {
    let Some(journal) = shared.settings.journal.clone() else {
        return Ok(How::Forward);
    };
    let recorder = recorder(&journal, lease);
    let mut read = Read::of::<S>(saved)?;
    for done in &mut read.done {
        done.number = shared.ledger.number();
    }
    {
        let mut log = shared.log();
        log.done = read.done;
        log.lost = read.lost;
        log.has_parked = read.has_parked;
        log.doubtful = read.doubtful;
    }
    let how = match (saved.status(), read.failed) {
        (Status::RollingBack | Status::Finished(_), Some((at, reason))) => {
            recorder
                .rolls_back
                .store(true, std::sync::atomic::Ordering::Relaxed);
            How::Failed(Failing {
                at,
                attempts: 0,
                kind: SagaErrorKind::FailedBefore(reason),
            })
        }
        _ => How::Forward,
    };
    if matches!(saved.status(), Status::Finished(_)) {
        recorder
            .is_finished
            .store(true, std::sync::atomic::Ordering::Relaxed);
    }
    shared.record = Some(recorder);
    Ok(how)
}

/// What the entries of a run amount to.
#[derive(Default)]
struct Read {
    done: Vec<Done>,
    lost: Vec<usize>,
    doubtful: Vec<At>,
    failed: Option<(Option<At>, Reason)>,
    has_parked: bool,
}

impl Read {
    fn of<S: Saga>(saved: &Saved) -> Result<Self, Refused> {
        let mut read = Self::default();
        // What is undone, or parked, is not done any more; it may be said before it is said to be done.
        let mut gone: HashSet<(usize, Option<u32>)> = HashSet::new();
        let position = |step: &str| {
            S::TABLE.position(step).ok_or_else(|| Refused::Unreadable {
                saga: S::TABLE.name,
                id: saved.head.id,
                step: step.to_owned(),
                cause: "there is no such step".into(),
            })
        };
        for entry in &saved.entries {
            match entry {
                Entry::Started { step, item } => {
                    let at = At {
                        step: position(step)?,
                        item: *item,
                    };
                    if S::TABLE.steps[at.step].undo_on_failure && !read.doubtful.contains(&at) {
                        read.doubtful.push(at);
                    }
                }
                Entry::Done { step, item, value } => {
                    let at = At {
                        step: position(step)?,
                        item: *item,
                    };
                    read.doubtful.retain(|other| *other != at);
                    if read.done.iter().any(|done| done.at() == at) {
                        continue;
                    }
                    let value = decode::<S>(saved.head.id, at, value)?;
                    read.done.push(Done {
                        number: 0,
                        step: at.step,
                        item: at.item,
                        value: Value::One(value),
                        is_recorded: true,
                    });
                }
                Entry::Lost { step } => read.lost.push(position(step)?),
                Entry::RollingBack { step, item, reason } => {
                    let at = match step {
                        Some(step) => Some(At {
                            step: position(step)?,
                            item: *item,
                        }),
                        None => None,
                    };
                    read.failed = Some((at, reason.clone()));
                }
                Entry::Undone { step, item } => {
                    gone.insert((position(step)?, *item));
                }
                Entry::Parked { step, item, .. } => {
                    gone.insert((position(step)?, *item));
                    read.has_parked = true;
                }
                Entry::Stalled { .. } | Entry::Resumed | Entry::Finished { .. } => {}
            }
        }
        read.done
            .retain(|done| !gone.contains(&(done.step, done.item)));
        read.doubtful
            .retain(|at| !gone.contains(&(at.step, at.item)));
        Ok(read)
    }
}

fn decode<S: Saga>(id: SagaId, at: At, value: &Content) -> Result<super::log::Shared, Refused> {
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
