//! The settings of connections.

use std::{str::FromStr, time::Duration};

use organum_store::{StoreError, StoreErrorKind};
use sqlx::{
    ConnectOptions, PgConnection, SqliteConnection,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::time::{Instant, sleep, timeout};

use crate::{
    Dialect, SqliteSync,
    dialect::OPERATION,
    error::{failed, refused},
};

/// The longest time for the first connection.
const CONNECT: Duration = Duration::from_secs(10);

/// The time for which a connection waits for the write lock of the file. A transaction holds it for at
/// most 5 s.
const BUSY: Duration = Duration::from_secs(10);

pub(crate) fn postgres(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url);
    let options = options.map_err(|_| unreadable(Dialect::Postgres))?;
    Ok(of_postgres(options))
}

/// Sets what the library needs.
pub(crate) fn of_postgres(options: PgConnectOptions) -> PgConnectOptions {
    let options = match options.get_application_name() {
        Some(_) => options,
        None => options.application_name("organum"),
    };
    options.disable_statement_logging()
}

pub(crate) fn sqlite(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    let options = SqliteConnectOptions::from_str(url);
    let options = options.map_err(|_| unreadable(Dialect::Sqlite))?;
    // A mode in the URL has the last word.
    let creates = !url.contains("mode=");
    Ok(if creates {
        options.create_if_missing(true)
    } else {
        options
    })
}

/// Sets what the library needs.
pub(crate) fn of_sqlite(options: SqliteConnectOptions, sync: SqliteSync) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match sync {
            SqliteSync::Full => SqliteSynchronous::Full,
            SqliteSync::Normal => SqliteSynchronous::Normal,
        })
        .busy_timeout(BUSY)
        .disable_statement_logging()
}

/// Opens the first connection to a file. SQLite does not wait for its lock while a file gets its write-ahead
/// log, so programs that start at once are in each other's way.
pub(crate) async fn first_sqlite(
    options: &SqliteConnectOptions,
) -> Result<SqliteConnection, sqlx::Error> {
    let began = Instant::now();
    loop {
        let connected = options.connect().await;
        let is_locked = |error: &sqlx::Error| {
            let code = error.as_database_error().map(crate::error::code);
            code.is_some_and(|code| code.parse().is_ok_and(|code: i32| code & 0xff == 5))
        };
        match connected {
            Err(error) if is_locked(&error) && began.elapsed() < BUSY => {
                sleep(Duration::from_millis(10)).await;
            }
            connected => return connected,
        }
    }
}

/// Opens the first connection to a server.
pub(crate) async fn first_postgres(options: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    let dialect = Dialect::Postgres;
    match timeout(CONNECT, options.connect()).await {
        Ok(connected) => connected.map_err(|error| failed(dialect, OPERATION, error)),
        Err(_) => {
            let error = StoreError::new(StoreErrorKind::Timeout, dialect.name(), OPERATION);
            Err(error.with_detail(
                "nothing answered within 10 s: check host and port of the URL, and firewalls",
            ))
        }
    }
}

/// Returns an error if the URL of this dialect cannot be read.
fn unreadable(dialect: Dialect) -> StoreError {
    refused(
        dialect,
        OPERATION,
        match dialect {
            Dialect::Sqlite => "the URL cannot be read: write `sqlite:shop.db`",
            Dialect::Postgres => {
                "the URL cannot be read: write `postgres://user:password@host:5432/database`"
            }
        },
    )
}
