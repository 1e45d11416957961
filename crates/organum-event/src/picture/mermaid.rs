//! The flowchart format of Mermaid.

use std::fmt::{self, Write};

use super::drawing::{Drawing, Part};
use crate::markup::mermaid as label;

pub(super) fn mermaid(drawing: &Drawing, text: &mut String) -> fmt::Result {
    writeln!(text, "flowchart LR")?;
    if drawing.has(Part::Entry) {
        writeln!(text, "    {}([{}])", Part::Entry, label("entry"))?;
    }
    for at in 0..drawing.spine.organs.len() {
        let label = label(&drawing.label(at));
        writeln!(text, "    {}[{label}]", Part::Organ(at))?;
    }
    if drawing.has_all() {
        writeln!(text, "    {}{{{{{}}}}}", Part::Every, label(Part::EVERY))?;
    }
    if drawing.has(Part::Terminal) {
        writeln!(text, "    {}((({})))", Part::Terminal, label("terminal"))?;
    }
    for edge in &drawing.edges {
        let event = label(drawing.events[edge.event].name);
        writeln!(text, "    {} -->|{event}| {}", edge.from, edge.to)?;
    }
    for organ in drawing.all() {
        writeln!(text, "    {} -.-> {organ}", Part::Every)?;
    }
    Ok(())
}
