//! A saga whose code has changed, and the dead letters of its older version.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    error::Error,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use organum::{
    dead_letter::{DeadLetterId, MemoryDeadLetters},
    prelude::*,
    saga::{
        RecordedSaga, Refusal, RefusalKind, SagaEntry, SagaId, SagaRedriveErrorKind, SagaStatus,
        status_of,
    },
    store::{Journal, MemoryJournal},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

#[derive(Clone, Default)]
struct Bank {
    refuses: Arc<AtomicBool>,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Bank {
    fn call(&self, call: String) -> Result<(), No> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(No);
        }
        self.calls.lock().unwrap().push(call);
        Ok(())
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }
}

mod first {
    use super::*;

    #[derive(Serialize, Deserialize)]
    pub(super) struct Account(u32);
    #[derive(Serialize, Deserialize)]
    pub(super) struct Charge(u32);

    #[saga]
    pub(super) struct Pay {
        cents: u32,
        #[inject]
        bank: Bank,
    }

    #[saga(error = No, output = Charge, version = 1)]
    impl Pay {
        #[step(irrevocable)]
        async fn account(&self) -> Account {
            Account(40)
        }

        #[step(undo = refund, undo_retry(attempts = 1))]
        async fn charge(&self, account: &Account) -> Charge {
            Charge(account.0 + self.cents)
        }

        async fn refund(&self, charge: &Charge) -> Result<(), No> {
            self.bank.call(format!("first refunds {}", charge.0))
        }

        #[step(irrevocable)]
        async fn confirm(&self, charge: &Charge) -> Result<bool, No> {
            let _ = charge;
            Err(No)
        }
    }

    pub(super) fn input(cents: u32) -> PayInput {
        PayInput { cents }
    }
}

mod second {
    use super::*;

    #[derive(Serialize, Deserialize)]
    pub(super) struct Charge {
        cents: u64,
        account: u64,
    }

    #[saga]
    pub(super) struct Pay {
        cents: u64,
        currency: String,
        #[inject]
        bank: Bank,
    }

    #[saga(error = No, output = bool, version = 2, migrate = migrate)]
    impl Pay {
        #[step(undo = pay_back)]
        async fn debit(&self) -> Charge {
            let cents = self.cents;
            Charge { cents, account: 0 }
        }

        async fn pay_back(&self, charge: &Charge) -> Result<(), No> {
            let (Charge { cents, account }, currency) = (charge, &self.currency);
            self.bank
                .call(format!("second pays back {cents} {currency} of {account}"))
        }

        #[step(irrevocable)]
        async fn confirm(&self, charge: &Charge) -> Result<bool, No> {
            let _ = charge;
            Ok(true)
        }
    }

    /// The step `charge` is now called `debit`, and its output names the account, if it is known.
    fn migrate(mut saga: RecordedSaga) -> Result<RecordedSaga, Box<dyn Error + Send + Sync>> {
        let mut inputs: Value = serde_json::from_slice(&saga.inputs.0)?;
        inputs["currency"] = json!("EUR");
        saga.inputs.0 = serde_json::to_vec(&inputs)?;
        let mut account = 0;
        for entry in &mut saga.entries {
            match entry {
                SagaEntry::Done { step, value, .. } if step == "account" => {
                    account = serde_json::from_slice(&value.0)?;
                }
                SagaEntry::Done { step, value, .. } if step == "charge" => {
                    let cents: u64 = serde_json::from_slice(&value.0)?;
                    let charge = json!({ "cents": cents, "account": account });
                    value.0 = serde_json::to_vec(&charge)?;
                }
                _ => {}
            }
            if let SagaEntry::Started { step, .. }
            | SagaEntry::Done { step, .. }
            | SagaEntry::Undone { step, .. }
            | SagaEntry::Parked { step, .. } = entry
                && step == "charge"
            {
                *step = "debit".into();
            }
        }
        saga.entries.retain(|entry| !is_of_account(entry));
        Ok(saga)
    }

    fn is_of_account(entry: &SagaEntry) -> bool {
        match entry {
            SagaEntry::Started { step, .. } | SagaEntry::Done { step, .. } => step == "account",
            _ => false,
        }
    }
}

/// The second version without a migration.
mod unmigrated {
    use super::*;

    #[derive(Serialize, Deserialize)]
    pub(super) struct Charge(u64);

    #[saga]
    pub(super) struct Pay {
        cents: u64,
        #[inject]
        bank: Bank,
    }

    #[saga(error = No, output = Charge, version = 2)]
    impl Pay {
        #[step(undo = refund)]
        async fn charge(&self) -> Charge {
            Charge(self.cents)
        }

        async fn refund(&self, charge: &Charge) -> Result<(), No> {
            self.bank.call(format!("unmigrated refunds {}", charge.0))
        }
    }
}

/// The stores of a process that parked the refund of 40 + 7.
struct Left {
    journal: MemoryJournal,
    letters: MemoryDeadLetters,
    bank: Bank,
    saga: SagaId,
    letter: DeadLetterId,
}

impl Left {
    async fn by_first() -> Self {
        let (journal, letters) = (MemoryJournal::new(), MemoryDeadLetters::new());
        let bank = Bank::default();
        bank.refuses.store(true, Ordering::Relaxed);
        let runner = first::Pay::builder(bank.clone())
            .journal(journal.clone())
            .dead_letters(letters.clone())
            .build();
        let report = runner.run(first::input(7)).report().await;
        assert_eq!(report.status(), SagaStatus::Parked);
        bank.refuses.store(false, Ordering::Relaxed);
        Self {
            letter: letters.letters()[0].id,
            saga: report.id(),
            journal,
            letters,
            bank,
        }
    }

