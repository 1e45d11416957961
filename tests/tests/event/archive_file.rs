//! Archives in a file, after a crash and after damage.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use organum::{
    Spine,
    event::{
        Clock,
        archive::{Archive, Block, NoSuchTrace, Trace, TraceId},
        conformance::{self, Subject},
    },
};
use organum_archive::{FileArchive, OpenError, Options, salvage};
use organum_tests::shop::{OrderPlaced, Shop};

/// Records orders in blocks of the same size, and in one commit.
async fn record(path: &Path, orders: u32) -> TraceId {
    let mut options = Options::default();
    options.linger = Duration::from_mins(1);
    options.group = 1 << 30;
    let archive =
        FileArchive::open_or_create_with(path, options).expect("the archive can be opened");
    let mut shop = Shop::default()
        .builder()
        .clock(Clock::fixed(SystemTime::UNIX_EPOCH))
        .archive(archive)
        .build();
    let orders = (1..=orders).map(|order| OrderPlaced { order });
    shop.run_all(orders).await.expect("nothing stops the shop");
    let trace = shop.trace().expect("the runtime is recorded");
    shop.stop().await.expect("hooks do not fail");
    trace
}

async fn replay(archive: &FileArchive, trace: TraceId) -> organum::event::Report {
    let fresh = Shop::default().builder();
    let mut replay = fresh
        .replay(archive, trace)
        .await
        .expect("the trace exists");
    replay.run().await.expect("all events are known")
}

#[tokio::test]
async fn traces_exist_after_the_file_is_reopened() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("shop.archive");
    assert_eq!(record(&path, 1000).await, TraceId(1));
    assert_eq!(record(&path, 10).await, TraceId(2));
    let archive = FileArchive::open(&path).expect("the archive can be opened");
    let traces = archive.traces().await.expect("the archive can be read");
    assert_eq!(traces, [TraceId(1), TraceId(2)]);
    for trace in traces {
        let report = replay(&archive, trace).await;
        assert!(report.is_identical(), "{report}");
    }
    let error = Trace::read(&archive, TraceId(3)).await.err();
    let error = error.expect("the trace does not exist");
    assert_eq!(NoSuchTrace::of(&error), Some(&NoSuchTrace(TraceId(3))));
}

/// Archives in files of a temporary folder.
struct Files {
    folder: tempfile::TempDir,
    last: AtomicU32,
}

impl Subject<dyn Archive> for Files {
    async fn fresh(&self) -> Arc<dyn Archive> {
        let last = self.last.fetch_add(1, Ordering::SeqCst) + 1;
        let path = self.folder.path().join(last.to_string());
        Arc::new(FileArchive::open_or_create(path).expect("the archive can be created"))
    }

    async fn reopen(&self) -> Option<Arc<dyn Archive>> {
        let last = self.last.load(Ordering::SeqCst);
        let path = self.folder.path().join(last.to_string());
        Some(Arc::new(
            FileArchive::open(path).expect("the archive exists"),
        ))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn file_archives_conform() {
    let files = Files {
        folder: tempfile::tempdir().expect("there is room"),
        last: AtomicU32::new(0),
    };
    conformance::archive::all(&files).await;
}

#[tokio::test]
async fn an_archive_is_opened_by_one_process_only() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("shop.archive");
    let _open = FileArchive::open_or_create(&path).expect("the archive can be created");
    let error = FileArchive::open(&path).expect_err("the archive is open");
    assert!(matches!(error, OpenError::InUse { .. }), "{error}");
}

#[tokio::test]
async fn a_file_of_another_format_is_reported() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("letter.txt");
    fs::write(&path, "Dear reader, ".repeat(1000)).expect("there is room");
    let error = FileArchive::open(&path).expect_err("the file is not an archive");
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    assert!(
        error
            .to_string()
            .contains("is not an archive, or is damaged")
    );
}

