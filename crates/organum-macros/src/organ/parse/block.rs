//! An organ that is an `impl` block.

use proc_macro2::TokenStream;
use syn::{
    Attribute, GenericParam, ImplItem, ImplItemFn, ItemImpl, Meta, PatType, Signature, Type,
};

use super::{
    super::{
        matching::{self, Reading},
        model::{Events, Handler, HookFn, HookKind, Organ, Policy},
    },
    find, flag,
    policy::{concurrency, policy, stops_something},
    signature::{self, Taken},
};
use crate::{
    names,
    options::{self, Errors, Written},
    types,
};

/// The options of a handler.
const OPTIONS: [&str; 4] = ["all", "retry", "timeout", "on_failure"];

const SHAPE: &str = "async fn handle(&mut self, event: &Event) { match event { … } }";

/// The role that an attribute of ours gives to a method.
enum Role {
    Handler(Vec<Written>),
    Hook(HookKind),
}

pub(super) fn organ(
    options: &[Written],
    item: &mut ItemImpl,
    errors: &mut Errors,
) -> Option<Organ> {
    let runtime = options::runtime(options, errors);
    let ty = types::plain(&item.self_ty).clone();
    let name = names::of_type(&ty);
    let roles = roles(item, errors);
    if !is_block_of_its_own(item, &ty, &name, errors) {
        return None;
    }
    let is_all = flag(options, "all", errors);
    let (mut handlers, hooks) = methods(item, roles, is_all, &name, errors);
    let mut possible_handlers = Vec::new();
    if handlers.is_empty() {
        possible_handlers = takers_of_events(item);
        let cure = match possible_handlers.first().map(|at| &item.items[*at]) {
            Some(ImplItem::Fn(method)) => format!("put `#[handle]` on `{}`", method.sig.ident),
            _ => format!("write `{SHAPE}`"),
        };
        errors.on(
            &item.self_ty,
            format_args!("organ `{name}` has no handler: {cure}"),
        );
    }
    let whole = policy(options, errors);
    if let [first, others @ ..] = &*handlers {
        let is_async = |handler: &Handler| handler.function.is_async;
        let any = is_async(first) || others.iter().any(is_async);
        stops_something(options, &first.function.name.to_string(), any, errors);
    }
    for handler in &mut handlers {
        handler.policy.fill(&whole);
    }
    Some(Organ {
        runtime,
        concurrency: concurrency(options, &name, errors),
        is_cached: flag(options, "cached", errors),
        version: find(options, "version")
            .and_then(|option| options::version(option, errors))
            .unwrap_or(1),
        snapshot: flag(options, "snapshot", errors)
            .then(|| find(options, "snapshot").map(|option| option.name.span()))
            .flatten(),
        name,
        ty,
        generics: item.generics.clone(),
        handlers,
        hooks,
        possible_handlers,
        own: None,
    })
}

/// Returns true if it is an `impl` block of the organ alone, without a lifetime. Reports a mistake otherwise.
fn is_block_of_its_own(item: &ItemImpl, ty: &Type, name: &str, errors: &mut Errors) -> bool {
    if let Some((path, _)) = &item.trait_ {
        errors.on(
            path,
            format_args!(
                "`#[organ]` goes on an `impl` block of `{name}` alone, and this one is of trait `{}`: write `impl {name} {{ {SHAPE} }}`",
                names::written(path)
            ),
        );
        return false;
    }
    let lifetime = item.generics.params.iter().find_map(|param| match param {
        GenericParam::Lifetime(param) => Some(param.lifetime.clone()),
        _ => None,
    });
    if let Some(lifetime) = lifetime.or_else(|| types::look_into(ty).lifetime) {
        errors.at(
            lifetime.span(),
            format_args!(
                "organ `{name}` has a lifetime, and it lives as long as its spine: use owned fields, or `Arc`"
            ),
        );
        return false;
    }
    true
}

