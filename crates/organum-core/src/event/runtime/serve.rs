//! Events from a backend, one after the other.

use std::{error::Error, future::Future, pin::Pin, pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};

use super::{
    super::{
        Event, Hook,
        backend::{Backend, Carried, Delivery, Message, Receipt, Settlement, Then},
        encoding,
    },
    SpineError,
    burial::{Burial, unreadable},
    engine::{Engine, Left, Organs, Queued},
    known::known,
    leases::Leases,
    link::Link,
    notice::Notice,
    outlet::Hold,
    served::Served,
    visit::Visit,
};

/// How often it is looked whether others have settled what was left.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// How long one pull waits. The runtime asks again when it was empty.
pub(super) const WAIT: Duration = Duration::from_secs(1);

/// Until when a spine is served.
pub(super) enum Until<'a> {
    /// Until it is told to stop. What does not outlive the process is worked off first.
    Told(Pin<&'a mut (dyn Future<Output = ()> + Send)>),
    /// Until nothing is left.
    Quiet,
}

impl Engine {
    /// Handles what comes from the backend.
    pub(super) async fn serve(
        &mut self,
        organs: Organs<'_, '_>,
        run: u128,
        until: Until<'_>,
    ) -> Result<(), SpineError> {
        let link = Link::of(&self.settings, self.spine.name);
        self.start_serving(organs, run).await?;
        self.drain(organs).await?;
        let leases = Leases::kept(&link);
        if let Until::Told(mut stop) = until {
            let mut served = Idle::default();
            loop {
                let pulled = {
                    let pull = pin!(link.pull(self.settings.prefetch, WAIT));
                    match select(stop.as_mut(), pull).await {
                        Either::Left(_) => break,
                        Either::Right((pulled, _)) => pulled?,
                    }
                };
                if pulled.is_empty() {
                    continue;
                }
                self.batch(organs, &link, &leases, pulled).await?;
                if self.has_quiet_hooks() && link.metrics().await?.pending() == 0 {
                    self.quiet(organs, run, &link, &mut served).await?;
                }
            }
            if link.backend.is_durable() {
                return Ok(());
            }
        }
        let mut idle = Idle::default();
        loop {
            while let Some(pulled) = self.pull_rest(&link).await? {
                self.batch(organs, &link, &leases, pulled).await?;
            }
            if !self.quiet(organs, run, &link, &mut idle).await? {
                return Ok(());
            }
        }
    }

    /// Calls the hooks of the start, if they have not been called.
    pub(super) async fn start_serving(
        &mut self,
        organs: Organs<'_, '_>,
        run: u128,
    ) -> Result<(), SpineError> {
        // What earlier runs left has no place in the backend, as its handlers may be done in part.
        let left = self.queue.len();
        let started = self.start(organs, run).await;
        let link = Link::of(&self.settings, self.spine.name);
        let emitted = self.queue.len() - left;
        self.start_emitted -= emitted;
        self.hand_over(&link, emitted).await?;
        started
    }

    pub(super) fn has_quiet_hooks(&self) -> bool {
        let mut organs = self.spine.organs.iter();
        organs.any(|slot| slot.table.hooks.quiet.is_some())
    }

