//! From tokens to the model of a node.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Fields, FnArg, GenericArgument, Generics, ImplItem, Item, ItemFn, ItemImpl, ItemStruct,
    PathArguments, ReceiverKind, ReturnType, Signature, Type, Visibility, parse_quote,
    visit_mut::VisitMut,
};

use super::model::{Call, Form, Listed, Node, Param, Place};
use crate::{
    names,
    options::{self, Errors, Written},
    types,
};

const OPTIONS: [&str; 4] = ["spawn", "blocking", "listed", "crate"];

/// The node that the tokens declare, as far as it can be made out.
pub(super) fn node(options: TokenStream, item: &TokenStream, errors: &mut Errors) -> Option<Node> {
    let options = options::parse(options, "node", &OPTIONS, errors);
    match syn::parse2(item.clone()) {
        Ok(Item::Fn(item)) => function(&options, item, errors),
        Ok(Item::Struct(item)) => structure(&options, item, errors),
        Ok(Item::Impl(item)) => implementation(&options, item, errors),
        Ok(other) => {
            errors.on(
                first_word(&other),
                "`#[node]` goes on an `async fn`, a `fn`, a `struct` or an `impl` block",
            );
            None
        }
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

/// The first tokens of an item, so that the caret is not under all of it.
fn first_word(item: &Item) -> TokenStream {
    item.to_token_stream().into_iter().take(1).collect()
}

fn find<'a>(options: &'a [Written], name: &str) -> Option<&'a Written> {
    options.iter().find(|option| option.name == name)
}

/// Where a function runs, checked against what it is.
fn place(options: &[Written], is_async: bool, errors: &mut Errors) -> Place {
    let spawn = find(options, "spawn");
    let blocking = find(options, "blocking");
    for option in [spawn, blocking].into_iter().flatten() {
        option.flag(errors);
    }
    match (spawn, blocking) {
        (Some(_), Some(second)) => {
            errors.at(
                second.name.span(),
                "`spawn` and `blocking` contradict each other: keep `spawn` for an async fn, `blocking` for a fn that blocks its thread",
            );
            Place::Inline
        }
        (Some(option), None) if !is_async => {
            errors.at(
                option.name.span(),
                "`spawn` is for an async fn: make the function async, or write `blocking` to run it on the pool for blocking work",
            );
            Place::Inline
        }
        (None, Some(option)) if is_async => {
            errors.at(
                option.name.span(),
                "`blocking` is for a fn that blocks its thread: remove `async`, or write `spawn` to run the future on another worker",
            );
            Place::Inline
        }
        (Some(_), None) => Place::Spawned,
        (None, Some(_)) => Place::Blocking,
        (None, None) => Place::Inline,
    }
}

fn is_listed(options: &[Written], errors: &mut Errors) -> bool {
    find(options, "listed").is_some_and(|option| {
        option.flag(errors);
        true
    })
}

fn function(options: &[Written], item: ItemFn, errors: &mut Errors) -> Option<Node> {
    let is_async = item.sig.asyncness.is_some();
    let runtime = options::runtime(options, errors);
    let place = place(options, is_async, errors);
    let listed = if is_listed(options, errors) {
        Listed::Function(item.sig.ident.clone())
    } else {
        Listed::No
    };
    qualifiers(&item.sig, errors);
    if let Some(receiver) = item.sig.receiver() {
        errors.on(
            receiver,
            "a function of an `impl` block is no node by itself: put `#[node]` on the block, and name the function `compose`",
        );
        return None;
    }
    let params = params(&item.sig, None, errors);
    let (returned, output, is_fallible) = output(&item.sig, None, errors)?;
    Some(Node {
        runtime,
        visibility: item.vis,
        generics: item.sig.generics,
        params,
        returned,
        output,
        is_fallible,
        is_async,
        place,
        listed,
        call: Call::Function(item.sig.ident),
    })
}

