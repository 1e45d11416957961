//! The progress of a run. It lies in the header of its arena.

use std::ptr::NonNull;

use super::{
    arena::contain,
    demand::Demand,
    ending::Ending,
    extras::Extras,
    plan::Plan,
    runs::WaitingRun,
    schedule::Schedule,
    wake::{TaskId, WakeSet},
};
use crate::panics;

/// The progress of a run.
pub(crate) struct RunState {
    /// Before the schedule is initialised: the position in the plan. The nodes before it are done.
    pub(super) reached: u32,
    /// True once the schedule is initialised.
    pub(super) is_scheduled: bool,
    /// Once the schedule is initialised: the number of completed nodes.
    pub(super) done: u32,
    /// True once the outputs of the run were moved out.
    pub(super) is_taken: bool,
    /// True once the run has ended: no future is alive.
    pub(super) is_over: bool,
    /// The result with which the run ends once no node runs; set when no further node may start.
    pub(super) ending: Option<Ending>,
    pub(super) has_contexts: bool,
    /// The number of inline nodes whose futures are alive.
    pub(super) pending: u32,
    /// True once so many of these futures were alive that nodes are polled with wakers of `wakes`.
    pub(super) has_own_wakers: bool,
    /// The number of nodes that have such a waker.
    pub(super) waker_count: u32,
    pub(super) wakes: Option<WakeSet>,
    /// The task that `wakes` wakes.
    pub(super) task: Option<TaskId>,
    /// The demand, where some nodes tolerate failures: that of this run once the schedule is initialised,
    /// before that possibly the one of an earlier run, whose memory is reused.
    pub(super) demand: Option<Box<Demand>>,
    /// The position of the run among the waiting runs of its runner, if it has waited.
    pub(super) waiting: Option<WaitingRun>,
    pub(super) extras: Option<Box<Extras>>,
}

impl RunState {
    pub(super) fn new(extras: Option<Box<Extras>>) -> Self {
        Self {
            reached: 0,
            is_scheduled: false,
            done: 0,
            is_taken: false,
            is_over: false,
            ending: None,
            has_contexts: false,
            pending: 0,
            has_own_wakers: false,
            waker_count: 0,
            wakes: None,
            task: None,
            demand: None,
            waiting: None,
            extras,
        }
    }

    /// Resets the state of an arena from a pool for a new run. The memory of `demand` and `wakes` is reused.
    pub(super) fn reuse(&mut self, extras: Option<Box<Extras>>) {
        // Each field is written on its own: a new value of the struct would cost a check of each owner it replaces.
        let Self {
            reached,
            is_scheduled,
            done,
            is_taken,
            is_over,
            ending,
            has_contexts,
            pending,
            has_own_wakers,
            waker_count,
            wakes,
            task,
            demand: _,
            waiting,
            extras: own_extras,
        } = self;
        (*reached, *done, *pending, *waker_count) = (0, 0, 0, 0);
        (*is_scheduled, *is_taken, *is_over) = (false, false, false);
        (*has_contexts, *has_own_wakers) = (false, false);
        (*task, *waiting) = (None, None);
        if ending.is_some() {
            *ending = None;
        }
        if let Some(earlier) = wakes {
            if earlier.is_unshared() {
                earlier.reset();
            } else {
                *wakes = None;
            }
        }
        debug_assert!(own_extras.is_none(), "the release of the arena takes them");
        if extras.is_some() {
            *own_extras = extras;
        }
    }

    /// Returns the demand of this run, if it has one and has begun.
    pub(super) fn active_demand(&mut self) -> Option<&mut Demand> {
        self.demand.as_deref_mut().filter(|_| self.is_scheduled)
    }

    /// Returns the nodes whose outputs were written and not moved out, in order of creation. The caller
    /// takes over the duty to drop them.
    ///
    /// # Safety
    /// The conditions of [`Self::drop_outputs`] hold.
    pub(super) unsafe fn give_up_outputs(&mut self, base: NonNull<u8>, plan: &Plan) -> Vec<u32> {
        let mut written: Vec<u32> = if self.is_scheduled {
            // SAFETY: the schedule is initialised, and the caller has exclusive access to the arena.
            let schedule = unsafe { Schedule::of(base, plan) };
            let order = &schedule.order()[..self.done as usize];
            order.iter().map(std::cell::Cell::get).collect()
        } else {
            (0..self.reached).collect()
        };
        written.retain(|&node| !(self.is_taken && plan.nodes[node as usize].is_target));
        (self.reached, self.done) = (0, 0);
        written
    }

    /// Returns true if the run waits for nodes that were stopped.
    pub(super) fn is_stopping(&self) -> bool {
        let extras = self.extras.as_ref();
        extras.is_some_and(|extras| !extras.stopping.is_empty())
    }

    /// Returns true if the node was stopped and the run waits for it.
    pub(super) fn is_stopping_node(&self, node: u32) -> bool {
        let extras = self.extras.as_ref();
        extras.is_some_and(|extras| extras.stopping.contains(&node))
    }

    /// Drops the outputs that were written and not moved out, in reverse order of creation.
    ///
    /// # Safety
    /// `base` is the arena of this state, laid out by `plan`, and the caller has exclusive access to it.
    #[inline]
    pub(super) unsafe fn drop_outputs(&mut self, base: NonNull<u8>, plan: &Plan) {
        if !plan.droppers.is_empty() {
            // SAFETY: the caller has exclusive access to the arena at `base`, which is laid out by
            // `plan`.
            unsafe { self.drop_some(base, plan) }
        }
    }

    /// # Safety
    /// The conditions of [`Self::drop_outputs`] hold.
    #[inline(never)]
    unsafe fn drop_some(&mut self, base: NonNull<u8>, plan: &Plan) {
        let is_owned = |node: u32| !(self.is_taken && plan.nodes[node as usize].is_target);
        if self.is_scheduled {
            // SAFETY: the schedule is initialised, and the caller has exclusive access to the arena.
            let schedule = unsafe { Schedule::of(base, plan) };
            for node in schedule.order()[..self.done as usize].iter().rev() {
                let node = node.get();
                if let Some(drop) = plan.nodes[node as usize].drop_output
                    && is_owned(node)
                {
                    let output = plan.steps[node as usize].output as usize;
                    // SAFETY: `order` lists only nodes whose outputs are written.
                    contain(|| unsafe { drop(base.add(output).as_ptr()) });
                }
            }
        } else {
            let droppers = plan.droppers.iter().rev();
            panics::contain_each("a value of a run", droppers, |&(node, output, drop)| {
                if node < self.reached && is_owned(node) {
                    // SAFETY: the outputs of the nodes before `reached` are written.
                    unsafe { drop(base.add(output as usize).as_ptr()) }
                }
            });
        }
    }
}
