//! Random graphs of up to 200 nodes, on the executor and on the reference interpreter.

use std::{
    collections::HashSet,
    future::poll_fn,
    sync::{Arc, Once, atomic::Ordering},
    task::{Context, Poll, Waker},
};

use proptest::prelude::*;

use super::{
    reference::{self, Expected},
    scenario::{End, LIMIT, NodeFailed, NodeSpec, PANIC, Scenario, Value, given, panic_of, plan},
};
use crate::{
    executor::{
        ActiveRun, CountedRunner, Extras, Failure, Plan, PlanRef, Retained, RunnerCore, Single,
        arena, call::Place,
    },
    policy::Policy,
};

/// The upper bound, exclusive, of the number of nodes of a random graph. Miri is some thousand times
/// slower.
const LARGEST: usize = if cfg!(miri) { 9 } else { 200 };

/// Returns a graph whose last node needs every node that no other node needs, so every node is needed.
pub(super) fn graph(
    places: &'static [Place],
    failures: bool,
) -> impl Strategy<Value = Arc<Vec<NodeSpec>>> {
    let deps = prop::collection::vec(any::<prop::sample::Index>(), 0..4);
    let waits = prop_oneof![4 => Just(0_u32), 1 => 1..4_u32];
    let end = if failures {
        prop_oneof![40 => Just(End::Value), 1 => Just(End::Failure), 1 => Just(End::Panic)].boxed()
    } else {
        Just(End::Value).boxed()
    };
    let node = (deps, waits, end, prop::sample::select(places));
    prop::collection::vec(node, 1..LARGEST).prop_map(|raw| {
        let mut nodes: Vec<NodeSpec> = Vec::new();
        for (at, (deps, waits, end, place)) in raw.into_iter().enumerate() {
            let deps: HashSet<usize> = deps
                .into_iter()
                .filter(|_| at > 0)
                .map(|dep| dep.index(at))
                .collect();
            nodes.push(NodeSpec {
                deps: deps.into_iter().collect(),
                forms: Vec::new(),
                waits,
                end,
                place,
                flaws: Vec::new(),
                close: None,
            });
        }
        let needed: HashSet<usize> = nodes.iter().flat_map(|node| node.deps.clone()).collect();
        nodes.push(NodeSpec {
            deps: (0..nodes.len()).filter(|at| !needed.contains(at)).collect(),
            forms: Vec::new(),
            waits: 0,
            end: End::Value,
            place: Place::Inline,
            flaws: Vec::new(),
            close: None,
        });
        Arc::new(nodes)
    })
}

/// Suppresses the output of panics that tests cause on purpose.
pub(super) fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let on_purpose = info
                .payload_as_str()
                .is_some_and(|text| text.starts_with(PANIC));
            if !on_purpose {
                hook(info);
            }
        }));
    });
}

/// The order in which values have to be dropped.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// In reverse order of creation.
    Exact,
    /// Values that no close needs first; the order of the others is checked where values are closed.
    ByCloses,
    Any,
}

/// Checks that no node ran more often than its attempts, that every value was dropped exactly once, and
/// that nothing is left.
pub(super) fn check_ledger(scenario: &Arc<Scenario>, order: Order) {
    let ledger = &scenario.ledger;
    for (node, calls) in ledger.calls.iter().enumerate() {
        let most = scenario.nodes[node].attempts();
        assert!(
            calls.load(Ordering::SeqCst) <= most,
            "node {node} ran too often"
        );
    }
    assert_eq!(ledger.futures.load(Ordering::SeqCst), 0, "a future is left");
    let mut created = ledger.created.nodes();
    let mut dropped = ledger.dropped.nodes();
    match order {
        Order::Exact => {
            // An output is created last, and dropped by the caller after the run.
            let last = scenario.nodes.len() - 1;
            if dropped.last() == Some(&last) {
                dropped.rotate_right(1);
            }
            dropped.reverse();
        }
        // The order in which spawned nodes end differs from the order in which the run records them.
        Order::ByCloses | Order::Any => {
            created.sort_unstable();
            dropped.sort_unstable();
        }
    }
    assert_eq!(created, dropped, "dropped once each, in reverse order");
    assert_eq!(Arc::strong_count(scenario), 1, "something is alive");
}