    /// Tells organs that all is quiet, and says whether they emitted something.
    async fn quiet(
        &mut self,
        organs: Organs<'_, '_>,
        run: u128,
        link: &Link,
        idle: &mut Idle,
    ) -> Result<bool, SpineError> {
        idle.phase += 1;
        self.check_phase(idle.phase)?;
        self.hooks(organs, Hook::Quiet(idle.phase), run).await?;
        let emitted = self.queue.len();
        self.hand_over(link, emitted).await?;
        if emitted == 0 {
            idle.phase = 0;
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
                self.bury_unsent(event, &error).await?;
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
                    self.bury_unsent(message.event(), &error).await?;
                    self.stats.dead_letters += 1;
                    self.handed.remove(0);
                }
            }
            Err(error) => return Err(link.failed(error)),
        }
        Ok(())
    }

    async fn bury_unsent(
        &self,
        event: &Event,
        error: &(dyn Error + Send + Sync + 'static),
    ) -> Result<(), SpineError> {
        let burial = Burial {
            spine: self.spine,
            settings: &self.settings,
            event,
        };
        burial.not_enqueued(error, self.now).await
    }

    /// The next messages, or nothing once all are done.
    async fn pull_rest(&self, link: &Link) -> Result<Option<Vec<Delivery>>, SpineError> {
        loop {
            if link.metrics().await?.pending() == 0 {
                return Ok(None);
            }
            let pulled = link.pull(self.settings.prefetch, LOOK).await?;
            if !pulled.is_empty() {
                return Ok(Some(pulled));
            }
        }
    }

    async fn batch(
        &mut self,
        organs: Organs<'_, '_>,
        link: &Link,
        leases: &Leases,
        pulled: Vec<Delivery>,
    ) -> Result<(), SpineError> {
        leases.hold(pulled.iter().map(|delivery| delivery.receipt.clone()));
        let mut pulled = pulled.into_iter();
        while let Some(delivery) = pulled.next() {
            let receipt = delivery.receipt.clone();
            let done = self.delivery(organs, link, delivery).await;
            leases.release(&receipt);
            if let Err(error) = done {
                for delivery in pulled {
                    leases.release(&delivery.receipt);
                    give_back(link, &delivery.receipt).await;
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// One delivery at those of its handlers that are not done with it.
    async fn delivery(
        &mut self,
        organs: Organs<'_, '_>,
        link: &Link,
        delivery: Delivery,
    ) -> Result<(), SpineError> {
        let receipt = delivery.receipt.clone();
        let Some((event, left)) = self.read(delivery).await? else {
            link.settle(&receipt, Settlement::then(Then::Ack)).await?;
            return Ok(());
        };
        self.came(&event, left.as_ref());
        self.begin(&event);
        let (mut position, mut nacked) = (0, Vec::new());
        let mut way = self.way();
        let settings = way.settings;
        let mut served = Served::new(link, way.stations, &receipt);
        let visit = Visit {
            event: &event,
            left: left.as_ref(),
            position: &mut position,
            nacked: &mut nacked,
        };
        let visited = way.visit(visit, organs, &mut served).await;
        let hold = match visited {
            Ok(Hold::Lost) => Hold::Lost,
            Ok(Hold::Ours) if nacked.is_empty() => served.end(Then::Ack).await?,
            Ok(Hold::Ours) => {
                let delay = settings.redelivery_after(event.attempt());
                served.end(Then::Nack { delay }).await?
            }
            Err(error) => {
                give_back(link, &receipt).await;
                return Err(error);
            }
        };
        if hold == Hold::Lost {
            self.lapsed(&event);
        }
        Ok(())
    }

    /// An event from outside is told before it is taken up for the first time; so is one that was a
    /// dead letter.
    pub(super) fn came(&mut self, event: &Event, left: Option<&Left>) {
        if self.settings.observer.is_none() || event.attempt() != 1 {
            return;
        }
        let only = left.and_then(|left| left.only);
        let only = only.map(|only| &*self.stations.at(usize::from(only)).place);
        if only.is_some() || event.causation() == event.id() {
            self.tell(&Notice::Entered { event, only });
        }
    }

    /// The lease of an event has lapsed before all of it was settled.
    pub(super) fn lapsed(&mut self, event: &Event) {
        self.stats.lapsed += 1;
        tracing::warn!(
            spine = self.spine.name,
            event = event.name(),
            id = %event.id(),
            "an event was not settled in time, and is handled again by whoever has it now"
        );
    }

    pub(super) fn has_too_many_hops(&self, event: &Event) -> bool {
        let max = self.spine.max_hops;
        max.is_some_and(|max| event.head.hops > max)
    }

    /// An event whose chain is too long becomes a dead letter.
    pub(super) async fn bury_for_hops(&mut self, event: &Event) -> Result<(), SpineError> {
        let burial = Burial {
            spine: self.spine,
            settings: &self.settings,
            event,
        };
        burial.too_many_hops(self.now).await?;
        self.stats.dead_letters += 1;
        Ok(())
    }

    /// The event of a delivery, with what is left to do; nothing if it became a dead letter.
    pub(super) async fn read(
        &mut self,
        delivery: Delivery,
    ) -> Result<Option<(Arc<Event>, Option<Left>)>, SpineError> {
        let event: Arc<Event> = match delivery.carried {
            Carried::Event(event) => event,
            Carried::Bytes(bytes) => {
                let spine = self.spine;
                match encoding::decode(&bytes, spine, |name| known(spine, name)) {
                    Ok(event) => event.into(),
                    Err(error) => {
                        let now = self.read_clock();
                        unreadable(spine, &self.settings, delivery.id, bytes, error, now).await?;
                        self.stats.dead_letters += 1;
                        return Ok(None);
                    }
                }
            }
        };
        event.head.attempt.set(delivery.deliveries);
        let only = match delivery.only {
            None => None,
            Some(place) => match self.stations.in_place(&place) {
                Some(only) => Some(only),
                None => {
                    // Its letter is still there.
                    tracing::error!(
                        spine = self.spine.name,
                        place = &*place,
                        "a dead letter was redriven to a handler that is not there"
                    );
                    return Ok(None);
                }
            },
        };
        // A handler that is not there any more is done.
        let done: Vec<u16> = delivery
            .done
            .iter()
            .filter_map(|place| self.stations.in_place(place))
            .collect();
        let left = (only.is_some() || !done.is_empty()).then_some(Left {
            done,
            only,
            exhumed: None,
        });
        Ok(Some((event, left)))
    }
}

/// How often all was quiet since there was something to do.
#[derive(Default)]
struct Idle {
    phase: u32,
}

/// As well as it can be: a lease that is not given back lapses.
pub(super) async fn give_back(link: &Link, receipt: &Receipt) {
    if let Err(error) = link.backend.nack(receipt, Duration::ZERO).await
        && !error.is_lease_lost()
    {
        tracing::warn!("an event could not be given back before its lease lapses: {error}");
    }
}
