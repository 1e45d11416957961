//! The guarantees of a backend, a function each, which panics if the guarantee is broken.
#![allow(
    clippy::missing_panics_doc,
    reason = "a case panics where a guarantee is broken"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
    pin::pin,
    time::Duration,
};

use futures_util::future::{Either, join, join3, select};
use organum_store::Renewal;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::{
    super::{
        super::{
            EncodeError,
            backend::{Delivery, Message, Settlement, Then},
            encoding::PAYLOAD_LIMIT,
        },
        parcel::{Parcel, messages, parcel, unpacked},
    },
    AnyBackend,
    trial::{Settled, Trial},
};

pub(super) async fn fresh(subject: &dyn AnyBackend) -> Trial {
    Trial(subject.make().await)
}

pub(super) fn ids<'a>(deliveries: impl IntoIterator<Item = &'a Delivery>) -> BTreeSet<Uuid> {
    deliveries.into_iter().map(|delivery| delivery.id).collect()
}

pub(super) const ACK: Settlement<'static> = Settlement {
    done: &[],
    emitted: &[],
    then: Then::Ack,
};

pub(super) fn nack(delay: Duration) -> Settlement<'static> {
    Settlement::then(Then::Nack { delay })
}

/// A message is delivered unchanged, with the event's head and the handlers that it is for.
pub async fn a_message_is_delivered_unchanged(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let plain = Parcel::numbered(7).message();
    let keyed = Parcel::numbered(8).in_lane("Käthe").message();
    let redriven = Message::again(Parcel::numbered(9).event(), Some("mail.receipt"), 3);
    let redriven = redriven.expect("the payload is short enough");
    let places: [Box<str>; 2] = ["fulfilment.handle".into(), "mail.receipt".into()];
    let addressed = Parcel::numbered(10).message().for_handlers(places);
    let nobody = Parcel::numbered(11).message().for_handlers([]);
    let sent = [plain, keyed, redriven, addressed, nobody];
    backend.enqueue(&sent).await;
    let acked = backend.ack_all().await;
    assert_eq!(ids(&acked), sent.iter().map(Message::id).collect());
    for delivery in &acked {
        let message = sent.iter().find(|message| message.id() == delivery.id);
        let message = message.expect("only enqueued messages are delivered");
        let (before, after) = (message.event(), unpacked(&delivery.carried));
        assert_eq!(
            after.encode().expect("the event can be encoded"),
            before.encode().expect("the event can be encoded"),
        );
        assert_eq!(after.key(), before.key());
        assert_eq!(delivery.only.as_deref(), message.only());
        assert_eq!(delivery.handlers.as_ref(), message.handlers());
        assert_eq!(delivery.done, []);
        assert!(delivery.deliveries >= 1);
    }
}

/// A message that is enqueued twice is stored once, and an acknowledged message is not stored again.
pub async fn a_message_is_enqueued_once(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let sent = messages(3);
    backend.enqueue(&sent).await;
    backend.enqueue(&sent[..2]).await;
    assert_eq!(backend.metrics().await.pending(), 3);
    let acked = backend.ack_all().await;
    assert_eq!(ids(&acked).len(), 3);
    backend.enqueue(&sent).await;
    assert_eq!(
        backend.metrics().await.pending(),
        0,
        "an acknowledged message is queued again"
    );
    // The same event for one handler is another message.
    let again = Message::again(Parcel::numbered(7).event(), Some("mail.receipt"), 1);
    backend
        .enqueue(&[again.expect("the payload is short enough")])
        .await;
    assert_eq!(backend.metrics().await.pending(), 1);
}

/// An acknowledged message is never redelivered.
pub async fn an_acknowledged_message_is_not_redelivered(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(5)).await;
    let mut acked = BTreeSet::new();
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            assert!(
                !acked.contains(&delivery.id),
                "an acknowledged message was redelivered"
            );
            if backend.settle(&delivery.receipt, ACK).await == Settled::Yes {
                acked.insert(delivery.id);
            }
        })
        .await;
    let after = backend.pull_within(1, 2 * backend.lease()).await;
    assert!(after.is_empty(), "an acknowledged message was redelivered");
}

