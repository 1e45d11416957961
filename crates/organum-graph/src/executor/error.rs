//! The error of a node that did not provide its value.
#![deny(unsafe_code)]

use std::{
    error::Error,
    fmt::{self, Display},
    sync::{Arc, OnceLock},
};

use organum_base::error::write_chain;

use super::{Failure, arena::PlanRef, call::Cause};
use crate::policy::Elapsed;
pub use organum_base::panics::NodePanic;

/// The way in which a node failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeErrorKind {
    /// The function of the node returned an error, which is the [`source`](Error::source).
    Failed,
    /// The node panicked; the source is a [`NodePanic`].
    Panicked,
    /// The node exceeded its `timeout`; the source is an [`Elapsed`].
    TimedOut,
    /// The node waited under a `timeout`, or had to wait for its next attempt, and was not run inside a
    /// tokio runtime with a clock.
    NoClock,
    /// The runtime dropped the task of the node, as it does when it shuts down.
    Stopped,
    /// Every alternative of a `FirstOk` or a `Race` that the node takes failed: see
    /// [`NodeError::causes`]. The last one is the source.
    AllFailed,
}

/// The failure of a node, which fails the run unless it is tolerated.
///
/// The error is cheap to clone. Its text contains names only, so it can be logged; the node's own error,
/// whose text may hold a payload, is the [`source`](Error::source). `Debug` prints the whole chain.
#[derive(Clone)]
pub struct NodeError(Arc<Inner>);

struct Inner {
    plan: PlanRef,
    /// The node's position in the plan.
    node: u32,
    /// Computed on first use, since a tolerated failure may never be inspected.
    path: OnceLock<Vec<&'static str>>,
    kind: NodeErrorKind,
    attempts: u32,
    cause: Option<Cause>,
    causes: Vec<NodeError>,
}

impl NodeError {
    pub(crate) fn new(plan: PlanRef, node: u32, failure: Failure) -> Self {
        let (attempts, failure) = match failure {
            Failure::AfterAttempts(tried) => (tried.attempts, tried.failure),
            failure => (1, failure),
        };
        let mut causes = Vec::new();
        let (kind, cause) = match failure {
            Failure::Error(cause) => (NodeErrorKind::Failed, Some(cause)),
            Failure::Panic(message) => (
                NodeErrorKind::Panicked,
                Some(Box::new(NodePanic(message)) as Cause),
            ),
            Failure::Known(error) => return error,
            Failure::All(all) => {
                causes = all;
                (NodeErrorKind::AllFailed, None)
            }
            Failure::TimedOut(elapsed) => {
                (NodeErrorKind::TimedOut, Some(Box::new(elapsed) as Cause))
            }
            Failure::NoClock => (NodeErrorKind::NoClock, None),
            // The failure of the last attempt is a single failure, and never a series of attempts itself.
            Failure::Stopped | Failure::AfterAttempts(_) => (NodeErrorKind::Stopped, None),
        };
        Self(Arc::new(Inner {
            plan,
            node,
            path: OnceLock::new(),
            kind,
            attempts,
            cause,
            causes,
        }))
    }

    /// Returns the name of the graph whose run failed.
    pub fn graph(&self) -> &'static str {
        self.0.plan.graph
    }

    /// Returns the name of the node that failed.
    pub fn node(&self) -> &'static str {
        self.0.plan.view(self.0.node).name()
    }

    /// Returns the names of the nodes from a requested output down to the failed node, each needed by the
    /// one before. Of several such paths it is the shortest on which the failure propagates to the
    /// output: if there is one, none of its nodes tolerates the failure of the next one.
    pub fn path(&self) -> &[&'static str] {
        let path = || self.0.plan.path_to(self.0.node);
        self.0.path.get_or_init(path)
    }

    /// Returns the way in which the node failed.
    pub fn kind(&self) -> NodeErrorKind {
        self.0.kind
    }

    /// Returns the number of attempts made; 1 for a node without a retry policy.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the errors of the alternatives of a `FirstOk` or a `Race`, in the order in which they
    /// failed; empty for a node that failed by itself.
    pub fn causes(&self) -> &[NodeError] {
        &self.0.causes
    }

    /// Returns the first `E` in the chain of sources, if there is one. Causes inside nested graphs are
    /// searched too.
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        if let Some(found) = self.0.causes.iter().find_map(Self::downcast_ref) {
            return Some(found);
        }
        let mut next = self.source();
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            next = error.source();
        }
        None
    }
}

impl Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node `{}` of graph `{}` ", self.node(), self.graph())?;
        match self.0.kind {
            NodeErrorKind::Failed => f.write_str("failed")?,
            NodeErrorKind::Panicked => f.write_str("panicked")?,
            NodeErrorKind::TimedOut => match self.downcast_ref::<Elapsed>() {
                Some(elapsed) => Display::fmt(elapsed, f)?,
                None => f.write_str("timed out")?,
            },
            NodeErrorKind::NoClock => f.write_str(
                "needs the clock of a tokio runtime for its policies (`enable_time`), and failed",
            )?,
            NodeErrorKind::Stopped => f.write_str("was stopped with its runtime")?,
            NodeErrorKind::AllFailed => {
                f.write_str("has no alternative left, each of them failed")?;
            }
        }
        if self.0.attempts > 1 {
            write!(f, " in attempt {}", self.0.attempts)?;
        }
        if self.path().len() > 1 {
            write!(f, " (needed by {})", self.path().join(" -> "))?;
        }
        Ok(())
    }
}

/// Prints the text of the error and of each of its causes.
impl fmt::Debug for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for NodeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.cause {
            Some(cause) => Some(&**cause),
            None => self.0.causes.last().map(|cause| cause as _),
        }
    }
}
