//! Backends in memory with one flaw each, which the suite has to detect.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::pending,
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use organum_store::{Renewal, StoreError, StoreErrorKind, StoreFuture};
use tokio::task::yield_now;
use uuid::Uuid;

use super::{
    super::{BackendSubject, Subject, backend},
    catches,
};
use crate::backend::{
    Backend, Delivery, MemoryBackend, Message, Metrics, QueueStatus, QueuedMessage, Receipt,
    Settlement, Then,
};

const LEASE: Duration = Duration::from_millis(300);

/// The flaw of a backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    None,
    // Of enqueueing.
    TakesTwice,
    EnqueuesInReverse,
    ForgetsTheHandler,
    LosesTheLast,
    HasNoBounds,
    MakesAllWaitForRoom,
    ForgetsTheHandlers,
    // Of pulling.
    IgnoresTheLimit,
    WaitsForEver,
    ComesBackAtOnce,
    LosesWhatADroppedPullTook,
    DeliversWhatIsLeased,
    CountsNoDeliveries,
    CountsWhatNeverBegan,
    CountsNothingThatBegins,
    // Of settling.
    CountsWhatIsReleased,
    ReversesEmissions,
    LosesEmissionsOfKept,
    ForgetsDoneHandlers,
    IgnoresDelays,
    LosesWhatIsGivenBack,
    KeepsWhatIsAcked,
    AcceptsLateSettlements,
    TakesEmissionsOfLateSettlements,
    RefusesRepeatedSettlements,
    AcceptsOtherSettlements,
    // Of extending.
    ExtendsTheFirstOnly,
    ExtendsNothing,
    AnswersForTheFirstOnly,
    SaysThatLostLeasesAreRenewed,
    SaysThatLeasesAreLost,
    SkipsForEver,
    // Of the rest.
    CountsNothing,
    CountsNoLeases,
    FailsForEver,
    ForgetsWhenReopened,
    EndsLeasesWhenReopened,
    // Of the queue.
    SkipsOnlyWhatWaits,
    ClearsOnlyWhatWaits,
    ListsBackwards,
}

const FLAWS: [Flaw; 40] = [
    Flaw::TakesTwice,
    Flaw::EnqueuesInReverse,
    Flaw::ForgetsTheHandler,
    Flaw::LosesTheLast,
    Flaw::HasNoBounds,
    Flaw::MakesAllWaitForRoom,
    Flaw::ForgetsTheHandlers,
    Flaw::IgnoresTheLimit,
    Flaw::WaitsForEver,
    Flaw::ComesBackAtOnce,
    Flaw::LosesWhatADroppedPullTook,
    Flaw::DeliversWhatIsLeased,
    Flaw::CountsNoDeliveries,
    Flaw::CountsWhatNeverBegan,
    Flaw::CountsNothingThatBegins,
    Flaw::CountsWhatIsReleased,
    Flaw::ReversesEmissions,
    Flaw::LosesEmissionsOfKept,
    Flaw::ForgetsDoneHandlers,
    Flaw::IgnoresDelays,
    Flaw::LosesWhatIsGivenBack,
    Flaw::KeepsWhatIsAcked,
    Flaw::AcceptsLateSettlements,
    Flaw::TakesEmissionsOfLateSettlements,
    Flaw::RefusesRepeatedSettlements,
    Flaw::AcceptsOtherSettlements,
    Flaw::ExtendsTheFirstOnly,
    Flaw::ExtendsNothing,
    Flaw::AnswersForTheFirstOnly,
    Flaw::SaysThatLostLeasesAreRenewed,
    Flaw::SaysThatLeasesAreLost,
    Flaw::SkipsForEver,
    Flaw::CountsNothing,
    Flaw::CountsNoLeases,
    Flaw::FailsForEver,
    Flaw::ForgetsWhenReopened,
    Flaw::EndsLeasesWhenReopened,
    Flaw::SkipsOnlyWhatWaits,
    Flaw::ClearsOnlyWhatWaits,
    Flaw::ListsBackwards,
];

/// A backend in memory with a flaw. Clones share its messages.
#[derive(Clone)]
struct Flawed {
    inner: MemoryBackend,
    flaw: Flaw,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    enqueued: BTreeSet<Uuid>,
    leased: BTreeSet<Receipt>,
    settled: BTreeMap<Receipt, Then>,
}

