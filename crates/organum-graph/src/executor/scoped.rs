//! How a run comes by the values that it shares with the other runs of its runner.
//!
//! A value that is there is taken, and nobody is told of it. For one that is not, the run asks for the
//! turn: it waits in the queue as a pending node without a future, or it makes the value, in the way in
//! which it would make one of its own. It holds the turn until the node's future is gone.

use std::task::{Context, Poll};

use tokio::runtime::Handle;

use super::{
    arena::scope_of,
    books::Books,
    call::Place,
    pass::{FEW, GROUP, Pass},
    plan::SharedStep,
    run::Extras,
    scope::{Gate, MadeBy, Turn, Waiting},
    step::{Progress, Step},
};
use crate::observe::Outcome;

/// What a run holds of a shared value that it wants.
pub(super) enum Held {
    /// A place in the queue. The node is booked as pending, but has no future.
    Waiting(Waiting),
    /// The turn: an inline node is at work on the value.
    Mine(Turn),
}

impl Extras {
    fn held(&mut self, node: u32) -> Option<&mut Held> {
        let mut held = self.held.iter_mut();
        Some(&mut held.find(|(of, _)| *of == node)?.1)
    }

    /// Lets go of what is held for a node.
    fn let_go(&mut self, node: u32) -> Option<Held> {
        let at = self.held.iter().position(|(of, _)| *of == node)?;
        Some(self.held.swap_remove(at).1)
    }

    /// The nodes that wait in a queue. They leave it.
    pub(super) fn leave_queues(&mut self) -> impl Iterator<Item = u32> {
        let waits = |(_, held): &mut (u32, Held)| matches!(held, Held::Waiting(_));
        self.held.extract_if(.., waits).map(|(node, _)| node)
    }
}

