//! Requests of an operator about sagas by their ids.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum::{
    prelude::*,
    saga::{
        SagaAnswer, SagaId, SagaOperator, SagaOperatorErrorKind, SagaRunner, SagaStatus, status_of,
    },
    store::{Journal, JournalFilter, MemoryJournal},
};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

/// The length of a lease, after which the saga of a dead process can be claimed.
const LEASE: Duration = Duration::from_millis(50);

/// The point at which a sale waits for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum At {
    Nowhere,
    Pay,
    Refund,
}

#[derive(Clone, Default)]
struct World {
    calls: Arc<Mutex<Vec<&'static str>>>,
    /// True in the process that waits.
    waits: Arc<AtomicBool>,
    is_waiting: Arc<Notify>,
    refuses: Arc<AtomicBool>,
}

impl World {
    fn call(&self, call: &'static str) {
        self.calls.lock().unwrap().push(call);
    }

    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.calls.lock().unwrap())
    }

    async fn wait(&self) {
        if self.waits.load(Ordering::Relaxed) {
            self.is_waiting.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Hold;
#[derive(Serialize, Deserialize)]
struct Payment;
#[derive(Serialize, Deserialize)]
struct Order;
#[derive(Debug, Serialize, Deserialize)]
struct Receipt;

#[saga]
struct Sale {
    at: At,
    #[inject]
    world: World,
}

#[saga(error = No, output = Receipt, version = 1)]
impl Sale {
    #[step(undo = release)]
    async fn hold(&self) -> Hold {
        Hold
    }

    async fn release(&self, _: &Hold) {
        self.world.call("release");
    }

    #[step(undo = refund)]
    async fn pay(&self, _: &Hold) -> Payment {
        if self.at == At::Pay {
            self.world.wait().await;
        }
        Payment
    }

    async fn refund(&self, _: &Payment) {
        if self.at == At::Refund {
            self.world.wait().await;
        }
        self.world.call("refund");
    }

    #[step(irrevocable)]
    async fn check(&self, _: &Payment) -> Result<bool, No> {
        if self.at == At::Refund {
            Err(No)
        } else {
            Ok(true)
        }
    }

    #[step(pivot)]
    async fn order(&self, _: &bool) -> Order {
        self.world.call("order");
        Order
    }

    #[step(retry(attempts = 1))]
    async fn send(&self, _: &Order) -> Result<Receipt, No> {
        if self.world.refuses.load(Ordering::Relaxed) {
            return Err(No);
        }
        Ok(Receipt)
    }
}

fn runner(journal: &MemoryJournal, world: &World) -> SagaRunner<Sale, World> {
    let builder = Sale::builder(world.clone());
    builder.journal(journal.clone()).lease(LEASE).build()
}

/// Returns a saga that a process left when it died at this point.
fn left(at: At) -> (MemoryJournal, World, SagaId) {
    let (journal, world) = (MemoryJournal::new(), World::default());
    world.waits.store(true, Ordering::Relaxed);
    let process = tokio::runtime::Builder::new_current_thread();
    let process = { process }.enable_all().build().unwrap();
    let id = process.block_on(async {
        tokio::spawn(runner(&journal, &world).run(SaleInput { at }));
        world.is_waiting.notified().await;
        let all = journal.list(&JournalFilter::all(), None, 2).await.unwrap();
        SagaId(all[0].id)
    });
    process.shutdown_background();
    std::thread::sleep(3 * LEASE);
    world.waits.store(false, Ordering::Relaxed);
    world.take();
    (journal, world, id)
}

/// Runs a later process.
fn after<F: Future>(then: F) -> F::Output {
    let process = tokio::runtime::Builder::new_current_thread();
    { process }.enable_all().build().unwrap().block_on(then)
}

async fn status(journal: &MemoryJournal, id: SagaId) -> SagaStatus {
    status_of(&journal.load(id.0).await.unwrap().unwrap().status)
}

#[test]
fn a_saga_that_was_left_is_cancelled() {
    let (journal, world, id) = left(At::Pay);
    after(async {
        let answer = SagaOperator::cancel(&runner(&journal, &world), id).await;
        assert_eq!(answer.unwrap(), SagaAnswer::Ended(SagaStatus::RolledBack));
        // The payment may have been made, so the step is called again with its key, and refunded.
        assert_eq!(world.take(), ["refund", "release"]);
        assert_eq!(status(&journal, id).await, SagaStatus::RolledBack);
        let again = SagaOperator::cancel(&runner(&journal, &world), id).await;
        assert_eq!(again.unwrap_err().kind(), SagaOperatorErrorKind::NotHere);
    });
}

#[test]
fn a_step_of_a_saga_that_was_left_during_its_rollback_is_skipped() {
    let (journal, world, id) = left(At::Refund);
    after(async {
        let runner = runner(&journal, &world);
        let error = SagaOperator::skip(&runner, id, "paid").await.unwrap_err();
        assert_eq!(error.kind(), SagaOperatorErrorKind::NoStep);
        let answer = SagaOperator::skip(&runner, id, "pay").await;
        assert_eq!(answer.unwrap(), SagaAnswer::Ended(SagaStatus::RolledBack));
        assert_eq!(world.take(), ["release"]);
        assert_eq!(status(&journal, id).await, SagaStatus::RolledBack);
    });
}

#[test]
fn no_step_is_skipped_in_a_saga_that_goes_forward() {
    let (journal, world, id) = left(At::Pay);
    after(async {
        let runner = runner(&journal, &world);
        let error = SagaOperator::skip(&runner, id, "pay").await.unwrap_err();
        assert_eq!(error.kind(), SagaOperatorErrorKind::NotUndone);
        // No process holds the saga.
        assert_eq!(runner.recover().await.unwrap().completed, 1);
    });
}

#[tokio::test]
async fn a_run_of_this_process_receives_the_request() {
    let (journal, world) = (MemoryJournal::new(), World::default());
    world.waits.store(true, Ordering::Relaxed);
    let (runner, id) = (runner(&journal, &world), SagaId::new());
    let run = tokio::spawn(runner.run(SaleInput { at: At::Refund }).id(id).report());
    world.is_waiting.notified().await;
    let other = Sale::builder(world.clone())
        .journal(journal.clone())
        .build();
    let error = SagaOperator::cancel(&other, id).await.unwrap_err();
    assert_eq!(error.kind(), SagaOperatorErrorKind::DrivenElsewhere);
    let error = SagaOperator::park(&other, id).await.unwrap_err();
    assert_eq!(error.kind(), SagaOperatorErrorKind::NotUndone);

    let answer = SagaOperator::park(&runner, id).await;
    assert_eq!(answer.unwrap(), SagaAnswer::Received);
    let report = run.await.unwrap();
    assert_eq!(report.status(), SagaStatus::Parked);
    assert_eq!(world.take(), ["release"]);
}

#[tokio::test]
async fn a_stalled_saga_is_resumed_and_not_cancelled() {
    let (journal, world) = (MemoryJournal::new(), World::default());
    world.refuses.store(true, Ordering::Relaxed);
    let runner = runner(&journal, &world);
    let report = runner.run(SaleInput { at: At::Nowhere }).report().await;
    assert_eq!(report.status(), SagaStatus::Stalled);
    let id = report.id();
    let error = SagaOperator::cancel(&runner, id).await.unwrap_err();
    assert_eq!(error.kind(), SagaOperatorErrorKind::Stalled);
    let error = SagaOperator::resume(&runner, id).await.unwrap_err();
    assert_eq!(error.kind(), SagaOperatorErrorKind::Failed);
    world.refuses.store(false, Ordering::Relaxed);
    let answer = SagaOperator::resume(&runner, id).await;
    assert_eq!(answer.unwrap(), SagaAnswer::Ended(SagaStatus::Completed));
    assert_eq!(world.take(), ["order"]);
}

organum_tests::values!(Kept Checked);

/// A saga whose undos of items fail, or hang.
#[saga]
struct Basket {
    items: Vec<usize>,
    hangs: bool,
    #[inject]
    world: World,
}

const UNDOS: [&str; 3] = ["undo 0", "undo 1", "undo 2"];

#[saga(error = No, output = Checked, version = 1)]
impl Basket {
    #[step(undo = release)]
    async fn hold(&self) -> Hold {
        Hold
    }

    async fn release(&self, _: &Hold) {
        self.world.call("release");
    }

    #[step(each = items, undo = drop_item, undo_retry(attempts = 1))]
    async fn keep(&self, item: &usize, _: &Hold) -> Kept {
        Kept(u32::try_from(*item).unwrap())
    }

    async fn drop_item(&self, kept: &Kept) -> Result<(), No> {
        self.world.call(UNDOS[kept.0 as usize]);
        if self.hangs && kept.0 != 0 {
            self.world.is_waiting.notify_one();
            std::future::pending::<()>().await;
        }
        if self.world.refuses.load(Ordering::Relaxed) {
            return Err(No);
        }
        Ok(())
    }

    #[step(irrevocable)]
    async fn check(&self, _: &[Kept]) -> Result<Checked, No> {
        Err(No)
    }
}

fn basket(hangs: bool) -> BasketInput {
    BasketInput {
        items: vec![0, 1, 2],
        hangs,
    }
}

#[tokio::test]
async fn one_parked_item_of_a_step_is_skipped() {
    let (journal, world) = (MemoryJournal::new(), World::default());
    world.refuses.store(true, Ordering::Relaxed);
    let letters = organum::dead_letter::MemoryDeadLetters::new();
    let runner = Basket::builder(world.clone())
        .journal(journal.clone())
        .dead_letters(letters.clone())
        .build();
    let id = runner.run(basket(false)).report().await.id();
    assert_eq!(letters.letters().len(), 3);
    for none in ["keep[x]", "hold[0]", "kept[1]"] {
        let error = SagaOperator::skip(&runner, id, none).await.unwrap_err();
        assert_eq!(error.kind(), SagaOperatorErrorKind::NoStep, "{none}");
    }
    let answer = SagaOperator::skip(&runner, id, "keep[1]").await;
    assert_eq!(answer.unwrap(), SagaAnswer::Ended(SagaStatus::Parked));
    let mut left: Vec<_> = letters.letters();
    left.sort_by(|one, other| one.chain.cmp(&other.chain));
    let left: Vec<_> = left
        .iter()
        .map(|letter| letter.chain.last().unwrap())
        .collect();
    assert_eq!(left, ["keep[0]", "keep[2]"]);
    // The name of the step stands for all items.
    let answer = SagaOperator::skip(&runner, id, "keep").await;
    assert_eq!(answer.unwrap(), SagaAnswer::Ended(SagaStatus::RolledBack));
    assert!(letters.is_empty());
}

#[tokio::test]
async fn one_item_whose_undo_is_running_is_skipped() {
    let (journal, world) = (MemoryJournal::new(), World::default());
    let runner = Basket::builder(world.clone())
        .journal(journal.clone())
        .build();
    let id = SagaId::new();
    let run = tokio::spawn(runner.run(basket(true)).id(id).report());
    // The items complete at once, so that any of them may be undone first.
    world.is_waiting.notified().await;
    let running = world.calls.lock().unwrap().last().copied().unwrap();
    let (own, other) = if running == UNDOS[1] { (1, 2) } else { (2, 1) };
    let handle = runner.handle();
    assert!(!handle.skip(id, "keep[3]"));
    assert!(handle.skip(id, &format!("keep[{own}]")));
    world.is_waiting.notified().await;
    assert!(handle.skip(id, &format!("keep[{other}]")));
    assert_eq!(run.await.unwrap().status(), SagaStatus::RolledBack);
    let mut calls = world.take();
    calls.sort_unstable();
    assert_eq!(calls, ["release", "undo 0", "undo 1", "undo 2"]);
}

#[test]
fn one_item_of_a_saga_that_was_left_is_skipped() {
    let (journal, world) = (MemoryJournal::new(), World::default());
    let process = tokio::runtime::Builder::new_current_thread();
    let process = { process }.enable_all().build().unwrap();
    let runner = || {
        let builder = Basket::builder(world.clone()).journal(journal.clone());
        builder.lease(LEASE).build()
    };
    let id = SagaId::new();
    process.block_on(async {
        tokio::spawn(runner().run(basket(true)).id(id));
        world.is_waiting.notified().await;
    });
    process.shutdown_background();
    std::thread::sleep(3 * LEASE);
    world.take();
    after(async {
        let runner = runner();
        let error = SagaOperator::skip(&runner, id, "keep[3]").await;
        assert_eq!(error.unwrap_err().kind(), SagaOperatorErrorKind::NoStep);
        for item in ["keep[1]", "keep[2]"] {
            let operator = runner.clone();
            let answer =
                tokio::spawn(async move { SagaOperator::skip(&operator, id, item).await.unwrap() });
            if item == "keep[1]" {
                // The undo of the other item hangs in the first of these calls.
                world.is_waiting.notified().await;
                continue;
            }
            assert_eq!(answer.await.unwrap(), SagaAnswer::Received);
        }
        runner.handle().shutdown().await;
        let mut calls = world.take();
        calls.sort_unstable();
        assert_eq!(calls, ["release", "undo 0", "undo 2"]);
        assert_eq!(status(&journal, id).await, SagaStatus::RolledBack);
    });
}
