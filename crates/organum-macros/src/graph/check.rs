//! The mistakes of a graph that its tokens show.

use quote::ToTokens;
use syn::{GenericParam, Type};

use super::model::Graph;
use crate::{names, options::Errors, types};

/// The maximum number of fields of either kind.
const FIELDS: usize = 32;
/// The maximum number of outputs.
pub(super) const OUTPUTS: usize = 8;
/// The maximum number of explicit nodes.
const EXPLICIT: usize = 64;

pub(crate) fn graph(graph: &Graph, errors: &mut Errors) {
    let name = &graph.name;
    if let Some(param) = graph.generics.params.first() {
        let (kind, written) = names::kind_of_param(param);
        let cure = if matches!(param, GenericParam::Lifetime(_)) {
            "use owned inputs, or `Arc`"
        } else {
            "write a graph for each type, and use generic nodes"
        };
        errors.at(
            names::of_param(param).span(),
            format_args!(
                "graph `{name}` has a {kind} `{written}`, and a graph is checked where it is declared, for concrete types: {cure}"
            ),
        );
    } else {
        for field in &graph.fields {
            if types::look_into(&field.ty).has_elided_reference() {
                // A struct cannot have such a field: rustc reports it.
                errors.told_by_rustc();
                continue;
            }
            own(&field.ty, &format!("input `{}`", field.name), name, errors);
        }
        for output in &graph.outputs {
            let what = format!("output `{}`", names::written(output));
            own(output, &what, name, errors);
        }
    }
    counts(graph, errors);
    for (at, field) in graph.fields.iter().enumerate() {
        let earlier = graph.fields[..at]
            .iter()
            .find(|earlier| types::same_tokens(&earlier.ty, &field.ty));
        if let Some(earlier) = earlier {
            errors.on(
                &field.ty,
                format_args!(
                    "inputs `{}` and `{}` of graph `{name}` are of one type, and a value is found by its type: wrap one of them in a type of its own",
                    earlier.name, field.name
                ),
            );
        }
    }
    repeated(&graph.outputs, "output", graph, errors);
    repeated(&graph.explicit, "node", graph, errors);
    if !graph.is_single && graph.outputs.is_empty() && errors.is_empty() {
        errors.on(
            name,
            format_args!("graph `{name}` has no output: name at least one type in `output = …`"),
        );
    }
}

fn counts(graph: &Graph, errors: &mut Errors) {
    let name = &graph.name;
    for (field, kind) in [
        (graph.given().nth(FIELDS), "given"),
        (graph.injected().nth(FIELDS), "injected"),
    ] {
        if let Some(field) = field {
            errors.on(
                &field.name,
                format_args!(
                    "graph `{name}` has more than {FIELDS} fields that are {kind}, and at most {FIELDS} are allowed: join some of them in a struct"
                ),
            );
        }
    }
    if let Some(output) = graph.outputs.get(OUTPUTS) {
        errors.on(
            output,
            format_args!(
                "graph `{name}` has {} outputs, and at most {OUTPUTS} are allowed: join some of them in a struct that is a node",
                graph.outputs.len()
            ),
        );
    }
    if let Some(node) = graph.explicit.get(EXPLICIT) {
        errors.on(
            node,
            format_args!(
                "graph `{name}` lists {} nodes, and at most {EXPLICIT} are allowed: wrap some of their types in types of your own",
                graph.explicit.len()
            ),
        );
    }
}

fn repeated(list: &[impl ToTokens], what: &str, graph: &Graph, errors: &mut Errors) {
    for (at, item) in list.iter().enumerate() {
        if list[..at]
            .iter()
            .any(|earlier| types::same_tokens(earlier, item))
        {
            errors.on(
                item,
                format_args!(
                    "{what} `{}` of graph `{}` is named twice: keep one of them",
                    names::written(item),
                    graph.name
                ),
            );
        }
    }
}

/// Checks that inputs and outputs are owned types.
fn own(ty: &Type, what: &str, graph: &syn::Ident, errors: &mut Errors) {
    let found = types::look_into(ty);
    let written = names::written(ty);
    if let Some(reference) = found.reference {
        errors.on(
            &reference,
            format_args!(
                "{what} of graph `{graph}` holds a reference, `{}`, and a run may outlive its caller: use an owned type, or `Arc`",
                names::written(&reference)
            ),
        );
    } else if let Some(lifetime) = found.lifetime {
        errors.on(
            lifetime,
            format_args!(
                "{what} of graph `{graph}` is `{written}`, which has a lifetime, and a run may outlive its caller: use a type without one"
            ),
        );
    } else if let Some(token) = found.impl_trait {
        errors.on(
            token,
            format_args!(
                "{what} of graph `{graph}` is `{written}`, which is not the name of a type, and a value is found by its type: write the type"
            ),
        );
    } else if let Some(token) = found.infer {
        errors.on(
            token,
            format_args!(
                "{what} of graph `{graph}` is `{written}`, and a value is found by its type: write it out"
            ),
        );
    } else if let Type::TraitObject(object) = ty {
        errors.on(
            object,
            format_args!(
                "{what} of graph `{graph}` is a bare `{written}`, which has no known size: write `Arc<{written}>`"
            ),
        );
    }
}
