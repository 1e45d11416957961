//! The error of a run that did not return its outputs.
#![deny(unsafe_code)]

use std::{
    error::Error,
    fmt::{self, Display},
    sync::Arc,
    time::Duration,
};

use organum_base::error::write_chain;

use super::{
    call::Cause,
    error::NodeError,
    plan::{PlanError, RuntimeNeed},
};
use crate::policy::Elapsed;

/// The error of a run that did not return its outputs.
///
/// The error is cheap to clone. Its text contains names only; the error of a node is in the chain of
/// [sources](Error::source), which `Debug` prints.
///
/// ```
/// use organum::{GraphErrorKind, prelude::*};
///
/// #[derive(Debug, thiserror::Error)]
/// #[error("no such user")]
/// struct NoSuchUser;
///
/// struct Profile;
///
/// #[node]
/// async fn profile() -> Result<Profile, NoSuchUser> {
///     Err(NoSuchUser)
/// }
///
/// #[graph(output = Profile)]
/// struct Lookup {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let error = Lookup {}.run().await.err().expect("no such user");
/// assert_eq!(error.to_string(), "node `Profile` of graph `Lookup` failed");
/// assert_eq!(error.kind(), GraphErrorKind::Node);
/// assert!(error.downcast_ref::<NoSuchUser>().is_some());
/// # }
/// ```
#[derive(Clone)]
pub struct GraphError(Repr);

#[derive(Clone)]
enum Repr {
    Node(NodeError),
    Other(Arc<Other>),
}

/// The kind of a [`GraphError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GraphErrorKind {
    /// A node failed: see [`GraphError::node_error`].
    Node,
    /// The run was cancelled by a token that it was given, or together with its runner by
    /// [`RunnerHandle::abort`](crate::RunnerHandle::abort).
    Cancelled,
    /// The run took longer than the `run_timeout` of its graph, and was cancelled. The source is an
    /// [`Elapsed`].
    TimedOut,
    /// A graph with a `run_timeout` was run outside a tokio runtime with a clock. Nothing was started.
    NoClock,
    /// A graph with spawned or blocking nodes, or with nodes that have a `close`, was run outside a tokio
    /// runtime. Nothing was started.
    NoRuntime,
    /// The run replaces a node that it does not need. Nothing was started.
    NotReplaceable,
    /// The runner was shut down. Nothing was started.
    ShutDown,
    /// The execution of a resumable graph was not claimed, or not found. Nothing was started. The source is
    /// an `ExecutionError`.
    NotClaimed,
    /// The graph cannot be planned, for example because its values and futures are too large. Nothing was
    /// started.
    Plan,
}

/// The reasons for the failure of a run other than the failure of a node.
#[derive(Debug, thiserror::Error)]
enum Other {
    #[error("the run of graph `{graph}` was cancelled")]
    Cancelled { graph: &'static str },
    #[error("the run of graph `{graph}` timed out after {:?}", elapsed.after)]
    TimedOut {
        graph: &'static str,
        #[source]
        elapsed: Elapsed,
    },
    #[error(
        "graph `{graph}` has a timeout, which needs the clock of a tokio runtime: run the graph inside one"
    )]
    NoClock { graph: &'static str },
    #[error(
        "graph `{graph}` has no node for `{wanted}` in this run, so it cannot be replaced; replace one of {}{}",
        Names(replaceable),
        if *is_input { " (inputs are given, not replaced)" } else { "" }
    )]
    NotReplaceable {
        graph: &'static str,
        /// The type that was to be replaced.
        wanted: &'static str,
        /// True if that type is an input of the graph.
        is_input: bool,
        replaceable: Vec<&'static str>,
    },
    #[error(
        "node `{node}` of graph `{graph}` {}, which needs a tokio runtime: run the graph inside one",
        match need {
            RuntimeNeed::Detached => "is spawned or blocking",
            RuntimeNeed::Close => "has a `close`",
        }
    )]
    NoRuntime {
        graph: &'static str,
        /// The first such node.
        node: &'static str,
        need: RuntimeNeed,
    },
    #[error("the runner of graph `{graph}` was shut down and starts no more runs")]
    ShutDown { graph: &'static str },
    #[error("an execution of graph `{graph}` was not claimed")]
    #[cfg_attr(
        not(feature = "persist"),
        allow(dead_code, reason = "for persisted nodes")
    )]
    NotClaimed {
        graph: &'static str,
        #[source]
        source: Cause,
    },
    #[error("{error}")]
    Plan {
        graph: &'static str,
        error: Arc<PlanError>,
    },
}