/// A message that is given back is redelivered after its delay, and its deliveries are counted.
pub async fn a_message_given_back_is_redelivered_after_its_delay(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let delay = backend.lease() / 2;
    backend.enqueue(&messages(1)).await;
    let (mut not_before, mut deliveries) = (None, 0);
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            // A delivery whose lease expires at once has not begun.
            let is_counted = delivery.deliveries > deliveries || !subject.is_exact();
            assert!(is_counted, "deliveries are counted");
            deliveries = delivery.deliveries;
            if let Some(not_before) = not_before {
                assert!(
                    Instant::now() >= not_before,
                    "a message was redelivered before its delay had passed"
                );
                backend.settle(&delivery.receipt, ACK).await;
                return;
            }
            let from = Instant::now();
            if backend.settle(&delivery.receipt, nack(delay)).await == Settled::Yes {
                not_before = Some(from + delay);
            }
        })
        .await;
    assert!(not_before.is_some() && (deliveries >= 2 || !subject.is_exact()));
}

/// Completed handlers are listed in each later delivery, and in no earlier one.
pub async fn completed_handlers_are_recorded(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(1)).await;
    let (mut first, mut second) = (Settled::No, Settled::No);
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            let done: Vec<&str> = delivery.done.iter().map(AsRef::as_ref).collect();
            match (first, second) {
                (Settled::Yes, Settled::Yes) => {
                    assert_eq!(done, ["a.first", "b.second"]);
                    backend.settle(&delivery.receipt, ACK).await;
                    return;
                }
                (Settled::Yes, _) => assert_eq!(done.first(), Some(&"a.first")),
                (Settled::No, _) => assert!(done.is_empty()),
                (Settled::Unknown, _) => {}
            }
            let keep = Settlement::then(Then::Keep).done(&["a.first"]);
            first = match backend.settle(&delivery.receipt, keep).await {
                Settled::No if first == Settled::Yes => Settled::Yes,
                settled => settled,
            };
            let later = nack(Duration::ZERO).done(&["b.second"]);
            second = match backend.settle(&delivery.receipt, later).await {
                // The next delivery shows the result.
                Settled::Unknown => Settled::No,
                settled => settled,
            };
        })
        .await;
    assert_eq!(backend.metrics().await.pending(), 0);
}

/// The events that a handler emitted are enqueued once if its settlement succeeded, and not if it was refused.
pub async fn emitted_events_are_enqueued_once(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(4)).await;
    let children: Vec<Message> = messages(8);
    let (mut acked, mut emitted, mut maybe) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut delivered = BTreeSet::new();
    let parents = |delivery: &Delivery| children.iter().all(|child| child.id() != delivery.id);
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            if !parents(&delivery) {
                match backend.settle(&delivery.receipt, ACK).await {
                    Settled::Yes => acked.push(delivery.id),
                    Settled::Unknown => {
                        delivered.insert(delivery.id);
                    }
                    Settled::No => {}
                }
                return;
            }
            let number = usize::try_from(parcel(&delivery.carried).number).expect("a few");
            let own = &children[2 * number..2 * number + 2];
            let keep = Settlement::then(Then::Keep)
                .done(&["a.first"])
                .emitted(&own[..1]);
            if !delivery.done.iter().any(|place| &**place == "a.first") {
                match backend.settle(&delivery.receipt, keep).await {
                    Settled::Yes => emitted.insert(own[0].id()),
                    Settled::Unknown => maybe.insert(own[0].id()),
                    Settled::No => false,
                };
            }
            let ack = ACK.done(&["b.second"]).emitted(&own[1..]);
            match backend.settle(&delivery.receipt, ack).await {
                Settled::Yes => emitted.insert(own[1].id()),
                Settled::Unknown => maybe.insert(own[1].id()),
                Settled::No => false,
            };
        })
        .await;
    let mut once: BTreeSet<Uuid> = acked.iter().copied().collect();
    assert_eq!(
        once.len(),
        acked.len(),
        "an acknowledged message was redelivered"
    );
    once.append(&mut delivered);
    assert!(emitted.is_subset(&once), "an emitted event was lost");
    assert!(
        once.iter()
            .all(|id| emitted.contains(id) || maybe.contains(id)),
        "an event of a refused settlement was enqueued"
    );
    assert_eq!(once.len(), 8, "every parent is acknowledged");
}

