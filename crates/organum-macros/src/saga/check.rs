//! The mistakes in a saga that its tokens show.

mod undo;

use proc_macro2::Ident;
use syn::{GenericArgument, PathArguments, Type, TypeParamBound, TypePath, TypeTraitObject};

use super::model::{Param, ParamKind, Saga, Step};
use crate::{names, options::Errors, types};

/// The most steps: `saga::MOST_STEPS`.
const STEPS: usize = 64;
/// The most parameters of a step: one dependency is the run.
const PARAMS: usize = 31;

/// The functions that `#[saga]` adds to the methods of an `impl` block.
const OWN_FUNCTIONS: [&str; 2] = ["run", "runner"];
/// The functions that `#[saga]` adds to a struct.
const OF_STRUCT: &str = "builder";

pub(super) fn saga(saga: &Saga, errors: &mut Errors) {
    let name = &saga.name;
    if let Some(step) = saga.steps.get(STEPS) {
        errors.at(
            step.name.span(),
            format_args!(
                "saga `{name}` has {} steps, and at most {STEPS} are allowed: make some of them a saga of their own",
                saga.steps.len()
            ),
        );
    }
    if let (Some(node), Some(_)) = (saga.node, saga.version) {
        errors.at(
            node,
            format_args!(
                "saga `{name}` is a node of graphs, whose runs have no journal, and has a `version`, which is for journals: remove `version`, or remove `node` and run it from a node that has its runner"
            ),
        );
    }
    let mut pivots = saga.steps.iter().filter(|step| step.is_pivot);
    if let (Some(first), Some(second)) = (pivots.next(), pivots.next()) {
        errors.at(
            second.name.span(),
            format_args!(
                "saga `{name}` has two pivots, `{}` and `{}`: keep `pivot` on the one after which nothing is undone any more",
                first.name, second.name
            ),
        );
    }
    for (what, own) in own_names(saga) {
        errors.at(
            own.span(),
            format_args!(
                "{what} `{own}` has the name of a function that `#[saga]` writes for `{name}`: give it another one"
            ),
        );
    }
    output(saga, errors);
    error(saga, errors);
    for (at, step) in saga.steps.iter().enumerate() {
        self::step(step, saga, errors);
        given_once(&saga.steps[..at], step, errors);
    }
}

/// Reports methods with the name of a function that `#[saga]` writes.
fn own_names(saga: &Saga) -> impl Iterator<Item = (&'static str, &Ident)> {
    let is_own = |name: &Ident| OWN_FUNCTIONS.iter().any(|own| name == own);
    let steps = saga.steps.iter().map(|step| &step.name);
    let steps = steps.filter(move |name| is_own(name) || *name == OF_STRUCT);
    let methods = saga.methods.iter().map(|method| &method.name);
    let methods = methods.filter(move |name| is_own(name));
    let steps = steps.map(|name| ("step", name));
    steps.chain(methods.map(|name| ("method", name)))
}

pub(super) fn has_own_names(saga: &Saga) -> bool {
    own_names(saga).next().is_some()
}

/// Has a value of this type an owner, and a size?
pub(super) fn is_owned(ty: &Type) -> bool {
    !matches!(
        types::plain(ty),
        Type::Reference(_) | Type::Slice(_) | Type::TraitObject(_) | Type::ImplTrait(_)
    )
}

/// A saga gives an owned value.
fn output(saga: &Saga, errors: &mut Errors) {
    let Some(output) = &saga.output else { return };
    let text = names::written(output);
    let cure = match output {
        Type::Tuple(tuple) if tuple.elems.is_empty() => {
            "let its last step return a value that says so, such as a `struct Done;`, and write `output = Done`".to_owned()
        }
        Type::Reference(reference) => {
            format!("write `output = {}`", names::written(&reference.elem))
        }
        Type::Slice(slice) => format!("write `output = Vec<{}>`", names::written(&slice.elem)),
        Type::TraitObject(_) | Type::ImplTrait(_) => {
            "write the type that its last step returns, such as a `Box` of this".to_owned()
        }
        Type::Path(_) if let Some(given) = result_of(output) => {
            format!("write `output = {}`, and it fails with a `SagaError`", names::written(given))
        }
        _ => return,
    };
    let gives_it = |step: &Step| {
        let gives = step.gives.as_ref();
        gives.is_some_and(|gives| types::same_tokens(gives, output))
    };
    if !saga.steps.iter().any(gives_it) {
        errors.on(
            output,
            format_args!(
                "saga `{}` has the output `{text}`, and the output of a saga is the value of one of its steps: {cure}",
                saga.name
            ),
        );
    }
}

/// The `T` of a `Result<T, E>`.
fn result_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = types::plain(ty) else {
        return None;
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(given) => Some(given),
        _ => None,
    }
}

/// The error of a saga has a size, and goes from thread to thread.
fn error(saga: &Saga, errors: &mut Errors) {
    let Some(error) = &saga.error else { return };
    if !is_sent(error) {
        errors.on(
            error,
            format_args!(
                "`{}` cannot be the error of saga `{}`, whose runs move between threads: write `Box<dyn std::error::Error + Send + Sync>`",
                names::written(error),
                saga.name
            ),
        );
    }
}

