//! Layers around handlers: the calls and results that they see, and the calls that they delay and refuse.
#![allow(clippy::unwrap_used, reason = "helpers of tests are test code too")]

use std::{
    num::{NonZeroU32, NonZeroUsize},
    sync::{Arc, Mutex},
    time::Duration,
};

use organum::{
    Runtime,
    dead_letter::DeadLetterFilter,
    event::{Dedup, Failure, RateLimit, SpineBuilder, Timeout, TraceContext, layer_fn},
    policy::{Backoff, Policy, Retry},
};
use organum_tests::Log;
use uuid::Uuid;

use super::spine::{OrderPlaced, SECRET, Shop, order};

const SECOND: Duration = Duration::from_secs(1);

fn calls(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn attempts(number: u32) -> Retry {
    Retry::new(calls(number))
}

/// Returns the times of the calls of fulfilment, in milliseconds.
fn called_at(shop: &Runtime<Shop>) -> Vec<u128> {
    let calls = &shop.spine().fulfilment.calls;
    calls.iter().map(|(_, at)| at.as_millis()).collect()
}

/// Returns the places and the kinds of the dead letters.
async fn letters(shop: &Runtime<Shop>) -> Vec<(String, String)> {
    let letters = shop
        .dead_letters()
        .list(&DeadLetterFilter::default())
        .await
        .unwrap();
    letters
        .into_iter()
        .map(|letter| (letter.place.unwrap_or_default(), letter.reason.kind))
        .collect()
}

fn letter(place: &str, kind: &str) -> (String, String) {
    (place.to_owned(), kind.to_owned())
}

/// Adds a layer that logs the calls of fulfilment under this name.
fn watched(shop: SpineBuilder<Shop>, name: &'static str, log: &Log) -> SpineBuilder<Shop> {
    let log = log.clone();
    shop.layer(layer_fn(move |call, mut next| {
        let log = log.clone();
        Box::pin(async move {
            if call.place() != "fulfilment.handle" {
                return next.run().await;
            }
            let (organ, attempt) = (call.organ(), call.attempt());
            log.say(format!(
                "{name}: {organ} {attempt} {}",
                next.emitted().len()
            ));
            let result = next.run().await;
            let ended = match &result {
                Ok(()) => "ok",
                Err(failure) => failure.kind().as_str(),
            };
            let names: Vec<_> = next.emitted().iter().map(|event| event.name()).collect();
            log.say(format!("{name}: {ended} {}", names.join(" ")));
            result
        })
    }))
}

#[tokio::test]
async fn the_first_layer_is_the_outermost_and_all_see_each_attempt() {
    let log = Log::new();
    let shop = watched(
        Shop::runtime().defaults(Policy::new().retry(attempts(2))),
        "outer",
        &log,
    );
    let mut shop = watched(shop, "inner", &log).build();
    let fails = OrderPlaced {
        fails: 1,
        labels: 1,
        ..order(1)
    };
    let stats = shop.run(fails).await.unwrap();
    let expected = [
        "outer: Fulfilment 1 0",
        "inner: Fulfilment 1 0",
        "inner: failed ",
        "outer: failed ",
        "outer: Fulfilment 2 0",
        "inner: Fulfilment 2 0",
        "inner: ok OrderShipped LabelPrinted",
        "outer: ok OrderShipped LabelPrinted",
    ];
    assert_eq!(log.lines(), expected);
    assert_eq!((stats.retried, stats.emitted), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn layers_see_panics_and_timeouts_of_handlers_as_failures() {
    let log = Log::new();
    let limited = Shop::runtime().defaults(Policy::new().timeout(SECOND));
    let mut shop = watched(limited, "it", &log).build();
    let panics = OrderPlaced {
        panics: 1,
        ..order(1)
    };
    let slow = OrderPlaced {
        takes_ms: 2000,
        ..order(2)
    };
    shop.run_all([panics, slow]).await.unwrap();
    let expected = [
        "it: Fulfilment 1 0",
        "it: panicked ",
        "it: Fulfilment 1 0",
        "it: timed out ",
    ];
    assert_eq!(log.lines(), expected);
    let expected = [
        letter("fulfilment.handle", "panicked"),
        letter("fulfilment.handle", "timed out"),
    ];
    assert_eq!(letters(&shop).await, expected);
}

#[tokio::test]
async fn a_panic_of_a_layer_is_a_panic_of_the_handler() {
    let layer = layer_fn(|call, mut next| {
        Box::pin(async move {
            assert!(call.place() != "mail.handle", "{SECRET}");
            next.run().await
        })
    });
    let mut shop = Shop::runtime().layer(layer).build();
    shop.run(order(1)).await.unwrap();
    assert_eq!(letters(&shop).await, [letter("mail.handle", "panicked")]);
}

#[tokio::test]
async fn a_call_that_a_layer_refuses_is_not_retried() {
    let layer = layer_fn(|call, mut next| {
        Box::pin(async move {
            match call.place() {
                "fulfilment.handle" => Err(Failure::refused("not on a Sunday")),
                _ => next.run().await,
            }
        })
    });
    let mut shop = Shop::runtime()
        .defaults(Policy::new().retry(attempts(5)))
        .layer(layer)
        .build();
    let stats = shop.run(order(1)).await.unwrap();
    assert_eq!((stats.retried, stats.emitted), (0, 0));
    assert!(shop.spine().fulfilment.calls.is_empty());
    assert_eq!(
        letters(&shop).await,
        [letter("fulfilment.handle", "refused")]
    );
}

/// Returns the ids, hops, correlations and spans of the events that fulfilment emits for this order.
async fn emitted(shop: SpineBuilder<Shop>, order: OrderPlaced) -> Vec<String> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let shop = shop.layer(layer_fn(move |call, mut next| {
        let sink = Arc::clone(&sink);
        Box::pin(async move {
            let result = next.run().await;
            if call.place() == "fulfilment.handle" {
                let lines = next.emitted().iter().map(|event| {
                    let (id, hops) = (event.id(), event.hops());
                    let (correlation, causation) = (event.correlation(), event.causation());
                    let trace = event.trace().unwrap();
                    format!("{id} {hops} {correlation} {causation} {trace}")
                });
                sink.lock().unwrap().extend(lines);
            }
            result
        })
    }));
    let mut shop = shop.build();
    let trace: TraceContext = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        .parse()
        .unwrap();
    let id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
    shop.run(order).id(id).trace(trace).await.unwrap();
    drop(shop);
    Arc::into_inner(seen).unwrap().into_inner().unwrap()
}

#[tokio::test(start_paused = true)]
async fn events_of_a_retry_have_the_ids_of_the_first_attempt() {
    let labels = OrderPlaced {
        labels: 2,
        ..order(1)
    };
    let expected = emitted(Shop::runtime(), labels.clone()).await;
    assert_eq!(expected.len(), 3);

    let fails = OrderPlaced {
        fails: 2,
        ..labels.clone()
    };
    assert_eq!(
        emitted(
            Shop::runtime().defaults(Policy::new().retry(attempts(3))),
            fails.clone()
        )
        .await,
        expected
    );
    let panics = OrderPlaced {
        panics: 1,
        ..labels.clone()
    };
    assert_eq!(
        emitted(
            Shop::runtime().defaults(Policy::new().retry(attempts(2).panics())),
            panics
        )
        .await,
        expected
    );
    // A layer that retries has the same effect as a retry of the runtime.
    let again = layer_fn(|_call, mut next| {
        Box::pin(async move {
            match next.run().await {
                Err(_) if next.run().await.is_err() => next.run().await,
                Err(_) | Ok(()) => Ok(()),
            }
        })
    });
    let mut shop = Shop::runtime().layer(again).build();
    let stats = shop.run(fails).await.unwrap();
    assert_eq!((stats.emitted, stats.retried), (4, 0));
    assert_eq!(shop.spine().fulfilment.calls.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn events_of_an_attempt_after_a_dropped_one_keep_their_origin() {
    // The first attempt times out, the second one has a longer limit.
    let once = Arc::new(Mutex::new(false));
    let layer = move || {
        let once = Arc::clone(&once);
        layer_fn(move |call, mut next| {
            let is_first = call.place() == "fulfilment.handle"
                && !std::mem::replace(&mut *once.lock().unwrap(), true);
            Box::pin(async move {
                let limit = if is_first { SECOND } else { 10 * SECOND };
                let called = tokio::time::timeout(limit, next.run()).await;
                called.unwrap_or_else(|_| Err(Failure::refused_for_now("too slow")))
            })
        })
    };
    let slow = OrderPlaced {
        takes_ms: 2000,
        labels: 1,
        ..order(1)
    };
    let expected = emitted(Shop::runtime(), slow.clone()).await;
    let shop = Shop::runtime()
        .defaults(Policy::new().retry(attempts(2)))
        .layer(layer());
    assert_eq!(emitted(shop, slow).await, expected);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_exceeds_the_timeout_of_a_layer_is_dropped_and_retried() {
    let mut shop = Shop::runtime()
        .defaults(Policy::new().retry(attempts(2).backoff(Backoff::Fixed(SECOND))))
        .layer(Timeout::new(SECOND))
        .build();
    let slow = OrderPlaced {
        takes_ms: 1001,
        ..order(1)
    };
    let quick = OrderPlaced {
        takes_ms: 999,
        ..order(2)
    };
    let stats = shop.run_all([slow, quick]).await.unwrap();
    assert_eq!(called_at(&shop), [0, 2000, 3000]);
    assert_eq!((stats.dead_letters, stats.retried), (1, 1));
    assert_eq!(
        letters(&shop).await,
        [letter("fulfilment.handle", "timed out")]
    );
    // The events that the dropped call had emitted are discarded.
    assert_eq!(shop.spine().audit.received.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn the_timeout_of_a_handler_excludes_waits_of_layers() {
    let rate = RateLimit::new(calls(1), 5 * SECOND).per_place();
    let orders = || (1..=3).map(order);
    let mut shop = Shop::runtime()
        .defaults(Policy::new().timeout(SECOND))
        .layer(rate)
        .build();
    let stats = shop.run_all(orders()).await.unwrap();
    assert_eq!(stats.dead_letters, 0);

    // The timeout of a layer includes the waits of inner layers.
    let rate = RateLimit::new(calls(1), 5 * SECOND).per_place();
    let mut shop = Shop::runtime()
        .layer(Timeout::new(SECOND))
        .layer(rate)
        .build();
    let stats = shop.run_all(orders()).await.unwrap();
    assert!(stats.dead_letters > 0);
}

/// Applies the rate limit to calls of fulfilment only.
fn limited(rate: RateLimit) -> SpineBuilder<Shop> {
    let rate = Arc::new(rate);
    Shop::runtime().layer(layer_fn(move |call, mut next| {
        let rate = Arc::clone(&rate);
        Box::pin(async move {
            match call.place() {
                "fulfilment.handle" => organum::event::Layer::call(&*rate, call, next).await,
                _ => next.run().await,
            }
        })
    }))
}

#[tokio::test(start_paused = true)]
async fn calls_are_immediate_until_the_bucket_is_empty_then_even() {
    let mut shop = limited(RateLimit::new(calls(4), SECOND)).build();
    shop.run_all((1..=7).map(order)).await.unwrap();
    assert_eq!(called_at(&shop), [0, 0, 0, 0, 250, 500, 750]);
    // The bucket fills up again, to its size.
    tokio::time::sleep(10 * SECOND).await;
    shop.run_all((8..=13).map(order)).await.unwrap();
    let later: Vec<_> = called_at(&shop)[7..].to_vec();
    assert_eq!(later, [10_750, 10_750, 10_750, 10_750, 11_000, 11_250]);
}

#[tokio::test(start_paused = true)]
async fn with_a_burst_of_one_calls_are_spread() {
    let mut shop = limited(RateLimit::new(calls(4), SECOND).burst(calls(1))).build();
    shop.run_all((1..=4).map(order)).await.unwrap();
    assert_eq!(called_at(&shop), [0, 250, 500, 750]);
}

#[tokio::test(start_paused = true)]
async fn handlers_share_a_bucket_unless_each_has_its_own() {
    // An order makes three calls of other handlers: each place makes two for the first order, and one for the rest.
    let rate = || RateLimit::new(calls(1), SECOND);
    let mut shop = Shop::runtime().layer(rate()).build();
    shop.run_all([order(0), order(0)]).await.unwrap();
    assert_eq!(called_at(&shop), [0, 2000]);

    let mut shop = Shop::runtime().layer(rate().per_place()).build();
    shop.run_all([order(0), order(0)]).await.unwrap();
    assert_eq!(called_at(&shop), [0, 1000]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_call_is_retried_by_the_retry_policy() {
    let rate = || RateLimit::new(calls(1), SECOND).refuse();
    let mut shop = limited(rate())
        .defaults(Policy::new().retry(attempts(3).backoff(Backoff::Fixed(SECOND / 2))))
        .build();
    let stats = shop.run_all((1..=3).map(order)).await.unwrap();
    assert_eq!(called_at(&shop), [0, 1000, 2000]);
    assert_eq!((stats.retried, stats.dead_letters), (4, 0));

    let mut shop = limited(rate()).build();
    let stats = shop.run_all((1..=3).map(order)).await.unwrap();
    assert_eq!((called_at(&shop), stats.dead_letters), (vec![0], 2));
    let letters = shop
        .dead_letters()
        .list(&DeadLetterFilter::default())
        .await
        .unwrap();
    assert_eq!(
        letters[0].reason.messages,
        ["too many calls: the next one is allowed in 1s"]
    );
}

#[tokio::test(start_paused = true)]
async fn the_largest_limits_are_accepted() {
    let rates = [
        RateLimit::new(calls(1), Duration::MAX).refuse(),
        RateLimit::new(NonZeroU32::MAX, Duration::MAX),
        RateLimit::new(NonZeroU32::MAX, Duration::ZERO),
    ];
    for (rate, dead_letters) in rates.into_iter().zip([1, 0, 0]) {
        let mut shop = limited(rate).build();
        let stats = shop.run_all((1..=2).map(order)).await.unwrap();
        assert_eq!(stats.dead_letters, dead_letters);
    }
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | number)
}

/// Returns a runtime that remembers this number of calls.
fn deduplicated(calls: usize) -> Runtime<Shop> {
    let calls = NonZeroUsize::new(calls).unwrap();
    Shop::runtime().layer(Dedup::last(calls)).build()
}

/// Runs an order under this id, and returns the number of emitted events.
async fn placed(shop: &mut Runtime<Shop>, number: u128, order: OrderPlaced) -> u64 {
    let stats = shop.run(order).id(id(number)).await.unwrap();
    stats.emitted
}

#[tokio::test]
async fn an_event_that_comes_twice_is_handled_once() {
    let mut shop = deduplicated(100);
    assert_eq!(placed(&mut shop, 1, order(1)).await, 2);
    let received = shop.spine().audit.received.len();
    assert_eq!(placed(&mut shop, 1, order(1)).await, 0);
    assert_eq!(shop.spine().fulfilment.calls.len(), 1);
    assert_eq!(shop.spine().audit.received.len(), received);
    // The same payload with another id is another event.
    assert_eq!(placed(&mut shop, 2, order(1)).await, 2);
}

#[tokio::test]
async fn an_event_that_is_no_longer_remembered_is_handled_again() {
    // An order causes five calls: two events at two handlers each, and the receipt at one.
    let mut shop = deduplicated(5);
    assert_eq!(placed(&mut shop, 1, order(1)).await, 2);
    assert_eq!(placed(&mut shop, 1, order(1)).await, 0);
    assert_eq!(placed(&mut shop, 2, order(2)).await, 2);
    assert_eq!(placed(&mut shop, 1, order(1)).await, 2);
}

#[tokio::test]
async fn only_a_handler_that_failed_is_called_again() {
    let mut shop = deduplicated(100);
    let fails = OrderPlaced {
        fails: 1,
        ..order(1)
    };
    assert_eq!(placed(&mut shop, 1, fails.clone()).await, 0);
    assert_eq!(shop.spine().audit.received, ["OrderPlaced"]);
    assert_eq!(placed(&mut shop, 1, fails).await, 2);
    let expected = ["OrderPlaced", "OrderShipped", "ReceiptSent"];
    assert_eq!(shop.spine().audit.received, expected);
}
