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

/// What has been pulled and is not settled. A task of its own extends the leases, so that a handler
/// that blocks its thread does not lose them.
pub(super) struct Leases {
    held: Arc<Mutex<BTreeSet<Receipt>>>,
    keeper: AbortHandle,
}

fn lock(held: &Mutex<BTreeSet<Receipt>>) -> MutexGuard<'_, BTreeSet<Receipt>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Leases {
    pub(super) fn kept(link: &Link) -> Self {
        let held = Arc::default();
        let keeper = tokio::spawn(keep(Arc::clone(&held), Arc::clone(&link.backend)));
        Self {
            held,
            keeper: keeper.abort_handle(),
        }
    }

    pub(super) fn hold(&self, receipts: impl IntoIterator<Item = Receipt>) {
        lock(&self.held).extend(receipts);
    }

    pub(super) fn release(&self, receipt: &Receipt) {
        lock(&self.held).remove(receipt);
    }
}

impl Drop for Leases {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

/// Extends each third of a lease: one that fails leaves time for another one.
async fn keep(held: Arc<Mutex<BTreeSet<Receipt>>>, backend: Arc<dyn Backend>) {
    loop {
        tokio::time::sleep(backend.lease() / 3).await;
        let receipts: Vec<Receipt> = lock(&held).iter().cloned().collect();
        if receipts.is_empty() {
            continue;
        }
        if let Err(error) = backend.extend(&receipts).await {
            tracing::warn!("leases could not be extended: {error}");
        }
    }
}
