//! An indented tree.

use std::fmt::{self, Write};

use super::drawing::{Drawing, Part};

pub(super) fn tree(drawing: &Drawing, text: &mut String) -> fmt::Result {
    let mut printer = Printer {
        drawing,
        shown: vec![false; drawing.nodes.len()],
        text,
    };
    for &output in &drawing.outputs {
        printer.part(Part::Node(output), "", "")?;
    }
    Ok(())
}

struct Printer<'a> {
    drawing: &'a Drawing,
    shown: Vec<bool>,
    text: &'a mut String,
}

impl Printer<'_> {
    /// A line for a part, after `branch`; then what it needs, each line after `indent`.
    fn part(&mut self, part: Part, branch: &str, indent: &str) -> fmt::Result {
        let below = match part {
            Part::Node(at) if !std::mem::replace(&mut self.shown[at], true) => {
                &*self.drawing.nodes[at].edges
            }
            Part::Node(_) => {
                let label = self.drawing.label_with(part, Some("above"));
                return writeln!(self.text, "{branch}{label}");
            }
            Part::Input(_) => &[],
        };
        let label = self.drawing.label(part);
        writeln!(self.text, "{branch}{label}")?;
        for (at, edge) in below.iter().enumerate() {
            let (corner, line) = if at + 1 == below.len() {
                ("└── ", "    ")
            } else {
                ("├── ", "│   ")
            };
            let (branch, indent) = (format!("{indent}{corner}"), format!("{indent}{line}"));
            self.part(edge.from, &branch, &indent)?;
        }
        Ok(())
    }
}
