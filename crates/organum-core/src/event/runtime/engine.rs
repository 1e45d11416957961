//! The queue of a spine, and how it is worked off: one event after the other, each at one handler
//! after the other, in the order of their declaration.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::{
    super::{
        Emissions, ErasedOrgan, Event, Failure, Hook,
        backend::Message,
        layer::Access,
        organ::was_unhandled,
        table::{HookTable, OrganSlot, Row, SpineTable},
    },
    SpineError, Stats, attempt,
    letters::Exhumed,
    outlet::{Local, commit},
    settings::Settings,
    station::{Stations, hook_key},
    visit::{Delivered, Visit, Way},
};
use crate::observe::{Outcome, SpineEvent, tell};

/// The clock is read once for so many events.
const EVENTS_A_READING: u32 = 64;

/// An event in the queue.
pub(super) struct Queued {
    pub(super) event: Box<Event>,
    /// What of it is left to do, if that is not everything.
    pub(super) left: Option<Box<Left>>,
}

/// What of an event is left to do.
#[derive(Default)]
pub(super) struct Left {
    /// The handlers that are done.
    pub(super) done: Vec<u16>,
    /// The one handler that is to have it.
    pub(super) only: Option<u16>,
    /// The dead letter that it was, in memory.
    pub(super) exhumed: Option<Exhumed>,
}

impl Left {
    pub(super) fn skips(&self, station: usize) -> bool {
        let is = |other: &u16| usize::from(*other) == station;
        self.done.iter().any(is) || self.only.is_some_and(|only| !is(&only))
    }
}

/// What carries the events of a spine whose organs are lent to it.
pub(super) struct Engine {
    pub(super) spine: &'static SpineTable,
    pub(super) rows: fn(u64) -> &'static [Row],
    pub(super) stations: Stations,
    pub(super) settings: Settings,
    pub(super) queue: VecDeque<Queued>,
    /// What hooks emitted on its way into the backend.
    pub(super) handed: Vec<Message>,
    /// The event that is being handled, until all its handlers are done: so it is not lost when the
    /// run is dropped.
    pub(super) current: Option<Queued>,
    /// How many of its handlers are done.
    position: usize,
    /// Those that left it to the backend.
    pub(super) nacked: Vec<u16>,
    /// Is the clock read around each call, for an observer?
    pub(super) is_timed: bool,
    /// Does nothing stand around handlers, and is nothing recorded?
    is_bare: bool,
    pub(super) out: Emissions,
    pub(super) stats: Stats,
    pub(super) now: u64,
    ticks: u32,
    /// How often all was quiet in this run.
    pub(super) phase: u32,
    /// The same, and never set back while it is served: what hooks emit is another event each time.
    pub(super) quiets: u64,
    pub(super) has_started: bool,
    /// How many organs have been told so, or need not be, and how much they emitted. A hook that failed
    /// or was dropped is the first one when it is started again.
    starts: usize,
    pub(super) start_emitted: usize,
}

/// How far the queue was swept.
enum Swept {
    All,
    /// Up to a handler that failed, or for which more is to be done than to call it.
    UpTo(Stop),
}

/// A handler ended the pass of an event: it failed, after the time since then, or more is to be done than
/// to call it.
struct Stop(Option<(Failure, Option<Instant>)>);

/// What is borrowed at once to handle the event that was taken up.
struct Parts<'a> {
    way: Way<'a>,
    queue: &'a mut VecDeque<Queued>,
    current: &'a mut Option<Queued>,
    position: &'a mut usize,
    nacked: &'a mut Vec<u16>,
}

/// The organs, lent for a run.
pub(super) type Organs<'a, 'o> = &'a mut [&'o mut dyn ErasedOrgan];

impl Engine {
    pub(super) fn new(
        spine: &'static SpineTable,
        rows: fn(u64) -> &'static [Row],
        settings: Settings,
    ) -> Self {
        let settings = settings.composed().with_cache(spine);
        Self {
            stations: Stations::of(spine, &settings),
            now: settings.now(),
            spine,
            rows,
            settings,
            queue: VecDeque::new(),
            handed: Vec::new(),
            current: None,
            position: 0,
            nacked: Vec::new(),
            is_timed: false,
            is_bare: false,
            out: Emissions::default(),
            stats: Stats::default(),
            ticks: 0,
            phase: 0,
            quiets: 0,
            has_started: false,
            starts: 0,
            start_emitted: 0,
        }
    }

