//! The limits of runs before their pivot, `cancel` and `run_timeout`, also apply to recovered runs.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum::{
    prelude::*,
    saga::{SagaRunner, SagaStatus},
    store::MemoryJournal,
};
use organum_tests::{Log, journal::first_status};
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

#[derive(Debug, Serialize, Deserialize)]
struct Held;
#[derive(Debug, Serialize, Deserialize)]
struct Paid;
#[derive(Debug, Serialize, Deserialize)]
struct Locked;
#[derive(Debug, Serialize, Deserialize)]
struct Booked;
#[derive(Debug, Serialize, Deserialize)]
struct Sent;

#[derive(Clone, Default)]
struct Services {
    diary: Log,
    pay_hangs: Arc<AtomicBool>,
    lock_hangs: Arc<AtomicBool>,
    send_is_slow: Arc<AtomicBool>,
}

#[saga]
struct Order {
    #[inject]
    services: Services,
}

#[saga(error = No, output = Sent, version = 1, run_timeout = "10s")]
impl Order {
    #[step(undo = release)]
    async fn hold(&self) -> Held {
        self.services.diary.say("hold");
        Held
    }

    async fn release(&self, _: &Held) {
        self.services.diary.say("release");
    }

    #[step(undo = refund)]
    async fn pay(&self, _: &Held) -> Result<Paid, No> {
        while self.services.pay_hangs.load(Ordering::Relaxed) {
            sleep(Duration::from_secs(1)).await;
        }
        self.services.diary.say("pay");
        Ok(Paid)
    }

    async fn refund(&self, _: &Paid) {
        self.services.diary.say("refund");
    }

    #[step(undo = unlock, cancellable)]
    async fn lock(&self, _: &Paid) -> Locked {
        if self.services.lock_hangs.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        Locked
    }

    async fn unlock(&self, _: &Locked) {
        self.services.diary.say("unlock");
    }

    #[step(pivot)]
    async fn book(&self, _: &Locked) -> Result<Booked, No> {
        self.services.diary.say("book");
        Ok(Booked)
    }

    #[step(irrevocable, retry(attempts = 3))]
    async fn send(&self, _: &Booked) -> Result<Sent, No> {
        if self.services.send_is_slow.load(Ordering::Relaxed) {
            sleep(Duration::from_mins(1)).await;
        }
        self.services.diary.say("send");
        Ok(Sent)
    }
}

const LEASE: Duration = Duration::from_secs(3);

fn runner(journal: &MemoryJournal, services: &Services) -> SagaRunner<Order, Services> {
    let builder = Order::builder(services.clone()).journal(journal.clone());
    builder.lease(LEASE).build()
}

/// Returns the journal of a run that a process left while it paid.
async fn left(services: &Services) -> MemoryJournal {
    let journal = MemoryJournal::new();
    services.pay_hangs.store(true, Ordering::Relaxed);
    let crashed = runner(&journal, services);
    let run = tokio::spawn(crashed.run(OrderInput {}).report());
    sleep(Duration::from_millis(500)).await;
    crashed.handle().abort();
    let report = run.await.unwrap();
    assert_eq!(report.status(), SagaStatus::Left);
    services.pay_hangs.store(false, Ordering::Relaxed);
    sleep(2 * LEASE).await;
    journal
}

#[tokio::test(start_paused = true)]
async fn a_recovered_run_that_hangs_is_ended_by_its_run_timeout() {
    let services = Services::default();
    services.lock_hangs.store(true, Ordering::Relaxed);
    let journal = left(&services).await;
    let recovering = runner(&journal, &services);
    let recovery = timeout(Duration::from_mins(1), recovering.recover()).await;
    let recovery = recovery.expect("it ends").unwrap();
    assert_eq!(recovery.rolled_back, 1, "{recovery:?}");
    assert_eq!(services.diary.lines().last().unwrap(), "release");
    assert_eq!(first_status(&journal).await, SagaStatus::RolledBack);
}

#[tokio::test(start_paused = true)]
async fn a_recovered_run_is_cancelled_by_its_id() {
    let services = Services::default();
    services.lock_hangs.store(true, Ordering::Relaxed);
    let journal = left(&services).await;
    let recovering = runner(&journal, &services);
    let handle = recovering.handle();
    let recovery = tokio::spawn(async move { recovering.recover().await });
    sleep(Duration::from_secs(2)).await;
    let id = handle.list()[0].id;
    assert!(handle.cancel(id));
    let recovery = recovery.await.unwrap().unwrap();
    assert_eq!(recovery.rolled_back, 1, "{recovery:?}");
    assert_eq!(services.diary.lines().last().unwrap(), "release");
}

/// After its pivot, a run can only go forward, and has no limit.
#[tokio::test(start_paused = true)]
async fn past_its_pivot_a_recovered_run_has_no_limit() {
    let services = Services::default();
    services.send_is_slow.store(true, Ordering::Relaxed);
    let journal = left(&services).await;
    let recovery = runner(&journal, &services).recover().await.unwrap();
    assert_eq!(recovery.completed, 1, "{recovery:?}");
    assert_eq!(services.diary.lines(), ["hold", "pay", "book", "send"]);
    assert_eq!(first_status(&journal).await, SagaStatus::Completed);
}
