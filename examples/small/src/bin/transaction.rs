//! An order in a table of one's own and a recorded result commit together, or neither does.

use std::time::Duration;

use organum::{
    key::Key,
    sql::{Database, Sqlite, TransactionError, Tx},
    store::{ClaimId, ClaimRequest, FinishRequest, Lease, RecordClaim, RecordValue, StoreError},
};

#[derive(Debug, thiserror::Error)]
enum OrderError {
    #[error("the order was not written")]
    Sql(#[from] sqlx::Error),
    #[error("the result was not recorded")]
    Store(#[from] StoreError),
    #[error("the transaction failed")]
    Transaction(#[from] TransactionError),
    #[error("there is no stock for {0} items")]
    NoStock(i64),
}

async fn create_tables(db: &Database) -> Result<(), OrderError> {
    db.transaction(async |tx| {
        let create = sqlx::query("create table orders (id integer primary key, items integer)");
        create.execute(tx.on::<Sqlite>()?).await?;
        Ok(())
    })
    .await
}

async fn orders(db: &Database) -> Result<i64, OrderError> {
    db.transaction(async |tx| {
        let count = sqlx::query_scalar("select count(*) from orders");
        Ok(count.fetch_one(tx.on::<Sqlite>()?).await?)
    })
    .await
}

async fn insert(tx: &mut Tx, items: i64) -> Result<(), OrderError> {
    let order = sqlx::query("insert into orders (items) values ($1)").bind(items);
    order.execute(tx.on::<Sqlite>()?).await?;
    Ok(())
}

/// Claims the work of this key. Returns `None` if its result is recorded.
async fn claim(db: &Database, key: Key) -> Result<Option<Lease<Key>>, OrderError> {
    let request = ClaimRequest::new(key, ClaimId::new(), Duration::from_secs(30));
    match db.store().claim(&[request]).await?.remove(0)? {
        RecordClaim::Granted { lease, .. } => Ok(Some(lease)),
        RecordClaim::Done(_) => Ok(None),
        other => unreachable!("nobody else works on it: {other:?}"),
    }
}

/// Writes the order, and records that it is written. The store's row is locked until the commit, so that is
/// the last thing to do.
async fn place(db: &Database, lease: &Lease<Key>, items: i64) -> Result<(), OrderError> {
    let store = db.store();
    db.transaction(async |tx| {
        insert(tx, items).await?;
        let placed = FinishRequest::done(lease, RecordValue::new(*b"placed"));
        store.finish_in(tx, &[placed]).await?.remove(0)?;
        if items > 100 {
            return Err(OrderError::NoStock(items)); // rolls both back
        }
        Ok(())
    })
    .await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    let db = Database::connect(&url).await?;
    create_tables(&db).await?;

    let key = Key::in_domain("order").with("request 7")?.finish();
    let lease = claim(&db, key).await?.ok_or("it is new")?;
    let failed = place(&db, &lease, 1000).await;
    assert!(matches!(failed, Err(OrderError::NoStock(1000))));
    println!("rolled back: {} orders", orders(&db).await?);

    // The work is still ours: the result was rolled back, too.
    place(&db, &lease, 10).await?;
    let is_recorded = claim(&db, key).await?.is_none();
    println!(
        "committed: {} order, recorded: {is_recorded}",
        orders(&db).await?
    );
    assert!(is_recorded);

    db.close().await;
    Ok(())
}
