//! The handle of a database.

mod health;
mod pooler;
mod transaction;

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use organum_store::{Store, StoreError, key::Key};
use sqlx::{
    ConnectOptions, Executor, PgConnection, PgPool, Postgres, Row, SqlSafeStr, SqlStr,
    SqliteConnection, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tokio::task::JoinHandle;

pub use self::health::Health;
use crate::{
    DatabaseOptions, DatabasePool, Dialect,
    connect::{self, first_postgres, first_sqlite},
    dialect::OPERATION,
    error::{failed, refused},
    lanes::Lanes,
    records::{
        Checks,
        front::{DatabaseStore, Records},
        postgres::PostgresRecords,
        sqlite::{SqliteLanes, SqliteRecords},
    },
    schema,
    text::Prefix,
    wake::Wakes,
    watch::Watch,
};

/// The pause between two slices of the automatic purge.
const PURGE_PAUSE: Duration = Duration::from_secs(1);

/// The pause after all slices of the automatic purge.
const PURGE_INTERVAL: Duration = Duration::from_mins(1);

/// The oldest version of the server.
const OLDEST_POSTGRES: i32 = 140_000;

/// The handle of a database, from which every durable part comes. Clones share the connections.
///
/// ```
/// use organum::sql::Database;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), organum::store::StoreError> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let url = format!("sqlite:{}", folder.path().join("shop.db").display());
/// // `sqlite:shop.db`, or `postgres://user:password@host/database`
/// let db = Database::connect(&url).await?;
/// let store = db.store();
/// assert_eq!(store.purge(100).await?, 0);
/// db.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    id: u64,
    connections: Connections,
    lease: Duration,
    prefix: Prefix,
    store: Arc<dyn Store>,
    purger: Mutex<Option<JoinHandle<()>>>,
}

/// The connections of one dialect.
pub(crate) enum Connections {
    Sqlite(SqliteConnections),
    Postgres(PostgresConnections),
}

pub(crate) struct SqliteConnections {
    /// The connections of the user's transactions.
    pub(crate) pool: SqlitePool,
    pub(crate) lanes: Arc<SqliteLanes>,
    /// Held by the transaction of the user that is the next one to get the write lock.
    pub(crate) turn: tokio::sync::Mutex<()>,
}

pub(crate) struct PostgresConnections {
    /// The connections of the user's transactions.
    pub(crate) pool: PgPool,
    pub(crate) lanes: Arc<Lanes<Postgres>>,
    pub(crate) wakes: Wakes,
    /// The statement that limits a transaction.
    pub(crate) limits: SqlStr,
}

