//! The queue of a spine, and how it is worked off: one event after the other, each at one handler
//! after the other, in the order of their declaration.

mod hooks;
mod sweep;

use std::collections::VecDeque;

use self::sweep::{Stop, Swept};
use super::{
    super::{
        Emissions, ErasedOrgan, Event, Hook,
        backend::Message,
        organ::was_unhandled,
        table::{Row, SpineTable},
    },
    SpineError, Stats,
    letters::Exhumed,
    notice::{Notice, Watchers},
    outlet::Local,
    settings::Settings,
    station::Stations,
    visit::{Visit, Way},
};

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

    pub(super) fn tell(&self, event: &Notice<'_>) {
        if let Some(observer) = &self.settings.observer {
            observer.notify(self.spine.name, event);
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

    fn prepare(&mut self) {
        let observer = self.settings.observer.as_ref();
        self.is_timed = observer.is_some_and(Watchers::wants_durations);
        self.is_bare = self.settings.recorder.is_none() && self.settings.layers.is_empty();
        was_unhandled();
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
            self.tell(&Notice::Received { event });
        }
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

    /// What an event meets that comes from elsewhere than the queue.
    pub(super) fn way(&mut self) -> Way<'_> {
        self.parts().way
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
