//! `#[spine]`: a struct whose fields are organs, between which events are delivered.

mod check;
mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{lints, options::Errors};

/// Returns the user's struct, unchanged, with the tables and checks of the spine next to it.
pub(crate) fn expand(options: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let spine = parse::spine(options, item, &mut errors);
    let beside = spine.map(|spine| {
        check::spine(&spine, &mut errors);
        if errors.is_empty() {
            expand::spine(&spine)
        } else {
            expand::stub(&spine)
        }
    });
    let levels = beside.as_ref().map(|_| lints::of_item(item));
    let errors = errors.into_items();
    quote! {
        #item
        #errors
        #levels
        #beside
    }
}
