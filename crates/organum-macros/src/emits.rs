//! `#[derive(Emits)]`: an enum of the events that a handler may emit.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Fields, Path, Type, spanned::Spanned};

use crate::hygiene::{HELD, OUT};
use crate::{event::beside, names, options::Errors, types};

/// A variant of an enum of emissions.
struct Choice<'a> {
    name: &'a syn::Ident,
    /// The content of the variant, unless it has none.
    held: Option<&'a Type>,
}

/// Writes the impl for the user's enum.
pub(crate) fn expand(item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let item: DeriveInput = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let runtime = runtime(&item, &mut errors);
    let choices = choices(&item, &mut errors);
    let impls = emits(&item, &choices);
    let beside = beside(&runtime, &impls);
    let errors = errors.into_items();
    quote!(#errors #beside)
}

/// Parses `#[emits(crate = path)]`.
fn runtime(item: &DeriveInput, errors: &mut Errors) -> Path {
    let options = item
        .attrs
        .iter()
        .find(|attribute| attribute.path().is_ident("emits"))
        .map(|attribute| match &attribute.meta {
            syn::Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        });
    let options = options.unwrap_or_default();
    let written = crate::options::parse(options, "emits", &["crate"], errors);
    crate::options::runtime(&written, errors)
}

fn choices<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Vec<Choice<'a>> {
    let name = &item.ident;
    let Data::Enum(data) = &item.data else {
        errors.on(
            name,
            format_args!(
                "`#[derive(Emits)]` goes on an enum, each of whose variants holds one thing to emit, and `{name}` is not an enum: return a tuple for several at once, or put `#[event]` on it"
            ),
        );
        return Vec::new();
    };
    let variants = data.variants.iter().map(|variant| {
        let held = match &variant.fields {
            Fields::Unit => None,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
            fields => {
                errors.on(
                    fields,
                    format_args!(
                        "variant `{}` of emissions `{name}` does not hold just one thing to emit: write `{0}(Event)`, `{0}((A, B))` for several at once, or `{0}` for nothing",
                        variant.ident
                    ),
                );
                None
            }
        };
        if let Some(own) = held.and_then(|held| types::mention(held, name)) {
            errors.on(
                own,
                format_args!(
                    "emissions `{name}` contain themselves, and the events that an organ may emit are a finite list: let variant `{}` hold the events",
                    variant.ident
                ),
            );
        }
        Choice {
            name: &variant.ident,
            held: held.filter(|held| !types::mentions(held, name)),
        }
    });
    variants.collect()
}

fn emits(item: &DeriveInput, choices: &[Choice<'_>]) -> TokenStream {
    let name = &item.ident;
    let (params, arguments, clause) = item.generics.split_for_impl();
    let held = choices.iter().filter_map(|choice| choice.held);
    let lists =
        held.map(|held| quote_spanned!(names::anchor(held)=> &<#held as __organum::Emits>::LIST));
    let arms = choices.iter().map(|choice| {
        let variant = choice.name;
        match choice.held {
            Some(held) => {
                let emit = quote_spanned! {held.span()=>
                    <#held as __organum::Emits>::emit(#HELD, #OUT)
                };
                quote!(Self::#variant(#HELD) => #emit,)
            }
            // Without the content, if the content is a mistake.
            None => quote!(Self::#variant { .. } => ::core::result::Result::Ok(()),),
        }
    });
    // Written for an enum without variants, and for items that are no enum, too.
    let otherwise = quote!(_ => ::core::result::Result::Ok(()),);
    quote! {
        #[automatically_derived]
        impl #params __organum::Emits for #name #arguments #clause {
            const LIST: __organum::EmitList = __organum::EmitList {
                own: ::core::option::Option::None,
                parts: &[#(#lists),*],
            };

            fn emit(
                self,
                #OUT: &mut __organum::Emissions,
            ) -> ::core::result::Result<(), __organum::Failure> {
                match self {
                    #(#arms)*
                    #otherwise
                }
            }
        }
    }
}
