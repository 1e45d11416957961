//! The conformance suite on each database.

mod documented;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
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
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_the_promises() {
    let folder = tempfile::tempdir().expect("there is room");
    let url = format!("sqlite:{}", folder.path().join("records.db").display());
    records::all(&Fresh::new(url)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_keeps_the_promises() {
    let url = "postgres://postgres@127.0.0.1:5432/".to_owned();
    let name = format!("organum_{}", uuid::Uuid::now_v7().simple());
    let admin = sqlx::PgPool::connect(&format!("{url}postgres"))
        .await
        .expect("it connects");
    let create = format!("create database {name}");
    sqlx::query(sqlx::AssertSqlSafe(create))
        .execute(&admin)
        .await
        .expect("it creates");
    records::all(&Fresh::new(format!("{url}{name}"))).await;
    let drop = format!("drop database {name} with (force)");
    sqlx::query(sqlx::AssertSqlSafe(drop))
        .execute(&admin)
        .await
        .expect("it drops");
}
