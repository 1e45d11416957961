//! Recording and replay.
//!
//! A [`Recorder`] receives the same notifications as the observers, and also the events themselves. It
//! writes them into an archive or, in a replay, compares them with a recorded trace. It also provides the
//! readings of the clock, and a point to wait: [`Recorder::settle`], before each event and each handler.

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

/// The recorder of a spine.
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

    /// Returns true in a replay.
    pub(crate) fn is_replay(&self) -> bool {
        matches!(self.to, To::Trace(_))
    }

    fn recorded_run(&self) -> Option<&RecordedRun> {
        match &self.to {
            To::Archive(_) => None,
            To::Trace(recorded_run) => Some(recorded_run),
        }
    }

    /// Reads the clock. In a replay, returns the recorded reading.
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

    /// Returns true if [`settle`](Self::settle) has to be awaited.
    #[inline]
    pub(crate) fn is_due(&self) -> bool {
        match &self.to {
            To::Archive(writer) => writer.is_due(),
            To::Trace(recorded_run) => recorded_run.is_paused(),
        }
    }

    /// Appends the full blocks to the archive, and waits until it has room for more; or stops a replay that
    /// has reached its pause.
    ///
    /// # Errors
    /// The archive failed, or the replay has to stop.
    pub(crate) async fn settle(&self) -> Result<(), SpineError> {
        match &self.to {
            To::Archive(writer) => writer.settle().await.map_err(|error| self.failed(error)),
            To::Trace(_) => Err(Problem::Paused.into()),
        }
    }

    /// Appends all entries to the archive, since the next ones may come much later.
    ///
    /// # Errors
    /// The archive failed.
    pub(crate) async fn append_all(&self) -> Result<(), SpineError> {
        match &self.to {
            To::Archive(writer) => writer
                .append_all()
                .await
                .map_err(|error| self.failed(error)),
            To::Trace(_) => Ok(()),
        }
    }

    /// Waits until all entries are durable.
    ///
    /// # Errors
    /// The archive failed.
    pub(crate) async fn flush(&self) -> Result<(), SpineError> {
        match &self.to {
            To::Archive(writer) => writer.flush().await.map_err(|error| self.failed(error)),
            To::Trace(_) => Ok(()),
        }
    }

    /// Returns the number of the trace, after the archive has assigned it.
    pub(super) fn trace(&self) -> Option<crate::archive::TraceId> {
        match &self.to {
            To::Archive(writer) => writer.trace(),
            To::Trace(_) => None,
        }
    }

    /// Returns the recorded emissions of a handler for an event, in a replay.
    pub(crate) fn recalled(&self, event: &Event, place: &str) -> Option<Recalled<'_>> {
        self.recorded_run()?.recalled(event.id(), place)
    }

    /// Returns true if a replay has reached the next recorded entry that comes from outside.
    pub(crate) fn is_at_end(&self) -> bool {
        self.recorded_run().is_some_and(RecordedRun::is_at_end)
    }

    fn failed(&self, error: organum_store::StoreError) -> SpineError {
        let spine = self.spine;
        Problem::Archive { spine, error }.into()
    }

    /// Records a notification.
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
