//! The text format: a line for each event and its source.

use std::fmt::{self, Write};

use super::drawing::{Drawing, Part};

pub(super) fn text(drawing: &Drawing, text: &mut String) -> fmt::Result {
    for edges in drawing
        .edges
        .chunk_by(|a, b| (a.from, a.event) == (b.from, b.event))
    {
        let Some(first) = edges.first() else { continue };
        let event = drawing.events[first.event].name;
        let to: Vec<&str> = edges.iter().map(|edge| name(drawing, edge.to)).collect();
        let from = name(drawing, first.from);
        writeln!(text, "{from} -> {event} -> {}", to.join(", "))?;
    }
    let all: Vec<&str> = drawing.all().map(|organ| name(drawing, organ)).collect();
    if !all.is_empty() {
        writeln!(text, "{} -> {}", Part::EVERY, all.join(", "))?;
    }
    // Organs without an edge: they handle only events that have no source, or nothing.
    for at in 0..drawing.spine.organs.len() {
        let organ = Part::Organ(at);
        if !drawing.has(organ) && !drawing.all().any(|all| all == organ) {
            writeln!(text, "{}", name(drawing, organ))?;
        }
    }
    Ok(())
}

/// Returns the name of a part: that of its field for an organ.
fn name(drawing: &Drawing, part: Part) -> &'static str {
    match part {
        Part::Entry => "entry",
        Part::Organ(at) => drawing.spine.organs[at].field,
        Part::Terminal => "terminal",
        Part::Every => Part::EVERY,
    }
}
