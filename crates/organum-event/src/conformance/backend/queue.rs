//! The guarantees of a backend whose queue can be listed, skipped and cleared.
#![allow(
    clippy::missing_panics_doc,
    reason = "a case panics where a guarantee is broken"
)]

use std::time::Duration;

use organum_store::StoreErrorKind;
use uuid::Uuid;

use super::{
    super::{
        super::backend::{Backend, Message, QueueStatus},
        parcel::Parcel,
    },
    AnyBackend,
    cases::{ACK, fresh, ids},
    trial::{Settled, Trial},
};

/// Returns the listed ids and statuses.
async fn listed(trial: &Trial) -> Vec<(Uuid, QueueStatus)> {
    for _ in 0..100 {
        match trial.0.list(100).await {
            Ok(all) => return all.iter().map(|one| (one.id, one.status)).collect(),
            Err(error) if error.is_transient() => {}
            Err(error) => panic!("messages can be listed, but: {error}"),
        }
    }
    panic!("the backend failed to list its messages 100 times in a row, with transient errors");
}

async fn removed(call: impl AsyncFn() -> Result<(), organum_store::StoreError>) {
    for _ in 0..100 {
        match call().await {
            Ok(()) => return,
            Err(error) if error.is_transient() => {}
            Err(error) => panic!("messages can be removed, but: {error}"),
        }
    }
    panic!("the backend failed to remove a message 100 times in a row, with transient errors");
}

/// Messages are listed in their order. A skipped or cleared message is not delivered, and the message behind it
/// is; the settlement of a removed message is refused. A backend without support for this reports that for all
/// three calls.
pub async fn skipped_messages_are_removed(subject: &dyn AnyBackend) {
    let trial = fresh(subject).await;
    if let Err(error) = trial.0.list(1).await
        && error.kind() == StoreErrorKind::Unsupported
    {
        let skipped = trial
            .0
            .skip(Uuid::nil())
            .await
            .map_err(|error| error.kind());
        let cleared = trial.0.clear().await.map_err(|error| error.kind());
        let both = (skipped, cleared);
        let unsupported = || Err(StoreErrorKind::Unsupported);
        assert_eq!(
            both,
            (unsupported(), unsupported()),
            "all three calls are supported, or none"
        );
        return;
    }
    let in_lane = |number| Parcel::numbered(number).in_lane("one").message();
    let sent: Vec<Message> = vec![
        in_lane(1),
        in_lane(2),
        in_lane(3),
        Parcel::numbered(4).message(),
    ];
    let id = |at: usize| sent[at].id();
    trial.enqueue(&sent).await;
    let waiting: Vec<_> = sent
        .iter()
        .map(|message| (message.id(), QueueStatus::Waiting))
        .collect();
    assert_eq!(
        listed(&trial).await,
        waiting,
        "all messages are listed, in their order"
    );
    // The second of the lane, then the first.
    for skipped in [id(1), id(0), id(3), Uuid::nil()] {
        removed(async || trial.0.skip(skipped).await).await;
        removed(async || trial.0.skip(skipped).await).await;
    }
    let left = [(id(2), QueueStatus::Waiting)];
    assert_eq!(listed(&trial).await, left, "skipped messages are removed");
    let pulled = trial.pull(1).await;
    assert_eq!(
        ids(&pulled),
        [id(2)].into(),
        "the message behind the skipped ones is next"
    );
    if subject.is_exact() {
        let leased = [(id(2), QueueStatus::Leased)];
        assert_eq!(listed(&trial).await, leased, "the message is leased");
    }
    removed(async || trial.0.skip(id(2)).await).await;
    let late = trial.settle(&pulled[0].receipt, ACK).await;
    assert_ne!(late, Settled::Yes, "the message of the lease is removed");
    trial
        .enqueue(&[Parcel::numbered(6).message(), Parcel::numbered(7).message()])
        .await;
    trial.pull(1).await;
    removed(async || trial.0.clear().await).await;
    assert_eq!(listed(&trial).await, [], "cleared messages are removed");
    assert_eq!(trial.metrics().await.pending(), 0);
    let nothing = trial.pull_within(1, Duration::from_millis(1)).await;
    assert!(nothing.is_empty(), "cleared messages are not delivered");
}
