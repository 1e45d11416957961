//! The graph in the language of Graphviz.

use std::fmt::{self, Write};

use super::drawing::{Drawing, Part};
use crate::{form::Form, markup::dot as quoted};

pub(super) fn dot(drawing: &Drawing, text: &mut String) -> fmt::Result {
    writeln!(text, "digraph {} {{", quoted(drawing.graph))?;
    writeln!(text, "    rankdir=LR;")?;
    for (at, input) in drawing.inputs() {
        let (id, label) = (Part::Input(at), quoted(&input.name()));
        let shape = if input.is_injected { "hexagon" } else { "oval" };
        writeln!(text, "    {id} [label={label}, shape={shape}];")?;
    }
    for (at, node) in drawing.nodes.iter().enumerate() {
        let (id, label) = (Part::Node(at), quoted(&node.name_and_place()));
        let line = if node.is_output {
            ", peripheries=2"
        } else {
            ""
        };
        writeln!(text, "    {id} [label={label}, shape=box{line}];")?;
    }
    for (edge, to) in drawing.edges() {
        let (from, style, to) = (edge.from, style(edge.form), Part::Node(to));
        writeln!(text, "    {from} -> {to}{style};")?;
    }
    writeln!(text, "}}")
}

fn style(form: Form) -> &'static str {
    match form {
        Form::Strict => "",
        Form::Optional => " [style=dashed, label=\"optional\"]",
        Form::Outcome => " [style=dashed, label=\"outcome\"]",
        Form::FirstOk => " [style=dashed, label=\"first ok\"]",
        Form::Race => " [style=dashed, label=\"race\"]",
    }
}
