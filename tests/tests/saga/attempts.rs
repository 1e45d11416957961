//! The numbers of attempts in reports, letters and errors of redrives.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::time::Duration;

use organum::{
    dead_letter::MemoryDeadLetters,
    prelude::*,
    saga::{SagaRedriveErrorKind, SagaStatus},
    store::MemoryJournal,
};
use organum_tests::saga::No;
use tokio::time::sleep;

organum_tests::values!(Hold Payment);

#[saga]
struct Sale {
    /// The undo fails in its first attempt, and hangs in the second one.
    pays: bool,
    #[inject]
    diary: organum_tests::Log,
}

#[saga(error = No, output = Payment, version = 1)]
impl Sale {
    #[step(undo = release, undo_retry(attempts = 3))]
    async fn hold(&self) -> Hold {
        Hold(1)
    }

    async fn release(&self, _: &Hold) -> Result<(), No> {
        self.diary.say("release");
        if self.diary.lines().len() == 1 {
            return Err(No::Own);
        }
        std::future::pending().await
    }

    #[step(irrevocable)]
    async fn check(&self, _: &Hold) -> Result<bool, No> {
        if self.pays { Ok(true) } else { Err(No::Own) }
    }

    #[step(pivot, timeout = "1s", retry(attempts = 2))]
    async fn pay(&self, _: &bool) -> Result<Payment, No> {
        std::future::pending().await
    }
}

fn runner(
    journal: Option<&MemoryJournal>,
    letters: &MemoryDeadLetters,
) -> organum::saga::SagaRunner<Sale, organum_tests::Log> {
    let builder = Sale::builder(organum_tests::Log::default()).dead_letters(letters.clone());
    match journal {
        Some(journal) => builder.journal(journal.clone()).build(),
        None => builder.build(),
    }
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_a_redriven_pivot_that_times_out_are_counted() {
    for journal in [None, Some(MemoryJournal::new())] {
        let letters = MemoryDeadLetters::new();
        let runner = runner(journal.as_ref(), &letters);
        let report = runner.run(SaleInput { pays: true }).report().await;
        assert_eq!(report.status(), SagaStatus::Stalled);
        assert_eq!(report.error().unwrap().attempts(), 2);
        assert_eq!(report.parked()[0].attempts, 2);
        let letter = letters.letters()[0].clone();
        assert_eq!(letter.attempts, 2);
        for redriven in 1..3 {
            let error = runner.redrive(letter.id).await.unwrap_err();
            assert_eq!(error.kind(), SagaRedriveErrorKind::Failed);
            assert_eq!(error.attempts(), 2, "{error}");
            assert_eq!(letters.letters()[0].attempts, 2 + 2 * redriven);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_an_undo_that_is_parked_while_it_runs_are_counted() {
    for journal in [None, Some(MemoryJournal::new())] {
        let letters = MemoryDeadLetters::new();
        let runner = runner(journal.as_ref(), &letters);
        let run = tokio::spawn(runner.run(SaleInput { pays: false }).report());
        sleep(Duration::from_secs(5)).await;
        let handle = runner.handle();
        assert!(handle.park(handle.running()[0].id));
        let report = run.await.unwrap();
        assert_eq!(report.status(), SagaStatus::Parked);
        assert_eq!(report.parked()[0].attempts, 2);
        assert_eq!(letters.letters()[0].attempts, 2);
    }
}
