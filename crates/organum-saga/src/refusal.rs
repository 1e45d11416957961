//! The reason for which this program cannot resume a saga in the journal.

use std::{
    error::Error,
    fmt::{self, Display},
    sync::Arc,
};

use organum_base::error::write_chain;
use organum_store::{Content, StoreError, StoreErrorKind};

use super::{
    Saga, SagaId,
    definition::{Migrate, Restore},
    entry::RecordedSaga,
    run::{About, SagaRun},
    settings::Settings,
    table::SagaTable,
};
use crate::{graph::Cause, panics};

/// The reason for which this program cannot resume a saga in the journal.
///
/// The text says what to do, and carries names and numbers only.
#[derive(Clone)]
pub struct Refusal(Box<Inner>);

#[derive(Clone)]
struct Inner {
    saga: &'static str,
    id: SagaId,
    /// The saga of which this one is a step.
    parent: Option<(&'static str, SagaId)>,
    /// The nested saga that nobody ends, or the outer saga that does not end this one.
    other: Option<SagaId>,
    kind: RefusalKind,
    /// The version in the journal, and the version in this program.
    versions: (u32, u32),
    step: Option<String>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// The kind of a [`Refusal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalKind {
    /// The saga was begun by another version.
    Version,
    /// The steps have changed, although the version is the same.
    Shape,
    /// The declared migration failed.
    Migration,
    /// The output of a step has another type than in the journal, or the step does not exist any more.
    Value,
    /// The inputs have another type than in the journal.
    Inputs,
    /// The run with this id began with other inputs.
    OtherInputs,
    /// The record is damaged, or has a newer format.
    Record,
    /// A nested saga has not ended, and nobody ends it: the version of the outer saga in this program does not have it,
    /// or the outer saga has ended or has no record.
    Orphaned,
}

impl Refusal {
    fn new(table: &SagaTable, kind: RefusalKind, id: SagaId, found: u32) -> Self {
        Self(Box::new(Inner {
            saga: table.name,
            id,
            parent: None,
            other: None,
            kind,
            versions: (found, table.version.unwrap_or_default()),
            step: None,
            source: None,
        }))
    }

    fn with_source(mut self, source: Cause) -> Self {
        self.0.source = Some(Arc::from(source));
        self
    }

    /// The refused saga is a step of this one.
    pub(crate) fn of_step(mut self, saga: &'static str, id: SagaId) -> Self {
        self.0.parent = Some((saga, id));
        self
    }

    /// Returns the refusal that made a store fail, or whatever failed because of it.
    pub(crate) fn in_chain_of<'a>(mut error: &'a (dyn Error + 'static)) -> Option<&'a Self> {
        loop {
            if let Some(refusal) = error.downcast_ref() {
                return Some(refusal);
            }
            error = error.source()?;
        }
    }

    /// The value of a step cannot be read.
    pub(crate) fn value(table: &SagaTable, id: SagaId, step: &str, cause: Cause) -> Self {
        let version = table.version.unwrap_or_default();
        let mut refusal = Self::new(table, RefusalKind::Value, id, version).with_source(cause);
        refusal.0.step = Some(step.to_owned());
        refusal
    }

    /// Returns the refusal of a saga because its inputs cannot be read.
    pub(crate) fn inputs(table: &SagaTable, id: SagaId, cause: Cause) -> Self {
        let version = table.version.unwrap_or_default();
        Self::new(table, RefusalKind::Inputs, id, version).with_source(cause)
    }

    /// Returns the refusal of a saga because its record could not be migrated from this version.
    pub(crate) fn migration(table: &SagaTable, id: SagaId, found: u32, cause: Cause) -> Self {
        Self::new(table, RefusalKind::Migration, id, found).with_source(cause)
    }

    /// Returns the refusal of a run because its id belongs to a run with other inputs.
    pub(crate) fn other_inputs(table: &SagaTable, id: SagaId) -> Self {
        let version = table.version.unwrap_or_default();
        Self::new(table, RefusalKind::OtherInputs, id, version)
    }

    /// Returns the refusal of a saga because a step was a nested saga that this version does not have.
    pub(crate) fn nested_is_orphaned(
        table: &SagaTable,
        saved: &RecordedSaga,
        step: &str,
        nested: SagaId,
    ) -> Self {
        let mut refusal = Self::new(table, RefusalKind::Orphaned, saved.id, saved.version);
        refusal.0.step = Some(step.to_owned());
        refusal.0.other = Some(nested);
        refusal
    }

    /// Returns the refusal of a nested saga because its outer saga has ended or has no record.
    pub(crate) fn is_orphaned(table: &SagaTable, id: SagaId, found: u32, outer: SagaId) -> Self {
        let mut refusal = Self::new(table, RefusalKind::Orphaned, id, found);
        refusal.0.other = Some(outer);
        refusal
    }

    /// Returns the refusal of a saga because its record cannot be read, or `error` if the journal failed otherwise.
    pub(crate) fn record(
        table: &SagaTable,
        id: SagaId,
        error: StoreError,
    ) -> Result<Self, StoreError> {
        match error.kind() {
            StoreErrorKind::Corrupt | StoreErrorKind::TooNew => {
                let refusal = Self::new(table, RefusalKind::Record, id, 0);
                Ok(refusal.with_source(error.into()))
            }
            _ => Err(error),
        }
    }

    /// Returns the kind of the refusal.
    pub fn kind(&self) -> RefusalKind {
        self.0.kind
    }

    /// Returns the name of the saga.
    pub fn saga(&self) -> &'static str {
        self.0.saga
    }

