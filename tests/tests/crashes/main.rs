//! Events whose processes are killed, and sagas whose processes are killed and recovered by two others at once, which
//! are killed as well.
//!
//! The processes are this test program itself, with a role in the environment. They share a journal in a file, and a
//! folder that stands for the remote side: one file for each effect, named by its key.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod events;
mod executions;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use organum::{
    prelude::*,
    saga::{RecordedSaga, SagaEntry, SagaRunner, SagaStatus},
    store::{
        Journal, JournalFilter,
        conformance::{self, Subject},
    },
};
use organum_test_support::rounds;
use organum_tests::{saga::No, shop::FileJournal};
use tokio::time::sleep;

/// The folder and the role of a process.
const FOLDER: &str = "ORGANUM_CRASHES_FOLDER";
const ROLE: &str = "ORGANUM_CRASHES_ROLE";

const LEASE: Duration = Duration::from_millis(150);

/// The number of sagas that a process runs; one in three fails.
const SAGAS: u32 = 4;

organum_tests::values!(Booked Item Inner Noted Paid);

/// The remote side.
#[derive(Clone)]
struct Remote(PathBuf);

impl Remote {
    async fn act(&self, kind: &str, what: &str, key: &IdempotencyKey) {
        sleep(Duration::from_millis(u64::from(fastrand::u8(0..3)))).await;
        let mut calls = OpenOptions::new();
        let mut calls = calls
            .append(true)
            .create(true)
            .open(self.0.join("calls"))
            .unwrap();
        calls
            .write_all(format!("{kind} {what} {key}\n").as_bytes())
            .unwrap();
        sleep(Duration::from_millis(u64::from(fastrand::u8(0..3)))).await;
    }

    async fn done(&self, what: &str, key: &IdempotencyKey) {
        self.act("done", what, key).await;
    }

    async fn undone(&self, what: &str, key: &IdempotencyKey) {
        self.act("undone", what, key).await;
    }
}

#[saga]
struct Part {
    #[inject]
    remote: Remote,
}

#[saga(error = std::convert::Infallible, output = Inner, version = 1)]
impl Part {
    #[step(undo = undo_inner)]
    async fn inner(&self, key: &IdempotencyKey) -> Inner {
        self.remote.done("inner", key).await;
        Inner(1)
    }

    async fn undo_inner(&self, _: &Inner, key: &IdempotencyKey) {
        self.remote.undone("inner", key).await;
    }
}

#[saga]
struct Transfer {
    fails: bool,
    items: Vec<u32>,
    #[inject]
    remote: Remote,
}

#[saga(error = No, output = Paid, version = 1)]
impl Transfer {
    #[step(undo = undo_booked)]
    async fn booked(&self, key: &IdempotencyKey) -> Booked {
        self.remote.done("booked", key).await;
        Booked(1)
    }

    async fn undo_booked(&self, _: &Booked, key: &IdempotencyKey) {
        self.remote.undone("booked", key).await;
    }

    #[step(each = items, undo = undo_item, concurrency = 2)]
    async fn item(&self, item: &u32, _: &Booked, key: &IdempotencyKey) -> Item {
        self.remote.done("item", key).await;
        Item(*item)
    }

    async fn undo_item(&self, _: &Item, key: &IdempotencyKey) {
        self.remote.undone("item", key).await;
    }

    #[step(saga)]
    fn part(&self, _: &Booked) -> Part {
        Part {
            remote: self.remote.clone(),
        }
    }

    #[step(undo = undo_noted)]
    async fn noted(&self, _: &Booked, key: &IdempotencyKey) -> Noted {
        self.remote.done("noted", key).await;
        Noted(1)
    }

    /// Undoes the step also without its value.
    async fn undo_noted(&self, _: Option<&Noted>, key: &IdempotencyKey) {
        self.remote.undone("noted", key).await;
    }

