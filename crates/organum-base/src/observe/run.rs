//! The events that observers are notified of in a run of a graph.

use std::{
    fmt,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use uuid::Uuid;

/// The outcome of a node or a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The node or run provided its value.
    Ok,
    /// The node or run returned an error.
    Failed,
    /// The node or run panicked.
    Panicked,
    /// The node or run exceeded its timeout.
    TimedOut,
    /// The node or run was stopped: the run failed elsewhere, was cancelled or dropped, or nothing needs
    /// the value any more.
    Cancelled,
}

impl Outcome {
    /// Returns the outcome as one lower-case word, as in labels and logs. The word of
    /// [`TimedOut`](Self::TimedOut) has an underscore where [`Display`](fmt::Display) has a space.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimedOut => "timed out",
            outcome => outcome.as_str(),
        })
    }
}

/// An event of a node.
///
/// Every node that starts ends exactly once; all other events except the close are reported between the two.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeEvent {
    /// The node started.
    Started,
    /// An attempt failed, and another one follows.
    Retried {
        /// The attempt that failed, counted from 1.
        attempt: u32,
        /// The delay before the next attempt.
        delay: Duration,
    },
    /// The store had a result of the node, which therefore does not run.
    StoreHit {
        /// The time until the result was there, including the time in which another run computed it.
        latency: Duration,
    },
    /// The store had no result that the node could use, so the node runs.
    StoreMiss {
        /// The reason.
        reason: MissReason,
        /// The time until this was known.
        latency: Duration,
    },
    /// The node ran, and its result was not recorded.
    NotRecorded {
        /// The reason.
        reason: UnrecordedReason,
    },
    /// The node ended.
    Ended {
        /// The outcome of the node.
        outcome: Outcome,
        /// The number of attempts that have begun. One that was stopped by a cancellation counts; one that
        /// waited for its delay, its permit or a thread does not, so the number may be 0.
        attempts: u32,
        /// The time since the node started, including waits between attempts. `None` if no observer of
        /// the run [asks for durations](super::Observer::wants_durations).
        duration: Option<Duration>,
        /// True if the result is one that a store had recorded.
        cached: bool,
    },
    /// The resource that the node provided was closed. The event is reported after the node's end, once
    /// for each resource that stays with the run. The close of a resource that the runs of a runner share
    /// is reported by the run that created it, when the runner is shut down: long after that run.
    Closed {
        /// The outcome of the close; [`Outcome::Cancelled`] if the runtime was gone before.
        outcome: Outcome,
        /// The duration of the close. `None` if no observer asks for durations.
        duration: Option<Duration>,
    },
}

/// The reason why a persisted node runs although its results are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MissReason {
    /// The store has no result.
    Absent,
    /// The result that the store has is of another type or version, or cannot be decoded.
    Unreadable,
    /// The store failed.
    StoreFailed,
}

impl MissReason {
    /// Returns the reason as one lower-case word, as in labels and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Unreadable => "unreadable",
            Self::StoreFailed => "store_failed",
        }
    }
}

/// The reason why the result of a persisted node was not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnrecordedReason {
    /// The store failed.
    StoreFailed,
    /// The lease was lost: another owner has the record, or it was invalidated.
    LeaseLost,
    /// The result cannot be written in a form that can be read again.
    Unwritable,
}

impl UnrecordedReason {
    /// Returns the reason as one lower-case word, as in labels and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StoreFailed => "store_failed",
            Self::LeaseLost => "lease_lost",
            Self::Unwritable => "unwritable",
        }
    }
}

/// An event of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GraphEvent {
    /// The run started.
    Started,
    /// The run ended. Every run that started ends exactly once, after all its nodes.
    Ended {
        /// The outcome of the run.
        outcome: Outcome,
        /// The time since the run started. `None` if no observer of the run [asks for
        /// durations](super::Observer::wants_durations).
        duration: Option<Duration>,
    },
    /// Everything that the run left behind is cleaned up. The event is reported only if something
    /// outlived the run: a spawned or blocking node, or values that are closed. It is the last event of
    /// the run, except for the closes of values that other runs share. The last node has ended by then,
    /// and every value is closed and dropped.
    CleanedUp {
        /// The time since the run started. `None` if no observer asks for durations.
        duration: Option<Duration>,
    },
}

