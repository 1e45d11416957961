//! What a runtime can be told before it runs.

use std::{sync::Arc, time::Duration};

use organum_base::clock::Clock;

use super::{OnBackendFailure, Runtime, engine::Engine, plan::Plan, settings::Settings};
use crate::{
    Layer, Spine,
    backend::Backend,
    cached::EmissionCache,
    dead_letter::DeadLetters,
    observe::{Both, Observer},
    policy::{Backoff, Breaker, Retry},
    table::OnFailure,
};

impl<S: Spine> Runtime<S> {
    pub(super) fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.engine.plan.settings.clone();
        change(&mut settings);
        self.engine = Engine::new(Plan::of(S::TABLE, S::rows, settings));
        self
    }

    /// What is done about handlers that fail, where neither they nor the event say; one try if this
    /// is not called.
    #[must_use]
    pub fn retry(self, retry: Retry) -> Self {
        self.with(|settings| settings.retry = retry)
    }

    /// How long a try of a handler may take that does not say so itself; no limit if this is not
    /// called.
    #[must_use]
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|settings| settings.timeout = Some(limit))
    }

    /// What becomes of an event at a handler that has failed for good and does not say;
    /// [`OnFailure::DeadLetter`] if this is not called.
    #[must_use]
    pub fn on_failure(self, end: OnFailure) -> Self {
        self.with(|settings| settings.on_failure = end)
    }

    /// How often an event is delivered to handlers that leave it to the backend, before it becomes a
    /// dead letter; 16 if this is not called.
    #[must_use]
    pub fn max_deliveries(self, deliveries: u32) -> Self {
        self.with(|settings| settings.max_deliveries = deliveries.max(1))
    }

    /// How often organs may emit because all is quiet, in one run; 1000 if this is not called.
    #[must_use]
    pub fn max_phases(self, phases: u32) -> Self {
        self.with(|settings| settings.max_phases = phases)
    }

    /// Where dead letters are kept; in memory if this is not called.
    #[must_use]
    pub fn dead_letters(self, store: impl DeadLetters) -> Self {
        self.with(|settings| settings.dead_letters = Arc::new(store))
    }

    /// Where [published](Self::publish) events wait, and where this runtime is
    /// [served](Self::serve) from; an unbounded one in memory if this is not called.
    #[must_use]
    pub fn backend(self, backend: impl Backend) -> Self {
        self.with(|settings| {
            settings.backend = Arc::new(backend);
            settings.has_backend = true;
        })
    }

    /// What is done when the backend fails; a few more tries if this is not called.
    #[must_use]
    pub fn on_backend_failure(self, end: OnBackendFailure) -> Self {
        self.with(|settings| settings.on_backend_failure = end)
    }

    /// The breaker in front of the backend. If this is not called, it opens after five failures in a
    /// row, for 100 ms at first and up to 30 s.
    #[must_use]
    pub fn breaker(self, breaker: Breaker) -> Self {
        self.with(|settings| settings.breaker = Arc::new(breaker))
    }

    /// How many events are pulled from the backend at once; 16 if this is not called.
    #[must_use]
    pub fn prefetch(self, events: usize) -> Self {
        self.with(|settings| settings.prefetch = events.max(1))
    }

    /// How long an event waits in the backend that was left to it, after the first delivery, the
    /// second one and so on; from 100 ms, doubled each time, to 30 s if this is not called.
    #[must_use]
    pub fn redelivery(self, backoff: Backoff) -> Self {
        self.with(|settings| settings.redelivery = backoff)
    }

    /// The clock that events are stamped by; that of the system if this is not called.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        self.with(|settings| settings.clock = clock)
    }

    /// Adds a layer inside those that were added before.
    #[must_use]
    pub fn layer(self, layer: impl Layer) -> Self {
        self.with(|settings| settings.layers.push(Arc::new(layer)))
    }

    /// Adds an observer.
    #[must_use]
    pub fn observed_by(self, observer: impl Observer) -> Self {
        self.with(|settings| {
            settings.observers = Some(match settings.observers.take() {
                Some(before) => Arc::new(Both(before, observer)),
                None => Arc::new(observer),
            });
        })
    }

    /// Where it is kept what [cached](crate::cached) organs have emitted; 64 MiB in memory if this is
    /// not called.
    #[must_use]
    pub fn emissions(self, cache: impl EmissionCache) -> Self {
        self.with(|settings| settings.emissions = Some(Arc::new(cache)))
    }

    /// Lets organs work side by side: each in a task of its own, with an inbox, so that an organ that
    /// takes `&mut self` handles one event at a time, and one that takes `&self` as many as its
    /// `concurrency` says. Without it, one event after the other is handled by one handler after the
    /// other, which makes runs repeatable.
    ///
    /// An organ hears events in the order in which they were emitted, and those with one key are
    /// handled in that order. What is tried again keeps its own organ busy, and no other.
    /// [`prefetch`](Self::prefetch) says how many events of a backend are at work at once.
    ///
    /// When the future of a run is dropped, organs go on with what is in their inboxes, and the next
    /// run goes on with what they did. If the tokio runtime is dropped too, the calls that were at
    /// work are made again.
    #[must_use]
    pub fn parallel(self) -> Self {
        self.with(|settings| settings.is_parallel = true)
    }
}
