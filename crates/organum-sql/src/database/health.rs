//! The state of a database.

use std::time::{Duration, Instant};

use organum_store::StoreError;
use sqlx::Row;

use super::{Connections, Database};
use crate::{Dialect, error::failed};

/// The state of a database, as [`Database::health`] returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// The time of one round trip.
    pub latency: Duration,
    /// The number of records. On `PostgreSQL` it is an estimate of the server.
    pub records: u64,
    /// The size of the records in bytes; on `SQLite` that of the file.
    pub bytes: u64,
    /// True if changes by other processes are noticed by notifications. On `SQLite`, and behind a pooler
    /// in transaction mode, records are read at an interval.
    pub notified: bool,
}

impl Database {
    /// Measures a round trip, and returns the sizes of the tables.
    ///
    /// ```
    /// use organum::sql::Database;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), organum::store::StoreError> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    /// let db = Database::connect(&url).await?;
    /// let health = db.health().await?;
    /// assert!(health.records == 0 && health.bytes > 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Unavailable`: the server does not answer.
    ///
    /// # Cancel safety
    /// The call changes nothing.
    pub async fn health(&self) -> Result<Health, StoreError> {
        const OPERATION: &str = "read the health of the database";
        let fail = |dialect| move |error| failed(dialect, OPERATION, error);
        let prefix = &self.inner.prefix;
        let number = |number: i64| u64::try_from(number).unwrap_or_default();
        match self.connections() {
            Connections::Sqlite(connections) => {
                let fail = fail(Dialect::Sqlite);
                let size = "select (select count(*) from {p}record where status <> 'absent'), \
                    (select page_count from pragma_page_count) * (select page_size from pragma_page_size)";
                let mut lane = connections.lanes.readers.take().await.map_err(fail)?;
                let began = Instant::now();
                let ping = sqlx::query("select 1").fetch_one(&mut *lane).await;
                let latency = began.elapsed();
                let size = match ping {
                    Ok(_) => {
                        let size = prefix.statement(size, &[]);
                        sqlx::query(size).fetch_one(&mut *lane).await
                    }
                    Err(error) => Err(error),
                };
                let size = lane.settle(size).await.map_err(fail)?;
                Ok(Health {
                    latency,
                    records: number(size.try_get(0).map_err(fail)?),
                    bytes: number(size.try_get(1).map_err(fail)?),
                    notified: false,
                })
            }
            Connections::Postgres(connections) => {
                let fail = fail(Dialect::Postgres);
                let size = "select greatest(reltuples, 0)::bigint, pg_total_relation_size(oid) \
                    from pg_class where oid = to_regclass('{p}record')";
                let mut lane = connections.lanes.take().await.map_err(fail)?;
                let began = Instant::now();
                let ping = sqlx::query("select 1").fetch_one(&mut *lane).await;
                let latency = began.elapsed();
                let size = match ping {
                    Ok(_) => {
                        let size = prefix.statement(size, &[]);
                        sqlx::query(size).fetch_one(&mut *lane).await
                    }
                    Err(error) => Err(error),
                };
                let size = lane.settle(size).await.map_err(fail)?;
                Ok(Health {
                    latency,
                    records: number(size.try_get(0).map_err(fail)?),
                    bytes: number(size.try_get(1).map_err(fail)?),
                    notified: connections.wakes.arrive(),
                })
            }
        }
    }
}
