//! Where that goes what handlers did.

use std::{collections::VecDeque, future::Future};

use super::{
    super::{Emissions, Event},
    SpineError, Stats,
    engine::Queued,
};

/// Is the event still ours?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Ours,
    /// Its lease has lapsed: whoever has it now handles it.
    Lost,
}

/// Where that goes what the handlers of one event did.
///
/// What a handler did is recorded before the next one is called, so that a crash repeats one call at
/// most.
pub(super) trait Outlet: Send {
    /// Is what is emitted written, so that it must not be too long?
    const IS_WRITTEN: bool;

    /// Records what was taken.
    fn record(&mut self) -> impl Future<Output = Result<Hold, SpineError>> + Send;

    /// Takes what the handler with this number emitted. It is done.
    fn take(&mut self, handler: usize, emitted: &mut Vec<Box<Event>>);
}

/// The queue of a run.
pub(super) struct Local<'a>(pub(super) &'a mut VecDeque<Queued>);

impl Outlet for Local<'_> {
    const IS_WRITTEN: bool = false;

    #[inline]
    async fn record(&mut self) -> Result<Hold, SpineError> {
        Ok(Hold::Ours)
    }

    #[inline]
    fn take(&mut self, _: usize, emitted: &mut Vec<Box<Event>>) {
        if emitted.len() == 1 {
            // As most handlers emit one event, this one is worth its lines.
            if let Some(event) = emitted.pop() {
                self.0.push_back(Queued { event, left: None });
            }
        } else {
            let queued = |event| Queued { event, left: None };
            self.0.extend(emitted.drain(..).map(queued));
        }
    }
}

/// What a handler or a hook emitted goes where it should.
#[inline]
pub(super) fn commit(
    out: &mut Emissions,
    outlet: &mut impl Outlet,
    handler: usize,
    stats: &mut Stats,
) {
    let staged = out.staged();
    stats.emitted += staged.len() as u64;
    outlet.take(handler, staged);
}
