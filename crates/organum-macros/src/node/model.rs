//! A node as plain data.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{ExprPath, Generics, LitStr, Path, Type, Visibility};

use crate::{duration::Length, options::Count, retry::Retry, setting::Setting};

#[derive(Debug)]
pub(super) struct Node {
    /// The path of Organum in generated code.
    pub(super) runtime: Path,
    /// The name of the node in messages: its function, or the type of its struct or `impl` block.
    pub(super) name: String,
    /// The token before the list of generic parameters.
    pub(super) before_generics: Span,
    pub(super) visibility: Visibility,
    /// The generics without lifetimes: a node borrows its dependencies from the run.
    pub(super) generics: Generics,
    pub(super) params: Vec<Param>,
    /// The return type of the function.
    pub(super) returned: Type,
    /// The type that the node provides.
    pub(super) output: Type,
    pub(super) is_fallible: bool,
    pub(super) is_async: bool,
    pub(super) place: Place,
    pub(super) scope: Scope,
    /// The function that closes the value after the run.
    pub(super) close: Option<Close>,
    pub(super) policies: Policies,
    /// The records of the results, if they are recorded.
    pub(super) persist: Option<Persist>,
    pub(super) explicit: Explicit,
    pub(super) call: Call,
}

/// A parameter, or the field of a struct.
#[derive(Debug)]
pub(super) struct Param {
    /// The name of the parameter, or its pattern.
    pub(super) name: String,
    /// The type as written.
    pub(super) written: Type,
    /// The type of the dependency.
    pub(super) dependency: Type,
    pub(super) form: Form,
    /// The number of dependencies, from this one on, that form one argument; 0 for a later part of an
    /// argument.
    pub(super) alternatives: u8,
}

/// The way in which a dependency is passed to the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `&T`: borrowed from the run.
    Borrowed,
    /// `T`: cloned.
    Cloned,
    /// `&dyn Trait`: borrowed out of an `Arc<dyn Trait>`.
    Object,
    /// `Option<&T>`: `None` if the dependency failed.
    Optional,
    /// `Result<&T, &NodeError>`: the value or the error of the dependency.
    Outcome,
    /// One of `FirstOk<(…)>`.
    FirstOk,
    /// One of `Race<(…)>`.
    Race,
    /// The store for the results of the node, which is not passed to the function.
    Stored,
}

impl Form {
    /// Returns true if the node tolerates the failure of the dependency.
    pub(super) fn is_tolerant(self) -> bool {
        matches!(
            self,
            Self::Optional | Self::Outcome | Self::FirstOk | Self::Race
        )
    }
}

/// The function that closes a value, and its time limit.
#[derive(Debug)]
pub(super) struct Close {
    pub(super) function: ExprPath,
    /// The time limit, if one is written.
    pub(super) limit: Option<Length>,
}

/// The place where a node runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Inline,
    Spawned,
    Blocking,
}

/// The lifetime of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Each run makes its own value.
    Run,
    /// The runs of a runner share one value.
    Runner,
}

/// The policies of a node for failures and delays.
#[derive(Debug, Default)]
pub(super) struct Policies {
    pub(super) retry: Setting<Retry>,
    /// The predicate for the errors that are retried.
    pub(super) retry_if: Option<ExprPath>,
    pub(super) timeout: Setting<Length>,
    pub(super) concurrency: Option<Count>,
}

/// The records of the results of a node.
#[derive(Debug)]
pub(super) struct Persist {
    /// The place of the option.
    pub(super) at: Span,
    pub(super) scope: PersistScope,
    pub(super) ttl: Option<Length>,
    pub(super) version: u32,
    /// The stable name, if one is written.
    pub(super) name: Option<LitStr>,
    /// The time for which failures are kept, if they are recorded.
    pub(super) failures: Option<Length>,
    pub(super) lease: Option<Length>,
    /// True if the node runs without its store if the store fails.
    pub(super) runs_without_store: bool,
    /// The type that holds the store, if one is written.
    pub(super) store: Option<Type>,
}

/// The executions that share a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PersistScope {
    Run,
    Global,
}

/// The policies under which a node is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Under {
    /// No policies, in any graph.
    None,
    /// The defaults of its graph, if there are any.
    Graph,
    /// The policies of the node in every graph, and the defaults of its graph for the others.
    Own,
}

/// The way in which graphs find the node.
#[derive(Debug)]
pub(super) enum Explicit {
    /// By the type that it provides.
    No,
    /// By this name, which is the name of a function.
    Function(Ident),
    /// By the type of the `impl` block.
    Step(Box<Type>),
}

/// The way in which the node is called.
#[derive(Debug)]
pub(super) enum Call {
    Function(Ident),
    /// `compose` of this type.
    Compose(Type),
    /// A struct, built from its fields.
    Build {
        path: TokenStream,
        /// The names of the fields, or `None` for a tuple struct.
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

    /// Returns true if the node takes a `Run` in addition to its parameters.
    pub(super) fn takes_own_run(&self) -> bool {
        self.policies.concurrency.is_some() || self.persist.is_some()
    }

    /// Returns true if the node can fail, so that a graph's default for retries applies.
    pub(super) fn may_be_retried(&self) -> bool {
        self.is_fallible && self.place != Place::Blocking
    }

    /// Returns true if the node can be stopped at an await, so that a graph's default for timeouts
    /// applies.
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
        // The executor acquires the permit of a blocking node, so that no thread waits for it.
        let takes_turns = concurrency.is_some() && self.place != Place::Blocking;
        if matches!(retry, Setting::Set(_)) || matches!(timeout, Setting::Set(_)) || takes_turns {
            return Under::Own;
        }
        let asks = self.may_be_retried() && matches!(retry, Setting::Unset)
            || self.may_be_stopped() && matches!(timeout, Setting::Unset);
        if asks { Under::Graph } else { Under::None }
    }

    /// Returns the name by which a graph lists the node.
    pub(super) fn name_to_list(&self) -> &str {
        &self.name
    }
}
