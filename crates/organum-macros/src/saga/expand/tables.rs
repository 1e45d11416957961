//! The table of a saga, its links, and the checks over them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Member;

use super::{
    super::model::{ParamKind, Saga, Step, UndoParam, Unknown},
    StepTypes, Written, marker, need_at,
};
use crate::hygiene::numbered;
use crate::{names, options::option_as_tokens, setting::Setting};

pub(super) fn tables(saga: &Saga, written: &Written) -> TokenStream {
    let name = &saga.name;
    let version = option_as_tokens(saga.version);
    let parts = (0..saga.steps.len()).map(|at| links(saga, written, at));
    let needs = written.steps.iter().flat_map(StepTypes::all_needs);
    let needs = needs.map(|(_, need)| need).chain(&written.output);
    let are_given = needs.map(|need| {
        let same = need_same(need);
        quote!(__organum::is_given(#same))
    });
    let unclear = unclear(saga, written);
    let rows = saga.steps.iter().zip(&written.steps);
    let rows = rows.map(|(step, types)| row(saga, step, types));
    let output = written.output.as_ref().map(|output| {
        let found = found(written, output, &saga.output_not_given(), None);
        let at = need_at(output);
        quote! {
            #found
            const __OUTPUT: ::core::primitive::usize = #at;
        }
    });
    quote! {
        #unclear
        #(#parts)*
        #output
        const __TABLE: &'static __organum::SagaTable = if #(#are_given)&&* {
            &__organum::SagaTable {
                name: #name,
                version: #version,
                output: __OUTPUT,
                steps: &[#(#rows),*],
            }
        } else {
            &__organum::SagaTable::mistaken(#name)
        };
    }
}

/// Writes the constant that is true if it is not known what some step gives. That is reported at the step, so steps
/// that need the value are not to blame.
fn unclear(saga: &Saga, written: &Written) -> TokenStream {
    let steps = saga.steps.iter().zip(&written.steps);
    let steps = steps.filter(|(step, _)| step.gives.is_some());
    let steps = steps.map(|(step, types)| match &step.nested {
        Some(inner) => quote!(!__organum::SagaProbe::<#inner>::IS_SAGA),
        None => {
            let gives = &types.gives;
            quote!(__organum::Fallible::<#gives>::IS_RESULT
                || __organum::Awaitable::<#gives>::IS_FUTURE)
        }
    });
    quote! {
        const __IS_UNCLEAR: ::core::primitive::bool = false #(|| #steps)*;
    }
}

/// Which steps give a type that a step or the saga needs, and the first of them.
fn found(written: &Written, need: &Ident, message: &str, of_key: Option<String>) -> TokenStream {
    let (same, at) = (need_same(need), need_at(need));
    let pairs = pairs(&written.steps, &quote!(#need));
    let message = match of_key {
        None => quote!(#message),
        Some(of_key) => quote! {
            if __organum::Pair::<#need, __organum::IdempotencyKey>::SAME { #of_key } else { #message }
        },
    };
    quote_spanned! {need.span()=>
        const #same: &'static [::core::primitive::bool] = &[#pairs];
        const #at: ::core::primitive::usize = __organum::position(#same);
        const _: () = __organum::check_given(#same, __IS_UNCLEAR, #message);
    }
}

/// For each of the steps: is the type what it gives?
fn pairs(steps: &[StepTypes], ty: &TokenStream) -> TokenStream {
    let pairs = steps.iter().map(|step| match &step.value {
        Some(value) => quote!(__organum::Pair::<#ty, #value>::SAME),
        None => quote!(false),
    });
    quote!(#(#pairs),*)
}

/// The constant that tells which steps give the type of a need.
fn need_same(need: &Ident) -> Ident {
    format_ident!("{need}_same")
}

/// By what others find a step, and its link.
fn links(saga: &Saga, written: &Written, at: usize) -> TokenStream {
    let (step, types) = (&saga.steps[at], &written.steps[at]);
    let marker = marker(step);
    let given = types.value.as_ref().map(|value| {
        let earlier = pairs(&written.steps[..at], value);
        let names = saga.steps[..at].iter().map(Step::text);
        let (name, gives) = (step.text(), step.gives_text());
        quote_spanned! {step.anchor()=>
            const _: () = __organum::check_given_once(
                &[#earlier], &[#(#names),*], #name, #gives,
            );
        }
    });
    let needs = step.params.iter().zip(&types.needs);
    let needs = needs.flat_map(|(param, needs)| {
        let needs = needs.iter().enumerate();
        needs.map(|(at, need)| {
            let message = saga.not_given(step, param, at);
            found(written, need, &message, param.key_of_other_name(step))
        })
    });
    let (link, linked) = (format_ident!("__LINK{at}"), numbered("linked", at));
    let deps = types.all_needs().map(|(_, need)| {
        let at = need_at(need);
        quote!(__LINKS[#at])
    });
    let forms = forms(step, types);
    let name = step.text();
    quote! {
        #given
        #(#needs)*
        const #link: __organum::Link = __organum::Link::node(&[], #linked);
        fn #linked() -> __organum::LinkedNode {
            const __DEPS: &'static [__organum::Link] = &[__organum::RUN, #(#deps),*];
            __organum::LinkedNode {
                name: #name,
                deps: __DEPS,
                forms: &[#(#forms),*],
                operations: __organum::Operations::of::<#marker>,
            }
        }
    }
}

/// The forms of the parameters, if any of them is one of several steps.
fn forms(step: &Step, types: &StepTypes) -> Vec<TokenStream> {
    let is_one_of = |kind: &ParamKind| matches!(kind, ParamKind::OneOf(..));
    if !step.params.iter().any(|param| is_one_of(&param.kind)) {
        return Vec::new();
    }
    let run = quote!((__organum::Form::Strict, 1));
    let params = step.params.iter().zip(&types.needs);
    let params = params.filter(|(_, needs)| !needs.is_empty());
    let forms = params.map(|(param, needs)| {
        let count = Literal::usize_unsuffixed(needs.len());
        match &param.kind {
            ParamKind::OneOf(form, _) => quote!((__organum::Form::#form, #count)),
            _ => quote!((__organum::Form::Strict, #count)),
        }
    });
    std::iter::once(run).chain(forms).collect()
}

fn row(saga: &Saga, step: &Step, types: &StepTypes) -> TokenStream {
    let (name, gives) = (step.text(), step.gives_text());
    let needs = types.all_needs().map(|(param, need)| {
        let at = need_at(need);
        let form = match &step.params[param].kind {
            ParamKind::OneOf(form, _) => quote!(#form),
            _ => quote!(Strict),
        };
        quote!(__organum::StepNeed { at: #at, form: __organum::Form::#form })
    });
    let role = match (step.is_pivot, &step.undo) {
        (true, _) => quote!(Pivot),
        (false, Some(_)) => quote!(Undone),
        (false, None) if step.nested.is_some() => quote!(Undone),
        (false, None) => quote!(Irrevocable),
    };
    let undo = option_as_tokens(step.undo.as_ref().map(|undo| names::as_text(&undo.name)));
    let on_failure = step
        .undo
        .as_ref()
        .is_some_and(|undo| undo.on_failure.is_some());
    let may_fail = step.is_fallible || matches!(step.policies.timeout, Setting::Set(_));
    let is_retriable = !may_fail || matches!(step.policies.retry, Setting::Set(_));
    let (is_each, is_saga) = (step.each.is_some(), step.nested.is_some());
    let is_cancellable = step.is_cancellable;
    let unknown = unknown(saga, step);
    quote! {
        __organum::StepTable {
            name: #name,
            gives: #gives,
            needs: &[#(#needs),*],
            role: __organum::Role::#role,
            undo: #undo,
            undo_on_failure: #on_failure,
            is_retriable: #is_retriable,
            is_each: #is_each,
            is_saga: #is_saga,
            is_cancellable: #is_cancellable,
            unknown: __organum::OnUnknown::#unknown,
        }
    }
}

/// Writes the action for a step whose outcome is not known. An undo that does not need the value gets none.
fn unknown(saga: &Saga, step: &Step) -> TokenStream {
    let takes_option = step.undo.as_ref().is_some_and(|undo| {
        let mut methods = saga.methods.iter();
        let method = methods.find(|method| method.name == undo.name);
        let mut params = method.into_iter().flat_map(|method| &method.params);
        params.any(|param| matches!(param, UndoParam::Value(_, true)))
    });
    match step.unknown {
        Some((Unknown::Undo, _)) => quote!(Undo),
        Some((Unknown::Park, _)) => quote!(Park),
        None if takes_option => quote!(NoValue),
        None => quote!(Again),
    }
}

/// Writes the checks of the saga as a whole.
pub(super) fn checks(saga: &Saga) -> TokenStream {
    let links = (0..saga.steps.len()).map(|at| format_ident!("__LINK{at}"));
    let whole = quote_spanned! {names::anchor(&saga.ty)=>
        const _: () = __organum::check_steps_acyclic(__TABLE);
    };
    let steps = saga.steps.iter().enumerate().map(|(at, step)| {
        let at = Literal::usize_unsuffixed(at);
        let span = step.name.span();
        let is_undone = step.undo.is_some() || step.nested.is_some();
        let named = (!is_undone && !step.is_irrevocable && !step.is_pivot).then(
            || quote_spanned!(span=> const _: () = __organum::check_undo_named(__TABLE, #at);),
        );
        let needless = step.undo.as_ref().map(|undo| {
            quote_spanned!(undo.name.span()=>
                const _: () = __organum::check_undo_needed(__TABLE, #at);)
        });
        let order = quote_spanned!(span=> const _: () = __organum::check_ordered(__TABLE, #at););
        let retriable = quote_spanned! {span=>
            const _: () = __organum::check_retriable(__TABLE, #at);
        };
        let items = items_recorded(saga, step);
        quote!(#named #needless #order #retriable #items)
    });
    quote! {
        const __LINKS: &'static [__organum::Link] = &[#(#links),*];
        #whole
        #(#steps)*
    }
}

/// That the items of a step are recorded, if the saga is journalled.
fn items_recorded(saga: &Saga, step: &Step) -> Option<TokenStream> {
    saga.version?;
    let field = step.each.as_ref()?.field.as_ref()?;
    let Member::Named(field) = field else {
        return None;
    };
    let (name, text) = (names::as_text(field), step.text());
    Some(quote_spanned! {field.span()=>
        const _: () = __organum::check_items_recorded(
            __organum::InjectedOf::<__Saga>::FIELDS, #name, #text,
        );
    })
}

/// Writes the checks that the value of a step is neither a `Result` under another name nor a future, which nobody would await.
pub(super) fn values(saga: &Saga, written: &Written) -> TokenStream {
    let steps = saga.steps.iter().zip(&written.steps);
    let checks = steps.filter_map(|(step, types)| {
        let (name, text) = (step.text(), names::written(step.gives.as_ref()?));
        let gives = &types.gives;
        Some(quote_spanned! {step.anchor()=>
            const _: () = __organum::check_no_alias(
                __organum::Fallible::<#gives>::IS_RESULT, "step", #name, #text
            );
            const _: () = __organum::check_no_future(
                __organum::Awaitable::<#gives>::IS_FUTURE, "step", #name, #text
            );
        })
    });
    checks.collect()
}
