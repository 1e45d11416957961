//! An object for programs.

use std::fmt::{self, Write};

use serde_json::{Value, json};

use super::drawing::{Drawing, Part};
use crate::table::Form;

pub(super) fn json(drawing: &Drawing, text: &mut String) -> fmt::Result {
    let layers = drawing.layers();
    let inputs = drawing.inputs().map(|(at, input)| {
        json!({
            "id": Part::Input(at).to_string(),
            "name": input.field,
            "type": input.ty,
            "kind": input.kind(),
        })
    });
    let nodes = drawing.nodes.iter().zip(layers).enumerate();
    let nodes = nodes.map(|(at, (node, layer))| {
        json!({
            "id": Part::Node(at).to_string(),
            "name": node.name,
            "output": node.is_output,
            "place": node.place().unwrap_or("inline"),
            "scope": if node.scope.is_shared() { "runner" } else { "run" },
            "layer": layer,
        })
    });
    let edges = drawing.edges().map(|(edge, to)| {
        json!({
            "from": edge.from.to_string(),
            "to": Part::Node(to).to_string(),
            "kind": kind(edge.form),
        })
    });
    let counts = drawing.counts();
    let object = json!({
        "graph": drawing.graph,
        "inputs": inputs.collect::<Value>(),
        "nodes": nodes.collect::<Value>(),
        "edges": edges.collect::<Value>(),
        "counts": {
            "inputs": counts.inputs,
            "nodes": counts.nodes,
            "edges": counts.edges,
            "depth": counts.depth,
            "widest_layer": counts.widest_layer,
        },
    });
    writeln!(text, "{object:#}")
}

fn kind(form: Form) -> &'static str {
    match form {
        Form::Strict => "required",
        Form::Optional => "optional",
        Form::Outcome => "outcome",
        Form::FirstOk => "first_ok",
        Form::Race => "race",
    }
}