/// A lease that is not extended expires. The message is redelivered, and later calls with the old receipt are
/// refused and change nothing.
pub async fn a_late_settlement_is_refused(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(1)).await;
    let pulled = backend.pull(1).await;
    let late = &pulled[0];
    sleep(backend.lease() + backend.lease() / 2).await;
    let emitted = [Parcel::numbered(99).message()];
    let late_is_refused = async || {
        for then in [
            Then::Keep,
            Then::Ack,
            Then::Nack {
                delay: Duration::ZERO,
            },
        ] {
            let settlement = Settlement::then(then).done(&["a.first"]).emitted(&emitted);
            assert_ne!(
                backend.settle(&late.receipt, settlement).await,
                Settled::Yes
            );
        }
        backend.extend(std::slice::from_ref(&late.receipt)).await;
        assert_eq!(backend.metrics().await.pending(), 1);
    };
    // Until another consumer has the message, a late settlement may be refused or not.
    let again = backend.pull(1).await.remove(0);
    late_is_refused().await;
    assert_eq!(again.id, late.id);
    assert!(again.deliveries > late.deliveries || !subject.is_exact());
    assert_eq!(again.done, []);
    backend.settle(&again.receipt, ACK).await;
    let rest = backend.ack_all().await;
    assert!(
        rest.iter().all(|rest| rest.id == late.id),
        "the late settlement was accepted"
    );
}

/// A lease that is extended does not expire: no other consumer gets the message, however long it takes.
pub async fn an_extended_lease_does_not_expire(subject: &dyn AnyBackend) {
    if !subject.is_exact() {
        return;
    }
    let backend = fresh(subject).await;
    backend.enqueue(&messages(1)).await;
    let mine = backend.pull(1).await.remove(0);
    let other = backend.pull_within(1, 4 * backend.lease());
    let keeping = async {
        loop {
            sleep(backend.lease() / 3).await;
            backend.extend(std::slice::from_ref(&mine.receipt)).await;
        }
    };
    // There is no `Right`: the lease is extended without an end.
    let Either::Left((stolen, _)) = select(pin!(other), pin!(keeping)).await;
    assert!(
        stolen.is_empty(),
        "a leased message was delivered to another consumer"
    );
    assert_eq!(backend.settle(&mine.receipt, ACK).await, Settled::Yes);
}

/// A delivery is ended by one settlement. An equal settlement is answered as the first one was, and another one
/// is refused.
pub async fn a_delivery_is_settled_once(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(6)).await;
    let mut number = 0;
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            number += 1;
            let first = if number % 2 == 0 {
                ACK
            } else {
                nack(Duration::ZERO)
            };
            let settled = backend.settle(&delivery.receipt, first).await;
            for then in [
                Then::Keep,
                Then::Ack,
                Then::Nack {
                    delay: Duration::ZERO,
                },
            ] {
                let second = backend
                    .settle(&delivery.receipt, Settlement::then(then))
                    .await;
                if settled == Settled::Yes && then == first.then {
                    assert_eq!(second, Settled::Yes, "a repeated settlement was refused");
                } else {
                    assert_ne!(second, Settled::Yes, "the delivery was settled twice");
                }
            }
        })
        .await;
}

/// Messages with one key are first delivered in the order in which they were enqueued.
pub async fn the_order_of_a_key_is_kept(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let mut sent = Vec::new();
    for number in 0..8 {
        for lane in ["a", "b", "c"] {
            sent.push(Parcel::numbered(number).in_lane(lane).message());
        }
    }
    backend.enqueue(&sent).await;
    let mut received: BTreeMap<Box<str>, Vec<u64>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            if seen.insert(delivery.id) {
                let Parcel { number, lane, .. } = parcel(&delivery.carried);
                received
                    .entry(lane.expect("all parcels have a lane"))
                    .or_default()
                    .push(number);
            }
            backend.settle(&delivery.receipt, ACK).await;
        })
        .await;
    assert_eq!(received.len(), 3);
    for (lane, numbers) in received {
        assert_eq!(
            numbers,
            (0..8).collect::<Vec<_>>(),
            "the order of key {lane}"
        );
    }
}

/// A pull waits until there is a message, and returns no more than its limit.
pub async fn a_pull_waits_and_keeps_to_its_limit(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    assert!(backend.pull_within(3, backend.lease() / 2).await.is_empty());
    let sender = backend.clone();
    let send = async {
        sleep(sender.lease() / 4).await;
        sender.enqueue(&messages(10)).await;
    };
    let (pulled, ()) = join(backend.pull(3), send).await;
    assert!(
        (1..=3).contains(&pulled.len()),
        "{} messages were pulled",
        pulled.len()
    );
    assert_eq!(ids(&backend.ack_all().await).len(), 10);
}

