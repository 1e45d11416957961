//! How the executor calls the function of a node with policies.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{
    super::model::Node,
    Marker, Written,
    call::{called, close_with, deps, place},
    impl_params, where_predicates,
};
use crate::{
    duration::Nanos,
    names,
    options::{count_as_tokens, option_as_tokens},
    retry::Retry,
};

pub(super) fn call(
    node: &Node,
    marker: &Marker,
    written: &Written,
    parts: &[Ident],
) -> TokenStream {
    let (ty, params) = (&marker.ty, impl_params(node));
    let user = where_predicates(node);
    let (needs, returned, output) = (&written.needs, &written.returned, &written.output);
    let place = place(node);
    let name = if node.is_listed() {
        node.name.clone()
    } else {
        names::of_type(&node.output)
    };
    let provided = quote!(::core::result::Result<#output, __organum::Cause>);
    let future = quote_spanned! {node.before_generics=>
        impl ::core::future::Future<Output = #provided> + ::core::marker::Send + '__run
    };
    let called = called(node, parts, written);
    let deps = deps(node, written);
    let close = node.close.as_ref().map(|close| close_with(close, output));
    // A node that cannot fail is one that never does.
    let called = if node.is_fallible {
        called
    } else {
        quote! {
            async move {
                ::core::result::Result::Ok::<_, ::core::convert::Infallible>((#called).await)
            }
        }
    };
    let (error, error_span) = match &written.error {
        Some(error) => (error.clone(), error.span()),
        None if node.is_fallible => (
            quote!(<#returned as __organum::Returned>::Error),
            names::anchor(&node.returned),
        ),
        None => (quote!(::core::convert::Infallible), node.before_generics),
    };
    // One that cannot be the error of a node is told where it stands.
    let of_error = quote_spanned! {error_span=>
        <#error as __organum::Error>::into_attempt,
        <#error as __organum::Error>::cause_of
    };
    let retry_if = match &node.policies.retry_if {
        Some(path) => {
            quote! {{
                let __retry_if: fn(&<#error as __organum::Error>::Own)
                    -> ::core::primitive::bool = #path;
                __retry_if
            }}
        }
        None => quote!(__organum::any_error),
    };
    let retries = node.policies.retry.is_some();
    let retry = node.policies.retry.as_ref().map(Retry::as_tokens);
    let retry = retry.unwrap_or_else(|| quote!(__organum::Retry::ONCE));
    let timeout = option_as_tokens(node.policies.timeout.map(Nanos::as_tokens));
    let Turns { run, part, bound } = Turns::of(node);
    quote! {
        impl<#(#params),*> __organum::Call for #ty where #(#user,)* {
            type Deps<'__run> = (#(#deps,)* #run);
            type Return = #provided;
            type Out = #output;
            const SHAREABLE: __organum::Proof<#output> = <#output as __organum::Shareable>::PROOF;
            const PLACE: __organum::Place = __organum::Place::#place;
            const RETRIES: ::core::primitive::bool = #retries;
            #bound

            #[inline]
            fn call<'__run>(__deps: Self::Deps<'__run>) -> #future {
                static __POLICY: __organum::Policy = __organum::Policy {
                    node: #name,
                    retry: #retry,
                    timeout: #timeout,
                };
                __organum::Calling::<(#(#needs,)*)>::run(__organum::policed(
                    &__POLICY,
                    #retry_if,
                    __deps,
                    |(#(#parts,)* #part): Self::Deps<'__run>| #called,
                    #of_error,
                ))
            }

            #[inline]
            fn finish(__returned: #provided) -> #provided {
                __returned
            }

            #close
        }
    }
}

/// What a node whose concurrency is bounded has beside others.
#[derive(Default)]
pub(super) struct Turns {
    /// The type of its last dependency, by which it knows its bound.
    pub(super) run: TokenStream,
    /// The pattern of that.
    pub(super) part: TokenStream,
    pub(super) bound: TokenStream,
}

impl Turns {
    pub(super) fn of(node: &Node) -> Self {
        let Some(most) = node.policies.concurrency else {
            return Self::default();
        };
        let most = option_as_tokens(Some(count_as_tokens(most)));
        Self {
            run: quote!(&'__run __organum::Run,),
            part: quote!(_,),
            bound: quote! {
                const CONCURRENCY: ::core::option::Option<::core::num::NonZeroU32> = #most;
            },
        }
    }
}
