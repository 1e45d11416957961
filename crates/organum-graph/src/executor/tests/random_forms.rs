//! Random graphs in which nodes tolerate failures, on the executor and on the reference interpreter.

use std::{
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll, Waker},
    time::Duration,
};

use proptest::{prelude::*, sample::Index};

use super::{
    forms_reference::{self as reference, Standing},
    forms_scenario::{plan, root_causes},
    random::{INLINE, Lent, MIXED, Order, cases, detached, poll, quiet_panics, runtime, start},
    scenario::{End, Event, NeedSpec, NodeSpec, Scenario, Value, given},
};
use crate::{
    executor::{
        ActiveRun, CountedRunner, Failure, Plan, PlanRef, Retained, RunnerCore, call::Place,
        error::NodeError,
    },
    form::Form,
    policy::Policy,
};

/// A graph, and its two outputs: the last node and another.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    pub(super) nodes: Arc<Vec<NodeSpec>>,
    pub(super) targets: [usize; 2],
}

impl Graph {
    pub(super) fn plan(&self) -> Plan {
        plan(&self.nodes, &self.targets)
    }
}

fn form() -> impl Strategy<Value = Form> {
    prop_oneof![
        2 => Just(Form::Strict),
        1 => Just(Form::Optional),
        1 => Just(Form::Outcome),
        3 => Just(Form::FirstOk),
        3 => Just(Form::Race),
    ]
}

/// Returns a need of one node or of two to four, chosen among the earlier nodes.
fn need_spec(form: Form, from: Vec<Option<usize>>) -> NeedSpec {
    match form {
        Form::FirstOk | Form::Race => {
            // A single node is taken twice: unusual, but valid.
            let from = if from.len() == 1 {
                [from[0], from[0]].into()
            } else {
                from
            };
            NeedSpec { form, from }
        }
        _ => NeedSpec {
            form,
            from: from[..1].to_vec(),
        },
    }
}

/// The upper bound, exclusive, of the number of nodes of a random graph. Miri is some thousand times
/// slower.
const LARGEST: usize = if cfg!(miri) { 9 } else { 60 };

/// Returns a graph whose last node needs every node that no other node needs, in any forms.
pub(super) fn graph(places: &'static [Place]) -> impl Strategy<Value = Graph> {
    let from = prop::collection::vec((any::<Index>(), prop::bool::weighted(0.04)), 2..5);
    let needs = prop::collection::vec((form(), from), 0..4);
    let waits = prop_oneof![4 => Just(0_u32), 4 => 1..6_u32, 1 => Just(25)];
    let end = prop_oneof![5 => Just(End::Value), 2 => Just(End::Failure), 1 => Just(End::Panic)];
    let node = (needs, waits, end, prop::sample::select(places));
    let last = prop::collection::vec((form(), 1..5_usize), LARGEST);
    let raw = prop::collection::vec(node, 2..LARGEST);
    (raw, last, any::<Index>()).prop_map(|(raw, last, other)| {
        let mut nodes: Vec<NodeSpec> = Vec::new();
        for (at, (needs, waits, end, place)) in raw.into_iter().enumerate() {
            let needs = needs.into_iter().filter(|_| at > 0);
            let forms = needs.map(|(form, from)| {
                // Mostly near nodes, so that graphs grow deep.
                let near = |from: Index| at - 1 - from.index(at.min(12));
                let from = from.into_iter();
                let from = from.map(|(from, is_given)| (!is_given).then(|| near(from)));
                need_spec(form, from.collect())
            });
            nodes.push(NodeSpec {
                deps: Vec::new(),
                forms: forms.collect(),
                waits,
                end,
                place,
                flaws: Vec::new(),
                close: None,
            });
        }
        let is_needed = |at: &usize| {
            let mut needs = nodes.iter().flat_map(|node| &node.forms);
            needs.any(|need| need.from.contains(&Some(*at)))
        };
        let mut rest: Vec<Option<usize>> = (0..nodes.len())
            .filter(|at| !is_needed(at))
            .map(Some)
            .collect();
        let mut forms = Vec::new();
        let mut last = last.into_iter();
        while !rest.is_empty()
            && let Some((form, len)) = last.next()
        {
            let len = if matches!(form, Form::FirstOk | Form::Race) {
                len
            } else {
                1
            };
            let from = rest.split_off(rest.len().saturating_sub(len));
            // The choice of each need takes two of 64 bits.
            if forms.len() < 32 {
                forms.push(need_spec(form, from));
            }
        }
        nodes.push(NodeSpec {
            deps: Vec::new(),
            forms,
            waits: 0,
            end: End::Value,
            place: Place::Inline,
            flaws: Vec::new(),
            close: None,
        });
        let last = nodes.len() - 1;
        Graph {
            nodes: Arc::new(nodes),
            targets: [last, other.index(last)],
        }
    })
}

