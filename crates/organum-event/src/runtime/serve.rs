//! The sequential handling of events from a backend.

use std::{error::Error, pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use organum_base::clock::later;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::{
    super::{
        Event, Hook,
        backend::{Message, Settlement, Then},
    },
    SpineError,
    dead_letter::{LetterWriter, unreadable},
    engine::{Engine, LentOrgans},
    in_flight::{InFlight, Queued},
    link::{Link, MOMENT, Pulled},
    notice::Notice,
    reading::{Missing, Reading, read},
    unknown::Leave,
};

/// The time that one pull waits. After an empty pull the runtime pulls again.
pub(super) const WAIT: Duration = Duration::from_secs(1);

/// The condition that ends a serve.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// A stop was [requested](super::control::Control::stop_requested), and the events of a backend that does not
    /// outlive the process are handled.
    Stop,
    /// No event is left.
    Idle,
}

impl Engine {
    /// Handles events from the backend.
    ///
    /// # Errors
    /// The serve stops. The pulled deliveries that are not completed are given back.
    ///
    /// # Cancel safety
    /// The pulled deliveries that are not completed are given back by the next run or serve.
    pub(super) async fn serve(
        &mut self,
        organs: LentOrgans<'_, '_>,
        run: u128,
        until: Until,
    ) -> Result<(), SpineError> {
        self.start_serving(organs, run).await?;
        self.drain(organs).await?;
        let plan = Arc::clone(&self.plan);
        let _keeper = plan.leases.keep(&plan.link);
        let served = self.serve_from(&plan.link, organs, run, until).await;
        if served.is_err() {
            self.give_back().await;
        }
        served
    }

    async fn serve_from(
        &mut self,
        link: &Link,
        organs: LentOrgans<'_, '_>,
        run: u128,
        until: Until,
    ) -> Result<(), SpineError> {
        let (control, prefetch) = (Arc::clone(&self.plan.control), self.plan.settings.prefetch);
        let mut stop = pin!(control.stop_requested());
        self.is_draining = until == Until::Idle;
        let mut is_busy = self.is_draining;
        loop {
            self.redeliveries.is_pulling = true;
            let pulled = if self.is_draining {
                link.pull(prefetch, self.redeliveries.left()).await?
            } else {
                let wait = if is_busy && self.plan.has_idle_hooks() {
                    self.redeliveries.left()
                } else {
                    WAIT
                };
                match select(stop.as_mut(), pin!(link.pull(prefetch, wait))).await {
                    Either::Left(_) if link.is_durable() => return Ok(()),
                    Either::Left(_) => {
                        (self.is_draining, is_busy) = (true, true);
                        continue;
                    }
                    Either::Right((pulled, _)) => pulled?,
                }
            };
            let is_empty = pulled.deliveries.is_empty();
            self.hold(pulled);
            self.deliver_pulled(organs).await?;
            if std::mem::take(&mut self.has_news) {
                is_busy = true;
                continue;
            }
            if self.awaits_redelivery(link).await? {
                if !is_empty {
                    // Messages that are left to others come again, and are not pulled at once.
                    sleep(MOMENT).await;
                }
                continue;
            }
            if is_busy && (self.is_draining || self.plan.has_idle_hooks()) {
                is_busy = self.idle(organs, run, link).await?;
            }
            if self.is_draining && !is_busy {
                return Ok(());
            }
        }
    }

    /// Calls the start hooks that have not completed.
    pub(super) async fn start_serving(
        &mut self,
        organs: LentOrgans<'_, '_>,
        run: u128,
    ) -> Result<(), SpineError> {
        (self.served, self.has_come, self.has_served) = (run, false, true);
        self.doubt_pull();
        // Events of earlier runs are not enqueued in the backend, as some of their handlers may have completed.
        let left = self.queue.len();
        let started = self.start(organs, run).await;
        let emitted = self.queue.len() - left;
        self.start_emitted -= emitted;
        let plan = Arc::clone(&self.plan);
        self.enqueue_emitted(&plan.link, emitted).await?;
        started
    }

    /// Notes that a dropped pull may have leased messages.
    pub(super) fn doubt_pull(&mut self) {
        if std::mem::take(&mut self.redeliveries.is_pulling) {
            self.redeliveries.doubt(self.plan.link.lease());
        }
    }

    /// Returns true if this consumer may get a redelivery. The messages that a lost pull may have leased are not
    /// there if the backend is empty.
    pub(super) async fn awaits_redelivery(&mut self, link: &Link) -> Result<bool, SpineError> {
        if link.has_lost_pull() {
            self.redeliveries.doubt(link.lease());
        }
        if std::mem::take(&mut self.redeliveries.is_unsure) && link.metrics().await?.pending() == 0
        {
            self.redeliveries.until = None;
        }
        Ok(!self.redeliveries.left().is_zero())
    }

