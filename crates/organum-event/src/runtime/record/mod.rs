//! Recording, and replaying what was recorded.
//!
//! A [`Recorder`] is notified of everything, next to the observers, and writes it: into an archive, or,
//! in a replay, against a trace that is there already. It needs the events themselves, which no observer
//! is given. What it needs besides is the reading of the clock,
//! and a place to wait: [`Recorder::settle`], before each event and each handler.

mod difference;
mod entries;
mod error;
mod meaning;
mod recorded;
mod replay;
mod runtime;
mod writer;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

pub(super) use self::recorded::Recalled;
pub use self::{
    difference::{Difference, Report},
    error::{ReplayError, ReplayErrorKind},
    replay::{Replay, Snapshot},
};
use self::{recorded::RecordedRun, writer::Writer};
use super::{SpineError, error::Problem, notice::Notice};
use crate::{Event, archive::Archive, table::SpineTable};

/// Writes down what happens in a spine.
pub(crate) struct Recorder {
    spine: &'static str,
    /// The last reading of the clock.
    now: AtomicU64,
    to: To,
}

enum To {
    Archive(Writer),
    Trace(RecordedRun),
}

impl Recorder {
    pub(super) fn into_archive(spine: &'static SpineTable, archive: Arc<dyn Archive>) -> Self {
        Self {
            spine: spine.name,
            now: AtomicU64::new(0),
            to: To::Archive(Writer::new(spine.name, archive)),
        }
    }

    fn against(spine: &'static SpineTable, recorded_run: RecordedRun) -> Self {
        Self {
            spine: spine.name,
            now: AtomicU64::new(0),
            to: To::Trace(recorded_run),
        }
    }

    /// Is this a replay?
    pub(crate) fn is_replay(&self) -> bool {
        matches!(self.to, To::Trace(_))
    }

    fn recorded_run(&self) -> Option<&RecordedRun> {
        match &self.to {
            To::Archive(_) => None,
            To::Trace(recorded_run) => Some(recorded_run),
        }
    }

    /// A reading of the clock: the one that counts is returned.
    pub(crate) fn read(&self, clock: impl FnOnce() -> u64) -> u64 {
        let now = match &self.to {
            To::Archive(writer) => {
                let now = clock();
                writer.passed(now);
                now
            }
            To::Trace(recorded_run) => recorded_run.now(),
        };
        self.now.store(now, Ordering::Relaxed);
        now
    }

    /// Is there something to [settle](Self::settle)?
    #[inline]
    pub(crate) fn is_due(&self) -> bool {
        match &self.to {
            To::Archive(writer) => writer.is_due(),
            To::Trace(recorded_run) => recorded_run.is_paused(),
        }
    }

    /// Hands what was written to the archive, and waits until it has room for more; or stops a replay
    /// that has come as far as it is to come.
    ///
    /// # Errors
    /// The archive failed, or the replay is to stop.
    pub(crate) async fn settle(&self) -> Result<(), SpineError> {
        match &self.to {
            To::Archive(writer) => writer.settle().await.map_err(|error| self.failed(error)),
            To::Trace(_) => Err(Problem::Paused.into()),
        }
    }

    /// Hands what was written to the archive, as nothing more may come for long.
    ///
    /// # Errors
    /// The archive failed.
    pub(crate) async fn hand_over(&self) -> Result<(), SpineError> {
        match &self.to {
            To::Archive(writer) => writer.hand_over().await.map_err(|error| self.failed(error)),
            To::Trace(_) => Ok(()),
        }
    }

    /// Waits until all is durable.
    ///
    /// # Errors
    /// The archive failed.
    pub(crate) async fn flush(&self) -> Result<(), SpineError> {
        match &self.to {
            To::Archive(writer) => writer.flush().await.map_err(|error| self.failed(error)),
            To::Trace(_) => Ok(()),
        }
    }

    /// The number of the trace that is written, once the archive gave it one.
    pub(super) fn trace(&self) -> Option<crate::archive::TraceId> {
        match &self.to {
            To::Archive(writer) => writer.trace(),
            To::Trace(_) => None,
        }
    }

    /// What a handler emitted for an event when the trace was recorded, in a replay.
    pub(crate) fn recalled(&self, event: &Event, place: &str) -> Option<Recalled<'_>> {
        self.recorded_run()?.recalled(event.id(), place)
    }

    /// Has a replay come to where something else was recorded to begin from outside?
    pub(crate) fn is_at_end(&self) -> bool {
        self.recorded_run().is_some_and(RecordedRun::is_at_end)
    }

    fn failed(&self, error: organum_store::StoreError) -> SpineError {
        let spine = self.spine;
        Problem::Archive { spine, error }.into()
    }

    /// Writes what happened.
    pub(super) fn write(&self, notice: &Notice<'_>) {
        let now = self.now.load(Ordering::Relaxed);
        if let Some(entry) = entries::of(notice, now) {
            match &self.to {
                To::Archive(writer) => writer.write(&entry),
                To::Trace(recorded_run) => recorded_run.write(&entry),
            }
        }
    }
}
