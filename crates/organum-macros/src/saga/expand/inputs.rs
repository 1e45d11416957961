//! How the inputs of a saga are written into a journal, and read.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::super::model::{Field, Inputs};
use crate::names;

pub(in super::super) fn inputs(inputs: &Inputs) -> TokenStream {
    let (runtime, name) = (&inputs.runtime, &inputs.name);
    let (injected, saved): (Vec<&Field>, Vec<&Field>) =
        inputs.fields.iter().partition(|field| field.is_injected);
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
    let saved_texts: Vec<_> = saved_names
        .iter()
        .map(|name| name.to_string().trim_start_matches("r#").to_owned())
        .collect();
    let codecs: Vec<_> = (0..saved.len())
        .map(|at| format_ident!("__FIELD{at}"))
        .collect();
    let declared = codecs.iter().zip(&saved_types).map(|(codec, ty)| {
        quote_spanned! {names::anchor(ty)=>
            const #codec: __organum::FieldCodec<#ty> = <#ty as __organum::Recordable>::FIELD;
        }
    });
    quote! {
        #[doc(hidden)]
        #[allow(
            non_local_definitions, dead_code, unused_variables, unused_qualifications, missing_docs,
            missing_debug_implementations,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = {
            use #runtime::__private as __organum;
            #(#declared)*
            #[automatically_derived]
            impl __organum::Restore for #name {
                type Injected = #injected_type;

                fn save(
                    &self,
                ) -> ::core::result::Result<::std::vec::Vec<u8>, __organum::Cause> {
                    <__organum::Writing as ::core::default::Default>::default()
                        #(.with(#saved_texts, &self.#saved_names, #codecs)?)*
                        .written()
                }

                fn restore(
                    __saved: &[u8],
                    __injected: &Self::Injected,
                ) -> ::core::result::Result<Self, __organum::Cause> {
                    let __saved = __organum::Reading::of(__saved)?;
                    let #pattern = __injected;
                    ::core::result::Result::Ok(Self {
                        #(#saved_names: __saved.get(#saved_texts, #codecs)?,)*
                        #(#values),*
                    })
                }
            }
        };
    }
}
