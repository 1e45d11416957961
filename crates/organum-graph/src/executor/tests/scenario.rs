//! Graphs whose nodes follow a table, and a ledger of the events that occurred.

use std::{
    marker::PhantomData,
    num::NonZeroU32,
    pin::Pin,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::Instant;

use crate::{
    executor::{
        Deps, Many, Need, Operations, Plan, PlanBuilder, Source,
        call::{Call, Cause, CloseFuture, Place},
        policed::Defaults,
    },
    form::Form,
    policy::{Attempt, Retry},
    share::{Proof, input, output},
};

/// The end of a node, once it was polled often enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Value,
    Failure,
    Panic,
    /// No end, so that the timeout ends the node.
    Hang,
}

/// The result of closing a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CloseEnd {
    Well,
    Late,
    Failure,
    Panic,
    Hang,
}

/// The number of attempts of a node with flaws, as in [`Policies`].
pub(super) const ATTEMPTS: usize = 3;

/// The time limit of an attempt of a node with flaws, and of a close.
pub(super) const LIMIT: Duration = Duration::from_millis(10);

/// The specification of a node.
#[derive(Clone, Debug)]
pub(super) struct NodeSpec {
    /// Earlier nodes that it takes as `&T`.
    pub(super) deps: Vec<usize>,
    /// The other needs, in any form.
    pub(super) forms: Vec<NeedSpec>,
    /// The number of polls before it ends.
    pub(super) waits: u32,
    pub(super) end: End,
    pub(super) place: Place,
    /// The ends of its first attempts, before those that end with `end`. It has policies if there are
    /// any.
    pub(super) flaws: Vec<End>,
    /// The result of closing its value, if the value is closed.
    pub(super) close: Option<CloseEnd>,
}

impl NodeSpec {
    /// Returns the number of attempts of the node, if it is not stopped.
    pub(super) fn attempts(&self) -> usize {
        match self.flaws.len() {
            0 => 1,
            flaws if self.end == End::Value => (flaws + 1).min(ATTEMPTS),
            _ => ATTEMPTS,
        }
    }

    /// Returns the end of the attempt at this position.
    fn end_of(&self, attempt: usize) -> End {
        self.flaws.get(attempt).copied().unwrap_or(self.end)
    }

    /// Returns the end of the last attempt.
    pub(super) fn last(&self) -> End {
        self.end_of(self.attempts() - 1)
    }
}

/// One need of a node, in any form.
#[derive(Clone, Debug)]
pub(super) struct NeedSpec {
    pub(super) form: Form,
    /// One node, or the alternatives: earlier nodes, or the given value.
    pub(super) from: Vec<Option<usize>>,
}

/// The events of one run.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) calls: Vec<AtomicUsize>,
    /// Nodes in the order in which their values were made.
    pub(super) created: Log,
    /// Nodes in the order in which their values were dropped.
    pub(super) dropped: Log,
    /// The closes and drops of values, in order: see [`Ledger::ends`].
    ends: Log,
    /// The number of futures that are alive.
    pub(super) futures: AtomicUsize,
    /// The events of nodes, in order: see [`Event`].
    pub(super) events: Log,
    /// For each node the chosen alternatives, two bits per need.
    pub(super) choices: Vec<AtomicU64>,
    /// For each node the root causes that it received, one bit each.
    pub(super) told: Vec<AtomicU64>,
}

/// An event of a node.
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

    /// Returns the nodes whose values were closed or dropped, in order: `true` for a close.
    pub(super) fn ends(&self) -> Vec<(usize, bool)> {
        let ends = self.ends.nodes().into_iter();
        ends.map(|at| (at / 2, at % 2 == 1)).collect()
    }

    /// Returns the events of nodes, in order.
    pub(super) fn events(&self) -> Vec<(usize, Event)> {
        let events = self.events.nodes().into_iter();
        events.map(|at| (at / 4, Event::ALL[at % 4])).collect()
    }
}

/// Nodes in the order of an event. Without a lock, which would hide data races of the executor from
/// ThreadSanitizer; ThreadSanitizer also does not understand the lock of the standard library.
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
    /// Incremented before each poll of the run.
    pub(super) round: AtomicUsize,
}

