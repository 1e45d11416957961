//! A plan: what a run does in which order, and where in its arena everything lies.
//!
//! Made once for a graph and the outputs asked for, then shared by all runs. It is built from plain
//! indexed nodes; `graph::link` builds one from the tables of a graph.

use std::{alloc::Layout, any::TypeId, num::NonZeroU32, sync::Arc};

use super::{
    arena::Header,
    call::Place,
    closing::Closer,
    context::Run,
    detached::Report,
    error::NodeError,
    inputs::{InputSlot, Inputs},
    scope::{self, CellPlan, ScopePlan},
    step::{DropFn, INJECTED, NeedOf, Operations, Step, StepFn, Way},
};
use crate::{
    form::Form,
    observe::{NodeInfo, RunInfo},
};

/// Where a node's dependency comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The output of the node with this position in the plan.
    Node(usize),
    /// The given value with this position.
    Given(usize),
    /// The injected value with this position.
    Injected(usize),
    /// The node's own [`Run`].
    Context,
}

/// What one parameter of a node comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub(crate) form: Form,
    /// One, or the alternatives.
    pub(crate) sources: Vec<Source>,
}

impl From<Source> for Need {
    fn from(source: Source) -> Self {
        Self::new(Form::Strict, vec![source])
    }
}

impl Need {
    /// A need of this form.
    pub fn new(form: Form, sources: Vec<Source>) -> Self {
        Self { form, sources }
    }

    /// Is it for a value that is there when a run begins?
    fn is_always_met(&self) -> bool {
        self.form == Form::Strict && !matches!(self.sources[..], [Source::Node(_)])
    }
}

/// Why a plan could not be built. A graph that the compiler accepted never gives one of these.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// A dependency is not of the type that the node takes.
    #[error("the dependencies of node `{node}` are not of the types it takes")]
    Mismatch {
        /// The node's name.
        node: &'static str,
    },
    /// A dependency, or an output, names a node or an input that is not there.
    #[error("`{node}` depends on something that the plan does not hold")]
    Dangling {
        /// The node's name, or the graph's for an output.
        node: &'static str,
    },
    /// The values and futures of one run do not fit into two gigabytes.
    #[error(
        "the values and futures of graph `{graph}` take more than 2 GiB: box the largest of them"
    )]
    TooLarge {
        /// The graph's name.
        graph: &'static str,
    },
    /// An output is moved out of a run, and this one is not the run's.
    #[error(
        "the value of node `{node}` is shared by the runs of a runner, so no run can give it away"
    )]
    Shared {
        /// The node's name.
        node: &'static str,
    },
}

/// What is known of a planned node beside its [`Step`].
pub(crate) struct NodePlan {
    pub(crate) name: &'static str,
    pub(crate) output: TypeId,
    pub(crate) output_name: &'static str,
    pub(crate) drop_output: Option<DropFn>,
    pub(crate) drop_future: DropFn,
    pub(crate) close: Option<Closer>,
    /// It is closed, or a value that is closed may have been made from it.
    pub(crate) outlives_closes: bool,
    pub(crate) retries: bool,
    /// It is not stopped once it has begun.
    pub(crate) uncut: bool,
    /// The nodes among its dependencies, each once.
    pub(crate) needs: Box<[u32]>,
    /// The names of these.
    pub(crate) need_names: Box<[&'static str]>,
    pub(crate) is_replaced: bool,
    /// Where the report of a detached node lies.
    pub(crate) report: u32,
    /// It is an output of the run.
    pub(crate) is_target: bool,
    /// How often it runs at once in the runs of one runner.
    pub(crate) concurrency: Option<NonZeroU32>,
    /// How its value is made, if the runs of a runner share that. Neither dropping nor closing it is a
    /// run's then.
    pub(crate) shared: Option<SharedStep>,
}

/// How a value is made that the runs of a runner share.
#[derive(Clone, Copy)]
pub(crate) struct SharedStep {
    /// Its cell among those of the [`ScopePlan`].
    pub(crate) cell: u32,
    /// Where it is made.
    pub(crate) place: Place,
    pub(crate) step: StepFn,
}

/// Where the [books](super::books::Books) of an arena lie.
pub(crate) struct BooksLayout {
    pub(crate) waiting: u32,
    pub(crate) order: u32,
    pub(crate) arrivals: u32,
    pub(crate) runnable: u32,
    pub(crate) pending: u32,
    pub(crate) detached: u32,
}

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
    /// Where the verdict on each node lies, if a form asks for it; 0 if none does.
    pub(crate) verdicts: Box<[u32]>,
    /// Where the verdict on what cannot fail lies; 0 if none asks for it.
    pub(crate) no_error: u32,
    /// Where all verdicts lie.
    pub(crate) verdict_places: Box<[u32]>,
}

