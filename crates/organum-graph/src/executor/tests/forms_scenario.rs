//! Nodes of scenarios that take dependencies in any form.

use std::sync::{Arc, atomic::Ordering};

use super::scenario::{
    NeedSpec, NodeFailed, NodeSpec, PANIC, Scenario, Value, Work, name, number, operations, work,
};
use crate::{
    executor::{
        Deps, Need, NeedOf, Plan, PlanBuilder, Source, Sources,
        error::{NodeError, NodeErrorKind, NodePanic},
    },
    form::Form,
};

/// Needs of any form, the first of them the given value.
///
/// Invariant: the scenario of the given value has the specifications that the plan was built from, so
/// they describe the sources that the plan wrote for each need.
#[derive(Clone, Copy)]
struct AnyForms<'a> {
    sources: Sources<'a>,
}

// SAFETY: every type is `Value`; `read` follows the specification of the node, which by the invariant has
// the forms that were accepted.
unsafe impl<'a> Deps<'a> for AnyForms<'a> {
    fn accepts(needs: &[NeedOf]) -> bool {
        let value = std::any::TypeId::of::<Value>();
        let mut types = needs.iter().flat_map(|need| &need.types);
        types.all(|of| *of == value)
            && needs
                .first()
                .is_some_and(|need| need.is(Form::Strict, &[value]))
    }

    unsafe fn load(sources: Sources<'a>) -> Self {
        Self { sources }
    }
}

// SAFETY: the value stands for references to values and errors, which are `Sync`.
unsafe impl Send for AnyForms<'_> {}

/// The view that a node has of one need.
enum Seen<'a> {
    Value(&'a Value),
    Nothing,
    Error(&'a NodeError),
    Chosen(u32, &'a Value),
}

impl Seen<'_> {
    /// Returns the contribution to the node's value; reads the value itself.
    fn number(&self) -> u64 {
        match self {
            Self::Value(value) => *value.heap,
            Self::Nothing => NOTHING,
            Self::Error(error) => {
                assert_eq!(error.graph(), "Scenario");
                ERROR
            }
            Self::Chosen(at, value) => chosen(u64::from(*at), *value.heap),
        }
    }
}

/// The contribution of a need that is not met.
pub(super) const NOTHING: u64 = 0x1234;
pub(super) const ERROR: u64 = 0x5678;

/// Returns the contribution of an alternative.
pub(super) fn chosen(at: u64, number: u64) -> u64 {
    number.rotate_left(3) ^ at
}

impl<'a> AnyForms<'a> {
    fn read(&self) -> (usize, &'a Arc<Scenario>, Vec<Seen<'a>>) {
        let node = self.sources.node();
        // SAFETY: the first need is one value, the given one.
        let scenario = unsafe { &self.sources.get::<Value>(0).scenario };
        let spec = &scenario.nodes[node];
        let mut at = 1;
        let mut seen = Vec::new();
        for _ in &spec.deps {
            // SAFETY: by the invariant this is a strict need.
            seen.push(Seen::Value(unsafe { self.sources.get(at) }));
            at += 1;
        }
        for need in &spec.forms {
            // SAFETY: by the invariant this is a need of this form: its values, preceded by a failure
            // slot or a choice.
            seen.push(unsafe {
                match need.form {
                    Form::Strict => Seen::Value(self.sources.get(at)),
                    Form::Optional => match self.sources.outcome(at) {
                        Ok(value) => Seen::Value(value),
                        Err(_) => Seen::Nothing,
                    },
                    Form::Outcome => match self.sources.outcome(at) {
                        Ok(value) => Seen::Value(value),
                        Err(error) => Seen::Error(error),
                    },
                    Form::FirstOk | Form::Race => {
                        let choice = *self.sources.get::<u32>(at);
                        Seen::Chosen(choice, self.sources.get(at + 1 + choice as usize))
                    }
                }
            });
            at += need.from.len() + usize::from(need.form != Form::Strict);
        }
        (node, scenario, seen)
    }
}

/// Returns the nodes that failed by themselves, one bit each.
pub(super) fn root_causes(error: &NodeError) -> u64 {
    if !error.causes().is_empty() {
        assert_eq!(error.kind(), NodeErrorKind::AllFailed);
        return error
            .causes()
            .iter()
            .map(root_causes)
            .fold(0, |all, of| all | of);
    }
    match error.kind() {
        NodeErrorKind::Stopped => return 0,
        NodeErrorKind::TimedOut => {
            let node: usize = error.node().parse().expect("the name is the index");
            return 1 << node;
        }
        _ => {}
    }
    let node = if let Some(NodeFailed(node)) = error.downcast_ref() {
        *node
    } else {
        let NodePanic(text) = error.downcast_ref().expect("the node failed, or panicked");
        let node = text
            .strip_prefix(PANIC)
            .expect("a panic caused by the test");
        node.parse().expect("the message ends with the node")
    };
    1 << node
}

async fn run_node(deps: AnyForms<'_>) -> Result<Value, NodeFailed> {
    let (node, scenario, seen) = deps.read();
    let ledger = &scenario.ledger;
    let forms = &scenario.nodes[node].forms;
    let first = scenario.nodes[node].deps.len();
    for (need, seen) in seen[first..].iter().enumerate() {
        if let Seen::Chosen(at, _) = seen {
            assert!((*at as usize) < forms[need].from.len());
            ledger.choices[node].fetch_or(u64::from(*at) << (2 * need), Ordering::SeqCst);
        }
        if let Seen::Error(error) = seen {
            ledger.told[node].fetch_or(root_causes(error), Ordering::SeqCst);
        }
    }
    work(node, scenario, || {
        number(node, seen.iter().map(Seen::number))
    })
    .await
}

struct Forms;

impl Work for Forms {
    type Deps<'a> = AnyForms<'a>;

    fn work<'a>(
        deps: Self::Deps<'a>,
    ) -> impl Future<Output = Result<Value, NodeFailed>> + Send + 'a {
        run_node(deps)
    }
}

/// Returns the plan of a scenario in which needs have any forms.
pub(super) fn plan(nodes: &[NodeSpec], targets: &[usize]) -> Plan {
    let mut builder = PlanBuilder::new::<(Value,), ()>("Scenario");
    for (at, spec) in nodes.iter().enumerate() {
        let operations = operations::<Forms>(spec);
        let deps = spec.deps.iter().map(|&dep| Source::Node(dep));
        let forms = spec.forms.iter().map(|NeedSpec { form, from }| {
            let sources = from.iter().map(|from| match *from {
                Some(node) => Source::Node(node),
                None => Source::Given(0),
            });
            Need::new(*form, sources.collect())
        });
        let needs = std::iter::once(Source::Given(0))
            .chain(deps)
            .map(Need::from)
            .chain(forms);
        builder.node(name(at), operations, needs.collect()).unwrap();
    }
    builder.finish(targets).unwrap()
}
