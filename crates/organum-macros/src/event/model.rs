//! An event as plain data.

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, Member, Path};

use crate::retry::Retry;

#[derive(Debug)]
pub(super) struct Event {
    /// Where generated code finds Organum.
    pub(super) runtime: Path,
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    /// Its stable name.
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) is_enum: bool,
    /// The fields of a struct, to name them in messages.
    pub(super) fields: Vec<Member>,
    pub(super) key: Option<Key>,
    pub(super) retry: Option<Retry>,
    pub(super) serde: Serde,
}

/// What gives the key whose order is kept.
#[derive(Debug)]
pub(super) enum Key {
    Field(Member),
    /// A function on `&Self`.
    Function(Path),
}

/// What the item does not say of serde itself.
#[derive(Debug)]
pub(super) struct Serde {
    /// True unless the type of a field was reported as one that cannot be read.
    pub(super) is_readable: bool,
    /// Traits to derive, by their names in serde.
    pub(super) derived: Vec<TokenStream>,
    /// Does it say which crate is serde?
    pub(super) names_crate: bool,
    /// Does it say what to do about unknown fields?
    pub(super) denies_unknown: bool,
}
