//! An organ that is a function: the short form.

use quote::format_ident;
use syn::{ItemFn, PatType, Type, parse_quote};

use super::{
    super::{
        matching::{self, Reading},
        model::{Argument, Dependency, Events, Handler, Organ, OwnStruct},
    },
    events, find, flag,
    policy::{concurrency, policy, stops_something},
    signature,
};
use crate::{
    names,
    options::{self, Errors, Written},
    types,
};

pub(super) fn organ(options: &[Written], item: &mut ItemFn, errors: &mut Errors) -> Option<Organ> {
    let runtime = options::runtime(options, errors);
    let ident = item.sig.ident.clone();
    let name = names::as_text(&ident);
    if !is_by_itself(item, &name, errors) {
        return None;
    }
    if let Some(option) = find(options, "snapshot") {
        errors.at(
            option.name.span(),
            format_args!(
                "`snapshot` shows the state of an organ, and `{name}` is a function, which has none: remove it"
            ),
        );
    }
    signature::qualifiers(&item.sig, &name, "handler", errors);
    let is_all = flag(options, "all", errors);
    let inputs = signature::typed(&item.sig);
    let Some((first, rest)) = inputs.split_first() else {
        errors.at(
            ident.span(),
            format_args!(
                "organ `{name}` takes no event: write `fn {name}(event: &OrderPlaced)`, or `event: &Event` and `match event {{ … }}` for several"
            ),
        );
        return None;
    };
    let Parameters {
        fields,
        arguments,
        outbox,
    } = parameters(rest, &ident, errors);
    let function = signature::function(&item.sig, 0, outbox, &name, "handler", errors);
    let ty = signature::event(first, &item.sig, &name, errors).cloned();
    let event = signature::name_of(first).unwrap_or_else(|| format_ident!("_"));
    let reading = Reading {
        organ: &name,
        function: &ident,
        event: &event,
        is_all,
    };
    let events = match ty {
        Some(ty) => events(&ty, &mut item.block, &reading, errors),
        None => Events::Unclear,
    };
    stops_something(options, &name, function.is_async, errors);
    let names_others = match &events {
        Events::One(ty) => matching::names_other_types(&item.block, &item.sig, ty),
        _ => false,
    };
    let handler = Handler {
        function,
        is_shared: true,
        events,
        names_others,
        is_all,
        policy: policy(options, errors),
    };
    Some(Organ {
        runtime,
        ty: parse_quote!(#ident),
        generics: syn::Generics::default(),
        handlers: vec![handler],
        hooks: Vec::new(),
        possible_handlers: Vec::new(),
        concurrency: concurrency(options, &name, errors),
        is_cached: flag(options, "cached", errors),
        version: find(options, "version")
            .and_then(|option| options::version(option, errors))
            .unwrap_or(1),
        snapshot: None,
        own: Some(OwnStruct {
            visibility: item.vis.clone(),
            name: ident,
            fields,
            arguments,
        }),
        name,
    })
}

/// Returns true unless the function is a method.
fn is_by_itself(item: &ItemFn, name: &str, errors: &mut Errors) -> bool {
    let receiver = item.sig.receiver();
    if let Some(receiver) = receiver {
        errors.on(
            receiver,
            format_args!(
                "`{name}` takes `{}`, so it is no organ by itself: put `#[organ]` on its `impl` block, and `#[handle]` on it",
                names::written(receiver)
            ),
        );
    }
    receiver.is_none()
}

/// The parameters behind the event.
struct Parameters<'a> {
    fields: Vec<Dependency>,
    arguments: Vec<Argument>,
    outbox: Option<&'a PatType>,
}

