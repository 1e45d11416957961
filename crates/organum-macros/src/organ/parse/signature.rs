//! The signatures of handlers and hooks.

use proc_macro2::Span;
use syn::{FnArg, Pat, PatType, ReceiverKind, ReturnType, Signature, Type, parse_quote};

use super::super::model::Function;
use crate::{names, options::Errors, types};

/// The way in which a method takes its organ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Shared,
    Mutably,
}

/// `&self` or `&mut self`; a mistake if it is neither.
pub(super) fn receiver(
    signature: &Signature,
    organ: &str,
    kind: &str,
    errors: &mut Errors,
) -> Taken {
    let name = &signature.ident;
    let Some(receiver) = signature.receiver() else {
        errors.at(
            name.span(),
            format_args!(
                "{kind} `{name}` of organ `{organ}` takes no `self`: write `&mut self`, or `&self` if it only reads"
            ),
        );
        return Taken::Mutably;
    };
    match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => return Taken::Shared,
        ReceiverKind::Reference(_, _, Some(_)) => return Taken::Mutably,
        _ => {}
    }
    errors.on(
        receiver,
        format_args!(
            "{kind} `{name}` of organ `{organ}` takes `{}`, and the organ outlives the call: write `&mut self`, or `&self` if it only reads",
            names::written(receiver)
        ),
    );
    Taken::Mutably
}

/// A handler is called by safe code, with arguments of certain types.
pub(super) fn qualifiers(signature: &Signature, organ: &str, kind: &str, errors: &mut Errors) {
    let name = &signature.ident;
    if let syn::Safety::Unsafe(token) = &signature.safety {
        errors.on(
            token,
            format_args!(
                "{kind} `{name}` of organ `{organ}` is unsafe, and safe code calls it: remove `unsafe`, and keep the unsafe part in a block inside"
            ),
        );
    }
    let mut own = signature.generics.params.iter();
    if let Some(param) = own.find(|param| !matches!(param, syn::GenericParam::Lifetime(_))) {
        errors.at(
            names::of_param(param).span(),
            format_args!(
                "{kind} `{name}` of organ `{organ}` has a parameter `{}` of its own, which cannot be inferred: use a concrete type, or a parameter of an `impl` block",
                names::of_param(param)
            ),
        );
    }
}

/// Returns the model of a handler or a hook, with its outbox if it has one.
pub(super) fn function(
    signature: &Signature,
    at: usize,
    outbox: Option<&PatType>,
    organ: &str,
    kind: &str,
    errors: &mut Errors,
) -> Function {
    let name = signature.ident.clone();
    let returned: Type = match &signature.output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, ty) => types::plain(ty).clone(),
    };
    if let Some(outbox) = outbox
        && let Type::Reference(found) = types::plain(&outbox.ty)
        && types::is_of_std(&found.elem)
    {
        errors.on(
            &outbox.ty,
            format_args!(
                "{kind} `{name}` of organ `{organ}` takes `{}`, and what it may change besides its organ is an outbox: write `out: &mut Outbox<(A, B)>`, or make it a field of the organ",
                names::written(&outbox.ty)
            ),
        );
    }
    let twice = outbox.and_then(|outbox| declared_twice(&outbox.ty));
    if let Some(event) = twice {
        errors.on(
            event,
            format_args!(
                "the outbox of {kind} `{name}` of organ `{organ}` declares `{}` twice: remove one of them",
                names::written(event)
            ),
        );
    }
    let found = types::look_into(&returned);
    let why_not = if let Some(opaque) = &found.impl_trait {
        Some(match item_of(opaque) {
            Some(item) => format!(
                "does not name its type: write `Vec<{}>`, and `collect()` its items",
                names::written(item)
            ),
            None => "does not name its type: write the type".to_owned(),
        })
    } else if found.reference.is_some() || found.lifetime.is_some() {
        let why_not = "borrows, and what is emitted outlives the call: return owned events";
        Some(why_not.to_owned())
    } else if found.infer.is_some() {
        // rustc says it of every signature.
        errors.told_by_rustc();
        None
    } else {
        None
    };
    if let Some(why_not) = why_not {
        errors.on(
            &returned,
            format_args!(
                "{kind} `{name}` of organ `{organ}` returns `{}`, which {why_not}",
                names::written(&returned)
            ),
        );
    }
    let returned_at = match &signature.output {
        ReturnType::Default => name.span(),
        ReturnType::Type(..) => anchor_of_emission(&returned),
    };
    Function {
        at,
        is_async: signature.asyncness.is_some(),
        returned_at,
        returned,
        outbox: outbox.map(|outbox| without_lifetime(&outbox.ty)),
        declares_twice: twice.is_some(),
        name,
    }
}