impl Scenario {
    pub(super) fn new(nodes: &Arc<Vec<NodeSpec>>) -> Arc<Self> {
        Arc::new(Self {
            nodes: Arc::clone(nodes),
            round: AtomicUsize::new(0),
            ledger: Ledger {
                calls: nodes.iter().map(|_| AtomicUsize::new(0)).collect(),
                // Room for more entries than expected, so that a second drop is detected.
                created: Log::new(nodes.len() * 2),
                dropped: Log::new(nodes.len() * 2),
                futures: AtomicUsize::new(0),
                ends: Log::new(nodes.len() * 4),
                events: Log::new(nodes.len() * 2 * ATTEMPTS + 8),
                choices: nodes.iter().map(|_| AtomicU64::new(0)).collect(),
                told: nodes.iter().map(|_| AtomicU64::new(0)).collect(),
            },
        })
    }
}

/// The type that nodes provide; the given value has it too, and carries the scenario.
#[derive(Debug)]
pub(super) struct Value {
    /// `None` for the given value.
    node: Option<usize>,
    pub(super) number: u64,
    /// On the heap, so that valgrind detects a leak, a double drop or a late read.
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

    async fn close(&mut self) -> Result<(), NodeFailed> {
        let node = self.node.expect("the given value is not closed");
        self.scenario.ledger.ends.push(node * 2 + 1);
        // Writes to the heap, so that a close after the drop is detected.
        *self.heap += 1;
        match self.scenario.nodes[node].close {
            Some(CloseEnd::Well) | None => Ok(()),
            Some(CloseEnd::Late) => {
                tokio::time::sleep(LIMIT / 2).await;
                Ok(())
            }
            Some(CloseEnd::Failure) => Err(NodeFailed(node)),
            Some(CloseEnd::Panic) => std::panic::panic_any(panic_of(node)),
            Some(CloseEnd::Hang) => std::future::pending().await,
        }
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        if let Some(node) = self.node {
            self.scenario.ledger.dropped.push(node);
            self.scenario.ledger.ends.push(node * 2);
        }
    }
}

/// Returns the value of a node, from those of its dependencies.
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
    /// The start of its last attempt, if that hangs: its timeout ends it.
    hangs: Option<Instant>,
}

impl Alive {
    fn new(scenario: &Arc<Scenario>, node: usize) -> Self {
        scenario.ledger.futures.fetch_add(1, Ordering::SeqCst);
        scenario.ledger.event(node, Event::Began);
        Self {
            scenario: Arc::clone(scenario),
            node,
            has_ended: false,
            hangs: None,
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
            let timed_out = self.hangs.is_some_and(|since| since.elapsed() >= LIMIT);
            let event = if timed_out {
                Event::Failed
            } else {
                Event::Stopped
            };
            ledger.event(self.node, event);
        }
        ledger.futures.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Waits for the next round, and wakes itself: however often it is polled, it is ready in the round after
/// the one in which it was first polled.
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

/// Runs the specification of a node; its value is requested at the end.
pub(super) async fn work(
    node: usize,
    scenario: &Arc<Scenario>,
    number: impl FnOnce() -> u64,
) -> Result<Value, NodeFailed> {
    let mut alive = Alive::new(scenario, node);
    let attempt = scenario.ledger.calls[node].fetch_add(1, Ordering::SeqCst);
    let spec = &scenario.nodes[node];
    // An attempt that is not the last one is recorded as stopped.
    let is_last = attempt + 1 >= spec.attempts();
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
    match spec.end_of(attempt) {
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
            if is_last {
                alive.end(Event::Failed);
            }
            Err(NodeFailed(node))
        }
        End::Panic => {
            if is_last {
                alive.end(Event::Failed);
            }
            std::panic::panic_any(panic_of(node))
        }
        End::Hang => {
            alive.hangs = is_last.then(Instant::now);
            std::future::pending().await
        }
    }
}

/// The prefix of the panics that tests cause; they are kept out of the output.
pub(super) const PANIC: &str = "on purpose: ";

/// Returns the message of such a panic.
pub(super) fn panic_of(node: usize) -> String {
    format!("{PANIC}{node}")
}

/// The use that the nodes of a scenario make of their dependencies.
pub(super) trait Work: 'static {
    type Deps<'a>: Deps<'a>;

