//! Going on with what other processes left behind.

use std::sync::Arc;

use futures_util::{StreamExt, stream::FuturesUnordered};

use super::{
    Saga, SagaId,
    begin::resume,
    definition::{Journalled, Restore},
    ending::{Next, end},
    journal::{Entry, Journal, JournalError, Lease, Saved},
    report::{Ended, Report},
    run::{About, SagaRun},
    settings::Settings,
};
use crate::{graph::Cause, panics};

/// Makes what an older version of a saga recorded into what the present one would have. It is called
/// each time such a saga is read, with what the present version recorded since among the entries.
pub type Migrate = fn(Saved) -> Result<Saved, Cause>;

/// How many sagas one call of `recover` drives at once.
const AT_ONCE: usize = 16;

/// How many refused sagas a [`Recovery`] names.
const NAMED: usize = 100;

/// This program cannot go on with a saga that is in the journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// It was begun by another version.
    #[error(
        "saga `{saga}` {id} was begun by version {found}, and this program has version {version}: declare `migrate = …`, or let a program of version {found} finish it"
    )]
    Version {
        /// The saga's name.
        saga: &'static str,
        /// The run.
        id: SagaId,
        /// The version in the journal.
        found: u32,
        /// That of this program.
        version: u32,
    },
    /// Its steps are others now, though the version is the same.
    #[error(
        "the steps of saga `{saga}` are others than when {id} was begun, and its version is still {version}: raise the version and declare `migrate = …`, or let the older program finish it"
    )]
    Shape {
        /// The saga's name.
        saga: &'static str,
        /// The run.
        id: SagaId,
        /// The version of both.
        version: u32,
    },
    /// The declared migration failed.
    #[error("saga `{saga}` {id} could not be migrated from version {found}")]
    Migration {
        /// The saga's name.
        saga: &'static str,
        /// The run.
        id: SagaId,
        /// The version in the journal.
        found: u32,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The value of a step is of another type than it was, or the step is gone.
    #[error("what step `{step}` of saga `{saga}` {id} gave cannot be read")]
    Unreadable {
        /// The saga's name.
        saga: &'static str,
        /// The run.
        id: SagaId,
        /// The step.
        step: String,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The inputs are of another type than they were.
    #[error("the inputs of saga `{saga}` {id} cannot be read")]
    Inputs {
        /// The saga's name.
        saga: &'static str,
        /// The run.
        id: SagaId,
        /// Why.
        #[source]
        cause: Cause,
    },
}

/// What became of the sagas that were found.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Recovery {
    /// How many went forward to their end.
    pub completed: u64,
    /// How many are rolled back.
    pub rolled_back: u64,
    /// How many are rolled back but for what is parked.
    pub parked: u64,
    /// How many are stuck after their pivot.
    pub stalled: u64,
    /// How many are left once more: the journal failed, or another driver took them over.
    pub left: u64,
    /// How many this program cannot go on with.
    pub refused: u64,
    /// Why, for the first hundred of these.
    pub refusals: Vec<Refused>,
}

impl Recovery {
    /// How many were found.
    pub fn found(&self) -> u64 {
        self.completed + self.rolled_back + self.parked + self.stalled + self.left + self.refused
    }

    fn count(&mut self, end: Result<Ended, Refused>) {
        let count = match end {
            Ok(Ended::Completed) => &mut self.completed,
            Ok(Ended::RolledBack) => &mut self.rolled_back,
            Ok(Ended::Parked) => &mut self.parked,
            Ok(Ended::Stalled) => &mut self.stalled,
            // And `Left`.
            Ok(_) => &mut self.left,
            Err(refused) => {
                if self.refusals.len() < NAMED {
                    self.refusals.push(refused);
                }
                &mut self.refused
            }
        };
        *count += 1;
    }
}

