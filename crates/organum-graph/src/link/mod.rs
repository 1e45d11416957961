//! The trait of graphs, and the conversion of their tables to plans.

mod gather;

use std::{
    any::TypeId,
    sync::{Arc, OnceLock},
    time::Duration,
};

pub(crate) use self::gather::{Found, gather};
use crate::{
    executor::{
        GraphError, Inputs, Need, Operations, OutputValues, Plan, PlanBuilder, PlanError, Source,
    },
    form::Form,
    table::{GraphOf, Outputs},
};

/// A graph that can be run. `#[graph]` implements it.
pub trait Graph: GraphOf {
    /// The name of the graph.
    const NAME: &'static str;
    /// The names of the fields, the fields that are given for each run first.
    #[doc(hidden)]
    const FIELDS: &'static [&'static str] = &[];
    /// True if runs of one runner share the values of some nodes.
    #[doc(hidden)]
    const SHARES: bool = false;
    /// The timeout of a run: `#[graph(run_timeout = "30s")]`.
    const TIMEOUT: Option<Duration> = None;
    /// The fields given for each run, as a tuple.
    type Given: Inputs;
    /// The fields injected once, as a tuple.
    type Injected: Inputs;
    /// The arguments of [`Runner::run`](super::Runner::run): nothing, the one field, or the tuple.
    type Args: 'static;
    /// The outputs.
    type Outputs: OutputValues;
    /// The error of a run: [`GraphError`], or the type that `#[graph(error = …)]` names.
    type Error: From<GraphError>;

    /// The proofs that nodes on any thread can share the given fields.
    #[doc(hidden)]
    const GIVEN: <Self::Given as Inputs>::Proofs;
    /// The proofs that nodes on any thread can share the injected fields.
    #[doc(hidden)]
    const INJECTED: <Self::Injected as Inputs>::Proofs;

    /// The records of executions, if the graph is resumable.
    #[cfg(feature = "persist")]
    #[doc(hidden)]
    const RESUMPTION: Option<crate::persist::Resumption<Self::Given, Self::Injected>> = None;

    /// Returns the arguments as a tuple.
    fn given(args: Self::Args) -> Self::Given;

    /// Splits the graph into its given and its injected fields.
    fn split(self) -> (Self::Given, Self::Injected);

    /// Returns the cells of the plans: one for all outputs, then one for each output alone.
    #[doc(hidden)]
    fn plans() -> &'static [PlanCell];
}

/// A graph whose executions are recorded: `#[graph(resumable)]` implements it.
#[cfg(feature = "persist")]
#[diagnostic::on_unimplemented(
    message = "the executions of graph `{Self}` are not recorded, so they cannot be listed or resumed",
    label = "needs a resumable graph",
    note = "write `resumable` in the `#[graph(…)]` of `{Self}`"
)]
pub trait ResumableGraph: Graph {}

/// The plan of a graph for one set of outputs, made on first use.
pub struct PlanCell {
    /// The plan for runs of a runner, and for all runs if there is no difference.
    shared: Made,
    /// The plan for a run without a runner, if some nodes would share their values with other runs.
    alone: Made,
}

type Made = OnceLock<Result<Plan, Arc<PlanError>>>;

/// The owner of a run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunBy {
    /// A runner: nodes with `scope = "runner"` share their values with other runs.
    Runner,
    /// No runner: each value belongs to the run and lives as long as it.
    Itself,
}

impl PlanCell {
    /// Makes an empty cell.
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

/// A type whose node is replaced, and the operations of the replacement.
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
    let mut builder = PlanBuilder::new::<G::Given, G::Injected>(G::NAME);
    let shares = run_by == RunBy::Runner;
    if G::SHARES && shares && (only.is_some() || !replaced.is_empty()) {
        let whole = G::plans()[0].get::<G>(None, run_by);
        let whole = whole.map_err(|error| *error)?;
        builder.within(whole.scope.clone());
    }
    let replacement = |output: TypeId| replaced.iter().find(|(of, _)| *of == output);
    let found = gather(G::NAME, links, |output| replacement(output).is_some())?;
    for node in found.nodes {
        if let Some((_, operations)) = replacement(node.operations.output) {
            let at = builder.node(node.name, operations(), Vec::new())?;
            builder.mark_replaced(at);
        } else {
            let is_shared = shares && node.operations.shared_step.is_some();
            let needs = needs(node.deps, node.forms);
            let at = builder.node(node.name, node.operations, needs)?;
            if is_shared {
                builder.share(at);
            }
        }
    }
    let targets = found.roots.iter().map(|root| match root {
        Source::Node(at) => Ok(*at),
        _ => Err(PlanError::Dangling { node: G::NAME }),
    });
    builder.finish(&targets.collect::<Result<Vec<_>, _>>()?)
}

/// Returns the needs of a node, each with its form.
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
