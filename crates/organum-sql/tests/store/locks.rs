//! Locked rows, open transactions, and pools without a free connection.

use std::time::{Duration, Instant};

use organum_sql::{Database, Postgres, Sqlite, TransactionError, TransactionErrorKind};
use organum_store::{RecordClaim, Renewal, Store, StoreError, StoreErrorKind};
use organum_test_support::{OpenTransactions, PostgresServer};
use sqlx::postgres::PgPoolOptions;

use crate::place::{
    LIMIT, MINUTE, Place, SOON, claim, claim_all, finish, granted, key, keys, on_each_database,
    options, read, request,
};

on_each_database! {
    a_call_on_the_handle_in_a_transaction_is_refused
    a_pool_without_a_free_connection_does_not_stop_the_store
    the_outer_transaction_is_known_in_an_inner_one
}

/// Runs calls for other records until the future has ended; returns the longest time of a call.
async fn calls_during(store: &dyn Store, first: u64, until: impl Future<Output = ()>) -> Duration {
    let mut longest = Duration::ZERO;
    let mut number = first;
    let held = claim(store, key(first - 1), MINUTE).await;
    let calls = async {
        loop {
            let began = Instant::now();
            let next = claim(store, key(number), MINUTE).await;
            longest = longest.max(began.elapsed());
            let began = Instant::now();
            let renewals = store.renew(&[held.clone(), next.clone()]).await.unwrap();
            assert_eq!(renewals, [Renewal::Renewed, Renewal::Renewed]);
            longest = longest.max(began.elapsed());
            let began = Instant::now();
            finish(store, &next, "value").await.unwrap();
            longest = longest.max(began.elapsed());
            number += 1;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = until => {}
        () = calls => unreachable!(),
    }
    assert!(number > first, "no call was answered in this time");
    println!(
        "{} rounds of calls, the longest call {longest:?}",
        number - first
    );
    longest
}

/// Another transaction, which knows nothing of the library, has locked one of 64 records.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_row_delays_no_renewal_and_no_claim_of_others() {
    let place = Place::postgres();
    let database = place.connect().await;
    let store = database.store();
    let leases = claim_all(&*store, &keys(64), MINUTE).await;
    for lease in claim_all(&*store, &keys(128)[64..], MINUTE).await {
        store.release(&lease).await.unwrap();
    }
    let mut open = OpenTransactions::on(&place.url(), 1).await;
    for locked in [key(7), key(64 + 7)] {
        let lock = format!(
            "select 1 from organum_record where key = {} for share",
            place.literal(locked)
        );
        open.execute(&lock).await;
    }
    let began = Instant::now();
    let renewals = store.renew(&leases).await.unwrap();
    println!("64 leases were renewed in {:?}", began.elapsed());
    assert!(began.elapsed() < SOON);
    for (number, renewal) in renewals.into_iter().enumerate() {
        let expected = if number == 7 {
            Renewal::Skipped
        } else {
            Renewal::Renewed
        };
        assert_eq!(renewal, expected, "{number}");
    }
    let requests: Vec<_> = keys(128)[64..]
        .iter()
        .map(|key| request(*key, MINUTE))
        .collect();
    let began = Instant::now();
    let answers = store.claim(&requests).await.unwrap();
    println!("64 claims were answered in {:?}", began.elapsed());
    assert!(began.elapsed() < SOON);
    for (number, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(answer) => drop(granted(answer)),
            Err(error) => {
                assert_eq!(number, 7);
                assert_eq!(error.kind(), StoreErrorKind::Unavailable);
                assert!(error.to_string().contains("locked"), "{error}");
            }
        }
    }
    results_are_recorded_although_a_row_is_locked(&*store, &leases).await;
    open.release().await;
    assert_eq!(
        store.renew(&leases[7..8]).await.unwrap(),
        [Renewal::Renewed]
    );
}

async fn results_are_recorded_although_a_row_is_locked(
    store: &dyn Store,
    leases: &[organum_store::Lease<organum_store::key::Key>],
) {
    let began = Instant::now();
    let results: Vec<_> = leases[..10]
        .iter()
        .map(|lease| organum_store::FinishRequest::done(lease, crate::place::value("value")))
        .collect();
    let answers = store.finish(&results).await.unwrap();
    println!("10 results were answered in {:?}", began.elapsed());
    assert!(began.elapsed() < SOON);
    for (number, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.is_err(), number == 7, "{number}: {answer:?}");
    }
    assert_eq!(read(store, key(8)).await.as_deref(), Some("value"));
}

