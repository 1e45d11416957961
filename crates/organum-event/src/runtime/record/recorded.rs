//! A recorded run of a spine, and the progress of its replay.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use uuid::Uuid;

use super::{Difference, meaning::is_same};
use crate::{
    archive::{Entry, Trace},
    table::SpineTable,
};

/// A trace that a replay follows.
pub(super) struct RecordedRun {
    spine: &'static SpineTable,
    pub(super) trace: Trace,
    /// The number of entries that can be followed: those before the first unreadable one.
    length: usize,
    steps: Mutex<Steps>,
    is_paused: AtomicBool,
    recalled: HashMap<(Uuid, String), (u32, Vec<Uuid>)>,
    /// The positions of the entries that contain the events.
    events: HashMap<Uuid, usize>,
}

struct Steps {
    /// The number of entries that the replay has written.
    position: usize,
    /// The position of the next entry that comes from outside.
    end: usize,
    /// The position at which the replay pauses.
    pause: usize,
    /// The last recorded time that was read.
    now: u64,
    difference: Option<Difference>,
    scratch: Vec<u8>,
}

/// The recorded emissions of a handler.
pub(crate) struct Recalled<'a> {
    pub(crate) attempts: u32,
    recorded_run: &'a RecordedRun,
    ids: &'a [Uuid],
}

impl<'a> Recalled<'a> {
    /// Returns the events as JSON, if all of them are in the trace.
    pub(crate) fn events(&self) -> Option<Vec<&'a str>> {
        let written = |id| self.recorded_run.written(id);
        self.ids.iter().map(written).collect()
    }
}

impl RecordedRun {
    pub(super) fn new(trace: Trace, spine: &'static SpineTable) -> Self {
        let length = trace.whole();
        let mut recalled = HashMap::new();
        let mut events = HashMap::new();
        for (at, recorded) in trace.entries().iter().enumerate() {
            match &recorded.entry {
                Entry::Handled {
                    id,
                    place,
                    outcome,
                    unhandled: false,
                    attempts,
                    emitted,
                    ..
                } if outcome == "ok" => {
                    let key = (*id, place.clone().into_owned());
                    recalled.insert(key, (*attempts, emitted.clone()));
                }
                Entry::Entered {
                    id, event: Some(_), ..
                }
                | Entry::Received {
                    id, event: Some(_), ..
                } => {
                    events.entry(*id).or_insert(at);
                }
                _ => {}
            }
        }
        Self {
            spine,
            trace,
            length,
            steps: Mutex::new(Steps {
                position: 0,
                end: 0,
                pause: 0,
                now: 0,
                difference: None,
                scratch: Vec::new(),
            }),
            is_paused: AtomicBool::new(false),
            recalled,
            events,
        }
    }

    fn steps(&self) -> MutexGuard<'_, Steps> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    pub(super) fn position(&self) -> usize {
        self.steps().position
    }

    pub(super) fn difference(&self) -> Option<Difference> {
        self.steps().difference.clone()
    }

    /// Returns the recorded entry at a position.
    pub(super) fn entry(&self, at: usize) -> Option<&Entry<'static>> {
        let entries = &self.trace.entries()[..self.length];
        entries.get(at).map(|recorded| &recorded.entry)
    }

    /// Returns the event as JSON, if it is in the trace.
    pub(super) fn written(&self, id: &Uuid) -> Option<&str> {
        match self.entry(*self.events.get(id)?)? {
            Entry::Entered { event, .. } | Entry::Received { event, .. } => event.as_deref(),
            _ => None,
        }
    }

    pub(super) fn recalled(&self, event: Uuid, place: &str) -> Option<Recalled<'_>> {
        let (attempts, ids) = self.recalled.get(&(event, place.to_owned()))?;
        Some(Recalled {
            attempts: *attempts,
            recorded_run: self,
            ids,
        })
    }

    /// Returns the time of the next recorded entry.
    pub(super) fn now(&self) -> u64 {
        let mut steps = self.steps();
        if let Some(now) = self.entry(steps.position).and_then(Entry::now) {
            steps.now = now;
        }
        steps.now
    }

    /// Lets the replay continue to `end`, where an entry comes from outside, but at most to `pause`.
    pub(super) fn go_on(&self, end: usize, pause: usize) {
        let mut steps = self.steps();
        steps.end = end;
        steps.pause = pause;
        self.pause_where_due(&steps);
    }

    fn pause_where_due(&self, steps: &Steps) {
        let is_due = steps.difference.is_some() || steps.position >= steps.end.min(steps.pause);
        self.is_paused.store(is_due, Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn is_paused(&self) -> bool {
        self.is_paused.load(Ordering::Relaxed)
    }

    pub(super) fn is_at_end(&self) -> bool {
        let steps = self.steps();
        steps.position >= steps.end
    }

    /// Skips entries that need no replay.
    pub(super) fn skip(&self, entries: usize) {
        self.steps().position += entries;
    }

    /// Returns the position to which the replay continues.
    pub(super) fn end(&self) -> usize {
        self.steps().end
    }

    /// Returns the position, from `from` on, of the next entry that comes from outside; the end of the trace if
    /// there is none.
    pub(super) fn next_from_outside(&self, from: usize) -> usize {
        let entries = self.trace.entries()[..self.length].iter().skip(from);
        let is_outside = |entry: &Entry<'_>| {
            matches!(
                entry,
                Entry::Entered { .. } | Entry::EmptyRun { .. } | Entry::Stopping
            )
        };
        let at = { entries }.position(|recorded| is_outside(&recorded.entry));
        at.map_or(self.length, |at| from + at)
    }

    /// Returns the event from outside at a position.
    pub(super) fn entered(&self, at: usize) -> Option<&str> {
        match self.entry(at)? {
            Entry::Entered { event, .. } => event.as_deref(),
            _ => None,
        }
    }

    /// Compares an entry of the replay with the trace.
    pub(super) fn write(&self, entry: &Entry<'_>) {
        let steps = &mut *self.steps();
        // The trace contains nothing after its end: the run was dropped there, or the process died.
        if steps.position >= steps.end || steps.difference.is_some() {
            return;
        }
        steps.scratch.clear();
        entry.write(&mut steps.scratch);
        let recorded = &self.trace.entries()[steps.position];
        if self.trace.bytes()[recorded.span.clone()] != *steps.scratch
            && !is_same(&recorded.entry, entry, self.spine)
        {
            steps.difference = Some(Difference::between(recorded, &steps.scratch));
        }
        steps.position += 1;
        self.pause_where_due(steps);
    }

    /// Notes that the next recorded entry did not happen.
    pub(super) fn missed(&self, instead: String) {
        let mut steps = self.steps();
        if let Some(recorded) = self.trace.entries().get(steps.position) {
            let missing = Difference::missing(recorded, instead);
            steps.difference.get_or_insert(missing);
        }
    }
}
