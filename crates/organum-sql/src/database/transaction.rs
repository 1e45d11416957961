//! Transactions of a handle.

use std::time::Duration;

use organum_store::StoreError;
use sqlx::Executor;
use tokio::{sync::MutexGuard, time::timeout};

use super::{Connections, Database};
use crate::{
    Dialect,
    error::{failed, refused},
    tx::{Kind, TransactionError, Tx, is_conflict, is_open, opened},
};

/// The time after which a transaction on `SQLite` is rolled back, since it holds the only write lock.
const SQLITE_LIMIT: Duration = Duration::from_secs(5);

/// The number of attempts of [`Database::transaction_retry`].
const ATTEMPTS: u32 = 5;

/// The place of a transaction among those of this process that write to one file.
type Turns<'a> = Option<(MutexGuard<'a, ()>, MutexGuard<'a, ()>)>;

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
    /// [unknown](crate::TransactionErrorKind::Unknown). The body is run once at most.
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
        let run = opened(self.id(), body(&mut tx));
        let Ok(result) = timeout(limit, run).await else {
            tx.rollback().await;
            return Err(TransactionError::too_long(dialect, limit).into());
        };
        match result {
            Ok(value) => {
                let lanes = match self.connections() {
                    Connections::Sqlite(_) => None,
                    Connections::Postgres(connections) => Some(&*connections.lanes),
                };
                tx.commit_with(lanes).await?;
                drop(turns);
                Ok(value)
            }
            Err(error) => {
                tx.rollback().await;
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
                Err(error) if attempts < ATTEMPTS && is_conflict(&error) => {
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
}

/// Returns a random number below `most`.
fn random(most: u64) -> u64 {
    // The bits of a version 7 UUID end in random ones.
    let random = uuid::Uuid::now_v7().as_u128();
    u64::try_from(random % u128::from(most.max(1))).unwrap_or_default()
}
