//! The mistakes in an event that its tokens show.

use syn::{GenericParam, Member};

use super::model::{Event, Key};
use crate::{names, options::Errors};

/// Reports mistakes. `false` if no event can be made of the item.
pub(super) fn event(event: &Event, errors: &mut Errors) -> bool {
    if let Some(key) = &event.key {
        self::key(event, key, errors);
    }
    let name = &event.ident;
    let Some(param) = event.generics.params.first() else {
        return true;
    };
    let (kind, cure) = match param {
        GenericParam::Lifetime(_) => (
            "lifetime",
            "outlives the code that emitted it: use owned fields, or `Arc`",
        ),
        GenericParam::Type(_) => (
            "type parameter",
            "is one type with one name: write an event for each type",
        ),
        GenericParam::Const(_) => (
            "const parameter",
            "is one type with one name: write an event for each value",
        ),
    };
    errors.at(
        names::of_param(param).span(),
        format_args!("event `{name}` has a {kind}, and an event {cure}"),
    );
    false
}

fn key(event: &Event, key: &Key, errors: &mut Errors) {
    let Key::Field(member) = key else { return };
    let name = &event.ident;
    if event.is_enum {
        errors.on(
            member,
            format_args!(
                "event `{name}` is an enum, whose variants have fields of their own: name a function that gives the key, `key = {name}::key`"
            ),
        );
        return;
    }
    if event.fields.contains(member) {
        return;
    }
    let written = match member {
        Member::Named(field) => field.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    };
    let fields: Vec<String> = event
        .fields
        .iter()
        .map(|field| format!("`{}`", names::written(field)))
        .collect();
    let cure = if fields.is_empty() {
        "it has no fields, so remove `key`".to_owned()
    } else {
        format!("it has {}", fields.join(", "))
    };
    errors.on(
        member,
        format_args!("event `{name}` has no field `{written}` to be its key: {cure}"),
    );
}
