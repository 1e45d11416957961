//! A node as plain data.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Generics, Path, Type, Visibility};

use crate::{duration::Nanos, retry::Retry, said::Said};

#[derive(Debug)]
pub(super) struct Node {
    /// Where generated code finds Organum.
    pub(super) runtime: Path,
    /// What messages call it: its function, or the type of its struct or `impl` block.
    pub(super) name: String,
    /// The token before its list of generic parameters.
    pub(super) before_generics: Span,
    pub(super) visibility: Visibility,
    /// Without lifetimes: what a node borrows, it borrows from the run.
    pub(super) generics: Generics,
    pub(super) params: Vec<Param>,
    /// What the function returns.
    pub(super) returned: Type,
    /// What the node provides.
    pub(super) output: Type,
    pub(super) is_fallible: bool,
    pub(super) is_async: bool,
    pub(super) place: Place,
    pub(super) scope: Scope,
    /// What closes the value, after the run.
    pub(super) close: Option<Close>,
    pub(super) policies: Policies,
    pub(super) explicit: Explicit,
    pub(super) call: Call,
}

/// A parameter, or the field of a struct.
#[derive(Debug)]
pub(super) struct Param {
    /// Its name, or its pattern.
    pub(super) name: String,
    /// The type as written.
    pub(super) written: Type,
    /// The type of the dependency.
    pub(super) dependency: Type,
    pub(super) form: Form,
    /// How many dependencies, this one and those after it, make up one argument; 0 for one of those.
    pub(super) alternatives: u8,
}

/// How a dependency reaches the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `&T`: borrowed from the run.
    Borrowed,
    /// `T`: cloned.
    Cloned,
    /// `&dyn Trait`: borrowed out of an `Arc<dyn Trait>`.
    Object,
    /// `Option<&T>`: none if it failed.
    Optional,
    /// `Result<&T, &NodeError>`: what happened.
    Outcome,
    /// One of `FirstOk<(…)>`.
    FirstOk,
    /// One of `Race<(…)>`.
    Race,
}

impl Form {
    /// Does the node go on if it fails?
    pub(super) fn is_tolerant(self) -> bool {
        matches!(
            self,
            Self::Optional | Self::Outcome | Self::FirstOk | Self::Race
        )
    }
}

/// How a value is closed.
#[derive(Debug)]
pub(super) struct Close {
    pub(super) function: Path,
    /// How long it may take, if that is said.
    pub(super) limit: Option<Nanos>,
}

/// Where a node runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Inline,
    Spawned,
    Blocking,
}

/// How long the value lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Each run makes its own.
    Run,
    /// The runs of a runner share one.
    Runner,
}

/// What is done about failures and delays.
#[derive(Debug, Default)]
pub(super) struct Policies {
    pub(super) retry: Said<Retry>,
    /// Which errors are retried.
    pub(super) retry_if: Option<Path>,
    pub(super) timeout: Said<Nanos>,
    pub(super) concurrency: Option<u32>,
}

/// Which policies a node is called under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Under {
    /// None in any graph.
    None,
    /// Those of its graph, if that has any.
    Graph,
    /// Its own in every graph, and those of its graph where it has none.
    Own,
}

/// How graphs find the node.
#[derive(Debug)]
pub(super) enum Explicit {
    /// By the type it provides.
    No,
    /// By this name, that of a function.
    Function(Ident),
    /// By the type of the `impl` block.
    Step(Box<Type>),
}

/// How the node is called.
#[derive(Debug)]
pub(super) enum Call {
    Function(Ident),
    /// `compose` of this type.
    Compose(Type),
    /// A struct, built from its fields.
    Build {
        path: TokenStream,
        /// Field names, or none for a tuple struct.
        fields: Option<Vec<Ident>>,
    },
}

impl Node {
    pub(super) fn is_explicit(&self) -> bool {
        !matches!(self.explicit, Explicit::No)
    }

    pub(super) fn is_generic(&self) -> bool {
        !self.generics.params.is_empty()
    }

    /// Has it something to retry, that a graph may decide about?
    pub(super) fn may_be_retried(&self) -> bool {
        self.is_fallible && self.place != Place::Blocking
    }

    /// Has it awaits to be stopped at, that a graph may decide about?
    pub(super) fn may_be_stopped(&self) -> bool {
        self.is_async && self.place != Place::Blocking
    }

    pub(super) fn under(&self) -> Under {
        let Policies {
            retry,
            timeout,
            concurrency,
            ..
        } = &self.policies;
        // The executor itself lets a blocking node wait for its turn, so that no thread has to.
        let takes_turns = concurrency.is_some() && self.place != Place::Blocking;
        if matches!(retry, Said::This(_)) || matches!(timeout, Said::This(_)) || takes_turns {
            return Under::Own;
        }
        let asks = self.may_be_retried() && matches!(retry, Said::Nothing)
            || self.may_be_stopped() && matches!(timeout, Said::Nothing);
        if asks { Under::Graph } else { Under::None }
    }

    /// What a graph would list it by.
    pub(super) fn name_to_list(&self) -> &str {
        &self.name
    }
}
