//! `#[event]`: a struct or an enum that travels through a spine.

mod check;
mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use self::expand::beside;
use crate::{lints, options::Errors};

/// Returns the user's item, with the attributes and the impls that make it an event.
pub(crate) fn expand(options: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let event = parse::event(options, item, &mut errors);
    let is_sound = event
        .as_ref()
        .is_some_and(|event| check::event(event, &mut errors));
    // A mistake in an option changes what the event is called, not that it is one: what uses it is
    // not to blame.
    let event = event.filter(|_| is_sound);
    let attributes = event.as_ref().map(expand::attributes);
    let levels = event.as_ref().map(|_| lints::of_item(item));
    let beside = event.as_ref().map(expand::event);
    let rewritten = event.as_ref().and_then(|event| {
        if event.mistaken.is_empty() {
            expand::item(event)
        } else {
            Some(event.item.clone())
        }
    });
    let item = rewritten.map_or_else(|| item.clone(), |item| quote!(#item));
    let errors = errors.into_items();
    quote! {
        #attributes
        #item
        #errors
        #levels
        #beside
    }
}
