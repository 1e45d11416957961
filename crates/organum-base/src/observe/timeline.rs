//! A record of which node ran when.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    GraphEvent, NodeEvent, NodeInfo, Observer, Outcome, Parent, RunInfo, SagaEvent, SagaInfo,
    StepRef,
    chart::{self, Chart},
};
use crate::ids::SagaId;

/// One node of a recorded run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimelineEntry {
    /// The graph's name.
    pub graph: &'static str,
    /// The [number](RunInfo::number) of the run.
    pub run: u64,
    /// The node that started the run, if it is [known](RunInfo::parent).
    pub parent: Option<Parent>,
    /// The label that distinguishes this run from others in the record, see [`Timeline::labelled`].
    pub label: Option<Arc<str>>,
    /// The node's name.
    pub node: &'static str,
    /// The nodes whose values the node took.
    pub needs: Box<[&'static str]>,
    /// The time at which the node started, counted from the start of the first run in the record.
    pub start: Duration,
    /// The time at which the node ended, counted from the start of the first run in the record.
    pub end: Duration,
    /// The outcome of the node.
    pub outcome: Outcome,
    /// The number of attempts.
    pub attempts: u32,
    /// True if the node was replaced in this run.
    pub is_replaced: bool,
    /// True if the result is one that a store had recorded.
    pub is_cached: bool,
}

impl TimelineEntry {
    /// Returns the time from the node's start to its end.
    pub fn duration(&self) -> Duration {
        self.end.saturating_sub(self.start)
    }
}

/// One step of a recorded saga that was undone, or parked because it could not be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimelineUndo {
    /// The saga's name.
    pub saga: &'static str,
    /// The id of the saga's run.
    pub id: SagaId,
    /// The label that distinguishes this run from others in the record, see [`Timeline::labelled`].
    pub label: Option<Arc<str>>,
    /// The step.
    pub step: StepRef,
    /// The time at which undoing began, counted from the start of the first run in the record.
    pub start: Duration,
    /// The time at which undoing ended, counted from the start of the first run in the record.
    pub end: Duration,
    /// The number of attempts.
    pub attempts: u32,
    /// True if undoing failed permanently. The step is a dead letter then.
    pub is_parked: bool,
}

impl TimelineUndo {
    /// Returns the time that undoing took.
    pub fn duration(&self) -> Duration {
        self.end.saturating_sub(self.start)
    }
}

/// Records which node ran when, and what sagas undid. Clones share one record.
///
/// Time is that of tokio's clock, so under a paused clock a timeline is exact. A timeline is displayed as
/// a chart: a bar for each node that took a millisecond or more, and the nodes that ran side by side.
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
/// assert!(timeline.to_string().contains("Greeting"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Timeline {
    record: Arc<Mutex<Record>>,
    label: Option<Arc<str>>,
}

#[derive(Default)]
struct Record {
    start: Option<Instant>,
    entries: Vec<TimelineEntry>,
    /// Positions of entries that have not ended.
    open: Vec<usize>,
    undos: Vec<TimelineUndo>,
    /// Undos that have not ended: one at a time in each saga.
    undoing: Vec<TimelineUndo>,
}

impl Record {
    fn now(&mut self) -> Duration {
        self.start.get_or_insert_with(Instant::now).elapsed()
    }
}

impl Timeline {
    /// An empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns an observer that writes into the same record and labels what it writes: for the many runs
    /// of one graph inside a node, `line.run(item).observe(timeline.labelled(sku))`.
    #[must_use = "the label is that of the returned observer"]
    pub fn labelled(&self, label: impl Into<Arc<str>>) -> Self {
        Self {
            record: Arc::clone(&self.record),
            label: Some(label.into()),
        }
    }

    /// The nodes that ended, in the order in which they began. Names are unique within a run.
    pub fn entries(&self) -> Vec<TimelineEntry> {
        let record = self.lock();
        let is_open = |at: &usize| record.open.contains(at);
        let entries = record.entries.iter().enumerate();
        entries
            .filter(|(at, _)| !is_open(at))
            .map(|(_, entry)| entry.clone())
            .collect()
    }

    /// The steps of sagas that were undone or parked, in the order in which that ended.
    pub fn undos(&self) -> Vec<TimelineUndo> {
        self.lock().undos.clone()
    }

