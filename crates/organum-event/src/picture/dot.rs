//! The DOT format of Graphviz.

use std::fmt::{self, Write};

use super::drawing::{Drawing, Part};
use crate::markup::dot as quoted;

pub(super) fn dot(drawing: &Drawing, text: &mut String) -> fmt::Result {
    writeln!(text, "digraph {} {{", quoted(drawing.spine.name))?;
    writeln!(text, "    rankdir=LR;")?;
    if drawing.has(Part::Entry) {
        writeln!(text, "    {} [shape=oval];", Part::Entry)?;
    }
    for at in 0..drawing.spine.organs.len() {
        let label = quoted(&drawing.label(at));
        writeln!(text, "    {} [label={label}, shape=box];", Part::Organ(at))?;
    }
    if drawing.has_all() {
        let label = quoted(Part::EVERY);
        writeln!(text, "    {} [label={label}, shape=hexagon];", Part::Every)?;
    }
    if drawing.has(Part::Terminal) {
        writeln!(text, "    {} [shape=oval, peripheries=2];", Part::Terminal)?;
    }
    for edge in &drawing.edges {
        let event = quoted(drawing.events[edge.event].name);
        writeln!(text, "    {} -> {} [label={event}];", edge.from, edge.to)?;
    }
    for organ in drawing.all() {
        writeln!(text, "    {} -> {organ} [style=dashed];", Part::Every)?;
    }
    writeln!(text, "}}")
}
