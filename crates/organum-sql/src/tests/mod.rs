//! The conformance suite on each database.

mod documented;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use organum_store::{
    Store,
    conformance::{Subject, records},
};

use crate::{Database, SqliteSync};

/// A database with tables of its own for each store.
struct Fresh {
    url: String,
    number: AtomicU64,
    last: Mutex<Option<Database>>,
}

impl Fresh {
    fn new(url: String) -> Self {
        Self {
            url,
            number: AtomicU64::new(0),
            last: Mutex::default(),
        }
    }

    async fn open(&self, number: u64) -> Arc<dyn Store> {
        let options = Database::options().prefix(format!("t{number}_"));
        let options = options.sqlite_sync(SqliteSync::Normal);
        let database = options.connect(&self.url).await.expect("it connects");
        let store = database.store();
        *self.last.lock().expect("no test panicked") = Some(database);
        store
    }
}

impl Subject<dyn Store> for Fresh {
    async fn fresh(&self) -> Arc<dyn Store> {
        let number = self.number.fetch_add(1, Ordering::Relaxed) + 1;
        self.open(number).await
    }

    async fn reopen(&self) -> Option<Arc<dyn Store>> {
        Some(self.open(self.number.load(Ordering::Relaxed)).await)
    }

    /// Longer than a few commits take while other tests use the disk.
    fn short_lease(&self) -> Duration {
        Duration::from_millis(250)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_the_promises() {
    let file = organum_test_support::sqlite();
    records::all(&Fresh::new(file.url())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_keeps_the_promises() {
    let database = organum_test_support::postgres();
    // No case ends the server, so its commits need not wait for the disk. Encryption takes most of the time of a
    // connection in a program that is not optimised.
    let admin = sqlx::PgPool::connect(&database.url()).await;
    let admin = admin.expect("it connects");
    let faster = format!(
        "alter database {} set synchronous_commit = off",
        database.name()
    );
    let faster = sqlx::query(sqlx::AssertSqlSafe(faster));
    faster.execute(&admin).await.expect("it is set");
    admin.close().await;
    let url = format!("{}?sslmode=disable", database.url());
    records::all(&Fresh::new(url)).await;
}
