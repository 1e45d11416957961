//! The methods of a runtime for recording and replay.

use uuid::Uuid;

use super::{
    super::{
        OrganTask, Runtime, SpineError,
        in_flight::{Left, Queued},
        known::known,
    },
    ReplayError,
    error::Problem,
};
use crate::{Spine, archive::TraceId, encoding};

impl<S: Spine> Runtime<S> {
    /// Returns the trace that the runtime is [recorded](super::super::SpineBuilder::archive) as. The archive
    /// assigns its number when it gets the first entries: at the latest when a run ends or
    /// [`flush`](Self::flush) returns. Absent before that.
    pub fn trace(&self) -> Option<TraceId> {
        self.engine.plan.settings.recorder.as_ref()?.trace()
    }

    /// Waits until all recorded entries are durable.
    ///
    /// # Errors
    /// The archive failed.
    ///
    /// # Cancel safety
    /// The call can be repeated.
    pub fn flush(&self) -> impl Future<Output = Result<(), SpineError>> + Send + use<S> {
        let recorder = self.engine.plan.settings.recorder.clone();
        async move {
            match recorder {
                Some(recorder) => recorder.flush().await,
                None => Ok(()),
            }
        }
    }

    /// Continues a paused run.
    pub(super) async fn go_on(&mut self) -> Result<(), SpineError> {
        self.in_sequence(OrganTask::Run).await
    }

    /// Begins a run of a trace.
    fn begin_again(&mut self) {
        self.engine.read_clock();
        (self.engine.phase, self.engine.idle_times) = (0, 0);
    }

    /// Begins a run of a trace that has no event from outside.
    pub(super) fn begin_empty_again(&mut self, run: Uuid) {
        self.begin_again();
        self.begin_empty(run);
    }

    /// Enqueues an event from outside that is recorded in a trace.
    pub(super) fn enter_again(
        &mut self,
        id: Uuid,
        json: &str,
        only: Option<&str>,
        attempts: u32,
    ) -> Result<(), ReplayError> {
        let spine = S::TABLE;
        let event = encoding::decode(json.as_bytes(), spine.name, |name| known(spine, name))
            .map_err(|error| Problem::Unreadable {
                id,
                spine: spine.name,
                error,
            })?;
        let left = match only {
            None => None,
            Some(place) => {
                let at = self.engine.plan.handlers.in_place(place);
                let at = at.ok_or_else(|| Problem::NoSuchPlace {
                    id,
                    spine: spine.name,
                    place: place.to_owned(),
                })?;
                Some(Box::new(Left::new(Vec::new(), Some(at), None)))
            }
        };
        self.begin_again();
        let is_redriven = only.is_some() || attempts > 0 || event.causation() != event.id();
        if is_redriven {
            self.reenter(Queued { event, left }, only, attempts);
        } else {
            self.run = event.head.id;
            self.enqueue(event);
        }
        Ok(())
    }
}