/// The handlers and hooks among the methods of a block.
fn methods(
    item: &mut ItemImpl,
    roles: Vec<(usize, Role)>,
    is_all: bool,
    name: &str,
    errors: &mut Errors,
) -> (Vec<Handler>, Vec<HookFn>) {
    let mut handlers = Vec::new();
    let mut hooks: Vec<HookFn> = Vec::new();
    for (at, role) in roles {
        let ImplItem::Fn(method) = &mut item.items[at] else {
            continue;
        };
        match role {
            Role::Handler(written) => {
                let is_all = flag(&written, "all", errors) || is_all;
                let policy = policy(&written, errors);
                let (name_of, is_async) = (&method.sig.ident, method.sig.asyncness.is_some());
                stops_something(&written, &name_of.to_string(), is_async, errors);
                let mut handler = handler(method, at, name, is_all, errors);
                handler.policy = policy;
                handlers.push(handler);
            }
            Role::Hook(kind) => {
                if let Some(other) = hooks.iter().find(|other| other.kind == kind) {
                    errors.at(
                        method.sig.ident.span(),
                        format_args!(
                            "`{}` and `{}` of organ `{name}` are hooks of one kind: keep one of them, \
                             and let it call the other",
                            other.function.name, method.sig.ident,
                        ),
                    );
                    continue;
                }
                hooks.push(hook(&method.sig, at, kind, name, errors));
            }
        }
    }
    (handlers, hooks)
}

/// The methods that take an event of any type.
fn takers_of_events(item: &ItemImpl) -> Vec<usize> {
    let takes = |method: &ImplItemFn| {
        let inputs = signature::typed(&method.sig);
        inputs.iter().any(|input| match types::plain(&input.ty) {
            syn::Type::Reference(found) => signature::is_any_event(types::plain(&found.elem)),
            _ => false,
        })
    };
    let items = item.items.iter().enumerate();
    let takers = items.filter(|(_, item)| matches!(item, ImplItem::Fn(method) if takes(method)));
    takers.map(|(at, _)| at).collect()
}

/// The methods with a role, without the attributes that gave it to them. If none is a handler, the
/// method `handle` is.
fn roles(item: &mut ItemImpl, errors: &mut Errors) -> Vec<(usize, Role)> {
    let mut roles = Vec::new();
    for (at, item) in item.items.iter_mut().enumerate() {
        if let ImplItem::Fn(method) = item {
            let role = role(method, errors);
            roles.extend(role.map(|role| (at, role)));
        }
    }
    let has_handler = roles
        .iter()
        .any(|(_, role)| matches!(role, Role::Handler(_)));
    let named = item
        .items
        .iter()
        .position(|item| matches!(item, ImplItem::Fn(method) if method.sig.ident == "handle"));
    let named = named.filter(|named| roles.iter().all(|(at, _)| at != named));
    if let (true, Some(named)) = (has_handler, named) {
        forgotten(&item.items[named], errors);
    }
    if !has_handler {
        roles.extend(named.map(|at| (at, Role::Handler(Vec::new()))));
    }
    roles
}

/// Reports a method `handle` that is no handler, because other methods have `#[handle]`.
fn forgotten(method: &ImplItem, errors: &mut Errors) {
    let ImplItem::Fn(method) = method else { return };
    errors.at(
        method.sig.ident.span(),
        "`handle` is a handler by its name only where no method has `#[handle]`: put `#[handle]` on it too, or give it another name",
    );
}

fn role(method: &mut ImplItemFn, errors: &mut Errors) -> Option<Role> {
    let mut roles = Vec::new();
    let mut conditional = None;
    method.attrs.retain(|attribute| {
        let path = attribute.path();
        if types::is_conditional(attribute) {
            conditional = Some(attribute.clone());
            if types::adds(attribute, &["handle"]) {
                roles.push(Role::Handler(Vec::new()));
                return false;
            }
            let hook = HookKind::ALL
                .iter()
                .find(|(name, _)| types::adds(attribute, &[name]));
            roles.extend(hook.map(|(_, kind)| Role::Hook(*kind)));
            return hook.is_none();
        }
        if path.is_ident("handle") {
            let tokens = handle_options(attribute, errors);
            roles.push(Role::Handler(options::parse(
                tokens, "handle", &OPTIONS, errors,
            )));
            return false;
        }
        if path.is_ident("quiet") {
            errors.on(attribute, "`#[quiet]` was renamed: write `#[idle]`");
            roles.push(Role::Hook(HookKind::Idle));
            return false;
        }
        let hook = HookKind::ALL.iter().find(|(name, _)| path.is_ident(name));
        let Some((name, kind)) = hook else {
            return true;
        };
        if !matches!(attribute.meta, Meta::Path(_)) {
            errors.on(
                attribute,
                format_args!("`#[{name}]` takes no value: write just `#[{name}]`"),
            );
        }
        roles.push(Role::Hook(*kind));
        false
    });
    if roles.len() > 1 {
        errors.at(
            method.sig.ident.span(),
            format_args!(
                "`{}` is a handler or a hook of one kind: keep one of its attributes, and let one method call the other",
                method.sig.ident
            ),
        );
    }
    if let (Some(conditional), false) = (conditional, roles.is_empty()) {
        errors.on(
            conditional,
            "the events of an organ cannot be conditional: put the condition on the organ, and write one organ for each case",
        );
    }
    roles.into_iter().next()
}