    /// The reading of the clock, made anew now.
    pub(super) fn read_clock(&mut self) -> u64 {
        self.ticks = 0;
        self.now = self.settings.now();
        self.now
    }

    pub(super) fn tell(&self, event: &SpineEvent<'_>) {
        if let Some(observer) = &self.settings.observer {
            tell(|| observer.spine(self.spine.name, event));
        }
    }

    /// Works the queue off, and tells organs that all is quiet until they emit nothing more.
    pub(super) async fn run(
        &mut self,
        organs: Organs<'_, '_>,
        run: u128,
    ) -> Result<(), SpineError> {
        self.start(organs, run).await?;
        loop {
            self.drain(organs).await?;
            self.phase += 1;
            self.check_phase(self.phase)?;
            self.hooks(organs, Hook::Quiet(self.phase), run).await?;
            if self.queue.is_empty() {
                return Ok(());
            }
        }
    }

    /// That organs were not told too often that all is quiet.
    pub(super) fn check_phase(&self, phase: u32) -> Result<(), SpineError> {
        if phase > self.settings.max_phases {
            return Err(SpineError::NeverQuiet {
                spine: self.spine.name,
                phases: self.settings.max_phases,
            });
        }
        Ok(())
    }

    /// Calls the hooks of the start, those that have not been called and done.
    pub(super) async fn start(
        &mut self,
        organs: Organs<'_, '_>,
        run: u128,
    ) -> Result<(), SpineError> {
        if !std::mem::replace(&mut self.has_started, true) {
            self.prepare();
            (self.starts, self.start_emitted) = (0, 0);
            self.tell(&SpineEvent::Started);
        }
        if self.starts == self.spine.organs.len() {
            return Ok(());
        }
        self.hooks(organs, Hook::Start, run).await
    }

    fn prepare(&mut self) {
        let observer = self.settings.observer.as_ref();
        self.is_timed = observer.is_some_and(|observer| {
            let mut wants = false;
            tell(|| wants = observer.wants_durations());
            wants
        });
        self.is_bare = self.settings.recorder.is_none() && self.settings.layers.is_empty();
        was_unhandled();
    }

    /// An organ has been told of the start. The events from outside come after what it emitted, the
    /// last so many in the queue.
    fn started(&mut self, organ: usize, emitted: usize) {
        self.starts = organ + 1;
        let queue = self.queue.make_contiguous();
        let from = self.start_emitted.min(queue.len() - emitted);
        queue[from..].rotate_right(emitted);
        self.start_emitted += emitted;
    }

    /// Calls the hooks of the stop, all of them, if those of the start were called.
    pub(super) async fn stop(
        &mut self,
        organs: Organs<'_, '_>,
        run: u128,
        ended: Result<(), SpineError>,
    ) -> Result<(), SpineError> {
        if !std::mem::replace(&mut self.has_started, false) {
            return ended;
        }
        self.tell(&SpineEvent::Stopping);
        let stopped = self.hooks(organs, Hook::Stop, run).await;
        // What they emit is handled, as far as there is no failure yet.
        let ended = match ended {
            Ok(()) => match stopped {
                Ok(()) => self.drain(organs).await,
                failed => failed,
            },
            failed => failed,
        };
        let outcome = if ended.is_ok() {
            Outcome::Ok
        } else {
            Outcome::Failed
        };
        self.tell(&SpineEvent::Ended { outcome });
        ended
    }

