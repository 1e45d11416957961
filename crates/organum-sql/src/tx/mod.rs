//! Transactions in which the rows of the user and the results of the library commit together.

mod error;

use std::{fmt, time::Duration};

use organum_store::{StoreError, StoreErrorKind, Unit};
use sqlx::{PgConnection, Postgres, Row, Sqlite, SqliteConnection, Transaction};

pub(crate) use self::error::is_conflict;
pub use self::error::{TransactionError, TransactionErrorKind};
use crate::{Dialect, error::failed, lanes::Lanes};

/// The number of times that the server is asked whether a transaction has committed.
const QUESTIONS: u32 = 40;

tokio::task_local! {
    /// The databases of which a transaction is open in this task.
    static OPEN: Vec<u64>;
}

/// Runs a future in which a transaction of this database is open.
pub(crate) async fn opened<T>(database: u64, run: impl Future<Output = T>) -> T {
    let mut open = OPEN.try_with(Clone::clone).unwrap_or_default();
    open.push(database);
    OPEN.scope(open, run).await
}

/// Returns true if a transaction of this database is open in this task.
pub(crate) fn is_open(database: u64) -> bool {
    OPEN.try_with(|open| open.contains(&database))
        .unwrap_or(false)
}

/// A transaction, for your own statements and for results of the library: [`Database::transaction`](crate::Database::transaction)
/// commits it. It is a [`Unit`], so that a store can record results in it
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
    /// Called after the commit, to wake those who wait for the records that have changed.
    wakes: Vec<Wake>,
}

type Wake = Box<dyn FnOnce() + Send + Sync>;

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
    pub(crate) fn new(kind: Kind, database: Option<u64>) -> Self {
        Self {
            kind,
            database,
            wakes: Vec::new(),
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

    /// Calls `wake` after the commit.
    pub(crate) fn after_commit(&mut self, wake: impl FnOnce() + Send + Sync + 'static) {
        self.wakes.push(Box::new(wake));
    }

    /// Commits a transaction that you have begun yourself. [`Database::transaction`](crate::Database::transaction) commits its
    /// transactions by itself.
    ///
    /// # Errors
    /// [`RolledBack`](TransactionErrorKind::RolledBack) and [`Unknown`](TransactionErrorKind::Unknown).
    ///
    /// # Cancel safety
    /// The transaction may commit or not.
    pub async fn commit(self) -> Result<(), TransactionError> {
        self.commit_with(None).await
    }

    /// Commits. `lanes` ask the server whether the transaction has committed if the answer is lost.
    pub(crate) async fn commit_with(
        self,
        lanes: Option<&Lanes<Postgres>>,
    ) -> Result<(), TransactionError> {
        match self.kind {
            Kind::Sqlite(transaction) => commit_sqlite(transaction).await?,
            Kind::Postgres(transaction) => commit_postgres(transaction, lanes).await?,
        }
        for wake in self.wakes {
            wake();
        }
        Ok(())
    }

    pub(crate) async fn rollback(self) {
        // A connection that fails is closed, which rolls the transaction back.
        let _ = match self.kind {
            Kind::Sqlite(transaction) => transaction.rollback().await,
            Kind::Postgres(transaction) => transaction.rollback().await,
        };
    }
}

/// Asks the server whether a transaction has committed; `None` if it cannot tell.
async fn has_committed(lanes: &Lanes<Postgres>, transaction: &str) -> Option<bool> {
    for question in 0..QUESTIONS {
        let answer = async {
            let mut lane = lanes.take().await?;
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
            Err(sqlx::Error::Database(error)) if crate::error::is_refusal(&*error) => {
                return None;
            }
            // It is in progress, or the server does not answer.
            _ => {
                let pause = 50 * u64::from(question.min(10) + 1);
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
        }
    }
    None
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
    lanes: Option<&Lanes<Postgres>>,
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
    match (id, lanes) {
        // It has written nothing.
        (None, _) => Ok(()),
        (Some(_), None) => Err(TransactionError::unknown(fail(error))),
        (Some(id), Some(lanes)) => match has_committed(lanes, &id).await {
            Some(true) => Ok(()),
            Some(false) => Err(TransactionError::rolled_back(fail(error))),
            None => Err(TransactionError::unknown(fail(error))),
        },
    }
}
