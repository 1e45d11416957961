//! Fields that threads cannot share, by the names of their types.

use quote::quote_spanned;
use syn::{Attribute, Field, Item, Type, visit_mut::VisitMut};

use crate::{names, types};

/// An item with errors as the types of fields.
pub(super) struct Mistaken {
    pub(super) item: Item,
    /// The types that the user wrote in their places.
    pub(super) types: Vec<Type>,
}

/// Returns the item with an error in the place of each type that threads cannot share, if there is one. An error as
/// the type of a field causes no other error.
pub(super) fn mistaken(item: &Item) -> Option<Mistaken> {
    let mut item = item.clone();
    let mut fields = Fields { types: Vec::new() };
    fields.visit_item_mut(&mut item);
    if !super::derives_any(&item) {
        // No derive is written for the item, so nothing reads these.
        OptionsOfSerde.visit_item_mut(&mut item);
    }
    let types = fields.types;
    (!types.is_empty()).then_some(Mistaken { item, types })
}

/// Removes the options of serde.
struct OptionsOfSerde;

fn without_options(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| !attribute.path().is_ident("serde"));
}

impl VisitMut for OptionsOfSerde {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        without_options(attributes);
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        without_options(&mut field.attrs);
    }
}

struct Fields {
    types: Vec<Type>,
}

impl VisitMut for Fields {
    fn visit_field_mut(&mut self, field: &mut Field) {
        let Some((unshared, content)) = types::unshared(&field.ty) else {
            return;
        };
        let message = format!(
            "an event with `{}` cannot be shared by threads: write `{}`",
            names::written(unshared),
            names::written(content)
        );
        let error = quote_spanned!(names::anchor(unshared)=> ::core::compile_error! { #message });
        let written = std::mem::replace(&mut field.ty, Type::Verbatim(error));
        self.types.push(written);
    }
}
