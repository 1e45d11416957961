//! What is wrong with a graph, as far as its tokens tell.

use quote::ToTokens;
use syn::Type;

use super::model::Graph;
use crate::{names, options::Errors, types};

/// The most fields of either kind.
const FIELDS: usize = 32;
/// The most outputs.
const OUTPUTS: usize = 8;
/// The most listed nodes.
const LISTED: usize = 64;

pub(crate) fn graph(graph: &Graph, errors: &mut Errors) {
    if let Some(param) = graph.generics.params.first() {
        errors.on(
            param,
            format_args!(
                "graph `{}` has a parameter, and a graph is checked where it is declared, for certain types: write it once for each type, and let generic nodes do the work",
                graph.name
            ),
        );
    }
    for field in &graph.fields {
        own(&field.ty, "an input", errors);
    }
    for output in &graph.outputs {
        own(output, "an output", errors);
    }
    if let Some(field) = graph.given().nth(FIELDS).or(graph.injected().nth(FIELDS)) {
        errors.on(
            &field.name,
            format_args!("a graph has at most {FIELDS} fields that are given and {FIELDS} that are injected: join some of them in a struct"),
        );
    }
    if let Some(output) = graph.outputs.get(OUTPUTS) {
        errors.on(
            output,
            format_args!("a graph has at most {OUTPUTS} outputs: join some of them in a struct that is a node"),
        );
    }
    if let Some(node) = graph.listed.get(LISTED) {
        errors.on(
            node,
            format_args!("a graph lists at most {LISTED} nodes: wrap some of their types in types of your own"),
        );
    }
    for (at, field) in graph.fields.iter().enumerate() {
        let earlier = graph.fields[..at]
            .iter()
            .find(|earlier| types::same_tokens(&earlier.ty, &field.ty));
        if let Some(earlier) = earlier {
            errors.on(
                &field.ty,
                format_args!(
                    "inputs `{}` and `{}` are of one type, and a value is found by its type: wrap one of them in a type of its own",
                    earlier.name, field.name
                ),
            );
        }
    }
    repeated(&graph.outputs, "output", errors);
    repeated(&graph.listed, "node", errors);
    if !graph.is_single && graph.outputs.is_empty() && errors.is_empty() {
        errors.on(
            &graph.name,
            "a graph makes something: name at least one type in `output = …`",
        );
    }
}

fn repeated(list: &[impl ToTokens], what: &str, errors: &mut Errors) {
    for (at, item) in list.iter().enumerate() {
        if list[..at]
            .iter()
            .any(|earlier| types::same_tokens(earlier, item))
        {
            errors.on(
                item,
                format_args!(
                    "{what} `{}` is named twice: keep one of them",
                    names::written(item)
                ),
            );
        }
    }
}

/// Inputs and outputs are values of their own.
fn own(ty: &Type, what: &str, errors: &mut Errors) {
    let found = types::look_into(ty);
    if let Some(reference) = found.reference {
        errors.on(
            reference,
            format_args!("{what} of a graph is a value of its own, as a run may outlive its caller: use an owned type, or `Arc`"),
        );
    } else if let Some(lifetime) = found.lifetime {
        errors.on(
            lifetime,
            format_args!("{what} of a graph is a value of its own, as a run may outlive its caller: use a type without a lifetime"),
        );
    } else if let Some(token) = found.impl_trait {
        errors.on(
            token,
            format_args!("{what} of a graph is found by its type: write the type"),
        );
    } else if let Some(token) = found.infer {
        errors.on(
            token,
            format_args!("{what} of a graph is found by its type: write it out"),
        );
    } else if let Type::TraitObject(object) = ty {
        errors.on(
            object,
            format_args!(
                "{what} of a graph is a value of a known size: write `Arc<{}>`",
                names::written(object)
            ),
        );
    }
}
