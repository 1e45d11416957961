//! `#[saga]`: an `impl` block whose `#[step]` methods are the steps of a saga; or the struct of one,
//! whose fields are its inputs.

mod check;
mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{lints, options::Errors};

/// Returns the user's item without the macro's attributes, with the tables of the saga next to it.
pub(crate) fn expand(options: TokenStream, tokens: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let Some((item, parsed)) = parse::saga(options, tokens, &mut errors) else {
        let errors = errors.into_items();
        return quote!(#tokens #errors);
    };
    let beside = match parsed {
        parse::Parsed::Steps(saga) => {
            check::saga(&saga, &mut errors);
            let levels = lints::of_item(tokens);
            let beside = if errors.is_empty() {
                expand::saga(&saga)
            } else {
                // Code that runs the saga is not to blame.
                expand::stub(&saga)
            };
            quote!(#levels #beside)
        }
        parse::Parsed::Nothing => TokenStream::new(),
        parse::Parsed::Inputs(inputs) => {
            // A mistaken attribute was reported, and what uses the inputs is not to blame.
            if inputs.is_plain {
                expand::inputs(&inputs, &lints::of_item(tokens))
            } else {
                TokenStream::new()
            }
        }
    };
    let errors = errors.into_items();
    quote! {
        #item
        #errors
        #beside
    }
}