    /// Calls a hook of each organ. All are called at a stop; else the first that fails is the last.
    pub(super) async fn hooks(
        &mut self,
        organs: Organs<'_, '_>,
        hook: Hook,
        run: u128,
    ) -> Result<(), SpineError> {
        let (name, salt) = match hook {
            Hook::Start => ("start", 0),
            Hook::Quiet(phase) => {
                self.stats.phases += 1;
                self.quiets += 1;
                self.tell(&SpineEvent::Quiet { phase });
                ("quiet", self.quiets)
            }
            Hook::Stop => ("stop", 0),
        };
        let mut ended = Ok(());
        let first = if hook == Hook::Start { self.starts } else { 0 };
        let slots = organs.iter_mut().zip(self.spine.organs).enumerate();
        for (at, (organ, slot)) in slots.skip(first) {
            let Some(table) = table_of_hook(slot, hook) else {
                if hook == Hook::Start {
                    self.started(at, 0);
                }
                continue;
            };
            let now = self.read_clock();
            self.out.follow_run(run, now);
            self.out.begin(hook_key(slot, &table).wrapping_add(salt));
            let result = attempt::hook(&mut **organ, hook, &mut self.out).await;
            if let Some(observer) = &self.settings.observer {
                let emitted: &[Box<Event>] = if result.is_ok() {
                    self.out.staged()
                } else {
                    &[]
                };
                let hooked = SpineEvent::Hooked {
                    organ: slot.table.name,
                    place: &format!("{}.{}", slot.field, table.name),
                    outcome: match &result {
                        Ok(()) => Outcome::Ok,
                        Err(failure) => failure.outcome(),
                    },
                    emitted,
                };
                tell(|| observer.spine(self.spine.name, &hooked));
            }
            match result {
                Ok(()) => {
                    let before = self.queue.len();
                    let local = &mut Local(&mut self.queue);
                    commit(&mut self.out, local, 0, &mut self.stats);
                    if hook == Hook::Start {
                        self.started(at, self.queue.len() - before);
                    }
                }
                Err(failure) if ended.is_ok() => {
                    ended = Err(SpineError::Hook {
                        spine: self.spine.name,
                        organ: slot.field,
                        hook: name,
                        failure,
                    });
                }
                Err(failure) => {
                    tracing::error!(
                        spine = self.spine.name,
                        organ = slot.field,
                        "the {name} hook {} as well",
                        failure.kind()
                    );
                }
            }
            if ended.is_err() && hook != Hook::Stop {
                break;
            }
        }
        ended
    }

    /// Works the queue off.
    pub(super) async fn drain(&mut self, organs: Organs<'_, '_>) -> Result<(), SpineError> {
        loop {
            if let Some(recorder) = &self.settings.recorder
                && recorder.is_due()
            {
                recorder.settle().await?;
            }
            if self.is_bare {
                match self.sweep(organs) {
                    Swept::All => return Ok(()),
                    Swept::UpTo(Stop(None)) => {}
                    Swept::UpTo(Stop(Some(failed))) => {
                        Box::pin(self.failed(organs, failed)).await?;
                        continue;
                    }
                }
            }
            if self.current.is_none() {
                let Some(next) = self.queue.pop_front() else {
                    return Ok(());
                };
                self.take_up(next);
            }
            self.handle(organs).await?;
        }
    }

    #[inline]
    pub(super) fn take_up(&mut self, next: Queued) {
        self.begin(&next.event);
        self.current = Some(next);
        self.position = 0;
    }

    #[inline]
    pub(super) fn begin(&mut self, event: &Event) {
        self.stats.events += 1;
        self.ticks += 1;
        if self.ticks >= EVENTS_A_READING || self.settings.is_replay() {
            self.read_clock();
        }
        if self.settings.observer.is_some() {
            self.tell(&SpineEvent::Received { event });
        }
    }

    /// Works the queue off as far as there is nothing to do but to call handlers that never wait: what
    /// [`handle`](Self::handle) does, without what most runs do not use. What stops it is the first
    /// handler that is left of the event that was taken up.
    fn sweep(&mut self, organs: Organs<'_, '_>) -> Swept {
        loop {
            let taken = match self.current.take() {
                Some(taken) => taken,
                None => {
                    let Some(next) = self.queue.pop_front() else {
                        return Swept::All;
                    };
                    self.begin(&next.event);
                    self.position = 0;
                    next
                }
            };
            let stopped = self.pass(&taken, organs);
            if stopped.is_some() || !self.nacked.is_empty() {
                self.current = Some(taken);
            }
            match stopped {
                Some(stop) => return Swept::UpTo(stop),
                None => self.give_back(),
            }
        }
    }