/// The messages that a dropped pull had leased are not lost.
pub async fn a_dropped_pull_loses_nothing(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let sent = messages(20);
    for message in &sent {
        let pull = timeout(Duration::from_millis(1), backend.0.pull(1, backend.lease()));
        let (dropped, ()) = join(pull, backend.enqueue(std::slice::from_ref(message))).await;
        if let Ok(Ok(pulled)) = dropped {
            for delivery in pulled {
                backend
                    .settle(&delivery.receipt, nack(Duration::ZERO))
                    .await;
            }
        }
    }
    assert_eq!(
        ids(&backend.ack_all().await),
        sent.iter().map(Message::id).collect()
    );
}

/// A payload of 1 000 000 bytes is delivered, and a message with one more byte cannot be made.
pub async fn a_payload_may_have_a_million_bytes(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let mut largest = Parcel::numbered(7);
    largest.filling.clear();
    let empty = largest
        .clone()
        .event()
        .payload_json()
        .expect("the payload is short")
        .len();
    largest.filling = "x".repeat(PAYLOAD_LIMIT - empty);
    backend.enqueue(&[largest.clone().message()]).await;
    let acked = backend.ack_all().await;
    let received = acked.first().expect("the message is delivered");
    assert!(
        parcel(&received.carried) == largest,
        "the payload was changed"
    );
    let mut larger = largest;
    larger.filling.push('x');
    let refused = Message::new(larger.event()).err();
    assert_eq!(refused, Some(EncodeError::TooLong { event: "Parcel" }));
}

/// Several consumers share the messages: each message is acknowledged once, by one of them.
pub async fn consumers_share(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let sent = messages(100);
    backend.enqueue(&sent).await;
    let work = || async {
        let (mut acked, mut maybe) = (Vec::new(), BTreeSet::new());
        backend
            .drain(async |backend: &Trial, delivery: Delivery| {
                match backend.settle(&delivery.receipt, ACK).await {
                    Settled::Yes => acked.push(delivery.id),
                    Settled::Unknown => {
                        maybe.insert(delivery.id);
                    }
                    Settled::No => {}
                }
            })
            .await;
        (acked, maybe)
    };
    let (a, b, c) = join3(work(), work(), work()).await;
    let acked: Vec<Uuid> = [a.0, b.0, c.0].concat();
    let once: BTreeSet<Uuid> = acked.iter().copied().collect();
    assert_eq!(once.len(), acked.len(), "a message was acknowledged twice");
    let maybe: BTreeSet<Uuid> = [a.1, b.1, c.1].into_iter().flatten().collect();
    for message in &sent {
        let id = message.id();
        assert!(
            once.contains(&id) || maybe.contains(&id),
            "a message was lost"
        );
    }
}

/// Publishers wait while the backend is full, but the events that handlers emit are taken. The case is skipped for
/// a backend without a bound.
pub async fn publishers_wait_for_room_and_handlers_do_not(subject: &dyn AnyBackend) {
    let two = NonZeroUsize::new(2).expect("two is not zero");
    let Some(bounded) = subject.make_bounded(two).await else {
        return;
    };
    let backend = Trial(bounded);
    let sent = messages(3);
    backend.enqueue(&sent[..2]).await;
    let waits = backend.enqueue(&sent[2..]);
    tokio::pin!(waits);
    assert!(
        timeout(backend.lease() / 4, &mut waits).await.is_err(),
        "the backend is full"
    );
    let emitted = messages(5);
    let mut settled = Settled::No;
    while settled != Settled::Yes {
        let delivery = backend.pull(1).await.remove(0);
        let keep = Settlement::then(Then::Nack {
            delay: Duration::ZERO,
        })
        .emitted(&emitted);
        settled = backend.settle(&delivery.receipt, keep).await;
    }
    assert_eq!(backend.metrics().await.pending(), 7);
    assert!(
        timeout(backend.lease() / 4, &mut waits).await.is_err(),
        "the backend is full"
    );
    let (acked, ()) = join(backend.ack_all(), waits).await;
    let rest = backend.ack_all().await;
    assert_eq!(ids(acked.iter().chain(&rest)).len(), 8);
}

