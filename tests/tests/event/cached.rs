//! Cached organs: their emissions for an event are emitted again for an equal one.

use std::sync::{Arc, atomic::Ordering};

use organum::{
    Runtime, Spine,
    event::{
        archive::{Entry, MemoryArchive as Archive, Recorded, Trace},
        cached::{EmissionCache, MemoryEmissionCache},
    },
    key::Key,
    store::{
        StoreError, StoreErrorKind, StoreFuture,
        conformance::{Fault, Faulty},
    },
};
use organum_tests::shop::{OrderPlaced, Shop, World};
use uuid::Uuid;

/// Returns the emitted prices, with their ids and the ids of their orders.
async fn prices(shop: &Runtime<Shop>, archive: &Archive) -> Vec<(Uuid, Uuid, u64)> {
    shop.flush().await.expect("the archive can be flushed");
    let trace = shop.trace().expect("the runtime is recorded");
    let trace = Trace::read(archive, trace).await.expect("the trace exists");
    let price = |recorded: &Recorded| {
        let Entry::Received {
            id,
            name,
            event: Some(event),
            ..
        } = &recorded.entry
        else {
            return None;
        };
        let event: serde_json::Value = serde_json::from_str(event).expect("the event is JSON");
        let causation = event["causation"]
            .as_str()?
            .parse()
            .expect("the causation is an id");
        let cents = event["payload"]["cents"].as_u64()?;
        (name == "Priced").then_some((*id, causation, cents))
    };
    trace.entries().iter().filter_map(price).collect()
}

async fn order(shop: &mut Runtime<Shop>, order: u32) {
    let event = OrderPlaced { order };
    shop.run(event).await.expect("nothing stops the shop");
}

#[tokio::test]
async fn an_equal_event_causes_no_call_and_has_its_own_emissions() {
    let (world, archive) = (World::default(), Archive::new());
    let mut shop = Shop::within(&world)
        .builder()
        .archive(archive.clone())
        .build();
    for number in [1, 2, 1, 1] {
        order(&mut shop, number).await;
    }
    assert_eq!(world.asked.load(Ordering::SeqCst), 2);
    let prices = prices(&shop, &archive).await;
    let cents: Vec<u64> = prices.iter().map(|(_, _, cents)| *cents).collect();
    assert_eq!(cents, [1000, 2001, 1000, 1000]);
    // Each price has a new id, and follows from its own order.
    for (at, (id, causation, _)) in prices.iter().enumerate() {
        for (other, other_causation, _) in &prices[..at] {
            assert_ne!(id, other);
            assert_ne!(causation, other_causation);
        }
    }
    // The emitted events are handled as after a call.
    assert_eq!(shop.spine().mail.sent, [1, 2, 1, 1]);
}

#[tokio::test]
async fn cached_emissions_have_the_ids_of_a_call() {
    let root = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
    let mut ids = Vec::new();
    for is_warm in [false, true] {
        let archive = Archive::new();
        let mut shop = Shop::default().builder().archive(archive.clone()).build();
        if is_warm {
            order(&mut shop, 1).await;
        }
        let event = OrderPlaced { order: 1 };
        let run = shop.run(event).id(root).await;
        run.expect("nothing stops the shop");
        let prices = prices(&shop, &archive).await;
        ids.push(prices.last().expect("there is a price").0);
    }
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test(start_paused = true)]
async fn failures_are_not_cached() {
    let world = World::default();
    let mut shop = Shop::within(&world).builder().build();
    // All three attempts fail.
    world.price_failures.store(3, Ordering::SeqCst);
    order(&mut shop, 1).await;
    assert_eq!(world.asked.load(Ordering::SeqCst), 3);
    assert_eq!(shop.stats().dead_letters, 1);
    // One attempt fails, and the emissions of the next one are cached.
    world.price_failures.store(1, Ordering::SeqCst);
    order(&mut shop, 1).await;
    assert_eq!(world.asked.load(Ordering::SeqCst), 5);
    order(&mut shop, 1).await;
    assert_eq!(world.asked.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn a_cache_can_be_shared_by_runtimes() {
    let (world, cache) = (World::default(), MemoryEmissionCache::new());
    for is_shared in [true, true, false] {
        let mut shop = Shop::within(&world).builder();
        if is_shared {
            shop = shop.cache(cache.clone());
        }
        let mut shop = shop.build();
        order(&mut shop, 1).await;
        assert_eq!(shop.spine().mail.sent, [1]);
    }
    assert_eq!(world.asked.load(Ordering::SeqCst), 2);
    assert_eq!(cache.len(), 1);
}

/// A cache with a fixed or failing answer.
struct Bad(Option<&'static [u8]>);

fn no_connection() -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, "bad", "answer").with_source("no connection")
}

impl EmissionCache for Bad {
    fn name(&self) -> &'static str {
        "bad"
    }

    fn get(&self, _: Key) -> StoreFuture<'_, Option<Arc<[u8]>>> {
        let answer = match self.0 {
            Some(bytes) => Ok(Some(bytes.into())),
            None => Err(no_connection()),
        };
        Box::pin(std::future::ready(answer))
    }

    fn put(&self, _: Key, _: Arc<[u8]>) -> StoreFuture<'_, ()> {
        Box::pin(std::future::ready(Err(no_connection())))
    }
}

