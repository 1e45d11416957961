//! Why a node did not provide its value.
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

/// How a node failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeErrorKind {
    /// Its function returned an error, which is the [`source`](Error::source).
    Failed,
    /// It panicked; the source is a [`NodePanic`].
    Panicked,
    /// It took longer than its `timeout`; the source is an [`Elapsed`].
    TimedOut,
    /// The runtime dropped its task, as it does when it shuts down.
    Stopped,
    /// Each of the alternatives of a `FirstOk` or a `Race` that it takes failed: see
    /// [`NodeError::causes`]. The last one is the source.
    AllFailed,
}

/// A node failed, and with it the run.
///
/// It is cheap to clone. Its text carries names only, so that it can be logged; the node's own error,
/// whose text may hold a payload, is the [`source`](Error::source). `Debug` prints the whole chain.
#[derive(Clone)]
pub struct NodeError(Arc<Inner>);

struct Inner {
    plan: PlanRef,
    /// The node's position in the plan.
    node: u32,
    /// Found when it is first asked for: a failure that is tolerated may never be looked at.
    path: OnceLock<Vec<&'static str>>,
    kind: NodeErrorKind,
    attempts: u32,
    cause: Option<Cause>,
    causes: Vec<NodeError>,
}

impl NodeError {
    pub(crate) fn new(plan: PlanRef, node: u32, failure: Failure) -> Self {
        let (attempts, failure) = match failure {
            Failure::Tried(tried) => (tried.attempts, tried.failure),
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
            // One failure is what the last attempt ended with, and not again several attempts.
            Failure::Stopped | Failure::Tried(_) => (NodeErrorKind::Stopped, None),
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

    /// The graph whose run failed.
    pub fn graph(&self) -> &'static str {
        self.0.plan.graph
    }

    /// The node that failed.
    pub fn node(&self) -> &'static str {
        self.0.plan.view(self.0.node).name()
    }

    /// The nodes from an output that the run was asked for down to the one that failed, each needed by
    /// the one before. Of several such paths it is the shortest by which the failure fails the output:
    /// where there is one, none of its nodes tolerates that the next one fails.
    pub fn path(&self) -> &[&'static str] {
        let path = || self.0.plan.path_to(self.0.node);
        self.0.path.get_or_init(path)
    }

    /// How it failed.
    pub fn kind(&self) -> NodeErrorKind {
        self.0.kind
    }

    /// How many attempts were made; 1 for a node without a retry policy.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Why each of the alternatives of a `FirstOk` or a `Race` failed, in the order in which they did;
    /// empty for a node that failed by itself.
    pub fn causes(&self) -> &[NodeError] {
        &self.0.causes
    }

    /// The root cause, if there is an `E` in the chain of sources; causes inside nested graphs are
    /// found too.
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

/// The text, and those of its causes.
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
