//! The settings of a runtime, which are also the defaults of its handlers.

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
use organum_store::Guarded;

const FIVE: NonZeroU32 = NonZeroU32::new(5).expect("five is not zero");

/// The default backoff: 100 ms, doubled each time, up to 30 s.
const BACKOFF: Backoff = Backoff::Exponential {
    first: Duration::from_millis(100),
    factor: 2.0,
    max: Some(Duration::from_secs(30)),
};

/// The reaction of a runtime to a transient failure of its backend: it cannot be reached, or is too busy. A
/// call that the backend refuses is not retried.
///
/// With each reaction, the [circuit breaker](super::SpineBuilder::breaker) applies.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum OnBackendFailure {
    /// Publishing fails, and serving stops. Calls do not wait for the breaker.
    Fail,
    /// The call is retried by this policy. After the last attempt, publishing fails. Serving stops if an event
    /// could not be settled or an event of a hook could not be enqueued; the next serve enqueues the latter
    /// first. A pull is retried without a limit. This is the default, with five attempts, delays from 100 ms
    /// on, and jitter.
    Retry(Retry),
    /// The call is retried by this policy. After the last attempt, an event that was published or emitted by a
    /// hook becomes a dead letter. A redrive uses the same message id, so the event is not enqueued twice if
    /// the backend had taken it.
    ///
    /// The results of a handler that cannot be recorded need no letter, since the event is still in the
    /// backend. After its lease has expired it is redelivered to the handlers that are not recorded as
    /// completed. So the handler may be called again; the events that it then emits have the same ids, and
    /// none of them was enqueued without the record.
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
    /// The receivers of notifications: the observers and the recorder.
    pub(crate) observer: Option<Watchers>,
    /// The cache for the emissions of cached organs.
    pub(crate) emissions: Option<Arc<dyn EmissionCache>>,
    /// The number of deliveries after which an event becomes a dead letter.
    pub(crate) max_deliveries: u32,
    pub(crate) backend: Arc<dyn Backend>,
    /// True if the user has set the backend.
    pub(crate) has_backend: bool,
    pub(crate) on_backend_failure: OnBackendFailure,
    pub(crate) breaker: Arc<Breaker>,
    /// The number of events that are pulled at once.
    pub(crate) prefetch: usize,
    /// The delays before the redelivery of events that handlers leave to the backend.
    pub(crate) redelivery: Backoff,
    /// True if each organ runs in tasks of its own.
    pub(crate) is_parallel: bool,
    /// The number of idle phases in which organs may emit events.
    pub(crate) max_phases: u32,
    /// The time for which unknown events are left to other programs.
    pub(crate) unknown_limit: Duration,
}

impl Settings {
    /// Returns the reading of the clock; in a replay, the recorded one.
    #[inline]
    pub(crate) fn now(&self) -> u64 {
        match &self.recorder {
            None => self.clock.read(),
            Some(recorder) => recorder.read(|| self.clock.read()),
        }
    }

    /// Returns true in a replay. The clock is then read at every step, since the waits of the recorded run are
    /// not repeated.
    #[inline]
    pub(crate) fn is_replay(&self) -> bool {
        self.recorder
            .as_ref()
            .is_some_and(|recorder| recorder.is_replay())
    }

    /// Stops a replay at the point where the recorded run was dropped: another run did the rest.
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

    /// Combines the receivers of notifications.
    pub(crate) fn composed(mut self) -> Self {
        self.observer = Watchers::of(self.observers.as_ref(), self.recorder.as_ref());
        self
    }

    /// Adds retries, a circuit breaker and timeouts to the store of dead letters.
    pub(crate) fn with_guarded_letters(mut self) -> Self {
        self.dead_letters = Arc::new(Guarded::new("dead letters", self.dead_letters));
        self
    }

    /// Returns the delay of an event that was left to the backend in its n-th delivery.
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
