//! Watches a run and the runs inside it, and remembers which node ran when.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use organum::observe::{NodeEvent, Observer, Outcome};

/// One node of a run. Times count from the recorder's making.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: String,
    /// The node that ran the nested graph of this one.
    pub inside: Option<&'static str>,
    pub start: Duration,
    pub end: Duration,
    /// Nothing while it runs.
    pub outcome: Option<Outcome>,
}

/// An observer; clones write into the same record.
#[derive(Clone)]
pub struct Recorder {
    began: Instant,
    entries: Arc<Mutex<Vec<Entry>>>,
    closed: Arc<Mutex<Vec<&'static str>>>,
    nested: Option<Nested>,
}

#[derive(Clone)]
struct Nested {
    inside: &'static str,
    label: String,
}

impl Recorder {
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            entries: Arc::default(),
            closed: Arc::default(),
            nested: None,
        }
    }

    /// An observer for a run that the node `inside` starts: its nodes are told apart by `label`.
    pub fn nested(&self, inside: &'static str, label: &impl ToString) -> Self {
        Self {
            nested: Some(Nested {
                inside,
                label: label.to_string(),
            }),
            ..self.clone()
        }
    }

    /// The nodes in the order in which they began.
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// Writes down that something was closed, which no observer is told.
    pub fn closed(&self, name: &'static str) {
        let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        closed.push(name);
    }

    /// What was closed so far, in that order.
    pub fn all_closed(&self) -> Vec<&'static str> {
        let closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        closed.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Recorder {
    fn node(&self, node: &'static str, event: NodeEvent) {
        let now = self.began.elapsed();
        let (name, inside) = match &self.nested {
            Some(Nested { inside, label }) => (format!("{label} {node}"), Some(*inside)),
            None => (node.to_owned(), None),
        };
        let mut entries = self.lock();
        match event {
            NodeEvent::Started => {
                entries.push(Entry {
                    name,
                    inside,
                    start: now,
                    end: now,
                    outcome: None,
                });
            }
            NodeEvent::Ended(outcome) => {
                let running = |entry: &&mut Entry| entry.outcome.is_none() && entry.name == name;
                if let Some(entry) = entries.iter_mut().find(running) {
                    entry.end = now;
                    entry.outcome = Some(outcome);
                }
            }
            _ => {}
        }
    }
}
