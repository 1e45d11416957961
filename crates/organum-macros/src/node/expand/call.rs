//! The code by which the executor calls the function.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{GenericParam, spanned::Spanned};

use super::{
    super::model::{Call, Close, Form, Node, Param, Place, Scope},
    Marker, Written, impl_params,
    policed::{Turns, policy},
    where_predicates,
};
use crate::hygiene::{ERROR, RETRY_IF, RETURNED, VALUE, numbered};
use crate::names;

pub(super) fn call(node: &Node, marker: &Marker, written: &Written) -> TokenStream {
    let (ty, params) = (&marker.ty, impl_params(node));
    let user = where_predicates(node);
    let (needs, returned, output) = (&written.needs, &written.returned, &written.output);
    let parts = parts(node);
    let place = place(node);
    let called = called(node, &parts, written);
    let deps = deps(node, written);
    let future = quote_spanned! {node.before_generics=>
        impl ::core::future::Future<Output = #returned> + ::core::marker::Send + '__run
    };
    let finish = finish(node, written);
    let close = node.close.as_ref().map(|close| close_with(close, output));
    let policy = policy(node);
    let Turns { run, part, bound } = Turns::of(node);
    let scope = shared_scope(node);
    quote! {
        impl<#(#params),*> __organum::Call for #ty where #(#user,)* {
            type Deps<'__run> = (#(#deps,)* #run);
            type Return = #returned;
            type Out = #output;
            const SHAREABLE: __organum::Proof<#output> = <#output as __organum::Shareable>::PROOF;
            const PLACE: __organum::Place = __organum::Place::#place;
            #policy
            #scope
            #bound

            #[inline]
            fn call<'__run>((#(#parts,)* #part): Self::Deps<'__run>) -> #future {
                __organum::Calling::<(#(#needs,)*)>::run(#called)
            }

            #[inline]
            fn finish(
                #RETURNED: #returned,
            ) -> ::core::result::Result<#output, __organum::Attempt<__organum::Cause>> {
                #finish
            }

            #close
        }
    }
}

