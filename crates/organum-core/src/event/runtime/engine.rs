//! The queue of a spine, and how it is worked off: one event after the other, each at one handler
//! after the other, in the order of their declaration.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::{
    super::{
        Emissions, ErasedOrgan, Event, Failure, Hook,
        organ::was_unhandled,
        table::{HookTable, OrganSlot, Row, SpineTable},
    },
    SpineError, Stats,
    attempt::{self, Job},
    burial::{Burial, End},
    settings::Settings,
    station::{Stations, hook_key},
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
}

impl Left {
    fn skips(&self, station: usize) -> bool {
        let is = |other: &u16| usize::from(*other) == station;
        self.done.iter().any(is) || self.only.is_some_and(|only| !is(&only))
    }
}

/// What carries the events of a spine whose organs are lent to it.
pub(super) struct Engine {
    pub(super) spine: &'static SpineTable,
    rows: fn(u64) -> &'static [Row],
    pub(super) stations: Stations,
    pub(super) settings: Settings,
    pub(super) queue: VecDeque<Queued>,
    /// The event that is being handled, until all its handlers are done: so it is not lost when the
    /// run is dropped.
    current: Option<Queued>,
    /// How many of its handlers are done.
    position: usize,
    /// Those that left it to the backend.
    nacked: Vec<u16>,
    /// Is the clock read around each call, for an observer?
    is_timed: bool,
    out: Emissions,
    pub(super) stats: Stats,
    now: u64,
    ticks: u32,
    pub(super) has_started: bool,
}

/// The organs, lent for a run.
pub(super) type Organs<'a, 'o> = &'a mut [&'o mut dyn ErasedOrgan];

impl Engine {
    pub(super) fn new(
        spine: &'static SpineTable,
        rows: fn(u64) -> &'static [Row],
        settings: Settings,
    ) -> Self {
        Self {
            stations: Stations::of(spine, &settings),
            now: settings.clock.read(),
            spine,
            rows,
            settings,
            queue: VecDeque::new(),
            current: None,
            position: 0,
            nacked: Vec::new(),
            is_timed: false,
            out: Emissions::default(),
            stats: Stats::default(),
            ticks: 0,
            has_started: false,
        }
    }

    /// The reading of the clock, made anew now.
    pub(super) fn read_clock(&mut self) -> u64 {
        self.ticks = 0;
        self.now = self.settings.clock.read();
        self.now
    }

    fn tell(&self, event: &SpineEvent<'_>) {
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
        let mut phase = 0;
        loop {
            self.drain(organs).await?;
            phase += 1;
            if phase > self.settings.max_phases {
                return Err(SpineError::NeverQuiet {
                    spine: self.spine.name,
                    phases: self.settings.max_phases,
                });
            }
            self.hooks(organs, Hook::Quiet(phase), run).await?;
            if self.queue.is_empty() {
                return Ok(());
            }
        }
    }

