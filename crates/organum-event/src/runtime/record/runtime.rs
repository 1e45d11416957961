//! What users call on a runtime to record it, and what a replay needs of one.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    super::{
        Duty, Runtime, SpineError,
        engine::Engine,
        in_flight::{Left, Queued},
        known::known,
        stats::Stats,
    },
    Recorder, Replay, ReplayError,
};
use crate::{
    Spine,
    archive::{Archive, TraceId},
    encoding,
};

impl<S: Spine> Runtime<S> {
    /// Records all that happens in it, as a trace in an archive: see [`archive`](crate::archive) for
    /// what is written, and what is durable when. A runtime writes one trace, whatever the number of
    /// its runs. It does not go on unrecorded: its runs fail once the archive does.
    ///
    /// ```
    /// use organum::{Runtime, event, event::archive::MemoryArchive, organ, spine};
    ///
    /// #[event]
    /// struct OrderPlaced { order: u64 }
    ///
    /// #[derive(Default)]
    /// struct Fulfilment { orders: u64 }
    ///
    /// #[organ]
    /// impl Fulfilment {
    ///     fn handle(&mut self, event: &organum::Event) {
    ///         match event {
    ///             OrderPlaced { .. } => self.orders += 1,
    ///         }
    ///     }
    /// }
    ///
    /// #[spine(entry(OrderPlaced))]
    /// #[derive(Default)]
    /// struct Shop { fulfilment: Fulfilment }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let archive = MemoryArchive::new();
    /// let mut shop = Runtime::of(Shop::default()).recorded_to(archive.clone());
    /// shop.run(OrderPlaced { order: 7 }).await?;
    /// let trace = shop.trace().expect("it is recorded");
    ///
    /// let mut replay = Runtime::of(Shop::default()).replay(&archive, trace).await?;
    /// let report = replay.run().await?;
    /// assert!(report.is_identical(), "{report}");
    /// assert_eq!(replay.spine().fulfilment.orders, 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn recorded_to(self, archive: impl Archive) -> Self {
        let recorder = Recorder::into_archive(S::TABLE, Arc::new(archive));
        self.recorded_by(Arc::new(recorder))
    }

    pub(super) fn recorded_by(self, recorder: Arc<Recorder>) -> Self {
        self.with(|settings| settings.recorder = Some(recorder))
    }

    /// The trace that it is [recorded](Self::recorded_to) as. The archive numbers it when it is handed
    /// the first entries: at the latest when a run ends or [`flush`](Self::flush) returns. Nothing
    /// before.
    pub fn trace(&self) -> Option<TraceId> {
        self.engine.plan.settings.recorder.as_ref()?.trace()
    }

    /// Waits until all that was recorded is durable.
    ///
    /// # Errors
    /// The archive failed.
    ///
    /// # Cancel safety
    /// Nothing is lost.
    pub fn flush(&self) -> impl Future<Output = Result<(), SpineError>> + Send + use<S> {
        let recorder = self.engine.plan.settings.recorder.clone();
        async move {
            match recorder {
                Some(recorder) => recorder.flush().await,
                None => Ok(()),
            }
        }
    }

    /// A replay of a recorded trace, by the organs of this runtime and with its settings; the clock,
    /// the dead letters and the archive are the replay's own. See [`Replay`].
    ///
    /// # Errors
    /// The trace cannot be read or is that of another spine, or this runtime has handled events.
    pub async fn replay(
        self,
        archive: &(impl Archive + ?Sized),
        trace: TraceId,
    ) -> Result<Replay<S>, ReplayError> {
        Replay::of(self, archive, trace).await
    }

    /// Goes on with a run that was paused.
    pub(super) async fn go_on(&mut self) -> Result<(), SpineError> {
        self.in_turn(Duty::Run).await
    }

    /// Has nothing happened yet?
    pub(super) fn is_fresh(&self) -> bool {
        let Engine {
            stats,
            queue,
            has_started,
            ..
        } = &self.engine;
        *stats == Stats::default() && queue.is_empty() && !has_started
    }

    /// An event of a trace comes from outside again.
    pub(super) fn enter_again(
        &mut self,
        id: Uuid,
        json: &str,
        only: Option<&str>,
    ) -> Result<(), ReplayError> {
        let spine = S::TABLE;
        let event = encoding::decode(json.as_bytes(), spine, |name| known(spine, name)).map_err(
            |error| ReplayError::Unreadable {
                id,
                spine: spine.name,
                error,
            },
        )?;
        let left = match only {
            None => None,
            Some(place) => {
                let at = self.engine.plan.handlers.in_place(place);
                let at = at.ok_or_else(|| ReplayError::NoSuchPlace {
                    id,
                    spine: spine.name,
                    place: place.to_owned(),
                })?;
                Some(Box::new(Left {
                    only: Some(at),
                    ..Left::default()
                }))
            }
        };
        self.engine.read_clock();
        (self.engine.phase, self.engine.quiets) = (0, 0);
        let is_redriven = only.is_some() || event.causation() != event.id();
        if is_redriven {
            self.reenter(Queued { event, left }, only);
        } else {
            self.run = event.head.id;
            self.enqueue(event);
        }
        Ok(())
    }
}
