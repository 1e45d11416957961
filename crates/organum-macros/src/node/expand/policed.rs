//! The policies that a node declares.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::model::{Node, Under};
use crate::{duration::Length, names, options::Count, retry::Retry, setting::Setting};

/// Writes the constant that declares the policies of the node for the runtime.
pub(super) fn policy(node: &Node) -> Option<TokenStream> {
    if node.under() == Under::None {
        return None;
    }
    let name = if node.is_explicit() {
        node.name.clone()
    } else {
        names::of_type(&node.output)
    };
    // What cannot be retried or stopped has none of these, whatever its graph says.
    let retry = match &node.policies.retry {
        Setting::Unset if !node.may_be_retried() => &Setting::None,
        said => said,
    };
    let timeout = match &node.policies.timeout {
        Setting::Unset if !node.may_be_stopped() => &Setting::None,
        said => said,
    };
    let retry = retry.as_call("retry", Retry::as_tokens);
    let timeout = timeout.as_call("timeout", Length::as_tokens);
    Some(quote! {
        const POLICY: __organum::NodePolicy = __organum::NodePolicy::of(#name) #retry #timeout;
    })
}

/// Writes the checks of constants in the policies of the node, as items.
pub(super) fn checks(node: &Node) -> TokenStream {
    let policies = &node.policies;
    let close = node.close.as_ref().and_then(|close| close.limit.as_ref());
    let lengths = policies.timeout.value().into_iter().chain(close);
    let lengths: TokenStream = lengths.filter_map(Length::check).collect();
    let retry = policies.retry.value().map(Retry::check);
    let concurrency = policies.concurrency.as_ref().and_then(Count::check);
    quote!(#lengths #retry #concurrency)
}

/// Writes the operations of the node in `graph`.
pub(super) fn operations(node: &Node, graph: &TokenStream) -> TokenStream {
    if node.persist.is_some() {
        let recorded = quote!(__organum::Recorded<#graph>);
        return match node.under() {
            Under::None => quote!(<#recorded as __organum::Around<Self>>::operations::<Self>),
            Under::Graph => {
                quote!(<#graph as __organum::Defaults>::operations_within::<Self, #recorded>)
            }
            Under::Own => {
                quote!(<#graph as __organum::Defaults>::policed_within::<Self, #recorded>)
            }
        };
    }
    match node.under() {
        Under::None => quote!(__organum::Operations::of::<Self>),
        Under::Graph => quote!(<#graph as __organum::Defaults>::operations::<Self>),
        Under::Own => quote!(<#graph as __organum::Defaults>::policed::<Self>),
    }
}

/// The additional dependency of a node whose concurrency is bounded, or whose results are recorded.
#[derive(Default)]
pub(super) struct Turns {
    /// The type of the last dependency, which holds the semaphore and the execution id.
    pub(super) run: TokenStream,
    /// The pattern of that dependency.
    pub(super) part: TokenStream,
    pub(super) bound: TokenStream,
}

impl Turns {
    pub(super) fn of(node: &Node) -> Self {
        if !node.takes_own_run() {
            return Self::default();
        }
        let bound = node.policies.concurrency.as_ref().map(|most| {
            let most = most.as_tokens();
            quote! {
                const CONCURRENCY: ::core::option::Option<::core::num::NonZeroU32> =
                    ::core::option::Option::Some(#most);
            }
        });
        Self {
            run: quote!(&'__run __organum::Run,),
            part: quote!(_,),
            bound: bound.unwrap_or_default(),
        }
    }
}