#[tokio::test]
async fn a_cache_that_fails_causes_calls_only() {
    // An event that the handler does not emit, and one whose payload does not fit.
    let other = b"\x82\xa6format\x01\xa6events\x91\x84\xa5event\xa4Sent\xa7version\x01\xa3key\xc0\xa7payload\xab{\"order\":1}";
    let wrong =
        b"\x82\xa6format\x01\xa6events\x91\x84\xa5event\xa6Priced\xa7version\x01\xa3key\xc0\xa7payload\xa2{}";
    for answer in [None, Some(&b"nonsense"[..]), Some(other), Some(wrong)] {
        let world = World::default();
        let mut shop = Shop::within(&world).builder().cache(Bad(answer)).build();
        order(&mut shop, 1).await;
        order(&mut shop, 1).await;
        assert_eq!(world.asked.load(Ordering::SeqCst), 2, "{answer:?}");
        assert_eq!(shop.spine().mail.sent, [1, 1]);
    }
}

/// Orders that come again, with a failed attempt, through a backend or without one. Returns how often the cache was
/// called.
async fn orders_over(fault: Fault, is_parallel: bool, is_served: bool, most: u32) -> u64 {
    const ORDERS: [u32; 6] = [1, 2, 1, 3, 2, 1];
    let name = format!("{fault:?}, parallel {is_parallel}, served {is_served}");
    let (world, archive) = (World::default(), Archive::new());
    world.price_failures.store(1, Ordering::SeqCst);
    let cache = Arc::new(Faulty::new(Arc::new(MemoryEmissionCache::new()), fault));
    let shop = Shop::within(&world).builder().archive(archive.clone());
    let shop = shop.cache(Arc::clone(&cache));
    let shop = if is_parallel { shop.parallel() } else { shop };
    let mut shop = shop.build();
    for number in ORDERS {
        let event = OrderPlaced { order: number };
        if is_served {
            shop.publish(event).await.expect(&name);
        } else {
            shop.run(event).await.expect(&name);
        }
    }
    shop.drain().await.expect(&name);
    let mut sent = shop.spine().mail.sent.clone();
    sent.sort_unstable();
    assert_eq!(sent, [1, 1, 1, 2, 2, 3], "{name}");
    assert_eq!(shop.stats().dead_letters, 0, "{name}");
    let mut emitted = prices(&shop, &archive).await;
    emitted.sort_unstable();
    emitted.dedup_by_key(|(id, ..)| *id);
    assert_eq!(
        emitted.len(),
        ORDERS.len(),
        "{name}: each order has one price"
    );
    let asked = world.asked.load(Ordering::SeqCst);
    // Three orders, and the attempt that failed.
    assert!((4..=4 + most).contains(&asked), "{name}: {asked} calls");
    cache.calls()
}

