//! What is wrong with a saga, as far as its tokens tell.

use syn::Type;

use super::model::{Param, ParamKind, Saga, Step, UndoParam, Unknown};
use crate::{names, options::Errors, types};

/// The most steps: `saga::MOST_STEPS`.
const STEPS: usize = 64;
/// The most parameters of a step: one dependency is the run.
const PARAMS: usize = 31;

pub(super) fn saga(saga: &Saga, errors: &mut Errors) {
    let name = &saga.name;
    if let Some(step) = saga.steps.get(STEPS) {
        errors.at(
            step.name.span(),
            format_args!(
                "saga `{name}` has {} steps, and {STEPS} is the most: make some of them a saga of their own",
                saga.steps.len()
            ),
        );
    }
    if let (Some(node), Some(_)) = (saga.node, saga.version) {
        errors.at(
            node,
            format_args!(
                "saga `{name}` is a node of graphs, whose runs have no journal, and has a version for one: remove `node` and run it from a node that has its runner, or remove `version`"
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
    for (at, step) in saga.steps.iter().enumerate() {
        self::step(step, saga, errors);
        let Some(gives) = &step.gives else { continue };
        let same = |earlier: &&Step| {
            earlier.each.is_some() == step.each.is_some()
                && earlier
                    .gives
                    .as_ref()
                    .is_some_and(|earlier| types::same_tokens(earlier, gives))
        };
        if let Some(earlier) = saga.steps[..at].iter().find(same) {
            errors.on(
                gives,
                format_args!(
                    "steps `{}` and `{}` both give a `{}`, and a value is found by its type: wrap one of them in a type of its own",
                    earlier.name,
                    step.name,
                    names::of_type(gives)
                ),
            );
        }
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
                "step `{name}` takes {} values, and {PARAMS} is the most: join some of them in a struct",
                step.params.len()
            ),
        );
    }
    if step.nested.is_some() {
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
        let (ParamKind::Value(ty) | ParamKind::Cloned(ty)) = &param.kind else {
            continue;
        };
        if let Some(cure) = of_nodes(param, saga) {
            errors.on(
                &param.written,
                format_args!(
                    "step `{name}` takes `{}`, {cure}",
                    names::written(&param.written)
                ),
            );
            continue;
        }
        if matches!(ty, syn::Type::TraitObject(_)) {
            errors.on(
                &param.written,
                format_args!(
                    "step `{name}` takes a `{}`, and what a step gives is a type with a name: make it a field of `{}`, as an `Arc`",
                    names::written(&param.written),
                    saga.name
                ),
            );
        }
    }
    undo(step, saga, errors);
}

/// What to do about a parameter that nodes may have and steps may not.
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
        return Some("and the run is that of the saga: remove it; an id that stays the same when the step is tried again is `&IdempotencyKey`".to_owned());
    }
    let found = types::look_into(ty)
        .reference
        .filter(|_| matches!(ty, Type::Path(_)))?;
    Some(format!(
        "and a saga goes on only with what its steps gave: take `{}`, or `Race<(&A, &B)>` or `FirstOk<(&A, &B)>` of two to eight steps",
        names::written(&found)
    ))
}

fn undo(step: &Step, saga: &Saga, errors: &mut Errors) {
    let Some(undo) = &step.undo else {
        if let Some((Unknown::Undo, at)) = step.unknown {
            errors.at(
                at,
                format_args!(
                    "`unknown = undo` calls the undo of a step, and step `{}` has none: remove it, or name one with `undo = …`",
                    step.name
                ),
            );
        }
        return;
    };
    let (name, span) = (&undo.name, undo.name.span());
    if saga.steps.iter().any(|other| other.name == *name) {
        errors.at(
            span,
            format_args!("undo `{name}` is a step itself: write a method that is none"),
        );
        return;
    }
    let Some(method) = saga.methods.iter().find(|method| method.name == *name) else {
        errors.at(
            span,
            format_args!(
                "there is no method `{name}` in this `impl` block to undo step `{}` with: write `async fn {name}(&self, value: &{}) -> Result<(), Error>`",
                step.name,
                step.gives.as_ref().map_or("()".to_owned(), names::of_type)
            ),
        );
        return;
    };
    if !method.has_self {
        errors.at(
            span,
            format_args!("undo `{name}` does not take `&self`: add it as its first parameter"),
        );
    }
    let values = method.params.iter().filter_map(|param| match param {
        UndoParam::Value(ty, is_option) => Some((ty, *is_option)),
        _ => None,
    });
    let values: Vec<_> = values.collect();
    let other = method.params.iter().find_map(|param| match param {
        UndoParam::Other(ty) => Some(ty),
        _ => None,
    });
    let gives = step.gives.as_ref().map(names::of_type);
    if let Some(other) = other {
        errors.at(
            span,
            format_args!(
                "undo `{name}` takes `{}`, and an undo takes what its step gives, `&{}`, and perhaps an `&IdempotencyKey`",
                names::written(other),
                gives.as_deref().unwrap_or("()")
            ),
        );
    } else if values.len() > 1 {
        errors.at(
            span,
            format_args!(
                "undo `{name}` takes several values, and step `{}` gives one: let it take `&{}`, and read the rest from `self`; a key is written `&IdempotencyKey`, by this name",
                step.name,
                gives.as_deref().unwrap_or("()")
            ),
        );
    } else if let (Some((ty, _)), None) = (values.first(), &gives) {
        errors.at(
            span,
            format_args!(
                "undo `{name}` takes `&{}`, but step `{}` gives nothing: let it take no value",
                names::of_type(ty),
                step.name
            ),
        );
    } else if let (Some(at), Some((ty, false))) = (undo.on_failure, values.first()) {
        errors.at(
            at,
            format_args!(
                "with `undo_on_failure`, undo `{name}` is called also when step `{}` has failed and gave nothing: let it take `Option<&{}>`",
                step.name,
                names::of_type(ty)
            ),
        );
    } else if let (Some((Unknown::Undo, at)), Some((ty, false))) = (step.unknown, values.first()) {
        errors.at(
            at,
            format_args!(
                "with `unknown = undo`, undo `{name}` is called also when it is not known what step `{}` gave: let it take `Option<&{}>`",
                step.name,
                names::of_type(ty)
            ),
        );
    }
}
