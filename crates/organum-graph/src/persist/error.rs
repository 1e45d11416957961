//! The reasons for which a persisted node fails by itself.

use std::{borrow::Cow, error::Error, fmt};

use organum_base::error::write_chain;
use organum_store::{JsonError, RecordFailure, StoreError, key::KeyError};

use super::LAPSES;
use crate::executor::Cause;

/// The error of a persisted node whose store, record or inputs prevent its result from being found or
/// recorded. It is the [`source`](Error::source) of the [`NodeError`](crate::NodeError).
///
/// The text names the cause and the cure, and contains no value.
///
/// ```
/// use std::sync::Arc;
/// use organum::{
///     persist::{PersistError, PersistErrorKind}, prelude::*,
///     store::{MemoryStore, RecordFilter, Store, RecordValue, PutRequest},
/// };
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Price(u32);
///
/// #[node(persist(scope = run))]
/// fn price() -> Price {
///     Price(7)
/// }
///
/// #[graph(output = Price)]
/// struct Quote {
///     #[inject]
///     store: Arc<dyn Store>,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
/// let (quote, id) = (Quote::runner(store.clone()), organum::Uuid::now_v7());
/// quote.run(()).id(id).await?;
///
/// // Something else overwrites the record.
/// let record = store.list(&RecordFilter::all(), None, 1).await?.remove(0);
/// store.put(&[PutRequest::new(record.key, RecordValue::new(*b"?"))]).await?.remove(0)?;
/// let error = quote.run(()).id(id).await.err().expect("it cannot be read");
/// let error = error.downcast_ref::<PersistError>().expect("the record is the cause");
/// assert_eq!(error.kind(), PersistErrorKind::Unreadable);
/// # Ok(())
/// # }
/// ```
pub struct PersistError(Box<Reason>);

/// The kind of a [`PersistError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PersistErrorKind {
    /// The store failed, and the node did not run. The source is a [`StoreError`].
    Store,
    /// The record is of another type or version, or cannot be decoded. The node did not run.
    Unreadable,
    /// The node ran, and the store did not record its result. The source is a [`StoreError`].
    NotRecorded,
    /// The node ran, and its result cannot be written as JSON that can be read again.
    Unwritable,
    /// A dependency cannot be written for the key. The node did not run.
    Key,
    /// The processes that ran the node ended, or lost their leases, too often. The node did not run.
    Lapsed,
    /// The node was polled outside of a tokio runtime. It did not run.
    NoRuntime,
    /// The run ended before the node ran.
    Stopped,
}

#[derive(thiserror::Error)]
enum Reason {
    #[error(
        "the store cannot tell whether the result is recorded: check the store, or write `persist(on_store_error = run)` if the node may run twice"
    )]
    Store(#[source] StoreError),
    #[error(
        "the record of the result cannot be read: {0}; remove the record, or write `persist(on_store_error = run)` if the node may run twice"
    )]
    Unreadable(Unreadable),
    #[error(
        "the result is not recorded: check the store, or write `persist(on_store_error = run)` if the node may run twice"
    )]
    NotRecorded(#[source] StoreError),
    #[error(
        "the result cannot be written as JSON that can be read again: change the type, or remove `persist` from the node"
    )]
    Unwritable(#[source] JsonError),
    #[error("a dependency cannot be written for the key: check its `Serialize`")]
    Key(#[source] KeyError),
    #[error(
        "the node is not run again: {LAPSES} of its leases ended without a result; find out why its processes end, then remove the record from the store"
    )]
    Lapsed,
    #[error("a node whose results are recorded needs a tokio runtime: run the graph inside one")]
    NoRuntime,
    #[error("the run ended before the node began")]
    Stopped,
}

/// The reason why a record cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("it is in another format")]
    Format,
    #[error("it is of another type")]
    Type,
    #[error("it is of another version of the node")]
    Version,
    /// The text of the error may contain a part of the value, and is left out.
    #[error("it is not a value of the type")]
    Value,
}

impl PersistError {
    pub(super) fn store(error: StoreError) -> Self {
        Self(Box::new(Reason::Store(error)))
    }

    pub(super) fn unreadable(reason: Unreadable) -> Self {
        Self(Box::new(Reason::Unreadable(reason)))
    }

    pub(super) fn not_recorded(error: StoreError) -> Self {
        Self(Box::new(Reason::NotRecorded(error)))
    }

    pub(super) fn unwritable(error: JsonError) -> Self {
        Self(Box::new(Reason::Unwritable(error)))
    }

    pub(super) fn key(error: KeyError) -> Self {
        Self(Box::new(Reason::Key(error)))
    }

    pub(super) fn lapsed() -> Self {
        Self(Box::new(Reason::Lapsed))
    }

    pub(super) fn no_runtime() -> Self {
        Self(Box::new(Reason::NoRuntime))
    }

    pub(super) fn stopped() -> Self {
        Self(Box::new(Reason::Stopped))
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> PersistErrorKind {
        match *self.0 {
            Reason::Store(_) => PersistErrorKind::Store,
            Reason::Unreadable(_) => PersistErrorKind::Unreadable,
            Reason::NotRecorded(_) => PersistErrorKind::NotRecorded,
            Reason::Unwritable(_) => PersistErrorKind::Unwritable,
            Reason::Key(_) => PersistErrorKind::Key,
            Reason::Lapsed => PersistErrorKind::Lapsed,
            Reason::NoRuntime => PersistErrorKind::NoRuntime,
            Reason::Stopped => PersistErrorKind::Stopped,
        }
    }

    pub(super) fn into_cause(self) -> Cause {
        Box::new(self)
    }
}

impl fmt::Display for PersistError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Prints the text of the error and of each of its causes.
impl fmt::Debug for PersistError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for PersistError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        (*self.0).source()
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The failure of an earlier call of a node, as a store has recorded it: `persist(failures(ttl = …))`. It
/// is the [`source`](Error::source) of the [`NodeError`](crate::NodeError).
///
/// The text is that of the user's error, which may contain values. `Debug` prints only the kind.
pub struct RecordedFailure {
    kind: Cow<'static, str>,
    text: String,
}

impl RecordedFailure {
    pub(super) fn new(failure: RecordFailure) -> Self {
        Self {
            kind: failure.kind,
            text: failure.text,
        }
    }

    /// Returns the reason in one or two words: `failed` or `timed out`.
    pub fn kind(&self) -> &str {
        &self.kind
    }
}

impl fmt::Display for RecordedFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for RecordedFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedFailure")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Error for RecordedFailure {}
