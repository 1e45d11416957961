//! How a runtime that serves is told to stop.

use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::future::select;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What a runtime and its handles share.
pub(super) struct Control {
    /// No more events are taken.
    stop: CancellationToken,
    /// What is in flight goes back to where it came from.
    abort: CancellationToken,
    is_serving: watch::Sender<bool>,
    /// Whatever serves now was told to stop.
    is_told: watch::Sender<bool>,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            stop: CancellationToken::new(),
            abort: CancellationToken::new(),
            is_serving: watch::Sender::new(false),
            is_told: watch::Sender::new(false),
        }
    }
}

/// A runtime serves until this is dropped.
pub(super) struct Serving(Arc<Control>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.is_serving.send_replace(false);
    }
}

impl Control {
    pub(super) fn serving(self: &Arc<Self>) -> Serving {
        self.is_told.send_replace(false);
        self.is_serving.send_replace(true);
        Serving(Arc::clone(self))
    }

    pub(super) fn stop(&self) {
        self.stop.cancel();
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    pub(super) async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Tells whatever serves now to stop: it may serve again.
    pub(super) fn tell(&self) {
        self.is_told.send_replace(true);
    }

    /// Was whatever serves now told to stop, in whichever way?
    pub(super) fn is_told(&self) -> bool {
        *self.is_told.borrow() || self.is_stopped()
    }

    /// Waits until whatever serves now is told to stop, in whichever way.
    pub(super) async fn told(&self) {
        let mut is_told = self.is_told.subscribe();
        let told = pin!(is_told.wait_for(|told| *told));
        select(told, pin!(self.stopped())).await;
    }

    pub(super) fn abort(&self) {
        self.stop.cancel();
        self.abort.cancel();
    }

    pub(super) async fn aborted(&self) {
        self.abort.cancelled().await;
    }

    /// Stops, and waits until nothing serves any more: aborts what does after this time.
    pub(super) async fn shut_down(&self, within: Duration) {
        self.stop();
        let mut is_serving = self.is_serving.subscribe();
        let ended = is_serving.wait_for(|serves| !serves);
        if tokio::time::timeout(within, ended).await.is_err() {
            self.abort();
            let _ = is_serving.wait_for(|serves| !serves).await;
        }
    }
}

/// A runtime that alone can serve its backend: once it is gone, nothing is taken any more.
pub(super) struct Owner(pub(super) Arc<Control>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.stop();
    }
}
