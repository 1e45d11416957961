//! The struct that stands for a function: it holds what the function depends on.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::super::model::OwnStruct;
use crate::{hygiene, names, node};

/// The struct, which is a node, so that a graph can build the organ.
pub(super) fn structure(own: &OwnStruct, runtime: &Path, levels: &TokenStream) -> TokenStream {
    let (visibility, name) = (&own.visibility, &hygiene::item(&own.name));
    let doc =
        format!("The organ that is the function `{name}`: it holds what the function depends on.");
    let fields = own.fields.iter().map(|field| {
        let (name, ty) = (&field.name, &field.ty);
        let doc = format!("What the function takes as `{name}`.");
        quote!(#[doc = #doc] #visibility #name: #ty)
    });
    let item = quote! {
        #[doc = #doc]
        #[allow(clippy::empty_structs_with_brackets)]
        #levels
        #visibility struct #name { #(#fields),* }
    };
    let node = node::expand(quote!(crate = #runtime), &item);
    let default = own.fields.is_empty().then(|| {
        quote! {
            #[automatically_derived]
            impl ::core::default::Default for #name {
                fn default() -> Self {
                    Self {}
                }
            }
        }
    });
    let debug = names::debug(name);
    quote!(#node #default #debug)
}
