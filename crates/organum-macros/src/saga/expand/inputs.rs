//! How the inputs of a saga are written into a journal, and read.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::super::model::{Field, Inputs};
use crate::hygiene::{INJECTED, SAVED, of_field};
use crate::{lints, names};

/// The struct of the inputs, and how a saga is made of it, written into a journal, and read from there.
pub(in super::super) fn inputs(inputs: &Inputs, lints: &TokenStream) -> TokenStream {
    let (runtime, name) = (&inputs.runtime, &inputs.name);
    let input = input(inputs);
    let (injected, saved): (Vec<&Field>, Vec<&Field>) =
        inputs.fields.iter().partition(|field| field.is_injected);
    let saved_names: Vec<_> = saved.iter().map(|field| &field.name).collect();
    let saved_types: Vec<_> = saved.iter().map(|field| &field.ty).collect();
    let types: Vec<_> = injected.iter().map(|field| &field.ty).collect();
    let injected_type = match types.as_slice() {
        [one] => quote!(#one),
        several => quote!((#(#several,)*)),
    };
    let parts: Vec<_> = injected.iter().map(|field| of_field(&field.name)).collect();
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
    let values: Vec<_> = values.collect();
    let building = building(inputs, &injected, &injected_type, &pattern);
    let input_name = input_name(inputs);
    let saved_texts: Vec<_> = saved_names
        .iter()
        .map(|name| names::as_text(name))
        .collect();
    let codecs: Vec<_> = (0..saved.len())
        .map(|at| format_ident!("__FIELD{at}"))
        .collect();
    let declared = codecs.iter().zip(&saved_types).map(|(codec, ty)| {
        quote_spanned! {names::anchor(ty)=>
            const #codec: __organum::FieldCodec<#ty> = <#ty as __organum::Recordable>::FIELD;
        }
    });
    let levels = lints::beside();
    let saved = SAVED;
    quote! {
        #lints
        #input
        #lints
        #levels
        const _: () = {
            use #runtime::__private::v1 as __organum;
            #(#declared)*
            #building
            #[automatically_derived]
            impl __organum::SagaInput<#name, #injected_type> for #input_name {
                fn into_saga(self, #INJECTED: &#injected_type) -> #name {
                    let #pattern = #INJECTED;
                    #name {
                        #(#saved_names: self.#saved_names,)*
                        #(#values),*
                    }
                }
            }
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
                    #SAVED: &[u8],
                    #INJECTED: &Self::Injected,
                ) -> ::core::result::Result<Self, __organum::Cause> {
                    let #SAVED = __organum::Reading::of(#SAVED)?;
                    let #pattern = #INJECTED;
                    ::core::result::Result::Ok(Self {
                        #(#saved_names: #saved.get(#saved_texts, #codecs)?,)*
                        #(#values),*
                    })
                }
            }
        };
    }
}

fn input_name(inputs: &Inputs) -> Ident {
    format_ident!("{}Input", inputs.name)
}

/// The struct with the fields that are not injected.
fn input(inputs: &Inputs) -> TokenStream {
    let (visibility, name, input) = (&inputs.visibility, &inputs.name, input_name(inputs));
    let doc = format!("The inputs of a run of saga [`{name}`]: its fields that are not injected.");
    let fields = inputs.fields.iter().filter(|field| !field.is_injected);
    let fields = fields.map(|field| {
        let Field {
            docs,
            visibility,
            name,
            ty,
            ..
        } = field;
        quote!(#(#docs)* #visibility #name: #ty)
    });
    let debug = names::debug(&input);
    quote! {
        #[doc = #doc]
        #[allow(dead_code, missing_docs)]
        #visibility struct #input {
            #(#fields),*
        }

        #debug
    }
}

/// The function that begins a runner, with what is injected.
fn building(
    inputs: &Inputs,
    injected: &[&Field],
    injected_type: &TokenStream,
    pattern: &TokenStream,
) -> TokenStream {
    let name = &inputs.name;
    let doc = format!("A builder of a runner of `{name}`, with what is injected.");
    let params = injected.iter().map(|field| {
        let (part, ty) = (of_field(&field.name), &field.ty);
        quote!(#part: #ty)
    });
    quote! {
        #[automatically_derived]
        impl #name {
            #[doc = #doc]
            pub fn builder(
                #(#params),*
            ) -> __organum::SagaRunnerBuilder<Self, #injected_type> {
                __organum::SagaRunnerBuilder::new(#pattern)
            }
        }
    }
}