impl GraphError {
    fn other(other: Other) -> Self {
        Self(Repr::Other(Arc::new(other)))
    }

    pub(crate) fn cancelled(graph: &'static str) -> Self {
        Self::other(Other::Cancelled { graph })
    }

    pub(crate) fn timed_out(graph: &'static str, after: Duration) -> Self {
        let elapsed = Elapsed { after };
        Self::other(Other::TimedOut { graph, elapsed })
    }

    /// Makes the error of a run with a timeout outside a runtime. Public for sagas, which have a timeout too.
    #[doc(hidden)]
    pub fn no_clock(graph: &'static str) -> Self {
        Self::other(Other::NoClock { graph })
    }

    pub(crate) fn no_runtime(graph: &'static str, node: &'static str, need: RuntimeNeed) -> Self {
        Self::other(Other::NoRuntime { graph, node, need })
    }

    pub(crate) fn not_replaceable(
        graph: &'static str,
        wanted: &'static str,
        is_input: bool,
        replaceable: Vec<&'static str>,
    ) -> Self {
        Self::other(Other::NotReplaceable {
            graph,
            wanted,
            is_input,
            replaceable,
        })
    }

    /// Makes the error of a runner that was shut down. Public for sagas, whose runners refuse runs too.
    #[doc(hidden)]
    pub fn shut_down(graph: &'static str) -> Self {
        Self::other(Other::ShutDown { graph })
    }

    pub(crate) fn plan(graph: &'static str, error: Arc<PlanError>) -> Self {
        Self::other(Other::Plan { graph, error })
    }

    #[cfg(feature = "persist")]
    pub(crate) fn execution(graph: &'static str, source: Cause) -> Self {
        Self::other(Other::NotClaimed { graph, source })
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> GraphErrorKind {
        match &self.0 {
            Repr::Node(_) => GraphErrorKind::Node,
            Repr::Other(other) => match **other {
                Other::Cancelled { .. } => GraphErrorKind::Cancelled,
                Other::TimedOut { .. } => GraphErrorKind::TimedOut,
                Other::NoClock { .. } => GraphErrorKind::NoClock,
                Other::NotReplaceable { .. } => GraphErrorKind::NotReplaceable,
                Other::NoRuntime { .. } => GraphErrorKind::NoRuntime,
                Other::ShutDown { .. } => GraphErrorKind::ShutDown,
                Other::NotClaimed { .. } => GraphErrorKind::NotClaimed,
                Other::Plan { .. } => GraphErrorKind::Plan,
            },
        }
    }

    /// Returns the name of the graph whose run failed.
    pub fn graph(&self) -> &'static str {
        match &self.0 {
            Repr::Node(error) => error.graph(),
            Repr::Other(other) => match **other {
                Other::Cancelled { graph }
                | Other::TimedOut { graph, .. }
                | Other::NoClock { graph }
                | Other::NotReplaceable { graph, .. }
                | Other::NoRuntime { graph, .. }
                | Other::ShutDown { graph }
                | Other::NotClaimed { graph, .. }
                | Other::Plan { graph, .. } => graph,
            },
        }
    }

    /// Returns the first `E` in the chain of sources, if there is one. Causes inside nested graphs are
    /// searched too.
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        match &self.0 {
            Repr::Node(error) => error.downcast_ref(),
            Repr::Other(_) => self.source()?.downcast_ref(),
        }
    }

    /// Returns the error of the node that failed, if the failure of a node ended the run.
    pub fn node_error(&self) -> Option<&NodeError> {
        match &self.0 {
            Repr::Node(error) => Some(error),
            Repr::Other(_) => None,
        }
    }
}

impl From<NodeError> for GraphError {
    fn from(error: NodeError) -> Self {
        Self(Repr::Node(error))
    }
}

impl Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Node(error) => Display::fmt(error, f),
            Repr::Other(other) => Display::fmt(other, f),
        }
    }
}

/// Prints the text of the error and of each of its causes.
impl fmt::Debug for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for GraphError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Repr::Node(error) => error.source(),
            Repr::Other(other) => other.source(),
        }
    }
}

/// Names in backticks, joined by commas.
struct Names<'a>(&'a [&'static str]);

impl Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}`{name}`")?;
        }
        Ok(())
    }
}