    fn work<'a>(
        deps: Self::Deps<'a>,
    ) -> impl Future<Output = Result<Value, NodeFailed>> + Send + 'a;
}

/// A node at one of [`PLACES`], which is closed or not.
struct Node<W, const PLACE: usize, const CLOSES: bool>(PhantomData<W>);

const PLACES: [Place; 3] = [Place::Inline, Place::Spawned, Place::Blocking];

impl<W: Work, const PLACE: usize, const CLOSES: bool> Call for Node<W, PLACE, CLOSES> {
    type Deps<'a> = W::Deps<'a>;
    type Return = Result<Value, NodeFailed>;
    type Out = Value;
    const SHAREABLE: Proof<Value> = output();
    const PLACE: Place = PLACES[PLACE];
    const CLOSE_LIMIT: Option<Duration> = if CLOSES { Some(LIMIT) } else { None };

    fn call<'a>(deps: Self::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a {
        W::work(deps)
    }

    fn finish(returned: Self::Return) -> Result<Value, Attempt<Cause>> {
        returned.map_err(|error| Attempt::Fail(error.into()))
    }

    fn close<'a>(value: &'a mut Value) -> CloseFuture<'a> {
        Box::pin(async move { Ok(value.close().await?) })
    }
}

/// The policies of nodes with flaws.
struct Policies;

impl Defaults for Policies {
    const RETRY: Option<Retry> = Some(Retry::new(NonZeroU32::new(3).unwrap()).panics());
    const TIMEOUT: Option<Duration> = Some(LIMIT);
}

/// Returns the operations of a node that runs `W`.
pub(super) fn operations<W: Work>(spec: &NodeSpec) -> Operations {
    fn under<N: Call>(spec: &NodeSpec) -> Operations {
        if spec.flaws.is_empty() {
            Operations::of::<N>()
        } else {
            Operations::policed::<N, Policies>()
        }
    }
    fn at<W: Work, const PLACE: usize>(spec: &NodeSpec) -> Operations {
        if spec.close.is_some() {
            under::<Node<W, PLACE, true>>(spec)
        } else {
            under::<Node<W, PLACE, false>>(spec)
        }
    }
    match spec.place {
        Place::Inline => at::<W, 0>(spec),
        Place::Spawned => at::<W, 1>(spec),
        Place::Blocking => at::<W, 2>(spec),
    }
}

/// Returns the name of a node, unless the graph is very large.
pub(super) fn name(node: usize) -> &'static str {
    static NAMES: LazyLock<Vec<String>> =
        LazyLock::new(|| (0..256).map(|node| node.to_string()).collect());
    NAMES.get(node).map_or("node", String::as_str)
}

struct Plain;

impl Work for Plain {
    type Deps<'a> = Many<'a, Value>;

    fn work<'a>(
        values: Self::Deps<'a>,
    ) -> impl Future<Output = Result<Value, NodeFailed>> + Send + 'a {
        run_node(values)
    }
}

/// Returns the plan of a scenario; its output is the last node.
pub(super) fn plan(nodes: &[NodeSpec]) -> Plan {
    let mut builder = PlanBuilder::new::<(Value,), ()>("Scenario");
    for (at, spec) in nodes.iter().enumerate() {
        let deps = spec.deps.iter().map(|&dep| Source::Node(dep));
        let deps = std::iter::once(Source::Given(0))
            .chain(deps)
            .map(Need::from);
        let operations = operations::<Plain>(spec);
        builder.node(name(at), operations, deps.collect()).unwrap();
    }
    builder.finish(&[nodes.len() - 1]).unwrap()
}

/// Returns the given value with its proof.
pub(super) fn given(scenario: &Arc<Scenario>) -> ((Value,), (Proof<Value>,)) {
    ((Value::given(Arc::clone(scenario)),), (input(),))
}
