//! The view of a plan for observers and errors.

use super::{NodePlan, Plan};
use crate::{
    form::Form,
    observe::{NodeInfo, RunInfo},
};

/// The view of a node of a plan for observers.
#[derive(Clone, Copy)]
pub(crate) struct NodeView<'a> {
    plan: &'a Plan,
    node: u32,
}

impl<'a> NodeView<'a> {
    fn of(self) -> &'a NodePlan {
        &self.plan.nodes[self.node as usize]
    }

    #[inline]
    pub(crate) fn name(self) -> &'static str {
        self.of().name
    }

    /// Returns true if the node may be retried or may wait for a permit.
    #[inline]
    pub(crate) fn has_attempts(self) -> bool {
        self.of().has_attempts
    }

    /// Returns the description of the node for observers of this run.
    #[inline]
    pub(crate) fn info(self, run: &'a RunInfo) -> NodeInfo<'a> {
        let node = self.of();
        NodeInfo::new(run, node.name, node.is_replaced, &node.need_names)
    }
}
impl Plan {
    #[inline]
    pub(crate) fn view(&self, node: u32) -> NodeView<'_> {
        NodeView { plan: self, node }
    }

    /// Returns the names on the path from one of the outputs asked for down to `node`: the shortest path
    /// on which its failure fails the output, or the shortest of all if there is none.
    pub(crate) fn path_to(&self, node: u32) -> Vec<&'static str> {
        let strict = self.forms.as_ref().and_then(|forms| {
            self.path_by(node, |at| {
                let needs = forms.needs_of(at).map(|(_, need)| need);
                let strict = needs.filter(|need| need.form == Form::Strict);
                strict.flat_map(|need| &*need.nodes).copied().flatten()
            })
        });
        strict
            .or_else(|| self.path_by(node, |at| self.nodes[at as usize].needs.iter().copied()))
            .unwrap_or_else(|| vec![self.nodes[node as usize].name])
    }

    /// Returns the shortest path along these needs.
    fn path_by<N: Iterator<Item = u32>>(
        &self,
        node: u32,
        needs: impl Fn(u32) -> N,
    ) -> Option<Vec<&'static str>> {
        let mut from = vec![None; self.nodes.len()];
        let mut queue: std::collections::VecDeque<u32> = self.targets.iter().copied().collect();
        let mut seen: std::collections::HashSet<u32> = queue.iter().copied().collect();
        while let Some(at) = queue.pop_front() {
            if at == node {
                let mut path = vec![self.nodes[at as usize].name];
                let mut step = at;
                while let Some(above) = from[step as usize] {
                    path.push(self.nodes[above as usize].name);
                    step = above;
                }
                path.reverse();
                return Some(path);
            }
            for need in needs(at) {
                if seen.insert(need) {
                    from[need as usize] = Some(at);
                    queue.push_back(need);
                }
            }
        }
        None
    }
}
