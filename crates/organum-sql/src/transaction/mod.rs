//! Transactions in which the rows of the user and the results of the library commit together.

mod error;

use std::{fmt, time::Duration};

use organum_store::{StoreError, StoreErrorKind, Unit, key::Key};
use sqlx::{Executor, PgConnection, Postgres, Row, Sqlite, SqliteConnection, Transaction};
use tokio::{sync::MutexGuard, time::timeout};

pub use self::error::{TransactionError, TransactionErrorKind};
use crate::{
    Database, Dialect,
    database::Connections,
    error::{failed, refused},
    records::front::Records,
};

/// The time after which a transaction on `SQLite` is rolled back, since it holds the only write lock.
const SQLITE_LIMIT: Duration = Duration::from_secs(5);

/// The number of attempts of [`Database::transaction_retry`].
const ATTEMPTS: u32 = 5;

/// The number of times that the server is asked whether a transaction has committed.
const QUESTIONS: u32 = 40;

tokio::task_local! {
    /// The databases of which a transaction is open in this task.
    static OPEN: Vec<u64>;
}

/// Returns true if a transaction of this database is open in this task.
pub(crate) fn is_open(database: u64) -> bool {
    OPEN.try_with(|open| open.contains(&database)).unwrap_or(false)
}

/// A transaction, for your own statements and for results of the library: [`Database::transaction`] commits
/// it. It is a [`Unit`], so that a store can record results in it
/// ([`Store::finish_in`](organum_store::Store::finish_in)).
///
/// A transaction that you have begun yourself becomes a `Tx`, too, and is ended by [`commit`](Self::commit):
///
/// ```
/// use organum::sql::{Dialect, Sqlite, Tx};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let url = format!("sqlite:{}?mode=rwc", folder.path().join("shop.db").display());
/// let pool = sqlx::SqlitePool::connect(&url).await?;
/// let mut tx = Tx::from(pool.begin().await?);
/// assert_eq!(tx.dialect(), Dialect::Sqlite);
/// sqlx::query("create table orders (id integer)").execute(tx.on::<Sqlite>()?).await?;
/// tx.commit().await?;
/// # Ok(())
/// # }
/// ```
pub struct Tx {
    pub(crate) kind: Kind,
    /// The database of the handle that has begun the transaction.
    database: Option<u64>,
    /// The records that change with the commit.
    touched: Vec<(Records, Vec<Key>)>,
}

pub(crate) enum Kind {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Unit for Tx {}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tx({})", self.dialect())
    }
}

impl From<Transaction<'static, Sqlite>> for Tx {
    fn from(transaction: Transaction<'static, Sqlite>) -> Self {
        Self::new(Kind::Sqlite(transaction), None)
    }
}

impl From<Transaction<'static, Postgres>> for Tx {
    fn from(transaction: Transaction<'static, Postgres>) -> Self {
        Self::new(Kind::Postgres(transaction), None)
    }
}

/// A database of sqlx whose statements a [`Tx`] can execute: [`Sqlite`] and [`Postgres`].
pub trait TxDatabase: sealed::Sealed {
    /// The connection, which executes statements.
    type Connection: Send;

    #[doc(hidden)]
    fn connection(tx: &mut Tx) -> Option<&mut Self::Connection>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for sqlx::Sqlite {}
    impl Sealed for sqlx::Postgres {}
}

impl TxDatabase for Sqlite {
    type Connection = SqliteConnection;

    fn connection(tx: &mut Tx) -> Option<&mut SqliteConnection> {
        match &mut tx.kind {
            Kind::Sqlite(transaction) => Some(transaction),
            Kind::Postgres(_) => None,
        }
    }
}

impl TxDatabase for Postgres {
    type Connection = PgConnection;

    fn connection(tx: &mut Tx) -> Option<&mut PgConnection> {
        match &mut tx.kind {
            Kind::Postgres(transaction) => Some(transaction),
            Kind::Sqlite(_) => None,
        }
    }
}

