//! Graphs whose nodes do what a table says, and a ledger of what really happened.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use crate::{
    graph::{
        call::{Call, Cause, Place},
        executor::{Many, Need, Operations, Plan, PlanBuilder, Source},
    },
    table::{Form, Proof, input, output},
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
    /// Earlier nodes that it takes as they are.
    pub(super) deps: Vec<usize>,
    /// What else it needs, in any form.
    pub(super) forms: Vec<NeedSpec>,
    /// How often it waits before it ends.
    pub(super) waits: u32,
    pub(super) end: End,
    pub(super) place: Place,
}

/// One need of a node, in any form.
#[derive(Clone, Debug)]
pub(super) struct NeedSpec {
    pub(super) form: Form,
    /// One, or the alternatives: earlier nodes, or the given value.
    pub(super) from: Vec<Option<usize>>,
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
    /// What nodes did, in order: see [`Event`].
    pub(super) events: Log,
    /// For each node which alternatives it was given, two bits a need.
    pub(super) choices: Vec<AtomicU64>,
    /// For each node the root causes it was told of, a bit each.
    pub(super) told: Vec<AtomicU64>,
}

/// What a node did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Began,
    Succeeded,
    Failed,
    Stopped,
}

impl Event {
    const ALL: [Self; 4] = [Self::Began, Self::Succeeded, Self::Failed, Self::Stopped];
}

impl Ledger {
    fn event(&self, node: usize, event: Event) {
        self.events.push(node * 4 + event as usize);
    }

    /// What nodes did, in order.
    pub(super) fn events(&self) -> Vec<(usize, Event)> {
        let events = self.events.nodes().into_iter();
        events.map(|at| (at / 4, Event::ALL[at % 4])).collect()
    }
}

/// Nodes in the order in which something happened to them. No lock: one would hide races of the
/// executor's from ThreadSanitizer, and those of the standard library it does not understand.
#[derive(Default, Debug)]
pub(super) struct Log {
    nodes: Vec<AtomicUsize>,
    len: AtomicUsize,
}

impl Log {
    pub(super) fn new(most: usize) -> Self {
        Self {
            nodes: (0..most).map(|_| AtomicUsize::new(0)).collect(),
            len: AtomicUsize::new(0),
        }
    }

    pub(super) fn push(&self, node: usize) {
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
                events: Log::new(nodes.len() * 4),
                choices: nodes.iter().map(|_| AtomicU64::new(0)).collect(),
                told: nodes.iter().map(|_| AtomicU64::new(0)).collect(),
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
    /// On the heap, so that a leak, a double drop or a late read is seen by valgrind.
    pub(super) heap: Box<u64>,
    pub(super) scenario: Arc<Scenario>,
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
            heap: Box::new(0),
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
struct Alive {
    scenario: Arc<Scenario>,
    node: usize,
    has_ended: bool,
}

impl Alive {
    fn new(scenario: &Arc<Scenario>, node: usize) -> Self {
        scenario.ledger.futures.fetch_add(1, Ordering::SeqCst);
        scenario.ledger.event(node, Event::Began);
        Self {
            scenario: Arc::clone(scenario),
            node,
            has_ended: false,
        }
    }

    fn end(&mut self, event: Event) {
        self.has_ended = true;
        self.scenario.ledger.event(self.node, event);
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        let ledger = &self.scenario.ledger;
        if !self.has_ended {
            ledger.event(self.node, Event::Stopped);
        }
        ledger.futures.fetch_sub(1, Ordering::SeqCst);
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
    work(node, &given.scenario, || {
        number(node, all.iter().map(|value| value.number))
    })
    .await
}

/// Does what a node is to do; its value is asked for at the end.
pub(super) async fn work(
    node: usize,
    scenario: &Arc<Scenario>,
    number: impl FnOnce() -> u64,
) -> Result<Value, NodeFailed> {
    let mut alive = Alive::new(scenario, node);
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
            let number = number();
            alive.end(Event::Succeeded);
            scenario.ledger.created.push(node);
            Ok(Value {
                node: Some(node),
                number,
                heap: Box::new(number),
                scenario: Arc::clone(scenario),
            })
        }
        End::Failure => {
            alive.end(Event::Failed);
            Err(NodeFailed(node))
        }
        End::Panic => {
            alive.end(Event::Failed);
            std::panic::panic_any(panic_of(node))
        }
    }
}

/// How the panics that tests cause begin; they are kept out of the output.
pub(super) const PANIC: &str = "on purpose: ";

/// The message of such a panic.
pub(super) fn panic_of(node: usize) -> String {
    format!("{PANIC}{node}")
}

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