/// Writes the code that closes the value of the node with the user's function.
fn close_with(close: &Close, output: &TokenStream) -> TokenStream {
    let limit = match &close.limit {
        Some(limit) => limit.as_tokens(),
        None => quote!(__organum::CLOSE_LIMIT),
    };
    let close = &close.function;
    let value = VALUE.beside(close.span());
    let called = quote_spanned!(close.span()=> #close(#value));
    let called = quote_spanned!(close.span()=> __organum::CloseCall::closing(__organum::CloseOf(#called).call()));
    let called = quote_spanned!(close.span()=> ::std::boxed::Box::pin(#called));
    quote! {
        const CLOSE_LIMIT: ::core::option::Option<::core::time::Duration> =
            ::core::option::Option::Some(#limit);

        fn close<'__value>(#value: &'__value mut #output) -> __organum::CloseFuture<'__value> {
            #called
        }
    }
}

/// Returns the parameters that begin an argument, with their positions.
fn arguments(node: &Node) -> impl Iterator<Item = (usize, &Param)> {
    let params = node.params.iter().enumerate();
    params.filter(|(_, param)| param.alternatives > 0)
}

/// Writes the place where the node runs.
fn place(node: &Node) -> TokenStream {
    match node.place {
        Place::Inline => quote!(Inline),
        Place::Spawned => quote!(Spawned),
        Place::Blocking => quote!(Blocking),
    }
}

/// Writes the lifetime of the value, if it is longer than a run.
pub(super) fn shared_scope(node: &Node) -> Option<TokenStream> {
    (node.scope == Scope::Runner).then(|| {
        quote!(
            const SCOPE: __organum::Scope = __organum::Scope::Runner;
        )
    })
}

/// Returns the names of the parts of the dependencies.
fn parts(node: &Node) -> Vec<Ident> {
    arguments(node)
        .map(|(at, _)| numbered("need", at))
        .collect()
}

/// Returns the dependencies as types, one for each argument.
fn deps(node: &Node, written: &Written) -> Vec<TokenStream> {
    let types = arguments(node).map(|(at, param)| {
        let needs = &written.needs[at..at + usize::from(param.alternatives)];
        let values = quote!(#(&'__run #needs),*);
        match param.form {
            Form::Borrowed | Form::Cloned | Form::Object | Form::Stored => values,
            Form::Optional => quote!(::core::option::Option<#values>),
            Form::Outcome => quote! {
                ::core::result::Result<#values, &'__run __organum::NodeError>
            },
            Form::FirstOk => quote!(__organum::FirstOk<(#values)>),
            Form::Race => quote!(__organum::Race<(#values)>),
        }
    });
    types.collect()
}

/// Writes the future of the user's function, called with the parts of the dependencies.
fn called(node: &Node, parts: &[Ident], written: &Written) -> TokenStream {
    let params = arguments(node).zip(parts);
    let params = params.filter(|((_, param), _)| param.form != Form::Stored);
    let params = params.map(|((at, param), part)| (param, part, &written.needs[at]));
    let arguments = params.map(|(param, part, need)| match param.form {
        Form::Borrowed
        | Form::Optional
        | Form::Outcome
        | Form::FirstOk
        | Form::Race
        | Form::Stored => {
            quote_spanned!(param.anchor()=> #part)
        }
        Form::Object => quote!(&**#part),
        Form::Cloned if matches!(node.call, Call::Build { .. }) => {
            // Marked as generated: for the user's own tokens rustc would suggest a borrow, which a field
            // cannot use.
            let at = Span::call_site().located_at(param.anchor());
            let need = respan(need, at);
            quote_spanned!(at=> <#need as __organum::ClonableField>::cloned(#part))
        }
        Form::Cloned => {
            quote_spanned!(param.anchor()=> <#need as __organum::Clonable>::cloned(#part))
        }
    });
    let called = match &node.call {
        Call::Function(name) => {
            let turbofish = turbofish(node);
            quote_spanned!(name.span()=> #name #turbofish (#(#arguments),*))
        }
        Call::Compose(_) => {
            let step = &written.step;
            quote_spanned!(step.span()=> <#step>::compose(#(#arguments),*))
        }
        Call::Build {
            path,
            fields: Some(fields),
        } => quote!(#path { #(#fields: #arguments),* }),
        Call::Build { path, fields: None } => quote!(#path(#(#arguments),*)),
    };
    if node.is_async {
        called
    } else {
        quote!(async move { #called })
    }
}

/// Returns the same tokens with another span.
fn respan(tokens: &TokenStream, at: Span) -> TokenStream {
    let tokens = tokens.clone().into_iter();
    tokens
        .map(|mut token| {
            token.set_span(at);
            token
        })
        .collect()
}

/// Returns the type and const parameters of a generic function, by name.
fn turbofish(node: &Node) -> Option<TokenStream> {
    let params = node.generics.params.iter();
    let params = params.filter(|param| !matches!(param, GenericParam::Lifetime(_)));
    let names: Vec<Ident> = params.map(names::of_param).collect();
    (!names.is_empty()).then(|| quote!(::<#(#names),*>))
}

/// Writes the conversion of the returned value.
fn finish(node: &Node, written: &Written) -> TokenStream {
    if !node.is_fallible {
        return quote!(::core::result::Result::Ok(#RETURNED));
    }
    // Without the user's span, since the user's tokens may come from another macro.
    let returned = quote!(#RETURNED);
    if let Some(path) = &node.policies.retry_if {
        let error = error_type(node, written);
        return quote! {{
            let #RETRY_IF: fn(&<#error as __organum::Error>::Own)
                -> ::core::primitive::bool = #path;
            ::core::result::Result::map_err(#returned, |#ERROR| {
                <#error as __organum::Error>::into_cause_if(#ERROR, #RETRY_IF)
            })
        }};
    }
    match &written.error {
        Some(error) => quote_spanned! {error.span()=>
            ::core::result::Result::map_err(
                #returned, <#error as __organum::Error>::into_cause
            )
        },
        None => quote_spanned! {names::anchor(&node.returned)=>
            ::core::result::Result::map_err(#returned, __organum::Error::into_cause)
        },
    }
}

/// Returns the error type of a fallible node, derived from its return type if it is not written.
fn error_type(node: &Node, written: &Written) -> TokenStream {
    let returned = &written.returned;
    match &written.error {
        Some(error) => error.clone(),
        None => quote_spanned! {names::anchor(&node.returned)=>
            <#returned as __organum::Returned>::Error
        },
    }
}
