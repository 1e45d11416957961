//! Transactions that stay open, so that a pool or a server has no connection left, or rows stay locked.

use sqlx::{
    AssertSqlSafe, Database, Executor, IntoArguments, Pool, Postgres, Transaction,
    pool::PoolOptions, query,
};

/// Open transactions, each on a connection of its own. They are rolled back on drop.
pub struct OpenTransactions<DB: Database = Postgres> {
    transactions: Vec<Transaction<'static, DB>>,
}

impl OpenTransactions<Postgres> {
    /// Begins transactions on connections to a PostgreSQL server.
    ///
    /// # Panics
    /// If the server refuses.
    pub async fn on(url: &str, count: u32) -> Self {
        let pool = PoolOptions::new().max_connections(count).connect(url).await;
        let pool = pool.unwrap_or_else(|error| panic!("no connection for a transaction: {error}"));
        Self::of(&pool, count).await
    }
}

impl<DB: Database> OpenTransactions<DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    DB::Arguments: IntoArguments<DB>,
{
    /// Begins transactions on connections of a pool; as many as it has exhaust it.
    ///
    /// # Panics
    /// If the pool has no connection within its time limit.
    pub async fn of(pool: &Pool<DB>, count: u32) -> Self {
        let mut transactions = Vec::new();
        for number in 1..=count {
            let begun = pool.begin().await;
            let begun = begun.unwrap_or_else(|error| {
                panic!("transaction {number} of {count} did not begin: {error}")
            });
            transactions.push(begun);
        }
        Self { transactions }
    }

    /// Executes a statement in each transaction, such as one that locks a row.
    ///
    /// # Panics
    /// If the statement fails.
    pub async fn execute(&mut self, sql: &str) {
        for transaction in &mut self.transactions {
            let done = query(AssertSqlSafe(sql)).execute(&mut **transaction).await;
            done.unwrap_or_else(|error| panic!("`{sql}` failed in an open transaction: {error}"));
        }
    }

    /// Rolls all transactions back, and returns when that is done.
    ///
    /// # Panics
    /// If a connection is lost.
    pub async fn release(self) {
        for transaction in self.transactions {
            let done = transaction.rollback().await;
            done.unwrap_or_else(|error| panic!("an open transaction was lost: {error}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sqlx::postgres::PgPoolOptions;

    use super::*;
    use crate::postgres;

    #[tokio::test]
    async fn a_pool_is_exhausted_until_the_release() {
        let database = postgres();
        let options = PgPoolOptions::new().max_connections(3);
        let options = options.acquire_timeout(Duration::from_secs(2));
        let pool = options.connect(&database.url()).await.unwrap();
        let open = OpenTransactions::of(&pool, 3).await;
        assert!(matches!(
            pool.acquire().await,
            Err(sqlx::Error::PoolTimedOut)
        ));
        open.release().await;
        pool.acquire().await.unwrap();
    }

    #[tokio::test]
    async fn rows_stay_locked_until_the_release() {
        let database = postgres();
        let pool = PgPoolOptions::new().connect(&database.url()).await.unwrap();
        query("CREATE TABLE t AS SELECT 1 AS n")
            .execute(&pool)
            .await
            .unwrap();
        let mut open = OpenTransactions::on(&database.url(), 2).await;
        open.execute("SELECT n FROM t FOR SHARE").await;
        let update = "UPDATE t SET n = 2";
        let mut own = pool.begin().await.unwrap();
        query("SET LOCAL lock_timeout = '200ms'")
            .execute(&mut *own)
            .await
            .unwrap();
        let refused = query(update).execute(&mut *own).await.unwrap_err();
        let code = refused
            .as_database_error()
            .and_then(|error| error.code().map(String::from));
        assert_eq!(code.as_deref(), Some("55P03"), "{refused}");
        own.rollback().await.unwrap();
        open.release().await;
        query(update).execute(&pool).await.unwrap();
    }
}
