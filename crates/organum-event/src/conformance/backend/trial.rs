//! A backend as the cases speak to it.

use std::{future::Future, sync::Arc, time::Duration};

use organum_store::{Renewal, StoreError};
use tokio::time::timeout;

use super::super::super::backend::{Backend, Delivery, Message, Metrics, Receipt, Settlement};

/// So often a backend may fail for a while, one time after the other.
const PATIENCE: u32 = 100;

/// So many pulls are enough for all that a case sends.
const ROUNDS: u32 = 2_000;

/// How a settlement ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    Yes,
    /// The lease had lapsed.
    No,
    /// The answer was lost, and when it was asked again the lease had lapsed.
    Unknown,
}

/// A backend that is asked again when it fails for a while.
#[derive(Clone)]
pub(super) struct Trial(pub(super) Arc<dyn Backend>);

async fn patiently<T, F>(what: &str, mut ask: impl FnMut() -> F) -> (Result<T, StoreError>, u32)
where
    F: Future<Output = Result<T, StoreError>>,
{
    for failures in 0..PATIENCE {
        match ask().await {
            Err(error) if error.is_transient() => {}
            answer => return (answer, failures),
        }
    }
    panic!(
        "it failed to {what} {PATIENCE} times, and said each time that it may help to ask again"
    );
}

impl Trial {
    pub(super) fn lease(&self) -> Duration {
        self.0.lease()
    }

    pub(super) async fn enqueue(&self, messages: &[Message]) {
        let (answer, _) = patiently("enqueue", || self.0.enqueue(messages)).await;
        answer.expect("it takes what is short enough");
    }

    /// Pulls until something comes.
    pub(super) async fn pull(&self, limit: usize) -> Vec<Delivery> {
        for _ in 0..ROUNDS {
            let pulled = self.pull_within(limit, 2 * self.lease()).await;
            if !pulled.is_empty() {
                return pulled;
            }
        }
        panic!("nothing comes, although something is there");
    }

    pub(super) async fn enqueue_unbounded(&self, messages: &[Message]) {
        let (answer, _) = patiently("enqueue", || self.0.enqueue_unbounded(messages)).await;
        answer.expect("it takes what is short enough");
    }

    /// Begins with deliveries, and asks again for those that were skipped.
    pub(super) async fn begin(&self, receipts: &[Receipt]) -> Vec<Renewal> {
        for _ in 0..PATIENCE {
            let (answer, _) = patiently("begin", || self.0.begin(receipts)).await;
            let begun = answer.expect("handlers can begin");
            assert_eq!(
                begun.len(),
                receipts.len(),
                "`begin` answers for each receipt"
            );
            if !begun.contains(&Renewal::Skipped) {
                return begun;
            }
            tokio::time::sleep(self.lease() / 100).await;
        }
        panic!("`begin` skips a delivery for ever, although nobody else uses its message");
    }

    /// What comes within a time, and is begun.
    pub(super) async fn pull_within(&self, limit: usize, time: Duration) -> Vec<Delivery> {
        let pulled = self.pull_only(limit, time).await;
        let receipts: Vec<Receipt> = pulled
            .iter()
            .map(|delivery| delivery.receipt.clone())
            .collect();
        if !receipts.is_empty() {
            self.begin(&receipts).await;
        }
        pulled
    }

    /// What comes within a time, and is not begun.
    pub(super) async fn pull_only(&self, limit: usize, time: Duration) -> Vec<Delivery> {
        let pulled = patiently("pull", || self.0.pull(limit, time));
        // Some answers may be lost.
        let (pulled, _) = timeout(4 * time + Duration::from_mins(1), pulled)
            .await
            .expect("a pull comes back when it has waited");
        pulled.expect("it can be pulled from")
    }

    pub(super) async fn settle(&self, receipt: &Receipt, settlement: Settlement<'_>) -> Settled {
        let (answer, failures) = patiently("settle", || self.0.settle(receipt, settlement)).await;
        match answer {
            Ok(()) => Settled::Yes,
            Err(error) if error.is_lease_lost() && failures == 0 => Settled::No,
            Err(error) if error.is_lease_lost() => Settled::Unknown,
            Err(error) => panic!("a settlement is done or has lapsed, and not: {error}"),
        }
    }

    pub(super) async fn extend(&self, receipts: &[Receipt]) -> Vec<Renewal> {
        let (answer, _) = patiently("extend", || self.0.extend(receipts)).await;
        answer.expect("leases can be extended")
    }

    /// Extends leases, and asks again for those that were skipped.
    pub(super) async fn patient_extend(&self, receipts: &[Receipt]) -> Vec<Renewal> {
        for _ in 0..PATIENCE {
            let renewed = self.extend(receipts).await;
            if !renewed.contains(&Renewal::Skipped) {
                return renewed;
            }
            tokio::time::sleep(self.lease() / 100).await;
        }
        panic!("`extend` skips a lease for ever, although nobody else uses its message");
    }

    pub(super) async fn health(&self) {
        let (answer, _) = patiently("answer", || self.0.health()).await;
        answer.expect("it is healthy");
    }

    pub(super) async fn metrics(&self) -> Metrics {
        let (answer, _) = patiently("count", || self.0.metrics()).await;
        answer.expect("it counts")
    }

    /// Settles all that comes, until nothing is left.
    pub(super) async fn drain(&self, mut settle: impl AsyncFnMut(&Self, Delivery)) {
        for _ in 0..ROUNDS {
            if self.metrics().await.pending() == 0 {
                return;
            }
            for delivery in self.pull_within(4, 2 * self.lease()).await {
                settle(self, delivery).await;
            }
        }
        panic!("it is never empty, although all that comes is settled");
    }

    /// Acknowledges all that comes, and says what was settled.
    pub(super) async fn ack_all(&self) -> Vec<Delivery> {
        let mut acked = Vec::new();
        self.drain(async |trial: &Self, delivery: Delivery| {
            let then = Settlement::then(super::super::super::backend::Then::Ack);
            if trial.settle(&delivery.receipt, then).await != Settled::No {
                acked.push(delivery);
            }
        })
        .await;
        acked
    }
}
