//! The same cases on each database, with a real clock: case 6, records of other types and versions, and damaged rows.

use organum::{Uuid, prelude::*, sql::Database, store::PutRequest, store::RecordValue};
use organum_test_support::{postgres, sqlite};
use sqlx::{AssertSqlSafe, Executor, PgPool, SqlitePool};
use tokio::time::sleep;

use super::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Price {
    sku: u32,
    call: u32,
}

#[node(persist(scope = global, ttl = "400ms", name = "databases/price"))]
async fn price(sku: &Sku, calls: &Calls) -> Price {
    let call = calls.next();
    sleep(50 * MS).await;
    Price { sku: sku.0, call }
}

#[graph(output = Price)]
struct Quote {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

/// The result of another version of the node, under the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Newer {
    cents: u64,
}

#[node(persist(scope = global, version = 2, name = "databases/price"))]
async fn newer(sku: &Sku, calls: &Calls) -> Newer {
    calls.next();
    Newer {
        cents: u64::from(sku.0) * 100,
    }
}

#[graph(output = Newer)]
struct NewerQuote {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Charge(u32);

#[node(persist(scope = run))]
async fn charge(sku: &Sku, calls: &Calls) -> Charge {
    calls.next();
    Charge(sku.0)
}

#[graph(output = Charge)]
struct Pay {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

/// A database, and a connection that changes its rows.
enum Rows {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Rows {
    async fn execute(&self, statement: &'static str) {
        let done = match self {
            Self::Sqlite(pool) => pool
                .execute(statement)
                .await
                .map(|done| done.rows_affected()),
            Self::Postgres(pool) => {
                let done = pool.execute(AssertSqlSafe(statement)).await;
                done.map(|done| done.rows_affected())
            }
        };
        assert!(done.unwrap() > 0, "no row is changed by {statement}");
    }
}

/// Case 6: eight concurrent runs of two processes (each with a handle of its own) make one call.
async fn eight_runs_make_one_call(url: &str) {
    let (one, other) = (connect(url).await, connect(url).await);
    let calls = Calls::default();
    let quotes = [&one, &other].map(|db| Quote::runner(calls.clone(), db.store()));
    let runs = (0..8).map(|number| tokio::spawn(quotes[number % 2].run(Sku(7))));
    for run in runs.collect::<Vec<_>>() {
        assert_eq!(run.await.unwrap().unwrap(), Price { sku: 7, call: 1 });
    }
    assert_eq!(
        quotes[0].run(Sku(8)).await.unwrap(),
        Price { sku: 8, call: 2 }
    );
    sleep(Duration::from_millis(800)).await;
    assert_eq!(
        quotes[1].run(Sku(7)).await.unwrap(),
        Price { sku: 7, call: 3 }
    );
    assert_eq!(calls.count(), 3);
    one.close().await;
    other.close().await;
}

/// Case 8: two versions side by side; damaged rows and rows of another type.
async fn unreadable_records_are_misses_or_errors(url: &str, rows: &Rows) {
    let db = connect(url).await;
    let (store, calls) = (db.store(), Calls::default());
    let quote = NewerQuote::runner(calls.clone(), store.clone());
    let older = Quote::runner(Calls::default(), store.clone());
    assert_eq!(older.run(Sku(1)).await.unwrap(), Price { sku: 1, call: 1 });
    assert_eq!(quote.run(Sku(1)).await.unwrap(), Newer { cents: 100 });
    assert_eq!(quote.run(Sku(1)).await.unwrap(), Newer { cents: 100 });
    assert_eq!(calls.count(), 1);

    // A damaged row is a miss with `scope = global`.
    rows.execute("update organum_record set value_format = -1 where node = 'databases/price'")
        .await;
    assert_eq!(quote.run(Sku(1)).await.unwrap(), Newer { cents: 100 });
    assert_eq!(calls.count(), 2);

    // It is an error with `scope = run`: the node does not run.
    let id = Uuid::now_v7();
    let pay = Pay::runner(calls.clone(), store.clone());
    assert_eq!(pay.run(Sku(5)).id(id).await.unwrap(), Charge(5));
    assert_eq!(calls.count(), 3);
    rows.execute("update organum_record set value_format = -1 where execution is not null and node like '%charge'")
        .await;
    let error = pay.run(Sku(5)).id(id).await.unwrap_err();
    assert_eq!(kind(&error), PersistErrorKind::Store, "{error:?}");
    assert_eq!(calls.count(), 3);

    // A record of another type, too.
    let records = records(&*store).await;
    let charge = records.iter().find(|record| {
        let node = record.labels.node.as_deref();
        node.is_some_and(|node| node.ends_with("charge"))
    });
    let value = RecordValue::new(*b"\"of another type\"");
    let put = PutRequest::new(charge.unwrap().key, value);
    store.put(&[put]).await.unwrap().remove(0).unwrap();
    let error = pay.run(Sku(5)).id(id).await.unwrap_err();
    assert_eq!(kind(&error), PersistErrorKind::Unreadable, "{error:?}");
    assert_eq!(calls.count(), 3);
    db.close().await;
}

async fn connect(url: &str) -> Database {
    Database::connect(url).await.unwrap()
}

#[tokio::test]
async fn eight_runs_make_one_call_on_sqlite() {
    let file = sqlite();
    eight_runs_make_one_call(&file.url()).await;
}

#[tokio::test]
async fn eight_runs_make_one_call_on_postgres() {
    let database = postgres();
    eight_runs_make_one_call(&database.url()).await;
}

#[tokio::test]
async fn unreadable_records_are_misses_or_errors_on_sqlite() {
    let file = sqlite();
    let url = file.url();
    connect(&url).await.close().await;
    let rows = Rows::Sqlite(SqlitePool::connect(&url).await.unwrap());
    unreadable_records_are_misses_or_errors(&url, &rows).await;
}

#[tokio::test]
async fn unreadable_records_are_misses_or_errors_on_postgres() {
    let database = postgres();
    let url = database.url();
    connect(&url).await.close().await;
    let rows = Rows::Postgres(PgPool::connect(&url).await.unwrap());
    unreadable_records_are_misses_or_errors(&url, &rows).await;
}
