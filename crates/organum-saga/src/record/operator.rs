//! What an operator asks of a run that goes back.

use std::pin::pin;

use super::Record;
use crate::completed::At;

/// What an operator asks of the undo of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// It is not called any more, and the step is parked.
    Park,
    /// It is not called any more, and the step counts as undone.
    Skip,
}

impl Record {
    /// The undo of a step is at work; or none is.
    pub(crate) fn set_undoing(&self, at: Option<At>) {
        let mut state = self.state();
        state.undoing = at;
        state.is_parking = false;
    }

    /// Parks the step whose undo is at work. False if none is.
    pub(crate) fn park(&self) -> bool {
        let is_undoing = {
            let mut state = self.state();
            state.is_parking = state.undoing.is_some();
            state.is_parking
        };
        self.asked.notify_waiters();
        is_undoing
    }

    /// Skips the undo of a step, if it is at work or to come. False if there is no such step.
    pub(crate) fn skip(&self, step: &str) -> bool {
        let Some(step) = self.table.position(step) else {
            return false;
        };
        self.state().skipped.push(step);
        self.asked.notify_waiters();
        true
    }

    /// Waits until an operator asks for something else than to undo this step.
    pub(crate) async fn asked_of(&self, at: At) -> Asked {
        loop {
            let mut asked = pin!(self.asked.notified());
            // From here on, nothing is missed.
            asked.as_mut().enable();
            {
                let state = self.state();
                if state.skipped.contains(&at.step) {
                    return Asked::Skip;
                }
                if state.is_parking {
                    return Asked::Park;
                }
            }
            asked.await;
        }
    }
}