impl Flawed {
    fn new(inner: MemoryBackend, flaw: Flaw) -> Self {
        Self {
            inner: inner.with_lease(LEASE),
            flaw,
            seen: Arc::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    /// Returns the backend as another handle opens it.
    fn reopened(&self) -> Self {
        match self.flaw {
            Flaw::ForgetsWhenReopened => Self::new(MemoryBackend::new(), self.flaw),
            Flaw::EndsLeasesWhenReopened => {
                for receipt in &self.seen().leased {
                    self.inner.lapse(receipt);
                }
                self.clone()
            }
            _ => self.clone(),
        }
    }

    fn taken(&self, messages: &[Message]) -> Vec<Message> {
        let mut seen = self.seen();
        let mut taken = messages.to_vec();
        match self.flaw {
            Flaw::EnqueuesInReverse => taken.reverse(),
            Flaw::TakesTwice => {
                for message in &mut taken {
                    if !seen.enqueued.insert(message.id()) {
                        let salt = fastrand::u64(..);
                        let id = Uuid::from_u128(message.id().as_u128() ^ u128::from(salt));
                        *message = Message::stored(id, message.event().clone(), message.only());
                    }
                }
            }
            Flaw::ForgetsTheHandler => {
                for message in &mut taken {
                    *message = Message::stored(message.id(), message.event().clone(), None);
                }
            }
            Flaw::LosesTheLast if taken.len() > 5 => {
                taken.pop();
            }
            _ => {}
        }
        taken
    }

    async fn pulled(&self, limit: usize, wait: Duration) -> Result<Vec<Delivery>, StoreError> {
        let (limit, wait) = match self.flaw {
            Flaw::IgnoresTheLimit => (100, wait),
            Flaw::ComesBackAtOnce => (limit, Duration::ZERO),
            _ => (limit, wait),
        };
        let mut pulled = self.inner.pull(limit, wait).await?;
        if pulled.is_empty() && self.is(Flaw::WaitsForEver) {
            pending::<()>().await;
        }
        self.seen()
            .leased
            .extend(pulled.iter().map(|delivery| delivery.receipt.clone()));
        match self.flaw {
            Flaw::LosesWhatADroppedPullTook => {
                let mut lost = Lost {
                    backend: &self.inner,
                    receipts: pulled
                        .iter()
                        .map(|delivery| delivery.receipt.clone())
                        .collect(),
                };
                yield_now().await;
                lost.receipts.clear();
            }
            Flaw::DeliversWhatIsLeased => {
                for delivery in &pulled {
                    self.inner.lapse(&delivery.receipt);
                }
            }
            Flaw::ForgetsTheHandlers => {
                for delivery in &mut pulled {
                    delivery.handlers = None;
                }
            }
            Flaw::CountsWhatNeverBegan => {
                let receipts: Vec<Receipt> = pulled
                    .iter()
                    .map(|delivery| delivery.receipt.clone())
                    .collect();
                self.inner.begin(&receipts).await?;
            }
            Flaw::CountsNoDeliveries => {
                for delivery in &mut pulled {
                    delivery.deliveries = 1;
                }
            }
            _ => {}
        }
        Ok(pulled)
    }

    async fn settled(
        &self,
        receipt: &Receipt,
        settlement: Settlement<'_>,
    ) -> Result<(), StoreError> {
        let mut settlement = settlement;
        let reversed: Vec<Message> = settlement.emitted.iter().rev().cloned().collect();
        let before = self.seen().settled.get(receipt).copied();
        match (self.flaw, settlement.then) {
            (Flaw::ReversesEmissions, _) => settlement.emitted = &reversed,
            (Flaw::LosesEmissionsOfKept, Then::Keep) => settlement.emitted = &[],
            (Flaw::ForgetsDoneHandlers, _) => settlement.done = &[],
            (Flaw::IgnoresDelays, Then::Nack { .. }) | (Flaw::KeepsWhatIsAcked, Then::Ack) => {
                settlement.then = Then::Nack {
                    delay: Duration::ZERO,
                };
            }
            (Flaw::CountsWhatIsReleased, Then::Release { delay }) => {
                settlement.then = Then::Nack { delay };
            }
            (Flaw::LosesWhatIsGivenBack, Then::Nack { .. }) => settlement.then = Then::Ack,
            (Flaw::RefusesRepeatedSettlements, _) if before.is_some() => {
                let kind = StoreErrorKind::LeaseLost;
                return Err(StoreError::new(kind, "flawed", "settle a delivery"));
            }
            (Flaw::AcceptsOtherSettlements, _) if before.is_some() => return Ok(()),
            _ => {}
        }
        let settled = self.inner.settle(receipt, settlement).await;
        match (&settled, self.flaw) {
            (Ok(()), _) if settlement.then != Then::Keep => {
                self.seen().settled.insert(receipt.clone(), settlement.then);
            }
            (Err(_), Flaw::AcceptsLateSettlements) if before.is_none() => return Ok(()),
            (Err(_), Flaw::TakesEmissionsOfLateSettlements) => {
                self.inner.enqueue(settlement.emitted).await?;
            }
            _ => {}
        }
        settled
    }

    async fn extended(&self, receipts: &[Receipt]) -> Result<Vec<Renewal>, StoreError> {
        match self.flaw {
            Flaw::ExtendsTheFirstOnly | Flaw::ExtendsNothing => {
                let honoured = usize::from(self.is(Flaw::ExtendsTheFirstOnly));
                self.inner
                    .extend(&receipts[..receipts.len().min(honoured)])
                    .await?;
                // The other receipts are answered as if they had been extended.
                let seen = self.seen();
                let answer = |receipt| {
                    if seen.settled.contains_key(receipt) {
                        Renewal::Lost
                    } else {
                        Renewal::Renewed
                    }
                };
                return Ok(receipts.iter().map(answer).collect());
            }
            Flaw::SkipsForEver => return Ok(vec![Renewal::Skipped; receipts.len()]),
            _ => {}
        }
        let mut extended = self.inner.extend(receipts).await?;
        match self.flaw {
            Flaw::AnswersForTheFirstOnly => extended.truncate(1),
            Flaw::SaysThatLostLeasesAreRenewed => extended.fill(Renewal::Renewed),
            Flaw::SaysThatLeasesAreLost => extended.fill(Renewal::Lost),
            _ => {}
        }
        Ok(extended)
    }
}

/// The deliveries that are acknowledged if this guard is not disarmed.
struct Lost<'a> {
    backend: &'a MemoryBackend,
    receipts: Vec<Receipt>,
}

impl Drop for Lost<'_> {
    fn drop(&mut self) {
        for receipt in &self.receipts {
            // The first poll completes the call.
            let _ = futures_util::FutureExt::now_or_never(self.backend.ack(receipt));
        }
    }
}

