//! The settings of a runtime, before it runs.

use std::{sync::Arc, time::Duration};

use organum_base::clock::Clock;

use super::{
    OnBackendFailure, Replay, ReplayError, Runtime, control::Owner, engine::Engine, organs::Organs,
    plan::Plan, record::Recorder, settings::Settings,
};
use crate::{
    Layer, Spine,
    archive::{Archive, TraceId},
    backend::Backend,
    cached::EmissionCache,
    dead_letter::DeadLetters,
    dispatch::assert_keys,
    observe::{Both, Observer},
    policy::{Backoff, Breaker, Policy},
    table::OnFailure,
};

/// A spine with the settings of its [`Runtime`]: made by [`Spine::builder`].
///
/// A setting that is not called has its default. Handlers and events that say how they are retried, how
/// long they may take or what becomes of a failure are asked first.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum::{event::backend::MemoryBackend, policy::{Policy, Retry}, prelude::*};
/// # use organum::{event, organ, spine};
/// # #[event]
/// # struct OrderPlaced { order: u64 }
/// # #[organ]
/// # fn receipt(event: &OrderPlaced) { let _ = event.order; }
/// # #[derive(Default)]
/// # #[spine(entry(OrderPlaced))]
/// # struct Shop { receipt: receipt }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), SpineError> {
/// let thrice = NonZeroU32::new(3).expect("not zero");
/// let mut shop = Shop::default()
///     .builder()
///     .backend(MemoryBackend::new())
///     .defaults(Policy::new().retry(Retry::new(thrice)).timeout(Duration::from_secs(5)))
///     .build();
/// shop.publish(OrderPlaced { order: 7 }).await?;
/// assert_eq!(shop.drain().await?.handled, 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "settings do nothing until `build`"]
pub struct SpineBuilder<S> {
    spine: S,
    settings: Settings,
}

impl<S: Spine> SpineBuilder<S> {
    pub(in super::super) fn new(spine: S) -> Self {
        Self {
            spine,
            settings: Settings::default(),
        }
    }

    /// The runtime of the spine, with these settings.
    pub fn build(self) -> Runtime<S> {
        assert_keys(S::TABLE);
        let is_private = !self.settings.has_backend;
        let plan = Plan::of(S::TABLE, S::rows, self.settings);
        Runtime {
            _owner: is_private.then(|| Owner(Arc::clone(&plan.control))),
            organs: Organs::Whole(self.spine),
            engine: Engine::new(plan),
            run: 0,
        }
    }

    /// A replay of a recorded trace, with these settings; the clock, the dead letters and the archive are
    /// the replay's own. See [`Replay`].
    ///
    /// # Errors
    /// The trace cannot be read or is that of another spine.
    pub async fn replay(
        self,
        archive: &(impl Archive + ?Sized),
        trace: TraceId,
    ) -> Result<Replay<S>, ReplayError> {
        Replay::of(self, archive, trace).await
    }

