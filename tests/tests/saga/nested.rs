//! Nested sagas.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::time::Duration;

use organum::{
    dead_letter,
    prelude::*,
    saga::{SagaId, SagaStatus},
    store::{Journal, JournalFilter, MemoryJournal},
};
use organum_tests::{
    Log,
    journal::{recorded, statuses},
};
use tokio::time::sleep;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("{0}")]
    Own(&'static str),
    #[error("the trip")]
    Trip(#[from] SagaError<Full>),
}

#[derive(Debug, thiserror::Error)]
#[error("full")]
struct Full;

organum_tests::values!(Leave Flight Hotel Report);

#[saga]
struct Trip {
    days: u32,
    #[inject]
    diary: Log,
}

#[saga(error = Full, output = Hotel, version = 1)]
impl Trip {
    #[step(undo = cancel_flight)]
    async fn flight(&self) -> Flight {
        self.diary.say("flight");
        Flight(self.days)
    }

    async fn cancel_flight(&self, flight: &Flight) {
        sleep(Duration::from_millis(10)).await;
        self.diary.say(format!("cancel flight {}", flight.0));
    }

    #[step(undo = cancel_hotel)]
    async fn hotel(&self, flight: &Flight) -> Result<Hotel, Full> {
        sleep(Duration::from_millis(10)).await;
        if self.days > 20 {
            return Err(Full);
        }
        self.diary.say("hotel");
        Ok(Hotel(flight.0 * 100))
    }

    async fn cancel_hotel(&self, hotel: &Hotel) -> Result<(), Full> {
        // With thirteen days, the first five cancellations fail.
        let calls = self.diary.lines();
        let calls = calls.iter().filter(|note| *note == "call the hotel");
        if self.days == 13 && calls.count() < 5 {
            self.diary.say("call the hotel");
            return Err(Full);
        }
        self.diary.say(format!("cancel hotel {}", hotel.0));
        Ok(())
    }
}

#[saga]
struct Holiday {
    days: u32,
    report: Result<(), bool>,
    #[inject]
    diary: Log,
}

#[saga(error = Problem, output = Report, version = 1)]
impl Holiday {
    #[step(undo = give_back)]
    async fn leave(&self) -> Leave {
        self.diary.say("leave");
        Leave(self.days)
    }

    async fn give_back(&self, leave: &Leave) {
        self.diary.say(format!("give back {}", leave.0));
    }

    #[step(saga)]
    fn trip(&self, leave: &Leave) -> Trip {
        Trip {
            days: leave.0,
            diary: self.diary.clone(),
        }
    }

    #[step(irrevocable, cancellable)]
    async fn write(&self, hotel: &Hotel) -> Result<Report, Problem> {
        match self.report {
            Ok(()) => Ok(Report(hotel.0)),
            Err(false) => Err(Problem::Own("no pen")),
            Err(true) => std::future::pending().await,
        }
    }
}

fn holiday(days: u32, report: Result<(), bool>) -> (Holiday, Log) {
    let diary = Log::default();
    let saga = Holiday {
        days,
        report,
        diary: diary.clone(),
    };
    (saga, diary)
}

const DONE: [&str; 3] = ["leave", "flight", "hotel"];
const UNDONE: [&str; 6] = [
    "leave",
    "flight",
    "hotel",
    "cancel hotel 700",
    "cancel flight 7",
    "give back 7",
];

#[tokio::test(start_paused = true)]
async fn the_output_of_a_nested_saga_is_that_of_a_step() {
    let (saga, diary) = holiday(7, Ok(()));
    let report = saga.run().report().await;
    assert_eq!(report.result().unwrap().0, 700);
    assert_eq!(diary.lines(), DONE);
}

#[tokio::test(start_paused = true)]
async fn a_nested_saga_is_undone_by_its_own_undos_when_the_outer_one_fails() {
    let (saga, diary) = holiday(7, Err(false));
    let report = saga.run().report().await;
    assert!(report.is_rolled_back());
    assert_eq!(diary.lines(), UNDONE);
    let undone: Vec<_> = report.undone().iter().map(|step| step.name).collect();
    assert_eq!(undone, ["trip", "leave"]);
}

#[tokio::test(start_paused = true)]
async fn a_nested_saga_that_fails_is_rolled_back_and_the_outer_one_fails() {
    let (saga, diary) = holiday(21, Ok(()));
    let report = saga.run().report().await;
    assert!(report.is_rolled_back());
    assert_eq!(
        diary.lines(),
        ["leave", "flight", "cancel flight 21", "give back 21"]
    );
    let error = report.error().unwrap();
    assert_eq!(error.step().unwrap().name, "trip");
    let Some(Problem::Trip(inner)) = error.failed() else {
        panic!("{error:?}");
    };
    assert_eq!(inner.step().unwrap().name, "hotel");
}

#[tokio::test(start_paused = true)]
async fn a_nested_saga_whose_caller_is_gone_is_undone_before_the_outer_one() {
    let (saga, diary) = holiday(7, Ok(()));
    let runner = Holiday::runner();
    let run = runner.run(saga).report();
    // The run is dropped while the hotel is being booked.
    assert!(
        tokio::time::timeout(Duration::from_millis(5), run)
            .await
            .is_err()
    );
    runner.handle().shutdown().await;
    assert_eq!(
        diary.lines(),
        [
            "leave",
            "flight",
            "hotel",
            "cancel hotel 700",
            "cancel flight 7",
            "give back 7"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn in_a_journal_the_outer_saga_drives_the_nested_one() {
    for report in [Ok(()), Err(false)] {
        let journal = MemoryJournal::new();
        let (saga, diary) = holiday(7, report);
        let runner = Holiday::builder(diary).journal(journal.clone()).build();
        let done = runner.run(saga).report().await;
        let end = match done.status() {
            SagaStatus::Completed => SagaStatus::Completed,
            _ => SagaStatus::RolledBack,
        };
        let found = statuses(&journal).await;
        assert!(found.iter().all(|(_, status)| *status == end), "{found:?}");
        let all = journal.list(&JournalFilter::all(), None, 9).await.unwrap();
        let mut names: Vec<_> = all.iter().map(|saga| &*saga.name).collect();
        names.sort_unstable();
        assert_eq!(names, ["Holiday", "Trip"]);
        let id = all.iter().find(|saga| saga.name == "Trip").unwrap().id;
        let trip = recorded(&journal, SagaId(id)).await;
        assert_eq!(trip.parent, Some(done.id()));
    }
}

#[tokio::test(start_paused = true)]
async fn when_the_parked_step_of_a_nested_saga_is_undone_the_outer_one_is_rolled_back() {
    let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
    let (saga, diary) = holiday(13, Err(false));
    let runner = Holiday::builder(diary.clone())
        .journal(journal.clone())
        .dead_letters(letters.clone())
        .build();
    assert_eq!(runner.run(saga).report().await.status(), SagaStatus::Parked);
    let status = async || {
        let all = statuses(&journal).await.into_iter();
        all.map(|(_, status)| status).collect::<Vec<_>>()
    };
    assert_eq!(status().await, [SagaStatus::Parked; 2]);
    let letter = letters.letters()[0].clone();
    assert_eq!(letter.origin, "Trip");
    let trips = Trip::builder(diary.clone())
        .journal(journal.clone())
        .dead_letters(letters)
        .build();
    trips.redrive(letter.id).await.unwrap();
    assert_eq!(diary.lines().last().unwrap(), "cancel hotel 1300");
    assert_eq!(status().await, [SagaStatus::RolledBack; 2]);
}

/// Runs a process that ends after this number of virtual milliseconds.
fn process<T>(hour: u32, lives: Option<u64>, work: impl Future<Output = T>) -> Option<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        tokio::time::advance(Duration::from_hours(1) * hour).await;
        let life = async {
            match lives {
                Some(lives) => sleep(Duration::from_millis(lives)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = life => None,
            done = work => Some(done),
        }
    })
}

#[test]
fn after_a_crash_a_nested_saga_is_completed_or_undone_with_the_outer_one() {
    // The process ends while the hotel is booked, or later, while the report is written.
    for (lives, hangs) in [(5, Ok(())), (15, Err(true))] {
        let journal = MemoryJournal::new();
        let id = SagaId(Uuid::now_v7());
        let (saga, diary) = holiday(7, hangs);
        let run = Holiday::builder(diary.clone());
        let run = run.journal(journal.clone()).build();
        assert!(process(1, Some(lives), run.run(saga).id(id).report()).is_none());
        let before = diary.lines().len();
        assert_eq!(before, if hangs.is_ok() { 2 } else { 3 });

        let recovered = process(2, Some(10_000), async {
            let runner = Holiday::builder(diary.clone());
            let runner = runner.journal(journal.clone()).build();
            runner.recover().await.unwrap()
        });
        let status = |journal: MemoryJournal| {
            process(3, None, async move {
                let all = statuses(&journal).await.into_iter();
                all.map(|(_, status)| status).collect::<Vec<_>>()
            })
            .unwrap()
        };
        if hangs.is_ok() {
            assert_eq!(recovered.unwrap().completed, 1);
            // A completed step is not called again.
            assert_eq!(diary.lines(), DONE);
            assert_eq!(status(journal), [SagaStatus::Completed; 2]);
        } else {
            // The step still hangs, so the second process stops as well. The third one cancels the run.
            assert!(recovered.is_none());
            let report = process(4, None, async {
                let runner = Holiday::builder(diary.clone());
                let runner = runner.journal(journal.clone()).build();
                let input = HolidayInput {
                    days: 7,
                    report: Err(true),
                };
                let run = runner.run(input).id(id);
                let token = tokio_util::sync::CancellationToken::new();
                let run = tokio::spawn(run.cancel_on(token.clone()).report());
                sleep(Duration::from_mins(2)).await;
                token.cancel();
                run.await.unwrap()
            })
            .unwrap();
            assert!(report.is_rolled_back(), "{report:?}");
            assert_eq!(diary.lines(), UNDONE);
            assert_eq!(status(journal), [SagaStatus::RolledBack; 2]);
        }
    }
}
