//! How a runtime that serves is told to stop.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What a runtime and its handles share.
pub(super) struct Control {
    /// No more events are taken.
    stop: CancellationToken,
    /// What is in flight goes back to where it came from.
    abort: CancellationToken,
    is_serving: watch::Sender<bool>,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            stop: CancellationToken::new(),
            abort: CancellationToken::new(),
            is_serving: watch::Sender::new(false),
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
