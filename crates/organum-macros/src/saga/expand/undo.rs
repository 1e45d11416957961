//! How a step is undone.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;

use super::{
    super::model::{ParamKind, Saga, Step, UndoParam, nests},
    StepTypes, need_at,
};
use crate::hygiene::{KEY, RUN, SAGA, VALUE, numbered};
use crate::{duration::Nanos, names, options::option_as_tokens, retry::Retry};

/// What the step says of retries and of time.
fn policy(step: &Step) -> TokenStream {
    let retry = option_as_tokens(step.policies.retry.as_ref().map(Retry::as_tokens));
    let timeout = option_as_tokens(step.policies.timeout.map(Nanos::as_tokens));
    quote!(__organum::own_policy(#retry, #timeout))
}

/// The function that undoes a step, if there is one, and what the step can do.
pub(super) fn undo(saga: &Saga, step: &Step, types: &StepTypes, at: usize) -> TokenStream {
    let declared = format_ident!("__STEP{at}");
    let codec = match saga.version {
        Some(_) => {
            let gives = &types.gives;
            let codec = quote_spanned! {step.anchor()=>
                <#gives as __organum::Recordable>::CODEC
            };
            quote!(::core::option::Option::Some(#codec))
        }
        None => quote!(::core::option::Option::None),
    };
    if let Some(inner) = &step.nested {
        return nested(saga, step, types, inner, at);
    }
    let policy = policy(step);
    let undo = step.undo.as_ref().and_then(|undo| {
        let mut methods = saga.methods.iter();
        let method = methods.find(|method| method.name == undo.name)?;
        Some((undo, method))
    });
    let Some((undo, method)) = undo else {
        return quote! {
            const #declared: __organum::Step<__Saga> = __organum::Step {
                undo: ::core::option::Option::None,
                undo_retry: __organum::UNDO_RETRY,
                undo_timeout: ::core::option::Option::None,
                codec: #codec,
                nested: ::core::option::Option::None,
                policy: #policy,
            };
        };
    };
    let function = numbered("undo", at);
    let takes = method.params.iter().find_map(|param| match param {
        UndoParam::Value(ty, _) => Some(ty),
        _ => None,
    });
    let value = takes.map(|takes| quote!(let #VALUE = __organum::value_of::<#takes>(#VALUE);));
    let is_plain = method
        .params
        .iter()
        .any(|param| matches!(param, UndoParam::Value(_, false)));
    let unwrapped = is_plain.then(|| {
        quote! {
            let ::core::option::Option::Some(#VALUE) = #VALUE else {
                return __organum::no_value();
            };
        }
    });
    let arguments = method.params.iter().map(|param| match param {
        UndoParam::Value(..) => quote!(#VALUE),
        UndoParam::Key(_) | UndoParam::Other(_) => quote!(#KEY),
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
    let retry = undo.retry.as_ref().map(Retry::as_tokens);
    let retry = retry.unwrap_or_else(|| quote!(__organum::UNDO_RETRY));
    let timeout = option_as_tokens(undo.timeout.map(Nanos::as_tokens));
    let check = match (takes, &step.gives) {
        (Some(takes), Some(gives)) => {
            let (text, step_text) = (names::as_text(&undo.name), step.text());
            let (takes_text, gives_text) =
                (format!("&{}", names::of_type(takes)), names::of_type(gives));
            let gives = &types.gives;
            quote_spanned! {span=>
                const _: () = __organum::check_undo_type(
                    __organum::Pair::<#takes, #gives>::SAME,
                    #text, #takes_text, #step_text, #gives_text,
                );
            }
        }
        _ => TokenStream::new(),
    };
    quote! {
        #check
        fn #function<'__undo>(
            #SAGA: &'__undo __Saga,
            #VALUE: ::core::option::Option<
                &'__undo (dyn ::core::any::Any + ::core::marker::Send + ::core::marker::Sync)
            >,
            #KEY: &'__undo __organum::IdempotencyKey,
        ) -> __organum::UndoFuture<'__undo> {
            #value
            #unwrapped
            #closing
        }
        const #declared: __organum::Step<__Saga> = __organum::Step {
            undo: ::core::option::Option::Some(#function),
            undo_retry: #retry,
            undo_timeout: #timeout,
            codec: #codec,
            nested: ::core::option::Option::None,
            policy: #policy,
        };
    }
}

/// How a step that is a saga is ended: it is made again from the values of other steps, if need be.
fn nested(saga: &Saga, step: &Step, types: &StepTypes, inner: &Type, at: usize) -> TokenStream {
    let (declared, make) = (format_ident!("__STEP{at}"), numbered("make", at));
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
    let nests = nests(inner, &quote!(__organum));
    let check = quote_spanned! {step.anchor()=>
        const _: &'static __organum::SagaTable = <#inner as __organum::Saga>::TABLE;
        const _: () = __organum::check_nested(
            <#nests::Out as __organum::Saga>::TABLE, #text, #is_journalled,
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
            policy: __organum::own_policy(
                ::core::option::Option::None, ::core::option::Option::None,
            ),
        };
    }
}
