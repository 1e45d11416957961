//! What is wrong with a node, as far as its tokens tell.

use syn::{GenericParam, Type};

use super::model::{Call, Listed, Node};
use crate::{names, options::Errors, types};

/// The most parameters of one node.
const PARAMS: usize = 32;

/// Reports mistakes. `false` if it is not clear what the node provides.
pub(super) fn node(node: &Node, errors: &mut Errors) -> bool {
    params(node, errors);
    let is_sound = output(node, errors);
    generics(node, errors) && is_sound
}

fn params(node: &Node, errors: &mut Errors) {
    if let Some(param) = node.params.get(PARAMS) {
        errors.on(
            &param.written,
            format_args!("a node has at most {PARAMS} parameters: join some of them in a struct that is a node itself"),
        );
    }
    for (at, param) in node.params.iter().enumerate() {
        let earlier = node.params[..at]
            .iter()
            .find(|earlier| types::same_tokens(&earlier.dependency, &param.dependency));
        if let Some(earlier) = earlier {
            errors.on(
                &param.written,
                format_args!(
                    "parameters `{}` and `{}` are of one type, and a value is found by its type: wrap one of them in a type of its own",
                    earlier.name, param.name
                ),
            );
        }
    }
}

fn output(node: &Node, errors: &mut Errors) -> bool {
    let found = types::look_into(&node.output);
    if let Some(token) = found.impl_trait {
        errors.on(
            token,
            "a node's value is found by its type, and `impl Trait` names none: return the type itself, or `Arc<dyn Trait>` from a listed node",
        );
        return false;
    }
    if let Some(reference) = found.reference {
        errors.on(
            reference,
            "a node provides a value of its own, which outlives what it was made from: return an owned type",
        );
        return false;
    }
    if let Some(lifetime) = found.lifetime {
        errors.on(
            lifetime,
            "a node provides a value of its own, which outlives what it was made from: return a type without a lifetime",
        );
        return false;
    }
    if let Some(token) = found.infer {
        errors.on(token, "a node's value is found by its type: write it out");
        return false;
    }
    if let Type::TraitObject(object) = &node.output {
        errors.on(
            object,
            "a node provides a value of a known size: return `Arc<dyn Trait>` from a listed node",
        );
        return false;
    }
    if matches!(node.listed, Listed::No) && types::is_of_std(&node.output) {
        let name = names::written(&node.output);
        let list = match &node.call {
            Call::Function(name) => name.to_string(),
            Call::Compose(step) => names::of_type(step),
            Call::Build { .. } => String::new(),
        };
        errors.on(
            &node.output,
            format_args!(
                "`{name}` is not a type of this crate, so this node cannot be found by it: wrap it in a type of your own, or write `#[node(listed)]` and name the node in each graph that uses it, `nodes({list})`"
            ),
        );
        return false;
    }
    true
}

fn generics(node: &Node, errors: &mut Errors) -> bool {
    let mut is_sound = true;
    for param in &node.generics.params {
        let (name, tokens) = match param {
            GenericParam::Lifetime(lifetime) => {
                errors.on(
                    lifetime,
                    "a node has no lifetimes: it borrows as `&T`, and provides a value of its own",
                );
                is_sound = false;
                continue;
            }
            GenericParam::Type(param) => (&param.ident, "type"),
            GenericParam::Const(param) => (&param.ident, "const"),
        };
        if !matches!(node.listed, Listed::No) {
            errors.on(
                name,
                "a listed node is one node, so it has no type parameters: write it once for each type, or provide a type of your own",
            );
            is_sound = false;
        } else if !types::mentions(&node.output, name) {
            errors.on(
                name,
                format_args!(
                    "{tokens} parameter `{name}` is not part of what the node provides, `{}`, so nothing decides what it is: use a concrete type",
                    names::written(&node.output)
                ),
            );
            is_sound = false;
        }
    }
    is_sound
}
