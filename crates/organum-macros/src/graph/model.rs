//! A graph as plain data.

use proc_macro2::{Ident, Span};
use syn::{Generics, Path, Type, Visibility};

use crate::{duration::Nanos, names, retry::Retry};

#[derive(Debug)]
pub(crate) struct Graph {
    /// Where generated code finds Organum.
    pub(crate) runtime: Path,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) fields: Vec<Field>,
    pub(crate) outputs: Vec<Type>,
    /// Written as one type, not as a tuple.
    pub(crate) is_single: bool,
    /// The nodes of other crates' types.
    pub(crate) explicit: Vec<Path>,
    pub(crate) error: Option<Type>,
    /// How long a run may take.
    pub(crate) timeout: Option<Nanos>,
    pub(crate) defaults: Defaults,
    /// The crate's recursion limit, if it is not the default.
    pub(crate) recursion_limit: Option<usize>,
}

/// The policies of the nodes that say nothing themselves.
#[derive(Debug, Default)]
pub(crate) struct Defaults {
    pub(crate) retry: Option<Retry>,
    /// How long an attempt may take.
    pub(crate) timeout: Option<Nanos>,
    /// The builder of a runner may say otherwise.
    pub(crate) are_configurable: bool,
}

/// An input.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) is_injected: bool,
}

impl Graph {
    /// Where messages about the whole graph point.
    pub(crate) fn anchor(&self) -> Span {
        self.outputs.first().map_or(self.name.span(), names::anchor)
    }

    /// How deep a chain of nodes rustc proves within its recursion limit.
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
