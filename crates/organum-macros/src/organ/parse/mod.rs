//! From tokens to the model of an organ.

mod block;
mod function;
mod policy;
mod signature;

use proc_macro2::TokenStream;
use syn::{Block, Item, Type};

use super::{
    matching::{self, Reading},
    model::{Events, Organ},
};
use crate::{
    bodies, names,
    options::{self, Errors, Written},
};

const OPTIONS: [&str; 9] = [
    "all",
    "concurrency",
    "retry",
    "timeout",
    "on_failure",
    "cached",
    "version",
    "snapshot",
    "crate",
];

/// The item without the attributes that are the macro's, and the organ as far as it can be made out.
pub(super) fn organ(
    options: TokenStream,
    tokens: &TokenStream,
    errors: &mut Errors,
) -> Option<(Item, Organ)> {
    let options = options::parse(options, "organ", &OPTIONS, errors);
    match bodies::item(tokens) {
        Ok(Item::Impl(mut item)) => {
            let organ = block::organ(&options, &mut item, errors)?;
            Some((Item::Impl(item), organ))
        }
        Ok(Item::Fn(mut item)) => {
            let organ = function::organ(&options, &mut item, errors)?;
            Some((Item::Fn(item), organ))
        }
        Ok(other) => {
            let cure = match &other {
                Item::Struct(item) => format!(": put it on `impl {} {{ … }}`", item.ident),
                Item::Enum(item) => format!(": put it on `impl {} {{ … }}`", item.ident),
                _ => String::new(),
            };
            errors.on(
                names::first_word(tokens),
                format_args!(
                    "`#[organ]` goes on an `impl` block or a `fn`, and {}{cure}",
                    names::of_item(&other)
                ),
            );
            None
        }
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

fn find<'a>(options: &'a [Written], name: &str) -> Option<&'a Written> {
    options.iter().find(|option| option.name == name)
}

/// Returns true if the option, which takes no value, is written.
fn flag(options: &[Written], name: &str, errors: &mut Errors) -> bool {
    find(options, name).is_some_and(|option| {
        option.flag(errors);
        true
    })
}

/// Returns the events that a handler listens for, by the type of its event and by its body.
fn events(ty: &Type, block: &mut Block, reading: &Reading<'_>, errors: &mut Errors) -> Events {
    let is_unparsed = bodies::is_unparsed(block);
    if is_unparsed {
        errors.told_by_rustc();
    }
    if !signature::is_any_event(ty) || !is_unparsed && matching::is_of_one_type(block, ty, reading)
    {
        return Events::One(ty.clone());
    }
    if is_unparsed {
        return Events::Unclear;
    }
    match matching::read(block, reading, errors) {
        Some(matching) => Events::Arms(matching),
        None if reading.is_all => Events::Anything,
        None => Events::Unclear,
    }
}
