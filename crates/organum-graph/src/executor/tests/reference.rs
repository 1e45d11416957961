//! A plain interpreter of scenarios, which returns the expected result of a run.

use super::scenario::{End, NodeSpec, number};

/// The way in which a run of inline nodes ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Value(u64),
    /// This node failed first.
    Failed(usize, End),
}

/// Returns the value that each node would have by itself, or `None` if the node or a dependency fails.
pub(super) fn values(nodes: &[NodeSpec]) -> Vec<Option<u64>> {
    let mut values: Vec<Option<u64>> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let deps: Option<Vec<u64>> = node.deps.iter().map(|&dep| values[dep]).collect();
        values.push(
            deps.filter(|_| node.last() == End::Value)
                .map(|deps| number(at, deps.into_iter())),
        );
    }
    values
}

/// Returns true if this node can be the one that fails, which requires all its dependencies to have a
/// value.
pub(super) fn can_fail(nodes: &[NodeSpec], at: usize) -> bool {
    let values = values(nodes);
    nodes[at].last() != End::Value && nodes[at].deps.iter().all(|&dep| values[dep].is_some())
}

/// Returns the result of a run of inline nodes that wake themselves. A node is polled once per round, in
/// the order of the plan, from the round in which its last dependency became ready.
pub(super) fn run(nodes: &[NodeSpec]) -> Expected {
    let values = values(nodes);
    let mut ready: Vec<u32> = Vec::new();
    let mut first: Option<(u32, usize)> = None;
    for (at, node) in nodes.iter().enumerate() {
        let needed = node.deps.iter().map(|&dep| ready[dep]).max();
        let round = needed.unwrap_or(0) + node.waits;
        ready.push(round);
        if can_fail(nodes, at) && first.is_none_or(|first| (round, at) < first) {
            first = Some((round, at));
        }
    }
    match first {
        Some((_, at)) => Expected::Failed(at, nodes[at].last()),
        None => Expected::Value(values[nodes.len() - 1].expect("nothing fails")),
    }
}
