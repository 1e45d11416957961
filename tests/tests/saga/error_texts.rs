//! Errors of users whose `Display` or `source` panics: the rollback continues.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{error::Error, fmt, time::Duration};

use organum::{prelude::*, saga::SagaStatus, store::MemoryJournal};
use organum_tests::{Log, journal::first_status};
use serde::{Deserialize, Serialize};

/// The method of the error that panics.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Bad {
    Display,
    Source,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Display => panic!("no text"),
            Self::Source => f.write_str("refused"),
        }
    }
}

impl Error for Bad {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Display => None,
            Self::Source => panic!("no source"),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct One;
#[derive(Serialize, Deserialize)]
struct Two;
#[derive(Debug, Serialize, Deserialize)]
struct Three;

#[saga]
struct Trip {
    bad: Bad,
    #[inject]
    diary: Log,
}

#[saga(error = Bad, output = Three, version = 1)]
impl Trip {
    #[step(undo = undo_one)]
    async fn one(&self) -> One {
        One
    }

    async fn undo_one(&self, _: &One) {
        self.diary.say("undo one");
    }

    #[step(undo = undo_two, undo_retry(attempts = 2))]
    async fn two(&self, _: &One) -> Two {
        Two
    }

    async fn undo_two(&self, _: &Two) -> Result<(), Bad> {
        self.diary.say("undo two");
        Err(self.bad)
    }

    #[step(irrevocable)]
    async fn three(&self, _: &Two) -> Result<Three, Bad> {
        Err(self.bad)
    }
}

/// Returns the texts of the parked step that can be obtained.
fn texts(bad: Bad) -> &'static [&'static str] {
    match bad {
        Bad::Display => &["an error whose `Display` panics"],
        Bad::Source => &["refused"],
    }
}

#[tokio::test]
async fn a_failed_undo_is_parked_with_its_text_and_the_others_are_called() {
    for bad in [Bad::Display, Bad::Source] {
        let diary = Log::default();
        let saga = Trip {
            bad,
            diary: diary.clone(),
        };
        let report = Trip::runner().run(saga).report().await;
        assert_eq!(report.status(), SagaStatus::Parked);
        assert_eq!(report.parked().len(), 1);
        assert_eq!(report.parked()[0].reason.messages, texts(bad));
        assert_eq!(report.undone().len(), 1);
        assert_eq!(diary.lines(), ["undo two", "undo two", "undo one"]);
    }
}

#[tokio::test]
async fn a_parked_saga_in_a_journal_is_not_recovered_again() {
    for bad in [Bad::Display, Bad::Source] {
        let diary = Log::default();
        let journal = MemoryJournal::new();
        let runner = || {
            let runner = Trip::builder(diary.clone()).journal(journal.clone());
            runner.lease(Duration::from_millis(50)).build()
        };
        let saga = Trip {
            bad,
            diary: diary.clone(),
        };
        let report = runner().run(saga).report().await;
        assert_eq!(report.status(), SagaStatus::Parked);
        assert_eq!(report.parked()[0].reason.messages, texts(bad));
        tokio::time::sleep(Duration::from_millis(100)).await;
        let recovered = runner().recover().await.unwrap();
        assert_eq!(recovered.found(), 0);
        assert_eq!(diary.lines(), ["undo two", "undo two", "undo one"]);
        assert_eq!(first_status(&journal).await, SagaStatus::Parked);
    }
}
