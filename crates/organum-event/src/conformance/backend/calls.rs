//! The guarantees of single calls: they can be repeated, answer for each argument, and can be made
//! concurrently.
#![allow(
    clippy::missing_panics_doc,
    reason = "a case panics where a guarantee is broken"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures_util::future::join_all;
use organum_store::Renewal;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::{
    super::{
        super::backend::{Delivery, Message, Receipt, Settlement, Then},
        parcel::{Parcel, messages, parcel},
    },
    AnyBackend,
    cases::{ACK, fresh, nack},
    trial::{Settled, Trial},
};

/// The events that one handler emitted under one key are delivered in the order in which it emitted them.
pub async fn emitted_events_keep_their_order(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(1)).await;
    let numbers = 100..108;
    let emitted: Vec<Message> = numbers
        .clone()
        .map(|number| Parcel::numbered(number).in_lane("one").message())
        .collect();
    let (mut seen, mut received) = (BTreeSet::new(), Vec::new());
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            let Parcel { number, lane, .. } = parcel(&delivery.carried);
            if lane.is_none() {
                let ack = ACK.done(&["a.first"]).emitted(&emitted);
                backend.settle(&delivery.receipt, ack).await;
                return;
            }
            if seen.insert(delivery.id) {
                received.push(number);
            }
            backend.settle(&delivery.receipt, ACK).await;
        })
        .await;
    assert_eq!(
        received,
        numbers.collect::<Vec<_>>(),
        "the order of the emitted events"
    );
}

/// `extend` answers for each receipt, and extends each lease that has not expired.
pub async fn each_receipt_is_extended(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(4)).await;
    let mut pulled: Vec<Delivery> = Vec::new();
    while pulled.len() < 4 {
        for delivery in backend.pull(4).await {
            pulled.retain(|before| before.id != delivery.id);
            pulled.push(delivery);
        }
    }
    assert_eq!(
        backend.extend(&[]).await,
        [],
        "without receipts there are no answers"
    );
    let gone = pulled.remove(1).receipt;
    let settled = backend.settle(&gone, ACK).await;
    let mut receipts: Vec<Receipt> = pulled
        .iter()
        .map(|delivery| delivery.receipt.clone())
        .collect();
    receipts.insert(1, gone);
    if !subject.is_exact() {
        // Any lease may have expired, but the lease of a settled delivery is lost.
        let renewed = backend.extend(&receipts).await;
        assert_eq!(
            renewed.len(),
            receipts.len(),
            "`extend` answers for each receipt"
        );
        assert!(settled != Settled::Yes || renewed[1] == Renewal::Lost);
        return;
    }
    let (renewed, lost) = (Renewal::Renewed, Renewal::Lost);
    let thief = backend.clone();
    let stolen = async { thief.pull_within(4, 3 * thief.lease()).await };
    let keeping = async {
        for _ in 0..7 {
            sleep(backend.lease() / 2).await;
            let answers = backend.patient_extend(&receipts).await;
            assert_eq!(answers, [renewed, lost, renewed, renewed]);
        }
    };
    let (stolen, ()) = futures_util::future::join(stolen, keeping).await;
    assert!(stolen.is_empty(), "an extended lease has expired");
    let twice = [receipts[0].clone(), receipts[0].clone()];
    assert_eq!(backend.patient_extend(&twice).await, [renewed; 2]);
    for delivery in &pulled {
        let settled = backend.settle(&delivery.receipt, ACK).await;
        assert_eq!(settled, Settled::Yes, "an extended lease has expired");
    }
    let answers = backend.patient_extend(&receipts).await;
    assert_eq!(answers, [lost; 4], "a settled delivery has no lease");
}

