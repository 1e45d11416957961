//! The statuses and texts of runs that did not begin, that were left, or whose outcome is unknown.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    collections::BTreeMap,
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum::{
    prelude::*,
    saga::{SagaEntry, SagaErrorKind, SagaId, SagaReport, SagaStatus},
    store::{MemoryJournal, StoreError, StoreErrorKind},
};
use organum_tests::{
    journal::{Around, Asked, Surrounded, first_status, recorded, statuses},
    saga::No,
};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

const LEASE: Duration = Duration::from_secs(3);

organum_tests::values!(Hold Payment Receipt);

/// The step that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Fails {
    Nothing,
    Check,
    Send,
}

#[saga]
struct Order {
    fails: Fails,
    #[inject]
    hangs: bool,
}

#[saga(error = No, output = Receipt, version = 1)]
impl Order {
    #[step(undo = release)]
    async fn hold(&self) -> Hold {
        Hold(1)
    }

    async fn release(&self, _: &Hold) {}

    #[step(irrevocable)]
    async fn check(&self, _: &Hold) -> Result<bool, No> {
        if self.hangs {
            sleep(Duration::from_hours(1)).await;
        }
        if self.fails == Fails::Check {
            return Err(No::Own);
        }
        Ok(true)
    }

    #[step(pivot)]
    async fn pay(&self, _: &bool) -> Payment {
        Payment(1)
    }

    #[step(retry(attempts = 1))]
    async fn send(&self, _: &Payment) -> Result<Receipt, No> {
        if self.fails == Fails::Send {
            return Err(No::Own);
        }
        Ok(Receipt(1))
    }
}

/// A fault of a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The end of a saga is recorded, and no answer arrives from then on.
    LosesEnd,
    /// The end of a saga is refused.
    RefusesEnd,
    RefusesBegin,
    LosesBegin,
    /// No record can be read.
    FailsToLoad,
}

struct Faulty {
    fault: Fault,
    is_hit: AtomicBool,
}

impl Around for Faulty {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        let is_end = |entry: &SagaEntry| {
            matches!(
                entry,
                SagaEntry::Finished { .. } | SagaEntry::Stalled { .. }
            )
        };
        let error = |kind| Err(StoreError::new(kind, "faulty", "answer"));
        match (self.fault, asked) {
            (Fault::LosesEnd, Asked::Append(entries)) => {
                let is_hit = entries.iter().any(is_end);
                self.is_hit.fetch_or(is_hit, Ordering::Relaxed);
                Ok(())
            }
            (Fault::LosesBegin, Asked::Begin) => {
                self.is_hit.store(true, Ordering::Relaxed);
                Ok(())
            }
            (Fault::RefusesEnd, Asked::Append(entries)) if entries.iter().any(is_end) => {
                error(StoreErrorKind::Refused)
            }
            (Fault::RefusesBegin, Asked::Begin) => error(StoreErrorKind::Refused),
            (Fault::FailsToLoad, Asked::Load) => error(StoreErrorKind::Unavailable),
            _ => Ok(()),
        }
    }

    async fn after(&self) -> Result<(), StoreError> {
        if self.is_hit.load(Ordering::Relaxed) {
            let kind = StoreErrorKind::Unavailable;
            return Err(StoreError::new(kind, "faulty", "answer"));
        }
        Ok(())
    }
}

async fn run(
    journal: &MemoryJournal,
    fault: Fault,
    fails: Fails,
    id: Option<SagaId>,
) -> SagaReport<Receipt, No> {
    let around = Faulty {
        fault,
        is_hit: AtomicBool::new(false),
    };
    let runner = Order::builder(false)
        .journal(Surrounded::new(journal, around))
        .lease(LEASE)
        .build();
    let run = runner.run(OrderInput { fails });
    match id {
        Some(id) => run.id(id).report().await,
        None => run.report().await,
    }
}