    /// Returns the id of the run.
    pub fn id(&self) -> SagaId {
        self.0.id
    }

    /// Returns the name and the id of the saga of which the refused one is a step. That saga is not resumed either.
    pub fn parent(&self) -> Option<(&'static str, SagaId)> {
        self.0.parent
    }

    /// Returns the step whose value cannot be read, or that was a nested saga which this program does not have.
    pub fn step(&self) -> Option<&str> {
        self.0.step.as_deref()
    }
}

/// Writes the name and the id of the refused saga, and of the one of which it is a step.
struct Refused<'a>(&'a Inner);

impl Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "saga `{}` {}", self.0.saga, self.0.id)?;
        match self.0.parent {
            Some((saga, id)) => write!(f, ", a step of saga `{saga}` {id},"),
            None => Ok(()),
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (refused, (found, version)) = (Refused(&self.0), self.0.versions);
        match self.0.kind {
            RefusalKind::Version => write!(
                f,
                "{refused} was begun by version {found}, and this program has version {version}: declare `migrate = …`, or let a program of version {found} finish it"
            ),
            RefusalKind::Shape => write!(
                f,
                "the steps of {refused} are others than when it was begun, and its version is still {version}: raise the version and declare `migrate = …`, or let the older program finish it"
            ),
            RefusalKind::Migration => {
                write!(f, "{refused} could not be migrated from version {found}")
            }
            RefusalKind::Value => {
                let step = self.step().unwrap_or_default();
                write!(f, "what step `{step}` of {refused} gave cannot be read")
            }
            RefusalKind::Inputs => {
                write!(f, "the inputs of {refused} cannot be read")
            }
            RefusalKind::OtherInputs => write!(
                f,
                "{refused} began with other inputs: give this run an id of its own"
            ),
            RefusalKind::Record => {
                write!(f, "the record of {refused} cannot be read")
            }
            RefusalKind::Orphaned => {
                let other = self.0.other.unwrap_or(self.0.id);
                match self.step() {
                    Some(step) => write!(
                        f,
                        "step `{step}` of {refused} was the nested saga {other}, which has not ended and which version {version} does not have: let a program of version {found} finish both"
                    ),
                    None => write!(
                        f,
                        "{refused} has not ended, and the saga {other}, of which it was a step, has ended or has no record: cancel it by its id with the runner of `{}`",
                        self.0.saga
                    ),
                }
            }
        }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for Refusal {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

/// Returns the refusal of a saga with this version and shape. None if they are those of this program.
pub(crate) fn mismatch(table: &SagaTable, id: SagaId, found: u32, shape: u64) -> Option<Refusal> {
    if found != table.version.unwrap_or_default() {
        Some(Refusal::new(table, RefusalKind::Version, id, found))
    } else if shape != table.shape() {
        Some(Refusal::new(table, RefusalKind::Shape, id, found))
    } else {
        None
    }
}

/// Returns the run of a saga with recorded inputs.
///
/// # Errors
/// The inputs cannot be read.
pub(crate) fn restored<S: Saga + Restore>(
    settings: &Arc<Settings>,
    id: SagaId,
    inputs: &Content,
    injected: &S::Injected,
) -> Result<SagaRun<S>, Refusal> {
    let saga = panics::as_error(|| S::restore(&inputs.0, injected));
    let saga = saga.map_err(|cause| Refusal::inputs(S::TABLE, id, cause))?;
    let about = About::new(S::TABLE, Arc::clone(settings)).with_id(id);
    Ok(SagaRun::new(saga, about))
}

/// Returns the record of a saga of this version, migrated if necessary.
pub(crate) fn recognise<S: Saga>(saved: RecordedSaga) -> Result<RecordedSaga, Refusal> {
    recognise_as(S::TABLE, S::MIGRATE, saved)
}

fn recognise_as(
    table: &SagaTable,
    migrate: Option<Migrate>,
    saved: RecordedSaga,
) -> Result<RecordedSaga, Refusal> {
    let (id, found) = (saved.id, saved.version);
    let Some(refusal) = mismatch(table, id, found, saved.shape) else {
        return Ok(saved);
    };
    // A saga that has changed under the same version has no older version to be migrated from.
    let migrate = migrate.filter(|_| refusal.kind() == RefusalKind::Version);
    let Some(migrate) = migrate else {
        return Err(refusal);
    };
    let migrated = panics::as_error(|| migrate(saved));
    let mut migrated = migrated.map_err(|cause| Refusal::migration(table, id, found, cause))?;
    migrated.migrated_to(table.version.unwrap_or_default(), table.shape());
    Ok(migrated)
}
