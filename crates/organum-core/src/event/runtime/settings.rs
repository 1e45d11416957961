//! What a runtime does where organs and events do not say.

use std::{sync::Arc, time::Duration};

use super::{super::Layer, Clock};
use crate::{
    dead_letter::{DeadLetters, InMemory},
    event::table::OnFailure,
    observe::Observer,
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
    pub(crate) observer: Option<Arc<dyn Observer>>,
    /// How often an event is delivered that its handlers leave to the backend.
    pub(crate) max_deliveries: u32,
    /// How often organs are told that all is quiet before they have to be so.
    pub(crate) max_phases: u32,
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
            observer: None,
            max_deliveries: 16,
            max_phases: 1000,
        }
    }
}
