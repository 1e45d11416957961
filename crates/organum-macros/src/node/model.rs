//! A node as plain data.

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, Path, Type, Visibility};

pub(super) struct Node {
    /// Where generated code finds Organum.
    pub(super) runtime: Path,
    pub(super) visibility: Visibility,
    pub(super) generics: Generics,
    pub(super) params: Vec<Param>,
    /// What the function returns.
    pub(super) returned: Type,
    /// What the node provides.
    pub(super) output: Type,
    pub(super) is_fallible: bool,
    pub(super) is_async: bool,
    pub(super) place: Place,
    pub(super) listed: Listed,
    pub(super) call: Call,
}

/// A parameter, or the field of a struct.
pub(super) struct Param {
    /// Its name, or its pattern.
    pub(super) name: String,
    /// The type as written.
    pub(super) written: Type,
    /// The type of the dependency.
    pub(super) dependency: Type,
    pub(super) form: Form,
}

/// How a dependency reaches the function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `&T`: borrowed from the run.
    Borrowed,
    /// `T`: cloned.
    Cloned,
    /// `&dyn Trait`: borrowed out of an `Arc<dyn Trait>`.
    Object,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Inline,
    Spawned,
    Blocking,
}

/// How graphs find the node.
pub(super) enum Listed {
    /// By the type it provides.
    No,
    /// By this name, that of a function.
    Function(Ident),
    /// By the type of the `impl` block.
    Step(Type),
}

/// How the node is called.
pub(super) enum Call {
    Function(Ident),
    /// `compose` of this type.
    Compose(Type),
    /// The struct built from its fields; the tokens are `Name { a: _0, … }` without the values.
    Build {
        path: TokenStream,
        /// Field names, or none for a tuple struct.
        fields: Option<Vec<Ident>>,
    },
}
