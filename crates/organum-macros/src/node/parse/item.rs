//! The items that declare a node.

use proc_macro2::Ident;
use quote::{format_ident, quote};
use syn::{
    Attribute, Fields, Generics, ImplItem, ItemFn, ItemImpl, ItemStruct, ReceiverKind, Signature,
    Type, Visibility, parse_quote,
};

use super::{
    super::model::{Call, Explicit, Form, Node, Param, Place, Policies},
    POLICIES, close, find, is_explicit, persist, place,
    policy::{self, Fitting},
    scope, signature,
};
use crate::{
    names,
    options::{self, Errors, Written},
    types,
};

pub(super) fn function(options: &[Written], item: ItemFn, errors: &mut Errors) -> Option<Node> {
    let name = item.sig.ident.to_string();
    let is_async = item.sig.asyncness.is_some();
    let runtime = options::runtime(options, errors);
    let place = place(options, is_async, &name, errors);
    let close = close(options, errors);
    let explicit = if is_explicit(options, errors) {
        Explicit::Function(item.sig.ident.clone())
    } else {
        Explicit::No
    };
    signature::qualifiers(&item.sig, &name, errors);
    if let Some(receiver) = item.sig.receiver() {
        errors.on(
            receiver,
            format_args!(
                "`{name}` takes `{}`, so it cannot be a node by itself: put `#[node]` on its `impl` block, and name it `compose`",
                names::written(receiver)
            ),
        );
        return None;
    }
    if types::mentions(&item.sig, &format_ident!("Self")) {
        errors.on(
            &item.sig.ident,
            format_args!(
                "`{name}` is a function of an `impl` block, so it cannot be a node by itself: put `#[node]` on the block, and name it `compose`"
            ),
        );
        return None;
    }
    let mut params = signature::params(&item.sig, None, errors);
    let (returned, output, is_fallible) = signature::output(&item.sig, &name, None, errors)?;
    let fitting = Fitting {
        name: &name,
        is_async,
        is_fallible,
        place,
    };
    let policies = policy::policies(options, &fitting, errors);
    let persist = persist::persist(options, &fitting, errors);
    params.extend(persist.as_ref().map(persist::store));
    Some(Node {
        runtime,
        name,
        before_generics: item.sig.ident.span(),
        visibility: item.vis,
        generics: without_lifetimes(item.sig.generics, errors),
        params,
        returned,
        output,
        is_fallible,
        is_async,
        place,
        scope: scope(options, errors),
        close,
        policies,
        persist,
        explicit,
        call: Call::Function(item.sig.ident),
    })
}

pub(super) fn structure(
    options: &[Written],
    item: ItemStruct,
    errors: &mut Errors,
) -> Option<Node> {
    let name = &item.ident;
    let runtime = options::runtime(options, errors);
    for option in ["spawn", "blocking", "explicit", "persist"]
        .into_iter()
        .chain(POLICIES)
    {
        if let Some(option) = find(options, option) {
            errors.at(
                option.name.span(),
                format_args!(
                    "`{}` is for functions, and `{name}` is a struct, which is built from its fields: remove it, or write a `fn` that returns the struct",
                    option.name
                ),
            );
        }
    }
    if let Some(lifetime) = item.generics.lifetimes().next() {
        errors.on(
            lifetime,
            format_args!(
                "node `{name}` has a lifetime, and a value of a graph outlives its dependencies: use owned fields, or `Arc`"
            ),
        );
        return None;
    }
    let (_, arguments, _) = item.generics.split_for_impl();
    let output: Type = parse_quote!(#name #arguments);
    let fields = match &item.fields {
        Fields::Named(fields) => Some(
            fields
                .named
                .iter()
                .filter_map(|field| field.ident.clone())
                .collect(),
        ),
        Fields::Unnamed(_) => None,
        Fields::Unit => Some(Vec::new()),
    };
    let turbofish = arguments.as_turbofish();
    let path = quote!(#name #turbofish);
    let mut params = Vec::new();
    for (at, field) in item.fields.iter().enumerate() {
        unconditional(&field.attrs, errors);
        params.push(Param {
            name: field
                .ident
                .as_ref()
                .map_or_else(|| at.to_string(), Ident::to_string),
            written: field.ty.clone(),
            dependency: types::plain(&field.ty).clone(),
            form: Form::Cloned,
            alternatives: 1,
        });
    }
    Some(Node {
        runtime,
        name: name.to_string(),
        before_generics: name.span(),
        visibility: item.vis,
        params,
        returned: output.clone(),
        output,
        is_fallible: false,
        is_async: false,
        place: Place::Inline,
        scope: scope(options, errors),
        close: close(options, errors),
        policies: Policies::default(),
        persist: None,
        explicit: Explicit::No,
        call: Call::Build { path, fields },
        generics: item.generics,
    })
}

pub(super) fn implementation(
    options: &[Written],
    item: &ItemImpl,
    errors: &mut Errors,
) -> Option<Node> {
    let runtime = options::runtime(options, errors);
    let step = types::plain(&item.self_ty);
    let name = names::of_type(step);
    if let Some((path, _)) = &item.trait_ {
        errors.on(
            path,
            format_args!(
                "`#[node]` goes on an `impl` block of `{name}` alone, and this one is of trait `{}`: write `impl {name} {{ async fn compose(…) … }}`",
                names::written(path)
            ),
        );
        return None;
    }
    let compose = item.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == "compose" => Some(function),
        _ => None,
    });
    let Some(compose) = compose else {
        errors.on(
            step,
            format_args!(
                "this `impl` block of `{name}` has no function `compose`, which would provide the node's value: write `async fn compose(&self, …) -> T`"
            ),
        );
        return None;
    };
    unconditional(&compose.attrs, errors);
    let compose = &compose.sig;
    let is_async = compose.asyncness.is_some();
    let place = place(options, is_async, "compose", errors);
    let close = close(options, errors);
    signature::qualifiers(compose, &name, errors);
    has_no_parameters_of_its_own(compose, &name, errors)?;
    let explicit = if is_explicit(options, errors) {
        Explicit::Step(Box::new(step.clone()))
    } else {
        Explicit::No
    };
    let mut params = signature::params(compose, Some(step), errors);
    if let Some(receiver) = receiver(compose, step, &name, errors) {
        params.insert(0, receiver);
    }
    let (returned, output, is_fallible) = signature::output(compose, &name, Some(step), errors)?;
    let fitting = Fitting {
        name: "compose",
        is_async,
        is_fallible,
        place,
    };
    let policies = policy::policies(options, &fitting, errors);
    let persist = persist::persist(options, &fitting, errors);
    params.extend(persist.as_ref().map(persist::store));
    let generics = with_where(item.generics.clone(), &compose.generics);
    Some(Node {
        runtime,
        before_generics: item.impl_token.span,
        visibility: Visibility::Inherited,
        generics: without_lifetimes(generics, errors),
        params,
        returned,
        output,
        is_fallible,
        is_async,
        place,
        scope: scope(options, errors),
        close,
        policies,
        persist,
        explicit,
        call: Call::Compose(step.clone()),
        name,
    })
}

