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
    definition::Restore,
    entry::RecordedSaga,
    run::{About, SagaRun},
    settings::Settings,
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
}

impl Refusal {
    fn new<S: Saga>(kind: RefusalKind, id: SagaId, found: u32) -> Self {
        Self(Box::new(Inner {
            saga: S::TABLE.name,
            id,
            parent: None,
            kind,
            versions: (found, S::TABLE.version.unwrap_or_default()),
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
    pub(crate) fn value<S: Saga>(id: SagaId, step: &str, cause: Cause) -> Self {
        let version = S::TABLE.version.unwrap_or_default();
        let mut refusal = Self::new::<S>(RefusalKind::Value, id, version).with_source(cause);
        refusal.0.step = Some(step.to_owned());
        refusal
    }

    /// Returns the refusal of a saga because its inputs cannot be read.
    pub(crate) fn inputs<S: Saga>(id: SagaId, cause: Cause) -> Self {
        let version = S::TABLE.version.unwrap_or_default();
        Self::new::<S>(RefusalKind::Inputs, id, version).with_source(cause)
    }

    /// Returns the refusal of a saga because its record could not be migrated from this version.
    pub(crate) fn migration<S: Saga>(id: SagaId, found: u32, cause: Cause) -> Self {
        Self::new::<S>(RefusalKind::Migration, id, found).with_source(cause)
    }

    /// Returns the refusal of a run because its id belongs to a run with other inputs.
    pub(crate) fn other_inputs<S: Saga>(id: SagaId) -> Self {
        let version = S::TABLE.version.unwrap_or_default();
        Self::new::<S>(RefusalKind::OtherInputs, id, version)
    }

    /// Returns the refusal of a saga because its record cannot be read, or `error` if the journal failed otherwise.
    pub(crate) fn record<S: Saga>(id: SagaId, error: StoreError) -> Result<Self, StoreError> {
        match error.kind() {
            StoreErrorKind::Corrupt | StoreErrorKind::TooNew => {
                let refusal = Self::new::<S>(RefusalKind::Record, id, 0);
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

    /// Returns the step whose value cannot be read.
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
pub(crate) fn mismatch<S: Saga>(id: SagaId, found: u32, shape: u64) -> Option<Refusal> {
    if found != S::TABLE.version.unwrap_or_default() {
        Some(Refusal::new::<S>(RefusalKind::Version, id, found))
    } else if shape != const { S::TABLE.shape() } {
        Some(Refusal::new::<S>(RefusalKind::Shape, id, found))
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
    let saga = saga.map_err(|cause| Refusal::inputs::<S>(id, cause))?;
    let about = About::new(S::TABLE, Arc::clone(settings)).with_id(id);
    Ok(SagaRun::new(saga, about))
}

/// Returns the record of a saga of this version, migrated if necessary.
pub(crate) fn recognise<S: Saga>(saved: RecordedSaga) -> Result<RecordedSaga, Refusal> {
    let (id, found) = (saved.id, saved.version);
    let Some(refusal) = mismatch::<S>(id, found, saved.shape) else {
        return Ok(saved);
    };
    // A saga that has changed under the same version has no older version to be migrated from.
    let migrate = S::MIGRATE.filter(|_| refusal.kind() == RefusalKind::Version);
    let Some(migrate) = migrate else {
        return Err(refusal);
    };
    let migrated = panics::as_error(|| migrate(saved));
    let mut migrated = migrated.map_err(|cause| Refusal::migration::<S>(id, found, cause))?;
    let version = S::TABLE.version.unwrap_or_default();
    migrated.migrated_to(version, const { S::TABLE.shape() });
    Ok(migrated)
}
