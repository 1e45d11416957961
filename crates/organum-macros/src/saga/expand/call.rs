//! The functions by which the executor calls a step.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::Member;

use super::{
    super::model::{Param, ParamKind, Place, Saga, Step, nests},
    StepTypes, marker, need_at,
};
use crate::hygiene::{
    DEPS, ERROR, FIELD, INNER, ITEM, KEY, NEVER, NUMBER, RETRY_IF, RETURNED, RUN, VALUE, numbered,
};
use crate::{names, setting::Setting};

/// The number of items that are processed at once by default.
const AT_ONCE: u32 = 8;

pub(super) fn call(saga: &Saga, step: &Step, types: &StepTypes, at: usize) -> TokenStream {
    let marker = marker(step);
    let (gives, retained) = (&types.gives, &types.retained);
    let deps = deps(step, types);
    let place = match step.place {
        Place::Inline => quote!(Inline),
        Place::Spawned => quote!(Spawned),
    };
    let runs_to_end = !step.is_cancellable;
    let retries = matches!(step.policies.retry, Setting::Set(_));
    let future = quote_spanned! {step.name.span()=>
        impl ::core::future::Future<Output = Self::Return> + ::core::marker::Send + '__run
    };
    // A future is reported as one, and not as a value that cannot be shared.
    let asked = quote_spanned! {step.anchor()=>
        <__organum::Cond<{ __organum::Awaitable::<#gives>::IS_FUTURE }>
            as __organum::Branch<#gives>>::Out
    };
    let proof = quote_spanned! {step.anchor()=>
        const _: __organum::Proof<#asked> = <#asked as __organum::Shareable>::PROOF;
    };
    let body = body(saga, step, types, at);
    quote! {
        #proof
        impl __organum::Call for #marker {
            type Deps<'__run> = (&'__run __organum::Active<__Saga>, #(#deps,)*);
            type Return = ::core::result::Result<::std::sync::Arc<#retained>, __organum::Cause>;
            type Out = ::std::sync::Arc<#retained>;
            const SHAREABLE: __organum::Proof<::std::sync::Arc<#retained>> =
                __organum::shared(<#retained as __organum::Shareable>::PROOF);
            const PLACE: __organum::Place = __organum::Place::#place;
            const RETRIES: ::core::primitive::bool = #retries;
            const RUNS_TO_END: ::core::primitive::bool = #runs_to_end;

            #[inline]
            fn call<'__run>(#DEPS: Self::Deps<'__run>) -> #future {
                #body
            }

            #[inline]
            fn finish(
                #RETURNED: Self::Return,
            ) -> ::core::result::Result<Self::Out, __organum::Attempt<__organum::Cause>> {
                ::core::result::Result::map_err(#RETURNED, __organum::Attempt::Fail)
            }
        }
    }
}

/// The parameters that take something of the run, with the names of their parts.
fn parts<'a>(step: &'a Step, types: &'a StepTypes) -> Vec<(&'a Param, &'a [Ident], Ident)> {
    let params = step.params.iter().zip(&types.needs).enumerate();
    params
        .filter(|(_, (_, needs))| !needs.is_empty())
        .map(|(at, (param, needs))| (param, needs.as_slice(), numbered("need", at)))
        .collect()
}