/// Polls a run to its end, or for this number of rounds.
fn drive(
    run: &mut ActiveRun,
    scenario: &Scenario,
    rounds: Option<usize>,
) -> Option<Result<(), Box<(u32, Failure)>>> {
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..rounds.unwrap_or(10_000) {
        if let Poll::Ready(result) = poll(run, scenario, &mut cx) {
            return Some(result);
        }
    }
    assert!(rounds.is_some(), "the run hangs");
    None
}

/// Checks the result of a run, and takes its outputs.
pub(super) fn check_end(
    run: ActiveRun,
    result: Result<(), Box<(u32, Failure)>>,
    graph: &Graph,
    scenario: &Arc<Scenario>,
    order: Order,
) -> Option<(Value, Value)> {
    if !matches!(order, Order::Any) {
        let alive = scenario.ledger.futures.load(Ordering::SeqCst);
        assert_eq!(alive, 0, "a node still runs although the run returned");
    }
    let plain = reference::outcomes(&graph.nodes, None);
    match result {
        Ok(()) => {
            let (values, _) = run.take::<(Value, Value)>();
            let choices = scenario.ledger.choices.iter();
            let choices: Vec<u64> = choices
                .map(|choices| choices.load(Ordering::SeqCst))
                .collect();
            let outcomes = reference::outcomes(&graph.nodes, Some(&choices));
            let dropped = scenario.ledger.dropped.nodes();
            for (value, target) in [&values.0, &values.1].into_iter().zip(graph.targets) {
                assert!(!dropped.contains(&target));
                assert_eq!(outcomes[target], Standing::Ok(*value.heap));
            }
            Some(values)
        }
        Err(failed) => {
            let (node, failure) = *failed;
            let causes = root_causes(&NodeError::new(run.plan_ref(), node, failure));
            let mut possible = 0;
            for target in graph.targets {
                if let Standing::Failed(causes) = plain[target] {
                    possible |= causes;
                }
            }
            assert_ne!(causes, 0);
            assert_eq!(causes & !possible, 0, "node {node}: no possible root cause");
            drop(run);
            None
        }
    }
}

/// Checks the calls of nodes in a run that has ended, and that nothing of it is left.
pub(super) fn check_ledger(
    graph: &Graph,
    scenario: &Arc<Scenario>,
    order: Order,
    targets: &[usize],
) {
    let (nodes, ledger) = (&graph.nodes, &scenario.ledger);
    let outcomes = reference::outcomes(nodes, None);
    let possible = reference::possible(nodes, &graph.targets, &outcomes);
    for (node, calls) in ledger.calls.iter().enumerate() {
        let calls = calls.load(Ordering::SeqCst);
        assert!(calls <= nodes[node].attempts(), "node {node} ran too often");
        assert!(
            calls == 0 || possible[node],
            "node {node} began although no run needs it"
        );
        let mut causes = 0;
        for need in &nodes[node].forms {
            if let (Form::Outcome, Some(from)) = (need.form, need.from[0])
                && let Standing::Failed(of) = outcomes[from]
            {
                causes |= of;
            }
        }
        let told = ledger.told[node].load(Ordering::SeqCst);
        assert_eq!(told & !causes, 0, "node {node} received a wrong cause");
    }
    if !matches!(order, Order::Any) {
        check_demand(graph, &ledger.events());
    }
    check_values(scenario, order, targets);
}

