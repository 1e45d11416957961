//! The last step of building a plan: every value receives its place.

use std::{alloc::Layout, collections::HashMap};

use super::{
    Need, NodePlan, Plan, PlanBuilder, PlanError, ScheduleLayout, SharedStep, Source,
    builder::Pending,
    forms::{FailureSlot, FormsPlan, NeedPlan},
    layout::{ArenaLayout, index},
};
use crate::{
    executor::{
        arena::Header,
        call::Place,
        context::Run,
        detached::Report,
        runner_values::{self, RunnerValuesPlan},
        step::{INJECTED, Step, StepFn, StepKind},
    },
    form::Form,
};

/// The offsets of the values and futures of a run.
struct Slots {
    given: usize,
    injected: usize,
    /// In the arena, or after the injected values if the runs of a runner share them.
    outputs: Vec<usize>,
    futures: Vec<usize>,
    /// The cell of each node whose value is shared.
    cells: Vec<Option<u32>>,
}

/// The dependencies between nodes.
#[derive(Default)]
struct Edges {
    /// The list of [`Plan::sources`].
    sources: Vec<u32>,
    /// For each node the position of its first source.
    first_sources: Vec<u32>,
    /// For each node the nodes that it needs, each once.
    needs: Vec<Vec<u32>>,
    /// For each node its dependents.
    dependents: Vec<Vec<u32>>,
    /// The list of [`Plan::contexts`].
    contexts: Vec<(u32, u32)>,
}

impl PlanBuilder {
    /// Returns the plan that makes the outputs of the nodes at `targets`.
    ///
    /// # Errors
    /// A target that is not a node, or an arena of more than 2 GiB.
    pub fn finish(self, targets: &[usize]) -> Result<Plan, PlanError> {
        self.check_targets(targets)?;
        self.check_stable_names()?;
        let (scope, cells) = self.runner_values();
        let mut arena = ArenaLayout::new(Layout::new::<Header>());
        let slots = self.slots(&mut arena, scope.as_deref(), cells);
        let schedule = ScheduleLayout::place(&mut arena, self.nodes.len());
        let forms = self.forms(&mut arena);
        let edges = self.edges(&mut arena, &slots, forms.as_ref());
        let steps = self.steps(&slots, &edges);
        let nodes = self.node_plans(&mut arena, &slots, &edges, targets);
        // Offsets beyond 31 bits were truncated above; a larger arena is rejected here.
        let shared_size = scope.as_ref().map_or(0, |scope| scope.layout.size());
        if arena.size().max(shared_size) >= INJECTED as usize {
            return Err(PlanError::TooLarge { graph: self.graph });
        }
        let has_detached = nodes.iter().any(|node| node.report != 0);
        let has_lasting = nodes.iter().any(|node| node.runs_to_end);
        let closes = nodes.iter().any(|node| node.close.is_some());
        let closes_any = closes || scope.as_ref().is_some_and(|scope| scope.closes);
        let count = self.nodes.len();
        let need_counts: Box<[u32]> = edges.needs.iter().map(|needs| index(needs.len())).collect();
        let droppers = (0..).zip(&nodes).zip(&slots.outputs);
        Ok(Plan {
            graph: self.graph,
            targets: targets.iter().map(|&target| index(target)).collect(),
            target_types: targets
                .iter()
                .map(|&target| self.nodes[target].operations.output)
                .collect(),
            layout: arena.finish(),
            droppers: droppers
                .filter_map(|((at, node), &output)| Some((at, index(output), node.drop_output?)))
                .collect(),
            needs_extras: has_detached || closes_any || !edges.contexts.is_empty(),
            contexts: edges.contexts.into(),
            given: index(slots.given),
            given_type: self.given.tuple,
            drop_given: self.given.droppers(slots.given),
            injected: index(slots.injected),
            injected_type: self.injected.tuple,
            drop_injected: self.injected.droppers(slots.injected),
            schedule,
            roots: (0..)
                .zip(&need_counts)
                .filter_map(|(at, &needs)| (needs == 0).then_some(at))
                .collect(),
            needs: need_counts,
            dependents: lists(&edges.dependents),
            sources: edges.sources.into(),
            count: index(count),
            words: count.div_ceil(64),
            has_detached,
            has_lasting,
            needs_care: has_detached || scope.is_some(),
            closes,
            has_attempts: nodes.iter().any(|node| node.has_attempts),
            steps,
            nodes,
            replaced: self.replaced,
            forms: forms.map(Box::new),
            scope,
        })
    }

