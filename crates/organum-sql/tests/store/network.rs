//! Servers that restart, cut connections, dropped replies, and lost notifications.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use organum_sql::Database;
use organum_store::{FinishRequest, Lease, RecordSeen, RecordStatus, Store, key::Key};
use organum_test_support::{Fault, FaultProxy, PostgresServer, lease, rounds, seed};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, raw_sql};
use tokio::task::JoinSet;

use crate::place::{
    AUDIT, LIMIT, MINUTE, Place, SOON, TWICE, claim, connect, finish, key, keys, look, number,
    read, tells_no_secret, value, with_secret,
};

/// Results that were acknowledged: the epoch and the text.
type Acknowledged = Arc<Mutex<BTreeMap<Key, (u64, String)>>>;

/// Two handles, as of two processes, execute the work of the same keys, each with some tasks.
fn start_work(databases: &[Database; 2], first: u64, count: u64) -> (JoinSet<()>, Acknowledged) {
    let acknowledged = Acknowledged::default();
    let mut tasks = JoinSet::new();
    for (handle, database) in databases.iter().enumerate() {
        for task in 0..4 {
            let store = database.store();
            let acknowledged = Arc::clone(&acknowledged);
            tasks.spawn(async move {
                for number in first..first + count {
                    let name = format!("{handle} {task} {number}");
                    execute(&*store, key(number), name, &acknowledged).await;
                }
            });
        }
    }
    (tasks, acknowledged)
}

/// Remembers a result, of which there may be only one.
fn acknowledge(acknowledged: &Acknowledged, key: Key, epoch: u64, text: &str) {
    let result = (epoch, text.to_owned());
    let before = acknowledged.lock().unwrap().insert(key, result.clone());
    assert!(
        before.is_none_or(|before| before == result),
        "two results were acknowledged"
    );
}

/// Gets the value of a key, and remembers what the store has acknowledged.
async fn execute(store: &dyn Store, key: Key, name: String, acknowledged: &Acknowledged) {
    let work = |lease: Lease<Key>| {
        let name = &name;
        async move {
            tokio::time::sleep(Duration::from_millis(2)).await;
            let text = format!("{name} {}", lease.epoch());
            // `once` repeats it, which is allowed.
            if finish(store, &lease, &text).await.is_ok() {
                acknowledge(acknowledged, key, lease.epoch(), &text);
            }
            text
        }
    };
    let found = crate::place::once(store, key, lease(), work).await;
    let epoch = found.rsplit(' ').next().unwrap().parse().unwrap();
    acknowledge(acknowledged, key, epoch, &found);
}

async fn admin(url: &str, sql: &str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let done = raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await;
    done.unwrap();
}

/// Nothing that was acknowledged is lost, and no record has results under two epochs.
async fn is_all_there(url: &str, acknowledged: &Acknowledged, records: u64) {
    let all = acknowledged.lock().unwrap().clone();
    assert_eq!(all.len() as u64, records);
    let store = connect(url).await.store();
    for (key, (epoch, text)) in all {
        let record = look(&*store, key).await.record.unwrap();
        assert_eq!(record.summary.epoch, epoch);
        assert_eq!(crate::place::text(&record.value.unwrap()), text);
    }
    assert_eq!(number(url, TWICE).await, 0);
}

async fn finish_work(mut tasks: JoinSet<()>, limit: Duration) {
    let all = async {
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
    };
    tokio::time::timeout(limit, all)
        .await
        .expect("the work ends");
}

