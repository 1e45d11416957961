//! The settings of connections.

use std::{str::FromStr, time::Duration};

use organum_store::StoreError;
use sqlx::{
    ConnectOptions,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{Dialect, SqliteSync};

/// The time for which a connection waits for the write lock of the file. A transaction holds it for at
/// most 5 s.
pub(crate) const BUSY: Duration = Duration::from_secs(10);

pub(crate) fn postgres(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url);
    let options = options.map_err(|_| Dialect::Postgres.unreadable())?;
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
    let options = options.map_err(|_| Dialect::Sqlite.unreadable())?;
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
