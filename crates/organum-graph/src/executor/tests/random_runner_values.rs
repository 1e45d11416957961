//! Random graphs with values that runs share, over several runs of one runner that begin, wait, fail and
//! are dropped in any order. Some nodes are retried.

use std::{
    collections::HashSet,
    future::poll_fn,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll, Waker},
};

use proptest::{prelude::*, sample::Index};

use super::{
    random::{Lent, cases, quiet_panics, runtime},
    runner_values_scenario::{Dep, NodeSpec, Value, World, plan},
    scenario::End,
};
use crate::{
    executor::{
        ActiveRun, CountedRunner, Extras, Failure, Plan, PlanRef, Retained, RunnerCore, Single,
        call::Place, error::NodeErrorKind,
    },
    policy::Policy,
};

/// The choice of proptest for a dependency.
type RawDep = (Index, Index, u8);

/// Returns a graph in which shared nodes depend on shared nodes alone. The last node, which is not
/// shared, needs every node that no other node needs.
fn graph(
    most: usize,
    places: &'static [Place],
    forms: bool,
) -> impl Strategy<Value = Vec<NodeSpec>> {
    let deps = prop::collection::vec(any::<RawDep>(), 0..4);
    let waits = prop_oneof![3 => Just(0_u32), 1 => 1..4_u32];
    let bad = prop_oneof![Just(End::Failure), Just(End::Panic)];
    let first = prop_oneof![8 => Just(Vec::new()), 1 => prop::collection::vec(bad, 1..3)];
    let node = (
        any::<bool>(),
        deps,
        waits,
        prop::sample::select(places),
        first,
        any::<bool>(),
    );
    prop::collection::vec(node, 1..if cfg!(miri) { 9 } else { most }).prop_map(move |raw| {
        let mut specs: Vec<NodeSpec> = Vec::new();
        for (is_shared, deps, waits, place, first, is_retried) in raw {
            let fits = |at: &usize| !is_shared || specs[*at].is_shared;
            let from: Vec<usize> = (0..specs.len()).filter(fits).collect();
            let mut taken = HashSet::new();
            let mut pick = |of: Index| {
                let found = (!from.is_empty()).then(|| from[of.index(from.len())])?;
                taken.insert(found).then_some(found)
            };
            let deps = deps.into_iter().filter_map(|(a, b, form)| {
                let first = pick(a)?;
                Some(match form % 6 {
                    0 if forms => Dep::Optional(first),
                    1 if forms => pick(b).map_or(Dep::Strict(first), |b| Dep::Race([first, b])),
                    _ => Dep::Strict(first),
                })
            });
            let deps = deps.collect();
            specs.push(NodeSpec {
                is_shared,
                deps,
                waits,
                place,
                first,
                // Blocking nodes are not retried.
                is_retried: is_retried && place != Place::Blocking,
            });
        }
        let needed: HashSet<usize> = specs
            .iter()
            .flat_map(|spec| spec.deps.iter().flat_map(Dep::nodes).copied())
            .collect();
        let unneeded = (0..specs.len()).filter(|at| !needed.contains(at));
        specs.push(NodeSpec {
            is_shared: false,
            deps: unneeded.map(Dep::Strict).collect(),
            waits: 0,
            place: Place::Inline,
            first: Vec::new(),
            is_retried: false,
        });
        specs
    })
}

/// Returns the next actions on runs: a run is polled, or dropped.
fn schedule() -> impl Strategy<Value = Vec<(Index, bool)>> {
    let is_dropped = prop_oneof![12 => Just(false), 1 => Just(true)];
    prop::collection::vec((any::<Index>(), is_dropped), 0..60)
}

fn start(plan: &'static Plan, runner: &Arc<RunnerCore>, extras: Option<Box<Extras>>) -> ActiveRun {
    let retained = Retained {
        plan: PlanRef::Static(plan),
        runner: CountedRunner::begin(Arc::clone(runner)),
    };
    ActiveRun::start::<(), (Value,)>(retained, ((), ()), None, extras)
}

