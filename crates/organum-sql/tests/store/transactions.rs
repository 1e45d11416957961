//! Rollbacks, answers to commits that are lost, and conflicts.

use std::{
    error::Error,
    fmt,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use organum_sql::{
    Database, Dialect, Postgres, Sqlite, SqliteSync, TransactionError, TransactionErrorKind, Tx,
};
use organum_store::{
    FinishRequest, Lease, PutRequest, RecordStatus, StoreError, StoreErrorKind, key::Key,
};
use organum_test_support::{Fault, FaultProxy, PostgresServer};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool, raw_sql};

use crate::place::{
    LIMIT, MINUTE, Place, SECRET, SOON, claim, connect, finish, key, look, on_each_database, read,
    tells_no_secret, value, with_secret,
};

on_each_database! {
    results_and_rows_commit_together
    results_and_rows_are_rolled_back_together
    a_panic_rolls_back
    a_dropped_transaction_is_rolled_back
    a_failed_statement_that_the_body_ignores_is_no_silent_loss
    a_transaction_of_another_handle_is_refused
    a_transaction_that_the_user_began_takes_results
    a_transaction_runs_in_a_spawned_task
    only_conflicts_are_repeated
}

/// The error of a body.
#[derive(Debug)]
enum Failed {
    Sql(sqlx::Error),
    Store(StoreError),
    Transaction(TransactionError),
    Asked,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the order failed")
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Sql(error) => Some(error),
            Self::Store(error) => Some(error),
            Self::Transaction(error) => Some(error),
            Self::Asked => None,
        }
    }
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<TransactionError> for Failed {
    fn from(error: TransactionError) -> Self {
        Self::Transaction(error)
    }
}

const ORDERS: &str = "create table orders (id integer primary key)";

/// Executes a statement of the user.
async fn execute(tx: &mut Tx, sql: &str) -> Result<(), Failed> {
    let sql = AssertSqlSafe(sql);
    match tx.dialect() {
        Dialect::Sqlite => raw_sql(sql).execute(tx.on::<Sqlite>()?).await.map(drop)?,
        _ => raw_sql(sql).execute(tx.on::<Postgres>()?).await.map(drop)?,
    }
    Ok(())
}

/// Writes a row of the user, and a result and a value of the library.
async fn order(tx: &mut Tx, database: &Database, held: &Lease<Key>) -> Result<(), Failed> {
    let store = database.store();
    execute(tx, "insert into orders values (1)").await?;
    let result = FinishRequest::done(held, value("result"));
    store.finish_in(tx, &[result]).await?.remove(0)?;
    let put = PutRequest::new(key(99), value("put"));
    store.put_in(tx, &[put]).await?.remove(0)?;
    Ok(())
}

/// Checks that all three are there, or none of them.
async fn are_there(place: &Place, database: &Database, held: &Lease<Key>, are: bool) {
    let store = database.store();
    let orders = place.number("select count(*) from orders").await;
    assert_eq!(orders, i64::from(are));
    let record = look(&*store, held.id()).await.record.unwrap();
    let status = if are {
        RecordStatus::Done
    } else {
        RecordStatus::Running
    };
    assert_eq!(record.summary.status, status);
    assert_eq!(read(&*store, key(99)).await.is_some(), are);
    if !are {
        // The lease is as it was.
        finish(&*store, held, "later").await.unwrap();
    }
}

async fn begin(place: &Place) -> (Database, Lease<Key>) {
    place.execute(ORDERS).await;
    let database = place.connect().await;
    let held = claim(&*database.store(), key(1), MINUTE).await;
    (database, held)
}

async fn results_and_rows_commit_together(place: &Place) {
    let (database, held) = begin(place).await;
    let other = place.connect().await;
    let waiting = other.store();
    let seen = look(&*waiting, held.id()).await.seen();
    let waiting = tokio::spawn(async move { waiting.changed(key(1), seen, MINUTE).await });
    let done = database.transaction(async |tx| order(tx, &database, &held).await);
    done.await.unwrap();
    are_there(place, &database, &held, true).await;
    // Callers that wait are notified.
    let now = tokio::time::timeout(SOON, waiting).await.unwrap().unwrap();
    assert_eq!(now.unwrap().status, Some(RecordStatus::Done));
}

