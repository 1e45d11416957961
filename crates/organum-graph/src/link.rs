//! A graph, and from its tables to a plan.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, OnceLock},
    time::Duration,
};

use crate::{
    executor::{
        GraphError, Inputs, Need, Operations, OutputValues, Plan, PlanBuilder, PlanError, Source,
    },
    form::Form,
    names,
    table::{GraphOf, Link, LinkSource, LinkedNode, Outputs},
};

/// A graph that can be run. `#[graph]` implements it.
pub trait Graph: GraphOf {
    /// The graph's name.
    const NAME: &'static str;
    /// The names of the fields, those given for each run first.
    #[doc(hidden)]
    const FIELDS: &'static [&'static str] = &[];
    /// Do runs of one runner share the values of some nodes?
    #[doc(hidden)]
    const SHARES: bool = false;
    /// How long a run may take: `#[graph(run_timeout = "30s")]`.
    const TIMEOUT: Option<Duration> = None;
    /// The fields given for each run, as a tuple.
    type Given: Inputs;
    /// The fields injected once, as a tuple.
    type Injected: Inputs;
    /// What [`Runner::run`](super::Runner::run) takes: nothing, the one field, or the tuple.
    type Args: 'static;
    /// The outputs.
    type Outputs: OutputValues;
    /// What a run fails with: [`GraphError`], or what `#[graph(error = …)]` names.
    type Error: From<GraphError>;

    /// That the given fields can be shared by nodes on any thread.
    #[doc(hidden)]
    const GIVEN: <Self::Given as Inputs>::Proofs;
    /// That the injected fields can be.
    #[doc(hidden)]
    const INJECTED: <Self::Injected as Inputs>::Proofs;

    /// The arguments as a tuple.
    fn given(args: Self::Args) -> Self::Given;

    /// The fields.
    fn split(self) -> (Self::Given, Self::Injected);

    /// Where the plans are kept: for all outputs, then for each of them alone.
    #[doc(hidden)]
    fn plans() -> &'static [PlanCell];
}

/// The plan of a graph for one set of outputs, made when it is first needed.
pub struct PlanCell {
    /// For a runner's runs, and for others where there is no difference.
    shared: Made,
    /// For a run without a runner, where nodes would share their values with other runs.
    alone: Made,
}

type Made = OnceLock<Result<Plan, Arc<PlanError>>>;

/// What a run belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunBy {
    /// A runner: nodes that are declared so share their values with other runs.
    Runner,
    /// No runner: each value is the run's, and lives as long.
    Itself,
}

impl PlanCell {
    /// Not made yet.
    pub const fn new() -> Self {
        Self {
            shared: OnceLock::new(),
            alone: OnceLock::new(),
        }
    }

    pub(crate) fn get<G: Graph>(
        &'static self,
        only: Option<usize>,
        run_by: RunBy,
    ) -> Result<&'static Plan, Arc<PlanError>> {
        let is_alone = G::SHARES && run_by == RunBy::Itself;
        let cell = if is_alone { &self.alone } else { &self.shared };
        cell.get_or_init(|| plan::<G>(only, &[], run_by).map_err(Arc::new))
            .as_ref()
            .map_err(Arc::clone)
    }
}

impl Default for PlanCell {
    fn default() -> Self {
        Self::new()
    }
}

/// The name of a node as messages and pictures show it: a generic node is many, and each has the name
/// of its own type.
pub(crate) fn name(node: &LinkedNode, operations: &Operations) -> &'static str {
    if node.name.contains('<') {
        names::short(operations.output_name)
    } else {
        node.name
    }
}

/// A type whose node is replaced, and how the replacement is run.
pub(crate) type Replaced = (TypeId, fn() -> Operations);

/// Makes the plan for one output of a graph, or for all.
pub(crate) fn plan<G: Graph>(
    only: Option<usize>,
    replaced: &[Replaced],
    run_by: RunBy,
) -> Result<Plan, PlanError> {
    let links = <<G as GraphOf>::Out as Outputs<G>>::LINKS;
    let links = match only {
        Some(at) => links.get(at..=at).unwrap_or_default(),
        None => links,
    };
    let mut linker = Linker {
        graph: G::NAME,
        builder: PlanBuilder::new::<G::Given, G::Injected>(G::NAME),
        replaced,
        planned: HashMap::new(),
        shares: run_by == RunBy::Runner,
    };
    if G::SHARES && linker.shares && (only.is_some() || !replaced.is_empty()) {
        let whole = G::plans()[0].get::<G>(None, run_by);
        let whole = whole.map_err(|error| *error)?;
        linker.builder.within(whole.scope.clone());
    }
    let mut targets = Vec::new();
    for &link in links {
        match linker.source(link)? {
            Source::Node(at) => targets.push(at),
            _ => return Err(PlanError::Dangling { node: G::NAME }),
        }
    }
    linker.builder.finish(&targets)
}

/// The needs of a node, each of its form.
fn needs(deps: Vec<Source>, forms: &[(Form, u8)]) -> Vec<Need> {
    if forms.is_empty() {
        return deps.into_iter().map(Need::from).collect();
    }
    let mut deps = deps.into_iter();
    let needs = forms.iter().map(|&(form, count)| {
        let sources = deps.by_ref().take(count.into()).collect();
        Need::new(form, sources)
    });
    needs.collect()
}

struct Linker<'a> {
    graph: &'static str,
    builder: PlanBuilder,
    replaced: &'a [Replaced],
    /// Position by output type; none while the node's dependencies are being planned.
    planned: HashMap<TypeId, Option<usize>>,
    /// The runs of a runner share the values of nodes that are declared so.
    shares: bool,
}

impl Linker<'_> {
    /// Where a link leads to in the plan, which that is added to if need be: depth first, so that
    /// nodes come after those they depend on. The depth is bounded by what the compiler proved.
    fn source(&mut self, link: Link) -> Result<Source, PlanError> {
        let node = match link.source {
            LinkSource::Node(node) => node(),
            LinkSource::Given(at) => return Ok(Source::Given(at.into())),
            LinkSource::Injected(at) => return Ok(Source::Injected(at.into())),
            LinkSource::Context => return Ok(Source::Context),
            LinkSource::Unproved => return Err(PlanError::Dangling { node: self.graph }),
        };
        let operations = (node.operations)();
        let name = name(&node, &operations);
        let output = operations.output();
        match self.planned.get(&output) {
            Some(&Some(at)) => return Ok(Source::Node(at)),
            Some(None) => return Err(PlanError::Dangling { node: node.name }),
            None => {}
        }
        let at = if let Some((_, operations)) = self.replaced.iter().find(|(of, _)| *of == output) {
            let at = self.builder.node(name, operations(), Vec::new())?;
            self.builder.mark_replaced(at);
            at
        } else {
            self.planned.insert(output, None);
            let deps = node.deps.iter().map(|&dep| self.source(dep));
            let deps: Vec<Source> = deps.collect::<Result<_, _>>()?;
            let is_shared = self.shares && operations.shared_step.is_some();
            let at = self
                .builder
                .node(name, operations, needs(deps, node.forms))?;
            if is_shared {
                self.builder.share(at);
            }
            at
        };
        self.planned.insert(output, Some(at));
        Ok(Source::Node(at))
    }
}
