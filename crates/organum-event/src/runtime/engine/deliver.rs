//! Sequential delivery: one event after the other, each to one handler after the other, in the order of
//! declaration.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    super::{
        super::handler::Access,
        SpineError,
        call::Job,
        handling::{Caller, Delivered, Handling},
        in_flight::{InFlight, Queued},
    },
    Engine, LentOrgans,
};

/// The number of events between two checks of the time budget.
const EVENTS_A_LOOK: u32 = 32;

/// The time after which a run yields its thread to other tasks.
const BUDGET: Duration = Duration::from_micros(200);

/// The reason why a synchronous pass over the events ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// No event is left.
    Empty,
    /// The run has to yield its thread.
    Yield,
    /// The recorder has to be awaited.
    Recorder,
    /// The backend has to be notified that a handler begins.
    Begin,
    /// The results of handlers have to be recorded in the backend.
    Record,
    /// A handler has to be awaited.
    Handling,
    /// All handlers have been called.
    End,
}

/// The time for which a run has had its thread.
pub(in super::super) struct Budget {
    events: u32,
    since: Instant,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            events: 0,
            since: Instant::now(),
        }
    }
}

impl Budget {
    #[inline]
    pub(in super::super) fn is_spent(&mut self) -> bool {
        self.events += 1;
        if self.events < EVENTS_A_LOOK {
            return false;
        }
        self.events = 0;
        if self.since.elapsed() < BUDGET {
            return false;
        }
        self.since = Instant::now();
        true
    }
}

impl Engine {
    /// Handles the events of the queue until it is empty.
    ///
    /// # Errors
    /// The run stops. The current event stays in flight.
    ///
    /// # Cancel safety
    /// The current call is dropped. The event stays in flight, and the next call of this function continues
    /// with it.
    pub(in super::super) async fn drain(
        &mut self,
        organs: LentOrgans<'_, '_>,
    ) -> Result<(), SpineError> {
        loop {
            match self.sweep(organs) {
                Pause::Empty => return Ok(()),
                Pause::Handling => self.handle_current(organs).await?,
                Pause::Yield => tokio::task::yield_now().await,
                pause => Box::pin(self.wait(pause)).await?,
            }
        }
    }

    /// Handles the event in flight until it is settled.
    ///
    /// # Errors
    /// Those of [`drain`](Self::drain).
    ///
    /// # Cancel safety
    /// That of [`drain`](Self::drain).
    pub(in super::super) async fn deliver(
        &mut self,
        organs: LentOrgans<'_, '_>,
    ) -> Result<(), SpineError> {
        while self.current.is_some() {
            match self.advance(organs) {
                Pause::Handling => self.handle_current(organs).await?,
                pause => Box::pin(self.wait(pause)).await?,
            }
        }
        Ok(())
    }

    /// Handles the queue as far as possible without an await.
    fn sweep(&mut self, organs: LentOrgans<'_, '_>) -> Pause {
        loop {
            if self.current.is_none() {
                if self.is_recorder_due() {
                    return Pause::Recorder;
                }
                if self.budget.is_spent() {
                    return Pause::Yield;
                }
                let Some(Queued { event, left }) = self.queue.pop_front() else {
                    return Pause::Empty;
                };
                self.begin(&event);
                self.current = Some(InFlight::queued(event, left, &self.plan));
            }
            match self.advance(organs) {
                Pause::End if self.current.as_mut().is_some_and(InFlight::ends_plainly) => {
                    self.current = None;
                }
                pause => return pause,
            }
        }
    }

    fn is_recorder_due(&self) -> bool {
        let recorder = self.plan.settings.recorder.as_ref();
        recorder.is_some_and(|recorder| recorder.is_due())
    }

