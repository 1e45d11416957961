//! The acquisition of values that a run shares with the other runs of its runner.
//!
//! A value that exists is taken without notifying observers. For a missing one, the run requests the
//! permit to make it: it either waits in the queue as a pending node without a future, or makes the value
//! in the same way as one of its own. It holds the permit until the node's future is dropped.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use tokio::runtime::Handle;

use super::{MadeBy, QueuedTurn, Turn, TurnRequest};
use crate::{
    executor::{
        arena::runner_values_of,
        call::Place,
        extras::Extras,
        plan::SharedStep,
        poll::{GROUP, RunPoll, SHARED_WAKER_LIMIT},
        schedule::Schedule,
        step::{Progress, Step},
        watch::Watch,
    },
    observe::Outcome,
};

/// The permit, or the place in the queue, that a run holds for a shared value that it wants.
pub(in crate::executor) enum HeldTurn {
    /// A place in the queue. The node is marked as pending, but has no future.
    Queued(QueuedTurn),
    /// The permit: an inline node is making the value.
    Granted(Turn),
}

impl Extras {
    fn turn_of(&mut self, node: u32) -> Option<&mut HeldTurn> {
        let mut turns = self.turns.iter_mut();
        Some(&mut turns.find(|(of, _)| *of == node)?.1)
    }

    /// Removes and returns the permit or the place in the queue of a node.
    fn release_turn(&mut self, node: u32) -> Option<HeldTurn> {
        let at = self.turns.iter().position(|(of, _)| *of == node)?;
        Some(self.turns.swap_remove(at).1)
    }

    /// Removes all nodes that wait in a queue, and returns them.
    pub(in crate::executor) fn leave_queues(&mut self) -> impl Iterator<Item = u32> {
        let waits = |(_, held): &mut (u32, HeldTurn)| matches!(held, HeldTurn::Queued(_));
        self.turns.extract_if(.., waits).map(|(node, _)| node)
    }
}

