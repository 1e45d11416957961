//! A plan: the order of the nodes of a run, and the place of every value in its arena.
//!
//! Made once for a graph and the outputs asked for, then shared by all runs. It is built from plain
//! indexed nodes; `link` builds one from the tables of a graph.

mod builder;
mod finish;
mod forms;
mod layout;
mod view;

use std::{alloc::Layout, any::TypeId, num::NonZeroU32, sync::Arc};

pub use self::builder::PlanBuilder;
use self::layout::ArenaLayout;
pub(crate) use self::{
    forms::{FailureSlot, FormsPlan},
    view::NodeView,
};
use super::{
    call::Place,
    closing::Closer,
    runner_values::RunnerValuesPlan,
    step::{DropFn, Step, StepFn},
};
use crate::form::Form;

/// The origin of a dependency of a node.
// Exhaustive: a picture has to draw each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The output of the node with this position in the plan.
    Node(usize),
    /// The given value with this position.
    Given(usize),
    /// The injected value with this position.
    Injected(usize),
    /// The node's own [`Run`](crate::Run).
    Context,
}

/// The origin of one parameter of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub(crate) form: Form,
    /// One source, or one per alternative.
    pub(crate) sources: Vec<Source>,
}

impl From<Source> for Need {
    fn from(source: Source) -> Self {
        Self::new(Form::Strict, vec![source])
    }
}

impl Need {
    /// Makes a need of this form.
    pub fn new(form: Form, sources: Vec<Source>) -> Self {
        Self { form, sources }
    }

    /// Returns true if the need is for a value that exists when a run begins.
    fn is_always_met(&self) -> bool {
        self.form == Form::Strict && !matches!(self.sources[..], [Source::Node(_)])
    }
}

/// The reason why a plan could not be built. A graph that the compiler accepted never causes one of these
/// errors.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// A dependency is not of the type that the node takes.
    #[error("the dependencies of node `{node}` are not of the types it takes")]
    Mismatch {
        /// The name of the node.
        node: &'static str,
    },
    /// A dependency, or an output, names a node or an input that does not exist.
    #[error("`{node}` depends on a node or an input that is not in the plan")]
    Dangling {
        /// The name of the node, or of the graph for an output.
        node: &'static str,
    },
    /// Two nodes have one stable name, so each would find the records of the other.
    #[error(
        "nodes `{first}` and `{second}` have the stable name `{name}` both, by which their records are found: write `persist(name = \"…\")` on one of them"
    )]
    SameName {
        /// The name of one node.
        first: &'static str,
        /// The name of the other node.
        second: &'static str,
        /// The stable name.
        name: &'static str,
    },
    /// The values and futures of one run do not fit into two gigabytes.
    #[error(
        "the values and futures of graph `{graph}` take more than 2 GiB: box the largest of them"
    )]
    TooLarge {
        /// The name of the graph.
        graph: &'static str,
    },
    /// An output is moved out of a run, which a value shared by several runs cannot be.
    #[error(
        "the value of node `{node}` is shared by the runs of a runner, so it cannot be an output of a run"
    )]
    Shared {
        /// The name of the node.
        node: &'static str,
    },
}

/// The part of a planned node that its [`Step`] does not contain.
pub(crate) struct NodePlan {
    pub(crate) name: &'static str,
    pub(crate) output: TypeId,
    pub(crate) output_name: &'static str,
    pub(crate) drop_output: Option<DropFn>,
    pub(crate) drop_future: DropFn,
    pub(crate) close: Option<Closer>,
    /// True if the value is closed, or a value that is closed may have been made from it.
    pub(crate) outlives_closes: bool,
    /// True if the node notes its attempts while it is polled: it may be retried or may wait for a permit.
    pub(crate) has_attempts: bool,
    /// True if the node, once started, is polled to its end.
    pub(crate) runs_to_end: bool,
    /// True if a store records the results of the node.
    pub(crate) persists: bool,
    /// The nodes among the dependencies, each once.
    pub(crate) needs: Box<[u32]>,
    /// The names of these nodes.
    pub(crate) need_names: Box<[&'static str]>,
    pub(crate) is_replaced: bool,
    /// The offset of the report of a detached node; 0 for an inline node.
    pub(crate) report: u32,
    /// True if the node is an output of the run.
    pub(crate) is_target: bool,
    /// The maximum number of concurrent calls across the runs of one runner.
    pub(crate) concurrency: Option<NonZeroU32>,
    /// The step that makes the value, if the runs of a runner share it. Such a value is neither dropped
    /// nor closed by a run.
    pub(crate) shared: Option<SharedStep>,
}

/// The step that makes a value shared by the runs of a runner.
#[derive(Clone, Copy)]
pub(crate) struct SharedStep {
    /// The cell of the value among those of the [`RunnerValuesPlan`].
    pub(crate) cell: u32,
    /// The place where the value is made.
    pub(crate) place: Place,
    pub(crate) step: StepFn,
}

/// The reason why a node requires a tokio runtime.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RuntimeNeed {
    /// The node is spawned or blocking.
    Detached,
    /// The value of the node is closed.
    Close,
}