    fn check_targets(&self, targets: &[usize]) -> Result<(), PlanError> {
        if targets.iter().any(|&target| target >= self.nodes.len()) {
            return Err(PlanError::Dangling { node: self.graph });
        }
        match targets.iter().find(|target| self.shared.contains(target)) {
            Some(&shared) => Err(PlanError::Shared {
                node: self.nodes[shared].name,
            }),
            None => Ok(()),
        }
    }

    fn check_stable_names(&self) -> Result<(), PlanError> {
        let mut known = HashMap::new();
        for node in &self.nodes {
            let Some(name) = node.operations.stable_name else {
                continue;
            };
            if let Some(first) = known.insert(name.parts(), node.name) {
                return Err(PlanError::SameName {
                    first,
                    second: node.name,
                    name: name.name,
                });
            }
        }
        Ok(())
    }

    /// Assigns a place to inputs, outputs and futures.
    fn slots(
        &self,
        arena: &mut ArenaLayout,
        scope: Option<&RunnerValuesPlan>,
        cells: Vec<Option<u32>>,
    ) -> Slots {
        let given = arena.place(self.given.layout);
        let injected = arena.place(self.injected.layout);
        let mut outputs = Vec::with_capacity(self.nodes.len());
        for (node, cell) in self.nodes.iter().zip(&cells) {
            outputs.push(match (scope, cell) {
                (Some(scope), Some(cell)) => scope.cells[*cell as usize].offset,
                _ => arena.place(node.operations.output_layout),
            });
        }
        let nodes = self.nodes.iter();
        let futures = nodes
            .map(|node| arena.place(node.operations.future_layout))
            .collect();
        Slots {
            given,
            injected,
            outputs,
            futures,
            cells,
        }
    }

    /// Finds the offset of the value of each parameter, and the dependencies of each node.
    fn edges(&self, arena: &mut ArenaLayout, slots: &Slots, forms: Option<&FormsPlan>) -> Edges {
        let mut edges = Edges {
            dependents: vec![Vec::new(); self.nodes.len()],
            ..Edges::default()
        };
        for (at, node) in self.nodes.iter().enumerate() {
            let width = |need: &Need| need.sources.len() + usize::from(need.form != Form::Strict);
            let count: usize = node.needs.iter().map(width).sum();
            edges.sources.push(index(count));
            edges.first_sources.push(index(edges.sources.len()));
            let mut needs = Vec::new();
            let mut known = 0;
            for need in &node.needs {
                if let Some(forms) = forms {
                    edges.sources.extend(forms.before(at, known, need));
                    known += usize::from(!need.is_always_met());
                }
                for &source in &need.sources {
                    if let Source::Node(from) = source
                        && !needs.contains(&index(from))
                    {
                        needs.push(index(from));
                        edges.dependents[from].push(index(at));
                    }
                    let offset = self.offset(arena, slots, source);
                    if source == Source::Context {
                        edges.contexts.push((index(at), offset));
                    }
                    edges.sources.push(offset);
                }
            }
            edges.needs.push(needs);
        }
        edges
    }

    /// Returns the offset of the value of `source`; assigns a place to a context.
    fn offset(&self, arena: &mut ArenaLayout, slots: &Slots, source: Source) -> u32 {
        match source {
            Source::Node(from) => {
                let base = slots.cells[from].map_or(0, |_| INJECTED);
                index(slots.outputs[from]) | base
            }
            Source::Given(from) => index(slots.given + self.given.slots[from].offset),
            Source::Injected(from) => index(self.injected.slots[from].offset) | INJECTED,
            Source::Context => index(arena.place(Layout::new::<Run>())),
        }
    }

    /// Returns the step that makes the value of a node, if the runs of a runner share it.
    fn shared_step(node: &Pending, cell: Option<u32>) -> Option<SharedStep> {
        Some(SharedStep {
            cell: cell?,
            place: node.operations.place,
            step: node.operations.shared_step?,
        })
    }

    fn steps(&self, slots: &Slots, edges: &Edges) -> Box<[Step]> {
        let mut dependents = 0;
        let mut steps = Vec::with_capacity(self.nodes.len());
        for (at, node) in self.nodes.iter().enumerate() {
            let is_shared = Self::shared_step(node, slots.cells[at]).is_some();
            let (run, kind) = if is_shared {
                (runner_values::check_made as StepFn, StepKind::Shared)
            } else {
                (node.operations.step, node.operations.place.into())
            };
            steps.push(Step {
                run,
                future: index(slots.futures[at]),
                output: index(slots.outputs[at]),
                sources: edges.first_sources[at],
                index: index(at),
                dependents: index(dependents),
                kind,
            });
            dependents += 1 + edges.dependents[at].len();
        }
        steps.into()
    }

