//! The leases of deliveries, renewed while handlers run.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use organum_base::clock::later;
use organum_store::{Guarded, LeaseGuard, LeaseKeeper, Renewable, Renewal, StoreFuture};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    super::backend::{Backend, Receipt, Settlement, Then},
    link::Link,
};

/// A leased delivery.
#[derive(Clone, Debug)]
struct Leased {
    receipt: Receipt,
    length: Duration,
    since: Instant,
}

impl Renewable for Leased {
    fn length(&self) -> Duration {
        self.length
    }

    fn ends_at(&self) -> Instant {
        later(self.since, self.length)
    }

    fn renewed(&mut self, sent: Instant) {
        self.since = self.since.max(sent);
    }
}

/// A backend as the source of leases.
struct Source(Guarded<Arc<dyn Backend>>);

impl organum_store::Leases<Leased> for Source {
    fn renew<'a>(&'a self, leases: &'a [Leased]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move {
            let receipts: Vec<_> = leases.iter().map(|held| held.receipt.clone()).collect();
            self.0.extend(&receipts).await
        })
    }

    fn release<'a>(&'a self, lease: &'a Leased) -> StoreFuture<'a, ()> {
        let delay = Duration::ZERO;
        let settlement = Settlement::then(Then::Nack { delay });
        self.0.settle(&lease.receipt, settlement)
    }
}

/// The leases of deliveries that are not settled, renewed while there is a [`Keeper`].
#[derive(Clone, Default)]
pub(super) struct Leases(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    keeper: Option<LeaseKeeper<Leased>>,
    held: BTreeMap<Receipt, LeaseGuard<Leased>>,
}

/// A guard: leases are renewed until it is dropped. A separate task renews them, so that a handler that blocks
/// its thread does not lose them.
pub(super) struct Keeper(Leases);

impl Leases {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn keep(&self, link: &Link) -> Keeper {
        let source = Source(link.guarded().clone());
        self.lock().keeper = Some(LeaseKeeper::new(Arc::new(source)));
        Keeper(self.clone())
    }

    /// Holds the leases of deliveries, by a call that was sent at this time.
    pub(super) fn hold(
        &self,
        receipts: impl IntoIterator<Item = Receipt>,
        length: Duration,
        sent: Instant,
    ) {
        let State { keeper, held } = &mut *self.lock();
        let Some(keeper) = keeper else {
            return;
        };
        for receipt in receipts {
            let leased = Leased {
                receipt: receipt.clone(),
                length,
                since: sent,
            };
            held.insert(receipt, keeper.hold(leased, CancellationToken::new()));
        }
    }

    pub(super) fn release(&self, receipt: &Receipt) {
        let released = self.lock().held.remove(receipt);
        drop(released);
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let kept = std::mem::take(&mut *self.0.lock());
        drop(kept);
    }
}