fn handle_options(attribute: &Attribute, errors: &mut Errors) -> TokenStream {
    match &attribute.meta {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            errors.on(
                attribute,
                "`#[handle]` is written `#[handle]`, or with options: `#[handle(timeout = \"5s\")]`",
            );
            TokenStream::new()
        }
    }
}

fn handler(
    method: &mut ImplItemFn,
    at: usize,
    organ: &str,
    is_all: bool,
    errors: &mut Errors,
) -> Handler {
    let signature = &method.sig;
    signature::qualifiers(signature, organ, "handler", errors);
    let taken = signature::receiver(signature, organ, "handler", errors);
    let inputs = signature::typed(signature);
    let outbox = inputs.get(1).copied();
    let function = signature::function(
        signature,
        at,
        outbox.filter(|outbox| signature::is_outbox(outbox)),
        organ,
        "handler",
        errors,
    );
    let odd = inputs
        .iter()
        .skip(1)
        .enumerate()
        .find(|(at, input)| *at > 0 || !signature::is_outbox(input));
    if let Some((_, odd)) = odd {
        errors.on(
            odd,
            format_args!(
                "handler `{}` of organ `{organ}` takes `{1}`, and a handler takes its event and perhaps an outbox, `out: &mut Outbox<(A, B)>`: make `{1}` a field of the organ",
                signature.ident,
                names::written(&odd.pat)
            ),
        );
    }
    let events = match inputs.first() {
        None => {
            errors.at(
                signature.ident.span(),
                format_args!(
                    "handler `{}` of organ `{organ}` takes no event: write `{SHAPE}`",
                    signature.ident
                ),
            );
            Events::Unclear
        }
        Some(input) => {
            let ty = signature::event(input, signature, organ, errors).cloned();
            let name = signature::name_of(input);
            match ty {
                None => Events::Unclear,
                Some(ty) => events(&ty, name.as_ref(), method, organ, is_all, errors),
            }
        }
    };
    let names_others = match &events {
        Events::One(ty) => matching::names_other_types(&method.block, &method.sig, ty),
        _ => false,
    };
    Handler {
        function,
        is_shared: taken == Taken::Shared,
        events,
        names_others,
        is_all,
        policy: Policy::default(),
    }
}

fn events(
    ty: &syn::Type,
    event: Option<&syn::Ident>,
    method: &mut ImplItemFn,
    organ: &str,
    is_all: bool,
    errors: &mut Errors,
) -> Events {
    let unnamed = syn::Ident::new("_", proc_macro2::Span::call_site());
    let reading = Reading {
        organ,
        function: &method.sig.ident,
        event: event.unwrap_or(&unnamed),
        is_all,
    };
    super::events(ty, &mut method.block, &reading, errors)
}

fn hook(
    signature: &Signature,
    at: usize,
    kind: HookKind,
    organ: &str,
    errors: &mut Errors,
) -> HookFn {
    signature::qualifiers(signature, organ, "hook", errors);
    signature::receiver(signature, organ, "hook", errors);
    let inputs = signature::typed(signature);
    let is_phase = |input: &&PatType| kind == HookKind::Idle && !signature::is_outbox(input);
    let outbox = inputs
        .iter()
        .copied()
        .find(|input| signature::is_outbox(input));
    let phase = inputs.iter().copied().find(is_phase);
    let expected = usize::from(outbox.is_some()) + usize::from(phase.is_some());
    if inputs.len() > expected {
        let cure = match kind {
            HookKind::Idle => {
                "only `phase: u32`, the number of the phase, and an outbox, `out: &mut Outbox<(A, B)>`"
            }
            _ => "only an outbox, `out: &mut Outbox<(A, B)>`",
        };
        errors.at(
            signature.ident.span(),
            format_args!(
                "hook `{}` of organ `{organ}` has too many parameters: let it take {cure}",
                signature.ident
            ),
        );
    }
    let phase_first = inputs.first().is_some_and(is_phase);
    HookFn {
        kind,
        function: signature::function(signature, at, outbox, organ, "hook", errors),
        takes_phase: phase.is_some(),
        phase_first,
    }
}
