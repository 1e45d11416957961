//! From the model of an organ to its tables.

mod body;
mod call;
mod own;
mod refusing;
mod tables;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{FnArg, ImplItem, Item, Signature, Token, Type};

use super::model::{Events, Organ};
use crate::{event::beside, lints, names};

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
        let (attributes, signature, block) = match &mut item {
            Item::Fn(item) => (&mut item.attrs, &mut item.sig, &mut *item.block),
            Item::Impl(item) => match item.items.get_mut(function.at) {
                Some(ImplItem::Fn(method)) => {
                    (&mut method.attrs, &mut method.sig, &mut method.block)
                }
                _ => continue,
            },
            _ => continue,
        };
        match &handler.events {
            Events::Arms(matching) if is_sound => {
                body::rewrite(block, matching, function, &organ.runtime);
                refusing.extend(refusing::split(attributes, signature, block, handler));
            }
            Events::One(ty) if !function.declares_twice => {
                if handler.names_others {
                    checked(signature, ty, &organ.runtime);
                }
            }
            // Where there is a mistake, there may be a match that is none to rustc.
            Events::Anything if is_sound => {}
            _ => body::leave_out(attributes, block),
        }
    }
    if let Item::Impl(item) = &mut item {
        let methods = refusing.drain(..).map(ImplItem::Verbatim);
        item.items.extend(methods);
    }
    if let Item::Fn(item) = &mut item {
        // That it takes a reference of what it depends on is asked of it.
        let allow = syn::parse_quote!(#[allow(clippy::trivially_copy_pass_by_ref)]);
        item.attrs.push(allow);
    }
    if let Item::Impl(item) = &mut item {
        dictated(item, organ);
        for at in &organ.possible_handlers {
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

/// Writes the event of a handler so that a type that is no event causes no error in the body: the arms of its match
/// may name events, as those of an `&Event` under another name do.
fn checked(signature: &mut Signature, ty: &Type, runtime: &syn::Path) {
    let event = signature.inputs.iter_mut().find_map(|input| match input {
        FnArg::Typed(input) => Some(&mut *input.ty),
        FnArg::Receiver(_) => None,
    });
    if let Some(Type::Reference(found)) = event {
        let checked = quote_spanned! {names::anchor(ty)=>
            <#ty as #runtime::__private::v1::OneEvent>::Itself
        };
        found.and_token = Token![&](names::anchor(ty));
        *found.elem = Type::Verbatim(checked);
    }
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
    let handlers = organ.handlers.iter().enumerate();
    let handlers = handlers.map(|(at, handler)| tables::handler(organ, at, handler));
    let aliases = aliases(organ);
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
    let shared = (generics.params.is_empty() && organ.own.is_none()).then(|| {
        quote_spanned! {names::anchor(ty)=> const _: () = __organum::check_threads_share::<#ty>();}
    });
    let declared = declared(organ);
    let impls = quote! {
        #aliases
        #shared
        #declared
        #implementation
        #checks
    };
    beside(&organ.runtime, &impls)
}

/// Writes the one event of each handler as an alias, so that a type that does not exist, or is no event, is one error.
fn aliases(organ: &Organ) -> TokenStream {
    if !organ.generics.params.is_empty() {
        return TokenStream::new();
    }
    let handlers = organ.handlers.iter().enumerate();
    let aliases = handlers.filter_map(|(at, handler)| match &handler.events {
        Events::One(ty) => {
            let alias = format_ident!("__Heard{at}");
            let ty = quote_spanned!(names::anchor(ty)=> <#ty as __organum::OneEvent>::Itself);
            Some(quote!(type #alias = #ty;))
        }
        _ => None,
    });
    aliases.collect()
}

/// Returns the one event of a handler.
fn event_alias(organ: &Organ, at: usize, ty: &Type) -> TokenStream {
    if organ.generics.params.is_empty() {
        format_ident!("__Heard{at}", span = names::anchor(ty)).into_token_stream()
    } else {
        ty.to_token_stream()
    }
}

/// Returns the generics of the impls, which require that threads can share the organ. A generic organ is checked
/// where a spine names its type; for others, the lifetime keeps rustc from checking it in each impl.
fn generics(organ: &Organ) -> syn::Generics {
    let ty = &organ.ty;
    let mut generics = organ.generics.clone();
    let any = lints::any_lifetime();
    let predicate = quote_spanned! {names::anchor(ty)=> #any #ty: __organum::ThreadsShare};
    let predicate = syn::parse_quote!(#predicate);
    generics.make_where_clause().predicates.push(predicate);
    generics
}

/// Returns the declaration that the type is an organ. Of one that is not generic it holds even if threads cannot share
/// it, which is reported at the organ.
fn declared(organ: &Organ) -> TokenStream {
    let ty = &organ.ty;
    let generics = if organ.generics.params.is_empty() {
        organ.generics.clone()
    } else {
        generics(organ)
    };
    let (params, _, clause) = generics.split_for_impl();
    quote_spanned! {names::anchor(ty)=>
        #[automatically_derived]
        impl #params __organum::IsOrgan for #ty #clause {}
    }
}

/// The same organ without handlers, for one that is wrong: spines that have it are not to blame.
pub(super) fn stub(organ: &Organ) -> TokenStream {
    let (ty, name) = (&organ.ty, &organ.name);
    let generics = generics(organ);
    let (params, _, clause) = generics.split_for_impl();
    let calls = call::stub();
    let declared = declared(organ);
    let impls = quote! {
        #declared
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