impl Backend for Flawed {
    fn name(&self) -> &'static str {
        "flawed"
    }

    fn lease(&self) -> Duration {
        self.inner.lease()
    }

    fn is_durable(&self) -> bool {
        true
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            if self.is(Flaw::FailsForEver) {
                let kind = StoreErrorKind::Unavailable;
                return Err(StoreError::new(kind, "flawed", "enqueue messages"));
            }
            let taken = self.taken(messages);
            self.inner.enqueue(&taken).await
        })
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let taken = self.taken(messages);
            match self.flaw {
                Flaw::MakesAllWaitForRoom => self.inner.enqueue(&taken).await,
                _ => self.inner.enqueue_unbounded(&taken).await,
            }
        })
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        match self.flaw {
            Flaw::CountsNothingThatBegins => self.inner.extend(receipts),
            _ => self.inner.begin(receipts),
        }
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        Box::pin(self.pulled(limit, wait))
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        Box::pin(self.settled(receipt, settlement))
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(self.extended(receipts))
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        self.inner.health()
    }

    fn list(&self, limit: usize) -> StoreFuture<'_, Vec<QueuedMessage>> {
        Box::pin(async move {
            let mut listed = self.inner.list(limit).await?;
            if self.is(Flaw::ListsBackwards) {
                listed.reverse();
            }
            Ok(listed)
        })
    }

    fn skip(&self, id: Uuid) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let listed = self.inner.list(usize::MAX).await?;
            let is_leased = |one: &QueuedMessage| one.id == id && one.status == QueueStatus::Leased;
            if self.is(Flaw::SkipsOnlyWhatWaits) && listed.iter().any(is_leased) {
                return Ok(());
            }
            self.inner.skip(id).await
        })
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            if !self.is(Flaw::ClearsOnlyWhatWaits) {
                return self.inner.clear().await;
            }
            for one in self.inner.list(usize::MAX).await? {
                if one.status != QueueStatus::Leased {
                    self.inner.skip(one.id).await?;
                }
            }
            Ok(())
        })
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        Box::pin(async {
            let metrics = self.inner.metrics().await?;
            let Metrics {
                waiting,
                delayed,
                leased,
                ..
            } = metrics;
            Ok(match self.flaw {
                Flaw::CountsNothing => Metrics {
                    waiting,
                    delayed,
                    leased,
                    ..Metrics::default()
                },
                Flaw::CountsNoLeases => Metrics {
                    waiting: waiting + leased,
                    leased: 0,
                    ..metrics
                },
                _ => metrics,
            })
        })
    }
}

struct Flaws {
    flaw: Flaw,
    last: Mutex<Option<Flawed>>,
}

impl Flaws {
    fn of(flaw: Flaw) -> Self {
        Self {
            flaw,
            last: Mutex::new(None),
        }
    }

    fn last(&self) -> MutexGuard<'_, Option<Flawed>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subject<dyn Backend> for Flaws {
    async fn fresh(&self) -> Arc<dyn Backend> {
        let made = Flawed::new(MemoryBackend::new(), self.flaw);
        *self.last() = Some(made.clone());
        Arc::new(made)
    }

    async fn reopen(&self) -> Option<Arc<dyn Backend>> {
        let last = self.last();
        last.as_ref().map(|last| Arc::new(last.reopened()) as _)
    }
}

impl BackendSubject for Flaws {
    async fn bounded(&self, messages: NonZeroUsize) -> Option<Arc<dyn Backend>> {
        let inner = match self.flaw {
            Flaw::HasNoBounds => MemoryBackend::new(),
            _ => MemoryBackend::bounded(messages),
        };
        Some(Arc::new(Flawed::new(inner, self.flaw)))
    }
}

#[tokio::test(start_paused = true)]
async fn a_backend_without_a_flaw_passes() {
    backend::all(&Flaws::of(Flaw::None)).await;
}

#[tokio::test(start_paused = true)]
async fn every_flaw_of_a_backend_is_caught() {
    for flaw in FLAWS {
        catches(&flaw, backend::all(&Flaws::of(flaw))).await;
    }
}