/// Checks that every value is dropped exactly once, and that nothing is left.
fn check_values(scenario: &Arc<Scenario>, order: Order, targets: &[usize]) {
    let ledger = &scenario.ledger;
    assert_eq!(ledger.futures.load(Ordering::SeqCst), 0, "a future is left");
    let mut created = ledger.created.nodes();
    let mut dropped = ledger.dropped.nodes();
    match order {
        Order::Exact => {
            // The caller drops outputs after all other values.
            created.retain(|node| !targets.contains(node));
            dropped.truncate(dropped.len() - targets.len());
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

/// Checks that each node that began was needed at that point, and that no node that cannot be needed any
/// longer still runs when another one begins.
fn check_demand(graph: &Graph, events: &[(usize, Event)]) {
    let mut running = Vec::new();
    for (at, &(node, event)) in events.iter().enumerate() {
        if event != Event::Began {
            running.retain(|of| *of != node);
            continue;
        }
        let known = reference::known(&graph.nodes, &events[..at]);
        let later = reference::needed(&graph.nodes, &graph.targets, &known, true);
        // A node that is retried keeps running while it may still be asked for.
        let is_again = events[..at].contains(&(node, Event::Began));
        let now = reference::needed(&graph.nodes, &graph.targets, &known, is_again);
        assert!(now[node], "node {node} began although nothing asks for it");
        for &other in &running {
            let is_needed: bool = later[other];
            assert!(is_needed, "node {other} runs although it is not needed");
        }
        running.push(node);
    }
}

/// Returns the outputs that a run returned.
pub(super) fn given_out(graph: &Graph, is_ok: bool) -> &[usize] {
    if is_ok { &graph.targets } else { &[] }
}

/// Returns true if every output has a value.
pub(super) fn succeeds(graph: &Graph) -> bool {
    let outcomes = reference::outcomes(&graph.nodes, None);
    let mut targets = graph.targets.iter();
    targets.all(|&target| matches!(outcomes[target], Standing::Ok(_)))
}

proptest! {
    #![proptest_config(cases(200))]

    /// The same values or possible root causes as the reference, and only needed nodes run, on a new
    /// arena.
    #[test]
    fn tolerant_graphs_end_like_the_reference(graph in graph(INLINE)) {
        quiet_panics();
        let plan = Arc::new(graph.plan());
        let scenario = Scenario::new(&graph.nodes);
        let mut run = start(&plan, &scenario, None);
        let result = drive(&mut run, &scenario, None).expect("it ends");
        let is_ok = result.is_ok();
        prop_assert_eq!(is_ok, succeeds(&graph));
        check_end(run, result, &graph, &scenario, Order::Exact);
        check_ledger(&graph, &scenario, Order::Exact, given_out(&graph, is_ok));
    }

    /// The same on arenas that other runs used before, some of which were dropped before their end.
    #[test]
    fn reused_arenas_keep_no_demand(graph in graph(INLINE), rounds in 0..8_usize) {
        quiet_panics();
        let lent = Lent::new(graph.plan());
        let plan = lent.plan();
        let runner = Arc::new(RunnerCore::new::<()>(Some(plan), ((), ()), Policy::new()));
        let start = |scenario: &Arc<Scenario>| {
            let retained = Retained { plan: PlanRef::Static(plan), runner: CountedRunner::begin(Arc::clone(&runner)) };
            ActiveRun::start::<(Value,), ()>(retained, given(scenario), None, None)
        };
        // The first run in an arena computes its demand, the second stores it, and later ones copy it.
        for _ in 0..5 {
            let (whole, cut) = (Scenario::new(&graph.nodes), Scenario::new(&graph.nodes));
            let mut run = start(&whole);
            let mut other = start(&cut);
            drive(&mut other, &cut, Some(rounds));
            let result = drive(&mut run, &whole, None).expect("it ends");
            drop(other);
            let is_ok = result.is_ok();
            prop_assert_eq!(is_ok, succeeds(&graph));
            check_end(run, result, &graph, &whole, Order::Exact);
            check_ledger(&graph, &whole, Order::Exact, given_out(&graph, is_ok));
            check_ledger(&graph, &cut, Order::Exact, &[]);
        }
        prop_assert_eq!(Arc::strong_count(&runner), 1);
    }

    /// A run dropped after any number of polls leaves nothing, and runs nothing twice.
    #[test]
    fn a_dropped_tolerant_run_leaves_nothing(graph in graph(INLINE), rounds in 0..16_usize) {
        quiet_panics();
        let plan = Arc::new(graph.plan());
        let scenario = Scenario::new(&graph.nodes);
        let mut run = start(&plan, &scenario, None);
        drive(&mut run, &scenario, Some(rounds));
        drop(run);
        check_ledger(&graph, &scenario, Order::Exact, &[]);
        prop_assert_eq!(Arc::strong_count(&plan), 1);
    }
}

proptest! {
    #![proptest_config(cases(80))]

    /// With spawned and blocking nodes on real threads, run to the end or dropped before.
    #[test]
    #[cfg_attr(miri, ignore = "a runtime with threads takes minutes a case")]
    fn detached_tolerant_graphs_end_like_the_reference(
        graph in graph(MIXED),
        polls in prop_oneof![2 => Just(None), 1 => (1..12_usize).prop_map(Some)],
    ) {
        quiet_panics();
        let runtime = runtime();
        let tracker = tokio_util::task::TaskTracker::new();
        let plan = Arc::new(graph.plan());
        let scenario = Scenario::new(&graph.nodes);
        let mut run = start(&plan, &scenario, Some(detached(&runtime, &tracker)));
        let mut left = polls;
        let ended = runtime.block_on(async {
            let end = std::future::poll_fn(|cx| {
                if left == Some(0) {
                    return Poll::Ready(None);
                }
                left = left.map(|left| left - 1);
                match poll(&mut run, &scenario, cx) {
                    Poll::Ready(result) => Poll::Ready(Some(result)),
                    Poll::Pending if left == Some(0) => Poll::Ready(None),
                    Poll::Pending => Poll::Pending,
                }
            });
            tokio::time::timeout(Duration::from_secs(20), end).await
        });
        match ended.expect("the run hangs") {
            Some(result) => {
                prop_assert_eq!(result.is_ok(), succeeds(&graph));
                check_end(run, result, &graph, &scenario, Order::Any);
            }
            None => drop(run),
        }
        tracker.close();
        runtime.block_on(tracker.wait());
        check_ledger(&graph, &scenario, Order::Any, &[]);
        prop_assert_eq!(Arc::strong_count(&plan), 1);
    }

    /// The runtime shuts down during the run: its nodes are stopped, which is a failure like any other.
    #[test]
    #[cfg_attr(miri, ignore = "a runtime with threads takes minutes a case")]
    fn a_runtime_that_shuts_down_stops_tolerant_graphs(
        graph in graph(MIXED),
        rounds in 1..8_usize,
    ) {
        quiet_panics();
        let runtime = runtime();
        let tracker = tokio_util::task::TaskTracker::new();
        let plan = Arc::new(graph.plan());
        let scenario = Scenario::new(&graph.nodes);
        let mut run = start(&plan, &scenario, Some(detached(&runtime, &tracker)));
        let mut result = drive(&mut run, &scenario, Some(rounds));
        drop(runtime);
        if result.is_none() {
            // Inline nodes wake themselves and the others were stopped, so the run ends.
            result = drive(&mut run, &scenario, None);
        }
        match result.expect("it ends") {
            Ok(()) => drop(run.take::<(Value, Value)>()),
            Err(_) => drop(run),
        }
        for calls in &scenario.ledger.calls {
            prop_assert!(calls.load(Ordering::SeqCst) <= 1);
        }
        check_values(&scenario, Order::Any, &[]);
        prop_assert_eq!(Arc::strong_count(&plan), 1);
    }
}

/// The needs of an alternative are held once for each node instead of once for each path to it.
#[test]
fn what_an_alternative_would_need_is_held_in_linear_time() {
    let node = |forms| NodeSpec {
        deps: Vec::new(),
        forms,
        waits: 0,
        end: End::Value,
        place: Place::Inline,
        flaws: Vec::new(),
        close: None,
    };
    let strict = |at| NeedSpec {
        form: Form::Strict,
        from: vec![Some(at)],
    };
    let mut nodes = vec![node(vec![]), node(vec![])];
    for at in 2..60 {
        nodes.push(node(vec![strict(at - 1), strict(at - 2)]));
    }
    nodes.push(node(vec![NeedSpec {
        form: Form::FirstOk,
        from: vec![Some(0), Some(59)],
    }]));
    let graph = Graph {
        nodes: Arc::new(nodes),
        targets: [60, 0],
    };
    let plan = Arc::new(graph.plan());
    let scenario = Scenario::new(&graph.nodes);
    let mut run = start(&plan, &scenario, None);
    let result = drive(&mut run, &scenario, None).expect("it ends");
    check_end(run, result, &graph, &scenario, Order::Exact);
    check_ledger(&graph, &scenario, Order::Exact, &graph.targets);
}

/// Wants, holds and failures propagate through a deep graph without a deep stack.
#[test]
#[cfg_attr(miri, ignore = "a graph of thousands of nodes")]
fn demand_goes_as_deep_as_the_graph() {
    const DEPTH: usize = 20_000;
    let node = |forms: Vec<NeedSpec>, end| NodeSpec {
        deps: Vec::new(),
        // Only the two nodes without dependencies wait.
        waits: u32::from(forms.is_empty()),
        forms,
        end,
        place: Place::Inline,
        flaws: Vec::new(),
        close: None,
    };
    let need = |form, from: &[usize]| NeedSpec {
        form,
        from: from.iter().copied().map(Some).collect(),
    };
    let mut nodes = vec![node(vec![], End::Value), node(vec![], End::Failure)];
    for at in 2..DEPTH {
        nodes.push(node(vec![need(Form::Strict, &[at - 2])], End::Value));
    }
    let (even, odd) = (DEPTH - 2, DEPTH - 1);
    nodes.push(node(vec![need(Form::FirstOk, &[odd, even])], End::Value));
    nodes.push(node(vec![need(Form::Race, &[odd, even])], End::Value));
    let graph = Graph {
        nodes: Arc::new(nodes),
        targets: [DEPTH, DEPTH + 1],
    };
    let plan = Arc::new(graph.plan());
    let scenario = Scenario::new(&graph.nodes);
    let mut run = start(&plan, &scenario, None);
    drive(&mut run, &scenario, Some(1));
    drop(run);
    assert_eq!(Arc::strong_count(&scenario), 1);
    let scenario = Scenario::new(&graph.nodes);
    let mut run = start(&plan, &scenario, None);
    let result = drive(&mut run, &scenario, None).expect("it ends");
    assert!(result.is_ok());
    drop(run.take::<(Value, Value)>());
    assert_eq!(Arc::strong_count(&scenario), 1);
}