    /// One event at those of its handlers that are left, until one stops it.
    #[inline]
    fn pass(&mut self, taken: &Queued, organs: Organs<'_, '_>) -> Option<Stop> {
        let event = &*taken.event;
        let Parts {
            mut way,
            queue,
            position,
            ..
        } = self.parts();
        if taken.left.is_some() || way.has_too_many_hops(event) {
            return Some(Stop(None));
        }
        way.out.follow(event, *way.now);
        let rows = (way.rows)(event.table.key);
        while let Some(row) = rows.get(*position) {
            let organ = &mut *organs[usize::from(row.organ)];
            let at = way.stations.index(*row);
            let station = way.stations.at(at);
            if !station.wants_all && !organ.wants(row.handler, event) {
                way.unwanted(event, at);
                *position += 1;
                continue;
            }
            if !station.at_once {
                return Some(Stop(None));
            }
            let (job, began) = way.begin(event, at);
            way.out.begin(station.key);
            let result = attempt::at_once(job, organ, way.out);
            if let Err(failure) = result.and_then(|()| way.succeeded(job, 1, began, false)) {
                return Some(Stop(Some((failure, began))));
            }
            *position += 1;
            commit(way.out, &mut Local(queue), at, way.stats);
        }
        None
    }

    /// The event that was taken up failed at the handler it came to.
    #[cold]
    async fn failed(
        &mut self,
        organs: Organs<'_, '_>,
        (failure, began): (Failure, Option<Instant>),
    ) -> Result<(), SpineError> {
        let Parts {
            mut way,
            queue,
            current,
            position,
            nacked,
        } = self.parts();
        let Some(Queued { event, .. }) = current else {
            return Ok(());
        };
        let row = (way.rows)(event.table.key)[*position];
        let at = way.stations.index(row);
        let job = way.job(event, at);
        let organ = &mut Access::Alone(&mut *organs[usize::from(row.organ)]);
        if way.failed(job, organ, failure, began, false).await? == Delivered::Nacked {
            nacked.push(u16::try_from(at).expect("handlers are counted in a u16"));
        }
        *position += 1;
        commit(way.out, &mut Local(queue), at, way.stats);
        Ok(())
    }

    /// The event that was taken up, at those of its handlers that are not done with it.
    pub(super) async fn handle(&mut self, organs: Organs<'_, '_>) -> Result<(), SpineError> {
        let Parts {
            mut way,
            queue,
            current,
            position,
            nacked,
        } = self.parts();
        let Some(Queued { event, left }) = current else {
            return Ok(());
        };
        let visit = Visit {
            event,
            left: left.as_deref(),
            position,
            nacked,
        };
        way.visit(visit, organs, &mut Local(queue)).await?;
        self.conclude_current().await?;
        self.give_back();
        Ok(())
    }

    #[inline]
    fn parts(&mut self) -> Parts<'_> {
        Parts {
            way: Way {
                spine: self.spine,
                rows: self.rows,
                stations: &self.stations,
                settings: &self.settings,
                is_timed: self.is_timed,
                out: &mut self.out,
                stats: &mut self.stats,
                now: &mut self.now,
            },
            queue: &mut self.queue,
            current: &mut self.current,
            position: &mut self.position,
            nacked: &mut self.nacked,
        }
    }

    /// The event that was handled is done, or goes to the end of the queue for those handlers that
    /// left it to the backend.
    #[inline]
    fn give_back(&mut self) {
        let Some(mut done) = self.current.take() else {
            return;
        };
        if self.nacked.is_empty() {
            return;
        }
        let again = std::mem::take(&mut self.nacked);
        let mut left = done.left.take().unwrap_or_default();
        for row in (self.rows)(done.event.table.key) {
            let at = u16::try_from(self.stations.index(*row)).expect("counted in a u16");
            if !again.contains(&at) && !left.done.contains(&at) {
                left.done.push(at);
            }
        }
        let deliveries = done.event.attempt() + 1;
        done.event.head.attempt.set(deliveries);
        done.left = Some(left);
        self.queue.push_back(done);
    }
}

fn table_of_hook(slot: &OrganSlot, hook: Hook) -> Option<HookTable> {
    let hooks = &slot.table.hooks;
    match hook {
        Hook::Start => hooks.start,
        Hook::Quiet(_) => hooks.quiet,
        Hook::Stop => hooks.stop,
    }
}