fn parameters<'a>(rest: &[&'a PatType], organ: &syn::Ident, errors: &mut Errors) -> Parameters<'a> {
    let mut fields: Vec<Dependency> = Vec::new();
    let mut arguments = vec![Argument::Event];
    let mut outbox = None;
    for (at, input) in rest.iter().enumerate() {
        if signature::is_outbox(input) && outbox.is_none() {
            outbox = Some(*input);
            arguments.push(Argument::Outbox);
            continue;
        }
        let unnamed = format_ident!("dependency{at}");
        let name = signature::name_of(input).unwrap_or(unnamed);
        if is_misplaced_outbox(&input.ty, organ, outbox.is_some(), errors) {
            continue;
        }
        if let Some(field) = dependency(name, &input.ty, organ, errors) {
            arguments.push(Argument::Dependency(fields.len()));
            fields.push(field);
        }
    }
    Parameters {
        fields,
        arguments,
        outbox,
    }
}

/// Reports a parameter that is an outbox by its name and not the one `&mut Outbox<…>`. Returns true if it is one.
fn is_misplaced_outbox(
    written: &Type,
    organ: &syn::Ident,
    is_second: bool,
    errors: &mut Errors,
) -> bool {
    let inner = match types::plain(written) {
        Type::Reference(found) => types::plain(&found.elem),
        other => other,
    };
    let Type::Path(path) = inner else {
        return false;
    };
    let last = path.path.segments.last();
    let is_outbox = last.is_some_and(|last| last.ident == "Outbox" && !last.arguments.is_none());
    if !is_outbox {
        return false;
    }
    let text = names::written(written);
    let cure = if is_second {
        "and has an outbox already: let that one declare all events, `out: &mut Outbox<(A, B)>`"
            .to_owned()
    } else {
        format!(
            "and a handler puts events into it: take `&mut {}`",
            names::written(inner)
        )
    };
    errors.on(
        written,
        format_args!("organ `{organ}` takes `{text}`, {cure}"),
    );
    true
}

/// A parameter `&T`, which is a field of the organ.
fn dependency(
    name: syn::Ident,
    written: &Type,
    organ: &syn::Ident,
    errors: &mut Errors,
) -> Option<Dependency> {
    let text = names::written(written);
    let unnameable = |ty: &Type| types::look_into(ty).is_unnameable();
    if !matches!(types::plain(written), Type::Reference(_)) && unnameable(written) {
        errors.on(
            written,
            format_args!(
                "parameter `{name}` of organ `{organ}` is `{text}`, and an organ keeps what it depends on: take a type with a name and without references, as `&T`"
            ),
        );
        return None;
    }
    let Type::Reference(found) = types::plain(written) else {
        errors.on(
            written,
            format_args!(
                "parameter `{name}` of organ `{organ}` is `{text}`, and an organ keeps what it depends on: take `&{text}`"
            ),
        );
        return None;
    };
    if found.mutability.is_some() {
        errors.on(
            written,
            format_args!(
                "parameter `{name}` of organ `{organ}` is `{text}`, and a function only borrows what it depends on: take `&{0}`, or write an `impl` block with `&mut self` and a field `{name}: {0}`",
                names::written(&found.elem)
            ),
        );
        return None;
    }
    let inner = types::plain(&found.elem);
    let (ty, is_object): (Type, bool) = match inner {
        Type::TraitObject(object) => (parse_quote!(::std::sync::Arc<#object>), true),
        inner => (inner.clone(), false),
    };
    let cure = match inner {
        Type::Slice(slice) => Some(format!("`&Vec<{}>`", names::written(&slice.elem))),
        Type::Path(path) if path.path.is_ident("str") => Some("`&String`".to_owned()),
        _ if unnameable(&ty) => {
            Some("a type with a name and without references, as `&T`".to_owned())
        }
        _ => None,
    };
    if let Some(cure) = cure {
        errors.on(
            written,
            format_args!(
                "parameter `{name}` of organ `{organ}` is `{text}`, and an organ keeps what it depends on: take {cure}"
            ),
        );
        return None;
    }
    Some(Dependency {
        name,
        ty,
        is_object,
    })
}
