//! Random graphs whose nodes are retried and time out, and whose values are closed, on the executor and
//! on the reference interpreters. The clock is tokio's paused one: it advances when every task waits.

use std::{
    future::poll_fn,
    sync::{Arc, atomic::Ordering},
    task::Poll,
    time::Duration,
};

use proptest::prelude::*;
use tokio::runtime::Runtime;
use tokio_util::task::TaskTracker;

use super::{
    random::{self, INLINE, MIXED, Order, cases, detached, poll, quiet_panics, start},
    random_forms,
    reference::{self, Expected},
    scenario::{self, CloseEnd, End, NodeSpec, Scenario, Value},
};
use crate::{
    executor::{ActiveRun, Failure, Plan, Single, call::Place},
    form::Form,
};

/// The additions to the specification of a node: the ends of the first attempts, and the way in which its
/// value is closed.
type Extra = (Vec<End>, Option<CloseEnd>);

fn extra() -> impl Strategy<Value = Extra> {
    let flaw = prop_oneof![
        4 => Just(End::Failure),
        2 => Just(End::Panic),
        2 => Just(End::Hang),
    ];
    let flaws = prop_oneof![
        6 => Just(Vec::new()),
        // A number of failures equal to the number of attempts is rare, since it ends the run.
        3 => prop::collection::vec(flaw.clone(), 1..scenario::ATTEMPTS),
    ];
    let close = prop_oneof![
        3 => Just(CloseEnd::Well),
        1 => Just(CloseEnd::Late),
        1 => Just(CloseEnd::Failure),
        1 => Just(CloseEnd::Panic),
        1 => Just(CloseEnd::Hang),
    ];
    let fatal = prop::collection::vec(flaw, scenario::ATTEMPTS);
    let flaws = prop_oneof![30 => flaws, 1 => fatal];
    (flaws, prop::option::weighted(0.3, close))
}

/// Returns the same nodes with these additions.
fn with(nodes: &[NodeSpec], extras: Vec<Extra>) -> Arc<Vec<NodeSpec>> {
    let mut nodes = nodes.to_vec();
    for (node, (flaws, close)) in nodes.iter_mut().zip(extras) {
        if node.place != Place::Blocking {
            node.flaws = flaws;
        }
        node.close = close;
    }
    Arc::new(nodes)
}

fn extras() -> impl Strategy<Value = Vec<Extra>> {
    prop::collection::vec(extra(), 201)
}

fn graph(places: &'static [Place]) -> impl Strategy<Value = Arc<Vec<NodeSpec>>> {
    (random::graph(places, true), extras()).prop_map(|(nodes, extras)| with(&nodes, extras))
}

fn tolerant(places: &'static [Place]) -> impl Strategy<Value = random_forms::Graph> {
    (random_forms::graph(places), extras()).prop_map(|(graph, extras)| random_forms::Graph {
        nodes: with(&graph.nodes, extras),
        ..graph
    })
}

/// Returns the number of polls after which the run is dropped, or none.
fn polls() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![2 => Just(None), 1 => (1..12_usize).prop_map(Some)]
}

fn paused() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