/// A settlement whose response was lost is repeated: it is answered as before, and its effects are not repeated.
/// Another settlement of the same delivery is refused.
pub async fn a_repeated_settlement_changes_nothing(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(3)).await;
    let emitted = [
        Parcel::numbered(50).message(),
        Parcel::numbered(51).message(),
    ];
    let mut acked = BTreeSet::new();
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            assert!(
                !acked.contains(&delivery.id),
                "an acknowledged message was redelivered"
            );
            let keep = Settlement::then(Then::Keep)
                .done(&["a.first"])
                .emitted(&emitted[..1]);
            let later = nack(Duration::ZERO).done(&["a.first"]);
            let end = match delivery.deliveries {
                1 => later,
                _ => ACK.done(&["b.second"]).emitted(&emitted[1..]),
            };
            if backend.settle(&delivery.receipt, keep).await != Settled::Yes {
                return;
            }
            let again = backend.settle(&delivery.receipt, keep).await;
            let ended = backend.settle(&delivery.receipt, end).await;
            if ended != Settled::Yes {
                return;
            }
            if subject.is_exact() {
                assert_eq!(again, Settled::Yes, "a repeated settlement was refused");
            }
            for _ in 0..3 {
                let repeated = backend.settle(&delivery.receipt, end).await;
                assert_eq!(repeated, Settled::Yes, "a repeated settlement was refused");
            }
            let other = match end.then {
                Then::Ack => later,
                _ => ACK,
            };
            let refused = backend.settle(&delivery.receipt, other).await;
            assert_ne!(
                refused,
                Settled::Yes,
                "a second, different settlement was accepted"
            );
            if end.then == Then::Ack {
                acked.insert(delivery.id);
            }
        })
        .await;
    let metrics = backend.metrics().await;
    assert_eq!(metrics.pending(), 0);
    // Three messages, and two emitted ones, which are enqueued once.
    if subject.is_exact() {
        assert_eq!((metrics.enqueued, metrics.acked), (5, 5));
    }
}

/// A pull without a message returns an empty list, neither much later than its wait nor at once.
pub async fn a_pull_without_a_message_is_empty(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let lease = backend.lease();
    for wait in [Duration::ZERO, lease / 4, 2 * lease] {
        let began = Instant::now();
        let pulled = backend.pull_within(3, wait).await;
        assert!(pulled.is_empty(), "the queue is empty");
        // The clock of a backend may differ a little.
        assert!(
            began.elapsed() >= wait.mul_f64(0.9),
            "a pull that returns early is repeated at once"
        );
    }
    if !subject.is_exact() {
        return;
    }
    // The same holds where all messages are leased or delayed.
    backend.enqueue(&messages(2)).await;
    let mut pulled = backend.pull_within(2, lease).await;
    while pulled.len() < 2 {
        pulled.extend(backend.pull_within(2, lease / 4).await);
    }
    let later = nack(4 * lease);
    assert_eq!(
        backend.settle(&pulled[0].receipt, later).await,
        Settled::Yes
    );
    let rest = backend.pull_within(3, lease / 4).await;
    assert!(rest.is_empty(), "all messages are leased or delayed");
}

/// Several tasks publish, pull, extend and settle at once. Each message is acknowledged once.
pub async fn many_publishers_and_consumers_run_at_once(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let mut sent = BTreeSet::new();
    let publishing: Vec<_> = (0..4_u64)
        .map(|publisher| {
            let own: Vec<Message> = (0..20)
                .map(|number| {
                    let lane = format!("{publisher}.{}", number % 3);
                    Parcel::numbered(100 * publisher + number)
                        .in_lane(&lane)
                        .message()
                })
                .collect();
            sent.extend(own.iter().map(Message::id));
            let backend = backend.clone();
            tokio::spawn(async move {
                for message in own.chunks(3) {
                    backend.enqueue(message).await;
                    // A repeated call, as after a lost response.
                    backend.enqueue(&message[..1]).await;
                }
            })
        })
        .collect();
    for published in join_all(publishing).await {
        published.expect("nothing panics");
    }
    let consuming = (0..4).map(|consumer| {
        let backend = backend.clone();
        tokio::spawn(async move {
            let mut acked: BTreeMap<Uuid, Settled> = BTreeMap::new();
            let mut rounds = consumer..;
            while backend.metrics().await.pending() > 0 {
                // Where responses are lost, consumers with equal waits could alternate without end.
                let leases = 2 + rounds.next().unwrap_or_default() % 5;
                for delivery in backend.pull_within(4, leases * backend.lease()).await {
                    let receipts = std::slice::from_ref(&delivery.receipt);
                    backend.extend(receipts).await;
                    let keep = Settlement::then(Then::Keep).done(&["a.first"]);
                    backend.settle(&delivery.receipt, keep).await;
                    let settled = backend.settle(&delivery.receipt, ACK).await;
                    if settled != Settled::No {
                        acked.insert(delivery.id, settled);
                    }
                }
            }
            acked
        })
    });
    let mut acked: BTreeMap<Uuid, u32> = BTreeMap::new();
    let mut maybe = BTreeSet::new();
    for consumed in join_all(consuming).await {
        for (id, settled) in consumed.expect("nothing panics") {
            match settled {
                Settled::Yes => *acked.entry(id).or_default() += 1,
                _ => {
                    maybe.insert(id);
                }
            }
        }
    }
    assert!(
        acked.values().all(|times| *times == 1),
        "a message was acknowledged twice"
    );
    let ended: BTreeSet<Uuid> = acked.keys().copied().chain(maybe).collect();
    assert_eq!(ended, sent, "a message was lost, or was never published");
}

