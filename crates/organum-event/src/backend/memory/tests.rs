//! The guarantees of the backend in memory that other backends need not give.

use std::{pin::pin, time::Duration};

use organum_store::Renewal;
use tokio::time::{Instant, timeout};

use super::{MemoryBackend, state::State};
use crate::{
    backend::{Backend, Delivery, Message, Settlement, Then},
    conformance::{Parcel, messages, parcel},
};

const LEASE: Duration = Duration::from_millis(300);
const SECOND: Duration = Duration::from_secs(1);
const WAIT: Duration = Duration::from_mins(1);

fn numbers(pulled: &[Delivery]) -> Vec<u64> {
    let number = |delivery: &Delivery| parcel(&delivery.carried).number;
    pulled.iter().map(number).collect()
}

async fn filled(messages: &[Message]) -> MemoryBackend {
    let backend = MemoryBackend::new().with_lease(LEASE);
    backend.enqueue(messages).await.expect("there is room");
    backend
}

/// First in, first out: a message that is given back goes to the end; one whose lease lapses keeps its place.
#[tokio::test(start_paused = true)]
async fn the_order_is_that_of_arrival() {
    let backend = filled(&messages(4)).await;
    let pulled = backend.pull(2, WAIT).await.expect("it is there");
    assert_eq!(numbers(&pulled), [0, 1]);
    let given_back = backend.nack(&pulled[0].receipt, Duration::ZERO).await;
    given_back.expect("it is leased");
    tokio::time::sleep(LEASE).await;
    let pulled = backend.pull(10, WAIT).await.expect("it is there");
    assert_eq!(numbers(&pulled), [1, 2, 3, 0]);
}

/// A message with a key is not delivered before the earlier messages with that key are acknowledged.
#[tokio::test(start_paused = true)]
async fn a_message_with_a_key_waits_for_earlier_ones() {
    let keyed = |number| Parcel::numbered(number).in_lane("same").message();
    let other = Parcel::numbered(7).message();
    let backend = filled(&[keyed(0), keyed(1), other, keyed(2)]).await;
    let pulled = backend.pull(10, WAIT).await.expect("it is there");
    assert_eq!(numbers(&pulled), [0, 7]);
    let delayed = backend.nack(&pulled[0].receipt, SECOND).await;
    delayed.expect("it is leased");
    let began = Instant::now();
    backend.ack(&pulled[1].receipt).await.expect("it is leased");
    for number in 0..3 {
        let pulled = backend.pull(10, WAIT).await.expect("it is there");
        assert_eq!(numbers(&pulled), [number]);
        assert_eq!(began.elapsed(), SECOND);
        backend.ack(&pulled[0].receipt).await.expect("it is leased");
    }
}

/// A consumer that waits while all messages are leased gets a message at the moment its lease expires.
#[tokio::test(start_paused = true)]
async fn a_waiting_consumer_gets_a_message_whose_lease_lapses() {
    let backend = filled(&[]).await;
    let mut waits = pin!(backend.pull(1, WAIT));
    assert!(timeout(SECOND, &mut waits).await.is_err());
    backend.enqueue(&messages(1)).await.expect("there is room");
    // Another consumer is faster, begins, and dies.
    let stolen = backend.pull(1, WAIT).await.expect("it is there");
    let begun = backend.begin(&[stolen[0].receipt.clone()]).await;
    assert_eq!(begun.expect("it is leased"), [Renewal::Renewed]);
    let began = Instant::now();
    let pulled = waits.await.expect("it lapses");
    assert_eq!(began.elapsed(), LEASE);
    assert_eq!(pulled[0].deliveries, 2);
    let late = backend
        .settle(&stolen[0].receipt, Settlement::then(Then::Keep))
        .await;
    assert!(late.expect_err("it has lapsed").is_lease_lost());
}

/// Many publishers and consumers wait at once, and each of them completes.
#[tokio::test(start_paused = true)]
async fn all_waiting_callers_complete() {
    let one = std::num::NonZeroUsize::MIN;
    let backend = MemoryBackend::bounded(one);
    let publishing = messages(20).into_iter().map(|message| {
        let backend = backend.clone();
        tokio::spawn(async move { backend.enqueue(&[message]).await })
    });
    let publishing: Vec<_> = publishing.collect();
    let pulling = (0..20).map(|_| {
        let backend = backend.clone();
        tokio::spawn(async move {
            let pulled = backend.pull(1, WAIT).await.expect("it comes");
            backend.ack(&pulled[0].receipt).await.expect("it is leased");
            numbers(&pulled)
        })
    });
    let pulling: Vec<_> = pulling.collect();
    let mut seen = Vec::new();
    for pulling in pulling {
        seen.extend(
            timeout(SECOND, pulling)
                .await
                .expect("in time")
                .expect("no panic"),
        );
    }
    for publishing in publishing {
        let published = timeout(SECOND, publishing).await.expect("in time");
        published.expect("no panic").expect("there is room");
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..20).collect::<Vec<_>>());
}

/// Old ids are forgotten, except those of messages that are still queued.
#[test]
fn the_last_hundred_thousand_ids_are_remembered() {
    let (mut state, now) = (State::default(), Instant::now());
    let stays = Parcel::numbered(1).message();
    state.insert(stays.clone());
    assert_eq!(state.pull(1, now, LEASE).len(), 1);
    let done = messages(100_001);
    for message in &done {
        state.insert(message.clone());
        let pulled = state.pull(1, now, LEASE);
        assert!(state.settle(&pulled[0].receipt, Settlement::then(Then::Ack), now));
    }
    assert_eq!(state.len(), 1);
    assert!(state.knows(stays.id()));
    assert!(!state.knows(done[0].id()));
    assert!(done[1..].iter().all(|message| state.knows(message.id())));
}