async fn results_and_rows_are_rolled_back_together(place: &Place) {
    let (database, held) = begin(place).await;
    let failed = database.transaction(async |tx| {
        order(tx, &database, &held).await?;
        Err::<(), _>(Failed::Asked)
    });
    assert!(matches!(failed.await, Err(Failed::Asked)));
    are_there(place, &database, &held, false).await;
}

async fn a_panic_rolls_back(place: &Place) {
    let (database, held) = begin(place).await;
    let task = tokio::spawn({
        let (database, held) = (database.clone(), held.clone());
        async move {
            let body = async |tx: &mut Tx| {
                order(tx, &database, &held).await?;
                panic!("the body was asked to panic");
                #[allow(unreachable_code)]
                Ok::<(), Failed>(())
            };
            database.transaction(body).await
        }
    });
    assert!(task.await.unwrap_err().is_panic());
    are_there(place, &database, &held, false).await;
    let next = database.transaction(async |tx| execute(tx, "insert into orders values (2)").await);
    next.await.unwrap();
}

async fn a_dropped_transaction_is_rolled_back(place: &Place) {
    let (database, held) = begin(place).await;
    let (written, is_written) = tokio::sync::oneshot::channel();
    let forever = database.transaction(async |tx| {
        order(tx, &database, &held).await?;
        written.send(()).unwrap();
        std::future::pending::<Result<(), Failed>>().await
    });
    tokio::select! {
        _ = forever => unreachable!(),
        written = is_written => written.unwrap(),
    }
    are_there(place, &database, &held, false).await;
}

/// The body goes on after an error. The transaction must not be reported as committed if it was not.
async fn a_failed_statement_that_the_body_ignores_is_no_silent_loss(place: &Place) {
    let (database, held) = begin(place).await;
    let result = database.transaction(async |tx| {
        order(tx, &database, &held).await?;
        let twice = execute(tx, "insert into orders values (1)").await;
        assert!(matches!(twice, Err(Failed::Sql(_))));
        Ok::<_, Failed>(())
    });
    match result.await {
        // The statement failed alone.
        Ok(()) => {
            assert!(place.is_sqlite());
            are_there(place, &database, &held, true).await;
        }
        Err(Failed::Transaction(error)) => {
            assert_eq!(error.kind(), TransactionErrorKind::RolledBack);
            tells_no_secret(&error);
            are_there(place, &database, &held, false).await;
        }
        Err(error) => panic!("{error:?}"),
    }
}

async fn a_transaction_of_another_handle_is_refused(place: &Place) {
    let (database, held) = begin(place).await;
    let elsewhere = Place::sqlite();
    let elsewhere = elsewhere.connect().await;
    let result = FinishRequest::done(&held, value("result"));
    let store = database.store();
    let put = PutRequest::new(key(99), value("put"));
    let refused = elsewhere.transaction(async |tx| {
        let error = store.finish_in(tx, std::slice::from_ref(&result)).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Unsupported);
        assert!(error.to_string().contains("another database"), "{error}");
        let error = store.put_in(tx, std::slice::from_ref(&put)).await;
        assert_eq!(error.unwrap_err().kind(), StoreErrorKind::Unsupported);
        let wrong = tx.on::<Postgres>().unwrap_err();
        assert!(wrong.to_string().contains("tx.on::<Sqlite>()"), "{wrong}");
        Ok::<_, Failed>(())
    });
    refused.await.unwrap();
    are_there(place, &database, &held, false).await;
}

async fn a_transaction_that_the_user_began_takes_results(place: &Place) {
    let (database, held) = begin(place).await;
    let begun = async || {
        if place.is_sqlite() {
            let pool = SqlitePool::connect(&place.url()).await.unwrap();
            Tx::from(pool.begin().await.unwrap())
        } else {
            let pool = PgPool::connect(&place.url()).await.unwrap();
            Tx::from(pool.begin().await.unwrap())
        }
    };
    let mut tx = begun().await;
    order(&mut tx, &database, &held).await.unwrap();
    drop(tx);
    let mut tx = begun().await;
    order(&mut tx, &database, &held).await.unwrap();
    tx.commit().await.unwrap();
    are_there(place, &database, &held, true).await;
}

