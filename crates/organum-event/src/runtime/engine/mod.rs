//! The engine of a spine: its queue, the event in flight, and the counters and state kept between runs.
//!
//! - `deliver`: sequential delivery, each event to one handler after the other.
//! - `hooks`: the hooks of organs.
//! - Here: the phases of a run, and the begin and end of an event.

mod deliver;
mod hooks;

use std::{collections::VecDeque, sync::Arc};

use self::deliver::Budget;
use super::{
    super::{
        Emissions, ErasedOrgan, Event, Hook,
        backend::{self, Message},
    },
    SpineError, Stats,
    dead_letter::{LetterWriter, store_failed},
    error::Problem,
    in_flight::{Hold, InFlight, Queued},
    notice::Notice,
    parallel::Arrived,
    plan::Plan,
    serve::Redeliveries,
    unknown::Unknown,
};

/// The number of events between two readings of the clock.
const EVENTS_A_READING: u32 = 64;

/// The engine of a spine, to which the organs are lent for a run.
pub(super) struct Engine {
    pub(super) plan: Arc<Plan>,
    pub(super) queue: VecDeque<Queued>,
    /// The event in flight, until it is settled.
    pub(super) current: Option<InFlight>,
    /// The number of organs whose stop hooks were called by the current stop.
    stops: Option<usize>,
    /// The events that parallel organs have completed, until they are settled.
    pub(super) ended: VecDeque<InFlight>,
    /// The deliveries that were pulled and not begun.
    pub(super) pulled: VecDeque<backend::Delivery>,
    /// The result of a pull that completed during other work.
    pub(super) arrived: Arrived,
    /// The messages that were left to other programs.
    pub(super) unknown: Unknown,
    /// True if this serve has pulled a message that it had not left to others before.
    pub(super) has_news: bool,
    /// True if the runtime has served, so that it may have left messages in the backend.
    pub(super) has_served: bool,
    /// True if the serve ends when nothing is left.
    pub(super) is_draining: bool,
    /// The events of hooks that are being enqueued in the backend.
    pub(super) handed: Vec<Message>,
    pub(super) out: Emissions,
    pub(super) stats: Stats,
    pub(super) now: u64,
    ticks: u32,
    pub(super) budget: Budget,
    /// The number of idle phases in this run.
    pub(super) phase: u32,
    /// The number of idle phases, not reset while the runtime serves: it makes the ids of hook events unique.
    pub(super) idle_times: u64,
    /// The run that is served, and whether an event came that does not follow from its hooks.
    pub(super) served: u128,
    pub(super) has_come: bool,
    pub(super) redeliveries: Redeliveries,
    pub(super) has_started: bool,
    /// The number of organs whose start hooks have completed or do not exist, and the number of events that they
    /// emitted. A hook that failed or was dropped is called again by the next start.
    starts: usize,
    pub(super) start_emitted: usize,
}

/// The organs, lent to the engine for a run.
pub(super) type LentOrgans<'a, 'o> = &'a mut [&'o mut dyn ErasedOrgan];

/// Notifies observers of the end of organs that were started and not stopped: their runtime was dropped, or taken apart.
impl Drop for Engine {
    fn drop(&mut self) {
        if (self.has_started || self.stops.is_some())
            && let Some(watchers) = &self.plan.settings.observer
        {
            watchers.notify_dropped(self.plan.spine.name);
        }
    }
}

impl Engine {
    pub(super) fn new(plan: Arc<Plan>) -> Self {
        Self {
            now: plan.settings.now(),
            plan,
            queue: VecDeque::new(),
            current: None,
            stops: None,
            ended: VecDeque::new(),
            pulled: VecDeque::new(),
            arrived: Arrived::default(),
            unknown: Unknown::default(),
            has_news: false,
            has_served: false,
            is_draining: false,
            handed: Vec::new(),
            out: Emissions::default(),
            stats: Stats::default(),
            ticks: 0,
            budget: Budget::default(),
            phase: 0,
            idle_times: 0,
            served: 0,
            has_come: false,
            redeliveries: Redeliveries::default(),
            has_started: false,
            starts: 0,
            start_emitted: 0,
        }
    }