#[tokio::test(start_paused = true)]
async fn a_cache_that_fails_at_any_call_costs_one_call() {
    for is_parallel in [false, true] {
        for is_served in [false, true] {
            type FaultAt = fn(u64) -> Fault;
            let faults: [(FaultAt, u32); 4] = [
                (Fault::RefusesCall, 1),
                // What was kept is found, though its answer was lost.
                (Fault::LosesCall, 1),
                (Fault::RefusesFrom, 3),
                (Fault::LosesFrom, 3),
            ];
            for (fault, most) in faults {
                for number in 0.. {
                    let calls = orders_over(fault(number), is_parallel, is_served, most).await;
                    if number >= calls {
                        assert!(number > 0, "no call was made");
                        break;
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn an_equal_answer_of_a_cache_is_emitted() {
    let right = b"\x82\xa6format\x01\xa6events\x91\x84\xa5event\xa6Priced\xa7version\x01\xa3key\xc0\xa7payload\xb6{\"order\":1,\"cents\":77}";
    let world = World::default();
    let mut shop = Shop::within(&world)
        .builder()
        .cache(Bad(Some(right)))
        .build();
    order(&mut shop, 1).await;
    assert_eq!(world.asked.load(Ordering::SeqCst), 0);
    assert_eq!(shop.spine().ledger.cents, 77);
}

macro_rules! desks {
    ($($module:ident $version:literal)+) => {
        $(
            mod $module {
                use organum::{Event, Spine, event::cached::MemoryEmissionCache, organ, spine};

                use organum_tests::shop::{OrderPlaced, Sent};

                #[derive(Default)]
                pub(super) struct Desk {
                    calls: u32,
                }

                #[organ(cached, version = $version)]
                impl Desk {
                    #[handle]
                    fn one(&mut self, event: &Event) -> Sent {
                        match event {
                            OrderPlaced { order } => {
                                self.calls += 1;
                                Sent { order: order + $version }
                            }
                        }
                    }

                    #[handle]
                    fn two(&mut self, event: &Event) -> Option<Sent> {
                        match event {
                            OrderPlaced { order } if *order < 10 => None,
                            OrderPlaced { order } => {
                                self.calls += 1;
                                Some(Sent { order: order + 100 })
                            }
                        }
                    }
                }

                #[spine(entry(OrderPlaced), terminal(Sent))]
                #[derive(Default)]
                pub(super) struct Office {
                    desk: Desk,
                }

                /// Returns the number of calls of the organ for two equal orders.
                pub(super) async fn calls(cache: &MemoryEmissionCache, order: u32) -> u32 {
                    let office = Office::default();
                    let mut office = office.builder().cache(cache.clone()).build();
                    for _ in 0..2 {
                        let order = OrderPlaced { order };
                        office.run(order).await.expect("nothing fails");
                    }
                    office.spine().desk.calls
                }
            }
        )+
    };
}
desks!(first 1 second 2);

/// One name, one place, one event: another version of the organ has its own entries.
#[tokio::test]
async fn versions_and_handlers_have_their_own_entries() {
    let cache = MemoryEmissionCache::new();
    assert_eq!(first::calls(&cache, 20).await, 2);
    assert_eq!(cache.len(), 2, "one entry for each handler");
    assert_eq!(first::calls(&cache, 20).await, 0);
    assert_eq!(second::calls(&cache, 20).await, 2);
    assert_eq!(first::calls(&cache, 21).await, 2);
    assert_eq!(cache.len(), 6);
}

#[tokio::test]
async fn a_handler_that_emitted_nothing_is_not_called_again() {
    let cache = MemoryEmissionCache::new();
    assert_eq!(first::calls(&cache, 5).await, 1);
    assert_eq!(cache.len(), 2);
}

#[tokio::test]
async fn a_hit_is_recorded_like_a_call_and_replayed() {
    let (world, archive) = (World::default(), Archive::new());
    let mut shop = Shop::within(&world)
        .builder()
        .archive(archive.clone())
        .build();
    order(&mut shop, 1).await;
    order(&mut shop, 1).await;
    let trace = shop.trace().expect("the runtime is recorded");
    let read = Trace::read(&archive, trace)
        .await
        .expect("the trace exists");
    let handled = read.entries().iter().filter(|recorded| {
        matches!(
            &recorded.entry,
            Entry::Handled { place, attempts: 1, outcome, .. }
                if place == "prices.ask" && outcome == "ok"
        )
    });
    assert_eq!(handled.count(), 2);
    // The replay has no cache: it uses the trace.
    let fresh = Shop::within(&world).builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");
    assert!(report.is_identical(), "{report}");
    assert_eq!(world.asked.load(Ordering::SeqCst), 1);
}
