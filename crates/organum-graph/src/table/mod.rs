//! The static tables that the macros write, and their validation while a crate is compiled.
//!
//! - [`Table`] describes one node, independent of any graph; tables are linked by [`TableRef`].
//! - [`Link`] is a node or an input as a part of one graph.
//! - `proof` asks the trait system, which alone resolves types, for the provider of each type in a graph.
//! - `dependency` checks that threads may share a value, and that a value taken by value can be cloned.
//! - `search` traverses the tables in a `const fn`: cycles and depth.
//! - `missing` finds dependencies without a provider; each is asked about by a `route`.
//! - `reach` finds the inputs and explicit nodes that a graph uses.
//! - `args` converts the arguments that a runner is given.
//! - `check` reports the results of the search as compiler errors.

mod args;
mod check;
mod dependency;
mod link;
mod missing;
mod proof;
mod reach;
mod route;
mod search;

pub use self::{
    args::GivenArgs,
    check::{
        check_acyclic, check_depth, check_distinct, check_explicit_acyclic, check_explicit_used,
        check_input_used, check_keys, check_made_by_runner, check_no_alias, check_no_future,
        check_no_run, check_not_given, check_output, check_output_provided,
    },
    dependency::{
        Calling, Clonable, ClonableField, Dependency, Needed, NeededElse, NeededOfNode, NotCalling,
        NotShareable, Sharing,
    },
    link::TableRef,
    missing::{Missing, PARTS, Parts, SUSPECTS, Suspects, check_provided},
    proof::{
        Anywhere, Awaitable, Branch, Cond, Context, Either, ExplicitNode, Fallible, Given, GraphOf,
        InGraph, Injected, Itself, NeedsOf, NodeIn, NotAwaitable, NotFallible, NotProvided,
        NotProvidedNeeds, OutputOf, Outputs, Pair, PairDiffers, Probe, ProvidedIn, Provider,
        Provides, TypeOfOne, Unknown, Unproved, ValueOf, Wired,
    },
    reach::{Link, LinkSource, Linked, LinkedNode, Misfit, Reach},
    route::{
        Asked, At, End, Explicit, IsProvidedIn, IsThatOf, NotSo, OneOf, Param, Position, Question,
        RouteFrom, Routes, Through,
    },
    search::Shape,
};
pub use crate::{
    form::{Form, Scope},
    share::{Proof, Shareable, input, output, shared},
};
pub(crate) use organum_base::text::{refuse, same};
pub use organum_base::{
    error::Error,
    text::{Text, key},
};

/// The declaration of a node, the same in every graph: the sketch in which cycles are searched.
// Public fields: the macros write it as a constant.
pub struct Table {
    /// The node's name for users: the type it provides, or the name by which graphs list it.
    pub name: &'static str,
    /// The type that the node provides, as the user wrote it.
    pub provides: &'static str,
    /// The same type with as much of its path as is known, for cases in which the name is ambiguous.
    pub path: &'static str,
    /// The file and the line of the node's declaration.
    pub place: &'static str,
    /// The identity of the node in a `const fn`, where types cannot be compared.
    pub key: u64,
    /// The lifetime of the node's value.
    pub scope: Scope,
    /// The parameters, in order.
    pub deps: &'static [Dep],
    /// For each parameter, true if it can be a part of the key under which a store records the result of
    /// the node. The last parameter is the store. Empty if results are not recorded.
    pub keys: &'static [bool],
}

impl Table {
    /// Returns true if the parameter at this position is the store for the results of the node.
    const fn is_store(&self, dep: usize) -> bool {
        dep + 1 == self.keys.len()
    }
}

/// One parameter of a node.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct Dep {
    /// The type of the parameter, as the user wrote it.
    pub name: &'static str,
    /// The origin of the parameter's value.
    pub target: Target,
}

/// The origin of a value, as far as types alone determine it.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy)]
pub enum Target {
    /// Undetermined: an input, a node that the graph lists, or a mistake.
    Unknown,
    /// The run's own [`Run`](crate::Run).
    Context,
    /// A generic node, which is not followed: its table would be evaluated within those of others.
    Generic,
    /// A node.
    Node(TableRef),
}

impl Target {
    /// Returns true if the origin of the value is known.
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Unknown)
    }

    /// Returns the lifetime of the value, as far as it is known.
    pub const fn scope(self) -> Scope {
        match self {
            Self::Node(table) => table.get().scope,
            Self::Unknown | Self::Context | Self::Generic => Scope::Run,
        }
    }
}
