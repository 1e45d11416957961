//! The promises of single calls: that each can be repeated, answers for all that it was asked, and is one
//! of many at once.
#![allow(clippy::missing_panics_doc, reason = "that is what they are for")]

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

/// What one handler emitted under one key is delivered in the order in which it was emitted.
pub async fn what_was_emitted_keeps_its_order(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    backend.enqueue(&messages(1)).await;
    let numbers = 100..108;
    let emitted: Vec<Message> = numbers
        .clone()
        .map(|number| Parcel::numbered(number).in_lane("one").message())
        .collect();
    let (mut seen, mut came) = (BTreeSet::new(), Vec::new());
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            let Parcel { number, lane, .. } = parcel(&delivery.carried);
            if lane.is_none() {
                let ack = ACK.done(&["a.first"]).emitted(&emitted);
                backend.settle(&delivery.receipt, ack).await;
                return;
            }
            if seen.insert(delivery.id) {
                came.push(number);
            }
            backend.settle(&delivery.receipt, ACK).await;
        })
        .await;
    assert_eq!(
        came,
        numbers.collect::<Vec<_>>(),
        "the order of what was emitted"
    );
}

/// `extend` answers for each receipt, and extends each lease that has not ended.
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
        "nothing to extend is no answer"
    );
    let gone = pulled.remove(1).receipt;
    let settled = backend.settle(&gone, ACK).await;
    let mut receipts: Vec<Receipt> = pulled
        .iter()
        .map(|delivery| delivery.receipt.clone())
        .collect();
    receipts.insert(1, gone);
    if !subject.is_exact() {
        // Any lease may have lapsed, but that of what is done is lost.
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
    assert!(stolen.is_empty(), "a lease that was extended has lapsed");
    let twice = [receipts[0].clone(), receipts[0].clone()];
    assert_eq!(backend.patient_extend(&twice).await, [renewed; 2]);
    for delivery in &pulled {
        let settled = backend.settle(&delivery.receipt, ACK).await;
        assert_eq!(
            settled,
            Settled::Yes,
            "a lease that was extended has lapsed"
        );
    }
    let answers = backend.patient_extend(&receipts).await;
    assert_eq!(answers, [lost; 4], "what is settled is leased no longer");
}

/// A settlement whose answer was lost is repeated: it is answered as before, and nothing is done twice.
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
                "what was acknowledged came again"
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
            assert_ne!(refused, Settled::Yes, "it was settled otherwise afterwards");
            if end.then == Then::Ack {
                acked.insert(delivery.id);
            }
        })
        .await;
    let metrics = backend.metrics().await;
    assert_eq!(metrics.pending(), 0);
    // Three, and two that were emitted, however often.
    if subject.is_exact() {
        assert_eq!((metrics.enqueued, metrics.acked), (5, 5));
    }
}

/// A pull that finds nothing comes back empty, neither much later than it was to wait nor at once.
pub async fn a_pull_that_finds_nothing_is_empty(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let lease = backend.lease();
    for wait in [Duration::ZERO, lease / 4, 2 * lease] {
        let began = Instant::now();
        let pulled = backend.pull_within(3, wait).await;
        assert!(pulled.is_empty(), "there is nothing");
        // Clocks that are asked elsewhere may differ a little.
        assert!(
            began.elapsed() >= wait.mul_f64(0.9),
            "a pull that comes back at once is asked again at once"
        );
    }
    if !subject.is_exact() {
        return;
    }
    // So it is where all is leased, or held back.
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
    assert!(rest.is_empty(), "all of it is leased or held back");
}

/// Tasks publish, pull, extend and settle at once. Each message is acknowledged once.
pub async fn publishers_and_consumers_are_many_at_once(subject: &dyn AnyBackend) {
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
                    // Another one may think that it has to be sent.
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
                // Where answers are lost, those who wait equally long could take turns for ever.
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
        "one was acknowledged twice"
    );
    let ended: BTreeSet<Uuid> = acked.keys().copied().chain(maybe).collect();
    assert_eq!(ended, sent, "one was lost, or came from nowhere");
}

/// What is in it is there when it is opened again: messages with what is done of them, leases with their
/// receipts, and what is remembered of what is gone.
pub async fn what_is_in_it_outlives_the_handle(subject: &dyn AnyBackend) {
    let backend = fresh(subject).await;
    let lease = backend.lease();
    let sent = messages(3);
    let emitted = [Parcel::numbered(70).message()];
    backend.enqueue(&sent).await;
    // One is acknowledged, one is leased and done in part, one waits.
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
        "a settlement that is repeated later was refused"
    );
    backend.enqueue(&sent).await;
    let later = backend.settle(&kept.receipt, nack(Duration::ZERO)).await;
    let mut rest = BTreeSet::new();
    backend
        .drain(async |backend: &Trial, delivery: Delivery| {
            assert_ne!(delivery.id, acked.id, "what was acknowledged came again");
            if delivery.id == kept.id {
                assert!(
                    delivery.deliveries > kept.deliveries || !subject.is_exact(),
                    "deliveries are counted"
                );
                let done: Vec<&str> = delivery.done.iter().map(AsRef::as_ref).collect();
                assert!(
                    !is_kept || done == ["a.first"],
                    "a handler was done with it"
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
        "something was lost with the handle"
    );
}

/// Pulls until one delivery is acknowledged for sure, and returns that.
async fn acknowledge_one(backend: &Trial, wait: Duration) -> Delivery {
    loop {
        for delivery in backend.pull_within(1, wait).await {
            if backend.settle(&delivery.receipt, ACK).await == Settled::Yes {
                return delivery;
            }
        }
    }
}

/// Asserts that the lease of a delivery and its receipt have outlived the handle.
async fn lives_on(backend: &Trial, kept: &Delivery, wait: Duration) {
    let stolen = backend.pull_within(3, wait).await;
    assert!(
        stolen.iter().all(|delivery| delivery.id != kept.id),
        "a lease ended with its handle"
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
        "a receipt ended with its handle"
    );
}