#[tokio::test(start_paused = true)]
async fn the_status_is_unknown_if_the_answer_to_the_end_was_lost() {
    for (fails, end) in [
        (Fails::Nothing, SagaStatus::Completed),
        (Fails::Check, SagaStatus::RolledBack),
        (Fails::Send, SagaStatus::Stalled),
    ] {
        let journal = MemoryJournal::new();
        let report = run(&journal, Fault::LosesEnd, fails, None).await;
        assert_eq!(report.status(), SagaStatus::Unknown, "{fails:?}");
        let text = "saga `Order` has an unknown outcome because its journal failed";
        assert_eq!(report.error().unwrap().to_string(), text);
        // The journal can be asked by the id in the report.
        assert_eq!(recorded(&journal, report.id()).await.status(), end);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_is_left_if_its_end_was_refused() {
    for fails in [Fails::Nothing, Fails::Check, Fails::Send] {
        let journal = MemoryJournal::new();
        let report = run(&journal, Fault::RefusesEnd, fails, None).await;
        assert_eq!(report.status(), SagaStatus::Left, "{fails:?}");
        let runner = Order::builder(false).journal(journal.clone()).build();
        assert_eq!(runner.recover().await.unwrap().found(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_begin_was_refused_has_not_begun() {
    for id in [None, Some(SagaId::new())] {
        let journal = MemoryJournal::new();
        let report = run(&journal, Fault::RefusesBegin, Fails::Nothing, id).await;
        assert_eq!(report.status(), SagaStatus::NotBegun);
        let error = report.error().unwrap();
        assert_eq!(error.kind(), SagaErrorKind::Journal);
        let text = "saga `Order` did not begin because its journal failed";
        assert_eq!(error.to_string(), text);
        assert!(journal.is_empty());

        let report = run(&journal, Fault::LosesBegin, Fails::Nothing, id).await;
        assert_eq!(report.status(), SagaStatus::Unknown);
        assert!(!journal.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn the_outcome_of_an_earlier_run_that_cannot_be_read_is_unknown() {
    let (journal, id) = (MemoryJournal::new(), SagaId::new());
    let runner = Order::builder(false).journal(journal.clone()).build();
    let fails = Fails::Nothing;
    runner.run(OrderInput { fails }).id(id).await.unwrap();
    let report = run(&journal, Fault::FailsToLoad, fails, Some(id)).await;
    assert_eq!(report.status(), SagaStatus::Unknown);
}

/// The run that has the id is not affected, whether it is over or not.
#[tokio::test(start_paused = true)]
async fn a_run_with_the_id_of_a_run_with_other_inputs_has_not_begun() {
    for hangs in [false, true] {
        let (journal, id) = (MemoryJournal::new(), SagaId::new());
        let runner = Order::builder(hangs).journal(journal.clone()).build();
        let fails = Fails::Nothing;
        let first = tokio::spawn(runner.run(OrderInput { fails }).id(id).report());
        sleep(Duration::from_secs(1)).await;
        runner.handle().abort();
        first.await.unwrap();
        let before = first_status(&journal).await;
        assert_eq!(before.is_finished(), !hangs);

        let runner = Order::builder(false).journal(journal.clone()).build();
        let fails = Fails::Check;
        let error = runner.run(OrderInput { fails }).id(id).await.unwrap_err();
        assert_eq!(error.kind(), SagaErrorKind::Refused);
        assert_eq!(error.status(), SagaStatus::NotBegun);
        assert_eq!(error.to_string(), "saga `Order` did not begin");
        assert!(format!("{error:?}").contains("began with other inputs"));
        assert_eq!(first_status(&journal).await, before);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_says_that_its_runner_was_aborted() {
    for journal in [None, Some(MemoryJournal::new())] {
        let builder = Order::builder(true);
        let runner = match &journal {
            Some(journal) => builder.journal(journal.clone()).build(),
            None => builder.build(),
        };
        let fails = Fails::Nothing;
        let run = tokio::spawn(runner.run(OrderInput { fails }));
        sleep(Duration::from_secs(1)).await;
        runner.handle().abort();
        let error = run.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), SagaErrorKind::Aborted);
        let (status, text) = if journal.is_some() {
            (SagaStatus::Left, "was left because its runner was aborted")
        } else {
            (SagaStatus::RolledBack, "was aborted with its runner")
        };
        assert_eq!(error.status(), status);
        assert_eq!(error.to_string(), format!("saga `Order` {text}"));
    }
}

/// A map whose keys are no texts, which JSON cannot represent.
type Pairs = BTreeMap<(u8, u8), u8>;

#[derive(Debug, Serialize, Deserialize)]
struct Rate(f64);
#[derive(Debug, Serialize, Deserialize)]
struct Share(f64);
#[derive(Debug, Serialize, Deserialize)]
struct Quote(Pairs);

#[saga]
struct Part {
    rate: f64,
    pairs: Pairs,
}

#[saga(error = No, output = Rate, version = 1)]
impl Part {
    #[step(irrevocable)]
    async fn rate(&self) -> Rate {
        Rate(self.rate)
    }
}

/// The value without a JSON form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bad {
    Input,
    Pairs,
    Output,
    Item,
    InnerInput,
}

#[saga]
struct Whole {
    limit: f64,
    pairs: Pairs,
    items: Vec<u8>,
    #[inject]
    undone: Arc<AtomicBool>,
    #[inject]
    bad: Bad,
}

#[derive(Debug, thiserror::Error)]
enum WholeNo {
    #[error("the part")]
    Part(#[from] SagaError<No>),
}

#[saga(error = WholeNo, output = Receipt, version = 1)]
impl Whole {
    #[step(undo = release)]
    async fn hold(&self) -> Hold {
        Hold(1)
    }

    async fn release(&self, _: &Hold) {
        self.undone.store(true, Ordering::Relaxed);
    }

    #[step(irrevocable)]
    async fn quote(&self, _: &Hold) -> Quote {
        let is_bad = self.bad == Bad::Output;
        Quote(is_bad.then_some(((1, 2), 3)).into_iter().collect())
    }

    #[step(each = items, irrevocable)]
    async fn share(&self, item: &u8, _: &Quote) -> Share {
        let is_bad = self.bad == Bad::Item && *item == 1;
        Share(if is_bad { f64::NAN } else { 1.0 })
    }

    #[step(saga)]
    fn part(&self, _: &[Share]) -> Part {
        let is_bad = self.bad == Bad::InnerInput;
        Part {
            rate: 1.0,
            pairs: is_bad.then_some(((1, 2), 3)).into_iter().collect(),
        }
    }

    #[step(irrevocable)]
    async fn receipt(&self, _: &Rate) -> Receipt {
        Receipt(1)
    }
}

/// Returns the text of the error with that of its source.
fn texts(error: &SagaError<WholeNo>) -> (String, String) {
    (error.to_string(), error.source().unwrap().to_string())
}

#[tokio::test(start_paused = true)]
async fn the_text_names_the_value_that_has_no_json_form() {
    let float = "a float is NaN or infinite";
    let key = "key must be a string";
    for (bad, text, cause) in [
        (
            Bad::Input,
            "saga `Whole` did not begin: the input `limit` of saga `Whole`",
            float,
        ),
        (
            Bad::Pairs,
            "saga `Whole` did not begin: the input `pairs` of saga `Whole`",
            key,
        ),
        (
            Bad::Output,
            "step `quote` of saga `Whole` failed: the output",
            key,
        ),
        (
            Bad::Item,
            "step `share[1]` of saga `Whole` failed: the output",
            float,
        ),
        (
            Bad::InnerInput,
            "step `part` of saga `Whole` failed: the input `pairs` of saga `Part`",
            key,
        ),
    ] {
        let (journal, undone) = (MemoryJournal::new(), Arc::new(AtomicBool::new(false)));
        let runner = Whole::builder(Arc::clone(&undone), bad)
            .journal(journal.clone())
            .build();
        let input = WholeInput {
            limit: if bad == Bad::Input { f64::NAN } else { 1.0 },
            pairs: (bad == Bad::Pairs)
                .then_some(((1, 2), 3))
                .into_iter()
                .collect(),
            items: vec![0, 1],
        };
        let error = runner.run(input).await.unwrap_err();
        let (first, source) = texts(&error);
        let text = format!("{text} cannot be written into the journal");
        assert_eq!(first, text);
        assert!(source.contains(cause), "{bad:?}: {source}");
        assert_eq!(error.kind(), SagaErrorKind::NotWritten);
        let is_begun = !matches!(bad, Bad::Input | Bad::Pairs);
        let expected = if is_begun {
            SagaStatus::RolledBack
        } else {
            SagaStatus::NotBegun
        };
        assert_eq!(error.status(), expected, "{bad:?}");
        assert_eq!(undone.load(Ordering::Relaxed), is_begun);
        let found = statuses(&journal).await;
        assert_eq!(found.len(), usize::from(is_begun), "{found:?}");
        assert_eq!(runner.recover().await.unwrap().found(), 0);
    }
}
