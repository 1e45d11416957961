//! A backend with all permitted faults.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum_store::{Renewal, StoreError, StoreErrorKind, StoreFuture};
use uuid::Uuid;

use super::super::backend::{
    Backend, Delivery, MemoryBackend, Message, Metrics, QueuedMessage, Receipt, Settlement,
};

const NAME: &str = "hostile";

/// The faults of a [`Hostile`] backend. Probabilities are from 0 to 1.
// Public fields: tests construct it, with `..Hostility::default()`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hostility {
    /// The probability that a pulled message is redelivered while it is leased, and, with each pull, that a
    /// message of an earlier pull is; its first lease is then invalid.
    pub lapses: f64,
    /// The probability that a call fails without any effect.
    pub failures: f64,
    /// The probability that a call fails after its work.
    pub lost_answers: f64,
    /// The longest duration of a call, in tokio's time.
    pub delay: Duration,
}

impl Hostility {
    /// No faults, except for [failures](Hostile::fail) that a test requests.
    pub const NONE: Self = Self {
        lapses: 0.0,
        failures: 0.0,
        lost_answers: 0.0,
        delay: Duration::ZERO,
    };
}

impl Default for Hostility {
    /// Returns probabilities of one in five, and delays of up to 20 ms.
    fn default() -> Self {
        Self {
            lapses: 0.2,
            failures: 0.2,
            lost_answers: 0.2,
            delay: Duration::from_millis(20),
        }
    }
}

/// A backend in memory with all the faults that a backend may have: it redelivers leased messages, changes the
/// order of messages without a key, delays calls, enqueues twice, fails, and fails after its work. A spine that
/// is correct with this backend is correct with any.
///
/// Its behaviour is determined by its seed and the order of the calls.
///
/// ```
/// use std::sync::Arc;
/// use organum::event::conformance::{Hostile, Hostility};
///
/// let backend = Arc::new(Hostile::new(7, Hostility::NONE));
/// backend.fail(3); // the next three calls fail
/// ```
pub struct Hostile {
    inner: MemoryBackend,
    hostility: Hostility,
    random: Mutex<fastrand::Rng>,
    /// The last deliveries.
    delivered: Mutex<Vec<Receipt>>,
    to_fail: AtomicU32,
}

impl Hostile {
    /// Returns a backend without a bound.
    pub fn new(seed: u64, hostility: Hostility) -> Self {
        Self::around(MemoryBackend::new(), seed, hostility)
    }

    /// Returns a backend around one in memory.
    pub fn around(inner: MemoryBackend, seed: u64, hostility: Hostility) -> Self {
        Self {
            inner,
            hostility,
            random: Mutex::new(fastrand::Rng::with_seed(seed)),
            delivered: Mutex::default(),
            to_fail: AtomicU32::new(0),
        }
    }

    /// Makes this number of the next calls fail, as if the backend could not be reached.
    pub fn fail(&self, calls: u32) {
        self.to_fail.store(calls, Ordering::Relaxed);
    }

    fn random(&self) -> MutexGuard<'_, fastrand::Rng> {
        self.random.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn happens(&self, probability: f64) -> bool {
        probability > 0.0 && self.random().f64() < probability
    }

    async fn before(&self, doing: &'static str) -> Result<(), StoreError> {
        let delay = self.hostility.delay;
        if !delay.is_zero() {
            let share = self.random().f64();
            tokio::time::sleep(delay.mul_f64(share)).await;
        }
        let requested = self
            .to_fail
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            });
        if requested.is_ok() || self.happens(self.hostility.failures) {
            return Err(unavailable(doing));
        }
        Ok(())
    }

    fn after<T>(&self, doing: &'static str, done: T) -> Result<T, StoreError> {
        if self.happens(self.hostility.lost_answers) {
            return Err(unavailable(doing));
        }
        Ok(done)
    }

    /// Expires some of the earlier leases, so that their messages are redelivered.
    fn lapse_some(&self) {
        let mut delivered = self
            .delivered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut random = self.random();
        delivered.retain(|receipt| {
            let lapses = random.f64() < self.hostility.lapses;
            if lapses {
                self.inner.lapse(receipt);
            }
            !lapses
        });
        let few = delivered.len().saturating_sub(16);
        delivered.drain(..few);
    }
}

fn unavailable(doing: &'static str) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, NAME, doing).with_source("a fault was injected")
}

impl Backend for Hostile {
    fn name(&self) -> &'static str {
        NAME
    }

    fn lease(&self) -> Duration {
        self.inner.lease()
    }

    fn is_durable(&self) -> bool {
        self.inner.is_durable()
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.before("enqueue messages").await?;
            if self.happens(0.5) {
                self.inner.enqueue(messages).await?;
            }
            self.inner.enqueue(messages).await?;
            self.after("enqueue messages", ())
        })
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.before("enqueue messages").await?;
            self.inner.enqueue_unbounded(messages).await?;
            self.after("enqueue messages", ())
        })
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        Box::pin(async move {
            self.before("pull messages").await?;
            if self.hostility == Hostility::NONE {
                return self.inner.pull(limit, wait).await;
            }
            self.lapse_some();
            let few = self.random().usize(1..=limit.max(1));
            let mut pulled = self.inner.pull(few, wait).await?;
            let mut random = self.random();
            random.shuffle(&mut pulled);
            let mut delivered = self
                .delivered
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            for delivery in &pulled {
                if random.f64() < self.hostility.lapses {
                    self.inner.lapse(&delivery.receipt);
                } else {
                    delivered.push(delivery.receipt.clone());
                }
            }
            Ok(pulled)
        })
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move {
            self.before("begin with deliveries").await?;
            let begun = self.inner.begin(receipts).await?;
            self.after("begin with deliveries", begun)
        })
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.before("settle a delivery").await?;
            self.inner.settle(receipt, settlement).await?;
            self.after("settle a delivery", ())
        })
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move {
            self.before("extend leases").await?;
            let extended = self.inner.extend(receipts).await?;
            self.after("extend leases", extended)
        })
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move { self.before("answer a health check").await })
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        Box::pin(async move {
            self.before("read its metrics").await?;
            self.inner.metrics().await
        })
    }

    fn list(&self, limit: usize) -> StoreFuture<'_, Vec<QueuedMessage>> {
        Box::pin(async move {
            self.before("list its messages").await?;
            self.inner.list(limit).await
        })
    }

    fn skip(&self, id: Uuid) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.before("skip a message").await?;
            self.inner.skip(id).await
        })
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.before("clear its queue").await?;
            self.inner.clear().await
        })
    }
}
