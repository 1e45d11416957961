//! Graphs whose nodes do what a table says, and a ledger of what really happened.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use crate::{
    graph::{
        call::{Call, Cause, Place},
        executor::{Many, Need, Operations, Plan, PlanBuilder, Source},
    },
    table::{Proof, input, output},
};

/// How a node ends, once it was polled often enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Value,
    Failure,
    Panic,
}

/// What a node is to do.
#[derive(Clone, Debug)]
pub(super) struct NodeSpec {
    /// Earlier nodes.
    pub(super) deps: Vec<usize>,
    /// How often it waits before it ends.
    pub(super) waits: u32,
    pub(super) end: End,
    pub(super) place: Place,
}

/// What happened in one run.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) calls: Vec<AtomicUsize>,
    /// Nodes in the order in which their values were made.
    pub(super) created: Log,
    /// Nodes in the order in which their values were dropped.
    pub(super) dropped: Log,
    /// Futures that are alive.
    pub(super) futures: AtomicUsize,
}

/// Nodes in the order in which something happened to them. No lock: one would hide races of the
/// executor's from ThreadSanitizer, and those of the standard library it does not understand.
#[derive(Default, Debug)]
pub(super) struct Log {
    nodes: Vec<AtomicUsize>,
    len: AtomicUsize,
}

impl Log {
    fn new(most: usize) -> Self {
        Self {
            nodes: (0..most).map(|_| AtomicUsize::new(0)).collect(),
            len: AtomicUsize::new(0),
        }
    }

    fn push(&self, node: usize) {
        let at = self.len.fetch_add(1, Ordering::SeqCst);
        self.nodes[at].store(node, Ordering::SeqCst);
    }

    pub(super) fn nodes(&self) -> Vec<usize> {
        let len = self.len.load(Ordering::SeqCst);
        let nodes = self.nodes[..len].iter();
        nodes.map(|node| node.load(Ordering::SeqCst)).collect()
    }
}

/// A graph and the ledger of one run of it.
pub(super) struct Scenario {
    pub(super) nodes: Arc<Vec<NodeSpec>>,
    pub(super) ledger: Ledger,
    /// Counted up before each poll of the run.
    pub(super) round: AtomicUsize,
}

impl Scenario {
    pub(super) fn new(nodes: &Arc<Vec<NodeSpec>>) -> Arc<Self> {
        Arc::new(Self {
            nodes: Arc::clone(nodes),
            round: AtomicUsize::new(0),
            ledger: Ledger {
                calls: nodes.iter().map(|_| AtomicUsize::new(0)).collect(),
                // Room for more than what should be there, so that a second drop is seen.
                created: Log::new(nodes.len() * 2),
                dropped: Log::new(nodes.len() * 2),
                futures: AtomicUsize::new(0),
            },
        })
    }
}

/// What nodes provide; the given value is one too, and carries the scenario.
#[derive(Debug)]
pub(super) struct Value {
    /// None for the given value.
    node: Option<usize>,
    pub(super) number: u64,
    /// On the heap, so that a leak or a double drop is seen by valgrind.
    _heap: Box<u64>,
    scenario: Arc<Scenario>,
}

impl std::fmt::Debug for Scenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.nodes.fmt(f)
    }
}

impl Value {
    pub(super) fn given(scenario: Arc<Scenario>) -> Self {
        Self {
            node: None,
            number: 0,
            _heap: Box::new(0),
            scenario,
        }
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        if let Some(node) = self.node {
            self.scenario.ledger.dropped.push(node);
        }
    }
}

/// The value of a node, from those of its dependencies.
pub(super) fn number(node: usize, deps: impl Iterator<Item = u64>) -> u64 {
    deps.fold(node as u64 + 1, |sum, dep| {
        sum.rotate_left(7).wrapping_mul(31).wrapping_add(dep)
    })
}

#[derive(Debug, thiserror::Error)]
#[error("node {0} failed")]
pub(super) struct NodeFailed(pub(super) usize);

/// Counts a future as alive.
struct Alive(Arc<Scenario>);

impl Alive {
    fn new(scenario: &Arc<Scenario>) -> Self {
        scenario.ledger.futures.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(scenario))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.ledger.futures.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Waits for the next round, and wakes itself: however often it is polled, it is ready in the round
/// after the one in which it was first polled.
struct NextRound<'a> {
    scenario: &'a Scenario,
    begun: Option<usize>,
}

impl Future for NextRound<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let round = self.scenario.round.load(Ordering::SeqCst);
        let begun = *self.begun.get_or_insert(round);
        if begun < round {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

async fn run_node(values: Many<'_, Value>) -> Result<Value, NodeFailed> {
    let node = values.node();
    let mut all: Vec<&Value> = values.iter().collect();
    let given = all.remove(0);
    let scenario = &given.scenario;
    let _alive = Alive::new(scenario);
    scenario.ledger.calls[node].fetch_add(1, Ordering::SeqCst);
    let spec = &scenario.nodes[node];
    for _ in 0..spec.waits {
        match spec.place {
            Place::Blocking => std::thread::yield_now(),
            Place::Spawned => tokio::task::yield_now().await,
            Place::Inline => {
                let begun = None;
                NextRound { scenario, begun }.await;
            }
        }
    }
    match spec.end {
        End::Value => {
            let number = number(node, all.iter().map(|value| value.number));
            scenario.ledger.created.push(node);
            Ok(Value {
                node: Some(node),
                number,
                _heap: Box::new(number),
                scenario: Arc::clone(scenario),
            })
        }
        End::Failure => Err(NodeFailed(node)),
        End::Panic => std::panic::panic_any(PANIC.to_owned()),
    }
}

/// The message of the panics that tests cause; they are kept out of the output.
pub(super) const PANIC: &str = "on purpose";

macro_rules! node {
    ($name:ident, $place:ident) => {
        struct $name;
        impl Call for $name {
            type Deps<'a> = Many<'a, Value>;
            type Return = Result<Value, NodeFailed>;
            type Out = Value;
            const SHAREABLE: Proof<Value> = output();
            const PLACE: Place = Place::$place;

            fn call<'a>(values: Self::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a {
                run_node(values)
            }

            fn finish(returned: Self::Return) -> Result<Value, Cause> {
                returned.map_err(Into::into)
            }
        }
    };
}
node!(InlineNode, Inline);
node!(SpawnedNode, Spawned);
node!(BlockingNode, Blocking);

/// The plan of a scenario; its output is the last node.
pub(super) fn plan(nodes: &[NodeSpec]) -> Plan {
    let mut builder = PlanBuilder::new::<(Value,), ()>("Scenario");
    for spec in nodes {
        let operations = match spec.place {
            Place::Inline => Operations::of::<InlineNode>(),
            Place::Spawned => Operations::of::<SpawnedNode>(),
            Place::Blocking => Operations::of::<BlockingNode>(),
        };
        let deps = spec.deps.iter().map(|&dep| Source::Node(dep));
        let deps = std::iter::once(Source::Given(0))
            .chain(deps)
            .map(Need::from);
        builder.node("node", operations, deps.collect()).unwrap();
    }
    builder.finish(&[nodes.len() - 1]).unwrap()
}

/// The given value with its proof.
pub(super) fn given(scenario: &Arc<Scenario>) -> ((Value,), (Proof<Value>,)) {
    ((Value::given(Arc::clone(scenario)),), (input(),))
}
