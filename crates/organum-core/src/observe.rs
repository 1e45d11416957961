//! Looking at runs: what an [`Observer`] is told, and a recorder of timelines.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How a node, or a run, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It provided its value.
    Ok,
    /// It returned an error.
    Failed,
    /// It panicked.
    Panicked,
    /// It was stopped: the run failed elsewhere, or was cancelled or dropped.
    Cancelled,
}

/// What happened to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeEvent {
    /// It began.
    Started,
    /// It ended. Every node that began ends exactly once.
    Ended(Outcome),
}

/// What happened to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GraphEvent {
    /// It began.
    Started,
    /// It ended. Every run that began ends exactly once.
    Ended(Outcome),
}

/// Is told what happens in a run, in the order in which it happens.
///
/// Both functions are called in the run's own task, between polls of nodes: they should be short
/// and must not block. A panic in one is contained and logged; the run goes on. A run that nobody
/// observes does not pay for this.
pub trait Observer: Send + Sync + 'static {
    /// Something happened to the run of the graph of this name.
    fn graph(&self, graph: &'static str, event: GraphEvent) {
        let _ = (graph, event);
    }

    /// Something happened to the node of this name.
    fn node(&self, node: &'static str, event: NodeEvent) {
        let _ = (node, event);
    }
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn graph(&self, graph: &'static str, event: GraphEvent) {
        (**self).graph(graph, event);
    }

    fn node(&self, node: &'static str, event: NodeEvent) {
        (**self).node(node, event);
    }
}

/// Two observers as one.
pub(crate) struct Both<A, B>(pub(crate) A, pub(crate) B);

impl<A: Observer, B: Observer> Observer for Both<A, B> {
    fn graph(&self, graph: &'static str, event: GraphEvent) {
        tell(|| self.0.graph(graph, event));
        tell(|| self.1.graph(graph, event));
    }

    fn node(&self, node: &'static str, event: NodeEvent) {
        tell(|| self.0.node(node, event));
        tell(|| self.1.node(node, event));
    }
}

/// Tells an observer something, and contains its panic.
pub(crate) fn tell(observer: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(observer)).is_err() {
        tracing::error!("an observer panicked");
    }
}

/// One node of a recorded run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimelineEntry {
    /// The node's name.
    pub node: &'static str,
    /// When it began, counted from the start of the run.
    pub start: Duration,
    /// When it ended, counted from the start of the run.
    pub end: Duration,
    /// How it ended.
    pub outcome: Outcome,
}

/// Records which node ran when. Clones share one record.
///
/// Time is that of tokio's clock, so under a paused clock a timeline is exact.
///
/// ```
/// use organum::{prelude::*, observe::Timeline};
///
/// struct Greeting(&'static str);
///
/// #[node]
/// fn greeting() -> Greeting {
///     Greeting("hello")
/// }
///
/// #[graph(output = Greeting)]
/// struct Hello {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// let timeline = Timeline::new();
/// Hello {}.run().observe(timeline.clone()).await?;
/// assert_eq!(timeline.entries()[0].node, "Greeting");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Timeline {
    record: Arc<Mutex<Record>>,
}

#[derive(Default)]
struct Record {
    start: Option<Instant>,
    entries: Vec<TimelineEntry>,
    /// Positions of entries that have not ended.
    open: Vec<usize>,
}

impl Timeline {
    /// An empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// The nodes that ended, in the order in which they began. Names are unique within a run of a
    /// graph; where several runs share a record, times count from the first one.
    pub fn entries(&self) -> Vec<TimelineEntry> {
        let record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        let is_open = |at: &usize| record.open.contains(at);
        let entries = record.entries.iter().enumerate();
        entries
            .filter(|(at, _)| !is_open(at))
            .map(|(_, entry)| entry.clone())
            .collect()
    }
}

impl Observer for Timeline {
    fn graph(&self, _graph: &'static str, event: GraphEvent) {
        if event == GraphEvent::Started {
            let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
            record.start.get_or_insert_with(Instant::now);
        }
    }

    fn node(&self, node: &'static str, event: NodeEvent) {
        let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        let now = record.start.get_or_insert_with(Instant::now).elapsed();
        match event {
            NodeEvent::Started => {
                let at = record.entries.len();
                record.entries.push(TimelineEntry {
                    node,
                    start: now,
                    end: now,
                    outcome: Outcome::Cancelled,
                });
                record.open.push(at);
            }
            NodeEvent::Ended(outcome) => {
                let found = record
                    .open
                    .iter()
                    .position(|&at| record.entries[at].node == node);
                if let Some(found) = found {
                    let at = record.open.remove(found);
                    record.entries[at].end = now;
                    record.entries[at].outcome = outcome;
                }
            }
        }
    }
}
