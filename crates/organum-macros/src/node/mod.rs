//! `#[node]`: a function, a struct or an `impl` block that provides a type.

mod check;
mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{lints, options::Errors};

/// Returns the user's item, unchanged, followed by the tables of the node.
pub(crate) fn expand(options: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let node = parse::node(options, item, &mut errors);
    let lints = lints::of_item(item);
    let beside = node.map(|node| {
        let is_clear = check::node(&node, &mut errors);
        if errors.is_empty() {
            expand::node(&node, &lints)
        } else {
            // If the provided type is known, other nodes do not report it as missing.
            expand::stub(&node, is_clear, &lints)
        }
    });
    let errors = errors.into_items();
    quote! {
        #item
        #errors
        #beside
    }
}

#[cfg(test)]
mod tests;
