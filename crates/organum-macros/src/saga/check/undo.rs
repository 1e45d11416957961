//! The mistakes in the undo of a step.

use syn::Type;

use super::super::model::{Saga, Step, Taken, Undo, Unknown};
use crate::{names, options::Errors};

pub(super) fn undo(step: &Step, saga: &Saga, errors: &mut Errors) {
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
            format_args!("undo `{name}` is a step itself: name another method"),
        );
        return;
    }
    let Some((_, method, taken)) = saga.undo_of(step) else {
        errors.at(
            span,
            format_args!(
                "there is no method `{name}` in this `impl` block to undo step `{}` with: write `async fn {name}(&self, value: &{}) -> Result<(), Error>`",
                step.name,
                gives(step)
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
    if let Some(message) = params(step, undo, &taken) {
        errors.at(span, message);
    } else {
        option(step, undo, &taken, errors);
    }
}

/// Returns the value of the step, in words.
fn gives(step: &Step) -> String {
    let gives = step.gives.as_ref();
    gives.map_or_else(|| "()".to_owned(), names::of_type)
}

/// Reports mistakes in the parameters of an undo.
fn params(step: &Step, undo: &Undo, taken: &[Taken<'_>]) -> Option<String> {
    let (name, gives) = (&undo.name, gives(step));
    let other = taken.iter().find_map(|taken| match taken {
        Taken::Other(ty) => Some(ty),
        _ => None,
    });
    if let Some(other) = other {
        return Some(format!(
            "undo `{name}` takes `{}`, which is not the value of its step: take `&{gives}`, and an `&IdempotencyKey` if it needs one",
            names::written(other)
        ));
    }
    let has_item = taken.iter().any(|taken| matches!(taken, Taken::Item(_)));
    if has_item && step.each.as_ref().is_some_and(|each| each.field.is_none()) {
        return Some(format!(
            "undo `{name}` takes the item, which another step returned and which may be gone by then: let step `{}` return what the undo needs of it, and take `&{gives}`",
            step.name
        ));
    }
    let values: Vec<&Type> = values(taken).map(|(ty, _)| ty).collect();
    match (values.as_slice(), &step.gives) {
        ([_, _, ..], _) => Some(format!(
            "undo `{name}` takes several values, and step `{}` {}: let it take `&{gives}`, and read the rest from `self`; a key is written `&IdempotencyKey`, by this name",
            step.name,
            if step.each.is_some() {
                "has an item and returns one value"
            } else {
                "returns one"
            }
        )),
        ([takes], None) => Some(format!(
            "undo `{name}` takes `&{}`, but step `{}` returns nothing: let it take no value",
            names::of_type(takes),
            step.name
        )),
        _ => None,
    }
}

/// The parameters that take the value of the step, and whether as an `Option`.
fn values<'a>(taken: &'a [Taken<'a>]) -> impl Iterator<Item = (&'a Type, bool)> {
    taken.iter().filter_map(|taken| match taken {
        Taken::Value(ty, is_option) => Some((*ty, *is_option)),
        _ => None,
    })
}

/// Reports an undo that may be called without a value of its step, and takes no `Option`.
fn option(step: &Step, undo: &Undo, taken: &[Taken<'_>], errors: &mut Errors) {
    let name = &undo.name;
    let Some((ty, false)) = values(taken).next() else {
        return;
    };
    let ty = names::of_type(ty);
    if let Some(at) = undo.on_failure {
        errors.at(
            at,
            format_args!(
                "with `undo_on_failure`, undo `{name}` is also called when step `{}` has failed and returned nothing: let it take `Option<&{ty}>`",
                step.name
            ),
        );
    } else if let Some((Unknown::Undo, at)) = step.unknown {
        errors.at(
            at,
            format_args!(
                "with `unknown = undo`, undo `{name}` is also called when it is not known what step `{}` returned: let it take `Option<&{ty}>`",
                step.name
            ),
        );
    }
}