/// The futures are `Send`.
async fn a_transaction_runs_in_a_spawned_task(place: &Place) {
    let (database, held) = begin(place).await;
    let task = tokio::spawn({
        let (database, held) = (database.clone(), held.clone());
        async move {
            let done = database.transaction(async |tx| order(tx, &database, &held).await);
            done.await?;
            let retried = database.transaction_retry(async |tx| execute(tx, "select 1").await);
            retried.await
        }
    });
    task.await.unwrap().unwrap();
    are_there(place, &database, &held, true).await;
}

/// Serialisation failures and deadlocks; other errors end the transaction at once.
async fn only_conflicts_are_repeated(place: &Place) {
    let (database, _held) = begin(place).await;
    let bodies = AtomicU32::new(0);
    let twice = async |tx: &mut Tx| {
        bodies.fetch_add(1, Ordering::Relaxed);
        execute(tx, "insert into orders values (1)").await?;
        execute(tx, "insert into orders values (1)").await
    };
    let failed = database.transaction_retry(twice).await;
    assert!(matches!(failed, Err(Failed::Sql(_))));
    assert_eq!(bodies.swap(0, Ordering::Relaxed), 1);
    if place.is_sqlite() {
        return;
    }
    for code in ["40001", "40P01"] {
        let fail = format!("do $$ begin raise exception 'again' using errcode = '{code}'; end $$");
        let body = async |tx: &mut Tx| {
            let body = bodies.fetch_add(1, Ordering::Relaxed);
            execute(
                tx,
                &format!("insert into orders values ({})", code.len() + 2),
            )
            .await?;
            execute(tx, "delete from orders").await?;
            if body < 2 {
                execute(tx, &fail).await?;
            }
            Ok(())
        };
        let done: Result<(), Failed> = database.transaction_retry(body).await;
        done.unwrap();
        assert_eq!(bodies.swap(0, Ordering::Relaxed), 3);
        let always = async |tx: &mut Tx| {
            bodies.fetch_add(1, Ordering::Relaxed);
            execute(tx, &fail).await
        };
        let failed = database.transaction_retry(always).await;
        assert!(matches!(failed, Err(Failed::Sql(_))));
        assert_eq!(bodies.swap(0, Ordering::Relaxed), 5);
        let once = database.transaction(async |tx| always(tx).await);
        assert!(once.await.is_err());
        assert_eq!(bodies.swap(0, Ordering::Relaxed), 1);
    }
}

/// A conflict that the server finds only when it commits.
#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_at_the_commit_is_repeated() {
    let place = Place::postgres();
    let (database, _held) = begin(&place).await;
    let deferred = "\
        create function conflicts() returns trigger language plpgsql as $$ begin
          if nextval('attempts') < 3 then raise exception 'again' using errcode = '40001'; end if;
          return null;
        end $$;
        create sequence attempts;
        create constraint trigger conflicts after insert on orders deferrable initially deferred
          for each row execute function conflicts()";
    place.execute(deferred).await;
    let bodies = AtomicU32::new(0);
    let body = async |tx: &mut Tx| {
        bodies.fetch_add(1, Ordering::Relaxed);
        execute(tx, "insert into orders values (1)").await
    };
    database.transaction_retry(body).await.unwrap();
    assert_eq!(bodies.into_inner(), 3);
    assert_eq!(place.number("select count(*) from orders").await, 1);
}

/// The reply to a commit is dropped: the server is asked what became of the transaction.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_without_an_answer_is_resolved() {
    let place = Place::postgres();
    let (_, _held) = begin(&place).await;
    let proxy = FaultProxy::to(&place.url());
    let database = connect(&proxy.url()).await;
    let bodies = AtomicU32::new(0);
    let insert = async |number: u32| {
        let body = async |tx: &mut Tx| {
            bodies.fetch_add(1, Ordering::Relaxed);
            execute(tx, &format!("insert into orders values ({number})")).await
        };
        database.transaction_retry(body).await
    };
    proxy.plan("COMMIT", Fault::DropReply);
    insert(1).await.unwrap();
    assert_eq!(proxy.dropped(), 1);
    proxy.plan("COMMIT", Fault::LoseRequest);
    match insert(2).await {
        Err(Failed::Transaction(error)) => {
            assert_eq!(error.kind(), TransactionErrorKind::RolledBack);
            tells_no_secret(&error);
        }
        other => panic!("{other:?}"),
    }
    // The question is lost, too.
    proxy.plan("COMMIT", Fault::DropReply);
    proxy.plan("pg_xact_status", Fault::LoseRequest);
    proxy.plan("pg_xact_status", Fault::DropReply);
    insert(3).await.unwrap();
    assert_eq!(bodies.into_inner(), 3);
    assert_eq!(place.number("select sum(id) from orders").await, 4);
    // A transaction that has written nothing has nothing to lose.
    proxy.plan("COMMIT", Fault::LoseRequest);
    let read = database.transaction(async |tx| execute(tx, "select 1").await);
    read.await.unwrap();
}