    #[step(undo = undo_paid)]
    async fn paid(
        &self,
        items: &[Item],
        _: &Inner,
        _: &Noted,
        key: &IdempotencyKey,
    ) -> Result<Paid, No> {
        if self.fails {
            return Err(No::Own);
        }
        self.remote.done("paid", key).await;
        Ok(Paid(items.iter().map(|item| item.0).sum()))
    }

    async fn undo_paid(&self, _: &Paid, key: &IdempotencyKey) {
        self.remote.undone("paid", key).await;
    }
}

fn journal(folder: &Path) -> FileJournal {
    FileJournal::at(folder.join("journal.json"))
}

fn runner(folder: &Path) -> SagaRunner<Transfer, Remote> {
    let builder = Transfer::builder(Remote(folder.to_owned()));
    builder.journal(journal(folder)).lease(LEASE).build()
}

async fn is_all_finished(folder: &Path) -> bool {
    let filter = JournalFilter::all().finished(false);
    let left = journal(folder).list(&filter, None, 1).await;
    left.unwrap().is_empty()
}

/// Runs the role of a process that a test has started.
#[test]
fn plays_its_role() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        if role.starts_with("sort") {
            return events::serve(&folder, role == "sort in parallel").await;
        }
        let runner = runner(&folder);
        if role == "run" {
            let runs = (0..SAGAS).map(|number| {
                let run = runner.run(TransferInput {
                    fails: number % 3 == 0,
                    items: (0..number % 3).collect(),
                });
                tokio::spawn(run)
            });
            for run in runs.collect::<Vec<_>>() {
                let _ = run.await.unwrap();
            }
        }
        while !is_all_finished(&folder).await {
            runner.recover().await.unwrap();
            sleep(Duration::from_millis(20)).await;
        }
    });
}

fn start(folder: &Path, role: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "plays_its_role"])
        .env(ROLE, role)
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills a process after a random time. Returns whether it was still alive.
fn kill_after(child: &mut Child, from_start: Instant, most: u64) -> bool {
    let at = Duration::from_millis(fastrand::u64(5..most));
    std::thread::sleep(at.saturating_sub(from_start.elapsed()));
    let is_alive = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    is_alive
}

/// Returns the calls of the remote side by key, with their numbers.
fn calls(folder: &Path) -> BTreeMap<(String, String), u32> {
    let text = fs::read_to_string(folder.join("calls")).unwrap_or_default();
    let mut calls = BTreeMap::new();
    for line in text.lines() {
        let mut words = line.split(' ');
        let (kind, what, key) = (words.next(), words.next(), words.next());
        let (kind, what, key) = (kind.unwrap(), what.unwrap(), key.unwrap());
        *calls
            .entry((kind.to_owned(), format!("{what} {key}")))
            .or_default() += 1;
    }
    calls
}

/// Returns all sagas of the journal.
fn sagas(folder: &Path) -> Vec<RecordedSaga> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let journal = journal(folder);
        let all = journal.list(&JournalFilter::all(), None, 1000).await;
        let mut sagas = Vec::new();
        for found in all.unwrap() {
            let record = journal.load(found.id).await.unwrap().unwrap();
            sagas.push(RecordedSaga::read(record).unwrap());
        }
        sagas
    })
}