/// Recognises a saga in a journal, or migrates it.
pub(crate) fn recognise<S: Saga>(saved: Saved) -> Result<Saved, Refused> {
    let (id, found) = (saved.head.id, saved.head.version);
    let (saga, version, shape) = (
        S::TABLE.name,
        S::TABLE.version.unwrap_or_default(),
        const { S::TABLE.shape() },
    );
    if found == version {
        return if saved.head.shape == shape {
            Ok(saved)
        } else {
            Err(Refused::Shape { saga, id, version })
        };
    }
    let Some(migrate) = S::MIGRATE else {
        return Err(Refused::Version {
            saga,
            id,
            found,
            version,
        });
    };
    let mut migrated = panics::as_error(|| migrate(saved)).map_err(|cause| Refused::Migration {
        saga,
        id,
        found,
        cause,
    })?;
    migrated.head.version = version;
    migrated.head.shape = shape;
    Ok(migrated)
}

/// A run that another driver left, made again from the journal.
pub(crate) fn revive<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    saved: Saved,
    lease: Lease,
    injected: &S::Injected,
) -> Result<(Arc<SagaRun<S>>, Next<S>), Refused> {
    let saved = recognise::<S>(saved)?;
    let saga = panics::as_error(|| <S as Restore>::restore(&saved.head.inputs.0, injected));
    let saga = saga.map_err(|cause| Refused::Inputs {
        saga: S::TABLE.name,
        id: saved.head.id,
        cause,
    })?;
    let about = About::new(S::TABLE, Arc::clone(settings)).with_id(saved.head.id);
    let run = SagaRun::new(saga, about);
    let next = resume(&run, &saved, lease)?;
    run.register();
    Ok((Arc::new(run), next))
}

/// Drives one saga that is leased, to its end.
pub(crate) async fn drive<S: Journalled + Restore>(
    settings: Arc<Settings>,
    journal: Arc<dyn Journal>,
    lease: Lease,
    injected: Arc<S::Injected>,
    resumes: bool,
) -> Result<Result<Report<S::Output, S::Error>, Refused>, JournalError> {
    if resumes {
        journal.append(&lease, Entry::Resumed).await?;
    }
    let Some(saved) = journal.load(lease.saga).await? else {
        return Err(JournalError::LeaseLost { saga: lease.saga });
    };
    match revive::<S>(&settings, saved, lease.clone(), &injected) {
        Ok((run, next)) => Ok(Ok(end(run, next).await)),
        Err(refused) => {
            tracing::error!(saga = S::TABLE.name, id = %lease.saga, %refused, "a saga in the journal is not gone on with");
            journal.release(&lease).await?;
            Ok(Err(refused))
        }
    }
}

/// Drives every saga that nobody else drives, each once.
pub(crate) async fn recover<S: Journalled + Restore>(
    settings: &Arc<Settings>,
    injected: Arc<S::Injected>,
) -> Result<Recovery, JournalError> {
    let mut recovery = Recovery::default();
    let Some(journal) = &settings.journal else {
        return Ok(recovery);
    };
    let mut driven = FuturesUnordered::new();
    let mut after = None;
    let mut is_exhausted = false;
    loop {
        while driven.len() < AT_ONCE && !is_exhausted {
            let next = journal.claim_next(S::TABLE.name, after, settings.owner, settings.lease);
            let Some(lease) = next.await? else {
                is_exhausted = true;
                break;
            };
            after = Some(lease.saga);
            // A task each, so that dropping this future stops none of them.
            driven.push(tokio::spawn(drive::<S>(
                Arc::clone(settings),
                Arc::clone(journal),
                lease,
                Arc::clone(&injected),
                false,
            )));
        }
        match driven.next().await {
            Some(Ok(Ok(driven))) => recovery.count(driven.map(|report| report.end)),
            // Another driver has it, or the runtime ends.
            Some(Err(_) | Ok(Err(JournalError::LeaseLost { .. }))) => recovery.left += 1,
            Some(Ok(Err(error))) => return Err(error),
            None => return Ok(recovery),
        }
    }
}
