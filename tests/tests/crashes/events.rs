//! Events whose processes are killed by one of them: the others that were pulled together with it lose no attempt.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use organum::{
    Event, Spine as _,
    dead_letter::{DeadLetterFilter, DeadLetters as _},
    event,
    event::backend::Backend as _,
    organ, spine,
};
use organum_tests::shop::{FileBackend, FileLetters};
use tokio::time::sleep;

use super::start;

/// The deliveries that an event may have.
const MOST: u32 = 3;

const LEASE: Duration = Duration::from_millis(500);

/// The event that its process does not survive.
const POISON: u32 = 3;

const PARCELS: u32 = 8;

#[event]
struct Parcel {
    number: u32,
}

/// Writes down each parcel before it does anything.
struct Sorter(PathBuf);

#[organ]
impl Sorter {
    async fn handle(&mut self, event: &Event) {
        match event {
            Parcel { number } => {
                let line = format!("{number} {}\n", event.attempt());
                let mut calls = OpenOptions::new();
                let mut calls = calls.append(true).create(true).open(&self.0).unwrap();
                calls.write_all(line.as_bytes()).unwrap();
                if *number == POISON {
                    sleep(Duration::from_mins(10)).await;
                }
            }
        }
    }
}

#[spine(entry(Parcel))]
struct Depot {
    sorter: Sorter,
}

fn backend(folder: &Path) -> FileBackend {
    FileBackend::at(folder.join("queue.json"), LEASE)
}

fn letters(folder: &Path) -> FileLetters {
    FileLetters::at(folder.join("letters.json"))
}

fn calls(folder: &Path) -> String {
    fs::read_to_string(folder.join("sorted")).unwrap_or_default()
}

/// Handles all events of the queue.
pub(super) async fn serve(folder: &Path, is_parallel: bool) {
    let sorter = Sorter(folder.join("sorted"));
    let builder = Depot { sorter }
        .builder()
        .backend(backend(folder))
        .dead_letters(letters(folder))
        .max_deliveries(MOST)
        .prefetch(PARCELS as usize);
    let builder = if is_parallel {
        builder.parallel()
    } else {
        builder
    };
    let mut depot = builder.build();
    while backend(folder).metrics().await.unwrap().pending() > 0 {
        depot.drain().await.unwrap();
        sleep(Duration::from_millis(10)).await;
    }
}

/// Starts processes, and kills each when it is at the poison, until one ends. Returns how many were killed.
fn kill_all(folder: &Path, role: &str) -> u32 {
    for killed in 0.. {
        let mut child = start(folder, role);
        let begun = Instant::now();
        let poison = format!("{POISON} {}\n", killed + 1);
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success());
                return killed;
            }
            if calls(folder).contains(&poison) {
                child.kill().unwrap();
                child.wait().unwrap();
                break;
            }
            assert!(
                begun.elapsed() < Duration::from_mins(1),
                "{}",
                calls(folder)
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    unreachable!("one process ends")
}

#[tokio::test]
async fn only_the_event_that_kills_its_processes_loses_attempts() {
    for role in ["sort", "sort in parallel"] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let depot = Depot {
            sorter: Sorter(folder.join("sorted")),
        };
        let depot = depot.builder().backend(backend(folder)).build();
        for number in 0..PARCELS {
            depot.publish(Parcel { number }).await.unwrap();
        }
        assert_eq!(kill_all(folder, role), MOST, "{role}");

        let sorted = calls(folder);
        let mut sorted: Vec<&str> = sorted.lines().collect();
        sorted.sort_unstable();
        let expected = [
            "0 1", "1 1", "2 1", "3 1", "3 2", "3 3", "4 1", "5 1", "6 1", "7 1",
        ];
        assert_eq!(sorted, expected, "{role}");
        let all = DeadLetterFilter::all();
        let letters = letters(folder).list(&all, None, 10).await.unwrap();
        let [letter] = &letters[..] else {
            panic!("{role}: {letters:?}");
        };
        assert_eq!(letter.reason.kind, "too many deliveries");
        assert_eq!(letter.attempts, MOST);
    }
}
