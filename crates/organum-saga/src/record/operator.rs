//! Requests of an operator to a run that rolls back.

use std::pin::pin;

use super::Record;
use crate::completed::At;

/// A request about the undo of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UndoRequest {
    /// Stop the undo, and park the step.
    Park,
    /// Stop the undo, and count the step as undone.
    Skip,
}

impl Record {
    /// Sets the step whose undo is running; None if none is.
    pub(crate) fn set_undoing(&self, at: Option<At>) {
        let mut state = self.state();
        state.undoing = at;
        state.is_parking = false;
    }

    /// Parks the step whose undo is running. Returns false if none is.
    pub(crate) fn park(&self) -> bool {
        let is_undoing = {
            let mut state = self.state();
            state.is_parking = state.undoing.is_some();
            state.is_parking
        };
        self.requested.notify_waiters();
        is_undoing
    }

    /// Skips the undo of a step with all its items, or of one item, such as `reserve[2]`, whether it is running or has
    /// not begun. Returns false if there is no such step, or the item has not begun.
    pub(crate) fn skip(&self, step: &str) -> bool {
        let Some(at) = self.table.at(step) else {
            return false;
        };
        {
            let mut state = self.state();
            let has_begun = state.completed.iter().any(|done| done.at == at)
                || state.unknown_outcomes.contains(&at);
            if at.item.is_some() && !has_begun {
                return false;
            }
            state.skipped.push(at);
        }
        self.requested.notify_waiters();
        true
    }

    /// Waits until an operator requests to park or skip the undo of this step.
    pub(crate) async fn undo_request(&self, at: At) -> UndoRequest {
        loop {
            let mut requested = pin!(self.requested.notified());
            // From here on, no notification is missed.
            requested.as_mut().enable();
            {
                let state = self.state();
                if state.skipped.contains(&at) || state.skipped.contains(&At::step(at.step)) {
                    return UndoRequest::Skip;
                }
                if state.is_parking {
                    return UndoRequest::Park;
                }
            }
            requested.await;
        }
    }
}
