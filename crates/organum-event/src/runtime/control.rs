//! The signals that stop a runtime that serves.

use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::future::select;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The signals that a runtime shares with its handles.
pub(super) struct Control {
    /// No more events are taken.
    stop: CancellationToken,
    /// The deliveries in flight are given back.
    abort: CancellationToken,
    is_serving: watch::Sender<bool>,
    /// True if the current serve was asked to stop.
    is_stop_requested: watch::Sender<bool>,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            stop: CancellationToken::new(),
            abort: CancellationToken::new(),
            is_serving: watch::Sender::new(false),
            is_stop_requested: watch::Sender::new(false),
        }
    }
}

/// A guard: the runtime serves until it is dropped.
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

    /// Forgets that an earlier serve was asked to stop.
    pub(super) fn forget_stop(&self) {
        self.is_stop_requested.send_replace(false);
    }

    pub(super) fn is_serving(&self) -> bool {
        *self.is_serving.borrow()
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

    /// Asks the current serve to stop: the runtime may serve again.
    pub(super) fn request_stop(&self) {
        self.is_stop_requested.send_replace(true);
    }

    /// Returns true if the current serve was asked to stop, in whichever way.
    pub(super) fn is_stop_requested(&self) -> bool {
        *self.is_stop_requested.borrow() || self.is_stopped()
    }

    /// Waits until the current serve is asked to stop, in whichever way.
    pub(super) async fn stop_requested(&self) {
        let mut is_stop_requested = self.is_stop_requested.subscribe();
        let requested = pin!(is_stop_requested.wait_for(|requested| *requested));
        select(requested, pin!(self.stopped())).await;
    }

    pub(super) fn abort(&self) {
        self.stop.cancel();
        self.abort.cancel();
    }

    pub(super) async fn aborted(&self) {
        self.abort.cancelled().await;
    }

    /// Stops, and waits until nothing serves any more; aborts the serve after this time.
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

/// A guard of a runtime that alone can serve its backend: once it is dropped, nothing is published any more.
pub(super) struct Owner(pub(super) Arc<Control>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.stop();
    }
}
