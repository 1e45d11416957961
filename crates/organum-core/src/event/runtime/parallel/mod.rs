//! Organs side by side: each handles its events in tasks of its own.
//!
//! - [`Crew`]: the organs at work. `inbox`: what waits for one of them. `item`: an event that several
//!   are at work on.
//! - Here: how events are handed out, and what becomes of what is reported. Dropped futures leave the
//!   crew as it is; whoever comes next goes on with it.

mod crew;
mod inbox;
mod item;

use std::{future::poll_fn, panic::resume_unwind, pin::pin, sync::Arc, task::Poll};

use tokio::time::{Sleep, sleep};

pub(super) use self::crew::Crew;
use self::{
    crew::{Broken, Report},
    item::{Item, Step},
};
use super::{
    super::{
        ErasedOrgan, Hook,
        backend::{Backend, Delivery, Settlement, Then},
    },
    SpineError,
    engine::{Engine, Queued},
    leases::Leases,
    outlet::Hold,
    serve::{LOOK, Until, WAIT, give_back},
};
use crate::panics;

/// What a served crew waited for.
enum News {
    Report(Box<Report>),
    Pulled(Result<Vec<Delivery>, SpineError>),
    Stop,
    Look,
}

impl Engine {
    pub(super) fn crew(&self, organs: Vec<Box<dyn ErasedOrgan>>) -> Crew {
        Crew::of(organs, self.spine, self.rows, &self.settings, self.is_timed)
    }

    /// Works the queue off, and tells organs that all is quiet until they emit nothing more.
    pub(super) async fn run_crew(&mut self, crew: &mut Crew, run: u128) -> Result<(), SpineError> {
        let mut phase = 0;
        loop {
            self.drain_crew(crew).await?;
            phase += 1;
            self.quiet_crew(crew, phase, run).await?;
            if self.queue.is_empty() {
                return Ok(());
            }
        }
    }

    async fn quiet_crew(&mut self, crew: &Crew, phase: u32, run: u128) -> Result<(), SpineError> {
        self.check_phase(phase)?;
        let mut guards = crew.all().await;
        let mut organs: Vec<&mut dyn ErasedOrgan> =
            guards.iter_mut().map(|guard| &mut ***guard).collect();
        self.hooks(&mut organs, Hook::Quiet(phase), run).await
    }

    /// Works the queue off.
    async fn drain_crew(&mut self, crew: &mut Crew) -> Result<(), SpineError> {
        loop {
            while self.hand_out(crew).await? {}
            if crew.at_work == 0 {
                return Ok(());
            }
            let report = crew.reports.recv().await.expect("workers report");
            self.heard(crew, report).await?;
        }
    }

    /// The next event of the queue goes to its handlers, if there is one.
    async fn hand_out(&mut self, crew: &mut Crew) -> Result<bool, SpineError> {
        // An event that comes from too far goes to no organ.
        self.handle(&mut []).await?;
        let Some(next) = self.queue.pop_front() else {
            return Ok(false);
        };
        if self.has_too_many_hops(&next.event) {
            self.take_up(next);
            self.handle(&mut []).await?;
            return Ok(true);
        }
        self.begin(&next.event);
        let item = Arc::new(Item::queued(crew.next_number(), next));
        if !crew.dispatch(&item).await
            && let Err(error) = self.conclude(item.exhumed).await
        {
            self.put_back(item);
            return Err(error);
        }
        Ok(true)
    }

    /// A worker is done with something.
    async fn heard(&mut self, crew: &mut Crew, report: Report) -> Result<(), SpineError> {
        crew.at_work -= 1;
        self.stats += report.stats;
        let emitted = report.emitted.into_iter();
        self.queue
            .extend(emitted.map(|event| Queued { event, left: None }));
        let item = report.item;
        match self.concluded(&item, report.step).await {
            Ok(Step::Goes) => return Ok(()),
            Ok(Step::Again) => {
                let deliveries = item.event().attempt() + 1;
                item.event().head.attempt.set(deliveries);
                self.begin(item.event());
                crew.dispatch(&item).await;
                return Ok(());
            }
            Ok(Step::Ended(hold)) => {
                if hold == Hold::Lost {
                    self.lapsed(item.event());
                }
            }
            Err(broken) => {
                drop(item);
                self.disband(crew).await;
                match broken {
                    Broken::Stopped(error) => return Err(error),
                    Broken::Panicked(payload) => resume_unwind(payload),
                }
            }
        }
        crew.open.remove(&item.number);
        if let Some(receipt) = item.receipt() {
            crew.in_flight = crew.in_flight.saturating_sub(1);
            if let Some(leases) = &crew.leases {
                leases.release(receipt);
            }
        }
        Ok(())
    }

    /// If that was the last step of what was a dead letter, its letter is gone as well.
    async fn concluded(&self, item: &Item, step: Result<Step, Broken>) -> Result<Step, Broken> {
        if item.exhumed.is_some() && matches!(step, Ok(Step::Ended(_))) {
            let concluded = self.conclude(item.exhumed).await;
            concluded.map_err(Broken::Stopped)?;
        }
        step
    }

    /// What nobody is at work on goes back into the queue of the run, with what is done of it.
    fn put_back(&mut self, item: Arc<Item>) {
        if let Some(queued) = Arc::into_inner(item).and_then(Item::into_queued) {
            self.queue.push_front(queued);
        }
    }