fn runner(plan: &'static Plan, world: &Arc<World>) -> Arc<RunnerCore> {
    Arc::new(RunnerCore::new(
        Some(plan),
        Value::injected(world),
        Policy::new(),
    ))
}

/// The way in which a run ended.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    Value(u64),
    /// By the failure of this node.
    Failed(usize),
    /// By a failure that other nodes would have tolerated.
    Elsewhere,
}

fn ended(run: ActiveRun, result: Result<(), Box<(u32, Failure)>>, world: &World) -> Ended {
    match result.map_err(|failed| *failed) {
        Ok(()) => {
            let (value, _) = run.take::<Single<Value>>();
            Ended::Value(*value.number)
        }
        Err((node, failure)) => {
            let node = node as usize;
            match failure {
                Failure::Error(_) => assert!(world.specs[node].first.contains(&End::Failure)),
                Failure::Panic(_) => assert!(world.specs[node].first.contains(&End::Panic)),
                Failure::Known(error) => {
                    assert_ne!(error.kind(), NodeErrorKind::Stopped);
                    return Ended::Elsewhere;
                }
                _ => panic!("nothing else fails here"),
            }
            Ended::Failed(node)
        }
    }
}

/// The order in which shared values have to be dropped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// In reverse order of creation.
    Exact,
    /// Dependents before their dependencies: the order in which threads end differs from the order in
    /// which this is recorded.
    Needs,
}

/// Checks that nothing is left of any run, and that no shared value was made twice.
fn check(world: &Arc<World>, runner: Arc<RunnerCore>, order: Order) {
    let made = world.made.nodes();
    let distinct: HashSet<usize> = made.iter().copied().collect();
    assert_eq!(made.len(), distinct.len(), "made twice");
    assert!(
        world.dropped.nodes().is_empty(),
        "dropped before its runner"
    );
    assert_eq!(Arc::strong_count(&runner), 1);
    drop(runner);
    let mut dropped = world.dropped.nodes();
    dropped.reverse();
    if order == Order::Exact {
        assert_eq!(
            made, dropped,
            "dropped once each, in reverse order of creation"
        );
    }
    assert_eq!(made.len(), dropped.len(), "dropped once each");
    for (at, &node) in dropped.iter().enumerate() {
        assert!(distinct.contains(&node));
        for dep in &world.specs[node].deps {
            // A value that a node did not receive may have been made later.
            if let Dep::Strict(dep) = dep {
                assert!(
                    !dropped[at..].contains(dep),
                    "dropped after a value that it was made from"
                );
            }
        }
    }
    for node in &world.nodes {
        assert_eq!(node.futures.load(Ordering::SeqCst), 0, "a future is left");
        assert_eq!(node.values.load(Ordering::SeqCst), 0, "a value is left");
    }
    assert_eq!(Arc::strong_count(world), 1, "something is alive");
}

/// Polls a run to its end.
fn drive(mut run: ActiveRun, world: &World) -> Ended {
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(result) = run.poll(&mut cx) {
            return ended(run, result, world);
        }
    }
}

/// Polls and drops runs as the schedule says, then polls those that are left one after another. Returns the
/// ends of all that were not dropped.
fn scheduled(runs: Vec<ActiveRun>, schedule: Vec<(Index, bool)>, world: &World) -> Vec<Ended> {
    let mut cx = Context::from_waker(Waker::noop());
    let count = runs.len();
    let mut runs: Vec<Option<ActiveRun>> = runs.into_iter().map(Some).collect();
    let mut all = Vec::new();
    let in_turn = (0..).map(|at| (at % count, false));
    let first = schedule
        .into_iter()
        .map(|(at, is_dropped)| (at.index(count), is_dropped));
    for (at, is_dropped) in first.chain(in_turn).take(10_000) {
        let Some(mut run) = runs[at].take() else {
            if runs.iter().all(Option::is_none) {
                break;
            }
            continue;
        };
        if is_dropped {
            continue;
        }
        match run.poll(&mut cx) {
            Poll::Pending => runs[at] = Some(run),
            Poll::Ready(result) => all.push(ended(run, result, world)),
        }
    }
    assert!(runs.iter().all(Option::is_none), "a run still waits");
    all
}