impl Pass<'_> {
    fn extras(&mut self) -> &mut Extras {
        self.state.extras.get_or_insert_default()
    }

    /// Is this a shared value, and is it there?
    #[cold]
    pub(super) fn is_made(&self, node: u32) -> bool {
        self.plan.nodes[node as usize].shared.is_some_and(|shared| {
            // SAFETY: the arena is in use.
            let scope = unsafe { scope_of(self.header()) };
            scope.is_some_and(|scope| scope.is_made(shared.cell))
        })
    }

    /// Is every shared value there that the plan takes?
    pub(super) fn has_all_shared(&self) -> bool {
        // SAFETY: the arena is in use.
        let scope = || unsafe { scope_of(self.header()) };
        self.plan.scope.is_none() || scope().is_some_and(|scope| scope.is_complete(self.plan))
    }

    /// Takes a shared value, waits for it, or makes it. Out of the way of other steps.
    #[cold]
    #[inline(never)]
    pub(super) fn step_shared(
        &mut self,
        step: &Step,
        cx: &mut Context<'_>,
        is_first: bool,
    ) -> Progress {
        let node = self.node;
        let Some(shared) = self.plan.nodes[node as usize].shared else {
            unreachable!("only shared values are stepped like this")
        };
        if Books::is_in(self.books().detached(), node) {
            let progress = self.ask_detached(shared.place, cx);
            if matches!(progress, Progress::Ready) {
                self.tell_ended(node, Outcome::Ok);
            }
            return progress;
        }
        self.frame.began = false;
        if self.is_made(node) {
            self.give_up_turn(node);
            return Progress::Ready;
        }
        if matches!(self.extras().held(node), Some(Held::Mine(_))) {
            return self.make(shared, step, cx, false);
        }
        if is_first && self.state.pending == FEW {
            self.crowd(cx);
        }
        let turn = match self.ask_turn(shared.cell, cx) {
            Poll::Ready(Some(turn)) => turn,
            Poll::Ready(None) => return Progress::Ready,
            Poll::Pending => {
                if is_first {
                    self.add_pending();
                }
                return Progress::Pending;
            }
        };
        if !is_first {
            self.remove_pending(node);
        }
        self.tell_started();
        if shared.place == Place::Inline {
            self.extras().held.push((node, Held::Mine(turn)));
            // It is booked as pending no more, or not yet.
            let progress = self.make(shared, step, cx, true);
            match progress {
                Progress::Pending => self.add_pending(),
                // Taken off by who books it as done.
                Progress::Ready if !is_first => self.add_pending(),
                _ => {}
            }
            return progress;
        }
        self.detach(shared.place, cx, Some(turn));
        Progress::Pending
    }

    /// Asks for the turn; none if the value is there.
    fn ask_turn(&mut self, cell: u32, cx: &mut Context<'_>) -> Poll<Option<Turn>> {
        let node = self.node;
        if self.extras().held(node).is_none() {
            // SAFETY: the arena is in use.
            let scope = unsafe { scope_of(self.header()) };
            match scope.map_or(Gate::Made, |scope| scope.turn(cell)) {
                Gate::Made => return Poll::Ready(None),
                Gate::Mine(turn) => return Poll::Ready(Some(turn)),
                Gate::Waits(waiting) => self.extras().held.push((node, Held::Waiting(waiting))),
            }
        }
        self.with_waker(cx, |pass, cx| {
            let Some(Held::Waiting(waiting)) = pass.extras().held(node) else {
                return Poll::Ready(None);
            };
            let turn = waiting.poll(cx);
            if turn.is_ready() {
                pass.extras().let_go(node);
            }
            turn
        })
    }

    /// Begins or goes on with an inline node that makes a shared value, whose turn the run holds.
    fn make(
        &mut self,
        shared: SharedStep,
        step: &Step,
        cx: &mut Context<'_>,
        first: bool,
    ) -> Progress {
        let node = self.node;
        let entered = self.enter();
        let progress = self.with_waker(cx, |pass, cx| {
            pass.frame.began = !first;
            // SAFETY: the dependencies are done, the turn makes the output this step's to write, and
            // `first` is true the first time.
            unsafe { (shared.step)(&mut pass.frame, step, cx, first) }
        });
        drop(entered);
        if matches!(progress, Progress::Ready) {
            let extras = self.extras();
            let by = MadeBy {
                node,
                watch: extras.watch.clone(),
                runtime: extras.runtime.clone(),
            };
            if let Some(Held::Mine(turn)) = extras.let_go(node) {
                // SAFETY: the step has written the value.
                unsafe { turn.publish(by) };
            }
            self.tell_ended(node, Outcome::Ok);
        }
        progress
    }

    /// A node gives up the turn, or its place in the queue, if it has one.
    #[cold]
    pub(super) fn give_up_turn(&mut self, node: u32) {
        if let Some(extras) = &mut self.state.extras {
            extras.let_go(node);
        }
    }

    /// Takes a node that has not begun out of the queue. `false`: it was in none.
    #[cold]
    pub(super) fn leave_queue(&mut self, node: u32) -> bool {
        let Some(Held::Waiting(_)) = self.extras().held(node) else {
            return false;
        };
        self.give_up_turn(node);
        self.remove_pending(node);
        true
    }

    fn add_pending(&mut self) {
        Books::add(self.books().pending(), self.node);
        self.state.pending += 1;
    }

    fn remove_pending(&mut self, node: u32) {
        Books::remove(self.books().pending(), node);
        self.state.pending -= 1;
    }

    /// Polls with the waker that the node at work is to have.
    fn with_waker<T>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Self, &mut Context<'_>) -> T,
    ) -> T {
        if !self.state.is_crowded {
            return poll(self, cx);
        }
        let group = self.books().arrival(self.node, &mut self.state.arrived) / GROUP;
        let waker = self.wakes().waker(group);
        poll(self, &mut Context::from_waker(&waker))
    }
}

/// That a detached node made a shared value; asked on its thread.
pub(super) fn made_elsewhere(
    node: u32,
    watch: Option<std::sync::Arc<super::watch::Watch>>,
) -> MadeBy {
    MadeBy {
        node,
        watch,
        runtime: Handle::try_current().ok(),
    }
}