    /// The spine stops: workers finish what they are at work on, and the rest goes back to where it
    /// came from.
    async fn disband(&mut self, crew: &mut Crew) {
        crew.close();
        crew.joined().await;
        while let Ok(report) = crew.reports.try_recv() {
            self.stats += report.stats;
            let emitted = report.emitted.into_iter();
            self.queue
                .extend(emitted.map(|event| Queued { event, left: None }));
            match self.concluded(&report.item, report.step).await {
                Ok(Step::Ended(_)) => {
                    crew.open.remove(&report.item.number);
                }
                Ok(Step::Goes | Step::Again) => {}
                Err(Broken::Stopped(error)) => {
                    tracing::error!(spine = self.spine.name, "something else failed: {error}");
                }
                Err(Broken::Panicked(payload)) => {
                    tracing::error!(spine = self.spine.name, "something else panicked");
                    panics::forget(payload);
                }
            }
        }
        for item in std::mem::take(&mut crew.open).into_values().rev() {
            if let Some(receipt) = item.receipt() {
                give_back(&crew.plan.link, receipt).await;
            } else {
                self.put_back(item);
            }
        }
        crew.at_work = 0;
        crew.in_flight = 0;
        crew.leases = None;
    }

    /// Waits until no organ is at work, and lets go of the workers.
    pub(super) async fn recall(&mut self, crew: &mut Crew) -> Result<(), SpineError> {
        while crew.at_work > 0 {
            let Some(report) = crew.reports.recv().await else {
                // The tokio runtime that they worked on is gone.
                self.disband(crew).await;
                break;
            };
            self.heard(crew, report).await?;
        }
        crew.leases = None;
        crew.close();
        crew.joined().await;
        Ok(())
    }

    /// Handles what comes from the backend.
    pub(super) async fn serve_crew(
        &mut self,
        crew: &mut Crew,
        run: u128,
        until: Until<'_>,
    ) -> Result<(), SpineError> {
        let plan = Arc::clone(&crew.plan);
        let link = &plan.link;
        // What the start emitted is in the backend already; what earlier runs left is not.
        self.drain_crew(crew).await?;
        crew.leases.get_or_insert_with(|| Leases::kept(link));
        let (mut stop, mut is_told) = match until {
            Until::Told(stop) => (Some(stop), false),
            Until::Quiet => (None, true),
        };
        let mut pull = pin!(None);
        let mut look = pin!(None::<Sleep>);
        let (mut phase, mut was_busy) = (0, is_told);
        loop {
            let room = self.settings.prefetch.saturating_sub(crew.in_flight);
            let may_pull = !is_told || stop.is_none() || !link.backend.is_durable();
            if !may_pull && crew.in_flight == 0 && crew.at_work == 0 {
                return Ok(());
            }
            if pull.is_none() && room > 0 && may_pull {
                pull.set(Some(link.pull(room, WAIT)));
            }
            let is_idle = crew.at_work == 0 && crew.in_flight == 0;
            let wants_end = is_told && may_pull;
            if is_idle && (wants_end || was_busy && self.has_quiet_hooks()) {
                if link.metrics().await?.pending() == 0 {
                    was_busy = false;
                    phase += 1;
                    self.quiet_crew(crew, phase, run).await?;
                    let emitted = self.queue.len();
                    self.hand_over(link, emitted).await?;
                    if emitted == 0 {
                        phase = 0;
                        if wants_end {
                            return Ok(());
                        }
                    }
                }
                look.set(Some(sleep(LOOK)));
            }
            let news = poll_fn(|cx| {
                if let Poll::Ready(Some(report)) = crew.reports.poll_recv(cx) {
                    return Poll::Ready(News::Report(Box::new(report)));
                }
                if !is_told
                    && let Some(stop) = &mut stop
                    && stop.as_mut().poll(cx).is_ready()
                {
                    return Poll::Ready(News::Stop);
                }
                if let Some(pulling) = pull.as_mut().as_pin_mut()
                    && let Poll::Ready(pulled) = pulling.poll(cx)
                {
                    pull.set(None);
                    return Poll::Ready(News::Pulled(pulled));
                }
                if let Some(looking) = look.as_mut().as_pin_mut()
                    && looking.poll(cx).is_ready()
                {
                    look.set(None);
                    return Poll::Ready(News::Look);
                }
                Poll::Pending
            });
            match news.await {
                News::Report(report) => {
                    self.heard(crew, *report).await?;
                    // Only what came from the queue of a run puts something back there.
                    while self.hand_out(crew).await? {}
                }
                News::Pulled(pulled) => {
                    let pulled = pulled?;
                    was_busy |= !pulled.is_empty();
                    if let Some(leases) = &crew.leases {
                        leases.hold(pulled.iter().map(|delivery| delivery.receipt.clone()));
                    }
                    for delivery in pulled {
                        self.take_delivery(crew, delivery).await?;
                    }
                }
                News::Stop => {
                    is_told = true;
                    if link.backend.is_durable() {
                        pull.set(None);
                    }
                }
                News::Look => {}
            }
        }
    }

    /// A delivery goes to its handlers.
    async fn take_delivery(
        &mut self,
        crew: &mut Crew,
        delivery: Delivery,
    ) -> Result<(), SpineError> {
        let plan = Arc::clone(&crew.plan);
        let receipt = delivery.receipt.clone();
        let read = self.read(delivery).await?;
        if let Some((event, left)) = read {
            self.came(&event, left.as_ref());
            self.begin(&event);
            if self.has_too_many_hops(&event) {
                self.bury_for_hops(&event).await?;
            } else {
                let item = Item::delivered(crew.next_number(), event, receipt.clone(), left);
                if crew.dispatch(&Arc::new(item)).await {
                    crew.in_flight += 1;
                    return Ok(());
                }
            }
        }
        plan.link
            .settle(&receipt, Settlement::then(Then::Ack))
            .await?;
        if let Some(leases) = &crew.leases {
            leases.release(&receipt);
        }
        Ok(())
    }
}
