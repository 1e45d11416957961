//! The methods of a saga: steps, and what undoes them.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{
    Attribute, FnArg, GenericArgument, ImplItemFn, LitInt, Member, Meta, Path, PathArguments,
    ReceiverKind, ReturnType, Signature, Type, TypeReference, parse_quote, visit_mut::VisitMut,
};

use super::{
    super::model::{
        Each, Method, Param, ParamKind, Place, Policies, Step, Undo, UndoParam, Unknown,
    },
    find, flag,
};
use crate::{
    duration, names,
    options::{self, Errors, Value, Written},
    retry,
    setting::Setting,
    types,
};

const OPTIONS: [&str; 16] = [
    "undo",
    "undo_on_failure",
    "undo_retry",
    "undo_timeout",
    "each",
    "concurrency",
    "pivot",
    "irrevocable",
    "saga",
    "retry",
    "retry_if",
    "timeout",
    "spawn",
    "cancellable",
    "unknown",
    "uncut",
];

/// The step that a method is, if it says that it is one; takes `#[step]` away from it.
pub(super) fn step(
    method: &mut ImplItemFn,
    saga: &Type,
    saga_name: &str,
    runtime: &Path,
    errors: &mut Errors,
) -> Option<Step> {
    let options = options::parse(attribute(method, errors)?, "step", &OPTIONS, errors);
    let name = method.sig.ident.clone();
    let signature = &method.sig;
    qualifiers(signature, saga_name, errors);
    let (returned, output, is_fallible) = output(signature, saga, errors);
    let nested = flag(&options, "saga", errors).then(|| {
        nested(&options, signature, is_fallible, errors);
        output.clone()
    });
    let output = match &nested {
        Some(saga) => {
            let private = quote::quote!(#runtime::__private::v1);
            let choice = super::super::model::nests(saga, &private);
            parse_quote!(<#choice::Out as #private::Saga>::Output)
        }
        None => output,
    };
    let each = each(&options, errors);
    let place = if flag(&options, "spawn", errors) {
        Place::Spawned
    } else {
        Place::Inline
    };
    if let Some(option) = find(&options, "uncut") {
        errors.at(
            option.name.span(),
            "`uncut` is the rule now, since a step that has begun always runs to its end: remove the option",
        );
    }
    Some(Step {
        is_async: signature.asyncness.is_some(),
        params: params(signature, saga, each.as_ref(), errors),
        error: names::error_of(&returned).filter(|_| is_fallible).cloned(),
        returned,
        gives: match output {
            Type::Tuple(tuple) if tuple.elems.is_empty() => None,
            other => Some(other),
        },
        is_fallible,
        is_pivot: flag(&options, "pivot", errors),
        is_irrevocable: flag(&options, "irrevocable", errors),
        undo: undo(&options, errors),
        each,
        nested,
        policies: policies(&options, signature, is_fallible, errors),
        place,
        is_cancellable: cancellable(&options, signature, errors),
        unknown: find(&options, "unknown").and_then(|option| unknown(option, errors)),
        name,
    })
}

/// Takes `#[step(…)]` from a method, and returns its options. None if the method is no step.
fn attribute(method: &mut ImplItemFn, errors: &mut Errors) -> Option<TokenStream> {
    let mut found: Option<TokenStream> = None;
    let mut conditional = None;
    let name = &method.sig.ident;
    method.attrs.retain(|attribute| {
        if types::is_conditional(attribute) {
            conditional = Some(attribute.clone());
            let is_step = types::adds(attribute, &["step"]);
            if is_step {
                found.get_or_insert_with(TokenStream::new);
            }
            return !is_step;
        }
        if !attribute.path().is_ident("step") {
            return true;
        }
        if found.is_some() {
            errors.on(
                attribute,
                format_args!("`{name}` is a step already: keep one `#[step]`"),
            );
        }
        found = Some(step_options(attribute, errors));
        false
    });
    if let (Some(conditional), Some(_)) = (conditional, &found) {
        errors.on(
            conditional,
            "the steps of a saga cannot be conditional: put the condition on the saga, and write one saga for each case",
        );
    }
    found
}

/// A step that is a saga: the method only makes it.
fn nested(options: &[Written], signature: &Signature, is_fallible: bool, errors: &mut Errors) {
    let name = &signature.ident;
    let others = options.iter();
    let others = others.filter(|option| option.name != "saga" && option.name != "uncut");
    for option in others {
        errors.at(
            option.name.span(),
            format_args!(
                "step `{name}` is a saga, which is run and undone by its own steps: put `{}` on those",
                option.name
            ),
        );
    }
    if signature.asyncness.is_some() || is_fallible {
        errors.at(
            name.span(),
            format_args!(
                "step `{name}` is a saga, and its method only creates the saga: write `fn {name}(&self) -> Saga`, and do the rest in a step of that saga"
            ),
        );
    }
}

fn step_options(attribute: &Attribute, errors: &mut Errors) -> TokenStream {
    match &attribute.meta {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            errors.on(
                attribute,
                "`#[step]` is written `#[step(undo = release)]`, or with other options in parentheses",
            );
            TokenStream::new()
        }
    }
}

fn qualifiers(signature: &Signature, saga: &str, errors: &mut Errors) {
    let name = &signature.ident;
    if let syn::Safety::Unsafe(token) = &signature.safety {
        errors.on(
            token,
            format_args!(
                "step `{name}` of saga `{saga}` is unsafe, and safe code calls it: remove `unsafe`, and keep the unsafe part in a block inside"
            ),
        );
    }
    let mut own = signature.generics.params.iter();
    if let Some(param) = own.find(|param| !matches!(param, syn::GenericParam::Lifetime(_))) {
        errors.at(
            names::of_param(param).span(),
            format_args!(
                "step `{name}` of saga `{saga}` has a parameter `{}` of its own, which cannot be inferred: use a concrete type",
                names::of_param(param)
            ),
        );
    }
    match signature.receiver().map(|receiver| &receiver.kind) {
        Some(ReceiverKind::Reference(_, _, None)) => {}
        Some(_) => errors.on(
            signature.receiver(),
            format_args!(
                "step `{name}` of saga `{saga}` takes `{}`, and steps share the saga: write `&self`",
                names::written(signature.receiver())
            ),
        ),
        None => errors.at(
            name.span(),
            format_args!("step `{name}` of saga `{saga}` takes no `self`: write `&self`"),
        ),
    }
}

/// The return type of a method, the type of its value, and its failures.
fn output(signature: &Signature, saga: &Type, errors: &mut Errors) -> (Type, Type, bool) {
    let mut returned: Type = match &signature.output {
        ReturnType::Type(_, ty) => (**ty).clone(),
        ReturnType::Default => parse_quote!(()),
    };
    types::ReplaceSelf(saga).visit_type_mut(&mut returned);
    let whole = types::plain(&returned).clone();
    let name = &signature.ident;
    let found = types::look_into(&whole);
    if let Some(token) = &found.impl_trait {
        errors.on(
            token,
            format_args!(
                "step `{name}` returns `{}`, which is not the name of a type, and a value is found by its type: write the type",
                names::written(&whole)
            ),
        );
    } else if let Some(reference) = &found.reference {
        errors.on(
            reference,
            format_args!(
                "step `{name}` returns a reference, `{}`, and its value outlives the call: return an owned type, or an `Arc`",
                names::written(reference)
            ),
        );
    }
    if let Type::Path(path) = &whole
        && let Some(last) = path.path.segments.last()
        && last.ident == "Result"
    {
        if let PathArguments::AngleBracketed(arguments) = &last.arguments
            && let Some(GenericArgument::Type(value)) = arguments.args.first()
        {
            let value = types::plain(value).clone();
            return (returned, value, true);
        }
        errors.on(
            &whole,
            format_args!(
                "step `{name}` returns `{}` without saying of what: write `Result<T, E>`, where `T` is its value",
                names::written(&whole)
            ),
        );
    }
    (returned, whole, false)
}

fn is_key(ty: &Type) -> bool {
    matches!(types::plain(ty), Type::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == "IdempotencyKey"))
}

