//! The record of an execution of a resumable graph.
//!
//! An execution has two records: its inputs, recorded before anything runs, and the execution itself,
//! leased by the process that runs it, and finished when the run ends. Both have the fingerprint of the
//! inputs, so other inputs are refused by the store.

use std::{
    error::Error,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use organum_base::error::write_chain;
use organum_store::{
    ClaimId, ClaimRequest, JsonError, RecordFailure, RecordFilter, RecordLabels, RecordOutcome,
    RecordStatus, RecordSummary, RecordValue, Store, StoreError,
    key::{Key, KeyError, KeyParts},
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::{
    PersistError, ValueCodec,
    asked::{Answer, Question},
    claimed::{Claimed, repeated},
};
use crate::{executor::Cause, panics};

/// The purpose of the keys, and the version of the way in which they are made.
const EXECUTIONS: &str = "organum execution 1";
const INPUTS: &str = "organum execution inputs 1";
/// The labels of the records, in the place of the name of a node.
const EXECUTION_LABEL: &str = "(execution)";
const INPUTS_LABEL: &str = "(inputs)";
/// The number of records that are listed in one call.
const PAGE: usize = 1000;

/// The declaration of a resumable graph about the records of its executions.
// Public fields: the macros write it as a constant.
pub struct Resumption<Given, Injected> {
    /// The text by which the executions are identified.
    pub name: &'static str,
    /// The time that the lease of an execution lasts after each renewal.
    pub lease: Duration,
    /// The form in which the store has the inputs; `None` for a mistake that is reported elsewhere.
    pub codec: Option<ValueCodec<Given>>,
    /// Adds the inputs to a key.
    pub hash: fn(&Given, &mut KeyParts) -> Result<(), KeyError>,
    /// Returns the store.
    pub store: fn(&Injected) -> &Arc<dyn Store>,
}

/// An input of a resumable graph, which a store records.
#[diagnostic::on_unimplemented(
    message = "`{Self}`, an input of a resumable graph, cannot be recorded in a store and read again",
    label = "not `Serialize` and `Deserialize`",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it, mark the field `#[inject]`, or remove `resumable` from the graph"
)]
pub trait StorableInput {
    /// Requires the type to be storable.
    fn is_storable() {}
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> StorableInput for T {}

/// The error of an execution that cannot be begun, found or resumed: the [`source`](Error::source) of the
/// [`GraphError`](crate::GraphError).
pub struct ExecutionError(Box<Reason>);

/// The kind of an [`ExecutionError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExecutionErrorKind {
    /// The store failed. The source is a [`StoreError`].
    Store,
    /// The execution with this id has other inputs.
    OtherInputs,
    /// There is no execution with this id.
    Unknown,
    /// The recorded inputs are not those of this version of the graph.
    Unreadable,
    /// The inputs cannot be written as JSON that can be read again.
    Unwritable,
    /// The processes that ran the execution ended, or lost their leases, too often.
    Lapsed,
    /// The run was polled outside of a tokio runtime.
    NoRuntime,
}

#[derive(thiserror::Error)]
enum Reason {
    #[error(
        "the store cannot tell whether the execution may run: check the store, then run it again"
    )]
    Store(#[source] StoreError),
    #[error("execution {0} has other inputs: run it with those, or choose another id")]
    OtherInputs(Uuid),
    #[error("there is no execution {0}: run the graph with its inputs and this id")]
    Unknown(Uuid),
    #[error(
        "the recorded inputs of execution {0} are not those of this version of the graph: run it with a program that can read them"
    )]
    Unreadable(Uuid),
    #[error("the inputs cannot be written as JSON that can be read again: change their types")]
    Unwritable(#[source] Cause),
    #[error("execution {0} is not run again")]
    Lapsed(Uuid, #[source] PersistError),
    #[error("a resumable graph needs a tokio runtime: run the graph inside one")]
    NoRuntime,
}

impl ExecutionError {
    fn of(reason: Reason) -> Self {
        Self(Box::new(reason))
    }

    fn store(error: StoreError) -> Self {
        Self::of(Reason::Store(error))
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> ExecutionErrorKind {
        match *self.0 {
            Reason::Store(_) => ExecutionErrorKind::Store,
            Reason::OtherInputs(_) => ExecutionErrorKind::OtherInputs,
            Reason::Unknown(_) => ExecutionErrorKind::Unknown,
            Reason::Unreadable(_) => ExecutionErrorKind::Unreadable,
            Reason::Unwritable(_) => ExecutionErrorKind::Unwritable,
            Reason::Lapsed(..) => ExecutionErrorKind::Lapsed,
            Reason::NoRuntime => ExecutionErrorKind::NoRuntime,
        }
    }
}

impl fmt::Display for ExecutionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Prints the text of the error and of each of its causes.
impl fmt::Debug for ExecutionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for ExecutionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        (*self.0).source()
    }
}