/// The server may not be asked, so nobody knows; nothing is repeated.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_cannot_be_resolved_is_unknown_and_not_repeated() {
    let server = PostgresServer::start();
    let admin = PgPool::connect(&server.url()).await.unwrap();
    let prepare = "create role clerk login superuser; alter role clerk nosuperuser; \
        grant all on schema public to clerk; grant pg_read_all_data, pg_write_all_data to clerk; \
        revoke execute on function pg_xact_status(xid8) from public; \
        create table orders (id integer primary key)";
    raw_sql(prepare).execute(&admin).await.unwrap();
    let url = format!("postgres://clerk:{SECRET}@{}/postgres", server.address());
    let proxy = FaultProxy::to(&url);
    let database = connect(&proxy.url()).await;
    let bodies = AtomicU32::new(0);
    let body = async |tx: &mut Tx| {
        bodies.fetch_add(1, Ordering::Relaxed);
        execute(tx, "insert into orders values (1)").await
    };
    proxy.plan("COMMIT", Fault::DropReply);
    let unknown = tokio::time::timeout(LIMIT, database.transaction_retry(body)).await;
    match unknown.unwrap() {
        Err(Failed::Transaction(error)) => {
            assert_eq!(error.kind(), TransactionErrorKind::Unknown);
            let text = tells_no_secret(&error);
            assert!(text.contains("look at its rows"), "{text}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bodies.into_inner(), 1);
    // A transaction of the user's own pool is not asked about.
    let pool = PgPool::connect(&with_secret(&proxy.url())).await.unwrap();
    let mut tx = Tx::from(pool.begin().await.unwrap());
    execute(&mut tx, "insert into orders values (2)")
        .await
        .unwrap();
    proxy.plan("COMMIT", Fault::DropReply);
    let error = tx.commit().await.unwrap_err();
    assert_eq!(error.kind(), TransactionErrorKind::Unknown);
    tells_no_secret(&error);
    let count: i64 = sqlx::query_scalar("select count(*) from orders")
        .fetch_one(&admin)
        .await
        .unwrap();
    assert_eq!(count, 2);
}

/// A power failure loses no commit, unless the user has chosen so.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_syncs_each_commit_by_default() {
    let place = Place::sqlite();
    for (options, expected) in [
        (Database::options(), 2),
        (Database::options().sqlite_sync(SqliteSync::Normal), 1),
    ] {
        let database = options.connect(&place.url()).await.unwrap();
        let read = database.transaction(async |tx| {
            let connection = tx.on::<Sqlite>()?;
            let sync: i64 = sqlx::query_scalar("pragma synchronous")
                .fetch_one(&mut *connection)
                .await?;
            let journal: String = sqlx::query_scalar("pragma journal_mode")
                .fetch_one(connection)
                .await?;
            Ok::<_, Failed>((sync, journal))
        });
        assert_eq!(read.await.unwrap(), (expected, "wal".to_owned()));
    }
}

/// The body is idle for longer than half a lease.
#[tokio::test(flavor = "multi_thread")]
async fn an_idle_transaction_of_postgres_is_rolled_back() {
    let place = Place::postgres();
    let (_, held) = begin(&place).await;
    let options = crate::place::options().lease(Duration::from_millis(500));
    let database = options.connect(&place.url()).await.unwrap();
    let idle = database.transaction(async |tx| {
        order(tx, &database, &held).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        Ok::<_, Failed>(())
    });
    match idle.await {
        Err(Failed::Transaction(error)) => {
            assert_eq!(error.kind(), TransactionErrorKind::RolledBack);
            tells_no_secret(&error);
        }
        other => panic!("{other:?}"),
    }
    are_there(&place, &database, &held, false).await;
}
