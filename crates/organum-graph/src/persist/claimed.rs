//! The lease under which a node runs.

use std::{sync::Arc, time::Duration};

use organum_store::{
    FinishRequest, Lease, LeaseGuard, LeaseKeeper, Leases, RecordFailure, RecordOutcome, Store,
    StoreError, StoreFuture, key::Key,
};
use tokio::{runtime::Handle, time::sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The number of times that a call to a store is made if it fails.
const CALLS: u32 = 3;
/// The delay after the first failed call.
const DELAY: Duration = Duration::from_millis(20);

/// A claim that was granted. Its lease is renewed until it is finished or dropped.
///
/// A drop releases the lease: the node is not running then, since its future is dropped before. If the
/// node has completed, a drop records its result instead.
pub(super) struct Claimed {
    store: Arc<dyn Store>,
    held: Option<LeaseGuard<Lease<Key>>>,
    /// The result, while it is being recorded.
    result: Option<FinishRequest>,
    runtime: Handle,
    tracker: Option<TaskTracker>,
}

impl Claimed {
    /// Renews a lease on this runtime from now on.
    pub(super) fn hold(
        store: &Arc<dyn Store>,
        lease: Lease<Key>,
        runtime: &Handle,
        tracker: Option<&TaskTracker>,
    ) -> Self {
        let _inside = runtime.enter();
        let leases: Arc<dyn Leases<Lease<Key>>> = Arc::clone(store) as _;
        let keeper = LeaseKeeper::new(leases);
        Self {
            store: Arc::clone(store),
            held: Some(keeper.hold(lease, CancellationToken::new())),
            result: None,
            runtime: runtime.clone(),
            tracker: tracker.cloned(),
        }
    }

    /// Returns the epoch of the lease.
    pub(super) fn epoch(&self) -> u64 {
        self.held.as_ref().map_or(0, |held| held.lease().epoch())
    }

    /// Records the result, which is kept for `ttl` or for ever.
    ///
    /// # Errors
    /// The store failed, or the lease is lost.
    pub(super) async fn finish(
        mut self,
        outcome: RecordOutcome,
        ttl: Option<Duration>,
    ) -> Result<(), StoreError> {
        let Some(held) = &self.held else {
            return Ok(());
        };
        let lease = held.lease();
        let mut request = match outcome {
            RecordOutcome::Done(value) => FinishRequest::done(&lease, value),
            RecordOutcome::Failed(failure) => FinishRequest::failed(&lease, failure),
        };
        request.ttl = ttl;
        let request = self.result.insert(request);
        let answer = finish(&*self.store, request).await;
        self.result = None;
        if answer.is_ok() {
            self.held = None;
        }
        answer
    }

    /// Sets the failure that a drop records instead of releasing the lease.
    pub(super) fn fail_on_drop(&mut self, failure: RecordFailure) {
        if let Some(held) = &self.held {
            self.result = Some(FinishRequest::failed(&held.lease(), failure));
        }
    }

    /// Releases the lease, so that the next claim is granted at once.
    pub(super) async fn release(mut self) {
        if let Some(held) = &self.held {
            let lease = held.lease();
            // A lease that is not released ends by itself.
            let _ = self.store.release(&lease).await;
            self.held = None;
        }
    }
}

impl Drop for Claimed {
    fn drop(&mut self) {
        let Some(held) = self.held.take() else { return };
        let (store, result) = (Arc::clone(&self.store), self.result.take());
        let work = async move {
            // A lease that is not released ends by itself.
            let _ = match result {
                Some(result) => finish(&*store, &result).await,
                None => held.release().await,
            };
        };
        match &self.tracker {
            Some(tracker) => drop(tracker.spawn_on(work, &self.runtime)),
            None => drop(self.runtime.spawn(work)),
        }
    }
}

async fn finish(store: &dyn Store, request: &FinishRequest) -> Result<(), StoreError> {
    let requests = std::slice::from_ref(request);
    let answer = repeated(|| store.finish(requests)).await?;
    answer.into_iter().next().unwrap_or(Ok(()))
}

/// Makes a call again if it fails and may succeed when it is repeated.
///
/// # Errors
/// The last call failed.
pub(super) async fn repeated<'a, T>(
    call: impl Fn() -> StoreFuture<'a, T>,
) -> Result<T, StoreError> {
    let mut calls = 0;
    loop {
        calls += 1;
        match call().await {
            Err(error) if error.kind().is_transient() && calls < CALLS => {
                sleep(DELAY * calls).await;
            }
            answer => return answer,
        }
    }
}
