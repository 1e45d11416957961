//! The tables: their creation, upgrades, and checks.

mod command;
mod ddl;

use organum_store::{StoreError, StoreErrorKind};
use sqlx::{Connection, Executor, PgConnection, Row, SqlStr, SqliteConnection};

pub use self::command::SchemaAction;
use self::ddl::{Migration, POSTGRES, SQLITE};
use crate::{Dialect, Schema, error::failed, text::Prefix};

const OPERATION: &str = "check the tables";

/// The state of the tables in a database.
// Exhaustive: every program has to handle these states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// There are no tables.
    Missing,
    /// An older program has created the tables.
    Old {
        /// The version of the tables.
        version: u32,
    },
    /// The tables fit this program.
    Current {
        /// The version of the tables. It may be newer than this program, if the newer program has kept
        /// the tables usable for this one.
        version: u32,
    },
    /// A newer program has changed the tables in a way that this program does not know.
    TooNew {
        /// The version of the tables.
        version: u32,
        /// The oldest version of programs that may use the tables.
        oldest: u32,
    },
}

/// Returns the migrations of a dialect, in their order.
fn migrations(dialect: Dialect) -> &'static [Migration] {
    match dialect {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    }
}

/// Returns the version of the tables that this program creates.
fn newest(dialect: Dialect) -> &'static Migration {
    migrations(dialect).last().expect("there is a migration")
}

/// Returns the state that the row of the table `schema` describes.
fn state(dialect: Dialect, row: Option<(i64, i64)>) -> SchemaState {
    let Some((version, oldest)) = row else {
        return SchemaState::Missing;
    };
    let read = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let (version, oldest, own) = (read(version), read(oldest), newest(dialect).version);
    if oldest > own {
        SchemaState::TooNew { version, oldest }
    } else if version < own {
        SchemaState::Old { version }
    } else {
        SchemaState::Current { version }
    }
}

/// Returns an error unless this program may use the tables.
fn usable(dialect: Dialect, state: SchemaState) -> Result<(), StoreError> {
    let error = |kind, detail: String| {
        Err(StoreError::new(kind, dialect.name(), OPERATION).with_detail(detail))
    };
    let own = newest(dialect).version;
    match state {
        SchemaState::Current { .. } => Ok(()),
        SchemaState::Missing => error(
            StoreErrorKind::Refused,
            "the tables are missing: run `schema upgrade`, or connect with `Schema::Create`"
                .to_owned(),
        ),
        SchemaState::Old { version } => error(
            StoreErrorKind::Refused,
            format!(
                "the tables have version {version}, and this program needs {own}: run `schema upgrade`, \
                 or connect with `Schema::Create`"
            ),
        ),
        SchemaState::TooNew { version, oldest } => error(
            StoreErrorKind::TooNew,
            format!(
                "the tables have version {version} and need a program of at least version {oldest}; \
                 this one has {own}: update the program"
            ),
        ),
    }
}