fn params(
    signature: &Signature,
    saga: &Type,
    each: Option<&Each>,
    errors: &mut Errors,
) -> Vec<Param> {
    let mut params = Vec::new();
    let mut wants_item = each.is_some();
    for input in &signature.inputs {
        let FnArg::Typed(input) = input else { continue };
        let mut written = (*input.ty).clone();
        types::ReplaceSelf(saga).visit_type_mut(&mut written);
        let kind = kind(&written, wants_item, &signature.ident, errors);
        if matches!(kind, ParamKind::Item(_)) {
            wants_item = false;
        }
        params.push(Param { written, kind });
    }
    if wants_item && let Some(each) = each {
        errors.at(
            each.at,
            format_args!(
                "step `{}` runs once for each item, and takes none: add a parameter `item: &Item`",
                signature.ident
            ),
        );
    }
    params
}

fn kind(written: &Type, wants_item: bool, step: &Ident, errors: &mut Errors) -> ParamKind {
    if let Some((form, alternatives)) = one_of(written) {
        return ParamKind::OneOf(form, alternatives);
    }
    match types::plain(written) {
        Type::Reference(reference) => {
            if let Some(token) = &reference.mutability {
                errors.on(
                    token,
                    format_args!(
                        "step `{step}` takes `{}`, and other steps share that value: take `&{}`",
                        names::written(written),
                        names::written(&reference.elem)
                    ),
                );
            }
            let inner = types::plain(&reference.elem);
            match inner {
                _ if is_key(inner) => ParamKind::Key,
                _ if wants_item => ParamKind::Item(inner.clone()),
                Type::Slice(slice) => ParamKind::Slice(types::plain(&slice.elem).clone()),
                _ => ParamKind::Value(inner.clone()),
            }
        }
        owned => ParamKind::Cloned(owned.clone()),
    }
}

