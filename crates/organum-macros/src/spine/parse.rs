//! From tokens to the model of a spine.

use proc_macro2::TokenStream;
use syn::{Fields, Item, ItemStruct, LitInt, Path};

use super::model::{Organ, Spine};
use crate::{
    names,
    options::{self, Errors, Written},
    types,
};

const OPTIONS: [&str; 4] = ["entry", "terminal", "max_hops", "crate"];

/// The spine that the tokens declare, as far as it can be made out.
pub(super) fn spine(
    options: TokenStream,
    tokens: &TokenStream,
    errors: &mut Errors,
) -> Option<Spine> {
    let options = options::parse(options, "spine", &OPTIONS, errors);
    let item = match syn::parse2(tokens.clone()) {
        Ok(Item::Struct(item)) => item,
        Ok(other) => {
            errors.on(
                names::first_word(tokens),
                format_args!(
                    "`#[spine]` goes on a struct, whose fields are the organs of the spine, and {}",
                    names::of_item(&other)
                ),
            );
            return None;
        }
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    Some(Spine {
        runtime: options::runtime(&options, errors),
        organs: organs(&item, errors),
        entry: events(&options, "entry", errors),
        terminal: events(&options, "terminal", errors),
        max_hops: find(&options, "max_hops").and_then(|option| max_hops(option, errors)),
        name: item.ident,
        generics: item.generics,
    })
}

fn find<'a>(options: &'a [Written], name: &str) -> Option<&'a Written> {
    options.iter().find(|option| option.name == name)
}

fn events(options: &[Written], name: &str, errors: &mut Errors) -> Vec<Path> {
    find(options, name)
        .map(|option| option.list(&format!("{name}(OrderPlaced, PaymentFailed)"), errors))
        .unwrap_or_default()
}

fn max_hops(option: &Written, errors: &mut Errors) -> Option<u32> {
    let literal: LitInt = option.equals("max_hops = 100", errors)?;
    let otherwise = format_args!(
        "`max_hops = {literal}` is not a number of events that may follow from one another: write a number from 1"
    );
    options::count(&literal, otherwise, errors)
}

fn organs(item: &ItemStruct, errors: &mut Errors) -> Vec<Organ> {
    let spine = &item.ident;
    let fields = match &item.fields {
        Fields::Named(fields) => &fields.named,
        Fields::Unit => return Vec::new(),
        Fields::Unnamed(fields) => {
            errors.on(
                fields,
                format_args!(
                    "the organs of spine `{spine}` have no names, by which dead letters and logs know them: write `struct {spine} {{ organ: Organ }}`"
                ),
            );
            return Vec::new();
        }
    };
    for field in fields {
        if let Some(attribute) = field
            .attrs
            .iter()
            .find(|found| types::is_conditional(found))
        {
            errors.on(
                attribute,
                format_args!(
                    "the organs of spine `{spine}` cannot be conditional: put the condition on the spine, and write one spine for each case"
                ),
            );
        }
    }
    let organs = fields.iter().filter_map(|field| {
        Some(Organ {
            field: field.ident.clone()?,
            ty: types::plain(&field.ty).clone(),
        })
    });
    organs.collect()
}