    pub(super) fn recorder(self, recorder: Arc<Recorder>) -> Self {
        self.with(|settings| settings.recorder = Some(recorder))
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Sets how handlers are tried that do not say so themselves, and whose event does not: how often,
    /// and how long each try may take. The default is one try without a limit.
    pub fn defaults(self, policy: Policy) -> Self {
        self.with(|settings| {
            settings.retry = policy.get_retry().unwrap_or(settings.retry);
            settings.timeout = policy.get_timeout().or(settings.timeout);
        })
    }

    /// What becomes of an event at a handler that has failed for good and does not say;
    /// [`OnFailure::DeadLetter`] if this is not called.
    pub fn on_failure(self, end: OnFailure) -> Self {
        self.with(|settings| settings.on_failure = end)
    }

    /// How often an event is delivered to handlers that leave it to the backend, before it becomes a
    /// dead letter; 16 if this is not called.
    pub fn max_deliveries(self, deliveries: u32) -> Self {
        self.with(|settings| settings.max_deliveries = deliveries.max(1))
    }

    /// How long an event is left to other programs that this one does not know, or whose version or handlers
    /// it does not have; 10 minutes from when it pulls it first, if this is not called. Then the event becomes
    /// a dead letter. Until then it is given back, which is no delivery of it.
    ///
    /// Each process counts the time for itself, in memory: a process that restarts counts from the beginning, so
    /// an event may be left for longer than this limit where all processes restart more often.
    pub fn unknown_limit(self, limit: Duration) -> Self {
        self.with(|settings| settings.unknown_limit = limit)
    }

    /// In how many phases organs may emit because the spine is idle, in one run; 1000 if this is not called,
    /// and none with 0.
    pub fn max_phases(self, phases: u32) -> Self {
        self.with(|settings| settings.max_phases = phases)
    }

    /// Where dead letters are kept; in memory if this is not called.
    pub fn dead_letters(self, store: impl DeadLetters) -> Self {
        self.with(|settings| settings.dead_letters = Arc::new(store))
    }

    /// Where [published](super::Runtime::publish) events wait, and where this runtime is
    /// [served](super::Runtime::serve) from; an unbounded one in memory if this is not called.
    pub fn backend(self, backend: impl Backend) -> Self {
        self.with(|settings| {
            settings.backend = Arc::new(backend);
            settings.has_backend = true;
        })
    }

    /// What is done when the backend fails; a few more tries if this is not called.
    pub fn on_backend_failure(self, end: OnBackendFailure) -> Self {
        self.with(|settings| settings.on_backend_failure = end)
    }

    /// The breaker in front of the backend. If this is not called, it opens after five failures in a
    /// row, for 100 ms at first and up to 30 s.
    pub fn breaker(self, breaker: Breaker) -> Self {
        self.with(|settings| settings.breaker = Arc::new(breaker))
    }

    /// How many events are pulled from the backend at once; 16 if this is not called.
    pub fn prefetch(self, events: usize) -> Self {
        self.with(|settings| settings.prefetch = events.max(1))
    }

    /// How long an event waits in the backend that was left to it, after the first delivery, the
    /// second one and so on; from 100 ms, doubled each time, to 30 s if this is not called.
    pub fn redelivery(self, backoff: Backoff) -> Self {
        self.with(|settings| settings.redelivery = backoff)
    }

    /// The clock that events are stamped by; that of the system if this is not called.
    pub fn clock(self, clock: Clock) -> Self {
        self.with(|settings| settings.clock = clock)
    }

    /// Adds a layer inside those that were added before.
    pub fn layer(self, layer: impl Layer) -> Self {
        self.with(|settings| settings.layers.push(Arc::new(layer)))
    }

    /// Adds an observer.
    pub fn observe(self, observer: impl Observer) -> Self {
        self.with(|settings| {
            settings.observers = Some(match settings.observers.take() {
                Some(before) => Arc::new(Both(before, observer)),
                None => Arc::new(observer),
            });
        })
    }

    /// Where it is kept what [cached](crate::cached) organs have emitted; 64 MiB in memory if this is
    /// not called.
    pub fn cache(self, cache: impl EmissionCache) -> Self {
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
    pub fn parallel(self) -> Self {
        self.with(|settings| settings.is_parallel = true)
    }

    /// Records all that happens, as a trace in an archive: see [`archive`](crate::archive) for
    /// what is written, and what is durable when. A runtime writes one trace, whatever the number of
    /// its runs. It does not go on unrecorded: its runs fail once the archive does.
    ///
    /// ```
    /// use organum::{event, event::archive::MemoryArchive, organ, prelude::*, spine};
    ///
    /// #[event]
    /// struct OrderPlaced { order: u64 }
    ///
    /// #[derive(Default)]
    /// struct Fulfilment { orders: u64 }
    ///
    /// #[organ]
    /// impl Fulfilment {
    ///     fn handle(&mut self, event: &organum::Event) {
    ///         match event {
    ///             OrderPlaced { .. } => self.orders += 1,
    ///         }
    ///     }
    /// }
    ///
    /// #[spine(entry(OrderPlaced))]
    /// #[derive(Default)]
    /// struct Shop { fulfilment: Fulfilment }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let archive = MemoryArchive::new();
    /// let mut shop = Shop::default().builder().archive(archive.clone()).build();
    /// shop.run(OrderPlaced { order: 7 }).await?;
    /// let trace = shop.trace().expect("it is recorded");
    ///
    /// let mut replay = Shop::default().builder().replay(&archive, trace).await?;
    /// let report = replay.run().await?;
    /// assert!(report.is_identical(), "{report}");
    /// assert_eq!(replay.spine().fulfilment.orders, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn archive(self, archive: impl Archive) -> Self {
        let recorder = Recorder::into_archive(S::TABLE, Arc::new(archive));
        self.recorder(Arc::new(recorder))
    }
}
