//! Steps that run once for each item: the parameters of their undos, the sources of the items, and the number of
//! writes.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use organum::{
    dead_letter::{DeadLetter, MemoryDeadLetters},
    prelude::*,
    saga::{SagaEntry, SagaRedriveErrorKind, SagaStatus},
    store::{MemoryJournal, StoreError},
};
use organum_tests::journal::{Around, Asked, Surrounded};
use serde::{Deserialize, Serialize};

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<String>>>);

impl Calls {
    fn add(&self, call: String) {
        self.0.lock().unwrap().push(call);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

#[derive(Serialize, Deserialize)]
struct Held(u32);
#[derive(Serialize, Deserialize)]
struct Total(u32);

/// A saga whose undos take their item in all positions: before the value, alone, and as a borrowed `str`.
#[saga]
struct Notices {
    items: Vec<u32>,
    names: Vec<String>,
    #[inject]
    calls: Calls,
}

#[saga(error = No, output = Total, version = 1)]
impl Notices {
    #[step(each = items, undo = release, concurrency = 1)]
    async fn hold(&self, item: &u32) -> Held {
        Held(item * 10)
    }

    async fn release(&self, item: &u32, held: &Held) {
        self.calls.add(format!("release {item} {}", held.0));
    }

    #[step(each = items, undo = uncount, concurrency = 1)]
    async fn count(&self, item: &u32, _: &[Held]) -> u32 {
        item * 100
    }

    async fn uncount(&self, item: &u32, count: &u32, key: &IdempotencyKey) {
        assert_eq!(key.to_string().split('-').count(), 5, "it is a key");
        self.calls.add(format!("uncount {item} {count}"));
    }

    #[step(each = names, undo = retract, concurrency = 1)]
    async fn tell(&self, name: &str, _: &[u32]) {
        self.calls.add(format!("tell {name}"));
    }

    async fn retract(&self, name: &str) {
        self.calls.add(format!("retract {name}"));
    }

    #[step(irrevocable)]
    async fn sum(&self, counts: &[u32]) -> Result<Total, No> {
        tokio::task::yield_now().await;
        let _ = counts;
        Err(No)
    }
}

#[tokio::test]
async fn an_undo_takes_the_item_of_its_step() {
    for journal in [None, Some(MemoryJournal::new())] {
        let calls = Calls::default();
        let builder = Notices::builder(calls.clone());
        let runner = match journal {
            Some(journal) => builder.journal(journal).build(),
            None => builder.build(),
        };
        let input = NoticesInput {
            items: vec![1, 2],
            names: vec!["Ada".to_owned()],
        };
        let error = runner.run(input).await.err().unwrap();
        assert!(error.is_rolled_back(), "{error}");
        assert_eq!(
            calls.take(),
            [
                "tell Ada",
                "retract Ada",
                "uncount 2 200",
                "uncount 1 100",
                "release 2 20",
                "release 1 10"
            ]
        );
    }
}

#[saga]
struct Order {
    items: Vec<u32>,
    fails: bool,
    #[inject]
    cannot_be_released: bool,
}

#[saga(error = No, output = Total, version = 1)]
impl Order {
    #[step(each = items, undo = release, undo_retry(attempts = 1))]
    async fn reserve(&self, item: &u32) -> Held {
        // Some items wait, and so complete in another order.
        if item.is_multiple_of(3) {
            tokio::task::yield_now().await;
        }
        Held(*item)
    }

    async fn release(&self, _: &Held) -> Result<(), No> {
        if self.cannot_be_released {
            return Err(No);
        }
        Ok(())
    }

    #[step(irrevocable)]
    async fn sum(&self, held: &[Held]) -> Result<Total, No> {
        if self.fails {
            return Err(No);
        }
        Ok(Total(held.iter().map(|held| held.0).sum()))
    }
}

/// The writes that a journal receives.
#[derive(Clone, Default)]
struct Counted(Arc<Work>);

#[derive(Default)]
struct Work {
    appends: AtomicUsize,
    entries: AtomicUsize,
    bytes: AtomicUsize,
}

impl Around for Counted {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        if let Asked::Append(entries) = asked {
            self.0.appends.fetch_add(1, Ordering::Relaxed);
            self.0.entries.fetch_add(entries.len(), Ordering::Relaxed);
            let bytes = |entry: &SagaEntry| serde_json::to_vec(entry).unwrap().len();
            let bytes = entries.iter().map(bytes).sum();
            self.0.bytes.fetch_add(bytes, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Runs an order with this number of items, and returns the numbers of appends, entries and bytes.
async fn work(count: u32, fails: bool) -> [usize; 3] {
    let counted = Counted::default();
    let journal = Surrounded::new(&MemoryJournal::new(), counted.clone());
    let runner = Order::builder(false).journal(journal).build();
    let items = (0..count).collect();
    let result = runner.run(OrderInput { items, fails }).await;
    assert_eq!(result.is_err(), fails);
    let Work {
        appends,
        entries,
        bytes,
    } = &*counted.0;
    [appends, entries, bytes].map(|work| work.load(Ordering::Relaxed))
}

#[tokio::test]
async fn the_work_of_a_journal_is_in_proportion_to_the_items() {
    for fails in [false, true] {
        let (few, many) = (work(100, fails).await, work(800, fails).await);
        for (few, many) in few.into_iter().zip(many) {
            // With more items, their numbers have more digits.
            assert!(many <= few * 9, "{many} for 800 items, {few} for 100");
        }
        // Each item begins and completes, and is undone by a rollback.
        let of_an_item = if fails { 3 } else { 2 };
        assert!(many_entries(many) <= 800 * of_an_item + 10, "{many:?}");
    }
}

fn many_entries([_, entries, _]: [usize; 3]) -> usize {
    entries
}

/// The letter of one item does not list all the others.
#[tokio::test]
async fn the_letters_of_many_items_are_in_proportion_to_them() {
    let letters = MemoryDeadLetters::new();
    let runner = Order::builder(true)
        .journal(MemoryJournal::new())
        .dead_letters(letters.clone())
        .build();
    let items = (0..100).collect();
    let report = runner.run(OrderInput { items, fails: true }).report().await;
    assert_eq!(report.status(), SagaStatus::Parked);
    let parked = letters.letters();
    assert_eq!(parked.len(), 100);
    for letter in parked {
        assert!(letter.chain.len() <= 2, "{:?}", letter.chain);
        assert!(letter.chain.last().unwrap().starts_with("reserve["));
    }
}

/// Without a journal, the letter of an item holds the inputs, unless they are large: all letters would hold the square
/// of the number of items.
#[tokio::test]
async fn a_letter_of_an_item_holds_no_large_inputs() {
    for count in [100, 6_000] {
        let letters = MemoryDeadLetters::new();
        let runner = |fails| {
            let builder = Order::builder(fails).dead_letters(letters.clone());
            builder.build()
        };
        let own = runner(true);
        let items = (0..count).collect();
        let report = own.run(OrderInput { items, fails: true }).report().await;
        assert_eq!(report.parked().len(), count as usize);
        let parked = letters.letters();
        let bytes = |letter: &DeadLetter| letter.content.as_ref().unwrap().0.len();
        let is_large = count > 100;
        assert!(!is_large || parked.iter().map(bytes).max() < Some(300));
        // The process that parked a step can redrive it in any case.
        let again = own.redrive_here(parked[0].id).await.unwrap_err();
        assert_eq!(again.kind(), SagaRedriveErrorKind::Failed);
        let elsewhere = runner(false).redrive(parked[1].id).await;
        match elsewhere {
            Ok(()) => assert!(!is_large),
            Err(error) => assert_eq!(
                (error.kind(), is_large),
                (SagaRedriveErrorKind::NoRecord, true)
            ),
        }
    }
}

/// A list that another step returns is recorded, so its items are the same after a crash.
mod given_by_a_step {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Line(u32);

    #[saga]
    struct Invoice {
        #[inject]
        lines: Vec<u32>,
    }

    #[saga(error = No, output = Total, version = 1)]
    impl Invoice {
        #[step(irrevocable)]
        async fn read(&self) -> Vec<Line> {
            self.lines.iter().copied().map(Line).collect()
        }

        #[step(each, undo = release)]
        async fn reserve(&self, line: &Line) -> Held {
            Held(line.0)
        }

        async fn release(&self, _: &Held) {}

        #[step(irrevocable)]
        async fn sum(&self, held: &[Held]) -> Total {
            Total(held.iter().map(|held| held.0).sum())
        }
    }

    #[tokio::test]
    async fn is_the_cure_for_an_injected_list() {
        let runner = Invoice::builder(vec![3, 4]);
        let runner = runner.journal(MemoryJournal::new()).build();
        assert_eq!(runner.run(InvoiceInput {}).await.unwrap().0, 7);
    }
}
