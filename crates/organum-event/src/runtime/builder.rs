//! The builder of a runtime.

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
/// A setting without a call has its default. The retries, timeouts and failure treatment that handlers and
/// events declare take precedence.
///
/// ```
/// use std::{num::NonZeroU32, time::Duration};
/// use organum::{event::backend::MemoryBackend, policy::{Policy, Retry}, prelude::*};
///
/// #[event]
/// struct OrderPlaced { order: u64 }
/// #[organ]
/// fn receipt(event: &OrderPlaced) { let _ = event.order; }
/// #[derive(Default)]
/// #[spine(entry(OrderPlaced))]
/// struct Shop { receipt: receipt }
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), SpineError> {
///     let three = NonZeroU32::new(3).expect("not zero");
///     let mut shop = Shop::default()
///         .builder()
///         .backend(MemoryBackend::new())
///         .defaults(Policy::new().retry(Retry::new(three)).timeout(Duration::from_secs(5)))
///         .build();
///     shop.publish(OrderPlaced { order: 7 }).await?;
///     assert_eq!(shop.drain().await?.handled, 1);
///     Ok(())
/// }
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

    /// Returns the runtime of the spine, with these settings.
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

    /// Returns a replay of a recorded trace, with these settings, except for the clock, the dead letters and
    /// the archive, which are the replay's own. See [`Replay`].
    ///
    /// # Errors
    /// The trace cannot be read, or belongs to another spine.
    ///
    /// # Cancel safety
    /// The builder is dropped. The trace is not changed.
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

    /// Sets the retries and the timeout of handlers that declare none, for events that declare none. The
    /// default is one attempt without a timeout.
    pub fn defaults(self, policy: Policy) -> Self {
        self.with(|settings| {
            settings.retry = policy.get_retry().unwrap_or(settings.retry);
            settings.timeout = policy.get_timeout().or(settings.timeout);
        })
    }

    /// Sets the treatment of an event whose handler has failed permanently and declares none. The default is
    /// [`OnFailure::DeadLetter`].
    pub fn on_failure(self, end: OnFailure) -> Self {
        self.with(|settings| settings.on_failure = end)
    }

    /// Sets the number of deliveries, at least 1, after which an event becomes a dead letter instead of being
    /// left to the backend again. The default is 16.
    pub fn max_deliveries(self, deliveries: u32) -> Self {
        self.with(|settings| settings.max_deliveries = deliveries.max(1))
    }

    /// Sets the time for which an event that this program does not know, or whose version or handlers it does
    /// not have, is left to other programs. Until then it is given back without being counted as delivered;
    /// then it becomes a dead letter. The default is 10 minutes, counted from the first pull by this program.
    ///
    /// Each process counts the time in its own memory. A process that restarts counts from the beginning, so an
    /// event may be left for longer than this limit.
    pub fn unknown_limit(self, limit: Duration) -> Self {
        self.with(|settings| settings.unknown_limit = limit)
    }

    /// Sets the number of idle phases in one run in which organs may emit events; with 0 they may not. The
    /// default is 1000.
    pub fn max_phases(self, phases: u32) -> Self {
        self.with(|settings| settings.max_phases = phases)
    }

    /// Sets the store of dead letters. The default is [in memory](organum_store::MemoryDeadLetters::new): at most
    /// 10 000 letters and 64 MiB.
    pub fn dead_letters(self, store: impl DeadLetters) -> Self {
        self.with(|settings| settings.dead_letters = Arc::new(store))
    }

    /// Sets the backend: [published](super::Runtime::publish) events wait in it, and the runtime is
    /// [served](super::Runtime::serve) from it. The default is in memory:
    /// [`MemoryBackend::new`](crate::backend::MemoryBackend::new), in which publishers wait while it is full.
    pub fn backend(self, backend: impl Backend) -> Self {
        self.with(|settings| {
            settings.backend = Arc::new(backend);
            settings.has_backend = true;
        })
    }

    /// Sets the reaction to failures of the backend. The default is
    /// [`OnBackendFailure::Retry`] with five attempts.
    pub fn on_backend_failure(self, end: OnBackendFailure) -> Self {
        self.with(|settings| settings.on_backend_failure = end)
    }

    /// Sets the circuit breaker in front of the backend. The default opens after five failures in a row, for
    /// 100 ms at first, then for up to 30 s.
    pub fn breaker(self, breaker: Breaker) -> Self {
        self.with(|settings| settings.breaker = Arc::new(breaker))
    }

    /// Sets the number of events that are pulled from the backend at once, at least 1. The default is 16.
    pub fn prefetch(self, events: usize) -> Self {
        self.with(|settings| settings.prefetch = events.max(1))
    }

    /// Sets the delay before the redelivery of an event that was left to the backend, after the first delivery,
    /// the second and so on. The default is 100 ms, doubled each time, up to 30 s.
    pub fn redelivery(self, backoff: Backoff) -> Self {
        self.with(|settings| settings.redelivery = backoff)
    }

    /// Sets the clock for the times of events. The default is the system clock.
    pub fn clock(self, clock: Clock) -> Self {
        self.with(|settings| settings.clock = clock)
    }

    /// Adds a layer inside the layers that were added before.
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

    /// Sets the cache for the emissions of [cached](crate::cached) organs. The default is 64 MiB in memory.
    pub fn cache(self, cache: impl EmissionCache) -> Self {
        self.with(|settings| settings.emissions = Some(Arc::new(cache)))
    }

    /// Runs organs in parallel: each in a task of its own, with an inbox. An organ with `&mut self` then
    /// handles one event at a time, and one with `&self` as many as its `concurrency`. By default events are
    /// handled one by one, each by one handler after the other, so that runs are repeatable.
    ///
    /// An organ receives events in the order in which they were emitted, and handles those with equal keys in
    /// that order. A retry delays its own organ only. [`prefetch`](Self::prefetch) limits the number of
    /// events of a backend that are in flight.
    ///
    /// When the future of a run is dropped, organs continue with the events in their inboxes, and the next run
    /// uses their results. If the tokio runtime is dropped too, the interrupted calls are made again.
    ///
    /// A run or a serve of such a runtime panics outside of a tokio runtime, which executes its tasks.
    pub fn parallel(self) -> Self {
        self.with(|settings| settings.is_parallel = true)
    }

    /// Records everything that happens as a trace in an archive: see [`archive`](crate::archive) for the
    /// content and the durability. A runtime writes one trace for all of its runs. If the archive fails, the
    /// runs fail.
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
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///     let archive = MemoryArchive::new();
    ///     let mut shop = Shop::default().builder().archive(archive.clone()).build();
    ///     shop.run(OrderPlaced { order: 7 }).await?;
    ///     let trace = shop.trace().expect("the runtime is recorded");
    ///
    ///     let mut replay = Shop::default().builder().replay(&archive, trace).await?;
    ///     let report = replay.run().await?;
    ///     assert!(report.is_identical(), "{report}");
    ///     assert_eq!(replay.spine().fulfilment.orders, 1);
    ///     Ok(())
    /// }
    /// ```
    pub fn archive(self, archive: impl Archive) -> Self {
        let recorder = Recorder::into_archive(S::TABLE, Arc::new(archive));
        self.recorder(Arc::new(recorder))
    }
}