/// Checks that the steps of each saga were all done or all undone, each with one key, and that nothing is recorded
/// twice. Calls are repeated after a process died between a call and its record, or was not scheduled for the duration
/// of its lease: these repetitions are counted.
fn check(folder: &Path, tally: &mut BTreeMap<&'static str, u32>) {
    let calls = calls(folder);
    *tally.entry("repeated calls").or_default() +=
        calls.values().map(|count| count - 1).sum::<u32>();
    let made = |kind: &str, what: &str| calls.contains_key(&(kind.to_owned(), what.to_owned()));
    for saga in sagas(folder) {
        let mut ends = 0;
        let (mut done, mut undone) = (BTreeSet::new(), BTreeSet::new());
        for entry in &saga.entries {
            match entry {
                SagaEntry::Done { step, item, .. } => assert!(done.insert((step, item))),
                SagaEntry::Undone { step, item } => assert!(undone.insert((step, item))),
                SagaEntry::Finished { .. } => ends += 1,
                _ => {}
            }
        }
        assert_eq!(ends, 1, "{saga:#?}");
        for (step, item) in &done {
            let key = saga.id.key(step, **item);
            let what = format!("{step} {key}");
            if *step == "part" {
                continue;
            }
            assert!(made("done", &what), "{what} {saga:#?}");
        }
        let is_undone = saga.status() == SagaStatus::RolledBack;
        assert!(is_undone || saga.status() == SagaStatus::Completed);
        *tally
            .entry(if is_undone { "undone" } else { "completed" })
            .or_default() += 1;
        for step in ["booked", "item", "noted", "paid", "inner"] {
            for item in [None, Some(0), Some(1), Some(2)] {
                let key = saga.id.key(step, item);
                let what = format!("{step} {key}");
                let (was_done, was_undone) = (made("done", &what), made("undone", &what));
                if is_undone {
                    // An undo without the value may be called for a step that has had no effect.
                    let is_in_vain = step == "noted";
                    assert!(
                        was_done == was_undone || is_in_vain && !was_done,
                        "{what} {saga:#?}"
                    );
                } else {
                    assert!(!was_undone, "{what} {saga:#?}");
                }
            }
        }
    }
}

#[test]
fn sagas_of_processes_that_are_killed_are_all_done_or_all_undone() {
    // The longest times until a process is killed, in milliseconds. A process that ends sooner is not killed, so these
    // are short: a fast machine kills fewer than a slow one.
    const RUN: u64 = 60;
    const RECOVERY: u64 = 120;
    let rounds = 10 * rounds();
    let begun = Instant::now();
    let (mut killed, mut tally) = (0, BTreeMap::new());
    for _ in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let mut kills = 0;
        let now = Instant::now();
        kills += u32::from(kill_after(&mut start(folder, "run"), now, RUN));
        // Two at once, of which one or both are killed in the middle.
        let now = Instant::now();
        let mut both = [start(folder, "recover"), start(folder, "recover")];
        let many = fastrand::usize(1..=2);
        for child in both.iter_mut().take(many) {
            kills += u32::from(kill_after(child, now, RECOVERY));
        }
        let last = [start(folder, "recover"), start(folder, "recover")];
        for mut child in both.into_iter().skip(many).chain(last) {
            assert!(child.wait().unwrap().success());
        }
        check(folder, &mut tally);
        killed += kills;
    }
    println!(
        "{killed} processes were killed in {:?}: {tally:?}",
        begun.elapsed()
    );
    assert!(
        killed >= rounds / 5,
        "only {killed} processes were killed in {rounds} rounds"
    );
    assert!(tally["completed"] > 0 && tally["undone"] > 0, "{tally:?}");
    assert!(begun.elapsed() < rounds * Duration::from_secs(12));
}

/// Journals in files of a folder that is deleted with this value.
struct Files {
    folder: tempfile::TempDir,
    last: AtomicU32,
    open: Mutex<Option<PathBuf>>,
}

impl Subject<dyn Journal> for Files {
    async fn fresh(&self) -> Arc<dyn Journal> {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.path().join(format!("{number}.json"));
        *self.open.lock().unwrap() = Some(path.clone());
        Arc::new(FileJournal::at(path))
    }

    async fn reopen(&self) -> Option<Arc<dyn Journal>> {
        let path = self.open.lock().unwrap().clone()?;
        Some(Arc::new(FileJournal::at(path)))
    }
}

/// The journal that the processes share conforms.
#[tokio::test]
async fn the_journal_passes_the_suite() {
    let files = Files {
        folder: tempfile::tempdir().unwrap(),
        last: AtomicU32::new(0),
        open: Mutex::new(None),
    };
    conformance::journal::all(&files).await;
}
