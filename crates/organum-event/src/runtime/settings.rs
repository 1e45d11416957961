//! What a runtime does where organs and events do not say.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use super::{
    super::{
        Layer,
        backend::{Backend, MemoryBackend},
    },
    SpineError,
    error::Problem,
    notice::Watchers,
    record::Recorder,
};
use crate::{
    cached::EmissionCache,
    dead_letter::{DeadLetters, MemoryDeadLetters},
    observe::Observer,
    policy::{Backoff, Breaker, Retry},
    table::OnFailure,
};
use organum_base::clock::Clock;

const FIVE: NonZeroU32 = NonZeroU32::new(5).expect("five is not zero");

/// From 100 ms, doubled each time, to 30 s.
const BACKOFF: Backoff = Backoff::Exponential {
    first: Duration::from_millis(100),
    factor: 2.0,
    max: Some(Duration::from_secs(30)),
};

/// What a runtime does when its backend fails though it should not be refused: it cannot be reached,
/// or is too busy. What it refuses is not asked for again.
///
/// Behind all of them stands the [breaker](super::SpineBuilder::breaker).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum OnBackendFailure {
    /// Publishing fails, and serving stops. Nothing waits for the breaker.
    Fail,
    /// The backend is asked again by this policy. When that ends, publishing fails, and serving stops
    /// if the settlement of an event failed, or if what a hook emitted was not taken: that is put there
    /// first when it is served again. A pull is tried again for as long as it takes. This is
    /// the default: five tries, from 100 ms on, with jitter.
    Retry(Retry),
    /// The backend is asked again by this policy. When that ends, what was to be published, or was
    /// emitted by a hook, becomes a dead letter, to be redriven under the id that it has, so that it is
    /// not there twice if the backend had taken it.
    ///
    /// What a handler did and cannot be recorded needs no letter: its event is still in the backend.
    /// It is delivered again once its lease has lapsed, to the handlers that are not recorded as done.
    /// So the handler may be called again; what it emits then has the same ids, and none of it had been
    /// taken without the record.
    Store(Retry),
}

impl Default for OnBackendFailure {
    fn default() -> Self {
        Self::Retry(Retry::new(FIVE).backoff(BACKOFF).jitter())
    }
}

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) retry: Retry,
    pub(crate) timeout: Option<Duration>,
    pub(crate) on_failure: OnFailure,
    pub(crate) clock: Clock,
    pub(crate) dead_letters: Arc<dyn DeadLetters>,
    pub(crate) layers: Vec<Arc<dyn Layer>>,
    /// The observers that were added.
    pub(crate) observers: Option<Arc<dyn Observer>>,
    pub(crate) recorder: Option<Arc<Recorder>>,
    /// Whoever is notified: the observers and the recorder.
    pub(crate) observer: Option<Watchers>,
    /// Where it is kept what cached organs have emitted.
    pub(crate) emissions: Option<Arc<dyn EmissionCache>>,
    /// How often an event is delivered that its handlers leave to the backend.
    pub(crate) max_deliveries: u32,
    pub(crate) backend: Arc<dyn Backend>,
    /// Was the backend chosen?
    pub(crate) has_backend: bool,
    pub(crate) on_backend_failure: OnBackendFailure,
    pub(crate) breaker: Arc<Breaker>,
    /// How many events are pulled at once.
    pub(crate) prefetch: usize,
    /// When an event that handlers leave to the backend is delivered again.
    pub(crate) redelivery: Backoff,
    /// Does each organ work in tasks of its own?
    pub(crate) is_parallel: bool,
    /// How often organs are told that the spine is idle before they have to be so.
    pub(crate) max_phases: u32,
    /// How long what is not known is left to other programs.
    pub(crate) unknown_limit: Duration,
}

impl Settings {
    /// The reading of the clock; in a replay, the one that was recorded.
    #[inline]
    pub(crate) fn now(&self) -> u64 {
        match &self.recorder {
            None => self.clock.read(),
            Some(recorder) => recorder.read(|| self.clock.read()),
        }
    }

    /// Is this a replay? The clock is read at every step of it, as the waits of the recorded run are
    /// not its own.
    #[inline]
    pub(crate) fn is_replay(&self) -> bool {
        self.recorder
            .as_ref()
            .is_some_and(|recorder| recorder.is_replay())
    }

    /// Ends a replay where the recorded run was dropped: what is done next was done by another run.
    ///
    /// # Errors
    /// The replay pauses here.
    #[inline]
    pub(crate) fn check_replay(&self) -> Result<(), SpineError> {
        match &self.recorder {
            Some(recorder) if recorder.is_at_end() => Err(Problem::Paused.into()),
            _ => Ok(()),
        }
    }

    /// With all that are notified in one.
    pub(crate) fn composed(mut self) -> Self {
        self.observer = Watchers::of(self.observers.as_ref(), self.recorder.as_ref());
        self
    }

    /// How long an event waits that was left to the backend after so many deliveries.
    pub(crate) fn redelivery_after(&self, deliveries: u32) -> Duration {
        Retry::ONCE.backoff(self.redelivery).delay(deliveries)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            retry: Retry::ONCE,
            timeout: None,
            on_failure: OnFailure::DeadLetter,
            clock: Clock::SYSTEM,
            dead_letters: Arc::new(MemoryDeadLetters::new()),
            layers: Vec::new(),
            observers: None,
            recorder: None,
            observer: None,
            emissions: None,
            max_deliveries: 16,
            backend: Arc::new(MemoryBackend::new()),
            has_backend: false,
            on_backend_failure: OnBackendFailure::default(),
            breaker: Arc::new(Breaker::new(FIVE, BACKOFF)),
            prefetch: 16,
            is_parallel: false,
            redelivery: BACKOFF,
            max_phases: 1000,
            unknown_limit: Duration::from_mins(10),
        }
    }
}
