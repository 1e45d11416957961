//! The tables of handlers and hooks.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::super::{
    matching::{Matching, Row},
    model::{Events, Function, Handler, HookFn, HookKind, OnFailure, Organ, Policy, Timeout},
    pattern,
};
use crate::hygiene::EVENT;
use crate::{duration::Length, names, options::option_as_tokens, retry::Retry};

/// A handler's table.
pub(super) fn handler(organ: &Organ, at: usize, handler: &Handler) -> TokenStream {
    let name = names::as_ident(&handler.function.name.to_string());
    let listens = match &handler.events {
        Events::Arms(matching) => interests(matching),
        Events::One(ty) => {
            let text = names::written(ty).replace("r#", "");
            let event = super::event_alias(organ, at, ty);
            vec![quote_spanned! {names::anchor(ty)=>
                __organum::Interest {
                    event: __organum::event_table::<#event>(),
                    pattern: #text,
                    is_whole: true,
                }
            }]
        }
        Events::Anything | Events::Unclear => Vec::new(),
    };
    let (is_all, is_async) = (handler.is_all, handler.function.is_async);
    let emits = emits(&handler.function);
    let policy = policy(&handler.policy);
    quote! {
        __organum::HandlerTable {
            name: #name,
            listens: &[#(#listens),*],
            all: #is_all,
            is_async: #is_async,
            emits: #emits,
            policy: #policy,
        }
    }
}

/// The rows of each head.
fn columns(matching: &Matching) -> impl Iterator<Item = Vec<&Row>> {
    (0..matching.columns).map(|column| {
        let rows = matching.rows.iter();
        rows.filter(|row| row.column == column).collect()
    })
}

/// Writes the interests of the arms. rustc infers the type of each from the pattern in the closure.
fn interests(matching: &Matching) -> Vec<TokenStream> {
    let interests = columns(matching).filter_map(|rows| {
        let first = rows.first()?;
        let mut texts: Vec<String> = Vec::new();
        for row in &rows {
            let pattern = names::written(&row.pattern);
            let text = match &row.guard {
                Some(guard) => format!("{pattern} if {guard}"),
                None => pattern,
            };
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        let text = texts.join(" | ").replace("r#", "");
        let open = pattern::open(&first.pattern);
        let is_whole = rows
            .iter()
            .any(|row| pattern::surely_takes_all_of_its_head(&row.pattern));
        // Not at the pattern: that may match every value of its type, and this arm is never reached.
        let otherwise = quote!(_ => false);
        Some(quote_spanned! {first.anchor=>
            __organum::Interest {
                event: __organum::table_of(|#EVENT| match #EVENT { #open => true, #otherwise }),
                pattern: #text,
                is_whole: #is_whole,
            }
        })
    });
    interests.collect()
}

/// Writes the events that a function may emit.
fn emits(function: &Function) -> TokenStream {
    let (returned, at) = (&function.returned, function.returned_at);
    let returned = quote_spanned!(at=> &<#returned as __organum::Emits>::LIST);
    let outbox = function.outbox.as_ref().map(
        |outbox| quote_spanned!(names::anchor(outbox)=> &<#outbox as __organum::OutboxOf>::LIST),
    );
    quote!(&[#returned, #outbox])
}

fn policy(policy: &Policy) -> TokenStream {
    let retry = option_as_tokens(policy.retry.as_ref().map(Retry::as_tokens));
    let (is_unlimited, timeout) = match &policy.timeout {
        Some(Timeout::None) => (true, None),
        Some(Timeout::After(timeout)) => (false, Some(timeout)),
        None => (false, None),
    };
    let timeout = option_as_tokens(timeout.map(Length::as_tokens));
    let on_failure = policy.on_failure.map(|found| {
        let found = match found {
            OnFailure::DeadLetter => quote!(DeadLetter),
            OnFailure::Fail => quote!(Fail),
            OnFailure::Nack => quote!(Nack),
        };
        quote!(__organum::OnFailure::#found)
    });
    let on_failure = option_as_tokens(on_failure);
    quote! {
        __organum::HandlerPolicy {
            retry: #retry,
            timeout: #timeout,
            is_unlimited: #is_unlimited,
            on_failure: #on_failure,
        }
    }
}

pub(super) fn hooks(organ: &Organ) -> TokenStream {
    let hook = |kind: HookKind| {
        let found = organ.hooks.iter().find(|hook| hook.kind == kind);
        option_as_tokens(found.map(|HookFn { function, .. }| {
            let name = names::as_ident(&function.name.to_string());
            let emits = emits(function);
            quote!(__organum::HookTable { name: #name, emits: #emits })
        }))
    };
    let [start, idle, stop] = [HookKind::Start, HookKind::Idle, HookKind::Stop].map(hook);
    quote!(__organum::Hooks { start: #start, idle: #idle, stop: #stop })
}

/// An arm that can never be reached, since one before it takes all of its event under another name.
/// Under the same name, rustc tells.
pub(super) fn checks(organ: &Organ) -> TokenStream {
    if !organ.generics.params.is_empty() {
        // The tables of a generic organ are those of no one.
        return TokenStream::new();
    }
    let ty = &organ.ty;
    let handlers = organ.handlers.iter().enumerate();
    let checks = handlers.filter_map(|(at, handler)| match &handler.events {
        Events::Arms(matching) => Some((at, matching)),
        _ => None,
    });
    checks
        .filter_map(|(at, matching)| {
            arms(at, matching, &quote!(__organum::OrganProbe::<#ty>::TABLE))
        })
        .collect()
}

fn arms(at: usize, matching: &Matching, table: &TokenStream) -> Option<TokenStream> {
    let rows = &matching.rows;
    let possible_handlers: Vec<usize> = (0..rows.len())
        .filter(|&row| {
            let mut before = rows[..row].iter();
            before.any(|other| other.column != rows[row].column && other.is_whole())
        })
        .collect();
    if possible_handlers.is_empty() {
        return None;
    }
    let name = format_ident!("__ARMS{at}");
    let at = Literal::usize_unsuffixed(at);
    let listed = rows.iter().map(|row| {
        let column = Literal::usize_unsuffixed(row.column);
        let is_whole = row.is_whole();
        let text = match pattern::head(&row.pattern) {
            pattern::Head::Event { text, .. } => text,
            _ => String::new(),
        };
        quote!(__organum::ArmTable { interest: #column, is_whole: #is_whole, head: #text })
    });
    let checks = possible_handlers.iter().map(|&row| {
        let number = Literal::usize_unsuffixed(row);
        quote_spanned! {rows[row].anchor=>
            const _: () = __organum::check_arm(#table, #at, #name, #number);
        }
    });
    Some(quote! {
        const #name: &[__organum::ArmTable] = &[#(#listed),*];
        #(#checks)*
    })
}
