//! The static tables that the macros write, and their validation while a crate is compiled.
//!
//! - [`Table`] describes one node; tables are linked by [`TableRef`].
//! - `proof` asks the trait system, which alone resolves types, who provides what in which graph.
//! - `share` asks whether threads may share a value, and whether it can be cloned.
//! - `walk` goes through linked tables in a `const fn`: cycles, depth, inputs that nobody uses.
//! - `args` tells what a runner is given.
//! - `check` turns what the walk found into compiler errors.

mod args;
mod check;
mod link;
mod proof;
mod share;
mod text;
mod walk;

pub use self::{
    args::GivenArgs,
    check::{
        check_acyclic, check_distinct, check_input_used, check_listed_acyclic, check_listed_used,
        check_no_alias, check_output, check_output_provided, linked,
    },
    link::TableRef,
    proof::{
        Anywhere, Branch, Cond, Context, Either, Fallible, Given, GraphOf, InGraph, Injected,
        Itself, ListedNode, ListedNodeIn, NotFallible, NotOwn, OutputOf, Outputs, Own, Pair,
        PairDiffers, Probe, Provider, Provides, TypeOfOne, Unknown, Unproved, Wired,
    },
    share::{
        Calling, Clonable, ClonableField, Dependency, Error, Needed, NeededElse, NeededOfNode,
        NotCalling, NotShareable, Proof, Shareable, Sharing, input, output,
    },
    text::Text,
    walk::{Shape, key, link_key},
};
use crate::graph::Operations;

/// What a node says of itself: one per node and, for its links, one per graph it is part of.
pub struct Table {
    /// The node's name in the user's words: the type it provides, or the name it is listed by.
    pub name: &'static str,
    /// Tells one node from another in a `const fn`, where types cannot be compared.
    pub key: u64,
    /// The parameters, in order.
    pub deps: &'static [Dep],
    /// How to run it.
    pub operations: fn() -> Operations,
}

/// One parameter of a node.
pub struct Dep {
    /// The parameter's type, as the user wrote it.
    pub name: &'static str,
    /// Where its value comes from.
    pub target: Target,
}

/// Where a value comes from.
#[derive(Clone, Copy)]
pub enum Target {
    /// Types alone do not tell: an input, a node that the graph lists, or a mistake.
    Unknown,
    /// The output of a node.
    Node(TableRef),
    /// The graph's field with this position among those given for each run.
    Given(u8),
    /// The graph's field with this position among those injected once.
    Injected(u8),
    /// The run's own [`Run`](crate::graph::Run).
    Context,
}

impl Target {
    /// Is it known where the value comes from?
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Unknown)
    }
}
