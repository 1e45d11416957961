//! `#[graph]`: a struct whose fields are the inputs of a graph of nodes.

pub(crate) mod check;
pub(crate) mod expand;
pub(crate) mod model;
pub(crate) mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{lints, options::Errors};

/// Returns the user's struct, followed by the graph's tables and methods.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let lints = lints::of_item(&item);
    let parsed = parse::graph(options, &item, &mut errors);
    let (item, beside) = match parsed {
        Some((item, graph)) => {
            check::graph(&graph, &mut errors);
            let beside = if errors.is_empty() {
                expand::graph(&graph, &lints)
            } else {
                expand::stub(&graph, &lints)
            };
            (quote!(#item), beside)
        }
        None => (item, TokenStream::new()),
    };
    let errors = errors.into_items();
    quote! {
        #item
        #errors
        #beside
    }
}

#[cfg(test)]
mod tests;