/// A transaction has put values and stays open, although the documentation asks to do so at its end.
#[tokio::test(flavor = "multi_thread")]
async fn a_value_in_an_open_transaction_delays_no_claim_of_others() {
    let place = Place::postgres();
    let database = place.connect().await;
    let store = place.connect().await.store();
    let (written, is_written) = tokio::sync::oneshot::channel();
    let (end, ends) = tokio::sync::oneshot::channel::<()>();
    let put = async |tx: &mut organum_sql::Tx| {
        let put = organum_store::PutRequest::new(key(7), crate::place::value("put"));
        let put = database.store().put_in(tx, &[put]).await;
        put.unwrap().remove(0).unwrap();
        written.send(()).unwrap();
        ends.await.unwrap();
        Ok::<_, TransactionError>(())
    };
    let claims = async {
        is_written.await.unwrap();
        let requests: Vec<_> = keys(20).iter().map(|key| request(*key, MINUTE)).collect();
        let began = Instant::now();
        let answers = store.claim(&requests).await.unwrap();
        println!("20 claims were answered in {:?}", began.elapsed());
        assert!(began.elapsed() < SOON);
        for (number, answer) in answers.iter().enumerate() {
            assert_eq!(answer.is_err(), number == 7, "{number}: {answer:?}");
        }
        let began = Instant::now();
        let error = store.remove(&[key(7)]).await.err();
        println!("a removal was answered in {:?}: {error:?}", began.elapsed());
        assert!(began.elapsed() < 2 * SOON);
        end.send(()).unwrap();
    };
    let (put, ()) = tokio::join!(database.transaction(put), claims);
    put.unwrap();
    assert_eq!(read(&*store, key(7)).await.as_deref(), Some("put"));
}

/// More transactions than the store has connections, each open for two seconds.
#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_open_transactions_of_postgres_stop_no_lease() {
    let server = PostgresServer::start();
    let database = options().pool(64).connect(&server.url()).await.unwrap();
    let store = database.store();
    let held = claim_all(&*store, &keys(64), MINUTE).await;
    let transactions = held.into_iter().map(|lease| {
        let (database, store) = (database.clone(), database.store());
        tokio::spawn(async move {
            let body = async |tx: &mut organum_sql::Tx| {
                let one = sqlx::query("select 1").execute(tx.on::<Postgres>()?);
                one.await.expect("it selects");
                tokio::time::sleep(Duration::from_secs(2)).await;
                let result = organum_store::FinishRequest::done(&lease, crate::place::value("v"));
                store.finish_in(tx, &[result]).await?.remove(0)
            };
            database
                .transaction(async |tx| body(tx).await.map_err(Failed))
                .await
        })
    });
    let all = async {
        for transaction in transactions.collect::<Vec<_>>() {
            transaction.await.unwrap().unwrap();
        }
    };
    let other = crate::place::connect(&server.url()).await.store();
    let (own, others) = tokio::join!(
        calls_during(&*store, 1_000, all),
        calls_during(&*other, 5_000, tokio::time::sleep(Duration::from_secs(2))),
    );
    assert!(own < SOON && others < SOON);
    for key in keys(64) {
        assert_eq!(read(&*store, key).await.as_deref(), Some("v"));
    }
}

/// Each transaction has the only write lock for a while.
#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_transactions_of_sqlite_stop_no_lease() {
    let place = Place::sqlite();
    let database = place.connect().await;
    let store = database.store();
    let transactions = (0..64).map(|_| {
        let database = database.clone();
        tokio::spawn(async move {
            let body = async |tx: &mut organum_sql::Tx| {
                let one = sqlx::query("select 1").execute(tx.on::<Sqlite>()?);
                one.await.expect("it selects");
                tokio::time::sleep(Duration::from_millis(50)).await;
                Ok(())
            };
            database
                .transaction(async |tx| body(tx).await.map_err(Failed))
                .await
        })
    });
    let all = async {
        for transaction in transactions.collect::<Vec<_>>() {
            transaction.await.unwrap().unwrap();
        }
    };
    let longest = calls_during(&*store, 1_000, all).await;
    assert!(longest < SOON);
}

/// The error of a body.
#[derive(Debug)]
#[expect(dead_code, reason = "it is printed")]
struct Failed(StoreError);