/// Can an error go from thread to thread, as far as its tokens tell?
pub(super) fn is_sent(error: &Type) -> bool {
    let (object, is_boxed) = match types::plain(error) {
        Type::TraitObject(object) => (Some(object), false),
        Type::Path(path) => (boxed(path), true),
        _ => (None, false),
    };
    let Some(object) = object else { return true };
    let has = |name: &str| {
        object.bounds.iter().any(|bound| match bound {
            TypeParamBound::Trait(bound) => {
                let last = bound.path.segments.last();
                last.is_some_and(|last| last.ident == name)
            }
            _ => false,
        })
    };
    is_boxed && (!has("Error") || has("Send") && has("Sync"))
}

/// The trait object in a `Box`.
fn boxed(path: &TypePath) -> Option<&TypeTraitObject> {
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == "Box")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(Type::TraitObject(object)) => Some(object),
        _ => None,
    }
}

/// No earlier step gives what a step gives.
fn given_once(earlier: &[Step], step: &Step, errors: &mut Errors) {
    let Some(gives) = &step.gives else { return };
    let mut same = earlier.iter().filter(|earlier| {
        earlier.each.is_some() == step.each.is_some()
            && earlier
                .gives
                .as_ref()
                .is_some_and(|earlier| types::same_tokens(earlier, gives))
    });
    if let Some(earlier) = same.next() {
        errors.on(
            gives,
            format_args!(
                "steps `{}` and `{}` both return a `{}`, and a value is found by its type: wrap one of them in a type of its own",
                earlier.name,
                step.name,
                names::of_type(gives)
            ),
        );
    }
}

fn step(step: &Step, saga: &Saga, errors: &mut Errors) {
    let name = &step.name;
    if step.is_pivot && step.undo.is_some() {
        errors.at(
            step.undo.as_ref().map_or(name.span(), |undo| undo.name.span()),
            format_args!(
                "step `{name}` is the pivot, after which nothing is undone, itself included: remove `undo`, or `pivot`"
            ),
        );
    }
    if step.is_irrevocable && step.undo.is_some() {
        errors.at(
            step.undo
                .as_ref()
                .map_or(name.span(), |undo| undo.name.span()),
            format_args!("step `{name}` has an undo and is marked `irrevocable`: keep one of them"),
        );
    }
    if step.is_pivot && step.each.is_some() {
        errors.at(
            name.span(),
            format_args!(
                "step `{name}` is the pivot and runs once for each item, and some of them may fail when others are done: do what decides in one call"
            ),
        );
    }
    if step.params.len() > PARAMS {
        errors.at(
            name.span(),
            format_args!(
                "step `{name}` takes {} values, and at most {PARAMS} are allowed: join some of them in a struct",
                step.params.len()
            ),
        );
    }
    if let Some(inner) = &step.nested {
        if types::same_tokens(inner, &saga.ty) {
            errors.at(
                name.span(),
                format_args!(
                    "step `{name}` is the saga `{}` itself, which would never end: let it be another saga, or call the same work in a step",
                    saga.name
                ),
            );
        }
        let one_of = |kind: &ParamKind| matches!(kind, ParamKind::OneOf(..));
        if let Some(param) = step.params.iter().find(|param| one_of(&param.kind)) {
            errors.on(
                &param.written,
                format_args!(
                    "step `{name}` is a saga, and is made again from the values of certain steps: take the race in a step before it"
                ),
            );
        }
    }
    for param in &step.params {
        self::param(param, step, saga, errors);
    }
    undo::undo(step, saga, errors);
}

/// A step takes references to what other steps give, or clones of that.
fn param(param: &Param, step: &Step, saga: &Saga, errors: &mut Errors) {
    let name = &step.name;
    let ty = match &param.kind {
        ParamKind::Value(ty) | ParamKind::Cloned(ty) => {
            if let Some(cure) = of_nodes(param, saga) {
                errors.on(
                    &param.written,
                    format_args!(
                        "step `{name}` takes `{}`, {cure}",
                        names::written(&param.written)
                    ),
                );
                return;
            }
            ty
        }
        ParamKind::Item(ty) => ty,
        ParamKind::Slice(_) | ParamKind::Key | ParamKind::OneOf(..) => return,
    };
    if matches!(ty, Type::TraitObject(_)) {
        let cure = if matches!(param.kind, ParamKind::Item(_)) {
            format!("take `&Box<{0}>` of a list of them", names::written(ty))
        } else {
            format!("make it a field of `{}`, as an `Arc`", saga.name)
        };
        errors.on(
            &param.written,
            format_args!(
                "step `{name}` takes a `{}`, and the value of a step has a type with a name: {cure}",
                names::written(&param.written)
            ),
        );
    }
}

/// Returns the cure for a parameter that nodes may have and steps may not.
fn of_nodes(param: &Param, saga: &Saga) -> Option<String> {
    let ty = types::plain(&param.written);
    if let Type::Reference(found) = ty
        && let Type::Path(path) = types::plain(&found.elem)
        && path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "Run" && last.arguments.is_none())
        && !saga.steps.iter().any(|step| {
            step.gives
                .as_ref()
                .is_some_and(|gives| types::same_tokens(gives, &found.elem))
        })
    {
        return Some("which only nodes of graphs take: remove it, or take `&IdempotencyKey`, an id that each attempt of the step has".to_owned());
    }
    let found = types::look_into(ty);
    if let Some(found) = &found.impl_trait {
        return Some(format!(
            "and a value is found by its type, which `{}` does not name: write the type",
            names::written(found)
        ));
    }
    let found = found
        .reference
        .filter(|_| matches!(ty, Type::Path(_) | Type::Tuple(_)))?;
    Some(format!(
        "and a step begins only when it has the values that it takes: take `{}`, or `Race<(&A, &B)>` or `FirstOk<(&A, &B)>` of two to eight steps",
        names::written(&found)
    ))
}
