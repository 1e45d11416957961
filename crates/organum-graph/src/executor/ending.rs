//! The end of a run that waits for nodes that [run to their end](super::call::Call::RUNS_TO_END).
//!
//! A run that has failed, has made its outputs or is asked to stop starts no further node. Running nodes that
//! may be stopped are stopped; the others are polled to their ends, and then the run has ended.
#![deny(unsafe_code)]

use super::{Failure, arena::contain, poll::RunPoll, run::ActiveRun, schedule::Schedule};

/// The result of a run that ends once no node runs.
pub(super) enum Ending {
    /// The outputs are written.
    Done,
    /// The run was asked to stop.
    Stopped,
    /// This node failed.
    Failed(Box<(u32, Failure)>),
}

/// The error of a node that is not started because its run ends.
#[derive(Debug, thiserror::Error)]
#[error("the run ends before the node begins")]
pub struct NotBegun;

impl ActiveRun {
    /// Starts no further node, and stops the running nodes that may be stopped. The run ends once the others have
    /// ended. A run that is ending already is unchanged.
    pub(crate) fn stop(&mut self) {
        if self.state().ending.is_none() && !self.state().is_over {
            self.begin_ending(Ending::Stopped);
        }
    }

    /// Returns true if the run starts no further node, and has not ended.
    pub(crate) fn is_ending(&mut self) -> bool {
        self.state().ending.is_some()
    }

    /// Returns true if a running node has to be polled to its end.
    pub(super) fn has_lasting_nodes(&mut self) -> bool {
        if !self.plan().has_lasting || !self.state().is_scheduled {
            return false;
        }
        self.with_poll(|poll| {
            let mut nodes = 0..poll.plan.count();
            nodes.any(|node| poll.plan.nodes[node as usize].runs_to_end && poll.is_running(node))
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
                if poll.is_running(node) && !poll.plan.nodes[node as usize].runs_to_end {
                    poll.stop(node);
                }
            }
            // Nodes with wakers of their own are polled again, since the event that they wait for may have occurred.
            schedule.make_pending_runnable();
        });
    }
}

impl RunPoll<'_> {
    fn is_running(&self, node: u32) -> bool {
        let schedule = self.schedule();
        Schedule::is_in(schedule.pending(), node) || Schedule::is_in(schedule.detached(), node)
    }

    /// Returns true if no node runs.
    pub(super) fn is_idle(&self) -> bool {
        let schedule = self.schedule();
        let mut running = schedule.pending().iter().chain(schedule.detached());
        running.all(|bits| bits.get() == 0) && !self.state.is_stopping()
    }

    /// Handles the failure of a node while the run is ending. The first such failure fails a run that was asked
    /// to stop.
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