/// Starts runs one after another until a run makes no shared value and has no failure. Later runs have
/// the same result, whatever state they reuse from it.
fn run_on(plan: &'static Plan, runner: &Arc<RunnerCore>, world: &World) {
    let state = || {
        let bad = world
            .nodes
            .iter()
            .map(|node| node.bad.load(Ordering::SeqCst));
        (world.made.nodes().len(), bad.sum::<usize>())
    };
    for _ in 0..=3 * world.specs.len() {
        let before = state();
        let first = drive(start(plan, runner, None), world);
        if state() == before {
            assert!(matches!(first, Ended::Value(_)));
            let calls = |run| {
                let before = world.shared_calls();
                assert_eq!(drive(run, world), first);
                world.shared_calls() - before
            };
            let all: Vec<_> = (0..16).map(|_| start(plan, runner, None)).collect();
            // The other runs hold all pooled arenas, so this run reuses none.
            let least = calls(start(plan, runner, None));
            for run in all {
                assert_eq!(
                    calls(run),
                    least,
                    "the run calls nodes that it does not need"
                );
            }
            return;
        }
    }
    panic!("each node is made once, and fails twice");
}

/// Starts runs one after another until no run fails and every shared value exists.
fn run_out(plan: &'static Plan, runner: &Arc<RunnerCore>, world: &World) -> Vec<Ended> {
    let mut all = Vec::new();
    loop {
        let calls = world.shared_calls();
        all.push(drive(start(plan, runner, None), world));
        let is_settled = calls == world.shared_calls();
        if is_settled && matches!(all.last(), Some(Ended::Value(_))) {
            return all;
        }
        assert!(all.len() < 2 + 2 * world.specs.len(), "runs keep failing");
    }
}

const INLINE: &[Place] = &[Place::Inline];
const MIXED: &[Place] = &[
    Place::Inline,
    Place::Inline,
    Place::Spawned,
    Place::Blocking,
];

proptest! {
    #![proptest_config(cases(300))]

    /// Runs on one thread, with polls and drops in any order.
    #[test]
    fn runs_share_values_that_are_made_once(
        specs in graph(60, INLINE, false),
        count in 1..6_usize,
        schedule in schedule(),
    ) {
        quiet_panics();
        let lent = Lent::new(plan(&specs));
        let world = World::new(&specs);
        let core = runner(lent.plan(), &world);
        let runs = (0..count).map(|_| start(lent.plan(), &core, None)).collect();
        let mut all = scheduled(runs, schedule, &world);
        all.extend(run_out(lent.plan(), &core, &world));
        for end in &all {
            if let Ended::Value(value) = end {
                prop_assert_eq!(*value, world.expected());
            }
        }
        // Each failed call ends the run that made it, unless that run retries it, and ends no other run.
        for (at, node) in world.nodes.iter().enumerate() {
            let failed = all.iter().filter(|end| **end == Ended::Failed(at)).count();
            let bad = node.bad.load(Ordering::SeqCst);
            prop_assert_eq!(failed, if specs[at].is_retried { 0 } else { bad });
        }
        check(&world, core, Order::Exact);
    }

    /// The same where nodes tolerate failures, and losing alternatives of a race are stopped.
    #[test]
    fn runs_that_tolerate_failures_share_too(
        specs in graph(40, INLINE, true),
        count in 1..6_usize,
        schedule in schedule(),
    ) {
        quiet_panics();
        let lent = Lent::new(plan(&specs));
        let world = World::new(&specs);
        let core = runner(lent.plan(), &world);
        let runs = (0..count).map(|_| start(lent.plan(), &core, None)).collect();
        scheduled(runs, schedule, &world);
        run_on(lent.plan(), &core, &world);
        check(&world, core, Order::Exact);
    }
}

