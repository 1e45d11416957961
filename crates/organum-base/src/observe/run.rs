//! What observers are notified of in a run of a graph.

use std::{
    fmt,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use uuid::Uuid;

/// How a node, or a run, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It provided its value.
    Ok,
    /// It returned an error.
    Failed,
    /// It panicked.
    Panicked,
    /// It took longer than it was given.
    TimedOut,
    /// It was stopped: the run failed elsewhere, was cancelled or dropped, or nothing needs the value
    /// any more.
    Cancelled,
}

impl Outcome {
    /// In one lower-case word, as labels and logs have it; that of [`TimedOut`](Self::TimedOut) has an
    /// underscore, where [`Display`](fmt::Display) has a space.
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

/// What happened to a node.
///
/// Every node that starts ends exactly once, and what happens to it in between is told in between.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeEvent {
    /// It began.
    Started,
    /// An attempt failed, and there will be another one.
    Retried {
        /// The attempt that failed, counted from 1.
        attempt: u32,
        /// How long the node waits before it tries again.
        delay: Duration,
    },
    /// It ended.
    Ended {
        /// How.
        outcome: Outcome,
        /// How often it was tried. An attempt that it was waiting for when it was cancelled counts.
        attempts: u32,
        /// Since it began, waits between attempts included. Nothing where no observer of the run
        /// [asks for durations](super::Observer::wants_durations).
        duration: Option<Duration>,
    },
    /// The resource it provided was closed. Told after the node's end, once for each resource that
    /// stays with the run. One that the runs of a runner share is told of by the run that made it,
    /// when the runner is shut down: long after that run.
    Closed {
        /// How the close ended; [`Outcome::Cancelled`] if the runtime was gone before.
        outcome: Outcome,
        /// How long it took. Nothing where no observer asks for durations.
        duration: Option<Duration>,
    },
}

/// What happened to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GraphEvent {
    /// It began.
    Started,
    /// It ended. Every run that began ends exactly once, after all its nodes.
    Ended {
        /// How.
        outcome: Outcome,
        /// Since it began. Nothing where no observer of the run
        /// [asks for durations](super::Observer::wants_durations).
        duration: Option<Duration>,
    },
    /// What the run left behind is gone. Told last, but for the closes of what other runs share, and only where something outlived the run: a
    /// spawned or blocking node, or values that are closed. The last node has ended now, and every
    /// value is closed and dropped.
    CleanedUp {
        /// Since the run began. Nothing where no observer asks for durations.
        duration: Option<Duration>,
    },
}

/// The node that started a run, by running a graph inside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Parent {
    /// The [number](RunInfo::number) of the run that the node is part of.
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

/// Where the id of a run comes from, if others ask for it too.
pub trait RunIdSource: Send + Sync {
    /// The id: the same at every call.
    fn run_id(&self) -> Uuid;
}

/// A run, as observers see it.
pub struct RunInfo {
    graph: &'static str,
    number: u64,
    parent: Option<Parent>,
    /// Where the nodes of the run find its id, if any can ask for it.
    source: Option<Arc<dyn RunIdSource>>,
    id: OnceLock<Uuid>,
}

impl RunInfo {
    /// A run of the graph of this name, started inside `parent`. Its id is that of `source`, or its own.
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

    /// A number of this run's own among the observed runs of this process. Costs nothing to ask for.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The execution id: a UUID v7, made when it is first asked for. The nodes of the run know it by
    /// `Run::id`.
    pub fn id(&self) -> Uuid {
        match &self.source {
            Some(source) => source.run_id(),
            None => *self.id.get_or_init(Uuid::now_v7),
        }
    }

    /// The innermost observed node inside which the run was first polled, if there is one.
    ///
    /// A run that a node hands to another task, such as by `tokio::spawn`, has no parent.
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

/// A node of a run, as observers see it.
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

    /// The names of the nodes whose values it takes.
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