/// Waits until the run has released its arena, which keeps the plan.
async fn cleaned_up(plan: &Arc<Plan>) {
    for _ in 0..100_000 {
        if Arc::strong_count(plan) == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("an arena is left");
}

/// Polls a run to its end, or this number of times.
async fn drive(
    run: &mut ActiveRun,
    scenario: &Scenario,
    polls: Option<usize>,
) -> Option<Result<(), Box<(u32, Failure)>>> {
    let mut left = polls;
    let end = poll_fn(|cx| {
        if left == Some(0) {
            return Poll::Ready(None);
        }
        left = left.map(|left| left - 1);
        match poll(run, scenario, cx) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending if left == Some(0) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    });
    let longest = Duration::from_hours(1);
    let end = tokio::time::timeout(longest, end).await;
    end.expect("the run hangs")
}

/// Checks that nodes with a value made the expected number of attempts.
fn check_attempts(scenario: &Scenario) {
    for node in scenario.ledger.created.nodes() {
        let calls = scenario.ledger.calls[node].load(Ordering::SeqCst);
        assert_eq!(calls, scenario.nodes[node].attempts(), "node {node}");
    }
}

/// Returns the nodes whose values have to be alive during a close.
fn outlive_closes(nodes: &[NodeSpec]) -> Vec<bool> {
    let mut outlive: Vec<bool> = nodes.iter().map(|node| node.close.is_some()).collect();
    for at in (0..nodes.len())
        .rev()
        .filter(|&at| outlive[at])
        .collect::<Vec<_>>()
    {
        let mut below = vec![at];
        while let Some(at) = below.pop() {
            outlive[at] = true;
            let forms = nodes[at]
                .forms
                .iter()
                .flat_map(|need| need.from.iter().flatten());
            below.extend(
                nodes[at]
                    .deps
                    .iter()
                    .chain(forms)
                    .filter(|&&need| !outlive[need]),
            );
        }
    }
    outlive
}

/// Checks that every value that stayed in the run is closed if its node says how, then dropped, before
/// all values that it was made from, whatever the result of other closes. Values that no close needs are
/// dropped first. Returned outputs belong to the caller.
fn check_ends(scenario: &Scenario, order: Order, given_out: &[usize]) {
    let (nodes, ends) = (&scenario.nodes, scenario.ledger.ends());
    let created = scenario.ledger.created.nodes();
    let stayed = || created.iter().copied().filter(|at| !given_out.contains(at));
    for &node in given_out {
        assert!(!ends.contains(&(node, true)), "output {node} was closed");
    }
    if let Order::ByCloses = order {
        let mut expected = Vec::new();
        let outlive = outlive_closes(nodes);
        let (last, first): (Vec<usize>, Vec<_>) = stayed().partition(|&at| outlive[at]);
        for node in first.into_iter().rev().chain(last.into_iter().rev()) {
            expected.extend(nodes[node].close.map(|_| (node, true)));
            expected.push((node, false));
        }
        let seen = ends.iter().filter(|(at, _)| !given_out.contains(at));
        assert_eq!(seen.copied().collect::<Vec<_>>(), expected);
    }
    let find = |end| ends.iter().position(|&seen| seen == end);
    for node in stayed() {
        let closes = ends.iter().filter(|&&end| end == (node, true)).count();
        let asked = usize::from(nodes[node].close.is_some());
        // A value that a node on another thread makes after the run abandoned it is dropped without being
        // closed.
        let may_be_late = nodes[node].place != Place::Inline;
        assert!(
            closes == asked || closes == 0 && may_be_late,
            "node {node} was closed {closes} times"
        );
        let dropped = find((node, false)).expect("it is dropped");
        assert!(find((node, true)).is_none_or(|closed| closed < dropped));
        let strict = nodes[node].forms.iter();
        let strict = strict.filter(|need| need.form == Form::Strict);
        let strict = strict.flat_map(|need| need.from.iter().flatten());
        for &need in nodes[node].deps.iter().chain(strict) {
            if !given_out.contains(&need) {
                let below = find((need, false)).expect("it is dropped");
                assert!(dropped < below, "{need} was dropped before {node}");
            }
        }
    }
}

fn check(nodes: &Arc<Vec<NodeSpec>>, polls: Option<usize>, order: Order) {
    quiet_panics();
    let (runtime, tracker) = (paused(), TaskTracker::new());
    let plan = Arc::new(scenario::plan(nodes));
    let scenario = Scenario::new(nodes);
    let mut run = start(&plan, &scenario, Some(detached(&runtime, &tracker)));
    let end = runtime.block_on(drive(&mut run, &scenario, polls));
    let is_whole = matches!(end, Some(Ok(())));
    let last = nodes.len() - 1;
    let value = match end.map(|end| end.map_err(|failed| *failed)) {
        None => {
            drop(run);
            None
        }
        Some(Ok(())) => {
            let (value, task) = run.take::<Single<Value>>();
            if let Some(task) = task {
                runtime.block_on(task).expect("closes are contained");
            }
            assert_eq!(
                reference::values(nodes)[last],
                Some(value.number),
                "another value"
            );
            Some(value)
        }
        Some(Err((node, failure))) => {
            drop(run);
            let Expected::Failed(node, end) = random::failed(&scenario, node, &failure) else {
                unreachable!("it failed")
            };
            assert!(reference::can_fail(nodes, node), "no root cause: {node}");
            assert_eq!(nodes[node].last(), end);
            None
        }
    };
    tracker.close();
    runtime.block_on(tracker.wait());
    runtime.block_on(cleaned_up(&plan));
    drop(value);
    check_attempts(&scenario);
    let given_out: &[usize] = if is_whole { &[last] } else { &[] };
    check_ends(&scenario, order, given_out);
    random::check_ledger(&scenario, order);
}

fn check_tolerant(graph: &random_forms::Graph, polls: Option<usize>, order: Order) {
    quiet_panics();
    let (runtime, tracker) = (paused(), TaskTracker::new());
    let plan = Arc::new(graph.plan());
    let scenario = Scenario::new(&graph.nodes);
    let mut run = start(&plan, &scenario, Some(detached(&runtime, &tracker)));
    let end = runtime.block_on(drive(&mut run, &scenario, polls));
    let is_whole = matches!(end, Some(Ok(())));
    let values = match end {
        Some(result) => {
            assert_eq!(is_whole, random_forms::succeeds(graph));
            random_forms::check_end(run, result, graph, &scenario, order)
        }
        None => {
            drop(run);
            None
        }
    };
    tracker.close();
    runtime.block_on(tracker.wait());
    runtime.block_on(cleaned_up(&plan));
    drop(values);
    check_attempts(&scenario);
    let given_out = random_forms::given_out(graph, is_whole);
    check_ends(&scenario, order, given_out);
    random_forms::check_ledger(graph, &scenario, order, given_out);
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn inline_graphs_retry_and_close_as_the_reference_says(
        nodes in graph(INLINE),
        polls in polls(),
    ) {
        check(&nodes, polls, Order::ByCloses);
    }

    #[test]
    fn tolerant_graphs_retry_and_close_as_the_reference_says(
        graph in tolerant(INLINE),
        polls in polls(),
    ) {
        check_tolerant(&graph, polls, Order::ByCloses);
    }
}

proptest! {
    #![proptest_config(cases(50))]

    #[test]
    #[cfg_attr(miri, ignore = "a runtime with threads takes minutes a case")]
    fn detached_graphs_retry_and_close_as_the_reference_says(
        nodes in graph(MIXED),
        polls in polls(),
    ) {
        check(&nodes, polls, Order::Any);
    }

    #[test]
    #[cfg_attr(miri, ignore = "a runtime with threads takes minutes a case")]
    fn detached_tolerant_graphs_retry_and_close_as_the_reference_says(
        graph in tolerant(MIXED),
        polls in polls(),
    ) {
        check_tolerant(&graph, polls, Order::Any);
    }
}