impl From<TransactionError> for Failed {
    fn from(error: TransactionError) -> Self {
        panic!("{error:?}")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_of_sqlite_is_rolled_back_after_five_seconds() {
    let place = Place::sqlite();
    place.execute("create table orders (id integer)").await;
    let database = place.connect().await;
    let store = database.store();
    let began = Instant::now();
    let too_long = database.transaction(async |tx| {
        let order = sqlx::query("insert into orders values (1)");
        order.execute(tx.on::<Sqlite>().unwrap()).await.unwrap();
        tokio::time::sleep(MINUTE).await;
        Ok::<_, TransactionError>(())
    });
    let (ended, claimed) = tokio::join!(too_long, async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        claim(&*store, key(1), MINUTE).await
    });
    let error = ended.unwrap_err();
    assert_eq!(error.kind(), TransactionErrorKind::RolledBack);
    assert_eq!(error.store_error().kind(), StoreErrorKind::Timeout);
    assert!(began.elapsed() < LIMIT);
    finish(&*store, &claimed, "value").await.unwrap();
    assert_eq!(place.number("select count(*) from orders").await, 0);
}

async fn a_call_on_the_handle_in_a_transaction_is_refused(place: &Place) {
    let database = place.connect().await;
    let store = database.store();
    let held = claim(&*store, key(1), MINUTE).await;
    let again = database.clone();
    let body = async |_: &mut organum_sql::Tx| {
        let errors = [
            store.claim(&[request(key(2), MINUTE)]).await.map(drop),
            finish(&*store, &held, "value").await,
            store.get(&[key(1)]).await.map(drop),
            store.remove(&[key(1)]).await,
            store.invalidate(&[key(1)]).await,
            store.purge(10).await.map(drop),
            store.release(&held).await,
            store.renew(std::slice::from_ref(&held)).await.map(drop),
        ];
        for (number, error) in errors.into_iter().enumerate() {
            let error = error.expect_err(&format!("call {number} is refused"));
            assert_eq!(error.kind(), StoreErrorKind::Refused, "{error}");
            assert!(error.to_string().contains("use the transaction"), "{error}");
        }
        let nested = again.transaction(async |_| Ok::<_, TransactionError>(()));
        let error = nested.await.unwrap_err();
        assert_eq!(error.kind(), TransactionErrorKind::NotBegun);
        assert!(error.store_error().to_string().contains("use its `tx`"));
        Ok::<_, TransactionError>(())
    };
    let done = tokio::time::timeout(SOON, database.transaction(body)).await;
    done.unwrap().unwrap();
    // After the transaction the handle works, and the record is as it was.
    finish(&*store, &held, "value").await.unwrap();
}

/// A transaction of one database in a transaction of another one hides neither.
async fn the_outer_transaction_is_known_in_an_inner_one(place: &Place) {
    let outer = place.connect().await;
    let inner = Place::sqlite();
    let inner = inner.connect().await;
    let done = outer.transaction(async |_| {
        inner
            .transaction(async |_| {
                for store in [outer.store(), inner.store()] {
                    let refused = store.claim(&[request(key(2), MINUTE)]).await;
                    assert_eq!(refused.unwrap_err().kind(), StoreErrorKind::Refused);
                }
                Ok::<_, TransactionError>(())
            })
            .await?;
        let refused = outer.store().get(&[key(2)]).await;
        assert_eq!(refused.unwrap_err().kind(), StoreErrorKind::Refused);
        claim(&*inner.store(), key(2), MINUTE).await;
        Ok::<_, TransactionError>(())
    });
    tokio::time::timeout(LIMIT, done).await.unwrap().unwrap();
}

async fn a_pool_without_a_free_connection_does_not_stop_the_store(place: &Place) {
    let database = options().pool(1).connect(&place.url()).await.unwrap();
    let store = database.store();
    let held = claim(&*store, key(1), MINUTE).await;
    let (opened, is_open) = tokio::sync::oneshot::channel();
    let (end, ends) = tokio::sync::oneshot::channel::<()>();
    let transaction = tokio::spawn({
        let database = database.clone();
        async move {
            let body = async |_: &mut organum_sql::Tx| {
                opened.send(()).unwrap();
                ends.await.unwrap();
                Ok::<_, TransactionError>(())
            };
            database.transaction(body).await
        }
    });
    is_open.await.unwrap();
    assert_eq!(read(&*store, key(1)).await, None);
    if place.is_sqlite() {
        // Writes wait for the transaction, which has the write lock.
        end.send(()).unwrap();
    } else {
        let calls = calls_during(&*store, 100, tokio::time::sleep(Duration::from_secs(1)));
        assert!(calls.await < SOON);
        end.send(()).unwrap();
    }
    finish(&*store, &held, "value").await.unwrap();
    transaction.await.unwrap().unwrap();
}

/// A pool of the user's own, all of whose connections are taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_pool_of_the_user_that_is_exhausted_does_not_stop_the_store() {
    let place = Place::postgres();
    let pool = PgPoolOptions::new().max_connections(3);
    let pool = pool.acquire_timeout(Duration::from_millis(500));
    let pool = pool.connect(&place.url()).await.unwrap();
    let database = Database::from_pool(pool.clone()).await.unwrap();
    let open = OpenTransactions::of(&pool, 3).await;
    let store = database.store();
    let held = claim(&*store, key(1), MINUTE).await;
    finish(&*store, &held, "value").await.unwrap();
    let again = store.claim(&[request(key(1), MINUTE)]).await.unwrap();
    assert!(matches!(again[0], Ok(RecordClaim::Done(_))));
    let refused = database.transaction(async |_| Ok::<_, TransactionError>(()));
    let error = refused.await.unwrap_err();
    assert_eq!(error.kind(), TransactionErrorKind::NotBegun);
    assert!(
        error.store_error().to_string().contains("larger pool"),
        "{error:?}"
    );
    open.release().await;
    let done = database.transaction(async |_| Ok::<_, TransactionError>(()));
    done.await.unwrap();
}
