//! The part of a plan for nodes that tolerate the failure of a dependency.

use super::Need;
use crate::{executor::error::NodeError, form::Form};

/// A need in a plan that has tolerant forms.
pub(crate) struct NeedPlan {
    pub(crate) form: Form,
    /// The nodes that may meet the need; `None` for an input, which is always present.
    pub(crate) nodes: Box<[Option<u32>]>,
    /// The offset at which a [`FirstOk`](crate::FirstOk) or a [`Race`](crate::Race) finds the chosen
    /// alternative.
    pub(crate) choice: u32,
}

/// The dependents of a node, each with the position of its need.
pub(crate) type NeededBy = Box<[(u32, u32)]>;

/// The part of a plan for nodes that tolerate the failure of a dependency.
#[derive(Default)]
pub(crate) struct FormsPlan {
    /// All needs except strict ones for inputs, which are always met.
    pub(crate) needs: Box<[NeedPlan]>,
    /// For each node the position of its first need in `needs`, followed by the end of the last ones.
    pub(crate) needs_at: Box<[u32]>,
    /// For each node its dependents: node, and position in `needs`.
    pub(crate) dependents: Box<[NeededBy]>,
    /// The offset of the failure slot of each node, if a form reads it; 0 if none does.
    pub(crate) failure_slot_of: Box<[u32]>,
    /// The offset of the failure slot of values that cannot fail; 0 if no form reads it.
    pub(crate) no_error: u32,
    /// The offsets of all failure slots.
    pub(crate) failure_slots: Box<[u32]>,
}

/// The error of a node that failed, which a tolerant form reads; `None` for success.
pub(crate) type FailureSlot = Option<NodeError>;

impl FormsPlan {
    /// Returns the needs of a node, with their positions.
    pub(crate) fn needs_of(&self, node: u32) -> impl Iterator<Item = (u32, &NeedPlan)> {
        let [from, to] = [node, node + 1].map(|at| self.needs_at[at as usize]);
        (from..to).zip(&self.needs[from as usize..to as usize])
    }

    pub(crate) fn count_needs(&self, node: u32) -> u32 {
        self.needs_at[node as usize + 1] - self.needs_at[node as usize]
    }

    /// Returns the source in front of the values of a need. `position` is the position of the need among
    /// the needs of the node that are not always met.
    pub(super) fn before(&self, node: usize, position: usize, need: &Need) -> Option<u32> {
        let plan = || &self.needs[self.needs_at[node] as usize + position];
        match need.form {
            Form::Strict => None,
            Form::Optional | Form::Outcome => Some(match plan().nodes[0] {
                Some(from) => self.failure_slot_of[from as usize],
                None => self.no_error,
            }),
            Form::FirstOk | Form::Race => Some(plan().choice),
        }
    }
}
