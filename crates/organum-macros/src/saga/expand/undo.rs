//! The functions that undo a step.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;

use super::{
    super::model::{Method, ParamKind, Policies, Saga, Step, Taken, Undo, nests},
    StepTypes, call, need_at,
};
use crate::hygiene::{ITEM, KEY, NUMBER, RUN, SAGA, VALUE, numbered};
use crate::{duration::Length, names, options::option_as_tokens, retry::Retry};

/// Writes the retries and the timeout of an undo.
fn policy(step: &Step) -> TokenStream {
    let name = step.text();
    let Policies { retry, timeout, .. } = &step.policies;
    let retry = retry.as_call("retry", Retry::as_tokens);
    let timeout = timeout.as_call("timeout", Length::as_tokens);
    quote!(__organum::NodePolicy::of(#name) #retry #timeout)
}

/// The function that undoes a step, if there is one, and what the step can do.
pub(super) fn undo(saga: &Saga, step: &Step, types: &StepTypes, at: usize) -> TokenStream {
    if let Some(inner) = &step.nested {
        return nested(saga, step, types, inner, at);
    }
    let declared = format_ident!("__STEP{at}");
    let codec = codec(saga, step, types);
    let policy = policy(step);
    let found = saga.undo_of(step);
    let function = found.as_ref().map(|_| numbered("undo", at));
    let undo = option_as_tokens(function.as_ref());
    let (retry, timeout) = match &step.undo {
        Some(undo) => (
            undo.retry.as_ref().map(Retry::as_tokens),
            undo.timeout.as_ref(),
        ),
        None => (None, None),
    };
    let retry = retry.unwrap_or_else(|| quote!(__organum::UNDO_RETRY));
    let timeout = option_as_tokens(timeout.map(Length::as_tokens));
    let called = found
        .zip(function.as_ref())
        .map(|((undo, method, taken), function)| {
            let checks = checks(step, types, undo, &taken);
            let called = called(saga, step, types, (undo, method, &taken), function);
            quote!(#checks #called)
        });
    quote! {
        #called
        const #declared: __organum::Step<__Saga> = __organum::Step {
            undo: #undo,
            undo_retry: #retry,
            undo_timeout: #timeout,
            codec: #codec,
            nested: ::core::option::Option::None,
            policy: #policy,
        };
    }
}

/// Writes the codec of the step's value, if there may be a journal.
fn codec(saga: &Saga, step: &Step, types: &StepTypes) -> TokenStream {
    let codec = saga.version.map(|_| {
        // A value that cannot be shared is reported as that alone.
        let (gate, gives) = (&types.gate, &types.gives);
        quote_spanned! {step.anchor()=>
            <<#gate as __organum::Either<#gives, ()>>::Out as __organum::Recordable>::CODEC
        }
    });
    option_as_tokens(codec)
}

/// The type that lends what an undo takes.
fn lender(takes: &Type) -> TokenStream {
    quote!(<#takes as __organum::Lent>::By)
}

/// The function that calls the user's undo.
fn called(
    saga: &Saga,
    step: &Step,
    types: &StepTypes,
    (undo, method, taken): (&Undo, &Method, &[Taken<'_>]),
    function: &Ident,
) -> TokenStream {
    let value = taken.iter().find_map(|taken| match taken {
        Taken::Value(ty, is_option) => Some((lender(ty), *is_option)),
        _ => None,
    });
    let value = value.map(|(lender, is_option)| {
        let value = quote!(let #VALUE = __organum::value_of::<#lender>(#VALUE););
        if is_option {
            return value;
        }
        quote! {
            #value
            let ::core::option::Option::Some(#VALUE) = #VALUE else {
                return __organum::no_value();
            };
        }
    });
    let field = step.each.as_ref().and_then(|each| each.field.as_ref());
    let takes = taken.iter().find_map(|taken| match taken {
        Taken::Item(ty) => Some(lender(ty)),
        _ => None,
    });
    let item = field.zip(takes).map(|(field, takes)| {
        let items = call::items_of(field, &quote!(#SAGA), types.item.as_ref());
        quote! {
            let ::core::option::Option::Some(#ITEM) = __organum::item_of::<_, #takes>(#items, #NUMBER) else {
                return __organum::no_item();
            };
        }
    });
    let arguments = taken.iter().map(|taken| match taken {
        Taken::Value(ty, true) => {
            quote!(::core::option::Option::map(#VALUE, <#ty as __organum::Lent>::lend))
        }
        Taken::Value(ty, false) => quote!(<#ty as __organum::Lent>::lend(#VALUE)),
        Taken::Item(ty) => quote!(<#ty as __organum::Lent>::lend(#ITEM)),
        Taken::Key | Taken::Other(_) => quote!(#KEY),
    });
    let (ty, name, span) = (&saga.ty, &undo.name, undo.name.span());
    // Not at the user's token, whose names may be those of another macro.
    let this = quote!(#SAGA);
    let called = quote_spanned!(span=> <#ty>::#name(#this, #(#arguments),*));
    let future = if method.is_async {
        called
    } else {
        quote_spanned!(span=> ::core::future::ready(#called))
    };
    // A value that cannot be shared is reported at its step, and not again for the future that holds it.
    let gives = &types.gives;
    let future = quote_spanned! {span=>
        __organum::Sharing::<(__Saga, #gives)>::sendable(#future)
    };
    let closing = quote_spanned!(span=> __organum::UndoCall::undoing(#future));
    quote! {
        fn #function<'__undo>(
            #SAGA: &'__undo __Saga,
            #VALUE: ::core::option::Option<
                &'__undo (dyn ::core::any::Any + ::core::marker::Send + ::core::marker::Sync)
            >,
            #KEY: &'__undo __organum::IdempotencyKey,
            #NUMBER: ::core::option::Option<::core::primitive::u32>,
        ) -> __organum::UndoFuture<'__undo> {
            #value
            #item
            #closing
        }
    }
}

/// That the undo takes what its step gives, and its item.
fn checks(step: &Step, types: &StepTypes, undo: &Undo, taken: &[Taken<'_>]) -> TokenStream {
    let (name, span) = (names::as_text(&undo.name), undo.name.span());
    let checks = taken.iter().filter_map(|taken| {
        let (takes, there, what, is) = match taken {
            Taken::Value(takes, _) => (
                takes,
                types
                    .value
                    .as_ref()
                    .map(|_| &types.gives)?
                    .to_token_stream(),
                if step.each.is_some() {
                    "returns for each item"
                } else {
                    "returns"
                },
                names::of_type(step.gives.as_ref()?),
            ),
            Taken::Item(takes) => (
                takes,
                types.item.as_ref()?.to_token_stream(),
                "is called with the item",
                names::of_type(step.item()?),
            ),
            Taken::Key | Taken::Other(_) => return None,
        };
        let (text, step, lender) = (
            format!("&{}", names::of_type(takes)),
            step.text(),
            lender(takes),
        );
        Some(quote_spanned! {span=>
            const _: () = __organum::check_undo_type(
                __organum::Pair::<#lender, #there>::SAME, #name, #text, #step, #what, #is,
            );
        })
    });
    checks.collect()
}

/// Writes the function that ends a step that is a saga: the saga is made again from the values of other steps, if necessary.
fn nested(saga: &Saga, step: &Step, types: &StepTypes, inner: &Type, at: usize) -> TokenStream {
    let (declared, make) = (format_ident!("__STEP{at}"), numbered("make", at));
    let policy = policy(step);
    let number = Literal::usize_unsuffixed(at);
    let codec = match saga.version {
        Some(_) => quote!(::core::option::Option::Some(__organum::Codec::NESTED)),
        None => quote!(::core::option::Option::None),
    };
    let params = step.params.iter().zip(&types.needs).enumerate();
    let values = params.clone().filter_map(|(at, (param, needs))| {
        let need = needs.first()?;
        let (part, from) = (numbered("need", at), need_at(need));
        let found = quote!(__organum::given::<__Saga, #need>(#RUN, #from));
        let found = match &param.kind {
            ParamKind::Slice(item) => quote! {
                #found.or_else(|| __organum::given_all::<__Saga, #item>(#RUN, #from))
            },
            _ => found,
        };
        Some(quote!(let #part = #found?;))
    });
    let arguments = params.map(|(at, (param, needs))| {
        let part = numbered("need", at);
        match &param.kind {
            ParamKind::Cloned(_) => {
                quote!(#(<#needs as __organum::Clonable>::cloned(&*#part))*)
            }
            ParamKind::Slice(_) => quote!(&#part[..]),
            ParamKind::Key => quote!(&#RUN.key(#number, ::core::option::Option::None)),
            _ => quote!(&*#part),
        }
    });
    let (ty, name, text) = (&saga.ty, &step.name, step.text());
    let is_journalled = saga.version.is_some();
    let (inner_text, saga_text) = (names::of_type(inner), &saga.name);
    let nests = nests(inner, &quote!(__organum));
    let check = quote_spanned! {step.anchor()=>
        const _: &'static __organum::SagaTable = <#inner as __organum::Saga>::TABLE;
        const _: () = __organum::check_nested(
            <#nests::Out as __organum::Saga>::TABLE, #text, #is_journalled,
        );
        const _: () = __organum::check_levels(
            <__organum::MostLevels as __organum::Levels<(#nests::Out, ())>>::ARE_TOO_MANY,
            #text, #inner_text, #saga_text,
        );
    };
    quote! {
        #check
        fn #make(
            #RUN: &__organum::Active<__Saga>,
        ) -> ::core::option::Option<::std::boxed::Box<dyn ::core::any::Any>> {
            #(#values)*
            ::core::option::Option::Some(::std::boxed::Box::new(
                <#ty>::#name(#RUN.saga(), #(#arguments),*)
            ))
        }
        const #declared: __organum::Step<__Saga> = __organum::Step {
            undo: ::core::option::Option::None,
            undo_retry: __organum::UNDO_RETRY,
            undo_timeout: ::core::option::Option::None,
            codec: #codec,
            nested: ::core::option::Option::Some(
                __organum::NestedStep::of::<#nests::Out>(#make)
            ),
            policy: #policy,
        };
    }
}
