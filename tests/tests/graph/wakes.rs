//! The number of nodes that a wake-up polls.
#![allow(clippy::too_many_arguments, reason = "a node may have 32 parameters")]

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use organum::prelude::*;
use organum_tests::{Gate, block_on};

/// One gate per leaf.
struct Gates([Gate; 100]);

impl Gates {
    fn new() -> Self {
        Self(std::array::from_fn(|_| Gate::default()))
    }

    fn polls(&self) -> usize {
        self.0.iter().map(Gate::polls).sum()
    }
}

struct Leaf<const N: usize>;
struct Quarter<const N: usize>;
struct Whole;

#[node]
async fn leaf<const N: usize>(gates: &Arc<Gates>) -> Leaf<N> {
    gates.0[N].wait().await;
    Leaf
}

macro_rules! quarter {
    ($quarter:literal: $($leaf:literal)*) => {
        const _: () = {
            #[node]
            fn quarter($(_: &Leaf<$leaf>),*) -> Quarter<$quarter> {
                Quarter
            }
        };
    };
}

quarter!(0: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24);
quarter!(1: 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49);
quarter!(2: 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74);
quarter!(3: 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99);

#[node]
fn whole(_: &Quarter<0>, _: &Quarter<1>, _: &Quarter<2>, _: &Quarter<3>) -> Whole {
    Whole
}

#[graph(output = Whole)]
struct Hundred {
    gates: Arc<Gates>,
}

/// Counts the wake-ups of the task of a run.
#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn poll<F: Future + Unpin>(future: &mut F, wakes: &Arc<Wakes>) -> Poll<F::Output> {
    let task = Waker::from(Arc::clone(wakes));
    Pin::new(future).poll(&mut Context::from_waker(&task))
}

#[test]
fn with_a_hundred_pending_nodes_one_wake_up_polls_at_most_two() {
    let runner = Hundred::runner();
    // The second run reuses the memory of the first one.
    for _ in 0..2 {
        let (gates, wakes) = (Arc::new(Gates::new()), Arc::new(Wakes::default()));
        let mut run = runner.run(Arc::clone(&gates));
        assert!(poll(&mut run, &wakes).is_pending());
        // The first nodes may be polled again when there are more than a few.
        assert!((100..200).contains(&gates.polls()));
        for gate in &gates.0 {
            let (polled, woken) = (gates.polls(), wakes.0.load(Ordering::SeqCst));
            gate.wake();
            assert!(wakes.0.load(Ordering::SeqCst) > woken, "the task is woken");
            assert!(poll(&mut run, &wakes).is_pending());
            let polls = gates.polls() - polled;
            assert!((1..=2).contains(&polls), "{polls} polls for one wake-up");
        }
        // While nodes end, whichever of them are left.
        for (at, gate) in gates.0.iter().enumerate().rev() {
            let polled = gates.polls();
            gate.open();
            assert_eq!(poll(&mut run, &wakes).is_ready(), at == 0);
            let polls = gates.polls() - polled;
            assert!((1..=2).contains(&polls), "{polls} polls when one ends");
        }
    }
}

#[test]
fn a_node_that_was_woken_is_polled_whatever_task_polls_the_run() {
    // The run moves between tasks, as it does inside `select!` or a set of futures.
    let gates = Arc::new(Gates::new());
    let mut run = Hundred {
        gates: Arc::clone(&gates),
    }
    .run();
    for gate in &gates.0 {
        let wakes = Arc::new(Wakes::default());
        let polled = poll(&mut run, &wakes);
        assert!(polled.is_pending());
        gate.open();
        let woken = wakes.0.load(Ordering::SeqCst);
        assert!(woken > 0, "the task that polled last is woken");
    }
    assert!(poll(&mut run, &Arc::default()).is_ready());
}

#[test]
fn wake_ups_of_an_earlier_run_do_not_affect_a_later_one() {
    let runner = Hundred::runner();
    let old = Arc::new(Gates::new());
    let mut run = runner.run(Arc::clone(&old));
    assert!(poll(&mut run, &Arc::default()).is_pending());
    drop(run);
    let (gates, wakes) = (Arc::new(Gates::new()), Arc::new(Wakes::default()));
    let mut run = runner.run(Arc::clone(&gates));
    assert!(poll(&mut run, &wakes).is_pending());
    old.0.iter().for_each(Gate::open);
    assert!(poll(&mut run, &wakes).is_pending());
    gates.0.iter().for_each(Gate::open);
    assert!(poll(&mut run, &wakes).is_ready());
}

#[test]
fn a_hundred_nodes_are_woken_from_many_threads() {
    let runner = Hundred::runner();
    for _ in 0..50 {
        let gates = Arc::new(Gates::new());
        let run = runner.run(Arc::clone(&gates));
        std::thread::scope(|scope| {
            for part in gates.0.chunks(25) {
                scope.spawn(move || {
                    for gate in part {
                        gate.wake();
                        gate.open();
                    }
                });
            }
            assert!(block_on(run).is_ok());
        });
    }
}
