//! A graph's run as that of its saga.
//!
//! What the steps gave lies in the arena of the graph's run, and goes to the ledger of the saga's when that
//! is dropped before the saga is settled. Where a step has a task of its own, that may happen anywhere, so
//! each value has a share of the ledger. Where the steps take turns in one task, it happens nowhere but
//! where the graph's run is polled or dropped: there the ledger is at hand for this thread, and no value
//! needs a share, which would cost more than all else that is done for a step.

use std::{
    cell::Cell,
    mem::ManuallyDrop,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use super::{Saga, active::Active, ledger::Ledger, step::Steps};
use crate::graph;

type Graph<S> = graph::Execution<Steps<S, false>>;

const OWN_LEDGER: &str = "the walk of a plain run has its ledger";

/// A run of the graph of a saga.
pub(crate) struct Walk<S: Saga> {
    /// None when it is over.
    run: Option<Graph<S>>,
    /// That of the saga's run, unless more is shared of that elsewhere.
    ledger: Option<Arc<Ledger>>,
}

impl<S: Saga> Walk<S> {
    /// A run that begins, of which nothing is recorded.
    pub(crate) fn plain(
        saga: S,
        ledger: Arc<Ledger>,
        graph: Option<graph::Runner<Steps<S, false>>>,
    ) -> Self {
        let active = Active::plain(saga, Arc::clone(&ledger));
        Self {
            run: Some(match graph {
                Some(graph) => graph.run_of(active),
                None => graph::Execution::of(Steps(active)),
            }),
            ledger: Some(ledger),
        }
    }

    /// Any run.
    pub(crate) fn full(active: Active<S>) -> Self {
        Self {
            run: Some(graph::Execution::of(Steps(active))),
            ledger: None,
        }
    }

    /// Changes the graph's run before it begins.
    pub(crate) fn set(&mut self, set: impl FnOnce(Graph<S>) -> Graph<S>) {
        self.run = self.run.take().map(set);
    }

    /// The ledger of a plain run.
    pub(crate) fn ledger(&self) -> &Ledger {
        self.ledger.as_ref().expect(OWN_LEDGER)
    }

    /// Drops the graph's part of a plain run, and gives the ledger away.
    pub(crate) fn leave(mut self) -> Arc<Ledger> {
        self.drop_run();
        self.ledger.take().expect(OWN_LEDGER)
    }

    fn drop_run(&mut self) {
        if let Some(run) = self.run.take() {
            with(&mut self.ledger, || drop(run));
        }
    }

    /// Polls the graph's run, which is dropped when it is ready.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<<Graph<S> as Future>::Output> {
        let Some(run) = &mut self.run else {
            unreachable!("the graph's run is over")
        };
        let polled = with(&mut self.ledger, || Pin::new(run).poll(cx));
        if polled.is_ready() {
            self.run = None;
        }
        polled
    }
}

impl<S: Saga> Drop for Walk<S> {
    fn drop(&mut self) {
        self.drop_run();
    }
}

thread_local! {
    /// The ledger at hand. It goes back to its run before that is dropped, so there is nothing to drop here
    /// when the thread ends, and it is there until then.
    static AT_HAND: Cell<ManuallyDrop<Option<Arc<Ledger>>>> =
        const { Cell::new(ManuallyDrop::new(None)) };
    /// The saga is not settled whose ledger is at hand.
    static IS_OPEN: Cell<bool> = const { Cell::new(false) };
}

fn replace(ledger: Option<Arc<Ledger>>) -> Option<Arc<Ledger>> {
    AT_HAND.with(|hand| ManuallyDrop::into_inner(hand.replace(ManuallyDrop::new(ledger))))
}

/// Calls `what` with this ledger at hand. A saga may be polled in a step of another one.
fn with<R>(ledger: &mut Option<Arc<Ledger>>, what: impl FnOnce() -> R) -> R {
    struct Back<'a> {
        ledger: &'a mut Option<Arc<Ledger>>,
        earlier: Option<Arc<Ledger>>,
        was_open: bool,
    }
    impl Drop for Back<'_> {
        fn drop(&mut self) {
            *self.ledger = replace(self.earlier.take());
            IS_OPEN.set(self.was_open);
        }
    }
    let was_open = IS_OPEN.replace(ledger.is_some());
    let earlier = replace(ledger.take());
    let _back = Back {
        ledger,
        earlier,
        was_open,
    };
    what()
}

/// The saga whose ledger is at hand is settled: what is dropped from now on is dropped for good.
pub(super) fn set_settled() {
    IS_OPEN.set(false);
}

/// Is what is dropped now to go back to the ledger at hand?
#[inline]
pub(super) fn is_open() -> bool {
    IS_OPEN.get()
}

/// Calls `what` with the ledger at hand.
#[cold]
pub(super) fn at_hand(what: impl FnOnce(&Ledger)) {
    let mut ledger = replace(None);
    if let Some(ledger) = &ledger {
        what(ledger);
    }
    // Whatever `what` had at hand meanwhile is back where it belongs.
    ledger = replace(ledger);
    debug_assert!(ledger.is_none(), "a ledger at hand is given back");
}