/// The offsets of the parts of the [schedule](super::schedule::Schedule) in an arena.
pub(crate) struct ScheduleLayout {
    pub(crate) waiting: u32,
    pub(crate) order: u32,
    pub(crate) waker_order: u32,
    pub(crate) runnable: u32,
    pub(crate) pending: u32,
    pub(crate) detached: u32,
}

impl ScheduleLayout {
    fn place(arena: &mut ArenaLayout, nodes: usize) -> Self {
        let mut numbers = || layout::index(arena.place_array::<u32>(nodes));
        let (waiting, order, waker_order) = (numbers(), numbers(), numbers());
        let mut bits = || layout::index(arena.place_array::<u64>(nodes.div_ceil(64)));
        Self {
            waiting,
            order,
            waker_order,
            runnable: bits(),
            pending: bits(),
            detached: bits(),
        }
    }
}

/// The plan of a graph, which all its runs share.
pub struct Plan {
    pub(crate) graph: &'static str,
    pub(crate) steps: Box<[Step]>,
    pub(crate) nodes: Box<[NodePlan]>,
    /// For each node the number of its sources, followed by the sources, which are offsets into the
    /// arena.
    pub(crate) sources: Box<[u32]>,
    pub(crate) targets: Box<[u32]>,
    pub(crate) target_types: Box<[TypeId]>,
    pub(crate) layout: Layout,
    /// The nodes whose outputs have to be dropped: index, offset, function.
    pub(crate) droppers: Box<[(u32, u32, DropFn)]>,
    /// The nodes that take a [`Run`], and the offset of each `Run`.
    pub(crate) contexts: Box<[(u32, u32)]>,
    pub(crate) given: u32,
    pub(crate) given_type: TypeId,
    /// The given values that have to be dropped: offset, function.
    pub(crate) drop_given: Box<[(u32, DropFn)]>,
    /// The offset of injected values that belong to one run instead of a runner.
    pub(crate) injected: u32,
    pub(crate) injected_type: TypeId,
    pub(crate) drop_injected: Box<[(u32, DropFn)]>,
    pub(crate) schedule: ScheduleLayout,
    /// For each node the number of nodes that it needs.
    pub(crate) needs: Box<[u32]>,
    /// The nodes without dependencies.
    pub(crate) roots: Box<[u32]>,
    /// For each node the number of its dependents, followed by the dependents.
    pub(crate) dependents: Box<[u32]>,
    count: u32,
    /// The number of 64-bit words in a set of nodes.
    pub(crate) words: usize,
    pub(crate) has_detached: bool,
    /// True if some nodes, once started, are polled to their ends.
    pub(crate) has_lasting: bool,
    /// True if steps take the slow path: see `RunPoll::step_with_care`.
    pub(crate) needs_care: bool,
    /// True if every run needs data outside of its arena: see [`Extras`](super::run::Extras).
    pub(crate) needs_extras: bool,
    /// True if some values are closed before they are dropped.
    pub(crate) closes: bool,
    /// True if some nodes note their attempts while they are polled.
    pub(crate) has_attempts: bool,
    /// Nodes whose values a run supplies itself: see `executor::replace`.
    pub(crate) replaced: Vec<u32>,
    pub(crate) forms: Option<Box<FormsPlan>>,
    /// The layout of the values that the runs of a runner share, if the plan uses any.
    pub(crate) scope: Option<Arc<RunnerValuesPlan>>,
}

impl Plan {
    /// Returns the name of the first node that requires a runtime, and its reason: one that is spawned or
    /// blocking, otherwise one whose value is closed.
    #[cold]
    pub(crate) fn first_for_runtime(&self) -> Option<(&'static str, RuntimeNeed)> {
        let first = |is: fn(&&NodePlan) -> bool| Some(self.nodes.iter().find(is)?.name);
        // The header lies at offset 0, so no report does.
        if let Some(detached) = first(|node| node.report != 0) {
            return Some((detached, RuntimeNeed::Detached));
        }
        let closed = first(|node| node.close.is_some()).or_else(|| self.scope.as_ref()?.closing());
        Some((closed?, RuntimeNeed::Close))
    }

    /// Returns the number of nodes; positions are kept in 31 bits.
    #[inline]
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Returns the nodes that depend on the node of `step`.
    #[inline]
    pub(crate) fn dependents(&self, step: &Step) -> &[u32] {
        let from = step.dependents as usize;
        let len = self.dependents[from] as usize;
        &self.dependents[from + 1..][..len]
    }
}
