//! The end of a run that waits for nodes at work: those that [run to their end](super::call::Call::RUNS_TO_END).
//!
//! A run that has failed, has made its outputs or is asked to stop begins no node any more. Nodes that may be
//! stopped are stopped; the others are polled to their ends, and then the run is over.
#![deny(unsafe_code)]

use super::{Failure, arena::contain, poll::RunPoll, run::ActiveRun, schedule::Schedule};

/// How a run ends once nothing is at work any more.
pub(super) enum Ending {
    /// Its outputs are made.
    Done,
    /// It was asked to stop.
    Stopped,
    /// This node failed.
    Failed(Box<(u32, Failure)>),
}

/// The node is not begun, since its run ends.
#[derive(Debug, thiserror::Error)]
#[error("the run ends before the node begins")]
pub struct NotBegun;

impl ActiveRun {
    /// Begins no node any more. The run is over once the nodes at work are, of which those that may be stopped
    /// are. Nothing happens to a run that is ending already.
    pub(crate) fn stop(&mut self) {
        if self.state().ending.is_none() && !self.state().is_over {
            self.begin_ending(Ending::Stopped);
        }
    }

    /// True if the run begins no node any more, and is not over.
    pub(crate) fn is_ending(&mut self) -> bool {
        self.state().ending.is_some()
    }

    /// True if a node is at work that is polled to its end.
    pub(super) fn has_lasting_nodes(&mut self) -> bool {
        if !self.plan().has_lasting || !self.state().is_scheduled {
            return false;
        }
        self.with_poll(|poll| {
            let mut nodes = 0..poll.plan.count();
            nodes.any(|node| poll.plan.nodes[node as usize].runs_to_end && poll.is_at_work(node))
        })
    }

    pub(super) fn begin_ending(&mut self, ending: Ending) {
        self.state().ending = Some(ending);
        if !self.state().is_scheduled {
            return;
        }
        self.with_poll(|poll| {
            let schedule = poll.schedule();
            for bits in schedule.runnable() {
                bits.set(0);
            }
            for node in (0..poll.plan.count()).rev() {
                if poll.is_at_work(node) && !poll.plan.nodes[node as usize].runs_to_end {
                    poll.stop(node);
                }
            }
            // Those that have wakers of their own are polled once more: what they wait for may have changed.
            schedule.make_pending_runnable();
        });
    }
}

impl RunPoll<'_> {
    fn is_at_work(&self, node: u32) -> bool {
        let schedule = self.schedule();
        Schedule::is_in(schedule.pending(), node) || Schedule::is_in(schedule.detached(), node)
    }

    /// True if nothing is at work any more.
    pub(super) fn is_idle(&self) -> bool {
        let schedule = self.schedule();
        let mut at_work = schedule.pending().iter().chain(schedule.detached());
        at_work.all(|bits| bits.get() == 0) && !self.state.is_stopping()
    }

    /// The node at work failed while the run is ending. The first failure is why a run failed that was asked to
    /// stop.
    pub(super) fn fail_at_end(&mut self, node: u32, failure: Failure) {
        let is_begun = !matches!(&failure, Failure::Error(cause) if cause.is::<NotBegun>());
        match &mut self.state.ending {
            Some(ending @ Ending::Stopped) if is_begun => {
                *ending = Ending::Failed(Box::new((node, failure)));
            }
            _ => contain(|| drop(failure)),
        }
    }
}