fn deps(step: &Step, types: &StepTypes) -> Vec<TokenStream> {
    let parts = parts(step, types);
    let deps = parts.iter().map(|(param, needs, _)| match &param.kind {
        ParamKind::OneOf(form, _) => {
            quote!(__organum::#form<(#(&'__run ::std::sync::Arc<#needs>),*)>)
        }
        _ => quote!(#(&'__run ::std::sync::Arc<#needs>)*),
    });
    deps.collect()
}

fn body(saga: &Saga, step: &Step, types: &StepTypes, at: usize) -> TokenStream {
    let number = Literal::usize_unsuffixed(at);
    let parts = parts(step, types);
    let names: Vec<&Ident> = parts.iter().map(|(_, _, name)| name).collect();
    let pattern = quote!((#RUN, #(#names,)*));
    let won: Vec<TokenStream> = parts
        .iter()
        .filter(|(param, ..)| matches!(param.kind, ParamKind::OneOf(..)))
        .map(|(_, needs, name)| {
            let positions = needs.iter().map(need_at);
            quote!(__organum::won(#RUN, &[#(#positions),*], #name.chosen());)
        })
        .collect();
    let run = match &step.each {
        None if step.nested.is_some() => nested(saga, step, types, &number),
        None => {
            let work = work(saga, step, types, &number);
            quote!(__organum::step::<#number, _, _, _>(#RUN, move |#RUN| #work))
        }
        Some(each) => {
            let item = &types.item;
            let items = if let Some(field) = &each.field {
                items_of(field, &quote!(#RUN.saga()), item.as_ref())
            } else {
                let from = parts
                    .iter()
                    .find(|(param, ..)| matches!(param.kind, ParamKind::Item(_)));
                let from = from.map(|(_, _, name)| name);
                quote!(&(**#from)[..])
            };
            let limit = Literal::u32_unsuffixed(each.concurrency.unwrap_or(AT_ONCE));
            let work = work(saga, step, types, &number);
            quote! {
                __organum::step_each(#RUN, #number, #items, #limit, move |#ITEM, #NUMBER| #work)
            }
        }
    };
    let run = if won.is_empty() {
        run
    } else {
        quote!(async move { #(#won)* #run.await })
    };
    // A type that cannot be shared is reported where it is made, and not again for the future that holds it.
    let held = types.all_needs().map(|(_, need)| need);
    let held = quote!((__Saga, #(#held,)*));
    quote! {
        let #pattern = #DEPS;
        __organum::Sharing::<#held>::sendable(#run)
    }
}

/// The list that a field of a saga lends. An error that it lends none is shown at the user's token.
pub(super) fn items_of(field: &Member, saga: &TokenStream, item: Option<&Ident>) -> TokenStream {
    let span = syn::spanned::Spanned::span(field);
    let list = FIELD.beside(span);
    let items = quote_spanned!(span=> __organum::ItemsOf::<#item>::items(#list));
    quote! {{
        let #list = &#saga.#field;
        #items
    }}
}

/// The run of a saga that is a step.
fn nested(saga: &Saga, step: &Step, types: &StepTypes, number: &Literal) -> TokenStream {
    let called = called(saga, step, types, number);
    let span = step.anchor();
    let nested = step.nested.iter().map(|inner| {
        let nests = nests(inner, &quote!(__organum));
        let into_error = quote_spanned! {span=>
            <__organum::SagaError<<#nests::Out as __organum::Saga>::Error>
                as __organum::StepError<#nests::Failing<__Error>>>::into_saga_error
        };
        quote! {
            async move {
                let #INNER = #called;
                #nests::run::<__Saga>(#RUN, #number, #INNER, #into_error).await
            }
        }
    });
    quote!(#(#nested)*)
}

/// The future of one call of the user's method, with the error of the saga.
fn work(saga: &Saga, step: &Step, types: &StepTypes, number: &Literal) -> TokenStream {
    let called = called(saga, step, types, number);
    // A step that gives nothing has a value of its own for that.
    let value = match step.gives {
        Some(_) => {
            let (gate, gives) = (&types.gate, &types.gives);
            quote!(<#gate as __organum::Branch<#gives>>::value(#VALUE))
        }
        None => quote!(__organum::Nothing::<#number>),
    };
    let taken = match step.gives {
        Some(_) => quote!(#VALUE),
        None => quote!(()),
    };
    let error = types.error.clone();
    let (into_attempt, cause_of) = failing(step, error.as_ref());
    let attempt = if step.is_fallible {
        let cause = match &step.policies.retry_if {
            Some(path) => {
                let retry_if = match &error {
                    Some(error) => {
                        let own = own_error(error);
                        quote! {{
                            let #RETRY_IF: fn(&#own) -> ::core::primitive::bool = #path;
                            #RETRY_IF
                        }}
                    }
                    None => quote!(#path),
                };
                quote! {
                    match (#into_attempt)(#ERROR) {
                        __organum::Attempt::Fail(#ERROR) if (#retry_if)(&#ERROR) => {
                            __organum::Attempt::Fail((#cause_of)(#ERROR))
                        }
                        __organum::Attempt::Fail(#ERROR) | __organum::Attempt::Abort(#ERROR) => {
                            __organum::Attempt::Abort((#cause_of)(#ERROR))
                        }
                    }
                }
            }
            None => quote!(__organum::Attempt::map((#into_attempt)(#ERROR), #cause_of)),
        };
        quote! {
            match #called {
                ::core::result::Result::Ok(#taken) => ::core::result::Result::Ok(#value),
                ::core::result::Result::Err(#ERROR) => ::core::result::Result::Err(#cause),
            }
        }
    } else {
        quote! {{
            let #taken = #called;
            ::core::result::Result::Ok::<_, __organum::Attempt<__organum::Cause>>(#value)
        }}
    };
    quote!(async move { #attempt })
}

/// Tells whether an error is an `Attempt`, whatever its name.
fn attempt_of(error: &TokenStream) -> TokenStream {
    let span = syn::spanned::Spanned::span(error);
    quote_spanned! {span=>
        <__organum::Cond<{ __organum::AttemptProbe::<#error>::IS_ATTEMPT }> as __organum::Trying<#error>>
    }
}

/// The error itself, without what an `Attempt` says of it.
fn own_error(error: &TokenStream) -> TokenStream {
    let (attempt, span) = (attempt_of(error), syn::spanned::Spanned::span(error));
    quote_spanned!(span=> #attempt::Own)
}

/// Writes the conversions of an error into an attempt, and of the error itself into that of the saga.
fn failing(step: &Step, error: Option<&TokenStream>) -> (TokenStream, TokenStream) {
    if !step.is_fallible {
        return (
            quote!(__organum::Attempt::Fail),
            quote!(|#NEVER: ::core::convert::Infallible| match #NEVER {}),
        );
    }
    let into_attempt = match error {
        Some(error) => {
            let attempt = attempt_of(error);
            quote!(#attempt::attempt)
        }
        None => quote!(__organum::Attempt::Fail),
    };
    let span = step
        .error
        .as_ref()
        .map_or_else(|| names::anchor(&step.returned), names::anchor);
    let cause_of = match error {
        Some(error) => {
            let own = own_error(error);
            quote_spanned! {span=>
                |#ERROR: #own| __organum::step_failed::<__Saga>(
                    <#own as __organum::StepError<__Error>>::into_saga_error(#ERROR)
                )
            }
        }
        None => quote_spanned! {span=>
            |#ERROR| __organum::step_failed::<__Saga>(
                __organum::StepError::<__Error>::into_saga_error(#ERROR)
            )
        },
    };
    (into_attempt, cause_of)
}

/// Writes the result of a call of the user's method, inside an async block.
fn called(saga: &Saga, step: &Step, types: &StepTypes, number: &Literal) -> TokenStream {
    // Not at the user's tokens, whose names may be those of another macro.
    let [run, item_part, key_part] = [quote!(#RUN), quote!(#ITEM), quote!(#KEY)];
    let arguments = step.params.iter().enumerate().map(|(at, param)| {
        let need = numbered("need", at);
        let span = param.anchor();
        match &param.kind {
            ParamKind::Value(_) => quote_spanned!(span=> &**#need),
            ParamKind::Cloned(_) => {
                let types = &types.needs[at];
                quote_spanned!(span=> #(<#types as __organum::Clonable>::cloned(&**#need))*)
            }
            ParamKind::Slice(_) => quote_spanned!(span=> &(**#need)[..]),
            ParamKind::Item(_) => quote_spanned!(span=> #item_part),
            ParamKind::Key => quote_spanned!(span=> &#key_part),
            ParamKind::OneOf(..) => quote_spanned!(span=> #need.plain()),
        }
    });
    let wants_key = step
        .params
        .iter()
        .any(|param| matches!(param.kind, ParamKind::Key));
    let item = match &step.each {
        Some(_) => quote!(::core::option::Option::Some(#NUMBER)),
        None => quote!(::core::option::Option::None),
    };
    let key = wants_key.then(|| quote!(let #KEY = #RUN.key(#number, #item);));
    let (name, awaited) = (&step.name, step.is_async.then(|| quote!(.await)));
    let ty = &saga.ty;
    let called = quote_spanned!(name.span()=> <#ty>::#name(#run.saga(), #(#arguments),*)#awaited);
    quote!({ #key #called })
}
