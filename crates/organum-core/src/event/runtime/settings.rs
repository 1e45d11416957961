//! What a runtime does where organs and events do not say.

use std::{sync::Arc, time::Duration};

use super::{super::Layer, Clock, record::Recorder};
use crate::{
    dead_letter::{DeadLetters, InMemory},
    event::{cached::EmissionCache, table::OnFailure},
    observe::{Both, Observer},
    policy::Retry,
};

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
    /// Whoever is told: the observers and the recorder.
    pub(crate) observer: Option<Arc<dyn Observer>>,
    /// Where it is kept what cached organs have emitted.
    pub(crate) emissions: Option<Arc<dyn EmissionCache>>,
    /// How often an event is delivered that its handlers leave to the backend.
    pub(crate) max_deliveries: u32,
    /// How often organs are told that all is quiet before they have to be so.
    pub(crate) max_phases: u32,
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

    /// With all that are told what happens in one.
    pub(crate) fn composed(mut self) -> Self {
        self.observer = match (&self.observers, &self.recorder) {
            (Some(observers), Some(recorder)) => {
                Some(Arc::new(Both(Arc::clone(observers), Arc::clone(recorder))))
            }
            (Some(observers), None) => Some(Arc::clone(observers)),
            (None, Some(recorder)) => Some(Arc::clone(recorder) as Arc<dyn Observer>),
            (None, None) => None,
        };
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            retry: Retry::ONCE,
            timeout: None,
            on_failure: OnFailure::DeadLetter,
            clock: Clock::SYSTEM,
            dead_letters: Arc::new(InMemory::new()),
            layers: Vec::new(),
            observers: None,
            recorder: None,
            observer: None,
            emissions: None,
            max_deliveries: 16,
            max_phases: 1000,
        }
    }
}
