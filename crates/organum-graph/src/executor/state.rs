//! How far a run is. Lies in the header of its arena.

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

/// How far a run is.
pub(crate) struct RunState {
    /// Before the schedule is initialised: the nodes before this one are done.
    pub(super) reached: u32,
    /// The schedule is initialised.
    pub(super) is_scheduled: bool,
    /// Once the schedule is initialised: how many nodes are done.
    pub(super) done: u32,
    /// The outputs of the run were moved out.
    pub(super) is_taken: bool,
    /// The run is over: no future is alive.
    pub(super) is_over: bool,
    /// Nothing begins any more, and the run ends so once nothing is at work.
    pub(super) ending: Option<Ending>,
    pub(super) has_contexts: bool,
    /// How many futures of inline nodes are alive.
    pub(super) pending: u32,
    /// More than a few were: nodes are polled with wakers out of `wakes`.
    pub(super) has_own_wakers: bool,
    /// How many nodes have such a waker.
    pub(super) waker_count: u32,
    pub(super) wakes: Option<WakeSet>,
    /// The task that `wakes` wakes.
    pub(super) task: Option<TaskId>,
    /// Where some nodes tolerate failures: of this run once the schedule is initialised; before that there may
    /// be that of an earlier run, whose memory is used again.
    pub(super) demand: Option<Box<Demand>>,
    /// The place of the run among those of its runner that wait, if it did.
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

    /// Makes the state of an arena from a pool that of a new run.
    pub(super) fn reuse(&mut self, extras: Option<Box<Extras>>) {
        let wakes = self.wakes.take().filter(WakeSet::is_unshared);
        if let Some(wakes) = &wakes {
            wakes.reset();
        }
        let demand = self.demand.take();
        *self = Self {
            wakes,
            demand,
            ..Self::new(extras)
        };
    }

    /// The demand of this run, if it has one and has begun.
    pub(super) fn demand_at_work(&mut self) -> Option<&mut Demand> {
        self.demand.as_deref_mut().filter(|_| self.is_scheduled)
    }

    /// The nodes whose outputs were written and not moved out, the youngest last. Dropping them is the
    /// caller's from now on.
    ///
    /// # Safety
    /// As for `drop_outputs`.
    pub(super) unsafe fn give_up_outputs(&mut self, base: NonNull<u8>, plan: &Plan) -> Vec<u32> {
        let mut written: Vec<u32> = if self.is_scheduled {
            // SAFETY: the schedule is initialised.
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

    /// Does the run wait for nodes that were stopped?
    pub(super) fn is_stopping(&self) -> bool {
        let extras = self.extras.as_ref();
        extras.is_some_and(|extras| !extras.stopping.is_empty())
    }

    /// Was this node stopped, and does the run wait for it?
    pub(super) fn is_stopping_node(&self, node: u32) -> bool {
        let extras = self.extras.as_ref();
        extras.is_some_and(|extras| extras.stopping.contains(&node))
    }

    /// Drops the outputs that were written and not moved out, the youngest first.
    ///
    /// # Safety
    /// `base` is the arena of this state, laid out by `plan`; the caller is alone with it.
    #[inline]
    pub(super) unsafe fn drop_outputs(&mut self, base: NonNull<u8>, plan: &Plan) {
        if !plan.droppers.is_empty() {
            // SAFETY: the caller's.
            unsafe { self.drop_some(base, plan) }
        }
    }

    /// # Safety
    /// As for `drop_outputs`.
    #[inline(never)]
    unsafe fn drop_some(&mut self, base: NonNull<u8>, plan: &Plan) {
        let is_owned = |node: u32| !(self.is_taken && plan.nodes[node as usize].is_target);
        if self.is_scheduled {
            // SAFETY: the schedule is initialised.
            let schedule = unsafe { Schedule::of(base, plan) };
            for node in schedule.order()[..self.done as usize].iter().rev() {
                let node = node.get();
                if let Some(drop) = plan.nodes[node as usize].drop_output
                    && is_owned(node)
                {
                    let output = plan.steps[node as usize].output as usize;
                    // SAFETY: nodes in the order of those that are done have their outputs written.
                    contain(|| unsafe { drop(base.add(output).as_ptr()) });
                }
            }
        } else {
            let droppers = plan.droppers.iter().rev();
            panics::contain_each("a value of a run", droppers, |&(node, output, drop)| {
                if node < self.reached && is_owned(node) {
                    // SAFETY: nodes before `reached` have their outputs written.
                    unsafe { drop(base.add(output as usize).as_ptr()) }
                }
            });
        }
    }
}