impl Tx {
    fn new(kind: Kind, database: Option<u64>) -> Self {
        Self {
            kind,
            database,
            touched: Vec::new(),
        }
    }

    /// Returns the kind of the database.
    pub fn dialect(&self) -> Dialect {
        match self.kind {
            Kind::Sqlite(_) => Dialect::Sqlite,
            Kind::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Returns the connection for your own statements, such as `tx.on::<Postgres>()?`.
    ///
    /// # Errors
    /// `Unsupported`: the database is of another kind.
    pub fn on<D: TxDatabase>(&mut self) -> Result<&mut D::Connection, StoreError> {
        let dialect = self.dialect();
        D::connection(self).ok_or_else(|| {
            let own = match dialect {
                Dialect::Sqlite => "Sqlite",
                Dialect::Postgres => "Postgres",
            };
            let kind = StoreErrorKind::Unsupported;
            StoreError::new(kind, dialect.name(), "use the transaction").with_detail(format!(
                "the database is of another kind: write `tx.on::<{own}>()`, or match on `tx.dialect()`"
            ))
        })
    }

    pub(crate) fn database(&self) -> Option<u64> {
        self.database
    }

    /// Remembers that these records change with the commit.
    pub(crate) fn touched(&mut self, records: &Records, keys: impl Iterator<Item = Key>) {
        self.touched.push((records.clone(), keys.collect()));
    }

    /// Commits a transaction that you have begun yourself. [`Database::transaction`] commits its
    /// transactions by itself.
    ///
    /// # Errors
    /// [`RolledBack`](TransactionErrorKind::RolledBack) and [`Unknown`](TransactionErrorKind::Unknown).
    ///
    /// # Cancel safety
    /// The transaction may commit or not.
    pub async fn commit(self) -> Result<(), TransactionError> {
        let touched = self.touched;
        match self.kind {
            Kind::Sqlite(transaction) => commit_sqlite(transaction).await?,
            Kind::Postgres(transaction) => commit_postgres(transaction, None).await?,
        }
        for (records, keys) in touched {
            records.touched(keys);
        }
        Ok(())
    }
}

impl Database {
    /// Runs `body` in a transaction, and commits it if the body returns `Ok`. The rows that the body has
    /// written, and the results that it has recorded, become visible together or not at all.
    ///
    /// Calls to the [store](Self::store) of this handle are refused in the body, since they would wait for
    /// the transaction: use the transaction. On `SQLite` a transaction takes the write lock when it begins,
    /// and is rolled back after 5 s. On `PostgreSQL` it waits at most half a
    /// [lease](crate::DatabaseOptions::lease) for a row that another transaction has locked.
    ///
    /// ```
    /// use organum::sql::{Database, Sqlite, TransactionError};
    ///
    /// #[derive(Debug, thiserror::Error)]
    /// enum OrderError {
    ///     #[error("the order was not written")]
    ///     Sql(#[from] sqlx::Error),
    ///     #[error("the order was not stored")]
    ///     Store(#[from] organum::store::StoreError),
    ///     #[error("the order was not committed")]
    ///     Transaction(#[from] TransactionError),
    /// }
    ///
    /// async fn place(db: &Database, id: i64) -> Result<(), OrderError> {
    ///     db.transaction(async |tx| {
    ///         let order = sqlx::query("insert into orders (id) values ($1)").bind(id);
    ///         order.execute(tx.on::<Sqlite>()?).await?;
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), OrderError> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    /// let db = Database::connect(&url).await?;
    /// db.transaction(async |tx| {
    ///     let create = sqlx::query("create table orders (id integer primary key)");
    ///     create.execute(tx.on::<Sqlite>()?).await?;
    ///     Ok::<_, OrderError>(())
    /// })
    /// .await?;
    /// place(&db, 7).await?;
    /// assert!(matches!(place(&db, 7).await, Err(OrderError::Sql(_)))); // the id exists
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error of the body; or a [`TransactionError`], converted into the type of the body's error: the
    /// transaction did not begin, was rolled back, or its outcome is
    /// [unknown](TransactionErrorKind::Unknown). The body is run once at most.
    ///
    /// # Cancel safety
    /// A transaction whose future is dropped is rolled back, unless it is being committed: then it may
    /// commit.
    pub async fn transaction<T, E>(
        &self,
        body: impl AsyncFnOnce(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<TransactionError>,
    {
        let (mut tx, turns) = self.begin().await.map_err(TransactionError::not_begun)?;
        let dialect = self.dialect();
        let limit = match dialect {
            Dialect::Sqlite => SQLITE_LIMIT,
            Dialect::Postgres => Duration::MAX,
        };
        let mut open = OPEN.try_with(Clone::clone).unwrap_or_default();
        open.push(self.id());
        let run = OPEN.scope(open, body(&mut tx));
        let Ok(result) = timeout(limit, run).await else {
            rollback(tx).await;
            return Err(TransactionError::too_long(dialect, limit).into());
        };
        match result {
            Ok(value) => {
                self.commit(tx).await?;
                drop(turns);
                Ok(value)
            }
            Err(error) => {
                rollback(tx).await;
                Err(error)
            }
        }
    }

    /// Runs `body` in a transaction as [`transaction`](Self::transaction) does, and again if the transaction
    /// was rolled back because it conflicts with another one: a serialisation failure, a deadlock, or a
    /// write lock of `SQLite` that another process has. There are at most five attempts. A transaction whose
    /// outcome is unknown is not repeated.
    ///
    /// The body may run more than once, so its effects outside of the transaction may happen more than once.
    ///
    /// # Errors
    /// As [`transaction`](Self::transaction); the last attempt's error.
    ///
    /// # Cancel safety
    /// As [`transaction`](Self::transaction).
    pub async fn transaction_retry<T, E>(
        &self,
        body: impl AsyncFn(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<TransactionError> + std::error::Error + 'static,
    {
        let mut attempts = 1;
        loop {
            let result = self.transaction(async |tx| body(tx).await).await;
            match result {
                Err(error) if attempts < ATTEMPTS && error::is_conflict(&error) => {
                    // Full jitter: the conflicting transactions do not meet again.
                    let most = 10_u64 << attempts;
                    tokio::time::sleep(Duration::from_millis(random(most))).await;
                    attempts += 1;
                }
                result => return result,
            }
        }
    }

    /// Begins a transaction, when it is its turn.
    async fn begin(&self) -> Result<(Tx, Turns<'_>), StoreError> {
        const OPERATION: &str = "begin a transaction";
        let dialect = self.dialect();
        if is_open(self.id()) {
            let detail = "a transaction of this database is open in this task: use its `tx`";
            return Err(refused(dialect, OPERATION, detail));
        }
        let fail = |error| failed(dialect, OPERATION, error);
        match self.connections() {
            Connections::Sqlite(connections) => {
                // Only one transaction of the user waits for the write lock, so that the library gets it
                // next.
                let first = connections.turn.lock().await;
                let lock = connections.lanes.write.lock().await;
                let begun = connections.pool.begin_with("begin immediate").await;
                let tx = Tx::new(Kind::Sqlite(begun.map_err(fail)?), Some(self.id()));
                Ok((tx, Some((first, lock))))
            }
            Connections::Postgres(connections) => {
                let mut begun = connections.pool.begin().await.map_err(fail)?;
                let limits = connections.limits.clone();
                (&mut *begun).execute(limits).await.map_err(fail)?;
                Ok((Tx::new(Kind::Postgres(begun), Some(self.id())), None))
            }
        }
    }

    async fn commit(&self, tx: Tx) -> Result<(), TransactionError> {
        match tx.kind {
            Kind::Sqlite(transaction) => commit_sqlite(transaction).await?,
            Kind::Postgres(transaction) => commit_postgres(transaction, Some(self)).await?,
        }
        for (records, keys) in tx.touched {
            records.touched(keys);
        }
        Ok(())
    }

    /// Asks the server whether a transaction has committed; `None` if it cannot tell.
    async fn has_committed(&self, transaction: &str) -> Option<bool> {
        let Connections::Postgres(connections) = self.connections() else {
            return None;
        };
        for question in 0..QUESTIONS {
            let answer = async {
                let mut lane = connections.lanes.take().await?;
                let row = sqlx::query("select pg_xact_status($1::xid8)")
                    .bind(transaction)
                    .fetch_one(&mut *lane)
                    .await;
                lane.settle(row).await?.try_get::<Option<String>, _>(0)
            };
            match answer.await {
                Ok(Some(status)) if status == "committed" => return Some(true),
                Ok(Some(status)) if status == "aborted" => return Some(false),
                // The server has forgotten it, or does not tell.
                Ok(None) => return None,
                Err(sqlx::Error::Database(error)) if crate::error::is_refusal(&*error) => return None,
                // It is in progress, or the server does not answer.
                _ => {
                    let pause = 50 * u64::from(question.min(10) + 1);
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
            }
        }
        None
    }
}

/// The place of a transaction among those of this process that write to one file.
type Turns<'a> = Option<(MutexGuard<'a, ()>, MutexGuard<'a, ()>)>;

async fn rollback(tx: Tx) {
    // A connection that fails is closed, which rolls the transaction back.
    let _ = match tx.kind {
        Kind::Sqlite(transaction) => transaction.rollback().await,
        Kind::Postgres(transaction) => transaction.rollback().await,
    };
}

async fn commit_sqlite(transaction: Transaction<'static, Sqlite>) -> Result<(), TransactionError> {
    let committed = transaction.commit().await;
    committed.map_err(|error| {
        let code = error.as_database_error().map(crate::error::code);
        let primary = code
            .and_then(|code| code.parse::<i32>().ok())
            .map(|code| code & 0xff);
        let error = failed(Dialect::Sqlite, OPERATION, error);
        match primary {
            // An I/O error, or no answer of the thread.
            Some(10) | None => TransactionError::unknown(error),
            Some(_) => TransactionError::rolled_back(error),
        }
    })
}

const OPERATION: &str = "commit a transaction";

async fn commit_postgres(
    mut transaction: Transaction<'static, Postgres>,
    database: Option<&Database>,
) -> Result<(), TransactionError> {
    let fail = |error| failed(Dialect::Postgres, OPERATION, error);
    // The server answers a commit of a failed transaction with success, but not this statement.
    let id = sqlx::query("select pg_current_xact_id_if_assigned()::text")
        .fetch_one(&mut *transaction)
        .await;
    let id = id.and_then(|row| row.try_get::<Option<String>, _>(0));
    let id = id.map_err(|error| TransactionError::rolled_back(fail(error)))?;
    let Err(error) = transaction.commit().await else {
        return Ok(());
    };
    let is_definite = error.as_database_error().is_some_and(|error| {
        let code = crate::error::code(error);
        !(code.starts_with("57P") || code.starts_with("08"))
    });
    if is_definite {
        return Err(TransactionError::rolled_back(fail(error)));
    }
    match (id, database) {
        // It has written nothing.
        (None, _) => Ok(()),
        (Some(_), None) => Err(TransactionError::unknown(fail(error))),
        (Some(id), Some(database)) => match database.has_committed(&id).await {
            Some(true) => Ok(()),
            Some(false) => Err(TransactionError::rolled_back(fail(error))),
            None => Err(TransactionError::unknown(fail(error))),
        },
    }
}

/// Returns a random number below `most`.
fn random(most: u64) -> u64 {
    // The bits of a version 7 UUID end in random ones.
    let random = uuid::Uuid::now_v7().as_u128();
    u64::try_from(random % u128::from(most.max(1))).unwrap_or_default()
}