/// Returns the statements that create the tables, as one text.
pub(crate) fn ddl(dialect: Dialect, prefix: &Prefix) -> String {
    let mut text = String::new();
    for migration in migrations(dialect) {
        for statement in migration.statements {
            text.push_str(prefix.fill(statement, &[]).trim());
            text.push_str(";\n\n");
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The statements of one dialect for the versions.
struct Versions {
    dialect: Dialect,
    create: SqlStr,
    read: SqlStr,
    write: SqlStr,
}

impl Versions {
    fn new(dialect: Dialect, prefix: &Prefix) -> Self {
        Self {
            dialect,
            create: prefix.statement(ddl::VERSIONS, &[]),
            read: prefix.statement("select version, oldest from {p}schema where id = 1", &[]),
            write: prefix.statement(
                "insert into {p}schema (id, version, oldest) values (1, $1, $2) \
                 on conflict (id) do update set version = excluded.version, oldest = excluded.oldest",
                &[],
            ),
        }
    }

    /// Returns true if an error says that the table is missing.
    fn is_missing(&self, error: &sqlx::Error) -> bool {
        let Some(error) = error.as_database_error() else {
            return false;
        };
        match self.dialect {
            Dialect::Postgres => error.code().as_deref() == Some("42P01"),
            Dialect::Sqlite => error.message().starts_with("no such table"),
        }
    }

    /// Returns the migrations that the tables of this state need.
    fn missing(&self, state: SchemaState) -> impl Iterator<Item = &'static Migration> + use<> {
        let version = match state {
            SchemaState::Missing => 0,
            SchemaState::Old { version }
            | SchemaState::Current { version }
            | SchemaState::TooNew { version, .. } => version,
        };
        let all = migrations(self.dialect).iter();
        all.filter(move |migration| migration.version > version)
    }
}

/// Writes the functions of one dialect: the connections differ in their types only.
macro_rules! of_dialect {
    ($module:ident, $connection:ident, $dialect:expr, $begin:expr, $lock:expr) => {
        pub(crate) mod $module {
            use super::*;

            const DIALECT: Dialect = $dialect;

            async fn read(
                connection: &mut $connection,
                versions: &Versions,
            ) -> Result<SchemaState, sqlx::Error> {
                // In one message, since a pooler may stand before the server.
                let row = sqlx::raw_sql(versions.read.clone())
                    .fetch_optional(connection)
                    .await;
                match row {
                    Ok(Some(row)) => Ok(state(DIALECT, Some((row.try_get(0)?, row.try_get(1)?)))),
                    Ok(None) => Ok(SchemaState::Missing),
                    Err(error) if versions.is_missing(&error) => Ok(SchemaState::Missing),
                    Err(error) => Err(error),
                }
            }

            /// Reads the state of the tables.
            pub(crate) async fn inspect(
                connection: &mut $connection,
                prefix: &Prefix,
            ) -> Result<SchemaState, StoreError> {
                let versions = Versions::new(DIALECT, prefix);
                let read = read(connection, &versions).await;
                read.map_err(|error| failed(DIALECT, OPERATION, error))
            }

            /// Creates or upgrades the tables, under a lock and in one transaction.
            pub(crate) async fn upgrade(
                connection: &mut $connection,
                prefix: &Prefix,
            ) -> Result<SchemaState, StoreError> {
                let versions = Versions::new(DIALECT, prefix);
                let upgraded = migrate(connection, prefix, &versions).await;
                upgraded.map_err(|error| failed(DIALECT, "create the tables", error))
            }

            async fn migrate(
                connection: &mut $connection,
                prefix: &Prefix,
                versions: &Versions,
            ) -> Result<SchemaState, sqlx::Error> {
                let mut transaction = connection.begin_with($begin).await?;
                let lock: Option<SqlStr> = $lock(prefix);
                if let Some(lock) = lock {
                    transaction.execute(lock).await?;
                }
                transaction.execute(versions.create.clone()).await?;
                // Another process may have upgraded the tables while this one waited for the lock.
                let state = read(&mut transaction, versions).await?;
                if matches!(state, SchemaState::TooNew { .. }) {
                    return Ok(state);
                }
                for migration in versions.missing(state) {
                    for statement in migration.statements {
                        transaction
                            .execute(prefix.statement(statement, &[]))
                            .await?;
                    }
                    sqlx::query(versions.write.clone())
                        .persistent(false)
                        .bind(i64::from(migration.version))
                        .bind(i64::from(migration.oldest))
                        .execute(&mut *transaction)
                        .await?;
                }
                let state = read(&mut transaction, versions).await?;
                transaction.commit().await?;
                Ok(state)
            }

            /// Prepares the tables as the user has chosen.
            pub(crate) async fn prepare(
                connection: &mut $connection,
                prefix: &Prefix,
                schema: Schema,
            ) -> Result<(), StoreError> {
                let mut state = inspect(connection, prefix).await?;
                let is_old = matches!(state, SchemaState::Missing | SchemaState::Old { .. });
                if is_old && schema == Schema::Create {
                    state = upgrade(connection, prefix).await?;
                }
                usable(DIALECT, state)
            }
        }
    };
}

of_dialect!(
    postgres,
    PgConnection,
    Dialect::Postgres,
    "begin",
    |prefix: &Prefix| {
        // A lock of the transaction, by a hash of a name of this library.
        let lock = "select pg_advisory_xact_lock(hashtext('{p}schema'), 1869768557)";
        Some(prefix.statement(lock, &[]))
    }
);
of_dialect!(
    sqlite,
    SqliteConnection,
    Dialect::Sqlite,
    "begin immediate",
    |_: &Prefix| None
);
