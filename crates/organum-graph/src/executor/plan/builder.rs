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

/// Builds a `Plan` node by node, each after its dependencies.
pub struct PlanBuilder {
    pub(super) graph: &'static str,
    pub(super) nodes: Vec<Pending>,
    pub(super) given: InputsPlan,
    pub(super) injected: InputsPlan,
    pub(super) replaced: Vec<u32>,
    /// The nodes whose values are shared, in order.
    pub(super) shared: Vec<usize>,
    /// The layout of the shared values, if it is given.
    scope: Option<Arc<RunnerValuesPlan>>,
}

/// The types and layout of the given or injected values of a graph.
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

    /// Returns the values that have to be dropped, for inputs that lie at `offset`.
    pub(super) fn droppers(&self, offset: usize) -> Box<[(u32, DropFn)]> {
        let slots = self.slots.iter();
        slots
            .filter_map(|slot| Some((index(offset + slot.offset), slot.drop?)))
            .collect()
    }
}

impl PlanBuilder {
    /// Makes an empty plan for a graph whose runs are given a `G`, and share or are given a `J`.
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

    /// Sets the layout of the values of the runner whose runs use this plan.
    pub(crate) fn within(&mut self, scope: Option<Arc<RunnerValuesPlan>>) {
        self.scope = scope;
    }

    /// Shares the value of a node among the runs of a runner, if the operations of the node allow it and
    /// the value is made only from values that the runs share anyway.
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

    /// Returns the layout of the shared values, and the cell of each node that has one.
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
    /// A dependency that does not exist yet, or whose type does not match the parameter of the node.
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

    /// Marks a node as one whose value each run supplies itself.
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
