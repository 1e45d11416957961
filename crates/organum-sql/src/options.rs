//! The settings of a database handle.

use std::{fmt, time::Duration};

use organum_store::{BatchBounds, StoreError, StorePolicy, lease_length};
use sqlx::{PgPool, SqlitePool};

use crate::{Database, Dialect};

/// The choice of what [`DatabaseOptions::connect`] does with the tables.
// Exhaustive: a program has exactly these choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Schema {
    /// The tables are created, or upgraded to the version of this program.
    #[default]
    Create,
    /// Missing and old tables are an error: for programs whose role may not create tables. `schema
    /// upgrade` creates them.
    Check,
}

/// The choice of when a commit of `SQLite` is on the disk.
// Exhaustive: SQLite has these two choices that make sense with a write-ahead log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SqliteSync {
    /// A commit returns when it is on the disk (`synchronous = FULL`).
    #[default]
    Full,
    /// A commit returns before it is on the disk (`synchronous = NORMAL`). A power failure loses the last
    /// commits, so effects may be repeated; a crash of the process loses nothing.
    Normal,
}

/// The settings of a [`Database`].
///
/// ```
/// use std::time::Duration;
/// use organum::sql::{Database, Schema};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), organum::store::StoreError> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let url = format!("sqlite:{}", folder.path().join("shop.db").display());
/// let db = Database::options()
///     .prefix("shop_")
///     .schema(Schema::Create)
///     .pool(4)
///     .lease(Duration::from_secs(60))
///     .connect(&url)
///     .await?;
/// # db.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    pub(crate) prefix: Option<String>,
    pub(crate) schema: Schema,
    pub(crate) pool: u32,
    pub(crate) connections: usize,
    pub(crate) lease: Duration,
    pub(crate) bounds: BatchBounds,
    pub(crate) max_value: usize,
    pub(crate) sync: SqliteSync,
    pub(crate) policy: StorePolicy,
}

impl Default for DatabaseOptions {
    fn default() -> Self {
        Self {
            prefix: None,
            schema: Schema::default(),
            pool: 10,
            connections: 4,
            lease: Duration::from_secs(30),
            bounds: BatchBounds::default(),
            max_value: 16 << 20,
            sync: SqliteSync::default(),
            policy: StorePolicy::default(),
        }
    }
}

impl DatabaseOptions {
    /// Sets the beginning of the names of all tables: lower-case letters, digits and underscores. The
    /// default is `organum_`.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// Sets what is done with missing and old tables. The default is [`Schema::Create`].
    #[must_use]
    pub fn schema(mut self, schema: Schema) -> Self {
        self.schema = schema;
        self
    }

    /// Sets the maximum number of connections of your transactions; at least one. The default is 10. A
    /// pool of your own has its own number.
    #[must_use]
    pub fn pool(mut self, connections: u32) -> Self {
        self.pool = connections.max(1);
        self
    }

    /// Sets the number of connections of the store; at least one. The default is 4. In addition,
    /// `PostgreSQL` has one that listens and one that notifies. `SQLite` has one that writes.
    #[must_use]
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections.max(1);
        self
    }

    /// Sets the length of leases that [`Database::lease`] returns, between 10 ms and one year. The default
    /// is 30 s. A transaction on `PostgreSQL` may wait and be idle for at most half of it.
    #[must_use]
    pub fn lease(mut self, length: Duration) -> Self {
        self.lease = lease_length(length);
        self
    }

    /// Sets the bounds of a batch: of the calls that are sent together. By default a batch has at most 128
    /// items and 4 MiB.
    #[must_use]
    pub fn batch(mut self, bounds: BatchBounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// Sets the maximum size of a value in bytes. The default is 16 MiB. Larger values are refused before
    /// they are sent.
    #[must_use]
    pub fn max_value(mut self, bytes: usize) -> Self {
        self.max_value = bytes;
        self
    }

    /// Sets when commits of `SQLite` are on the disk. The default is [`SqliteSync::Full`].
    #[must_use]
    pub fn sqlite_sync(mut self, sync: SqliteSync) -> Self {
        self.sync = sync;
        self
    }

    /// Sets retries, timeouts and circuit breaker of the store. The default is that of [`StorePolicy`].
    #[must_use]
    pub fn policy(mut self, policy: StorePolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Connects to the database of a URL: `sqlite:shop.db` or `postgres://user:password@host/database`.
    /// The file of a `sqlite:` URL is created if it is missing.
    ///
    /// # Errors
    /// - `Refused`: the URL cannot be read, the server refuses the login, the database does not exist, a
    ///   permission is missing, the file is in memory, or tables are missing or old and the choice is
    ///   [`Schema::Check`].
    /// - `TooNew`: a newer program has changed the tables in a way that this one does not know.
    /// - `Unavailable`: the server cannot be reached.
    ///
    /// No text contains the URL or a part of it.
    ///
    /// # Cancel safety
    /// The tables are created completely or not at all.
    pub async fn connect(self, url: &str) -> Result<Database, StoreError> {
        Database::open_url(self, url).await
    }

    /// Uses your own pool for transactions. The store opens connections of its own with the pool's
    /// settings. Behind a pooler in transaction mode, such as `PgBouncer`, create the pool with
    /// `statement_cache_capacity(0)`.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    ///
    /// # Cancel safety
    /// The tables are created completely or not at all.
    pub async fn from_pool(self, pool: impl Into<DatabasePool>) -> Result<Database, StoreError> {
        Database::open_pool(self, pool.into()).await
    }
}

/// A pool of sqlx.
// Exhaustive: one variant for each dialect.
#[derive(Clone)]
pub enum DatabasePool {
    /// A pool of connections to a file.
    Sqlite(SqlitePool),
    /// A pool of connections to a server.
    Postgres(PgPool),
}

impl From<SqlitePool> for DatabasePool {
    fn from(pool: SqlitePool) -> Self {
        Self::Sqlite(pool)
    }
}

impl From<PgPool> for DatabasePool {
    fn from(pool: PgPool) -> Self {
        Self::Postgres(pool)
    }
}

/// Prints the dialect only, since a pool has a password.
impl fmt::Debug for DatabasePool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabasePool({})", self.dialect())
    }
}

impl DatabasePool {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }
}