    /// Calls the hooks of the start, if they have not been called.
    pub(super) async fn start(
        &mut self,
        organs: Organs<'_, '_>,
        run: u128,
    ) -> Result<(), SpineError> {
        if std::mem::replace(&mut self.has_started, true) {
            return Ok(());
        }
        let observer = self.settings.observer.as_ref();
        self.is_timed = observer.is_some_and(|observer| {
            let mut wants = false;
            tell(|| wants = observer.wants_durations());
            wants
        });
        self.tell(&SpineEvent::Started);
        // The events from outside come after what the start emits.
        let waiting = std::mem::take(&mut self.queue);
        let started = self.hooks(organs, Hook::Start, run).await;
        self.queue.extend(waiting);
        started
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
    async fn hooks(
        &mut self,
        organs: Organs<'_, '_>,
        hook: Hook,
        run: u128,
    ) -> Result<(), SpineError> {
        let (name, salt) = match hook {
            Hook::Start => ("start", 0),
            Hook::Quiet(phase) => {
                self.stats.phases += 1;
                self.tell(&SpineEvent::Quiet { phase });
                ("quiet", u64::from(phase))
            }
            Hook::Stop => ("stop", 0),
        };
        let mut ended = Ok(());
        for (organ, slot) in organs.iter_mut().zip(self.spine.organs) {
            let Some(table) = table_of_hook(slot, hook) else {
                continue;
            };
            let now = self.read_clock();
            self.out.follow_run(run, now);
            self.out.begin(hook_key(slot, &table).wrapping_add(salt));
            let result = attempt::hook(&mut **organ, hook, &mut self.out).await;
            match result {
                Ok(()) => commit(&mut self.out, &mut self.queue, &mut self.stats),
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
    async fn drain(&mut self, organs: Organs<'_, '_>) -> Result<(), SpineError> {
        loop {
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
    fn take_up(&mut self, next: Queued) {
        self.stats.events += 1;
        self.ticks += 1;
        if self.ticks >= EVENTS_A_READING {
            self.read_clock();
        }
        if self.settings.observer.is_some() {
            self.tell(&SpineEvent::Received { event: &next.event });
        }
        self.current = Some(next);
        self.position = 0;
    }

    /// The event that was taken up, at those of its handlers that are not done with it.
    async fn handle(&mut self, organs: Organs<'_, '_>) -> Result<(), SpineError> {
        let Self {
            spine,
            rows,
            stations,
            settings,
            queue,
            current,
            position,
            nacked,
            is_timed,
            out,
            stats,
            now,
            ..
        } = self;
        let Some(Queued { event, left }) = current else {
            return Ok(());
        };
        let event: &Event = event;
        let burial = Burial {
            spine,
            settings,
            event,
        };
        if spine.max_hops.is_some_and(|max| event.head.hops > max) {
            burial.too_many_hops(*now).await?;
            stats.dead_letters += 1;
            *current = None;
            return Ok(());
        }
        out.follow(event, *now);
        for row in &rows(event.table.key)[*position..] {
            let at = stations.index(*row);
            let station = stations.at(at);
            if left.as_ref().is_some_and(|left| left.skips(at)) {
                *position += 1;
                continue;
            }
            let organ = &mut *organs[usize::from(row.organ)];
            if !organ.wants(row.handler, event) {
                stats.undelivered += 1;
                if let Some(observer) = &settings.observer {
                    let place = &station.place;
                    let undelivered = SpineEvent::Undelivered { event, place };
                    tell(|| observer.spine(spine.name, &undelivered));
                }
                *position += 1;
                continue;
            }
            let job = Job {
                spine: spine.name,
                station,
                event,
                settings,
            };
            was_unhandled();
            let began = is_timed.then(Instant::now);
            let tried = if station.timeout.is_none() && settings.layers.is_empty() {
                out.begin(station.key);
                attempt::plain(job, organ, out).await
            } else {
                attempt::once(job, organ, out, 1).await
            };
            if tried.waited {
                *now = settings.clock.read();
                out.set_time(*now);
            }
            let (result, attempts) = match tried.result {
                Ok(()) => (Ok(()), 1),
                Err(failure) => {
                    let ended = Box::pin(attempt::again(job, organ, out, failure)).await;
                    *now = settings.clock.read();
                    out.set_time(*now);
                    ended
                }
            };
            stats.retried += u64::from(attempts - 1);
            let is_unhandled = result.is_ok() && was_unhandled();
            if let Some(observer) = &settings.observer {
                let emitted: &[Box<Event>] = if result.is_ok() { out.staged() } else { &[] };
                let handled = SpineEvent::Handled {
                    event,
                    organ: station.organ,
                    place: &station.place,
                    outcome: outcome(&result),
                    is_unhandled,
                    attempts,
                    emitted,
                    duration: began.map(|began| began.elapsed()),
                };
                tell(|| observer.spine(spine.name, &handled));
            }
            match result {
                Ok(()) => {
                    stats.handled += 1;
                    stats.unhandled += u64::from(is_unhandled);
                    commit(out, queue, stats);
                }
                Err(failure) => {
                    let end = Box::pin(burial.failed(station, failure, attempts, *now)).await?;
                    match end {
                        End::Buried => stats.dead_letters += 1,
                        End::Nacked => {
                            stats.nacked += 1;
                            nacked.push(u16::try_from(at).expect("handlers are counted in a u16"));
                        }
                    }
                }
            }
            *position += 1;
        }
        self.give_back();
        Ok(())
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
        done.event.head.attempt += 1;
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

fn outcome(result: &Result<(), Failure>) -> Outcome {
    match result {
        Ok(()) => Outcome::Ok,
        Err(failure) => failure.outcome(),
    }
}

/// What a handler emitted is in the queue.
#[inline]
fn commit(out: &mut Emissions, queue: &mut VecDeque<Queued>, stats: &mut Stats) {
    let staged = out.staged();
    stats.emitted += staged.len() as u64;
    if staged.len() == 1 {
        // As most handlers emit one event, this one is worth its lines.
        queue.extend(staged.pop().map(|event| Queued { event, left: None }));
    } else {
        queue.extend(staged.drain(..).map(|event| Queued { event, left: None }));
    }
}