proptest! {
    #![proptest_config(cases(100))]

    /// A run that is dropped after any number of polls leaves nothing that hinders later runs.
    #[test]
    fn a_run_can_be_dropped_after_any_poll(specs in graph(20, INLINE, true)) {
        quiet_panics();
        let lent = Lent::new(plan(&specs));
        let mut cx = Context::from_waker(Waker::noop());
        for polls in 0.. {
            let world = World::new(&specs);
            let core = runner(lent.plan(), &world);
            let mut run = start(lent.plan(), &core, None);
            let is_over = (0..polls).any(|_| run.poll(&mut cx).is_ready());
            drop(run);
            run_on(lent.plan(), &core, &world);
            check(&world, core, Order::Exact);
            if is_over {
                break;
            }
            prop_assert!(polls < 1_000, "the run still waits");
        }
    }
}

/// The memory of a run holds the demand of earlier runs that did not have the value yet.
#[test]
fn a_run_that_has_a_value_asks_for_none_of_its_dependencies() {
    let shared = |deps, waits| NodeSpec {
        is_shared: true,
        deps,
        waits,
        place: Place::Inline,
        first: Vec::new(),
        is_retried: false,
    };
    let specs = [
        shared(Vec::new(), 100),
        shared(Vec::new(), 2),
        shared(vec![Dep::Race([0, 1])], 0),
        NodeSpec {
            is_shared: false,
            ..shared(vec![Dep::Strict(2)], 0)
        },
    ];
    let lent = Lent::new(plan(&specs));
    let world = World::new(&specs);
    let core = runner(lent.plan(), &world);
    let start = || start(lent.plan(), &core, None);
    for _ in 0..3 {
        let poll = start().poll(&mut Context::from_waker(Waker::noop()));
        assert!(poll.is_pending());
    }
    let first = drive(start(), &world);
    let calls = world.shared_calls();
    for _ in 0..3 {
        assert_eq!(drive(start(), &world), first);
    }
    assert_eq!(world.shared_calls(), calls);
    check(&world, core, Order::Exact);
}

proptest! {
    #![proptest_config(cases(100))]

    /// Runs on real threads, some of whose nodes run on other threads, and some of which are dropped.
    #[test]
    #[cfg_attr(miri, ignore = "a runtime with threads takes minutes a case")]
    fn threads_share_values_that_are_made_once(
        specs in graph(30, MIXED, false),
        polls in prop::collection::vec(prop_oneof![3 => Just(usize::MAX), 1 => 1..8_usize], 1..6),
    ) {
        quiet_panics();
        let runtime = runtime();
        let tracker = tokio_util::task::TaskTracker::new();
        let lent = Lent::new(plan(&specs));
        let world = World::new(&specs);
        let core = runner(lent.plan(), &world);
        let extras = || super::random::detached(&runtime, &tracker);
        let runs = polls.into_iter().map(|mut left| {
            let mut run = Some(start(lent.plan(), &core, Some(extras())));
            let world = Arc::clone(&world);
            let polled = poll_fn(move |cx| {
                let result = run.as_mut().map(|run| run.poll(cx));
                left -= 1;
                match result {
                    Some(Poll::Ready(result)) => {
                        Poll::Ready(run.take().map(|run| ended(run, result, &world)))
                    }
                    _ if left > 0 => Poll::Pending,
                    _ => {
                        run = None;
                        Poll::Ready(None)
                    }
                }
            });
            runtime.spawn(polled)
        });
        let runs: Vec<_> = runs.collect();
        for run in runs {
            if let Some(Ended::Value(value)) = runtime.block_on(run).unwrap() {
                prop_assert_eq!(value, world.expected());
            }
        }
        tracker.close();
        runtime.block_on(tracker.wait());
        check(&world, core, Order::Needs);
    }
}
