//! How a step is undone.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::{
    super::model::{Saga, Step, UndoParam},
    StepTypes,
};
use crate::{duration::Nanos, names, options::option_as_tokens, retry::Retry};

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
            };
        };
    };
    let function = format_ident!("__undo{at}");
    let takes = method.params.iter().find_map(|param| match param {
        UndoParam::Value(ty, _) => Some(ty),
        _ => None,
    });
    let value = takes.map(|takes| quote!(let __value = __organum::value_of::<#takes>(__value);));
    let is_plain = method
        .params
        .iter()
        .any(|param| matches!(param, UndoParam::Value(_, false)));
    let unwrapped = is_plain.then(|| {
        quote! {
            let ::core::option::Option::Some(__value) = __value else {
                return __organum::no_value();
            };
        }
    });
    let arguments = method.params.iter().map(|param| match param {
        UndoParam::Value(..) => quote!(__value),
        UndoParam::Key | UndoParam::Other(_) => quote!(__key),
    });
    let (ty, name, span) = (&saga.ty, &undo.name, undo.name.span());
    // Not at the user's token, whose names may be those of another macro.
    let this = quote!(__saga);
    let called = quote_spanned!(span=> <#ty>::#name(#this, #(#arguments),*));
    let closing = if method.is_async {
        quote_spanned!(span=> __organum::UndoCall::undoing(#called))
    } else {
        quote_spanned! {span=>
            __organum::UndoCall::undoing(::core::future::ready(#called))
        }
    };
    let retry = undo.retry.as_ref().map(Retry::as_tokens);
    let retry = retry.unwrap_or_else(|| quote!(__organum::UNDO_RETRY));
    let timeout = option_as_tokens(undo.timeout.map(Nanos::as_tokens));
    let check = match (takes, &step.gives) {
        (Some(takes), Some(gives)) => {
            let (text, step_text) = (undo.name.to_string(), step.text());
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
            __saga: &'__undo __Saga,
            __value: ::core::option::Option<
                &'__undo (dyn ::core::any::Any + ::core::marker::Send + ::core::marker::Sync)
            >,
            __key: &'__undo __organum::IdempotencyKey,
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
        };
    }
}
