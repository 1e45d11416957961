//! A journal that is unavailable at times: a run continues as long as its lease lasts.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    prelude::*,
    saga::{SagaEntry, SagaErrorKind, SagaRunner, SagaStatus},
    store::{MemoryJournal, StoreError, StoreErrorKind},
};
use organum_tests::{
    Log,
    journal::{Around, Asked, Surrounded, recorded, statuses},
    saga::No,
};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

/// The calls that fail, and whether they have an effect nevertheless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Renewals,
    Appends,
    Both,
    /// The calls have their effects, and their answers are lost.
    Answers,
}

/// A journal that is unavailable for a while, from one second after `since`.
#[derive(Clone)]
struct Blip {
    fault: Fault,
    since: Instant,
    lasts: Duration,
    lost: Arc<AtomicU32>,
}

impl Blip {
    fn is_now(&self) -> bool {
        let passed = self.since.elapsed();
        passed >= Duration::from_secs(1) && passed < Duration::from_secs(1) + self.lasts
    }

    fn fail(&self) -> Result<(), StoreError> {
        self.lost.fetch_add(1, Ordering::Relaxed);
        let kind = StoreErrorKind::Unavailable;
        Err(StoreError::new(kind, "blip", "answer"))
    }
}

impl Around for Blip {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        let fails = match asked {
            Asked::Renew => matches!(self.fault, Fault::Renewals | Fault::Both),
            Asked::Append(_) => matches!(self.fault, Fault::Appends | Fault::Both),
            _ => false,
        };
        if fails && self.is_now() {
            return self.fail();
        }
        Ok(())
    }

    async fn after(&self) -> Result<(), StoreError> {
        if self.fault == Fault::Answers && self.is_now() {
            return self.fail();
        }
        Ok(())
    }
}

macro_rules! values {
    ($($Name:ident)+) => {
        $(#[derive(Debug, Serialize, Deserialize)]
        struct $Name;)+
    };
}
values!(One Three Inner);

#[saga]
struct Part {
    #[inject]
    diary: Log,
}

#[saga(error = std::convert::Infallible, output = Inner, version = 1)]
impl Part {
    #[step(undo = undo_inner)]
    async fn inner(&self) -> Inner {
        sleep(Duration::from_millis(800)).await;
        self.diary.say("inner");
        Inner
    }

    async fn undo_inner(&self, _: &Inner) {
        self.diary.say("undo inner");
    }
}

#[saga]
struct Whole {
    fails: bool,
    #[inject]
    diary: Log,
}

#[saga(error = No, output = Three, version = 1)]
impl Whole {
    #[step(undo = undo_one)]
    async fn one(&self) -> One {
        sleep(Duration::from_millis(800)).await;
        self.diary.say("one");
        One
    }

    async fn undo_one(&self, _: &One) {
        sleep(Duration::from_millis(800)).await;
        self.diary.say("undo one");
    }

    #[step(saga)]
    fn part(&self, _: &One) -> Part {
        Part {
            diary: self.diary.clone(),
        }
    }

    #[step(irrevocable)]
    async fn three(&self, _: &Inner) -> Result<Three, No> {
        sleep(Duration::from_millis(800)).await;
        self.diary.say("three");
        if self.fails { Err(No::Own) } else { Ok(Three) }
    }
}

const LEASE: Duration = Duration::from_secs(6);

fn runner(
    journal: &MemoryJournal,
    fault: Fault,
    lasts: Duration,
    diary: &Log,
) -> (SagaRunner<Whole, Log>, Arc<AtomicU32>) {
    let lost = Arc::new(AtomicU32::new(0));
    let around = Blip {
        fault,
        since: Instant::now(),
        lasts,
        lost: Arc::clone(&lost),
    };
    let journal = Surrounded::new(journal, around);
    let runner = Whole::builder(diary.clone()).journal(journal);
    (runner.lease(LEASE).build(), lost)
}