impl Database {
    /// Connects to the database of a URL with the default settings: `sqlite:shop.db` or
    /// `postgres://user:password@host/database`. The tables are created if they are missing.
    ///
    /// # Errors
    /// See [`DatabaseOptions::connect`].
    ///
    /// # Cancel safety
    /// The tables are created completely or not at all.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::options().connect(url).await
    }

    /// Uses your own pool of sqlx for transactions, with the default settings.
    ///
    /// # Errors
    /// See [`DatabaseOptions::from_pool`].
    ///
    /// # Cancel safety
    /// The tables are created completely or not at all.
    pub async fn from_pool(pool: impl Into<DatabasePool>) -> Result<Self, StoreError> {
        Self::options().from_pool(pool).await
    }

    /// Returns the default settings, to change them before connecting.
    pub fn options() -> DatabaseOptions {
        DatabaseOptions::default()
    }

    pub(crate) async fn open_url(options: DatabaseOptions, url: &str) -> Result<Self, StoreError> {
        match Dialect::of_url(url)? {
            Dialect::Sqlite => {
                let connect = connect::of_sqlite(connect::sqlite(url)?, options.sync);
                let pool = SqlitePoolOptions::new().max_connections(options.pool);
                let pool = pool.connect_lazy_with(connect.clone());
                Self::open_sqlite(options, pool, connect).await
            }
            Dialect::Postgres => {
                let connect = connect::postgres(url)?;
                Self::open_postgres(options, None, connect).await
            }
        }
    }

    pub(crate) async fn open_pool(
        options: DatabaseOptions,
        pool: DatabasePool,
    ) -> Result<Self, StoreError> {
        match pool {
            DatabasePool::Sqlite(pool) => {
                let connect = pool.connect_options();
                let connect = connect::of_sqlite((*connect).clone(), options.sync);
                Self::open_sqlite(options, pool, connect).await
            }
            DatabasePool::Postgres(pool) => {
                let connect = connect::of_postgres((*pool.connect_options()).clone());
                Self::open_postgres(options, Some(pool), connect).await
            }
        }
    }

    async fn open_sqlite(
        options: DatabaseOptions,
        pool: SqlitePool,
        connect: SqliteConnectOptions,
    ) -> Result<Self, StoreError> {
        let dialect = Dialect::Sqlite;
        let prefix = options.table_prefix(dialect)?;
        if is_in_memory(&connect) {
            let detail = "a database in memory belongs to one connection, and is lost with it: use a file, \
                          such as `sqlite:shop.db`";
            return Err(refused(dialect, OPERATION, detail));
        }
        let fail = |error| failed(dialect, OPERATION, error);
        let mut first = first_sqlite(&connect).await.map_err(fail)?;
        schema::sqlite::prepare(&mut first, &prefix, options.schema).await?;
        close_sqlite(first).await;
        let lanes = Arc::new(SqliteLanes {
            writer: Lanes::new(connect.clone(), 1),
            readers: Lanes::new(connect.clone(), options.connections),
            watcher: Lanes::new(connect, 1),
            write: tokio::sync::Mutex::default(),
        });
        let watch = Arc::<Watch>::default();
        let checks = options.checks(dialect);
        let records = SqliteRecords::new(Arc::clone(&lanes), &prefix, Arc::clone(&watch), checks);
        let connections = Connections::Sqlite(SqliteConnections {
            pool,
            lanes,
            turn: tokio::sync::Mutex::default(),
        });
        // One call writes, and the next one reads in the meantime.
        let records = Records::Sqlite(Arc::new(records));
        Ok(Self::new(options, prefix, connections, records, watch, 2))
    }

    async fn open_postgres(
        options: DatabaseOptions,
        pool: Option<PgPool>,
        connect: PgConnectOptions,
    ) -> Result<Self, StoreError> {
        let dialect = Dialect::Postgres;
        let prefix = options.table_prefix(dialect)?;
        let mut first = first_postgres(&connect).await?;
        check_version(&mut first).await?;
        schema::postgres::prepare(&mut first, &prefix, options.schema).await?;
        let pooled = pooler::stands_before(&mut first, &connect).await;
        let pooled = pooled.map_err(|error| failed(dialect, OPERATION, error))?;
        let connect = if pooled {
            connect.statement_cache_capacity(0)
        } else {
            connect
        };
        let watch = Arc::<Watch>::default();
        let wakes = Wakes::start(connect.clone(), &prefix, Arc::clone(&watch), pooled).await;
        let pool = pool.unwrap_or_else(|| {
            let pool = PgPoolOptions::new().max_connections(options.pool);
            pool.connect_lazy_with(connect.clone())
        });
        let lanes = Arc::new(lanes(first, connect, options.connections, pooled).await?);
        let checks = options.checks(dialect);
        let records = PostgresRecords::new(
            Arc::clone(&lanes),
            &prefix,
            Arc::clone(&watch),
            wakes.clone(),
            checks,
        );
        let half = (options.lease / 2).as_millis().max(1);
        let clear = if pooled { pooler::CLEAR } else { "" };
        let limits = format!(
            "{clear}set local lock_timeout = {half}; set local idle_in_transaction_session_timeout = {half}"
        );
        let connections = Connections::Postgres(PostgresConnections {
            pool,
            lanes,
            wakes,
            limits: prefix.statement(&limits, &[]),
        });
        let concurrent = options.connections;
        let records = Records::Postgres(Arc::new(records));
        Ok(Self::new(
            options,
            prefix,
            connections,
            records,
            watch,
            concurrent,
        ))
    }

    fn new(
        options: DatabaseOptions,
        prefix: Prefix,
        connections: Connections,
        records: Records,
        watch: Arc<Watch>,
        concurrent: usize,
    ) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let id = LAST.fetch_add(1, Ordering::Relaxed);
        let bounds = options.bounds.concurrent(concurrent);
        let store = DatabaseStore::new(id, records.clone(), watch, options.policy, bounds);
        let inner = Inner {
            id,
            connections,
            lease: options.lease,
            prefix,
            store: Arc::new(store),
            purger: Mutex::default(),
        };
        let inner = Arc::new(inner);
        let purger = tokio::spawn(purge(Arc::downgrade(&inner), records));
        *inner.purger.lock().unwrap_or_else(PoisonError::into_inner) = Some(purger);
        Self { inner }
    }

    /// Returns the store of leased records.
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.inner.store)
    }

    /// Returns the kind of the database.
    pub fn dialect(&self) -> Dialect {
        match &self.inner.connections {
            Connections::Sqlite(_) => Dialect::Sqlite,
            Connections::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Returns the length of leases: the [setting](DatabaseOptions::lease).
    pub fn lease(&self) -> Duration {
        self.inner.lease
    }

    /// Closes all connections. Later calls fail with `Unavailable`.
    ///
    /// # Cancel safety
    /// The connections that are not closed yet are closed when they are dropped.
    pub async fn close(self) {
        self.inner.stop_purging();
        match &self.inner.connections {
            Connections::Sqlite(connections) => {
                connections.pool.close().await;
                connections.lanes.writer.close();
                connections.lanes.readers.close();
                connections.lanes.watcher.close();
            }
            Connections::Postgres(connections) => {
                connections.wakes.close();
                connections.pool.close().await;
                connections.lanes.close();
            }
        }
    }

    pub(crate) fn id(&self) -> u64 {
        self.inner.id
    }

    pub(crate) fn connections(&self) -> &Connections {
        &self.inner.connections
    }
}

impl DatabaseOptions {
    /// Connects to the database of a URL: `sqlite:shop.db` or `postgres://user:password@host/database`.
    /// The file of a `sqlite:` URL is created if it is missing.
    ///
    /// # Errors
    /// - `Refused`: the URL cannot be read, the server refuses the login, the database does not exist, a
    ///   permission is missing, the file is in memory, or tables are missing or old and the choice is
    ///   [`Schema::Check`](crate::Schema::Check).
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

    fn table_prefix(&self, dialect: Dialect) -> Result<Prefix, StoreError> {
        let prefix = self.prefix.as_deref();
        prefix.map_or_else(
            || Ok(Prefix::default()),
            |prefix| Prefix::new(prefix, dialect),
        )
    }

    fn checks(&self, dialect: Dialect) -> Checks {
        Checks {
            dialect,
            max_value: self.max_value,
        }
    }
}

impl Inner {
    fn stop_purging(&self) {
        let purger = self
            .purger
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(purger) = purger {
            purger.abort();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop_purging();
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({})", self.dialect())
    }
}

fn is_in_memory(options: &SqliteConnectOptions) -> bool {
    let file = options.get_filename().to_string_lossy();
    file.is_empty()
        || file.contains(":memory:")
        || file.starts_with("file:sqlx-in-memory")
        || options.to_url_lossy().as_str().contains("mode=memory")
}

async fn close_sqlite(connection: SqliteConnection) {
    use sqlx::Connection;
    // A connection that fails to close is dropped.
    let _ = connection.close().await;
}

/// The settings of the store's connections. Its statements look rows up by their keys, whatever the
/// statistics were when they were prepared: those of a new, empty table favour a scan of the whole table,
/// and a prepared statement would keep it when the table has grown.
const SETTINGS: &str = "set lock_timeout = 500; set plan_cache_mode = force_generic_plan; \
    set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off";

/// Prepares the connections of the store. A statement of theirs waits for a transaction of the user for a
/// short time only.
async fn lanes(
    mut first: PgConnection,
    connect: PgConnectOptions,
    connections: usize,
    pooled: bool,
) -> Result<Lanes<Postgres>, StoreError> {
    let lanes = Lanes::new(connect, connections);
    if pooled {
        return Ok(lanes.with_begin(pooler::BEGIN.into_sql_str()));
    }
    // No setting of the connection's start: poolers refuse those.
    let set = first.execute(SETTINGS).await;
    set.map_err(|error| failed(Dialect::Postgres, OPERATION, error))?;
    let lanes = lanes.with_setup(SETTINGS.into_sql_str());
    lanes.add(first);
    Ok(lanes)
}

/// Checks the version of the server.
async fn check_version(connection: &mut PgConnection) -> Result<(), StoreError> {
    let dialect = Dialect::Postgres;
    let fail = |error| failed(dialect, OPERATION, error);
    let version = "select current_setting('server_version_num')::int";
    let row = sqlx::raw_sql(version)
        .fetch_one(connection)
        .await
        .map_err(fail)?;
    if row.try_get::<i32, _>(0).map_err(fail)? < OLDEST_POSTGRES {
        let detail = "the server is older than PostgreSQL 14: upgrade it";
        return Err(refused(dialect, OPERATION, detail));
    }
    Ok(())
}

/// Purges expired records, one slice at a time, until the handle is dropped.
async fn purge(database: Weak<Inner>, records: Records) {
    let mut after: Option<Key> = None;
    loop {
        tokio::time::sleep(if after.is_none() {
            PURGE_INTERVAL
        } else {
            PURGE_PAUSE
        })
        .await;
        if database.strong_count() == 0 {
            return;
        }
        match records.purge_slice(after, usize::MAX).await {
            Ok((_, last)) => after = last,
            Err(error) => {
                tracing::warn!(target: "organum::sql", %error, "expired records were not purged");
                after = None;
            }
        }
    }
}