pub(super) fn start(
    plan: &Arc<Plan>,
    scenario: &Arc<Scenario>,
    extras: Option<Box<Extras>>,
) -> ActiveRun {
    let retained = Retained {
        plan: PlanRef::Own(Arc::clone(plan)),
        runner: None,
    };
    ActiveRun::start::<(Value,), ()>(retained, given(scenario), Some(((), ())), extras)
}

/// Polls a run, in a new round.
pub(super) fn poll(
    run: &mut ActiveRun,
    scenario: &Scenario,
    cx: &mut Context<'_>,
) -> Poll<Result<(), Box<(u32, Failure)>>> {
    scenario.round.fetch_add(1, Ordering::SeqCst);
    run.poll(cx)
}

/// Polls a run to its end.
fn finish(run: &mut ActiveRun, scenario: &Scenario) -> Result<(), (u32, Failure)> {
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(result) = poll(run, scenario, &mut cx) {
            return result.map_err(|failed| *failed);
        }
    }
}

/// Returns the result of a finished run; its output is dropped after everything else.
fn outcome(mut run: ActiveRun, scenario: &Scenario) -> Expected {
    match finish(&mut run, scenario) {
        Ok(()) => {
            let (value, _) = run.take::<Single<Value>>();
            let last = scenario.nodes.len() - 1;
            // All other values are dropped; the output belongs to the caller, who drops it now.
            let number = value.number;
            assert!(!scenario.ledger.dropped.nodes().contains(&last));
            drop(value);
            assert_eq!(scenario.ledger.dropped.nodes().last(), Some(&last));
            Expected::Value(number)
        }
        Err((node, failure)) => failed(scenario, node, &failure),
    }
}

/// Returns the way in which a node failed, in its last attempt.
pub(super) fn failed(scenario: &Scenario, node: u32, failure: &Failure) -> Expected {
    let node = node as usize;
    let failure = match failure {
        Failure::AfterAttempts(tried) => {
            assert_eq!(tried.attempts as usize, scenario.nodes[node].attempts());
            &tried.failure
        }
        failure => failure,
    };
    match failure {
        Failure::Error(cause) => {
            let NodeFailed(of) = cause.downcast_ref().expect("the node's own error");
            assert_eq!(*of, node);
            Expected::Failed(node, End::Failure)
        }
        Failure::Panic(message) => {
            assert_eq!(*message, panic_of(node));
            Expected::Failed(node, End::Panic)
        }
        Failure::Stopped | Failure::NoClock | Failure::Known(_) | Failure::All(_) => {
            panic!("nothing stops a node here, and nothing tolerates a failure")
        }
        Failure::TimedOut(elapsed) => {
            assert_eq!(elapsed.after, LIMIT);
            Expected::Failed(node, End::Hang)
        }
        Failure::AfterAttempts(_) => panic!("one policy retries a node"),
    }
}

pub(super) const INLINE: &[Place] = &[Place::Inline];
pub(super) const MIXED: &[Place] = &[
    Place::Inline,
    Place::Inline,
    Place::Spawned,
    Place::Blocking,
];

/// A plan that is lent to a runner as if it were a static, and freed at the end. It is declared before
/// the runner, so it outlives it.
pub(super) struct Lent(*mut Plan);

impl Lent {
    pub(super) fn new(plan: Plan) -> Self {
        Self(Box::into_raw(Box::new(plan)))
    }

