//! The checks that only the compiler can make about types: types that are the same under two names, the
//! meaning of an alias, and the types that threads may share.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;

use super::{
    super::model::{Call, Form, Node, Scope},
    Written, impl_params, where_predicates,
};
use crate::{names, types};

/// The maximum number of parameters that are compared with each other.
const MOST_COMPARED: usize = 8;

/// Returns items, and statements that are evaluated when the user's crate is compiled.
pub(super) fn checks(node: &Node, written: &Written) -> TokenStream {
    let shareable = shareable(node, written);
    let value = provided_value(node, written);
    let distinct = distinct(node, written);
    let runs = runs(node, written);
    quote! {
        #shareable
        #value
        #distinct
        #(#runs)*
    }
}

/// Checks that a node whose value runs share takes no `Run`.
fn runs(node: &Node, written: &Written) -> Vec<TokenStream> {
    if node.scope == Scope::Run {
        return Vec::new();
    }
    let name = &node.name;
    let params = node.params.iter().zip(&written.needs);
    let concrete =
        params.filter(|(param, _)| !types::is_generic(&param.dependency, &node.generics));
    let checks = concrete.map(|(param, need)| {
        quote_spanned! {param.anchor()=>
            __organum::check_no_run(__organum::Pair::<#need, __organum::Run>::SAME, #name);
        }
    });
    checks.collect()
}

/// Checks that nodes can share their dependencies.
fn shareable(node: &Node, written: &Written) -> Option<TokenStream> {
    if node.params.is_empty() {
        return None;
    }
    let asked = node.params.iter().zip(&written.needs).map(|(param, need)| {
        quote_spanned! {param.anchor()=>
            __organum::Dependency::is_fine(__organum::Needed::<#need>::NEW.type_asked());
        }
    });
    let params = impl_params(node);
    let user = where_predicates(node);
    Some(quote! {
        fn __dependencies<#(#params),*>() where #(#user,)* {
            #(#asked)*
        }
    })
}

/// Checks that no two parameters are of one type, also through an alias.
///
/// Each pair is compared, so that both names can be reported. A node with many parameters has too many
/// pairs for that: there, an impl for each parameter conflicts if it is the same as another one.
fn distinct(node: &Node, written: &Written) -> Option<TokenStream> {
    let concrete: Vec<usize> = (0..node.params.len())
        .filter(|&at| node.params[at].form != Form::Stored)
        .filter(|&at| !types::is_generic(&node.params[at].dependency, &node.generics))
        .collect();
    match concrete.len() {
        0 | 1 => None,
        2..=MOST_COMPARED => Some(pairs(node, written, &concrete)),
        _ => Some(impls(node, written, &concrete)),
    }
}

fn pairs(node: &Node, written: &Written, concrete: &[usize]) -> TokenStream {
    let name = &node.name;
    let pairs = concrete
        .iter()
        .enumerate()
        .flat_map(|(at, second)| concrete[..at].iter().map(move |first| (*first, *second)));
    let checks = pairs.map(|(first, second)| {
        let (a, b) = (&written.needs[first], &written.needs[second]);
        let (first, second) = (&node.params[first], &node.params[second]);
        let (first, second_name) = (&first.name, &second.name);
        let text = names::written(&second.dependency);
        quote_spanned! {second.anchor()=>
            __organum::check_distinct(
                __organum::Pair::<#a, #b>::SAME, #name, #first, #second_name, #text
            );
        }
    });
    quote!(#(#checks)*)
}

fn impls(node: &Node, written: &Written, concrete: &[usize]) -> TokenStream {
    let parameters = format_ident!("parameters_of_{}", names::as_ident(&node.name));
    let impls = concrete.iter().map(|&at| {
        let need = &written.needs[at];
        quote_spanned! {node.params[at].anchor()=>
            impl __organum::TypeOfOne<#need> for #parameters {}
        }
    });
    quote! {
        struct #parameters;
        #(#impls)*
    }
}

/// Checks that the provided type is neither a future, which nothing would await, nor a `Result` under another
/// name.
fn provided_value(node: &Node, written: &Written) -> Option<TokenStream> {
    if matches!(node.call, Call::Build { .. }) || types::is_generic(&node.output, &node.generics) {
        return None;
    }
    let output = &written.output;
    let text = names::written(&node.output);
    let name = &node.name;
    let at = names::anchor(&node.output);
    let alias = matches!(node.output, Type::Path(_)).then(|| {
        quote_spanned! {at=>
            __organum::check_no_alias(
                __organum::Fallible::<#output>::IS_RESULT, "node", #name, #text
            );
        }
    });
    let future = quote_spanned! {at=>
        __organum::check_no_future(
            __organum::Awaitable::<#output>::IS_FUTURE, "node", #name, #text
        );
    };
    Some(quote!(#alias #future))
}
