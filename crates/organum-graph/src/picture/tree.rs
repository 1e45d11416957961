//! The graph as an indented tree.

use std::fmt::{self, Write};

use super::drawing::{Drawing, Edge, Part};

/// A part that is shown, and its dependencies that are not shown yet.
struct Level<'a> {
    left: &'a [Edge],
    /// The length of the prefix of its lines.
    indent: usize,
}

pub(super) fn tree(drawing: &Drawing, text: &mut String) -> fmt::Result {
    let mut shown = vec![false; drawing.nodes.len()];
    // An explicit stack, since a graph may be deep.
    let mut path: Vec<Level<'_>> = Vec::new();
    let mut indent = String::new();
    for &output in &drawing.outputs {
        let mut part = Part::Node(output);
        let mut corner = "";
        loop {
            let is_above = match part {
                Part::Node(at) => std::mem::replace(&mut shown[at], true),
                Part::Input(_) => false,
            };
            let label = drawing.label_with(part, is_above.then_some("above"));
            writeln!(text, "{indent}{corner}{label}")?;
            if !corner.is_empty() {
                indent.push_str(if corner == LAST { "    " } else { "│   " });
            }
            path.push(Level {
                left: match part {
                    Part::Node(at) if !is_above => &drawing.nodes[at].edges,
                    _ => &[],
                },
                indent: indent.len(),
            });
            while path.last().is_some_and(|level| level.left.is_empty()) {
                path.pop();
            }
            let Some(level) = path.last_mut() else { break };
            let Some((edge, left)) = level.left.split_first() else {
                break;
            };
            (part, level.left) = (edge.from, left);
            corner = if left.is_empty() { LAST } else { "├── " };
            indent.truncate(level.indent);
        }
        path.clear();
        indent.clear();
    }
    Ok(())
}

/// The prefix of the last dependency of a node.
const LAST: &str = "└── ";