fn structure(options: &[Written], item: ItemStruct, errors: &mut Errors) -> Option<Node> {
    let runtime = options::runtime(options, errors);
    for name in ["spawn", "blocking", "listed"] {
        if let Some(option) = find(options, name) {
            errors.at(
                option.name.span(),
                format_args!("`{name}` is for functions: a struct is just built from its fields, and found by its type"),
            );
        }
    }
    if let Some(lifetime) = item.generics.lifetimes().next() {
        errors.on(
            lifetime,
            "a node provides a value of its own: a struct that is a node has no lifetime",
        );
        return None;
    }
    let (_, arguments, _) = item.generics.split_for_impl();
    let name = &item.ident;
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
        let name = field
            .ident
            .as_ref()
            .map_or_else(|| at.to_string(), Ident::to_string);
        params.push(Param {
            name,
            written: field.ty.clone(),
            dependency: field.ty.clone(),
            form: Form::Cloned,
        });
    }
    Some(Node {
        runtime,
        visibility: item.vis,
        generics: item.generics,
        params,
        returned: output.clone(),
        output,
        is_fallible: false,
        is_async: false,
        place: Place::Inline,
        listed: Listed::No,
        call: Call::Build { path, fields },
    })
}

fn implementation(options: &[Written], item: ItemImpl, errors: &mut Errors) -> Option<Node> {
    let runtime = options::runtime(options, errors);
    if let Some((path, _)) = &item.trait_ {
        errors.on(
            path,
            "`#[node]` goes on an `impl` block of a type, not of a trait: write `impl Type { async fn compose(…) … }`",
        );
        return None;
    }
    let step = &item.self_ty;
    let compose = item.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == "compose" => Some(&function.sig),
        _ => None,
    });
    let Some(compose) = compose else {
        errors.on(
            step,
            "an `impl` block that is a node has a function `compose`, which provides the value: `async fn compose(&self, …) -> T`",
        );
        return None;
    };
    let is_async = compose.asyncness.is_some();
    let place = place(options, is_async, errors);
    qualifiers(compose, errors);
    if let Some(param) = compose.generics.params.first() {
        errors.on(
            param,
            "`compose` has no parameters in `<…>` of its own: write them on the `impl` block",
        );
        return None;
    }
    let mut params = params(compose, Some(step), errors);
    if let Some(receiver) = compose.receiver() {
        match &receiver.kind {
            ReceiverKind::Reference(_, None, None) => params.insert(
                0,
                Param {
                    name: "self".to_owned(),
                    written: (**step).clone(),
                    dependency: (**step).clone(),
                    form: Form::Borrowed,
                },
            ),
            _ => errors.on(
                receiver,
                "the value that `compose` is called on is a dependency, borrowed from the run: write `&self`",
            ),
        }
    }
    let listed = if is_listed(options, errors) {
        Listed::Step((**step).clone())
    } else {
        Listed::No
    };
    let (returned, output, is_fallible) = output(compose, Some(step), errors)?;
    Some(Node {
        runtime,
        visibility: Visibility::Inherited,
        generics: with_where(item.generics.clone(), &compose.generics),
        params,
        returned,
        output,
        is_fallible,
        is_async,
        place,
        listed,
        call: Call::Compose((**step).clone()),
    })
}

fn with_where(mut generics: Generics, more: &Generics) -> Generics {
    if let Some(clause) = &more.where_clause {
        generics
            .make_where_clause()
            .predicates
            .extend(clause.predicates.iter().cloned());
    }
    generics
}

/// A node is called by safe code, with a fixed list of arguments.
fn qualifiers(signature: &Signature, errors: &mut Errors) {
    if let syn::Safety::Unsafe(token) = &signature.safety {
        errors.on(
            token,
            "a node is called by safe code: remove `unsafe`, and keep the unsafe part in a block inside",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.on(abi, "a node is a Rust function: remove `extern`");
    }
    if let Some(variadic) = &signature.variadic {
        errors.on(variadic, "a node has a fixed list of parameters");
    }
}

/// The dependencies; in an `impl` block, with `Self` replaced.
fn params(signature: &Signature, step: Option<&Type>, errors: &mut Errors) -> Vec<Param> {
    let mut params = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(input) = input else { continue };
        let mut ty = (*input.ty).clone();
        if let Some(step) = step {
            types::ReplaceSelf(step).visit_type_mut(&mut ty);
        }
        if let Some(param) = param(names::written(&input.pat), ty, errors) {
            params.push(param);
        }
    }
    params
}

