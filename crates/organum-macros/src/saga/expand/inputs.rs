//! How the inputs of a saga are written into a journal, and read.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::super::model::{Field, Inputs};
use crate::names;

pub(in super::super) fn inputs(inputs: &Inputs) -> TokenStream {
    let (runtime, name) = (&inputs.runtime, &inputs.name);
    let (injected, saved): (Vec<&Field>, Vec<&Field>) =
        inputs.fields.iter().partition(|field| field.is_injected);
    let serde = quote!(#runtime::__private::serde)
        .to_string()
        .replace(' ', "");
    let saved_names: Vec<_> = saved.iter().map(|field| &field.name).collect();
    let saved_types: Vec<_> = saved.iter().map(|field| &field.ty).collect();
    let types: Vec<_> = injected.iter().map(|field| &field.ty).collect();
    let injected_type = match types.as_slice() {
        [one] => quote!(#one),
        several => quote!((#(#several,)*)),
    };
    let parts: Vec<_> = (0..injected.len())
        .map(|at| format_ident!("__injected{at}"))
        .collect();
    let pattern = match parts.as_slice() {
        [one] => quote!(#one),
        several => quote!((#(#several,)*)),
    };
    let values = injected.iter().zip(&parts).map(|(field, part)| {
        let (name, ty) = (&field.name, &field.ty);
        quote_spanned! {names::anchor(ty)=>
            #name: <#ty as __organum::ClonableField>::cloned(#part)
        }
    });
    let checks = saved.iter().enumerate().map(|(at, field)| {
        let (check, ty) = (format_ident!("__CHECK{at}"), &field.ty);
        quote_spanned! {names::anchor(ty)=>
            #[allow(dead_code)]
            const #check: fn(&#ty) -> ::core::result::Result<::std::vec::Vec<u8>, __organum::Cause> =
                <#ty as __organum::Recordable>::to_json;
        }
    });
    let borrowed = if saved.is_empty() {
        quote!(
            struct __Saved<'a> {
                #[serde(skip)]
                __nothing: ::core::marker::PhantomData<&'a ()>,
            }
        )
    } else {
        quote!(struct __Saved<'a> {
            #(#saved_names: &'a #saved_types),*
        })
    };
    let filled = if saved.is_empty() {
        quote!(__Saved {
            __nothing: ::core::marker::PhantomData
        })
    } else {
        quote!(__Saved { #(#saved_names: &self.#saved_names),* })
    };
    quote! {
        #[doc(hidden)]
        #[allow(
            non_local_definitions, dead_code, unused_variables, unused_qualifications, missing_docs,
            missing_debug_implementations,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = {
            use #runtime::__private as __organum;
            #(#checks)*
            #[automatically_derived]
            impl __organum::Restore for #name {
                type Injected = #injected_type;

                fn save(
                    &self,
                ) -> ::core::result::Result<::std::vec::Vec<u8>, __organum::Cause> {
                    #[derive(#runtime::__private::serde::Serialize)]
                    #[serde(crate = #serde)]
                    #borrowed
                    __organum::to_json(&#filled)
                }

                fn restore(
                    __bytes: &[u8],
                    __injected: &Self::Injected,
                ) -> ::core::result::Result<Self, __organum::Cause> {
                    #[derive(#runtime::__private::serde::Deserialize)]
                    #[serde(crate = #serde)]
                    struct __Saved {
                        #(#saved_names: #saved_types),*
                    }
                    let __saved: __Saved = __organum::from_json(__bytes)?;
                    let #pattern = __injected;
                    ::core::result::Result::Ok(Self {
                        #(#saved_names: __saved.#saved_names,)*
                        #(#values),*
                    })
                }
            }
        };
    }
}