    /// Calls the idle hooks, and returns true if they emitted events.
    async fn idle(
        &mut self,
        organs: LentOrgans<'_, '_>,
        run: u128,
        link: &Link,
    ) -> Result<bool, SpineError> {
        let phase = self.next_phase();
        self.hooks(organs, Hook::Idle(phase), run).await?;
        self.enqueue_idle(link).await
    }

    /// Returns the number of the next phase. The count restarts after an event from outside, so that such events
    /// do not count for the limit of phases.
    pub(super) fn next_phase(&mut self) -> u32 {
        if std::mem::take(&mut self.has_come) {
            self.phase = 0;
        }
        self.phase += 1;
        self.phase
    }

    /// Enqueues the events of idle hooks in the backend. Returns true if there are any.
    ///
    /// # Errors
    /// The backend failed, or hooks emitted events in too many phases.
    pub(super) async fn enqueue_idle(&mut self, link: &Link) -> Result<bool, SpineError> {
        let emitted = self.queue.len();
        self.enqueue_emitted(link, emitted).await?;
        if emitted == 0 {
            self.phase = 0;
            return Ok(false);
        }
        self.check_phase(self.phase)?;
        Ok(true)
    }

    /// Enqueues the events of hooks, the first `emitted` in the queue, in the backend. An event that cannot be
    /// encoded becomes a dead letter, and with [`OnBackendFailure::Store`](super::OnBackendFailure::Store)
    /// so do events that the backend did not take.
    pub(super) async fn enqueue_emitted(
        &mut self,
        link: &Link,
        emitted: usize,
    ) -> Result<(), SpineError> {
        for _ in 0..emitted {
            let Some(Queued { event, .. }) = self.queue.front() else {
                break;
            };
            if let Err(error) = event.check_payload() {
                self.write_unsent(event, &error).await?;
                self.stats.dead_letters += 1;
                self.queue.pop_front();
            } else if let Some(Queued { event, .. }) = self.queue.pop_front() {
                self.handed
                    .push(self.plan.addressed(Message::checked(event)));
            }
        }
        if self.handed.is_empty() {
            return Ok(());
        }
        // The call does not wait for room, which this runtime makes itself.
        match link.enqueue_unbounded(&self.handed).await {
            Ok(()) => self.handed.clear(),
            Err(error) if error.is_transient() && link.stores() => {
                while let Some(message) = self.handed.first() {
                    self.write_unsent(message.event(), &error).await?;
                    self.stats.dead_letters += 1;
                    self.handed.remove(0);
                }
            }
            Err(error) => return Err(link.failed(error)),
        }
        Ok(())
    }