/// An unbounded enqueue, for events of hooks, redriven events and events that handlers publish, does not wait.
pub async fn an_unbounded_enqueue_does_not_wait(subject: &dyn AnyBackend) {
    let two = NonZeroUsize::new(2).expect("two is not zero");
    let Some(bounded) = subject.make_bounded(two).await else {
        return;
    };
    let backend = Trial(bounded);
    let sent = messages(7);
    backend.enqueue(&sent[..2]).await;
    let taken = backend.enqueue_unbounded(&sent[2..]);
    let limit = 1_000 * backend.lease();
    timeout(limit, taken)
        .await
        .expect("the call does not wait for room");
    // A queued message is not taken twice.
    backend.enqueue_unbounded(&sent[4..]).await;
    assert_eq!(backend.metrics().await.pending(), 7);
    let acked = backend.ack_all().await;
    assert_eq!(ids(&acked), sent.iter().map(Message::id).collect());
}

/// A delivery counts once when its handlers have begun, unless it is released.
pub async fn begun_deliveries_are_counted(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(1)).await;
    let lease = backend.lease();
    let next = async || {
        loop {
            if let Some(delivery) = backend.pull_only(1, 2 * lease).await.pop() {
                return delivery;
            }
        }
    };
    let release = Settlement::then(Then::Release {
        delay: Duration::ZERO,
    });
    // Handlers that begin hold the delivery, unless its lease has expired.
    let mut counted = 1;
    for (begins, end) in [
        (0, nack(Duration::ZERO)),
        (0, release),
        (1, release),
        (2, release),
        (2, nack(Duration::ZERO)),
        (0, nack(Duration::ZERO)),
        (1, nack(Duration::ZERO)),
    ] {
        let delivery = next().await;
        if subject.is_exact() {
            assert_eq!(
                delivery.deliveries, counted,
                "{begins} times begun, {end:?}"
            );
        }
        let mut has_begun = false;
        for _ in 0..begins {
            let begun = backend.begin(std::slice::from_ref(&delivery.receipt)).await;
            has_begun |= begun == [Renewal::Renewed];
        }
        backend.settle(&delivery.receipt, end).await;
        counted += u32::from(has_begun && end.then != release.then);
    }
    let begun = next().await;
    backend.begin(std::slice::from_ref(&begun.receipt)).await;
    // A consumer that has begun has a whole lease from then on.
    if subject.is_exact() {
        sleep(lease / 2).await;
        let renewed = backend.begin(std::slice::from_ref(&begun.receipt)).await;
        assert_eq!(renewed, [Renewal::Renewed]);
        let stolen = backend.pull_only(1, 3 * lease / 4).await;
        assert!(
            stolen.is_empty(),
            "a lease that was renewed by `begin` has expired"
        );
    }
    backend.settle(&begun.receipt, ACK).await;
    backend.ack_all().await;
}

/// The backend reports its health, and counts messages by status.
pub async fn health_and_metrics_are_reported(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.health().await;
    assert_eq!(backend.metrics().await.pending(), 0);
    backend.enqueue(&messages(2)).await;
    let before = backend.metrics().await;
    assert_eq!((before.waiting, before.pending()), (2, 2));
    let pulled = backend.pull(1).await;
    let during = backend.metrics().await;
    assert_eq!(during.pending(), 2);
    if subject.is_exact() {
        assert_eq!((during.waiting, during.leased), (1, 1));
        let later = nack(backend.lease());
        assert_eq!(
            backend.settle(&pulled[0].receipt, later).await,
            Settled::Yes
        );
        let after = backend.metrics().await;
        assert_eq!((after.waiting, after.delayed, after.leased), (1, 1, 0));
        backend.enqueue(&messages(1)).await;
    }
    assert!(ids(&backend.ack_all().await).len() >= 2);
    let after = backend.metrics().await;
    assert!(
        after.enqueued >= 2 && after.delivered >= 2,
        "the backend counts its calls"
    );
    if subject.is_exact() {
        let counted = (
            after.enqueued,
            after.duplicates,
            after.delivered,
            after.redelivered,
        );
        assert_eq!(
            counted,
            (3, 0, 4, 1),
            "enqueued, duplicates, delivered, redelivered"
        );
        assert_eq!((after.acked, after.nacked), (3, 1), "acked, nacked");
        let twice = messages(1);
        backend.enqueue(&twice).await;
        backend.enqueue(&twice).await;
        let after = backend.metrics().await;
        assert_eq!(
            (after.enqueued, after.duplicates),
            (4, 1),
            "enqueued, duplicates"
        );
    }
}
