//! The types that serde has to write and read in an event, as bounds of the derived impls.
//!
//! Without bounds, a field that serde cannot write causes an error at each use in the derived code. With them, the
//! impl does not apply, which is one error. Of a type of the library they name the types in it, as one of these may be
//! an event, which is checked where it is declared.

use syn::{Attribute, Field, Ident, Item, Type};

use crate::{names, types};

/// The options of serde by which a field is not written and read as its type says.
const OWN: [&str; 10] = [
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "with",
    "serialize_with",
    "deserialize_with",
    "bound",
    "borrow",
    "flatten",
    "getter",
];
/// The options of serde by which the item is not written and read as its fields say.
const OF_ITEM: [&str; 5] = ["bound", "from", "try_from", "into", "remote"];

/// Returns the types that the derived impls require: those of the fields that are written and read as their types say.
/// A type that holds the event itself is required by none, as the impl would depend on itself.
pub(super) fn needed(item: &Item, event: &Ident, attributes: &[Attribute]) -> Vec<Type> {
    if says(attributes, &OF_ITEM) {
        return Vec::new();
    }
    let fields: Vec<&Field> = match item {
        Item::Struct(item) => item.fields.iter().collect(),
        Item::Enum(item) => {
            let plain = item
                .variants
                .iter()
                .filter(|variant| !says(&variant.attrs, &OWN));
            plain.flat_map(|variant| &variant.fields).collect()
        }
        _ => Vec::new(),
    };
    let itself = Ident::new("Self", event.span());
    let mut needed: Vec<Type> = Vec::new();
    let fields = fields.into_iter().filter(|field| is_as_its_type(field));
    for ty in fields.flat_map(|field| parts(&field.ty)) {
        let is_recursive = types::mentions(ty, event) || types::mentions(ty, &itself);
        let is_known = needed.iter().any(|other| types::same_tokens(other, ty));
        if !is_recursive && !is_known {
            needed.push(ty.clone());
        }
    }
    needed
}

/// Returns the types in a type of the library, or the type itself, that serde may be unable to write and that can be
/// written in a bound.
fn parts(ty: &Type) -> Vec<&Type> {
    let ty = types::plain(ty);
    let inside: Vec<&Type> = match ty {
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        Type::Array(array) => vec![&array.elem],
        Type::Path(_) if types::is_collection(ty) => types::arguments(ty),
        Type::Path(_) if !types::is_primitive(ty) && !names::written(ty).contains(['$', '!']) => {
            return vec![ty];
        }
        _ => Vec::new(),
    };
    inside.into_iter().flat_map(parts).collect()
}

/// Returns true if a field is written and read as its type says.
fn is_as_its_type(field: &Field) -> bool {
    !says(&field.attrs, &OWN) && !field.attrs.iter().any(types::is_conditional)
}

/// Returns true if an attribute of serde has one of the options, or may have it.
fn says(attributes: &[Attribute], options: &[&str]) -> bool {
    let mut of_serde = attributes
        .iter()
        .filter(|found| found.path().is_ident("serde") || types::is_conditional(found));
    of_serde.any(|found| {
        options.iter().any(|option| {
            let option = Ident::new(option, proc_macro2::Span::call_site());
            types::mentions(&found.meta, &option)
        })
    })
}
