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
    cached,
    engine::{Left, Organs},
    outlet::{Hold, Outlet, commit},
    settings::Settings,
    station::Stations,
};
use crate::observe::{Outcome, SpineEvent, tell};

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

impl Way<'_> {
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
            let mut access = Access::Alone(organ);
            match self.deliver(&mut access, event, at, O::IS_WRITTEN).await? {
                Delivered::Done => {
                    commit(self.out, outlet, at, self.stats);
                    if left.is_some_and(|left| left.only.is_some()) {
                        Box::pin(self.redriven(event, at)).await?;
                    }
                }
                Delivered::Buried => commit(self.out, outlet, at, self.stats),
                Delivered::Nacked => {
                    nacked.push(u16::try_from(at).expect("handlers are counted in a u16"));
                }
            }
            *position += 1;
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
            let undelivered = SpineEvent::Undelivered { event, place };
            tell(|| observer.spine(self.spine.name, &undelivered));
        }
    }

    /// One event at one handler that wants it, until that is done with it.
    ///
    /// # Errors
    /// The spine stops.
    #[inline]
    pub(super) async fn deliver(
        &mut self,
        organ: &mut Access<'_>,
        event: &Event,
        at: usize,
        is_written: bool,
    ) -> Result<Delivered, SpineError> {
        let (spine, settings, out) = (self.spine, self.settings, &mut *self.out);
        let station = self.stations.at(at);
        if event.attempt() > settings.max_deliveries {
            Box::pin(self.too_many_deliveries(event, at)).await?;
            return Ok(Delivered::Buried);
        }
        let job = Job {
            spine: spine.name,
            station,
            event,
            settings,
        };
        was_unhandled();
        let began = self.is_timed.then(Instant::now);
        let tried = if station.cached {
            cached::tried(job, organ, out).await
        } else if station.timeout.is_none() && settings.layers.is_empty() {
            out.begin(station.key);
            attempt::plain(job, organ, out).await
        } else {
            attempt::once(job, organ, out, 1).await
        };
        self.conclude(organ, event, at, is_written, began, tried)
            .await
    }

    /// What comes after the first try: others, a dead letter, the observer.
    ///
    /// # Errors
    /// The spine stops.
    #[inline]
    pub(super) async fn conclude(
        &mut self,
        organ: &mut Access<'_>,
        event: &Event,
        at: usize,
        is_written: bool,
        began: Option<Instant>,
        tried: Tried,
    ) -> Result<Delivered, SpineError> {
        let (spine, settings, out) = (self.spine, self.settings, &mut *self.out);
        let station = self.stations.at(at);
        let job = Job {
            spine: spine.name,
            station,
            event,
            settings,
        };
        let has_waited = tried.waited || tried.result.is_err() || settings.is_replay();
        let (mut result, attempts) = match tried.result {
            Ok(()) => (Ok(()), tried.attempts),
            Err(failure) => Box::pin(attempt::again(job, organ, out, failure)).await,
        };
        if has_waited {
            *self.now = settings.now();
            out.set_time(*self.now);
        }
        self.stats.retried += u64::from(attempts - 1);
        if is_written
            && result.is_ok()
            && let Err(error) = check(out.staged())
        {
            result = Err(Failure::unsendable(error));
        }
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
                self.stats.handled += 1;
                self.stats.unhandled += u64::from(is_unhandled);
                Ok(Delivered::Done)
            }
            Err(failure) => {
                out.staged().clear();
                let burial = Burial {
                    spine,
                    settings,
                    event,
                };
                let end = Box::pin(burial.failed(station, failure, attempts, *self.now)).await?;
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
        }
    }

    /// The event was delivered too often, and the handler is not called once more.
    #[cold]
    async fn too_many_deliveries(&mut self, event: &Event, at: usize) -> Result<(), SpineError> {
        self.out.staged().clear();
        let station = self.stations.at(at);
        let burial = self.burial(event);
        burial.too_many_deliveries(station, *self.now).await?;
        self.stats.dead_letters += 1;
        Ok(())
    }

    /// A handler is done with what was a dead letter.
    #[cold]
    pub(super) async fn redriven(&mut self, event: &Event, at: usize) -> Result<(), SpineError> {
        let station = self.stations.at(at);
        self.burial(event).exhumed(station).await
    }
}

fn check(emitted: &[Box<Event>]) -> Result<(), EncodeError> {
    emitted.iter().try_for_each(|event| event.check_payload())
}

pub(super) fn outcome(result: &Result<(), Failure>) -> Outcome {
    match result {
        Ok(()) => Outcome::Ok,
        Err(failure) => failure.outcome(),
    }
}