/// The executions to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExecutionFilter {
    /// All executions.
    #[default]
    All,
    /// Executions without an end: those that run, and those that can be resumed.
    Unfinished,
}

/// The status of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExecutionStatus {
    /// A process runs it.
    Running,
    /// No process runs it, and it has no end: its process is gone, or its run was cancelled or dropped.
    Unfinished,
    /// The execution made its outputs.
    Done,
    /// A node failed. A run with the same id begins it again.
    Failed,
}

/// An execution of a resumable graph.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExecutionSummary {
    /// The execution id.
    pub id: Uuid,
    /// The status.
    pub status: ExecutionStatus,
    /// The time at which it began, by the clock of the store.
    pub began: SystemTime,
    /// The time at which it ended, or was begun or given up last.
    pub changed: SystemTime,
    /// The number of processes that ended, or lost their leases, while they ran it.
    pub lapses: u32,
    /// The failure, if a node failed. It names the node.
    pub failure: Option<RecordFailure>,
}

/// The beginning of an execution.
pub(crate) struct Opening {
    pub(crate) store: Arc<dyn Store>,
    graph: &'static str,
    name: &'static str,
    lease: Duration,
    id: Uuid,
    inputs: RecordValue,
    fingerprint: Key,
    /// The tasks that the shutdown of the graph's runner waits for.
    tracker: Option<TaskTracker>,
}

impl Opening {
    /// Prepares the beginning of an execution with these inputs.
    ///
    /// # Errors
    /// The inputs cannot be written.
    pub(crate) fn new<Given, Injected>(
        of: &Resumption<Given, Injected>,
        graph: &'static str,
        store: Arc<dyn Store>,
        id: Uuid,
        given: &Given,
        tracker: Option<TaskTracker>,
    ) -> Result<Self, ExecutionError> {
        let unwritable = |cause| ExecutionError::of(Reason::Unwritable(cause));
        let codec = of
            .codec
            .as_ref()
            .expect("the program does not compile otherwise");
        let bytes = panics::as_error(|| (codec.write)(given).map_err(Cause::from));
        let fingerprint = panics::as_error(|| {
            let mut key = Key::in_domain(INPUTS);
            (of.hash)(given, &mut key)?;
            Ok(key.finish())
        });
        Ok(Self {
            store,
            graph,
            name: of.name,
            lease: of.lease,
            id,
            inputs: RecordValue::new(bytes.map_err(unwritable)?),
            fingerprint: fingerprint.map_err(unwritable)?,
            tracker,
        })
    }

    /// Records the inputs and claims the execution. Returns `None` for an execution that is done, whose
    /// results are found in the records of its nodes.
    ///
    /// # Errors
    /// The execution has other inputs, or the store failed.
    pub(crate) async fn open(self) -> Result<Option<Arc<ExecutionClaim>>, ExecutionError> {
        let runtime = Handle::try_current().map_err(|_| ExecutionError::of(Reason::NoRuntime))?;
        if let Some(claimed) = self.claim(INPUTS, INPUTS_LABEL, &runtime).await? {
            let inputs = RecordOutcome::Done(self.inputs.clone());
            let recorded = claimed.finish(inputs, None).await;
            recorded.map_err(ExecutionError::store)?;
        }
        let claimed = self.claim(EXECUTIONS, EXECUTION_LABEL, &runtime).await?;
        Ok(claimed.map(|claimed| Arc::new(ExecutionClaim(Mutex::new(Some(claimed))))))
    }

