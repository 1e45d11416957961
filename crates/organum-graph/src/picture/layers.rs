//! The graph as layers, one line each.

use std::fmt::{self, Write};

use super::drawing::{Drawing, Part};

pub(super) fn layers(drawing: &Drawing, text: &mut String) -> fmt::Result {
    let mut lines: Vec<Vec<String>> = vec![Vec::new(); drawing.counts().depth + 1];
    for (at, _) in drawing.inputs() {
        lines[0].push(drawing.label(Part::Input(at)));
    }
    for (at, layer) in drawing.layers().into_iter().enumerate() {
        lines[layer].push(drawing.label(Part::Node(at)));
    }
    for (layer, parts) in lines.iter().enumerate() {
        // Only the layer of the inputs can be empty.
        if !parts.is_empty() {
            writeln!(text, "{layer}: {}", parts.join(" | "))?;
        }
    }
    Ok(())
}
