//! Builds a plan from plain indexed nodes.

use std::{alloc::Layout, any::TypeId, sync::Arc};

use super::{Need, PlanError, Source, layout::index};
use crate::executor::{
    context::Run,
    inputs::{InputSlot, Inputs},
    runner_values::{RunnerValuePlan, RunnerValuesPlan},
    step::{DropFn, NeedOf, Operations},
};

/// A node to be planned.
pub(super) struct Pending {
    pub(super) name: &'static str,
    pub(super) operations: Operations,
    pub(super) needs: Vec<Need>,
}

/// Builds a `Plan`, node after node, each after those it depends on.
pub struct PlanBuilder {
    pub(super) graph: &'static str,
    pub(super) nodes: Vec<Pending>,
    pub(super) given: InputsPlan,
    pub(super) injected: InputsPlan,
    pub(super) replaced: Vec<u32>,
    /// The nodes whose values are shared, in order.
    pub(super) shared: Vec<usize>,
    /// Where these lie, if that is known.
    scope: Option<Arc<RunnerValuesPlan>>,
}

/// What is known of a graph's given or injected values.
pub(super) struct InputsPlan {
    pub(super) tuple: TypeId,
    pub(super) layout: Layout,
    pub(super) slots: Vec<InputSlot>,
}

impl InputsPlan {
    fn of<I: Inputs>() -> Self {
        Self {
            tuple: TypeId::of::<I>(),
            layout: Layout::new::<I>(),
            slots: I::slots(),
        }
    }

    /// The values that need dropping, which lie at `offset` as a whole.
    pub(super) fn droppers(&self, offset: usize) -> Box<[(u32, DropFn)]> {
        let slots = self.slots.iter();
        slots
            .filter_map(|slot| Some((index(offset + slot.offset), slot.drop?)))
            .collect()
    }
}

impl PlanBuilder {
    /// An empty plan for a graph whose runs are given a `G`, and share or are given a `J`.
    pub fn new<G: Inputs, J: Inputs>(graph: &'static str) -> Self {
        Self {
            graph,
            nodes: Vec::new(),
            given: InputsPlan::of::<G>(),
            injected: InputsPlan::of::<J>(),
            replaced: Vec::new(),
            shared: Vec::new(),
            scope: None,
        }
    }

    /// The plan is for runs of a runner whose values lie as in this one.
    pub(crate) fn within(&mut self, scope: Option<Arc<RunnerValuesPlan>>) {
        self.scope = scope;
    }

    /// Lets the runs of a runner share the value of a node, if its operations allow that, and if it is
    /// made from nothing but what they share anyway.
    pub(crate) fn share(&mut self, node: usize) {
        let Pending {
            operations, needs, ..
        } = &self.nodes[node];
        let is_known = self
            .scope
            .as_ref()
            .is_none_or(|scope| scope.find(operations.output).is_some());
        let mut sources = needs.iter().flat_map(|need| &need.sources);
        let from_shared = sources.all(|source| match source {
            Source::Node(from) => self.shared.contains(from),
            Source::Injected(_) => true,
            Source::Given(_) | Source::Context => false,
        });
        if operations.shared_step.is_some() && is_known && from_shared {
            self.shared.push(node);
        }
    }

    /// Where shared values lie, and the cell of each node that has one.
    pub(super) fn runner_values(&self) -> (Option<Arc<RunnerValuesPlan>>, Vec<Option<u32>>) {
        let mut cells = vec![None; self.nodes.len()];
        if self.shared.is_empty() {
            return (None, cells);
        }
        let scope = match &self.scope {
            Some(scope) => {
                for &node in &self.shared {
                    cells[node] = scope.find(self.nodes[node].operations.output);
                }
                Arc::clone(scope)
            }
            None => {
                for (cell, &node) in (0..).zip(&self.shared) {
                    cells[node] = Some(cell);
                }
                let shared = self.shared.iter().map(|&node| &self.nodes[node]);
                let shared = shared.map(|node| RunnerValuePlan::of(node.name, &node.operations));
                Arc::new(RunnerValuesPlan::new(
                    self.graph,
                    self.injected.layout,
                    shared,
                ))
            }
        };
        (Some(scope), cells)
    }

    /// Adds a node, and returns its position.
    ///
    /// # Errors
    /// A dependency that is not there yet, or not of the type that the node takes.
    pub fn node(
        &mut self,
        name: &'static str,
        operations: Operations,
        needs: Vec<Need>,
    ) -> Result<usize, PlanError> {
        let types: Option<Vec<NeedOf>> = needs.iter().map(|need| self.need_of(need)).collect();
        let types = types.ok_or(PlanError::Dangling { node: name })?;
        if !(operations.accepts)(&types) {
            return Err(PlanError::Mismatch { node: name });
        }
        self.nodes.push(Pending {
            name,
            operations,
            needs,
        });
        Ok(self.nodes.len() - 1)
    }

    /// Marks a node as one whose work each run brings along.
    pub(crate) fn mark_replaced(&mut self, node: usize) {
        self.replaced.push(index(node));
    }

    fn need_of(&self, need: &Need) -> Option<NeedOf> {
        let types = need.sources.iter().map(|&source| self.type_of(source));
        Some(NeedOf {
            form: need.form,
            types: types.collect::<Option<_>>()?,
        })
    }

    fn type_of(&self, source: Source) -> Option<TypeId> {
        match source {
            Source::Node(at) => self.nodes.get(at).map(|node| node.operations.output),
            Source::Given(at) => self.given.slots.get(at).map(|slot| slot.input),
            Source::Injected(at) => self.injected.slots.get(at).map(|slot| slot.input),
            Source::Context => Some(TypeId::of::<Run>()),
        }
    }
}
