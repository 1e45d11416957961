//! Leases are extended while handlers work.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

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

/// Extends each third of a lease: one that fails leaves time for another one.
async fn keep(leases: Leases, backend: Arc<dyn Backend>) {
    loop {
        tokio::time::sleep(backend.lease() / 3).await;
        let receipts: Vec<Receipt> = leases.lock().iter().cloned().collect();
        if receipts.is_empty() {
            continue;
        }
        if let Err(error) = backend.extend(&receipts).await {
            tracing::warn!("leases could not be extended: {error}");
        }
    }
}
