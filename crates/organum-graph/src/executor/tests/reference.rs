//! A plain interpreter of scenarios: what a run has to come to.

use super::scenario::{End, NodeSpec, number};

/// How a run of inline nodes ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Value(u64),
    /// This node failed first.
    Failed(usize, End),
}

/// What each node would come to by itself: its value, or none where it, or what it needs, fails.
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

/// Could this node be the one that fails: does everything it needs give a value?
pub(super) fn can_fail(nodes: &[NodeSpec], at: usize) -> bool {
    let values = values(nodes);
    nodes[at].last() != End::Value && nodes[at].deps.iter().all(|&dep| values[dep].is_some())
}

/// The end of a run of inline nodes that wake themselves: a node is polled once a round, in the
/// order of the plan, from the round on in which the last node it needs was ready.
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