#[tokio::test]
async fn open_does_not_create_a_file() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("shop.archive");
    let error = FileArchive::open(&path).expect_err("the file does not exist");
    assert!(matches!(error, OpenError::Missing { .. }), "{error}");
    assert!(error.to_string().contains("there is no archive"));
    assert!(!path.exists());
    let error = FileArchive::open_or_create(folder.path().join("none/shop.archive"));
    let error = error.expect_err("the folder does not exist");
    assert!(matches!(error, OpenError::Missing { .. }), "{error}");
    drop(FileArchive::open_or_create(&path).expect("the archive can be created"));
    let archive = FileArchive::open(&path).expect("the archive exists");
    let traces = archive.traces().await.expect("the archive can be read");
    assert!(traces.is_empty());
}

/// Returns the positions of blocks in the file.
fn blocks(bytes: &[u8]) -> Vec<usize> {
    let magic = b"ORGTRC\x001";
    let windows = bytes.windows(magic.len()).enumerate();
    windows
        .filter(|(_, window)| window == magic)
        .map(|(at, _)| at)
        .collect()
}

#[tokio::test]
async fn a_changed_block_is_reported_and_the_others_are_read() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("shop.archive");
    let trace = record(&path, 1000).await;
    let whole = {
        let archive = FileArchive::open(&path).expect("the archive can be opened");
        Trace::read(&archive, trace)
            .await
            .expect("the trace exists")
    };
    let mut bytes = fs::read(&path).expect("the file exists");
    let found = blocks(&bytes);
    // A block in the middle, in all of its copies.
    let first = |at: usize| bytes[at + 16..at + 24].to_vec();
    let chosen = first(found[found.len() / 2]);
    assert_ne!(chosen, [0; 8]);
    let copies: Vec<usize> = found
        .into_iter()
        .filter(|at| first(*at) == chosen)
        .collect();
    for at in copies {
        bytes[at + 60] ^= 0x40;
    }
    fs::write(&path, bytes).expect("there is room");

    let archive = FileArchive::open(&path).expect("the archive can be opened");
    let read = Trace::read(&archive, trace)
        .await
        .expect("the trace exists");
    let [damage] = read.damage() else {
        panic!("one block is damaged: {:?}", read.damage());
    };
    let first = u64::from_le_bytes(chosen.try_into().expect("eight bytes"));
    assert_eq!(damage.entry(), first);
    let next = damage.next_entry().expect("there are later entries");
    assert_eq!(
        damage.to_string(),
        format!(
            "trace 1 cannot be read from entry {first} on: its block is damaged in the file; \
             entries from {next} on can be read"
        )
    );
    let lost = usize::try_from(next - first).expect("few");
    assert_eq!(read.entries().len(), whole.entries().len() - lost);

    let report = replay(&archive, trace).await;
    assert_eq!(report.difference, None);
    assert_eq!(report.followed, first);
    assert!(!report.is_identical());
}

#[tokio::test]
async fn intact_blocks_of_a_truncated_file_are_salvaged() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("shop.archive");
    let trace = record(&path, 3000).await;
    let whole = {
        let archive = FileArchive::open(&path).expect("the archive can be opened");
        Trace::read(&archive, trace)
            .await
            .expect("the trace exists")
    };
    let bytes = fs::read(&path).expect("the file exists");
    let found = blocks(&bytes);
    let cut = found[found.len() / 2] + 100;
    fs::write(&path, &bytes[..cut]).expect("there is room");

    let error = FileArchive::open(&path).expect_err("the file is truncated");
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("organum_archive::salvage"));

    let archive =
        FileArchive::open_or_create(folder.path().join("new")).expect("the archive can be opened");
    let salvaged = salvage(&path, &archive)
        .await
        .expect("the file can be read");
    assert_eq!(salvaged.traces, 1);
    assert_eq!(
        fs::read(&path).expect("the file exists").len(),
        cut,
        "the damaged file is unchanged"
    );
    let read = Trace::read(&archive, trace)
        .await
        .expect("the trace exists");
    assert_eq!(read.entries().len() as u64, salvaged.entries);
    // No intact block of the remaining part is lost.
    let left: std::collections::BTreeSet<_> = found[..found.len() / 2]
        .iter()
        .map(|at| bytes[at + 8..at + 24].to_vec())
        .collect();
    assert_eq!(salvaged.blocks, left.len());
    for recorded in read.entries() {
        let at = usize::try_from(recorded.position).expect("few");
        assert_eq!(recorded.entry, whole.entries()[at].entry);
    }
    // The next trace has a new number.
    assert_eq!(
        archive.begin().await.expect("the archive is open"),
        TraceId(2)
    );
}

