//! The contents of a journal, the redrive and recovery from it, sagas in graphs, and the handle of a runner.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use organum::{
    dead_letter::{self, DeadLetterId, Redriver as _},
    observe::{Observer, SagaEvent, SagaInfo},
    prelude::*,
    saga::{self, SagaEntry, SagaErrorKind, SagaId, SagaRedriveErrorKind, SagaRunner, SagaStatus},
    store::{
        ClaimId, Journal, JournalBegin, JournalHead, JournalStatus, Leases, MemoryJournal,
        StoreError, StoreErrorKind,
    },
};
use organum_tests::journal::{Around, Asked, Surrounded, first_status, recorded};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct No(&'static str);

#[derive(Clone, Default)]
struct Services {
    /// The number of calls that fail.
    fails: Arc<AtomicU32>,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Services {
    fn call(&self, text: String) -> Result<(), No> {
        let left = self.fails.load(Ordering::Relaxed);
        if left > 0 {
            self.fails.store(left - 1, Ordering::Relaxed);
            return Err(No("not yet"));
        }
        self.calls.lock().unwrap().push(text);
        Ok(())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Reservation {
    item: String,
    number: u32,
}
#[derive(Clone, Serialize, Deserialize)]
struct Order(u32);
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Receipt(u32);

#[saga]
#[derive(Clone)]
struct Checkout {
    items: Vec<String>,
    no_order: bool,
    #[inject]
    services: Services,
}

#[saga(error = No, output = Receipt, version = 1)]
impl Checkout {
    #[step(each = items, undo = release, undo_retry(attempts = 2))]
    async fn reserve(&self, item: &String) -> Reservation {
        Reservation {
            item: item.clone(),
            number: u32::try_from(item.len()).unwrap(),
        }
    }

    async fn release(&self, held: &Reservation) -> Result<(), No> {
        self.services
            .call(format!("release {} {}", held.item, held.number))
    }

    #[step(pivot)]
    async fn order(&self, held: &[Reservation]) -> Result<Order, No> {
        if self.no_order {
            return Err(No("no order"));
        }
        Ok(Order(held.iter().map(|held| held.number).sum()))
    }

    #[step(retry(attempts = 2))]
    async fn send(&self, order: Order) -> Result<Receipt, No> {
        self.services.call(format!("send {}", order.0))?;
        Ok(Receipt(order.0))
    }
}

fn checkout(no_order: bool, fails: u32) -> (Checkout, Services) {
    let services = Services::default();
    services.fails.store(fails, Ordering::Relaxed);
    let saga = Checkout {
        items: vec!["pen".to_owned(), "paper".to_owned()],
        no_order,
        services: services.clone(),
    };
    (saga, services)
}

fn runner(
    journal: &MemoryJournal,
    letters: &dead_letter::MemoryDeadLetters,
    services: &Services,
) -> SagaRunner<Checkout, Services> {
    Checkout::builder(services.clone())
        .journal(journal.clone())
        .dead_letters(letters.clone())
        .build()
}

#[tokio::test(start_paused = true)]
async fn a_letter_of_an_item_is_redriven_by_another_process_with_the_recorded_inputs() {
    let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
    let (saga, services) = checkout(true, 3);
    let report = runner(&journal, &letters, &services)
        .run(saga)
        .report()
        .await;
    assert_eq!(report.status(), SagaStatus::Parked);
    assert_eq!(report.parked()[0].step.to_string(), "reserve[1]");
    assert_eq!(*services.calls.lock().unwrap(), ["release pen 3"]);
    assert_eq!(first_status(&journal).await, SagaStatus::Parked);
    let letter = letters.letters()[0].clone();
    let content = String::from_utf8(letter.content.unwrap().0).unwrap();
    assert!(content.contains(r#""value":{"item":"paper","number":5}"#));
    // The letters of all items would hold the square of the items.
    assert!(!content.contains("inputs"));

    // Another process has neither the run nor its value.
    let services = Services::default();
    let elsewhere = runner(&MemoryJournal::new(), &letters, &services);
    let error = elsewhere.redrive(letter.id).await.unwrap_err();
    assert_eq!(error.kind(), SagaRedriveErrorKind::NoRecord);
    let mut redriver = runner(&journal, &letters, &services).redriver();
    assert_eq!(redriver.origin(), letter.origin);
    services.fails.store(9, Ordering::Relaxed);
    redriver.redrive(letter.id).await.unwrap();
    assert_eq!(letters.letters()[0].attempts, 4);
    services.fails.store(0, Ordering::Relaxed);
    redriver.redrive(letter.id).await.unwrap();
    assert!(letters.is_empty());
    assert_eq!(*services.calls.lock().unwrap(), ["release paper 5"]);
    assert!(
        redriver
            .redrive(DeadLetterId(Uuid::now_v7()))
            .await
            .is_err()
    );
}

#[tokio::test(start_paused = true)]
async fn a_saga_is_rolled_back_when_its_last_parked_step_is_undone() {
    let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
    let (saga, services) = checkout(true, 4);
    let one = runner(&journal, &letters, &services);
    let report = one.run(saga).report().await;
    let id = report.id();
    let parked = |steps: &[&str]| {
        let view = one.handle().inspect(id).unwrap();
        let texts: Vec<String> = view.parked.iter().map(ToString::to_string).collect();
        assert_eq!(texts, steps);
        view.status
    };
    let status = async || first_status(&journal).await;
    assert_eq!(parked(&["reserve[1]", "reserve[0]"]), SagaStatus::Parked);
    let saved = recorded(&journal, id).await;
    let found: Vec<_> = letters.letters().iter().map(|letter| letter.id).collect();
    assert_eq!(saved.parked().len(), 2);
    assert!(saved.parked().iter().all(|letter| found.contains(letter)));

    let [last, first] = saved.parked()[..] else {
        panic!("two")
    };
    one.redrive(first).await.unwrap();
    assert_eq!(status().await, SagaStatus::Parked);
    assert_eq!(parked(&["reserve[1]"]), SagaStatus::Parked);
    // The undo fails again, and nothing changes.
    services.fails.store(2, Ordering::Relaxed);
    let again = one.redrive(last).await;
    assert!(again.is_err());
    assert_eq!(status().await, SagaStatus::Parked);
    one.redrive(last).await.unwrap();
    assert_eq!(status().await, SagaStatus::RolledBack);
    assert_eq!(parked(&[]), SagaStatus::RolledBack);
    let undone: Vec<String> = {
        let view = one.handle().inspect(id).unwrap();
        view.undone.iter().map(ToString::to_string).collect()
    };
    assert_eq!(undone, ["reserve[0]", "reserve[1]"]);
    let saved = recorded(&journal, id).await;
    assert!(saved.parked().is_empty() && letters.is_empty());
    assert_eq!(one.recover().await.unwrap().found(), 0);
}

/// Otherwise its driver would record that the step is still parked.
#[tokio::test(start_paused = true)]
async fn a_parked_step_is_not_redriven_before_its_saga_has_ended() {
    let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
    let (saga, services) = checkout(true, 2);
    // The item that was reserved last is parked. Then the journal fails.
    let left = Checkout::builder(services.clone())
        .journal(failing(&journal, 5))
        .dead_letters(letters.clone())
        .build();
    assert_eq!(left.run(saga).report().await.status(), SagaStatus::Left);
    let letter = letters.letters()[0].id;
    let other = runner(&journal, &letters, &services);
    let early = other.redrive(letter).await;
    assert_eq!(early.unwrap_err().kind(), SagaRedriveErrorKind::Busy);

    let recovery = other.recover().await.unwrap();
    assert_eq!(recovery.parked, 1, "{recovery:?}");
    other.redrive(letter).await.unwrap();
    assert_eq!(first_status(&journal).await, SagaStatus::RolledBack);
}

#[tokio::test(start_paused = true)]
async fn a_stalled_saga_is_completed_by_a_redrive_and_not_by_recovery() {
    let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
    let (saga, services) = checkout(false, 2);
    let one = runner(&journal, &letters, &services);
    let report = one.run(saga).report().await;
    assert_eq!(report.status(), SagaStatus::Stalled);
    assert_eq!(one.recover().await.unwrap().found(), 0);
    let letter = letters.letters()[0].id;
    let other = runner(&journal, &letters, &services);
    other.redrive(letter).await.unwrap();
    assert_eq!(*services.calls.lock().unwrap(), ["send 8"]);
    assert!(letters.is_empty());
    assert_eq!(first_status(&journal).await, SagaStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_stalled_saga_is_resumed_by_its_id() {
    let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
    let (saga, services) = checkout(false, 4);
    let one = runner(&journal, &letters, &services);
    let id = one.run(saga).report().await.id();
    let again = one.handle().resume(id).await;
    assert_eq!(again.unwrap_err().kind(), SagaRedriveErrorKind::Failed);
    one.handle().resume(id).await.unwrap();
    assert_eq!(first_status(&journal).await, SagaStatus::Completed);
    assert!(letters.is_empty());
    let over = one.handle().resume(id).await;
    assert_eq!(over.unwrap_err().kind(), SagaRedriveErrorKind::NotHere);
}

#[tokio::test(start_paused = true)]
async fn a_run_with_the_same_id_must_have_the_same_inputs() {
    let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
    let (saga, services) = checkout(false, 0);
    let one = runner(&journal, &letters, &services);
    let first = one.run(saga.clone()).await.map(|receipt| receipt.0);
    assert_eq!(first.unwrap(), 8);
    let id = SagaId::new();
    one.run(saga.clone()).id(id).await.unwrap();
    let mut other = saga.clone();
    other.items.push("ink".to_owned());
    let calls = services.calls.lock().unwrap().len();
    let error = one.run(other).id(id).await.unwrap_err();
    assert_eq!(error.kind(), SagaErrorKind::Refused);
    let refusal: &saga::Refusal = error.downcast_ref().unwrap();
    assert_eq!(refusal.kind(), saga::RefusalKind::OtherInputs);
    assert_eq!(services.calls.lock().unwrap().len(), calls);
    // A run with the same inputs returns the outcome of the first one.
    one.run(saga).id(id).await.unwrap();
    assert_eq!(services.calls.lock().unwrap().len(), calls);
}

#[tokio::test(start_paused = true)]
async fn every_event_is_recorded_before_the_next_one() {
    let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
    let (saga, services) = checkout(false, 0);
    let report = runner(&journal, &letters, &services)
        .run(saga)
        .report()
        .await;
    let saved = recorded(&journal, report.id()).await;
    let text = |entry: &SagaEntry| match entry {
        SagaEntry::Started { step, item } => format!("started {step} {item:?}"),
        SagaEntry::Done { step, item, value } => {
            format!("done {step} {item:?} {}", String::from_utf8_lossy(&value.0))
        }
        SagaEntry::Finished { end } => format!("{end:?}"),
        other => format!("{other:?}"),
    };
    let entries: Vec<String> = saved.entries.iter().map(text).collect();
    assert_eq!(
        entries,
        [
            "started reserve Some(0)",
            "started reserve Some(1)",
            r#"done reserve Some(0) {"item":"pen","number":3}"#,
            r#"done reserve Some(1) {"item":"paper","number":5}"#,
            "started order None",
            "done order None 8",
            "started send None",
            "done send None 8",
            "Completed",
        ]
    );
    assert_eq!((&*saved.saga, saved.version), ("Checkout", 1));
    assert_eq!(
        String::from_utf8(saved.inputs.0).unwrap(),
        r#"{"items":["pen","paper"],"no_order":false}"#
    );
}

/// A record of the entries of each append.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<Vec<String>>>>);

impl Around for Calls {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        if let Asked::Append(entries) = asked {
            let texts = entries.iter().map(|entry| match entry {
                SagaEntry::Started { step, .. } => format!("started {step}"),
                SagaEntry::Done { step, .. } => format!("done {step}"),
                SagaEntry::Undone { step, .. } => format!("undone {step}"),
                SagaEntry::RollingBack { .. } => "rolling back".to_owned(),
                SagaEntry::Finished { end } => format!("{end:?}"),
                other => format!("{other:?}"),
            });
            self.0.lock().unwrap().push(texts.collect());
        }
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn completions_and_the_starts_after_them_are_appended_in_one_call() {
    let (saga, services) = checkout(false, 0);
    let calls = Calls::default();
    let journal = Surrounded::new(&MemoryJournal::new(), calls.clone());
    let runner = Checkout::builder(services).journal(journal).build();
    runner.run(saga).await.unwrap();
    let (started, done) = ("started reserve".to_owned(), "done reserve".to_owned());
    assert_eq!(
        *calls.0.lock().unwrap(),
        [
            vec![started.clone(), started],
            vec![done.clone(), done, "started order".to_owned()],
            vec!["done order".to_owned(), "started send".to_owned()],
            vec!["done send".to_owned(), "Completed".to_owned()],
        ]
    );
}

#[derive(Serialize, Deserialize)]
struct Quick;
#[derive(Serialize, Deserialize)]
struct Slow;

#[saga]
struct Pair {
    spawned: bool,
}

#[saga(output = Slow, version = 1)]
impl Pair {
    #[step(undo = undo_quick, spawn)]
    async fn quick(&self) -> Quick {
        sleep(Duration::from_secs(u64::from(self.spawned))).await;
        Quick
    }

    #[step(irrevocable, cancellable)]
    async fn slow(&self) -> Slow {
        sleep(Duration::from_hours(1)).await;
        Slow
    }

    async fn undo_quick(&self, _: &Quick) {}
}

#[tokio::test(start_paused = true)]
async fn a_completion_is_recorded_even_if_no_step_starts_after_it() {
    for spawned in [false, true] {
        let calls = Calls::default();
        let journal = Surrounded::new(&MemoryJournal::new(), calls.clone());
        let runner = SagaRunner::<Pair>::builder().journal(journal).build();
        let run = tokio::spawn(runner.run(PairInput { spawned }));
        sleep(Duration::from_secs(2)).await;
        let entries = calls.0.lock().unwrap().concat();
        assert_eq!(entries.len(), 3, "{entries:?}");
        assert_eq!(entries[2], "done quick");
        run.abort();
        let _ = run.await;
        runner.handle().shutdown().await;
        let entries = calls.0.lock().unwrap().concat();
        assert_eq!(entries[3..], ["rolling back", "undone quick", "RolledBack"]);
    }
}

/// A journal whose writes fail after this number of calls.
#[derive(Clone)]
struct Failing {
    left: Arc<AtomicU32>,
}

impl Around for Failing {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        if !matches!(asked, Asked::Begin | Asked::Append(_)) {
            return Ok(());
        }
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            // The failure is permanent, as a transient one would be retried as long as the lease lasts.
            return Err(StoreError::new(StoreErrorKind::Refused, "failing", "write"));
        }
        self.left.store(left - 1, Ordering::Relaxed);
        Ok(())
    }
}

fn failing(journal: &MemoryJournal, left: u32) -> Surrounded<Failing> {
    let around = Failing {
        left: Arc::new(AtomicU32::new(left)),
    };
    Surrounded::new(journal, around)
}

#[tokio::test(start_paused = true)]
async fn a_saga_whose_journal_fails_is_left_to_recovery() {
    for no_order in [false, true] {
        for writes in 0..12 {
            let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
            let (saga, services) = checkout(no_order, 0);
            let failing = failing(&journal, writes);
            let failing = Checkout::builder(services.clone()).journal(failing);
            let report = failing.build().run(saga).report().await;
            if writes == 0 {
                assert_eq!(report.error().unwrap().kind(), SagaErrorKind::Journal);
                assert!(journal.is_empty());
                continue;
            }
            let is_over = report.status() != SagaStatus::Left;
            let recovery = runner(&journal, &letters, &services).recover().await;
            let recovery = recovery.unwrap();
            assert_eq!(
                recovery.found(),
                u64::from(!is_over),
                "{writes} {recovery:?}"
            );
            let mut calls = services.calls.lock().unwrap().clone();
            // A call whose record was lost is repeated.
            calls.dedup();
            let expected: &[&str] = if no_order {
                &["release paper 5", "release pen 3"]
            } else {
                &["send 8"]
            };
            assert_eq!(calls, expected, "{writes}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_sagas_are_recovered_a_few_at_once() {
    struct Many {
        now: AtomicUsize,
        most: AtomicUsize,
        ended: AtomicUsize,
    }

    impl Observer for Many {
        fn saga(&self, _: &SagaInfo, event: &SagaEvent<'_>) {
            if let SagaEvent::Ended { .. } = event {
                self.ended.fetch_add(1, Ordering::Relaxed);
            }
        }

        fn graph(&self, _: &organum::observe::RunInfo, event: &organum::observe::GraphEvent) {
            match event {
                organum::observe::GraphEvent::Started => {
                    let now = self.now.fetch_add(1, Ordering::Relaxed) + 1;
                    self.most.fetch_max(now, Ordering::Relaxed);
                }
                organum::observe::GraphEvent::Ended { .. } => {
                    self.now.fetch_sub(1, Ordering::Relaxed);
                }
                _ => {}
            }
        }
    }

    let (journal, letters) = (MemoryJournal::new(), dead_letter::MemoryDeadLetters::new());
    let shape = shape();
    for _ in 0..10_000 {
        // The run was interrupted after the first item.
        let id = Uuid::now_v7();
        let mut head = JournalHead::new(id, saga::KIND, "Checkout", SystemTime::UNIX_EPOCH);
        head.version = 1;
        head.shape = shape;
        head.content = br#"{"items":["a","b"],"no_order":false}"#.to_vec().into();
        let begun = journal.begin(&head, ClaimId::new(), Duration::from_secs(30));
        let JournalBegin::Granted(lease) = begun.await.unwrap() else {
            panic!("it is new")
        };
        let entry = SagaEntry::Done {
            step: "reserve".into(),
            item: Some(0),
            value: dead_letter::Content(br#"{"item":"a","number":1}"#.to_vec()),
        };
        let entry = organum::__private::v1::serde_json::to_vec(&entry).unwrap();
        let running = JournalStatus::Running;
        journal.append(&lease, 0, &[&entry], running).await.unwrap();
        journal.release(&lease).await.unwrap();
    }
    let many = Arc::new(Many {
        now: AtomicUsize::new(0),
        most: AtomicUsize::new(0),
        ended: AtomicUsize::new(0),
    });
    let services = Services::default();
    let recovery = Checkout::builder(services.clone())
        .journal(journal.clone())
        .dead_letters(letters)
        .observe(Arc::clone(&many))
        .build()
        .recover()
        .await
        .unwrap();
    assert_eq!((recovery.completed, recovery.found()), (10_000, 10_000));
    assert_eq!(services.calls.lock().unwrap().len(), 10_000);
    assert_eq!(many.ended.load(Ordering::Relaxed), 10_000);
    assert!(many.most.load(Ordering::Relaxed) <= 16);
}

/// Returns the shape of `Checkout` in a journal.
fn shape() -> u64 {
    let journal = MemoryJournal::new();
    let run = Checkout::builder(Services::default())
        .journal(journal.clone())
        .build()
        .run(checkout(false, 0).0)
        .report();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let id = run.await.id();
            recorded(&journal, id).await.shape
        })
    })
    .join()
    .unwrap()
}

/// A saga is a node of a graph, and takes the outputs of other nodes.
mod in_a_graph {
    use super::*;

    struct Cart(Vec<&'static str>);
    struct Text(String);

    #[derive(Clone)]
    struct Items(Vec<String>);

    #[node]
    fn items(cart: &Cart) -> Items {
        Items(cart.0.iter().map(ToString::to_string).collect())
    }

    #[node]
    #[derive(Clone)]
    struct Buy {
        items: Items,
        services: Services,
    }

    #[derive(Debug)]
    struct Bought(usize);

    #[saga(error = No, output = Bought, node)]
    impl Buy {
        #[step(undo = give_back)]
        async fn take(&self) -> Items {
            self.items.clone()
        }

        async fn give_back(&self, taken: &Items) -> Result<(), No> {
            self.services.call(format!("give back {:?}", taken.0))
        }

        #[step(irrevocable)]
        async fn pay(&self, taken: &Items) -> Result<Bought, No> {
            sleep(Duration::from_millis(1)).await;
            match taken.0.len() {
                0 => Err(No("nothing to pay")),
                items => Ok(Bought(items)),
            }
        }
    }

    #[node]
    fn text(bought: &Bought) -> Text {
        Text(format!("{} things", bought.0))
    }

    #[graph(output = Text)]
    struct Shop {
        cart: Cart,
        #[inject]
        services: Services,
    }

    #[tokio::test(start_paused = true)]
    async fn a_saga_takes_outputs_of_nodes_and_nodes_take_its_output() {
        let services = Services::default();
        let shop = Shop::runner(services.clone());
        let text = shop.run(Cart(vec!["pen", "ink"])).await.unwrap();
        assert_eq!(text.0, "2 things");
        let error = shop.run(Cart(Vec::new())).await.err().unwrap();
        assert_eq!(error.node_error().unwrap().node(), "Bought");
        assert!(error.downcast_ref::<No>().is_some());
        assert_eq!(*services.calls.lock().unwrap(), ["give back []"]);
    }
}

/// An organ starts a saga for an event, and a repeated delivery does not start a second one.
mod from_an_organ {
    use super::*;

    #[event]
    struct Placed {
        order: u64,
    }

    struct Desk {
        sagas: SagaRunner<Checkout, Services>,
    }

    #[organ]
    impl Desk {
        async fn handle(&self, placed: &Placed) -> Result<(), SagaError<No>> {
            let input = CheckoutInput {
                items: vec![format!("order {}", placed.order)],
                no_order: false,
            };
            let id = SagaId(Uuid::from_u128(placed.order.into()));
            self.sagas.run(input).id(id).await?;
            Ok(())
        }
    }

    #[spine(entry(Placed))]
    struct Shop {
        desk: Desk,
    }

    #[tokio::test(start_paused = true)]
    async fn an_event_starts_one_saga_however_often_it_is_delivered() {
        let (journal, services) = (MemoryJournal::new(), Services::default());
        let mut shop = Shop {
            desk: Desk {
                sagas: runner(&journal, &dead_letter::MemoryDeadLetters::new(), &services),
            },
        }
        .builder()
        .build();
        for order in [7, 7, 12, 7] {
            let stats = shop.run(Placed { order }).await.unwrap();
            assert_eq!(stats.handled, 1);
        }
        assert_eq!(*services.calls.lock().unwrap(), ["send 7", "send 8"]);
        assert_eq!(journal.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn runs_are_listed_and_inspected_while_they_run_and_after() {
    struct Slow;

    #[saga(error = No, output = Receipt)]
    impl Slow {
        #[step(undo = undo_order)]
        async fn order(&self) -> Order {
            Order(1)
        }

        async fn undo_order(&self, _order: &Order) {
            sleep(Duration::from_secs(5)).await;
        }

        #[step(irrevocable)]
        async fn receipt(&self, _order: &Order) -> Result<Receipt, No> {
            sleep(Duration::from_secs(5)).await;
            Err(No("receipt"))
        }
    }

    let runner = Slow::runner();
    let run = tokio::spawn(runner.run(Slow).report());
    sleep(Duration::from_secs(2)).await;
    let view = runner.handle().running().remove(0);
    assert_eq!((view.saga, view.status), ("Slow", SagaStatus::Running));
    assert_eq!(view.done[0].name, "order");
    sleep(Duration::from_secs(5)).await;
    let view = runner.handle().inspect(view.id).unwrap();
    assert_eq!(view.status, SagaStatus::RollingBack);
    let report = run.await.unwrap();
    assert!(runner.handle().running().is_empty());
    let view = runner.handle().inspect(report.id()).unwrap();
    assert_eq!(view.status, SagaStatus::RolledBack);
    assert_eq!(view.undone[0].name, "order");
    assert!(view.done.is_empty());
}

#[test]
fn a_saga_is_drawn_with_its_undo_edges() {
    let picture = organum::saga::picture::<Checkout>();
    assert_eq!(
        picture.mermaid(),
        "\
flowchart LR
    s0[\"reserve (each)\"]
    u0([\"release\"])
    s1{{\"order\"}}
    s2[[\"send\"]]
    s0 --> s1
    s1 --> s2
    s0 -. undo .-> u0
"
    );
    assert_eq!(
        picture.dot(),
        "\
digraph \"Checkout\" {
    rankdir=LR;
    s0 [label=\"reserve (each)\", shape=box];
    u0 [label=\"release\", shape=oval];
    s1 [label=\"order\", shape=hexagon];
    s2 [label=\"send\", shape=box, peripheries=2];
    s0 -> u0 [style=dotted, label=\"undo\"];
    s0 -> s1;
    s1 -> s2;
}
"
    );
    assert_eq!(
        picture.text(),
        "\
Checkout
1. reserve  returns Vec<Reservation>; for each item; undone by release
2. order    returns Order; after reserve; the pivot
3. send     returns Receipt; after order; retried until it succeeds; its value is the output of the saga
"
    );
    let json: serde_json::Value = serde_json::from_str(&picture.json()).unwrap();
    assert_eq!(json["steps"][0]["undo"], "release");
    assert_eq!(json["steps"][2]["needs"][0]["step"], "order");
    assert_eq!(
        (&json["version"], &json["output"]),
        (&1.into(), &"send".into())
    );
}
