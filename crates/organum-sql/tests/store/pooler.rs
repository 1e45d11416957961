//! `PgBouncer` in transaction mode: each transaction may run on another connection to the server, so named
//! statements, `LISTEN` and settings of a session do not last.

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::{fs::chown, process::CommandExt as _},
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use organum_sql::{Database, Postgres, TransactionError, Tx};
use organum_store::{FinishRequest, RecordSeen, RecordStatus};
use organum_test_support::{PostgresServer, Process, report};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

use crate::place::{
    LIMIT, MINUTE, SECRET, SOON, claim, connect, finish, key, once, options, read, value,
};

/// A pooler with few connections to a server, so that its clients share them.
struct Pooler {
    address: SocketAddr,
    _process: Process,
    _folder: TempDir,
}

/// The path of an installed `PgBouncer`.
fn program() -> Option<PathBuf> {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/bin"];
    let paths = folders
        .iter()
        .map(|folder| PathBuf::from(folder).join("pgbouncer"));
    paths.into_iter().find(|path| path.exists())
}

impl Pooler {
    /// Starts a pooler, or returns the reason why it cannot run.
    fn start(server: &PostgresServer) -> Result<Self, String> {
        Self::start_in("transaction", 3, server)
    }

    /// Starts a pooler in a mode, with this number of connections to the server.
    fn start_in(mode: &str, connections: u32, server: &PostgresServer) -> Result<Self, String> {
        let program = program().ok_or("PgBouncer is missing: `apt-get install pgbouncer`")?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        drop(listener);
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {}\nauth_type = any\npool_mode = {mode}\ndefault_pool_size = {connections}\n\
             unix_socket_dir =\nignore_startup_parameters = extra_float_digits\n",
            server.address().port(),
            address.port(),
        );
        let settings = settings.replace("* = host", "postgres = user=postgres host");
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command.arg("-q").arg(&file).stderr(Stdio::null());
        // It refuses to run as root: it runs as the server does.
        let owner = fs::metadata(server.data()).map_err(|error| error.to_string())?;
        let owner = std::os::unix::fs::MetadataExt::uid(&owner);
        for path in [folder.path(), &file] {
            let _ = chown(path, Some(owner), None);
        }
        if fs::metadata("/proc/self")
            .is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
        {
            command.uid(owner);
        }
        let process = Process::start(&mut command);
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            if began.elapsed() > LIMIT {
                return Err("PgBouncer does not answer".to_owned());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self {
            address,
            _process: process,
            _folder: folder,
        })
    }

    fn url(&self) -> String {
        format!("postgres://postgres:{SECRET}@{}/postgres", self.address)
    }
}