/// `Race<(&A, &B)>` and `FirstOk<(&A, &B)>`.
fn one_of(written: &Type) -> Option<(Ident, Vec<Type>)> {
    let Type::Path(path) = types::plain(written) else {
        return None;
    };
    let last = path.path.segments.last()?;
    if last.ident != "Race" && last.ident != "FirstOk" {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let Some(GenericArgument::Type(Type::Tuple(tuple))) = arguments.args.first() else {
        return None;
    };
    if !(2..=8).contains(&tuple.elems.len()) {
        return None;
    }
    let alternatives = tuple.elems.iter().map(|ty| match types::plain(ty) {
        Type::Reference(reference) => Some(types::plain(&reference.elem).clone()),
        _ => None,
    });
    let name = Ident::new(&last.ident.to_string(), Span::call_site());
    Some((name, alternatives.collect::<Option<_>>()?))
}

fn each(options: &[Written], errors: &mut Errors) -> Option<Each> {
    let concurrency = find(options, "concurrency");
    let Some(option) = find(options, "each") else {
        if let Some(option) = concurrency {
            errors.at(
                option.name.span(),
                "`concurrency` limits the items of an `each` that are processed at once, and the step has no `each`: add `each = items`, or remove it",
            );
        }
        return None;
    };
    let field = match &option.value {
        Value::None => None,
        _ => option.equals::<Member>("each = items", errors),
    };
    let concurrency = concurrency.and_then(|option| {
        let literal: LitInt = option.equals("concurrency = 4", errors)?;
        let otherwise = format_args!(
            "`concurrency = {literal}` is not a number of items that are processed at once: write a number from 1"
        );
        options::count(&literal, otherwise, errors)
    });
    Some(Each {
        at: option.name.span(),
        field,
        concurrency,
    })
}

fn undo(options: &[Written], errors: &mut Errors) -> Option<Undo> {
    let Some(option) = find(options, "undo") else {
        for name in ["undo_on_failure", "undo_retry", "undo_timeout"] {
            if let Some(option) = find(options, name) {
                errors.at(
                    option.name.span(),
                    format_args!(
                        "`{name}` is about an undo, and the step has none: add `undo = …`"
                    ),
                );
            }
        }
        return None;
    };
    let name: Ident = option.equals("undo = release", errors)?;
    Some(Undo {
        name,
        on_failure: flag(options, "undo_on_failure", errors)
            .then(|| find(options, "undo_on_failure").map(|option| option.name.span()))
            .flatten(),
        retry: find(options, "undo_retry")
            .and_then(|option| retry::option(option, "an undo", errors)),
        timeout: find(options, "undo_timeout").and_then(|option| duration::option(option, errors)),
    })
}

fn policies(
    options: &[Written],
    signature: &Signature,
    is_fallible: bool,
    errors: &mut Errors,
) -> Policies {
    let name = &signature.ident;
    let written = |name| find(options, name);
    if let Some(option) = written("timeout").filter(|_| signature.asyncness.is_none()) {
        errors.at(
            option.name.span(),
            format_args!(
                "`timeout` stops an async fn at an await, and `{name}` is not async: make it so, or remove the `timeout`"
            ),
        );
    }
    let has_timeout = written("timeout").is_some_and(|option| !option.is_none());
    let may_fail = is_fallible || has_timeout;
    if let Some(option) = written("retry")
        && !retry::has_cause(option, "step", name, may_fail, errors)
    {
        return Policies::default();
    }
    let retries = written("retry").filter(|option| !option.is_none());
    if let (Some(option), None) = (written("retry_if"), retries) {
        errors.at(
            option.name.span(),
            "`retry_if` needs a `retry`: add `retry(attempts = 3)`",
        );
    }
    if let Some(option) = written("retry_if").filter(|_| !is_fallible) {
        errors.at(
            option.name.span(),
            format_args!(
                "`retry_if` looks at the error of a step, and `{name}` returns no `Result`: remove it"
            ),
        );
        return Policies::default();
    }
    Policies {
        retry: Setting::of(written("retry"), |option| {
            retry::option(option, "a step", errors)
        }),
        retry_if: written("retry_if")
            .and_then(|option| option.equals::<Path>("retry_if = path::to::predicate", errors)),
        timeout: Setting::of(written("timeout"), |option| {
            duration::option(option, errors)
        }),
    }
}

/// True if a step may be dropped at an await.
fn cancellable(options: &[Written], signature: &Signature, errors: &mut Errors) -> bool {
    let Some(option) = find(options, "cancellable") else {
        return false;
    };
    let name = &signature.ident;
    if find(options, "pivot").is_some() {
        errors.at(
            option.name.span(),
            format_args!(
                "step `{name}` is the pivot, which decides whether the saga is undone, so it is always brought to its end: remove `cancellable`"
            ),
        );
    } else if signature.asyncness.is_none() && find(options, "saga").is_none() {
        errors.at(
            option.name.span(),
            format_args!(
                "`cancellable` lets an async fn be dropped at an await, and `{name}` is not async: make it so, or remove it"
            ),
        );
    }
    flag(options, "cancellable", errors)
}

fn unknown(option: &Written, errors: &mut Errors) -> Option<(Unknown, Span)> {
    const FORM: &str = "unknown = undo";
    let value: Ident = option.equals(FORM, errors)?;
    let unknown = match value.to_string().as_str() {
        "undo" => Unknown::Undo,
        "park" => Unknown::Park,
        _ => {
            errors.at(
                value.span(),
                format_args!(
                    "`{value}` is not an action for a step whose outcome is not known: write `unknown = undo` or `unknown = park`, or remove it, so that the step is called again with its key"
                ),
            );
            return None;
        }
    };
    Some((unknown, option.name.span()))
}

/// A method that is no step, as far as it may be an undo.
pub(super) fn method(signature: &Signature, saga: &Type) -> Method {
    let params = signature.inputs.iter().filter_map(|input| {
        let FnArg::Typed(input) = input else {
            return None;
        };
        let mut ty = (*input.ty).clone();
        types::ReplaceSelf(saga).visit_type_mut(&mut ty);
        Some(undo_param(&ty))
    });
    Method {
        name: signature.ident.clone(),
        is_async: signature.asyncness.is_some(),
        has_self: matches!(
            signature.receiver().map(|receiver| &receiver.kind),
            Some(ReceiverKind::Reference(_, _, None))
        ),
        params: params.collect(),
    }
}

fn is_static(reference: &TypeReference) -> bool {
    let lifetime = reference.lifetime.as_ref();
    lifetime.is_some_and(|lifetime| lifetime.ident == "static")
}

fn undo_param(ty: &Type) -> UndoParam {
    let referred = |ty: &Type| match types::plain(ty) {
        Type::Reference(reference) if reference.mutability.is_none() && !is_static(reference) => {
            Some(types::plain(&reference.elem).clone())
        }
        _ => None,
    };
    if let Some(value) = referred(ty).filter(|value| !matches!(value, Type::TraitObject(_))) {
        return if is_key(&value) {
            UndoParam::Key(value)
        } else {
            UndoParam::Value(value, false)
        };
    }
    if let Type::Path(path) = types::plain(ty)
        && let Some(last) = path.path.segments.last()
        && last.ident == "Option"
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(value)) = arguments.args.first()
        && let Some(value) = referred(value)
    {
        return UndoParam::Value(value, true);
    }
    UndoParam::Other(ty.clone())
}
