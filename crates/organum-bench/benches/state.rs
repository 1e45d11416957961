//! Measures durable state: persisted nodes, claims and results in SQLite and `PostgreSQL`, and the time
//! until a waiting caller notices a result. Each is compared with a plain client of the same database in
//! the same run.

#![allow(clippy::unused_async, reason = "nodes are async as those of users are")]

use std::{
    fs::File,
    io::Write as _,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Parser;
use organum::{
    key::Key,
    prelude::*,
    sql::{Database, SqliteSync},
    store::{
        ClaimId, ClaimRequest, FinishRequest, Lease, MemoryStore, RecordClaim, RecordValue, Store,
    },
};
use organum_test_support::{PostgresServer, postgres, sqlite};
use serde::{Deserialize, Serialize};
use sqlx::{
    Connection, Executor, PgPool, SqliteConnection,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::{runtime::Builder, task::JoinSet};

/// Measure durable state.
#[derive(Debug, Parser)]
struct Options {
    /// Use short measurements: to check that everything works, not to publish
    #[arg(long)]
    quick: bool,
    /// Fail if a limit is exceeded
    #[arg(long)]
    enforce: bool,
    /// Passed by `cargo bench`; without it the program runs as a test, with short measurements
    #[arg(long, hide = true)]
    bench: bool,
}

/// The number of concurrent callers.
const TASKS: usize = 64;

const LEASE: Duration = Duration::from_secs(30);

/// The time that each measurement takes.
#[derive(Clone, Copy)]
struct Length(Duration);

/// A figure with its limit.
struct Figure {
    text: String,
    is_kept: bool,
}

impl Figure {
    fn at_most(text: String, value: f64, limit: f64) -> Self {
        let text = format!("{text} (limit {limit})");
        Self {
            text,
            is_kept: value <= limit,
        }
    }

    fn at_least(text: String, value: f64, limit: f64) -> Self {
        let text = format!("{text} (at least {limit})");
        Self {
            text,
            is_kept: value >= limit,
        }
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    let is_quick = options.quick || !options.bench;
    let length = Length(Duration::from_millis(if is_quick { 100 } else { 3_000 }));
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts");
    let mut figures = Vec::new();
    runtime.block_on(async {
        in_memory(length, &mut figures).await;
        println!("fsync: {:.0}/s", syncs(length));
        for sync in [SqliteSync::Normal, SqliteSync::Full] {
            in_sqlite(sync, length, &mut figures).await;
        }
        println!("fsync: {:.0}/s", syncs(length));
        in_postgres(length, &mut figures).await;
        println!("fsync: {:.0}/s", syncs(length));
    });
    let mut is_kept = true;
    for figure in &figures {
        let mark = if figure.is_kept {
            "kept    "
        } else {
            "EXCEEDED"
        };
        println!("{mark} {}", figure.text);
        is_kept &= figure.is_kept;
    }
    if is_kept || !options.enforce {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Measures the rate at which small writes reach the disk.
fn syncs(length: Length) -> f64 {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let mut file = File::create(folder.path().join("synced")).expect("a file can be created");
    let began = Instant::now();
    let mut count = 0;
    while began.elapsed() < length.0 {
        file.write_all(&[0; 512]).expect("there is room");
        file.sync_data().expect("the disk works");
        count += 1;
    }
    f64::from(count) / began.elapsed().as_secs_f64()
}

#[derive(Clone, Copy, Serialize)]
struct Sku(u32);

#[derive(Serialize, Deserialize)]
struct Plain(u32);

#[derive(Serialize, Deserialize)]
struct Persisted(u32);

#[node]
async fn plain(sku: &Sku) -> Plain {
    Plain(sku.0)
}

#[node(persist(scope = global))]
async fn persisted(sku: &Sku) -> Persisted {
    Persisted(sku.0)
}

#[graph(output = Plain)]
struct WithoutStore {
    sku: Sku,
}

#[graph(output = Persisted)]
struct WithStore {
    sku: Sku,
    #[inject]
    store: Arc<dyn Store>,
}

/// Measures a persisted node whose result is in memory.
async fn in_memory(length: Length, figures: &mut Vec<Figure>) {
    let without = WithoutStore::runner();
    let with = WithStore::runner(Arc::new(MemoryStore::new()));
    let mut best = [f64::MAX; 2];
    for _ in 0..5 {
        best[0] = best[0].min(nanos(length, async || drop(without.run(Sku(7)).await)).await);
        best[1] = best[1].min(nanos(length, async || drop(with.run(Sku(7)).await)).await);
    }
    let [plain, hit] = best;
    let more = hit - plain;
    let text =
        format!("a hit in memory takes {more:.0} ns more than a plain node of {plain:.0} ns");
    figures.push(Figure::at_most(text, more, 1_000.0));
}

/// Returns the nanoseconds of one call.
async fn nanos(length: Length, call: impl AsyncFn()) -> f64 {
    let began = Instant::now();
    let mut calls = 0_u32;
    while began.elapsed() < length.0 / 5 {
        for _ in 0..100 {
            call().await;
        }
        calls += 100;
    }
    began.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
}

fn key(task: usize, number: u64) -> Key {
    let key = Key::in_domain("bench").with(&(task, number));
    key.expect("numbers have a key").finish()
}

async fn claim(store: &dyn Store, key: Key) -> Option<Lease<Key>> {
    let request = ClaimRequest::new(key, ClaimId::new(), LEASE);
    let answers = store.claim(&[request]).await.expect("the store answers");
    match answers.into_iter().next() {
        Some(Ok(RecordClaim::Granted { lease, .. })) => Some(lease),
        Some(Ok(_)) => None,
        other => panic!("a claim is answered: {other:?}"),
    }
}

async fn finish(store: &dyn Store, lease: &Lease<Key>) {
    let request = FinishRequest::done(lease, RecordValue::new(*b"a value of some bytes"));
    let answers = store.finish(&[request]).await.expect("the store answers");
    answers
        .into_iter()
        .next()
        .expect("one answer")
        .expect("the owner finishes");
}

/// Returns the claims that are finished in a second, by 64 tasks.
async fn claims(store: &Arc<dyn Store>, length: Length) -> f64 {
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let store = Arc::clone(store);
        tasks.spawn(async move {
            let mut number = 0;
            while began.elapsed() < length.0 {
                let lease = claim(&*store, key(task, number)).await;
                finish(&*store, &lease.expect("the key is new")).await;
                number += 1;
            }
            number
        });
    }
    let done: u64 = tasks.join_all().await.into_iter().sum();
    #[allow(clippy::cast_precision_loss, reason = "it is far below 2^52")]
    let done = done as f64;
    done / began.elapsed().as_secs_f64()
}

/// The time from a result to the return of a caller that waits for it, with another handle: the median
/// and the 99th percentile in milliseconds.
async fn wake_up(one: &Arc<dyn Store>, other: &Arc<dyn Store>, length: Length) -> (f64, f64) {
    let began = Instant::now();
    let mut delays = Vec::new();
    let mut number = 0;
    while began.elapsed() < 2 * length.0 {
        number += 1;
        let key = key(TASKS, number);
        let lease = claim(&**one, key).await.expect("the key is new");
        let request = ClaimRequest::new(key, ClaimId::new(), LEASE);
        let answers = other.claim(&[request]).await.expect("the store answers");
        let Some(Ok(RecordClaim::Running { seen, left, .. })) = answers.into_iter().next() else {
            panic!("the record is running");
        };
        let other = Arc::clone(other);
        let waiter = tokio::spawn(async move {
            other
                .changed(key, seen, left)
                .await
                .expect("the store answers");
            Instant::now()
        });
        tokio::time::sleep(Duration::from_millis(7)).await;
        finish(&**one, &lease).await;
        let finished = Instant::now();
        let noticed = waiter.await.expect("no panic");
        delays.push(noticed.saturating_duration_since(finished).as_secs_f64() * 1e3);
    }
    delays.sort_by(f64::total_cmp);
    let at = |share: usize| delays[(delays.len() * share / 100).min(delays.len() - 1)];
    (at(50), at(99))
}

async fn in_sqlite(sync: SqliteSync, length: Length, figures: &mut Vec<Figure>) {
    let file = sqlite();
    let url = file.url();
    let connect = || Database::options().sqlite_sync(sync).connect(&url);
    let db = connect().await.expect("it connects");
    let ours = claims(&db.store(), length).await;
    let plain = sqlite_loop(sync, length).await;
    let ratio = ours / plain;
    let text = format!(
        "SQLite {sync:?}: {ours:.0} claims and results/s at {TASKS} tasks, a plain loop {plain:.0}/s: {ratio:.2}"
    );
    figures.push(Figure::at_least(text, ratio, 0.6));
    if sync == SqliteSync::Full {
        let other = connect().await.expect("it connects");
        let (median, most) = wake_up(&db.store(), &other.store(), length).await;
        let text = format!("SQLite: noticed after {median:.1} ms, 99 % within {most:.1} ms");
        figures.push(Figure::at_most(text, most, 60.0));
    }
}

/// Returns the rows that a plain loop inserts and updates in a second, in batches of 64.
async fn sqlite_loop(sync: SqliteSync, length: Length) -> f64 {
    let file = sqlite();
    let options = SqliteConnectOptions::new()
        .filename(file.path())
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match sync {
            SqliteSync::Normal => SqliteSynchronous::Normal,
            SqliteSync::Full => SqliteSynchronous::Full,
        });
    let connected = SqliteConnection::connect_with(&options).await;
    let mut connection = connected.expect("it connects");
    let create = "create table plain (key blob primary key, owner text, until integer, value blob) without rowid";
    connection.execute(create).await.expect("it creates");
    let began = Instant::now();
    let mut rows = 0_u32;
    let mut number = 0;
    while began.elapsed() < length.0 {
        for statement in [
            "insert into plain (key, owner, until) values (?1, ?2, 1) on conflict do nothing",
            "update plain set value = x'00112233445566778899aabbccddeeff0011223344', until = null \
             where key = ?1 and owner = ?2",
        ] {
            let begun = connection.begin_with("begin immediate").await;
            let mut transaction = begun.expect("it begins");
            for task in 0..TASKS {
                let query = sqlx::query(statement)
                    .bind(key(task, number).as_bytes().to_vec())
                    .bind("0190b5b0-0000-7000-8000-000000000000");
                query.execute(&mut *transaction).await.expect("it writes");
            }
            transaction.commit().await.expect("it commits");
        }
        number += 1;
        rows += u32::try_from(TASKS).expect("a small number");
    }
    f64::from(rows) / began.elapsed().as_secs_f64()
}

async fn in_postgres(length: Length, figures: &mut Vec<Figure>) {
    let database = postgres();
    let url = database.url();
    let connect = || Database::options().connections(4).connect(&url);
    let db = connect().await.expect("it connects");
    let store = db.store();
    hits(&store, &url, length, figures).await;

    let (ours, plain) = (
        claims(&store, length).await,
        postgres_clients(&url, length).await,
    );
    println!(
        "PostgreSQL on this disk: {ours:.0} claims and results/s at {TASKS} tasks on 4 connections, \
         plain clients on 16 connections {plain:.0}/s: {:.2}",
        ours / plain
    );
    on_a_slow_disk(length, figures).await;

    let other = connect().await.expect("it connects");
    let (median, most) = wake_up(&store, &other.store(), length).await;
    let text = format!("PostgreSQL: noticed after {median:.2} ms");
    figures.push(Figure::at_most(text, median, 3.0));
    let text = format!("PostgreSQL: 99 % noticed within {most:.1} ms");
    figures.push(Figure::at_most(text, most, 25.0));
}

/// Compares claims and results on a server whose commits take 5 ms longer, as on a disk that syncs 180
/// times in a second: with a faster one the processor is what limits both.
async fn on_a_slow_disk(length: Length, figures: &mut Vec<Figure>) {
    let server = PostgresServer::start_with(&["commit_delay=5000", "commit_siblings=0"]);
    let url = server.url();
    let db = Database::options().connections(4).connect(&url).await;
    let db = db.expect("it connects");
    let (ours, plain) = (
        claims(&db.store(), length).await,
        postgres_clients(&url, length).await,
    );
    let ratio = ours / plain;
    let text = format!(
        "PostgreSQL with commits of 5 ms: {ours:.0} claims and results/s at {TASKS} tasks on 4 connections, \
         plain clients on 16 connections {plain:.0}/s: {ratio:.2}"
    );
    figures.push(Figure::at_least(text, ratio, 3.0));
    db.close().await;
}

/// Compares claims that are answered with a value with a plain select.
async fn hits(store: &Arc<dyn Store>, url: &str, length: Length, figures: &mut Vec<Figure>) {
    let key = key(TASKS + 1, 0);
    let lease = claim(&**store, key).await.expect("the key is new");
    finish(&**store, &lease).await;
    let pool = PgPool::connect(url).await.expect("it connects");
    let mut connection = pool.acquire().await.expect("it connects");
    let connection = tokio::sync::Mutex::new(&mut *connection);
    let select = async || {
        let query = sqlx::query("select value from organum_record where key = $1");
        let row = query.bind(key.as_bytes().to_vec());
        let mut connection = connection.lock().await;
        row.fetch_one(&mut **connection).await.expect("it is there");
    };
    let mut best = [f64::MAX; 2];
    for _ in 0..5 {
        best[0] = best[0].min(nanos(length, select).await);
        let hit = async || assert!(claim(&**store, key).await.is_none());
        best[1] = best[1].min(nanos(length, hit).await);
    }
    let [plain, hit] = best.map(|nanos| nanos / 1e3);
    let ratio = hit / plain;
    let text =
        format!("PostgreSQL: a hit takes {hit:.0} us, a plain select {plain:.0} us: {ratio:.2}");
    figures.push(Figure::at_most(text, ratio, 1.3));
}

/// Returns the rows that 64 tasks insert and update in a second on 16 connections, each by itself.
async fn postgres_clients(url: &str, length: Length) -> f64 {
    let pool = PgPoolOptions::new().max_connections(16).connect(url).await;
    let pool = pool.expect("it connects");
    let create =
        "create table plain (key bytea primary key, owner uuid, until timestamptz, value bytea)";
    pool.execute(create).await.expect("it creates");
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let pool = pool.clone();
        tasks.spawn(async move {
            let mut number = 0_u32;
            while began.elapsed() < length.0 {
                for statement in [
                    "insert into plain (key, owner, until) values ($1, gen_random_uuid(), now()) \
                     on conflict do nothing",
                    "update plain set value = 'a value of some bytes', until = null where key = $1",
                ] {
                    let query = sqlx::query(statement)
                        .bind(key(task, u64::from(number)).as_bytes().to_vec());
                    query.execute(&pool).await.expect("it writes");
                }
                number += 1;
            }
            number
        });
    }
    let rows: u32 = tasks.join_all().await.into_iter().sum();
    f64::from(rows) / began.elapsed().as_secs_f64()
}
