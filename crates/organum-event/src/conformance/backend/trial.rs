//! A backend as the cases use it.

use std::{future::Future, sync::Arc, time::Duration};

use organum_store::{Renewal, StoreError};
use tokio::time::timeout;

use super::super::super::backend::{Backend, Delivery, Message, Metrics, Receipt, Settlement};

/// The number of transient failures in a row after which a case fails.
const PATIENCE: u32 = 100;

/// The number of pulls after which a case fails.
const ROUNDS: u32 = 2_000;

/// The result of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    Yes,
    /// The lease had expired.
    No,
    /// The response was lost, and the lease had expired when the call was repeated.
    Unknown,
}

/// A backend whose calls are repeated after transient failures.
#[derive(Clone)]
pub(super) struct Trial(pub(super) Arc<dyn Backend>);

async fn patiently<T, F>(what: &str, mut call: impl FnMut() -> F) -> (Result<T, StoreError>, u32)
where
    F: Future<Output = Result<T, StoreError>>,
{
    for failures in 0..PATIENCE {
        match call().await {
            Err(error) if error.is_transient() => {}
            answer => return (answer, failures),
        }
    }
    panic!("the backend failed to {what} {PATIENCE} times in a row, with transient errors");
}

impl Trial {
    pub(super) fn lease(&self) -> Duration {
        self.0.lease()
    }

    pub(super) async fn enqueue(&self, messages: &[Message]) {
        let (answer, _) = patiently("enqueue", || self.0.enqueue(messages)).await;
        answer.expect("messages of this length are taken");
    }

    /// Pulls until a message is delivered.
    pub(super) async fn pull(&self, limit: usize) -> Vec<Delivery> {
        for _ in 0..ROUNDS {
            let pulled = self.pull_within(limit, 2 * self.lease()).await;
            if !pulled.is_empty() {
                return pulled;
            }
        }
        panic!("no message is delivered, although the queue is not empty");
    }

    pub(super) async fn enqueue_unbounded(&self, messages: &[Message]) {
        let (answer, _) = patiently("enqueue", || self.0.enqueue_unbounded(messages)).await;
        answer.expect("messages of this length are taken");
    }

    /// Begins deliveries, and repeats the call for those that were skipped.
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
        panic!("`begin` always skips a delivery, although no other consumer uses its message");
    }

    /// Returns the messages that are delivered within a time, after it has begun them.
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

    /// Returns the messages that are delivered within a time, without beginning them.
    pub(super) async fn pull_only(&self, limit: usize, time: Duration) -> Vec<Delivery> {
        let pulled = patiently("pull", || self.0.pull(limit, time));
        // Some responses may be lost.
        let (pulled, _) = timeout(4 * time + Duration::from_mins(1), pulled)
            .await
            .expect("a pull returns after its wait");
        pulled.expect("messages can be pulled")
    }

    pub(super) async fn settle(&self, receipt: &Receipt, settlement: Settlement<'_>) -> Settled {
        let (answer, failures) = patiently("settle", || self.0.settle(receipt, settlement)).await;
        match answer {
            Ok(()) => Settled::Yes,
            Err(error) if error.is_lease_lost() && failures == 0 => Settled::No,
            Err(error) if error.is_lease_lost() => Settled::Unknown,
            Err(error) => {
                panic!("a settlement succeeds or has lost its lease, but failed: {error}")
            }
        }
    }

    pub(super) async fn extend(&self, receipts: &[Receipt]) -> Vec<Renewal> {
        let (answer, _) = patiently("extend", || self.0.extend(receipts)).await;
        answer.expect("leases can be extended")
    }

    /// Extends leases, and repeats the call for those that were skipped.
    pub(super) async fn patient_extend(&self, receipts: &[Receipt]) -> Vec<Renewal> {
        for _ in 0..PATIENCE {
            let renewed = self.extend(receipts).await;
            if !renewed.contains(&Renewal::Skipped) {
                return renewed;
            }
            tokio::time::sleep(self.lease() / 100).await;
        }
        panic!("`extend` always skips a lease, although no other consumer uses its message");
    }

    pub(super) async fn health(&self) {
        let (answer, _) = patiently("answer", || self.0.health()).await;
        answer.expect("the backend is healthy");
    }

    pub(super) async fn metrics(&self) -> Metrics {
        let (answer, _) = patiently("count", || self.0.metrics()).await;
        answer.expect("the metrics can be read")
    }

    /// Settles all delivered messages, until the queue is empty.
    pub(super) async fn drain(&self, mut settle: impl AsyncFnMut(&Self, Delivery)) {
        for _ in 0..ROUNDS {
            if self.metrics().await.pending() == 0 {
                return;
            }
            for delivery in self.pull_within(4, 2 * self.lease()).await {
                settle(self, delivery).await;
            }
        }
        panic!("the queue never becomes empty, although all deliveries are settled");
    }

    /// Acknowledges all messages, and returns the settled deliveries.
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
