//! The graph as a user of Organum declares it.

use std::fmt::Write as _;

use super::Shape;

/// Writes the graph struct.
pub(super) fn graph(out: &mut String, shape: &Shape) {
    let last = shape.nodes.len() - 1;
    let _ = writeln!(
        out,
        "/// The graph as Organum has it.\n#[organum::graph(output = N{last})]\npub struct {} {{\npub input: Input,\n}}\n",
        shape.graph
    );
}