    /// Handles the event in flight as far as possible without an await: handlers that are plain functions are
    /// called here.
    #[inline]
    fn advance(&mut self, organs: LentOrgans<'_, '_>) -> Pause {
        let Self {
            plan,
            queue,
            current: Some(in_flight),
            out,
            stats,
            now,
            ..
        } = self
        else {
            return Pause::Empty;
        };
        let (rows, sink, progress) = in_flight.parts();
        if progress.position == rows.len() {
            return Pause::End;
        }
        if progress.handling.is_some() {
            // Hooks may have been called in the meantime, which changed the parent.
            out.follow(sink.event(), *now);
            return Pause::Handling;
        }
        let (event, recorder) = (sink.event(), plan.settings.recorder.as_ref());
        let is_exhausted = event.attempt() > plan.settings.max_deliveries;
        out.follow(event, *now);
        let mut caller = Caller {
            plan,
            out,
            stats,
            now,
        };
        while let Some(row) = rows.get(progress.position) {
            if recorder.is_some_and(|recorder| recorder.is_due()) {
                return Pause::Recorder;
            }
            let at = plan.handlers.index(*row);
            let handler = plan.handlers.at(at);
            let organ = &mut *organs[usize::from(row.organ)];
            if progress.skips(at) {
                progress.position += 1;
                continue;
            }
            if !handler.wants_all && !organ.wants(row.handler, event) {
                caller.unwanted(event, at);
                progress.position += 1;
                continue;
            }
            if sink.is_lost() {
                return Pause::End;
            }
            if sink.is_due() {
                return Pause::Record;
            }
            if sink.is_stale() {
                return Pause::Begin;
            }
            if !handler.is_direct || is_exhausted {
                progress.handling = Some(Handling::begin(at, plan));
                return Pause::Handling;
            }
            let job = Job {
                plan,
                handler,
                event,
            };
            if let Err(handling) = caller.direct(job, at, organ, sink.is_written()) {
                progress.handling = Some(handling);
                return Pause::Handling;
            }
            let (emitted, to) = (caller.out.staged(), (&mut *queue, &mut *caller.stats));
            sink.complete(progress, at, Some(Delivered::Done), emitted, to);
        }
        Pause::End
    }

    /// Awaits the handler that the event is at.
    #[inline]
    async fn handle_current(&mut self, organs: LentOrgans<'_, '_>) -> Result<(), SpineError> {
        let Self {
            plan,
            queue,
            current: Some(in_flight),
            out,
            stats,
            now,
            ..
        } = self
        else {
            return Ok(());
        };
        let (_, sink, progress) = in_flight.parts();
        let Some(handling) = &mut progress.handling else {
            return Ok(());
        };
        let at = handling.handler;
        let organ = plan.handlers.at(at).row.organ;
        let mut caller = Caller {
            plan,
            out,
            stats,
            now,
        };
        let organ = &mut Access::Alone(&mut *organs[usize::from(organ)]);
        let handled = caller.handle(sink.event(), handling, organ, sink.is_written());
        let delivered = handled.await?;
        progress.handling = None;
        let (emitted, to) = (out.staged(), (queue, stats));
        sink.complete(progress, at, Some(delivered), emitted, to);
        Ok(())
    }

    #[cold]
    async fn wait(&mut self, pause: Pause) -> Result<(), SpineError> {
        match pause {
            Pause::Empty | Pause::Yield | Pause::Handling => Ok(()),
            Pause::Recorder => match &self.plan.settings.recorder {
                Some(recorder) => recorder.settle().await,
                None => Ok(()),
            },
            Pause::Begin => {
                let plan = Arc::clone(&self.plan);
                match &self.current {
                    Some(in_flight) => in_flight.begin(&plan).await.map(drop),
                    None => Ok(()),
                }
            }
            Pause::Record => {
                let plan = Arc::clone(&self.plan);
                match &self.current {
                    Some(in_flight) => in_flight.record(&plan).await.map(drop),
                    None => Ok(()),
                }
            }
            Pause::End => self.end().await,
        }
    }
}
