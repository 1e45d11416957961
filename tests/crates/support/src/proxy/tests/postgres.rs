use sqlx::{Connection as _, PgConnection, query, query_scalar};

use super::*;
use crate::{TestDatabase, postgres, rounds, seed};

/// A database with an empty table, behind a proxy.
async fn table() -> (TestDatabase, FaultProxy) {
    let database = postgres();
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    let create = "CREATE TABLE t (n int PRIMARY KEY)";
    query(create).execute(&mut connection).await.unwrap();
    let proxy = FaultProxy::to(&database.url());
    (database, proxy)
}

async fn connect(proxy: &FaultProxy) -> PgConnection {
    PgConnection::connect(&proxy.url()).await.unwrap()
}

async fn insert(connection: &mut PgConnection, n: i32) -> sqlx::Result<()> {
    let insert = query("INSERT INTO t VALUES ($1)").bind(n);
    insert.execute(connection).await.map(|_| ())
}

/// Returns the rows, read without the proxy.
async fn rows(database: &TestDatabase) -> Vec<i32> {
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    let select = "SELECT n FROM t ORDER BY n";
    query_scalar(select)
        .fetch_all(&mut connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_insert_takes_effect_although_its_reply_is_dropped() {
    let (database, proxy) = table().await;
    let mut connection = connect(&proxy).await;
    insert(&mut connection, 1).await.unwrap();
    proxy.plan("INSERT", Fault::DropReply);
    insert(&mut connection, 2).await.unwrap_err();
    assert_eq!(proxy.dropped(), 1);
    assert_eq!(rows(&database).await, [1, 2]);
    insert(&mut connect(&proxy).await, 3).await.unwrap();
}

#[tokio::test]
async fn an_insert_takes_no_effect_if_its_request_is_lost() {
    let (database, proxy) = table().await;
    let mut connection = connect(&proxy).await;
    insert(&mut connection, 1).await.unwrap();
    proxy.plan("INSERT", Fault::LoseRequest);
    insert(&mut connection, 2).await.unwrap_err();
    assert_eq!((proxy.faults(), proxy.dropped()), (1, 0));
    assert_eq!(rows(&database).await, [1]);
}

#[tokio::test]
async fn a_transaction_takes_effect_although_the_reply_to_its_commit_is_dropped() {
    let (database, proxy) = table().await;
    let mut connection = connect(&proxy).await;
    proxy.plan("COMMIT", Fault::DropReply);
    let mut transaction = connection.begin().await.unwrap();
    insert(&mut transaction, 1).await.unwrap();
    assert_eq!(proxy.faults(), 0);
    transaction.commit().await.unwrap_err();
    assert_eq!(rows(&database).await, [1]);
}

#[tokio::test]
async fn a_transaction_is_rolled_back_if_its_connection_is_cut() {
    let (database, proxy) = table().await;
    let mut connection = connect(&proxy).await;
    let mut transaction = connection.begin().await.unwrap();
    insert(&mut transaction, 1).await.unwrap();
    proxy.cut();
    transaction.commit().await.unwrap_err();
    assert_eq!(rows(&database).await, [0; 0]);
}

/// Every insert that was answered is there, and no other than those that were tried.
#[tokio::test]
async fn answered_inserts_are_kept_under_random_faults() {
    let (database, proxy) = table().await;
    proxy.at_random(seed(), 4);
    let tried = 40 * rounds().cast_signed();
    let mut answered = Vec::new();
    let mut connection = None;
    for n in 0..tried {
        let mut open = match connection.take() {
            Some(open) => open,
            None => connect(&proxy).await,
        };
        if insert(&mut open, n).await.is_ok() {
            answered.push(n);
            connection = Some(open);
        }
    }
    assert!(proxy.faults() > 0);
    let rows = rows(&database).await;
    assert!(
        answered.iter().all(|n| rows.contains(n)),
        "{answered:?} {rows:?}"
    );
    let unanswered = rows.len() - answered.len();
    assert!(u64::try_from(unanswered).unwrap() <= proxy.faults());
}