    /// Claims a record; `None` if it has a value already.
    async fn claim(
        &self,
        purpose: &str,
        label: &'static str,
        runtime: &Handle,
    ) -> Result<Option<Claimed>, ExecutionError> {
        let key = key(purpose, self.name, self.id);
        let labels = RecordLabels::default()
            .graph(self.graph)
            .node(label)
            .execution(self.id.to_string());
        let request = || {
            let request = ClaimRequest::new(key, ClaimId::new(), self.lease);
            request.input(self.fingerprint).labels(labels.clone())
        };
        loop {
            let question = Question {
                store: &self.store,
                request: request(),
                runtime,
                tracker: self.tracker.as_ref(),
                stop: None,
            };
            let answer = question.answer().await;
            let lapsed = |error| ExecutionError::of(Reason::Lapsed(self.id, error));
            match answer.map_err(lapsed)? {
                Answer::Done(_) => return Ok(None),
                Answer::Granted(claimed) => return Ok(Some(claimed)),
                // It is begun again.
                Answer::Failed(_) => {
                    let keys = [key];
                    let removed = repeated(|| self.store.remove(&keys)).await;
                    removed.map_err(ExecutionError::store)?;
                }
                Answer::OtherInput => return Err(ExecutionError::of(Reason::OtherInputs(self.id))),
                Answer::StoreFailed(error) => return Err(ExecutionError::store(error)),
            }
        }
    }
}

/// The right to run an execution. It is released when it is dropped, after the last node has ended.
pub(crate) struct ExecutionClaim(Mutex<Option<Claimed>>);

impl ExecutionClaim {
    fn take(&self) -> Option<Claimed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Records that the execution made its outputs.
    pub(crate) async fn done(self: Arc<Self>) {
        let Some(claimed) = self.take() else { return };
        let done = RecordOutcome::Done(RecordValue::new(*b"null"));
        if let Err(error) = claimed.finish(done, None).await {
            // It is listed as unfinished, and its results are found in the records of its nodes.
            tracing::warn!(target: "organum::persist", %error, "the end of an execution is not recorded");
        }
    }

    /// Records that a node failed, once the last node has ended. The text of a run's error names nodes
    /// only.
    pub(crate) fn fail(&self, failure: RecordFailure) {
        let mut claimed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(claimed) = &mut *claimed {
            claimed.fail_on_drop(failure);
        }
    }
}

fn key(purpose: &str, name: &str, id: Uuid) -> Key {
    let mut key = Key::in_domain(purpose);
    key.text(name).text(&id.to_string());
    key.finish()
}

/// Returns the recorded inputs of an execution.
///
/// # Errors
/// There are none, they cannot be read, or the store failed.
pub(crate) async fn inputs<Given, Injected>(
    of: &Resumption<Given, Injected>,
    store: &Arc<dyn Store>,
    id: Uuid,
) -> Result<Given, ExecutionError> {
    let keys = [key(INPUTS, of.name, id)];
    let found = repeated(|| store.get(&keys)).await;
    let found = found.and_then(|found| found.into_iter().next().transpose());
    let found = found.map_err(ExecutionError::store)?;
    let value = found.as_ref().and_then(|found| found.value());
    let value = value.ok_or_else(|| ExecutionError::of(Reason::Unknown(id)))?;
    let codec = of
        .codec
        .as_ref()
        .expect("the program does not compile otherwise");
    let read: Result<Given, JsonError> = (codec.read)(&value.bytes);
    read.map_err(|_| ExecutionError::of(Reason::Unreadable(id)))
}

/// Returns the executions of the graph of this name, in no order.
///
/// # Errors
/// The store failed.
pub(crate) async fn executions(
    store: &Arc<dyn Store>,
    (graph, name): (&'static str, &'static str),
    which: ExecutionFilter,
) -> Result<Vec<ExecutionSummary>, ExecutionError> {
    let mut filter = RecordFilter::all().graph(graph).node(EXECUTION_LABEL);
    if which == ExecutionFilter::Unfinished {
        filter = filter.finished(false);
    }
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = repeated(|| store.list(&filter, after, PAGE)).await;
        let page = page.map_err(ExecutionError::store)?;
        after = page.last().map(|record| record.key);
        let is_last = page.len() < PAGE;
        all.extend(page.into_iter().filter_map(|record| summary(record, name)));
        if is_last {
            return Ok(all);
        }
    }
}

/// Returns the execution of a record; `None` if the record belongs to another graph of the same name.
fn summary(record: RecordSummary, name: &str) -> Option<ExecutionSummary> {
    let id: Uuid = record.labels.execution.as_deref()?.parse().ok()?;
    if record.key != key(EXECUTIONS, name, id) {
        return None;
    }
    Some(ExecutionSummary {
        id,
        status: match record.status {
            RecordStatus::Done => ExecutionStatus::Done,
            RecordStatus::Failed => ExecutionStatus::Failed,
            RecordStatus::Running if record.left.is_some() => ExecutionStatus::Running,
            _ => ExecutionStatus::Unfinished,
        },
        began: record.created,
        changed: record.changed,
        lapses: record.lapses,
        failure: record.failure,
    })
}
