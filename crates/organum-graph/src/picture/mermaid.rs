//! The graph as a Mermaid flowchart.

use std::fmt::{self, Write};

use super::drawing::{Drawing, Part};
use crate::{form::Form, markup::mermaid as label};

pub(super) fn mermaid(drawing: &Drawing, text: &mut String) -> fmt::Result {
    writeln!(text, "flowchart LR")?;
    for (at, input) in drawing.inputs() {
        let (id, label) = (Part::Input(at), label(&input.name()));
        if input.is_injected {
            writeln!(text, "    {id}{{{{{label}}}}}")?;
        } else {
            writeln!(text, "    {id}([{label}])")?;
        }
    }
    for (at, node) in drawing.nodes.iter().enumerate() {
        let (id, label) = (Part::Node(at), label(&node.name_and_place()));
        if node.is_output {
            writeln!(text, "    {id}[[{label}]]")?;
        } else {
            writeln!(text, "    {id}[{label}]")?;
        }
    }
    for (edge, to) in drawing.edges() {
        let (from, arrow, to) = (edge.from, arrow(edge.form), Part::Node(to));
        writeln!(text, "    {from} {arrow} {to}")?;
    }
    Ok(())
}

/// Returns the arrow of a need of this form.
pub fn arrow(form: Form) -> &'static str {
    match form {
        Form::Strict => "-->",
        Form::Optional => "-. optional .->",
        Form::Outcome => "-. outcome .->",
        Form::FirstOk => "-. first ok .->",
        Form::Race => "-. race .->",
    }
}
