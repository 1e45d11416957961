//! The signals that stop a runtime that serves.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

/// The strongest signal that a runtime has got; each includes those before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Signal {
    None,
    /// The current serve was asked to stop: the runtime may serve again.
    StopServing,
    /// No more events are taken.
    Stop,
    /// The deliveries in flight are given back.
    Abort,
}

/// The signals that a runtime shares with its handles.
pub(super) struct Control {
    signal: watch::Sender<Signal>,
    is_serving: watch::Sender<bool>,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            signal: watch::Sender::new(Signal::None),
            is_serving: watch::Sender::new(false),
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

    /// Sends a signal, unless a stronger one was sent.
    fn send(&self, signal: Signal) {
        self.signal.send_if_modified(|sent| {
            let is_stronger = *sent < signal;
            *sent = signal.max(*sent);
            is_stronger
        });
    }

    fn has_got(&self, signal: Signal) -> bool {
        *self.signal.borrow() >= signal
    }

    /// Waits for a signal, or for a stronger one.
    async fn get(&self, signal: Signal) {
        let mut signals = self.signal.subscribe();
        // It fails only without a sender.
        let _ = signals.wait_for(|sent| *sent >= signal).await;
    }

    /// Forgets that an earlier serve was asked to stop.
    pub(super) fn forget_stop(&self) {
        self.signal.send_if_modified(|sent| {
            let is_forgotten = *sent == Signal::StopServing;
            if is_forgotten {
                *sent = Signal::None;
            }
            is_forgotten
        });
    }

    pub(super) fn is_serving(&self) -> bool {
        *self.is_serving.borrow()
    }

    pub(super) fn stop(&self) {
        self.send(Signal::Stop);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.has_got(Signal::Stop)
    }

    /// Returns true if a shutdown waits for the runtime that serves.
    pub(super) fn is_shutting_down(&self) -> bool {
        self.is_stopped() && self.is_serving()
    }

    pub(super) async fn stopped(&self) {
        self.get(Signal::Stop).await;
    }

    /// Asks the current serve to stop: the runtime may serve again.
    pub(super) fn request_stop(&self) {
        self.send(Signal::StopServing);
    }

    /// Returns true if the current serve was asked to stop, in whichever way.
    pub(super) fn is_stop_requested(&self) -> bool {
        self.has_got(Signal::StopServing)
    }

    /// Waits until the current serve is asked to stop, in whichever way.
    pub(super) async fn stop_requested(&self) {
        self.get(Signal::StopServing).await;
    }

    pub(super) fn abort(&self) {
        self.send(Signal::Abort);
    }

    pub(super) async fn aborted(&self) {
        self.get(Signal::Abort).await;
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