    fn node_plans(
        &self,
        arena: &mut ArenaLayout,
        slots: &Slots,
        edges: &Edges,
        targets: &[usize],
    ) -> Box<[NodePlan]> {
        let mut nodes = Vec::with_capacity(self.nodes.len());
        for (at, node) in self.nodes.iter().enumerate() {
            let operations = &node.operations;
            let shared = Self::shared_step(node, slots.cells[at]);
            let is_own = shared.is_none();
            let close = operations.close.filter(|_| is_own);
            let needs = &edges.needs[at];
            let name_of = |&need: &u32| self.nodes[need as usize].name;
            nodes.push(NodePlan {
                name: node.name,
                output: operations.output,
                output_name: operations.output_name,
                drop_output: operations.drop_output.filter(|_| is_own),
                drop_future: operations.drop_future,
                outlives_closes: close.is_some(),
                close,
                // The job of a blocking node waits for its permit, not the node.
                has_attempts: operations.retries
                    || operations.stable_name.is_some()
                    || operations.concurrency.is_some() && operations.place != Place::Blocking,
                runs_to_end: operations.runs_to_end,
                persists: operations.stable_name.is_some(),
                need_names: needs.iter().map(name_of).collect(),
                needs: needs.as_slice().into(),
                is_replaced: self.replaced.contains(&index(at)),
                report: match operations.place {
                    Place::Inline => 0,
                    _ => index(arena.place(Layout::new::<Report>())),
                },
                is_target: targets.contains(&at),
                concurrency: operations.concurrency,
                shared,
            });
        }
        for at in (0..nodes.len()).rev() {
            if nodes[at].outlives_closes {
                for &need in &edges.needs[at] {
                    nodes[need as usize].outlives_closes = true;
                }
            }
        }
        nodes.into()
    }

    /// Returns the plan of the tolerant forms, if there are any.
    fn forms(&self, arena: &mut ArenaLayout) -> Option<FormsPlan> {
        let is_strict = |need: &Need| need.form == Form::Strict;
        if self
            .nodes
            .iter()
            .all(|node| node.needs.iter().all(is_strict))
        {
            return None;
        }
        let mut forms = FormsPlan::default();
        let mut failure_slots = vec![0; self.nodes.len()];
        let mut dependents = vec![Vec::new(); self.nodes.len()];
        let (mut needs, mut needs_at) = (Vec::new(), vec![0]);
        for (at, node) in self.nodes.iter().enumerate() {
            for need in node.needs.iter().filter(|need| !need.is_always_met()) {
                let mut nodes = Vec::new();
                for source in &need.sources {
                    let asks = matches!(need.form, Form::Optional | Form::Outcome);
                    if let Source::Node(from) = *source {
                        dependents[from].push((index(at), index(needs.len())));
                        nodes.push(Some(index(from)));
                        if asks && failure_slots[from] == 0 {
                            failure_slots[from] = index(arena.place(Layout::new::<FailureSlot>()));
                        }
                    } else {
                        nodes.push(None);
                        if asks && forms.no_error == 0 {
                            forms.no_error = index(arena.place(Layout::new::<FailureSlot>()));
                        }
                    }
                }
                let choice = match need.form {
                    Form::FirstOk | Form::Race => index(arena.place(Layout::new::<u32>())),
                    _ => 0,
                };
                needs.push(NeedPlan {
                    form: need.form,
                    nodes: nodes.into(),
                    choice,
                });
            }
            needs_at.push(index(needs.len()));
        }
        forms.needs = needs.into();
        forms.needs_at = needs_at.into();
        forms.dependents = dependents.into_iter().map(Vec::into_boxed_slice).collect();
        let places = failure_slots.iter().chain([&forms.no_error]).copied();
        forms.failure_slots = places.filter(|&at| at != 0).collect();
        forms.failure_slot_of = failure_slots.into();
        Some(forms)
    }
}

/// Concatenates lists, each preceded by its length.
fn lists(lists: &[Vec<u32>]) -> Box<[u32]> {
    let parts = lists
        .iter()
        .flat_map(|list| [index(list.len())].into_iter().chain(list.iter().copied()));
    parts.collect()
}