    async fn write_unsent(
        &self,
        event: &Event,
        error: &(dyn Error + Send + Sync + 'static),
    ) -> Result<(), SpineError> {
        let letter = LetterWriter {
            plan: &self.plan,
            event,
        };
        letter.not_enqueued(error, self.now).await
    }

    /// Handles the pulled events, one after the other.
    async fn deliver_pulled(&mut self, organs: LentOrgans<'_, '_>) -> Result<(), SpineError> {
        while let Some(in_flight) = self.begin_pulled().await? {
            self.current = Some(in_flight);
            self.deliver(organs).await?;
            if self.budget.is_spent() {
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }

    /// Keeps pulled deliveries until they are begun, and renews their leases.
    pub(super) fn hold(&mut self, pulled: Pulled) {
        let lease = self.plan.link.lease();
        self.redeliveries.is_pulling = false;
        let receipts = pulled.deliveries.iter();
        let receipts = receipts.map(|delivery| delivery.receipt.clone());
        self.plan.leases.hold(receipts, lease, pulled.sent);
        self.pulled.extend(pulled.deliveries);
    }

    /// Begins the next pulled event. A message that cannot be decoded becomes a dead letter, and a message for
    /// other programs is left to them.
    ///
    /// # Errors
    /// The store of dead letters or the backend failed.
    ///
    /// # Cancel safety
    /// No event is begun.
    pub(super) async fn begin_pulled(&mut self) -> Result<Option<InFlight>, SpineError> {
        while let Some(delivery) = self.pulled.front() {
            let plan = Arc::clone(&self.plan);
            let (id, receipt) = (delivery.id, delivery.receipt.clone());
            let then = match read(&plan, delivery) {
                Reading::Known(..) if self.unknown.is_put_off(id) => Then::Release {
                    delay: Duration::ZERO,
                },
                Reading::Known(event, left) => {
                    let in_flight = InFlight::delivered(Arc::clone(&event), delivery, left, &plan);
                    self.pulled.pop_front();
                    self.unknown.forget(id);
                    self.has_news = true;
                    self.has_come |= event.head.correlation != self.served;
                    self.note_entry(&event, in_flight.only());
                    self.begin(&event);
                    return Ok(Some(in_flight));
                }
                Reading::Done => Then::Ack,
                Reading::Unknown(unknown) => self.leave(id, unknown).await?,
                Reading::Unreadable(bytes, error) => {
                    let now = self.read_clock();
                    unreadable(&plan, id, bytes, error, now).await?;
                    self.stats.dead_letters += 1;
                    Then::Ack
                }
            };
            let settled = plan.link.settle(&receipt, Settlement::then(then));
            settled.await?;
            self.has_news |= then == Then::Ack;
            plan.leases.release(&receipt);
            self.pulled.pop_front();
        }
        Ok(None)
    }

    /// Leaves a message to other programs, or writes its dead letter if it was left for too long.
    async fn leave(&mut self, id: Uuid, unknown: Missing) -> Result<Then, SpineError> {
        let plan = Arc::clone(&self.plan);
        let limit = plan.settings.unknown_limit;
        if let Leave::Again { delay, is_new } = self.unknown.treatment(id, limit, self.is_draining)
        {
            self.has_news |= is_new;
            return Ok(Then::Release { delay });
        }
        let now = self.read_clock();
        match unknown {
            Missing::Event(bytes, error) => {
                unreadable(&plan, id, bytes, error, now).await?;
                self.stats.dead_letters += 1;
            }
            Missing::Type(event) => {
                let letter = LetterWriter {
                    plan: &plan,
                    event: &event,
                };
                letter.unknown(now).await?;
                self.stats.dead_letters += 1;
            }
            Missing::Handlers(event, places) => {
                let letter = LetterWriter {
                    plan: &plan,
                    event: &event,
                };
                for place in &places {
                    letter.no_such_place(place, now).await?;
                    self.stats.dead_letters += 1;
                }
            }
        }
        self.unknown.forget(id);
        Ok(Then::Ack)
    }

    /// Gives back the deliveries of a serve that was dropped or stopped.
    ///
    /// # Errors
    /// The store of dead letters failed.
    pub(super) async fn restore(&mut self) -> Result<(), SpineError> {
        self.give_back().await;
        if self.current.as_ref().is_none_or(InFlight::is_settled) {
            self.end_all().await?;
        }
        Ok(())
    }

    /// Gives back the pulled deliveries that are not completed.
    ///
    /// # Cancel safety
    /// The remaining deliveries stay here.
    pub(super) async fn give_back(&mut self) {
        let mut answers = true;
        self.take_arrived();
        let plan = Arc::clone(&self.plan);
        let is_left = |ended: &InFlight| ended.receipt().filter(|_| !ended.is_settled()).cloned();
        if let Some(in_flight) = &self.current
            && let Some(receipt) = is_left(in_flight)
        {
            in_flight.give_back(&plan, &mut answers).await;
            plan.leases.release(&receipt);
            self.current = None;
        }
        while let Some(at) = self.ended.iter().position(|ended| is_left(ended).is_some()) {
            self.ended[at].give_back(&plan, &mut answers).await;
            if let Some(receipt) = self
                .ended
                .remove(at)
                .and_then(|ended| ended.receipt().cloned())
            {
                plan.leases.release(&receipt);
            }
        }
        while let Some(delivery) = self.pulled.front() {
            let receipt = delivery.receipt.clone();
            let then = Then::Nack {
                delay: Duration::ZERO,
            };
            let settlement = Settlement::then(then);
            plan.link
                .give_back(&receipt, settlement, &mut answers)
                .await;
            plan.leases.release(&receipt);
            self.pulled.pop_front();
        }
    }

    /// Notifies observers of an event from outside, or of a redriven one, at its first delivery.
    fn note_entry(&mut self, event: &Event, only: Option<u16>) {
        if self.plan.settings.observer.is_none() || event.attempt() != 1 {
            return;
        }
        let only = only.map(|only| &*self.plan.handlers.at(only).place);
        if only.is_some() || event.causation() == event.id() {
            let attempts = 0;
            self.plan.notify(&Notice::Entered {
                event,
                only,
                attempts,
            });
        }
    }
}

/// The time until which this consumer may get a redelivery: of messages that it gave back with a delay, and of
/// messages that a lost pull may have leased. Until then it is not idle.
#[derive(Default)]
pub(super) struct Redeliveries {
    until: Option<Instant>,
    /// True if the time depends on a lost pull.
    is_unsure: bool,
    /// True while a pull is pending. If its future is dropped, it may have leased messages.
    pub(super) is_pulling: bool,
}

impl Redeliveries {
    pub(super) fn expect_within(&mut self, delay: Duration) {
        self.expect_until(Some(later(Instant::now(), delay)));
    }

    pub(super) fn expect_until(&mut self, until: Option<Instant>) {
        self.until = self.until.max(until);
    }

    /// Notes that a lost pull may have leased messages for the duration of a lease.
    pub(super) fn doubt(&mut self, lease: Duration) {
        self.expect_within(lease);
        self.is_unsure = true;
    }

    /// Returns the remaining time, at most that of a pull. Zero while it depends on a lost pull: after the next
    /// empty pull the metrics of the backend are read.
    pub(super) fn left(&self) -> Duration {
        let until = self.until.filter(|_| !self.is_unsure);
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        left.unwrap_or_default().min(WAIT)
    }
}