fn param(name: String, written: Type, errors: &mut Errors) -> Option<Param> {
    let (dependency, form) = match types::plain(&written) {
        Type::Reference(reference) => {
            if let Some(token) = &reference.mutability {
                errors.on(
                    token,
                    "a dependency is shared with other nodes: take it as `&T`, or as `T` to have a clone to change",
                );
                return None;
            }
            if let Some(lifetime) = &reference.lifetime {
                errors.on(
                    lifetime,
                    "a dependency is borrowed for as long as the node runs: write `&T` without a lifetime",
                );
                return None;
            }
            match types::plain(&reference.elem) {
                Type::TraitObject(object) => {
                    (parse_quote!(::std::sync::Arc<#object>), Form::Object)
                }
                inner => (inner.clone(), Form::Borrowed),
            }
        }
        owned => (owned.clone(), Form::Cloned),
    };
    let unsized_cure = match &dependency {
        Type::Slice(slice) => Some(format!("`&Vec<{}>`", names::written(&slice.elem))),
        Type::Path(path) if path.path.is_ident("str") => Some("`&String`".to_owned()),
        Type::TraitObject(object) => Some(format!("`&{}`", names::written(object))),
        _ => None,
    };
    if let Some(cure) = unsized_cure {
        errors.on(
            &written,
            format_args!("a dependency is a value of a known size, found by its type: take {cure}, or better a type of your own around it"),
        );
        return None;
    }
    let found = types::look_into(&dependency);
    if let Some(token) = found.impl_trait {
        errors.on(
            token,
            "a dependency is found by its type, and `impl Trait` names none: write the type, or `&dyn Trait` for an injected `Arc<dyn Trait>`",
        );
        return None;
    }
    if let Some(reference) = found.reference {
        errors.on(
            reference,
            "a dependency is a type without borrows inside: take `&T` or `T`",
        );
        return None;
    }
    if let Some(lifetime) = found.lifetime {
        errors.on(
            lifetime,
            "a dependency is a type without lifetimes: it lives as long as the run",
        );
        return None;
    }
    if let Some(token) = found.infer {
        errors.on(token, "a dependency is found by its type: write it out");
        return None;
    }
    Some(Param {
        name,
        written,
        dependency,
        form,
    })
}

/// What a function returns, what it provides, and whether it can fail.
fn output(
    signature: &Signature,
    step: Option<&Type>,
    errors: &mut Errors,
) -> Option<(Type, Type, bool)> {
    let nothing = "a node provides a value, and this function returns none: return the type that other nodes take";
    let mut returned = match &signature.output {
        ReturnType::Type(_, ty) => (**ty).clone(),
        ReturnType::Default => {
            errors.at(signature.ident.span(), nothing);
            return None;
        }
    };
    if let Some(step) = step {
        types::ReplaceSelf(step).visit_type_mut(&mut returned);
    }
    let (output, is_fallible) = match result_of(&returned) {
        Ok(Some(value)) => (value, true),
        Ok(None) => (types::plain(&returned).clone(), false),
        Err(()) => {
            errors.on(
                &returned,
                "what the node provides is the first parameter of its `Result`: write `Result<T, E>`",
            );
            return None;
        }
    };
    match &output {
        Type::Tuple(tuple) if tuple.elems.is_empty() => {
            errors.on(&output, nothing);
            return None;
        }
        Type::Never(_) => {
            errors.on(&output, "a node provides a value, and `!` has none");
            return None;
        }
        _ => {}
    }
    Some((returned, output, is_fallible))
}

/// The value of a `Result`, or none for another type; an error for a `Result` without arguments.
fn result_of(ty: &Type) -> Result<Option<Type>, ()> {
    let Type::Path(path) = types::plain(ty) else {
        return Ok(None);
    };
    let Some(last) = path.path.segments.last() else {
        return Ok(None);
    };
    if last.ident != "Result" {
        return Ok(None);
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return Err(());
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(value)) => Ok(Some(types::plain(value).clone())),
        _ => Err(()),
    }
}

impl Param {
    /// Where messages about the parameter point.
    pub(super) fn anchor(&self) -> proc_macro2::Span {
        names::anchor(&self.written)
    }
}