/// What runs share.
pub struct Plan {
    pub(crate) graph: &'static str,
    pub(crate) steps: Box<[Step]>,
    pub(crate) nodes: Box<[NodePlan]>,
    /// For each node the number of its sources, then the sources: offsets into the arena.
    pub(crate) sources: Box<[u32]>,
    pub(crate) targets: Box<[u32]>,
    pub(crate) target_types: Box<[TypeId]>,
    pub(crate) layout: Layout,
    /// The nodes whose outputs need dropping: index, offset, function.
    pub(crate) droppers: Box<[(u32, u32, DropFn)]>,
    /// The nodes that take a [`Run`], and where theirs lies.
    pub(crate) contexts: Box<[(u32, u32)]>,
    pub(crate) given: u32,
    pub(crate) given_type: TypeId,
    /// The given values that need dropping: offset, function.
    pub(crate) drop_given: Box<[(u32, DropFn)]>,
    /// Where injected values lie that belong to one run, not to a runner.
    pub(crate) injected: u32,
    pub(crate) injected_type: TypeId,
    pub(crate) drop_injected: Box<[(u32, DropFn)]>,
    pub(crate) books: BooksLayout,
    /// How many nodes each node needs.
    pub(crate) needs: Box<[u32]>,
    /// The nodes that need none.
    pub(crate) roots: Box<[u32]>,
    /// For each node the number of those that need it, then these.
    pub(crate) dependents: Box<[u32]>,
    count: u32,
    /// How many words of 64 bits a set of nodes takes.
    pub(crate) words: usize,
    pub(crate) has_detached: bool,
    /// Each step is to be taken with care.
    pub(crate) needs_care: bool,
    /// Every run needs more than its arena: see [`Extras`](super::run::Extras).
    pub(crate) needs_extras: bool,
    /// Some values are closed before they are dropped.
    pub(crate) closes: bool,
    /// Some nodes may be tried again.
    pub(crate) retries: bool,
    /// Nodes whose work a run brings along: see `graph::replace`.
    pub(crate) replaced: Vec<u32>,
    pub(crate) forms: Option<Box<FormsPlan>>,
    /// Where the values lie that it shares with other runs of a runner, if it takes any.
    pub(crate) scope: Option<Arc<ScopePlan>>,
}

/// A node to be planned.
struct Pending {
    name: &'static str,
    operations: Operations,
    needs: Vec<Need>,
}

/// Builds a [`Plan`], node after node, each after those it depends on.
pub struct PlanBuilder {
    graph: &'static str,
    nodes: Vec<Pending>,
    given: InputsPlan,
    injected: InputsPlan,
    replaced: Vec<u32>,
    /// The nodes whose values are shared, in order.
    shared: Vec<usize>,
    /// Where these lie, if that is known.
    scope: Option<Arc<ScopePlan>>,
}