/// Reports the generic parameters of `compose`, which nothing determines.
fn has_no_parameters_of_its_own(
    compose: &Signature,
    name: &str,
    errors: &mut Errors,
) -> Option<()> {
    let mut own = compose.generics.params.iter();
    let Some(param) = own.find(|param| !is_lifetime(param)) else {
        return Some(());
    };
    errors.on(
        param,
        format_args!(
            "`compose` of `{name}` has a parameter `{}` of its own, which cannot be inferred: use a concrete type, or a parameter of the `impl` block",
            names::of_param(param)
        ),
    );
    None
}

/// Returns the value that `compose` is called on, as a dependency.
fn receiver(compose: &Signature, step: &Type, name: &str, errors: &mut Errors) -> Option<Param> {
    let receiver = compose.receiver()?;
    let is_borrowed = match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => true,
        ReceiverKind::Typed(_, ty) => types::same_tokens(ty, &quote!(&Self)),
        _ => false,
    };
    if !is_borrowed {
        errors.on(
            receiver,
            format_args!(
                "`compose` of `{name}` takes `{}`, and the value is a dependency, borrowed from the run: write `&self`",
                names::written(receiver)
            ),
        );
    }
    Some(Param {
        name: "self".to_owned(),
        written: step.clone(),
        dependency: step.clone(),
        form: Form::Borrowed,
        alternatives: 1,
    })
}

/// Reports conditional parameters and fields, since the macro cannot see whether they exist.
pub(super) fn unconditional(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes {
        if types::is_conditional(attribute) {
            errors.on(
                attribute,
                "the dependencies of a node cannot be conditional: put the condition on the node, and write one node for each case",
            );
        }
    }
}

fn with_where(mut generics: Generics, more: &Generics) -> Generics {
    if let Some(clause) = &more.where_clause {
        generics
            .make_where_clause()
            .predicates
            .extend(clause.predicates.iter().cloned());
    }
    generics.params.extend(more.params.iter().cloned());
    generics
}

fn is_lifetime(param: &syn::GenericParam) -> bool {
    matches!(param, syn::GenericParam::Lifetime(_))
}

/// Removes lifetimes that only name the borrows of the parameters, and reports a lifetime that bounds a
/// type.
fn without_lifetimes(mut generics: Generics, errors: &mut Errors) -> Generics {
    let lifetimes: Vec<syn::Lifetime> = generics
        .lifetimes()
        .map(|param| param.lifetime.clone())
        .collect();
    let is_declared = |found: &syn::Lifetime| lifetimes.contains(found);
    let kept = generics.params.iter().filter(|param| !is_lifetime(param));
    generics.params = kept.cloned().collect();
    if let Some(clause) = &mut generics.where_clause {
        let kept = clause
            .predicates
            .iter()
            .filter(|predicate| !matches!(predicate, syn::WherePredicate::Lifetime(_)));
        clause.predicates = kept.cloned().collect();
    }
    let (params, clause) = (&generics.params, &generics.where_clause);
    let bounds = quote!(#params #clause);
    if let Some(lifetime) = types::lifetimes(bounds).into_iter().find(is_declared) {
        errors.at(
            lifetime.span(),
            format_args!(
                "lifetime `{lifetime}` bounds a type parameter, and a node's types live as long as the run: bound it by `'static`"
            ),
        );
    }
    generics
}
