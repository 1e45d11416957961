//! One event at its handlers, one after the other.

use tokio::time::Instant;

use super::{
    super::{
        Emissions, EncodeError, Event, Failure,
        layer::Access,
        organ::was_unhandled,
        table::{Row, SpineTable},
    },
    SpineError, Stats,
    attempt::{self, Job, Tried},
    burial::{Burial, End},
    engine::{Left, Organs},
    notice::Notice,
    outlet::{Hold, Outlet, commit},
    settings::Settings,
    station::Stations,
};
use crate::observe::Outcome;

/// What an event meets on its way, whichever way it came.
pub(super) struct Way<'a> {
    pub(super) spine: &'static SpineTable,
    pub(super) rows: fn(u64) -> &'static [Row],
    pub(super) stations: &'a Stations,
    pub(super) settings: &'a Settings,
    /// Is the clock read around each call, for an observer?
    pub(super) is_timed: bool,
    pub(super) out: &'a mut Emissions,
    pub(super) stats: &'a mut Stats,
    /// The reading of the clock.
    pub(super) now: &'a mut u64,
}

/// An event on its way, and how far it came.
pub(super) struct Visit<'a> {
    pub(super) event: &'a Event,
    pub(super) left: Option<&'a Left>,
    /// How many of its handlers are done.
    pub(super) position: &'a mut usize,
    /// Those that left it to the backend.
    pub(super) nacked: &'a mut Vec<u16>,
}

/// What became of an event at a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivered {
    /// It is done with it. What it emitted is staged.
    Done,
    /// It has failed for good. Nothing is staged.
    Buried,
    /// It leaves it to the backend.
    Nacked,
}

impl<'a> Way<'a> {
    /// The event, at those of its handlers that are not done with it.
    ///
    /// # Errors
    /// The spine stops. What was done until then is recorded, but for the last handler before.
    pub(super) async fn visit<O: Outlet>(
        &mut self,
        visit: Visit<'_>,
        organs: Organs<'_, '_>,
        outlet: &mut O,
    ) -> Result<Hold, SpineError> {
        let Visit {
            event,
            left,
            position,
            nacked,
        } = visit;
        if self.has_too_many_hops(event) {
            Box::pin(self.too_many_hops(event)).await?;
            return Ok(Hold::Ours);
        }
        let is_exhausted = self.has_too_many_deliveries(event);
        self.out.follow(event, *self.now);
        for row in &(self.rows)(event.table.key)[*position..] {
            if let Some(recorder) = &self.settings.recorder
                && recorder.is_due()
            {
                recorder.settle().await?;
            }
            let at = self.stations.index(*row);
            if left.is_some_and(|left| left.skips(at)) {
                *position += 1;
                continue;
            }
            let organ = &mut *organs[usize::from(row.organ)];
            if !organ.wants(row.handler, event) {
                // Told once, and not with each delivery.
                if event.attempt() == 1 {
                    self.unwanted(event, at);
                }
                *position += 1;
                continue;
            }
            if outlet.record().await? == Hold::Lost {
                return Ok(Hold::Lost);
            }
            if is_exhausted {
                Box::pin(self.too_many_deliveries(event, at)).await?;
                commit(self.out, outlet, at, self.stats);
                *position += 1;
                continue;
            }
            let (job, began) = self.begin(event, at);
            let tried = if job.is_plain() {
                self.out.begin(job.station.key);
                attempt::plain(job, organ, self.out).await
            } else {
                attempt::first(job, &mut Access::Alone(organ), self.out).await
            };
            let delivered = match self.tried(job, tried, began, O::IS_WRITTEN) {
                Ok(()) => Delivered::Done,
                Err(failure) => {
                    let organ = &mut Access::Alone(&mut *organs[usize::from(row.organ)]);
                    let failed = self.failed(job, organ, failure, began, O::IS_WRITTEN);
                    Box::pin(failed).await?
                }
            };
            match delivered {
                Delivered::Done | Delivered::Buried => commit(self.out, outlet, at, self.stats),
                Delivered::Nacked => {
                    nacked.push(u16::try_from(at).expect("handlers are counted in a u16"));
                }
            }
            // From here on it is not called again, even if its letter cannot be removed.
            *position += 1;
            if delivered == Delivered::Done && left.is_some_and(|left| left.only.is_some()) {
                if outlet.record().await? == Hold::Lost {
                    return Ok(Hold::Lost);
                }
                Box::pin(self.redriven(event, at)).await?;
            }
        }
        Ok(Hold::Ours)
    }

    #[inline]
    pub(super) fn has_too_many_hops(&self, event: &Event) -> bool {
        let max = self.spine.max_hops;
        max.is_some_and(|max| event.head.hops > max)
    }

    /// The event becomes a dead letter.
    #[cold]
    pub(super) async fn too_many_hops(&mut self, event: &Event) -> Result<(), SpineError> {
        self.burial(event).too_many_hops(*self.now).await?;
        self.stats.dead_letters += 1;
        Ok(())
    }

    fn burial<'b>(&'b self, event: &'b Event) -> Burial<'b> {
        Burial {
            spine: self.spine,
            settings: self.settings,
            event,
        }
    }

    /// None of the handler's arms can match the event.
    #[inline]
    pub(super) fn unwanted(&mut self, event: &Event, at: usize) {
        self.stats.undelivered += 1;
        if let Some(observer) = &self.settings.observer {
            let place = &self.stations.at(at).place;
            let undelivered = Notice::Undelivered { event, place };
            observer.notify(self.spine.name, &undelivered);
        }
    }

