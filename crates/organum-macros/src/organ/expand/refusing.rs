//! A handler whose guards may refuse an event. Its body becomes that of a function with one more parameter,
//! a flag that is set if the event is refused; the function of the user calls it.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Block, FnArg, FnModifiers, ItemFn, Meta, Signature, Token, Visibility, parse_quote,
};

use super::super::model::Handler;
use crate::hygiene::{self, REFUSED, SELF};

/// Moves the body of a handler that may refuse an event, and returns the generated function.
pub(super) fn split(
    attributes: &mut Vec<Attribute>,
    signature: &mut Signature,
    block: &mut Block,
    handler: &Handler,
) -> Option<TokenStream> {
    let mut refusing = ItemFn {
        attrs: attributes.clone(),
        vis: Visibility::Inherited,
        modifiers: FnModifiers::default(),
        sig: signature.clone(),
        block: Box::new(block.clone()),
    };
    refusing.sig.ident = handler.refusing()?;
    with_flag(&mut refusing.attrs, &mut refusing.sig);
    let call = call(signature, &refusing.sig);
    caller_only(attributes);
    *block = parse_quote!({ #call });
    Some(refusing.into_token_stream())
}

/// Adds the flag to the parameters of the generated function.
fn with_flag(attributes: &mut Vec<Attribute>, signature: &mut Signature) {
    const OF_CALLERS: [&str; 3] = ["doc", "must_use", "deprecated"];
    attributes.retain(|attribute| {
        let path = attribute.path();
        !OF_CALLERS.iter().any(|name| path.is_ident(name))
    });
    attributes.push(parse_quote! {
        #[allow(clippy::unused_self, clippy::unused_async, clippy::trivially_copy_pass_by_ref)]
    });
    signature
        .inputs
        .push(parse_quote!(#REFUSED: &mut ::core::primitive::bool));
}

/// Keeps the attributes that concern callers: others have been moved with the body.
fn caller_only(attributes: &mut Vec<Attribute>) {
    const KEPT: [&str; 9] = [
        "doc",
        "must_use",
        "deprecated",
        "allow",
        "expect",
        "warn",
        "deny",
        "forbid",
        "cfg",
    ];
    attributes.retain(|attribute| {
        let path = attribute.path();
        KEPT.iter().any(|name| path.is_ident(name))
    });
    for attribute in attributes {
        // The generated function fulfils the expectation.
        if let Meta::List(list) = &mut attribute.meta
            && list.path.is_ident("expect")
        {
            list.path = parse_quote!(allow);
        }
    }
}

/// Returns the call of the generated function by the user's, whose parameters get names.
fn call(signature: &mut Signature, refusing: &Signature) -> TokenStream {
    let mut this = None;
    let mut arguments = Vec::new();
    for (at, input) in signature.inputs.iter_mut().enumerate() {
        match input {
            FnArg::Receiver(receiver) => {
                this = Some(<Token![Self]>::default());
                arguments.push(SELF.beside(receiver.self_token.span));
            }
            FnArg::Typed(typed) => {
                let argument = hygiene::numbered("argument", at);
                *typed.pat = parse_quote!(#argument);
                typed.attrs.clear();
                arguments.push(argument);
            }
        }
    }
    let this = this.map(|this| quote!(#this::));
    let name = &refusing.ident;
    let wait = refusing.asyncness.map(|_| quote!(.await));
    quote!(#this #name(#(#arguments,)* &mut false) #wait)
}