#[tokio::test]
async fn appending_waits_for_room() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("shop.archive");
    let mut options = Options::default();
    options.room = 1000;
    let archive =
        FileArchive::open_or_create_with(&path, options).expect("the archive can be opened");
    let trace = archive.begin().await.expect("the archive is open");
    for first in 0..50 {
        let block = Block {
            first,
            entries: 1,
            bytes: vec![7; 10_000],
        };
        let appended = archive.append(trace, &block).await;
        appended.expect("there is room");
    }
    archive.flush().await.expect("the archive can be flushed");
    for first in 0..50 {
        let read = archive
            .read(trace, first)
            .await
            .expect("the trace can be read");
        assert_eq!(read.map(|block| block.first), Some(first));
    }
    assert_eq!(
        archive
            .read(trace, 50)
            .await
            .expect("the trace can be read"),
        None
    );
}

/// The environment variable of the child process, which runs this test to record until it is killed.
const CHILD: &str = "ORGANUM_RECORDS_TO";

#[tokio::test]
async fn a_process_that_is_killed_loses_nothing_that_was_flushed() {
    if let Some(path) = std::env::var_os(CHILD) {
        let archive = FileArchive::open_or_create(path).expect("the archive can be created");
        let mut shop = Shop::default().builder().archive(archive).build();
        for order in 1.. {
            shop.run(OrderPlaced { order })
                .await
                .expect("nothing stops the shop");
            if order % 50 == 0 {
                shop.flush().await.expect("the archive can be flushed");
                println!("flushed {order}");
            }
        }
    }
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("shop.archive");
    let mut child = Command::new(std::env::current_exe().expect("the test program has a path"))
        .args(["--exact", "--nocapture"])
        .arg("archive_file::a_process_that_is_killed_loses_nothing_that_was_flushed")
        .env(CHILD, &path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the process starts");
    let output = BufReader::new(child.stdout.take().expect("the output is piped"));
    let mut flushed = 0;
    for line in output.lines() {
        let line = line.expect("the output is text");
        if let Some((_, order)) = line.split_once("flushed ") {
            flushed = order.trim().parse().expect("a number");
        }
        if flushed >= 200 {
            break;
        }
    }
    child.kill().expect("the process is running");
    child.wait().expect("the process ends");
    assert!(flushed >= 200);

    let archive = FileArchive::open(&path).expect("a crash leaves a file that opens");
    let report = replay(&archive, TraceId(1)).await;
    assert_eq!(report.difference, None, "{report}");
    assert!(report.is_identical(), "{report}");
    let read = Trace::read(&archive, TraceId(1))
        .await
        .expect("the trace exists");
    let entered = read.entries().iter().filter(|recorded| {
        matches!(
            recorded.entry,
            organum::event::archive::Entry::Entered { .. }
        )
    });
    let entered = entered.count();
    assert!(entered >= flushed, "{entered} of {flushed}");
}

#[tokio::test]
async fn clones_are_one_archive() {
    let folder = tempfile::tempdir().expect("there is room");
    let archive = Arc::new(
        FileArchive::open_or_create(folder.path().join("a")).expect("the archive can be created"),
    );
    let clone = FileArchive::clone(&archive);
    let first = archive.begin().await.expect("the archive is open");
    let second = clone.begin().await.expect("the archive is open");
    assert_eq!((first, second), (TraceId(1), TraceId(2)));
}