    /// The time at which the last node or undo ended, counted from the start of the first run.
    pub fn took(&self) -> Duration {
        chart::took(&self.entries(), &self.undos())
    }

    /// The time that the nodes and undos would have taken one after the other, without the nodes that
    /// were cancelled. For a node that ran graphs inside itself, the recorded nodes of these graphs count
    /// instead.
    pub fn in_sequence(&self) -> Duration {
        chart::in_sequence(&self.entries(), &self.undos())
    }

    /// The nodes that determined the duration of the run: from the node that ended last back to a node
    /// that needs no node, at each node through the input that was available last. Making one of these
    /// nodes faster makes the run faster. With several runs in the record, the path is that of the first
    /// run.
    pub fn critical_path(&self) -> Vec<TimelineEntry> {
        let mut entries = self.entries();
        let Some(run) = entries.iter().map(|entry| entry.run).min() else {
            return Vec::new();
        };
        entries.retain(|entry| entry.run == run);
        // Of several nodes that ended at the same time, take the last one to start: it may have waited
        // for the others.
        let mut path = Vec::new();
        let mut next = entries.iter().max_by_key(|entry| entry.end);
        while let Some(entry) = next {
            path.push(entry.clone());
            next = entries
                .iter()
                .filter(|before| entry.needs.contains(&before.node))
                .max_by_key(|before| before.end);
        }
        path.reverse();
        path
    }

    /// The chart with bars of at most this many columns, between 1 and 1000. [`Display`](fmt::Display) uses 44
    /// columns.
    pub fn chart(&self, columns: usize) -> impl fmt::Display + use<> {
        Chart::new(self.entries(), self.undos(), columns)
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chart(44).fmt(f)
    }
}

impl fmt::Debug for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries()).finish()
    }
}

impl Observer for Timeline {
    fn graph(&self, _run: &RunInfo, event: &GraphEvent) {
        if *event == GraphEvent::Started {
            self.lock().now();
        }
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let mut record = self.lock();
        let now = record.now();
        match *event {
            NodeEvent::Started => {
                let at = record.entries.len();
                record.entries.push(TimelineEntry {
                    graph: node.graph(),
                    run: node.run().number(),
                    parent: node.run().parent(),
                    label: self.label.clone(),
                    node: node.name(),
                    needs: node.needs().collect(),
                    start: now,
                    end: now,
                    outcome: Outcome::Cancelled,
                    attempts: 1,
                    is_replaced: node.is_replaced(),
                    is_cached: false,
                });
                record.open.push(at);
            }
            NodeEvent::Ended {
                outcome,
                attempts,
                cached,
                ..
            } => {
                let of = (node.run().number(), node.name());
                let found = record.open.iter().position(|&at| {
                    let entry = &record.entries[at];
                    (entry.run, entry.node) == of
                });
                if let Some(found) = found {
                    let at = record.open.remove(found);
                    let entry = &mut record.entries[at];
                    entry.end = now;
                    entry.outcome = outcome;
                    entry.attempts = attempts;
                    entry.is_cached = cached;
                }
            }
            _ => {}
        }
    }

    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        let mut record = self.lock();
        let now = record.now();
        let (step, attempts, is_parked) = match *event {
            SagaEvent::Undoing { step } => {
                record.undoing.push(TimelineUndo {
                    saga: saga.saga,
                    id: saga.id,
                    label: self.label.clone(),
                    step,
                    start: now,
                    end: now,
                    attempts: 0,
                    is_parked: false,
                });
                return;
            }
            SagaEvent::Undone { step, attempts } => (step, attempts, false),
            SagaEvent::Parked { step, attempts, .. } => (step, attempts, true),
            _ => return,
        };
        let mut undoing = record.undoing.iter();
        // A step after the pivot is parked without being undone.
        if let Some(at) = undoing.position(|it| (it.id, it.step) == (saga.id, step)) {
            let begun = record.undoing.remove(at);
            record.undos.push(TimelineUndo {
                end: now,
                attempts,
                is_parked,
                ..begun
            });
        }
    }

    /// A timeline reads the clock itself.
    fn wants_durations(&self) -> bool {
        false
    }
}