/// The server is stopped or killed while work is in progress, and started again.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_the_server_restarts() {
    const KEYS: u64 = 200;
    let mut server = PostgresServer::start();
    let url = with_secret(&server.url());
    let databases = [connect(&url).await, connect(&url).await];
    admin(&url, AUDIT).await;
    let (tasks, acknowledged) = start_work(&databases, 0, KEYS);
    let mut restarts = 0;
    for round in 0..rounds().min(4) {
        tokio::time::sleep(Duration::from_millis(300)).await;
        if tasks.is_empty() || acknowledged.lock().unwrap().len() as u64 == KEYS {
            break;
        }
        restarts += 1;
        server = tokio::task::spawn_blocking(move || {
            if round % 2 == 0 {
                server.kill();
                server.run();
            } else {
                server.restart();
            }
            server
        })
        .await
        .unwrap();
    }
    assert!(restarts > 0);
    finish_work(tasks, 4 * LIMIT).await;
    is_all_there(&url, &acknowledged, KEYS).await;
    println!("{restarts} restarts");
    // The handle works without help, and is notified again.
    let health = async {
        while !databases[0].health().await.unwrap().notified {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LIMIT, health).await.unwrap();
}

/// Requests are lost, replies are dropped, connections are cut or closed half, all at random.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_connections_fail_at_random() {
    let place = Place::postgres();
    let url = place.url();
    let proxy = FaultProxy::to(&url);
    let databases = [connect(&proxy.url()).await, connect(&proxy.url()).await];
    admin(&url, AUDIT).await;
    proxy.at_random(seed(), 12);
    let records = 20 * u64::from(rounds());
    let (tasks, acknowledged) = start_work(&databases, 0, records);
    let cuts = async {
        loop {
            tokio::time::sleep(Duration::from_millis(400)).await;
            proxy.cut();
        }
    };
    tokio::select! {
        () = finish_work(tasks, rounds() * LIMIT) => {}
        () = cuts => unreachable!(),
    }
    println!(
        "{} faults, {} replies dropped",
        proxy.faults(),
        proxy.dropped()
    );
    assert!(proxy.dropped() > 0);
    is_all_there(&url, &acknowledged, records).await;
}

/// The reply to each kind of call is dropped after the server has acted; the call is repeated by the
/// library, and gives the answer that was dropped.
#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_reply_is_as_good_as_an_answer() {
    let place = Place::postgres();
    let proxy = FaultProxy::to(&place.url());
    let database = connect(&proxy.url()).await;
    let store = database.store();
    for number in 0..u64::from(rounds()) {
        let before = proxy.dropped();
        proxy.plan("for update of e skip locked\n), taken as", Fault::DropReply);
        let held = claim(&*store, key(number), MINUTE).await;
        proxy.plan("), renewed as", Fault::DropReply);
        let renewals = store.renew(std::slice::from_ref(&held)).await.unwrap();
        assert_eq!(renewals, [organum_store::Renewal::Renewed]);
        proxy.plan("), done as", Fault::DropReply);
        finish(&*store, &held, "value").await.unwrap();
        assert_eq!(proxy.dropped() - before, 3);
        let record = look(&*store, key(number)).await.record.unwrap().summary;
        assert_eq!(record.epoch, held.epoch());
        assert_eq!(record.lapses, 0);
    }
}

/// A server that accepts connections and says nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_answer_is_an_error_after_a_time() {
    let place = Place::postgres();
    let proxy = FaultProxy::to(&place.url());
    let options = crate::place::options().policy(
        organum_store::StorePolicy::default()
            .timeout(Duration::from_millis(300))
            .retry(organum_base::policy::Retry::new(std::num::NonZeroU32::MIN)),
    );
    let database = options.connect(&proxy.url()).await.unwrap();
    let store = database.store();
    let held = claim(&*store, key(1), MINUTE).await;
    proxy.stall();
    let error = finish(&*store, &held, "value").await.unwrap_err();
    assert!(error.is_ambiguous(), "{error}");
    tells_no_secret(&error);
    let url = proxy.url();
    let connecting = Database::connect(&url);
    let connecting = tokio::time::timeout(2 * LIMIT, connecting).await;
    let error = connecting.expect("it gives up").unwrap_err();
    assert!(error.is_ambiguous(), "{error}");
    tells_no_secret(&error);
    proxy.resume();
    finish(&*store, &held, "value").await.unwrap();
    assert_eq!(read(&*store, key(1)).await.as_deref(), Some("value"));
}

