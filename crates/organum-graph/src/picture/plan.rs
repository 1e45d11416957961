//! The nodes that run, and the reason for each.

use std::{
    collections::VecDeque,
    fmt::{self, Write},
};

use super::drawing::{Drawing, Node, Part};

pub(super) fn plan(drawing: &Drawing, text: &mut String) -> fmt::Result {
    let needed_by = needed_by(drawing);
    let digits = drawing.nodes.len().to_string().len();
    let names = drawing.nodes.iter().map(Node::name_and_place);
    let names: Vec<String> = names.collect();
    let width = names.iter().map(|name| name.chars().count()).max();
    let width = width.unwrap_or(0);
    for (at, name) in names.iter().enumerate() {
        let number = at + 1;
        let why = if drawing.nodes[at].is_output {
            "output".to_owned()
        } else {
            path(drawing, &needed_by, at).join(" -> ")
        };
        writeln!(text, "{number:>digits$}. {name:<width$}  {why}")?;
    }
    Ok(())
}

/// Returns the names from an output down to a node.
fn path(drawing: &Drawing, needed_by: &[Option<usize>], node: usize) -> Vec<&'static str> {
    let above = std::iter::successors(Some(node), |&at| needed_by[at]);
    let mut path: Vec<_> = above.map(|at| drawing.nodes[at].name).collect();
    path.reverse();
    path
}

/// Returns for each node the next one on the shortest path to an output; `None` for outputs.
fn needed_by(drawing: &Drawing) -> Vec<Option<usize>> {
    let mut needed_by = vec![None; drawing.nodes.len()];
    let mut queue: VecDeque<usize> = drawing.outputs.iter().copied().collect();
    while let Some(at) = queue.pop_front() {
        for edge in &drawing.nodes[at].edges {
            if let Part::Node(need) = edge.from
                && !drawing.nodes[need].is_output
                && needed_by[need].is_none()
            {
                needed_by[need] = Some(at);
                queue.push_back(need);
            }
        }
    }
    needed_by
}
