//! A record of the closed resources, by name.

use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use organum::observe::{NodeEvent, NodeInfo, Observer};

/// An observer that records closes; clones share the record.
#[derive(Clone, Default)]
pub struct Closes(Arc<Mutex<BTreeSet<&'static str>>>);

impl Closes {
    /// Returns the names of the resources closed since the last call.
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

    /// Only names are recorded.
    fn wants_durations(&self) -> bool {
        false
    }
}
