//! From the model of an event to its table.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Item, spanned::Spanned};

use super::model::{Event, Key};
use crate::hygiene::OUT;
use crate::{lints, names, options::option_as_tokens, retry::Retry, types};

/// Writes the attributes in front of the item, by which serde writes and reads it.
pub(super) fn attributes(event: &Event) -> TokenStream {
    let runtime = &event.runtime;
    let derived = &event.serde.derived;
    if derived.is_empty() {
        // The item itself says how it is written and read.
        return TokenStream::new();
    }
    let mut options = Vec::new();
    let mut import = None;
    if !event.serde.names_crate {
        let serde = quote!(#runtime::__private::v1::serde);
        let path = if of_another_crate(runtime) {
            // serde takes the path as a text, in which `$crate` means nothing.
            let alias = format_ident!("__serde_of_{}", names::as_text(&event.ident));
            import = Some(quote! {
                #[doc(hidden)]
                use #serde as #alias;
            });
            alias.to_string()
        } else {
            serde.to_string().replace(' ', "")
        };
        options.push(quote!(crate = #path));
    }
    if !event.serde.denies_unknown {
        options.push(quote!(deny_unknown_fields));
    }
    options.extend(bounds(event));
    let options = (!options.is_empty()).then(|| quote!(#[serde(#(#options),*)]));
    quote! {
        #import
        #[derive(#(#runtime::__private::v1::serde::#derived),*)]
        #options
    }
}

/// Returns the item with the bounds of the impls that it derives itself. The option stands below its derives, as rustc
/// requires.
pub(super) fn item(event: &Event) -> Option<Item> {
    let bounds = bounds(event).filter(|_| event.serde.derived.is_empty())?;
    let mut item = event.item.clone();
    let attributes = match &mut item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        _ => return None,
    };
    attributes.push(syn::parse_quote!(#[serde(#bounds)]));
    Some(item)
}

/// Returns the option of serde by which the derived impls require that serde can write and read the fields. The
/// lifetime makes rustc ask where the impl is used instead of where it is declared.
fn bounds(event: &Event) -> Option<TokenStream> {
    let (runtime, serde) = (&event.runtime, &event.serde);
    if serde.fields.is_empty() || !serde.derives_both || of_another_crate(runtime) {
        return None;
    }
    let private = quote!(#runtime::__private::v1);
    let private = private.to_string().replace(' ', "");
    let ident = &event.ident;
    let bounds = (0..serde.fields.len()).map(|at| {
        let part = format!("<{ident} as {private}::PartAt<{at}>>");
        format!("for<'__any> {part}::Checked: {private}::EventPart<{part}::Check>")
    });
    let bounds = bounds.collect::<Vec<_>>().join(", ");
    Some(quote!(bound(serialize = #bounds, deserialize = #bounds)))
}

/// Writes impls of serde's traits in the place of those that are not derived, as a mistake in a field was reported.
fn stubs(event: &Event) -> TokenStream {
    let ident = &event.ident;
    let unreadable = (!event.serde.is_readable).then(|| {
        quote! {
            impl<'de> __organum::serde::Deserialize<'de> for #ident {
                fn deserialize<D: __organum::serde::Deserializer<'de>>(
                    _: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    ::core::unreachable!()
                }
            }
        }
    });
    let unwritable = (!event.serde.is_writable).then(|| {
        quote! {
            impl __organum::serde::Serialize for #ident {
                fn serialize<S: __organum::serde::Serializer>(
                    &self,
                    _: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    ::core::unreachable!()
                }
            }
        }
    });
    quote!(#unreadable #unwritable)
}

/// Writes the checks that serde can write and read the types in the fields.
fn parts(event: &Event) -> TokenStream {
    let ident = &event.ident;
    if bounds(event).is_none() {
        return TokenStream::new();
    }
    let parts = event.serde.fields.iter().enumerate().map(|(at, ty)| {
        let message = format!(
            "event `{}` is written as JSON and read again, and serde cannot do that with `{}`: derive `serde::Serialize` and `serde::Deserialize` for it, or say how the field is written, `#[serde(with = \"…\")]`",
            names::as_text(ident),
            names::of_type(ty)
        );
        let at = Literal::usize_unsuffixed(at);
        quote_spanned! {names::anchor(ty)=>
            #[automatically_derived]
            impl __organum::PartAt<#at> for #ident {
                type Checked = <__organum::Part<{ __organum::PartProbe::<#ty>::IS_EVENT }>
                    as __organum::PartOf<#ty>>::Checked;
                type Check = __organum::Check<{
                    __organum::check_part(
                        __organum::PartProbe::<
                            <#ident as __organum::PartAt<#at>>::Checked
                        >::IS_PART,
                        #message,
                    )
                }>;
            }
        }
    });
    quote!(#(#parts)*)
}

/// Names the types in whose places the item has errors, so that their imports are not reported as unused.
fn imported(event: &Event) -> TokenStream {
    let this = format_ident!("Self");
    let types = event.mistaken.iter();
    let types = types.filter(|ty| !types::mentions(ty, &this));
    let aliases = types.enumerate().map(|(at, ty)| {
        let alias = format_ident!("__Mistaken{at}");
        quote!(type #alias = #ty;)
    });
    quote!(#(#aliases)*)
}

/// Returns true for `$crate::…`, which a macro of another crate wrote.
fn of_another_crate(path: &syn::Path) -> bool {
    path.segments
        .first()
        .is_some_and(|first| first.ident == "$crate")
}

/// The table of an event.
pub(super) fn event(event: &Event) -> TokenStream {
    let runtime = &event.runtime;
    let (ident, name, version, is_enum) = (&event.ident, &event.name, event.version, event.is_enum);
    let retry = option_as_tokens(event.retry.as_ref().map(Retry::as_tokens));
    let path_end = ident.to_string();
    let key = event.key.as_ref().map(|key| self::key(event, key));
    let (any, text) = (lints::any_lifetime(), names::as_text(ident));
    let unshared = format!(
        "threads cannot share event `{text}`, as a field of it is not `Send + Sync`: use `Arc` for `Rc`, `Mutex` for `RefCell`, an atomic for `Cell`"
    );
    // All of it has the span of the name, so that errors about it are shown there.
    let impls = quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl __organum::EventType for #ident
        where
            #any #ident: __organum::SharedEvent<{
                __organum::check_part(__organum::Sharing::<#ident>::IS_SHAREABLE, #unshared)
            }>,
        {
            const TABLE: &'static __organum::EventTable = &__TABLE;
            #key
        }
        #[automatically_derived]
        impl __organum::OneEvent for #ident {
            type Itself = Self;
        }
        #[automatically_derived]
        impl __organum::Emits for #ident {
            const LIST: __organum::EmitList = __organum::EmitList {
                own: ::core::option::Option::Some(&__TABLE),
                parts: &[],
            };

            #[inline]
            fn emit(
                self,
                #OUT: &mut __organum::Emissions,
            ) -> ::core::result::Result<(), __organum::Failure> {
                #OUT.push(self);
                ::core::result::Result::Ok(())
            }
        }
        static __TABLE: __organum::EventTable = __organum::EventTable {
            name: #name,
            version: #version,
            path: ::core::concat!(::core::module_path!(), "::", #path_end),
            key: __organum::key(::core::concat!(
                ::core::module_path!(), "::", #path_end, " ", ::core::file!(), ":",
                ::core::line!(), ":", ::core::column!()
            )),
            type_id: ::core::any::TypeId::of::<#ident>(),
            is_enum: #is_enum,
            retry: #retry,
            decode: __organum::decode::<#ident>,
        };
    };
    let stubs = stubs(event);
    let (parts, imported) = (parts(event), imported(event));
    beside(runtime, &quote!(#impls #stubs #parts #imported))
}

/// Puts generated items next to the user's, in a scope of their own.
pub(crate) fn beside(runtime: &syn::Path, items: &impl ToTokens) -> TokenStream {
    let levels = lints::beside();
    let items = lints::hide_impls(items.to_token_stream());
    quote! {
        #levels
        const _: () = {
            use #runtime::__private::v1 as __organum;
            use __organum::{NotCalling as _, NotAnEvent as _, NotAnOrgan as _, NotShareable as _, OtherPart as _};
            #items
        };
    }
}

fn key(event: &Event, key: &Key) -> TokenStream {
    let at = match key {
        Key::Field(member) => member.span(),
        Key::Function(function) => names::anchor_of_path(function),
    };
    let this = Ident::new("self", at);
    let value = match key {
        Key::Field(member) if event.is_enum || !event.fields.contains(member) => {
            return TokenStream::new();
        }
        Key::Field(member) => quote_spanned!(at=> &#this.#member),
        Key::Function(function) => quote_spanned!(at=> &#function(#this)),
    };
    let value = quote_spanned! {at=>
        ::core::option::Option::Some(__organum::KeyText::key_text(#value))
    };
    quote! {
        fn key(&#this) -> ::core::option::Option<::std::boxed::Box<::core::primitive::str>> {
            #value
        }
    }
}