    /// Reads the clock.
    pub(super) fn read_clock(&mut self) -> u64 {
        self.ticks = 0;
        self.now = self.plan.settings.now();
        self.now
    }

    /// Handles the queue, then calls the idle hooks, until they emit nothing.
    pub(super) async fn run(
        &mut self,
        organs: LentOrgans<'_, '_>,
        run: u128,
    ) -> Result<(), SpineError> {
        self.start(organs, run).await?;
        loop {
            self.drain(organs).await?;
            self.phase += 1;
            self.hooks(organs, Hook::Idle(self.phase), run).await?;
            if self.queue.is_empty() {
                return Ok(());
            }
            self.check_phase(self.phase)?;
        }
    }

    /// Checks that organs have not emitted events in too many idle phases.
    pub(super) fn check_phase(&self, phase: u32) -> Result<(), SpineError> {
        if phase > self.plan.settings.max_phases {
            let problem = Problem::NeverIdle {
                spine: self.plan.spine.name,
                phases: phase,
            };
            return Err(problem.into());
        }
        Ok(())
    }

    /// Begins an event.
    #[inline]
    pub(super) fn begin(&mut self, event: &Event) {
        self.stats.events += 1;
        self.ticks += 1;
        if self.ticks >= EVENTS_A_READING {
            self.read_clock();
        }
        if self.plan.settings.observer.is_some() {
            if self.plan.settings.is_replay() {
                self.read_clock();
            }
            self.plan.notify(&Notice::Received { event });
        }
    }

    /// Ends the event in flight, if there is one: all of its handlers have been called. If some left it to the
    /// backend and the backend is the queue of the run, it goes to the end of the queue.
    ///
    /// # Errors
    /// The backend or the store of dead letters failed. The event stays in flight.
    ///
    /// # Cancel safety
    /// The event stays in flight until the call completes.
    pub(super) async fn end(&mut self) -> Result<(), SpineError> {
        let Some(in_flight) = &self.current else {
            return Ok(());
        };
        let plan = &*self.plan;
        let letter = LetterWriter {
            plan,
            event: in_flight.event(),
        };
        if in_flight.is_too_far() {
            letter.too_many_hops(self.now).await?;
            in_flight.is_far_letter_written();
            self.stats.dead_letters += 1;
        }
        let hold = in_flight.record(plan).await?;
        if hold == Hold::Ours {
            if let Some(redriven) = in_flight.letter() {
                let concluded = plan.claims.conclude(redriven).await;
                concluded.map_err(|error| store_failed(plan, error))?;
            }
        } else {
            self.redeliveries.expect_within(plan.link.lease());
            self.stats.lapsed += 1;
            tracing::warn!(
                spine = plan.spine.name,
                event = in_flight.event().name(),
                id = %in_flight.event().id(),
                "the lease of an event expired before it was settled: it is handled again by another consumer"
            );
        }
        if let Some(receipt) = in_flight.receipt() {
            self.plan.leases.release(receipt);
            if in_flight.is_nacked() {
                let deliveries = in_flight.event().attempt();
                let delay = plan.settings.redelivery_after(deliveries);
                self.redeliveries.expect_within(delay);
            }
            if let Some((id, delay)) = in_flight.put_off() {
                if plan.control.is_stop_requested() {
                    self.unknown.put_off(id, delay);
                } else {
                    // The stop that postponed the message was that of another serve.
                    self.redeliveries.expect_within(delay);
                }
            }
        }
        if let Some(ended) = self.current.take()
            && ended.is_nacked()
            && let Some(again) = ended.into_queued(&self.plan)
        {
            let deliveries = again.event.attempt() + 1;
            again.event.head.attempt.set(deliveries);
            self.queue.push_back(again);
        }
        Ok(())
    }

    /// Ends all events that parallel organs have completed.
    ///
    /// # Errors
    /// Those of [`end`](Self::end).
    ///
    /// # Cancel safety
    /// That of [`end`](Self::end).
    pub(super) async fn end_all(&mut self) -> Result<(), SpineError> {
        loop {
            self.end().await?;
            match self.ended.pop_front() {
                Some(next) => self.current = Some(next),
                None => return Ok(()),
            }
        }
    }
}
