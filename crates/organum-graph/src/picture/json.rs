//! The graph as a JSON object, for programs.

use std::fmt::{self, Write};

use organum_base::markup::json::Json;

use super::drawing::{Drawing, Part};
use crate::form::Form;

pub(super) fn json(drawing: &Drawing, text: &mut String) -> fmt::Result {
    let layers = drawing.layers();
    let inputs = drawing.inputs().map(|(at, input)| {
        Json::object([
            ("id", Part::Input(at).to_string().into()),
            ("name", input.field.into()),
            ("type", input.ty.into()),
            ("kind", input.kind().into()),
        ])
    });
    let nodes = drawing.nodes.iter().zip(layers).enumerate();
    let nodes = nodes.map(|(at, (node, layer))| {
        let scope = if node.scope.is_shared() {
            "runner"
        } else {
            "run"
        };
        Json::object([
            ("id", Part::Node(at).to_string().into()),
            ("name", node.name.into()),
            ("output", node.is_output.into()),
            ("place", node.place().unwrap_or("inline").into()),
            ("scope", scope.into()),
            ("layer", layer.into()),
        ])
    });
    let edges = drawing.edges().map(|(edge, to)| {
        Json::object([
            ("from", edge.from.to_string().into()),
            ("to", Part::Node(to).to_string().into()),
            ("kind", kind(edge.form).into()),
        ])
    });
    let counts = drawing.counts();
    let object = Json::object([
        ("graph", drawing.graph.into()),
        ("inputs", inputs.collect()),
        ("nodes", nodes.collect()),
        ("edges", edges.collect()),
        (
            "counts",
            Json::object([
                ("inputs", counts.inputs.into()),
                ("nodes", counts.nodes.into()),
                ("edges", counts.edges.into()),
                ("depth", counts.depth.into()),
                ("widest_layer", counts.widest_layer.into()),
            ]),
        ),
    ]);
    writeln!(text, "{object}")
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
