//! The translation of database errors to errors of stores, without addresses, passwords and payloads.

use std::{borrow::Cow, fmt, io};

use organum_store::{StoreError, StoreErrorKind};
use sqlx::error::DatabaseError;

use crate::Dialect;

/// The error of the database server: only its code, since its text may contain values.
#[derive(Debug)]
struct ServerError {
    dialect: Dialect,
    code: String,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = &self.code;
        match self.dialect {
            Dialect::Postgres => write!(f, "the server answered with SQLSTATE {code}"),
            Dialect::Sqlite => write!(f, "SQLite answered with result code {code}"),
        }
    }
}

impl std::error::Error for ServerError {}

/// The code of an error of a server that an error of a store has as its source.
pub(crate) fn server_code(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    error
        .downcast_ref::<ServerError>()
        .map(|error| error.code.clone())
}

/// Creates an error of a database, with a detail that says what to do.
pub(crate) fn refused(
    dialect: Dialect,
    operation: &'static str,
    detail: impl Into<String>,
) -> StoreError {
    StoreError::new(StoreErrorKind::Refused, dialect.name(), operation).with_detail(detail)
}

/// Translates the error of a driver.
pub(crate) fn failed(dialect: Dialect, operation: &'static str, error: sqlx::Error) -> StoreError {
    let create = |kind| StoreError::new(kind, dialect.name(), operation);
    match error {
        sqlx::Error::Database(error) => of_server(dialect, operation, &*error),
        sqlx::Error::Io(error) => unreachable(create(StoreErrorKind::Unavailable), error),
        sqlx::Error::Tls(_) => create(StoreErrorKind::Refused)
            .with_detail("the encrypted connection failed: check `sslmode` and the certificates"),
        sqlx::Error::Configuration(_) | sqlx::Error::InvalidArgument(_) => {
            create(StoreErrorKind::Refused)
                .with_detail("a setting of the URL cannot be read: check its options")
        }
        sqlx::Error::PoolTimedOut => create(StoreErrorKind::Unavailable).with_detail(
            "no connection became free: end transactions sooner, or set a larger pool",
        ),
        sqlx::Error::PoolClosed => {
            create(StoreErrorKind::Unavailable).with_detail("the database handle is closed")
        }
        sqlx::Error::ColumnDecode { index, .. } => create(StoreErrorKind::Corrupt)
            .with_detail(format!("the column {index} has a value of another type")),
        sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::TypeNotFound { .. }
        | sqlx::Error::Decode(_)
        | sqlx::Error::Encode(_)
        | sqlx::Error::RowNotFound => create(StoreErrorKind::Corrupt)
            .with_detail("a row cannot be read: check the tables with `schema check`"),
        // Broken connections and ended worker threads.
        _ => create(StoreErrorKind::Unavailable).with_detail("the connection is broken"),
    }
}

fn unreachable(error: StoreError, source: io::Error) -> StoreError {
    error
        .with_detail(
            "the connection failed: check that the server is running and its host is right",
        )
        .with_source(source)
}

/// The code of an error: SQLSTATE, or the result code of SQLite.
pub(crate) fn code(error: &dyn DatabaseError) -> String {
    error.code().map_or_else(String::new, Cow::into_owned)
}

/// Returns true if the server will give the same answer again.
pub(crate) fn is_refusal(error: &dyn DatabaseError) -> bool {
    code(error).starts_with("42")
}

fn of_server(dialect: Dialect, operation: &'static str, error: &dyn DatabaseError) -> StoreError {
    let code = code(error);
    let (kind, detail) = match dialect {
        Dialect::Postgres => of_postgres(&code),
        Dialect::Sqlite => of_sqlite(&code),
    };
    let created = StoreError::new(kind, dialect.name(), operation);
    created
        .with_detail(detail)
        .with_source(ServerError { dialect, code })
}

/// The kind and the cure of an error of `PostgreSQL`.
fn of_postgres(code: &str) -> (StoreErrorKind, &'static str) {
    use StoreErrorKind::{Full, Refused, TooLarge, Unavailable};
    match code {
        "28000" | "28P01" => (
            Refused,
            "the server refused the login: check user and password of the URL",
        ),
        "3D000" => (
            Refused,
            "the database of the URL does not exist: create it with `createdb`",
        ),
        "42501" => (
            Refused,
            "permission is missing: grant SELECT, INSERT, UPDATE and DELETE on the tables, or CREATE on the schema",
        ),
        "42P01" | "42703" => (
            Refused,
            "the tables are missing or old: run `schema upgrade`",
        ),
        "25006" => (
            Refused,
            "the server or the transaction is read-only: connect to the primary server",
        ),
        "53100" => (Full, "the disk of the server is full"),
        "53200" => (Unavailable, "the server is out of memory"),
        "53300" => (
            Unavailable,
            "the server has too many connections: set smaller pools, or raise `max_connections`",
        ),
        "54000" | "22001" => (TooLarge, "a value exceeds a limit of the server"),
        "22021" | "22P05" => (
            Refused,
            "a text has a character that the server cannot store",
        ),
        "55P03" => (Unavailable, "a row is locked by another transaction"),
        "57014" => (Unavailable, "the statement was cancelled"),
        "25P03" | "25P04" => (
            Unavailable,
            "the transaction was open for too long and is rolled back: do less in it",
        ),
        "40001" | "40P01" => (
            Unavailable,
            "the transaction conflicts with another one and is rolled back",
        ),
        _ if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
            (Unavailable, "the server is shutting down or starting")
        }
        _ if code.starts_with("58") || code.starts_with("XX") => {
            (Unavailable, "the server has an internal error: see its log")
        }
        _ => (Refused, "the server refused the statement"),
    }
}

/// The kind and the cure of an error of `SQLite`, by its extended result code.
fn of_sqlite(code: &str) -> (StoreErrorKind, &'static str) {
    use StoreErrorKind::{Corrupt, Full, Refused, TooLarge, Unavailable};
    let primary = code.parse::<i32>().map_or(1, |code| code & 0xff);
    match primary {
        5 | 6 => (
            Unavailable,
            "another process holds the write lock: end its transactions sooner",
        ),
        3 | 23 => (
            Refused,
            "permission is missing: make the file and its folder writable",
        ),
        8 => (
            Refused,
            "the file or its folder is read-only: make both writable",
        ),
        7 => (Unavailable, "SQLite is out of memory"),
        10 => (
            Unavailable,
            "the disk failed or is full: see the log of the system",
        ),
        13 => (Full, "the disk is full"),
        11 | 26 => (
            Corrupt,
            "the file is damaged or no SQLite database: restore it from a backup",
        ),
        14 => (
            Refused,
            "the file cannot be opened: check that its folder exists and is writable",
        ),
        18 => (TooLarge, "a value exceeds the limit of SQLite"),
        _ => (Refused, "SQLite refused the statement"),
    }
}
