//! What was closed, by name.

use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use organum::observe::{NodeEvent, NodeInfo, Observer};

/// An observer; clones write into the same record.
#[derive(Clone, Default)]
pub struct Closes(Arc<Mutex<BTreeSet<&'static str>>>);

impl Closes {
    /// What was closed since this was asked last.
    pub fn take(&self) -> BTreeSet<&'static str> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Observer for Closes {
    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        if let NodeEvent::Closed { .. } = event {
            let mut closed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            closed.insert(node.name());
        }
    }

    /// Names are enough.
    fn wants_durations(&self) -> bool {
        false
    }
}
