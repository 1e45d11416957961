//! Graphs some of whose values the runs of a runner share, and a ledger over all these runs.

use std::{
    any::TypeId,
    num::NonZeroU32,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use super::scenario::{End, Log, NodeFailed, number, panic_of};
use crate::{
    executor::{
        Deps, Need, NeedOf, Operations, Plan, PlanBuilder, Source, Sources,
        call::{Call, Cause, Place},
        policed::Defaults,
    },
    form::{Form, Scope},
    policy::{Attempt, Retry},
    share::{Proof, input, output},
};

/// The specification of a node.
#[derive(Clone, Debug)]
pub(super) struct NodeSpec {
    /// True if the runs share its value.
    pub(super) is_shared: bool,
    /// Earlier nodes: one, or two alternatives.
    pub(super) deps: Vec<Dep>,
    /// The number of polls before it ends.
    pub(super) waits: u32,
    pub(super) place: Place,
    /// The results of its first calls, over all runs; later calls return a value. At most two.
    pub(super) first: Vec<End>,
    /// True if it is retried within a run, under [`Policies`].
    pub(super) is_retried: bool,
}

/// A dependency.
#[derive(Clone, Debug)]
pub(super) enum Dep {
    Strict(usize),
    Optional(usize),
    Race([usize; 2]),
}

impl Dep {
    pub(super) fn nodes(&self) -> &[usize] {
        match self {
            Self::Strict(node) | Self::Optional(node) => std::slice::from_ref(node),
            Self::Race(nodes) => nodes,
        }
    }

    fn need(&self) -> Need {
        let sources = self.nodes().iter().map(|&node| Source::Node(node));
        let form = match self {
            Self::Strict(_) => Form::Strict,
            Self::Optional(_) => Form::Optional,
            Self::Race(_) => Form::Race,
        };
        Need::new(form, sources.collect())
    }
}

/// The events in all runs of a runner.
#[derive(Debug)]
pub(super) struct World {
    pub(super) specs: Vec<NodeSpec>,
    pub(super) nodes: Vec<NodeLedger>,
    /// Shared nodes, in the order in which their values were made.
    pub(super) made: Log,
    /// Shared nodes, in the order in which their values were dropped.
    pub(super) dropped: Log,
}

/// The events of a node.
#[derive(Debug, Default)]
pub(super) struct NodeLedger {
    pub(super) calls: AtomicUsize,
    /// The number of calls that failed or panicked.
    pub(super) bad: AtomicUsize,
    /// The number of futures that are alive.
    pub(super) futures: AtomicUsize,
    /// The number of values that are alive.
    pub(super) values: AtomicUsize,
}

impl World {
    pub(super) fn new(specs: &[NodeSpec]) -> Arc<Self> {
        Arc::new(Self {
            specs: specs.to_vec(),
            nodes: specs.iter().map(|_| NodeLedger::default()).collect(),
            made: Log::new(specs.len() * 2),
            dropped: Log::new(specs.len() * 2),
        })
    }

    /// Returns the number of calls of shared nodes.
    pub(super) fn shared_calls(&self) -> usize {
        let nodes = self.specs.iter().zip(&self.nodes);
        let shared = nodes.filter(|(spec, _)| spec.is_shared);
        shared
            .map(|(_, node)| node.calls.load(Ordering::SeqCst))
            .sum()
    }

    /// Returns the expected result of the graph, where no dependency is tolerant.
    pub(super) fn expected(&self) -> u64 {
        let mut values: Vec<u64> = Vec::new();
        for (at, spec) in self.specs.iter().enumerate() {
            let deps = spec.deps.iter().map(|dep| values[dep.nodes()[0]]);
            let value = number(at, deps);
            values.push(value);
        }
        values.pop().expect("a graph has nodes")
    }
}

/// The type that nodes provide; the injected value has it too, and carries the world.
#[derive(Debug)]
pub(super) struct Value {
    node: Option<usize>,
    /// On the heap, so that valgrind detects a leak, a double drop or a late read.
    pub(super) number: Box<u64>,
    world: Arc<World>,
}

impl Value {
    pub(super) fn injected(world: &Arc<World>) -> ((Self,), (Proof<Self>,)) {
        let value = Self {
            node: None,
            number: Box::new(0),
            world: Arc::clone(world),
        };
        ((value,), (input(),))
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        if let Some(node) = self.node {
            self.world.nodes[node].values.fetch_sub(1, Ordering::SeqCst);
            if self.world.specs[node].is_shared {
                self.world.dropped.push(node);
            }
        }
    }
}

/// The needs of a node, the first of them the injected value.
///
/// Invariant: the world of that value has the specifications that the plan was built from.
#[derive(Clone, Copy)]
struct Taken<'a>(Sources<'a>);

// SAFETY: every type is `Value`; `values` follows the specification of the node, which by the invariant
// has the forms that were accepted.
unsafe impl<'a> Deps<'a> for Taken<'a> {
    fn accepts(needs: &[NeedOf]) -> bool {
        let value = TypeId::of::<Value>();
        let mut types = needs.iter().flat_map(|need| &need.types);
        types.all(|of| *of == value) && needs[0].is(Form::Strict, &[value])
    }

    unsafe fn load(sources: Sources<'a>) -> Self {
        Self(sources)
    }
}

// SAFETY: the value stands for references to values and errors, which are `Sync`.
unsafe impl Send for Taken<'_> {}

