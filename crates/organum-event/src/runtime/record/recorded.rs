//! The recorded run of a spine, and how far a replay has followed it.

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

/// A trace that is followed.
pub(super) struct RecordedRun {
    spine: &'static SpineTable,
    pub(super) trace: Trace,
    /// How many of its entries can be followed: up to the first that cannot be read.
    length: usize,
    steps: Mutex<Steps>,
    is_paused: AtomicBool,
    recalled: HashMap<(Uuid, String), (u32, Vec<Uuid>)>,
    /// Where each event is written.
    events: HashMap<Uuid, usize>,
}

struct Steps {
    /// How many entries were written.
    position: usize,
    /// What comes from outside here is not the runtime's to write.
    end: usize,
    /// The replay pauses here.
    pause: usize,
    /// The last time that was told.
    now: u64,
    difference: Option<Difference>,
    scratch: Vec<u8>,
}

/// What a handler emitted when the trace was recorded.
pub(crate) struct Recalled<'a> {
    pub(crate) attempts: u32,
    recorded_run: &'a RecordedRun,
    ids: &'a [Uuid],
}

impl<'a> Recalled<'a> {
    /// The events as they are written, if all of them are.
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

    /// The recorded entry at a position.
    pub(super) fn entry(&self, at: usize) -> Option<&Entry<'static>> {
        let entries = &self.trace.entries()[..self.length];
        entries.get(at).map(|recorded| &recorded.entry)
    }

    /// The event as it is written in the trace.
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

    /// The time of what is written next.
    pub(super) fn now(&self) -> u64 {
        let mut steps = self.steps();
        if let Some(now) = self.entry(steps.position).and_then(Entry::now) {
            steps.now = now;
        }
        steps.now
    }

    /// Lets the replay go on: to `end`, where something comes from outside, and no further than to
    /// `pause`.
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

    /// So many entries need no doing.
    pub(super) fn skip(&self, entries: usize) {
        self.steps().position += entries;
    }

    /// Where the replay is to go on to.
    pub(super) fn end(&self) -> usize {
        self.steps().end
    }

    /// Where something comes from outside next, from a position on; the end of the trace if nothing
    /// does.
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

    /// The event that came from outside at a position.
    pub(super) fn entered(&self, at: usize) -> Option<&str> {
        match self.entry(at)? {
            Entry::Entered { event, .. } => event.as_deref(),
            _ => None,
        }
    }

    /// What happened in the replay.
    pub(super) fn write(&self, entry: &Entry<'_>) {
        let steps = &mut *self.steps();
        // Past its end the trace tells nothing: the run was cancelled there, or the process died.
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

    /// What was recorded next did not happen.
    pub(super) fn missed(&self, instead: String) {
        let mut steps = self.steps();
        if let Some(recorded) = self.trace.entries().get(steps.position) {
            let missing = Difference::missing(recorded, instead);
            steps.difference.get_or_insert(missing);
        }
    }
}
