//! The error of a transaction.

use std::{error::Error, fmt, time::Duration};

use organum_base::error::write_chain;
use organum_store::{StoreError, StoreErrorKind};
use sqlx::{postgres::PgDatabaseError, sqlite::SqliteError};

use crate::Dialect;

/// The error of a transaction that did not commit, or whose outcome is unknown. The error of the store is
/// the [`source`](Error::source).
#[derive(Clone)]
pub struct TransactionError {
    kind: TransactionErrorKind,
    source: StoreError,
}

/// The kind of a [`TransactionError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransactionErrorKind {
    /// The transaction did not begin, so the body was not called.
    NotBegun,
    /// The transaction was rolled back. Nothing was changed.
    RolledBack,
    /// The answer to the commit was lost, and the server could not tell whether the transaction has
    /// committed. Look at the rows before you repeat it.
    Unknown,
}

impl TransactionError {
    pub(crate) fn not_begun(source: StoreError) -> Self {
        let kind = TransactionErrorKind::NotBegun;
        Self { kind, source }
    }

    pub(crate) fn rolled_back(source: StoreError) -> Self {
        let kind = TransactionErrorKind::RolledBack;
        Self { kind, source }
    }

    pub(crate) fn unknown(source: StoreError) -> Self {
        let kind = TransactionErrorKind::Unknown;
        Self { kind, source }
    }

    pub(crate) fn too_long(dialect: Dialect, limit: Duration) -> Self {
        let kind = StoreErrorKind::Timeout;
        let source = StoreError::new(kind, dialect.name(), "run a transaction");
        Self::rolled_back(source.with_detail(format!(
            "it took longer than {} s and held the write lock: call services before the transaction",
            limit.as_secs()
        )))
    }

    /// Returns the kind.
    pub fn kind(&self) -> TransactionErrorKind {
        self.kind
    }

    /// Returns the error of the store.
    pub fn store_error(&self) -> &StoreError {
        &self.source
    }
}

impl fmt::Display for TransactionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransactionErrorKind::NotBegun => "the transaction did not begin",
            TransactionErrorKind::RolledBack => "the transaction was rolled back",
            TransactionErrorKind::Unknown => {
                "the outcome of the transaction is unknown: look at its rows before you repeat it"
            }
        })
    }
}

/// Prints the text and the texts of the causes.
impl fmt::Debug for TransactionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for TransactionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// Returns true if an error says that a transaction was rolled back because it conflicts with another one.
pub(crate) fn is_conflict(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error
            .downcast_ref::<TransactionError>()
            .is_some_and(|error| error.kind == TransactionErrorKind::Unknown)
        {
            return false;
        }
        if code(error).is_some_and(|code| is_conflict_code(&code)) {
            return true;
        }
        next = error.source();
    }
    false
}

/// The code of an error of a database.
fn code(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<sqlx::Error>() {
        return error.as_database_error().map(crate::error::code);
    }
    if let Some(error) = error.downcast_ref::<PgDatabaseError>() {
        return Some(crate::error::code(error));
    }
    if let Some(error) = error.downcast_ref::<SqliteError>() {
        return Some(crate::error::code(error));
    }
    crate::error::server_code(error)
}

/// Serialisation failures and deadlocks of `PostgreSQL`, and a write lock of `SQLite` that another process
/// has.
fn is_conflict_code(code: &str) -> bool {
    matches!(code, "40001" | "40P01")
        || code
            .parse()
            .is_ok_and(|code: i32| matches!(code & 0xff, 5 | 6) && code < 10_000)
}
