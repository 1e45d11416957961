//! An event as plain data.

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, Item, Member, Path, Type};

use crate::retry::Retry;

#[derive(Debug)]
pub(super) struct Event {
    /// The path of Organum in generated code.
    pub(super) runtime: Path,
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    /// The stable name.
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) is_enum: bool,
    /// The fields of a struct, to name them in messages.
    pub(super) fields: Vec<Member>,
    pub(super) key: Option<Key>,
    pub(super) retry: Option<Retry>,
    pub(super) serde: Serde,
    /// The item as written, or with an error as the type of a field.
    pub(super) item: Item,
    /// The types of fields in whose places the item has errors.
    pub(super) mistaken: Vec<Type>,
}

/// The source of the key whose order is kept.
#[derive(Debug)]
pub(super) enum Key {
    Field(Member),
    /// A function on `&Self`.
    Function(Path),
}

/// The serde derives and options that the item does not have itself.
#[derive(Debug)]
pub(super) struct Serde {
    /// True unless the type of a field was reported as one that cannot be read.
    pub(super) is_readable: bool,
    /// True unless the type of a field was reported as one that threads cannot share.
    pub(super) is_writable: bool,
    /// True if both traits are derived, by the item or by the macro.
    pub(super) derives_both: bool,
    /// Traits to derive, by their names in serde.
    pub(super) derived: Vec<TokenStream>,
    /// True if the item names the crate of serde.
    pub(super) names_crate: bool,
    /// True if the item says what to do about unknown fields.
    pub(super) denies_unknown: bool,
    /// The types of the fields that are written and read as serde does by itself. Empty if the item has
    /// bounds of its own.
    pub(super) fields: Vec<Type>,
}