impl<'a> Taken<'a> {
    fn world(&self) -> &'a Arc<World> {
        // SAFETY: the first need is the injected value.
        unsafe { &self.0.get::<Value>(0).world }
    }

    /// Returns the values that the node takes. Has to be called before the node waits: the sources are
    /// those of its first poll.
    fn values(&self) -> Vec<&'a Value> {
        let spec = &self.world().specs[self.0.node()];
        let mut at = 1;
        let mut values = Vec::new();
        for dep in &spec.deps {
            // SAFETY: by the invariant this is a need of this form: its values, preceded by a failure
            // slot or a choice.
            let (value, width): (Option<&'a Value>, _) = unsafe {
                match dep {
                    Dep::Strict(_) => (Some(self.0.get(at)), 1),
                    Dep::Optional(_) => (self.0.outcome(at).ok(), 2),
                    Dep::Race(_) => {
                        let choice = *self.0.get::<u32>(at) as usize;
                        (Some(self.0.get(at + 1 + choice)), 3)
                    }
                }
            };
            at += width;
            values.extend(value);
        }
        values
    }
}

/// Counts a future as alive.
struct Alive<'a>(&'a NodeLedger);

impl<'a> Alive<'a> {
    fn new(world: &'a World, node: usize) -> Self {
        let ledger = &world.nodes[node];
        let others = ledger.futures.fetch_add(1, Ordering::SeqCst);
        if world.specs[node].is_shared {
            assert_eq!(others, 0, "two runs make a value at once");
            assert_eq!(
                world
                    .made
                    .nodes()
                    .iter()
                    .filter(|made| **made == node)
                    .count(),
                0
            );
        }
        Self(ledger)
    }
}

impl Drop for Alive<'_> {
    fn drop(&mut self) {
        self.0.futures.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Waits for another poll, and wakes itself.
#[derive(Default)]
struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

async fn work(taken: Taken<'_>) -> Result<Value, NodeFailed> {
    let (node, world, values) = (taken.0.node(), taken.world(), taken.values());
    let (spec, ledger) = (&world.specs[node], &world.nodes[node]);
    let _alive = Alive::new(world, node);
    let call = ledger.calls.fetch_add(1, Ordering::SeqCst);
    for _ in 0..spec.waits {
        match spec.place {
            Place::Blocking => std::thread::yield_now(),
            Place::Spawned => tokio::task::yield_now().await,
            Place::Inline => Yield::default().await,
        }
    }
    match spec.first.get(call) {
        None | Some(End::Value) => {}
        Some(end) => {
            ledger.bad.fetch_add(1, Ordering::SeqCst);
            match end {
                End::Failure => return Err(NodeFailed(node)),
                _ => std::panic::panic_any(panic_of(node)),
            }
        }
    }
    let number = number(node, values.iter().map(|value| *value.number));
    ledger.values.fetch_add(1, Ordering::SeqCst);
    if spec.is_shared {
        world.made.push(node);
    }
    Ok(Value {
        node: Some(node),
        number: Box::new(number),
        world: Arc::clone(world),
    })
}

macro_rules! node {
    ($name:ident, $place:ident, $scope:ident) => {
        struct $name;
        impl Call for $name {
            type Deps<'a> = Taken<'a>;
            type Return = Result<Value, NodeFailed>;
            type Out = Value;
            const SHAREABLE: Proof<Value> = output();
            const PLACE: Place = Place::$place;
            const SCOPE: Scope = Scope::$scope;

            fn call<'a>(taken: Self::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a {
                work(taken)
            }

            fn finish(returned: Self::Return) -> Result<Value, Attempt<Cause>> {
                returned.map_err(|error| Attempt::Fail(error.into()))
            }
        }
    };
}
node!(Inline, Inline, Run);
node!(Spawned, Spawned, Run);
node!(Blocking, Blocking, Run);
node!(SharedInline, Inline, Runner);
node!(SharedSpawned, Spawned, Runner);
node!(SharedBlocking, Blocking, Runner);

/// The policies of nodes that are retried: a single failure does not fail a run.
struct Policies;

impl Defaults for Policies {
    const RETRY: Option<Retry> = Some(Retry::new(NonZeroU32::new(3).unwrap()).panics());
}

/// Returns the plan of a scenario; its output is the last node.
pub(super) fn plan(nodes: &[NodeSpec]) -> Plan {
    fn under<N: Call>(spec: &NodeSpec) -> Operations {
        if spec.is_retried {
            Operations::policed::<N, Policies>()
        } else {
            Operations::of::<N>()
        }
    }
    let mut builder = PlanBuilder::new::<(), (Value,)>("Scenario");
    for spec in nodes {
        let operations = match (spec.is_shared, spec.place) {
            (false, Place::Inline) => under::<Inline>(spec),
            (false, Place::Spawned) => under::<Spawned>(spec),
            (false, Place::Blocking) => under::<Blocking>(spec),
            (true, Place::Inline) => under::<SharedInline>(spec),
            (true, Place::Spawned) => under::<SharedSpawned>(spec),
            (true, Place::Blocking) => under::<SharedBlocking>(spec),
        };
        let deps = spec.deps.iter().map(Dep::need);
        let needs = std::iter::once(Source::Injected(0).into()).chain(deps);
        let at = builder.node("node", operations, needs.collect()).unwrap();
        if spec.is_shared {
            builder.share(at);
        }
    }
    builder.finish(&[nodes.len() - 1]).unwrap()
}