#[tokio::test(start_paused = true)]
async fn a_run_continues_when_the_journal_is_unavailable_for_less_than_its_lease() {
    for fault in [Fault::Renewals, Fault::Appends, Fault::Both, Fault::Answers] {
        for fails in [false, true] {
            let (journal, diary) = (MemoryJournal::new(), Log::default());
            // Two thirds of the lease are left when the first renewal fails.
            let (runner, lost) = runner(&journal, fault, Duration::from_secs(3), &diary);
            let report = runner.run(WholeInput { fails }).report().await;
            assert!(lost.load(Ordering::Relaxed) > 0, "{fault:?}");
            let (expected, lines) = if fails {
                let lines = ["one", "inner", "three", "undo inner", "undo one"];
                (SagaStatus::RolledBack, lines.to_vec())
            } else {
                (SagaStatus::Completed, vec!["one", "inner", "three"])
            };
            assert_eq!(report.status(), expected, "{fault:?} {report:?}");
            assert_eq!(diary.lines(), lines, "{fault:?}");
            let found = statuses(&journal).await;
            assert!(found.iter().all(|(_, status)| *status == expected));
            // An entry that was sent twice is stored once.
            for (id, _) in found {
                let entries = recorded(&journal, id).await.entries;
                for (at, entry) in entries.iter().enumerate() {
                    assert!(!entries[..at].contains(entry), "{fault:?} {entries:?}");
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_lease_expires_is_left_and_recovered() {
    let (journal, diary) = (MemoryJournal::new(), Log::default());
    let (runner, _) = runner(&journal, Fault::Both, Duration::from_mins(1), &diary);
    let begun = Instant::now();
    let report = runner.run(WholeInput { fails: false }).report().await;
    assert_eq!(report.status(), SagaStatus::Left);
    let kind = report.error().unwrap().kind();
    assert_eq!(kind, SagaErrorKind::Journal);
    assert!(begun.elapsed() >= LEASE, "{:?}", begun.elapsed());
    // Another process reaches the journal.
    let other = Whole::builder(diary.clone())
        .journal(journal.clone())
        .build();
    sleep(LEASE).await;
    let recovery = other.recover().await.unwrap();
    assert_eq!((recovery.completed, recovery.found()), (1, 1));
    let found = statuses(&journal).await;
    let is_completed = |(_, status): &(_, _)| *status == SagaStatus::Completed;
    assert!(found.iter().all(is_completed), "{found:?}");
    assert!(!diary.lines().iter().any(|line| line.starts_with("undo")));
}

/// A delay of the first answer to the entries that end a saga.
struct LateEnd {
    delay: Duration,
    is_last: AtomicBool,
    was_late: AtomicBool,
}

impl Around for LateEnd {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        if let Asked::Append(entries) = asked {
            let ends = |entry: &SagaEntry| matches!(entry, SagaEntry::Finished { .. });
            self.is_last
                .store(entries.iter().any(ends), Ordering::Relaxed);
        }
        Ok(())
    }

    async fn after(&self) -> Result<(), StoreError> {
        let is_last = self.is_last.swap(false, Ordering::Relaxed);
        if is_last && !self.was_late.swap(true, Ordering::Relaxed) {
            sleep(self.delay).await;
        }
        Ok(())
    }
}

/// The end of a saga ends its lease, and no other driver has claimed it.
#[tokio::test(start_paused = true)]
async fn a_run_whose_end_is_recorded_is_not_left_when_the_answer_is_late() {
    for delay in [LEASE / 3, LEASE / 2, LEASE * 2, Duration::from_hours(1)] {
        for fails in [false, true] {
            let (journal, diary) = (MemoryJournal::new(), Log::default());
            let around = LateEnd {
                delay,
                is_last: AtomicBool::new(false),
                was_late: AtomicBool::new(false),
            };
            let runner = Whole::builder(diary.clone())
                .journal(Surrounded::new(&journal, around))
                .lease(LEASE)
                .build();
            let report = runner.run(WholeInput { fails }).report().await;
            let expected = if fails {
                SagaStatus::RolledBack
            } else {
                SagaStatus::Completed
            };
            assert_eq!(report.status(), expected, "{delay:?} {report:?}");
            let found = statuses(&journal).await;
            assert!(found.iter().all(|(_, status)| *status == expected));
        }
    }
}
