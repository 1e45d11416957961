//! Events from a backend, one after the other.

use std::{error::Error, future::Future, pin::Pin, pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use tokio::time::Instant;

use super::{
    super::{
        DecodeError, Event, Hook,
        backend::{Carried, Delivery, Message, Settlement, Then},
        encoding,
    },
    SpineError,
    dead_letter::{LetterWriter, unreadable},
    engine::{Engine, LentOrgans},
    in_flight::{InFlight, Left, Queued},
    known::known,
    link::{Link, Pulled},
    notice::Notice,
    plan::Plan,
};

/// How long one pull waits. The runtime asks again when it was empty.
pub(super) const WAIT: Duration = Duration::from_secs(1);

/// Until when a spine is served.
pub(super) enum Until<'a> {
    /// Until it is told to stop. What does not outlive the process is worked off first.
    Told(Pin<&'a mut (dyn Future<Output = ()> + Send)>),
    /// Until nothing is left.
    Idle,
}

impl Engine {
    /// Handles what comes from the backend.
    ///
    /// # Errors
    /// The spine stops. What was pulled and is not done is given back.
    ///
    /// # Cancel safety
    /// What was pulled and is not done is given back when the spine runs or is served again.
    pub(super) async fn serve(
        &mut self,
        organs: LentOrgans<'_, '_>,
        run: u128,
        until: Until<'_>,
    ) -> Result<(), SpineError> {
        self.start_serving(organs, run).await?;
        self.drain(organs).await?;
        let plan = Arc::clone(&self.plan);
        let _keeper = self.leases.keep(&plan.link);
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
        until: Until<'_>,
    ) -> Result<(), SpineError> {
        let (mut stop, mut is_busy) = match until {
            Until::Told(stop) => (Some(stop), false),
            Until::Idle => (None, true),
        };
        loop {
            let prefetch = self.plan.settings.prefetch;
            let pulled = if let Some(told) = &mut stop {
                let wait = if is_busy && self.plan.has_idle_hooks() {
                    self.redeliveries.left()
                } else {
                    WAIT
                };
                self.redeliveries.is_pulling = true;
                let pull = pin!(link.pull(prefetch, wait));
                match select(told.as_mut(), pull).await {
                    Either::Left(_) if link.backend.is_durable() => return Ok(()),
                    Either::Left(_) => {
                        (stop, is_busy) = (None, true);
                        continue;
                    }
                    Either::Right((pulled, _)) => pulled?,
                }
            } else {
                self.redeliveries.is_pulling = true;
                link.pull(prefetch, self.redeliveries.left()).await?
            };
            if !pulled.deliveries.is_empty() {
                is_busy = true;
                self.deliver_all(organs, pulled).await?;
                continue;
            }
            self.hold(pulled);
            if self.awaits_redelivery(link).await? {
                continue;
            }
            if is_busy && (stop.is_none() || self.plan.has_idle_hooks()) {
                is_busy = self.idle(organs, run, link).await?;
            }
            if stop.is_none() && !is_busy {
                return Ok(());
            }
        }
    }

    /// Calls the hooks of the start, if they have not been called.
    pub(super) async fn start_serving(
        &mut self,
        organs: LentOrgans<'_, '_>,
        run: u128,
    ) -> Result<(), SpineError> {
        (self.served, self.has_come) = (run, false);
        if std::mem::take(&mut self.redeliveries.is_pulling) {
            self.redeliveries.doubt(self.plan.link.backend.lease());
        }
        // What earlier runs left has no place in the backend, as its handlers may be done in part.
        let left = self.queue.len();
        let started = self.start(organs, run).await;
        let emitted = self.queue.len() - left;
        self.start_emitted -= emitted;
        let plan = Arc::clone(&self.plan);
        self.hand_over(&plan.link, emitted).await?;
        started
    }

    /// Is something to be delivered again that this consumer has had? What a pull may have taken whose answer
    /// was lost is not there if the backend is empty.
    pub(super) async fn awaits_redelivery(&mut self, link: &Link) -> Result<bool, SpineError> {
        if link.has_lost_pull() {
            self.redeliveries.doubt(link.backend.lease());
        }
        if std::mem::take(&mut self.redeliveries.is_unsure) && link.metrics().await?.pending() == 0
        {
            self.redeliveries.until = None;
        }
        Ok(!self.redeliveries.left().is_zero())
    }

    /// Tells organs that the spine is idle, and says whether they emitted something.
    async fn idle(
        &mut self,
        organs: LentOrgans<'_, '_>,
        run: u128,
        link: &Link,
    ) -> Result<bool, SpineError> {
        let phase = self.next_phase()?;
        self.hooks(organs, Hook::Idle(phase), run).await?;
        self.hand_over_idle(link).await
    }

    /// The number of the next phase. Events from outside begin a new count, so that none of these is a
    /// reason to say that the spine is never idle.
    ///
    /// # Errors
    /// Organs were told too often.
    pub(super) fn next_phase(&mut self) -> Result<u32, SpineError> {
        if std::mem::take(&mut self.has_come) {
            self.phase = 0;
        }
        self.phase += 1;
        self.check_phase(self.phase)?;
        Ok(self.phase)
    }

    /// What the hooks of a phase emitted goes into the backend. Returns whether they did.
    pub(super) async fn hand_over_idle(&mut self, link: &Link) -> Result<bool, SpineError> {
        let emitted = self.queue.len();
        self.hand_over(link, emitted).await?;
        if emitted == 0 {
            self.phase = 0;
        }
        Ok(emitted > 0)
    }

    /// What hooks emitted, the first so many in the queue, goes into the backend. What no backend takes
    /// becomes a dead letter, and so does all that it did not take, if that is what the runtime says.
    pub(super) async fn hand_over(
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
                self.handed.push(Message::checked(event));
            }
        }
        if self.handed.is_empty() {
            return Ok(());
        }
        match link.enqueue(&self.handed).await {
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

    /// What was pulled, one after the other.
    async fn deliver_all(
        &mut self,
        organs: LentOrgans<'_, '_>,
        pulled: Pulled,
    ) -> Result<(), SpineError> {
        self.hold(pulled);
        while let Some(in_flight) = self.take_up_pulled().await? {
            self.current = Some(in_flight);
            self.deliver(organs).await?;
            if self.budget.is_spent() {
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }

    /// What was pulled waits to be taken up, and its leases are extended.
    pub(super) fn hold(&mut self, pulled: Pulled) {
        let lease = self.plan.link.backend.lease();
        self.redeliveries.is_pulling = false;
        let receipts = pulled.deliveries.iter();
        let receipts = receipts.map(|delivery| delivery.receipt.clone());
        self.leases.hold(receipts, lease, pulled.sent);
        self.pulled.extend(pulled.deliveries);
    }

    /// The next event of those that were pulled. What cannot be read becomes a dead letter.
    ///
    /// # Errors
    /// The store of dead letters or the backend failed.
    ///
    /// # Cancel safety
    /// Nothing is taken up then.
    pub(super) async fn take_up_pulled(&mut self) -> Result<Option<InFlight>, SpineError> {
        while let Some(delivery) = self.pulled.front() {
            let plan = Arc::clone(&self.plan);
            let receipt = delivery.receipt.clone();
            match read(&plan, delivery) {
                Ok((event, Ok(left))) => {
                    self.pulled.pop_front();
                    self.has_come |= event.head.correlation != self.served;
                    self.came(&event, left.as_ref());
                    self.begin(&event);
                    let in_flight = InFlight::delivered(event, receipt, left, &plan);
                    return Ok(Some(in_flight));
                }
                Ok((event, Err(place))) => {
                    let now = self.read_clock();
                    let letter = LetterWriter {
                        plan: &plan,
                        event: &event,
                    };
                    letter.no_such_place(&place, now).await?;
                    self.stats.dead_letters += 1;
                }
                Err(unread) => {
                    let (id, (bytes, error)) = (delivery.id, *unread);
                    let now = self.read_clock();
                    unreadable(&plan, id, bytes, error, now).await?;
                    self.stats.dead_letters += 1;
                }
            }
            let settled = plan.link.settle(&receipt, Settlement::then(Then::Ack));
            settled.await?;
            self.leases.release(&receipt);
            self.pulled.pop_front();
        }
        Ok(None)
    }

    /// What a serve left that was dropped or stopped goes back to the backend.
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

    /// Gives back to the backend what was pulled and is not done.
    ///
    /// # Cancel safety
    /// What is not given back yet stays here.
    pub(super) async fn give_back(&mut self) {
        let plan = Arc::clone(&self.plan);
        let is_left = |ended: &InFlight| ended.receipt().filter(|_| !ended.is_settled()).cloned();
        if let Some(in_flight) = &self.current
            && let Some(receipt) = is_left(in_flight)
        {
            in_flight.give_back(&plan).await;
            self.leases.release(&receipt);
            self.current = None;
        }
        while let Some(at) = self.ended.iter().position(|ended| is_left(ended).is_some()) {
            self.ended[at].give_back(&plan).await;
            if let Some(receipt) = self
                .ended
                .remove(at)
                .and_then(|ended| ended.receipt().cloned())
            {
                self.leases.release(&receipt);
            }
        }
        while let Some(delivery) = self.pulled.front() {
            let receipt = delivery.receipt.clone();
            let then = Then::Nack {
                delay: Duration::ZERO,
            };
            let settlement = Settlement::then(then);
            plan.link.give_back(&receipt, settlement).await;
            self.leases.release(&receipt);
            self.pulled.pop_front();
        }
    }

    /// An event from outside is told before it is taken up for the first time; so is one that was a
    /// dead letter.
    fn came(&mut self, event: &Event, left: Option<&Left>) {
        if self.plan.settings.observer.is_none() || event.attempt() != 1 {
            return;
        }
        let only = left.and_then(|left| left.only);
        let only = only.map(|only| &*self.plan.handlers.at(only).place);
        if only.is_some() || event.causation() == event.id() {
            self.plan.tell(&Notice::Entered { event, only });
        }
    }
}

/// An event, and what is left to do of it if that is not all; or the place of its handler, if there is none.
type Read = (Arc<Event>, Result<Option<Left>, Box<str>>);

/// The event of a delivery, with what is left to do.
///
/// # Errors
/// The bytes that cannot be read, and why.
fn read(plan: &Plan, delivery: &Delivery) -> Result<Read, Box<(Vec<u8>, DecodeError)>> {
    let event: Arc<Event> = match &delivery.carried {
        Carried::Event(event) => Arc::clone(event),
        Carried::Bytes(bytes) => {
            encoding::decode(bytes, plan.spine.name, |name| known(plan.spine, name))
                .map_err(|error| Box::new((bytes.clone(), error)))?
                .into()
        }
    };
    event.head.attempt.set(delivery.deliveries);
    let only = match &delivery.only {
        None => None,
        Some(place) => match plan.handlers.in_place(place) {
            Some(only) => Some(only),
            None => return Ok((event, Err(place.clone()))),
        },
    };
    // A handler that is not there any more is done.
    let done: Vec<u16> = delivery
        .done
        .iter()
        .filter_map(|place| plan.handlers.in_place(place))
        .collect();
    let is_whole = only.is_none() && done.is_empty();
    let left = (!is_whole).then(|| Left::new(done, only, None));
    Ok((event, Ok(left)))
}

/// Until when something may be delivered to this consumer that it has had: what it gave back with a delay,
/// and what a pull may have taken whose answer was lost. Until then it is not idle.
#[derive(Default)]
pub(super) struct Redeliveries {
    until: Option<Instant>,
    /// Does it depend on what a pull has taken whose answer was lost?
    is_unsure: bool,
    /// Has a pull begun and not ended? If its future was dropped, it may have taken something.
    pub(super) is_pulling: bool,
}

impl Redeliveries {
    pub(super) fn expect_within(&mut self, delay: Duration) {
        self.until = self.until.max(Some(Instant::now() + delay));
    }

    /// A pull may have taken something, for the time of a lease.
    pub(super) fn doubt(&mut self, lease: Duration) {
        self.expect_within(lease);
        self.is_unsure = true;
    }

    /// The time that is left, at most that of a pull. None while in doubt: the next pull that is empty has
    /// the backend asked.
    pub(super) fn left(&self) -> Duration {
        let until = self.until.filter(|_| !self.is_unsure);
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        left.unwrap_or_default().min(WAIT)
    }
}
