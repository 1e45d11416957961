//! Executions of graphs whose processes are killed, on each database.
//!
//! The processes are this test program itself. They share a database, and a file with one line for each call of a
//! node.

use std::{
    collections::BTreeMap,
    env,
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use organum::{
    Uuid,
    persist::{ExecutionFilter, ExecutionStatus},
    prelude::*,
    sql::{Database, SqliteSync},
    store::Store,
};
use organum_test_support::{
    postgres,
    process::{Process, this_program},
    rounds, sqlite,
};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

const URL: &str = "ORGANUM_CRASHES_URL";
const CALLS: &str = "ORGANUM_CRASHES_CALLS";
const ID: &str = "ORGANUM_CRASHES_ID";
const ROLE: &str = "ORGANUM_CRASHES_EXECUTION";

/// The time within which a process has to answer.
const LIMIT: Duration = Duration::from_mins(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ordered(u32);
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Reserved(u32);
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Charged(u32);
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sent(u32);

/// The remote side: it writes down each call, and takes its time to answer.
#[derive(Clone)]
struct Remote {
    calls: PathBuf,
    /// The node that does not return in this process.
    hangs_at: Option<&'static str>,
    pause: Duration,
}

impl Remote {
    async fn call(&self, node: &'static str, run: &Run) {
        let mut calls = OpenOptions::new();
        let calls = calls.append(true).create(true).open(&self.calls);
        let line = format!("{node} {}\n", run.id());
        calls.unwrap().write_all(line.as_bytes()).unwrap();
        if self.hangs_at == Some(node) {
            println!("at {node}");
            sleep(Duration::from_hours(1)).await;
        }
        sleep(self.pause).await;
    }
}

#[node(persist(scope = run, lease = "1s"))]
async fn reserved(order: &Ordered, remote: &Remote, run: &Run) -> Reserved {
    remote.call("reserved", run).await;
    Reserved(order.0 + 1)
}

#[node(persist(scope = run, lease = "1s"))]
async fn charged(reserved: &Reserved, remote: &Remote, run: &Run) -> Charged {
    remote.call("charged", run).await;
    Charged(reserved.0 + 1)
}

#[node(persist(scope = run, lease = "1s"))]
async fn sent(charged: &Charged, remote: &Remote, run: &Run) -> Sent {
    remote.call("sent", run).await;
    Sent(charged.0 + 1)
}

#[graph(output = Sent, resumable(lease = "1s"))]
struct Delivery {
    order: Ordered,
    #[inject]
    remote: Remote,
    #[inject]
    store: Arc<dyn Store>,
}

/// The databases and files that processes share.
struct Shared {
    url: String,
    folder: tempfile::TempDir,
}

impl Shared {
    fn at(url: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { url, folder }
    }

    fn calls(&self) -> PathBuf {
        self.folder.path().join("calls")
    }

    /// Starts a process with a role.
    fn start(&self, role: &str, id: Uuid) -> Process {
        let mut command: Command = this_program("executions::a_process_runs_an_execution");
        let command = command
            .env(ROLE, role)
            .env(URL, &self.url)
            .env(CALLS, self.calls())
            .env(ID, id.to_string());
        Process::start(command)
    }

    /// Returns how often each node was called in an execution.
    fn counts(&self, id: Uuid) -> BTreeMap<String, u32> {
        let mut counts = BTreeMap::new();
        for line in read(&self.calls()).lines() {
            let (node, execution) = line.split_once(' ').unwrap();
            if execution == id.to_string() {
                *counts.entry(node.to_owned()).or_default() += 1;
            }
        }
        counts
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

async fn connect(url: &str) -> Database {
    let options = Database::options().sqlite_sync(SqliteSync::Full);
    options.connect(url).await.unwrap()
}

/// A process of the tests below.
#[tokio::test]
async fn a_process_runs_an_execution() {
    let Ok(role) = env::var(ROLE) else {
        return;
    };
    let id: Uuid = env::var(ID).unwrap().parse().unwrap();
    let remote = Remote {
        calls: env::var_os(CALLS).unwrap().into(),
        hangs_at: match &*role {
            "hangs at charged" => Some("charged"),
            _ => None,
        },
        pause: Duration::from_millis(match &*role {
            "slow" => 40,
            _ => 0,
        }),
    };
    let db = connect(&env::var(URL).unwrap()).await;
    let delivery = Delivery::runner(remote, db.store());
    let sent = match &*role {
        "resumes" => delivery.resume(id).await.unwrap().await.unwrap(),
        _ => delivery.run(Ordered(7)).id(id).await.unwrap(),
    };
    println!("result {}", sent.0);
}

/// The text that a process prints when its run has ended.
const RESULT: &str = "result 10";

fn killed_between_two_nodes(shared: &Shared) {
    let id = Uuid::now_v7();
    let mut first = shared.start("hangs at charged", id);
    first.line_with("at charged", LIMIT);
    first.kill();
    let begun = Instant::now();
    let mut second = shared.start("continues", id);
    second.line_with(RESULT, LIMIT);
    println!("continued after {:?}, with leases of 1 s", begun.elapsed());
    let expected = [("charged", 2), ("reserved", 1), ("sent", 1)];
    let expected = expected.map(|(node, calls)| (node.to_owned(), calls));
    assert_eq!(shared.counts(id), BTreeMap::from(expected));
    // A third one finds all results.
    let mut third = shared.start("continues", id);
    third.line_with(RESULT, LIMIT);
    assert_eq!(shared.counts(id).values().sum::<u32>(), 4);
}

#[test]
fn an_execution_that_is_killed_continues_on_sqlite() {
    let file = sqlite();
    killed_between_two_nodes(&Shared::at(file.url()));
}

#[test]
fn an_execution_that_is_killed_continues_on_postgres() {
    let database = postgres();
    killed_between_two_nodes(&Shared::at(database.url()));
}

/// Kills processes at random moments, and resumes the execution in two others at once.
async fn killed_at_random(shared: &Shared) {
    for round in 0..rounds() {
        let id = Uuid::now_v7();
        let mut process = shared.start("slow", id);
        let begun = Instant::now();
        while shared.counts(id).is_empty() && begun.elapsed() < LIMIT {
            sleep(Duration::from_millis(1)).await;
        }
        sleep(Duration::from_millis(fastrand::u64(0..120))).await;
        process.kill();
        let db = connect(&shared.url).await;
        let remote = Remote {
            calls: shared.calls(),
            hangs_at: None,
            pause: Duration::ZERO,
        };
        let delivery = Delivery::runner(remote, db.store());
        let listed = delivery.executions(ExecutionFilter::All).await.unwrap();
        assert!(
            listed.iter().any(|execution| execution.id == id),
            "round {round}"
        );
        let mut others = [shared.start("resumes", id), shared.start("resumes", id)];
        for other in &mut others {
            other.line_with(RESULT, LIMIT);
        }
        // One call more than without the kill at most, although two processes resumed it.
        let counts = shared.counts(id);
        assert!(
            counts.values().all(|calls| (1..=2).contains(calls)),
            "{counts:?}"
        );
        assert!(counts.values().sum::<u32>() <= 4, "{counts:?}");
        let listed = delivery.executions(ExecutionFilter::All).await.unwrap();
        let listed = listed.iter().find(|execution| execution.id == id).unwrap();
        assert_eq!(listed.status, ExecutionStatus::Done);
        db.close().await;
    }
}

#[tokio::test]
async fn executions_that_are_killed_at_random_are_resumed_once_on_sqlite() {
    let file = sqlite();
    killed_at_random(&Shared::at(file.url())).await;
}

#[tokio::test]
async fn executions_that_are_killed_at_random_are_resumed_once_on_postgres() {
    let database = postgres();
    killed_at_random(&Shared::at(database.url())).await;
}