/// The event that the tuple of an outbox, `&mut Outbox<(A, B)>`, names again.
fn declared_twice(outbox: &Type) -> Option<&Type> {
    let Type::Reference(found) = types::plain(outbox) else {
        return None;
    };
    let Type::Tuple(declared) = types::plain(types::arguments(&found.elem).first()?) else {
        return None;
    };
    let written: Vec<String> = declared.elems.iter().map(names::written).collect();
    let again = (1..written.len()).find(|&at| written[..at].contains(&written[at]))?;
    declared.elems.iter().nth(again)
}

/// The `T` of `impl Iterator<Item = T>`.
fn item_of(opaque: &syn::TypeImplTrait) -> Option<&Type> {
    opaque.bounds.iter().find_map(|bound| {
        let syn::TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        let syn::PathArguments::AngleBracketed(found) = &last.arguments else {
            return None;
        };
        found.args.iter().find_map(|argument| match argument {
            syn::GenericArgument::AssocType(item) if item.ident == "Item" => Some(&item.ty),
            _ => None,
        })
    })
}

/// The type of a reference without its lifetime, which is a parameter of the function.
fn without_lifetime(ty: &Type) -> Type {
    let mut ty = types::plain(ty).clone();
    if let Type::Reference(reference) = &mut ty {
        reference.lifetime = None;
    }
    ty
}

/// Returns the place of errors about the returned type: the event in an `Option`, a `Vec` or a
/// `Result`.
fn anchor_of_emission(ty: &Type) -> Span {
    if let Type::Path(path) = types::plain(ty)
        && let Some(last) = path.path.segments.last()
        && (last.ident == "Option" || last.ident == "Vec" || last.ident == "Result")
        && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(syn::GenericArgument::Type(inner)) = arguments.args.first()
    {
        return anchor_of_emission(inner);
    }
    names::anchor(ty)
}

/// The parameters behind `self`.
pub(super) fn typed(signature: &Signature) -> Vec<&PatType> {
    let typed = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input),
        FnArg::Receiver(_) => None,
    });
    typed.collect()
}

/// Returns true if it is `&mut …`, as an outbox is.
pub(super) fn is_outbox(input: &PatType) -> bool {
    matches!(types::plain(&input.ty), Type::Reference(found) if found.mutability.is_some())
}

/// The name of a parameter.
pub(super) fn name_of(input: &PatType) -> Option<syn::Ident> {
    match &*input.pat {
        Pat::Ident(found) if found.subpat.is_none() => Some(found.ident.clone()),
        _ => None,
    }
}

/// The type behind `&`; a mistake if it is not borrowed.
pub(super) fn event<'a>(
    input: &'a PatType,
    signature: &Signature,
    organ: &str,
    errors: &mut Errors,
) -> Option<&'a Type> {
    let written = names::written(&input.ty);
    let handler = &signature.ident;
    let (event, is_borrowed) = match types::plain(&input.ty) {
        Type::Reference(found) => (types::plain(&found.elem), found.mutability.is_none()),
        owned => (owned, false),
    };
    let is_one_type =
        matches!(event, Type::Path(_) | Type::Macro(_)) && !types::look_into(event).is_unnameable();
    if !is_one_type {
        errors.on(
            &input.ty,
            format_args!(
                "handler `{handler}` of organ `{organ}` takes `{written}`, which is not a reference to an event: take `&Event`, or a reference to one event, such as `&OrderPlaced`"
            ),
        );
        return None;
    }
    if !is_borrowed {
        errors.on(
            &input.ty,
            format_args!(
                "handler `{handler}` of organ `{organ}` takes `{written}`, and an event is shared by its handlers: take `&{}`",
                names::written(event)
            ),
        );
        return None;
    }
    Some(event)
}

/// Returns true if it is the event of any type, by its name.
pub(super) fn is_any_event(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "Event" && last.arguments.is_none()),
        _ => false,
    }
}