/// The content of a backend exists after it is reopened: messages with their completed handlers, leases with their
/// receipts, and the remembered ids of completed messages.
pub async fn messages_outlive_the_handle(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let lease = backend.lease();
    let sent = messages(3);
    let emitted = [Parcel::numbered(70).message()];
    backend.enqueue(&sent).await;
    // One message is acknowledged, one is leased with a completed handler, one waits.
    let acked = acknowledge_one(&backend, 2 * lease).await;
    let kept = backend.pull(1).await.remove(0);
    let keep = Settlement::then(Then::Keep)
        .done(&["a.first"])
        .emitted(&emitted);
    let is_kept = backend.settle(&kept.receipt, keep).await == Settled::Yes;
    drop(backend);
    let Some(again) = subject.make_again().await else {
        return;
    };
    let backend = Trial(again);
    if subject.is_exact() {
        lives_on(&backend, &kept, lease / 4).await;
    }
    let repeated = backend.settle(&acked.receipt, ACK).await;
    assert_eq!(
        repeated,
        Settled::Yes,
        "a settlement that is repeated after the reopening was refused"
    );
    backend.enqueue(&sent).await;
    let later = backend.settle(&kept.receipt, nack(Duration::ZERO)).await;
    let mut rest = BTreeSet::new();
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            assert_ne!(
                delivery.id, acked.id,
                "an acknowledged message was redelivered"
            );
            if delivery.id == kept.id {
                assert!(
                    delivery.deliveries > kept.deliveries || !subject.is_exact(),
                    "deliveries are counted"
                );
                let done: Vec<&str> = delivery.done.iter().map(AsRef::as_ref).collect();
                assert!(
                    !is_kept || done == ["a.first"],
                    "a completed handler is listed"
                );
                assert!(later != Settled::Yes || is_kept || done.is_empty());
            }
            if backend.settle(&delivery.receipt, ACK).await != Settled::No {
                rest.insert(delivery.id);
            }
        })
        .await;
    let mut expected: BTreeSet<Uuid> = sent.iter().map(Message::id).collect();
    expected.remove(&acked.id);
    if is_kept {
        expected.extend(emitted.iter().map(Message::id));
    }
    assert!(
        rest.is_superset(&expected),
        "a message was lost with the handle"
    );
}

/// Pulls until a delivery is acknowledged with a certain result, and returns that delivery.
async fn acknowledge_one(backend: &Trial, wait: Duration) -> Delivery {
    loop {
        for delivery in backend.pull_within(1, wait).await {
            if backend.settle(&delivery.receipt, ACK).await == Settled::Yes {
                return delivery;
            }
        }
    }
}

/// Checks that the lease of a delivery and its receipt exist after the reopening.
async fn lives_on(backend: &Trial, kept: &Delivery, wait: Duration) {
    let stolen = backend.pull_within(3, wait).await;
    assert!(
        stolen.iter().all(|delivery| delivery.id != kept.id),
        "a lease was lost with its handle"
    );
    for delivery in stolen {
        backend
            .settle(&delivery.receipt, nack(Duration::ZERO))
            .await;
    }
    let renewed = backend
        .patient_extend(std::slice::from_ref(&kept.receipt))
        .await;
    assert_eq!(
        renewed,
        [Renewal::Renewed],
        "a receipt was lost with its handle"
    );
}
