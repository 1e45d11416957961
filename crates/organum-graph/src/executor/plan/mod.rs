//! A plan: what a run does in which order, and where in its arena everything lies.
//!
//! Made once for a graph and the outputs asked for, then shared by all runs. It is built from plain
//! indexed nodes; `graph::link` builds one from the tables of a graph.

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

/// Where a node's dependency comes from.
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

/// What one parameter of a node comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub(crate) form: Form,
    /// One, or the alternatives.
    pub(crate) sources: Vec<Source>,
}

impl From<Source> for Need {
    fn from(source: Source) -> Self {
        Self::new(Form::Strict, vec![source])
    }
}

impl Need {
    /// A need of this form.
    pub fn new(form: Form, sources: Vec<Source>) -> Self {
        Self { form, sources }
    }

    /// Is it for a value that is there when a run begins?
    fn is_always_met(&self) -> bool {
        self.form == Form::Strict && !matches!(self.sources[..], [Source::Node(_)])
    }
}

/// Why a plan could not be built. A graph that the compiler accepted never gives one of these.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// A dependency is not of the type that the node takes.
    #[error("the dependencies of node `{node}` are not of the types it takes")]
    Mismatch {
        /// The node's name.
        node: &'static str,
    },
    /// A dependency, or an output, names a node or an input that is not there.
    #[error("`{node}` depends on something that the plan does not hold")]
    Dangling {
        /// The node's name, or the graph's for an output.
        node: &'static str,
    },
    /// The values and futures of one run do not fit into two gigabytes.
    #[error(
        "the values and futures of graph `{graph}` take more than 2 GiB: box the largest of them"
    )]
    TooLarge {
        /// The graph's name.
        graph: &'static str,
    },
    /// An output is moved out of a run, and this one is not the run's.
    #[error(
        "the value of node `{node}` is shared by the runs of a runner, so no run can give it away"
    )]
    Shared {
        /// The node's name.
        node: &'static str,
    },
}

/// What is known of a planned node beside its [`Step`].
pub(crate) struct NodePlan {
    pub(crate) name: &'static str,
    pub(crate) output: TypeId,
    pub(crate) output_name: &'static str,
    pub(crate) drop_output: Option<DropFn>,
    pub(crate) drop_future: DropFn,
    pub(crate) close: Option<Closer>,
    /// It is closed, or a value that is closed may have been made from it.
    pub(crate) outlives_closes: bool,
    pub(crate) retries: bool,
    /// Once it has begun, it is polled to its end.
    pub(crate) runs_to_end: bool,
    /// The nodes among its dependencies, each once.
    pub(crate) needs: Box<[u32]>,
    /// The names of these.
    pub(crate) need_names: Box<[&'static str]>,
    pub(crate) is_replaced: bool,
    /// Where the report of a detached node lies.
    pub(crate) report: u32,
    /// It is an output of the run.
    pub(crate) is_target: bool,
    /// How often it runs at once in the runs of one runner.
    pub(crate) concurrency: Option<NonZeroU32>,
    /// How its value is made, if the runs of a runner share that. Neither dropping nor closing it is a
    /// run's then.
    pub(crate) shared: Option<SharedStep>,
}

/// How a value is made that the runs of a runner share.
#[derive(Clone, Copy)]
pub(crate) struct SharedStep {
    /// Its cell among those of the [`RunnerValuesPlan`].
    pub(crate) cell: u32,
    /// Where it is made.
    pub(crate) place: Place,
    pub(crate) step: StepFn,
}

/// Where the [schedule](super::schedule::Schedule) of an arena lies.
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

/// What runs share.
pub struct Plan {
    pub(crate) graph: &'static str,
    pub(crate) steps: Box<[Step]>,
    pub(crate) nodes: Box<[NodePlan]>,
    /// For each node the number of its sources, then the sources: offsets into the arena.
    pub(crate) sources: Box<[u32]>,
    pub(crate) targets: Box<[u32]>,
    pub(crate) target_types: Box<[TypeId]>,
    pub(crate) layout: Layout,
    /// The nodes whose outputs need dropping: index, offset, function.
    pub(crate) droppers: Box<[(u32, u32, DropFn)]>,
    /// The nodes that take a [`Run`], and where theirs lies.
    pub(crate) contexts: Box<[(u32, u32)]>,
    pub(crate) given: u32,
    pub(crate) given_type: TypeId,
    /// The given values that need dropping: offset, function.
    pub(crate) drop_given: Box<[(u32, DropFn)]>,
    /// Where injected values lie that belong to one run, not to a runner.
    pub(crate) injected: u32,
    pub(crate) injected_type: TypeId,
    pub(crate) drop_injected: Box<[(u32, DropFn)]>,
    pub(crate) schedule: ScheduleLayout,
    /// How many nodes each node needs.
    pub(crate) needs: Box<[u32]>,
    /// The nodes that need none.
    pub(crate) roots: Box<[u32]>,
    /// For each node the number of those that need it, then these.
    pub(crate) dependents: Box<[u32]>,
    count: u32,
    /// How many words of 64 bits a set of nodes takes.
    pub(crate) words: usize,
    pub(crate) has_detached: bool,
    /// Some nodes are polled to their ends once they have begun.
    pub(crate) has_lasting: bool,
    /// Each step is to be taken with care.
    pub(crate) needs_care: bool,
    /// Every run needs more than its arena: see [`Extras`](super::run::Extras).
    pub(crate) needs_extras: bool,
    /// Some values are closed before they are dropped.
    pub(crate) closes: bool,
    /// Some nodes may be tried again.
    pub(crate) retries: bool,
    /// Nodes whose work a run brings along: see `graph::replace`.
    pub(crate) replaced: Vec<u32>,
    pub(crate) forms: Option<Box<FormsPlan>>,
    /// Where the values lie that it shares with other runs of a runner, if it takes any.
    pub(crate) scope: Option<Arc<RunnerValuesPlan>>,
}

impl Plan {
    /// The first node for which a run has to be inside a runtime, by name: one that is spawned or
    /// blocking, else one whose value is closed.
    #[cold]
    pub(crate) fn first_for_runtime(&self) -> Option<&'static str> {
        let first = |is: fn(&&NodePlan) -> bool| Some(self.nodes.iter().find(is)?.name);
        // No report lies where the header does.
        first(|node| node.report != 0)
            .or_else(|| first(|node| node.close.is_some()))
            .or_else(|| self.scope.as_ref()?.closing())
    }

    /// How many nodes there are: positions are kept in 31 bits.
    #[inline]
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The nodes that need the node of `step`.
    #[inline]
    pub(crate) fn dependents(&self, step: &Step) -> &[u32] {
        let from = step.dependents as usize;
        let len = self.dependents[from] as usize;
        &self.dependents[from + 1..][..len]
    }
}
