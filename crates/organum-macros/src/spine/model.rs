//! A spine as plain data.

use proc_macro2::Ident;
use syn::{Generics, Path, Type};

#[derive(Debug)]
pub(super) struct Spine {
    /// The path of Organum in generated code.
    pub(super) runtime: Path,
    pub(super) name: Ident,
    pub(super) generics: Generics,
    pub(super) organs: Vec<Organ>,
    /// The events that come from outside.
    pub(super) entry: Vec<Path>,
    /// The events that may go unhandled.
    pub(super) terminal: Vec<Path>,
    /// The number of events that may follow from one another.
    pub(super) max_hops: Option<u32>,
}

/// A field.
#[derive(Debug)]
pub(super) struct Organ {
    pub(super) field: Ident,
    pub(super) ty: Type,
}
