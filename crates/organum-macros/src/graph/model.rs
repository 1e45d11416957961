//! A graph as plain data.

use proc_macro2::{Ident, Span};
use syn::{Generics, LitStr, Path, Type, Visibility};

use crate::{duration::Length, names, retry::Retry};

#[derive(Debug)]
pub(crate) struct Graph {
    /// The path of Organum in generated code.
    pub(crate) runtime: Path,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) fields: Vec<Field>,
    pub(crate) outputs: Vec<Type>,
    /// True if the output is written as one type instead of a tuple.
    pub(crate) is_single: bool,
    /// The explicit nodes, which provide types of other crates.
    pub(crate) explicit: Vec<Path>,
    pub(crate) error: Option<Type>,
    /// The timeout of a run.
    pub(crate) timeout: Option<Length>,
    pub(crate) defaults: Defaults,
    /// The records of executions, if the graph is resumable.
    pub(crate) resumable: Option<Resumable>,
    /// The recursion limit of the crate, if it is not the default.
    pub(crate) recursion_limit: Option<usize>,
}

/// The records of the executions of a graph.
#[derive(Debug)]
pub(crate) struct Resumable {
    /// The stable name, if one is written.
    pub(crate) name: Option<LitStr>,
    /// The injected field that is or holds the store.
    pub(crate) store: Ident,
    /// True if the field is written in the option, and may hold the store in a type of its own.
    pub(crate) holds_store: bool,
    /// The length of the lease of an execution.
    pub(crate) lease: Option<Length>,
}

/// The policies of the nodes that declare none.
#[derive(Debug, Default)]
pub(crate) struct Defaults {
    pub(crate) retry: Option<Retry>,
    /// The time limit of an attempt.
    pub(crate) timeout: Option<Length>,
    /// True if the builder of a runner may set other defaults.
    pub(crate) are_configurable: bool,
}

/// An input.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    /// The alias of the type next to the graph, if there is one: a type that is written once causes one
    /// error.
    pub(crate) alias: Option<Ident>,
    pub(crate) is_injected: bool,
}

impl Graph {
    /// Returns the span of messages about the whole graph.
    pub(crate) fn anchor(&self) -> Span {
        self.outputs.first().map_or(self.name.span(), names::anchor)
    }

    /// Returns the depth of a chain of nodes that rustc can prove within its recursion limit.
    pub(crate) fn provable_depth(&self) -> usize {
        (self.recursion_limit.unwrap_or(128) - 8) / 2
    }

    pub(crate) fn given(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.is_injected)
    }

    pub(crate) fn injected(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_injected)
    }
}
