//! The functions that write the inputs of a saga into a journal, and read them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::{
    super::model::{Field, Inputs},
    attributed,
};
use crate::hygiene::{INJECTED, READING, SAVED, of_field};
use crate::{lints, names, types};

/// The struct of the inputs, and how a saga is made of it, written into a journal, and read from there.
pub(in super::super) fn inputs(inputs: &Inputs, lints: &TokenStream) -> TokenStream {
    let runtime = &inputs.runtime;
    let injected = Injected::of(inputs);
    let input = input(inputs);
    let (shared, are_shared) = shared(inputs);
    let building = building(inputs, &injected, &are_shared);
    let making = making(inputs, &injected);
    let restoring = restoring(inputs, &injected, &are_shared);
    let levels = lints::beside();
    let impls = lints::hide_impls(quote!(#shared #building #making #restoring));
    quote! {
        #lints
        #input
        #lints
        #levels
        const _: () = {
            use #runtime::__private::v1 as __organum;
            use __organum::{NotRecorded as _, NotShareable as _};
            #impls
        };
    }
}

/// The injected fields: nothing, the one, or a tuple of several.
struct Injected<'a> {
    fields: Vec<&'a Field>,
    ty: TokenStream,
    /// The pattern that binds a variable for each.
    pattern: TokenStream,
    /// The fields with clones of these.
    values: Vec<TokenStream>,
}

impl<'a> Injected<'a> {
    fn of(inputs: &'a Inputs) -> Self {
        let fields = inputs.fields.iter().filter(|field| field.is_injected);
        let fields: Vec<&Field> = fields.collect();
        let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
        let ty = match types.as_slice() {
            [one] => quote!(#one),
            several => quote!((#(#several,)*)),
        };
        let parts: Vec<_> = fields.iter().map(|field| of_field(&field.name)).collect();
        let pattern = match parts.as_slice() {
            [one] => quote!(#one),
            several => quote!((#(#several,)*)),
        };
        let values = fields.iter().zip(&parts).map(|(field, part)| {
            let (name, ty) = (&field.name, &field.ty);
            quote_spanned! {names::anchor(ty)=>
                #name: <#ty as __organum::ClonableField>::cloned(#part)
            }
        });
        let values = values.collect();
        Self {
            fields,
            ty,
            pattern,
            values,
        }
    }
}

/// Writes the check that threads can share each field, and the bounds by which impls require it of the injected ones.
fn shared(inputs: &Inputs) -> (TokenStream, TokenStream) {
    let name = &inputs.name;
    let saga = names::as_text(name);
    let numbered = |at: usize| format_ident!("__IS_SHARED{at}");
    let all = (0..inputs.fields.len()).map(numbered);
    let constants = inputs.fields.iter().enumerate().map(|(at, field)| {
        let (constant, ty) = (numbered(at), &field.ty);
        let message = format!(
            "threads cannot share field `{}` of saga `{saga}`: use `Arc` for `Rc`, `Mutex` for `RefCell`, an atomic for `Cell`",
            names::as_text(&field.name)
        );
        quote_spanned! {names::anchor(ty)=>
            const #constant: ::core::primitive::bool =
                __organum::check_shared(__organum::Sharing::<#ty>::IS_SHAREABLE, #message);
        }
    });
    let bounds = inputs.fields.iter().enumerate();
    let bounds = bounds.filter(|(_, field)| field.is_injected);
    let bounds = bounds.map(|(at, field)| {
        let constant = numbered(at);
        let (any, ty) = (lints::any_lifetime(), &field.ty);
        quote!(#any #ty: __organum::SagaThreadsShare<{ #constant }>)
    });
    let bounds = quote!(#(#bounds),*);
    let checks = quote! {
        #(#constants)*
        #[automatically_derived]
        impl __organum::DeclaredFields for #name {
            const ARE_SHARED: ::core::primitive::bool = true #(&& #all)*;
        }
    };
    (checks, bounds)
}

/// Writes the constant by which a field is recorded.
fn codec(field: &Field, codec: &Ident) -> TokenStream {
    let ty = &field.ty;
    let value = if types::unshared(ty).is_some() {
        // That threads cannot share it is reported as that alone.
        quote! {
            __organum::FieldCodec {
                to_json: |_| ::core::unreachable!(),
                from_json: |_| ::core::unreachable!(),
            }
        }
    } else {
        quote_spanned!(names::anchor(ty)=> <#ty as __organum::RecordableField>::CODEC)
    };
    quote!(const #codec: __organum::FieldCodec<#ty> = #value;)
}

/// The fields that are recorded.
fn saved(inputs: &Inputs) -> Vec<&Field> {
    let fields = inputs.fields.iter();
    fields.filter(|field| !field.is_injected).collect()
}

/// Writes the function that makes a saga from its inputs and the injected values.
fn making(inputs: &Inputs, injected: &Injected<'_>) -> TokenStream {
    let (name, input_name) = (&inputs.name, input_name(inputs));
    let saved = saved(inputs);
    let saved = saved.iter().map(|field| &field.name);
    let Injected {
        ty,
        pattern,
        values,
        ..
    } = injected;
    quote! {
        #[automatically_derived]
        impl __organum::SagaInput<#name, #ty> for #input_name {
            fn into_saga(self, #INJECTED: &#ty) -> #name {
                let #pattern = #INJECTED;
                #name {
                    #(#saved: self.#saved,)*
                    #(#values),*
                }
            }
        }
    }
}

/// Writes the functions that write a saga into a journal, and read it.
fn restoring(inputs: &Inputs, injected: &Injected<'_>, are_shared: &TokenStream) -> TokenStream {
    let name = &inputs.name;
    let recorded: Vec<_> = saved(inputs)
        .into_iter()
        .enumerate()
        .map(recorded(inputs))
        .collect();
    let declared = recorded.iter().map(|field| &field.declared);
    let written = recorded.iter().map(|field| &field.written);
    let read = recorded.iter().map(|field| &field.read);
    let injected_names = injected
        .fields
        .iter()
        .map(|field| names::as_text(&field.name));
    let Injected {
        ty,
        pattern,
        values,
        ..
    } = injected;
    quote! {
        #(#declared)*
        #[automatically_derived]
        impl __organum::Restore for #name
        where
            #are_shared
        {
            type Injected = #ty;
            const INJECTED: &'static [&'static ::core::primitive::str] = &[#(#injected_names),*];

            fn save(
                &self,
            ) -> ::core::result::Result<::std::vec::Vec<u8>, __organum::Cause> {
                <__organum::Writing as ::core::default::Default>::default()
                    #(#written)*
                    .written()
            }

            fn restore(
                #SAVED: &[u8],
                #INJECTED: &Self::Injected,
            ) -> ::core::result::Result<Self, __organum::Cause> {
                let #READING = __organum::Reading::of(#SAVED)?;
                let #pattern = #INJECTED;
                ::core::result::Result::Ok(Self {
                    #(#read,)*
                    #(#values),*
                })
            }
        }
    }
}

/// The parts of the generated code that record a field.
struct Recorded {
    /// The items that the others need.
    declared: TokenStream,
    /// The call that writes the field.
    written: TokenStream,
    /// The field, with the value that was read.
    read: TokenStream,
}

fn recorded(inputs: &Inputs) -> impl Fn((usize, &Field)) -> Recorded {
    move |(at, field)| {
        let name = &field.name;
        if !field.serde.is_empty() {
            let value = attributed::read(field, at, &quote!(#SAVED));
            return Recorded {
                declared: attributed::structs(inputs, field, at),
                written: attributed::written(at),
                read: quote!(#name: #value),
            };
        }
        let (codec, text) = (format_ident!("__FIELD{at}"), names::as_text(name));
        Recorded {
            declared: self::codec(field, &codec),
            written: quote!(.with(#text, &self.#name, #codec)?),
            read: quote!(#name: #READING.get(#text, #codec)?),
        }
    }
}

fn input_name(inputs: &Inputs) -> Ident {
    format_ident!("{}Input", inputs.name)
}

/// The struct with the fields that are not injected.
fn input(inputs: &Inputs) -> TokenStream {
    let (visibility, name, input) = (&inputs.visibility, &inputs.name, input_name(inputs));
    let doc = format!("The inputs of a run of saga [`{name}`]: its fields that are not injected.");
    let fields = saved(inputs).into_iter().map(|field| {
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
fn building(inputs: &Inputs, injected: &Injected<'_>, are_shared: &TokenStream) -> TokenStream {
    let name = &inputs.name;
    let doc = format!("A builder of a runner of `{name}`, with what is injected.");
    let params = injected.fields.iter().map(|field| {
        let (part, ty) = (of_field(&field.name), &field.ty);
        quote!(#part: #ty)
    });
    let (ty, pattern) = (&injected.ty, &injected.pattern);
    quote! {
        #[automatically_derived]
        impl #name {
            #[doc = #doc]
            pub fn builder(#(#params),*) -> __organum::SagaRunnerBuilder<Self, #ty>
            where
                #are_shared
            {
                __organum::SagaRunnerBuilder::new(#pattern)
            }
        }
    }
}
