//! `#[organ]`: an `impl` block, or a function, that handles events.

mod check;
mod expand;
mod matching;
mod model;
mod parse;
mod pattern;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{lints, options::Errors};

/// The user's item, whose matches on an event are written so that rustc knows their types, with the
/// tables of the organ next to it.
pub(crate) fn expand(options: TokenStream, tokens: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let Some((item, organ)) = parse::organ(options, tokens, &mut errors) else {
        let errors = errors.into_items();
        return quote!(#tokens #errors);
    };
    check::organ(&organ, &mut errors);
    let is_sound = errors.is_empty();
    let levels = lints::of_item(tokens);
    let item = expand::item(item, &organ, is_sound, &levels);
    let beside = if is_sound {
        expand::organ(&organ)
    } else {
        // A spine that has the organ is not to blame.
        expand::stub(&organ)
    };
    let errors = errors.into_items();
    quote! {
        #item
        #errors
        #levels
        #beside
    }
}
