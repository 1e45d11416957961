//! From the model of an organ to its tables.

mod body;
mod call;
mod own;
mod refusing;
mod tables;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{ImplItem, Item};

use super::model::{Hears, Organ};
use crate::{event::beside, names};

/// The user's item. The match that a handler ends with is written as one over the types that its
/// arms name; where there is a mistake, it is left out, since rustc would only stumble over it.
pub(super) fn item(
    mut item: Item,
    organ: &Organ,
    is_sound: bool,
    levels: &TokenStream,
) -> TokenStream {
    let mut refusing = Vec::new();
    for handler in &organ.handlers {
        let function = &handler.function;
        let (attributes, block) = match &mut item {
            Item::Fn(item) => (&mut item.attrs, &mut *item.block),
            Item::Impl(item) => match item.items.get_mut(function.at) {
                Some(ImplItem::Fn(method)) => (&mut method.attrs, &mut method.block),
                _ => continue,
            },
            _ => continue,
        };
        match &handler.hears {
            Hears::Arms(matching) if is_sound => {
                body::rewrite(block, matching, function, &organ.runtime);
                refusing.extend(refusing::split(&mut item, handler));
            }
            Hears::One(_) if !function.declares_twice => {}
            // Where there is a mistake, there may be a match that is none to rustc.
            Hears::Anything if is_sound => {}
            _ => body::leave_out(attributes, block),
        }
    }
    if let Item::Fn(item) = &mut item {
        // That it takes a reference of what it depends on is asked of it.
        let allow = syn::parse_quote!(#[allow(clippy::trivially_copy_pass_by_ref)]);
        item.attrs.push(allow);
    }
    if let Item::Impl(item) = &mut item {
        dictated(item, organ);
        for at in &organ.suspects {
            if let Some(ImplItem::Fn(method)) = item.items.get_mut(*at) {
                body::leave_out(&mut method.attrs, &mut method.block);
            }
        }
    }
    let own = organ
        .own
        .as_ref()
        .map(|own| own::structure(own, &organ.runtime, levels));
    quote!(#item #(#refusing)* #own)
}

/// That a handler or a hook takes `self` and may be async is asked of it, whether it needs that or not.
fn dictated(item: &mut syn::ItemImpl, organ: &Organ) {
    let handlers = organ.handlers.iter().map(|handler| handler.function.at);
    for at in handlers.chain(organ.hooks.iter().map(|hook| hook.function.at)) {
        if let Some(ImplItem::Fn(method)) = item.items.get_mut(at) {
            let allow = syn::parse_quote!(#[allow(clippy::unused_self, clippy::unused_async)]);
            method.attrs.push(allow);
        }
    }
}

/// The tables of an organ.
pub(super) fn organ(organ: &Organ) -> TokenStream {
    let (ty, name) = (&organ.ty, &organ.name);
    let generics = generics(organ);
    let (params, _, clause) = generics.split_for_impl();
    let handlers = organ.handlers.iter().map(tables::handler);
    let hooks = tables::hooks(organ);
    let concurrency = proc_macro2::Literal::u32_unsuffixed(organ.concurrency.unwrap_or(1));
    let (shared, cached, version) = (organ.is_shared(), organ.is_cached, organ.version);
    let wants = call::wants(organ);
    let calls = call::calls(organ);
    let hook = call::hook(organ);
    let snapshot = call::snapshot(organ);
    let checks = tables::checks(organ);
    let body = quote! {
        const TABLE: &'static __organum::OrganTable = &__organum::OrganTable {
            name: #name,
            handlers: &[#(#handlers),*],
            hooks: #hooks,
            shared: #shared,
            concurrency: #concurrency,
            cached: #cached,
            version: #version,
        };
        #wants
        #calls
        #hook
        #snapshot
    };
    // All of it has the span of the type, so that errors about it are shown there.
    let implementation = quote_spanned! {names::anchor(ty)=>
        // What is a name to the user's match would bind it here, were it declared elsewhere.
        #[deny(non_snake_case)]
        #[automatically_derived]
        impl #params __organum::Organ for #ty #clause { #body }
    };
    let impls = quote! {
        #implementation
        #checks
    };
    beside(&organ.runtime, &impls)
}

/// The parameters of the organ. Of a generic one, what its parameters are need not be such that any
/// thread may call it: whoever uses it says what they are, and there it is asked.
fn generics(organ: &Organ) -> syn::Generics {
    let ty = &organ.ty;
    let mut generics = organ.generics.clone();
    if !generics.params.is_empty() {
        let predicate = quote_spanned! {names::anchor(ty)=>
            #ty: ::core::marker::Send + ::core::marker::Sync + 'static
        };
        let predicate = syn::parse_quote!(#predicate);
        generics.make_where_clause().predicates.push(predicate);
    }
    generics
}

/// The same organ without handlers, for one that is wrong: spines that have it are not to blame.
pub(super) fn stub(organ: &Organ) -> TokenStream {
    let (ty, name) = (&organ.ty, &organ.name);
    let generics = generics(organ);
    let (params, _, clause) = generics.split_for_impl();
    let calls = call::stub();
    let impls = quote! {
        #[automatically_derived]
        impl #params __organum::Organ for #ty #clause {
            const TABLE: &'static __organum::OrganTable =
                &__organum::OrganTable::mistaken(#name);
            fn wants(_: ::core::primitive::u16, _: &__organum::Event) -> ::core::primitive::bool {
                false
            }
            #calls
        }
    };
    beside(&organ.runtime, &impls.to_token_stream())
}
