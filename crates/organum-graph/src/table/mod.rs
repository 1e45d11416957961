//! The static tables that the macros write, and their validation while a crate is compiled.
//!
//! - [`Table`] describes one node as it is in every graph; tables are linked by [`TableRef`].
//! - [`Link`] is a node or an input as a part of one graph.
//! - `proof` asks the trait system, which alone resolves types, who provides what in which graph.
//! - `dependency` asks whether threads may share a value, and whether it can be cloned.
//! - `search` goes through the tables in a `const fn`: cycles and depth.
//! - `missing` finds what nodes need and nothing provides, and asks about it by a `route`.
//! - `reach` tells which inputs and explicit nodes a graph uses.
//! - `args` tells what a runner is given.
//! - `check` turns what the search found into compiler errors.

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
        check_input_used, check_made_by_runner, check_no_alias, check_no_future, check_no_run,
        check_not_given, check_output, check_output_provided,
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

/// What a node says of itself, the same in every graph: the sketch that is searched to find cycles.
pub struct Table {
    /// The node's name in the user's words: the type it provides, or the name that graphs name it by.
    pub name: &'static str,
    /// The type it provides, as the user wrote it.
    pub provides: &'static str,
    /// The same with as much of its path as is known, for where the name alone does not tell.
    pub path: &'static str,
    /// The file and the line where it is declared.
    pub place: &'static str,
    /// Tells one node from another in a `const fn`, where types cannot be compared.
    pub key: u64,
    /// How long its value lives.
    pub scope: Scope,
    /// The parameters, in order.
    pub deps: &'static [Dep],
}

/// One parameter of a node.
#[derive(Clone, Copy)]
pub struct Dep {
    /// The parameter's type, as the user wrote it.
    pub name: &'static str,
    /// Where its value comes from.
    pub target: Target,
}

/// Where a value comes from, as far as types alone tell.
#[derive(Clone, Copy)]
pub enum Target {
    /// They do not tell: an input, a node that the graph lists, or a mistake.
    Unknown,
    /// The run's own [`Run`](crate::Run).
    Context,
    /// A generic node, which is not followed: its table would be evaluated within those of others.
    Generic,
    /// A node.
    Node(TableRef),
}

impl Target {
    /// Is it known where the value comes from?
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Unknown)
    }

    /// How long the value lives, as far as that is known.
    pub const fn scope(self) -> Scope {
        match self {
            Self::Node(table) => table.get().scope,
            Self::Unknown | Self::Context | Self::Generic => Scope::Run,
        }
    }
}