/// Waits for the end of a record that is running.
fn wait_for(
    database: &Database,
    lease: &Lease<Key>,
) -> tokio::task::JoinHandle<(RecordSeen, Duration)> {
    let store = database.store();
    let seen = RecordSeen {
        status: Some(RecordStatus::Running),
        epoch: lease.epoch(),
    };
    let key = lease.id();
    tokio::spawn(async move {
        let began = Instant::now();
        let now = store.changed(key, seen, MINUTE).await.unwrap();
        (now, began.elapsed())
    })
}

async fn is_noticed(waiting: tokio::task::JoinHandle<(RecordSeen, Duration)>) -> Duration {
    let (now, time) = tokio::time::timeout(SOON, waiting).await.unwrap().unwrap();
    assert_eq!(now.status, Some(RecordStatus::Done));
    time
}

/// The process that records a result fails to send its notification.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_notification_is_noticed_by_reading() {
    let place = Place::postgres();
    let proxy = FaultProxy::to(&place.url());
    let sender = connect(&proxy.url()).await;
    let receiver = connect(&place.url()).await;
    assert!(receiver.health().await.unwrap().notified);
    let store = sender.store();
    for number in 0..3 {
        let held = claim(&*store, key(number), MINUTE).await;
        let waiting = wait_for(&receiver, &held);
        tokio::time::sleep(Duration::from_millis(200)).await;
        proxy.plan("pg_notify", Fault::LoseRequest);
        let faults = proxy.faults();
        finish(&*store, &held, "value").await.unwrap();
        println!("noticed after {:?}", is_noticed(waiting).await);
        let lost = async {
            while proxy.faults() == faults {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(SOON, lost).await.unwrap();
    }
}

/// The connection that listens is cut; whatever has changed until it is back is read.
#[tokio::test(flavor = "multi_thread")]
async fn every_waited_key_is_read_again_after_a_reconnect() {
    let place = Place::postgres();
    let proxy = FaultProxy::to(&place.url());
    let receiver = connect(&proxy.url()).await;
    let sender = connect(&place.url()).await.store();
    let leases = crate::place::claim_all(&*sender, &keys(20), MINUTE).await;
    let waiting: Vec<_> = leases
        .iter()
        .map(|held| wait_for(&receiver, held))
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    proxy.refuse();
    proxy.cut();
    let results: Vec<_> = leases
        .iter()
        .map(|held| FinishRequest::done(held, value("value")))
        .collect();
    for answer in sender.finish(&results).await.unwrap() {
        answer.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(waiting.iter().all(|waiting| !waiting.is_finished()));
    proxy.accept();
    for waiting in waiting {
        is_noticed(waiting).await;
    }
    let again = async {
        while !receiver.health().await.is_ok_and(|health| health.notified) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LIMIT, again).await.unwrap();
}

/// A result is noticed by another handle: by a notification, or by the version of the file.
async fn a_result_is_noticed_elsewhere(place: &Place) {
    let (one, two) = (place.connect().await, place.connect().await);
    let store = one.store();
    let mut times = Vec::new();
    for number in 0..20 {
        let held = claim(&*store, key(number), MINUTE).await;
        let waiting = wait_for(&two, &held);
        tokio::time::sleep(Duration::from_millis(50)).await;
        finish(&*store, &held, "value").await.unwrap();
        let finished = Instant::now();
        is_noticed(waiting).await;
        times.push(finished.elapsed());
    }
    times.sort_unstable();
    println!("noticed after {:?} to {:?}", times[0], times[19]);
    // Faster than the fallback, which reads each second.
    assert!(times[10] < Duration::from_millis(500), "{times:?}");
}

crate::place::on_each_database! { a_result_is_noticed_elsewhere }