impl RunPoll<'_> {
    fn extras(&mut self) -> &mut Extras {
        self.state.extras.get_or_insert_default()
    }

    /// Returns true if the value of the node is shared and exists.
    #[cold]
    pub(in crate::executor) fn is_made(&self, node: u32) -> bool {
        self.plan.nodes[node as usize].shared.is_some_and(|shared| {
            // SAFETY: the arena of a run is in use.
            let scope = unsafe { runner_values_of(self.header()) };
            scope.is_some_and(|scope| scope.is_made(shared.cell))
        })
    }

    /// Returns true if every shared value that the plan uses exists.
    pub(in crate::executor) fn has_all_shared(&self) -> bool {
        // SAFETY: the arena of a run is in use.
        let scope = || unsafe { runner_values_of(self.header()) };
        self.plan.scope.is_none() || scope().is_some_and(|scope| scope.is_complete(self.plan))
    }

    /// Takes a shared value, waits for it, or makes it. Kept out of the code of other steps.
    #[cold]
    #[inline(never)]
    pub(in crate::executor) fn step_shared(
        &mut self,
        step: &Step,
        cx: &mut Context<'_>,
        is_first: bool,
    ) -> Progress {
        let node = self.node;
        let Some(shared) = self.plan.nodes[node as usize].shared else {
            unreachable!("only shared values are stepped like this")
        };
        if Schedule::is_in(self.schedule().detached(), node) {
            let progress = self.ask_detached(shared.place, cx);
            if matches!(progress, Progress::Ready) {
                self.notify_ended(node, Outcome::Ok);
            }
            return progress;
        }
        self.frame.began = false;
        if self.is_made(node) {
            self.give_up_turn(node);
            return Progress::Ready;
        }
        if matches!(self.extras().turn_of(node), Some(HeldTurn::Granted(_))) {
            return self.make(shared, step, cx, false);
        }
        if is_first && self.state.pending == SHARED_WAKER_LIMIT {
            self.give_own_wakers(cx);
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
        self.notify_started();
        if shared.place == Place::Inline {
            self.extras().turns.push((node, HeldTurn::Granted(turn)));
            // The node is not marked as pending, either not yet or not any longer.
            let progress = self.make(shared, step, cx, true);
            match progress {
                Progress::Pending => self.add_pending(),
                // The mark is removed again where the node is marked as done.
                Progress::Ready if !is_first => self.add_pending(),
                _ => {}
            }
            return progress;
        }
        // SAFETY: the node is runnable, and not detached yet.
        unsafe { self.detach(shared.place, cx, Some(turn)) };
        Progress::Pending
    }

    /// Requests the permit to make a value; returns `None` if the value exists.
    fn ask_turn(&mut self, cell: u32, cx: &mut Context<'_>) -> Poll<Option<Turn>> {
        let node = self.node;
        if self.extras().turn_of(node).is_none() {
            // SAFETY: the arena of a run is in use.
            let scope = unsafe { runner_values_of(self.header()) };
            match scope.map_or(TurnRequest::AlreadyMade, |scope| scope.turn(cell)) {
                TurnRequest::AlreadyMade => return Poll::Ready(None),
                TurnRequest::Granted(turn) => return Poll::Ready(Some(turn)),
                TurnRequest::Queued(waiting) => {
                    self.extras().turns.push((node, HeldTurn::Queued(waiting)));
                }
            }
        }
        self.with_waker(cx, |run_poll, cx| {
            let Some(HeldTurn::Queued(waiting)) = run_poll.extras().turn_of(node) else {
                return Poll::Ready(None);
            };
            let turn = waiting.poll(cx);
            if turn.is_ready() {
                run_poll.extras().release_turn(node);
            }
            turn
        })
    }

    /// Starts or continues an inline node that makes a shared value, whose permit the run holds.
    fn make(
        &mut self,
        shared: SharedStep,
        step: &Step,
        cx: &mut Context<'_>,
        first: bool,
    ) -> Progress {
        let node = self.node;
        let entered = self.enter();
        let progress = self.with_waker(cx, |run_poll, cx| {
            run_poll.frame.began = !first;
            // SAFETY: the dependencies are done, the permit gives this step exclusive access to the
            // output, and `first` is true for the first call.
            unsafe { (shared.step)(&mut run_poll.frame, step, cx, first) }
        });
        drop(entered);
        if matches!(progress, Progress::Ready) {
            let extras = self.extras();
            let by = MadeBy {
                node,
                watch: extras.watch.clone(),
                runtime: extras.runtime.clone(),
            };
            if let Some(HeldTurn::Granted(turn)) = extras.release_turn(node) {
                // SAFETY: the step has written the value.
                unsafe { turn.publish(by) };
            }
            self.notify_ended(node, Outcome::Ok);
        }
        progress
    }

    /// Releases the permit of a node, or its place in the queue, if it has one.
    #[cold]
    pub(in crate::executor) fn give_up_turn(&mut self, node: u32) {
        if let Some(extras) = &mut self.state.extras {
            extras.release_turn(node);
        }
    }

    /// Removes a node that has not begun from the queue. Returns false if the node was in no queue.
    #[cold]
    pub(in crate::executor) fn leave_queue(&mut self, node: u32) -> bool {
        let Some(HeldTurn::Queued(_)) = self.extras().turn_of(node) else {
            return false;
        };
        self.give_up_turn(node);
        self.remove_pending(node);
        true
    }

    fn add_pending(&mut self) {
        Schedule::add(self.schedule().pending(), self.node);
        self.state.pending += 1;
    }

    fn remove_pending(&mut self, node: u32) {
        Schedule::remove(self.schedule().pending(), node);
        self.state.pending -= 1;
    }

    /// Polls with the waker of the current node.
    fn with_waker<T>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Self, &mut Context<'_>) -> T,
    ) -> T {
        if !self.state.has_own_wakers {
            return poll(self, cx);
        }
        let group = self
            .schedule()
            .waker_position(self.node, &mut self.state.waker_count)
            / GROUP;
        let waker = self.wakes().waker(group);
        poll(self, &mut Context::from_waker(&waker))
    }
}

/// Describes a detached node that has made a shared value. Called on the thread of that node.
pub(in crate::executor) fn made_elsewhere(node: u32, watch: Option<Arc<Watch>>) -> MadeBy {
    MadeBy {
        node,
        watch,
        runtime: Handle::try_current().ok(),
    }
}