/// Many tasks of two handles share three connections: every call is answered.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_works_behind_a_pooler_in_transaction_mode() {
    let server = PostgresServer::start();
    let pooler = match Pooler::start(&server) {
        Ok(pooler) => pooler,
        Err(why) => {
            return report::not_run("a store works behind a pooler in transaction mode", &why);
        }
    };
    let url = pooler.url();
    let open = || options().connections(4).pool(4).connect(&url);
    let databases: [Database; 2] = [open().await.unwrap(), open().await.unwrap()];
    for database in &databases {
        assert!(!database.health().await.unwrap().notified);
        database.store().purge(10).await.unwrap();
    }
    let orders = async |tx: &mut Tx| {
        let create = sqlx::query("create table orders (id bigint primary key)");
        create.execute(tx.on::<Postgres>().unwrap()).await.unwrap();
        Ok::<_, TransactionError>(())
    };
    databases[0].transaction(orders).await.unwrap();
    let tasks = (0..16_u64).map(|task| {
        let database = databases[usize::try_from(task % 2).unwrap()].clone();
        tokio::spawn(async move {
            for round in 0..10 {
                call_everything(&database, task, round).await;
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        tokio::time::timeout(4 * LIMIT, task)
            .await
            .unwrap()
            .unwrap();
    }
    let direct = connect(&server.url()).await.store();
    assert_eq!(read(&*direct, key(9)).await.as_deref(), Some("value"));
    settings_do_not_leak(&server).await;
}

async fn call_everything(database: &Database, task: u64, round: u64) {
    let store = database.store();
    // Claimed by all tasks.
    let shared = once(&*store, key(round), MINUTE, |_| async {
        "value".to_owned()
    });
    assert_eq!(shared.await, "value");
    let own = key(1_000 + task * 100 + round);
    let held = claim(&*store, own, MINUTE).await;
    store.renew(std::slice::from_ref(&held)).await.unwrap();
    let id = i64::try_from(task * 100 + round).unwrap();
    let body = async |tx: &mut Tx| {
        let connection = tx.on::<Postgres>().unwrap();
        let order = sqlx::query("insert into orders values ($1)").bind(id);
        order.execute(&mut *connection).await.unwrap();
        let found: i64 = sqlx::query_scalar("select id from orders where id = $1")
            .bind(id)
            .fetch_one(connection)
            .await
            .unwrap();
        assert_eq!(found, id);
        let result = FinishRequest::done(&held, value("own"));
        let recorded = store.finish_in(tx, &[result]).await.unwrap().remove(0);
        recorded.unwrap();
        Ok::<_, TransactionError>(())
    };
    database.transaction(body).await.unwrap();
    assert_eq!(read(&*store, own).await.as_deref(), Some("own"));
}

/// The settings of the library must not stay on connections of others.
async fn settings_do_not_leak(server: &PostgresServer) {
    let pooler = Pooler::start(server).unwrap();
    let database = connect(&pooler.url()).await;
    let store = database.store();
    for number in 0..20 {
        let held = claim(&*store, key(5_000 + number), MINUTE).await;
        finish(&*store, &held, "value").await.unwrap();
    }
    let mut connections = Vec::new();
    for _ in 0..3 {
        let mut connection = PgConnection::connect(&pooler.url()).await.unwrap();
        sqlx::raw_sql("begin")
            .execute(&mut connection)
            .await
            .unwrap();
        for (setting, expected) in [("synchronous_commit", "on"), ("lock_timeout", "0")] {
            let show = sqlx::AssertSqlSafe(format!("show {setting}"));
            let row = sqlx::raw_sql(show).fetch_one(&mut connection).await;
            let found: String = sqlx::Row::get(&row.unwrap(), 0);
            assert_eq!(found, expected, "{setting}");
        }
        connections.push(connection);
    }
}

/// A pooler in session mode is as good as none.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_works_behind_a_pooler_in_session_mode() {
    let server = PostgresServer::start();
    let pooler = match Pooler::start_in("session", 30, &server) {
        Ok(pooler) => pooler,
        Err(why) => return report::not_run("a store works behind a pooler in session mode", &why),
    };
    let database = connect(&pooler.url()).await;
    let store = database.store();
    for number in 0..5 {
        let held = claim(&*store, key(number), MINUTE).await;
        finish(&*store, &held, "value").await.unwrap();
    }
    assert!(database.health().await.unwrap().notified);
    let done = database.transaction(async |_| Ok::<_, TransactionError>(()));
    done.await.unwrap();
}

/// Changes are noticed by reading, and by a notification where the other process is connected directly.
#[tokio::test(flavor = "multi_thread")]
async fn changes_are_noticed_behind_a_pooler() {
    let server = PostgresServer::start();
    let pooler = match Pooler::start(&server) {
        Ok(pooler) => pooler,
        Err(why) => return report::not_run("changes are noticed behind a pooler", &why),
    };
    let (pooled, direct) = (connect(&pooler.url()).await, connect(&server.url()).await);
    for (number, (sender, receiver)) in [(&pooled, &direct), (&direct, &pooled)]
        .into_iter()
        .enumerate()
    {
        let held = claim(&*sender.store(), key(number as u64), MINUTE).await;
        let seen = RecordSeen {
            status: Some(RecordStatus::Running),
            epoch: held.epoch(),
        };
        let store = receiver.store();
        let key = held.id();
        let waiting = tokio::spawn(async move { store.changed(key, seen, MINUTE).await });
        tokio::time::sleep(Duration::from_millis(300)).await;
        finish(&*sender.store(), &held, "value").await.unwrap();
        let now = tokio::time::timeout(SOON, waiting).await.unwrap().unwrap();
        assert_eq!(now.unwrap().status, Some(RecordStatus::Done));
    }
}