/// The node that started a run by running a graph inside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Parent {
    /// The [number](RunInfo::number) of the run that the node belongs to.
    pub run: u64,
    /// The node's name.
    pub node: &'static str,
}

impl Parent {
    /// The node of this name in the run with this number.
    #[inline]
    pub const fn new(run: u64, node: &'static str) -> Self {
        Self { run, node }
    }
}

/// The source of the id of a run, for an id that others ask for too.
pub trait RunIdSource: Send + Sync {
    /// Returns the id: the same at every call.
    fn run_id(&self) -> Uuid;
}

/// A run, as passed to observers.
pub struct RunInfo {
    graph: &'static str,
    number: u64,
    parent: Option<Parent>,
    /// The source that the nodes of the run ask for its id, if any node can ask for it.
    source: Option<Arc<dyn RunIdSource>>,
    id: OnceLock<Uuid>,
}

impl RunInfo {
    /// Creates the description of a run of the graph of this name, started inside `parent`. The id is
    /// that of `source`, or a new one.
    pub fn new(
        graph: &'static str,
        parent: Option<Parent>,
        source: Option<Arc<dyn RunIdSource>>,
    ) -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        Self {
            graph,
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            parent,
            source,
            id: OnceLock::new(),
        }
    }

    /// The graph's name.
    pub fn graph(&self) -> &'static str {
        self.graph
    }

    /// The number of this run, unique among the observed runs of this process. The number costs nothing
    /// to read.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The execution id: a UUID v7, created when it is first asked for. The nodes of the run read it as
    /// `Run::id`.
    pub fn id(&self) -> Uuid {
        match &self.source {
            Some(source) => source.run_id(),
            None => *self.id.get_or_init(Uuid::now_v7),
        }
    }

    /// The innermost observed node that was being polled when the run was first polled, if there is one.
    ///
    /// A run that a node moves to another task, for example with `tokio::spawn`, has no parent.
    pub fn parent(&self) -> Option<Parent> {
        self.parent
    }
}

impl fmt::Debug for RunInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunInfo")
            .field("graph", &self.graph)
            .field("number", &self.number)
            .field("parent", &self.parent)
            .finish_non_exhaustive()
    }
}

/// A node of a run, as passed to observers.
#[derive(Clone, Copy)]
pub struct NodeInfo<'a> {
    run: &'a RunInfo,
    name: &'static str,
    is_replaced: bool,
    needs: &'a [&'static str],
}

impl<'a> NodeInfo<'a> {
    /// The node of this name, which takes the values of the nodes named by `needs`.
    #[inline]
    pub fn new(
        run: &'a RunInfo,
        name: &'static str,
        is_replaced: bool,
        needs: &'a [&'static str],
    ) -> Self {
        Self {
            run,
            name,
            is_replaced,
            needs,
        }
    }

    /// The run.
    pub fn run(&self) -> &'a RunInfo {
        self.run
    }

    /// The graph's name.
    pub fn graph(&self) -> &'static str {
        self.run.graph
    }

    /// The node's name, which no other node of the run has.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// True if this run replaces the node.
    pub fn is_replaced(&self) -> bool {
        self.is_replaced
    }

    /// The names of the nodes whose values the node takes.
    pub fn needs(&self) -> impl ExactSizeIterator<Item = &'static str> + use<'a> {
        self.needs.iter().copied()
    }
}

impl fmt::Debug for NodeInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeInfo")
            .field("run", &self.run)
            .field("name", &self.name())
            .field("is_replaced", &self.is_replaced())
            .finish()
    }
}