/// What is known of a graph's given or injected values.
struct InputsPlan {
    tuple: TypeId,
    layout: Layout,
    slots: Vec<InputSlot>,
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
    fn droppers(&self, offset: usize) -> Box<[(u32, DropFn)]> {
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
    pub(crate) fn within(&mut self, scope: Option<Arc<ScopePlan>>) {
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
    fn scope(&self) -> (Option<Arc<ScopePlan>>, Vec<Option<u32>>) {
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
                let shared = shared.map(|node| CellPlan::of(node.name, &node.operations));
                Arc::new(ScopePlan::new(self.graph, self.injected.layout, shared))
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

    /// What is to be known of tolerant forms, if there are any.
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
        let mut verdicts = vec![0; self.nodes.len()];
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
                        if asks && verdicts[from] == 0 {
                            verdicts[from] = index(arena.place(Layout::new::<Verdict>()));
                        }
                    } else {
                        nodes.push(None);
                        if asks && forms.no_error == 0 {
                            forms.no_error = index(arena.place(Layout::new::<Verdict>()));
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
        let places = verdicts.iter().chain([&forms.no_error]).copied();
        forms.verdict_places = places.filter(|&at| at != 0).collect();
        forms.verdicts = verdicts.into();
        Some(forms)
    }

    /// The plan that makes the outputs of the nodes at `targets`.
    ///
    /// # Errors
    /// A target that is no node, or an arena of more than 2 GiB.
    pub fn finish(self, targets: &[usize]) -> Result<Plan, PlanError> {
        if targets.iter().any(|&target| target >= self.nodes.len()) {
            return Err(PlanError::Dangling { node: self.graph });
        }
        if let Some(&shared) = targets.iter().find(|target| self.shared.contains(target)) {
            let node = self.nodes[shared].name;
            return Err(PlanError::Shared { node });
        }
        let (scope, cells) = self.scope();
        let mut arena = ArenaLayout(Layout::new::<Header>());
        let given = arena.place(self.given.layout);
        let injected = arena.place(self.injected.layout);
        let count = self.nodes.len();
        let outputs: Vec<usize> = self
            .nodes
            .iter()
            .zip(&cells)
            .map(|(node, cell)| match (&scope, cell) {
                (Some(scope), Some(cell)) => scope.cells[*cell as usize].offset,
                _ => arena.place(node.operations.output_layout),
            })
            .collect();
        let futures: Vec<usize> = self
            .nodes
            .iter()
            .map(|node| arena.place(node.operations.future_layout))
            .collect();
        let books = [
            arena.place_array::<u32>(count),
            arena.place_array::<u32>(count),
            arena.place_array::<u32>(count),
            arena.place_array::<u64>(count.div_ceil(64)),
            arena.place_array::<u64>(count.div_ceil(64)),
            arena.place_array::<u64>(count.div_ceil(64)),
        ];

        let mut forms = self.forms(&mut arena);
        let mut plan = Plan {
            graph: self.graph,
            steps: Box::default(),
            nodes: Box::default(),
            sources: Box::default(),
            targets: targets.iter().map(|&target| index(target)).collect(),
            target_types: targets
                .iter()
                .map(|&target| self.nodes[target].operations.output)
                .collect(),
            layout: Layout::new::<()>(),
            droppers: Box::default(),
            contexts: Box::default(),
            given: 0,
            given_type: self.given.tuple,
            drop_given: self.given.droppers(given),
            injected: 0,
            injected_type: self.injected.tuple,
            drop_injected: self.injected.droppers(injected),
            books: BooksLayout {
                waiting: 0,
                order: 0,
                arrivals: 0,
                runnable: 0,
                pending: 0,
                detached: 0,
            },
            needs: Box::default(),
            roots: Box::default(),
            dependents: Box::default(),
            count: index(count),
            words: count.div_ceil(64),
            has_detached: false,
            needs_care: false,
            needs_extras: false,
            closes: false,
            retries: false,
            replaced: self.replaced,
            forms: None,
            scope: None,
        };
        let mut steps = Vec::with_capacity(count);
        let mut nodes: Vec<NodePlan> = Vec::with_capacity(count);
        let mut sources = Vec::new();
        let mut droppers = Vec::new();
        let mut contexts = Vec::new();
        let mut dependents: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (at, node) in self.nodes.into_iter().enumerate() {
            let width = |need: &Need| need.sources.len() + usize::from(need.form != Form::Strict);
            sources.push(index(node.needs.iter().map(width).sum()));
            let first_source = index(sources.len());
            let mut needs = Vec::new();
            let mut known = 0;
            for need in &node.needs {
                if let Some(forms) = &forms {
                    sources.extend(forms.before(at, known, need));
                    known += usize::from(!need.is_always_met());
                }
                for source in &need.sources {
                    sources.push(match *source {
                        Source::Node(from) => {
                            if !needs.contains(&index(from)) {
                                needs.push(index(from));
                                dependents[from].push(index(at));
                            }
                            let base = cells[from].map_or(0, |_| INJECTED);
                            index(outputs[from]) | base
                        }
                        Source::Given(from) => index(given + self.given.slots[from].offset),
                        Source::Injected(from) => {
                            index(self.injected.slots[from].offset) | INJECTED
                        }
                        Source::Context => {
                            let slot = index(arena.place(Layout::new::<Run>()));
                            contexts.push((index(at), slot));
                            slot
                        }
                    });
                }
            }
            let detached = node.operations.place != Place::Inline;
            plan.has_detached |= detached;
            plan.retries |= node.operations.retries;
            let shared = cells[at].zip(node.operations.shared_step);
            let shared = shared.map(|(cell, step)| SharedStep {
                cell,
                place: node.operations.place,
                step,
            });
            let is_own = shared.is_none();
            let drop_output = node.operations.drop_output.filter(|_| is_own);
            let close = node.operations.close.filter(|_| is_own);
            plan.closes |= close.is_some();
            if let Some(drop) = drop_output {
                droppers.push((index(at), index(outputs[at]), drop));
            }
            let (step, way) = match shared {
                Some(_) => (scope::look as StepFn, Way::Shared),
                None => (node.operations.step, node.operations.place.into()),
            };
            steps.push(Step {
                run: step,
                future: index(futures[at]),
                output: index(outputs[at]),
                sources: first_source,
                index: index(at),
                dependents: 0,
                way,
            });
            let name_of = |&need: &u32| nodes[need as usize].name;
            let need_names = needs.iter().map(name_of).collect();
            nodes.push(NodePlan {
                name: node.name,
                output: node.operations.output,
                output_name: node.operations.output_name,
                drop_output,
                drop_future: node.operations.drop_future,
                outlives_closes: close.is_some(),
                close,
                retries: node.operations.retries,
                uncut: node.operations.uncut,
                need_names,
                needs: needs.into(),
                is_replaced: plan.replaced.contains(&index(at)),
                report: if detached {
                    index(arena.place(Layout::new::<Report>()))
                } else {
                    0
                },
                is_target: targets.contains(&at),
                concurrency: node.operations.concurrency,
                shared,
            });
        }
        for at in (0..count).rev() {
            if nodes[at].outlives_closes {
                for need in nodes[at].needs.clone() {
                    nodes[need as usize].outlives_closes = true;
                }
            }
        }
        // Every offset was cut to 31 bits above; here is where a larger arena is refused.
        let shared_size = scope.as_ref().map_or(0, |scope| scope.layout.size());
        if arena.0.size().max(shared_size) >= INJECTED as usize {
            return Err(PlanError::TooLarge { graph: self.graph });
        }
        plan.steps = steps.into();
        plan.nodes = nodes.into();
        plan.sources = sources.into();
        plan.droppers = droppers.into();
        let closes = plan.closes || scope.as_ref().is_some_and(|scope| scope.closes);
        plan.needs_extras = plan.has_detached || closes || !contexts.is_empty();
        plan.contexts = contexts.into();
        plan.layout = arena.0.pad_to_align();
        plan.given = index(given);
        plan.injected = index(injected);
        let [waiting, order, arrivals, runnable, pending, detached] = books.map(index);
        plan.books = BooksLayout {
            waiting,
            order,
            arrivals,
            runnable,
            pending,
            detached,
        };
        let needs = plan.nodes.iter().map(|node| index(node.needs.len()));
        plan.needs = needs.collect();
        let roots = (0..count).filter(|&at| plan.needs[at] == 0);
        plan.roots = roots.map(index).collect();
        let mut lists = Vec::new();
        for (step, list) in plan.steps.iter_mut().zip(&dependents) {
            step.dependents = index(lists.len());
            lists.push(index(list.len()));
            lists.extend(list);
        }
        plan.dependents = lists.into();
        plan.forms = forms.take().map(Box::new);
        plan.needs_care = plan.has_detached || scope.is_some();
        plan.scope = scope;
        Ok(plan)
    }
}

/// Whether a node failed, and why: what a tolerant form asks for.
pub(crate) type Verdict = Option<NodeError>;

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
    fn before(&self, node: usize, position: usize, need: &Need) -> Option<u32> {
        let plan = || &self.needs[self.needs_at[node] as usize + position];
        match need.form {
            Form::Strict => None,
            Form::Optional | Form::Outcome => Some(match plan().nodes[0] {
                Some(from) => self.verdicts[from as usize],
                None => self.no_error,
            }),
            Form::FirstOk | Form::Race => Some(plan().choice),
        }
    }
}

/// Positions and offsets are kept in 31 bits; `finish` refuses a plan in which one does not fit.
fn index(value: usize) -> u32 {
    u32::try_from(value).map_or(INJECTED - 1, |value| value.min(INJECTED - 1))
}

/// An arena that grows part by part.
struct ArenaLayout(Layout);

impl ArenaLayout {
    fn place(&mut self, part: Layout) -> usize {
        match self.0.extend(part) {
            Ok((whole, offset)) => {
                self.0 = whole;
                offset
            }
            // More than the address space: `finish` refuses it by its size.
            Err(_) => {
                self.0 = Layout::from_size_align(INJECTED as usize, 1).unwrap_or(self.0);
                0
            }
        }
    }

    fn place_array<T>(&mut self, len: usize) -> usize {
        match Layout::array::<T>(len) {
            Ok(layout) => self.place(layout),
            Err(_) => self.place(Layout::new::<T>()),
        }
    }
}

/// A node of a plan, as observers see it.
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

    /// May it be tried again?
    #[inline]
    pub(crate) fn retries(self) -> bool {
        self.of().retries
    }

    /// As observers see it, in this run.
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

    /// The first node for which a run has to be inside a runtime, by name: one that is spawned or
    /// blocking, else one whose value is closed.
    #[cold]
    pub(crate) fn first_for_runtime(&self) -> Option<&'static str> {
        let first = |is: fn(&&NodePlan) -> bool| Some(self.nodes.iter().find(is)?.name);
        // No report lies where the header does.
        first(|node| node.report != 0)
            .or_else(|| first(|node| node.close.is_some()))
            .or_else(|| self.scope.as_ref()?.closing())
    }

    /// How many nodes there are: positions are kept in 31 bits.
    #[inline]
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The nodes that need the node of `step`.
    #[inline]
    pub(crate) fn dependents(&self, step: &Step) -> &[u32] {
        let from = step.dependents as usize;
        let len = self.dependents[from] as usize;
        &self.dependents[from + 1..][..len]
    }

    /// The path from one of the outputs asked for down to `node`, by names: the shortest one by which
    /// its failure fails the output, or the shortest of all if none does.
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

    /// The shortest path over these needs.
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