    /// One event at one handler that wants it, until that is done with it.
    ///
    /// # Errors
    /// The spine stops.
    pub(super) async fn deliver(
        &mut self,
        organ: &mut Access<'_>,
        event: &Event,
        at: usize,
        is_written: bool,
    ) -> Result<Delivered, SpineError> {
        let (job, began) = self.begin(event, at);
        let tried = attempt::first(job, organ, self.out).await;
        match self.tried(job, tried, began, is_written) {
            Ok(()) => Ok(Delivered::Done),
            Err(failure) => Box::pin(self.failed(job, organ, failure, began, is_written)).await,
        }
    }

    /// A handler that wants the event is about to be tried.
    #[inline]
    pub(super) fn begin<'e>(&self, event: &'e Event, at: usize) -> (Job<'e>, Option<Instant>)
    where
        'a: 'e,
    {
        was_unhandled();
        (self.job(event, at), self.is_timed.then(Instant::now))
    }

    #[inline]
    pub(super) fn job<'e>(&self, event: &'e Event, at: usize) -> Job<'e>
    where
        'a: 'e,
    {
        Job {
            spine: self.spine.name,
            station: self.stations.at(at),
            event,
            settings: self.settings,
        }
    }

    /// The first try has ended.
    ///
    /// # Errors
    /// It failed.
    #[inline]
    fn tried(
        &mut self,
        job: Job<'_>,
        tried: Tried,
        began: Option<Instant>,
        is_written: bool,
    ) -> Result<(), Failure> {
        tried.result?;
        if tried.waited || self.settings.is_replay() {
            self.read_clock();
        }
        self.succeeded(job, tried.attempts, began, is_written)
    }

    fn read_clock(&mut self) {
        *self.now = self.settings.now();
        self.out.set_time(*self.now);
    }

    /// A try has succeeded, unless what it emitted cannot be carried.
    ///
    /// # Errors
    /// It cannot.
    #[inline]
    pub(super) fn succeeded(
        &mut self,
        job: Job<'_>,
        attempts: u32,
        began: Option<Instant>,
        is_written: bool,
    ) -> Result<(), Failure> {
        if is_written {
            check(self.out.staged()).map_err(Failure::unsendable)?;
        }
        let is_unhandled = was_unhandled();
        self.stats.handled += 1;
        self.stats.unhandled += u64::from(is_unhandled);
        if self.settings.observer.is_some() {
            self.tell_handled(job, Outcome::Ok, is_unhandled, attempts, began);
        }
        Ok(())
    }

    fn tell_handled(
        &mut self,
        job: Job<'_>,
        outcome: Outcome,
        is_unhandled: bool,
        attempts: u32,
        began: Option<Instant>,
    ) {
        let Some(observer) = &self.settings.observer else {
            return;
        };
        let handled = Notice::Handled {
            event: job.event,
            organ: job.station.organ,
            place: &job.station.place,
            outcome,
            is_unhandled,
            attempts,
            emitted: self.out.staged(),
            duration: began.map(|began| began.elapsed()),
        };
        observer.notify(self.spine.name, &handled);
    }

    /// A first try has failed: there may be others, and if they fail as well, that is what becomes of
    /// the event at this handler.
    #[cold]
    pub(super) async fn failed(
        &mut self,
        job: Job<'_>,
        organ: &mut Access<'_>,
        first: Failure,
        began: Option<Instant>,
        is_written: bool,
    ) -> Result<Delivered, SpineError> {
        let (ended, attempts) = attempt::again(job, organ, self.out, first).await;
        self.read_clock();
        self.stats.retried += u64::from(attempts - 1);
        let ended = match ended {
            Ok(()) => self.succeeded(job, attempts, began, is_written),
            failed => failed,
        };
        let Err(failure) = ended else {
            return Ok(Delivered::Done);
        };
        self.out.staged().clear();
        self.tell_handled(job, failure.outcome(), false, attempts, began);
        let burial = self.burial(job.event);
        let end = burial
            .failed(job.station, failure, attempts, *self.now)
            .await?;
        Ok(match end {
            End::Buried => {
                self.stats.dead_letters += 1;
                Delivered::Buried
            }
            End::Nacked => {
                self.stats.nacked += 1;
                Delivered::Nacked
            }
        })
    }

    /// The event was delivered too often, and the handler is not called once more.
    #[cold]
    pub(super) async fn too_many_deliveries(
        &mut self,
        event: &Event,
        at: usize,
    ) -> Result<(), SpineError> {
        self.out.staged().clear();
        let station = self.stations.at(at);
        let burial = self.burial(event);
        burial.too_many_deliveries(station, *self.now).await?;
        self.stats.dead_letters += 1;
        Ok(())
    }

    pub(super) fn has_too_many_deliveries(&self, event: &Event) -> bool {
        event.attempt() > self.settings.max_deliveries
    }

    /// A handler is done with what was a dead letter.
    #[cold]
    async fn redriven(&mut self, event: &Event, at: usize) -> Result<(), SpineError> {
        let station = self.stations.at(at);
        self.burial(event).exhumed(station).await
    }
}

fn check(emitted: &[Box<Event>]) -> Result<(), EncodeError> {
    emitted.iter().try_for_each(|event| event.check_payload())
}
