//! Leases are extended while handlers work.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use organum_store::Renewal;
use tokio::task::AbortHandle;

use super::{
    super::backend::{Backend, Receipt},
    link::Link,
};

/// The leases of what has been pulled and is not settled.
#[derive(Clone, Default)]
pub(super) struct Leases(Arc<Mutex<BTreeSet<Receipt>>>);

/// Extends leases until it is dropped. A task of its own does that, so that a handler that blocks its
/// thread does not lose them.
pub(super) struct Keeper(AbortHandle);

impl Leases {
    fn lock(&self) -> MutexGuard<'_, BTreeSet<Receipt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn keep(&self, link: &Link) -> Keeper {
        let keeper = tokio::spawn(keep(self.clone(), Arc::clone(&link.backend)));
        Keeper(keeper.abort_handle())
    }

    pub(super) fn hold(&self, receipts: impl IntoIterator<Item = Receipt>) {
        self.lock().extend(receipts);
    }

    pub(super) fn release(&self, receipt: &Receipt) {
        self.lock().remove(receipt);
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Extends each third of a lease: one that fails leaves time for another one. What was skipped is
/// extended earlier, and what is lost no longer.
async fn keep(leases: Leases, backend: Arc<dyn Backend>) {
    let third = backend.lease() / 3;
    let mut wait = third;
    loop {
        tokio::time::sleep(wait).await;
        wait = third;
        let receipts: Vec<Receipt> = leases.lock().iter().cloned().collect();
        if receipts.is_empty() {
            continue;
        }
        let renewals = match backend.extend(&receipts).await {
            Ok(renewals) => renewals,
            Err(error) => {
                tracing::warn!("leases could not be extended: {error}");
                continue;
            }
        };
        for (receipt, renewal) in receipts.iter().zip(renewals) {
            match renewal {
                Renewal::Renewed => {}
                Renewal::Lost => leases.release(receipt),
                Renewal::Skipped => wait = third / 8,
            }
        }
    }
}
