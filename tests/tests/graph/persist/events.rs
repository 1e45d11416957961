//! The events of observers: each hit, each miss and each result that is not recorded, once.

use std::error::Error;

use organum::{
    observe::{NodeEvent, NodeInfo, Observer},
    prelude::*,
    store::{
        RecordValue, StoreError,
        conformance::{Fault, Faulty},
    },
};
use organum_tests::Log;
use tokio::time::sleep;

use super::*;

/// The answer, which counts the calls that were made to get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Price {
    sku: u32,
    call: u32,
}

#[node(persist(scope = global))]
async fn price(sku: &Sku, calls: &Calls) -> Price {
    let call = calls.next();
    sleep(10 * MS).await;
    Price { sku: sku.0, call }
}

struct Receipt;

#[node]
fn receipt(_: &Price) -> Receipt {
    Receipt
}

#[graph(output = Receipt)]
struct Quote {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

struct Told(Log);

impl Observer for Told {
    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let event = match event {
            NodeEvent::Started => "started".to_owned(),
            NodeEvent::StoreHit { latency } => format!("hit after {latency:?}"),
            NodeEvent::StoreMiss { reason, .. } => format!("miss {}", reason.as_str()),
            NodeEvent::NotRecorded { reason } => format!("not recorded {}", reason.as_str()),
            NodeEvent::Ended {
                outcome,
                attempts,
                cached,
                ..
            } => format!(
                "{outcome} in {attempts}{}",
                if *cached { ", cached" } else { "" }
            ),
            _ => format!("{event:?}"),
        };
        self.0.say(format!("{} {event}", node.name()));
    }

    fn store_failed(&self, node: &NodeInfo<'_>, error: &(dyn Error + 'static)) {
        let is_store = error.is::<StoreError>();
        self.0
            .say(format!("{} store error: {is_store}", node.name()));
    }
}

async fn told(quote: &Runner<Quote>) -> Vec<String> {
    let log = Log::new();
    quote.run(Sku(7)).observe(Told(log.clone())).await.ok();
    let lines = log.lines().into_iter();
    lines.filter(|line| line.starts_with("Price")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_miss_and_a_hit_are_told_once() {
    let (memory, store) = memory();
    let quote = Quote::runner(Calls::default(), store);
    let missed = told(&quote).await;
    assert_eq!(
        missed,
        ["Price started", "Price miss absent", "Price ok in 1"]
    );
    let hit = told(&quote).await;
    assert_eq!(
        hit,
        [
            "Price started",
            "Price hit after 0ns",
            "Price ok in 0, cached"
        ]
    );

    let key = records(&memory).await[0].key;
    let put = organum::store::PutRequest::new(key, RecordValue::new(*b"?"));
    memory.put(&[put]).await.unwrap().remove(0).unwrap();
    let missed = told(&quote).await;
    assert_eq!(
        missed,
        ["Price started", "Price miss unreadable", "Price ok in 1"]
    );
}

/// The time that a run waits for another one is a part of its latency.
#[tokio::test(start_paused = true)]
async fn a_run_that_waits_for_another_one_has_a_hit() {
    let (_, store) = memory();
    let quote = Quote::runner(Calls::default(), store);
    let (first, second) = tokio::join!(told(&quote), told(&quote));
    assert_eq!(
        first,
        ["Price started", "Price miss absent", "Price ok in 1"]
    );
    assert_eq!(
        second,
        [
            "Price started",
            "Price hit after 10ms",
            "Price ok in 0, cached"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_is_reported() {
    let store = |at| -> Arc<dyn Store> {
        Arc::new(Faulty::new(
            Arc::new(MemoryStore::new()),
            Fault::RefusesFrom(at),
        ))
    };
    let at_first = told(&Quote::runner(Calls::default(), store(0))).await;
    assert_eq!(
        at_first,
        [
            "Price started",
            "Price store error: true",
            "Price miss store_failed",
            "Price ok in 1"
        ]
    );
    let later = told(&Quote::runner(Calls::default(), store(1))).await;
    assert_eq!(
        later,
        [
            "Price started",
            "Price miss absent",
            "Price store error: true",
            "Price not recorded store_failed",
            "Price ok in 1"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_timeline_shows_what_was_cached() {
    let (_, store) = memory();
    let quote = Quote::runner(Calls::default(), store);
    quote.run(Sku(7)).await.ok();
    let timeline = Timeline::new();
    quote.run(Sku(7)).observe(timeline.clone()).await.ok();
    let cached: Vec<_> = timeline
        .entries()
        .iter()
        .map(|entry| (entry.node, entry.is_cached))
        .collect();
    assert_eq!(cached, [("Price", true), ("Receipt", false)]);
    assert!(timeline.to_string().contains("cached"), "{timeline}");
}

/// Replacements come before the store.
#[tokio::test]
async fn a_replaced_node_does_not_ask_the_store() {
    use organum::test::Replace;
    let (memory, store) = memory();
    let quote = Quote::runner(Calls::default(), store);
    let price = Price { sku: 0, call: 0 };
    quote.run(Sku(7)).replace(price).await.ok();
    assert!(memory.is_empty());
}
