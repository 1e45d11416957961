//! Values that could not be read again are refused before they are recorded.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    clippy::option_option,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use organum::{
    prelude::*,
    saga::{SagaId, SagaStatus},
    store::{Journal, JournalFilter, MemoryJournal, StoreError, StoreErrorKind},
};
use organum_tests::journal::{Around, Asked, Surrounded};
use serde::{Deserialize, Serialize};

type Calls = Arc<Mutex<Vec<String>>>;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Charged(u32);
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Rate(f64);

#[saga]
struct Pay {
    rate: f64,
    seat: Option<Option<u8>>,
    #[inject]
    gives: f64,
    #[inject]
    calls: Calls,
}

#[saga(error = std::fmt::Error, output = Rate, version = 1)]
impl Pay {
    #[step(undo = refund)]
    async fn charge(&self) -> Charged {
        self.calls.lock().unwrap().push("charge".to_owned());
        Charged(1)
    }

    async fn refund(&self, charged: &Charged) {
        self.calls
            .lock()
            .unwrap()
            .push(format!("refund {}", charged.0));
    }

    #[step(undo = release)]
    async fn quote(&self, _charged: &Charged) -> Rate {
        self.calls.lock().unwrap().push("quote".to_owned());
        Rate(self.gives)
    }

    async fn release(&self, _rate: &Rate) {
        self.calls.lock().unwrap().push("release".to_owned());
    }
}

#[tokio::test]
async fn a_run_whose_inputs_have_no_json_form_does_not_begin() {
    for (rate, seat, text) in [
        (f64::NAN, None, "NaN or infinite"),
        (1.0, Some(None), "null"),
    ] {
        let calls = Calls::default();
        let journal = MemoryJournal::new();
        let runner = Pay::builder(1.0, calls.clone())
            .journal(journal.clone())
            .build();
        let error = runner.run(PayInput { rate, seat }).await.unwrap_err();
        assert!(format!("{error:?}").contains(text), "{error:?}");
        assert!(calls.lock().unwrap().is_empty(), "no step was called");
        let recorded = journal
            .list(&JournalFilter::default(), None, 9)
            .await
            .unwrap();
        assert!(recorded.is_empty(), "nothing is recorded");
    }
}

#[tokio::test]
async fn an_output_without_a_json_form_fails_its_step_and_is_undone() {
    let calls = Calls::default();
    let journal = MemoryJournal::new();
    let runner = Pay::builder(f64::NAN, calls.clone())
        .journal(journal.clone())
        .build();
    let input = PayInput {
        rate: 1.0,
        seat: None,
    };
    let error = runner.run(input).await.unwrap_err();
    assert!(
        format!("{error:?}").contains("NaN or infinite"),
        "{error:?}"
    );
    assert_eq!(error.status(), SagaStatus::RolledBack);
    assert_eq!(
        *calls.lock().unwrap(),
        ["charge", "quote", "release", "refund 1"]
    );
}

/// A run whose record cannot be read may have had effects.
#[tokio::test]
async fn a_record_that_cannot_be_read_is_not_reported_as_rolled_back() {
    let (calls, journal) = (Calls::default(), MemoryJournal::new());
    let around = Failing(Arc::default());
    let fails = Arc::clone(&around.0);
    let runner = Pay::builder(1.0, calls.clone())
        .journal(Surrounded::new(&journal, around))
        .build();
    let id = SagaId::new();
    let input = || PayInput {
        rate: 1.0,
        seat: None,
    };
    runner.run(input()).id(id).await.unwrap();
    fails.store(true, Ordering::Relaxed);
    let error = runner.run(input()).id(id).await.unwrap_err();
    assert_eq!(error.status(), SagaStatus::Unknown, "{error:?}");
    assert!(!error.is_rolled_back());
}

/// A journal whose records are damaged when the flag is set.
struct Failing(Arc<AtomicBool>);

impl Around for Failing {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        if matches!(asked, Asked::Load) && self.0.load(Ordering::Relaxed) {
            return Err(StoreError::new(StoreErrorKind::Corrupt, "failing", "load"));
        }
        Ok(())
    }
}