    pub(super) fn plan(&self) -> &'static Plan {
        // SAFETY: the pointer comes from `Box::into_raw`, and the tests do not use the plan after this
        // value is dropped.
        unsafe { &*self.0 }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // SAFETY: the pointer comes from `Box::into_raw`, and nothing uses the plan any longer.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

/// Returns fewer cases where each of them is slow, as under valgrind.
pub(super) fn cases(most: u32) -> ProptestConfig {
    let divisor: u32 = std::env::var("ORGANUM_FEWER_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    ProptestConfig {
        cases: (most / divisor).max(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(400))]

    /// The run has the same value or the same root cause as the reference, on a new arena.
    #[test]
    fn inline_graphs_end_like_the_reference(nodes in graph(INLINE, true)) {
        quiet_panics();
        let plan = Arc::new(plan(&nodes));
        let scenario = Scenario::new(&nodes);
        let result = outcome(start(&plan, &scenario, None), &scenario);
        prop_assert_eq!(result, reference::run(&nodes));
        check_ledger(&scenario, Order::Exact);
    }

    /// The same on arenas that other runs used before.
    #[test]
    fn reused_arenas_keep_no_state(nodes in graph(INLINE, true), polls in 0..6_usize) {
        quiet_panics();
        let lent = Lent::new(plan(&nodes));
        let plan_ref = lent.plan();
        let runner = Arc::new(RunnerCore::new::<()>(Some(plan_ref), ((), ()), Policy::new()));
        let start = |scenario: &Arc<Scenario>| {
            let retained = Retained { plan: PlanRef::Static(plan_ref), runner: CountedRunner::begin(Arc::clone(&runner)) };
            ActiveRun::start::<(Value,), ()>(retained, given(scenario), None, None)
        };
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..3 {
            // Two concurrent runs, one of which is dropped before its end.
            let (whole, cut) = (Scenario::new(&nodes), Scenario::new(&nodes));
            let run = start(&whole);
            let mut other = start(&cut);
            for _ in 0..polls {
                if poll(&mut other, &cut, &mut cx).is_ready() {
                    break;
                }
            }
            let result = outcome(run, &whole);
            drop(other);
            prop_assert_eq!(result, reference::run(&nodes));
            check_ledger(&whole, Order::Exact);
            check_ledger(&cut, Order::Exact);
        }
        prop_assert_eq!(Arc::strong_count(&runner), 1);
    }

    /// A run dropped after any number of polls leaves nothing, and runs nothing twice.
    #[test]
    fn a_dropped_run_leaves_nothing(nodes in graph(INLINE, true), polls in 0..12_usize) {
        quiet_panics();
        let plan = Arc::new(plan(&nodes));
        let scenario = Scenario::new(&nodes);
        let mut run = start(&plan, &scenario, None);
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..polls {
            if poll(&mut run, &scenario, &mut cx).is_ready() {
                break;
            }
        }
        drop(run);
        check_ledger(&scenario, Order::Exact);
        prop_assert_eq!(Arc::strong_count(&plan), 1);
    }
}

/// Returns a runtime for spawned and blocking nodes.
pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(4)
        .enable_time()
        .build()
        .unwrap()
}

pub(super) fn detached(
    runtime: &tokio::runtime::Runtime,
    tracker: &tokio_util::task::TaskTracker,
) -> Box<Extras> {
    let mut extras = Extras::default();
    extras.runtime = Some(runtime.handle().clone());
    extras.tracker = Some(tracker.clone());
    Box::new(extras)
}