    async fn status(&self) -> SagaStatus {
        let record = self.journal.load(self.saga.0).await.unwrap().unwrap();
        status_of(&record.status)
    }
}

macro_rules! redrive {
    ($version:ident, $left:ident) => {{
        let runner = $version::Pay::builder($left.bank.clone())
            .journal($left.journal.clone())
            .dead_letters($left.letters.clone())
            .build();
        runner.redrive($left.letter).await
    }};
}

#[tokio::test]
async fn a_letter_of_an_older_version_is_migrated_with_its_saga() {
    let left = Left::by_first().await;
    redrive!(second, left).unwrap();
    // The record in the journal has the account as well.
    assert_eq!(left.bank.calls(), ["second pays back 47 EUR of 40"]);
    assert!(left.letters.is_empty());
    assert_eq!(left.status().await, SagaStatus::RolledBack);
}

#[tokio::test]
async fn a_letter_is_migrated_by_itself_when_its_saga_was_removed() {
    let left = Left::by_first().await;
    assert!(left.journal.remove(left.saga.0).await.unwrap());
    redrive!(second, left).unwrap();
    assert_eq!(left.bank.calls(), ["second pays back 47 EUR of 0"]);
    assert!(left.letters.is_empty());
}

#[tokio::test]
async fn a_migrated_letter_that_fails_again_can_be_redriven_again() {
    let left = Left::by_first().await;
    left.bank.refuses.store(true, Ordering::Relaxed);
    let error = redrive!(second, left).unwrap_err();
    assert_eq!(error.kind(), SagaRedriveErrorKind::Failed);
    assert_eq!(left.status().await, SagaStatus::Parked);
    left.bank.refuses.store(false, Ordering::Relaxed);
    redrive!(second, left).unwrap();
    assert_eq!(left.bank.calls(), ["second pays back 47 EUR of 40"]);
    assert_eq!(left.status().await, SagaStatus::RolledBack);
}

#[tokio::test]
async fn without_a_migration_the_letter_is_refused_and_stays() {
    let left = Left::by_first().await;
    let error = redrive!(unmigrated, left).unwrap_err();
    assert_eq!(error.kind(), SagaRedriveErrorKind::Refused);
    let refusal = error.source().unwrap().downcast_ref::<Refusal>().unwrap();
    assert_eq!(refusal.kind(), RefusalKind::Version);
    let text = refusal.to_string();
    assert!(text.contains("begun by version 1"), "{text}");
    assert!(text.contains("declare `migrate = …`"), "{text}");
    assert_eq!(left.letters.len(), 1);
    assert_eq!(left.bank.calls(), [""; 0]);
}

/// The step `send` of a saga fails permanently, after the pivot.
mod stalled {
    use super::*;

    #[derive(Serialize, Deserialize)]
    pub(super) struct Order(u32);
    #[derive(Serialize, Deserialize)]
    pub(super) struct Receipt(u32);

    #[saga]
    pub(super) struct Sale {
        number: u32,
        #[inject]
        bank: Bank,
    }

    #[saga(error = No, output = Receipt, version = 1)]
    impl Sale {
        #[step(pivot)]
        async fn order(&self) -> Order {
            Order(self.number)
        }

        #[step(retry(attempts = 1))]
        async fn send(&self, order: &Order) -> Result<Receipt, No> {
            self.bank.call(format!("send {}", order.0))?;
            Ok(Receipt(order.0))
        }
    }

    #[tokio::test]
    async fn a_saga_whose_letter_was_discarded_is_resumed_by_its_id() {
        let (journal, letters) = (MemoryJournal::new(), MemoryDeadLetters::new());
        let bank = Bank::default();
        bank.refuses.store(true, Ordering::Relaxed);
        let runner = Sale::builder(bank.clone())
            .journal(journal.clone())
            .dead_letters(letters.clone())
            .build();
        let report = runner.run(SaleInput { number: 3 }).report().await;
        assert_eq!(report.status(), SagaStatus::Stalled);
        let letter = letters.letters()[0].id;
        let is_discarded = organum::dead_letter::remove_if(&letters, letter, |_| true).await;
        assert!(is_discarded.unwrap());

        // The step fails again, and is parked as the same letter.
        let error = runner.handle().resume(report.id()).await.unwrap_err();
        assert_eq!(error.kind(), SagaRedriveErrorKind::Failed);
        assert_eq!(letters.letters()[0].id, letter);
        let is_discarded = organum::dead_letter::remove_if(&letters, letter, |_| true).await;
        assert!(is_discarded.unwrap());

        bank.refuses.store(false, Ordering::Relaxed);
        runner.handle().resume(report.id()).await.unwrap();
        assert_eq!(bank.calls(), ["send 3"]);
        assert!(letters.is_empty());
        let record = journal.load(report.id().0).await.unwrap().unwrap();
        assert_eq!(status_of(&record.status), SagaStatus::Completed);
        let again = runner.handle().resume(report.id()).await.unwrap_err();
        assert_eq!(again.kind(), SagaRedriveErrorKind::NotHere);
    }
}
