//! The number of allocations of runs, and the proof that no allocation leaks.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use organum::{
    observe::{NodeEvent, NodeInfo, Observer},
    prelude::*,
};
use organum_tests::Gate;

use super::{allocations, left};

fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

struct Number(u64);
struct Factor(u64);
struct Left(u64);
struct Right([u64; 20]);
struct Text(&'static str);
struct Sum(u64);

#[node]
async fn left_(number: &Number, factor: &Factor) -> Left {
    Left(number.0 * factor.0)
}

#[node]
async fn right(number: &Number) -> Result<Right, std::fmt::Error> {
    Ok(Right([number.0; 20]))
}

#[node]
fn text(number: &Number) -> Text {
    Text(if number.0 > 1 { "many" } else { "one" })
}

#[node]
async fn sum(left: &Left, right: &Right, text: &Text) -> Sum {
    Sum(left.0 + right.0.iter().sum::<u64>() + text.0.len() as u64)
}

#[graph(output = Sum)]
struct Ready {
    number: Number,
    #[inject]
    factor: Factor,
}

fn assert_ready<F: Future<Output = Result<Sum, GraphError>> + Unpin>(mut run: F) {
    let Poll::Ready(Ok(sum)) = poll(&mut run) else {
        panic!("every node is ready at once")
    };
    assert_eq!(sum.0, 3 * 5 + 20 * 3 + 4);
}

fn fresh() {
    assert_ready(
        Ready {
            number: Number(3),
            factor: Factor(5),
        }
        .run(),
    );
}

#[test]
fn a_fresh_run_allocates_once() {
    // The first run of a graph in a process makes its plan.
    fresh();
    for _ in 0..3 {
        assert_eq!(allocations(fresh), 1);
    }
}

#[test]
fn a_run_of_a_reused_runner_does_not_allocate() {
    let runner = Ready::runner(Factor(5));
    let run = || assert_ready(runner.run(Number(3)));
    run();
    assert_eq!(allocations(|| (0..100).for_each(|_| run())), 0);
}

struct Tried(u64);

#[node(retry(attempts = 3, backoff = exponential("1s"), jitter), timeout = "5s")]
async fn tried(number: &Number) -> Result<Tried, std::fmt::Error> {
    Ok(Tried(number.0))
}

#[graph(output = Tried)]
struct Tries {
    number: Number,
}

#[test]
fn policies_allocate_nothing_while_the_first_attempt_succeeds_at_once() {
    let tries = |mut run: organum::Execution<Tries>| {
        let Poll::Ready(Ok(Tried(3))) = poll(&mut run) else {
            panic!("the node is ready at once")
        };
    };
    let fresh = || {
        let number = Number(3);
        tries(Tries { number }.run());
    };
    fresh();
    assert_eq!(allocations(fresh), 1);
    let runner = Tries::runner();
    let run = || tries(runner.run(Number(3)));
    run();
    assert_eq!(allocations(|| (0..100).for_each(|_| run())), 0);
}

/// A value that is made once for all runs.
struct Rule(u64);
struct Ruled(u64);

#[node(scope = "runner")]
fn rule(factor: &Factor) -> Rule {
    Rule(factor.0 * 10)
}

#[node]
async fn ruled(number: &Number, rule: &Rule, gate: Option<&Arc<Gate>>) -> Ruled {
    if let Some(gate) = gate {
        gate.wait().await;
    }
    Ruled(number.0 + rule.0)
}

#[graph(output = Ruled)]
struct Rules {
    number: Number,
    gate: Arc<Gate>,
    #[inject]
    factor: Factor,
}

struct Plain(u64);

#[node]
async fn plain(number: &Number, rule: &Rule, gate: &Arc<Gate>) -> Plain {
    gate.wait().await;
    Plain(number.0 + rule.0)
}

#[graph(output = Plain)]
struct Plains {
    number: Number,
    gate: Arc<Gate>,
    #[inject]
    factor: Factor,
}

#[test]
fn a_run_that_finds_shared_values_does_not_allocate() {
    let open = Arc::new(Gate::default());
    open.open();
    let plains = Plains::runner(Factor(2));
    let run = || {
        let mut run = plains.run((Number(3), Arc::clone(&open)));
        let Poll::Ready(Ok(Plain(23))) = poll(&mut run) else {
            panic!("the nodes are ready at once")
        };
    };
    run();
    assert_eq!(allocations(|| (0..100).for_each(|_| run())), 0);
    // The same where a node waits, except for the first such run: an abort finds it in a list.
    for (first, allowed) in [(true, 1), (false, 0)] {
        let closed = Arc::new(Gate::with_room(1));
        let mut run = plains.run((Number(3), Arc::clone(&closed)));
        let count = allocations(|| assert!(poll(&mut run).is_pending()));
        closed.open();
        assert_eq!(count, allowed, "first: {first}");
        assert!(poll(&mut run).is_ready());
    }
    // Inputs may be tolerated too; such runs count the wants of nodes.
    let rules = Rules::runner(Factor(2));
    let run = || {
        let mut run = rules.run((Number(3), Arc::clone(&open)));
        let Poll::Ready(Ok(Ruled(23))) = poll(&mut run) else {
            panic!("the nodes are ready at once")
        };
    };
    // The first run makes the value; the second computes the demand of runs that have it.
    (0..2).for_each(|_| run());
    assert_eq!(allocations(|| (0..100).for_each(|_| run())), 0);
}

#[test]
fn shared_values_do_not_leak() {
    let work = || {
        let open = Arc::new(Gate::default());
        open.open();
        let plains = Plains::runner(Factor(2));
        let mut runs: Vec<_> = (0..3)
            .map(|_| plains.run((Number(3), Arc::clone(&open))))
            .collect();
        for run in &mut runs {
            assert!(poll(run).is_ready());
        }
        let unpolled = plains.run((Number(3), open));
        drop((runs, plains, unpolled));
    };
    // Plans are made once.
    work();
    assert_eq!(left(work), 0);
}

struct First;
struct Second;
struct Third;
struct Waited;

#[derive(Clone, Default)]
struct Gates(Arc<[Gate; 3]>);

#[node]
async fn first(gates: &Gates) -> First {
    gates.0[0].wait().await;
    First
}

#[node]
async fn second(gates: &Gates) -> Second {
    gates.0[1].wait().await;
    Second
}

#[node]
async fn third(gates: &Gates) -> Third {
    gates.0[2].wait().await;
    Third
}

#[node]
fn waited(_: &First, _: &Second, _: &Third) -> Waited {
    Waited
}

#[graph(output = Waited)]
struct Waits {
    gates: Gates,
}

/// Drives a run whose nodes wait. Gates are made, and opened once, before allocations are counted.
fn wait<F: Future<Output = Result<Waited, GraphError>> + Unpin>(
    gates: &Gates,
    mut run: F,
) -> usize {
    let mut count = allocations(|| assert!(poll(&mut run).is_pending()));
    for (at, gate) in gates.0.iter().enumerate() {
        gate.open();
        count += allocations(|| assert_eq!(poll(&mut run).is_ready(), at == 2));
    }
    count + allocations(|| drop(run))
}

/// Returns gates that have room for one waker each.
fn gates() -> Gates {
    let gates = Gates::default();
    for gate in gates.0.iter() {
        let mut waiting = Box::pin(gate.wait());
        let _ = waiting
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
    }
    gates
}

#[test]
fn a_run_with_pending_nodes_allocates_at_most_once_more() {
    let gates_of_first = gates();
    wait(
        &gates_of_first,
        Waits {
            gates: gates_of_first.clone(),
        }
        .run(),
    );
    for _ in 0..3 {
        let gates = gates();
        let count = wait(
            &gates,
            Waits {
                gates: gates.clone(),
            }
            .run(),
        );
        assert!((1..=2).contains(&count), "{count} allocations");
    }
    let runner = Waits::runner();
    for round in 0..4 {
        let gates = gates();
        let count = wait(&gates, runner.run(gates.clone()));
        assert!(round == 0 || count <= 1, "{count} allocations");
    }
}

#[test]
fn ten_concurrent_runs_reuse_the_memory_of_ten_others() {
    let runner = Waits::runner();
    let ten = || {
        let gates = gates();
        let mut runs = [(); 10].map(|()| runner.run(gates.clone()));
        let count = allocations(|| {
            for run in &mut runs {
                assert!(poll(run).is_pending());
            }
        });
        gates.0.iter().for_each(Gate::open);
        count + allocations(|| assert!(runs.iter_mut().all(|run| poll(run).is_ready())))
    };
    ten();
    let count = ten();
    assert!(count <= 10, "{count} allocations: at most one for each");
}

struct Refused;
struct Outcome;

#[node]
async fn refused(first: &First) -> Result<Refused, String> {
    let First = first;
    Err("refused".to_owned())
}

#[node]
fn outcome(_: &Refused, _: &Second) -> Outcome {
    Outcome
}

#[graph(output = Outcome)]
struct Fails {
    gates: Gates,
}

#[test]
fn runs_that_end_in_any_way_leave_nothing_allocated() {
    fresh();
    let round = || {
        fresh();
        let runner = Waits::runner();
        let waits = gates();
        wait(&waits, runner.run(waits.clone()));
        // Dropped before the start, and while nodes wait.
        drop(runner.run(gates()));
        let mut run = runner.run(gates());
        assert!(poll(&mut run).is_pending());
        drop(run);
        // Failed, while a sibling waits.
        let fails = gates();
        let mut run = Fails {
            gates: fails.clone(),
        }
        .run();
        assert!(poll(&mut run).is_pending());
        fails.0[0].open();
        let Poll::Ready(Err(error)) = poll(&mut run) else {
            panic!("a node fails")
        };
        assert!(error.node_error().is_some());
    };
    round();
    assert_eq!(left(round), 0);
}

/// Counts events, and wants durations.
#[derive(Default)]
struct Count(AtomicUsize);

impl Observer for Count {
    fn node(&self, _node: &NodeInfo<'_>, event: &NodeEvent) {
        if let NodeEvent::Ended { .. } = event {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[graph(output = Text)]
struct Small {
    number: Number,
}

#[test]
fn an_observer_costs_allocations_per_run_and_none_per_event() {
    let count = Arc::new(Count::default());
    let runner = Ready::builder(Factor(5))
        .observe(Arc::clone(&count))
        .build();
    let four = || assert_ready(runner.run(Number(3)));
    four();
    let of_four = allocations(four);
    assert!(of_four <= 5, "{of_four}");

    let small = Small::builder().observe(Arc::clone(&count)).build();
    let one = || {
        let mut run = small.run(Number(3));
        assert!(poll(&mut run).is_ready());
    };
    one();
    assert_eq!(allocations(one), of_four);
    assert_eq!(count.0.load(Ordering::Relaxed), 2 * 4 + 2);
}
