//! What a plan knows beyond others if a node of it tolerates that what it needs fails.

use super::Need;
use crate::{executor::error::NodeError, form::Form};

/// A need in a plan that has tolerant forms.
pub(crate) struct NeedPlan {
    pub(crate) form: Form,
    /// The nodes it is for; none for an input, which is always there.
    pub(crate) nodes: Box<[Option<u32>]>,
    /// Where a [`FirstOk`](crate::FirstOk) or a [`Race`](crate::Race) finds which
    /// alternative it is.
    pub(crate) choice: u32,
}

/// Who needs a node: each with the position of the need.
pub(crate) type NeededBy = Box<[(u32, u32)]>;

/// What a plan knows beyond others if a node of it tolerates that what it needs fails.
#[derive(Default)]
pub(crate) struct FormsPlan {
    /// All needs but strict ones for inputs, which are always met.
    pub(crate) needs: Box<[NeedPlan]>,
    /// Where in `needs` those of each node begin, and where the last ones end.
    pub(crate) needs_at: Box<[u32]>,
    /// For each node, who needs it: node, and position in `needs`.
    pub(crate) dependents: Box<[NeededBy]>,
    /// Where the failure slot on each node lies, if a form asks for it; 0 if none does.
    pub(crate) failure_slot_of: Box<[u32]>,
    /// Where the failure slot on what cannot fail lies; 0 if none asks for it.
    pub(crate) no_error: u32,
    /// Where all failure slots lie.
    pub(crate) failure_slots: Box<[u32]>,
}

/// Whether a node failed, and why: what a tolerant form asks for.
pub(crate) type FailureSlot = Option<NodeError>;

impl FormsPlan {
    /// The needs of a node, with their positions.
    pub(crate) fn needs_of(&self, node: u32) -> impl Iterator<Item = (u32, &NeedPlan)> {
        let [from, to] = [node, node + 1].map(|at| self.needs_at[at as usize]);
        (from..to).zip(&self.needs[from as usize..to as usize])
    }

    pub(crate) fn count_needs(&self, node: u32) -> u32 {
        self.needs_at[node as usize + 1] - self.needs_at[node as usize]
    }

    /// What stands in front of the values of a need, which is at this position among those of the node
    /// that are not always met.
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