proptest! {
    #![proptest_config(cases(150))]

    /// With spawned and blocking nodes on real threads: the same value, or a possible root cause.
    #[test]
    #[cfg_attr(miri, ignore = "a runtime with threads takes minutes a case")]
    fn detached_graphs_end_like_the_reference(nodes in graph(MIXED, true)) {
        quiet_panics();
        let runtime = runtime();
        let tracker = tokio_util::task::TaskTracker::new();
        let plan = Arc::new(plan(&nodes));
        let scenario = Scenario::new(&nodes);
        let mut run = start(&plan, &scenario, Some(detached(&runtime, &tracker)));
        let result = runtime.block_on(poll_fn(|cx| poll(&mut run, &scenario, cx)));
        match result.map_err(|failed| *failed) {
            Ok(()) => {
                let (value, _) = run.take::<Single<Value>>();
                prop_assert_eq!(Expected::Value(value.number), reference::run(&nodes));
            }
            Err((node, failure)) => {
                drop(run);
                let Expected::Failed(node, end) = failed(&scenario, node, &failure) else { unreachable!() };
                prop_assert!(reference::can_fail(&nodes, node), "no root cause: {}", node);
                prop_assert_eq!(nodes[node].end, end);
            }
        }
        tracker.close();
        runtime.block_on(tracker.wait());
        check_ledger(&scenario, Order::Any);
    }

    /// A run is dropped at any point, while nodes run on other threads.
    #[test]
    #[cfg_attr(miri, ignore = "a runtime with threads takes minutes a case")]
    fn a_dropped_run_hands_its_arena_over(nodes in graph(MIXED, true), polls in 1..12_usize) {
        quiet_panics();
        let runtime = runtime();
        let tracker = tokio_util::task::TaskTracker::new();
        let plan = Arc::new(plan(&nodes));
        let scenario = Scenario::new(&nodes);
        let mut run = start(&plan, &scenario, Some(detached(&runtime, &tracker)));
        let mut left = polls;
        runtime.block_on(poll_fn(|cx| {
            left -= 1;
            if poll(&mut run, &scenario, cx).is_ready() || left == 0 { Poll::Ready(()) } else { Poll::Pending }
        }));
        drop(run);
        tracker.close();
        runtime.block_on(tracker.wait());
        check_ledger(&scenario, Order::Any);
        prop_assert_eq!(Arc::strong_count(&plan), 1);
    }

    /// The runtime shuts down during the run: its nodes are stopped, and nothing leaks.
    #[test]
    #[cfg_attr(miri, ignore = "a runtime with threads takes minutes a case")]
    fn a_runtime_that_shuts_down_stops_the_nodes(nodes in graph(MIXED, false)) {
        let runtime = runtime();
        let tracker = tokio_util::task::TaskTracker::new();
        let plan = Arc::new(plan(&nodes));
        let scenario = Scenario::new(&nodes);
        let mut run = start(&plan, &scenario, Some(detached(&runtime, &tracker)));
        let mut cx = Context::from_waker(Waker::noop());
        let polled = poll(&mut run, &scenario, &mut cx);
        drop(runtime);
        if polled.is_pending() {
            // Inline nodes wake themselves and the others were stopped, so the run ends.
            match finish(&mut run, &scenario) {
                Ok(()) => {}
                Err((_, failure)) => prop_assert!(matches!(failure, Failure::Stopped)),
            }
        }
        drop(run);
        check_ledger(&scenario, Order::Any);
    }
}

#[test]
fn the_pool_is_bounded() {
    let nodes = Arc::new(vec![NodeSpec {
        deps: vec![],
        forms: vec![],
        waits: 1,
        end: End::Value,
        place: Place::Inline,
        flaws: Vec::new(),
        close: None,
    }]);
    let lent = Lent::new(plan(&nodes));
    let plan = lent.plan();
    let runner = Arc::new(RunnerCore::new::<()>(Some(plan), ((), ()), Policy::new()));
    let scenario = Scenario::new(&nodes);
    let runs: Vec<ActiveRun> = (0..arena::POOLED + 8)
        .map(|_| {
            let retained = Retained {
                plan: PlanRef::Static(plan),
                runner: CountedRunner::begin(Arc::clone(&runner)),
            };
            ActiveRun::start::<(Value,), ()>(retained, given(&scenario), None, None)
        })
        .collect();
    drop(runs);
    assert_eq!(Arc::strong_count(&scenario), 1);
}
